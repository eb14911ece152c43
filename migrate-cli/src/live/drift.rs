use super::{Address, Found};
use crate::{Failure, Terminal};
use migrate_check::schema::compare::{Difference, compare};
use migrate_check::{Chain, Dialect};
use serde_json::{Value, json};

/// How a live database compares with the revisions that are applied to it.
pub(crate) struct Drift {
    found: Found,
    differences: Vec<Difference>,
}

impl Drift {
    /// Looks at a database. Nothing uncertain is a difference.
    pub fn find(address: Address, chain: &Chain, label: &str) -> Result<Self, Failure> {
        let mut found = Found::look(address, chain, label)?;
        let expected = chain
            .schema_at(found.address.dialect(), |id| found.applied.contains(id))
            .ok_or_else(not_followed)?;
        found.schema.add_schema_of_record(&expected);
        Ok(Self {
            differences: compare(&expected, &found.schema),
            found,
        })
    }

    /// Whether the database is what its revisions make it.
    pub fn is_none(&self) -> bool {
        self.differences.is_empty()
    }

    /// For people.
    pub fn show(&self, terminal: &mut Terminal) {
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
        for difference in &self.differences {
            terminal.tell(format!("{}: {}", status(difference), subject(difference)));
            let lines = [("-", &difference.before), ("+", &difference.after)];
            for (sign, line) in lines {
                if let Some(line) = line.as_ref().filter(|_| !difference.is_whole) {
                    terminal.tell(format!("  {sign} {line}"));
                }
            }
        }
        let (database, place) = (self.found.address.shown(), self.place());
        match self.differences.len() {
            0 => terminal.line(format!("ok: `{database}` has the schema of {place}")),
            1 => terminal.tell(format!("1 difference between `{database}` and {place}")),
            count => terminal.tell(format!(
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
            "database": self.found.address.shown(),
            "heads": self.found.heads,
            "pending": self.found.pending,
            "edited": self.found.edited,
            "differences": self.differences.iter().map(one).collect::<Vec<_>>(),
        })
    }

    fn place(&self) -> String {
        match &*self.found.heads {
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
