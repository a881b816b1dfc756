//! Where the databases are.

use std::{fmt, path::PathBuf, str::FromStr};

use sqlx::postgres::PgConnectOptions;

/// A directory of SQLite files, or a PostgreSQL server. Neither `Debug` nor `Display` shows a
/// password.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// The directory, with one file a database.
    Sqlite(PathBuf),
    /// `postgres://user:password@host:port`.
    Postgres(String),
}

/// A database URL that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}; write sqlite:DIRECTORY, or postgres://USER:PASSWORD@HOST:PORT")]
pub struct UrlError(String);

impl FromStr for DatabaseUrl {
    type Err = UrlError;

    fn from_str(text: &str) -> Result<Self, UrlError> {
        if let Some(path) = text.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            return match path {
                "" => Err(UrlError("the database URL names no directory".to_owned())),
                ":memory:" => Err(UrlError(
                    "a database in memory would lose every session at a restart".to_owned(),
                )),
                _ => Ok(Self::Sqlite(PathBuf::from(path))),
            };
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return match PgConnectOptions::from_str(text) {
                Ok(_) => Ok(Self::Postgres(text.to_owned())),
                // The parser's own message is left out: it may repeat the password.
                Err(_) => Err(UrlError("the PostgreSQL URL does not parse".to_owned())),
            };
        }
        let scheme = text.split_once(':').map_or("", |(scheme, _)| scheme);
        let known = scheme.len() < 16 && scheme.bytes().all(|b| b.is_ascii_alphanumeric());
        Err(UrlError(if scheme.is_empty() || !known {
            "the database URL has no scheme".to_owned()
        } else {
            format!("`{scheme}:` is not a database that this program knows")
        }))
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(url) => match PgConnectOptions::from_str(url) {
                Ok(options) => write!(
                    f,
                    "postgres://{}:{}",
                    options.get_host(),
                    options.get_port()
                ),
                Err(_) => f.write_str("postgres://…"),
            },
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_both_engines_and_hides_the_password() {
        assert_eq!(
            "sqlite:data".parse(),
            Ok(DatabaseUrl::Sqlite("data".into()))
        );
        assert_eq!(
            "sqlite:///var/x".parse(),
            Ok(DatabaseUrl::Sqlite("/var/x".into()))
        );
        let url: DatabaseUrl = "postgres://ana:s3cret@db:5433".parse().unwrap();
        assert_eq!(
            format!("{url} {url:?}"),
            "postgres://db:5433 postgres://db:5433"
        );
        for wrong in [
            "",
            "data",
            "mysql://x",
            "sqlite:",
            "postgres://ana:s3cret@db:port",
        ] {
            let error = wrong.parse::<DatabaseUrl>().unwrap_err().to_string();
            assert!(!error.contains("s3cret"), "{error}");
        }
    }
}
