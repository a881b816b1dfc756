//! Which files belong to which outlet.

use uuid::Uuid;

use super::{SeedFile, SeedRow};
use crate::Finding;

/// Where outlets' own files lie.
const FOLDER: &str = "children/";

/// Gives each outlet's files to it: its file in `children/`, which holds its row of `tenants`,
/// and the file of the same name in `history/`. Of files that are `unread` nothing is said. Gives
/// the outlets' base ids, and those that two of them have.
pub(super) fn assign(
    files: &mut [SeedFile],
    unread: &[String],
    findings: &mut Vec<Finding>,
) -> (Vec<Uuid>, Vec<Uuid>) {
    let mut doubled = Vec::new();
    let mut outlets: Vec<(String, Uuid, String)> = Vec::new();
    for file in files.iter() {
        let rows: Vec<SeedRow> = file.rows("tenants").take(2).collect();
        let name = match file.path.strip_prefix(FOLDER) {
            Some(name) => name,
            // It is read as what it is, so that nothing is found that only follows.
            None if is_outlet(&rows) => {
                findings.push(astray(file, &rows[0]));
                file.path.rsplit('/').next().unwrap_or_default()
            }
            None => continue,
        };
        let id = rows.first().and_then(|row| row.get("tenant_id"));
        let base = rows
            .first()
            .and_then(|row| row.text("tenant_id"))
            .and_then(|text| text.parse::<Uuid>().ok())
            .filter(|id| !id.is_nil() && rows.len() == 1);
        let Some(base) = base else {
            if !unread.contains(&file.path) {
                let at = id.map_or_else(|| rows.first().map_or(0, |row| row.at), |cell| cell.at);
                let message =
                    "an outlet's file holds one row of `tenants`, with its base id as `tenant_id`";
                let hint = "write a v4 UUID of its own";
                findings.push(file.error("shape/outlet", at, message.to_owned(), hint));
            }
            continue;
        };
        let place = id.map_or(0, |cell| cell.at);
        if let Some((_, _, other)) = outlets.iter().find(|(_, other, _)| *other == base) {
            let message = format!("the outlet at {other} has the id {base} too");
            let hint = "which is the copy? Write a v4 UUID of its own there";
            findings.push(file.error("uuid/duplicate", place, message, hint));
            doubled.push(base);
        }
        outlets.push((name.to_owned(), base, file.place(place)));
    }
    for file in files {
        let folder = file.path.strip_prefix(FOLDER);
        let rows: Vec<SeedRow> = file.rows("tenants").take(2).collect();
        let astray = is_outlet(&rows)
            .then(|| file.path.rsplit('/').next())
            .flatten();
        let name = folder
            .or_else(|| file.path.strip_prefix("history/"))
            .or(astray);
        let owner = outlets.iter().find(|(outlet, ..)| Some(&**outlet) == name);
        if let Some((_, base, _)) = owner {
            file.tenant = *base;
        }
    }
    let bases = outlets.into_iter().map(|(_, base, _)| base);
    (bases.collect(), doubled)
}

/// Whether these are all rows of `tenants` in an outlet's file.
fn is_outlet(rows: &[SeedRow]) -> bool {
    let [row] = rows else { return false };
    row.text("kind") == Some("outlet") && row.text("tenant_id").is_some()
}

/// The finding of an outlet's file that lies elsewhere.
fn astray(file: &SeedFile, row: &SeedRow) -> Finding {
    let at = row.get("kind").map_or(row.at, |cell| cell.at);
    let (folder, name) = file.path.rsplit_once('/').unwrap_or((".", &file.path));
    let message = format!("this is the row of an outlet, and its file lies in `{folder}/`");
    let hint = format!(
        "move the file to `{FOLDER}{name}`, and write that path in `files` of manifest.json"
    );
    file.error("shape/outlet", at, message, hint)
}
