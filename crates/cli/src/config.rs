//! The configuration: compiled-in defaults, a TOML file, the environment, flags.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context as _, bail};
use demo_core::{IdTransform, finding::line_and_column, nearest};
use figment::{
    Figment,
    error::Kind,
    providers::{Env, Format, Serialized, Toml},
};
use serde::Deserialize;

/// The documented defaults, a valid file as they stand.
pub const DEFAULTS: &str = include_str!("default_config.toml");

/// What a `config` file may say; see `default_config.toml` for what each key means.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    pub listen: SocketAddr,
    pub database: String,
    pub database_connections: u32,
    pub public_url: Option<String>,
    pub seed_dir: Option<PathBuf>,
    pub services_dir: Option<PathBuf>,
    pub id_transform: IdTransform,
    pub internal_token: Option<String>,
    pub operator_token: Option<String>,
    pub secret_key: Option<String>,
    pub secret_key_previous: Option<String>,
    #[serde(with = "humantime_serde")]
    pub shutdown_timeout: Duration,
    pub session: SessionConfig,
    pub seed: SeedConfig,
    pub limits: LimitsConfig,
    pub log: LogConfig,
    #[serde(default)]
    pub services: BTreeMap<String, ServiceConfig>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SessionConfig {
    #[serde(with = "humantime_serde")]
    pub lifetime: Duration,
    #[serde(with = "humantime_serde")]
    pub max_lifetime: Duration,
    pub max_live: u64,
    #[serde(with = "humantime_serde")]
    pub clone_timeout: Duration,
    #[serde(with = "humantime_serde")]
    pub lease: Duration,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedConfig {
    pub history: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LimitsConfig {
    pub per_address: u32,
    pub per_email: u32,
    pub creations_at_once: usize,
    pub creations_waiting: usize,
    pub connections: usize,
    #[serde(with = "humantime_serde")]
    pub header_timeout: Duration,
    #[serde(with = "humantime_serde")]
    pub body_timeout: Duration,
    pub body_bytes: usize,
    pub trusted_proxies: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogConfig {
    pub format: LogFormat,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    Text,
    Json,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub struct ServiceConfig {
    pub database: Option<String>,
    pub url: Option<String>,
}

/// Keys whose value is a text whatever it looks like: the library would read a token of
/// digits as a number.
const TEXTS: [&str; 9] = [
    "listen",
    "database",
    "public_url",
    "seed_dir",
    "services_dir",
    "internal_token",
    "operator_token",
    "secret_key",
    "secret_key_previous",
];

/// The flags that win over all else.
#[derive(Default)]
pub struct Overrides {
    pub listen: Option<String>,
    pub database: Option<String>,
}

/// Reads all sources, later ones winning.
///
/// # Errors
///
/// A file that cannot be read, an unknown key (with the nearest known one) or a value that
/// does not fit, each with its source.
pub fn load(file: Option<&Path>, overrides: &Overrides) -> anyhow::Result<Config> {
    let mut figment = Figment::from(Toml::string(DEFAULTS));
    if let Some(path) = file {
        let text = std::fs::read_to_string(path)
            .with_context(|| {
                format!(
                    "cannot read the configuration file {} (`demo-session config` prints one to begin with)",
                    path.display()
                )
            })?;
        toml::from_str::<toml::Table>(&text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            let (line, column) = line_and_column(&text, at);
            anyhow::anyhow!(
                "{} is not valid TOML at line {line}, column {column}: {}",
                path.display(),
                error.message().trim_end().replace('\n', "; ")
            )
        })?;
        figment = figment.merge(Toml::file_exact(path));
    }
    figment = figment.merge(Env::prefixed("DEMO_SESSION_").ignore(&TEXTS).split("__"));
    for key in TEXTS {
        let variable = format!("DEMO_SESSION_{}", key.to_uppercase());
        #[expect(clippy::disallowed_methods, reason = "settings are read once, here")]
        if let Ok(value) = std::env::var(variable) {
            figment = figment.merge(Serialized::default(key, value));
        }
    }
    for (key, value) in [
        ("listen", &overrides.listen),
        ("database", &overrides.database),
    ] {
        if let Some(value) = value {
            figment = figment.merge(Serialized::default(key, value));
        }
    }
    let config: Config = figment.extract().map_err(explain)?;
    if config.session.lifetime.is_zero() || config.session.lifetime > config.session.max_lifetime {
        bail!("`session.lifetime` must be more than 0 and at most `session.max_lifetime`");
    }
    if config.session.clone_timeout.is_zero()
        || config.session.lease < config.session.clone_timeout * 2
    {
        bail!(
            "`session.clone_timeout` must be more than 0, and `session.lease` at least twice as long"
        );
    }
    if config.limits.body_bytes < 1024 {
        bail!("`limits.body_bytes` must be at least 1024, or no request fits");
    }
    let limits = &config.limits;
    if limits.connections == 0 {
        bail!("`limits.connections` must be at least 1, or nobody is served");
    }
    if limits.header_timeout.is_zero() || limits.body_timeout.is_zero() {
        bail!(
            "`limits.header_timeout` and `limits.body_timeout` must be more than 0, or no request is in time"
        );
    }
    Ok(config)
}

/// One clear sentence of figment's error: the key, where it stands, and what to write.
fn explain(error: figment::Error) -> anyhow::Error {
    let place = error
        .metadata
        .as_ref()
        .map(|metadata| match &metadata.source {
            Some(figment::Source::File(path)) => format!(" in {}", path.display()),
            _ if metadata.name.contains("environment") => " in the environment".to_owned(),
            _ => String::new(),
        });
    let place = place.unwrap_or_default();
    let key = error.path.join(".");
    match error.kind {
        Kind::UnknownField(name, known) => {
            // figment's path already ends in the unknown name.
            let full = if key.ends_with(&name) || key.is_empty() {
                key
            } else {
                format!("{key}.{name}")
            };
            let full = if full.is_empty() { name.clone() } else { full };
            anyhow::anyhow!(
                "unknown key `{full}`{place}: {}",
                nearest::hint(&name, known.iter().copied())
            )
        }
        // The value may be a secret's, so it is not shown.
        Kind::InvalidType(_, expected) | Kind::InvalidValue(_, expected) => {
            anyhow::anyhow!(
                "the value of `{key}`{place} does not fit: {expected} expected{}",
                example(&key)
            )
        }
        Kind::UnknownVariant(name, known) => {
            anyhow::anyhow!(
                "`{name}` is not a value of `{key}`{place}: it is one of {}",
                known.join(", ")
            )
        }
        kind => anyhow::anyhow!(
            "the value of `{key}`{place} does not fit: {kind}{}",
            example(&key)
        ),
    }
}

/// What to write for keys whose form is not plain.
fn example(key: &str) -> &'static str {
    match key {
        "listen" => "; write an address with a port, such as 127.0.0.1:8000",
        "session.lifetime"
        | "session.max_lifetime"
        | "session.clone_timeout"
        | "session.lease"
        | "shutdown_timeout"
        | "limits.header_timeout"
        | "limits.body_timeout" => "; write one such as 30m",
        _ => "",
    }
}
