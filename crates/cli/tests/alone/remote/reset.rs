//! Resetting a session of which a service is elsewhere.

use serde_json::json;

use super::serve;
use crate::{
    alone,
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
    let sales = Server::start_with(engine, &["--only", "sales"], &[]);
    sales.api.get("/readyz", "").await.ok(200);
    let server = serve(engine, &sales.api.url);
    let demo = server.api.demo("enterprise").await;
    let path = format!("{}/reset", demo.path());
    for _ in 0..2 {
        let reset = server.api.post(&path, demo.token(), &json!({})).await;
        assert_eq!(reset.ok(200)["records_cloned"], demo.made["records_cloned"]);
    }
    let receipt = server.api.delete(&demo.path(), demo.token()).await.ok(200);
    assert_eq!(receipt["records_deleted"], demo.made["records_cloned"]);
}
