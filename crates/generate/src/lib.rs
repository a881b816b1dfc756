//! Seed data that is computed: thirteen weeks of history, and delivery routes. Pure: texts of a
//! profile's files in, texts out.

pub mod history;
pub mod routes;
mod row;
