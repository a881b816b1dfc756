//! Opening: migrations, catalogues.

use std::{fs, path::Path};

use demo_core::{Service, Table};
use demo_store::{Error, Store};

use crate::common::{Place, TENANT, load, service_with, shop, total};

contract!(
    two_at_once_migrate_once,
    a_changed_migration_is_refused,
    a_broken_migration_leaves_nothing,
    restart_keeps_rows
);

async fn two_at_once_migrate_once(place: &Place) {
    let (one, two) = tokio::join!(place.store(), place.store());
    assert_eq!(shop(&one).tables(), shop(&two).tables());
    assert_eq!(load(&one, TENANT).await, 5);
    assert_eq!(total(&two, TENANT).await, 5);
    assert!(one.ping().await.iter().all(|(_, answer)| answer.is_ok()));
    one.close().await;
    two.close().await;
    assert!(
        one.ping()
            .await
            .iter()
            .all(|(_, answer)| answer.as_ref().is_err_and(Error::is_unreachable))
    );
}

async fn restart_keeps_rows(place: &Place) {
    let first = place.store().await;
    load(&first, TENANT).await;
    first.close().await;
    assert_eq!(total(&place.store().await, TENANT).await, 5);
}

async fn a_changed_migration_is_refused(place: &Place) {
    place.store().await.close().await;
    let changed = service_with("create table other (tenant_id UUID not null primary key);");
    let error = Store::open(&place.options, &[changed]).await.unwrap_err();
    assert!(
        matches!(error, Error::Migration { .. })
            && error.to_string().contains("new migration file"),
        "{error}"
    );
}

async fn a_broken_migration_leaves_nothing(place: &Place) {
    let broken =
        service_with("create table boxes (tenant_id UUID not null primary key); create tabel x;");
    let error = Store::open(&place.options, &[broken]).await.unwrap_err();
    let text = error.to_string();
    let line = "services/shop/migrations/0001_init.sql:1:66: ";
    assert!(text.starts_with(line), "{text}");
    assert!(text.ends_with("(did you mean `table`?)"), "{text}");
    place.store().await;
}

/// Every service of the product looks the same to both engines.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn engines_report_equal_catalogues() {
    let services = all_services();
    assert_eq!(services.len(), 11);
    let (sqlite, postgres) = (Place::sqlite(), Place::postgres());
    let one = Store::open(&sqlite.options, &services).await.unwrap();
    let two = Store::open(&postgres.options, &services).await.unwrap();
    for (name, service) in &one.services {
        let tables: &Vec<Table> = service.tables();
        assert!(!tables.is_empty(), "{name}");
        assert_eq!(tables, two.services[name].tables().as_ref(), "{name}");
    }
    two.close().await;
    let begun = std::time::Instant::now();
    let again = Store::open(&postgres.options, &services).await.unwrap();
    println!("second start on PostgreSQL: {:?}", begun.elapsed());
    again.close().await;
    postgres.drop_databases().await;
}

pub fn all_services() -> Vec<Service> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../services");
    let mut services = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let read = |file: &Path| fs::read_to_string(file).unwrap();
        let files = fs::read_dir(path.join("migrations"))
            .unwrap()
            .map(|entry| entry.unwrap().path());
        let migrations: Vec<(String, String)> = files
            .map(|file| {
                (
                    file.file_name().unwrap().to_str().unwrap().to_owned(),
                    read(&file),
                )
            })
            .collect();
        let toml = read(&path.join("service.toml"));
        services.push(Service::new(path.to_str().unwrap(), &toml, &migrations).unwrap());
    }
    services
}
