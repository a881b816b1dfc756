//! The whole service: the release program as a child process, by HTTP over loopback.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Mutex,
    time::{Duration, Instant},
};

use anyhow::{Context as _, bail, ensure};
use futures::{StreamExt as _, stream};
use reqwest::Client;
use serde::Deserialize;

use super::{EMAIL, Scenario};
use crate::data;

const OPERATOR: &str = "the-operator-of-the-benchmark";
/// Longer than it ever takes to start.
const PATIENCE: Duration = Duration::from_mins(1);
/// Removals at a time.
const REMOVALS: usize = 8;

/// The running program.
pub struct Service {
    child: Child,
    url: String,
    body: String,
    http: Client,
    made: Mutex<Vec<String>>,
    /// Holds its log.
    _directory: tempfile::TempDir,
}

/// What is read of an answer.
#[derive(Deserialize)]
struct Made {
    session_id: String,
}

impl Drop for Service {
    fn drop(&mut self) {
        // It may have ended by itself; either way it is waited for.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Service {
    /// Starts the program beside this one and waits until it serves the profile.
    ///
    /// # Errors
    ///
    /// Why it does not serve.
    pub async fn start(scenario: &Scenario) -> anyhow::Result<Self> {
        Self::start_program(&program()?, scenario).await
    }

    /// The same with a program of the caller's.
    ///
    /// # Errors
    ///
    /// Why it does not serve.
    pub async fn start_program(program: &Path, scenario: &Scenario) -> anyhow::Result<Self> {
        // An error says that it is installed already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let directory = tempfile::tempdir()?;
        let log = directory.path().join("log");
        let child = Command::new(program)
            .args(["serve", "--listen", "127.0.0.1:0"])
            .env_clear()
            .env("DEMO_SESSION_DATABASE", scenario.place.url())
            .env("DEMO_SESSION_OPERATOR_TOKEN", OPERATOR)
            .env("DEMO_SESSION_SEED__HISTORY", scenario.history.to_string())
            .env("DEMO_SESSION_SEED_DIR", data::root().join("seed-data"))
            .env("DEMO_SESSION_LIMITS__PER_ADDRESS", "0")
            .env("DEMO_SESSION_LIMITS__PER_EMAIL", "0")
            // More than one measurement makes; the count of live sessions is still asked for.
            .env("DEMO_SESSION_SESSION__MAX_LIVE", "1000000")
            .current_dir(directory.path())
            .stdin(Stdio::null())
            // A file and not a pipe: reading it would be this process's work.
            .stderr(File::create(&log)?)
            .spawn()
            .with_context(|| format!("cannot run {}", program.display()))?;
        let mut service = Self {
            child,
            url: String::new(),
            body: format!(
                r#"{{"demo_account_type":"{}","email":"{EMAIL}"}}"#,
                scenario.profile
            ),
            http: Client::builder().no_proxy().build()?,
            made: Mutex::default(),
            _directory: directory,
        };
        service.url = service.listening(&log).await?;
        let ready = service.http.get(format!("{}/readyz", service.url)).send();
        let ready = ready.await?;
        ensure!(
            ready.status() == 200,
            "it is not ready: {}",
            ready.text().await?
        );
        Ok(service)
    }

    /// Waits for the line of the log that says where it listens.
    async fn listening(&mut self, log: &Path) -> anyhow::Result<String> {
        let begun = Instant::now();
        loop {
            let said = fs::read_to_string(log)?;
            let address = said.lines().find_map(|line| line.split_once("listen="));
            if let Some((_, rest)) = address
                && let Some((address, _)) = rest.split_once(' ')
            {
                let url = format!("http://{address}");
                // The address is bound before the databases are opened.
                if self.http.get(format!("{url}/healthz")).send().await.is_ok() {
                    return Ok(url);
                }
            }
            if self.child.try_wait()?.is_some() || begun.elapsed() > PATIENCE {
                bail!("the program does not serve:\n{said}");
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Where it listens.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Its process.
    #[must_use]
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// Makes one session.
    ///
    /// # Errors
    ///
    /// An answer other than 201, as it is.
    ///
    /// # Panics
    ///
    /// Never: nothing panics while the list is held.
    pub async fn session(&self) -> anyhow::Result<()> {
        let request = self
            .http
            .post(format!("{}/api/v1/demo-sessions", self.url))
            .header("content-type", "application/json")
            .body(self.body.clone());
        let answer = request.send().await?;
        let status = answer.status();
        let body = answer.bytes().await?;
        ensure!(
            status == 201,
            "{status}: {}",
            String::from_utf8_lossy(&body)
        );
        let made: Made = serde_json::from_slice(&body)?;
        let mut all = self.made.lock().expect("nothing panics while it is held");
        all.push(made.session_id);
        Ok(())
    }

    /// Removes all sessions that it made.
    ///
    /// # Errors
    ///
    /// An answer other than 200, as it is.
    ///
    /// # Panics
    ///
    /// Never: nothing panics while the list is held.
    pub async fn clear(&self) -> anyhow::Result<()> {
        let made = std::mem::take(&mut *self.made.lock().expect("nothing panics while it is held"));
        let removals = made.iter().map(|id| async move {
            let url = format!("{}/api/v1/demo-sessions/{id}", self.url);
            let answer = self.http.delete(url).bearer_auth(OPERATOR).send().await?;
            let status = answer.status();
            let body = answer.text().await?;
            ensure!(status == 200, "removing a session: {status}: {body}");
            Ok(())
        });
        let mut removals = stream::iter(removals).buffer_unordered(REMOVALS);
        while let Some(removed) = removals.next().await {
            removed?;
        }
        Ok(())
    }
}

/// The program, built beside this one.
fn program() -> anyhow::Result<PathBuf> {
    let path = std::env::current_exe()?.with_file_name("demo-session");
    ensure!(
        path.is_file(),
        "there is no {}: build it with `cargo build --release`",
        path.display()
    );
    Ok(path)
}
