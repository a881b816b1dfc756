//! Slow, greedy and crooked clients, against the real program.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    task::JoinHandle,
};

use crate::{
    http::{Answer, Api},
    server::{DEADLINE, Engine, OPERATOR, Server},
    stand_in::StandIn,
};

/// What every answer has, whatever it is about.
const SECURITY: [&str; 6] = [
    "x-content-type-options: nosniff",
    "x-frame-options: DENY",
    "referrer-policy: no-referrer",
    "content-security-policy: ",
    "cache-control: ",
    "cross-origin-resource-policy: same-origin",
];

async fn connect(api: &Api) -> TcpStream {
    let address = api.url.strip_prefix("http://").unwrap();
    TcpStream::connect(address).await.unwrap()
}

/// All that comes until the server closes.
async fn rest(stream: &mut TcpStream) -> String {
    let mut text = Vec::new();
    let read = tokio::time::timeout(DEADLINE, stream.read_to_end(&mut text)).await;
    let _ = read.expect("the server closes");
    String::from_utf8(text).unwrap()
}

/// Sends bytes as they are; the whole answer.
async fn raw(api: &Api, request: &str) -> String {
    let mut stream = connect(api).await;
    // A server that has heard enough may close before all is written.
    let _ = stream.write_all(request.as_bytes()).await;
    rest(&mut stream).await
}

#[track_caller]
fn is_problem(answer: &str, status: u16) {
    assert!(
        answer.starts_with(&format!("HTTP/1.1 {status} ")),
        "{answer}"
    );
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    for line in SECURITY {
        assert!(head.contains(line), "`{line}` is not in {head}");
    }
    assert!(head.contains("application/problem+json"), "{head}");
    let problem: Value = serde_json::from_str(body).unwrap();
    assert_eq!(problem["status"], status);
    assert!(
        problem["hint"]
            .as_str()
            .is_some_and(|hint| !hint.is_empty())
    );
}

#[tokio::test]
async fn slow_clients_are_cut_off() {
    let environment = [
        ("DEMO_SESSION_LIMITS__HEADER_TIMEOUT", "1s"),
        ("DEMO_SESSION_LIMITS__BODY_TIMEOUT", "1s"),
    ];
    let server = Server::start_with(Engine::Sqlite, &[], &environment);
    let api = &server.api;
    // A head that is never whole, and a connection on which nothing comes at all.
    for head in ["GET /healthz HTTP/1.1\r\nhost: x\r\nx-slow: ", ""] {
        let begun = Instant::now();
        let answer = raw(api, head).await;
        assert!(
            answer.is_empty() || answer.starts_with("HTTP/1.1 408"),
            "{answer}"
        );
        let took = begun.elapsed();
        assert!(
            took >= Duration::from_millis(900) && took < Duration::from_secs(10),
            "{took:?}"
        );
    }
    // A body that drips does not keep its clock from running.
    let mut stream = connect(api).await;
    let head = "POST /api/v1/auth/login HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\
                content-type: application/json\r\ncontent-length: 1000\r\n\r\n{";
    stream.write_all(head.as_bytes()).await.unwrap();
    let (mut read, mut write) = stream.into_split();
    let drip = tokio::spawn(async move {
        let mut ticks = tokio::time::interval(Duration::from_millis(50));
        while write.write_all(b" ").await.is_ok() {
            ticks.tick().await;
        }
    });
    let mut answer = Vec::new();
    let reading = read.read_to_end(&mut answer);
    let _ = tokio::time::timeout(DEADLINE, reading)
        .await
        .expect("it ends");
    drip.abort();
    is_problem(&String::from_utf8(answer).unwrap(), 408);
    api.demo("professional").await;
}

#[tokio::test]
async fn heads_have_bounds() {
    let server = Server::start(Engine::Sqlite);
    let api = &server.api;
    let request = |headers: &str| {
        format!("GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{headers}\r\n")
    };
    let many = |number: usize| {
        let lines: Vec<String> = (0..number).map(|n| format!("x-{n}: y\r\n")).collect();
        lines.concat()
    };
    let answer = raw(api, &request(&many(90))).await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    is_problem(&raw(api, &request(&many(150))).await, 431);
    let long = format!("x-long: {}\r\n", "y".repeat(40_000));
    is_problem(&raw(api, &request(&long)).await, 431);
    // Beyond what the HTTP library itself takes.
    for headers in [many(5000), format!("x-long: {}\r\n", "y".repeat(1_000_000))] {
        let answer = raw(api, &request(&headers)).await;
        assert!(
            answer.is_empty() || answer.starts_with("HTTP/1.1 431"),
            "{answer}"
        );
    }
    for crooked in [
        "GET /healthz HTTP/9.9\r\n\r\n",
        "\u{0}\u{1}\u{2}\r\n\r\n",
        "GET /healthz\r\n\r\n",
        "POST /api/v1/auth/login HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n",
        "POST /api/v1/auth/login HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\n{}",
        "POST /api/v1/auth/login HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\nzz\r\n",
    ] {
        let answer = raw(api, crooked).await;
        assert!(
            answer.is_empty() || answer.starts_with("HTTP/1.1 4"),
            "{crooked}: {answer}"
        );
    }
    assert_eq!(api.get("/healthz", "").await.status, 200);
}

