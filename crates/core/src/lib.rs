//! What a demo session is made of: ids, time, seed data and the plan that joins them.
//!
//! Everything here is pure. Nothing reads a clock, draws a random number, opens a file or
//! speaks SQL or HTTP: what such a thing would give comes in as an argument.
//!
//! ```text
//! seed files ─ read ─▶ SeedSet ─ with Schema ─▶ Plan ─ with (tenant, instant) ─▶ Batch
//! ```

pub mod batch;
mod fault;
pub mod finding;
pub mod id;
pub mod manifest;
pub mod nearest;
pub mod plan;
pub mod routes;
pub mod rule;
pub mod schema;
pub mod seed;
pub mod service;
pub mod time;
pub mod validate;

pub use batch::Batch;
pub use fault::FileFault;
pub use finding::{Finding, Severity};
pub use id::{IdTransform, Key, transform_id};
pub use manifest::Manifest;
pub use plan::Plan;
pub use schema::Table;
pub use seed::SeedSet;
pub use service::Service;
