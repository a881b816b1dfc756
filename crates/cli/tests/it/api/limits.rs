//! Limits against misuse.

use std::time::Instant;

use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::{
    http::{Answer, Api, Demo},
    server::{Engine, Server},
};

async fn create(api: &Api, email: &str) -> Answer {
    api.create(&json!({ "demo_account_type": "professional", "email": email }))
        .await
}

/// A refusal that says how many seconds to wait.
fn refused(answer: Answer, status: u16) -> Value {
    let wait: u64 = answer.header("retry-after").parse().expect("Retry-After");
    assert!((1..=60).contains(&wait), "{wait}");
    answer.problem(status)
}

#[tokio::test]
async fn one_address_gets_so_many_a_minute() {
    let server = Server::start_with(
        Engine::Sqlite,
        &[],
        &[("DEMO_SESSION_LIMITS__PER_ADDRESS", "2")],
    );
    let api = &server.api;
    create(api, "a@example.com").await.ok(201);
    create(api, "b@example.com").await.ok(201);
    let answer = create(api, "c@example.com").await;
    // Two a minute: the next is let in half a minute after the first.
    let wait: u64 = answer.header("retry-after").parse().expect("Retry-After");
    assert!((20..=30).contains(&wait), "{wait}");
    refused(answer, 429);
    // Whoever says to be somebody else is not believed, unless a trusted proxy says it.
    let request = api
        .request("POST", "/api/v1/demo-sessions", "")
        .header("x-forwarded-for", "192.0.2.7");
    let body = json!({ "demo_account_type": "professional", "email": "d@example.com" });
    refused(api.send(request.json(&body)).await, 429);
}

/// People are told by a page, and other sites' forms use up nobody's share.
#[tokio::test]
async fn one_address_launches_so_many_a_minute() {
    let server = Server::start_with(
        Engine::Sqlite,
        &[],
        &[("DEMO_SESSION_LIMITS__PER_ADDRESS", "1")],
    );
    let api = &server.api;
    let launch = |site: &str| {
        let form = "demo_account_type=professional&email=a%40example.com";
        let request = api
            .request("POST", "/", "")
            .header("accept", "text/html")
            .header("content-type", "application/x-www-form-urlencoded");
        api.send(request.header("sec-fetch-site", site).body(form))
    };
    assert_eq!(launch("cross-site").await.status, 403);
    // What the launch leads to needs its cookie, which this client does not keep.
    let made = launch("same-origin").await;
    assert!(![403, 429].contains(&made.status), "{}", made.text);
    let refused = launch("same-origin").await;
    assert_eq!(refused.status, 429);
    let wait: u64 = refused.header("retry-after").parse().expect("Retry-After");
    assert!((1..=60).contains(&wait), "{wait}");
    assert!(refused.text.contains("<html"), "{}", refused.text);
}

/// Also of many that are asked for at once, as many live as may and no fewer.
/// On PostgreSQL other tests' sessions stand in the same database.
#[tokio::test]
async fn so_many_live() {
    let settings = [
        ("DEMO_SESSION_SESSION__MAX_LIVE", "40"),
        ("DEMO_SESSION_LIMITS__PER_ADDRESS", "0"),
    ];
    let server = Server::start_with(Engine::Sqlite, &[], &settings);
    let api = &server.api;
    let asked: JoinSet<Answer> = (0..80)
        .map(|number| {
            let api = api.clone();
            async move { create(&api, &format!("{number}@example.com")).await }
        })
        .collect();
    let (made, others): (Vec<_>, Vec<_>) = asked
        .join_all()
        .await
        .into_iter()
        .partition(|answer| answer.status == 201);
    let told: Vec<&str> = others.iter().map(|answer| answer.text.as_str()).collect();
    assert_eq!(made.len(), 40, "{told:#?}");
    for answer in others {
        let problem = refused(answer, 503);
        assert_eq!(
            problem["detail"],
            "40 demo sessions live, which is the most"
        );
    }
    // A place that is given up is free at once.
    let demo = Demo {
        api: api.clone(),
        made: made.into_iter().next().unwrap().ok(201),
    };
    api.delete(&demo.path(), demo.token()).await.ok(200);
    create(api, "late@example.com").await.ok(201);
    refused(create(api, "later@example.com").await, 503);
}

/// Living sessions are counted once a second at most while as many live as may: who comes too
/// late is refused without a statement of its own.
#[tokio::test]
async fn who_comes_too_late_waits_for_no_count() {
    let settings = [
        ("DEMO_SESSION_SESSION__MAX_LIVE", "1"),
        ("RUST_LOG", "info,demo_server=debug"),
    ];
    let server = Server::start_with(Engine::Sqlite, &[], &settings);
    let api = &server.api;
    let begun = Instant::now();
    let demo = api.demo("professional").await;
    for number in 0..200 {
        refused(create(api, &format!("{number}@example.com")).await, 503);
    }
    let seconds = begun.elapsed().as_secs();
    api.delete(&demo.path(), demo.token()).await.ok(200);
    let mut counts = 0;
    loop {
        let line = server.said("demo_server::sessions");
        if line.contains("session deleted") {
            break;
        }
        counts += u64::from(line.contains("living sessions counted"));
    }
    // For the demo, for the first who is refused, and for each second since.
    assert!(
        (2..=2 + seconds).contains(&counts),
        "{counts} counts in {seconds} s"
    );
}

#[tokio::test]
async fn a_trusted_proxy_is_believed() {
    let settings = [
        ("DEMO_SESSION_LIMITS__PER_ADDRESS", "1"),
        ("DEMO_SESSION_LIMITS__TRUSTED_PROXIES", "[\"127.0.0.0/8\"]"),
    ];
    let server = Server::start_with(Engine::Sqlite, &[], &settings);
    let api = &server.api;
    let body = json!({ "demo_account_type": "professional", "email": "d@example.com" });
    // What stands before the proxy's own word, anyone can write.
    for (forwarded, status) in [
        ("192.0.2.7", 201),
        ("192.0.2.8", 201),
        ("192.0.2.9, 192.0.2.8", 429),
        ("192.0.2.7", 429),
        // With a port, and of a customer's whole network.
        ("192.0.2.7:4711", 429),
        ("[2001:db8::1]:4711", 201),
        ("2001:db8::2", 429),
        ("2001:db8:0:1::1", 201),
        // A chain of trusted proxies is walked through.
        ("192.0.2.10, 127.0.0.9, 127.0.0.8", 201),
        ("192.0.2.10", 429),
        // What is no address counts as the proxy's own.
        ("unknown", 201),
        ("", 429),
    ] {
        let request = api
            .request("POST", "/api/v1/demo-sessions", "")
            .header("x-forwarded-for", forwarded);
        let answer = api.send(request.json(&body)).await;
        assert_eq!(answer.status, status, "{forwarded}");
    }
}

#[tokio::test]
async fn one_email_gets_so_many_a_minute() {
    let server = Server::start_with(
        Engine::Sqlite,
        &[],
        &[("DEMO_SESSION_LIMITS__PER_EMAIL", "1")],
    );
    create(&server.api, "ana@example.com").await.ok(201);
    refused(create(&server.api, "Ana@Example.com").await, 429);
    create(&server.api, "bea@example.com").await.ok(201);
}

#[tokio::test]
async fn bodies_are_as_large_as_configured() {
    let server = Server::start_with(
        Engine::Sqlite,
        &[],
        &[("DEMO_SESSION_LIMITS__BODY_BYTES", "1024")],
    );
    create(&server.api, &format!("{}@example.com", "a".repeat(2000)))
        .await
        .problem(413);
}
