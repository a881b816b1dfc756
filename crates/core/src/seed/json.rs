//! What JSON's syntax allows and a database does not take. The syntax itself has been checked.

use std::{borrow::Cow, collections::HashSet};

use super::limits::DEEPEST;

/// A fault inside a value.
#[derive(Debug)]
pub(super) struct Fault {
    pub rule: &'static str,
    /// In bytes from the value's first.
    pub inside: usize,
    pub message: String,
    pub hint: &'static str,
}

/// Looks through a value that is valid JSON, from its first byte to its last, for the first
/// fault: escapes that are no character or that no text column takes, and inside an object or
/// array also names that stand twice, numbers beyond all bounds, and too many levels.
pub(super) fn check(value: &str) -> Option<Fault> {
    match value.as_bytes().first() {
        Some(b'"') => check_string(value, 0),
        Some(b'{' | b'[') => check_nested(value),
        _ => None,
    }
}

fn check_nested(value: &str) -> Option<Fault> {
    let bytes = value.as_bytes();
    // The names of each open object so far; `None` for an array.
    let mut open: Vec<Option<HashSet<Cow<str>>>> = Vec::new();
    let mut at = 0;
    // Whether a string here is a name: after an object's brace, and after a comma in it.
    let mut name_next = false;
    while at < bytes.len() {
        let mut next = at + 1;
        match bytes[at] {
            byte @ (b'{' | b'[') => {
                if open.len() == DEEPEST {
                    let message = format!("the value is nested deeper than {DEEPEST} levels");
                    let hint = "make it flatter";
                    return fault("shape/too-deep", at, message, hint);
                }
                name_next = byte == b'{';
                open.push(name_next.then(HashSet::new));
            }
            b'}' | b']' => {
                open.pop();
                name_next = false;
            }
            b',' => name_next = matches!(open.last(), Some(Some(_))),
            b'"' => {
                next = at + string_length(&bytes[at..]);
                let string = &value[at..next];
                if let Some(fault) = check_string(string, at) {
                    return Some(fault);
                }
                if let Some(Some(names)) = open.last_mut().filter(|_| name_next)
                    && !names.insert(unescaped(string))
                {
                    let message = format!("{string} stands twice in this object");
                    return fault("shape/duplicate-key", at, message, "remove one");
                }
                name_next = false;
            }
            b'-' | b'0'..=b'9' => {
                let end = value[at..].find([',', ']', '}', ' ', '\t', '\r', '\n']);
                next = end.map_or(value.len(), |length| at + length);
                let number = &value[at..next];
                if !number.parse::<f64>().is_ok_and(f64::is_finite) {
                    let message = format!("`{number}` is beyond all numbers that are kept");
                    let hint = "write a smaller number, or a string";
                    return fault("shape/range", at, message, hint);
                }
            }
            _ => {}
        }
        at = next;
    }
    None
}

fn unescaped(string: &str) -> Cow<'_, str> {
    if string.contains('\\')
        && let Ok(text) = serde_json::from_str(string)
    {
        return Cow::Owned(text);
    }
    Cow::Borrowed(&string[1..string.len() - 1])
}

/// From quote to quote.
fn string_length(bytes: &[u8]) -> usize {
    let mut at = 1;
    while bytes[at] != b'"' {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    at + 1
}

fn check_string(string: &str, at: usize) -> Option<Fault> {
    if !string.contains("\\u") {
        return None;
    }
    let mut rest = 0;
    while let Some(found) = string[rest..].find('\\') {
        let escape = rest + found;
        if string.as_bytes()[escape + 1] != b'u' {
            rest = escape + 2;
            continue;
        }
        let unit = |from: usize| {
            let digits = string.get(from..from + 6)?.strip_prefix("\\u")?;
            u16::from_str_radix(digits, 16).ok()
        };
        rest = escape + 6;
        match unit(escape) {
            Some(0) => {
                let message = "the text holds a NUL character".to_owned();
                let hint = "remove `\\u0000`: PostgreSQL keeps no such text";
                return fault("shape/nul", at + escape, message, hint);
            }
            // The first half of a pair, which the second follows.
            Some(0xD800..=0xDBFF) if matches!(unit(rest), Some(0xDC00..=0xDFFF)) => rest += 6,
            Some(0xD800..=0xDFFF) => {
                let shown = &string[escape..escape + 6];
                let message = format!("`{shown}` is half a character");
                let hint = "write the character itself in place of the escapes";
                return fault("shape/escape", at + escape, message, hint);
            }
            _ => {}
        }
    }
    None
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "its callers return what it returns"
)]
fn fault(rule: &'static str, inside: usize, message: String, hint: &'static str) -> Option<Fault> {
    Some(Fault {
        rule,
        inside,
        message,
        hint,
    })
}
