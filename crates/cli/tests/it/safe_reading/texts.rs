//! Texts that are not what JSON or a database takes.

use crate::copies::Copy;

const FILE: &str = "08-orders.json";

/// A text in place of a file, where it is found, and what is said.
type Fault = (&'static [u8], &'static str);

const FAULTS: &[Fault] = &[
    (
        b"",
        "1:1 shape/syntax: the file is empty (write { \"table\": [ {…}, {…} ] })",
    ),
    (
        b" \n [] ",
        "2:2 shape/syntax: the file is an array, not an object (write { \"table\": [ {…}, {…} ] })",
    ),
    (
        b"\0\0",
        "1:1 shape/syntax: the file begins with a NUL byte: it is no text (write { \"table\": [ {…}, {…} ] })",
    ),
    (
        b"{}\0",
        "1:3 shape/syntax: trailing characters (remove the NUL byte: the file may be damaged)",
    ),
    (
        b"\xEF\xBB\xBF{}",
        "1:1 shape/encoding: the file begins with a byte order mark (save it as UTF-8 without a BOM)",
    ),
    (
        b"\xFF\xFE{\0}\0",
        "1:1 shape/encoding: the file is in UTF-16 (save it as UTF-8 without a BOM)",
    ),
    (
        b"{\"a\":\n [\"caf\xE9\"]}",
        "2:7 shape/encoding: the byte 0xE9 here is not valid UTF-8 (save the file as UTF-8: in Latin-1 this byte is `\u{e9}`)",
    ),
    (
        b"{\"a\": [\"\x80\"]}",
        "1:9 shape/encoding: the byte 0x80 here is not valid UTF-8 (save the file as UTF-8)",
    ),
    (
        b"{\"customers\": []}}",
        "1:18 shape/syntax: trailing characters (the file is one object: remove what follows it)",
    ),
    (
        b"{\"customers\": [],}",
        "1:17 shape/syntax: trailing comma (remove the comma before the bracket)",
    ),
    (
        b"{\"customers\": [\n]\n \"vehicles\": []}",
        "2:2 shape/syntax: expected `,` or `}` (a comma is missing here)",
    ),
    (
        b"{\"customers\": [{\"a\": 1 \"b\": 2}]}",
        "1:23 shape/syntax: expected `,` or `}` (a comma is missing here)",
    ),
    (
        b"{\"N\xC2\xBA5\n\": []}",
        "1:6 shape/syntax: control character (\\u0000-\\u001F) found while parsing a string (close the string with \" on its line; write a line break in it as \\n)",
    ),
    (
        b"{\"customers\" []}",
        "1:14 shape/syntax: expected `:` (write `:` between a name and its value)",
    ),
    (
        b"{\"customers\"= []}",
        "1:13 shape/syntax: expected `:` (write `:` between a name and its value)",
    ),
    (
        b"{'customers': []}",
        "1:2 shape/syntax: key must be a string (strings and names stand in straight double quotes: \"\u{2026}\")",
    ),
    (
        b"{customers: []}",
        "1:2 shape/syntax: key must be a string (names stand in double quotes: \"name\":)",
    ),
    (
        b"{\"customers\": []} // all of them",
        "1:19 shape/syntax: trailing characters (JSON has no comments: remove it)",
    ),
    (
        b"{\"vehicles\": {{\"active\": true}}}",
        "1:15 shape/syntax: key must be a string (rows stand in a list: write `[` before the first and `]` after the last)",
    ),
    (
        b"{\"vehicles\": [{\"active\": True}]}",
        "1:26 shape/syntax: expected value (write true or false in small letters)",
    ),
    (
        b"{\"vehicles\": [{\"plate\": None}]}",
        "1:25 shape/syntax: expected value (write null)",
    ),
    (
        b"{\"vehicles\": [{\"plate\": NaN}]}",
        "1:25 shape/syntax: expected value (JSON has no such number: write null)",
    ),
    (
        b"{\"vehicles\": [{\"plate\": abc}]}",
        "1:25 shape/syntax: expected value (strings stand in double quotes: \"\u{2026}\")",
    ),
    (
        b"{\"vehicles\": [{\"capacity_crates\": 032}]}",
        "1:36 shape/syntax: invalid number (write a number as 7, 0.5 or -3: no 07, no .5 and no +)",
    ),
    (
        b"{\"vehicles\": [{\"capacity_kg\": .5}]}",
        "1:31 shape/syntax: expected value (write a number as 7, 0.5 or -3: no 07, no .5 and no +)",
    ),
    (
        b"{\"vehicles\": [{\"plate\": \"a\nb\"}]}",
        "1:27 shape/syntax: control character (\\u0000-\\u001F) found while parsing a string (close the string with \" on its line; write a line break in it as \\n)",
    ),
    (
        b"{\"vehicles\": [{\"plate\": \"a\\x\"}]}",
        "1:27 shape/syntax: invalid escape (the escapes are \\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u with four digits)",
    ),
    (
        "{\"vehicles\": [{\"plate\": \"a\\é\"}]}".as_bytes(),
        "1:27 shape/syntax: invalid escape (the escapes are \\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u with four digits)",
    ),
    (
        b"{\"vehicles\": [\n {",
        "2:2 shape/syntax: the file ends, and the `{` here is not closed (write the `}` that is missing)",
    ),
    (
        b"{\"vehicles\": [\n {\"plate\": \"x\n",
        "2:14 shape/syntax: control character (\\u0000-\\u001F) found while parsing a string (close the string with \" on its line; write a line break in it as \\n)",
    ),
    (
        b"{\"vehicles\": [\n {\"plate\": \"x",
        "2:12 shape/syntax: the file ends, and the `\"` here is not closed (write the `\"` that is missing)",
    ),
];

