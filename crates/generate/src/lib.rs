//! Seed data that is computed: thirteen weeks of history, delivery routes, and profiles of any
//! size for load tests. Pure: texts of a profile's files in, texts out.

pub mod history;
pub mod routes;
pub mod scale;

mod cells;
mod ids;
mod row;
