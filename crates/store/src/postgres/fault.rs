//! PostgreSQL's errors in the store's words.

use sqlx::postgres::{PgDatabaseError, PgErrorPosition};

use super::introspect::Constraints;
use crate::error::{ConstraintKind, Error};

fn code(error: &sqlx::Error) -> Option<String> {
    error
        .as_database_error()?
        .code()
        .map(std::borrow::Cow::into_owned)
}

/// Whether the connection is of no more use.
pub(super) fn is_disconnect(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::Protocol(_) => true,
        _ => was_refused(error),
    }
}

/// Whether the server said that it would do nothing more on this connection: whatever was
/// asked has not been done.
pub(super) fn was_refused(error: &sqlx::Error) -> bool {
    code(error).is_some_and(|code| code.starts_with("57P"))
}

/// Whether two transactions met, and this one was undone to let the other go on.
pub(super) fn is_conflict(error: &sqlx::Error) -> bool {
    code(error).is_some_and(|code| code == "40001" || code == "40P01")
}

/// The error as a caller should see it. Messages of the server's about values are kept out:
/// they repeat the values.
pub(super) fn translate(label: &str, error: sqlx::Error) -> Error {
    translate_with(label, &Constraints::new(), error)
}

/// As [`translate`], with the constraints known: where row security applies, PostgreSQL names
/// the constraint and keeps its columns to itself.
pub(super) fn translate_with(label: &str, constraints: &Constraints, error: sqlx::Error) -> Error {
    let unreachable = |detail: String| Error::Unreachable {
        database: label.to_owned(),
        detail,
    };
    match error {
        sqlx::Error::Database(error) => match error.try_downcast::<PgDatabaseError>() {
            Ok(error) => from_server(label, constraints, &error),
            Err(error) => Error::Other(format!("{label}: {error}")),
        },
        sqlx::Error::Io(error) => unreachable(format!(
            "{error}; is PostgreSQL running there, and is the URL's host and port right?"
        )),
        sqlx::Error::Tls(error) => unreachable(format!(
            "TLS failed: {error}; see sslmode in the database URL"
        )),
        sqlx::Error::Protocol(detail) => unreachable(format!("the connection broke off: {detail}")),
        // What a transaction of the data API asks first: whether the tenant is live.
        sqlx::Error::RowNotFound => Error::Tombstoned,
        sqlx::Error::Encode(error) => Error::invalid(error.to_string()),
        other => Error::Other(format!("{label}: {other}")),
    }
}

fn from_server(label: &str, constraints: &Constraints, error: &PgDatabaseError) -> Error {
    let unreachable = |hint: &str| Error::Unreachable {
        database: label.to_owned(),
        detail: format!("{}; {hint}", error.message()),
    };
    let constraint = |kind| {
        let columns = match error.column() {
            Some(column) => vec![column.to_owned()],
            None => error
                .table()
                .zip(error.constraint())
                .and_then(|(table, name)| constraints.get(&(table.to_owned(), name.to_owned())))
                .cloned()
                .unwrap_or_default(),
        };
        Error::from_constraint(kind, error.table().map(str::to_owned), columns)
    };
    match error.code() {
        "23505" => constraint(ConstraintKind::Unique),
        "23503" => constraint(ConstraintKind::ForeignKey),
        "23514" => constraint(ConstraintKind::Check),
        "23502" => constraint(ConstraintKind::NotNull),
        "28P01" | "28000" => unreachable("check user and password in the database URL"),
        "3D000" => unreachable("create the database, or give the user CREATEDB"),
        "53300" => unreachable("raise the server's max_connections or lower database_connections"),
        "53100" => unreachable("the server's disk is full"),
        "25006" => unreachable("the server is read-only; name the primary in the database URL"),
        "42501" => Error::Other(format!("{label}: {}", error.message())),
        code if code.starts_with("08")
            || code.starts_with("57P")
            || code.starts_with("53")
            || code.starts_with("58") =>
        {
            unreachable("try again when the server is up")
        }
        // A limit of the server's; of those a row can only meet that of an index entry.
        "54000" => Error::invalid("a text is too long for an index"),
        "22001" => Error::invalid("a text is too long for its column"),
        "22003" => Error::invalid("a number is too large for its column"),
        code if code.starts_with("22") => Error::invalid("a value is not of its column's type"),
        code => Error::Other(format!(
            "{label}: {} ({code}{})",
            error.message(),
            position(error)
        )),
    }
}

/// What the server says of a text that it was given whole, and the byte of it, where it names one;
/// none where the fault is another.
pub(super) fn of_text(text: &str, error: &sqlx::Error) -> Option<(String, Option<usize>)> {
    let error = error.as_database_error()?;
    let error = error.try_downcast_ref::<PgDatabaseError>()?;
    let at = match error.position() {
        Some(PgErrorPosition::Original(number)) => text
            .char_indices()
            .nth(number.saturating_sub(1))
            .map(|(at, _)| at),
        _ => None,
    };
    Some((error.message().to_owned(), at))
}

fn position(error: &PgDatabaseError) -> String {
    match error.position() {
        Some(PgErrorPosition::Original(at)) => format!(" at character {at}"),
        _ => String::new(),
    }
}
