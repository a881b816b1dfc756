//! Texts that somebody else wrote, bent and broken, fed to everything that reads them.
//!
//! A target takes any bytes and panics when a promise is broken. Inputs are mutations of texts
//! that mean something: the shipped profiles and services, and what stands in `inputs/`, where
//! each input that once broke something is kept. It runs on stable Rust, as a test.

pub mod inputs;
pub mod shipped;
pub mod targets;
