//! The schema at any set of revisions of a checked chain.
use super::{STACK, script};
use crate::schema::Schema;
use crate::{Chain, CheckedRevision, Dialect};
use std::thread;

impl Chain {
    /// Returns the schema that these revisions make in the model, applied in the chain's order.
    ///
    /// What can't be known of it is uncertain in it. `None` where the model can't follow the scripts at
    /// all.
    pub fn schema_at(
        &self,
        dialect: Dialect,
        is_applied: impl Fn(&str) -> bool + Sync,
    ) -> Option<Schema> {
        deep(|| {
            let mut schema = Schema::on(dialect, self.settings.server(dialect));
            for revision in &self.revisions {
                if is_applied(&revision.id) {
                    apply(&mut schema, revision);
                }
            }
            schema
        })
    }
}

/// Works on a stack that is deep enough; `None` where it panics.
pub(crate) fn deep<T: Send>(work: impl FnOnce() -> T + Send) -> Option<T> {
    thread::scope(|scope| {
        let thread = thread::Builder::new().stack_size(STACK);
        thread.spawn_scoped(scope, work).ok()?.join().ok()
    })
}

fn apply(schema: &mut Schema, revision: &CheckedRevision) {
    let dialect = schema.dialect;
    let scripts = revision.scripts.get(&dialect);
    match scripts.and_then(|scripts| scripts.up.as_ref()) {
        Some(up) => {
            script::run(schema, up, dialect, revision.transaction);
        }
        // A merge needs none, and a step in Rust changes rows, not the schema.
        None if revision.revises.len() > 1 || revision.backfill.is_some() => {}
        None => schema.doubt_everything(),
    }
}
