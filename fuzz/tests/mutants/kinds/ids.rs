//! Ids and references.

use demo_core::{
    schema::Type,
    seed::{SeedCell, Value},
};

use super::Site;

pub fn make(site: &mut Site, cell: &SeedCell, shape: bool) {
    let is_id = site
        .column(cell)
        .is_some_and(|column| column.kind == Type::Uuid);
    let (Value::String(id), true) = (cell.value, is_id) else {
        return;
    };
    if shape {
        site.value("an id that is none", cell, "\"PV-1142\"");
        site.value("an id cut short", cell, &format!("\"{}\"", &id[..35]));
        site.value("a number for an id", cell, "7");
        let version = format!("\"{}1{}\"", &id[..14], &id[15..]);
        site.value("a v1 UUID", cell, &version);
    }
    if cell.column == site.table.row_key() {
        own(site, cell, id, shape);
    } else {
        reference(site, cell, id);
    }
}

fn own(site: &mut Site, cell: &SeedCell, id: &str, shape: bool) {
    if shape {
        site.value("a wrong id prefix", cell, &format!("\"0099{}\"", &id[4..]));
    }
    let files = site.seeds.files.iter();
    let mentions = files.map(|file| file.text.matches(id).count());
    // A row that no other names is the same under another id.
    if mentions.sum::<usize>() > 1 {
        site.value(
            "a row with another id",
            cell,
            &format!("\"{}fedc\"", &id[..32]),
        );
    }
    let mut rows = site.file.rows(&site.table.name);
    let other = rows.find_map(|row| row.text(cell.column).filter(|other| *other != id));
    if let Some(other) = other {
        site.value("a duplicate id", cell, &format!("\"{other}\""));
    }
}

fn reference(site: &mut Site, cell: &SeedCell, id: &str) {
    site.value(
        "a dangling reference",
        cell,
        &format!("\"{}fedc\"", &id[..32]),
    );
    let Some(target) = site.target(cell.column) else {
        return;
    };
    let wrong = if target == "users" {
        "products"
    } else {
        "users"
    };
    let mut rows = site.seeds.rows(wrong);
    let wrong = rows.find_map(|(_, row)| row.text("id"));
    if let Some(wrong) = wrong {
        let kind = "a reference to a row of another table";
        site.value(kind, cell, &format!("\"{wrong}\""));
    }
    // The next of its own tenant.
    let rows = site.seeds.rows(target);
    let ids = rows.filter(|(file, _)| file.tenant == site.file.tenant);
    let ids: Vec<&str> = ids.filter_map(|(_, row)| row.text("id")).collect();
    let next = ids
        .iter()
        .position(|other| *other == id)
        .map(|at| ids[(at + 1) % ids.len()]);
    if let Some(next) = next.or(ids.first().copied()) {
        let kind = "a reference to another row";
        site.value(kind, cell, &format!("\"{next}\""));
    }
}
