//! The tests of the whole program: its commands, its HTTP interface, what it stores, and the
//! shape of its code. They share a PostgreSQL; those that cannot are in `tests/alone`.

mod copies;
#[allow(dead_code, reason = "shared with tests/alone")]
mod databases;
mod http;
mod loyalty;
#[allow(dead_code, reason = "shared with tests/alone")]
mod server;
#[allow(dead_code, reason = "shared with tests/alone")]
mod stand_in;

mod api;
mod architecture;
mod config;
mod data_directory;
mod footprint;
mod forgotten;
mod generate_history;
mod generate_routes;
mod generate_scale;
mod hardening;
mod isolation;
mod lifecycle;
mod pages;
mod promises;
mod readme;
mod rows;
mod rules;
mod safe_reading;
mod services_dir;
mod shutdown;
mod smoke;
mod try_demo;
mod twelfth;
mod validate;
