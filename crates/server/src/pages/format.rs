//! Numbers, money and time as a reader of a language writes them, in the tenant's zone.

use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};

use super::text::Language;

/// How a page writes values.
#[derive(Debug, Clone)]
pub struct Format {
    /// The reader's.
    pub language: Language,
    /// The tenant's.
    pub zone: TimeZone,
    /// ISO 4217, the tenant's.
    pub currency: String,
    /// The present instant of the story.
    pub now: Timestamp,
}

const MONTHS_EN: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];
const MONTHS_ES: [&str; 12] = [
    "ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic",
];
const DAYS_EN: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const DAYS_ES: [&str; 7] = ["lun", "mar", "mié", "jue", "vie", "sáb", "dom"];

impl Format {
    /// What groups a number's digits, and what stands before its fraction.
    fn marks(&self) -> (&'static str, &'static str) {
        match self.language {
            Language::En => (",", "."),
            Language::Es => (".", ","),
        }
    }

    /// The plain decimal of a number as the language writes it, grouped or not; none of another's.
    pub fn plain(&self, typed: &str) -> Option<String> {
        let (group, point) = self.marks();
        let (sign, number) = match typed.strip_prefix(['-', '−']) {
            Some(rest) => ("-", rest),
            None => ("", typed),
        };
        let (whole, fraction) = match number.split_once(point) {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (number, None),
        };
        let mut groups = whole.split(group);
        let first = groups.next().unwrap_or_default();
        let rest: Vec<&str> = groups.collect();
        let is_number =
            |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        let is_grouped = rest.is_empty() || first.len() <= 3;
        let fits = is_grouped
            && is_number(first)
            && rest
                .iter()
                .all(|group| group.len() == 3 && is_number(group))
            && fraction.is_none_or(is_number);
        let fraction = fraction.map_or(String::new(), |fraction| format!(".{fraction}"));
        fits.then(|| format!("{sign}{first}{}{fraction}", rest.concat()))
    }

    /// A plain decimal such as `-1234.50`, grouped, with the language's marks.
    pub fn decimal(&self, text: &str) -> String {
        let (sign, digits) = match text.strip_prefix('-') {
            Some(rest) => ("−", rest),
            None => ("", text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        if whole.is_empty()
            || !whole
                .bytes()
                .chain(fraction.bytes())
                .all(|b| b.is_ascii_digit())
        {
            return text.to_owned();
        }
        // Spanish need not group four digits, but beside five an ungrouped number reads as another's.
        let (group, point) = self.marks();
        let mut grouped = String::new();
        for (index, digit) in whole.chars().enumerate() {
            let left = whole.len() - index;
            if index > 0 && left % 3 == 0 {
                grouped.push_str(group);
            }
            grouped.push(digit);
        }
        let point = if fraction.is_empty() { "" } else { point };
        format!("{sign}{grouped}{point}{fraction}")
    }

    /// A quantity without the zeros that only fill its scale.
    pub fn quantity(&self, text: &str) -> String {
        let short = match text.split_once('.') {
            Some(_) => text.trim_end_matches('0').trim_end_matches('.'),
            None => text,
        };
        self.decimal(short)
    }

    /// A number at so many decimals.
    pub fn number(&self, value: f64, decimals: usize) -> String {
        self.decimal(&format!("{value:.decimals$}"))
    }

    /// A share of a hundred.
    pub fn percent(&self, number: &str) -> String {
        let space = match self.language {
            Language::En => "",
            Language::Es => "\u{a0}",
        };
        format!("{number}{space}%")
    }

    /// An amount of the tenant's currency.
    pub fn money(&self, text: &str) -> String {
        self.money_in(text, &self.currency)
    }

    /// An amount of a currency.
    pub fn money_in(&self, text: &str, currency: &str) -> String {
        let (minus, amount) = match text.strip_prefix('-') {
            Some(amount) => ("−", amount),
            None => ("", text),
        };
        let amount = self.decimal(amount);
        let sign = match currency {
            "EUR" => "€",
            "USD" => "$",
            "GBP" => "£",
            other => other,
        };
        match self.language {
            Language::En if sign.len() == 3 && sign != "€" => {
                format!("{minus}{sign}\u{a0}{amount}")
            }
            Language::En => format!("{minus}{sign}{amount}"),
            Language::Es => format!("{minus}{amount}\u{a0}{sign}"),
        }
    }

    /// A day such as `24 Nov 2026`.
    pub fn date(&self, date: Date) -> String {
        let month = usize::from(date.month().unsigned_abs()) - 1;
        let month = match self.language {
            Language::En => MONTHS_EN[month],
            Language::Es => MONTHS_ES[month],
        };
        format!("{} {month} {}", date.day(), date.year())
    }

    /// A day without its year, with its weekday: `Tue 24 Nov`.
    pub fn day(&self, date: Date) -> String {
        let month = usize::from(date.month().unsigned_abs()) - 1;
        let weekday = usize::from(date.weekday().to_monday_zero_offset().unsigned_abs());
        match self.language {
            Language::En => format!("{} {} {}", DAYS_EN[weekday], date.day(), MONTHS_EN[month]),
            Language::Es => format!("{} {} {}", DAYS_ES[weekday], date.day(), MONTHS_ES[month]),
        }
    }

    /// The local day of an instant.
    pub fn local_day(&self, instant: Timestamp) -> Date {
        self.zone.to_datetime(instant).date()
    }

    /// The local time of day: `06:05`.
    pub fn time(&self, instant: Timestamp) -> String {
        self.zone.to_datetime(instant).strftime("%H:%M").to_string()
    }

    /// A local day and time.
    pub fn instant(&self, instant: Timestamp) -> String {
        format!(
            "{}, {}",
            self.date(self.local_day(instant)),
            self.time(instant)
        )
    }

    /// The time of today, or with its day.
    pub fn near(&self, instant: Timestamp) -> String {
        let day = self.local_day(instant);
        if day == self.local_day(self.now) {
            self.time(instant)
        } else {
            format!("{}, {}", self.day(day), self.time(instant))
        }
    }

    /// Words such as `starts at` with the time of today, or `starts on` another day.
    pub fn when(&self, words: &str, instant: Timestamp) -> String {
        let near = self.near(instant);
        if self.local_day(instant) == self.local_day(self.now) {
            return format!("{words} {near}");
        }
        let of_days = match self.language {
            Language::En => [(" at", " on"), (" at", " on")],
            Language::Es => [(" a las", " el"), (" las", " el")],
        };
        let of_day = of_days.iter().find_map(|(of_time, of_day)| {
            let words = words.strip_suffix(of_time)?;
            Some(format!("{words}{of_day}"))
        });
        format!("{} {near}", of_day.as_deref().unwrap_or(words))
    }

    /// As [`Self::near`], of what follows another instant: within twelve hours, also over
    /// midnight, the time alone.
    pub fn then(&self, first: Timestamp, next: Timestamp) -> String {
        let after = next.duration_since(first);
        if !after.is_negative() && after < SignedDuration::from_hours(12) {
            self.time(next)
        } else {
            self.near(next)
        }
    }

    /// The distance of two instants in two units: `1 d 4 h`, `2 h 5 min`, `12 min`.
    #[expect(
        clippy::unused_self,
        reason = "the units are written alike in both languages"
    )]
    pub fn between(&self, one: Timestamp, other: Timestamp) -> String {
        lasting(apart(one, other).abs())
    }

