//! What is said of a text that is not JSON: where, and what is likely meant.

use unicode_normalization::char::compose;

use super::{SeedFile, brackets, limits::about_file};
use crate::Finding;

const RULE: &str = "shape/syntax";

/// The finding of the place where a text stops being JSON.
pub(super) fn finding(file: &SeedFile, error: &serde_json::Error) -> Finding {
    let text = &file.text;
    let line_start: usize = text
        .split_inclusive('\n')
        .take(error.line().saturating_sub(1))
        .map(str::len)
        .sum();
    let at = text.floor_char_boundary(line_start + error.column().saturating_sub(1));
    if error.is_eof() {
        return unclosed(file);
    }
    let full = error.to_string();
    let message = full
        .rsplit_once(" at line ")
        .map_or(&*full, |(message, _)| message);
    if error.is_data() {
        return file.error(RULE, at, message.to_owned(), "");
    }
    let (at, hint) = match message {
        "invalid escape" => {
            // The place is that of what follows the backslash.
            let until = &text.as_bytes()[..text.len().min(at + 1)];
            let backslash = until.iter().rposition(|byte| *byte == b'\\');
            (backslash.unwrap_or(at), ESCAPES.to_owned())
        }
        "invalid number" => (at, NUMBERS.to_owned()),
        _ if message.starts_with("control character") => {
            // The place is that of the character before it.
            let found = text[at..].find(|c: char| c < ' ');
            likely(file, found.map_or(at, |further| at + further))
        }
        _ => likely(file, at),
    };
    file.error(RULE, at, message.to_owned(), hint)
}

const ESCAPES: &str = "the escapes are \\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u with four digits";
/// The lines that git writes around two changes of the same place.
const CONFLICT: [&str; 4] = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"];
const NUMBERS: &str = "write a number as 7, 0.5 or -3: no 07, no .5 and no +";

/// The finding of a file that is something else than an object as a whole.
pub(super) fn not_an_object(file: &SeedFile) -> Option<Finding> {
    let trimmed = file.text.trim_ascii_start();
    let at = file.text.len() - trimmed.len();
    let message = match trimmed.bytes().next() {
        Some(b'{') => return None,
        None => "the file is empty",
        Some(b'[') => "the file is an array, not an object",
        Some(0) => "the file begins with a NUL byte: it is no text",
        Some(_) => "the file is not an object",
    };
    let hint = "write { \"table\": [ {…}, {…} ] }";
    Some(file.error(RULE, at, message.to_owned(), hint))
}

/// The finding of the first byte that is not UTF-8.
pub(super) fn encoding(path: &str, bytes: &[u8], at: usize) -> Finding {
    let rule = "shape/encoding";
    if matches!(bytes, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..]) {
        let message = "the file is in UTF-16".to_owned();
        return about_file(path, rule, message, "save it as UTF-8 without a BOM");
    }
    // What comes before it is.
    let before = SeedFile::new(path, String::from_utf8_lossy(&bytes[..at]).into_owned());
    let byte = bytes[at];
    let message = format!("the byte {byte:#04X} here is not valid UTF-8");
    let character = char::from(byte);
    let hint = if character.is_alphabetic() {
        format!("save the file as UTF-8: in Latin-1 this byte is `{character}`")
    } else {
        "save the file as UTF-8".to_owned()
    };
    before.error(rule, at, message, hint)
}

/// The finding of the first letter that is UTF-8 read as Latin-1 and saved again: the two bytes of
/// an `á` as two letters. Before such a pair stands no capital: `MAÇÃ»` ends a quotation.
pub(super) fn garbled(file: &SeedFile) -> Option<Finding> {
    let meant = |at: usize| {
        let mut pair = file.text[at..].chars().map(u8::try_from);
        let bytes = [pair.next()?.ok()?, pair.next()?.ok()?];
        str::from_utf8(&bytes).ok().map(str::to_owned)
    };
    // One letter after the other, as that is much faster.
    let first = ['Ã', 'Â'].into_iter().filter_map(|letter| {
        let mut places = file.text.match_indices(letter);
        let is_meant = |at: usize| !file.text[..at].ends_with(char::is_uppercase);
        places.find_map(|(at, _)| Some((at, meant(at).filter(|_| is_meant(at))?)))
    });
    let (at, meant) = first.min()?;
    let letters: String = file.text[at..].chars().take(2).collect();
    Some(file.error(
        "shape/letters",
        at,
        format!("`{letters}` is `{meant}` in UTF-8 that was read as Latin-1"),
        format!("write `{meant}`, and look for others in this file"),
    ))
}

