//! Several services that run elsewhere, do what they are asked, and break the connection off
//! before they say so. Each demo is whole or gone everywhere, also there.

use std::{collections::BTreeSet, time::Instant};

use serde_json::{Value, json};
use tokio::sync::MutexGuard;

use crate::{
    alone,
    databases::Databases,
    http::{Answer, Demo},
    server::{DEADLINE, Engine, INTERNAL, OPERATOR, Server},
    stand_in::StandIn,
};

/// Those that run elsewhere.
const REMOTE: [&str; 3] = ["orders", "procurement", "sales"];

/// Which of them break off: one, two, and all.
const BREAKING: [&[usize]; 3] = [&[0], &[0, 2], &[0, 1, 2]];

struct Scene {
    server: Server,
    remotes: Vec<StandIn>,
    databases: Databases,
    /// What was there before it.
    before: BTreeSet<String>,
    _alone: Option<MutexGuard<'static, ()>>,
}

impl Scene {
    async fn new(engine: Engine) -> Self {
        let alone = alone(engine).await;
        let remotes: Vec<StandIn> = REMOTE.into_iter().map(StandIn::start_as).collect();
        let mut environment = vec![
            ("DEMO_SESSION_SEED__HISTORY".to_owned(), "false".to_owned()),
            ("DEMO_SESSION_SESSION__LEASE".to_owned(), "2s".to_owned()),
            (
                "DEMO_SESSION_SESSION__CLONE_TIMEOUT".to_owned(),
                "1s".to_owned(),
            ),
        ];
        for (service, remote) in REMOTE.iter().zip(&remotes) {
            let key = format!("DEMO_SESSION_SERVICES__{}__URL", service.to_uppercase());
            environment.push((key, remote.api.url.clone()));
            remote.mode("resets").await;
        }
        let environment: Vec<(&str, &str)> = environment
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str()))
            .collect();
        let server = Server::start_with(engine, &[], &environment);
        server.api.until("/readyz", "", 200).await;
        let databases = Databases::of(engine, &server);
        let before = databases.tenants();
        Self {
            server,
            remotes,
            databases,
            before,
            _alone: alone,
        }
    }

    async fn mode(&self, breaking: &[usize], mode: &str) {
        for number in breaking {
            self.remotes[*number].mode(mode).await;
        }
    }

    /// How many services have rows of a tenant, here and elsewhere.
    async fn services_with(&self, tenant: &str) -> usize {
        let here = &self.databases.tenants() - &self.before;
        let mut services = here.iter().filter(|one| one.ends_with(tenant)).count();
        for remote in &self.remotes {
            let path = format!("/internal/demo/tenant/{tenant}");
            let counted = remote.api.get(&path, INTERNAL).await.ok(200);
            services += usize::from(counted["records"] != 0);
        }
        services
    }

    /// Waits until a session's record says that nobody has anything to do for it any longer.
    async fn ends_as(&self, session: &str, tenant: &str, status: &str) {
        let path = format!("/api/v1/demo-sessions/{session}");
        let begun = Instant::now();
        let sql = format!("select state from sessions where id = '{session}'");
        while self.databases.query("sessions", &sql) != [status] {
            assert!(begun.elapsed() < DEADLINE, "it is not {status}");
        }
        let record = self.server.api.get(&path, OPERATOR).await.ok(200);
        assert_eq!(record["status"], status, "{record}");
        let expected = if status == "ready" { 11 } else { 0 };
        assert_eq!(self.services_with(tenant).await, expected, "{status}");
    }

    async fn create(&self) -> Answer {
        let body = json!({ "demo_account_type": "professional", "email": "ana@example.com" });
        self.server.api.create(&body).await
    }

    /// The session and the tenant that the first of the services was last asked to clone.
    async fn last_asked(&self) -> (String, String) {
        let calls = self.remotes[0].calls("POST").await;
        let query = &calls.last().expect("it was asked")["query"];
        let text = |key: &str| query[key].as_str().unwrap().to_owned();
        (text("session_id"), text("virtual_tenant_id"))
    }
}

/// Those that did not do what they were asked, as the problem says.
fn failed(problem: &Value) -> Vec<&str> {
    let services = problem["services"].as_array().expect("`services`");
    assert_eq!(services.len(), 11, "{problem}");
    let failed = services.iter().filter(|one| one["status"] == "failed");
    failed.map(|one| one["service"].as_str().unwrap()).collect()
}

fn names(breaking: &[usize]) -> Vec<&'static str> {
    breaking.iter().map(|number| REMOTE[*number]).collect()
}