    /// The value of an `input` of type `datetime-local`, to the minute.
    pub fn local_input(&self, instant: Timestamp) -> String {
        let local = self.zone.to_datetime(instant);
        local.strftime("%Y-%m-%dT%H:%M").to_string()
    }

    /// What such an input sends, as an instant.
    pub fn parse_local(&self, text: &str) -> Option<Timestamp> {
        let local: jiff::civil::DateTime = text.parse().ok()?;
        self.zone.to_timestamp(local).ok()
    }
}

/// The minute that a clock shows at an instant.
pub fn minute(instant: Timestamp) -> Timestamp {
    let seconds = instant.as_second().div_euclid(60) * 60;
    Timestamp::from_second(seconds).unwrap_or(instant)
}

/// From one instant to another, as clocks show them: what is told beside two times is what lies
/// between these.
pub fn apart(from: Timestamp, to: Timestamp) -> SignedDuration {
    minute(to).duration_since(minute(from))
}

/// A duration in two units, which both languages write alike.
pub fn lasting(length: SignedDuration) -> String {
    let minutes = (length.as_secs() + 30) / 60;
    let (days, hours, rest) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
    match (days, hours, rest) {
        (0, 0, minutes) => format!("{minutes}\u{a0}min"),
        (0, hours, 0) => format!("{hours}\u{a0}h"),
        (0, hours, minutes) => format!("{hours}\u{a0}h {minutes}\u{a0}min"),
        (days, 0, _) => format!("{days}\u{a0}d"),
        (days, hours, _) => format!("{days}\u{a0}d {hours}\u{a0}h"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn format(language: Language) -> Format {
        Format {
            language,
            zone: TimeZone::get("Europe/Madrid").expect("bundled"),
            currency: "EUR".to_owned(),
            now: "2026-11-24T16:00:00Z".parse().expect("an instant"),
        }
    }

    #[test]
    fn numbers_and_money_follow_the_language() {
        let (en, es) = (format(Language::En), format(Language::Es));
        assert_eq!(en.decimal("1234567.50"), "1,234,567.50");
        assert_eq!(es.decimal("1234567.50"), "1.234.567,50");
        assert_eq!(
            (en.decimal("1234"), es.decimal("1234")),
            ("1,234".into(), "1.234".into())
        );
        assert_eq!(es.decimal("12345"), "12.345");
        assert_eq!(en.decimal("-0.5"), "−0.5");
        assert_eq!(en.money("12.50"), "€12.50");
        assert_eq!(en.money("-2.74"), "−€2.74");
        assert_eq!(es.money("12.50"), "12,50\u{a0}€");
        assert_eq!(es.quantity("12.500"), "12,5");
        assert_eq!(es.quantity("100"), "100");
        assert_eq!(
            (en.percent("10"), es.percent("10")),
            ("10%".into(), "10\u{a0}%".into())
        );
        assert_eq!(en.decimal("no number"), "no number");
    }

    #[test]
    fn times_are_the_tenants() {
        let (en, es) = (format(Language::En), format(Language::Es));
        assert_eq!(en.instant(en.now), "24 Nov 2026, 17:00");
        assert_eq!(es.day(es.local_day(es.now)), "mar 24 nov");
        assert_eq!(en.parse_local("2026-11-24T17:00"), Some(en.now));
        assert_eq!(en.parse_local(&en.local_input(en.now)), Some(en.now));
        let before = "2026-11-24T11:55:00Z".parse().expect("an instant");
        assert_eq!(en.between(before, en.now), "4\u{a0}h 5\u{a0}min");
        // What is told beside two times is the difference of these.
        let [one, other] = ["2026-11-24T01:38:50Z", "2026-11-24T01:47:10Z"]
            .map(|at| at.parse().expect("an instant"));
        let times = (en.time(one), en.time(other), en.between(one, other));
        assert_eq!(times, ("02:38".into(), "02:47".into(), "9\u{a0}min".into()));
    }
}
