//! SIGTERM and Ctrl-C: the first finishes what runs, the second ends the program at once.

use std::{
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use serde_json::json;
use tokio::task::JoinHandle;

use crate::{
    databases::Databases,
    http::{Answer, Api},
    server::{DEADLINE, Engine, INTERNAL, OPERATOR, Server},
    stand_in::StandIn,
};

const REMOTE: &str = "DEMO_SESSION_SERVICES__SALES__URL";

/// A creation that hangs in a service that runs elsewhere.
async fn hanging(api: &Api, stand_in: &StandIn) -> JoinHandle<Answer> {
    stand_in.mode("hang").await;
    let before = stand_in.calls("POST").await.len();
    let creator = api.clone();
    let creation = tokio::spawn(async move {
        let body = json!({ "demo_account_type": "professional", "email": "ana@example.com" });
        creator.create(&body).await
    });
    until_called(stand_in, before + 1).await;
    creation
}

async fn until_called(stand_in: &StandIn, times: usize) {
    let begun = Instant::now();
    while stand_in.calls("POST").await.len() < times {
        assert!(begun.elapsed() < DEADLINE, "it was not asked to clone");
    }
}

/// Waits until nobody listens any more.
async fn until_refused(api: &Api) {
    let address = api.url.strip_prefix("http://").unwrap();
    let begun = Instant::now();
    while tokio::net::TcpStream::connect(address).await.is_ok() {
        assert!(begun.elapsed() < DEADLINE, "it still takes connections");
    }
}

fn states(databases: &Databases) -> Vec<String> {
    databases.query("sessions", "select state from sessions")
}

/// The state of the session that a service was asked to clone last.
async fn state_of_last(databases: &Databases, stand_in: &StandIn) -> Vec<String> {
    let calls = stand_in.calls("POST").await;
    let id = calls.last().unwrap()["query"]["session_id"]
        .as_str()
        .unwrap();
    databases.query(
        "sessions",
        &format!("select state from sessions where id = '{id}'"),
    )
}

async fn what_runs_is_finished(engine: Engine) {
    let stand_in = StandIn::start();
    let mut server = Server::start_with(engine, &[], &[(REMOTE, &stand_in.api.url)]);
    let waits = hanging(&server.api, &stand_in).await;
    let databases = Databases::of(engine, &server);
    server.signal("TERM");
    server.said("stopping");
    until_refused(&server.api).await;
    stand_in.mode("honest").await;
    let made = waits.await.unwrap().ok(201);
    assert_eq!(server.exit_status(), 0);
    assert_eq!(state_of_last(&databases, &stand_in).await, ["ready"]);
    // Its demo is there at the next start.
    let data = server.data.path().display().to_string();
    let database = format!("sqlite:{data}");
    let mut environment = vec![(REMOTE, stand_in.api.url.as_str())];
    if engine == Engine::Sqlite {
        environment.push(("DEMO_SESSION_DATABASE", &database));
    }
    let again = Server::start_with(engine, &[], &environment);
    let path = format!(
        "/api/v1/demo-sessions/{}",
        made["session_id"].as_str().unwrap()
    );
    let record = again.api.get(&path, OPERATOR).await.ok(200);
    assert_eq!(record["status"], "ready");
}

#[tokio::test]
async fn what_runs_is_finished_on_sqlite() {
    what_runs_is_finished(Engine::Sqlite).await;
}

#[tokio::test]
async fn what_runs_is_finished_on_postgres() {
    what_runs_is_finished(Engine::Postgres).await;
}

/// A session whose client has lost patience is finished nevertheless.
async fn what_outlives_its_client_is_finished(engine: Engine) {
    let stand_in = StandIn::start();
    let mut server = Server::start_with(engine, &[], &[(REMOTE, &stand_in.api.url)]);
    let creation = hanging(&server.api, &stand_in).await;
    let databases = Databases::of(engine, &server);
    creation.abort();
    server.signal("TERM");
    server.said("stopping");
    until_refused(&server.api).await;
    stand_in.mode("honest").await;
    assert_eq!(server.exit_status(), 0);
    assert_eq!(state_of_last(&databases, &stand_in).await, ["ready"]);
}

#[tokio::test]
async fn what_outlives_its_client_is_finished_on_sqlite() {
    what_outlives_its_client_is_finished(Engine::Sqlite).await;
}

#[tokio::test]
async fn what_outlives_its_client_is_finished_on_postgres() {
    what_outlives_its_client_is_finished(Engine::Postgres).await;
}

/// What was not finished leaves nothing once the program has started again.
async fn is_undone_at_the_next_start(server: &Server, stand_in: &StandIn) {
    stand_in.mode("honest").await;
    let database = format!("sqlite:{}", server.data.path().display());
    let environment = [
        (REMOTE, stand_in.api.url.as_str()),
        ("DEMO_SESSION_DATABASE", &database),
    ];
    let again = Server::start_with(Engine::Sqlite, &[], &environment);
    let databases = Databases::of(Engine::Sqlite, server);
    let begun = Instant::now();
    while !databases.tenants().is_empty() || states(&databases) != ["failed"] {
        assert!(begun.elapsed() < DEADLINE, "{:?}", databases.tenants());
    }
    again.api.demo("professional").await;
}

#[tokio::test]
async fn what_takes_too_long_is_left_to_the_next_start() {
    let stand_in = StandIn::start();
    let environment = [
        (REMOTE, stand_in.api.url.as_str()),
        ("DEMO_SESSION_SHUTDOWN_TIMEOUT", "1s"),
    ];
    let mut server = Server::start_with(Engine::Sqlite, &[], &environment);
    let creation = hanging(&server.api, &stand_in).await;
    let begun = Instant::now();
    server.signal("TERM");
    assert_eq!(server.exit_status(), 0);
    let took = begun.elapsed();
    assert!(
        took >= Duration::from_secs(1) && took < Duration::from_secs(8),
        "{took:?}"
    );
    creation.abort();
    is_undone_at_the_next_start(&server, &stand_in).await;
}

#[tokio::test]
async fn a_second_signal_ends_it_at_once_and_loses_nothing() {
    let stand_in = StandIn::start();
    let mut server = Server::start_with(Engine::Sqlite, &[], &[(REMOTE, &stand_in.api.url)]);
    let creation = hanging(&server.api, &stand_in).await;
    server.signal("TERM");
    server.said("stopping");
    let begun = Instant::now();
    server.signal("TERM");
    assert_eq!(server.exit_status(), 143, "what a shell says of SIGTERM");
    assert!(
        begun.elapsed() < Duration::from_secs(5),
        "{:?}",
        begun.elapsed()
    );
    creation.abort();
    is_undone_at_the_next_start(&server, &stand_in).await;
}

#[tokio::test]
async fn try_ends_at_once_at_the_second_ctrl_c() {
    let stand_in = StandIn::start();
    stand_in.mode("hang").await;
    let scratch = tempfile::tempdir().unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_demo-session"))
        .arg("try")
        .env_clear()
        .env("TMPDIR", scratch.path())
        .env("DEMO_SESSION_LISTEN", "127.0.0.1:0")
        .env("DEMO_SESSION_INTERNAL_TOKEN", INTERNAL)
        .env(REMOTE, &stand_in.api.url)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    until_called(&stand_in, 1).await;
    let begun = Instant::now();
    // The second is told from the first by their kinds, since two of one kind may melt into one.
    for signal in ["-INT", "-TERM"] {
        let kill = Command::new("kill")
            .args([signal, &child.id().to_string()])
            .status();
        assert!(kill.unwrap().success());
    }
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if begun.elapsed() > DEADLINE {
            let _ = child.kill();
        }
    };
    assert!(matches!(status.code(), Some(130 | 143)), "{status}");
    assert!(
        begun.elapsed() < Duration::from_secs(5),
        "{:?}",
        begun.elapsed()
    );
    assert_eq!(
        scratch.path().read_dir().unwrap().count(),
        0,
        "nothing is left behind"
    );
}
