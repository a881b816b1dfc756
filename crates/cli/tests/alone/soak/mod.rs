//! Everything at once, for long, with faults: in the end nothing is left of any demo, nor of what
//! the process took to make it.

mod client;
mod faults;
mod vitals;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use crate::{
    cluster::Cluster,
    databases::Databases,
    server::{DEADLINE, Engine, OPERATOR, Server},
};
use client::World;
use vitals::Vitals;

const CLIENTS: u32 = 12;

/// For all databases together: each gets two.
const CONNECTIONS: usize = 24;

/// Until the process has what it keeps: connections, threads, plans.
const WARM_UP: Duration = Duration::from_secs(5);

struct Scene {
    server: Server,
    databases: Databases,
    _cluster: Option<Cluster>,
}

impl Scene {
    async fn new(engine: Engine) -> Self {
        let cluster = (engine == Engine::Postgres).then(Cluster::start);
        let data = Arc::new(tempfile::tempdir().unwrap());
        let database = match &cluster {
            Some(cluster) => cluster.url.clone(),
            None => format!("sqlite:{}", data.path().display()),
        };
        let failpoint = faults::file(data.path()).display().to_string();
        let connections = CONNECTIONS.to_string();
        let environment = [
            ("DEMO_FAILPOINTS", failpoint.as_str()),
            ("DEMO_SESSION_SEED__HISTORY", "false"),
            ("DEMO_SESSION_DATABASE_CONNECTIONS", connections.as_str()),
            ("DEMO_SESSION_SESSION__LEASE", "4s"),
            ("DEMO_SESSION_SESSION__CLONE_TIMEOUT", "2s"),
            ("DEMO_SESSION_SESSION__LIFETIME", "6s"),
            ("DEMO_SESSION_SESSION__MAX_LIFETIME", "12s"),
            // It says where it listens, and little else.
            ("RUST_LOG", "error,demo_session=info"),
        ];
        let server = Server::start_on(database, data, &[], &environment);
        server.api.until("/readyz", "", 200).await;
        let databases = Databases::of(engine, &server);
        Self {
            server,
            databases,
            _cluster: cluster,
        }
    }

    /// All clients for a while; how often they did what, and the faults that were met.
    async fn load(&self, length: Duration, with_faults: bool) -> (Arc<World>, u32) {
        let world = Arc::new(World::new(&self.server.api.url));
        let clients: Vec<_> = (0..CLIENTS)
            .map(|number| tokio::spawn(Arc::clone(&world).client(number)))
            .collect();
        let until = Instant::now() + length;
        let mut met = 0;
        if with_faults {
            met = faults::inject(self.server.data.path(), &world, until).await;
        }
        while Instant::now() < until {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        world.stop();
        for client in clients {
            client.await.unwrap();
        }
        (world, met)
    }

    /// Ends what has not expired. Then there is no row, no line of a ledger but tombstones, and
    /// no session that is neither live nor over.
    async fn nothing_is_left(&self) {
        // After a long soak it takes minutes, in which they become fewer.
        let (mut fewest, mut since) = (usize::MAX, Instant::now());
        loop {
            let ready = self.databases.settled();
            if ready.is_empty() {
                break;
            }
            if ready.len() < fewest {
                (fewest, since) = (ready.len(), Instant::now());
            }
            let sql = "select id from sessions where state = 'ready'";
            for id in self.databases.query("sessions", sql) {
                let path = format!("/api/v1/demo-sessions/{id}");
                self.server.api.delete(&path, OPERATOR).await;
            }
            assert!(since.elapsed() < DEADLINE, "still there: {ready:?}");
        }
        let ready = self.databases.whole_or_gone("in the end");
        assert!(ready.is_empty(), "{ready:?}");
    }
}

async fn soak(engine: Engine) {
    #[expect(clippy::disallowed_methods, reason = "`make test-long` says so")]
    let long = std::env::var_os("DEMO_TEST_LONG").is_some();
    let length = Duration::from_secs(if long { 15 * 60 } else { 30 });
    let scene = Scene::new(engine).await;
    scene.load(WARM_UP, false).await;
    scene.nothing_is_left().await;
    let before = Vitals::at_rest(&scene.server, &scene.databases, None).await;
    let (world, met) = scene.load(length, true).await;
    scene.nothing_is_left().await;
    let after = Vitals::at_rest(&scene.server, &scene.databases, Some(&before)).await;
    eprintln!("{met} faults among {}", world.summary());
    eprintln!("before: {before:?}\nafter:  {after:?}");
    assert!(met > 10, "{met} faults are few");
    world.did_everything();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_left_of_anything_on_sqlite() {
    soak(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_left_of_anything_on_postgres() {
    soak(Engine::Postgres).await;
}
