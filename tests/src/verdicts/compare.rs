//! The comparison: a folder's scripts on a scratch database, in the order of the chain.

use super::class::Class;
use super::folder::{Folder, Ours, Script};
use super::lacking::Lacking;
use super::server::{Refusal, Server};

/// What came of one folder.
#[derive(Debug)]
pub struct Comparison {
    /// How the folder is called.
    pub name: String,
    /// Each script, in the order in which they ran.
    pub files: Vec<FileComparison>,
    /// Our errors about anything but a script.
    pub others: Vec<String>,
    /// How often we say that a downgrade does not undo its upgrade.
    pub not_reversed: usize,
    /// Each downgrade that was compared with the schema before its upgrade.
    pub reversals: Vec<Reversal>,
    /// How long it took.
    pub seconds: f64,
}

/// Whether a downgrade brings the schema back, for the server and for us.
#[derive(Debug)]
pub struct Reversal {
    /// Its file.
    pub file: String,
    /// Whether we say that it does not.
    pub is_reported: bool,
    /// What differs for the server, a line each: lost (`-`) or left behind (`+`).
    pub differing: Vec<String>,
}

/// What came of one script.
#[derive(Debug)]
pub struct FileComparison {
    /// Its file, relative to the folder.
    pub file: String,
    /// How the two verdicts compare.
    pub outcome: Outcome,
    /// Why the server refuses it, if it does.
    pub refusal: Option<Refusal>,
    /// Our errors in it.
    pub ours: Vec<Ours>,
}

/// How two verdicts compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Both accept it.
    Accepted,
    /// We refuse what the server accepts.
    FalseRefusal,
    /// Both refuse it; the flag says whether a line of ours is the right one, if that can be known.
    Found(Option<bool>),
    /// The server refuses it, and we are silent.
    Missed,
    /// The server refuses it, and we are silent; but an earlier `up` has an error of ours, behind
    /// which we may know no more.
    Silent,
    /// The server refuses it for what no check can know, or tools disagree about.
    NotComparable,
    /// What the server or we say only follows from a script that was refused before.
    AfterFailure,
}

/// Compares a folder's files.
pub(super) fn compare(name: &str, folder: &Folder, server: &mut dyn Server) -> Comparison {
    let mut walk = Walk {
        folder,
        server,
        lacking: Lacking::default(),
        has_failed: false,
        has_error_of_ours: false,
        files: Vec::new(),
        before: None,
        reversals: Vec::new(),
    };
    for (up, down) in &folder.revisions {
        let is_applied = up.as_ref().is_none_or(|up| walk.judge_up(up));
        if let Some(down) = down {
            walk.judge_down(down, is_applied);
            if is_applied {
                walk.judge_reversal(up.as_ref(), down);
            }
        }
        if let Some(up) = up {
            walk.has_error_of_ours |= folder.ours.contains_key(&up.file);
        }
    }
    Comparison {
        name: name.to_owned(),
        files: walk.files,
        others: folder.others.clone(),
        not_reversed: folder.not_reversed.len(),
        reversals: walk.reversals,
        seconds: 0.0,
    }
}

struct Walk<'a> {
    folder: &'a Folder,
    server: &'a mut dyn Server,
    lacking: Lacking,
    /// Whether an `up` was refused, or lacks something of the server.
    has_failed: bool,
    has_error_of_ours: bool,
    files: Vec<FileComparison>,
    /// The schema before the `up`.
    before: Option<Vec<String>>,
    reversals: Vec<Reversal>,
}

