//! Markers and the three date policies, a second time: by the words of the specification and the
//! calendar's own steps rather than by arithmetic.

use jiff::{
    SignedDuration, Span, Timestamp, ToSpan as _, ZonedDateTime,
    civil::{Date, Weekday, date},
    tz::TimeZone,
};

/// Day zero of all seed data.
const BASE: &str = "2025-01-15T06:00:00Z";
const DAY_ZERO: Date = date(2025, 1, 15);

/// How the ISO values of a column move.
#[derive(Clone, Copy)]
pub enum Policy {
    Exact,
    Workday,
    /// The window's last day, from the session's.
    SameWeekday(i64),
}

/// A session's instant in a profile's zone.
pub struct Clock {
    now: ZonedDateTime,
}

impl Policy {
    /// From `[dates]` of a `service.toml`.
    pub fn read(policy: Option<&toml::Value>) -> Self {
        match policy.map(|policy| policy["policy"].as_str().unwrap()) {
            None | Some("exact") => Self::Exact,
            Some("workday") => Self::Workday,
            Some("same_weekday") => {
                Self::SameWeekday(policy.unwrap()["window_ends"].as_integer().unwrap())
            }
            Some(other) => panic!("the specification knows no policy `{other}`"),
        }
    }
}

impl Clock {
    pub fn new(now: Timestamp, zone: &str) -> Self {
        Self {
            now: now.to_zoned_datetime(TimeZone::get(zone).unwrap()),
        }
    }

    /// The value of a `TIMESTAMPTZ`.
    pub fn instant(&self, text: &str, policy: Policy) -> ZonedDateTime {
        if text.starts_with("BASE_TS") {
            return &self.now + marker(text);
        }
        let original: Timestamp = text.parse().unwrap_or_else(|_| {
            let civil: jiff::civil::DateTime = text.parse().unwrap();
            civil.to_zoned_datetime(TimeZone::UTC).unwrap().timestamp()
        });
        let exact = &self.now + original.duration_since(BASE.parse().unwrap());
        match policy {
            Policy::Exact => exact,
            Policy::Workday => {
                let days = to_workday(exact.date());
                &exact + days
            }
            Policy::SameWeekday(ends) => {
                let local = original.to_zoned_datetime(self.now.time_zone().clone());
                let days = local.date().until(self.in_window(local.date(), ends));
                &local + days.unwrap()
            }
        }
    }

    /// The value of a `DATE`.
    pub fn date(&self, text: &str, policy: Policy) -> Date {
        if text.starts_with("BASE_TS") || text.contains('T') {
            return self.instant(text, policy).date();
        }
        let original: Date = text.parse().unwrap();
        let exact = self.now.date() + DAY_ZERO.until(original).unwrap();
        match policy {
            Policy::Exact => exact,
            Policy::Workday => exact + to_workday(exact),
            Policy::SameWeekday(ends) => self.in_window(original, ends),
        }
    }

    /// Moved by the session's whole weeks, and then by thirteen weeks until it is in the window.
    fn in_window(&self, original: Date, ends: i64) -> Date {
        let mut week = DAY_ZERO;
        while week > self.now.date() {
            week -= 1.week();
        }
        while week + 1.week() <= self.now.date() {
            week += 1.week();
        }
        let mut moved = original + DAY_ZERO.until(week).unwrap();
        let last = self.now.date() + ends.days();
        while moved > last {
            moved -= 13.weeks();
        }
        while moved + 13.weeks() <= last {
            moved += 13.weeks();
        }
        moved
    }
}

/// As many days as a weekend has left.
fn to_workday(date: Date) -> Span {
    match date.weekday() {
        Weekday::Saturday => 2.days(),
        Weekday::Sunday => 1.day(),
        _ => 0.days(),
    }
}

/// How far a marker is from the session's instant.
fn marker(text: &str) -> SignedDuration {
    let amounts = text.strip_prefix("BASE_TS").unwrap().trim();
    let Some(sign) = amounts.chars().next() else {
        return SignedDuration::ZERO;
    };
    let mut number = String::new();
    let mut sum = SignedDuration::ZERO;
    for letter in amounts[1..].trim_start().chars() {
        let seconds = match letter {
            's' => 1.0,
            'm' => 60.0,
            'h' => 3_600.0,
            'd' => 86_400.0,
            'w' => 604_800.0,
            digit => {
                number.push(digit);
                continue;
            }
        };
        let amount: f64 = number.parse().unwrap();
        sum += SignedDuration::from_secs_f64(amount * seconds);
        number.clear();
    }
    assert!(number.is_empty(), "`{text}` ends without a unit");
    match sign {
        '+' => sum,
        '-' => -sum,
        other => panic!("`{text}`: `{other}` is no sign"),
    }
}
