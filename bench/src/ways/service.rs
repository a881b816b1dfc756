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

const OPERATOR: &str = "the-operator-of-the-benchmark";
const INTERNAL: &str = "the-services-of-the-benchmark";
/// More than one measurement makes or asks for.
pub const UNLIMITED: [(&str, &str); 3] = [
    ("DEMO_SESSION_LIMITS__PER_ADDRESS", "0"),
    ("DEMO_SESSION_LIMITS__PER_EMAIL", "0"),
    // The count of live sessions is still asked for.
    ("DEMO_SESSION_SESSION__MAX_LIVE", "1000000"),
];
/// Longer than it ever takes to start, also with a profile of a million rows to check.
const PATIENCE: Duration = Duration::from_mins(10);
/// Removals at a time.
const REMOVALS: usize = 8;

/// The running program.
pub struct Service {
    child: Child,
    url: String,
    profile: String,
    http: Client,
    made: Mutex<Vec<String>>,
    /// Holds its log.
    _directory: tempfile::TempDir,
}

/// What is read of the answer that made a session.
#[derive(Debug, Clone, Deserialize)]
pub struct Made {
    /// Names it.
    pub session_id: String,
    /// Names its rows.
    pub virtual_tenant_id: String,
    /// The rows of all services.
    pub records_cloned: u64,
    /// What each did.
    pub services: Vec<Part>,
}

/// What a service did for a session.
#[derive(Debug, Clone, Deserialize)]
pub struct Part {
    /// Its name.
    pub service: String,
    /// `completed`, if all is well.
    pub status: String,
    /// Its rows.
    pub records_cloned: u64,
}

/// How a request for a session was answered.
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// Seconds of `Retry-After`, where it says so.
    pub retry_after: Option<u64>,
    /// As it is.
    pub body: String,
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

    /// The same with these settings in place of [`UNLIMITED`].
    ///
    /// # Errors
    ///
    /// Why it does not serve.
    pub async fn start_with(
        scenario: &Scenario,
        settings: &[(&str, &str)],
    ) -> anyhow::Result<Self> {
        Self::run(&program()?, scenario, settings).await
    }

    /// The same with a program of the caller's.
    ///
    /// # Errors
    ///
    /// Why it does not serve.
    pub async fn start_program(program: &Path, scenario: &Scenario) -> anyhow::Result<Self> {
        Self::run(program, scenario, &UNLIMITED).await
    }

    async fn run(
        program: &Path,
        scenario: &Scenario,
        settings: &[(&str, &str)],
    ) -> anyhow::Result<Self> {
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
            .env("DEMO_SESSION_INTERNAL_TOKEN", INTERNAL)
            .env("DEMO_SESSION_SEED_DIR", &scenario.seeds)
            .envs(settings.iter().copied())
            .current_dir(directory.path())
            .stdin(Stdio::null())
            // A file and not a pipe: reading it would be this process's work.
            .stderr(File::create(&log)?)
            .spawn()
            .with_context(|| format!("cannot run {}", program.display()))?;
        let mut service = Self {
            child,
            url: String::new(),
            profile: scenario.profile.clone(),
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
        let answer = self.ask(EMAIL).await?;
        ensure!(answer.status == 201, "{}: {}", answer.status, answer.body);
        let made: Made = serde_json::from_str(&answer.body)?;
        let mut all = self.made.lock().expect("nothing panics while it is held");
        all.push(made.session_id);
        Ok(())
    }

    /// Asks for a session, which [`Self::clear`] does not know.
    ///
    /// # Errors
    ///
    /// When there is no answer.
    pub async fn ask(&self, email: &str) -> anyhow::Result<Answer> {
        let body = format!(
            r#"{{"demo_account_type":"{}","email":"{email}"}}"#,
            self.profile
        );
        let request = self
            .http
            .post(format!("{}/api/v1/demo-sessions", self.url))
            .header("content-type", "application/json")
            .body(body);
        let answer = request.send().await?;
        let retry_after = answer.headers().get("retry-after");
        let retry_after = retry_after.and_then(|value| value.to_str().ok()?.parse().ok());
        Ok(Answer {
            status: answer.status().as_u16(),
            retry_after,
            body: answer.text().await?,
        })
    }

    /// The rows that a service has of a tenant, counted by the database.
    ///
    /// # Errors
    ///
    /// An answer other than 200.
    pub async fn count(&self, service: &str, tenant: &str) -> anyhow::Result<u64> {
        #[derive(Deserialize)]
        struct Counted {
            records: u64,
        }
        let url = format!(
            "{}/services/{service}/internal/demo/tenant/{tenant}",
            self.url
        );
        let answer = self.http.get(url).bearer_auth(INTERNAL).send().await?;
        let counted: Counted = answer.error_for_status()?.json().await?;
        Ok(counted.records)
    }

    /// Removes a session.
    ///
    /// # Errors
    ///
    /// An answer other than 200, as it is.
    pub async fn remove(&self, id: &str) -> anyhow::Result<()> {
        let url = format!("{}/api/v1/demo-sessions/{id}", self.url);
        let answer = self.http.delete(url).bearer_auth(OPERATOR).send().await?;
        let status = answer.status();
        let body = answer.text().await?;
        ensure!(status == 200, "removing a session: {status}: {body}");
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
        self.remove_all(made.iter().map(String::as_str)).await
    }

    /// Removes sessions, some at a time.
    ///
    /// # Errors
    ///
    /// As [`Self::remove`].
    pub async fn remove_all(&self, ids: impl Iterator<Item = &str>) -> anyhow::Result<()> {
        let removals = ids.map(|id| self.remove(id));
        let mut removals = stream::iter(removals).buffer_unordered(REMOVALS);
        while let Some(removed) = removals.next().await {
            removed?;
        }
        Ok(())
    }
}

/// The program, built beside this one.
///
/// # Errors
///
/// When it is not built.
pub fn program() -> anyhow::Result<PathBuf> {
    let path = std::env::current_exe()?.with_file_name("demo-session");
    ensure!(
        path.is_file(),
        "there is no {}: build it with `cargo build --release`",
        path.display()
    );
    Ok(path)
}
