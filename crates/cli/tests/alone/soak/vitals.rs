//! What a process holds on to.

use std::{
    collections::BTreeMap,
    fs,
    path::PathBuf,
    time::{Duration, Instant},
};

use super::CONNECTIONS;
use crate::{
    databases::Databases,
    server::{DEADLINE, Engine, Server},
};

/// Of one SQLite file: the writer, its checkpoints, and eight readers.
const MOST_OF_A_FILE: usize = 10;

/// Beside a thread a core: those of SQLite, which go when they have had nothing to do for 10 s.
/// In that time the sweeper and this test wake one of them about fifteen times, each another.
const MOST_THREADS: usize = 24;

/// What a connection to SQLite may keep: 2000 KiB of pages, and its statements.
const KIB_OF_A_CONNECTION: u64 = 2500;

/// As it stands when nobody asks anything of it.
#[derive(Debug)]
pub struct Vitals {
    /// Of tokio.
    tasks: u64,
    threads: usize,
    /// Sockets but those to PostgreSQL, and whatever else is no file.
    sockets: usize,
    others: usize,
    /// The most descriptors of one file.
    of_a_file: usize,
    /// To PostgreSQL.
    connections: usize,
    /// To SQLite: each has its file open.
    files: u64,
    /// Files of SQLite.
    databases: u64,
    resident_kib: u64,
}

impl Vitals {
    /// Waits until a process is at rest, and holds no more than it did before. It may keep its
    /// pools, and memory that it will use again.
    pub async fn at_rest(server: &Server, databases: &Databases, before: Option<&Self>) -> Self {
        let begun = Instant::now();
        loop {
            let vitals = Self::of(server, databases).await;
            let excess = vitals.excess(before);
            if excess.is_empty() {
                return vitals;
            }
            assert!(
                begun.elapsed() < DEADLINE,
                "too many {excess:?}: {vitals:?} after {before:?}"
            );
            // Asked more often, the threads would have something to do.
            tokio::time::sleep(Duration::from_secs(2)).await;
        }
    }

    fn excess(&self, before: Option<&Self>) -> Vec<&'static str> {
        let cores = std::thread::available_parallelism().unwrap().get();
        let mut excess = vec![
            ("threads", self.threads > cores + MOST_THREADS),
            ("descriptors of a file", self.of_a_file > MOST_OF_A_FILE),
            ("connections", self.connections > CONNECTIONS),
        ];
        if let Some(before) = before {
            excess.extend([
                ("tasks", self.tasks > before.tasks),
                ("sockets", self.sockets > before.sockets),
                ("other descriptors", self.others > before.others),
                ("KiB of memory", self.resident_kib > self.room_after(before)),
            ]);
        } else {
            // The one that is asked for this, what the program runs all the time, and of SQLite the
            // checkpoints of each file.
            excess.push(("tasks", self.tasks > 4 + self.databases));
        }
        let excess = excess.into_iter().filter(|(_, is_so)| *is_so);
        excess.map(|(what, _)| what).collect()
    }

    /// As much memory as there was, half of it, 32 MiB, and what connections have yet to fill.
    fn room_after(&self, before: &Self) -> u64 {
        before.resident_kib * 3 / 2 + 32 * 1024 + self.files * KIB_OF_A_CONNECTION
    }

    async fn of(server: &Server, databases: &Databases) -> Self {
        let text = server.api.get("/metrics", "").await.text;
        let line = text
            .lines()
            .find_map(|line| line.strip_prefix("demo_tasks_alive "));
        let process = format!("/proc/{}", server.id());
        let (mut sockets, mut others, mut files) = (0, 0, BTreeMap::<PathBuf, usize>::new());
        for entry in fs::read_dir(format!("{process}/fd")).unwrap() {
            let Ok(target) = fs::read_link(entry.unwrap().path()) else {
                continue;
            };
            if target.is_absolute() {
                *files.entry(target).or_default() += 1;
            } else if target.to_string_lossy().starts_with("socket:") {
                sockets += 1;
            } else {
                others += 1;
            }
        }
        let connections = connections(databases);
        let is_database = |path: &&PathBuf| path.extension().is_some_and(|one| one == "sqlite");
        let of_databases = files.iter().filter(|(path, _)| is_database(path));
        let of_databases: Vec<u64> = of_databases.map(|(_, opened)| *opened as u64).collect();
        Self {
            tasks: line.expect("the metric").parse().unwrap(),
            threads: fs::read_dir(format!("{process}/task")).unwrap().count(),
            sockets: sockets - connections.min(sockets),
            others,
            of_a_file: files.values().copied().max().unwrap_or_default(),
            connections,
            files: of_databases.iter().sum(),
            databases: of_databases.len() as u64,
            resident_kib: resident_kib(&process),
        }
    }
}

/// Those that are open, if none of them is in the middle of something.
fn connections(databases: &Databases) -> usize {
    if databases.engine == Engine::Sqlite {
        return 0;
    }
    let sql = "select state from pg_stat_activity where backend_type = 'client backend' \
               and pid <> pg_backend_pid()";
    let states = databases.query("sessions", sql);
    // A transaction that nobody ends counts as more than there may be.
    if states.iter().any(|state| state.starts_with("idle in")) {
        return CONNECTIONS + 1;
    }
    states.len()
}

fn resident_kib(process: &str) -> u64 {
    let status = fs::read_to_string(format!("{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.unwrap().trim().trim_end_matches(" kB");
    kib.parse().unwrap()
}
