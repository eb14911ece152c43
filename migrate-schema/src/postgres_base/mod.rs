//! What PostgreSQL's statements and the expressions in them both need: types, casts and literals, and how a
//! name that is missing is reported.
#![allow(clippy::result_large_err)] // A fault is made once, on the way to a report.
pub(crate) mod casts;
pub(crate) mod faults;
pub(crate) mod literal;
pub(crate) mod types;
