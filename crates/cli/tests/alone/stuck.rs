//! A removal that a database does not go on with keeps no other waiting.

use std::{sync::Arc, time::Instant};

use crate::{
    cluster::Cluster,
    databases::Databases,
    server::{DEADLINE, Engine, Server},
};

#[tokio::test]
async fn a_removal_that_is_stuck_keeps_no_other_waiting() {
    let cluster = Cluster::start();
    let environment = [("DEMO_SESSION_SEED__HISTORY", "false")];
    let data = Arc::new(tempfile::tempdir().unwrap());
    let server = Server::start_on(cluster.url.clone(), data, &[], &environment);
    server.api.until("/readyz", "", 200).await;
    let databases = Databases::of(Engine::Postgres, &server);
    server.api.demo("professional").await;
    let held = cluster.hold(
        "demo_orders",
        "begin; select tenant_id from demo_tenants for update",
    );
    server.api.demo("professional").await;
    let expire = "update sessions set expires_at = created_at";
    databases.execute("sessions", expire).unwrap();
    let until = async |states: [&str; 2]| {
        let begun = Instant::now();
        let sql = "select state from sessions order by created_at";
        while databases.query("sessions", sql) != states {
            assert!(begun.elapsed() < DEADLINE, "not in time: {states:?}");
            tokio::task::yield_now().await;
        }
    };
    until(["expiring", "expired"]).await;
    drop(held);
    until(["expired", "expired"]).await;
    assert!(databases.whole_or_gone("at the end").is_empty());
}
