//! Extending.

use jiff::SignedDuration;
use serde_json::json;

use crate::{
    http::instant,
    server::{Engine, OPERATOR, Server},
};

pub async fn a_session_lives_longer_until_the_limit(engine: Engine) {
    let settings = [
        ("DEMO_SESSION_SESSION__LIFETIME", "6s"),
        ("DEMO_SESSION_SESSION__MAX_LIFETIME", "14s"),
    ];
    let server = Server::start_with(engine, &[], &settings);
    let api = &server.api;
    let demo = api.demo("professional").await;
    let (path, old) = (demo.path(), demo.token());
    let extend = format!("{path}/extend");
    let end = instant(&demo.made["expires_at"]);
    let extended = loop {
        let extended = api.post(&extend, old, &json!({})).await.ok(200);
        if instant(&extended["expires_at"]) > end + SignedDuration::from_secs(4) {
            break extended;
        }
    };
    assert_eq!(
        extended["credentials"]["token_expires_at"],
        extended["expires_at"]
    );
    assert_eq!(extended["credentials"].get("password"), None);
    let new = extended["credentials"]["token"].as_str().unwrap();
    // The old token ends when it was to, and the new one opens the session.
    api.until(&path, old, 401).await;
    api.get(&path, new).await.ok(200);
    // The last extension ends at the limit, and no other is given.
    let longest = instant(&demo.made["created_at"]) + SignedDuration::from_secs(14);
    let last = loop {
        let answer = api.post(&extend, OPERATOR, &json!({})).await.ok(200);
        let end = instant(&answer["expires_at"]);
        assert!(end <= longest, "{end} is later than {longest}");
        if end == longest {
            break answer;
        }
    };
    let last = last["credentials"]["token"].as_str().unwrap();
    let problem = api.post(&extend, last, &json!({})).await.problem(409);
    assert_eq!(problem["type"], "/docs#problem-lifetime-limit");
    api.until(&path, last, 401).await;
    loop {
        let record = api.get(&path, OPERATOR).await.ok(200);
        if record["status"] == "expired" && record["receipt"]["records_deleted"].is_u64() {
            assert_eq!(instant(&record["expires_at"]), longest);
            break;
        }
    }
    let problem = api.post(&extend, OPERATOR, &json!({})).await.problem(409);
    assert_eq!(problem["type"], "/docs#problem-session-over");
}

pub async fn only_what_lives_is_extended(engine: Engine) {
    let server = Server::start(engine);
    let api = &server.api;
    let demo = api.demo("professional").await;
    let other = api.demo("professional").await;
    let login = api
        .login(demo.text("/credentials/users/1/email"), demo.password())
        .await
        .ok(200);
    let baker = login["access_token"].as_str().unwrap();
    for action in ["extend", "reset"] {
        let path = format!("{}/{action}", demo.path());
        api.post(&path, "", &json!({})).await.problem(401);
        api.post(&path, baker, &json!({})).await.problem(403);
        api.post(&path, other.token(), &json!({}))
            .await
            .problem(404);
        let detail = api
            .post(&path, demo.token(), &json!({ "minutes": 60 }))
            .await
            .invalid("/minutes");
        assert_eq!(detail, "this request takes no fields");
        api.post(&path, demo.token(), &json!({})).await.ok(200);
        // Without a body too.
        api.send(api.request("POST", &path, demo.token()))
            .await
            .ok(200);
    }
    api.delete(&demo.path(), demo.token()).await.ok(200);
    for action in ["extend", "reset", "protect", "unprotect"] {
        let path = format!("{}/{action}", demo.path());
        let problem = api.post(&path, OPERATOR, &json!({})).await.problem(409);
        assert_eq!(problem["type"], "/docs#problem-session-over");
        api.post(&path, demo.token(), &json!({})).await.problem(401);
    }
}
