//! Numbers such as `ALB-ENT-0231`, which a line does not break at their hyphens.

use std::fmt::Write as _;

use askama::filters::{Html, Safe, escape};

/// A text as HTML, in which what is a number of a thing stays in one piece.
pub fn whole(text: &str) -> Safe<String> {
    let mut html = String::new();
    for word in text.split_inclusive(' ') {
        let (word, space) = match word.strip_suffix(' ') {
            Some(word) => (word, " "),
            None => (word, ""),
        };
        let Ok(escaped) = escape(word, Html);
        // To a text that is in memory, nothing fails.
        let _ = if is_code(word) {
            write!(html, "<span class=\"code\">{escaped}</span>{space}")
        } else {
            write!(html, "{escaped}{space}")
        };
    }
    Safe(html)
}

/// Capitals and digits with hyphens between them, whatever stands around them.
fn is_code(word: &str) -> bool {
    let word = word.trim_matches(|one: char| one.is_ascii_punctuation());
    let has = |is: fn(&u8) -> bool| word.bytes().any(|byte| is(&byte));
    let fits = |byte: u8| byte == b'-' || byte.is_ascii_uppercase() || byte.is_ascii_digit();
    word.contains('-')
        && has(u8::is_ascii_uppercase)
        && has(u8::is_ascii_digit)
        && word.bytes().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_stays_in_one_piece_and_nothing_else() {
        let html = |text| whole(text).0;
        assert_eq!(
            html("Barra <H-0415>, lote"),
            "Barra <span class=\"code\">&#60;H-0415&#62;,</span> lote"
        );
        for text in ["Pan-ecillo 10-12", "ABC-DEF", "", "24 Nov "] {
            assert_eq!(html(text), text);
        }
    }
}
