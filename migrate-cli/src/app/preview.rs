//! Shows what a run would do: as SQL to be run by another program, or in words.

use super::heartbeat::Life;
use super::progress::Progress;
use super::{Session, Way, args, document};
use crate::{Failure, Terminal};
use migrate_runtime::{Database, Embedded, Migrator, Preview, Supports};

impl<M, C> Session<'_, M, C>
where
    M: Embedded + Supports<C::Dialect>,
    C: Database,
{
    /// Prints SQL or a preview if asked for; returns `false` if the command is to run.
    pub(super) fn show_instead(
        &mut self,
        way: Way<'_>,
        instead: &args::Instead,
        limits: &args::Limits,
        answer: &args::Answer,
        terminal: &mut Terminal,
    ) -> Result<bool, Failure> {
        if instead.sql {
            self.print_sql(way, limits, terminal)?;
        } else if way.target().contains(':') {
            let message = format!("`{}` is a range, which is for `--sql`", way.target());
            return Err(Failure::new(message).help("type the revision to go to"));
        } else if instead.dry_run {
            self.print_preview(way, limits, answer, terminal)?;
        } else {
            return Ok(false);
        }
        Ok(true)
    }

    fn print_sql(
        &mut self,
        way: Way<'_>,
        limits: &args::Limits,
        terminal: &mut Terminal,
    ) -> Result<(), Failure> {
        let (from, way) = way.split();
        let life = Life::new(terminal, "");
        let mut progress = Progress::new(self.revisions, &life, None);
        let migrator = limits.apply_to(way.migrator::<M>().observer(&mut progress));
        let from = match (from, way) {
            (Some(from), _) => Some(from),
            (None, _) if self.connection.is_some() => None,
            (None, Way::Up(..)) => Some("base"),
            (None, Way::Down(_)) => return Err(start_of_downgrade(way.target())),
        };
        let sql = match from {
            Some(from) => migrator.sql_from::<C>(from)?,
            None => migrator.sql(self.connection()?)?,
        };
        print_script(&sql, terminal);
        Ok(())
    }

    pub(super) fn print_stamp(
        &mut self,
        args: &args::Stamp,
        terminal: &mut Terminal,
    ) -> Result<(), Failure> {
        let migrator = match args.purge {
            true => Migrator::<M>::new().purge(),
            false => Migrator::<M>::new(),
        };
        let (from, first) = split_range(&args.targets[0]);
        let rest = args.targets[1..].iter().map(String::as_str);
        let targets = std::iter::once(first).chain(rest);
        let sql = match (from, &mut self.connection) {
            (None, Some(connection)) => migrator.stamp_sql(*connection, targets)?,
            (from, _) => migrator.stamp_sql_from::<C, _>(from.unwrap_or("base"), targets)?,
        };
        print_script(&sql, terminal);
        Ok(())
    }

    fn print_preview(
        &mut self,
        way: Way<'_>,
        limits: &args::Limits,
        answer: &args::Answer,
        terminal: &mut Terminal,
    ) -> Result<(), Failure> {
        let migrator = limits.apply_to(way.migrator::<M>());
        let steps = migrator.preview(self.connection()?)?;
        if answer.is_json() {
            terminal.line(document::preview(&steps));
            return Ok(());
        }
        for step in &steps {
            terminal.block(&self.describe_step(step, way));
        }
        terminal.say(match steps.is_empty() {
            true => "nothing to do",
            false => "nothing was run",
        });
        Ok(())
    }

    fn describe_step(&self, step: &Preview, way: Way<'_>) -> String {
        let (verb, up) = match way {
            Way::Up(..) => ("upgrade", true),
            Way::Down(_) => ("downgrade", false),
        };
        let line = self.revisions.step_line(step.info.revision, up);
        let transaction = match step.in_transaction {
            _ if step.is_begun => "which a run that was cut off has applied",
            true => "in a transaction",
            false => "not in a transaction: what is done stays where a later statement fails",
        };
        let (number, of, file) = (step.info.number, step.info.of, step.file);
        let mut text = format!("{number} of {of}: {verb} {line}\n");
        if !file.is_empty() {
            text += &format!("  {file}, {transaction}\n");
        }
        for statement in &step.statements {
            for (at, sql) in statement.sql.lines().enumerate() {
                let place = match at {
                    0 => statement.line.to_string(),
                    _ => String::new(),
                };
                text += format!("  {place:>4} | {sql}").trim_end();
                text += "\n";
            }
            if let Some(locks) = statement.locks {
                text += &format!("       = {locks}\n");
            }
        }
        if let Some(function) = step.backfill {
            text += &format!("  `{function}`, in Rust: batch by batch, each in a transaction\n");
        }
        text
    }
}

fn print_script(sql: &str, terminal: &mut Terminal) {
    match sql.is_empty() {
        true => terminal.say("nothing to do"),
        false => terminal.block(sql),
    }
}

fn start_of_downgrade(target: &str) -> Failure {
    Failure::new("without a database, it is not known where a downgrade starts").help(format!(
        "type the range: `head:{target}` for a database that is at the head"
    ))
}

/// Splits `a:b` into its two ends; without a `:` there is no beginning.
pub(super) fn split_range(target: &str) -> (Option<&str>, &str) {
    match target.split_once(':') {
        Some((from, to)) => (Some(from), to),
        None => (None, target),
    }
}
