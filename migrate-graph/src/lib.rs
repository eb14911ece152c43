//! The revision graph: ids, revisions, targets and plans.
//!
//! Knows no files, no SQL, no databases and no clocks.

mod error;
mod graph;
mod id;
mod plan;
mod target;

pub use error::{Field, GraphError, PlanError};
pub use graph::{Applied, Declaration, Graph, RevisionIndex};
pub use id::{BranchLabel, IdError, RevisionId};
pub use plan::{Direction, Plan, StampPlan, Step};
pub use target::Target;
