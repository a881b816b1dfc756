//! What a profile of a million rows costs to read, plan and check: seconds, and the most memory.
//!
//! ```text
//! cargo run --release -p demo-core --example read_million [ROWS]
//! ```
//!
//! Sales of nine columns as `generate history` writes them, in files of 100,000 rows. They are
//! made first, as bytes, and stand for what is read from files.

use std::{error::Error, fmt::Write as _, time::Instant};

use demo_core::{
    Service, Table,
    schema::{Column, Default, ForeignKey, Type},
    seed::{self, Sources},
    validate,
};

const ROWS_A_FILE: usize = 100_000;

fn main() -> Result<(), Box<dyn Error>> {
    let rows: usize = match std::env::args().nth(1) {
        Some(text) => text.parse()?,
        None => 1_000_000,
    };
    let sources = sources(rows)?;
    let bytes: usize = sources.files.iter().map(|(_, bytes)| bytes.len()).sum();
    println!(
        "{rows} rows in {} files, {} MB",
        sources.files.len(),
        bytes >> 20
    );
    let services = [service()?];
    let began = Instant::now();
    let (seeds, mut findings) = seed::read_sources(sources, true);
    let seeds = seeds.ok_or("the manifest does not parse")?;
    report("read", began);
    let began = Instant::now();
    let profile = validate::check("million", &seeds, &services, &mut findings);
    report("planned and checked", began);
    println!("{} findings: it has no edge cases", findings.len());
    println!("{} rows planned", profile.plans["sales"].records());
    Ok(())
}

/// The seconds since `began`, and the most memory that the process has taken, on Linux.
fn report(what: &str, began: Instant) {
    let seconds = began.elapsed().as_secs_f64();
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let most = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let most = most.unwrap_or("unknown").trim();
    println!("{what}: {seconds:.2} s, at most {most} so far");
}

fn sources(rows: usize) -> Result<Sources, Box<dyn Error>> {
    let mut files = vec![("people.json".to_owned(), PEOPLE.as_bytes().to_vec())];
    for first in (0..rows).step_by(ROWS_A_FILE) {
        let mut text = String::from("{\n  \"sales\": [");
        for row in first..rows.min(first + ROWS_A_FILE) {
            let comma = if row == first { "" } else { "," };
            let (day, hour, cents) = (row % 90, row % 24, row % 1000 + 100);
            let (month, day) = (day / 30 + 10, day % 30 + 1);
            write!(
                text,
                "{comma}\n    {{ \"id\": \"00150000-0000-4000-8000-{row:012x}\", \"product_id\": \"00080000-0000-4000-8000-00000000000{}\", \"sold_at\": \"2024-{month}-{day:02}T{hour:02}:30:00Z\", \"channel\": \"counter\", \"quantity\": {}.0, \"unit_price\": {}.{:02}, \"vat_rate\": 4.00, \"revenue\": {}.{:02}, \"note\": null }}",
                row % 3 + 1,
                row % 200,
                cents / 100,
                cents % 100,
                cents / 50,
                cents % 100,
            )?;
        }
        text.push_str("\n  ]\n}\n");
        files.push((format!("sales-{first:08}.json"), text.into_bytes()));
    }
    let names: Vec<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
    let names = serde_json::to_string(&names)?;
    let manifest = MANIFEST.replace("FILES", &names).into_bytes();
    Ok(Sources {
        manifest,
        files,
        unreadable: Vec::new(),
    })
}

const MANIFEST: &str = r#"{
  "profile": "million", "title": "Million", "description": "A large one.",
  "base_reference_date": "2025-01-15T06:00:00Z", "timezone": "Europe/Madrid",
  "locale": "es-ES", "currency": "EUR", "subscription_tier": "basic", "company": "Pan",
  "email": "demo@pan.example", "files": FILES,
  "offset_window": {"past": "120d", "future": "1d"}, "edge_cases": {},
  "id_prefixes": {"tenants": "0001", "roles": "0004", "users": "0005", "user_roles": "0006", "products": "0008", "sales": "0015"}
}"#;

const PEOPLE: &str = r#"{
  "tenants": [{"kind": "single", "name": "${session.company}"}],
  "roles": [{"id": "00040000-0000-4000-8000-000000000001", "name": "owner", "permissions": ["*:read"]}],
  "users": [{"id": "00050000-0000-4000-8000-000000000001", "email": "a.${session.short_id}@x.example", "full_name": "Ana"}],
  "user_roles": [{"id": "00060000-0000-4000-8000-000000000001", "user_id": "00050000-0000-4000-8000-000000000001", "role_id": "00040000-0000-4000-8000-000000000001"}],
  "products": [
    {"id": "00080000-0000-4000-8000-000000000001", "name": "Barra"},
    {"id": "00080000-0000-4000-8000-000000000002", "name": "Hogaza"},
    {"id": "00080000-0000-4000-8000-000000000003", "name": "Croissant"}
  ]
}"#;

fn service() -> Result<(Service, Vec<Table>), Box<dyn Error>> {
    let id = |name: &str| (name.to_owned(), Type::Uuid, "uuid");
    let text = |name: &str| (name.to_owned(), Type::Text, "text");
    let numeric = |name: &str| (name.to_owned(), Type::Numeric(Some(2)), "numeric(12,2)");
    let json = ("permissions".to_owned(), Type::Json, "jsonb");
    let sold_at = (
        "sold_at".to_owned(),
        Type::Instant,
        "timestamp with time zone",
    );
    let mut sales = table(
        "sales",
        vec![
            id("id"),
            id("product_id"),
            sold_at,
            text("channel"),
            numeric("quantity"),
            numeric("unit_price"),
            numeric("vat_rate"),
            numeric("revenue"),
            text("note"),
        ],
    );
    sales.foreign_keys.push(ForeignKey {
        columns: vec!["tenant_id".to_owned(), "product_id".to_owned()],
        table: "products".to_owned(),
        references: vec!["tenant_id".to_owned(), "id".to_owned()],
    });
    let tables = vec![
        table(
            "tenants",
            vec![text("kind"), text("name"), id("parent_tenant_id")],
        ),
        table("roles", vec![id("id"), text("name"), json]),
        table("users", vec![id("id"), text("email"), text("full_name")]),
        table("user_roles", vec![id("id"), id("user_id"), id("role_id")]),
        table("products", vec![id("id"), text("name")]),
        sales,
    ];
    let settings = "description = \"all\"\n[dates]\n\"sales.sold_at\" = { policy = \"same_weekday\", window_ends = -1 }";
    let migrations = [("0001_init.sql".to_owned(), String::new())];
    Ok((Service::new("sales", settings, &migrations)?, tables))
}

fn table(name: &str, columns: Vec<(String, Type, &str)>) -> Table {
    let tenant = ("tenant_id".to_owned(), Type::Uuid, "uuid");
    let columns = [tenant].into_iter().chain(columns);
    let columns = columns.map(|(name, kind, declared)| Column {
        nullable: name == "note" || name == "parent_tenant_id",
        name,
        kind,
        declared: declared.to_owned(),
        default: Default::None,
    });
    Table {
        name: name.to_owned(),
        columns: columns.collect(),
        primary_key: vec!["tenant_id".to_owned(), "id".to_owned()],
        unique: Vec::new(),
        foreign_keys: Vec::new(),
    }
}
