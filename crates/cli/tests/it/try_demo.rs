//! `demo-session try`: one command, one demo, and how to use it.

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _},
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use tempfile::TempDir;

use crate::{
    http::Api,
    server::{self, DEADLINE},
};

/// A running `try`, and the lines that it has printed.
struct Try {
    child: Child,
    printed: Vec<String>,
    stderr: mpsc::Receiver<String>,
    took: Duration,
    /// Where it may leave things.
    directory: TempDir,
}

impl Drop for Try {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Try {
    fn start(args: &[&str]) -> Self {
        Self::start_with(args, &[])
    }

    fn start_with(args: &[&str], environment: &[(&str, &str)]) -> Self {
        let directory = TempDir::new().unwrap();
        let begun = Instant::now();
        let mut child = Command::new(env!("CARGO_BIN_EXE_demo-session"))
            .arg("try")
            .args(args)
            .env_clear()
            .env("TMPDIR", directory.path())
            .env("DEMO_SESSION_LISTEN", "127.0.0.1:0")
            .envs(environment.iter().copied())
            .current_dir(directory.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (send, stdout) = mpsc::channel();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        thread::spawn(move || {
            lines
                .map_while(Result::ok)
                .try_for_each(|line| send.send(line))
        });
        let (send, stderr) = mpsc::channel();
        let mut rest = child.stderr.take().unwrap();
        thread::spawn(move || {
            let mut text = String::new();
            let _ = rest.read_to_string(&mut text);
            send.send(text)
        });
        let mut printed = Vec::new();
        while !printed
            .last()
            .is_some_and(|line: &String| line.contains("Ctrl-C"))
        {
            if let Ok(line) = stdout.recv_timeout(DEADLINE) {
                printed.push(line);
            } else {
                let _ = child.kill();
                panic!("{}\n{}", printed.join("\n"), stderr.recv().unwrap());
            }
        }
        Self {
            child,
            printed,
            stderr,
            took: begun.elapsed(),
            directory,
        }
    }

    /// What follows a word at the beginning of a line.
    fn value(&self, word: &str) -> &str {
        let line = self.printed.iter().find_map(|line| line.strip_prefix(word));
        line.unwrap_or_else(|| panic!("no `{word}` in\n{}", self.printed.join("\n")))
            .trim()
    }

    /// Rows and milliseconds of a line of the table.
    fn numbers(&self, service: &str) -> (u64, f64) {
        let mut words = self.value(service).split_whitespace();
        let (rows, time) = (words.next().unwrap(), words.next().unwrap());
        (rows.parse().unwrap(), time.parse().unwrap())
    }

    /// The lines of users: role, e-mail, name.
    fn users(&self) -> Vec<(&str, &str)> {
        let lines = self
            .printed
            .iter()
            .skip_while(|line| !line.starts_with("Users"))
            .skip(1);
        let lines = lines.take_while(|line| line.starts_with("  "));
        lines
            .map(|line| {
                let mut words = line.split_whitespace();
                (words.next().unwrap(), words.next().unwrap())
            })
            .collect()
    }

    /// Ctrl-C; what it said on stderr.
    fn interrupt(&mut self) -> String {
        let kill = Command::new("kill")
            .args(["-INT", &self.child.id().to_string()])
            .status();
        assert!(kill.unwrap().success());
        let stderr = self
            .stderr
            .recv_timeout(DEADLINE)
            .expect("it ends when told to");
        assert_eq!(self.child.wait().unwrap().code(), Some(0), "{stderr}");
        stderr
    }
}

fn entries(directory: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(directory).unwrap();
    entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

/// What is printed is true: the table, the log-in of each user, and the curl command.
async fn prints_what_works(demo: &Try, users: usize) -> Api {
    let services = [
        "auth",
        "forecasting",
        "inventory",
        "orchestrator",
        "orders",
        "procurement",
        "production",
        "recipes",
        "sales",
        "suppliers",
        "tenant",
    ];
    let rows: u64 = services
        .iter()
        .map(|service| {
            let (rows, milliseconds) = demo.numbers(&format!("{service} "));
            assert!(rows > 0 && milliseconds >= 0.0);
            rows
        })
        .sum();
    assert_eq!(demo.numbers("in all").0, rows);
    assert!(
        !demo.printed.join("\n").contains('\x1b'),
        "escape codes off a terminal"
    );

    let api = Api::new(demo.value("URL"));
    let password = demo.value("Password").split_whitespace().next().unwrap();
    let login = demo.value("Programs");
    assert_eq!(login, format!("POST {}/api/v1/auth/login", api.url));
    let page = demo.value("Log in").strip_prefix(&api.url).unwrap();
    assert_eq!(api.get(page, "").await.status, 200);
    assert_eq!(demo.users().len(), users);
    for (role, email) in demo.users() {
        let answer = api.login(email, password).await.ok(200);
        assert_eq!(answer["user"]["role"], role);
    }
    let docs = demo
        .value("API documentation:")
        .strip_prefix(&api.url)
        .unwrap();
    assert_eq!(api.get(docs, "").await.status, 200);
    let curl = demo
        .printed
        .iter()
        .find(|line| line.contains("curl "))
        .unwrap();
    // As a shell reads it.
    let output = Command::new("sh")
        .arg("-c")
        .arg(format!("{} --silent --noproxy '*'", curl.trim()))
        .output();
    let output = output.unwrap();
    assert!(output.status.success(), "{output:?}");
    let page: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(!page["items"].as_array().unwrap().is_empty(), "{page}");
    api
}

#[tokio::test]
async fn it_runs_on_sqlite_and_leaves_nothing() {
    let mut demo = Try::start(&[]);
    prints_what_works(&demo, 4).await;
    assert_eq!(
        entries(demo.directory.path()).len(),
        1,
        "its data are in a temporary directory"
    );
    let stderr = demo.interrupt();
    assert!(!stderr.contains("error"), "{stderr}");
    assert_eq!(entries(demo.directory.path()), Vec::<String>::new());
    eprintln!("try took {:?}", demo.took);
}

#[tokio::test]
async fn it_runs_the_enterprise_profile_for_somebody() {
    let mut demo = Try::start(&["--profile", "enterprise", "--email", "ana@example.com"]);
    prints_what_works(&demo, 9).await;
    let tenants = demo
        .printed
        .iter()
        .filter(|line| line.starts_with("Tenant "))
        .count();
    assert_eq!(tenants, 4);
    demo.interrupt();
}

#[tokio::test]
async fn it_runs_on_postgresql_and_removes_its_rows() {
    let database = server::postgres();
    let mut demo = Try::start(&["--database", &database]);
    let api = prints_what_works(&demo, 4).await;
    let tenant = demo.value("Tenant").rsplit(' ').next().unwrap().to_owned();
    assert!(
        !demo.printed.join("\n").contains(&database),
        "a URL holds a password"
    );
    let stderr = demo.interrupt();
    assert!(!stderr.contains("error"), "{stderr}");
    assert!(
        api.request("GET", "/healthz", "").send().await.is_err(),
        "it is down"
    );
    let server = server::Server::start(server::Engine::Postgres);
    for service in ["auth", "orders", "sales", "tenant"] {
        let path = format!("/services/{service}/internal/demo/tenant/{tenant}");
        let counted = server.api.get(&path, server::INTERNAL).await.ok(200);
        assert_eq!(counted["records"], 0, "{counted}");
    }
    assert_eq!(entries(demo.directory.path()), Vec::<String>::new());
}

/// Links begin with an address that leads nowhere yet; what `try` itself asks goes where it listens.
#[test]
fn it_needs_no_public_url_to_lead_anywhere() {
    let environment = [
        ("DEMO_SESSION_PUBLIC_URL", "http://demo.invalid/"),
        ("DEMO_SESSION_LISTEN", "0.0.0.0:0"),
    ];
    let mut demo = Try::start_with(&[], &environment);
    assert_eq!(demo.value("URL"), "http://demo.invalid");
    let login = demo.value("Programs");
    assert_eq!(login, "POST http://demo.invalid/api/v1/auth/login");
    let stderr = demo.interrupt();
    assert!(stderr.contains("The demo is removed"), "{stderr}");
}

#[tokio::test]
async fn what_is_kept_stays() {
    let mut demo = Try::start(&["--keep"]);
    prints_what_works(&demo, 4).await;
    demo.interrupt();
    assert!(entries(&demo.directory.path().join("data")).len() > 11);
}

/// Runs `try` to its end; its exit status and what it says.
fn run_in(directory: &Path, args: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_demo-session"))
        .arg("try")
        .args(args)
        .env_clear()
        .env("TMPDIR", directory)
        .env("DEMO_SESSION_LISTEN", "127.0.0.1:0")
        .current_dir(directory)
        .output()
        .unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    (output.status.code(), stderr)
}

#[test]
fn what_cannot_run_says_so() {
    for (args, status, word) in [
        (&["--profile", "profesional"][..], 1, "professional"),
        (&["--email", "ana"], 1, "ana@example.com"),
        (
            &["--database", "postgres://ana:s3cret@127.0.0.1:1"],
            2,
            "127.0.0.1:1",
        ),
    ] {
        let directory = TempDir::new().unwrap();
        let (ended, stderr) = run_in(directory.path(), args);
        assert_eq!(ended, Some(status), "{stderr}");
        assert!(
            stderr.contains(word) && !stderr.contains("s3cret"),
            "{stderr}"
        );
        assert_eq!(
            stderr
                .lines()
                .filter(|line| line.starts_with("error: "))
                .count(),
            1,
            "{stderr}"
        );
        assert_eq!(entries(directory.path()), Vec::<String>::new(), "{args:?}");
    }
}

#[test]
fn a_profile_with_errors_is_not_said_to_be_none() {
    let directory = TempDir::new().unwrap();
    let profile = directory.path().join("seed-data/professional");
    fs::create_dir_all(&profile).unwrap();
    fs::write(profile.join("manifest.json"), "{").unwrap();
    let (ended, stderr) = run_in(directory.path(), &[]);
    assert_eq!(ended, Some(1), "{stderr}");
    assert_eq!(
        stderr.lines().last(),
        Some(
            "error: the seed data of `professional` has errors: \
             `demo-session validate --profile professional` shows each"
        ),
        "{stderr}"
    );
}
