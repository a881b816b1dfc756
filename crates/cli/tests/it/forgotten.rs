//! A `services_dir` that the next start is not told of.

use std::{fs, sync::Arc};

use crate::{
    copies::{copy_folder, shipped},
    server::{Engine, Server},
};

/// Its migration has run; the tables are the database's own, and the rows here are not for others.
#[tokio::test]
async fn a_folder_that_is_forgotten_at_the_next_start_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let (services, seeds) = (
        directory.path().join("services"),
        directory.path().join("seed-data"),
    );
    copy_folder(&shipped().join("../services"), &services);
    copy_folder(&shipped(), &seeds);
    fs::write(
        services.join("inventory/migrations/0002_note.sql"),
        "alter table ingredients add column allergen_note TEXT;",
    )
    .unwrap();
    let file = seeds.join("professional/02-inventory.json");
    let text = fs::read_to_string(&file).unwrap();
    let (list, row) = ("\"ingredients\": [", "{");
    let at = text.find(list).unwrap();
    let at = at + text[at..].find(row).unwrap() + row.len();
    let note = " \"allergen_note\": \"soja\",";
    fs::write(&file, format!("{}{note}{}", &text[..at], &text[at..])).unwrap();

    let seeds = ("DEMO_SESSION_SEED_DIR", seeds.to_str().unwrap());
    let services = ("DEMO_SESSION_SERVICES_DIR", services.to_str().unwrap());
    let mut first = Server::start_with(Engine::Sqlite, &[], &[seeds, services]);
    let demo = first.api.demo("professional").await;
    let rows = demo.rows("inventory/ingredients").await;
    assert!(rows.iter().any(|row| row["allergen_note"] == "soja"));
    first.kill();

    let (database, data) = (first.database.clone(), Arc::clone(&first.data));
    let second = Server::start_on(database, data, &[], &[seeds]);
    let line = second.said("ingredients.allergen_note");
    for words in [
        "the database of `inventory`",
        "DEMO_SESSION_SERVICES_DIR",
        "professional",
    ] {
        assert!(line.contains(words), "{line}");
    }
}
