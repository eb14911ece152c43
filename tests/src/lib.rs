//! What the tests across the crates share: chains made from text, one with a step in Rust, throw-away databases, small
//! packages, mistakes made on purpose, random choices, a proxy that counts round trips, and the
//! comparison of our verdicts with a server's.

pub mod backfills;
pub mod chains;
pub mod clients;
pub mod databases;
pub mod examples;
pub mod mutants;
pub mod package;
pub mod proxy;
pub mod random;
pub mod verdicts;
