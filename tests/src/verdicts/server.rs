//! What a scratch database has to be able to do, and what it says when it refuses.

use super::class::Class;
use super::folder::Script;
use std::ops::RangeInclusive;

/// A scratch database on a real server.
pub trait Server {
    /// Runs a script and keeps its effects; a refused one leaves none.
    fn keep(&mut self, script: &Script) -> Result<(), Refusal>;
    /// Runs a script and takes all its effects back.
    fn try_out(&mut self, script: &Script) -> Result<(), Refusal>;
    /// Runs those statements of a script that can be run, each by itself, and keeps their effects,
    /// so that a chain can go on behind a refused script. Returns the others, by their position.
    fn keep_what_can_be(&mut self, script: &Script) -> Vec<usize>;
    /// The schema, as lines that say nothing by their order; `None` where that can't be had.
    fn schema(&mut self) -> Option<Vec<String>> {
        None
    }
    /// The same behind a script, whose effects are taken back.
    fn schema_behind(&mut self, _script: &Script) -> Option<Vec<String>> {
        None
    }
    /// What of this server a script asks for that the author's has and this one does not, where the
    /// script may pass over that in silence.
    fn has_not(&mut self, _script: &Script) -> Vec<String> {
        Vec::new()
    }
}

/// What a server says of a script that it refuses.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// The first line of its message; no text of the script but names and tokens.
    pub message: String,
    /// PostgreSQL's code, where it could be had.
    pub code: Option<String>,
    /// What kind of mistake it is.
    pub class: Class,
    /// Where.
    pub place: Place,
}

/// Where a server refuses a script; lines count from 1.
#[derive(Clone, Debug, Default)]
pub struct Place {
    /// The very line, where the server tells.
    pub line: Option<usize>,
    /// The lines of the statement, where it is known.
    pub statement: Option<RangeInclusive<usize>>,
}

impl Place {
    /// Whether a line of ours is the right one: the server's own, or one of the statement if the
    /// server tells no more. `None` if nothing is known to compare with.
    pub fn is_at(&self, line: usize) -> Option<bool> {
        match (self.line, &self.statement) {
            (Some(exact), _) => Some(exact == line),
            (None, Some(lines)) => Some(lines.contains(&line)),
            (None, None) => None,
        }
    }

    /// The line to show.
    pub fn shown(&self) -> String {
        match (self.line, &self.statement) {
            (Some(line), _) => line.to_string(),
            (None, Some(lines)) => format!("{}-{}", lines.start(), lines.end()),
            (None, None) => "?".to_owned(),
        }
    }
}
