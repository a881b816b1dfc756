//! From rows as written to a plan for each service.

use std::{collections::BTreeMap, sync::LazyLock};

use jiff::tz::TimeZone;
use uuid::Uuid;

use super::{
    Cells, ColumnPlan, Plan, PlannedTenant, TablePlan,
    cell::{self, Reading},
    people::{self, ProfileTenant, ProfileUser},
};
use crate::{
    Finding, Manifest, nearest,
    schema::{Column, Default, Table, Type, parents_first},
    seed::{SeedCell, SeedFile, SeedRow, SeedSet, Value},
    service::{JsonPaths, Service},
    time::DatePolicy,
};

/// A profile ready to be served.
#[derive(Debug, Clone)]
pub struct Profile {
    /// Its manifest.
    pub manifest: Manifest,
    /// The zone of its local dates.
    pub zone: TimeZone,
    /// By service; also of services for which it has no row.
    pub plans: BTreeMap<String, Plan>,
    /// The session's own tenant, then the outlets.
    pub tenants: Vec<ProfileTenant>,
    /// Who may log in; the owner first.
    pub users: Vec<ProfileUser>,
    /// SHA-256 over its files, in hexadecimal.
    pub fingerprint: String,
}

/// The table whose key is the tenant alone, and the two columns that the engine fills in it.
const TENANTS: &str = "tenants";
const TENANT_ID: &str = "tenant_id";
const PARENT_TENANT_ID: &str = "parent_tenant_id";

static NO_PATHS: LazyLock<JsonPaths> = LazyLock::new(JsonPaths::default);

/// Plans a profile for the services with their tables. With any finding that is an error there
/// is none.
#[must_use]
pub fn build(
    seeds: &SeedSet,
    services: &[(Service, Vec<Table>)],
) -> (Option<Profile>, Vec<Finding>) {
    let (profile, findings) = read(seeds, services);
    (findings.is_empty().then_some(profile), findings)
}

/// Plans what can be planned: a value that does not fit is found, and stands as NULL in what is
/// returned. Such a profile is only for looking further.
#[must_use]
pub fn read(seeds: &SeedSet, services: &[(Service, Vec<Table>)]) -> (Profile, Vec<Finding>) {
    let mut findings = Vec::new();
    let manifest = &seeds.manifest;
    let zone = TimeZone::get(&manifest.timezone).unwrap_or_else(|_| {
        if manifest.timezone.is_empty() {
            // It is missing or of a wrong type, which has been found.
            return TimeZone::UTC;
        }
        let message = format!("`{}` is not a time zone", manifest.timezone);
        let hint = "write an IANA name such as `Europe/Madrid`";
        findings.push(seeds.manifest_error("manifest/timezone", &["timezone"], message, hint));
        TimeZone::UTC
    });
    unknown_tables(seeds, services, &mut findings);
    let mut plans = BTreeMap::new();
    for (service, tables) in services {
        let plan = plan_service(seeds, service, tables, &zone, &mut findings);
        plans.insert(service.name.clone(), plan);
    }
    let (tenants, users) = people::read(seeds, &mut findings);
    let profile = Profile {
        manifest: manifest.clone(),
        zone,
        plans,
        tenants,
        users,
        fingerprint: seeds.fingerprint.clone(),
    };
    (profile, findings)
}

fn unknown_tables(
    seeds: &SeedSet,
    services: &[(Service, Vec<Table>)],
    findings: &mut Vec<Finding>,
) {
    let known = || {
        services
            .iter()
            .flat_map(|(_, tables)| tables)
            .map(|table| table.name.as_str())
    };
    for file in &seeds.files {
        for table in file
            .tables
            .iter()
            .filter(|table| !known().any(|name| name == table.name))
        {
            let message = format!("no service has a table `{}`", table.name);
            findings.push(file.error(
                "shape/unknown-table",
                file.name_of(table.at, &table.name),
                message,
                nearest::hint(&table.name, known()),
            ));
        }
    }
}

