//! What the specification says in figures of the two profiles.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::seeds::{self, Profile};

/// What has a life of its own; not lines, links and steps, nor what is noted about others.
const ENTITIES: [&str; 14] = [
    "tenants",
    "locations",
    "users",
    "suppliers",
    "ingredients",
    "products",
    "recipes",
    "equipment",
    "production_batches",
    "purchase_orders",
    "customers",
    "customer_orders",
    "vehicles",
    "delivery_routes",
];

/// Rows by table, in one folder.
fn counts<'a>(profile: &'a Profile, folder: &str) -> BTreeMap<&'a str, usize> {
    let mut counts = BTreeMap::new();
    for file in &profile.files {
        if file.folder == folder {
            for (table, rows) in &file.tables {
                *counts.entry(table.as_str()).or_default() += rows.as_array().unwrap().len();
            }
        }
    }
    counts
}

#[track_caller]
fn about(entities: usize, counts: &BTreeMap<&str, usize>) {
    let found = ENTITIES.iter().filter_map(|table| counts.get(table));
    let found: usize = found.sum();
    assert!(
        found.abs_diff(entities) <= 5,
        "{found} entities: {counts:?}"
    );
}

/// The profile's files in a folder, without their histories.
fn files(profile: &Profile, folder: &str) -> Vec<String> {
    let files = profile.manifest["files"].as_array().unwrap().iter();
    let files = files.filter_map(|file| file.as_str().unwrap().strip_prefix(folder));
    files
        .filter(|file| !file.contains('/'))
        .map(str::to_owned)
        .collect()
}

#[test]
fn the_professional_is_one_bakery() {
    let profile = seeds::profile("professional");
    let counts = counts(&profile, "professional");
    for (table, exactly) in [
        ("tenants", 1),
        ("users", 4),
        ("products", 3),
        ("recipes", 3),
        ("suppliers", 3),
    ] {
        assert_eq!(counts[table], exactly, "{table}");
    }
    about(42, &counts);
    // And the manifest.
    assert_eq!(files(&profile, "").len(), 13);
    assert!(profile.files.iter().all(|file| file.outlet.is_none()));
}

#[test]
fn the_enterprise_is_a_chain_with_three_outlets() {
    let profile = seeds::profile("enterprise");
    let (parent, outlets) = (counts(&profile, "parent"), counts(&profile, "children"));
    for (table, exactly) in [
        ("tenants", 1),
        ("products", 3),
        ("recipes", 2),
        ("suppliers", 3),
    ] {
        assert_eq!(parent[table], exactly, "{table}");
    }
    assert_eq!(parent["users"] + outlets["users"], 9);
    assert_eq!(outlets["tenants"], 3);
    assert_eq!(outlets["locations"], 3);
    about(45, &parent);

    let professional = files(&seeds::profile("professional"), "");
    assert_eq!(files(&profile, "parent/"), professional, "the same names");
    assert_eq!(files(&profile, "children/").len(), 3);
    assert!(!files(&profile, "distribution/").is_empty());
    // The catalogue is shared: no outlet has products, and each sells the parent's.
    assert!(!outlets.contains_key("products"));
    let products = ids(&profile, "products", "id");
    assert_eq!(ids(&profile, "stock_lots", "product_id"), products);
}

/// The values of a column in a table, of whichever tenant.
fn ids<'a>(profile: &'a Profile, table: &str, column: &str) -> BTreeSet<&'a str> {
    let tables = profile
        .files
        .iter()
        .filter_map(|file| file.tables.get(table));
    let rows = tables.flat_map(|rows| rows.as_array().unwrap());
    rows.filter_map(|row| row.get(column).and_then(Value::as_str))
        .collect()
}
