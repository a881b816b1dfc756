//! The databases: SQL and nothing else.
//!
//! Two engines stand behind one API. Each opens, migrates, introspects and loads in its own
//! way; all else is written once, as SQL that both understand.

mod catalogue;
mod database;
mod error;
pub mod failpoint;
mod ledger;
mod migrate;
mod postgres;
mod purge;
mod row_json;
mod rows;
mod rules;
mod service;
mod sessions;
mod sql;
mod sqlite;
mod store;
mod sums;
mod url;
mod users;
mod write;

pub use catalogue::{Check, Least, TableRules};
pub use database::Param;
pub use error::{ConstraintKind, Error};
pub use ledger::{CloneRequest, Ledger};
pub use purge::{Pace, Removed};
pub use rows::{Direction, Filter, Operator, RowQuery};
pub use rules::{RowsForRules, RuleTables, Rules, RulesError, Subject};
pub use service::{Prepared, ServiceStore};
pub use sessions::{
    Backlog, Causes, Change, Idempotency, ListQuery, Log, NewSession, Session, Sessions, State,
};
pub use sqlite::describe_all;
pub use store::{Store, StoreOptions};
pub use sums::{Bucket, Sums};
pub use url::{DatabaseUrl, UrlError};
pub use users::LoginUser;
