//! Writes the scripts of a revision that changes the schema to a wanted one.
//!
//! - `source`: reads the wanted schema.
//! - `renames`: finds renamed tables and columns.

mod renames;
mod source;

use crate::address::DatabaseArgs;
use crate::args::DialectArgs;
use crate::directory::{Changes, Directory};
use crate::draft::Scripts;
use crate::live::{declared, drift};
use crate::{Failure, Terminal};
use clap::Args;
use migrate_check::Dialect;
use migrate_ddl::Ddl;
use migrate_schema::Schema;
use migrate_schema::compare::diff;
use source::Source;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The maximum number of lines to show of changes that can't be written.
const MOST_LINES: usize = 20;

/// The options of `--autogenerate`.
#[derive(Args, Clone, Debug)]
#[command(
    mut_arg(crate::address::URL, |url| {
        let url = url.requires("autogenerate").conflicts_with("schema");
        url.help("The database to compare with: postgres://…, mysql://…, sqlite:///file.db")
    }),
    mut_arg(crate::address::NAME, |name| {
        let name = name.requires("autogenerate").conflicts_with("schema");
        name.help("The database to compare with: [databases.NAME] of migrate.toml")
    })
)]
pub(crate) struct Autogenerate {
    /// Write the scripts that change the schema of the revisions to that of a schema.rs or a database
    #[arg(long, conflicts_with_all = ["heads", "splice"])]
    autogenerate: bool,
    /// The schema.rs to compare with, instead of the one that migrate.toml names
    #[arg(long, value_name = "FILE", requires = "autogenerate")]
    schema: Option<PathBuf>,
    /// Compare with a live database: that of --url or --name, else of ALEMBIC_DATABASE_URL,
    /// DATABASE_URL (also in .env), or `url` in migrate.toml
    #[arg(long, requires = "autogenerate", conflicts_with = "schema")]
    live: bool,
    #[command(flatten)]
    database: DatabaseArgs,
    /// A renamed table or column: users=people, users.name=full_name
    #[arg(
        long = "rename",
        value_name = "OLD=NEW",
        requires = "autogenerate",
        value_delimiter = ','
    )]
    renames: Vec<String>,
}

/// The scripts, and notes about them.
pub(crate) struct Generated {
    pub scripts: Vec<Scripts>,
    /// The dialects of the scripts.
    dialects: Vec<Dialect>,
    /// Notes to print with the scripts, one line each.
    notes: Vec<String>,
}

impl Autogenerate {
    pub fn is_asked(&self) -> bool {
        self.autogenerate
    }

    /// Returns the scripts; `None` if there is nothing to do, after printing that.
    pub fn generate(
        &self,
        directory: &Directory,
        asked: &DialectArgs,
        terminal: &mut Terminal,
    ) -> Result<Option<Generated>, Failure> {
        let at_head = directory.at_head(asked)?;
        let all = &at_head.diesel.schemas;
        let source = match self.live || self.database.is_given() {
            true => {
                let address = self.database.required(&declared(&at_head.chain))?;
                Source::read_database(address, directory, &at_head, terminal)?
            }
            false => Source::read_files(self.schema.as_deref(), directory, &at_head)?,
        };
        let mut heads = all.clone();
        heads.retain(|dialect, _| source.only().is_none_or(|only| only == *dialect));
        if heads.is_empty() {
            return Err(
                Failure::new("no dialect is declared, so there is no schema")
                    .help("name one: `--dialect postgres`"),
            );
        }
        let mut renames = renames::parse_requested(&self.renames, &heads)?;
        let mut notes = renames::ask(&mut renames, &heads, &source, terminal)?;
        let mut written: BTreeMap<Dialect, (Ddl, Ddl)> = BTreeMap::new();
        for (dialect, head) in &heads {
            let renamed = renames::apply_renames(head, &renames)?;
            let wanted = source.wanted(&renamed.schema, heads.len())?;
            renames::check_targets(&renamed, &wanted, &source)?;
            let pair = renamed.to(&wanted).ok_or_else(drift::not_followed)?;
            written.insert(*dialect, pair);
        }
        for (dialect, (up, down)) in &written {
            notes.extend(describe_rest(*dialect, up, written.len()));
            if let Some(fault) = up.faults.first().or(down.faults.first()) {
                return Err(
                    Failure::new(format!("what would be written is wrong: {fault}"))
                        .help("this is a mistake of `migrate`: please report it with the scripts"),
                );
            }
        }
        if written.values().all(|(up, _)| up.is_empty()) {
            for note in notes {
                terminal.say(note);
            }
            terminal.line(format!(
                "nothing to do: the revisions make {}",
                source.description()
            ));
            return Ok(None);
        }
        notes.extend(note_lossy(written.values().map(|(up, _)| up)));
        for other in all.keys().filter(|other| !heads.contains_key(other)) {
            notes.push(format!(
                "note: the scripts for {other} are empty: this compared {} alone",
                source.description()
            ));
        }
        Ok(Some(Generated {
            dialects: heads.keys().copied().collect(),
            scripts: scripts(&written, all),
            notes,
        }))
    }
}

