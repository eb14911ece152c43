use crate::Terminal;
use crate::address::without_passwords;
use migrate_graph::PlanError;
use migrate_runtime::Error;
use serde_json::json;
use std::fmt;

/// Why a command failed: what the user is told, and what to do next.
#[derive(Clone, PartialEq, Eq)]
pub struct Failure {
    /// What is wrong: lower case, no final stop, names in backticks.
    pub message: String,
    /// What else is known, a line each.
    pub notes: Vec<String>,
    /// What is printed before the message, as it stands: the diagnostics that explain it.
    pub details: String,
    /// What to do, to be followed as it stands.
    pub help: Option<String>,
    /// What kind it is of, for programs: `unknown_revision`, `lock_timeout`; see
    /// [`PlanError::kind`] and [`Error::kind`].
    pub kind: &'static str,
    /// What the program's exit code says of it.
    pub exit: Exit,
    /// It is in the JSON document already.
    pub(crate) is_told: bool,
}

/// What an exit code says. 0 is success, and 2 a command line that can't be understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Exit {
    /// 1: it failed; the message says what the database is left as.
    Failed,
    /// 3: the database is not at the head of this program.
    NotUpToDate,
    /// 4: the database and this program do not fit: a revision that it does not know, one that was
    /// edited after it was applied, one that was cut off.
    Unfitting,
    /// 5: another process is at work on the database; try again later.
    Busy,
    /// 6: it takes a confirmation, which was not given.
    Refused,
    /// 128 and the signal's number: it was told to stop, and did so between two steps.
    Stopped(u8),
}

impl Exit {
    /// Every code with what it says, success and a bad command line among them.
    pub const MEANINGS: &[(&str, &str)] = &[
        ("0", "done, or nothing to do"),
        ("1", "failed; the message says what the database is left as"),
        ("2", "the command line can't be understood"),
        ("3", "the database is not at the head of this program"),
        (
            "4",
            "the database and the program do not fit: a revision is unknown, was edited after it was \
             applied, or was cut off",
        ),
        (
            "5",
            "another process is at work on the database: try again later",
        ),
        ("6", "it takes a confirmation (`--yes`, `--in-production`)"),
        (
            "129, 130, 143",
            "stopped between two steps by SIGHUP, Ctrl-C, SIGTERM",
        ),
    ];

    /// Returns the code.
    pub fn code(self) -> u8 {
        match self {
            Exit::Failed => 1,
            Exit::NotUpToDate => 3,
            Exit::Unfitting => 4,
            Exit::Busy => 5,
            Exit::Refused => 6,
            Exit::Stopped(signal) => 128_u8.saturating_add(signal),
        }
    }
}

impl Failure {
    /// A failure with nothing but its message.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            details: String::new(),
            notes: Vec::new(),
            help: None,
            kind: "failed",
            exit: Exit::Failed,
            is_told: false,
        }
    }

    /// Adds a line that explains.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Adds what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Prints it as the JSON document that the command answers with, unless that was done:
    /// `{"error":{"kind","message","notes","help","details"}}`. What is returned has nothing left to be printed.
    pub(crate) fn told(self, terminal: &mut Terminal) -> Self {
        if self.is_told {
            return self;
        }
        let notes = self.notes.iter().map(|note| without_passwords(note));
        terminal.line(json!({ "error": {
            "kind": self.kind,
            "message": without_passwords(&self.message),
            "notes": notes.collect::<Vec<_>>(),
            "help": self.help.as_deref().map(without_passwords),
            "details": Some(&self.details).filter(|details| !details.is_empty()),
        }}));
        self.without_text()
    }

    /// The same for the exit code alone: what it has to say is said.
    pub(crate) fn without_text(mut self) -> Self {
        self.is_told = true;
        self
    }

    /// Says what kind it is of, and what the exit code tells of it.
    #[must_use]
    pub fn of_kind(mut self, kind: &'static str, exit: Exit) -> Self {
        (self.kind, self.exit) = (kind, exit);
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// Shows it whole, as people read it: `unwrap` in a test, and a `main` that returns it, print this.
impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = self.message.clone();
        for note in &self.notes {
            text += &format!("\nnote: {note}");
        }
        if let Some(help) = &self.help {
            text += &format!("\nhelp: {help}");
        }
        f.write_str(&self.details)?;
        f.write_str(&without_passwords(&text))
    }
}

impl std::error::Error for Failure {}

/// A target that can't be reached says itself what to type instead.
impl From<PlanError> for Failure {
    fn from(error: PlanError) -> Self {
        Self::new(error.to_string()).of_kind(error.kind(), Exit::Failed)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let kind = error.kind();
        let exit = match &error {
            Error::NotInitialized { .. }
            | Error::NotUpToDate { .. }
            | Error::BackfillUnfinished(_) => Exit::NotUpToDate,
            Error::UnknownRevisions { .. }
            | Error::HalfReplaced { .. }
            | Error::Edited { .. }
            | Error::Interrupted { .. }
            | Error::AlembicDiffers { .. }
            | Error::OtherRecord(_)
            | Error::CantTakeOver { .. } => Exit::Unfitting,
            Error::LockTimeout { .. }
            | Error::StillRuns { .. }
            | Error::ChangedMeanwhile { .. } => Exit::Busy,
            _ => Exit::Failed,
        };
        match error {
            Error::Target { problem, .. } => problem.into(),
            other => Failure::new(other.explain().to_string()).of_kind(kind, exit),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Exit;

    #[test]
    fn every_code_has_a_meaning() {
        let stopped = [1, 2, 15].map(Exit::Stopped);
        let others = [
            Exit::Failed,
            Exit::NotUpToDate,
            Exit::Unfitting,
            Exit::Busy,
            Exit::Refused,
        ];
        for exit in others.into_iter().chain(stopped) {
            let code = exit.code().to_string();
            let is_it = |codes: &str| codes.split(", ").any(|one| one == code);
            assert!(
                Exit::MEANINGS.iter().any(|(codes, _)| is_it(codes)),
                "{code}"
            );
        }
    }
}
