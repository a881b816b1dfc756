//! The fault sweep: of every database and HTTP call of an operation, the first fails, then the
//! second, and so on, in each of five ways, until the operation ends without coming so far.
//! After each, the program is killed and started again, and every session must be whole or gone.

use std::{path::PathBuf, sync::Arc, time::Instant};

use serde_json::json;

use crate::{
    cluster::Cluster,
    databases::Databases,
    http::Demo,
    server::{DEADLINE, Engine, OPERATOR, Server},
};

/// What is begun, and does not come to its end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Operation {
    Create,
    Reset,
    Delete,
    Expire,
}

const OPERATIONS: [Operation; 4] = [
    Operation::Create,
    Operation::Reset,
    Operation::Delete,
    Operation::Expire,
];

/// As [`demo_store::failpoint`] knows them.
const FAULTS: [&str; 5] = ["fail", "lose", "down", "kill-before", "kill-after"];

/// More calls than any operation makes.
const MOST_CALLS: usize = 100;

/// Those that run elsewhere where some do.
const REMOTE: [&str; 3] = ["auth", "orders", "sales"];

/// Where it all happens.
struct Scene {
    engine: Engine,
    database: String,
    data: Arc<tempfile::TempDir>,
    /// The process of the remote services. Before the cluster: it ends first.
    remote: Option<Server>,
    _cluster: Option<Cluster>,
    faults: u32,
    kills: u32,
}

impl Scene {
    fn new(engine: Engine, with_remotes: bool) -> Self {
        let cluster = (engine == Engine::Postgres).then(Cluster::start);
        let data = Arc::new(tempfile::tempdir().unwrap());
        let database = match &cluster {
            Some(cluster) => cluster.url.clone(),
            None => format!("sqlite:{}", data.path().display()),
        };
        let start = || {
            let only = ["--only", &REMOTE.join(",")];
            Server::start_on(
                database.clone(),
                Arc::clone(&data),
                &only,
                &[("DEMO_SESSION_SEED__HISTORY", "false")],
            )
        };
        let remote = with_remotes.then(start);
        Self {
            engine,
            database,
            data,
            remote,
            _cluster: cluster,
            faults: 0,
            kills: 0,
        }
    }

    fn failpoint(&self) -> PathBuf {
        self.data.path().join("failpoint")
    }

