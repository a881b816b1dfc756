//! HTTP and nothing else: the demo sessions' API, the clone contract of every service, log-in
//! and the data of a demo.
//!
//! [`router`] is the whole URL table. The clock and randomness come in with [`app::Parts`];
//! nothing here reads another.

pub mod app;
mod auth;
mod body;
mod client;
mod cloning;
mod data;
mod docs;
mod error;
mod headers;
mod health;
mod limits;
mod metrics;
mod openapi;
mod overload;
mod pages;
mod profiles;
mod router;
mod secrets;
mod serve;
mod services;
mod sessions;
mod streams;

pub use app::{App, Config, Limits, Parts, ProfileInUse, Remote, parse_network};
pub use openapi::document as openapi_document;
pub use profiles::{Loaded, Loader};
pub use router::router;
pub use secrets::session_password;
pub use serve::serve;
pub use sessions::{recovery::recover, sweeper::sweep_once};
