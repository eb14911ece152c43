use crate::secrets::without_passwords;
use migrate_graph::PlanError;
use migrate_runtime::Error;
use std::fmt;

/// The failure of a command: a message for the user, and what to do next.
#[derive(Clone, PartialEq, Eq)]
pub struct Failure {
    /// The message: lower case, no final full stop, names in backticks.
    pub message: String,
    /// Further information, one line each.
    pub notes: Vec<String>,
    /// Text to print before the message: the diagnostics that explain it.
    pub details: String,
    /// What to do next.
    pub help: Option<String>,
    /// The kind, for programs: `unknown_revision`, `lock_timeout`; see
    /// [`PlanError::kind`] and [`Error::kind`].
    pub kind: &'static str,
    /// The exit code of the program.
    pub exit: Exit,
    /// Whether the JSON document contains it already.
    pub(crate) is_told: bool,
}

/// The exit codes. In addition, 0 is success, and 2 an invalid command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Exit {
    /// 1: the command failed; the message describes the state of the database.
    Failed,
    /// 3: the database is not at the head of this program.
    NotUpToDate,
    /// 4: the database does not match this program: a revision is unknown to it, was edited after it was
    /// applied, or was cut off.
    Unfitting,
    /// 5: another process is working on the database; try again later.
    Busy,
    /// 6: the command needs a confirmation that was not given.
    Refused,
    /// 128 plus the number of the signal that stopped the run between two steps.
    Stopped(u8),
}

impl Exit {
    /// Every exit code with its meaning, including success and an invalid command line.
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
    /// Creates a failure with a message only.
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

    /// Adds a line of information.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Sets what to do next.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Keeps only the exit code, after the text was printed.
    pub(crate) fn without_text(mut self) -> Self {
        self.is_told = true;
        self
    }

    /// Sets the kind and the exit code.
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

/// Prints the whole failure for people: `unwrap` in a test, and a `main` that returns it, use this.
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

/// Converts the error of a target, which already says what to type instead.
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
