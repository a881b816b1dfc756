//! Bad configuration: exit status 2 and one line that says what to do. Good configuration runs.

mod tokens;

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _},
    net::TcpListener,
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use tempfile::TempDir;

/// Longer than any start takes; only a hanging program waits it out.
const DEADLINE: Duration = Duration::from_mins(1);

/// One run of the program.
struct Run {
    args: Vec<String>,
    environment: Vec<(&'static str, String)>,
    directory: TempDir,
}

struct Finished {
    status: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Run {
    /// `serve` on a free port with its data in a temporary directory, unless `args` say else.
    fn serve(args: &[&str]) -> Self {
        Self::new(&["serve"])
            .args(args)
            .env("DEMO_SESSION_LISTEN", "127.0.0.1:0")
    }

    fn new(args: &[&str]) -> Self {
        Self {
            args: Vec::new(),
            environment: Vec::new(),
            directory: TempDir::new().unwrap(),
        }
        .args(args)
    }

    fn args(mut self, args: &[&str]) -> Self {
        self.args.extend(args.iter().map(|arg| (*arg).to_owned()));
        self
    }

    fn env(mut self, name: &'static str, value: &str) -> Self {
        self.environment.retain(|(known, _)| *known != name);
        self.environment.push((name, value.to_owned()));
        self
    }

    /// With a configuration file of this text.
    fn file(self, text: &str) -> Self {
        fs::write(self.directory.path().join("config.toml"), text).unwrap();
        self.args(&["--config", "config.toml"])
    }

    fn spawn(&self) -> Child {
        Command::new(env!("CARGO_BIN_EXE_demo-session"))
            .args(&self.args)
            .env_clear()
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .current_dir(self.directory.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }

    /// Waits until the program ends by itself.
    fn finish(&self) -> Finished {
        let mut child = self.spawn();
        let (mut out, mut err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
        let (send, receive) = mpsc::channel();
        let sender = send.clone();
        thread::spawn(move || {
            let mut text = String::new();
            out.read_to_string(&mut text).unwrap();
            let _ = sender.send((true, text));
        });
        thread::spawn(move || {
            let mut text = String::new();
            err.read_to_string(&mut text).unwrap();
            let _ = send.send((false, text));
        });
        let (mut stdout, mut stderr) = (String::new(), String::new());
        for _ in 0..2 {
            let Ok((is_stdout, text)) = receive.recv_timeout(DEADLINE) else {
                child.kill().unwrap();
                panic!("{:?} does not end by itself", self.args);
            };
            *(if is_stdout { &mut stdout } else { &mut stderr }) = text;
        }
        Finished {
            status: child.wait().unwrap().code(),
            stdout,
            stderr,
        }
    }

    /// The program cannot run, and says so in one line that holds all of `words`.
    fn is_refused(&self, words: &[&str]) {
        let Finished {
            status,
            stdout,
            stderr,
        } = self.finish();
        assert_eq!(status, Some(2), "{:?}: {stderr}", self.args);
        assert_eq!(stdout, "", "{:?}: results only go to stdout", self.args);
        // What was done before may stand in the log, but not that the start has succeeded.
        let (log, lines): (Vec<&str>, Vec<&str>) =
            stderr.lines().partition(|line| line.contains(" INFO "));
        assert!(!log.iter().any(|line| line.contains("ready")), "{log:#?}");
        let line = lines.join("\n");
        assert!(line.starts_with("error: "), "{line}");
        assert!(!line.contains('\n'), "more than one line:\n{line}");
        for word in words {
            assert!(line.contains(word), "`{word}` is not in: {line}");
        }
        assert!(!stderr.contains("s3cret"), "{stderr}");
        assert!(
            !line.contains('\x1b'),
            "escape codes off a terminal: {line}"
        );
    }

    /// The program listens; its first log line says where, and a later one that all has succeeded.
    fn listens(&self) {
        let mut child = self.spawn();
        let err = BufReader::new(child.stderr.take().unwrap());
        let (send, receive) = mpsc::channel();
        thread::spawn(move || {
            for line in err.lines().map_while(Result::ok) {
                let _ = send.send(line);
            }
        });
        let mut said: Vec<String> = Vec::new();
        while said.last().is_none_or(|line| !line.contains("ready")) {
            let Ok(line) = receive.recv_timeout(DEADLINE) else {
                break;
            };
            said.push(line);
        }
        let _ = child.kill();
        child.wait().unwrap();
        let (first, last) = (said.first(), said.last());
        for (line, event) in [(first, "starting"), (last, "ready")] {
            let line = line.expect("a line within the deadline");
            assert!(
                line.contains(event) && line.contains("listen=127.0.0.1:"),
                "{said:#?}"
            );
        }
    }
}

#[test]
fn an_unknown_key_is_refused_with_the_nearest_name() {
    Run::serve(&[])
        .file("databse = \"sqlite:data\"\n")
        .is_refused(&["`databse`", "config.toml", "did you mean `database`?"]);
    Run::serve(&[])
        .env("DEMO_SESSION_DATABSE", "sqlite:data")
        .is_refused(&["`databse`", "environment", "did you mean `database`?"]);
}

#[test]
fn an_unknown_nested_key_is_refused_with_the_nearest_name() {
    Run::serve(&[])
        .file("[session]\nlifetme = \"30m\"\n")
        .is_refused(&["`session.lifetme`", "config.toml", "`lifetime`"]);
    Run::serve(&[])
        .env("DEMO_SESSION_SESSION__LIFETME", "30m")
        .is_refused(&["`session.lifetme`", "environment", "`lifetime`"]);
    Run::serve(&[])
        .file("[services.orders]\nulr = \"http://orders\"\n")
        .is_refused(&["`services.orders.ulr`", "`url`"]);
    Run::serve(&[])
        .file("[services.order]\nurl = \"http://orders\"\n")
        .is_refused(&["`services.order`", "did you mean `orders`?"]);
}

#[test]
fn a_value_that_does_not_fit_is_refused_with_its_key() {
    Run::serve(&[])
        .env("DEMO_SESSION_SESSION__LIFETIME", "soon")
        .is_refused(&["`session.lifetime`", "30m"]);
    Run::serve(&[])
        .env("DEMO_SESSION_LIMITS__PER_EMAIL", "many")
        .is_refused(&["`limits.per_email`"]);
    Run::serve(&[])
        .env("DEMO_SESSION_LOG__FORMAT", "xml")
        .is_refused(&["`xml`", "`log.format`", "text", "json"]);
    Run::serve(&[])
        .env("DEMO_SESSION_ID_TRANSFORM", "plus")
        .is_refused(&["`plus`", "`id_transform`", "xor", "xor_rfc9562"]);
    Run::serve(&[])
        .env("DEMO_SESSION_LIMITS__TRUSTED_PROXIES", "[\"proxy\"]")
        .is_refused(&["`limits.trusted_proxies`", "10.0.0.0/8"]);
    Run::serve(&[])
        .env("DEMO_SESSION_LIMITS__CONNECTIONS", "0")
        .is_refused(&["`limits.connections`", "at least 1"]);
    for (name, key) in [
        (
            "DEMO_SESSION_LIMITS__HEADER_TIMEOUT",
            "`limits.header_timeout`",
        ),
        ("DEMO_SESSION_LIMITS__BODY_TIMEOUT", "`limits.body_timeout`"),
    ] {
        Run::serve(&[])
            .env(name, "0s")
            .is_refused(&[key, "more than 0"]);
        Run::serve(&[]).env(name, "soon").is_refused(&[key, "30m"]);
    }
    Run::serve(&[])
        .env("DEMO_SESSION_SHUTDOWN_TIMEOUT", "soon")
        .is_refused(&["`shutdown_timeout`", "30m"]);
}

#[test]
fn a_bad_database_url_is_refused_without_its_password() {
    for (url, word) in [
        ("mysql://ana:s3cret@db:3306", "mysql"),
        ("postgres://ana:s3cret@db:port", "PostgreSQL"),
        ("ana:s3cret@db", "database"),
        ("sqlite:", "directory"),
        ("", "scheme"),
    ] {
        let how = ["sqlite:DIRECTORY", "postgres://USER:PASSWORD@HOST:PORT"];
        Run::serve(&["--database", url]).is_refused(&["`database`", word, how[0], how[1]]);
        Run::serve(&[])
            .env("DEMO_SESSION_DATABASE", url)
            .is_refused(&["`database`", word, how[0], how[1]]);
    }
    Run::serve(&[])
        .env(
            "DEMO_SESSION_SERVICES__ORDERS__DATABASE",
            "mysql://ana:s3cret@db",
        )
        .is_refused(&["`services.orders.database`", "mysql", "sqlite:DIRECTORY"]);
    Run::serve(&["--database", "postgres://ana:s3cret@127.0.0.1:1/mine"]).is_refused(&[
        "`database`",
        "`mine`",
        "leave it out",
        "demo_sessions",
    ]);
}

#[test]
fn a_database_that_is_down_is_named_without_its_password() {
    Run::serve(&["--database", "postgres://ana:s3cret@127.0.0.1:1"])
        .env("DEMO_SESSION_OPERATOR_TOKEN", "an operator's long token")
        .is_refused(&["127.0.0.1:1", "database", "is PostgreSQL running there"]);
    // What stands where the directory should be is a file.
    let run = Run::serve(&["--database", "sqlite:data"]);
    fs::write(run.directory.path().join("data"), "not a directory").unwrap();
    run.is_refused(&["data", "directory", "--database sqlite:DIRECTORY"]);
}

#[test]
fn a_bad_address_is_refused_with_an_example() {
    for listen in ["localhost", "127.0.0.1", "8000", "127.0.0.1:99999", ""] {
        Run::serve(&["--listen", listen]).is_refused(&["`listen`", "127.0.0.1:8000"]);
        Run::serve(&[])
            .env("DEMO_SESSION_LISTEN", listen)
            .is_refused(&["`listen`", "127.0.0.1:8000"]);
    }
}

#[test]
fn a_port_in_use_is_refused() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    Run::serve(&["--listen", &address]).is_refused(&[&address, "another program", "--listen"]);
}

#[test]
fn missing_files_are_refused_by_name() {
    Run::serve(&["--config", "nowhere.toml"]).is_refused(&["nowhere.toml", "cannot read"]);
    Run::serve(&[])
        .env("DEMO_SESSION_SEED_DIR", "nowhere")
        .is_refused(&["`seed_dir`", "nowhere", "make it"]);
    Run::serve(&[])
        .env("DEMO_SESSION_SERVICES_DIR", "nowhere")
        .is_refused(&["`services_dir`", "nowhere", "make it"]);
    Run::new(&["validate", "--all", "--seed-dir", "nowhere"]).is_refused(&["nowhere"]);
    Run::new(&["validate", "--profile", "profesional"]).is_refused(&[
        "`profesional`",
        "did you mean `professional`?",
        "seed-data",
    ]);
    Run::new(&["validate", "--profile", "../professional"]).is_refused(&["not a profile's name"]);
}

#[test]
fn bad_toml_is_refused_with_its_line() {
    Run::serve(&[])
        .file("listen = \"127.0.0.1:0\"\n\ndatabase = sqlite\n")
        .is_refused(&["config.toml", "line 3", "TOML"]);
    Run::serve(&[])
        .file("listen = \"127.0.0.1:0\"\nlisten = \"127.0.0.1:0\"\n")
        .is_refused(&["config.toml", "line 2", "listen"]);
}

#[test]
fn an_unknown_role_is_refused_with_the_nearest_name() {
    Run::serve(&["--only", "sessions,order"])
        .env("DEMO_SESSION_INTERNAL_TOKEN", "a shared long token")
        .is_refused(&["--only", "`order`", "did you mean `orders`?"]);
}

#[test]
fn a_bad_service_url_is_refused() {
    for url in ["sales", "ftp://sales", "http://", "sales:8000"] {
        Run::serve(&[])
            .env("DEMO_SESSION_INTERNAL_TOKEN", "a shared long token")
            .env("DEMO_SESSION_SERVICES__SALES__URL", url)
            .is_refused(&["`services.sales.url`", "https://sales.internal"]);
    }
    Run::serve(&[])
        .env("DEMO_SESSION_INTERNAL_TOKEN", "a shared long token")
        .file("[services.sales]\nurl = \"http://sales\"\ndatabase = \"sqlite:x\"\n")
        .is_refused(&["`services.sales`", "`url`", "`database`"]);
}

#[test]
fn the_printed_configuration_is_a_valid_file() {
    let printed = Run::new(&["config"]).finish();
    assert_eq!((printed.status, &*printed.stderr), (Some(0), ""));
    for key in [
        "listen",
        "database",
        "database_connections",
        "public_url",
        "seed_dir",
        "services_dir",
        "id_transform",
        "internal_token",
        "operator_token",
        "secret_key",
        "secret_key_previous",
        "shutdown_timeout",
        "lifetime",
        "max_lifetime",
        "max_live",
        "history",
        "per_address",
        "per_email",
        "creations_at_once",
        "creations_waiting",
        "connections",
        "header_timeout",
        "body_timeout",
        "body_bytes",
        "trusted_proxies",
        "format",
        "url",
    ] {
        let documented = |line: &str| {
            let line = line.trim_start_matches("# ");
            line.strip_prefix(key)
                .is_some_and(|rest| rest.trim_start().starts_with('='))
        };
        assert!(printed.stdout.lines().any(documented), "`{key}` is missing");
    }
    Run::serve(&[]).file(&printed.stdout).listens();
}

#[test]
fn without_configuration_the_program_runs_beside_its_data() {
    let run = Run::serve(&[]);
    run.listens();
    let data = run.directory.path().join("data");
    assert!(data.join("operator_token").is_file());
    assert_only_the_owner_reads(&data.join("operator_token"));
}

fn assert_only_the_owner_reads(path: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = fs::metadata(path).unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0, "{mode:o}");
}
