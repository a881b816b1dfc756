//! Rows dropped and doubled; names and values of a row, whatever their type.

use demo_core::{
    schema::{Default, Type},
    seed::{SeedCell, Value},
};

use super::Site;

pub fn make(site: &mut Site, shape: bool) {
    let whole = site.whole();
    let cut = site.without(whole.clone());
    site.push("a row dropped", "", (cut.clone(), ""), cut.start..cut.start);
    twice(site);
    swapped(site);
    let cells: Vec<SeedCell> = site.row.cells().collect();
    for cell in &cells {
        let column = site.column(cell).expect("shipped columns exist");
        let is_null = cell.value == Value::Null;
        if column.nullable && !is_null {
            site.value("a value left out", cell, "null");
        }
        if shape {
            names(site, cell);
            if !column.nullable {
                site.value("null where it may not be", cell, "null");
            }
        }
        if !column.nullable && column.default == Default::None && shape {
            let key = site.file.name_of(cell.at, cell.column);
            let cut = site.without(key..cell.at + cell.length);
            let end = whole.end - cut.len();
            let kind = "a required column missing";
            site.push(kind, cell.column, (cut, ""), whole.start..end);
        }
    }
    if shape {
        let at = whole.start + 1;
        let new = r#" "colour": "blue","#;
        site.push("an unknown column", "", (at..at, new), at..at + new.len());
    }
}

/// The row once more, with its id and with another.
fn twice(site: &mut Site) {
    let whole = site.whole();
    let text = &site.file.text[whole.clone()];
    let place = whole.end..whole.end + 2 + text.len();
    let copy = format!(", {text}");
    let cut = whole.end..whole.end;
    site.push("a row twice", "", (cut.clone(), &copy), place.clone());
    if let Some(id) = site.row.text("id") {
        let other = format!("{}fedc", &id[..32]);
        let copy = copy.replacen(id, &other, 1);
        site.push("a row twice, with another id", "", (cut, &copy), place);
    }
}

/// Each two dates of the row change places.
fn swapped(site: &mut Site) {
    let is_date = |cell: &SeedCell| {
        let kind = site.column(cell).map(|column| &column.kind);
        matches!(kind, Some(Type::Instant | Type::Date)) && cell.value != Value::Null
    };
    let dates: Vec<SeedCell> = site.row.cells().filter(is_date).collect();
    for (nth, a) in dates.iter().enumerate() {
        for b in &dates[nth + 1..] {
            if a.value != b.value
                && site.column(a).map(|one| &one.kind) == site.column(b).map(|one| &one.kind)
            {
                swap(site, "two dates swapped", a, b);
            }
        }
    }
}

/// Two values change places, the first before the second; it is found at one of them.
pub fn swap(site: &mut Site, kind: &'static str, a: &SeedCell, b: &SeedCell) {
    let between = &site.file.text[a.at + a.length..b.at];
    let new = format!("{}{between}{}", site.written(b), site.written(a));
    let cut = a.at..b.at + b.length;
    let of = format!("{}, {}", a.column, b.column);
    site.push(kind, &of, (cut.clone(), &new), cut);
}

fn names(site: &mut Site, cell: &SeedCell) {
    let key = site.file.name_of(cell.at, cell.column);
    let end = cell.at + cell.length;
    let wrong = format!("\"{}x\"", cell.column);
    let cut = key..key + cell.column.len() + 2;
    // The name that is wrong, or the row of the column that is missing for it.
    let whole = site.whole();
    let place = whole.start..whole.end + 1;
    site.push(
        "a column's name with a slip",
        cell.column,
        (cut, &wrong),
        place,
    );
    let pair = &site.file.text[key..end];
    let pair = format!("{pair}, {pair}");
    let place = key..key + pair.len();
    site.push("a name twice", cell.column, (key..end, &pair), place);
}