#[tokio::test]
async fn connections_have_a_bound() {
    let environment = [("DEMO_SESSION_LIMITS__CONNECTIONS", "5")];
    let server = Server::start_with(Engine::Sqlite, &[], &environment);
    let api = &server.api;
    let mut open = Vec::new();
    for _ in 0..5 {
        open.push(connect(api).await);
    }
    // Answered at once, by each of many.
    for _ in 0..20 {
        let answer = raw(api, "").await;
        is_problem(&answer, 503);
        assert!(answer.contains("retry-after: "), "{answer}");
    }
    // Thousands, and some of them go unanswered.
    let mut crowd = Vec::new();
    for _ in 0..2000 {
        crowd.push(connect(api).await);
    }
    drop(crowd);
    drop(open);
    let begun = Instant::now();
    loop {
        let answer = raw(
            api,
            "GET /metrics HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
        )
        .await;
        if answer.starts_with("HTTP/1.1 200 ") {
            let shed = answer
                .split("demo_shed_total{what=\"connections\"} ")
                .nth(1)
                .unwrap();
            let shed: u64 = shed.split_whitespace().next().unwrap().parse().unwrap();
            assert!(shed >= 2020, "{shed}");
            break;
        }
        assert!(begun.elapsed() < DEADLINE, "{answer}");
    }
}

fn create(api: &Api, email: &str) -> JoinHandle<Answer> {
    let (api, body) = (
        api.clone(),
        json!({ "demo_account_type": "professional", "email": email }),
    );
    tokio::spawn(async move { api.create(&body).await })
}

async fn until_calls(stand_in: &StandIn, times: usize) {
    let begun = Instant::now();
    while stand_in.calls("POST").await.len() < times {
        assert!(begun.elapsed() < DEADLINE, "it was not asked to clone");
    }
}

/// A program that makes one demo at a time, whose clones hang until the stand-in is told otherwise.
async fn with_one_turn(limit: (&str, &str)) -> (StandIn, Server) {
    let stand_in = StandIn::start();
    stand_in.mode("hang").await;
    let url = stand_in.api.url.as_str();
    let environment = [
        ("DEMO_SESSION_SERVICES__SALES__URL", url),
        ("DEMO_SESSION_LIMITS__CREATIONS_AT_ONCE", "1"),
        limit,
    ];
    let server = Server::start_with(Engine::Sqlite, &[], &environment);
    (stand_in, server)
}

#[tokio::test]
async fn more_creations_than_there_is_room_for_are_refused_at_once() {
    let (stand_in, server) = with_one_turn(("DEMO_SESSION_LIMITS__CREATIONS_WAITING", "2")).await;
    let api = &server.api;
    // A body that never comes takes nobody's turn.
    let mut slow = connect(api).await;
    let head = "POST /api/v1/demo-sessions HTTP/1.1\r\nhost: x\r\n\
                content-type: application/json\r\ncontent-length: 1000\r\n\r\n{";
    slow.write_all(head.as_bytes()).await.unwrap();
    let running = create(api, "a@example.com");
    until_calls(&stand_in, 1).await;
    // One runs; of five more two wait and three are refused, whoever comes first.
    let emails = ["b", "c", "d", "e", "f"].map(|name| format!("{name}@example.com"));
    let mut others: Vec<_> = emails
        .iter()
        .map(|email| (email, create(api, email)))
        .collect();
    let begun = Instant::now();
    let mut refused = 0;
    while refused < 3 {
        if let Some(at) = others.iter().position(|(_, other)| other.is_finished()) {
            let answer = others.remove(at).1.await.unwrap();
            let wait: u64 = answer.header("retry-after").parse().unwrap();
            assert!((1..=30).contains(&wait));
            let problem = answer.problem(503);
            let detail = problem["detail"].as_str().unwrap();
            assert!(detail.contains("room"), "{problem}");
            refused += 1;
        }
        assert!(begun.elapsed() < DEADLINE, "{refused} are refused");
        tokio::task::yield_now().await;
    }
    // Other requests are served meanwhile.
    api.get("/healthz", "").await.ok(200);
    // One goes away while it waits: nothing is made for it.
    let (gone, leaving) = others.remove(0);
    leaving.abort();
    assert!(leaving.await.is_err());
    stand_in.mode("honest").await;
    running.await.unwrap().ok(201);
    let (stays, waiting) = others.remove(0);
    waiting.await.unwrap().ok(201);
    let calls = stand_in.calls("POST").await;
    let made: Vec<&Value> = calls
        .iter()
        .map(|call| &call["body"]["session"]["email"])
        .collect();
    assert!(made.contains(&&json!(stays)), "{made:?}");
    assert!(!made.contains(&&json!(gone)), "{made:?}");
}

