//! A service that takes longer than the lease of who waits for it.

use std::{collections::BTreeSet, time::Instant};

use serde_json::json;

use crate::{
    alone,
    databases::Databases,
    server::{DEADLINE, Engine, Server},
    stand_in::StandIn,
};

/// The lease is renewed, so that no sweeper takes the session for one that was left.
pub async fn outlasts_a_lease(engine: Engine) {
    let _alone = alone(engine).await;
    let stand_in = StandIn::start();
    let settings = [
        ("DEMO_SESSION_SERVICES__SALES__URL", &*stand_in.api.url),
        ("DEMO_SESSION_SESSION__LEASE", "1s"),
        ("DEMO_SESSION_SESSION__CLONE_TIMEOUT", "60s"),
    ];
    let server = Server::start_with(engine, &[], &settings);
    let databases = Databases::of(engine, &server);
    stand_in.mode("hang").await;
    let body = json!({ "demo_account_type": "professional", "email": "ana@example.com" });
    let until_renewed = async {
        let (mut leases, begun) = (BTreeSet::new(), Instant::now());
        // Renewed at each third of it: the first one is over then.
        while leases.len() < 5 {
            assert!(begun.elapsed() < DEADLINE, "{leases:?}");
            let sql = "select cast(lease_until as text) from sessions where state = 'creating'";
            leases.extend(databases.query("sessions", sql));
            tokio::task::yield_now().await;
        }
        stand_in.mode("honest").await;
    };
    let (answer, ()) = tokio::join!(server.api.create(&body), until_renewed);
    let demo = answer.ok(201);
    assert_eq!(demo["status"], "ready");
    assert_eq!(stand_in.calls("POST").await.len(), 1);
    assert_eq!(stand_in.calls("DELETE").await.len(), 0);
}
