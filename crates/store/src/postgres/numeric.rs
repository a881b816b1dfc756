//! NUMERIC in PostgreSQL's binary format: groups of four decimal digits.

/// Appends a decimal such as `-12.50`; false, and nothing appended, when it is none.
pub(super) fn encode(text: &str, buffer: &mut Vec<u8>) -> bool {
    let (negative, digits) = match text.as_bytes().first() {
        Some(b'-') => (true, &text[1..]),
        Some(b'+') => (false, &text[1..]),
        _ => (false, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if (whole.is_empty() && fraction.is_empty()) || !all_digits(whole) || !all_digits(fraction) {
        return false;
    }
    let whole = whole.trim_start_matches('0');
    let Ok(scale) = u16::try_from(fraction.len()) else {
        return false;
    };
    if scale > 16_383 || whole.len() > 100_000 {
        return false;
    }
    // Groups are counted from the decimal point, so pad on both sides of it.
    let padded = format!(
        "{}{whole}{fraction}{}",
        "0".repeat(whole.len().next_multiple_of(4) - whole.len()),
        "0".repeat(fraction.len().next_multiple_of(4) - fraction.len()),
    );
    let mut groups: Vec<i16> = padded
        .as_bytes()
        .chunks(4)
        .map(|four| four.iter().fold(0, |sum, b| sum * 10 + i16::from(b - b'0')))
        .collect();
    let mut weight = i16::try_from(whole.len().div_ceil(4)).unwrap_or(i16::MAX) - 1;
    let leading = groups.iter().take_while(|group| **group == 0).count();
    groups.drain(..leading);
    weight -= i16::try_from(leading).unwrap_or(i16::MAX);
    while groups.last() == Some(&0) {
        groups.pop();
    }
    if groups.is_empty() {
        weight = 0;
    }
    let sign: u16 = if negative && !groups.is_empty() {
        0x4000
    } else {
        0
    };
    buffer.extend_from_slice(
        &i16::try_from(groups.len())
            .unwrap_or(i16::MAX)
            .to_be_bytes(),
    );
    buffer.extend_from_slice(&weight.to_be_bytes());
    buffer.extend_from_slice(&sign.to_be_bytes());
    buffer.extend_from_slice(&scale.to_be_bytes());
    for group in groups {
        buffer.extend_from_slice(&group.to_be_bytes());
    }
    true
}

#[cfg(test)]
mod tests {
    use super::encode;

    fn words(text: &str) -> Vec<u16> {
        let mut buffer = Vec::new();
        assert!(encode(text, &mut buffer), "{text}");
        buffer
            .chunks(2)
            .map(|pair| u16::from_be_bytes([pair[0], pair[1]]))
            .collect()
    }

    #[test]
    fn encodes_as_numeric_send_does() {
        // As `select numeric_send('…')` gives them: digits, weight, sign, scale, groups.
        assert_eq!(words("0"), [0, 0, 0, 0]);
        assert_eq!(words("0.00"), [0, 0, 0, 2]);
        assert_eq!(words("12.50"), [2, 0, 0, 2, 12, 5000]);
        assert_eq!(words("-12.5"), [2, 0, 0x4000, 1, 12, 5000]);
        assert_eq!(words("10000"), [1, 1, 0, 0, 1]);
        assert_eq!(words("0.0001"), [1, 0xFFFF, 0, 4, 1]);
        assert_eq!(words("123456.789"), [3, 1, 0, 3, 12, 3456, 7890]);
        assert_eq!(words("0.00001"), [1, 0xFFFE, 0, 5, 1000]);
    }

    #[test]
    fn leaves_what_is_no_decimal_to_the_database() {
        for text in ["", ".", "-", "NaN", "1e5", "1,5", " 1"] {
            assert!(!encode(text, &mut Vec::new()), "{text}");
        }
    }
}
