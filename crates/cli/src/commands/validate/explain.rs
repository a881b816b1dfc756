//! `validate --explain`: why a rule exists, and the reference of all rules.

use std::io::Write as _;

use anyhow::bail;
use demo_core::{
    Severity, nearest,
    rule::{self, Explanation},
};
use demo_store::Rules;

use crate::{Outcome, rule_files, seed_files::Places};

/// Lists the rules.
pub const LIST: &str = "list";
/// Prints the reference, as docs/rules.md has it.
const ALL: &str = "all";

/// Every rule that a finding may name: those of the engine, the business rules, and those that a
/// profile adds for itself.
pub fn rules(places: &Places, shared: &Rules) -> Vec<Explanation> {
    let mut all = rule::built_in();
    all.extend(shared.explanations().into_iter().cloned());
    for name in places.profiles() {
        // What cannot be read is the matter of whoever checks that profile.
        let Ok(files) = places.read(&name) else {
            continue;
        };
        let own =
            rule_files::own(&name, &files).and_then(|own| Ok(rule_files::with(shared, &own)?));
        let Ok(Some(own)) = own else {
            continue;
        };
        for rule in own.explanations() {
            if !all.iter().any(|other| other.id == rule.id) {
                all.push(rule.clone());
            }
        }
    }
    all
}

pub fn run(wanted: &str, rules: &[Explanation]) -> anyhow::Result<Outcome> {
    let text = match wanted {
        LIST => list(rules),
        ALL => reference(rules),
        id => match rules.iter().find(|rule| rule.id == id) {
            Some(rule) => explanation(rule),
            None => bail!(
                "there is no rule `{}`: {}",
                id.escape_debug(),
                hint(id, rules)
            ),
        },
    };
    write!(std::io::stdout().lock(), "{text}")?;
    Ok(Outcome::Done)
}

fn hint(id: &str, rules: &[Explanation]) -> String {
    let ids = || rules.iter().map(|rule| rule.id.as_ref());
    // Also by what stands after the stroke alone.
    let short = || ids().filter_map(|id| id.split_once('/'));
    let near = nearest::nearest(id, ids()).or_else(|| {
        let name = nearest::nearest(id, short().map(|(_, name)| name))?;
        ids().find(|id| id.split_once('/').is_some_and(|(_, other)| other == name))
    });
    match near {
        Some(near) => format!("did you mean `{near}`? `validate --explain list` lists them all"),
        None => "`validate --explain list` lists them all".to_owned(),
    }
}

fn list(rules: &[Explanation]) -> String {
    let width = rules.iter().map(|rule| rule.id.len()).max().unwrap_or(0);
    let line = |rule: &Explanation| format!("{:width$}  {}\n", rule.id, rule.title);
    rules.iter().map(line).collect()
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

fn explanation(rule: &Explanation) -> String {
    let indented = |text: &str| text.replace('\n', "\n    ");
    format!(
        "{} ({}): {}\n\n{}\n\nWrong:\n\n    {}\n\nRight:\n\n    {}\n",
        rule.id,
        word(rule.severity),
        rule.title,
        rule.why,
        indented(&rule.wrong),
        indented(&rule.right)
    )
}

/// One rule of the reference, without its heading.
pub fn markdown(rule: &Explanation) -> String {
    format!(
        "{}\n\nWrong:\n\n```\n{}\n```\n\nRight:\n\n```\n{}\n```\n",
        rule.why, rule.wrong, rule.right
    )
}

fn reference(rules: &[Explanation]) -> String {
    let mut text = "# The rules of seed data\n\n\
         Made by `demo-session validate --explain all > docs/rules.md` from the text that\n\
         `demo-session validate --explain RULE` prints. A finding names its rule.\n"
        .to_owned();
    for rule in rules {
        let title = format!(
            "\n## {}\n\n{}: {}.\n\n",
            rule.id,
            word(rule.severity),
            rule.title
        );
        text.push_str(&title);
        text.push_str(&markdown(rule));
    }
    text
}
