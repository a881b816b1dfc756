//! What an operator sees.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::{
    http::{Api, keys},
    server::{Engine, OPERATOR, Server},
};

const LIST: &str = "/api/v1/demo-sessions";
const STATS: &str = "/api/v1/demo-sessions/stats";

async fn ids(api: &Api, query: &str) -> Vec<String> {
    let page = api.get(&format!("{LIST}?{query}"), OPERATOR).await.ok(200);
    let items = page["items"].as_array().unwrap().iter();
    items
        .map(|item| item["session_id"].as_str().unwrap().to_owned())
        .collect()
}

pub async fn all_sessions_are_listed_by_pages(engine: Engine) {
    let server = Server::start(engine);
    let api = &server.api;
    let email = format!("list{}@example.com", server.id());
    let mut made = Vec::new();
    for profile in [
        "professional",
        "enterprise",
        "professional",
        "professional",
        "professional",
    ] {
        let body = json!({ "demo_account_type": profile, "email": email });
        made.push(api.create(&body).await.ok(201));
    }
    let id = |made: &Value| made["session_id"].as_str().unwrap().to_owned();
    let newest_first: Vec<String> = made.iter().rev().map(id).collect();
    assert_eq!(ids(api, &format!("email={email}")).await, newest_first);
    let (mut found, mut cursor, mut pages) = (Vec::new(), String::new(), 0);
    loop {
        let path = format!("{LIST}?email={email}&limit=2{cursor}");
        let page = api.get(&path, OPERATOR).await.ok(200);
        assert_eq!(keys(&page), ["items", "next_cursor"]);
        let items = page["items"].as_array().unwrap();
        found.extend(items.iter().map(id));
        pages += 1;
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!((found, pages), (newest_first, 3));
    let one = format!("email={email}&profile=enterprise");
    assert_eq!(ids(api, &one).await, [id(&made[1])]);
    let gone = &made[2];
    let path = format!("{LIST}/{}", id(gone));
    api.delete(&path, OPERATOR).await.ok(200);
    let deleted = format!("email={email}&state=deleted,failed");
    assert_eq!(ids(api, &deleted).await, [id(gone)]);
    assert_eq!(
        ids(api, &format!("email={email}&state=ready")).await.len(),
        4
    );
    assert_eq!(ids(api, "email=nobody@example.com").await.len(), 0);
    // What does not fit is said, and a cursor is good for its own list only.
    let cursor = cursor.replace("&cursor=", "");
    for (query, pointer) in [
        ("state=redy".to_owned(), "query/state"),
        ("limit=0".to_owned(), "query/limit"),
        ("limit=1001".to_owned(), "query/limit"),
        ("stat=ready".to_owned(), "query/stat"),
        ("email=%00".to_owned(), "query/email"),
        (format!("cursor={cursor}"), "query/cursor"),
        (format!("email={email}&cursor=x{cursor}"), "query/cursor"),
    ] {
        api.get(&format!("{LIST}?{query}"), OPERATOR)
            .await
            .invalid(pointer);
    }
    let detail = api
        .get(&format!("{LIST}?state=redy"), OPERATOR)
        .await
        .invalid("query/state");
    assert!(detail.contains("ready"), "{detail}");
    let token = made[0]["credentials"]["token"].as_str().unwrap();
    for path in [LIST, STATS] {
        api.get(path, token).await.problem(403);
        api.get(path, "").await.problem(401);
    }
}

pub async fn sessions_are_counted(engine: Engine) {
    let server = Server::start(engine);
    let api = &server.api;
    let before = api.get(STATS, OPERATOR).await.ok(200);
    let demo = api.demo("enterprise").await;
    let gone = api.demo("enterprise").await;
    api.delete(&gone.path(), gone.token()).await.ok(200);
    let after = api.get(STATS, OPERATOR).await.ok(200);
    assert_eq!(
        keys(&after),
        [
            "by_profile",
            "by_state",
            "cleanup",
            "creation_ms",
            "failures"
        ]
    );
    let count = |stats: &Value, pointer: &str| {
        let count = stats.pointer(pointer).and_then(Value::as_u64);
        count.unwrap_or_default()
    };
    // On PostgreSQL other tests make sessions at the same time.
    for state in ["ready", "deleted"] {
        for pointer in [
            format!("/by_state/{state}"),
            format!("/by_profile/enterprise/{state}"),
        ] {
            if engine == Engine::Sqlite {
                assert_eq!(
                    count(&after, &pointer),
                    count(&before, &pointer) + 1,
                    "{after}"
                );
            } else {
                assert!(count(&after, &pointer) > 0, "{after}");
            }
        }
    }
    let times = &after["creation_ms"];
    let [p50, p95, p99, max] =
        ["p50", "p95", "p99", "max"].map(|name| times[name].as_f64().unwrap());
    assert!(
        0.0 < p50 && p50 <= p95 && p95 <= p99 && p99 <= max,
        "{times}"
    );
    assert!(times["sessions"].as_u64().unwrap() >= 2);
    let cleanup = keys(&after["cleanup"]);
    assert_eq!(cleanup, ["oldest_expires_at", "removing", "waiting"]);
    if engine == Engine::Sqlite {
        assert_eq!(after["cleanup"]["waiting"], 0);
        let causes: BTreeSet<&str> = keys(&after["by_profile"]).into_iter().collect();
        assert_eq!(causes, BTreeSet::from(["enterprise"]));
    }
    api.get(&demo.path(), demo.token()).await.ok(200);
}
