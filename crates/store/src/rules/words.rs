//! The words of an SQL text.

/// The words, quoted texts and single signs of an SQL text, each with its byte offset; comments
/// are left out.
pub(super) fn words(sql: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut next = 0;
    let words = std::iter::from_fn(move || {
        let at = next;
        let (length, is_word) = first(&sql[at..])?;
        next += length;
        Some((at, &sql[at..next], is_word))
    });
    words.filter_map(|(at, word, is_word)| is_word.then_some((at, word)))
}

/// The length of the first word, or of what stands before the next one, and whether it is a word.
fn first(rest: &str) -> Option<(usize, bool)> {
    let first = rest.chars().next()?;
    let quoted = |end: char| {
        let inside = &rest[1..];
        inside.find(end).map_or(rest.len(), |length| length + 2)
    };
    let is_letter = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
    Some(match first {
        _ if rest.starts_with("--") => (rest.find('\n').unwrap_or(rest.len()), false),
        _ if rest.starts_with("/*") => {
            let end = rest.find("*/").map_or(rest.len(), |end| end + 2);
            (end, false)
        }
        '\'' | '"' | '`' => (quoted(first), true),
        _ if is_letter(first) => (rest.find(|c| !is_letter(c)).unwrap_or(rest.len()), true),
        _ => (first.len_utf8(), !first.is_whitespace()),
    })
}
