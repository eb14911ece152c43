//! The schema that a chain of revisions makes, known without a database.
//!
//! - [`model`]: the schema between two statements (of [`migrate_sql::statement`], which have the place of
//!   every name).
//! - `postgres`, `sqlite`, `mysql`: what each engine does with a statement: the new model, or the
//!   [`Fault`]s that it would refuse it for.
//!
//! Knows no files and no revisions. What can't be known is unknown, and unknown is silent: a fault is only
//! given for what the engine refuses for certain.

mod apply;
pub mod compare;
mod deep;
pub mod describe;
mod fault;
mod faults;
pub mod kept;
mod lookup;
mod made_up_names;
pub mod model;
mod mysql;
pub mod names;
mod postgres;
mod postgres_base;
mod resolve;
pub mod script;
mod session;
mod spread;
mod sqlite;

use migrate_sql::Dialect;

pub use deep::{STACK, deep};
pub use fault::{Fault, Missing};
pub use lookup::Found;
pub use model::Schema;
pub use postgres_base::types::hides as hides_type;
pub use resolve::is_postgres_function;
#[doc(hidden)]
pub use script::{described_after, faults_of, faults_of_mariadb, run, schema_after};

/// Tells this version of the crate's code from every other one, for those who keep what it found out.
#[doc(hidden)]
pub const SOURCE: &str = env!("SOURCE");