pub async fn creation(engine: Engine) {
    let scene = Scene::new(engine).await;
    for mode in ["drop-loads", "drop"] {
        for breaking in BREAKING {
            scene.mode(breaking, mode).await;
            let problem = scene.create().await.problem(502);
            assert_eq!(failed(&problem), names(breaking));
            let (session, tenant) = scene.last_asked().await;
            assert_eq!(scene.services_with(&tenant).await, 0, "removed, if unheard");
            scene.mode(breaking, "resets").await;
            scene.ends_as(&session, &tenant, "failed").await;
        }
    }
    let made = scene.create().await.ok(201);
    let text = |key: &str| made[key].as_str().unwrap();
    scene
        .ends_as(text("session_id"), text("virtual_tenant_id"), "ready")
        .await;
}

pub async fn reset(engine: Engine) {
    let scene = Scene::new(engine).await;
    let api = &scene.server.api;
    for breaking in BREAKING {
        let demo = api.demo("professional").await;
        let first = demo.rows("inventory/ingredients").await;
        let change = format!(
            "update ingredients set name = 'changed' where tenant_id = '{}'",
            demo.tenant()
        );
        scene.databases.execute("inventory", &change).unwrap();
        assert_ne!(demo.rows("inventory/ingredients").await, first);
        scene.mode(breaking, "drop").await;
        let path = format!("{}/reset", demo.path());
        let problem = api.post(&path, demo.token(), &json!({})).await.problem(502);
        assert_eq!(failed(&problem), names(breaking));
        let record = api.get(&demo.path(), demo.token()).await.ok(200);
        assert_eq!(record["status"], "resetting");
        scene.mode(breaking, "resets").await;
        let (session, tenant) = (demo.text("/session_id"), demo.tenant());
        scene.ends_as(session, tenant, "ready").await;
        assert_eq!(demo.rows("inventory/ingredients").await, first);
        // Each of those that broke off was asked until it answered.
        for number in breaking {
            let calls = scene.remotes[*number].calls("POST").await;
            let resets = calls.iter().filter(|call| {
                call["path"] == "/internal/demo/reset"
                    && call["query"]["virtual_tenant_id"] == *tenant
            });
            assert!(resets.count() >= 2);
        }
        api.delete(&demo.path(), demo.token()).await.ok(200);
        scene.ends_as(session, tenant, "deleted").await;
    }
}

pub async fn removal(engine: Engine) {
    let scene = Scene::new(engine).await;
    let api = &scene.server.api;
    let mut demos: Vec<Demo> = Vec::new();
    for _ in BREAKING {
        demos.push(api.demo("professional").await);
    }
    for (breaking, demo) in BREAKING.into_iter().zip(&demos) {
        scene.mode(breaking, "drop").await;
        let problem = api.delete(&demo.path(), demo.token()).await.problem(502);
        assert_eq!(failed(&problem), names(breaking));
        demo.page("inventory/ingredients").await.problem(401);
        scene.mode(breaking, "resets").await;
    }
    // All at once: the background asks again.
    for (breaking, demo) in BREAKING.into_iter().zip(&demos) {
        scene
            .ends_as(demo.text("/session_id"), demo.tenant(), "deleted")
            .await;
        for number in breaking {
            scene.remotes[*number]
                .asked_to_remove(demo.tenant(), 2)
                .await;
        }
    }
}

/// Killed when it has heard of nothing: of a creation, a reset and a removal.
pub async fn killed(engine: Engine) {
    let mut scene = Scene::new(engine).await;
    for what in ["creation", "reset", "removal"] {
        let (session, tenant, end) = if what == "creation" {
            scene.mode(&[0, 1, 2], "drop").await;
            scene.create().await.problem(502);
            let (session, tenant) = scene.last_asked().await;
            (session, tenant, "failed")
        } else {
            let demo = scene.server.api.demo("professional").await;
            let (session, tenant) = (
                demo.text("/session_id").to_owned(),
                demo.tenant().to_owned(),
            );
            scene.mode(&[0, 1, 2], "drop").await;
            let (method, path, end) = match what {
                "reset" => ("POST", format!("{}/reset", demo.path()), "ready"),
                _ => ("DELETE", demo.path(), "deleted"),
            };
            let request = demo.api.request(method, &path, demo.token());
            demo.api.send(request).await.problem(502);
            (session, tenant, end)
        };
        scene.server.kill();
        scene.mode(&[0, 1, 2], "resets").await;
        scene.server.restart();
        scene.server.api.until("/readyz", "", 200).await;
        scene.ends_as(&session, &tenant, end).await;
    }
}
