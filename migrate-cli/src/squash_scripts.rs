//! Joins the scripts of several revisions to those of one.

use crate::Failure;
use crate::draft::{array, quoted};
use migrate_check::{Chain, CheckedRevision, CheckedScript, Dialect};
use migrate_schema::compare::{compare, diff};
use std::collections::BTreeMap;

/// The maximum number of lines to show of a difference between two schemas.
const MOST_LINES: usize = 20;

/// The contents of the squashed revision.
#[derive(Debug, Default)]
pub(crate) struct Squashed {
    /// Names and texts of the scripts.
    pub files: Vec<(String, String)>,
    /// The ids that it replaces.
    pub replaces: Vec<String>,
    depends_on: Vec<String>,
    branch_labels: Vec<String>,
    transaction: bool,
    irreversible: Option<String>,
}

impl Squashed {
    /// Squashes these revisions of a checked chain.
    pub fn join(chain: &Chain, ids: &[&str]) -> Result<Self, Failure> {
        let inside = |id: &str| ids.contains(&id);
        let revisions: Vec<&CheckedRevision> = chain
            .revisions
            .iter()
            .filter(|one| inside(&one.id))
            .collect();
        let mut squashed = Self {
            transaction: one_transaction(&revisions)?,
            ..Self::default()
        };
        for revision in &revisions {
            if let Some(step) = &revision.backfill {
                return Err(Failure::new(format!(
                    "`{}` has a Rust step, `{step}`, which no script can do",
                    revision.id
                ))
                .help("squash up to it, or start after it"));
            }
            // A database has either the squashed revision or those that it replaces; both are valid.
            if !revision.replaces.is_empty() {
                return Err(Failure::new(format!(
                    "`{}` stands for other revisions itself",
                    revision.id
                ))
                .help(
                    "start after it; or remove its `replaces`, once every database has it under its own \
                     id (`stamp --purge`)",
                ));
            }
            squashed.replaces.push(revision.id.clone());
            let labels = revision.branch_labels.iter();
            squashed.branch_labels.extend(labels.cloned());
            for needed in revision.depends_on.iter().filter(|needed| !inside(needed)) {
                if !squashed.depends_on.contains(needed) {
                    squashed.depends_on.push(needed.clone());
                }
            }
            if let Some(reason) = &revision.irreversible {
                let reason = format!("{}: {reason}", revision.id);
                squashed.irreversible.get_or_insert(reason);
            }
        }
        if chain.dialects.is_empty() {
            return Err(
                Failure::new("no dialect is declared, so no script was looked at")
                    .help("write `dialects = [\"…\"]` into migrate.toml"),
            );
        }
        let is_reversible = squashed.irreversible.is_none();
        squashed.add("up", chain, &revisions)?;
        if is_reversible {
            let newest_first: Vec<&CheckedRevision> = revisions.iter().rev().copied().collect();
            squashed.add("down", chain, &newest_first)?;
        }
        Ok(squashed)
    }

    /// Returns the keys besides those that every revision has.
    pub fn keys(&self) -> String {
        let mut text = String::new();
        if !self.depends_on.is_empty() {
            text += &format!("depends_on = {}\n", array(&self.depends_on));
        }
        if !self.branch_labels.is_empty() {
            text += &format!("branch_labels = {}\n", array(&self.branch_labels));
        }
        if !self.transaction {
            text += "transaction = false\n";
        }
        if let Some(reason) = &self.irreversible {
            text += &format!("irreversible = {}\n", quoted(reason));
        }
        text
    }

    /// Adds one script for all dialects if they have the same one, otherwise one for each.
    fn add(
        &mut self,
        direction: &str,
        chain: &Chain,
        revisions: &[&CheckedRevision],
    ) -> Result<(), Failure> {
        let mut texts: BTreeMap<Dialect, String> = BTreeMap::new();
        for dialect in &chain.dialects {
            texts.insert(*dialect, join_scripts(direction, *dialect, revisions)?);
        }
        let mut all = texts.values();
        let first = all.next().cloned().unwrap_or_default();
        if all.all(|text| *text == first) {
            self.files.push((format!("{direction}.sql"), first));
            return Ok(());
        }
        let files = texts.into_iter();
        self.files
            .extend(files.map(|(dialect, text)| (format!("{direction}.{dialect}.sql"), text)));
        Ok(())
    }
}

