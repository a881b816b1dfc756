//! What several rows say of one id that is missing, said once.

use std::collections::{HashMap, HashSet};

use super::references::MISTYPED;
use crate::Finding;

/// The rule that ids in JSON are some row's.
const JSON: &str = "reference/json";

/// Places that a hint names; whoever has more looks for the id.
const SHOWN: usize = 8;

/// An id that several rows name and no row has is one fault: its row was deleted, or never
/// written. The finding at the first of them stays, and names the others.
#[must_use]
pub fn missing_once(findings: Vec<Finding>) -> Vec<Finding> {
    // The message names the table, in which each would be another row.
    let mut naming: HashMap<(String, String), Vec<(String, usize)>> = HashMap::new();
    let key = |finding: &Finding| (finding.message.clone(), finding.text.clone());
    for finding in findings.iter().filter(|finding| is_missing(finding)) {
        let places = naming.entry(key(finding)).or_default();
        places.push((finding.file.clone(), finding.line));
    }
    // What names it in JSON is of the same fault.
    let mut texts: HashSet<String> = naming.keys().map(|(_, text)| text.clone()).collect();
    let mut in_json: HashMap<&str, Vec<(String, usize)>> = HashMap::new();
    for finding in findings.iter().filter(|finding| finding.rule == JSON) {
        let places = in_json.entry(&finding.text).or_default();
        places.push((finding.file.clone(), finding.line));
    }
    texts.retain(|text| in_json.contains_key(text.as_str()));
    for ((_, text), places) in &mut naming {
        places.extend(in_json.get(text.as_str()).into_iter().flatten().cloned());
    }
    naming.retain(|_, places| places.len() > 1);
    if naming.is_empty() {
        return findings;
    }
    let mut kept = Vec::with_capacity(findings.len());
    for mut finding in findings {
        if finding.rule == JSON && texts.contains(&finding.text) {
            continue;
        }
        if !is_missing(&finding) {
            kept.push(finding);
        } else if let Some(places) = naming.get_mut(&key(&finding)) {
            // Taken by the first, so that the others are left out.
            if !places.is_empty() {
                let places = std::mem::take(places);
                finding.message =
                    format!("{}, and {} places name it", finding.message, places.len());
                finding.hint = hint(&places, &finding.hint);
                kept.push(finding);
            }
        } else {
            kept.push(finding);
        }
    }
    kept
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
    let deleted = format!(
        "was its row deleted? Put it back, or name another here and at {}{more}",
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
