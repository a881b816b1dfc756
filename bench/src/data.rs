//! The data of a run: the services and profiles of this repository, and the rows of a profile
//! as literal values.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context as _, bail};
use demo_core::{
    Batch, IdTransform, Key, Plan, Service, batch::Value, plan, plan::Cells, plan::SessionValues,
    seed, time::Moment,
};
use demo_store::{CloneRequest, Store};
use jiff::{Timestamp, tz::TimeZone};
use uuid::Uuid;

/// This repository.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The services of the repository, by name.
///
/// # Errors
///
/// A folder that cannot be read or is no service.
pub fn services() -> anyhow::Result<Vec<Service>> {
    let mut services = Vec::new();
    for folder in entries(&root().join("services"))? {
        let toml = fs::read_to_string(folder.join("service.toml"))?;
        let mut migrations = Vec::new();
        for file in entries(&folder.join("migrations"))? {
            migrations.push((file_name(&file), fs::read_to_string(&file)?));
        }
        services.push(Service::new(&folder.to_string_lossy(), &toml, &migrations)?);
    }
    Ok(services)
}

fn entries(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let read = fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut paths = read
        .map(|entry| Ok(entry?.path()))
        .collect::<std::io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

fn file_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

/// A profile, planned for every service.
#[derive(Debug, Clone)]
pub struct Profile {
    /// A plan a service, in the services' order.
    pub plans: Vec<Arc<Plan>>,
    zone: TimeZone,
}

impl Profile {
    /// Reads and plans a profile in a folder of profiles for the tables of a store.
    ///
    /// # Errors
    ///
    /// Files that cannot be read, or that have findings.
    pub fn load(seeds: &Path, name: &str, history: bool, store: &Store) -> anyhow::Result<Self> {
        let folder = seeds.join(name);
        let manifest = fs::read(folder.join("manifest.json"))
            .with_context(|| format!("there is no profile `{name}` in {}", seeds.display()))?;
        let mut files = Vec::new();
        for path in json_files(&folder)? {
            let inside = path.strip_prefix(&folder)?.to_string_lossy().into_owned();
            if inside != "manifest.json" {
                files.push((inside, fs::read(&path)?));
            }
        }
        let (seeds, mut findings) = seed::read(&manifest, &files, history);
        let mut tables = Vec::new();
        for service in services()? {
            let of_service = store.services.get(&service.name);
            let of_service = of_service.context("the store was opened for all services")?;
            tables.push((service, of_service.tables().as_ref().clone()));
        }
        let (profile, more) = seeds
            .as_ref()
            .map(|seeds| plan::build(seeds, &tables))
            .unwrap_or_default();
        findings.extend(more);
        match profile {
            Some(profile) if findings.is_empty() => Ok(Self {
                zone: profile.zone,
                plans: profile.plans.into_values().map(Arc::new).collect(),
            }),
            _ => bail!("the profile `{name}` has findings: `demo-session validate` says which"),
        }
    }

    /// The rows of all services.
    #[must_use]
    pub fn records(&self) -> u64 {
        self.plans.iter().map(|plan| plan.records()).sum()
    }

    /// What a new session asks of every service.
    ///
    /// # Panics
    ///
    /// When the present instant is at the end of the calendar.
    #[must_use]
    pub fn request(&self, now: Timestamp) -> CloneRequest {
        let moment = Moment::new(now, self.zone.clone()).expect("the present is in the calendar");
        CloneRequest {
            key: Key::new(crate::chance::random_id(), IdTransform::Xor)
                .expect("a random id is not nil"),
            instant: now,
            moment,
            session_id: Some(crate::chance::random_id()),
            session: session_values(),
            now,
        }
    }
}

fn json_files(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in entries(folder)? {
        if path.is_dir() {
            files.extend(json_files(&path)?);
        } else if path.extension().is_some_and(|ending| ending == "json") {
            files.push(path);
        }
    }
    Ok(files)
}

/// As the service draws them, with texts of the same lengths.
fn session_values() -> SessionValues {
    SessionValues {
        email: crate::ways::EMAIL.to_owned(),
        company: "Horno La Acequia".to_owned(),
        short_id: "k3v9x2mq".to_owned(),
        subscription_tier: "professional".to_owned(),
        password_digest: "0".repeat(97),
    }
}

/// A cell of a row that is the same in every session, but for whose it is.
#[derive(Debug, Clone)]
pub enum Literal {
    /// The tenant of this place in the plan.
    Tenant(usize),
    /// A value.
    Value(Value),
}

/// The rows of a table as literal values.
#[derive(Debug, Clone)]
pub struct LiteralTable {
    /// Its name.
    pub name: String,
    /// The columns' names.
    pub columns: Vec<String>,
    /// In the columns' order.
    pub rows: Vec<Vec<Literal>>,
}

/// All rows of a plan, as one session would have them.
///
/// # Errors
///
/// A date that leaves the calendar.
pub fn literals(plan: &Plan, request: &CloneRequest) -> anyhow::Result<Vec<LiteralTable>> {
    let batch = Batch {
        plan,
        key: request.key,
        moment: &request.moment,
        session: &request.session,
    };
    let place = |base: Uuid| plan.tenants.iter().position(|tenant| tenant.base == base);
    let mut tables = Vec::new();
    for table in &plan.tables {
        let mut rows = Vec::with_capacity(table.rows);
        for row in 0..table.rows {
            let mut cells = Vec::with_capacity(table.columns.len());
            for column in &table.columns {
                cells.push(match &column.cells {
                    Cells::Tenant(bases) => match bases[row] {
                        Some(base) => Literal::Tenant(place(base).context("a row of no tenant")?),
                        None => Literal::Value(Value::Null),
                    },
                    cells => Literal::Value(batch.value(cells, row)?),
                });
            }
            rows.push(cells);
        }
        tables.push(LiteralTable {
            name: table.table.clone(),
            columns: table
                .columns
                .iter()
                .map(|column| column.column.name.clone())
                .collect(),
            rows,
        });
    }
    Ok(tables)
}
