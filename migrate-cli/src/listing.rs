//! Lists revisions: for `cargo migrate` from a directory, for an application from its embedded chain. The
//! format is Alembic's, which users know.

use crate::Terminal;
use migrate_graph::{BranchLabel, Graph, RevisionIndex};
use std::collections::BTreeSet;

/// The source of the information that is not in the graph.
pub(crate) trait Revisions {
    /// Returns the message of a revision.
    fn message(&self, revision: RevisionIndex) -> &str;
    /// Returns the other facts about a revision.
    fn facts(&self, revision: RevisionIndex) -> Facts;
}

/// Facts about a revision besides its message and its position in the graph.
#[derive(Clone, Debug, Default)]
pub(crate) struct Facts {
    /// The path of its folder.
    pub path: String,
    /// The paths of its scripts.
    pub scripts: Vec<String>,
    /// The time of creation, as written.
    pub created: Option<String>,
    /// The reason why it can't be downgraded, if it can't.
    pub irreversible: Option<String>,
    /// The function that is called after the script, if there is one.
    pub backfill: Option<String>,
    /// The leading comment of its `up` script.
    pub documentation: Option<String>,
}

/// The revisions of a graph, ready to be shown.
pub(crate) struct Listing<'a> {
    graph: &'a Graph,
    revisions: &'a dyn Revisions,
    heads: BTreeSet<RevisionIndex>,
    branch_points: BTreeSet<RevisionIndex>,
    merge_points: BTreeSet<RevisionIndex>,
    current: BTreeSet<RevisionIndex>,
}

impl<'a> Listing<'a> {
    pub fn new(graph: &'a Graph, revisions: &'a dyn Revisions) -> Self {
        Self {
            graph,
            revisions,
            heads: graph.heads().into_iter().collect(),
            branch_points: graph.branch_points().into_iter().collect(),
            merge_points: graph.merge_points().into_iter().collect(),
            current: BTreeSet::new(),
        }
    }

    /// Marks the current revisions of a database.
    #[must_use]
    pub fn with_current(mut self, current: impl IntoIterator<Item = RevisionIndex>) -> Self {
        self.current.extend(current);
        self
    }

    /// Writes the id and whether it is a head: a line of `current`.
    pub fn head_line(&self, revision: RevisionIndex) -> String {
        let id = self.graph.id(revision);
        let head = if self.heads.contains(&revision) {
            " (head)"
        } else {
            ""
        };
        format!("{id}{head}")
    }

    /// Writes the id, its branch labels and whether it is a head: a line of `heads`.
    pub fn labelled_line(&self, revision: RevisionIndex) -> String {
        let id = self.graph.id(revision);
        format!("{id}{}{}", self.label_mark(revision), self.marks(revision))
    }

    /// Writes `parent -> id (marks), message`: a line of `history`.
    pub fn history_line(&self, revision: RevisionIndex) -> String {
        let parents = self.parents(revision);
        let depends_on = match self.dependencies(revision) {
            dependencies if dependencies.is_empty() => String::new(),
            dependencies => format!(" ({dependencies})"),
        };
        let line = self.labelled_line(revision);
        format!("{parents}{depends_on} -> {line}{}", self.message(revision))
    }

    /// Writes everything known about a revision, for `show` and `history --verbose`.
    pub fn details(&self, revision: RevisionIndex) -> String {
        let facts = self.revisions.facts(revision);
        let id = self.graph.id(revision);
        let mut rows = vec![("Rev", format!("{id}{}", self.marks(revision)))];
        let is_merge = self.merge_points.contains(&revision);
        rows.push((
            if is_merge { "Merges" } else { "Parent" },
            self.parents(revision),
        ));
        rows.push(("Depends on", self.dependencies(revision)));
        if self.branch_points.contains(&revision) {
            rows.push(("Branches into", self.ids(self.graph.children(revision))));
        }
        rows.push(("Branch names", self.label_names(revision)));
        rows.push(("Path", facts.path));
        rows.extend(facts.scripts.into_iter().map(|script| ("Script", script)));
        rows.push(("Created", facts.created.unwrap_or_default()));
        rows.push(("Backfill", facts.backfill.unwrap_or_default()));
        rows.push(("Irreversible", facts.irreversible.unwrap_or_default()));
        let message = self.revisions.message(revision);
        let documentation = facts.documentation.unwrap_or_default();
        format!("{}{}", aligned(&rows), prose(message, &documentation))
    }

