//! The rows of each table, as planned and as written.

use std::{cell::OnceCell, collections::BTreeMap};

use uuid::Uuid;

use crate::{
    Finding, SeedSet, Service, Table,
    plan::{Cells, Profile, TablePlan},
    schema::{Column, Type},
    seed::{SeedFile, SeedRow},
};

/// All tables of all services.
pub(super) struct Views<'a> {
    pub seeds: &'a SeedSet,
    pub profile: &'a Profile,
    tables: BTreeMap<&'a str, View<'a>>,
}

/// One table.
pub(super) struct View<'a> {
    seeds: &'a SeedSet,
    pub service: &'a Service,
    pub table: &'a Table,
    plan: Option<&'a TablePlan>,
    /// By id, each with its row.
    ids: Vec<(Uuid, u32)>,
    rows: OnceCell<Vec<(&'a SeedFile, SeedRow<'a>)>>,
}

impl<'a> Views<'a> {
    pub fn new(
        seeds: &'a SeedSet,
        services: &'a [(Service, Vec<Table>)],
        profile: &'a Profile,
    ) -> Self {
        let mut views = BTreeMap::new();
        for (service, tables) in services {
            let plan = &profile.plans[&service.name];
            for table in tables {
                let planned = plan.tables.iter().find(|plan| plan.table == table.name);
                let view = View::new(seeds, service, table, planned);
                views.insert(table.name.as_str(), view);
            }
        }
        Self {
            seeds,
            profile,
            tables: views,
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = &View<'a>> {
        self.tables.values()
    }

    pub fn get(&self, table: &str) -> Option<&View<'a>> {
        self.tables.get(table)
    }

    pub fn names(&self) -> impl Iterator<Item = &'a str> {
        self.tables.keys().copied()
    }
}

impl<'a> View<'a> {
    fn new(
        seeds: &'a SeedSet,
        service: &'a Service,
        table: &'a Table,
        plan: Option<&'a TablePlan>,
    ) -> Self {
        let mut view = Self {
            seeds,
            service,
            table,
            plan,
            ids: Vec::new(),
            rows: OnceCell::new(),
        };
        if let Some(Cells::Id(cells)) = view.cells("id") {
            let ids = cells.iter().zip(0..);
            view.ids = ids.filter_map(|(id, row)| Some(((*id)?.0, row))).collect();
            view.ids.sort_unstable();
        }
        view
    }

    /// `table.column`, as settings and the manifest write it.
    pub fn full(&self, column: &str) -> String {
        format!("{}.{column}", self.table.name)
    }

    pub fn row_count(&self) -> usize {
        self.plan.map_or(0, |plan| plan.rows)
    }

    /// The cells of a column that is planned at all.
    pub fn cells(&self, column: &str) -> Option<&'a Cells> {
        let columns = &self.plan?.columns;
        let found = columns.iter().find(|planned| planned.column.name == column);
        found.map(|planned| &planned.cells)
    }

    /// The planned columns that the engine does not fill.
    pub fn columns(&self) -> impl Iterator<Item = (&'a Column, &'a Cells)> + use<'a> {
        let columns = self.plan.into_iter().flat_map(|plan| &plan.columns);
        columns
            .filter(|planned| !matches!(planned.cells, Cells::Tenant(_)))
            .map(|planned| (&planned.column, &planned.cells))
    }

    /// The base id of a row's tenant; nil for the session's own.
    pub fn tenant(&self, row: usize) -> Uuid {
        match self.cells("tenant_id") {
            Some(Cells::Tenant(cells)) => cells[row].unwrap_or_default(),
            _ => Uuid::nil(),
        }
    }

    /// The ids with their rows, sorted.
    pub fn ids(&self) -> &[(Uuid, u32)] {
        &self.ids
    }

    /// The id of a row, where it has one.
    pub fn id(&self, row: usize) -> Option<Uuid> {
        match self.cells("id") {
            Some(Cells::Id(cells)) => cells[row].map(|(id, _)| id),
            _ => None,
        }
    }

    /// Whether two rows are written alike but for their ids.
    pub fn are_alike(&self, one: usize, other: usize) -> bool {
        let cells = |row| {
            let (_, written) = self.written(row);
            let cells = written.cells().filter(|cell| cell.column != "id");
            let mut cells: Vec<_> = cells.map(|cell| (cell.column, cell.value)).collect();
            cells.sort_by_key(|(column, _)| *column);
            cells
        };
        self.tenant(one) == self.tenant(other) && cells(one) == cells(other)
    }

    /// The rows of an id: more than one only where it stands twice.
    pub fn rows_of(&self, id: Uuid) -> impl Iterator<Item = usize> {
        let begin = self.ids.partition_point(|(other, _)| *other < id);
        let same = self.ids[begin..]
            .iter()
            .take_while(move |(other, _)| *other == id);
        same.map(|(_, row)| *row as usize)
    }

    /// A row as written. Rows are counted through when the first is asked for.
    pub fn written(&self, row: usize) -> (&'a SeedFile, SeedRow<'a>) {
        self.rows
            .get_or_init(|| self.seeds.rows(&self.table.name).collect())[row]
    }

    /// An error at a row's value in a column, or at the row where it writes none.
    pub fn error(
        &self,
        (row, column): (usize, &str),
        rule: &str,
        message: String,
        hint: impl Into<String>,
    ) -> Finding {
        let (file, written) = self.written(row);
        let at = written.get(column).map_or(written.at, |cell| cell.at);
        file.error(rule, at, message, hint)
    }

    /// What people call a row: its texts that are unique.
    pub fn label(&self, row: usize) -> Option<String> {
        let (_, written) = self.written(row);
        let unique = self.table.unique.iter().flatten();
        let mut names: Vec<&str> = unique
            .filter(|name| {
                let column = self.table.column(name);
                column.is_some_and(|column| column.kind == Type::Text)
            })
            .map(String::as_str)
            .collect();
        names.extend(["name", "full_name"]);
        let mut texts: Vec<&str> = names.iter().filter_map(|name| written.text(name)).collect();
        texts.dedup();
        (!texts.is_empty()).then(|| texts.join(", "))
    }

    /// Where a row stands, for messages.
    pub fn place(&self, row: usize) -> String {
        let (file, written) = self.written(row);
        file.place(written.at)
    }

    /// Where a row's value in a column stands, or the row where it writes none.
    pub fn place_of(&self, (row, column): (usize, &str)) -> String {
        let (file, written) = self.written(row);
        file.place(written.get(column).map_or(written.at, |cell| cell.at))
    }

    /// What a row is called, as it stands behind its id in messages: ` (PV-1144)`, or nothing.
    pub fn in_brackets(&self, row: usize) -> String {
        let label = self.label(row);
        label.map_or_else(String::new, |label| format!(" ({label})"))
    }
}