fn plan_service(
    seeds: &SeedSet,
    service: &Service,
    tables: &[Table],
    zone: &TimeZone,
    findings: &mut Vec<Finding>,
) -> Plan {
    let bases = std::iter::once(Uuid::nil()).chain(seeds.outlets.iter().copied());
    let mut tenants: Vec<PlannedTenant> = bases
        .map(|base| PlannedTenant { base, records: 0 })
        .collect();
    let mut planned = Vec::new();
    for table in parents_first(tables) {
        let rows: Vec<(&SeedFile, SeedRow)> = seeds.rows(&table.name).collect();
        for (file, _) in &rows {
            if let Some(tenant) = tenants.iter_mut().find(|tenant| tenant.base == file.tenant) {
                tenant.records += 1;
            }
        }
        if !rows.is_empty() {
            planned.push(plan_table(service, table, &rows, zone, findings));
        }
    }
    Plan {
        profile: seeds.manifest.profile.clone(),
        service: service.name.clone(),
        fingerprint: seeds.fingerprint.clone(),
        tenants,
        tables: planned,
    }
}

fn plan_table(
    service: &Service,
    table: &Table,
    rows: &[(&SeedFile, SeedRow)],
    zone: &TimeZone,
    findings: &mut Vec<Finding>,
) -> TablePlan {
    for (file, row) in rows {
        for cell in row.cells() {
            unknown_column(table, file, row, &cell, findings);
        }
    }
    let columns = table.columns.iter().filter_map(|column| {
        if let Some(cells) = filled_by_engine(table, column, rows) {
            return Some(ColumnPlan {
                column: column.clone(),
                cells,
            });
        }
        let listed = rows.iter().any(|(_, row)| row.get(&column.name).is_some());
        // What no row lists is left to the database, unless it would refuse that.
        let required = !column.nullable && column.default == Default::None;
        (listed || required).then(|| ColumnPlan {
            column: column.clone(),
            cells: plan_column(service, table, column, rows, zone, findings),
        })
    });
    let mut columns: Vec<ColumnPlan> = columns.collect();
    columns.sort_by_key(|planned| planned.column.name != TENANT_ID);
    TablePlan {
        table: table.name.clone(),
        rows: rows.len(),
        columns,
    }
}

fn unknown_column(
    table: &Table,
    file: &SeedFile,
    row: &SeedRow,
    cell: &SeedCell,
    findings: &mut Vec<Finding>,
) {
    let by_engine = cell.column == PARENT_TENANT_ID && table.name == TENANTS
        || cell.column == TENANT_ID && (table.name != TENANTS || file.tenant.is_nil());
    if by_engine {
        let message = format!("`{}` is filled by the engine", cell.column);
        let at = file.name_of(cell.at, cell.column);
        findings.push(file.error("shape/tenant-column", at, message, "remove it"));
    } else if table.column(cell.column).is_none() {
        let message = format!("`{}` has no column `{}`", table.name, cell.column);
        let hint = match meant(table, row, cell) {
            Some(column) if nearest::nearest(cell.column, [column]).is_none() => {
                format!("did you mean `{column}`, which this row lacks?")
            }
            Some(column) => format!("did you mean `{column}`?"),
            None => {
                let columns = table.columns.iter().map(|column| column.name.as_str());
                let hint = nearest::hint(cell.column, columns);
                format!("{hint}; a new column is added by a migration of its service")
            }
        };
        let at = file.name_of(cell.at, cell.column);
        findings.push(file.error("shape/unknown-column", at, message, hint));
    }
}

fn filled_by_engine(
    table: &Table,
    column: &Column,
    rows: &[(&SeedFile, SeedRow)],
) -> Option<Cells> {
    let tenants = rows.iter().map(|(file, _)| file.tenant);
    match column.name.as_str() {
        TENANT_ID => Some(Cells::Tenant(tenants.map(Some).collect())),
        PARENT_TENANT_ID if table.name == TENANTS => Some(Cells::Tenant(
            tenants
                .map(|tenant| (!tenant.is_nil()).then(Uuid::nil))
                .collect(),
        )),
        _ => None,
    }
}

