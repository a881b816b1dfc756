//! Watching a session.

use serde_json::json;

use super::watcher::{Watcher, is_whole};
use crate::{
    http::Demo,
    server::{Engine, OPERATOR, Server},
};

pub async fn creation_is_watched_and_resumed(engine: Engine) {
    let server = Server::start(engine);
    let api = &server.api;
    let body = json!({ "demo_account_type": "enterprise", "email": "ana@example.com" });
    let request = api.request("POST", "/api/v1/demo-sessions", "");
    let request = request.header("Prefer", "respond-async").json(&body);
    let answer = api.send(request).await;
    assert_eq!(answer.header("preference-applied"), "respond-async");
    let location = answer.header("location").to_owned();
    let demo = Demo {
        api: api.clone(),
        made: answer.ok(202),
    };
    assert_eq!(demo.made["status"], "creating");
    assert_eq!(location, demo.path());
    let (path, token) = (demo.path(), demo.token());
    let mut watcher = Watcher::new(api, &path, token, "").await;
    let events = watcher.until("ready").await;
    is_whole(&events, "creating", "ready");
    assert_eq!(events[0].data["session_id"], demo.made["session_id"]);
    // What it said is what the record says.
    let record = api.get(&path, token).await.ok(200);
    assert_eq!(record["status"], "ready");
    for event in &events[1..12] {
        let services = record["services"].as_array().unwrap();
        assert!(services.contains(&event.data), "{event:?}");
    }
    demo.page("orders/customers").await.ok(200);
    // Resumed after each of its events, here and on another replica.
    let other = Server::start(engine);
    let replicas = if engine == Engine::Postgres {
        vec![api, &other.api]
    } else {
        vec![api]
    };
    for api in replicas {
        for (number, event) in events[..12].iter().enumerate() {
            let mut resumed = Watcher::new(api, &path, token, &event.id).await;
            assert_eq!(resumed.until("ready").await, events[number + 1..]);
        }
        let mut unknown = Watcher::new(api, &path, token, "unknown-1").await;
        assert_eq!(unknown.until("ready").await, events);
    }
    watcher.heartbeat().await;
    api.send(api.request("GET", &format!("{path}/events"), ""))
        .await
        .problem(401);
    let stranger = api.demo("professional").await;
    api.get(&format!("{path}/events"), stranger.token())
        .await
        .problem(404);
}

pub async fn a_life_is_watched_to_its_end(engine: Engine) {
    let server = Server::start(engine);
    let other = Server::start(engine);
    let api = &server.api;
    let elsewhere = if engine == Engine::Postgres {
        &other.api
    } else {
        api
    };
    let demo = api.demo("professional").await;
    let (path, token) = (demo.path(), demo.token());
    let mut here = Watcher::new(api, &path, token, "").await;
    let made = here.until("ready").await;
    is_whole(&made, "creating", "ready");
    let mut there = Watcher::new(elsewhere, &path, OPERATOR, &made[12].id).await;

    let extended = api.post(&format!("{path}/extend"), token, &json!({})).await;
    let extended = extended.ok(200);
    let mut told = None;
    for watcher in [&mut here, &mut there] {
        let event = watcher.next().await.unwrap();
        assert_eq!((event.kind.as_str(), event.id.as_str()), ("lifetime", ""));
        assert_eq!(event.data["expires_at"], extended["expires_at"]);
    }
    for _ in 0..2 {
        api.post(&format!("{path}/reset"), token, &json!({}))
            .await
            .ok(200);
        let reset = here.until("ready").await;
        is_whole(&reset, "resetting", "ready");
        assert_eq!(there.until("ready").await, reset, "both see the same");
        told = reset.last().cloned();
    }
    assert_ne!(told.unwrap().id, made[12].id);
    api.delete(&path, token).await.ok(200);
    let mut last = String::new();
    for watcher in [&mut here, &mut there] {
        let end = watcher.until("deleted").await;
        assert_eq!(end.len(), 1);
        last.clone_from(&end[0].id);
        assert_eq!(watcher.next().await, None, "the stream ends");
    }
    // A browser that resumes after the end is told to stop.
    let request = api.request("GET", &format!("{path}/events"), OPERATOR);
    let request = request.header("Last-Event-ID", last);
    assert_eq!(api.send(request).await.status, 204);
    api.get(&format!("{path}/events"), token).await.problem(401);
    let text = api.get("/metrics", "").await.text;
    assert!(text.contains("demo_session_event_streams 0"), "{text}");
}
