//! What many rows say of one column, said once.

use std::collections::HashMap;

use crate::{
    Finding, SeedSet, Service, Table,
    seed::{SeedFile, Value},
};

/// Rules whose findings tell that a value is not what its column takes.
const MISFITS: [&str; 6] = [
    "shape/wrong-type",
    "shape/scale",
    "shape/range",
    "uuid/invalid",
    "time/instant",
    "time/date",
];
const UNKNOWN: &str = "shape/unknown-column";
const MISSING: &str = "shape/missing-column";

/// Fewer are slips, each of its own.
const FEWEST: usize = 3;

/// A column that all rows call otherwise, that nearly all lack, or whose type nearly all their
/// values contradict is one fault: a name that was changed, or a migration. The finding at the
/// first of them stays, and says of how many it speaks. `findings` are sorted by place.
#[must_use]
pub fn columns_once(
    findings: Vec<Finding>,
    seeds: &SeedSet,
    services: &[(Service, Vec<Table>)],
) -> Vec<Finding> {
    let mut groups: HashMap<Group, Vec<usize>> = HashMap::new();
    for (number, finding) in findings.iter().enumerate() {
        if let Some(group) = group(finding, seeds) {
            groups.entry(group).or_default().push(number);
        }
    }
    let mut said: HashMap<usize, (String, String)> = HashMap::new();
    let mut left_out = vec![false; findings.len()];
    for (group, numbers) in groups {
        let first = &findings[numbers[0]];
        if let Some(words) = words(&group, first, numbers.len(), seeds, services) {
            said.insert(numbers[0], words);
            for number in &numbers[1..] {
                left_out[*number] = true;
            }
        }
    }
    let kept = findings
        .into_iter()
        .enumerate()
        .filter(|(number, _)| !left_out[*number]);
    kept.map(|(number, mut finding)| {
        if let Some((message, hint)) = said.remove(&number) {
            (finding.message, finding.hint) = (message, hint);
        }
        finding
    })
    .collect()
}

#[derive(PartialEq, Eq, Hash)]
enum Group {
    /// By what is said, which names the table and the column.
    Unknown(String),
    /// By table and what is said.
    Missing(String, String),
    /// By table and column.
    Misfit(String, String),
}

fn group(finding: &Finding, seeds: &SeedSet) -> Option<Group> {
    let rule = finding.rule.as_str();
    if rule == UNKNOWN {
        return Some(Group::Unknown(finding.message.clone()));
    }
    if rule != MISSING && !MISFITS.contains(&rule) {
        return None;
    }
    let is_it = |file: &&SeedFile| file.path == finding.file;
    let file = seeds.files.iter().find(is_it)?;
    let (table, column) = file.column_at(file.offset(finding.line, finding.column))?;
    if rule == MISSING {
        return Some(Group::Missing(table.to_owned(), finding.message.clone()));
    }
    Some(Group::Misfit(table.to_owned(), column?.to_owned()))
}

/// The message and hint of the first of `count` findings; none where each is one of its own.
fn words(
    group: &Group,
    first: &Finding,
    count: usize,
    seeds: &SeedSet,
    services: &[(Service, Vec<Table>)],
) -> Option<(String, String)> {
    let more = count - 1;
    let message = &first.message;
    // Nearly all: some values may fit by chance, such as a round price.
    let is_most = |all: usize| count >= FEWEST && 4 * count >= 3 * all;
    match group {
        Group::Unknown(_) => {
            let rows = if more == 1 { "row" } else { "rows" };
            let message = format!("{message}, here and in {more} more {rows}");
            (more > 0).then(|| (message, first.hint.clone()))
        }
        Group::Missing(table, _) => {
            let all = seeds.rows(table).count();
            // The hint names the column that is to be added.
            let column = first.hint.split('"').nth(1).unwrap_or_default();
            let place = place_of(services, table, column);
            let place = place.map_or_else(String::new, |place| format!(" at {place}"));
            let message = format!("{message}, as do {more} more of the {all} rows of `{table}`");
            let hint = format!("{} to each, or a default to the column{place}", first.hint);
            is_most(all).then_some((message, hint))
        }
        Group::Misfit(table, column) => {
            let values = seeds.rows(table).filter_map(|(_, row)| row.get(column));
            let all = values.filter(|cell| cell.value != Value::Null).count();
            let name = format!("{table}.{column}");
            let place = place_of(services, table, column)?;
            let message =
                format!("{message}, here and in {more} more of the {all} values of `{name}`");
            let hint = format!(
                "which is right? The column's type at {place}, or these values: {}",
                first.hint
            );
            is_most(all).then_some((message, hint))
        }
    }
}

/// Where a migration makes a column.
fn place_of(services: &[(Service, Vec<Table>)], table: &str, column: &str) -> Option<String> {
    let has = |tables: &[Table]| tables.iter().any(|known| known.name == table);
    let (service, _) = services.iter().find(|(_, tables)| has(tables))?;
    service.place_of(table, column)
}
