//! The command that changes the record, and nothing else.

use super::{Session, args};
use crate::{Failure, Terminal};
use migrate_runtime::{Database, Embedded, Migrator, Supports};
use serde_json::json;

impl<M, C> Session<'_, M, C>
where
    M: Embedded + Supports<C::Dialect>,
    C: Database,
{
    pub(super) fn stamp(
        &mut self,
        args: &args::Stamp,
        terminal: &mut Terminal,
    ) -> Result<(), Failure> {
        let targets = args.targets.iter().map(String::as_str);
        let migrator = match args.purge {
            true => Migrator::<M>::new().purge(),
            false => Migrator::<M>::new(),
        };
        let stamped = migrator.stamp(self.connection, targets)?;
        if args.answer.is_json() {
            terminal.line(json!({
                "recorded": stamped.recorded,
                "removed": stamped.removed,
                "purged": stamped.purged,
                "accepted": stamped.accepted,
                "heads": stamped.heads,
            }));
        }
        let purged: Vec<&str> = stamped.purged.iter().map(String::as_str).collect();
        for (what, ids) in [
            ("recorded as applied", &stamped.recorded),
            ("no longer recorded as applied", &stamped.removed),
            ("unknown, and no longer recorded as applied", &purged),
            ("accepted as it is now", &stamped.accepted),
        ] {
            for id in ids {
                terminal.say(format!("{what}: {id}"));
            }
        }
        terminal.say(format!(
            "the database is at {}",
            self.revisions.names(stamped.heads.iter().copied())
        ));
        Ok(())
    }
}
