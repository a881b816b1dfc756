//! Which files belong to which outlet.

use uuid::Uuid;

use super::{SeedFile, SeedRow};
use crate::Finding;

/// Gives each outlet's files to it: its file in `children/`, which holds its row of `tenants`,
/// and the file of the same name in `history/`. Of files that are `unread` nothing is said.
pub(super) fn assign(
    files: &mut [SeedFile],
    unread: &[String],
    findings: &mut Vec<Finding>,
) -> Vec<Uuid> {
    let mut outlets: Vec<(String, Uuid)> = Vec::new();
    for file in files.iter() {
        let Some(name) = file.path.strip_prefix("children/") else {
            continue;
        };
        let rows: Vec<SeedRow> = file.rows("tenants").take(2).collect();
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
        if outlets.iter().any(|(_, other)| *other == base) {
            let at = id.map_or(0, |cell| cell.at);
            let message = format!("another outlet has the id {base} too");
            findings.push(file.error("uuid/duplicate", at, message, "draw a new one"));
        }
        outlets.push((name.to_owned(), base));
    }
    for file in files {
        let name = file
            .path
            .strip_prefix("children/")
            .or_else(|| file.path.strip_prefix("history/"));
        let owner = outlets.iter().find(|(outlet, _)| Some(&**outlet) == name);
        if let Some((_, base)) = owner {
            file.tenant = *base;
        }
    }
    outlets.into_iter().map(|(_, base)| base).collect()
}
