//! How fast sessions are made, beside the floor that the databases themselves set.
//!
//! `README.md` says what is measured and how. What tests need of it (the counting relay, the
//! engine without HTTP) is public here; the program that prints the table is `main.rs`.

pub mod bulk;
pub mod bursts;
pub mod chance;
pub mod chart;
pub mod commit;
pub mod cost;
pub mod cpu;
pub mod curves;
pub mod data;
pub mod living;
pub mod load;
pub mod place;
pub mod pressure;
pub mod relay;
pub mod report;
pub mod run;
pub mod ways;
