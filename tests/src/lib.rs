//! What the tests across the crates share: chains made from text, throw-away databases, small
//! packages, and a proxy that counts round trips.

pub mod chains;
pub mod databases;
pub mod package;
pub mod proxy;
