//! What is broken: one change of one file, with the place where it must be found.

mod files;
mod ids;
mod json;
mod manifest;
mod numbers;
mod rows;
mod scenes;
mod site;
mod texts;
mod times;

use std::ops::Range;

use demo_core::SeedSet;

use site::Site;

/// One thing that is broken.
#[derive(Debug)]
pub struct Mutant {
    pub kind: &'static str,
    /// `table.column`, a table, or what it is that the manifest says.
    pub of: String,
    pub file: String,
    /// What of the file's text is cut out, and what is written there.
    pub cut: Range<usize>,
    pub new: String,
    /// The value, or the row of what is missing, in the new text; empty where nothing is left.
    pub place: Range<usize>,
}

impl Mutant {
    pub fn text(&self, old: &str) -> String {
        let Range { start, end } = self.cut;
        format!("{}{}{}", &old[..start], self.new, &old[end..])
    }
}

/// Rows of a table in a file that are broken in what they mean; in what any reader of JSON and
/// of types sees, one of them.
const ROWS: usize = 3;

/// All mutants of a profile.
pub fn all(seeds: &SeedSet) -> Vec<Mutant> {
    let mut found = Vec::new();
    for file in &seeds.files {
        for (number, table) in file.tables.iter().enumerate() {
            let rows = table.row_count();
            let step = (rows / ROWS).max(1);
            for (nth, row) in table.rows(file).enumerate().step_by(step).take(ROWS) {
                let Some(mut site) = Site::new(seeds, file, &table.name, row, &mut found) else {
                    continue;
                };
                // Not always the first, which in many tables is the simplest.
                let shape = nth / step == number % ROWS.min(rows);
                rows::make(&mut site, shape);
                scenes::make(&mut site);
                for cell in row.cells() {
                    ids::make(&mut site, &cell, shape);
                    times::make(&mut site, &cell, shape);
                    numbers::make(&mut site, &cell, shape);
                    texts::make(&mut site, &cell, shape);
                    json::make(&mut site, &cell, shape);
                }
            }
        }
        files::make(seeds, file, &mut found);
    }
    manifest::make(seeds, &mut found);
    found
}
