//! A whole file: its syntax, and its tables' names.

use std::ops::Range;

use demo_core::{SeedSet, seed::SeedFile};

use super::Mutant;

pub fn make(seeds: &SeedSet, file: &SeedFile, found: &mut Vec<Mutant>) {
    let text = &file.text;
    let mut push = |kind, of: &str, cut: Range<usize>, new: &str, place| {
        found.push(Mutant {
            kind,
            of: of.to_owned(),
            file: file.path.clone(),
            cut,
            new: new.to_owned(),
            place,
        });
    };
    let end = text.len();
    let name = "a file";
    push("a byte order mark", name, 0..0, "\u{feff}", 0..end);
    push("a file without a beginning", name, 0..1, "", 0..end);
    push("a file cut in half", name, end / 2..end, "", 0..end / 2 + 1);
    push("a file without its end", name, end - 3..end, "", 0..end - 2);
    push("text behind the end", name, end..end, "}\n", 0..end + 2);
    push("an empty file", name, 0..end, "", 0..1);
    push("an array for a file", name, 0..end, "[]", 0..2);
    for table in &file.tables {
        let key = file.name_of(table.at, &table.name);
        let cut = key..key + table.name.len() + 2;
        let quoted = |name: &str| format!("\"{name}\"");
        let new = quoted(&format!("{}x", table.name));
        let place = key..key + new.len();
        push(
            "a table's name with a slip",
            &table.name,
            cut.clone(),
            &new,
            place,
        );
        // A table that stands in another file has other columns.
        let here = |name: &str| file.tables.iter().any(|table| table.name == name);
        let mut others = seeds.files.iter().flat_map(|file| &file.tables);
        if let Some(other) = others.find(|table| !here(&table.name)) {
            let new = quoted(&other.name);
            push(
                "rows under another table's name",
                &table.name,
                cut,
                &new,
                table.at..end,
            );
        }
        let rest = &text[table.at..];
        let close = table.at + rest.rfind(']').unwrap_or(0);
        let before = text[..close].trim_end().len();
        push(
            "a comma too many",
            &table.name,
            before..before,
            ",",
            before..close + 2,
        );
        let comma = rest.find("},").map(|at| table.at + at + 1);
        if let Some(at) = comma.filter(|_| table.row_count() > 1) {
            push("a comma lost", &table.name, at..at + 1, "", at..end);
        }
        let new = format!("\"{}\": [],\n  ", table.name);
        let place = 0..end + new.len();
        push("a table twice", &table.name, key..key, &new, place);
        push(
            "an object for rows",
            &table.name,
            table.at..table.at + 1,
            "{\"rows\": [",
            table.at..end,
        );
    }
}
