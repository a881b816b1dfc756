//! Brackets that are not where they should be, told from what stands open at a place.

use super::SeedFile;

/// The brackets that are open at a byte of a text, the innermost last. Of a quote that is open
/// there too, where it begins.
pub(super) fn open_at(text: &str, end: usize) -> (Vec<usize>, Option<usize>) {
    let bytes = &text.as_bytes()[..end.min(text.len())];
    let mut open = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'{' | b'[' => open.push(at),
            b'}' | b']' => drop(open.pop()),
            b'"' => {
                let begin = at;
                at += 1;
                while at < bytes.len() && bytes[at] != b'"' {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
                if at >= bytes.len() {
                    return (open, Some(begin));
                }
            }
            _ => {}
        }
        at += 1;
    }
    (open, None)
}

/// How deep a table's list, and a row in it, are nested.
const LIST: usize = 2;
const ROW: usize = 3;

/// What is likely meant where the text, which is JSON up to `at`, does not go on: a bracket that
/// is missing or that stands there too often. With a better place where there is one.
pub(super) fn likely(file: &SeedFile, at: usize) -> Option<(usize, String)> {
    let text = file.text.as_str();
    let (open, _) = open_at(text, at);
    let innermost = *open.last()?;
    let before = text[..at].trim_ascii_end();
    let here = text.as_bytes().get(at)?;
    let rest = &text[at..];
    match (text.as_bytes()[innermost], here) {
        (b'[', b'}') => {
            // Of a file's last bracket but one the end follows.
            let goes_on = !rest[1..].trim_ascii_start().is_empty();
            if open.len() == LIST && before.ends_with('}') && goes_on {
                return Some((at, "this `}` closes nothing: remove it".to_owned()));
            }
            let what = open_list(file, innermost);
            Some((
                at,
                format!("{what} is not closed: write its `]` before this"),
            ))
        }
        (b'{', b']') if open.len() > 1 => {
            let what = open_object(file, innermost, open.len());
            Some((
                at,
                format!("{what} is not closed: write its `}}` before this"),
            ))
        }
        // The next row begins where this one's next name should stand.
        (b'{', b'{' | b'[') if before.ends_with(',') => {
            if open.len() >= ROW {
                let what = open_object(file, innermost, open.len());
                let hint = format!("{what} is not closed: write its `}}` before the comma");
                return Some((before.len() - 1, hint));
            }
            let list = before.trim_end_matches(',').trim_ascii_end();
            let (line, _) = file.line_and_column(list.len().saturating_sub(1));
            let hint =
                format!("the list is closed at line {line}, before this row: remove that `]`");
            list.ends_with(']').then_some((at, hint))
        }
        // A name where only values stand: what it belongs to was not opened, or the list not closed.
        (b'[', b':') => {
            let name = before.rfind('"').and_then(|end| before[..end].rfind('"'))?;
            let value = rest[1..].trim_ascii_start();
            let is_table = open.len() == LIST && value.starts_with('[');
            if open.len() > LIST || is_table {
                let what = open_list(file, innermost);
                return Some((
                    name,
                    format!("{what} is not closed: write its `]` before this"),
                ));
            }
            Some((
                name,
                "the row is not opened: write its `{` before this".to_owned(),
            ))
        }
        // The same without the comma between.
        (b'[', b'"') if open.len() == LIST && before.ends_with('}') => {
            let end = rest[1..].find('"')? + 2;
            let value = rest[end..].trim_ascii_start().strip_prefix(':')?;
            let is_table = value.trim_ascii_start().starts_with('[');
            let what = open_list(file, innermost);
            let hint = format!("{what} is not closed: write `],` before this");
            is_table.then_some((at, hint))
        }
        _ => None,
    }
}

/// Such as ``the list `sales`, opened at line 2,``.
fn open_list(file: &SeedFile, at: usize) -> String {
    let (line, _) = file.line_and_column(at);
    match name_before(&file.text, at) {
        Some(name) => format!("the list `{name}`, opened at line {line},"),
        None => format!("the list that is opened at line {line}"),
    }
}

/// Such as `the row opened at line 40`.
fn open_object(file: &SeedFile, at: usize, depth: usize) -> String {
    let (line, column) = file.line_and_column(at);
    match name_before(&file.text, at) {
        Some(name) => format!("`{name}`, opened at line {line},"),
        None if depth == ROW => format!("the row that begins at {line}:{column}"),
        None => format!("the object that begins at {line}:{column}"),
    }
}

/// The name of the value that begins at a byte.
fn name_before(text: &str, at: usize) -> Option<&str> {
    let name = text[..at].trim_ascii_end().strip_suffix(':')?;
    let name = name.trim_ascii_end().strip_suffix('"')?;
    Some(&name[name.rfind('"')? + 1..])
}
