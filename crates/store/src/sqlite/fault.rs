//! SQLite's errors in the store's words.

use rusqlite::{ErrorCode, ffi};

use crate::{
    catalogue,
    error::{ConstraintKind, Error},
};

/// The error as a caller should see it.
pub(super) fn translate(label: &str, error: &rusqlite::Error) -> Error {
    let rusqlite::Error::SqliteFailure(code, message) = error else {
        return Error::Other(format!("{label}: {error}"));
    };
    let message = message.as_deref().unwrap_or("");
    let unreachable = |detail: String| Error::Unreachable {
        database: label.to_owned(),
        detail,
    };
    match code.code {
        ErrorCode::ConstraintViolation => constraint(code.extended_code, message),
        ErrorCode::CannotOpen => unreachable(
            "the file cannot be opened; check its directory's owner and mode".to_owned(),
        ),
        ErrorCode::ReadOnly | ErrorCode::PermissionDenied => {
            unreachable("the file cannot be written; check its owner and mode".to_owned())
        }
        ErrorCode::DiskFull => unreachable("the disk is full".to_owned()),
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => {
            unreachable("another process has been writing to it for more than 5 s".to_owned())
        }
        ErrorCode::SystemIoFailure => unreachable(format!("the disk failed: {message}")),
        ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt => unreachable(
            "the file is damaged or no SQLite database; move it away or restore it".to_owned(),
        ),
        _ => Error::Other(format!("{label}: {message} ({})", code.extended_code)),
    }
}

/// What SQLite says of a text that it was given whole, and the byte of it, where it names one.
pub(crate) fn of_text(text: &str, error: &rusqlite::Error) -> (String, Option<usize>) {
    match error {
        // Of a second statement the text is what is left of the whole.
        rusqlite::Error::SqlInputError {
            msg, sql, offset, ..
        } => {
            let before = text.len().saturating_sub(sql.len());
            let at = usize::try_from(*offset).ok();
            (msg.clone(), at.map(|offset| before + offset))
        }
        rusqlite::Error::SqliteFailure(_, Some(message)) => (message.clone(), None),
        other => (other.to_string(), None),
    }
}

fn constraint(extended: i32, message: &str) -> Error {
    let kind = match extended {
        ffi::SQLITE_CONSTRAINT_UNIQUE
        | ffi::SQLITE_CONSTRAINT_PRIMARYKEY
        | ffi::SQLITE_CONSTRAINT_ROWID => ConstraintKind::Unique,
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY => ConstraintKind::ForeignKey,
        ffi::SQLITE_CONSTRAINT_NOTNULL => ConstraintKind::NotNull,
        _ => ConstraintKind::Check,
    };
    // `UNIQUE constraint failed: users.tenant_id, users.email`
    let mut table = None;
    let mut columns = Vec::new();
    // `CHECK constraint failed: length(name) > 0`, or its name; the table is not said.
    if kind == ConstraintKind::Check
        && let Some((_, expression)) = message.split_once("failed: ")
    {
        columns = catalogue::words(expression);
    }
    if matches!(kind, ConstraintKind::Unique | ConstraintKind::NotNull)
        && let Some((_, places)) = message.split_once("failed: ")
    {
        for place in places.split(", ") {
            if let Some((of, column)) = place.split_once('.') {
                table = Some(of.to_owned());
                columns.push(column.to_owned());
            }
        }
    }
    Error::from_constraint(kind, table, columns)
}
