//! The schema at any set of revisions of a checked chain.
use super::{record_table, script};
use crate::{Chain, CheckedRevision, Dialect, Settings};
use migrate_schema::Schema;
pub use migrate_schema::deep;
use migrate_sql::reader;

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
            let mut schema = Schema::on(dialect, self.settings.server(dialect, false));
            for revision in &self.revisions {
                if is_applied(&revision.id) {
                    apply(&mut schema, revision);
                }
            }
            schema
        })
    }
}

/// A revision's upgrade without its directory: as a program embeds it.
#[derive(Clone, Copy, Debug)]
pub struct Upgrade<'t> {
    /// Its script; `None` where it has none.
    pub script: Option<&'t str>,
    /// Whether it runs in a transaction.
    pub in_transaction: bool,
    /// Whether it does more than its script says, or something that no script says.
    pub has_step: bool,
}

/// Returns the schema that these upgrades make in the model, one after the other.
///
/// What can't be known of it is uncertain in it. That holds for all that an upgrade may have made
/// which the model would refuse: it was checked when it was built, with what was known then. `None`
/// where the model can't follow the scripts at all.
pub fn schema_after_upgrades(
    dialect: Dialect,
    settings: &Settings,
    upgrades: &[Upgrade<'_>],
) -> Option<Schema> {
    deep(|| {
        let mut schema = Schema::on(dialect, settings.server(dialect, false));
        for upgrade in upgrades {
            follow(&mut schema, upgrade);
        }
        schema
    })
}

fn follow(schema: &mut Schema, upgrade: &Upgrade<'_>) {
    let mut is_known = !upgrade.has_step;
    script::start(schema, upgrade.in_transaction);
    for statement in reader::read(upgrade.script.unwrap_or_default(), schema.dialect) {
        if !record_table::is_there(schema, &statement) {
            is_known &= schema.apply(&statement).is_empty();
        }
    }
    if !is_known {
        schema.doubt_everything();
    }
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
