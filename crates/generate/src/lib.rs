//! Seed data that is computed: thirteen weeks of history, solved delivery routes, profiles of
//! any size. Pure: texts of a profile's files in, texts out.

pub mod history;
pub mod routes;
pub mod scale;
