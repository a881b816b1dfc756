//! Requests that are sent again.

use serde_json::{Value, json};

use crate::{
    http::{Answer, Api},
    server::{Engine, OPERATOR, Server},
};

async fn create(api: &Api, key: &str, body: &Value) -> Answer {
    let request = api.request("POST", "/api/v1/demo-sessions", "");
    api.send(request.header("Idempotency-Key", key).json(body))
        .await
}

/// How many sessions were made for an address.
async fn made(api: &Api, email: &str) -> usize {
    let path = format!("/api/v1/demo-sessions?email={email}&limit=1000");
    let page = api.get(&path, OPERATOR).await.ok(200);
    page["items"].as_array().unwrap().len()
}

/// An address of this test run alone: on PostgreSQL the databases are shared.
fn address(server: &Server) -> String {
    format!("p{}@example.com", server.id())
}

pub async fn a_hundred_equal_requests_make_one_session(engine: Engine) {
    // With the limits that are the default.
    let limits = [
        ("DEMO_SESSION_LIMITS__PER_ADDRESS", "60"),
        ("DEMO_SESSION_LIMITS__PER_EMAIL", "10"),
    ];
    let server = Server::start_with(engine, &[], &limits);
    let other = Server::start_with(engine, &[], &limits);
    let replicas = if engine == Engine::Postgres {
        [&server.api, &other.api]
    } else {
        [&server.api, &server.api]
    };
    let email = address(&server);
    let body = json!({ "demo_account_type": "enterprise", "email": email });
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..100 {
        let (api, body) = (replicas[number % 2].clone(), body.clone());
        tasks.spawn(async move { create(&api, "launch-1", &body).await });
    }
    let answers = tasks.join_all().await;
    let mut made_here = Vec::new();
    for answer in answers {
        match answer.status {
            201 => made_here.push(answer.text),
            409 => {
                assert_eq!(answer.header("retry-after"), "1");
                let problem = answer.problem(409);
                assert_eq!(problem["type"], "/docs#problem-idempotency-key-in-use");
            }
            _ => panic!("{}", answer.text),
        }
    }
    assert!(!made_here.is_empty());
    for api in replicas {
        let again = create(api, "launch-1", &body).await;
        assert_eq!(again.header("idempotency-replayed"), "true");
        made_here.push(again.text);
    }
    // Links differ where replicas have addresses of their own.
    let plain = |text: &String| text.replace(&other.api.url, &server.api.url);
    let first = plain(&made_here[0]);
    assert!(made_here.iter().all(|text| plain(text) == first));
    assert_eq!(made(&server.api, &email).await, 1);
}

pub async fn a_key_answers_for_its_own_request_only(engine: Engine) {
    let server = Server::start(engine);
    let api = &server.api;
    let email = address(&server);
    let body = json!({ "demo_account_type": "professional", "email": email });
    let first = create(api, "a-key", &body).await;
    assert_eq!(first.header("idempotency-replayed"), "");
    let location = first.header("location").to_owned();
    let first = first.ok(201);
    let again = create(api, "a-key", &body).await;
    assert_eq!(again.header("location"), location);
    assert_eq!(again.ok(201), first);
    // The same in another order, with what is not said said to be null.
    let same = json!({ "company": null, "email": email, "demo_account_type": "professional" });
    assert_eq!(create(api, "a-key", &same).await.ok(201), first);
    for other in [
        json!({ "demo_account_type": "enterprise", "email": email }),
        json!({ "demo_account_type": "professional", "email": format!("x{email}") }),
        json!({ "demo_account_type": "professional", "email": email, "company": "Ana" }),
    ] {
        let problem = create(api, "a-key", &other).await.problem(422);
        assert_eq!(problem["type"], "/docs#problem-idempotency-key-reused");
    }
    let second = create(api, "another-key", &body).await.ok(201);
    assert_ne!(second["session_id"], first["session_id"]);
    api.create(&body).await.ok(201);
    assert_eq!(made(api, &email).await, 3);
    for key in ["", &"k".repeat(256)] {
        let detail = create(api, key, &body)
            .await
            .invalid("header/Idempotency-Key");
        assert!(detail.contains("1 to 255"), "{detail}");
    }
    // The answer stays when the session is over; its token is dead.
    let token = first["credentials"]["token"].as_str().unwrap();
    api.delete(&location, token).await.ok(200);
    let over = create(api, "a-key", &body).await.ok(201);
    assert_eq!(over["session_id"], first["session_id"]);
    assert_eq!(over["status"], "deleted");
    api.get(&location, token).await.problem(401);
    // No secret is kept, nor what the caller wrote.
    let databases = crate::databases::Databases::of(engine, &server);
    let sql = format!(
        "select idempotency_key from sessions where id = '{}'",
        first["session_id"].as_str().unwrap()
    );
    let kept = databases.query("sessions", &sql);
    assert_eq!(kept[0].len(), 32);
    assert!(!kept[0].contains("a-key"));
}
