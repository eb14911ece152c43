//! `stamp`: changes the record of applied revisions, and runs no script.

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
        let would = migrator.would_stamp(self.connection()?, targets.clone())?;
        self.compare_schema(&self.ancestors(&would.heads), args, terminal)?;
        let migrator = match args.purge {
            true => Migrator::<M>::new().purge(),
            false => Migrator::<M>::new(),
        };
        let stamped = match args.dry_run {
            true => would,
            false => migrator.stamp(self.connection()?, targets)?,
        };
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
        let would_be = if args.dry_run { "would be " } else { "" };
        let no_longer = match args.dry_run {
            true => "would no longer be ",
            false => "no longer ",
        };
        for (what, ids) in [
            (format!("{would_be}recorded as applied"), &stamped.recorded),
            (format!("{no_longer}recorded as applied"), &stamped.removed),
            (
                format!("unknown, and {no_longer}recorded as applied"),
                &purged,
            ),
            (
                format!("{would_be}accepted as it is now"),
                &stamped.accepted,
            ),
        ] {
            for id in ids {
                terminal.say(format!("{what}: {id}"));
            }
        }
        self.say_how_to_compare(!stamped.recorded.is_empty(), &stamped.heads, terminal);
        let at = self.revisions.names(stamped.heads.iter().copied());
        terminal.say(match args.dry_run {
            true => format!("the database would be at {at}; nothing was changed"),
            false => format!("the database is at {at}"),
        });
        Ok(())
    }

    /// Returns these revisions and all their ancestors.
    fn ancestors(&self, heads: &[&str]) -> Vec<&'static str> {
        let graph = self.revisions.graph();
        let below = graph.applied_below_known(heads);
        let order = graph.order().iter().copied();
        let below = order.filter(|revision| below.contains(*revision));
        below.map(|revision| graph.id(revision).as_str()).collect()
    }

    /// Compares the schema if the application asks for it, and refuses to record a revision that the
    /// database does not match.
    #[cfg(feature = "compare")]
    fn compare_schema(
        &mut self,
        applied: &[&str],
        args: &args::Stamp,
        terminal: &mut Terminal,
    ) -> Result<(), Failure> {
        if !self.options.compares {
            return Ok(());
        }
        let (chain, name) = (M::chain(), <C::Dialect as migrate_runtime::Dialect>::NAME);
        let connection = self.connection()?.as_any();
        let found = crate::compare_schema::compare_database(connection, name, chain, applied)?;
        for line in &found.other {
            terminal.say(format!("note: {line}"));
        }
        if found.grave.is_empty() {
            return Ok(());
        }
        if args.accept_differences {
            for line in &found.grave {
                terminal.say(format!("accepted: {line}"));
            }
            return Ok(());
        }
        let mut failure = Failure::new(
            "the database is not what these revisions make: nothing was recorded",
        )
        .of_kind("schema_differs", crate::Exit::Unfitting)
        .help(
            "bring the database to it, stamp the revision that it is at, or record it all the \
                     same with `--accept-differences`",
        );
        failure.notes = found.grave;
        Err(failure)
    }

    #[cfg(not(feature = "compare"))]
    fn compare_schema(
        &mut self,
        _: &[&str],
        _: &args::Stamp,
        _: &mut Terminal,
    ) -> Result<(), Failure> {
        Ok(())
    }

    /// Tells how to compare, if the application can't.
    fn say_how_to_compare(&self, has_recorded: bool, heads: &[&str], terminal: &mut Terminal) {
        if has_recorded && !self.options.compares {
            let at: String = heads.iter().map(|head| format!(" --at {head}")).collect();
            terminal.say(format!(
                "note: the schema was not compared: `cargo migrate check --live{at}` does"
            ));
        }
    }

    /// Takes over another tool's record, or shows what that would change.
    fn take_over(
        &mut self,
        tool: OtherTool,
        args: &args::Stamp,
        terminal: &mut Terminal,
    ) -> Result<(), Failure> {
        let migrator = Migrator::<M>::new;
        let would = migrator().compare_with(self.connection()?, tool)?;
        self.compare_schema(&would.applied, args, terminal)?;
        let taken = match args.dry_run {
            true => would,
            false => migrator().take_over(self.connection()?, tool)?,
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
        self.say_how_to_compare(!taken.recorded.is_empty(), &taken.heads, terminal);
        let applied = taken.applied.len();
        let table = &taken.table;
        terminal.say(match args.dry_run {
            true => format!("`{table}` says {at}, with {applied} applied; nothing was changed"),
            false => format!("taken over from `{table}`: the database is at {at}"),
        });
        Ok(())
    }
}
