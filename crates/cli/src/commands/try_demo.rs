//! `demo-session try`: everything in one process, one demo, and how to log in.

use std::{io::Write, time::Duration};

use anyhow::Context as _;
use serde::Deserialize;

use crate::{
    Outcome,
    config::{self, LogFormat, Overrides},
    logging, signals, start, tokens,
};

/// What is printed of the answer to a creation.
#[derive(Deserialize)]
struct Created {
    session_id: String,
    virtual_tenant_id: String,
    expires_at: jiff::Timestamp,
    duration_ms: f64,
    records_cloned: u64,
    services: Vec<ServiceResult>,
    tenants: Vec<Tenant>,
    credentials: Credentials,
}

#[derive(Deserialize)]
struct ServiceResult {
    service: String,
    records_cloned: u64,
    duration_ms: f64,
}

#[derive(Deserialize)]
struct Tenant {
    #[serde(rename = "tenant_id")]
    id: String,
    name: String,
    kind: String,
}

#[derive(Deserialize)]
struct Credentials {
    login_url: String,
    password: String,
    token: String,
    users: Vec<User>,
}

#[derive(Deserialize)]
struct User {
    email: String,
    name: String,
    role: String,
    tenant_id: String,
}

/// Makes one demo over the real HTTP API and stays up until Ctrl-C.
pub fn run(
    profile: &str,
    email: &str,
    database: Option<&str>,
    keep: bool,
) -> anyhow::Result<Outcome> {
    let scratch = tempfile::Builder::new().prefix("demo-session-").tempdir();
    let scratch = scratch.context("cannot make a temporary directory")?;
    let mut config = config::load(
        None,
        &Overrides {
            listen: None,
            database: database.map(str::to_owned),
        },
    )?;
    if database.is_none() && !keep {
        config.database = format!("sqlite:{}", scratch.path().display());
    }
    if config.operator_token.is_none() {
        config.operator_token = Some(tokens::random());
    }
    logging::start(LogFormat::Text, "warn");
    // Ctrl-C, also a second one, must still remove the temporary directory.
    signals::run(async |stop| {
        if start::is_taken(config.listen) {
            config.listen.set_port(0);
        }
        let started = start::start(&config, &[]).await?;
        // Links may lead through a proxy that does not know of this program yet.
        let (url, own_url) = (started.url.clone(), started.own_url.clone());
        let is_refused = started.refused.iter().any(|name| name == profile);
        let (finish, finished) = tokio::sync::oneshot::channel::<()>();
        let server = tokio::spawn(started.run(async move {
            let _ = finished.await;
        }));
        let created = if is_refused {
            Err(format!(
                "the seed data of `{profile}` has errors: `demo-session validate --profile {profile}` shows each"
            ))
        } else {
            create(&own_url, profile, email).await?
        };
        let outcome = match created {
            Ok(created) => {
                // Nobody reads what cannot be printed, and the demo must not stay behind.
                let printed = print(&created, &url);
                if printed.is_ok() {
                    let _ = stop.await;
                }
                if !keep {
                    end(&own_url, &created).await;
                }
                printed?;
                Outcome::Done
            }
            Err(problem) => {
                eprintln!("error: {problem}");
                Outcome::Failed
            }
        };
        drop(finish);
        server.await.context("the server ended badly")??;
        Ok(outcome)
    })
}

fn client() -> anyhow::Result<reqwest::Client> {
    // Nothing here speaks TLS, but the library wants a provider; a second one is refused.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Ok(reqwest::Client::builder()
        .timeout(Duration::from_secs(30))
        .no_proxy()
        .build()?)
}

