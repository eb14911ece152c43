use super::{Address, Found};
use crate::{Failure, Terminal};
use migrate_check::{Chain, Dialect};
use migrate_graph::RevisionIndex;
use migrate_runtime::{OtherRecord, OtherTool};
use migrate_schema::compare::{Difference, compare};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The differences between a live database and the revisions that are applied to it.
pub(crate) struct Drift {
    found: Found,
    /// The revisions to compare with instead of the applied ones, if any were given.
    at: Option<Vec<String>>,
    differences: Vec<Difference>,
}

impl Drift {
    /// Reads a database, and compares it with the revisions that are applied to it, or with the given
    /// ones and all below them. Uncertain parts are not differences.
    pub fn find(
        address: Address,
        chain: &Chain,
        label: &str,
        at: &[String],
    ) -> Result<Self, Failure> {
        let at = match at {
            [] => None,
            at => Some(ancestors(chain, at)?),
        };
        let mut found = match &at {
            Some(_) => Found::look_whatever_is_recorded(address, chain, label)?,
            None => Found::look(address, chain, label)?,
        };
        let applied = at.as_ref().map_or(&found.applied, |(_, applied)| applied);
        let expected = chain
            .schema_at(found.address.dialect(), |id| applied.contains(id))
            .ok_or_else(not_followed)?;
        found.schema.add_schema_of_record(&expected);
        if let Some((_, applied)) = &at {
            let revisions = chain.revisions.iter().map(|revision| revision.id.clone());
            found.pending = revisions.filter(|id| !applied.contains(id)).collect();
        }
        Ok(Self {
            differences: compare(&expected, &found.schema),
            at: at.map(|(heads, _)| heads),
            found,
        })
    }

    /// Returns whether there are no differences.
    pub fn is_none(&self) -> bool {
        self.differences.is_empty()
    }

    /// Prints the differences for people.
    pub fn show(&self, terminal: &mut Terminal) {
        self.show_record(terminal);
        for difference in &self.differences {
            terminal.tell(format!("{}: {}", status(difference), subject(difference)));
            let lines = [("-", &difference.before), ("+", &difference.after)];
            for (sign, line) in lines {
                if let Some(line) = line.as_ref().filter(|_| !difference.is_whole) {
                    terminal.tell(format!("  {sign} {line}"));
                }
            }
        }
        let (database, place) = (self.found.address.shown(), self.position());
        match self.differences.len() {
            0 => terminal.line(format!("ok: `{database}` has the schema of {place}")),
            1 => terminal.tell(format!("1 difference between `{database}` and {place}")),
            count => terminal.tell(format!(
                "{count} differences between `{database}` and {place}"
            )),
        }
    }

    /// Prints notes about the record, where it may be a surprise.
    fn show_record(&self, terminal: &mut Terminal) {
        let unrecorded = &self.found.unrecorded;
        if let (Some(seen), None) = (unrecorded.seen(), &self.at) {
            terminal.say(format!("note: nothing is recorded as applied, but {seen}"));
            let record = unrecorded.records.iter().find(|one| !one.rows.is_empty());
            let (at, stamp) = match record {
                Some(record) => (
                    record.unknown.is_empty().then(|| at_record(record)),
                    format!("stamp {}", record.tool.option()),
                ),
                None => (None, "stamp REVISION".to_owned()),
            };
            let at = at.unwrap_or_else(|| " --at REVISION".to_owned());
            terminal.say(format!(
                "note: `cargo migrate check --live{at}` compares it with a revision, and the \
                 application's `{stamp}` records that it is there"
            ));
        }
        if let Some(at) = &self.at {
            let heads = &self.found.heads;
            if !heads.is_empty() && heads != at {
                let recorded = position(heads);
                terminal.say(format!("note: the database is recorded at {recorded}"));
            }
            return;
        }
        for id in &self.found.edited {
            terminal.say(format!("note: `{id}` was edited after it was applied"));
        }
        if let [first, ..] = &*self.found.pending {
            let count = self.found.pending.len();
            let revisions = if count == 1 {
                "revision is"
            } else {
                "revisions are"
            };
            terminal.say(format!(
                "note: {count} {revisions} not applied yet, from `{first}` on"
            ));
        }
    }