/// The finding of the first letter whose accent is a character of its own, as some editors and file
/// systems write it: it looks the same, and who looks for the word does not find it.
pub(super) fn apart(file: &SeedFile) -> Option<Finding> {
    // The bytes with which U+0300 to U+036F begin.
    let is_mark = |byte: &u8| matches!(byte, 0xCC | 0xCD);
    let marks = file.text.bytes().enumerate();
    let mut marks = marks.filter(|(_, byte)| is_mark(byte));
    let (at, mark) = marks.find_map(|(at, _)| {
        let mark = file.text[at..].chars().next()?;
        let letter = file.text[..at].chars().next_back();
        let letter = letter.filter(|letter| letter.is_alphabetic())?;
        Some((at - letter.len_utf8(), compose(letter, mark)?))
    })?;
    Some(file.error(
        "shape/letters",
        at,
        format!("this `{mark}` is two characters, a letter and its accent, and who looks for the word finds nothing"),
        format!("write `{mark}` as one, and look for others in this file"),
    ))
}

/// The finding of a text that ends too soon: at the bracket or quote that is not closed.
fn unclosed(file: &SeedFile) -> Finding {
    let (open, quote) = brackets::open_at(&file.text, file.text.len());
    let at = quote.or(open.last().copied()).unwrap_or(0);
    let (opened, close) = match file.text.as_bytes().get(at) {
        Some(b'[') => ("[", "]"),
        Some(b'"') => ("\"", "\""),
        _ => ("{", "}"),
    };
    let message = format!("the file ends, and the `{opened}` here is not closed");
    // That of the file itself has nothing behind it.
    let end = if open.len() == 1 && quote.is_none() {
        let (line, _) = file.line_and_column(file.text.trim_end().len());
        format!(" behind line {line}, the last")
    } else {
        String::new()
    };
    let hint = format!("write the `{close}` that is missing{end}");
    file.error(RULE, at, message, hint)
}

/// What is likely meant where JSON does not go on, and a better place for it where there is one.
fn likely(file: &SeedFile, at: usize) -> (usize, String) {
    let text = file.text.as_str();
    let here = &text[at..];
    if let Some(mark) = CONFLICT.iter().find(|mark| here.starts_with(**mark)) {
        let hint = format!(
            "`{mark}` is a mark that git leaves where two changes meet: keep one of the two, and remove the marks"
        );
        return (at, hint);
    }
    if let Some(found) = comma_in_number(text, at) {
        return found;
    }
    if let Some(likely) = brackets::likely(file, at) {
        return likely;
    }
    let before = text[..at].trim_ascii_end();
    let last = before.bytes().next_back();
    let first = here.chars().next().unwrap_or('}');
    let word: &str = &here[..here
        .find(|c: char| !c.is_ascii_alphanumeric())
        .unwrap_or(here.len())];
    if let Some(begin) = open_string(before).filter(|_| !word.is_empty()) {
        let hint =
            "this string is not closed: write its \" before what follows it, or a \" in it as \\\"";
        return (begin, hint.to_owned());
    }
    if last.is_some_and(|last| last.is_ascii_digit())
        && let Some((number, unit)) = unit(before, here)
    {
        return (
            at,
            format!("a number stands alone: write {number}, without `{unit}`"),
        );
    }
    let in_name = in_name(before) && !is_in_list(text, at);
    let after_value = matches!(last, Some(b'"' | b'}' | b']' | b'0'..=b'9' | b'e' | b'l'));
    let hint = match first {
        '\0' => "remove the NUL byte: the file may be damaged",
        '\'' | '‘' | '’' | '“' | '”' => {
            "strings and names stand in straight double quotes: \"…\""
        }
        '/' | '#' => "JSON has no comments: remove it",
        '}' | ']' if last == Some(b',') => {
            return (
                before.len() - 1,
                "remove the comma before the bracket".to_owned(),
            );
        }
        ',' if matches!(last, Some(b',' | b'[' | b'{')) => "remove this comma",
        '\n' | '\r' => "close the string with \" on its line; write a line break in it as \\n",
        '\t' => "write a tab in a string as \\t",
        first if first.is_control() => "write a control character in a string as \\u00…",
        '"' | '{' | '[' | '-' | '0'..='9' if after_value && !in_name => {
            return (before.len(), "a comma is missing here".to_owned());
        }
        '=' => "write `:` between a name and its value",
        '{' if last == Some(b'{') => {
            "rows stand in a list: write `[` before the first and `]` after the last"
        }
        '"' | '{' | '[' | '-' | '0'..='9' if after_value => {
            "write `:` between a name and its value"
        }
        '+' | '.' => NUMBERS,
        _ if is_object(before) => "the file is one object: remove what follows it",
        _ => match word {
            "True" | "TRUE" | "False" | "FALSE" => "write true or false in small letters",
            "None" | "nil" | "NULL" | "Null" | "undefined" => "write null",
            "NaN" | "Infinity" | "nan" | "inf" => "JSON has no such number: write null",
            "" => "",
            _ if matches!(last, Some(b',' | b'{')) => "names stand in double quotes: \"name\":",
            _ => "strings stand in double quotes: \"…\"",
        },
    };
    (at, hint.to_owned())
}

