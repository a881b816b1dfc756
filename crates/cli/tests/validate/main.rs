//! `demo-session validate`: the shipped profiles pass, and each fault is found once, at its
//! place, with what to do.

mod common;
mod rules;