#[test]
fn a_text_that_is_no_json_is_one_finding_where_it_breaks() {
    let mut wrong = Vec::new();
    for (text, expected) in FAULTS {
        let profile = Copy::of("professional");
        profile.write(FILE, text);
        let report = profile.report();
        let mut about = report.findings;
        // What is said of a table that is not known is not asked for here.
        about.retain(|found| found.starts_with(FILE) && !found.contains("shape/unknown"));
        if about != [format!("{FILE}:{expected}")] {
            wrong.push(format!("{:?}\n{about:#?}", String::from_utf8_lossy(text)));
        }
        assert_eq!(report.status, Some(1));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A value in place of a vehicle's plate, how many characters inside it the finding is, and what
/// is said.
const VALUES: &[(&str, usize, &str)] = &[
    (
        r#""a\u0000b""#,
        2,
        "shape/nul: the text holds a NUL character (remove `\\u0000`: PostgreSQL keeps no such text)",
    ),
    (
        r#""é\ud83d!""#,
        2,
        "shape/escape: `\\ud83d` is half a character (write the character itself in place of the escapes)",
    ),
    (
        r#""\ud83d\ud83d""#,
        1,
        "shape/escape: `\\ud83d` is half a character",
    ),
    (
        r#""\\\\\udc00""#,
        5,
        "shape/escape: `\\udc00` is half a character",
    ),
    (
        r#"{"a": 1, "b": {}, "a": 2}"#,
        18,
        "shape/duplicate-key: \"a\" stands twice in this object (remove one)",
    ),
    (
        r#"{"a": 1, "\u0061": 2}"#,
        9,
        "shape/duplicate-key: \"\\u0061\" stands twice",
    ),
    (
        r#"{"a": [1e400]}"#,
        7,
        "shape/range: `1e400` is beyond all numbers that are kept (write a smaller number, or a string)",
    ),
    (
        r#"{"a": "\u0000"}"#,
        7,
        "shape/nul: the text holds a NUL character",
    ),
    (
        "1e400",
        0,
        "shape/wrong-type: `plate` is text, not that number",
    ),
];

#[test]
fn a_value_that_no_database_takes_is_one_finding_inside_it() {
    let profile = Copy::of("professional");
    let text = profile.text(FILE);
    let written = "\"6148 MVB\"";
    let at = text.find(written).unwrap();
    let line = text[..at].matches('\n').count() + 1;
    let column = text[..at].chars().rev().take_while(|c| *c != '\n').count() + 1;
    for (value, inside, said) in VALUES {
        profile.write(FILE, text.replacen(written, value, 1));
        let report = profile.report();
        let [finding] = &report.findings[..] else {
            panic!("{value}: {:?}", report.findings);
        };
        let said = said.replace("\\\\", "\\");
        let expected = format!("{FILE}:{line}:{} {said}", column + inside);
        assert!(
            finding.starts_with(&expected),
            "{value}: {finding}\nnot {expected}"
        );
    }
}

#[test]
fn what_is_nested_without_end_is_a_finding_where_it_goes_too_deep() {
    let profile = Copy::of("professional");
    let text = profile.text(FILE);
    let written = "\"6148 MVB\"";
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let deep = 1_000_000;
        let value = format!("{}1{}", open.repeat(deep), close.repeat(deep));
        profile.write(FILE, text.replacen(written, &value, 1));
        let report = profile.report();
        let [finding] = &report.findings[..] else {
            panic!("{:?}", report.findings);
        };
        let said = "shape/too-deep: the value is nested deeper than 64 levels (make it flatter)";
        assert!(finding.contains(said), "{finding}");
    }
    // Where no value stands, and in the manifest.
    profile.write(FILE, "[".repeat(1_000_000));
    assert!(profile.report().findings[0].contains("the file is an array, not an object"));
    profile.write(FILE, format!("{{\"a\": {}", "[".repeat(1_000_000)));
    let report = profile.report();
    let unclosed = |found: &String| found.contains("`[` here is not closed");
    assert!(
        report.findings.iter().any(unclosed),
        "{:?}",
        report.findings
    );
    profile.write(
        "manifest.json",
        format!("{{\"files\": {}", "[".repeat(1_000_000)),
    );
    let report = profile.report();
    assert_eq!((report.findings.len(), report.status), (1, Some(1)));
}

#[test]
fn numbers_of_any_size_are_compared_with_their_columns() {
    let profile = Copy::of("professional");
    let text = profile.text(FILE);
    let digits = "123456789012345678901234567890";
    let long = "9".repeat(5_000_000);
    for (column, value) in [
        ("capacity_crates", "9223372036854775808"),
        ("capacity_crates", digits),
        ("capacity_crates", "32.5"),
        ("capacity_crates", "1e3"),
        ("capacity_crates", "-1e400"),
        ("capacity_kg", digits),
        ("capacity_kg", "1e400"),
        ("capacity_kg", &long),
    ] {
        let written = text.split(&format!("\"{column}\": ")).nth(1).unwrap();
        let written = written.split([',', ' ', '}']).next().unwrap();
        let from = format!("\"{column}\": {written}");
        profile.write(
            FILE,
            text.replacen(&from, &format!("\"{column}\": {value}"), 1),
        );
        let report = profile.report();
        let [finding] = &report.findings[..] else {
            panic!(
                "{column} {}: {:?}",
                &value[..value.len().min(40)],
                report.findings
            );
        };
        assert!(
            finding.starts_with(FILE) && finding.contains(column),
            "{finding}"
        );
        assert!(finding.len() < 3000, "a message is short");
    }
}

#[test]
fn a_second_fault_elsewhere_is_reported_too() {
    let profile = Copy::of("professional");
    let orders = profile.text(FILE);
    let broken = orders.replacen("\"CLI-014\"", "14", 1).replacen(
        "\"vehicles\": [",
        "\"vehicles\": [ 7, [], ",
        1,
    );
    profile.write(FILE, format!("{broken} x"));
    profile.write("11-quality.json", "{");
    profile.write("12-orchestration.json", "{\"alerts\": {}}");
    let report = profile.report();
    let rules: Vec<&str> = report
        .findings
        .iter()
        .map(|line| {
            line.split([' ', ':'])
                .find(|word| word.contains('/'))
                .unwrap()
        })
        .collect();
    assert_eq!(
        rules,
        [
            "shape/wrong-type", // the number, in a row before the place where the text breaks
            "shape/wrong-type", // 7
            "shape/wrong-type", // []
            "shape/syntax",     // x
            "shape/syntax",     // in the second file
            "shape/wrong-type", // in the third
        ],
        "{:#?}",
        report.findings
    );
}

#[test]
fn a_file_that_is_listed_twice_is_read_once() {
    let profile = Copy::of("professional");
    profile.list(FILE);
    let report = profile.report();
    let [finding] = &report.findings[..] else {
        panic!("{:?}", report.findings);
    };
    let said = "shape/duplicate-file: the manifest lists `08-orders.json` twice (remove one)";
    assert!(
        finding.starts_with("manifest.json:") && finding.contains(said),
        "{finding}"
    );
}
