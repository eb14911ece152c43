//! The schema that a chain of revisions makes, known without a database.
//!
//! - [`statement`]: what a statement asks for, with the place of every name. The readers in
//!   [`sql`](crate::sql) make it from tokens.
//! - [`model`]: the schema between two statements.
//! - `postgres`, `sqlite`, `mysql`: what each engine does with a statement: the new model, or the
//!   [`Fault`]s that it would refuse it for.
//!
//! Knows no text and no files. What can't be known is unknown, and unknown is silent: a fault is only
//! given for what the engine refuses for certain.

pub mod model;
pub mod names;

mod apply;
pub mod compare;
pub mod ddl;
pub(crate) mod describe;
pub(crate) mod edit;
mod fault;
mod faults;
pub(crate) mod kept;
mod lookup;
mod mysql;
mod postgres;
mod resolve;
mod script;
mod session;
mod spread;
mod sqlite;

pub use fault::{Fault, Missing};
pub use model::Schema;
#[doc(hidden)]
pub use script::{described_after, faults_of, faults_of_mariadb, run, schema_after};
