//! What the program takes while it waits for work.

use crate::server::{Engine, Server};

/// Resident memory of a process, in kB, but that of its program's file.
fn resident(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("RssAnon:"))
        .expect("Linux says how much memory a process has");
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

/// Both shipped profiles judged and prepared, and all databases open. Together with the program's
/// file it is to be less than 50 MB: that has 20 MB in memory where it is optimised, and 30 where
/// it is not.
async fn is_small(engine: Engine) {
    let server = Server::start(engine);
    server.api.get("/readyz", "").await.ok(200);
    let memory = resident(server.id());
    assert!(memory < 30_000, "{memory} kB");
}

#[tokio::test]
async fn idle_memory_is_small_on_sqlite() {
    is_small(Engine::Sqlite).await;
}

#[tokio::test]
async fn idle_memory_is_small_on_postgresql() {
    is_small(Engine::Postgres).await;
}
