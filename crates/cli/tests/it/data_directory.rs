//! The directory of SQLite files: for one process, and for its owner's eyes.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::Path,
    process::{Command, Stdio},
    sync::Arc,
    time::Instant,
};

use crate::server::{DEADLINE, Engine, INTERNAL, OPERATOR, Server};

/// What a second process says that is not to run.
#[track_caller]
fn refused(database: &str, args: &[&str], environment: &[(&str, &str)]) -> String {
    let directory = tempfile::tempdir().unwrap();
    let mut second = Command::new(env!("CARGO_BIN_EXE_demo-session"))
        .args(args)
        .args(["--database", database])
        .env_clear()
        .env("DEMO_SESSION_LISTEN", "127.0.0.1:0")
        .env("DEMO_SESSION_OPERATOR_TOKEN", OPERATOR)
        .env("DEMO_SESSION_INTERNAL_TOKEN", INTERNAL)
        .envs(environment.iter().copied())
        .current_dir(directory.path())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // One that is let in would stay.
    let begun = Instant::now();
    while second.try_wait().unwrap().is_none() {
        if begun.elapsed() > DEADLINE {
            second.kill().unwrap();
            panic!("a second process runs on {database}");
        }
        std::thread::yield_now();
    }
    let output = second.wait_with_output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    assert!(
        stderr.starts_with("error: another demo-session"),
        "{stderr}"
    );
    for word in ["end it", "--database sqlite:DIRECTORY", "PostgreSQL"] {
        assert!(stderr.contains(word), "`{word}` is not in {stderr}");
    }
    stderr
}

#[tokio::test]
async fn a_second_process_on_the_same_files_is_refused() {
    let mut first = Server::start(Engine::Sqlite);
    let demo = first.api.demo("professional").await;
    let database = first.database.clone();
    let stderr = refused(&database, &["serve"], &[]);
    assert!(stderr.contains(".sqlite"), "{stderr}");
    refused(&database, &["try", "--keep"], &[]);
    // The first one's demo is none the worse.
    assert!(!demo.rows("orders/customers").await.is_empty());
    // However it ends, the next may start.
    first.kill();
    let next = Server::start_on(database, Arc::clone(&first.data), &[], &[]);
    next.api.get(&demo.path(), OPERATOR).await.ok(200);
}

#[tokio::test]
async fn each_service_is_served_by_one_process() {
    let orders = Server::start_with(Engine::Sqlite, &["--only", "orders"], &[]);
    orders.api.until("/readyz", "", 200).await;
    let beside = |only: &str| {
        let (database, data) = (orders.database.clone(), Arc::clone(&orders.data));
        Server::start_on(database, data, &["--only", only], &[])
    };
    // Others read the sessions database; one serves it.
    let _sales = beside("sales");
    let sessions = beside("sessions");
    sessions.api.until("/readyz", "", 200).await;
    for (args, file) in [
        (&["serve", "--only", "auth,orders"][..], "orders.sqlite"),
        (&["serve", "--only", "sessions"], "sessions.sqlite"),
        (&["serve"], ".sqlite"),
    ] {
        let stderr = refused(&orders.database, args, &[]);
        assert!(stderr.contains(file), "{stderr}");
    }
    // Also where only a service's own database is the same.
    let stderr = refused(
        "sqlite:elsewhere",
        &["serve"],
        &[("DEMO_SESSION_SERVICES__ORDERS__DATABASE", &orders.database)],
    );
    assert!(stderr.contains("orders.sqlite"), "{stderr}");
}

/// A file's permissions.
fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[tokio::test]
async fn nobody_else_reads_the_files() {
    let data = tempfile::tempdir().unwrap();
    // One that was there before, open to all, with a database that was left open to all.
    let (there, made) = (data.path().join("there"), data.path().join("new/deep"));
    fs::create_dir(&there).unwrap();
    fs::set_permissions(&there, fs::Permissions::from_mode(0o755)).unwrap();
    fs::write(there.join("orders.sqlite"), []).unwrap();
    for directory in [&there, &made] {
        let database = format!("sqlite:{}", directory.display());
        let environment = [("DEMO_SESSION_DATABASE", database.as_str())];
        let server = Server::start_with(Engine::Sqlite, &[], &environment);
        server.api.demo("professional").await;
        let files: Vec<_> = fs::read_dir(directory)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        assert!(files.len() >= 3 * 12, "{files:?}");
        for file in files {
            assert_eq!(mode(&file), 0o600, "{}", file.display());
        }
    }
    assert_eq!(mode(&there), 0o755, "it is its owner's affair");
    assert_eq!(mode(&made), 0o700);
    assert_eq!(mode(made.parent().unwrap()), 0o700);
}

/// The commit itself would bring only a log of a thousand pages.
#[tokio::test]
async fn what_is_committed_comes_from_the_log_to_its_file() {
    let server = Server::start(Engine::Sqlite);
    // It says where it listens before its files are there.
    server.api.until("/readyz", "", 200).await;
    let file = server.data.path().join("sales.sqlite");
    let size = || fs::metadata(&file).unwrap().len();
    let empty = size();
    // Some thirty pages each, of which a hundred are due; one that begins late leaves some to the next.
    for _ in 0..20 {
        server.api.demo("professional").await;
    }
    let begun = Instant::now();
    while size() < empty + 400_000 {
        assert!(begun.elapsed() < DEADLINE, "{} bytes", size());
        tokio::task::yield_now().await;
    }
}
