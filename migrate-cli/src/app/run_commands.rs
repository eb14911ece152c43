//! The commands that run scripts.

use super::activity_reader::Looker;
use super::activity_text::Manner;
use super::heartbeat::Life;
use super::interrupt::{self, Interrupts};
use super::preview::split_range;
use super::progress::Progress;
use super::{Session, args, document};
use crate::{Exit, Failure, Terminal};
use migrate_runtime::{
    Database, Dialect, Embedded, Error, Migrator, Report, Supports, UnknownRevisions,
};

/// The destination of a run.
#[derive(Clone, Copy)]
pub(super) enum Way<'t> {
    Up(&'t str, UnknownRevisions),
    Down(&'t str),
}

impl<'t> Way<'t> {
    pub fn target(self) -> &'t str {
        match self {
            Way::Up(target, _) | Way::Down(target) => target,
        }
    }

    /// Splits a range `a:b` into its start and the way from there. An open end means the far end.
    pub fn split(self) -> (Option<&'t str>, Self) {
        let (from, to) = split_range(self.target());
        let or = |text: &'t str, open: &'t str| if text.is_empty() { open } else { text };
        match self {
            Way::Up(_, policy) => {
                let from = from.map(|from| or(from, "base"));
                (from, Way::Up(or(to, "head"), policy))
            }
            Way::Down(_) => {
                let from = from.map(|from| or(from, "heads"));
                (from, Way::Down(or(to, "base")))
            }
        }
    }

    /// Adds advice to a failure: the other command if the target has its sign, or the sign if there is
    /// none.
    fn advise(self, failure: Failure) -> Failure {
        let target = self.target();
        let (own, sign, to) = match self {
            Way::Up(..) => ("upgrade", '+', "forward"),
            Way::Down(_) => ("downgrade", '-', "back"),
        };
        let (other, other_sign, other_to) = match self {
            Way::Up(..) => ("downgrade", '-', "back"),
            Way::Down(_) => ("upgrade", '+', "forward"),
        };
        let is_number = |steps: &str| steps.bytes().all(|byte| byte.is_ascii_digit());
        if let Some(steps) = target.strip_prefix(other_sign).filter(|it| is_number(it)) {
            let mut failure = failure;
            if failure.kind == "relative_out_of_range" {
                failure.message = format!("`{own}` only goes {to}, and `{target}` goes {other_to}");
            }
            return failure.help(format!(
                "`{other} {target}` goes {other_to}, `{own} {sign}{steps}` {to}"
            ));
        }
        let may_be_steps = is_number(target) && target.len() < 4 && failure.help.is_none();
        match may_be_steps && failure.kind == "unknown_revision" {
            true => failure.help(format!(
                "`{own} {sign}{target}` goes so many revisions {to}"
            )),
            false => failure,
        }
    }

    pub fn migrator<'m, M: Embedded>(self) -> Migrator<'m, M> {
        match self {
            Way::Up(target, policy) => Migrator::new().target(target).unknown_revisions(policy),
            Way::Down(target) => Migrator::new().downgrade(target),
        }
    }
}

