//! When the ground gives way: PostgreSQL stops in the middle, the disk fills up, a commit is
//! lost. Every demo is whole or gone, and the service goes on once it can.

use std::{collections::BTreeSet, path::Path, process::Command, sync::Arc, time::Instant};

use serde_json::json;

use crate::{
    cluster::Cluster,
    databases::Databases,
    http::{self, Api},
    server::{DEADLINE, Engine, OPERATOR, Server},
};

const ENVIRONMENT: [(&str, &str); 3] = [
    ("DEMO_SESSION_SEED__HISTORY", "false"),
    ("DEMO_SESSION_SESSION__LEASE", "2s"),
    ("DEMO_SESSION_SESSION__CLONE_TIMEOUT", "1s"),
];

async fn create(api: &Api, number: usize) -> Option<http::Answer> {
    let body = json!({
        "demo_account_type": "professional",
        "email": format!("outage{number}@example.com"),
    });
    let request = api.request("POST", "/api/v1/demo-sessions", "").json(&body);
    api.try_send(request).await.ok()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_stops_in_the_middle_and_comes_back() {
    let cluster = Cluster::start();
    let data = Arc::new(tempfile::tempdir().unwrap());
    let server = Server::start_on(cluster.url.clone(), data, &[], &ENVIRONMENT);
    server.api.until("/readyz", "", 200).await;
    for round in 0..3 {
        let first = server.api.demo("professional").await;
        let clients: Vec<_> = (0..16)
            .map(|number| {
                let api = server.api.clone();
                tokio::spawn(async move { create(&api, 100 * round + number).await })
            })
            .collect();
        cluster.stop();
        let mut promised = vec![first.tenant().to_owned()];
        for client in clients {
            let answer = client.await.unwrap().expect("the program itself lives");
            match answer.status {
                201 => promised.push(
                    answer.body["virtual_tenant_id"]
                        .as_str()
                        .unwrap()
                        .to_owned(),
                ),
                503 => {
                    assert!(answer.header("retry-after").parse::<u64>().is_ok());
                    answer.problem(503);
                }
                _ => {
                    answer.problem(502);
                }
            }
        }
        let refused = create(&server.api, 100 * round + 99).await.unwrap();
        assert!(refused.header("retry-after").parse::<u64>().is_ok());
        refused.problem(503);
        server.api.until("/readyz", "", 503).await;
        server.api.get("/healthz", "").await.ok(200);
        cluster.start_again();
        server.api.until("/readyz", "", 200).await;
        let databases = Databases::of(Engine::Postgres, &server);
        let ready = databases.whole_or_gone("after it");
        for tenant in promised {
            assert!(ready.contains(&tenant), "a demo handed out is there");
        }
        server.api.demo("professional").await;
    }
}

/// A tmpfs, until it is dropped.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    fn new(size: &str) -> Self {
        let place = tempfile::tempdir().unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"])
            .arg(place.path())
            .status()
            .unwrap();
        assert!(
            mounted.success(),
            "a tmpfs cannot be mounted: run the tests as root, in a container with CAP_SYS_ADMIN"
        );
        Self(place)
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0.path()).status();
    }
}

#[tokio::test]
async fn a_full_disk_leaves_demos_whole_or_gone() {
    let disk = SmallDisk::new("24m");
    let data = Arc::new(tempfile::tempdir_in(disk.0.path()).unwrap());
    let database = format!("sqlite:{}", data.path().display());
    let server = Server::start_on(database.clone(), Arc::clone(&data), &[], &ENVIRONMENT);
    server.api.until("/readyz", "", 200).await;
    let mut made = Vec::new();
    let refused = loop {
        let answer = create(&server.api, made.len()).await.unwrap();
        if answer.status != 201 {
            break answer;
        }
        made.push(answer.body);
        assert!(made.len() < 1000, "the disk is not small");
    };
    assert!(!made.is_empty());
    let status = refused.status;
    let problem = refused.problem(status);
    assert!(matches!(status, 502 | 503), "{problem}");
    drop(server);
    let remount = Command::new("mount")
        .args(["-o", "remount,size=64m"])
        .arg(disk.0.path())
        .status()
        .unwrap();
    assert!(remount.success());
    let server = Server::start_on(database, Arc::clone(&data), &[], &ENVIRONMENT);
    server.api.until("/readyz", "", 200).await;
    let databases = Databases::of(Engine::Sqlite, &server);
    let ready = databases.whole_or_gone("after it");
    for demo in &made {
        let tenant = demo["virtual_tenant_id"].as_str().unwrap();
        assert!(ready.contains(tenant), "a demo handed out is there");
    }
    for demo in &made {
        let path = format!(
            "/api/v1/demo-sessions/{}",
            demo["session_id"].as_str().unwrap()
        );
        server.api.delete(&path, OPERATOR).await.ok(200);
    }
    assert!(databases.whole_or_gone("at the end").is_empty());
    server.api.demo("professional").await;
    drop(server);
    drop(data);
}

