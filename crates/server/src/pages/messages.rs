//! What is wrong with a value, in Spanish. The data API says it in English; a message that no
//! line has stays so.

use super::text::Language;

/// A line a message, `{}` for what changes.
const SPANISH: &str = include_str!("messages_es.txt");

/// A message in a reader's language.
pub fn message(language: Language, english: &str) -> String {
    if language == Language::En {
        return english.to_owned();
    }
    let lines = SPANISH.lines().filter_map(|line| line.split_once(" = "));
    for (from, to) in lines {
        if let Some(changes) = fits(from, english) {
            return to.replace("{}", &message(language, changes));
        }
    }
    english.to_owned()
}

/// Of a message that is of a line: what stands in the place of its `{}`; nothing where it has none.
fn fits<'a>(line: &str, message: &'a str) -> Option<&'a str> {
    match line.split_once("{}") {
        None => (line == message).then_some(""),
        Some((before, after)) => message.strip_prefix(before)?.strip_suffix(after),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_translated_part_by_part() {
        for (english, spanish) in [
            (
                "is missing: it is a date such as 2025-01-15",
                "falta: es una fecha como 2025-01-15",
            ),
            (
                "has more than 2 decimals: round it",
                "tiene más de 2 decimales: redondéalo",
            ),
            (
                "must be one of `van`, `bike`",
                "debe ser uno de `van`, `bike`",
            ),
            ("what nobody knows", "what nobody knows"),
        ] {
            assert_eq!(message(Language::Es, english), spanish);
            assert_eq!(message(Language::En, english), english);
        }
    }
}
