//! The real program as a server of a test's own.

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
    sync::{Arc, mpsc},
    time::Duration,
};

use crate::http::Api;

pub const OPERATOR: &str = "the-operator-of-these-tests";
pub const INTERNAL: &str = "the-internal-token-of-these-tests";

/// Longer than anything takes that is waited for.
pub const DEADLINE: Duration = Duration::from_mins(1);

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// Ends with the test.
pub struct Server {
    pub api: Api,
    child: Child,
    log: mpsc::Receiver<String>,
    command: Command,
    /// Where its SQLite files are.
    pub data: Arc<tempfile::TempDir>,
    /// The URL of its databases.
    pub database: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; either way it is waited for.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    /// Without limits.
    pub fn start(engine: Engine) -> Self {
        Self::start_with(engine, &[], &[])
    }

    /// With more arguments of `serve` and more of the environment.
    pub fn start_with(engine: Engine, args: &[&str], environment: &[(&str, &str)]) -> Self {
        let data = tempfile::tempdir().unwrap();
        let database = match engine {
            Engine::Sqlite => format!("sqlite:{}", data.path().display()),
            Engine::Postgres => postgres(),
        };
        Self::start_on(database, Arc::new(data), args, environment)
    }

    /// On databases that are there, or in a directory that is.
    pub fn start_on(
        database: String,
        data: Arc<tempfile::TempDir>,
        args: &[&str],
        environment: &[(&str, &str)],
    ) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_demo-session"));
        command
            .args(["serve", "--listen", "127.0.0.1:0"])
            .args(args)
            .env_clear()
            .env("DEMO_SESSION_DATABASE", &database)
            .env("DEMO_SESSION_OPERATOR_TOKEN", OPERATOR)
            .env("DEMO_SESSION_INTERNAL_TOKEN", INTERNAL)
            .env("DEMO_SESSION_LIMITS__PER_ADDRESS", "0")
            .env("DEMO_SESSION_LIMITS__PER_EMAIL", "0")
            .envs(environment.iter().copied())
            .current_dir(data.path())
            .stdin(Stdio::null())
            .stderr(Stdio::piped());
        let (child, log, api) = listen(&mut command);
        Self {
            api,
            child,
            log,
            command,
            data,
            database,
        }
    }
}

/// Starts the program; its log, and where it listens.
fn listen(command: &mut Command) -> (Child, mpsc::Receiver<String>, Api) {
    let mut child = command.spawn().unwrap();
    let lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let (send, receive) = mpsc::channel();
    // Read to the end, or it would stand still once the pipe is full.
    std::thread::spawn(move || {
        for line in lines.map_while(Result::ok) {
            let _ = send.send(line);
        }
    });
    let mut said = String::new();
    let address = loop {
        let Ok(line) = receive.recv_timeout(DEADLINE) else {
            let _ = child.kill();
            panic!("the program does not listen:\n{said}");
        };
        if let Some((_, rest)) = line.split_once("listen=") {
            break rest.split(' ').next().unwrap().to_owned();
        }
        said = format!("{said}{line}\n");
    };
    let api = Api::new(&format!("http://{address}"));
    (child, receive, api)
}

impl Server {
    /// Its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Ends it as nothing else would: it has no time for a last word.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Starts it anew where it was killed, on another port.
    pub fn restart(&mut self) {
        (self.child, self.log, self.api) = listen(&mut self.command);
    }

    /// Sends it a signal, such as `TERM`.
    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill")
            .args([&format!("-{name}"), &self.id().to_string()])
            .status();
        assert!(sent.unwrap().success());
    }

    /// Waits until it has ended by itself; its exit status.
    pub fn exit_status(&mut self) -> i32 {
        let begun = std::time::Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code().expect("it exits by itself");
            }
            assert!(begun.elapsed() < DEADLINE, "it does not end");
            std::thread::yield_now();
        }
    }

    /// Waits for a line of the log that holds a text.
    pub fn said(&self, text: &str) -> String {
        let mut lines = self.said_until(text);
        lines.pop().expect("it ends with that line")
    }

    /// The lines of the log up to one that holds a text.
    pub fn said_until(&self, text: &str) -> Vec<String> {
        let mut lines = Vec::new();
        loop {
            let line = self.log.recv_timeout(DEADLINE);
            lines.push(line.unwrap_or_else(|_| panic!("`{text}` is not in the log: {lines:?}")));
            if lines.last().is_some_and(|line| line.contains(text)) {
                return lines;
            }
        }
    }
}

/// The PostgreSQL server of the tests.
pub fn postgres() -> String {
    #[expect(
        clippy::disallowed_methods,
        reason = "the script that starts PostgreSQL says where it is"
    )]
    std::env::var("DEMO_TEST_DATABASE")
        .expect("run it by scripts/with-postgres, as `make test` does")
}