    /// Returns the document of `--format json`: `{"revision","revises","depends_on","branch_labels",
    /// "children","is_head","message","created","path","scripts","backfill","irreversible",
    /// "documentation"}`.
    pub fn document_of(&self, revision: RevisionIndex) -> serde_json::Value {
        let ids = |of: &[RevisionIndex]| -> Vec<&str> {
            of.iter().map(|one| self.graph.id(*one).as_str()).collect()
        };
        let facts = self.revisions.facts(revision);
        let labels = self.graph.branch_labels(revision).into_iter();
        let labels: Vec<&str> = labels.map(BranchLabel::as_str).collect();
        serde_json::json!({
            "revision": self.graph.id(revision).as_str(),
            "revises": ids(self.graph.revises(revision)),
            "depends_on": ids(self.graph.depends_on(revision)),
            "branch_labels": labels,
            "children": ids(self.graph.children(revision)),
            "is_head": self.heads.contains(&revision),
            "message": self.revisions.message(revision),
            "created": facts.created,
            "path": facts.path,
            "scripts": facts.scripts,
            "backfill": facts.backfill,
            "irreversible": facts.irreversible,
            "documentation": facts.documentation,
        })
    }

    fn message(&self, revision: RevisionIndex) -> String {
        match self.revisions.message(revision) {
            "" => String::new(),
            message => format!(", {message}"),
        }
    }

    /// Prints the output of `heads`.
    #[cfg(feature = "authoring")]
    pub fn show_heads(&self, verbose: bool, terminal: &mut Terminal) {
        let heads: Vec<RevisionIndex> = self.heads.iter().copied().collect();
        self.show_these_heads(&heads, verbose, terminal);
    }

    /// Prints the output of `heads` for these revisions.
    pub fn show_these_heads(
        &self,
        heads: &[RevisionIndex],
        verbose: bool,
        terminal: &mut Terminal,
    ) {
        self.say_if_empty(terminal);
        self.show(heads, verbose, terminal, Self::labelled_line);
    }

    /// Prints the output of `history` for these revisions.
    pub fn show_history(
        &self,
        revisions: &[RevisionIndex],
        verbose: bool,
        terminal: &mut Terminal,
    ) {
        self.say_if_empty(terminal);
        self.show(revisions, verbose, terminal, Self::history_line);
    }

    /// Prints a note if there is nothing to show.
    pub fn say_if_empty(&self, terminal: &mut Terminal) {
        if self.graph.is_empty() {
            terminal.say("there is no revision yet");
        }
    }

    /// Prints the revisions at which the chain branches, newest first, and below each its children.
    pub fn show_branches(&self, verbose: bool, terminal: &mut Terminal) {
        self.say_if_empty(terminal);
        if self.branch_points.is_empty() && !self.graph.is_empty() {
            terminal.say("no branches: no revision has several that come after it");
        }
        for revision in self.newest_first(&self.branch_points) {
            match verbose {
                false => terminal.line(format!(
                    "{}{}",
                    self.labelled_line(revision),
                    self.message(revision)
                )),
                true => terminal.block(&format!("{}\n", self.details(revision))),
            }
            let indent = " ".repeat(self.graph.id(revision).as_str().chars().count());
            for child in self.graph.children(revision) {
                let (line, message) = (self.labelled_line(*child), self.message(*child));
                terminal.line(format!("{indent} -> {line}{message}"));
            }
        }
    }

    fn newest_first(&self, revisions: &BTreeSet<RevisionIndex>) -> Vec<RevisionIndex> {
        let order = self.graph.order().iter().rev().copied();
        order
            .filter(|revision| revisions.contains(revision))
            .collect()
    }

    /// Prints the output of `show`.
    pub fn show_details(&self, revisions: &[RevisionIndex], terminal: &mut Terminal) {
        if revisions.is_empty() {
            terminal.say("the base is before every revision, and is none itself");
        }
        self.show(revisions, true, terminal, Self::head_line);
    }