/// Returns whether the revisions run in a transaction; an error if they differ.
fn one_transaction(revisions: &[&CheckedRevision]) -> Result<bool, Failure> {
    let with_scripts = || revisions.iter().filter(|one| !one.scripts.is_empty());
    let outside = with_scripts().find(|one| !one.transaction);
    let within = with_scripts().find(|one| one.transaction);
    match (outside, within) {
        (Some(outside), Some(within)) => Err(Failure::new(format!(
            "`{}` runs outside of a transaction and `{}` in one",
            outside.id, within.id
        ))
        .help("squash those of one kind: up to the one that differs, or after it")),
        (Some(_), None) => Ok(false),
        _ => Ok(true),
    }
}

/// Joins the scripts in order, each after a comment with its revision.
fn join_scripts(
    direction: &str,
    dialect: Dialect,
    revisions: &[&CheckedRevision],
) -> Result<String, Failure> {
    let mut text = String::new();
    let mut statements = Vec::new();
    for revision in revisions {
        let scripts = revision.scripts.get(&dialect);
        let script = scripts.and_then(|scripts| match direction {
            "up" => scripts.up.as_ref(),
            _ => scripts.down.as_ref(),
        });
        let Some(script) = script else { continue };
        if !text.is_empty() {
            text.push('\n');
        }
        let message = match revision.message.as_str() {
            "" => String::new(),
            message => format!(": {message}"),
        };
        text += &format!("-- {}{message}\n", revision.id);
        text += &terminate(script);
        let texts = script.analysis.statements.iter();
        statements.extend(texts.map(|one| script.text[one.span.clone()].to_owned()));
    }
    let read = migrate_sql::analyse(&text, dialect);
    let again = read.statements.iter().map(|one| &text[one.span.clone()]);
    if !again.eq(statements.iter().map(String::as_str)) {
        return Err(Failure::new(format!(
            "the {direction} scripts for {dialect} can't be joined: they would be read \
             otherwise"
        ))
        .help("end each statement with `;`, and set back what a script changes for itself (`DELIMITER`)"));
    }
    Ok(text)
}

/// Returns a script, with its last statement and last line terminated.
fn terminate(script: &CheckedScript) -> String {
    let mut text = script.text.trim_start_matches('\u{feff}').to_owned();
    let dropped = script.text.len() - text.len();
    if let Some(last) = script.analysis.statements.last() {
        let end = last.span.end - dropped;
        let is_ended = text[end..].trim_start().starts_with(';');
        let is_delimited = text.to_ascii_lowercase().contains("delimiter");
        if !is_ended && !is_delimited {
            text.insert(end, ';');
        }
    }
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

/// Returns an error if the squashed revision is known to make another schema than the originals.
pub(crate) fn check_same_schema(
    before: &Chain,
    after: &Chain,
    last: &str,
    id: &str,
) -> Result<(), Failure> {
    for dialect in &before.dialects {
        let upto = |chain: &Chain, id: &str| {
            let below = ancestors(chain, id);
            chain.schema_at(*dialect, |id| below.iter().any(|one| one == id))
        };
        let (Some(old), Some(new)) = (upto(before, last), upto(after, id)) else {
            continue;
        };
        let found = diff(&compare(&old, &new), MOST_LINES);
        if !found.is_empty() {
            let mut failure = Failure::new(format!(
                "in one script they would make another schema for {dialect}, so nothing was done"
            ));
            failure.notes = found;
            return Err(failure.help("squash a smaller range"));
        }
    }
    Ok(())
}

/// Returns the ids of a revision and of all its ancestors.
fn ancestors(chain: &Chain, id: &str) -> Vec<String> {
    let graph = &chain.graph;
    let mut found = Vec::new();
    let mut open: Vec<_> = graph.find(id).into_iter().collect();
    while let Some(next) = open.pop() {
        let id = graph.id(next).to_string();
        if !found.contains(&id) {
            found.push(id);
            open.extend(graph.revises(next).iter().chain(graph.depends_on(next)));
        }
    }
    found
}
