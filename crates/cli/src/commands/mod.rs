//! One file a command, each with one public function that runs it.

pub mod config;
pub mod generate;
pub mod serve;
pub mod try_demo;
pub mod validate;
