//! The usual way, as it is built: eleven services in Python with a mapper, and a twelfth that
//! makes sessions by asking them at once. `bench/usual` holds their programs.

use std::{
    fs::{self, File},
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use anyhow::{Context as _, ensure};
use futures::future::try_join_all;
use reqwest::{Client, Response};
use serde::Deserialize;

use super::{EMAIL, Kind, Scenario};
use crate::{chance, data, data::Profile, place};

/// What of a failure's answer is shown.
const SHOWN: usize = 300;

/// The twelve, running.
pub struct Usual {
    /// Ended before the directory goes, since fields are dropped in their order.
    programs: Vec<Program>,
    url: String,
    body: String,
    records: u64,
    http: Client,
    /// Holds their logs.
    _directory: tempfile::TempDir,
}

#[derive(Deserialize)]
struct Made {
    records_cloned: u64,
}

#[derive(Deserialize)]
struct Health {
    requests: u64,
}

impl Usual {
    /// Starts the twelve on databases that are migrated, and sees that a session has exactly the
    /// profile's rows.
    ///
    /// # Errors
    ///
    /// What cannot be installed or does not start, or a table with other rows.
    pub async fn start(url: &str, scenario: &Scenario, profile: &Profile) -> anyhow::Result<Self> {
        // An error says that it is installed already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let python = python()?;
        let directory = tempfile::tempdir()?;
        let run = |name: &str, program: &str, arguments: &[&str]| {
            let log = directory.path().join(name);
            Program::start(&python, program, arguments, url, log)
        };
        let seeds = scenario.seeds.to_string_lossy();
        let history: &[&str] = if scenario.history {
            &["--history"]
        } else {
            &[]
        };
        // All are started before the first is waited for.
        let mut programs = Vec::new();
        for plan in &profile.plans {
            let arguments = [&[plan.service.as_str(), &seeds], history].concat();
            programs.push(run(&plan.service, "service.py", &arguments)?);
        }
        let mut services = Vec::new();
        for (plan, program) in profile.plans.iter().zip(&mut programs) {
            services.push(format!("{}={}", plan.service, program.url()?));
        }
        let services: Vec<&str> = services.iter().map(String::as_str).collect();
        programs.push(run("sessions", "sessions.py", &services)?);
        let url_of_sessions = programs.last_mut().context("it was added")?.url()?;
        let usual = Self {
            programs,
            url: url_of_sessions,
            body: format!(
                r#"{{"demo_account_type":"{}","email":"{EMAIL}"}}"#,
                scenario.profile
            ),
            records: profile.records(),
            http: Client::builder().no_proxy().build()?,
            _directory: directory,
        };
        usual.quiet().await?;
        usual.compare(url, profile).await?;
        Ok(usual)
    }

    /// Waits until all have mapped their tables and none is at work.
    async fn quiet(&self) -> anyhow::Result<()> {
        for program in &self.programs {
            while program.requests(&self.http).await? > 0 {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
        Ok(())
    }

    /// Makes a session and counts its rows in the databases.
    async fn compare(&self, url: &str, profile: &Profile) -> anyhow::Result<()> {
        place::truncate(url, Kind::Usual.prefix()).await?;
        self.session().await?;
        let services = profile.plans.iter().map(async |plan| {
            let database = format!("{}{}", Kind::Usual.prefix(), plan.service);
            let client = place::connect(url, &database, "").await?;
            for table in &plan.tables {
                let sql = format!("select count(*) from {}", table.table);
                let rows: i64 = client.query_one(&sql, &[]).await?.get(0);
                ensure!(
                    usize::try_from(rows)? == table.rows,
                    "the usual way has {rows} rows in {} where the profile has {}",
                    table.table,
                    table.rows
                );
            }
            Ok(())
        });
        try_join_all(services).await?;
        place::truncate(url, Kind::Usual.prefix()).await
    }

    /// Makes one session.
    ///
    /// # Errors
    ///
    /// An answer other than 201, as it is, or one with other rows.
    pub async fn session(&self) -> anyhow::Result<()> {
        let request = self
            .http
            .post(format!("{}/api/v1/demo-sessions", self.url))
            .header("content-type", "application/json")
            .body(self.body.clone());
        let answer = request.send().await?;
        let status = answer.status();
        let body = answer.text().await?;
        let shown: String = body.chars().take(SHOWN).collect();
        ensure!(status == 201, "{status}: {shown}");
        let made: Made = serde_json::from_str(&body)?;
        let records = made.records_cloned;
        ensure!(records == self.records, "{records} records");
        Ok(())
    }

    /// Removes all sessions, once nobody adds to them: a clone goes on when the wait for it was
    /// given up, and would also slow down what is measured next.
    ///
    /// # Errors
    ///
    /// What the database says, or a program that has ended.
    pub async fn clear(&self, url: &str) -> anyhow::Result<()> {
        self.quiet().await?;
        place::truncate(url, Kind::Usual.prefix()).await
    }

    /// Their processes.
    pub fn processes(&self) -> Vec<u32> {
        let programs = self.programs.iter();
        programs.map(|program| program.child.id()).collect()
    }
}

/// One of the twelve. It ends when its standard input does, so it does not outlive this process
/// however that ends.
struct Program {
    child: Child,
    url: String,
    log: PathBuf,
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended by itself; either way it is waited for.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Program {
    fn start(
        python: &Path,
        program: &str,
        arguments: &[&str],
        database: &str,
        log: PathBuf,
    ) -> anyhow::Result<Self> {
        let child = Command::new(python)
            .arg(data::root().join("bench/usual").join(program))
            .args(arguments)
            .env("USUAL_DATABASE", database)
            .env("USUAL_PREFIX", Kind::Usual.prefix())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // A file and not a pipe: reading it would be this process's work.
            .stderr(File::create(&log)?)
            .spawn()
            .with_context(|| format!("cannot run {}", python.display()))?;
        Ok(Self {
            child,
            url: String::new(),
            log,
        })
    }

    /// Where it listens, which is the one line that it prints.
    fn url(&mut self) -> anyhow::Result<String> {
        let mut line = String::new();
        if let Some(output) = self.child.stdout.take() {
            BufReader::new(output).read_line(&mut line)?;
        }
        let port: u16 = line.trim().parse().with_context(|| self.said())?;
        self.url = format!("http://127.0.0.1:{port}");
        Ok(self.url.clone())
    }

    /// How many it works at.
    async fn requests(&self, http: &Client) -> anyhow::Result<u64> {
        let asked = http.get(format!("{}/health", self.url)).send().await;
        let answer = asked.and_then(Response::error_for_status);
        let answer = answer.with_context(|| self.said())?;
        Ok(answer.json::<Health>().await?.requests)
    }

    fn said(&self) -> String {
        let log = fs::read_to_string(&self.log).unwrap_or_default();
        format!("a program of the usual way does not serve:\n{log}")
    }
}

/// The interpreter that has what `bench/usual/requirements.txt` lists, installed when missing.
fn python() -> anyhow::Result<PathBuf> {
    let installer = data::root().join("scripts/install-test-tools");
    let status = Command::new(&installer).arg("usual").status();
    let status = status.with_context(|| format!("cannot run {}", installer.display()))?;
    ensure!(status.success(), "cannot install the usual way's Python");
    let target = chance::variable("CARGO_TARGET_DIR");
    let target = target.map_or_else(|| data::root().join("target"), PathBuf::from);
    Ok(target.join("test-tools/usual/bin/python"))
}
