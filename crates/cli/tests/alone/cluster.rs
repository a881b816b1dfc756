//! A PostgreSQL server of a test's own, which it may stop and start.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    path::Path,
    process::{Child, ChildStdin, Command, Stdio},
};

/// Ends with the test.
pub struct Cluster {
    /// Of its superuser.
    pub url: String,
    /// The directory of its data.
    data: String,
    programs: String,
    child: Child,
    /// Its script ends when this is closed.
    input: Option<ChildStdin>,
}

/// A connection with what it has locked.
pub struct Held {
    child: Child,
    _input: ChildStdin,
}

impl Drop for Held {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.input.take());
        let _ = self.child.wait();
    }
}

impl Cluster {
    pub fn start() -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/with-postgres");
        let says =
            "echo $DEMO_TEST_DATABASE; echo $DEMO_TEST_PGDATA; echo $DEMO_TEST_PGBIN; exec cat";
        let mut child = Command::new(script)
            .args(["sh", "-c", says])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut line = || lines.next().expect("PostgreSQL starts").unwrap();
        Self {
            url: line(),
            data: line(),
            programs: line(),
            input: child.stdin.take(),
            child,
        }
    }

    /// Runs statements on a connection that stays open, with the locks that they take, until
    /// it is dropped.
    pub fn hold(&self, database: &str, sql: &str) -> Held {
        let mut child = Command::new(Path::new(&self.programs).join("psql"))
            .args(["--no-psqlrc", "--quiet", "--no-align", "--tuples-only"])
            .args(["--set", "ON_ERROR_STOP=1"])
            .arg(format!("{}/{database}", self.url))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        writeln!(input, "{sql};\n\\echo held").unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let held = lines.any(|line| line.unwrap() == "held");
        assert!(held, "{sql}");
        Held {
            child,
            _input: input,
        }
    }

    /// Stops the server as a power loss would.
    pub fn stop(&self) {
        self.control(&["stop", "--mode", "immediate"]);
    }

    /// Starts it again.
    pub fn start_again(&self) {
        let log = format!("{}/again.log", self.data);
        self.control(&["start", "--log", &log]);
    }

    /// PostgreSQL is run by the owner of its data, and so is what controls it.
    fn control(&self, arguments: &[&str]) {
        use std::os::unix::{fs::MetadataExt as _, process::CommandExt as _};
        let owner = std::fs::metadata(&self.data).unwrap();
        let output = Command::new(Path::new(&self.programs).join("pg_ctl"))
            .args(arguments)
            .args(["--pgdata", &self.data, "--wait", "--silent"])
            .current_dir("/")
            .gid(owner.gid())
            .uid(owner.uid())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .status()
            .unwrap();
        assert!(output.success(), "pg_ctl {arguments:?}");
    }
}
