//! Three processes on one PostgreSQL, killed and paused at random while many clients make, reset
//! and end demos: no session is doubled, none is stuck, and a worker that wakes late changes
//! nothing.

use std::{
    collections::BTreeSet,
    process::Command,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::{
    cluster::Cluster,
    databases::Databases,
    http::Api,
    server::{Engine, OPERATOR, Server},
};

const CLIENTS: usize = 50;
const REPLICAS: usize = 3;

/// Of a worker that is paused for longer, another takes the work.
const LEASE: Duration = Duration::from_secs(2);

fn start(cluster: &Cluster) -> Server {
    let lease = format!("{}s", LEASE.as_secs());
    let environment = [
        ("DEMO_SESSION_SEED__HISTORY", "false"),
        ("DEMO_SESSION_SESSION__LEASE", lease.as_str()),
        ("DEMO_SESSION_SESSION__CLONE_TIMEOUT", "1s"),
        // Three of them, and pgbench's own: below PostgreSQL's bound.
        ("DEMO_SESSION_DATABASE_CONNECTIONS", "48"),
    ];
    let data = Arc::new(tempfile::tempdir().unwrap());
    Server::start_on(cluster.url.clone(), data, &[], &environment)
}

pub fn signal(server: &Server, name: &str) {
    let id = server.id().to_string();
    let done = Command::new("kill").args([name, &id]).status().unwrap();
    assert!(done.success(), "kill {name}");
}

/// What the clients know for certain.
#[derive(Default)]
struct Known {
    /// Tenants of demos that were handed out and not taken back.
    handed_out: BTreeSet<String>,
    /// Those whose end was answered with a receipt.
    ended: BTreeSet<String>,
    /// Whose end was asked for, and nobody knows what became of it.
    unknown: BTreeSet<String>,
    /// Session ids, to find one twice.
    sessions: BTreeSet<String>,
    doubled: Vec<String>,
    /// Of demos that a reset was asked for: the rows of the first moment and those that were
    /// changed, and whether it was answered.
    reset: Vec<Reset>,
}

/// A demo of which a row was changed, and a reset that was asked for then.
struct Reset {
    made: Value,
    first: Value,
    changed: Value,
    answered: bool,
}

/// The tables that are looked into: one that is changed, and one of another service.
const TABLES: [&str; 2] = ["orders/customers", "inventory/ingredients"];

/// A demo's rows; none where no replica answers just now.
async fn rows(api: &Api, made: &Value) -> Option<Value> {
    let mut found = Vec::new();
    for table in TABLES {
        let tenant = made["virtual_tenant_id"].as_str().unwrap();
        let path = format!("/api/v1/tenants/{tenant}/{table}");
        let request = api.request("GET", &path, token(made)).timeout(LEASE * 5);
        let answer = api.try_send(request).await.ok()?;
        found.push((answer.status == 200).then_some(answer.body)?);
    }
    Some(found.into())
}

fn token(made: &Value) -> &str {
    made["credentials"]["token"].as_str().unwrap()
}

struct World {
    /// Where each replica listens just now.
    places: Mutex<Vec<Api>>,
    known: Mutex<Known>,
    stop: AtomicBool,
    made: AtomicUsize,
}

impl World {
    fn api(&self, number: usize) -> Api {
        self.places.lock().unwrap()[number % REPLICAS].clone()
    }

    /// One client: makes demos, of four resets two and ends two, until it is told to stop.
    async fn client(self: Arc<Self>, number: usize) {
        for turn in 0.. {
            if self.stop.load(Ordering::Relaxed) {
                return;
            }
            let api = self.api(number + turn);
            let body = json!({
                "demo_account_type": "professional",
                "email": format!("client{number}.{turn}@example.com"),
            });
            let request = api.request("POST", "/api/v1/demo-sessions", "");
            let request = request.json(&body).timeout(LEASE * 5);
            let Ok(answer) = api.try_send(request).await else {
                continue;
            };
            if answer.status != 201 {
                assert!(matches!(answer.status, 502 | 503), "{}", answer.text);
                continue;
            }
            self.made.fetch_add(1, Ordering::Relaxed);
            let text = |key: &str| answer.body[key].as_str().unwrap().to_owned();
            let (tenant, session) = (text("virtual_tenant_id"), text("session_id"));
            {
                let mut known = self.known.lock().unwrap();
                if !known.sessions.insert(session.clone()) {
                    known.doubled.push(session.clone());
                }
                known.handed_out.insert(tenant.clone());
            }
            match turn % 4 {
                0 | 2 => self.end(number + turn + 1, &session, tenant).await,
                _ => drop(self.reset(number + turn + 1, answer.body).await),
            }
        }
    }

    /// Changes a row, and has it back by another replica than made the demo. None where that
    /// did not come to the reset.
    async fn reset(&self, number: usize, made: Value) -> Option<()> {
        let api = self.api(number);
        let first = rows(&api, &made).await?;
        let customer = &first[0]["items"][0];
        let path = format!(
            "/api/v1/tenants/{}/orders/customers/{}",
            made["virtual_tenant_id"].as_str().unwrap(),
            customer["id"].as_str().unwrap()
        );
        let change = api.request("PATCH", &path, token(&made));
        let change = change.json(&json!({ "name": "changed" }));
        let answer = api.try_send(change.timeout(LEASE * 5)).await.ok()?;
        let changed = rows(&api, &made).await?;
        // One that was stopped after its commit says nothing good of a change that was made.
        assert!(answer.status != 200 || changed != first, "{}", answer.text);
        let path = format!(
            "/api/v1/demo-sessions/{}/reset",
            made["session_id"].as_str().unwrap()
        );
        let request = api.request("POST", &path, token(&made));
        let answer = api.try_send(request.timeout(LEASE * 5)).await;
        let answered = answer.is_ok_and(|answer| answer.status == 200);
        let reset = Reset {
            made,
            first,
            changed,
            answered,
        };
        self.known.lock().unwrap().reset.push(reset);
        Some(())
    }

    /// By another replica than the one that made it.
    async fn end(&self, number: usize, session: &str, tenant: String) {
        let api = self.api(number);
        let path = format!("/api/v1/demo-sessions/{session}");
        let request = api.request("DELETE", &path, OPERATOR).timeout(LEASE * 5);
        let answer = api.try_send(request).await;
        let mut known = self.known.lock().unwrap();
        known.handed_out.remove(&tenant);
        match answer {
            Ok(answer) if answer.status == 200 => known.ended.insert(tenant),
            _ => known.unknown.insert(tenant),
        };
    }
}

/// Kills, or pauses past the lease, one replica after the other.
async fn disturb(
    cluster: &Cluster,
    world: &World,
    mut replicas: Vec<Server>,
    length: Duration,
) -> Vec<Server> {
    // Any order will do, and the same one each time is easier to read.
    let mut draw = 0x9e37_79b9_u32;
    let (mut kills, mut pauses) = (0, 0);
    let begun = Instant::now();
    while begun.elapsed() < length {
        draw = draw.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let victim = (draw >> 8) as usize % REPLICAS;
        let made = world.made.load(Ordering::Relaxed);
        if draw >> 31 == 0 {
            kills += 1;
            // Dropping it kills it. Its port goes with it.
            let killed = replicas.remove(victim);
            drop(killed);
            let again = start(cluster);
            world.places.lock().unwrap()[victim] = again.api.clone();
            replicas.insert(victim, again);
        } else {
            pauses += 1;
            signal(&replicas[victim], "-STOP");
            let since = Instant::now();
            while since.elapsed() < LEASE + Duration::from_secs(1) {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            signal(&replicas[victim], "-CONT");
        }
        // Some work in peace, for the next to disturb.
        let calm = Instant::now();
        while world.made.load(Ordering::Relaxed) < made + CLIENTS && calm.elapsed() < LEASE {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    world.stop.store(true, Ordering::Relaxed);
    eprintln!("{kills} kills, {pauses} pauses past the lease");
    assert!(kills > 0 && pauses > 0, "both were tried");
    replicas
}

/// What is there once nothing is on its way, against what the clients know.
async fn settle(world: &World, replicas: &[Server]) {
    let databases = Databases::of(Engine::Postgres, &replicas[0]);
    let ready = databases.whole_or_gone("in the end");
    assert!(!ready.is_empty(), "some demo is left");
    let known = std::mem::take(&mut *world.known.lock().unwrap());
    assert_eq!(known.doubled, Vec::<String>::new());
    for reset in &known.reset {
        let rows = rows(&replicas[0].api, &reset.made).await.expect("rows");
        let is_first = rows == reset.first;
        // Whoever had no answer does not know whether it was begun; half done it is not.
        let may_be = !reset.answered && rows == reset.changed;
        assert!(is_first || may_be, "{rows} after {}", reset.changed);
    }
    let answered = known.reset.iter().filter(|reset| reset.answered).count();
    assert!(answered > 0, "some reset is answered");
    eprintln!(
        "{} resets asked for, {answered} answered",
        known.reset.len()
    );
    let lost: Vec<_> = known.handed_out.difference(&ready).collect();
    assert!(lost.is_empty(), "handed out, and gone: {lost:?}");
    let back: Vec<_> = known.ended.intersection(&ready).collect();
    assert!(back.is_empty(), "ended, and there: {back:?}");
    eprintln!(
        "{} demos made, {} live, {} ended, {} whose end was not answered",
        world.made.load(Ordering::Relaxed),
        ready.len(),
        known.ended.len(),
        known.unknown.len()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn replicas_share_the_work_without_doubling_it() {
    #[expect(clippy::disallowed_methods, reason = "`make test-long` says so")]
    let long = std::env::var_os("DEMO_TEST_LONG").is_some();
    let length = Duration::from_secs(if long { 180 } else { 15 });
    let cluster = Cluster::start();
    let replicas: Vec<Server> = (0..REPLICAS).map(|_| start(&cluster)).collect();
    for replica in &replicas {
        replica.api.until("/readyz", "", 200).await;
    }
    let world = Arc::new(World {
        places: Mutex::new(replicas.iter().map(|one| one.api.clone()).collect()),
        known: Mutex::default(),
        stop: AtomicBool::new(false),
        made: AtomicUsize::new(0),
    });
    let clients: Vec<_> = (0..CLIENTS)
        .map(|number| tokio::spawn(Arc::clone(&world).client(number)))
        .collect();
    let replicas = disturb(&cluster, &world, replicas, length).await;
    for client in clients {
        client.await.unwrap();
    }
    settle(&world, &replicas).await;
}
