//! The revision graph: ids, revisions, targets and plans.
//!
//! Knows no files, no SQL, no databases and no clocks.
//!
//! ```
//! use migrate_graph::{Declaration, Graph};
//!
//! let declarations = [
//!     Declaration { id: "a1", ..Default::default() },
//!     Declaration { id: "b2", revises: &["a1"], ..Default::default() },
//! ];
//! let graph = Graph::build(&declarations).map_err(|errors| errors[0].clone())?;
//! let applied = graph.applied_exactly(&["a1"])?;
//! let plan = graph.upgrade(&applied, &"head".into())?;
//! assert_eq!(graph.id(plan.steps[0].revision).as_str(), "b2");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod applied;
mod author;
mod build;
mod cycles;
mod declaration;
mod downgrade;
mod edges;
mod error;
mod graph;
mod history;
mod id;
mod label_sets;
mod labels;
mod names;
mod order;
mod plan;
mod plan_error;
mod reach;
mod resolve;
mod stamp;
mod target;
mod upgrade;
mod walk;

pub use applied::Applied;
pub use author::NewParents;
pub use declaration::{Declaration, RevisionIndex};
pub use error::{Field, GraphError};
pub use graph::Graph;
pub use id::{BranchLabel, IdError, RevisionId};
pub use plan::{Direction, Plan, StampPlan, Step};
pub use plan_error::PlanError;
pub use target::Target;

/// Compiles the example of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
