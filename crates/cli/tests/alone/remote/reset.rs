//! Resetting a session of which a service is elsewhere.

use std::sync::Arc;

use serde_json::json;

use super::serve;
use crate::{
    alone,
    databases::Databases,
    server::{Engine, Server},
    stand_in::StandIn,
};

/// A service that does not know resets is asked before anything is changed.
pub async fn unknown(engine: Engine) {
    let _alone = alone(engine).await;
    let stand_in = StandIn::start();
    let server = serve(engine, &stand_in.api.url);
    let demo = server.api.demo("professional").await;
    let path = format!("{}/reset", demo.path());
    let problem = server
        .api
        .post(&path, demo.token(), &json!({}))
        .await
        .problem(501);
    assert_eq!(
        problem["detail"],
        "these services do not know resets: sales"
    );
    let record = server.api.get(&demo.path(), demo.token()).await.ok(200);
    assert_eq!(record["status"], "ready");

    // One that does is told what a clone is told.
    stand_in.mode("resets").await;
    let reset = server.api.post(&path, demo.token(), &json!({})).await;
    assert_eq!(reset.ok(200)["records_cloned"], demo.made["records_cloned"]);
    let calls = stand_in.calls("POST").await;
    let (clone, reset) = (&calls[0], &calls[calls.len() - 1]);
    assert_eq!(reset["path"], "/internal/demo/reset");
    for part in ["query", "body", "authorized"] {
        assert_eq!(reset[part], clone[part]);
    }
    server.api.delete(&demo.path(), demo.token()).await.ok(200);
}

/// A service of ours in a process of its own.
pub async fn ours(engine: Engine) {
    let _alone = alone(engine).await;
    // Another setting than the session's is not what counts.
    let settings = [("DEMO_SESSION_ID_TRANSFORM", "xor_rfc9562")];
    let sales = Server::start_with(engine, &["--only", "sales"], &settings);
    sales.api.get("/readyz", "").await.ok(200);
    let (database, data) = (sales.database.clone(), Arc::clone(&sales.data));
    let remote = [("DEMO_SESSION_SERVICES__SALES__URL", sales.api.url.as_str())];
    let server = Server::start_on(database, data, &[], &remote);
    let demo = server.api.demo("enterprise").await;
    let databases = Databases::of(engine, &server);
    let sold = databases.query("sales", "select distinct product_id from sales");
    let products = databases.query("inventory", "select id from products");
    assert!(!sold.is_empty() && sold.iter().all(|id| products.contains(id)));
    let path = format!("{}/reset", demo.path());
    for _ in 0..2 {
        let reset = server.api.post(&path, demo.token(), &json!({})).await;
        assert_eq!(reset.ok(200)["records_cloned"], demo.made["records_cloned"]);
    }
    let receipt = server.api.delete(&demo.path(), demo.token()).await.ok(200);
    assert_eq!(receipt["records_deleted"], demo.made["records_cloned"]);
}
