//! Failures of what is begun after a session was made, and of what may be asked for twice.

use std::collections::BTreeSet;

use serde_json::json;

use super::{Failure, Injected, SECRET, Scene, one_failed};
use crate::{
    alone,
    http::Demo,
    server::{Engine, OPERATOR},
};

/// A reset that a service fails leaves a session that can be read, and is brought to its end as
/// soon as it can be; or the session is deleted meanwhile.
pub async fn reset_fails(engine: Engine) {
    let _alone = alone(engine).await;
    let scene = Scene::new(engine).await;
    let (demo, gone) = (
        scene.api().demo("enterprise").await,
        scene.api().demo("enterprise").await,
    );
    let customers = demo.rows("orders/customers").await;
    let change = format!(
        "update customers set name = 'changed' where tenant_id = '{}'",
        demo.tenant()
    );
    scene.databases.execute("orders", &change).unwrap();
    let failing = Injected::new(&scene.databases, ("orders", "delivery_stops", Failure::Row));
    for demo in [&demo, &gone] {
        let path = format!("{}/reset", demo.path());
        let answer = scene.api().post(&path, demo.token(), &json!({})).await;
        assert!(!answer.text.contains(SECRET), "{}", answer.text);
        assert_eq!(answer.header("retry-after"), "2");
        let problem = answer.problem(502);
        assert_eq!(problem["type"], "/docs#problem-reset-failed");
        one_failed(&problem["services"], "orders");
        let record = scene.api().get(&demo.path(), demo.token()).await.ok(200);
        assert_eq!(record["status"], "resetting");
        // It can be read and logged in to, and takes nothing else.
        assert_eq!(demo.rows("orders/customers").await.len(), customers.len());
        let email = demo.text("/credentials/users/0/email");
        scene.api().login(email, demo.password()).await.ok(200);
        for action in ["reset", "extend"] {
            let path = format!("{}/{action}", demo.path());
            let answer = scene.api().post(&path, demo.token(), &json!({})).await;
            assert_eq!(answer.header("retry-after"), "1");
            answer.problem(409);
        }
    }
    assert_eq!(demo.rows("orders/customers").await[0]["name"], "changed");
    scene.ends(&gone).await;
    let session = demo.text("/session_id");
    scene
        .server
        .said(&format!("reset failed session_id={session}"));
    drop(failing);
    scene
        .server
        .said(&format!("session reset session_id={session}"));
    let record = scene.api().get(&demo.path(), demo.token()).await.ok(200);
    assert_eq!(record["status"], "ready");
    assert_eq!(demo.rows("orders/customers").await, customers);
    scene.ends(&demo).await;
    assert_eq!(scene.left(), BTreeSet::new());
}

/// A reset whose process was killed is finished by the next.
pub async fn reset_is_killed(engine: Engine) {
    let _alone = alone(engine).await;
    let mut scene = Scene::new(engine).await;
    let demo = scene.api().demo("enterprise").await;
    let customers = demo.rows("orders/customers").await;
    let failing = Injected::new(&scene.databases, ("sales", "sales", Failure::Row));
    let path = format!("{}/reset", demo.path());
    let answer = scene.api().post(&path, demo.token(), &json!({})).await;
    answer.problem(502);
    scene.server.kill();
    let change = format!(
        "update customers set name = 'changed' where tenant_id = '{}'",
        demo.tenant()
    );
    scene.databases.execute("orders", &change).unwrap();
    drop(failing);
    scene.server.restart();
    scene.server.said(&format!(
        "session reset session_id={}",
        demo.text("/session_id")
    ));
    let demo = Demo {
        api: scene.api().clone(),
        made: demo.made,
    };
    assert_eq!(demo.rows("orders/customers").await, customers);
    scene.ends(&demo).await;
}

/// A creation that failed has not used its key.
pub async fn a_key_is_given_back(engine: Engine) {
    let _alone = alone(engine).await;
    let scene = Scene::new(engine).await;
    let api = scene.api();
    let email = format!("key{}@example.com", scene.server.id());
    let body = json!({ "demo_account_type": "professional", "email": email });
    let create = || {
        let request = api.request("POST", "/api/v1/demo-sessions", "");
        api.send(request.header("Idempotency-Key", "k").json(&body))
    };
    let failing = Injected::new(&scene.databases, ("orders", "customers", Failure::Row));
    for _ in 0..2 {
        create().await.problem(502);
    }
    // Whoever asked for it asynchronously reads how it ended, with the token of the answer.
    let request = api.request("POST", "/api/v1/demo-sessions", "");
    let request = request.header("Prefer", "respond-async").json(&body);
    let demo = Demo {
        api: api.clone(),
        made: api.send(request).await.ok(202),
    };
    let failed = loop {
        let record = api.get(&demo.path(), demo.token()).await.ok(200);
        if record["status"] == "failed" {
            break record;
        }
    };
    assert_eq!(failed["failure"], "these services failed: orders");
    demo.page("orders/customers").await.problem(401);
    let stats = api
        .get("/api/v1/demo-sessions/stats", OPERATOR)
        .await
        .ok(200);
    let causes = stats["failures"].as_array().unwrap().iter();
    let cause = causes.clone().find(|one| one["cause"] == failed["failure"]);
    assert!(cause.unwrap()["sessions"].as_u64().unwrap() >= 3);
    drop(failing);
    let made = create().await.ok(201);
    assert_eq!(create().await.ok(201), made);
}
