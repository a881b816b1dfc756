//! What is wrong already, so that no rule says it again as a consequence.

use std::collections::{BTreeSet, HashMap};

use demo_core::{Finding, Severity, nearest, routes, seed::SeedRow};

use super::{Places, constraint::CHECK, prepare::Prepared};

/// Rows with something wrong in them, found by their ids and by those that they name.
#[derive(Default)]
pub(super) struct Flaws {
    all: Vec<Flaw>,
    by_row: HashMap<(String, usize), Vec<usize>>,
    by_id: HashMap<String, Vec<usize>>,
    by_mention: HashMap<String, Vec<usize>>,
    /// Tables and columns that name a row which is not there: it may be any that lacks them.
    loose: Vec<(String, String)>,
    /// Tables that lack a row: the database refused it, or its id is not what was meant.
    lacking: BTreeSet<String>,
    /// Tables with a date so far away that it comes to lie on a day which nobody meant, or with two
    /// rows in one place.
    astray: BTreeSet<String>,
    /// Whether two outlets have one id, so that in each table the rows of one stand where those of
    /// the other do.
    is_doubled: bool,
}

struct Flaw {
    table: String,
    kind: Kind,
}

/// A file's rows, to find those of findings.
pub(super) struct InFile<'a> {
    text: &'a str,
    lines: Vec<usize>,
    rows: Vec<(&'a str, usize, SeedRow<'a>)>,
}

impl<'a> InFile<'a> {
    pub fn new(places: &Places<'a>, path: &str) -> Option<Self> {
        let text = places.text(path)?;
        let lines = text.match_indices('\n').map(|(at, _)| at + 1);
        Some(Self {
            text,
            lines: std::iter::once(0).chain(lines).collect(),
            rows: places.in_file(path),
        })
    }

    /// The byte offset of a finding, and the row that begins there or before: its table and number.
    pub fn row(&self, finding: &Finding) -> Option<(usize, (&'a str, usize, SeedRow<'a>))> {
        let line = *self.lines.get(finding.line - 1)?;
        let before = self.text[line..].chars().take(finding.column - 1);
        let at = line + before.map(char::len_utf8).sum::<usize>();
        let after = self.rows.partition_point(|(_, _, row)| row.at <= at);
        Some((at, self.rows[after.checked_sub(1)?]))
    }
}

enum Kind {
    /// This value is not what was meant.
    Column(String),
    /// The row is not in the database, or not as it was meant.
    Row,
    /// A business rule found the row, or a check of its table.
    Rule(String),
}

impl Flaws {
    /// The flaws that findings of others tell of.
    pub fn of_findings(places: &Places<'_>, findings: &[Finding]) -> Self {
        let mut flaws = Self {
            is_doubled: places.has_doubled_outlets(),
            ..Self::default()
        };
        let mut files: HashMap<&str, Vec<&Finding>> = HashMap::new();
        for finding in findings
            .iter()
            .filter(|finding| finding.severity == Severity::Error)
        {
            files.entry(&finding.file).or_default().push(finding);
        }
        // Below a name that is no table's stand the rows of one that has none now.
        let unknown = |finding: &Finding| finding.rule == "shape/unknown-table";
        if findings.iter().any(unknown) {
            let lacking = places.without_rows().map(str::to_owned);
            flaws.lacking.extend(lacking);
        }
        for finding in findings.iter().filter(|finding| unknown(finding)) {
            let name = finding.text.trim_matches('"');
            let meant = nearest::nearest(name, places.names());
            flaws.lacking.extend(meant.map(str::to_owned));
        }
        // A file that is not read may have rows of any table.
        if findings
            .iter()
            .any(|finding| finding.rule == "shape/unlisted-file")
        {
            flaws.lacking.extend(places.names().map(str::to_owned));
        }
        for (path, findings) in files {
            let Some(file) = InFile::new(places, path) else {
                continue;
            };
            for finding in findings {
                let Some((at, (name, number, row))) = file.row(finding) else {
                    continue;
                };
                let is_known = |column: &String| {
                    let table = places.table(name);
                    table.is_some_and(|table| table.column(column).is_some())
                };
                let kind = match column_at(&row, at) {
                    // The value that some column lacks.
                    Some(column) if !is_known(&column) => Kind::Row,
                    Some(column) => {
                        if finding.rule.starts_with("reference/") || finding.rule == "uuid/invalid"
                        {
                            flaws.loose.push((name.to_owned(), column.clone()));
                        }
                        // Whoever names the row by the id that it should have misses it.
                        if finding.rule.starts_with("uuid/") && column == "id" {
                            flaws.lacking.insert(name.to_owned());
                        }
                        if matches!(&*finding.rule, "time/window" | "constraint/unique") {
                            flaws.astray.insert(name.to_owned());
                        }
                        Kind::Column(column)
                    }
                    None if at == row.at => Kind::Row,
                    // Behind the row, such as at the next table's name.
                    None => continue,
                };
                flaws.add(places, name, number, kind);
            }
        }
        flaws
    }

