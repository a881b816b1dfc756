//! What a table's checks allow in a column, for who wrote a number that does not even fit it.

use demo_core::{Finding, SeedSet};

use super::{
    Rules,
    constraint::{share, with_signs},
    definition::{self, Definition},
    flaws::{InFile, column_at},
    places::Places,
};

impl Rules {
    /// Adds to findings of numbers that are beyond their column's type what the table's checks
    /// allow: of those the type's own bound says nothing.
    pub fn tell_limits(&self, seeds: &SeedSet, findings: &mut [Finding]) {
        let places = Places::new(seeds, &self.definitions);
        let beyond = findings
            .iter_mut()
            .filter(|finding| finding.rule == "shape/range");
        for finding in beyond {
            let Some(file) = InFile::new(&places, &finding.file) else {
                continue;
            };
            let hint = file.row(finding).and_then(|(at, (table, _, row))| {
                let mut definitions = self.definitions.iter();
                let definition = definitions.find(|definition| definition.table.name == table)?;
                hint(definition, &column_at(&row, at)?, &finding.text)
            });
            if let Some(hint) = hint {
                finding.hint = hint;
            }
        }
    }
}

/// Such as `write more than 0 and less than 1`.
fn hint(definition: &Definition, column: &str, value: &str) -> Option<String> {
    let checks = definition.checks.iter();
    let conditions = checks
        .filter(|check| definition::columns(&definition.table, check) == [column])
        .flat_map(|check| definition::conditions(check));
    let (mut words, mut of_hundred) = (Vec::new(), String::new());
    for condition in conditions {
        let texts = with_signs(&condition);
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        match texts[..] {
            [_, "between", low, "and", high] => {
                words.push(format!("from {low} to {high}"));
                of_hundred = share(value, high);
            }
            [_, ">", "=", least] => words.push(format!("{least} or more")),
            [_, ">", least] => words.push(format!("more than {least}")),
            [_, "<", "=", most] => {
                words.push(format!("{most} or less"));
                of_hundred = share(value, most);
            }
            [_, "<", most] => {
                words.push(format!("less than {most}"));
                of_hundred = share(value, most);
            }
            _ => {}
        }
    }
    (!words.is_empty()).then(|| format!("write {}{of_hundred}", words.join(" and ")))
}
