//! Markers such as `BASE_TS + 2h30m`: an instant as an offset from the session's own.

use std::fmt;

use jiff::{SignedDuration, Timestamp};

use super::{OutOfRange, adjust_date_for_demo, parse_instant};

const NAME: &str = "BASE_TS";
const EXAMPLE: &str = "BASE_TS + 2h30m";

/// Microseconds in each unit.
const UNITS: [(char, i128); 5] = [
    ('w', 7 * 86_400_000_000),
    ('d', 86_400_000_000),
    ('h', 3_600_000_000),
    ('m', 60_000_000),
    ('s', 1_000_000),
];

/// The marker of an offset from the session's instant, in whole seconds: `BASE_TS - 1h30m`.
#[must_use]
pub fn write_marker(offset: SignedDuration) -> String {
    let seconds = offset.as_secs();
    let sign = match seconds {
        0 => return NAME.to_owned(),
        1.. => '+',
        _ => '-',
    };
    let seconds = seconds.unsigned_abs();
    let amounts = [
        (seconds / 86_400, 'd'),
        (seconds / 3600 % 24, 'h'),
        (seconds / 60 % 60, 'm'),
        (seconds % 60, 's'),
    ];
    let amounts = amounts.into_iter().filter(|(amount, _)| *amount > 0);
    let amounts: Vec<String> = amounts
        .map(|(amount, unit)| format!("{amount}{unit}"))
        .collect();
    format!("{NAME} {sign} {}", amounts.concat())
}

/// A marker that cannot be read. Its text shows the marker, the place and an example.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct MarkerError {
    text: String,
    /// Byte offset of the character that is wrong; the text's length when its end is, and 0 when the name is.
    pub offset: usize,
    /// What was expected there.
    pub expected: &'static str,
    /// The marker that is meant, where only its name has a slip.
    meant: Option<String>,
}

impl fmt::Display for MarkerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let column = self.text[..self.offset].chars().count() + 1;
        write!(
            f,
            "`{}`: {} expected at character {column}; write ",
            self.text.escape_debug(),
            self.expected
        )?;
        match &self.meant {
            Some(meant) => write!(f, "`{meant}`"),
            None => write!(f, "it like `{EXAMPLE}`"),
        }
    }
}

/// Whether a text means to be a marker rather than an ISO 8601 value.
#[must_use]
pub fn is_marker(text: &str) -> bool {
    text.trim_start().starts_with("BASE") || !text.starts_with(|c: char| c.is_ascii_digit())
}

/// Reads a marker as its offset from the session's instant.
///
/// `BASE_TS` alone, or `BASE_TS`, then `+` or `-`, then one or more amounts, each a decimal
/// number and one of the units `w d h m s`, written together. White space around the sign is
/// free. What is finer than a microsecond is rounded to the nearest.
///
/// # Errors
///
/// [`MarkerError`] with the place of the first character that does not fit, or of the name.
pub fn parse_marker(text: &str) -> Result<SignedDuration, MarkerError> {
    let fail = |offset: usize, expected| MarkerError {
        text: text.to_owned(),
        offset,
        expected,
        meant: None,
    };
    let rest = text.strip_prefix(NAME).ok_or_else(|| {
        // From the sign on it may be sound.
        let is_offset = |at: &(usize, &str)| {
            let number = text[at.0 + 1..].trim_start();
            number.starts_with(|c: char| c.is_ascii_digit())
        };
        let offset = text.match_indices(['+', '-']).find(is_offset);
        let meant = match offset {
            Some((at, _)) => format!("{NAME} {}", &text[at..]),
            None if text.contains(|c: char| c.is_ascii_digit()) => String::new(),
            None => NAME.to_owned(),
        };
        MarkerError {
            meant: (text.starts_with("BASE") && parse_marker(&meant).is_ok()).then_some(meant),
            ..fail(0, "`BASE_TS`")
        }
    })?;
    let trimmed = rest.trim_start();
    let mut at = text.len() - trimmed.len();
    if rest.is_empty() {
        return Ok(SignedDuration::ZERO);
    }
    let sign = match trimmed.chars().next() {
        Some('+') => 1,
        Some('-') => -1,
        // What text processors and typographers write for it.
        Some('\u{2010}'..='\u{2015}' | '\u{2212}') => {
            return Err(fail(at, "the `-` of the keyboard, not a dash,"));
        }
        _ => return Err(fail(at, "`+` or `-`")),
    };
    at += 1 + trimmed[1..].len() - trimmed[1..].trim_start().len();
    let (mut micros, first): (i128, usize) = (0, at);
    loop {
        let (amount, next) = parse_amount(text, at).map_err(|(offset, expected)| {
            // Behind an amount, what follows is at fault rather than the next amount missing.
            match text[at..].chars().next() {
                Some(letter) if at > first && letter.is_alphabetic() => {
                    fail(at - 1, "a unit of one letter, one of w d h m s,")
                }
                Some(space) if at > first && space.is_whitespace() => fail(at, "no white space"),
                _ => fail(offset, expected),
            }
        })?;
        micros = micros
            .checked_add(amount)
            .ok_or_else(|| fail(at, "a smaller amount"))?;
        if next == text.len() {
            let too_large = |_| fail(at, "a smaller amount");
            return i64::try_from(sign * micros)
                .map(SignedDuration::from_micros)
                .map_err(too_large);
        }
        at = next;
    }
}

/// One decimal number with its unit, from the byte `at`: microseconds and the byte after it.
fn parse_amount(text: &str, at: usize) -> Result<(i128, usize), (usize, &'static str)> {
    let digits = |from: usize| {
        let count = text[from..].bytes().take_while(u8::is_ascii_digit).count();
        (&text[from..from + count], from + count)
    };
    let (whole, mut next) = digits(at);
    if whole.is_empty() {
        return Err((at, "a number"));
    }
    let mut fraction = "";
    if text[next..].starts_with('.') {
        (fraction, next) = digits(next + 1);
        if fraction.is_empty() {
            return Err((next, "a digit after the point"));
        }
    }
    let unit = text[next..].chars().next();
    let Some((letter, micros)) = UNITS.into_iter().find(|(letter, _)| Some(*letter) == unit) else {
        return Err((next, "a unit, one of w d h m s,"));
    };
    // A dozen digits are thousands of years even of seconds; more cannot be meant.
    if whole.trim_start_matches('0').len() > 12 || fraction.len() > 12 {
        return Err((at, "at most twelve digits"));
    }
    let scale = 10_i128.pow(u32::try_from(fraction.len()).unwrap_or(0));
    let number: i128 = format!("{whole}{fraction}")
        .parse()
        .map_err(|_| (at, "a number"))?;
    Ok((
        (number * micros + scale / 2) / scale,
        next + letter.len_utf8(),
    ))
}

/// The instant of a marker, or of an ISO 8601 value where a marker may stand, in a session of
/// the instant `session_time`.
///
/// # Errors
///
/// The message of a [`MarkerError`], or of [`OutOfRange`].
pub fn resolve_time_marker(text: &str, session_time: Timestamp) -> Result<Timestamp, String> {
    if let Some(instant) = parse_instant(text) {
        return adjust_date_for_demo(instant, session_time).map_err(|error| error.to_string());
    }
    let offset = parse_marker(text).map_err(|error| error.to_string())?;
    session_time
        .checked_add(offset)
        .map_err(|_| OutOfRange.to_string())
}
