//! One thing broken at a time, from the schema and from what is written.

use std::ops::Range;

use demo_core::{
    SeedSet, Service, Table,
    schema::{Column, Default, Type},
    seed::{SeedCell, SeedFile, SeedRow, Value},
};
use demo_fuzz::shipped::SERVICES;

/// Rows of a table and file that are broken.
const ROWS: usize = 3;

pub struct Mutant {
    pub kind: &'static str,
    /// Of which table and column, or only table.
    pub column: String,
    pub file: String,
    pub text: String,
    /// Where in the new text a finding must stand; `None` where other rows miss what is gone.
    pub place: Option<Range<usize>>,
    /// Of which one must be the rule's.
    pub families: &'static [&'static str],
}

const SHAPE: &[&str] = &["shape/"];
const ID: &[&str] = &["uuid/"];
const REFERENCE: &[&str] = &["reference/", "business/"];
const TIME: &[&str] = &["time/"];
const ORDER: &[&str] = &["time/", "business/", "routes/", "constraint/"];
const VALUE: &[&str] = &["constraint/", "business/", "routes/", "shape/", "profile/"];

pub fn all(seeds: &SeedSet) -> Vec<Mutant> {
    let mut found = Vec::new();
    for (service, tables) in SERVICES.iter() {
        for table in tables {
            for file in &seeds.files {
                let rows: Vec<SeedRow> = file.rows(&table.name).collect();
                let step = (rows.len() / ROWS).max(1);
                for row in rows.iter().step_by(step).take(ROWS) {
                    let mut one = Broken {
                        seeds,
                        service,
                        table,
                        file,
                        row: *row,
                        found: &mut found,
                    };
                    one.row();
                    one.cells();
                }
            }
        }
    }
    found
}

struct Broken<'a> {
    seeds: &'a SeedSet,
    service: &'a Service,
    table: &'a Table,
    file: &'a SeedFile,
    row: SeedRow<'a>,
    found: &'a mut Vec<Mutant>,
}

