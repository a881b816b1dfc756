//! A finding's place: the line, the offending text and the part of the line that is shown.

use demo_core::{Finding, Severity};

fn at(text: &str, mark: &str) -> Finding {
    let at = text.find(mark).unwrap();
    let file = ("a.json", text);
    Finding::at(Severity::Error, "a/b", file, at, "wrong".to_owned(), "")
}

#[test]
fn the_offending_text_is_the_value_that_begins_there() {
    let text =
        "{\n  \"náme\": \"a \\\" b\", \"n\": -1.5e3,\r\n  \"t\": [1, \"]\", {}], \"o\": {\n  } }";
    for (mark, place, offending) in [
        ("\"a ", (2, 11), "\"a \\\" b\""),
        ("-1.5", (2, 26), "-1.5e3"),
        ("\"náme", (2, 3), "\"náme\""),
        ("[1", (3, 8), "[1, \"]\", {}]"),
        ("{\n  }", (3, 27), "{"),
        ("b\"", (2, 17), "b"),
    ] {
        let finding = at(text, mark);
        assert_eq!((finding.line, finding.column), place, "{mark}");
        assert_eq!(finding.text, offending, "{mark}");
        assert_eq!(finding.length, offending.chars().count(), "{mark}");
        let below: String = finding
            .excerpt
            .chars()
            .skip(finding.caret)
            .take(finding.length)
            .collect();
        assert_eq!(below, offending, "{mark}");
    }
}

#[test]
fn of_a_long_line_the_part_around_it_is_shown() {
    let text = format!("{}\"here\"{}", "é".repeat(1000), "x".repeat(1000));
    let finding = at(&text, "\"here\"");
    assert_eq!((finding.line, finding.column), (1, 1001));
    assert!(
        finding.excerpt.chars().count() <= 160,
        "{}",
        finding.excerpt
    );
    let shown: String = finding
        .excerpt
        .chars()
        .skip(finding.caret)
        .take(6)
        .collect();
    assert_eq!(shown, "\"here\"");
}

#[test]
fn the_end_of_a_file_is_a_place_too() {
    let file = ("a.json", "{\n");
    let finding = Finding::at(
        Severity::Warning,
        "a/b",
        file,
        9,
        "wrong".to_owned(),
        "mend",
    );
    assert_eq!((finding.line, finding.column, finding.length), (2, 1, 0));
    assert_eq!(finding.to_string(), "warning[a/b] a.json:2:1: wrong (mend)");
}