fn plan_column(
    service: &Service,
    table: &Table,
    column: &Column,
    rows: &[(&SeedFile, SeedRow)],
    zone: &TimeZone,
    findings: &mut Vec<Finding>,
) -> Cells {
    let settings = &service.settings;
    let name = format!("{}.{}", table.name, column.name);
    let reading = Reading {
        column,
        policy: settings
            .dates
            .get(&name)
            .copied()
            .unwrap_or(DatePolicy::Exact),
        keep_column: settings.keep.columns.contains(&name),
        kept: &settings.keep.ids,
        paths: settings.json.get(&name).unwrap_or(&NO_PATHS),
        zone,
    };
    let whose = || match service.target(table, &column.name) {
        Some(target) => format!(", the id of a row of `{target}`"),
        None => String::new(),
    };
    let mut cells = cell::empty(&column.kind);
    for (file, row) in rows {
        let outcome = match row.get(&column.name) {
            // What is wrong with it was said when it was read.
            Some(written) if !written.sound => {
                cell::push_null(&mut cells);
                Ok(())
            }
            Some(written) => cell::push(&mut cells, &written.value, &reading).map_err(|error| {
                // Right while nothing before it is escaped.
                let at = written.at + error.inside;
                file.error(error.rule, at, error.message, error.hint)
            }),
            // The slip in its name was found.
            None if is_misnamed(table, column, row) => {
                cell::push_null(&mut cells);
                Ok(())
            }
            None => push_default(&mut cells, &reading).map_err(|message| {
                file.error(
                    "shape/missing-column",
                    row.at,
                    message,
                    format!("add \"{}\"{}", column.name, whose()),
                )
            }),
        };
        if let Err(finding) = outcome {
            findings.push(finding);
            cell::push_null(&mut cells);
        }
    }
    cells
}

/// Whether a row has the value of a column under another name.
fn is_misnamed(table: &Table, column: &Column, row: &SeedRow) -> bool {
    row.cells()
        .filter(|cell| table.column(cell.column).is_none())
        .any(|cell| meant(table, row, &cell) == Some(&column.name))
}

/// The column that a name which is none stands for: of those that the row lacks the one that is
/// called nearly so, or else the only one that it must have.
fn meant<'a>(table: &'a Table, row: &SeedRow, unknown: &SeedCell) -> Option<&'a str> {
    let lacking = || {
        let columns = table.columns.iter();
        columns.filter(|column| row.get(&column.name).is_none() && column.name != TENANT_ID)
    };
    let near = nearest::nearest(unknown.column, lacking().map(|column| column.name.as_str()));
    if near.is_some() {
        return near;
    }
    let mut required =
        lacking().filter(|column| !column.nullable && column.default == Default::None);
    let only = required.next().filter(|_| required.next().is_none())?;
    let mut unknowns = row
        .cells()
        .filter(|cell| table.column(cell.column).is_none());
    let is_alone = unknowns.next().is_some() && unknowns.next().is_none();
    is_alone.then_some(only.name.as_str())
}

/// What a row that does not list a column gets where another row lists it: a listed column
/// that is NULL would not get its default from the database.
fn push_default(cells: &mut Cells, reading: &Reading) -> Result<(), String> {
    let column = reading.column;
    match &column.default {
        Default::Constant(text) => {
            let value = match column.kind {
                Type::Boolean => Value::Boolean(text == "true" || text == "1"),
                Type::Integer | Type::Numeric(_) | Type::Float => Value::Number(text),
                Type::Json => Value::Json(text),
                _ => Value::String(text),
            };
            cell::push(cells, &value, reading).map_err(|error| error.message)
        }
        Default::None if column.nullable => {
            cell::push_null(cells);
            Ok(())
        }
        Default::None => Err(format!(
            "this row lacks `{}`, which may not be null",
            column.name
        )),
        Default::Expression(_) => Err(format!(
            "this row lacks `{}`, whose default only the database can compute",
            column.name
        )),
    }
}
