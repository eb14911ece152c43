//! The commands that read, and change nothing.

use super::{Session, args, document};
use crate::listing::Listing;
use crate::{Exit, Failure, Terminal};
use migrate_graph::RevisionIndex;
use migrate_runtime::{AppliedState, Database, Embedded, Migrator, Supports};
use serde_json::json;

impl<M, C> Session<'_, M, C>
where
    M: Embedded + Supports<C::Dialect>,
    C: Database,
{
    pub(super) fn current(
        &mut self,
        args: &args::Current,
        terminal: &mut Terminal,
    ) -> Result<(), Failure> {
        let current = self.applied_now()?;
        let missing = self.revisions.missing_heads(&current);
        if args.answer.is_json() {
            terminal.line(document::current(&self.revisions, &current, &missing)?);
        } else {
            self.show_current(args.verbose, &current, terminal)?;
        }
        if !args.check_heads || missing.is_empty() {
            return Ok(());
        }
        let missing: Vec<String> = missing.iter().map(|id| format!("`{id}`")).collect();
        let message = format!(
            "target database is not up to date: it is not at {}",
            missing.join(", ")
        );
        let failure = Failure::new(message)
            .help("`pending` lists what is missing, `upgrade heads` applies it")
            .of_kind("not_up_to_date", Exit::NotUpToDate);
        // The document contains it.
        Err(match args.answer.is_json() {
            true => failure.without_text(),
            false => failure,
        })
    }

    fn show_current(
        &self,
        verbose: bool,
        current: &migrate_runtime::Current,
        terminal: &mut Terminal,
    ) -> Result<(), Failure> {
        if current.heads.is_empty() {
            terminal.say("nothing is applied");
        }
        let found = &current.unrecorded;
        if let (Some(seen), Some(advice)) = (found.seen(), found.advice()) {
            terminal.say(format!("note: {seen}: {advice}"));
        }
        let tips = self.revisions.tips(current)?;
        self.revisions
            .listing_at(current)
            .show_current(&tips, verbose, terminal);
        for applied in &current.applied {
            match &applied.state {
                AppliedState::Unknown => {
                    terminal.line(format!("{} (unknown to this program)", applied.id));
                }
                AppliedState::Edited { .. } => {
                    terminal.say(format!(
                        "note: `{}` was edited after it was applied",
                        applied.id
                    ));
                }
                _ => {}
            }
        }
        if let Some(rows) = &current.alembic {
            let rows = match rows.as_slice() {
                [] => "the base".to_owned(),
                rows => rows.join(", "),
            };
            terminal.say(format!(
                "note: Alembic's table says {rows}: `stamp --from-alembic` takes that over"
            ));
        }
        for backfill in &current.backfills {
            terminal.say(format!(
                "note: the backfill of `{}` has not ended: {backfill}; `upgrade` goes on after them",
                backfill.revision
            ));
        }
        for entry in &current.unfinished {
            terminal.say(format!(
                "note: the {} of `{}` that began at {} UTC has not ended: it runs, or was cut off",
                entry.operation, entry.revision, entry.started_at
            ));
        }
        Ok(())
    }

    pub(super) fn check(
        &mut self,
        args: &args::Check,
        terminal: &mut Terminal,
    ) -> Result<(), Failure> {
        Migrator::<M>::new()
            .unknown_revisions(self.options.policy(args.tolerate_unknown))
            .check(self.connection()?)?;
        let current = self.applied_now()?;
        match args.answer.is_json() {
            true => terminal.line(document::current(&self.revisions, &current, &[])?),
            false => {
                let heads = current.heads.iter().map(|head| head.id.as_str());
                let at = self.revisions.names(heads);
                terminal.say(format!("the database is up to date, at {at}"));
            }
        }
        Ok(())
    }

    pub(super) fn pending(
        &mut self,
        args: &args::Pending,
        terminal: &mut Terminal,
    ) -> Result<(), Failure> {
        let pending = Migrator::<M>::new()
            .target(args.target.as_str())
            .unknown_revisions(self.options.policy(false))
            .pending(self.connection()?)?;
        if args.answer.is_json() {
            let graph = self.revisions.graph();
            let pending: Vec<_> = pending
                .iter()
                .filter_map(|one| graph.find(one.id))
                .collect();
            let current = self.applied_now()?;
            terminal.line(document::revisions(&self.revisions, &current, &pending));
            return Ok(());
        }
        for revision in &pending {
            terminal.line(self.revisions.step_line(revision.id, true));
        }
        if pending.is_empty() {
            terminal.say("nothing is pending");
        }
        Ok(())
    }

    pub(super) fn history(
        &mut self,
        args: &args::History,
        terminal: &mut Terminal,
    ) -> Result<(), Failure> {
        let range = args.range.as_deref();
        let (current, applied) = self.applied_if_there(range.unwrap_or_default())?;
        let graph = self.revisions.graph();
        let revisions = graph.history(range, applied.as_ref())?;
        let show = |listing: &Listing<'_>, terminal: &mut Terminal| {
            listing.show_history(&revisions, args.verbose, terminal);
        };
        self.list(&args.answer, &current, &revisions, terminal, show);
        for applied in &current.applied {
            if applied.state == AppliedState::Unknown {
                terminal.say(format!(
                    "note: `{}` is applied to the database, and unknown to this program",
                    applied.id
                ));
            }
        }
        Ok(())
    }

    pub(super) fn heads(
        &mut self,
        args: &args::Heads,
        terminal: &mut Terminal,
    ) -> Result<(), Failure> {
        let graph = self.revisions.graph();
        let heads = match args.resolve_dependencies {
            true => graph.effective_heads(),
            false => graph.heads(),
        };
        let current = migrate_runtime::Current::default();
        self.list(
            &args.answer,
            &current,
            &heads,
            terminal,
            |listing, terminal| listing.show_these_heads(&heads, args.verbose, terminal),
        );
        Ok(())
    }

    pub(super) fn branches(
        &mut self,
        args: &args::Branches,
        terminal: &mut Terminal,
    ) -> Result<(), Failure> {
        let points = self.revisions.graph().branch_points();
        let (current, _) = self.applied_if_there("")?;
        self.list(
            &args.answer,
            &current,
            &points,
            terminal,
            |listing, terminal| listing.show_branches(args.verbose, terminal),
        );
        Ok(())
    }

    pub(super) fn show(
        &mut self,
        args: &args::Show,
        terminal: &mut Terminal,
    ) -> Result<(), Failure> {
        let (current, applied) = self.applied_if_there(&args.revision)?;
        let graph = self.revisions.graph();
        let found = graph.resolve(&args.revision, applied.as_ref())?;
        self.list(
            &args.answer,
            &current,
            &found,
            terminal,
            |listing, terminal| listing.show_details(&found, terminal),
        );
        Ok(())
    }

    /// Prints revisions as text or JSON.
    fn list(
        &self,
        answer: &args::Answer,
        current: &migrate_runtime::Current,
        revisions: &[RevisionIndex],
        terminal: &mut Terminal,
        show: impl FnOnce(&Listing<'_>, &mut Terminal),
    ) {
        match answer.is_json() {
            true => terminal.line(document::revisions(&self.revisions, current, revisions)),
            false => show(&self.revisions.listing_at(current), terminal),
        }
    }

    pub(super) fn ensure_version(
        &mut self,
        args: &args::EnsureVersion,
        terminal: &mut Terminal,
    ) -> Result<(), Failure> {
        let created = Migrator::<M>::new().ensure_tables(self.connection()?)?;
        if args.answer.is_json() {
            terminal.line(json!({ "created": created }));
        }
        terminal.say(match created {
            true => "created the tables that keep the record",
            false => "nothing to do: the tables that keep the record are there",
        });
        Ok(())
    }
}