impl Broken<'_> {
    fn push(
        &mut self,
        (kind, column): (&'static str, &str),
        cut: Range<usize>,
        new: &str,
        place: Option<Range<usize>>,
        families: &'static [&'static str],
    ) {
        let text = &self.file.text;
        self.found.push(Mutant {
            kind,
            column: format!("{}.{column}", self.table.name),
            file: self.file.path.clone(),
            text: format!("{}{new}{}", &text[..cut.start], &text[cut.end..]),
            place,
            families,
        });
    }

    /// A value changes, and is found inside it.
    fn value(
        &mut self,
        kind: &'static str,
        cell: &SeedCell,
        new: &str,
        families: &'static [&'static str],
    ) {
        let place = Some(cell.at..cell.at + new.len());
        let cut = cell.at..cell.at + cell.length;
        self.push((kind, cell.column), cut, new, place, families);
    }

    fn end(&self) -> usize {
        let last = self.row.cells().last();
        let from = last.map_or(self.row.at, |cell| cell.at + cell.length);
        from + self.file.text[from..].find('}').unwrap_or(0) + 1
    }

    fn row(&mut self) {
        let (at, end) = (self.row.at, self.end());
        let named = self.row.text("id").is_some_and(|id| {
            let files = self.seeds.files.iter();
            files
                .map(|file| file.text.matches(id).count())
                .sum::<usize>()
                > 1
        });
        // A row that no other names is one customer less, and the profile as good.
        if named {
            let text = &self.file.text;
            let rest = &text[end..];
            let comma = rest.len() - rest.trim_start().len();
            let cut = if rest.trim_start().starts_with(',') {
                at..end + comma + 1
            } else {
                text[..at].trim_end().trim_end_matches(',').len()..end
            };
            self.push(
                ("a row dropped", ""),
                cut,
                "",
                None,
                &["reference/", "business/", "routes/", "profile/"],
            );
        }
        let ranges = self.service.settings.ranges.get(&self.table.name);
        for range in ranges.into_iter().flatten() {
            let cells = [&range.first, &range.second].map(|name| self.row.get(name));
            let [Some(mut a), Some(mut b)] = cells else {
                continue;
            };
            if a.value == Value::Null || b.value == Value::Null || a.value == b.value {
                continue;
            }
            if a.at > b.at {
                (a, b) = (b, a);
            }
            let written = |cell: &SeedCell| &self.file.text[cell.at..cell.at + cell.length];
            let between = &self.file.text[a.at + a.length..b.at];
            let new = format!("{}{between}{}", written(&b), written(&a));
            let cut = a.at..b.at + b.length;
            self.push(
                ("two dates swapped", &range.first),
                cut,
                &new,
                Some(at..end),
                ORDER,
            );
        }
    }

    fn cells(&mut self) {
        let cells: Vec<SeedCell> = self.row.cells().collect();
        for cell in &cells {
            let column = self
                .table
                .columns
                .iter()
                .find(|one| one.name == cell.column);
            let Some(column) = column else { continue };
            self.names(cell, column);
            match column.kind {
                Type::Uuid => self.ids(cell),
                Type::Instant | Type::Date => self.times(cell, column),
                Type::Integer | Type::Numeric(_) | Type::Float => self.numbers(cell),
                Type::Boolean => self.value("a text for a truth value", cell, "\"yes\"", SHAPE),
                Type::Text => self.texts(cell, column),
                Type::Json | Type::Other => {}
            }
        }
    }

    fn names(&mut self, cell: &SeedCell, column: &Column) {
        let key = self.file.name_of(cell.at, cell.column);
        let value_end = cell.at + cell.length;
        let row = self.row.at..self.end() + 16;
        let wrong = format!("\"{}x\"", cell.column);
        let name_end = key + cell.column.len() + 2;
        self.push(
            ("a column's name with a slip", cell.column),
            key..name_end,
            &wrong,
            Some(row.clone()),
            SHAPE,
        );
        let pair = &self.file.text[key..value_end];
        let twice = format!("{pair}, {pair}");
        let place = Some(key..key + twice.len());
        self.push(
            ("a name twice", cell.column),
            key..value_end,
            &twice,
            place,
            SHAPE,
        );
        if !column.nullable {
            self.value("null where it may not be", cell, "null", SHAPE);
        }
        if !column.nullable && column.default == Default::None {
            let rest = &self.file.text[value_end..];
            let trimmed = rest.trim_start();
            let cut = if trimmed.starts_with(',') {
                key..value_end + (rest.len() - trimmed.len()) + 1
            } else {
                self.file.text[..key].trim_end().trim_end_matches(',').len()..value_end
            };
            self.push(
                ("a required column missing", cell.column),
                cut,
                "",
                Some(row),
                SHAPE,
            );
        }
    }

    fn ids(&mut self, cell: &SeedCell) {
        let Value::String(id) = cell.value else {
            return;
        };
        self.value(
            "an id that is none",
            cell,
            "\"PV-1142\"",
            &["uuid/", "shape/"],
        );
        if id.len() != 36 {
            return;
        }
        let version = format!("\"{}1{}\"", &id[..14], &id[15..]);
        if cell.column == self.table.row_key() {
            let prefix = format!("\"0099{}\"", &id[4..]);
            self.value("a wrong prefix", cell, &prefix, ID);
            self.value("a v1 UUID", cell, &version, ID);
            let mut others = self.file.rows(&self.table.name);
            let other = others.find_map(|row| row.text(cell.column).filter(|other| *other != id));
            if let Some(other) = other {
                // Which of the two is meant is not known: it may be found at the other.
                let cut = cell.at..cell.at + cell.length;
                self.push(
                    ("a duplicate id", cell.column),
                    cut,
                    &format!("\"{other}\""),
                    None,
                    ID,
                );
            }
        } else {
            let dangling = format!("\"{}fff\"", &id[..33]);
            self.value("a dangling reference", cell, &dangling, REFERENCE);
        }
    }

    fn times(&mut self, cell: &SeedCell, column: &Column) {
        let Value::String(text) = cell.value else {
            return;
        };
        self.value("a number for a date", cell, "7", &["shape/", "time/"]);
        let slip = if text.starts_with("BASE_TS") {
            text.replacen("BASE_TS", "BASE_ST", 1)
        } else {
            format!("{text}x")
        };
        self.value("a date with a slip", cell, &format!("\"{slip}\""), TIME);
        let far = if column.kind == Type::Date {
            "2095-01-15"
        } else {
            "BASE_TS + 9000d"
        };
        self.value("a date far away", cell, &format!("\"{far}\""), TIME);
    }

    fn numbers(&mut self, cell: &SeedCell) {
        let Value::Number(text) = cell.value else {
            return;
        };
        self.value("a text for a number", cell, "\"much\"", SHAPE);
        // Longitudes and temperatures may be below nought.
        let positive = text.trim_start_matches('-');
        let is_signed = ["longitude", "temperature"]
            .iter()
            .any(|word| cell.column.contains(word));
        if positive == text
            && text.bytes().any(|digit| (b'1'..=b'9').contains(&digit))
            && !is_signed
        {
            self.value("a number below nought", cell, &format!("-{text}"), VALUE);
        }
        let sum =
            ["total", "subtotal", "line_total", "vat_total", "revenue"].contains(&cell.column);
        if sum {
            let (last, rest) = (&text[text.len() - 1..], &text[..text.len() - 1]);
            let digit = (last.parse::<u8>().unwrap_or(0) + 1) % 10;
            // Which of a sum's parts is wrong is not known: it is found in the row, or in the sum's.
            let cut = cell.at..cell.at + cell.length;
            self.push(
                ("a total off by a cent", cell.column),
                cut,
                &format!("{rest}{digit}"),
                None,
                VALUE,
            );
        }
    }

    fn texts(&mut self, cell: &SeedCell, column: &Column) {
        let Value::String(text) = cell.value else {
            return;
        };
        self.value("a number for a text", cell, "7", SHAPE);
        let is_listed = self.service.migrations.iter().any(|step| {
            let sql = step.sql.to_lowercase();
            let own = sql
                .split(&format!("create table {} ", self.table.name))
                .nth(1);
            let own = own.and_then(|own| own.split("create table").next());
            own.is_some_and(|own| own.contains(&format!("({} in (", column.name)))
        });
        if is_listed {
            self.value(
                "a value that is not listed",
                cell,
                &format!("\"{text}zz\""),
                VALUE,
            );
        }
    }
}