    /// Returns the JSON document.
    pub fn document(&self) -> Value {
        let one = |difference: &Difference| {
            json!({
                "status": status(difference),
                "kind": difference.what.kind.name(),
                "name": difference.what.name,
                "of": difference.what.of,
                "object": difference.object,
                "expected": difference.before,
                "found": difference.after,
            })
        };
        json!({
            "database": self.found.address.shown(),
            "heads": self.at.as_ref().unwrap_or(&self.found.heads),
            "pending": self.found.pending,
            "edited": self.found.edited,
            "differences": self.differences.iter().map(one).collect::<Vec<_>>(),
        })
    }

    fn position(&self) -> String {
        position(self.at.as_ref().unwrap_or(&self.found.heads))
    }
}

/// Returns the `--at` options for the revisions in another tool's record.
fn at_record(record: &OtherRecord) -> String {
    let rows = record.rows.iter().map(String::as_str);
    let at: Vec<&str> = match record.tool {
        OtherTool::Alembic => rows.collect(),
        _ => record.applied.last().copied().into_iter().collect(),
    };
    at.iter().map(|row| format!(" --at {row}")).collect()
}

/// Describes the position of a database that has these revisions and all below them.
fn position(heads: &[String]) -> String {
    match heads {
        [] => "an empty database: no revision is applied".to_owned(),
        [head] => format!("revision `{head}`"),
        heads => format!("the revisions `{}`", heads.join("`, `")),
    }
}

/// Returns the revisions that these targets name, and all their ancestors.
fn ancestors(
    chain: &Chain,
    targets: &[String],
) -> Result<(Vec<String>, BTreeSet<String>), Failure> {
    let mut named = Vec::new();
    for target in targets {
        named.extend(chain.graph.resolve(target, None)?);
    }
    let id = |revision: RevisionIndex| chain.graph.id(revision).as_str();
    let ids: Vec<&str> = named.iter().map(|revision| id(*revision)).collect();
    let applied = chain.graph.applied_below_known(&ids);
    let heads = chain.graph.applied_heads(&applied).into_iter();
    let all = chain.graph.order().iter().copied();
    let all = all.filter(|revision| applied.contains(*revision));
    Ok((
        heads.map(|head| id(head).to_owned()).collect(),
        all.map(|one| id(one).to_owned()).collect(),
    ))
}

/// Returns an error for a database without scripts in its dialect.
pub(crate) fn has_dialect(chain: &Chain, dialect: Dialect, label: &str) -> Result<(), Failure> {
    if chain.dialects.contains(&dialect) {
        return Ok(());
    }
    let name = dialect.name();
    Err(
        Failure::new(format!("`{label}` has no scripts for {name}")).help(format!(
            "give the URL of another database, or add `\"{name}\"` to `dialects` in \
             `{label}/migrate.toml`"
        )),
    )
}

/// Returns the failure for a chain that the model could not follow.
pub(crate) fn not_followed() -> Failure {
    Failure::new("the schema could not be followed, so nothing was compared")
        .help("this is a mistake of `migrate`: please report it with the scripts")
}

fn status(difference: &Difference) -> &'static str {
    match (&difference.before, &difference.after) {
        (Some(_), None) => "missing",
        (None, Some(_)) => "extra",
        _ => "different",
    }
}

/// Writes `column email of table users`.
fn subject(difference: &Difference) -> String {
    match difference.is_whole {
        true => difference.object.clone(),
        false => {
            let what = &difference.what;
            let mut subject = format!("{} {}", what.kind.name(), what.name);
            subject.truncate(subject.trim_end().len());
            format!("{subject} of {}", difference.object)
        }
    }
}