impl<M, C> Session<'_, M, C>
where
    M: Embedded + Supports<C::Dialect>,
    C: Database,
{
    pub(super) fn upgrade(
        &mut self,
        args: &args::Upgrade,
        terminal: &mut Terminal,
    ) -> Result<(), Failure> {
        let way = Way::Up(&args.target, self.options.policy(args.tolerate_unknown));
        if self.show_instead(way, &args.instead, &args.limits, &args.answer, terminal)? {
            return Ok(());
        }
        let interrupts = self.interrupts();
        let report = self.run(way, &args.limits, interrupts.as_ref(), terminal)?;
        self.tell(&[report], &args.answer, interrupts.as_ref(), terminal)
    }

    pub(super) fn downgrade(
        &mut self,
        args: &args::Downgrade,
        terminal: &mut Terminal,
    ) -> Result<(), Failure> {
        let way = Way::Down(&args.target);
        if self.show_instead(way, &args.instead, &args.limits, &args.answer, terminal)? {
            return Ok(());
        }
        let interrupts = self.interrupts();
        let report = self.run(way, &args.limits, interrupts.as_ref(), terminal)?;
        self.tell(&[report], &args.answer, interrupts.as_ref(), terminal)
    }

    /// Downgrades, and upgrades again to the previous position.
    pub(super) fn redo(
        &mut self,
        args: &args::Redo,
        terminal: &mut Terminal,
    ) -> Result<(), Failure> {
        self.down_and_up(&args.target, &args.limits, &args.answer, None, terminal)
    }

    pub(super) fn reset(
        &mut self,
        args: &args::Reset,
        terminal: &mut Terminal,
    ) -> Result<(), Failure> {
        if self.options.is_production() && !args.in_production {
            let message = "`reset` loses all data, and this is production";
            return Err(Failure::new(message)
                .help("type `--in-production` if that is what you want")
                .of_kind("production", Exit::Refused));
        }
        let plan = Migrator::<M>::new()
            .downgrade("base")
            .plan(self.connection()?)?;
        if !args.yes && !plan.is_empty() {
            let many = match plan.len() {
                1 => "1 revision".to_owned(),
                many => format!("{many} revisions"),
            };
            confirm(
                &format!(
                    "undo {many} of this database, with all data, and apply everything again?"
                ),
                terminal,
            )?;
        }
        let (limits, answer) = (&args.limits, &args.answer);
        self.down_and_up("base", limits, answer, Some("heads"), terminal)
    }

    /// Downgrades, and upgrades to a target or to the previous position.
    fn down_and_up(
        &mut self,
        target: &str,
        limits: &args::Limits,
        answer: &args::Answer,
        up_to: Option<&str>,
        terminal: &mut Terminal,
    ) -> Result<(), Failure> {
        let before = self.applied_now()?;
        let heads: Vec<&str> = match up_to {
            Some(target) => vec![target],
            None => before.heads.iter().map(|head| head.id.as_str()).collect(),
        };
        // A signal between the two runs is handled, too: the second run sees it.
        let interrupts = self.interrupts();
        let mut reports = Vec::new();
        if !before.heads.is_empty() || up_to.is_none() {
            let way = Way::Down(target);
            reports.push(self.run(way, limits, interrupts.as_ref(), terminal)?);
        }
        for head in heads {
            let way = Way::Up(head, UnknownRevisions::Refuse);
            reports.push(self.run(way, limits, interrupts.as_ref(), terminal)?);
        }
        self.tell(&reports, answer, interrupts.as_ref(), terminal)
    }

    fn interrupts(&self) -> Option<Interrupts> {
        self.options.takes_signals().then(Interrupts::listen)
    }

    fn run(
        &mut self,
        way: Way<'_>,
        limits: &args::Limits,
        interrupts: Option<&Interrupts>,
        terminal: &mut Terminal,
    ) -> Result<Report, Failure> {
        let life = &Life::new(terminal, after_a_second::<C>());
        let result = std::thread::scope(|scope| {
            let _over = life.until_dropped();
            let manner = Manner {
                is_mysql: <C::Dialect as Dialect>::NAME == "mysql",
            };
            let looker = self.options.second().and_then(Looker::at::<M, C>);
            scope.spawn(move || life.watch(interrupts, looker, manner));
            let mut progress = Progress::new(self.revisions, life, interrupts);
            let migrator = limits.apply_to(way.migrator::<M>().observer(&mut progress));
            Ok::<_, Failure>(migrator.run(self.connection()?))
        })?;
        let signal = interrupts.and_then(Interrupts::signal);
        result.map_err(|error| match (&error, signal) {
            (Error::Stopped { .. }, Some(signal)) => {
                let message = format!("{}: {}", interrupt::name(signal), error.explain());
                Failure::new(message).of_kind("stopped", Exit::Stopped(signal))
            }
            (Error::Target { .. }, _) => way.advise(error.into()),
            _ => error.into(),
        })
    }

    fn tell(
        &self,
        reports: &[Report],
        answer: &args::Answer,
        interrupts: Option<&Interrupts>,
        terminal: &mut Terminal,
    ) -> Result<(), Failure> {
        let heads = reports.last().map_or(&[][..], |report| &report.heads);
        if answer.is_json() {
            terminal.line(document::run(reports, heads));
        }
        let at = self.revisions.names(heads.iter().copied());
        if let Some(signal) = interrupts.and_then(Interrupts::signal) {
            let name = interrupt::name(signal);
            terminal.answer(format!(
                "{name}: it came in the last step, which is finished; there was nothing left to stop"
            ));
        }
        match reports.iter().all(|report| report.steps.is_empty()) {
            true => terminal.say(format!("nothing to do: the database is at {at}")),
            false => terminal.say(format!("the database is at {at}")),
        }
        Ok(())
    }
}

/// Describes what happens to a step whose program ends.
fn after_a_second<C: Database>() -> &'static str {
    match <C::Dialect as Dialect>::NAME {
        "postgres" => "PostgreSQL goes on with the step, and may still finish and record it",
        "mysql" => "the server goes on with the statement that runs",
        _ => "what is not committed is rolled back",
    }
}

/// Asks for confirmation before something that can't be undone.
fn confirm(question: &str, terminal: &mut Terminal) -> Result<(), Failure> {
    let refused = |message: &str| {
        Failure::new(message)
            .help("type `--yes` to go on without being asked")
            .of_kind("not_confirmed", Exit::Refused)
    };
    match terminal.ask(question) {
        Some(true) => Ok(()),
        Some(false) => Err(refused("nothing was done")),
        None => Err(refused("nobody is there to be asked, so nothing was done")),
    }
}
