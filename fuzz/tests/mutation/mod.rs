//! Changes to a text that keep most of its meaning: by token, so that what comes out is often
//! still JSON or TOML and reaches further than the first check, and by byte.

use proptest::{prelude::*, sample::Index};

/// A change. An index counts tokens or bytes of whatever text it comes to.
#[derive(Debug, Clone)]
pub enum Mutation {
    /// A token is left out.
    Remove(Index),
    /// A token stands so many times.
    Repeat(Index, usize),
    /// Two tokens change places.
    Swap(Index, Index),
    /// A token stands in place of another.
    Copy(Index, Index),
    /// A telling text stands in place of a token.
    Replace(Index, &'static str),
    /// A telling text stands before a token.
    Insert(Index, &'static str),
    /// Tokens are put in brackets, many deep.
    Nest(Index, usize),
    /// A token's inside changes at a byte.
    Byte(Index, u8),
    /// The text ends early.
    Cut(Index),
}

/// What has broken readers before.
const TELLING: &[&str] = &[
    "null",
    "true",
    "0",
    "-0",
    "-1",
    "1e400",
    "-1e-400",
    "0.1e1",
    "9223372036854775808",
    "123456789012345678901234567890",
    "600.001",
    "\"\"",
    "\"\\u0000\"",
    "\"\\ud800\"",
    "\"\\ud83d\\ude00\"",
    "\"\\\"",
    "\"\\x\"",
    "\"é\"",
    "\"\u{feff}\"",
    "\"${session.email}\"",
    "\"${session.\"",
    "\"${\"",
    "\"$}\"",
    "\"${é}\"",
    "\"BASE_TS\"",
    "\"BASE_TS + 1h\"",
    "\"BASE_TS - 0.5d1m\"",
    "\"BASE_TS + 999999999999w\"",
    "\"BASE_TS +é\"",
    "\"BASE\"",
    "\"2025-01-15\"",
    "\"2025-02-30\"",
    "\"-9999-01-01\"",
    "\"9999-12-31\"",
    "\"9999-12-31T23:59:59.999999Z\"",
    "\"2025-01-15T06:00:00+25:00\"",
    "\"2025-01-15T24:00\"",
    "\"00000000-0000-0000-0000-000000000000\"",
    "\"00010000-0000-4000-8000-000000000001\"",
    "\"id\"",
    "\"tenant_id\"",
    "\"tenants\"",
    "\"kind\"",
    "{}",
    "[]",
    "[[]]",
    "{\"a\":1,\"a\":2}",
    "{\"$serde_json::private::Number\":\"x\"}",
    "{\"$serde_json::private::RawValue\":\"x\"}",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "'",
    "\\",
    "//",
    "#",
    "\0",
    "\n",
    "\r\n",
    "\t",
    " ",
    "é",
    "\u{feff}",
    "\u{2028}",
    "\u{7f}",
    "😀",
    "${session.company}",
    "+",
    "-",
    ".",
    "w",
    "é1h",
];

/// Up to a few changes.
pub fn mutations() -> impl Strategy<Value = Vec<Mutation>> {
    let index = any::<Index>;
    let telling = || proptest::sample::select(TELLING);
    let one = prop_oneof![
        3 => index().prop_map(Mutation::Remove),
        2 => (index(), 2_usize..40).prop_map(|(at, times)| Mutation::Repeat(at, times)),
        2 => (index(), index()).prop_map(|(a, b)| Mutation::Swap(a, b)),
        3 => (index(), index()).prop_map(|(from, to)| Mutation::Copy(from, to)),
        4 => (index(), telling()).prop_map(|(at, text)| Mutation::Replace(at, text)),
        3 => (index(), telling()).prop_map(|(at, text)| Mutation::Insert(at, text)),
        1 => (index(), 1_usize..200).prop_map(|(at, depth)| Mutation::Nest(at, depth)),
        3 => (index(), any::<u8>()).prop_map(|(at, byte)| Mutation::Byte(at, byte)),
        1 => index().prop_map(Mutation::Cut),
    ];
    proptest::collection::vec(one, 0..8)
}

/// The text after all changes.
#[must_use]
pub fn apply(text: &[u8], mutations: &[Mutation]) -> Vec<u8> {
    mutations
        .iter()
        .fold(text.to_vec(), |text, mutation| one(&text, mutation))
}

fn one(text: &[u8], mutation: &Mutation) -> Vec<u8> {
    let mut tokens = tokens(text);
    if tokens.is_empty() {
        tokens.push(b"");
    }
    let count = tokens.len();
    let changed: Vec<u8>;
    match mutation {
        Mutation::Remove(at) => drop(tokens.remove(at.index(count))),
        Mutation::Repeat(at, times) => {
            changed = tokens[at.index(count)].repeat(*times);
            tokens[at.index(count)] = &changed;
        }
        Mutation::Swap(a, b) => tokens.swap(a.index(count), b.index(count)),
        Mutation::Copy(from, to) => tokens[to.index(count)] = tokens[from.index(count)],
        Mutation::Replace(at, text) => tokens[at.index(count)] = text.as_bytes(),
        Mutation::Insert(at, text) => tokens.insert(at.index(count), text.as_bytes()),
        Mutation::Nest(at, depth) => {
            let token = tokens[at.index(count)];
            changed = [&b"[".repeat(*depth), token, &b"]".repeat(*depth)].concat();
            tokens[at.index(count)] = &changed;
        }
        Mutation::Byte(at, byte) => {
            let mut bytes = text.to_vec();
            if !bytes.is_empty() {
                let at = at.index(bytes.len());
                bytes[at] = *byte;
            }
            return bytes;
        }
        Mutation::Cut(at) => return text[..at.index(text.len() + 1)].to_vec(),
    }
    tokens.concat()
}

/// Strings, words and numbers, runs of white space, and single other bytes; together the text.
fn tokens(text: &[u8]) -> Vec<&[u8]> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let run = |fits: fn(&u8) -> bool| rest.iter().take_while(|byte| fits(byte)).count();
        let word = |byte: &u8| byte.is_ascii_alphanumeric() || b"_.-".contains(byte);
        let length = match rest[0] {
            b'"' => {
                let end = rest[1..]
                    .iter()
                    .position(|byte| matches!(byte, b'"' | b'\n'));
                end.map_or(1, |end| end + 2)
            }
            byte if word(&byte) => run(word),
            byte if byte.is_ascii_whitespace() => run(u8::is_ascii_whitespace),
            _ => 1,
        };
        tokens.push(&rest[..length]);
        at += length;
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_the_text() {
        for text in [
            &b"{\"a b\": [1.5e3, null]}\n"[..],
            b"",
            b"\"",
            b"\xFF\xFE\"x",
        ] {
            assert_eq!(tokens(text).concat(), text);
        }
        assert_eq!(tokens(b"{\"a\": -1}").len(), 6);
    }
}
