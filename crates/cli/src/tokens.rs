//! Tokens and keys: those that are configured, and those that are drawn.

use std::{io::Write as _, path::Path};

use anyhow::{Context as _, bail};
use demo_store::{DatabaseUrl, Store};

use crate::{config::Config, data};

/// Of a token that somebody chooses, in characters.
const SHORTEST_TOKEN: usize = 16;

pub fn internal(config: &Config, only: &[String]) -> anyhow::Result<String> {
    let is_local = |service: &crate::config::ServiceConfig| service.url.is_none();
    match &config.internal_token {
        Some(token) => long_enough("internal_token", token),
        None if only.is_empty() && config.services.values().all(is_local) => Ok(random()),
        None => bail!(
            "`internal_token` must be set, the same in all processes, when a service is remote or runs alone: set DEMO_SESSION_INTERNAL_TOKEN"
        ),
    }
}

/// A token that nobody guesses.
fn long_enough(name: &str, token: &str) -> anyhow::Result<String> {
    if token.len() < SHORTEST_TOKEN {
        bail!(
            "`{name}` must have at least {SHORTEST_TOKEN} characters: draw one, as with `openssl rand -hex 32`"
        );
    }
    Ok(token.to_owned())
}

/// The key that signs, drawn and kept where none is set, and the one before it.
pub async fn keys(config: &Config, store: &Store) -> anyhow::Result<(Vec<u8>, Option<Vec<u8>>)> {
    for (name, key) in [
        ("secret_key", &config.secret_key),
        ("secret_key_previous", &config.secret_key_previous),
    ] {
        if key.as_ref().is_some_and(|key| key.len() < 32) {
            bail!("`{name}` must have at least 32 characters");
        }
    }
    let key = match &config.secret_key {
        Some(key) => key.clone(),
        None => store.sessions.setting("secret_key", random).await?,
    };
    let previous = config.secret_key_previous.clone();
    Ok((key.into_bytes(), previous.map(String::into_bytes)))
}

pub fn operator(config: &Config, database: &DatabaseUrl) -> anyhow::Result<Option<String>> {
    if let Some(token) = &config.operator_token {
        return long_enough("operator_token", token).map(Some);
    }
    match database {
        DatabaseUrl::Sqlite(directory) if config.listen.ip().is_loopback() => {
            kept_token(directory).map(Some)
        }
        DatabaseUrl::Sqlite(_) => {
            bail!(
                "`operator_token` must be set when `listen` is not loopback: set DEMO_SESSION_OPERATOR_TOKEN"
            )
        }
        DatabaseUrl::Postgres(_) => bail!(
            "`operator_token` must be set when the database is PostgreSQL: set DEMO_SESSION_OPERATOR_TOKEN"
        ),
    }
}

/// The token beside the SQLite files, drawn when there is none.
fn kept_token(directory: &Path) -> anyhow::Result<String> {
    let path = directory.join("operator_token");
    data::make(directory)?;
    // A shorter one was cut off while it was written.
    if let Ok(token) = std::fs::read_to_string(&path)
        && token.trim().len() >= SHORTEST_TOKEN
    {
        return Ok(token.trim().to_owned());
    }
    let token = random();
    let written = tempfile::NamedTempFile::new_in(directory).and_then(|mut file| {
        file.write_all(token.as_bytes())?;
        file.as_file().sync_all()?;
        Ok(file.persist(&path)?)
    });
    written.with_context(|| format!("cannot write {}", path.display()))?;
    Ok(token)
}

/// 256 random bits in hexadecimal.
pub fn random() -> String {
    let mut bytes = [0; 32];
    fill(&mut bytes);
    data_encoding::HEXLOWER.encode(&bytes)
}

/// Fills a buffer with random bytes.
#[expect(
    clippy::disallowed_methods,
    reason = "the program is where clock and randomness come in"
)]
pub fn fill(bytes: &mut [u8]) {
    getrandom::fill(bytes).expect("the operating system gives random bytes");
}
