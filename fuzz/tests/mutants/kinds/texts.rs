//! Texts, and those of which a table's check lists what they may be.

use demo_core::{
    schema::Type,
    seed::{SeedCell, Value},
};

use super::Site;

pub fn make(site: &mut Site, cell: &SeedCell, shape: bool) {
    let is_text = site
        .column(cell)
        .is_some_and(|column| column.kind == Type::Text);
    let (Value::String(text), true) = (cell.value, is_text) else {
        return;
    };
    let listed = site.listed(cell.column);
    if shape {
        site.value("a number for a text", cell, "7");
        site.value(
            "a session's value that is none",
            cell,
            "\"${session.mail}\"",
        );
        site.value("a text with a NUL", cell, r#""a\u0000b""#);
        site.value("a text with half a character", cell, r#""a\ud83d""#);
    }
    site.value("a text emptied", cell, "\"\"");
    if listed.is_empty() {
        let written = site.written(cell);
        let new = format!("{}x\"", &written[..written.len() - 1]);
        site.value("another text", cell, &new);
        return;
    }
    site.value("a value that is not listed", cell, &format!("\"{text}zz\""));
    // The one before and the one behind it in the list.
    let at = listed.iter().position(|other| *other == text).unwrap_or(0);
    let count = listed.len();
    for other in [listed[(at + count - 1) % count], listed[(at + 1) % count]] {
        site.value("another value of the list", cell, &format!("\"{other}\""));
    }
}