    /// Prints the output of `current`: the tips of the applied branches.
    pub fn show_current(&self, tips: &[RevisionIndex], verbose: bool, terminal: &mut Terminal) {
        self.show(tips, verbose, terminal, Self::head_line);
    }

    fn show(
        &self,
        revisions: &[RevisionIndex],
        verbose: bool,
        terminal: &mut Terminal,
        line: impl Fn(&Self, RevisionIndex) -> String,
    ) {
        for (position, revision) in revisions.iter().enumerate() {
            match verbose {
                false => terminal.line(line(self, *revision)),
                true if position == 0 => terminal.block(&self.details(*revision)),
                true => terminal.block(&format!("\n{}", self.details(*revision))),
            }
        }
    }

    /// Returns the marks: head, branch point, merge point, current.
    fn marks(&self, revision: RevisionIndex) -> String {
        [
            (&self.heads, " (head)"),
            (&self.current, " (current)"),
            (&self.branch_points, " (branchpoint)"),
            (&self.merge_points, " (mergepoint)"),
        ]
        .into_iter()
        .filter(|(revisions, _)| revisions.contains(&revision))
        .map(|(_, mark)| mark)
        .collect()
    }

    /// Returns the branch labels as a mark; empty if there are none.
    fn label_mark(&self, revision: RevisionIndex) -> String {
        match self.label_names(revision) {
            names if names.is_empty() => names,
            names => format!(" ({names})"),
        }
    }

    fn label_names(&self, revision: RevisionIndex) -> String {
        comma_separated(
            self.graph
                .branch_labels(revision)
                .into_iter()
                .map(BranchLabel::as_str),
        )
    }

    fn parents(&self, revision: RevisionIndex) -> String {
        parents(self.graph, revision)
    }

    fn dependencies(&self, revision: RevisionIndex) -> String {
        self.ids(self.graph.depends_on(revision))
    }

    fn ids(&self, revisions: &[RevisionIndex]) -> String {
        ids(self.graph, revisions)
    }
}

/// Describes a step: `a -> b, message`, or `b -> a, message` for a downgrade.
pub(crate) fn step_line(graph: &Graph, message: &str, revision: RevisionIndex, up: bool) -> String {
    let (id, parents) = (graph.id(revision).as_str(), parents(graph, revision));
    let (from, to) = if up {
        (parents.as_str(), id)
    } else {
        (id, parents.as_str())
    };
    let comma = if message.is_empty() { "" } else { ", " };
    format!("{from} -> {to}{comma}{message}")
}

fn parents(graph: &Graph, revision: RevisionIndex) -> String {
    match graph.revises(revision) {
        [] => "<base>".to_owned(),
        parents => ids(graph, parents),
    }
}

fn ids(graph: &Graph, revisions: &[RevisionIndex]) -> String {
    comma_separated(
        revisions
            .iter()
            .map(|revision| graph.id(*revision).as_str()),
    )
}

/// Aligns rows of a name and a value; rows without a value are left out.
pub(crate) fn aligned(rows: &[(&str, String)]) -> String {
    let shown = || rows.iter().filter(|(_, value)| !value.is_empty());
    let width = shown().map(|(name, _)| name.len()).max().unwrap_or(0) + 1;
    shown()
        .map(|(name, value)| format!("{:<width$} {value}\n", format!("{name}:")))
        .collect()
}

/// Writes the message and the documentation, indented; only one of them if it begins with the other.
fn prose(message: &str, documentation: &str) -> String {
    let mut paragraphs = vec![message, documentation];
    if documentation
        .to_lowercase()
        .starts_with(&message.to_lowercase())
    {
        paragraphs.remove(0);
    }
    paragraphs.retain(|text| !text.is_empty());
    let text = paragraphs.join("\n\n");
    let lines = text.lines().map(|line| match line.trim_end() {
        "" => "\n".to_owned(),
        line => format!("    {line}\n"),
    });
    let lines: String = lines.collect();
    if lines.is_empty() {
        lines
    } else {
        format!("\n{lines}")
    }
}

fn comma_separated<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    names.into_iter().collect::<Vec<_>>().join(", ")
}