/// Where a number with a comma in it begins, and how to write it: the digits behind the comma stand
/// where an object's next name should.
fn comma_in_number(text: &str, at: usize) -> Option<(usize, String)> {
    let whole = text[..at].strip_suffix(',')?;
    let begin = whole.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let decimals = &text[at..];
    let end = decimals.find(|c: char| !c.is_ascii_digit())?;
    if begin == whole.len() || end == 0 {
        return None;
    }
    let (whole, decimals) = (&whole[begin..], &decimals[..end]);
    let point = format!("{whole}.{decimals}");
    // Three digits may be those behind a thousand.
    let hint = if end == 3 && whole.len() <= 3 && !whole.starts_with('0') {
        format!(
            "write no comma in a number: {whole}{decimals}, or {point} where it stands for the point"
        )
    } else {
        format!("write a point in a number, not a comma: {point}")
    };
    Some((begin, hint))
}

/// Where a string begins that the quote at the end of a text seems to close, and that went on as
/// far as the next one: it ends as no text does, with the sign that stands behind a closed one.
fn open_string(before: &str) -> Option<usize> {
    let string = before.strip_suffix('"')?;
    let begin = string.rfind('"')?;
    let inside = string[begin + 1..].trim_ascii_end();
    inside.ends_with([',', ':']).then_some(begin)
}

/// A number at the end of a text, and what stands behind it that is no part of JSON, such as `€`.
fn unit<'a>(before: &'a str, here: &'a str) -> Option<(&'a str, &'a str)> {
    let of_number = |c: char| c.is_ascii_digit() || ".-".contains(c);
    let number = &before[before.trim_end_matches(of_number).len()..];
    let ends = |c: char| c.is_whitespace() || ",]}\"".contains(c);
    let unit = &here[..here.find(ends).unwrap_or(here.len())];
    let is_unit =
        unit.starts_with(|c: char| c.is_alphabetic() || !c.is_ascii() || "%$".contains(c));
    // Digits and letters in one, such as `0x1F`, are another way to write a number.
    (is_unit && !unit.contains(|c: char| c.is_ascii_digit())).then_some((number, unit))
}

/// Whether a byte stands in a list, which has no names.
fn is_in_list(text: &str, at: usize) -> bool {
    let (open, _) = brackets::open_at(text, at);
    open.last()
        .is_some_and(|open| text.as_bytes()[*open] == b'[')
}

/// Whether a text, which is JSON so far, is all of the file's object.
fn is_object(text: &str) -> bool {
    text.ends_with('}') && serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

/// Whether a text ends after an object's name rather than after a value: a name comes after `{`
/// or `,`, and a value after `:`, `[` or, in an array, `,`.
fn in_name(before: &str) -> bool {
    let Some(string) = before.strip_suffix('"') else {
        return false;
    };
    let begin = string.rfind('"').unwrap_or(0);
    string[..begin].trim_ascii_end().ends_with(['{', ','])
}
