//! What several rows say of one id that is missing, said once.

use std::collections::{HashMap, HashSet};

use super::{references::MISTYPED, similar::DELETED};
use crate::Finding;

/// The rule that ids in JSON are some row's.
const JSON: &str = "reference/json";

/// The rule that the manifest names a row.
const EDGE_CASE: &str = "manifest/edge-case";

/// Places that a hint names; whoever has more looks for the id.
const SHOWN: usize = 8;

/// An id that several rows name and no row has is one fault: its row was deleted, or never
/// written. The finding at the first of them stays, and names the others.
#[must_use]
pub fn missing_once(findings: Vec<Finding>) -> Vec<Finding> {
    // The message of a column's names the table, in which each would be another row. What names
    // the id in JSON or in the manifest is of the same fault.
    let mut naming: HashMap<(String, String), Vec<(String, usize)>> = HashMap::new();
    let mut others: HashMap<String, Vec<(String, usize)>> = HashMap::new();
    let key = |finding: &Finding| (finding.message.clone(), finding.text.clone());
    for finding in &findings {
        let place = (finding.file.clone(), finding.line);
        if is_missing(finding) {
            naming.entry(key(finding)).or_default().push(place);
        } else if names_too(finding) {
            others.entry(finding.text.clone()).or_default().push(place);
        }
    }
    for ((_, text), places) in &mut naming {
        places.extend(others.get(text).into_iter().flatten().cloned());
    }
    let by_rows: HashSet<String> = naming.keys().map(|(_, text)| text.clone()).collect();
    naming.retain(|_, places| places.len() > 1);
    others.retain(|text, places| places.len() > 1 || by_rows.contains(text));
    if naming.is_empty() && others.is_empty() {
        return findings;
    }
    let mut kept = Vec::with_capacity(findings.len());
    for mut finding in findings {
        let places = if is_missing(&finding) {
            naming.get_mut(&key(&finding))
        } else if names_too(&finding) {
            if by_rows.contains(&finding.text) {
                continue;
            }
            others.get_mut(&finding.text)
        } else {
            None
        };
        if let Some(places) = places {
            // Taken by the first, so that the others are left out.
            if places.is_empty() {
                continue;
            }
            let places = std::mem::take(places);
            finding.message = format!("{}, and {} places name it", finding.message, places.len());
            finding.hint = hint(&places, &finding.hint);
        }
        kept.push(finding);
    }
    kept
}

/// Whether a finding says beside those of columns that an id is no row's.
fn names_too(finding: &Finding) -> bool {
    finding.rule == JSON || finding.rule == EDGE_CASE && finding.message.contains(" has the id ")
}

fn is_missing(finding: &Finding) -> bool {
    finding.rule == "reference/missing" && finding.message.starts_with("no row of ")
}

fn hint(places: &[(String, usize)], alone: &str) -> String {
    let others = places.iter().skip(1);
    let shown = others
        .take(SHOWN)
        .map(|(file, line)| format!("{file}:{line}"));
    let shown: Vec<String> = shown.collect();
    let more = places.len() - 1 - shown.len();
    let more = if more > 0 {
        format!(" and {more} more places")
    } else {
        String::new()
    };
    // Where it was may be known.
    let begin = alone.split_once("? ").map_or("", |(begin, _)| begin);
    let begin = if begin.starts_with(DELETED) {
        begin
    } else {
        DELETED
    };
    let deleted = format!(
        "{begin}? Put it back, or name another here and at {}{more}",
        shown.join(", ")
    );
    // A slip in the one id of a row is likelier than one in each of these.
    match alone.split_once(MISTYPED) {
        Some((_, mistyped)) => {
            let question = MISTYPED.trim_start_matches("; or ");
            format!("{question}{mistyped}; or else, {deleted}")
        }
        None => deleted,
    }
}
