//! `demo-session validate`: the shipped profiles pass, and each fault is found once, at its
//! place, with what to do.

mod advice;
mod brackets;
mod causes;
mod common;
mod consequences;
mod explain;
mod formats;
mod ids;
mod keys;
mod manifest;
mod meant;
mod missing;
mod once;
mod passes;
mod references;
mod rules;
mod shape;
mod sides;
mod slips;
mod times;
mod wrong_way;
mod zones;
