//! Tests of which each must have the PostgreSQL to itself: they make its databases fail, remove
//! them, or keep in them what no session's record names, which any other server removes when it
//! starts.

#[path = "../it/databases.rs"]
mod databases;
#[path = "../it/http.rs"]
#[allow(dead_code, reason = "shared with tests/it")]
mod http;
#[path = "../it/server.rs"]
#[allow(dead_code, reason = "shared with tests/it")]
mod server;
#[path = "../it/stand_in.rs"]
mod stand_in;

mod cluster;
mod contract;
mod faults;
mod first_start;
mod late_clone;
mod outage;
mod remote;
mod replicas;
mod soak;
mod stuck;
mod sweep;

use server::Engine;
use tokio::sync::{Mutex, MutexGuard};

/// Held as long as a test on PostgreSQL runs. On SQLite each has files of its own.
async fn alone(engine: Engine) -> Option<MutexGuard<'static, ()>> {
    static ALONE: Mutex<()> = Mutex::const_new(());
    match engine {
        Engine::Sqlite => None,
        Engine::Postgres => Some(ALONE.lock().await),
    }
}
