//! A profile that passed is served at the next start without being judged again, until it or what
//! judges it is another.

use std::fs;

use crate::{
    copies::{copy_folder, shipped},
    server::{Engine, Server},
};

const READY: &str = "ready listen=";
const UNCHANGED: &str = "unchanged since it passed its rules";

/// Finds every product.
const RULE: &str = "\
-- id: business/no-product
-- severity: error
-- title: A product is there
-- why: a test wants a rule that every profile breaks
-- wrong: any product
-- right: no product
-- at: products.name
select tenant_id, id, 'there is a product' as message, 'remove it' as hint from products
";

fn start_anew(server: &mut Server) {
    server.kill();
    server.restart();
}

pub async fn what_passed_is_judged_again_once_something_changes(engine: Engine) {
    let seeds = tempfile::tempdir().unwrap();
    let profile = seeds.path().join("professional");
    copy_folder(&shipped().join("professional"), &profile);
    let settings = [("DEMO_SESSION_SEED_DIR", seeds.path().to_str().unwrap())];
    let mut server = Server::start_with(engine, &[], &settings);
    server.said(READY);
    start_anew(&mut server);
    server.said(UNCHANGED);
    server.api.demo("professional").await;

    // A rule for all profiles, and one of its own.
    for folder in [seeds.path(), &profile] {
        let rules = folder.join("rules");
        fs::create_dir(&rules).unwrap();
        fs::write(rules.join("no-product.sql"), RULE).unwrap();
        start_anew(&mut server);
        server.said("business/no-product");
        fs::remove_dir_all(&rules).unwrap();
        // What was refused has not passed.
        start_anew(&mut server);
        server.said(READY);
        start_anew(&mut server);
        server.said(UNCHANGED);
    }

    let orders = profile.join("08-orders.json");
    let text = fs::read_to_string(&orders).unwrap();
    fs::write(
        &orders,
        text.replace("\"total\": 74.26", "\"total\": 74.27"),
    )
    .unwrap();
    start_anew(&mut server);
    server.said("business/order-total");
    fs::write(&orders, text).unwrap();

    // Of the manifest too.
    start_anew(&mut server);
    server.said(READY);
    let manifest = profile.join("manifest.json");
    let text = fs::read_to_string(&manifest).unwrap();
    let zone = text.replace("Europe/Madrid", "Europe/Lisbon");
    assert_ne!(text, zone);
    fs::write(&manifest, zone).unwrap();
    start_anew(&mut server);
    server.said("profile not served");
}