    async fn start(&self, lifetime: &str) -> Server {
        let failpoint = self.failpoint();
        let mut environment = vec![
            (
                "DEMO_FAILPOINTS".to_owned(),
                failpoint.display().to_string(),
            ),
            ("DEMO_SESSION_SEED__HISTORY".to_owned(), "false".to_owned()),
            ("DEMO_SESSION_SESSION__LEASE".to_owned(), "2s".to_owned()),
            (
                "DEMO_SESSION_SESSION__CLONE_TIMEOUT".to_owned(),
                "1s".to_owned(),
            ),
            (
                "DEMO_SESSION_SESSION__LIFETIME".to_owned(),
                lifetime.to_owned(),
            ),
        ];
        if let Some(remote) = &self.remote {
            environment.extend(REMOTE.map(|service| {
                let key = format!("DEMO_SESSION_SERVICES__{}__URL", service.to_uppercase());
                (key, format!("{}/services/{service}", remote.api.url))
            }));
        }
        let environment: Vec<(&str, &str)> = environment
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str()))
            .collect();
        let server = Server::start_on(
            self.database.clone(),
            Arc::clone(&self.data),
            &[],
            &environment,
        );
        server.api.until("/readyz", "", 200).await;
        server
    }

    /// Whether the fault was met; what it left is settled and checked then.
    async fn meets(&mut self, operation: Operation, fault: &str, call: usize) -> bool {
        let what = format!("{operation:?}, call {call}, {fault}");
        let lifetime = if operation == Operation::Expire {
            "500ms"
        } else {
            "30m"
        };
        let server = self.start(lifetime).await;
        let demo = match operation {
            Operation::Create => None,
            _ => Some(server.api.demo("professional").await),
        };
        let (armed, hit) = (self.failpoint(), self.failpoint().with_extension("hit"));
        let _ = std::fs::remove_file(&hit);
        std::fs::write(armed.with_extension("new"), format!("{call} {fault}")).unwrap();
        std::fs::rename(armed.with_extension("new"), &armed).unwrap();
        let promised = self.act(operation, &server, demo.as_ref(), &what).await;
        let met = hit.exists();
        let _ = std::fs::remove_file(&armed);
        drop(server);
        if met {
            self.faults += 1;
            self.kills += u32::from(fault.starts_with("kill"));
        }

        let server = self.start("30m").await;
        let databases = Databases::of(self.engine, &server);
        if operation == Operation::Expire {
            let begun = Instant::now();
            while !databases.settled().is_empty() {
                assert!(begun.elapsed() < DEADLINE, "{what}: it does not expire");
            }
        }
        let ready = databases.whole_or_gone(&what);
        if let Some((tenant, is_ready)) = promised {
            assert_eq!(
                ready.contains(&tenant),
                is_ready,
                "{what}: what was answered holds"
            );
        }
        if let Some(demo) = demo.filter(|demo| !ready.contains(demo.tenant())) {
            let receipt = &server.api.get(&demo.path(), OPERATOR).await.ok(200)["receipt"];
            // A remote service counts what goes in that call, and its answer may have been lost.
            if self.remote.is_none() {
                let all = &demo.made["records_cloned"];
                assert_eq!(receipt["records_deleted"], *all, "{what}: {receipt}");
            }
        }
        for id in databases.query("sessions", "select id from sessions where state = 'ready'") {
            let path = format!("/api/v1/demo-sessions/{id}");
            server.api.delete(&path, OPERATOR).await.ok(200);
        }
        assert!(databases.whole_or_gone(&what).is_empty());
        met
    }

    /// Does it; what the answer promised, if there was one: a tenant, and whether it is there.
    async fn act(
        &self,
        operation: Operation,
        server: &Server,
        demo: Option<&Demo>,
        what: &str,
    ) -> Option<(String, bool)> {
        let api = &server.api;
        match (operation, demo) {
            (Operation::Delete, Some(demo)) => {
                let request = api.request("DELETE", &demo.path(), demo.token());
                let answer = api.try_send(request).await.ok()?;
                (answer.status == 200).then(|| (demo.tenant().to_owned(), false))
            }
            (Operation::Reset, Some(demo)) => {
                let path = format!("{}/reset", demo.path());
                let request = api.request("POST", &path, demo.token());
                let _ = api.try_send(request).await;
                // Whatever comes of the reset, the demo is not lost.
                Some((demo.tenant().to_owned(), true))
            }
            (Operation::Expire, Some(demo)) => {
                let databases = Databases::of(self.engine, server);
                let begun = Instant::now();
                // Until it is gone, or the program is.
                while api
                    .try_send(api.request("GET", "/healthz", ""))
                    .await
                    .is_ok()
                {
                    let sql = "select state from sessions where state in ('ready', 'expiring')";
                    if databases.query("sessions", sql).is_empty() {
                        break;
                    }
                    if self.failpoint().with_extension("hit").exists() {
                        break;
                    }
                    assert!(begun.elapsed() < DEADLINE, "{what}: it does not expire");
                }
                let _ = demo;
                None
            }
            _ => {
                let body =
                    json!({ "demo_account_type": "professional", "email": "ana@example.com" });
                let request = api.request("POST", "/api/v1/demo-sessions", "").json(&body);
                let answer = api.try_send(request).await.ok()?;
                let tenant = answer.body["virtual_tenant_id"].as_str()?;
                Some((tenant.to_owned(), true))
            }
        }
    }
}

/// Every call where the long tests run, else each eighth, in each way another.
async fn sweep(engine: Engine, with_remotes: bool) {
    #[expect(clippy::disallowed_methods, reason = "`make test-long` says so")]
    let stride = if std::env::var_os("DEMO_TEST_LONG").is_some() {
        1
    } else {
        8
    };
    let mut scene = Scene::new(engine, with_remotes);
    for (number, operation) in OPERATIONS.into_iter().enumerate() {
        for (kind, fault) in FAULTS.into_iter().enumerate() {
            let first = 1 + (number + kind) % stride;
            let mut call = first;
            while scene.meets(operation, fault, call).await {
                call += stride;
                assert!(call < MOST_CALLS, "{operation:?} has no end");
            }
            eprintln!("{operation:?}, {fault}: {call} calls or fewer");
            assert!(call > first, "{operation:?} makes more than {first} calls");
        }
    }
    eprintln!("{} faults, {} of them kills", scene.faults, scene.kills);
}

#[tokio::test]
async fn on_sqlite() {
    sweep(Engine::Sqlite, false).await;
}

#[tokio::test]
async fn on_postgres() {
    sweep(Engine::Postgres, false).await;
}

#[tokio::test]
async fn with_remote_services() {
    sweep(Engine::Sqlite, true).await;
}
