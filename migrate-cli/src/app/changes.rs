//! The command that changes the record, and nothing else.

use super::{Session, args};
use crate::{Failure, Terminal};
use migrate_runtime::{Database, Embedded, Migrator, OtherTool, Supports};
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
        if let Some(tool) = args.from.tool() {
            return self.take_over(tool, args, terminal);
        }
        if args.sql {
            return self.print_stamp(args, terminal);
        }
        let targets = args.targets.iter().map(String::as_str);
        let migrator = match args.purge {
            true => Migrator::<M>::new().purge(),
            false => Migrator::<M>::new(),
        };
        let stamped = migrator.stamp(self.connection()?, targets)?;
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

    /// Makes another tool's record ours, or says what that would change.
    fn take_over(
        &mut self,
        tool: OtherTool,
        args: &args::Stamp,
        terminal: &mut Terminal,
    ) -> Result<(), Failure> {
        let migrator = Migrator::<M>::new();
        let taken = match args.dry_run {
            true => migrator.compare_with(self.connection()?, tool)?,
            false => migrator.take_over(self.connection()?, tool)?,
        };
        if args.answer.is_json() {
            terminal.line(json!({
                "table": taken.table,
                "applied": taken.applied,
                "recorded": taken.recorded,
                "removed": taken.removed,
                "differing": taken.differing,
                "heads": taken.heads,
            }));
        }
        for id in &taken.differing {
            terminal.say(format!(
                "note: the script of `{id}` is not the one that was applied; what is embedded counts \
                 from now on"
            ));
        }
        let (recorded, removed) = match args.dry_run {
            true => (
                "would be recorded as applied",
                "would no longer be recorded as applied",
            ),
            false => ("recorded as applied", "no longer recorded as applied"),
        };
        for (what, ids) in [(recorded, &taken.recorded), (removed, &taken.removed)] {
            for id in ids {
                terminal.say(format!("{what}: {id}"));
            }
        }
        let at = self.revisions.names(taken.heads.iter().copied());
        let applied = taken.applied.len();
        let table = &taken.table;
        terminal.say(match args.dry_run {
            true => format!("`{table}` says {at}, with {applied} applied; nothing was changed"),
            false => format!("taken over from `{table}`: the database is at {at}"),
        });
        Ok(())
    }
}