/// Checks the new folder and returns notes about it: remaining differences from the `schema.rs`. An error
/// of the build would be a mistake of ours.
pub(crate) fn judge(
    directory: &Directory,
    changes: &Changes,
    generated: &Generated,
) -> Result<Vec<String>, Failure> {
    let mut said = generated.notes.clone();
    said.extend(directory.check_changes(changes, &generated.dialects)?);
    Ok(said)
}

/// Returns a note about the lossy statements, which need review.
fn note_lossy<'d>(ups: impl Iterator<Item = &'d Ddl>) -> Option<String> {
    let statements = ups.flat_map(|up| &up.statements);
    let marks = statements.map(|text| text.matches("-- lossy: ").count());
    match marks.sum::<usize>() {
        0 => None,
        1 => Some("note: look at the line `-- lossy: …` in it".to_owned()),
        count => Some(format!(
            "note: look at the {count} lines `-- lossy: …` in it"
        )),
    }
}

/// Returns a note about changes that can't be written.
fn describe_rest(dialect: Dialect, up: &Ddl, dialects: usize) -> Option<String> {
    if up.left.is_empty() {
        return None;
    }
    let of = if dialects > 1 {
        format!(" for {dialect}")
    } else {
        String::new()
    };
    let lines = diff(&up.left, MOST_LINES).into_iter();
    let lines: Vec<String> = lines.map(|line| format!("  {line}")).collect();
    Some(format!(
        "note: this is not written{of}, do it by hand:\n{}",
        lines.join("\n")
    ))
}

/// Returns one pair of scripts if all dialects have the same, otherwise one for each. Those of dialects
/// that were not compared are to be filled in.
fn scripts(
    written: &BTreeMap<Dialect, (Ddl, Ddl)>,
    all: &BTreeMap<Dialect, Schema>,
) -> Vec<Scripts> {
    let text = |dialect: Dialect, ddl: &Ddl| match ddl.is_empty() {
        true => format!("-- Nothing to do for {dialect}.\n"),
        false => ddl.text(),
    };
    let pair = |dialect: &Dialect, suffix: String| match written.get(dialect) {
        Some((up, down)) => Scripts {
            suffix,
            up: text(*dialect, up),
            down: text(*dialect, down),
        },
        None => Scripts::blank(suffix),
    };
    let pairs: Vec<Scripts> = all
        .keys()
        .map(|dialect| pair(dialect, format!(".{dialect}")))
        .collect();
    let is_one = pairs
        .windows(2)
        .all(|two| two[0].up == two[1].up && two[0].down == two[1].down);
    match all.keys().next() {
        Some(dialect) if is_one => vec![pair(dialect, String::new())],
        _ => pairs,
    }
}