    /// A row that the database refused.
    pub fn add_row(&mut self, places: &Places<'_>, table: &str, row: usize) {
        self.lacking.insert(table.to_owned());
        self.add(places, table, row, Kind::Row);
    }

    /// A value of a row that names another row than was meant.
    pub fn note_reference(
        &mut self,
        places: &Places<'_>,
        (table, row): (&str, usize),
        column: &str,
    ) {
        self.add(places, table, row, Kind::Column(column.to_owned()));
    }

    /// A row that a rule found.
    pub fn note(&mut self, places: &Places<'_>, rule: &str, table: &str, row: usize) {
        self.add(places, table, row, Kind::Rule(rule.to_owned()));
    }

    fn add(&mut self, places: &Places<'_>, table: &str, row: usize, kind: Kind) {
        let number = self.all.len();
        self.all.push(Flaw {
            table: table.to_owned(),
            kind,
        });
        let place = (table.to_owned(), row);
        self.by_row.entry(place).or_default().push(number);
        if let Some(id) = places.id(table, row) {
            self.by_id.entry(id.to_owned()).or_default().push(number);
        }
        for id in places.mentions(table, row) {
            self.by_mention
                .entry(id.to_owned())
                .or_default()
                .push(number);
        }
    }

    /// Whether a value of a row is known to be wrong.
    pub fn has(&self, table: &str, row: usize, columns: &[&str]) -> bool {
        self.of_row(table, row)
            .any(|number| match &self.all[*number].kind {
                Kind::Column(column) => columns.contains(&column.as_str()),
                Kind::Row => true,
                Kind::Rule(_) => false,
            })
    }

    /// Whether a row of a table is known to stand where another does or should.
    pub fn is_astray(&self, table: &str) -> bool {
        self.is_doubled || self.astray.contains(table)
    }

    /// Whether a row that seems to be missing from a table may be one that is wrong.
    pub fn lacks(&self, table: &str) -> bool {
        self.lacking.contains(table)
            || self.is_astray(table)
            || self.loose.iter().any(|(loose, _)| loose == table)
    }

    /// Whether something wrong in the row that a rule found, in a row that it names, or in one
    /// that names it, is what the rule goes by.
    pub fn explain(&self, places: &Places<'_>, prepared: &Prepared, row: usize) -> bool {
        if self.all.is_empty() && self.lacking.is_empty() {
            return false;
        }
        let table = &prepared.rule.table;
        // What is missing may be missed over any number of joins.
        let mut others = prepared.reads.iter().filter(|(read, _)| read != table);
        if others.any(|(read, _)| self.lacking.contains(read)) {
            return true;
        }
        let id = places.id(table, row);
        let naming_it = id
            .and_then(|id| self.by_mention.get(id))
            .into_iter()
            .flatten();
        let mentions = places.mentions(table, row);
        let named = mentions
            .iter()
            .filter_map(|id| self.by_id.get(*id))
            .flatten();
        let mut linked = self.of_row(table, row).chain(naming_it).chain(named);
        // A row of the same table and owner that is not there, as those of one recipe.
        let is_sibling = |number: &usize| {
            let flaw = &self.all[*number];
            flaw.table == *table && matches!(flaw.kind, Kind::Row)
        };
        let mut siblings = mentions
            .iter()
            .filter_map(|id| self.by_mention.get(*id))
            .flatten();
        siblings.any(is_sibling) || linked.any(|number| self.all[*number].explains(prepared))
    }

