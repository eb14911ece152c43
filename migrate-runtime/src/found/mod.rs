//! What a look at a database finds, beside the revisions: values without any access to it.

mod backfill;
mod other_tool;
mod unrecorded;

pub use backfill::UnfinishedBackfill;
pub use other_tool::{OtherRecord, OtherTool, Place};
pub use unrecorded::Unrecorded;