/// The demo, or the problem's text for people.
async fn create(url: &str, profile: &str, email: &str) -> anyhow::Result<Result<Created, String>> {
    let body = serde_json::json!({ "demo_account_type": profile, "email": email });
    let answer = client()?
        .post(format!("{url}/api/v1/demo-sessions"))
        .json(&body)
        .send()
        .await?;
    if answer.status().is_success() {
        return Ok(Ok(answer.json().await?));
    }
    let problem: serde_json::Value = answer.json().await?;
    let mut lines: Vec<String> = Vec::new();
    for error in problem["errors"].as_array().into_iter().flatten() {
        let field = error["pointer"].as_str().unwrap_or_default();
        lines.push(format!(
            "{}: {}",
            field.trim_start_matches('/'),
            error["detail"].as_str().unwrap_or_default()
        ));
    }
    // What is wrong with fields says all; title, detail and hint only say it again.
    if lines.is_empty() {
        let told = ["title", "detail", "hint"];
        lines.extend(
            told.iter()
                .filter_map(|key| problem[key].as_str().map(str::to_owned)),
        );
    }
    for service in problem["services"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|service| service["error"].is_string())
    {
        lines.push(format!(
            "{}: {}",
            service["service"].as_str().unwrap_or_default(),
            service["error"].as_str().unwrap_or_default()
        ));
    }
    Ok(Err(lines.join("; ")))
}

/// Removes the demo; what it was is in a database that may be somebody's own.
async fn end(url: &str, created: &Created) {
    let Ok(client) = client() else { return };
    let session = format!("{url}/api/v1/demo-sessions/{}", created.session_id);
    let answer = client
        .delete(session)
        .bearer_auth(&created.credentials.token)
        .send()
        .await;
    match answer {
        Ok(answer) if answer.status().is_success() => eprintln!("\nThe demo is removed."),
        _ => eprintln!("\nThe demo could not be removed now; it is when the service next runs."),
    }
}

fn print(created: &Created, url: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{:<14}{:>8}{:>10}", "service", "records", "ms")?;
    for service in &created.services {
        writeln!(
            out,
            "{:<14}{:>8}{:>10.1}",
            service.service, service.records_cloned, service.duration_ms
        )?;
    }
    writeln!(
        out,
        "{:<14}{:>8}{:>10.1}\n",
        "in all", created.records_cloned, created.duration_ms
    )?;
    for tenant in &created.tenants {
        writeln!(
            out,
            "Tenant     {} ({}), {}",
            tenant.name, tenant.kind, tenant.id
        )?;
    }
    writeln!(out, "URL        {url}")?;
    writeln!(out, "Log in     {url}/login")?;
    writeln!(out, "Programs   POST {}", created.credentials.login_url)?;
    writeln!(
        out,
        "Password   {}   (the same for all users)",
        created.credentials.password
    )?;
    writeln!(out, "Users")?;
    let users = &created.credentials.users;
    let widest = |field: fn(&User) -> &String| {
        users
            .iter()
            .map(|user| field(user).len())
            .max()
            .unwrap_or_default()
    };
    let (role, email) = (widest(|user| &user.role), widest(|user| &user.email));
    for user in users {
        write!(
            out,
            "  {:<role$}  {:<email$}  {}",
            user.role, user.email, user.name
        )?;
        let place = created
            .tenants
            .iter()
            .find(|tenant| tenant.id == user.tenant_id);
        match place.filter(|_| created.tenants.len() > 1) {
            Some(place) => writeln!(out, ", {}", place.name)?,
            None => writeln!(out)?,
        }
    }
    writeln!(out, "\nRead the latest orders:")?;
    writeln!(
        out,
        "  curl -H 'Authorization: Bearer {}' '{url}/api/v1/tenants/{}/orders/customer_orders?sort=-order_date'",
        created.credentials.token, created.virtual_tenant_id
    )?;
    writeln!(out, "\nAPI documentation: {url}/docs")?;
    writeln!(
        out,
        "The demo ends at {}. Ctrl-C ends it now.",
        created.expires_at.strftime("%H:%M UTC")
    )?;
    out.flush()?;
    Ok(())
}
