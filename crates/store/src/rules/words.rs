//! The words of an SQL text.

/// The words, quoted texts and single signs of an SQL text, each with its byte offset; comments
/// are left out.
pub(super) fn words(sql: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(first) = sql[at..].chars().next() {
        let rest = &sql[at..];
        let quoted = |end: char| {
            let inside = &rest[1..];
            inside.find(end).map_or(rest.len(), |length| length + 2)
        };
        let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
        let length = match first {
            _ if rest.starts_with("--") => rest.find('\n').unwrap_or(rest.len()),
            _ if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            '\'' | '"' | '`' => quoted(first),
            _ if is_word(first) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
            _ => first.len_utf8(),
        };
        let comment = rest.starts_with("--") || rest.starts_with("/*");
        if !comment && !first.is_whitespace() {
            found.push((at, &rest[..length]));
        }
        at += length;
    }
    found
}
