//! The order of rules: each after those whose findings explain its own.

use std::collections::{HashMap, HashSet};

use demo_core::{FileFault, nearest, rule::BusinessRule};

use super::prepare::Prepared;

/// Ids that stand in two files.
pub(super) fn twice(rules: &[BusinessRule]) -> Vec<FileFault> {
    let mut first: HashMap<&str, &BusinessRule> = HashMap::new();
    let mut faults = Vec::new();
    for rule in rules {
        let id = rule.explanation.id.as_ref();
        if let Some(other) = first.insert(id, rule) {
            let message = format!("{} has the id `{id}` too", other.file);
            faults.push(rule.header_fault("id", message, "give it one of its own"));
        }
    }
    faults
}

/// Sorts rules by id, and then each behind those in its `after`.
pub(super) fn explained_last(mut rules: Vec<Prepared>) -> Result<Vec<Prepared>, FileFault> {
    rules.sort_by(|a, b| a.id().cmp(b.id()));
    let ids: HashSet<&str> = rules.iter().map(Prepared::id).collect();
    for rule in &rules {
        for name in &rule.rule.after {
            if !ids.contains(name.as_str()) {
                let hint = nearest::hint(name, rules.iter().map(Prepared::id));
                let message = format!("there is no rule `{name}`");
                return Err(rule.rule.header_fault("after", message, &hint));
            }
        }
    }
    let mut ordered: Vec<Prepared> = Vec::with_capacity(rules.len());
    let mut left: HashSet<String> = rules.iter().map(|rule| rule.id().to_owned()).collect();
    while !rules.is_empty() {
        let waits = |rule: &Prepared| rule.rule.after.iter().any(|name| left.contains(name));
        let Some(next) = rules.iter().position(|rule| !waits(rule)) else {
            let message = "rules come after each other in a circle".to_owned();
            return Err(rules[0].rule.header_fault("after", message, "take one out"));
        };
        left.remove(rules[next].id());
        ordered.push(rules.remove(next));
    }
    Ok(ordered)
}

/// The ids of some rules, and of those whose findings explain theirs, of all in their order.
pub(super) fn explaining<'a>(rules: &'a [Prepared], some: &[&'a str]) -> HashSet<&'a str> {
    let mut found: HashSet<&str> = some.iter().copied().collect();
    // Each stands behind those that explain it.
    for rule in rules.iter().rev() {
        if found.contains(rule.id()) {
            found.extend(rule.rule.after.iter().map(String::as_str));
        }
    }
    found
}