/// The program again on the same data, of which one database is as it was before.
fn restarted_with(
    mut server: Server,
    before: Vec<(std::path::PathBuf, Option<Vec<u8>>)>,
) -> Server {
    let (data, database) = (Arc::clone(&server.data), server.database.clone());
    server.kill();
    for (path, bytes) in before {
        match bytes {
            Some(bytes) => std::fs::write(path, bytes).unwrap(),
            None => drop(std::fs::remove_file(path)),
        }
    }
    drop(server);
    Server::start_on(database, data, &[], &ENVIRONMENT)
}

/// A database's file with its log.
fn copies(data: &Path, service: &str) -> Vec<(std::path::PathBuf, Option<Vec<u8>>)> {
    ["sqlite", "sqlite-wal", "sqlite-shm"]
        .map(|ending| {
            let path = data.join(format!("{service}.{ending}"));
            let bytes = std::fs::read(&path).ok();
            (path, bytes)
        })
        .into()
}

/// As the test below: rows that a removal took, and a power loss gave back.
#[tokio::test]
async fn rows_that_come_back_after_their_removal_are_removed() {
    for service in ["orders", "tenant"] {
        let server = Server::start_with(Engine::Sqlite, &[], &ENVIRONMENT);
        server.api.until("/readyz", "", 200).await;
        let ended = server.api.demo("professional").await;
        let before = copies(server.data.path(), service);
        server
            .api
            .delete(&ended.path(), ended.token())
            .await
            .ok(200);
        let server = restarted_with(server, before);
        server.api.until("/readyz", "", 200).await;
        let databases = Databases::of(Engine::Sqlite, &server);
        let begun = Instant::now();
        while !databases.tenants().is_empty() {
            assert!(begun.elapsed() < DEADLINE, "{service}: rows are left");
        }
        assert!(databases.whole_or_gone(service).is_empty());
    }
}

/// What a power loss may do to SQLite, which does not wait for the disk at each commit.
#[tokio::test]
async fn a_demo_whose_commit_was_lost_is_failed_and_removed() {
    for service in ["auth", "orders", "sales", "sessions"] {
        let server = Server::start_with(Engine::Sqlite, &[], &ENVIRONMENT);
        server.api.until("/readyz", "", 200).await;
        let kept = server.api.demo("professional").await;
        let before = copies(server.data.path(), service);
        let lost = server.api.demo("professional").await;
        let server = restarted_with(server, before);
        server.api.until("/readyz", "", 200).await;
        let databases = Databases::of(Engine::Sqlite, &server);
        let begun = Instant::now();
        while databases
            .tenants()
            .iter()
            .any(|tenant| tenant.ends_with(lost.tenant()))
        {
            assert!(begun.elapsed() < DEADLINE, "{service}: rows are left");
        }
        let ready = databases.whole_or_gone("after it");
        assert_eq!(
            ready,
            BTreeSet::from([kept.tenant().to_owned()]),
            "{service}"
        );
        let record = server.api.get(&lost.path(), OPERATOR).await;
        if service == "sessions" {
            record.problem(404);
        } else {
            assert_eq!(record.ok(200)["status"], "failed", "{service}");
        }
        // Its own people may still read that it failed; of its rows nothing.
        let rows = format!("/api/v1/tenants/{}/orders/customers", lost.tenant());
        server.api.get(&rows, lost.token()).await.problem(401);
    }
}

/// As above, with clients that change the demos while the first of them are being removed.
#[tokio::test]
async fn demos_that_are_extended_meanwhile_are_failed_too() {
    let server = Server::start_with(Engine::Sqlite, &[], &ENVIRONMENT);
    server.api.until("/readyz", "", 200).await;
    let before = copies(server.data.path(), "orders");
    let mut lost = Vec::new();
    for _ in 0..30 {
        lost.push(server.api.demo("professional").await);
    }
    let server = restarted_with(server, before);
    let api = &server.api;
    // The last made are the last to be removed.
    let mut extended = 0;
    for demo in lost.iter().rev() {
        let path = format!("{}/extend", demo.path());
        let answer = api.post(&path, OPERATOR, &json!({})).await;
        extended += u32::from(answer.status == 200);
    }
    assert!(extended > 0, "all were removed before");
    for demo in &lost {
        let begun = Instant::now();
        while api.get(&demo.path(), OPERATOR).await.ok(200)["status"] != "failed" {
            assert!(begun.elapsed() < DEADLINE, "it lacks rows and can be used");
        }
    }
}
