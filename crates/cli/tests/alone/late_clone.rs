//! An undo that arrives while PostgreSQL still runs the clone: whoever asked for it is dead or
//! paused, another has taken over, and what comes late leaves nothing.

use std::{collections::BTreeSet, sync::Arc, time::Instant};

use serde_json::json;
use tokio::task::JoinHandle;

use crate::{
    cluster::{Cluster, Held},
    databases::Databases,
    replicas::signal,
    server::{DEADLINE, Engine, OPERATOR, Server},
};

/// Where a clone waits, within its one statement: before it has written its line of the ledger,
/// or after.
#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    Rows,
    Ledger,
}

struct Scene {
    cluster: Cluster,
    /// Those that run.
    servers: Vec<Server>,
    databases: Databases,
}

fn start(cluster: &Cluster) -> Server {
    let environment = [
        ("DEMO_SESSION_SEED__HISTORY", "false"),
        ("DEMO_SESSION_SESSION__LEASE", "2s"),
        ("DEMO_SESSION_SESSION__CLONE_TIMEOUT", "1s"),
    ];
    let data = Arc::new(tempfile::tempdir().unwrap());
    Server::start_on(cluster.url.clone(), data, &[], &environment)
}

impl Scene {
    async fn new(at: At) -> Self {
        let cluster = Cluster::start();
        let server = start(&cluster);
        server.api.until("/readyz", "", 200).await;
        let databases = Databases::of(Engine::Postgres, &server);
        let (table, time, when) = match at {
            At::Rows => ("customers", "before", "true"),
            At::Ledger => ("demo_tenants", "after", "new.state = 'live'"),
        };
        let trigger = format!(
            "create function waits() returns trigger language plpgsql as $$ begin \
             perform pg_advisory_xact_lock_shared(1); return new; end $$; \
             create trigger waits {time} insert on {table} for each row when ({when}) \
             execute function waits()"
        );
        databases.execute("orders", &trigger).unwrap();
        Self {
            cluster,
            servers: vec![server],
            databases,
        }
    }

    /// A creation whose clone of the orders waits for a lock, and the lock.
    async fn waits(&self) -> (Held, JoinHandle<Option<u16>>) {
        let lock = "begin; select pg_advisory_xact_lock(1)";
        let held = self.cluster.hold("demo_orders", lock);
        let api = self.servers[0].api.clone();
        let creation = tokio::spawn(async move {
            let body = json!({ "demo_account_type": "professional", "email": "ana@example.com" });
            let request = api.request("POST", "/api/v1/demo-sessions", "");
            let answer = api.try_send(request.json(&body)).await;
            answer.ok().map(|answer| answer.status)
        });
        self.until("the clone waits", || self.clones() == 1).await;
        (held, creation)
    }

    /// The clones of orders that PostgreSQL is busy with.
    fn clones(&self) -> usize {
        let sql = "select pid from pg_stat_activity where datname = 'demo_orders' \
                   and state <> 'idle' and query like 'with t0 as (insert into %' \
                   and pid <> pg_backend_pid()";
        self.databases.query("orders", sql).len()
    }

    async fn until(&self, what: &str, is_so: impl Fn() -> bool) {
        let begun = Instant::now();
        while !is_so() {
            assert!(begun.elapsed() < DEADLINE, "not in time: {what}");
            tokio::task::yield_now().await;
        }
    }

    fn states(&self) -> Vec<String> {
        let sql = "select state from sessions order by created_at";
        self.databases.query("sessions", sql)
    }

    /// The clone goes on to its end, and leaves nothing; the next demo is whole.
    async fn leaves_nothing(&self, held: Held) {
        assert_eq!(self.clones(), 1, "it waits even now");
        drop(held);
        self.until("the late clone ends", || self.clones() == 0)
            .await;
        self.until("the session is over", || self.states() == ["failed"])
            .await;
        assert!(self.databases.whole_or_gone("after it").is_empty());
        let tombstones = "select state from demo_tenants";
        assert_eq!(self.databases.query("orders", tombstones), ["removed"]);
        let api = &self.servers.last().unwrap().api;
        let demo = api.demo("professional").await;
        assert_eq!(self.databases.whole_or_gone("the next").len(), 1);
        api.delete(&demo.path(), OPERATOR).await.ok(200);
    }
}

/// The process is killed, and PostgreSQL does not notice.
async fn after_a_kill(at: At) {
    let mut scene = Scene::new(at).await;
    let (held, creation) = scene.waits().await;
    scene.servers[0].kill();
    assert_eq!(creation.await.unwrap(), None);
    scene.servers[0].restart();
    scene.servers[0].api.until("/readyz", "", 200).await;
    is_taken_over(&scene, at).await;
    scene.leaves_nothing(held).await;
}

/// Where the clone has not come to the ledger, the removal is done before it; else it waits.
async fn is_taken_over(scene: &Scene, at: At) {
    let state = if at == At::Rows { "failed" } else { "failing" };
    scene.until("the undo", || scene.states() == [state]).await;
    if at == At::Rows {
        assert!(scene.databases.whole_or_gone("before it").is_empty());
    }
}

#[tokio::test]
async fn a_clone_that_outlives_its_process_leaves_nothing() {
    after_a_kill(At::Rows).await;
}

#[tokio::test]
async fn a_clone_whose_removal_waits_for_it_leaves_nothing() {
    after_a_kill(At::Ledger).await;
}

/// The process is paused beyond its lease, and another takes the session for dead.
#[tokio::test]
async fn a_clone_that_outlives_its_lease_leaves_nothing() {
    let mut scene = Scene::new(At::Rows).await;
    let (held, creation) = scene.waits().await;
    signal(&scene.servers[0], "-STOP");
    let other = start(&scene.cluster);
    other.api.until("/readyz", "", 200).await;
    scene.servers.push(other);
    is_taken_over(&scene, At::Rows).await;
    signal(&scene.servers[0], "-CONT");
    scene.leaves_nothing(held).await;
    assert_eq!(creation.await.unwrap(), Some(502), "it was given up");
}

/// The process works on, and renews its lease: nobody takes the session for dead.
#[tokio::test]
async fn a_clone_that_outlasts_its_lease_is_waited_for() {
    let mut scene = Scene::new(At::Rows).await;
    let (held, creation) = scene.waits().await;
    let other = start(&scene.cluster);
    other.api.until("/readyz", "", 200).await;
    scene.servers.push(other);
    let (mut leases, begun) = (BTreeSet::new(), Instant::now());
    // Each third of it a new one: the first is over then.
    while leases.len() < 5 {
        assert!(begun.elapsed() < DEADLINE, "{leases:?}");
        let sql = "select lease_until from sessions where state = 'creating'";
        leases.extend(scene.databases.query("sessions", sql));
        tokio::task::yield_now().await;
    }
    drop(held);
    assert_eq!(creation.await.unwrap(), Some(201));
    assert_eq!(scene.states(), ["ready"]);
}