#[tokio::test]
async fn who_asks_too_often_is_told_so_without_waiting_for_a_turn() {
    let (stand_in, server) = with_one_turn(("DEMO_SESSION_LIMITS__PER_ADDRESS", "1")).await;
    let running = create(&server.api, "a@example.com");
    until_calls(&stand_in, 1).await;
    // The only turn is taken, and stays so until this is answered.
    let refused = create(&server.api, "b@example.com").await.unwrap();
    assert!(refused.header("retry-after").parse::<u64>().is_ok());
    refused.problem(429);
    stand_in.mode("honest").await;
    running.await.unwrap().ok(201);
}

#[tokio::test]
async fn a_creation_that_was_answered_early_counts_until_it_is_done() {
    let (stand_in, server) = with_one_turn(("DEMO_SESSION_LIMITS__CREATIONS_WAITING", "0")).await;
    let api = &server.api;
    let body = json!({ "demo_account_type": "professional", "email": "a@example.com" });
    let request = api.request("POST", "/api/v1/demo-sessions", "");
    let request = request.header("Prefer", "respond-async").json(&body);
    api.send(request).await.ok(202);
    until_calls(&stand_in, 1).await;
    let refused = create(api, "b@example.com").await.unwrap();
    assert!(refused.header("retry-after").parse::<u64>().is_ok());
    refused.problem(503);
    stand_in.mode("honest").await;
    // Its turn comes back with its end.
    let begun = Instant::now();
    while create(api, "c@example.com").await.unwrap().status != 201 {
        assert!(begun.elapsed() < DEADLINE, "there is no room again");
    }
}

#[tokio::test]
async fn keys_can_be_changed_without_ending_demos() {
    const OLD: &str = "the-old-key-of-thirty-two-letters-or-more";
    const NEW: &str = "the-new-key-of-thirty-two-letters-or-more";
    let first = Server::start_with(Engine::Sqlite, &[], &[("DEMO_SESSION_SECRET_KEY", OLD)]);
    let demo = first.api.demo("professional").await;
    let (database, data) = (first.database.clone(), Arc::clone(&first.data));
    let after =
        |keys: &[(&str, &str)]| Server::start_on(database.clone(), Arc::clone(&data), &[], keys);
    drop(first);
    let rotated = after(&[
        ("DEMO_SESSION_SECRET_KEY", NEW),
        ("DEMO_SESSION_SECRET_KEY_PREVIOUS", OLD),
    ]);
    rotated
        .api
        .get("/api/v1/auth/me", demo.token())
        .await
        .ok(200);
    let email = demo.text("/credentials/users/0/email");
    let login = rotated.api.login(email, demo.password()).await.ok(200);
    let fresh = login["access_token"].as_str().unwrap();
    drop(rotated);
    let over = after(&[("DEMO_SESSION_SECRET_KEY", NEW)]);
    over.api
        .get("/api/v1/auth/me", demo.token())
        .await
        .problem(401);
    over.api.get("/api/v1/auth/me", fresh).await.ok(200);
    over.api.get(&demo.path(), OPERATOR).await.ok(200);
}

/// Log-in asks the database the same for users that exist and for those that do not. What each
/// digest costs is the same too: of every text one is computed.
#[tokio::test]
async fn a_refused_login_costs_the_same_whoever_asks() {
    let environment = [("RUST_LOG", "info,sqlx::query=debug")];
    let server = Server::start_with(Engine::Postgres, &[], &environment);
    let demo = server.api.demo("professional").await;
    let email = demo.text("/credentials/users/0/email");
    // The statement of a request that the log-ins' own are told apart by.
    let mark = async || {
        server
            .api
            .get("/api/v1/auth/me", demo.token())
            .await
            .ok(200);
    };
    mark().await;
    server.said("u.id = $2");
    let mut costs = Vec::new();
    for email in [email, "nobody@example.com", "%", email, "' or 1=1 --"] {
        server.api.login(email, "wrong").await.problem(401);
        mark().await;
        let mut statements = 0;
        loop {
            let line = server.said("sqlx::query");
            if line.contains("u.id = $2") {
                break;
            }
            let of_login = ["u.email = $1", "where virtual_tenant_id = $1"];
            statements += usize::from(of_login.iter().any(|text| line.contains(text)));
        }
        costs.push(statements);
    }
    assert_eq!(costs, [1; 5]);
}
