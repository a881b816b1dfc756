//! What a table's checks allow in a column, for who wrote a number that does not even fit it.

use demo_core::{Finding, SeedSet, plan::NUMBER_ALONE};

use super::{
    RuleTables,
    constraint::{SHARE, largest, share, with_signs},
    definition::{self, Definition},
    flaws::{InFile, column_at},
    places::Places,
};

impl RuleTables {
    /// Adds to findings of numbers that are beyond their column's type what the table's checks
    /// allow, of which the type says nothing; and to those of a share of one that is a text in
    /// percent.
    pub fn tell_limits(&self, seeds: &SeedSet, findings: &mut [Finding]) {
        let places = Places::new(seeds, self.definitions());
        let is_text =
            |finding: &Finding| finding.hint.contains(NUMBER_ALONE) && finding.text.contains('%');
        let is_told = |finding: &&mut Finding| finding.rule == "shape/range" || is_text(finding);
        for finding in findings.iter_mut().filter(is_told) {
            let Some(file) = InFile::new(&places, &finding.file) else {
                continue;
            };
            let hint = file.row(finding).and_then(|(at, (table, _, row))| {
                let mut definitions = self.definitions().iter();
                let definition = definitions.find(|definition| definition.table.name == table)?;
                let column = column_at(&row, at)?;
                // `"90 %"` is 90.
                let number = |c: char| c.is_ascii_digit() || c == '.' || c == '-';
                let value = finding.text.trim_start_matches('"');
                let value = &value[..value.find(|c| !number(c)).unwrap_or(value.len())];
                hint(definition, &column, value)
            });
            let hint = hint.filter(|hint| !is_text(finding) || hint.contains(SHARE));
            if let Some(hint) = hint {
                finding.hint = hint;
            }
        }
    }
}

/// Such as `write more than 0 and less than 1`.
fn hint(definition: &Definition, name: &str, value: &str) -> Option<String> {
    let (table, checks) = (&definition.table, definition.checks.iter());
    let conditions = checks
        .filter(|check| definition::columns(table, check) == [name])
        .flat_map(|check| definition::conditions(check));
    let (mut words, mut of_hundred) = (Vec::new(), String::new());
    // What is too large has a use only for what ends somewhere.
    let mut is_of_use = value.starts_with('-');
    for condition in conditions {
        let texts = with_signs(&condition);
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        match texts[..] {
            [_, "between", low, "and", high] => {
                words.push(format!("from {low} to {}", largest(table, name, high)));
                of_hundred = share(value, high);
            }
            [_, ">", "=", least] => {
                words.push(format!("{least} or more"));
                continue;
            }
            [_, ">", least] => {
                words.push(format!("more than {least}"));
                continue;
            }
            [_, "<", "=", most] => {
                words.push(format!("{} or less", largest(table, name, most)));
                of_hundred = share(value, most);
            }
            [_, "<", most] => {
                words.push(format!("less than {most}"));
                of_hundred = share(value, most);
            }
            _ => continue,
        }
        is_of_use = true;
    }
    (is_of_use && !words.is_empty()).then(|| format!("write {}{of_hundred}", words.join(" and ")))
}
