//! Databases that nobody has used yet: two processes come to them at once, and a column is added
//! to a table.

use std::{
    fs,
    path::{Path, PathBuf},
    thread,
};

use serde_json::Value;
use tempfile::TempDir;

use crate::{
    alone, databases,
    server::{Engine, Server},
};

/// Where a test's databases are, and nothing else.
struct Place {
    directory: TempDir,
    engine: Engine,
}

impl Place {
    fn empty(engine: Engine) -> Self {
        if engine == Engine::Postgres {
            databases::empty_postgres();
        }
        Self {
            directory: TempDir::new().unwrap(),
            engine,
        }
    }

    fn serve(&self, more: &[(&str, &str)]) -> Server {
        let sqlite = format!("sqlite:{}", self.directory.path().join("data").display());
        let mut environment = more.to_vec();
        if self.engine == Engine::Sqlite {
            environment.push(("DEMO_SESSION_DATABASE", &sqlite));
        }
        Server::start_with(self.engine, &[], &environment)
    }
}

/// All databases are made and migrated once, whoever is first, and both serve.
#[tokio::test]
async fn two_processes_migrate_once() {
    let _alone = alone(Engine::Postgres).await;
    let place = Place::empty(Engine::Postgres);
    let servers: Vec<Server> = thread::scope(|scope| {
        let starts: Vec<_> = (0..2).map(|_| scope.spawn(|| place.serve(&[]))).collect();
        let started = starts.into_iter().map(|start| start.join().unwrap());
        started.collect()
    });
    let mut records = Vec::new();
    for server in &servers {
        server.api.until("/readyz", "", 200).await;
        let demo = server.api.demo("professional").await;
        assert!(!demo.rows("orders/customer_orders").await.is_empty());
        records.push(demo.made["records_cloned"].clone());
    }
    assert_eq!(records[0], records[1]);
}

/// A column in the service's newest migration, and its value in one row of a seed file.
async fn a_column_is_added(engine: Engine) {
    let _alone = alone(engine).await;
    let place = Place::empty(engine);
    let root = place.directory.path();
    let services = copy("services/orders", &root.join("services/orders"));
    let seeds = copy("seed-data/professional", &root.join("seeds/professional"));
    change(
        &services.join("migrations/0001_init.sql"),
        "    code               TEXT          not null,",
        "    code               TEXT          not null,\n    allergen_note      TEXT,",
    );
    change(
        &seeds.join("08-orders.json"),
        r#""code": "CLI-014","#,
        r#""code": "CLI-014", "allergen_note": "Sin sésamo, ${session.company}","#,
    );
    let customers = served(&place).await;
    let notes = |customers: &[Value]| -> Vec<Value> {
        let notes = customers.iter().map(|row| row["allergen_note"].clone());
        notes.collect()
    };
    let note = Value::from("Sin sésamo, Horno La Acequia");
    assert_eq!(notes(&customers), [note.clone(), Value::Null]);

    // Once databases have run it, a column comes in a migration of its own.
    fs::write(
        services.join("migrations/0002_add_crates.sql"),
        "alter table customers add column crates INTEGER not null default 2 check (crates > 0);",
    )
    .unwrap();
    change(
        &seeds.join("08-orders.json"),
        r#""code": "CLI-021","#,
        r#""code": "CLI-021", "crates": 5,"#,
    );
    let customers = served(&place).await;
    let crates: Vec<&Value> = customers.iter().map(|row| &row["crates"]).collect();
    assert_eq!(crates, [2, 5]);
    assert_eq!(notes(&customers), [note, Value::Null]);
    if engine == Engine::Postgres {
        databases::empty_postgres();
    }
}

/// The customers of a new demo, by code.
async fn served(place: &Place) -> Vec<Value> {
    let at = |folder: &str| place.directory.path().join(folder).display().to_string();
    let server = place.serve(&[
        ("DEMO_SESSION_SERVICES_DIR", &at("services")),
        ("DEMO_SESSION_SEED_DIR", &at("seeds")),
    ]);
    server.api.until("/readyz", "", 200).await;
    let demo = server.api.demo("professional").await;
    demo.rows("orders/customers?sort=code").await
}

/// Copies a folder of the repository.
fn copy(from: &str, to: &Path) -> PathBuf {
    let from = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(from);
    copy_folder(&from, to);
    to.to_owned()
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy_folder(&path, &target);
        } else {
            fs::copy(path, target).unwrap();
        }
    }
}

/// Replaces the one occurrence of a text in a file.
fn change(file: &Path, old: &str, new: &str) {
    let text = fs::read_to_string(file).unwrap();
    assert_eq!(
        text.matches(old).count(),
        1,
        "`{old}` in {}",
        file.display()
    );
    fs::write(file, text.replacen(old, new, 1)).unwrap();
}

#[tokio::test]
async fn a_column_is_a_migration_and_a_seed_file_on_sqlite() {
    a_column_is_added(Engine::Sqlite).await;
}

#[tokio::test]
async fn a_column_is_a_migration_and_a_seed_file_on_postgresql() {
    a_column_is_added(Engine::Postgres).await;
}
