//! Seed data that is computed: thirteen weeks of history. Pure: texts of a profile's files in,
//! texts out.

pub mod history;
