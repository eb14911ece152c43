//! Tests across the crates, on real databases.