    /// Whether something wrong in a row that a finding about routes stands at, or in one that
    /// it reads for that row, is what it goes by.
    pub fn explain_route(&self, places: &Places<'_>, table: &str, row: usize) -> bool {
        let read = |flaw: &Flaw| {
            let known = routes::READS.iter().find(|(table, _)| *table == flaw.table);
            known.is_some_and(|(_, columns)| match &flaw.kind {
                Kind::Column(column) => {
                    columns.is_empty() || column == "id" || columns.contains(&column.as_str())
                }
                Kind::Row => true,
                Kind::Rule(rule) => rule == CHECK || routes::AFTER.contains(&rule.as_str()),
            })
        };
        // What is missing may be missed by any route, and a stop that names no route by the one that
        // it should name.
        let is_loose =
            |(table, column): &(String, String)| table == "delivery_stops" && column == "route_id";
        if (routes::READS.iter()).any(|(table, _)| self.lacking.contains(*table))
            || table == "delivery_routes" && self.loose.iter().any(is_loose)
        {
            return true;
        }
        if !self.all.iter().any(read) {
            return false;
        }
        // A stop, its order and that order's lines; a route, its vehicle and its depot.
        let mut ids: BTreeSet<&str> = places.id(table, row).into_iter().collect();
        ids.extend(places.mentions(table, row));
        // Twice, as a stop leads to its route and only that to its vehicle and depot.
        for (other, _) in routes::READS.into_iter().chain(routes::READS) {
            for number in 0..places.rows(other).len() {
                let (own, named) = (places.id(other, number), places.mentions(other, number));
                let is_line = other == "customer_order_lines";
                if own.is_some_and(|id| ids.contains(id))
                    || is_line && named.iter().any(|id| ids.contains(id))
                {
                    ids.extend(named);
                }
            }
        }
        let linked = ids.iter().flat_map(|id| {
            let all = [self.by_id.get(*id), self.by_mention.get(*id)];
            all.into_iter().flatten().flatten()
        });
        (self.of_row(table, row).chain(linked)).any(|number| read(&self.all[*number]))
    }

    /// How many rows of other tables lack their place, and may be what a rule misses.
    pub fn loose(&self, prepared: &Prepared) -> usize {
        let others = self
            .loose
            .iter()
            .filter(|(table, _)| *table != prepared.rule.table);
        others
            .filter(|column| prepared.reads.contains(*column))
            .count()
    }

    fn of_row(&self, table: &str, row: usize) -> impl Iterator<Item = &usize> {
        self.by_row
            .get(&(table.to_owned(), row))
            .into_iter()
            .flatten()
    }
}

impl Flaw {
    fn explains(&self, prepared: &Prepared) -> bool {
        let reads: &BTreeSet<(String, String)> = &prepared.reads;
        match &self.kind {
            Kind::Column(column) => reads.contains(&(self.table.clone(), column.clone())),
            Kind::Row => reads.iter().any(|(table, _)| *table == self.table),
            // What is wrong with a route or a stop is said once.
            Kind::Rule(rule) if rule.starts_with("routes/") => self.table == prepared.rule.table,
            Kind::Rule(rule) => prepared.rule.after.contains(rule),
        }
    }
}

/// The column whose name or value stands at a byte offset; none where that is the row's brace.
pub(super) fn column_at(row: &SeedRow<'_>, at: usize) -> Option<String> {
    let mut cells = row.cells().filter(|_| at > row.at);
    let cell = cells.find(|cell| at < cell.at + cell.length)?;
    Some(cell.column.to_owned())
}