impl Walk<'_> {
    /// Applies an `up`; returns whether all of it is applied.
    fn judge_up(&mut self, up: &Script) -> bool {
        if self.folder.compares_schemas {
            self.before = self.server.schema();
        }
        if self.is_blank(up) {
            self.record(up, None);
            return true;
        }
        let has_not = self.server.has_not(up);
        self.has_failed |= !has_not.is_empty();
        self.lacking.add_names(has_not);
        let Err(refusal) = self.server.keep(up) else {
            self.record(up, None);
            return true;
        };
        // The tools disagree about what runs in a transaction: the chain goes on as in one that
        // does not.
        let outside = Script {
            in_transaction: false,
            ..up.clone()
        };
        if refusal.class == Class::Transaction
            && up.in_transaction
            && self.server.keep(&outside).is_ok()
        {
            self.record(up, Some(refusal));
            return true;
        }
        let refused = self.server.keep_what_can_be(up);
        self.record(up, Some(refusal));
        self.has_failed = true;
        self.lacking.add(up, &refused);
        false
    }

    /// Tries a `down` out, right behind its `up`.
    fn judge_down(&mut self, down: &Script, is_applied: bool) {
        let refusal = match self.is_blank(down) {
            true => None,
            false => self.server.try_out(down).err(),
        };
        if !is_applied && refusal.as_ref().is_some_and(|it| it.class != Class::Syntax) {
            self.push(down, refusal, Outcome::AfterFailure);
            return;
        }
        self.record(down, refusal);
    }

    /// Compares the schema behind a `down` with the one before its `up`. Of what we refuse, and of what
    /// the server refuses, nothing is said.
    fn judge_reversal(&mut self, up: Option<&Script>, down: &Script) {
        let is_refused = self.files.last().is_some_and(|it| it.refusal.is_some());
        let files = up.into_iter().chain([down]);
        let has_error = files
            .clone()
            .any(|it| self.folder.ours.contains_key(&it.file));
        let Some(before) = self.before.take().filter(|_| !is_refused && !has_error) else {
            return;
        };
        let Some(after) = self.server.schema_behind(down) else {
            return;
        };
        let lacks = |lines: &[String], line: &String| lines.binary_search(line).is_err();
        let lost = before.iter().filter(|line| lacks(&after, line));
        let left = after.iter().filter(|line| lacks(&before, line));
        let lost = lost.map(|line| format!("- {line}"));
        let reported = files.map(|it| &it.file);
        let is_reported = reported
            .into_iter()
            .any(|file| self.folder.not_reversed.contains(file));
        self.reversals.push(Reversal {
            file: down.file.clone(),
            is_reported,
            differing: lost.chain(left.map(|line| format!("+ {line}"))).collect(),
        });
    }

    /// Whether there is nothing to run. (A server takes that; Diesel's connection does not.)
    fn is_blank(&self, script: &Script) -> bool {
        script.statements.is_empty() && !self.folder.ours.contains_key(&script.file)
    }

    fn record(&mut self, script: &Script, refusal: Option<Refusal>) {
        let ours = self.folder.ours.get(&script.file);
        let follows = |message: &str| self.has_failed && self.lacking.explains(message);
        let outcome = match (&refusal, ours) {
            (None, None) => Outcome::Accepted,
            (None, Some(ours)) if ours.iter().all(|it| follows(&it.message)) => {
                Outcome::AfterFailure
            }
            (None, Some(_)) => Outcome::FalseRefusal,
            (Some(refusal), _) if !refusal.class.is_target() => Outcome::NotComparable,
            (Some(refusal), _) if refusal.class != Class::Syntax && follows(&refusal.message) => {
                Outcome::AfterFailure
            }
            (Some(refusal), Some(ours)) => Outcome::Found(right_line(refusal, ours)),
            (Some(_), None) if self.has_error_of_ours => Outcome::Silent,
            (Some(_), None) => Outcome::Missed,
        };
        self.push(script, refusal, outcome);
    }

    fn push(&mut self, script: &Script, refusal: Option<Refusal>, outcome: Outcome) {
        self.files.push(FileComparison {
            file: script.file.clone(),
            outcome,
            refusal,
            ours: self
                .folder
                .ours
                .get(&script.file)
                .cloned()
                .unwrap_or_default(),
        });
    }
}

fn right_line(refusal: &Refusal, ours: &[Ours]) -> Option<bool> {
    refusal.place.is_at(0)?;
    let mut lines = ours.iter().filter_map(|it| it.line);
    Some(lines.any(|line| refusal.place.is_at(line) == Some(true)))
}
