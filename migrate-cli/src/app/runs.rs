//! `runs`: lists the recorded runs.

use super::progress::readable;
use super::{Session, args, document};
use crate::{Failure, Terminal};
use migrate_runtime::{Database, Embedded, HistoryEntry, Migrator, Supports};
use serde_json::json;
use std::collections::BTreeMap;
use std::time::Duration;

impl<M, C> Session<'_, M, C>
where
    M: Embedded + Supports<C::Dialect>,
    C: Database,
{
    pub(super) fn runs(
        &mut self,
        args: &args::Runs,
        terminal: &mut Terminal,
    ) -> Result<(), Failure> {
        let mut entries = Migrator::<M>::new().history(self.connection()?)?;
        if args.by_month {
            by_month(&entries, &args.answer, terminal);
            return Ok(());
        }
        entries.reverse();
        if args.long_running {
            // Unfinished runs first; the sort is stable, so among equals the latest comes first.
            let seconds = |entry: &HistoryEntry| entry.duration_seconds.unwrap_or(f64::INFINITY);
            entries.sort_by(|a, b| seconds(b).total_cmp(&seconds(a)));
        }
        let of = entries.len();
        entries.truncate(args.limit);
        if args.answer.is_json() {
            let entries: Vec<_> = entries.iter().map(document::entry).collect();
            terminal.line(json!({ "runs": entries, "of": of }));
            return Ok(());
        }
        for entry in &entries {
            terminal.line(line(entry));
        }
        match of {
            0 => terminal.say("nothing was ever run here"),
            of if of > entries.len() => {
                terminal.say(format!(
                    "{} of {of}; `--limit {of}` shows all",
                    entries.len()
                ));
            }
            _ => {}
        }
        Ok(())
    }
}

/// `2024-01-15 14:30:00 UTC  upgrade    abc123  ok (12 ms), by ada`.
fn line(entry: &HistoryEntry) -> String {
    let started = entry.started_at.split('.').next().unwrap_or_default();
    let took = entry.duration_seconds.unwrap_or_default().max(0.0);
    let took = readable(Duration::try_from_secs_f64(took).unwrap_or_default());
    let outcome = match (&entry.completed_at, entry.success) {
        (None, _) => "has not ended: it runs, or was cut off".to_owned(),
        (_, true) => format!("ok ({took})"),
        (_, false) => format!("failed ({took})"),
    };
    let by = match &entry.executed_by {
        Some(name) => format!(", by {name}"),
        None => String::new(),
    };
    let error = match entry
        .error_message
        .as_deref()
        .and_then(|text| text.lines().next())
    {
        Some(error) => format!(": {error}"),
        None => String::new(),
    };
    let (operation, revision) = (&entry.operation, &entry.revision);
    format!("{started} UTC  {operation:<9}  {revision}  {outcome}{by}{error}")
}

/// Counts the steps that began in each month, and how many of them succeeded.
fn by_month(entries: &[HistoryEntry], answer: &args::Answer, terminal: &mut Terminal) {
    let mut months: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for entry in entries {
        let month = entry.started_at.get(..7).unwrap_or(&entry.started_at);
        let (all, succeeded) = months.entry(month).or_default();
        *all += 1;
        *succeeded += usize::from(entry.success);
    }
    let rate = |all: usize, succeeded: usize| 100.0 * succeeded as f64 / all as f64;
    let months = months.into_iter().rev();
    if answer.is_json() {
        let months = months.map(|(month, (all, succeeded))| {
            let rate = (rate(all, succeeded) * 100.0).round() / 100.0;
            json!({ "month": month, "runs": all, "succeeded": succeeded, "success_rate": rate })
        });
        terminal.line(json!({ "months": months.collect::<Vec<_>>() }));
        return;
    }
    if entries.is_empty() {
        terminal.say("nothing was ever run here");
        return;
    }
    terminal.line("month      runs  succeeded     rate");
    for (month, (all, succeeded)) in months {
        let rate = rate(all, succeeded);
        terminal.line(format!("{month}  {all:>6}  {succeeded:>9}  {rate:>5.1} %"));
    }
}
