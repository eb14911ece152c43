use super::{Address, load, open};
use crate::{Failure, Terminal};
use migrate_check::schema::Schema;
use migrate_check::schema::compare::{Difference, compare};
use migrate_check::{Chain, Dialect};
use migrate_runtime::AppliedState;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// How a live database compares with the revisions that are applied to it.
pub(crate) struct Drift {
    address: Address,
    /// The newest applied revisions.
    heads: Vec<String>,
    /// Revisions of the directory that are not applied.
    pending: Vec<String>,
    /// Applied revisions whose scripts were edited since.
    edited: Vec<String>,
    differences: Vec<Difference>,
}

impl Drift {
    /// Looks at a database. Nothing uncertain is a difference.
    pub fn find(url: &str, chain: &Chain, label: &str) -> Result<Self, Failure> {
        let address = Address::parse(url)?;
        has_dialect(chain, address.dialect(), label)?;
        load(chain, label);
        let mut session = open(&address)?;
        let current = session.current()?;
        let unknown = current.applied.iter();
        let unknown = unknown.filter(|applied| applied.state == AppliedState::Unknown);
        let unknown: Vec<String> = unknown.map(|it| format!("`{}`", it.id)).collect();
        if !unknown.is_empty() {
            let listed = unknown.join(", ");
            let message = format!("the database has revisions that `{label}` has not: {listed}");
            return Err(Failure::new(message)
                .help("update the directory to the one that the database was migrated with"));
        }
        let is_edited = |state: &AppliedState| matches!(state, AppliedState::Edited { .. });
        let edited = current.applied.iter().filter(|it| is_edited(&it.state));
        let applied: BTreeSet<&str> = current.applied.iter().map(|it| &*it.id).collect();
        let revisions = chain.revisions.iter().map(|revision| revision.id.clone());
        let expected = chain
            .schema_at(address.dialect(), |id| applied.contains(id))
            .ok_or_else(not_followed)?;
        let script = session.schema_script()?;
        let found = Schema::of_script(&script, address.dialect()).ok_or_else(not_followed)?;
        Ok(Self {
            heads: current.heads.iter().map(|head| head.id.clone()).collect(),
            pending: revisions.filter(|id| !applied.contains(&**id)).collect(),
            edited: edited.map(|it| it.id.clone()).collect(),
            differences: compare(&expected, &found),
            address,
        })
    }

    /// Whether the database is what its revisions make it.
    pub fn is_none(&self) -> bool {
        self.differences.is_empty()
    }

    /// For people.
    pub fn show(&self, terminal: &mut Terminal) {
        for id in &self.edited {
            terminal.say(format!("note: `{id}` was edited after it was applied"));
        }
        if let [first, ..] = &*self.pending {
            let count = self.pending.len();
            let revisions = if count == 1 {
                "revision is"
            } else {
                "revisions are"
            };
            terminal.say(format!(
                "note: {count} {revisions} not applied yet, from `{first}` on"
            ));
        }
        for difference in &self.differences {
            terminal.say(format!("{}: {}", status(difference), subject(difference)));
            let lines = [("-", &difference.before), ("+", &difference.after)];
            for (sign, line) in lines {
                if let Some(line) = line.as_ref().filter(|_| !difference.is_whole) {
                    terminal.say(format!("  {sign} {line}"));
                }
            }
        }
        let (database, place) = (self.address.shown(), self.place());
        match self.differences.len() {
            0 => terminal.line(format!("ok: `{database}` has the schema of {place}")),
            1 => terminal.say(format!("1 difference between `{database}` and {place}")),
            count => terminal.say(format!(
                "{count} differences between `{database}` and {place}"
            )),
        }
    }

    /// For programs.
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
            "database": self.address.shown(),
            "heads": self.heads,
            "pending": self.pending,
            "edited": self.edited,
            "differences": self.differences.iter().map(one).collect::<Vec<_>>(),
        })
    }

    fn place(&self) -> String {
        match &*self.heads {
            [] => "an empty database: no revision is applied".to_owned(),
            [head] => format!("revision `{head}`"),
            heads => format!("the revisions `{}`", heads.join("`, `")),
        }
    }
}

/// Refuses a database for which there are no scripts.
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

/// The model broke down.
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

/// `column email of table users`.
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
