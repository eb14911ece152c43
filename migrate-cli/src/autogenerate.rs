//! The scripts of a revision that brings the schema to what somebody wants it to be.

use crate::authoring::DialectArgs;
use crate::directory::{Changes, Directory};
use crate::draft::Scripts;
use crate::live::{Address, drift, open};
use crate::{Failure, Terminal};
use clap::Args;
use migrate_check::diagnostic::shell_word;
use migrate_check::diesel_schema::SchemaFile;
use migrate_check::schema::Schema;
use migrate_check::schema::compare::diff;
use migrate_check::schema::ddl::{Ddl, Rename, RenameError, Renamed, candidates};
use migrate_check::{Dialect, DieselSection};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// Lines that are shown of what can't be written.
const MOST_LINES: usize = 20;

/// How the scripts are come by.
#[derive(Args, Clone, Debug)]
pub(crate) struct Autogenerate {
    /// Write the scripts: from what the revisions make to what a schema.rs or a database has
    #[arg(long, conflicts_with_all = ["heads", "splice"])]
    autogenerate: bool,
    /// The schema.rs to compare with, instead of the one that migrate.toml names
    #[arg(
        long,
        value_name = "FILE",
        requires = "autogenerate",
        conflicts_with = "url"
    )]
    schema: Option<PathBuf>,
    /// Compare with a live database: postgres://…, mysql://…, sqlite:FILE
    #[arg(long, value_name = "URL", requires = "autogenerate")]
    url: Option<String>,
    /// A table or column under a new name: users=people, users.name=full_name
    #[arg(
        long = "rename",
        value_name = "OLD=NEW",
        requires = "autogenerate",
        value_delimiter = ','
    )]
    renames: Vec<String>,
}

/// Scripts, and which dialects they are for.
pub(crate) struct Generated {
    pub scripts: Vec<Scripts>,
    dialects: Vec<Dialect>,
}

/// Where the wanted schema is read.
enum Source {
    /// The `schema.rs` of each dialect, by sections, and whether one does for several.
    Files(Vec<WantedFile>),
    /// A database's schema, and how it is called.
    Database(Box<Schema>, String),
}

struct WantedFile {
    section: DieselSection,
    only: Option<Dialect>,
    shown: String,
    file: SchemaFile,
}

impl Autogenerate {
    pub fn is_asked(&self) -> bool {
        self.autogenerate
    }

    /// The scripts; `None` where there is nothing to do, which is said.
    pub fn generate(
        &self,
        directory: &Directory,
        asked: &DialectArgs,
        terminal: &mut Terminal,
    ) -> Result<Option<Generated>, Failure> {
        let at_head = directory.at_head(asked)?;
        let mut heads = at_head.diesel.schemas.clone();
        let source = match &self.url {
            Some(url) => {
                let address = Address::parse(url)?;
                heads.retain(|dialect, _| *dialect == address.dialect());
                if heads.is_empty() {
                    let name = address.dialect().name();
                    let label = directory.label();
                    let message = format!("`{label}` has no scripts for {name}");
                    return Err(Failure::new(message).help(format!(
                        "add `\"{name}\"` to `dialects` in `{label}/migrate.toml`"
                    )));
                }
                let script = open(&address)?.schema_script()?;
                let schema = Schema::of_script(&script, address.dialect());
                let schema = schema.ok_or_else(drift::not_followed)?;
                Source::Database(Box::new(schema), address.shown())
            }
            None => Source::Files(self.files(directory, &at_head)?),
        };
        if heads.is_empty() {
            return Err(
                Failure::new("no dialect is declared, so there is no schema")
                    .help("name one: `--dialect postgres`"),
            );
        }
        let mut renames = self.renames(&heads)?;
        let found = possible_renames(&heads, &source, &renames)?;
        for rename in found {
            let Rename { from, to } = &rename;
            match terminal.ask(format!("is `{to}` the new name of `{from}`?")) {
                Some(true) => renames.push(rename),
                Some(false) => {}
                None => {
                    let option = shell_word(&format!("{from}={to}"));
                    terminal.say(format!(
                        "note: `{from}` goes and `{to}` comes; if that is a new name, undo this and \
                         add `--rename {option}`"
                    ));
                }
            }
        }
        let mut written: BTreeMap<Dialect, (Ddl, Ddl)> = BTreeMap::new();
        for (dialect, head) in &heads {
            let renamed = renamed(head, &renames)?;
            let wanted = source.wanted(&renamed.schema, heads.len())?;
            let pair = renamed.to(&wanted).ok_or_else(drift::not_followed)?;
            written.insert(*dialect, pair);
        }
        for (dialect, (up, down)) in &written {
            say_what_is_left(terminal, *dialect, up, written.len())?;
            if let Some(fault) = up.faults.first().or(down.faults.first()) {
                return Err(
                    Failure::new(format!("what would be written is wrong: {fault}"))
                        .help("this is a mistake of `migrate`: please report it with the scripts"),
                );
            }
        }
        if written.values().all(|(up, _)| up.is_empty()) {
            terminal.line(format!(
                "nothing to do: the revisions make {}",
                source.shown()
            ));
            return Ok(None);
        }
        let dialects = heads.keys().copied().collect();
        let scripts = scripts(&written, &at_head.diesel.schemas);
        Ok(Some(Generated { scripts, dialects }))
    }

    /// The `schema.rs` that are named.
    fn files(
        &self,
        directory: &Directory,
        at_head: &crate::directory::AtHead,
    ) -> Result<Vec<WantedFile>, Failure> {
        let sections = &at_head.diesel.sections;
        if let (Some(path), Some(section)) = (&self.schema, sections.first()) {
            let shown = path.display().to_string();
            let text = std::fs::read_to_string(path).map_err(|error| {
                Failure::new(format!("`{shown}` can't be read: {error}"))
                    .help("give the path of your `schema.rs` with `--schema`")
            })?;
            return Ok(vec![WantedFile {
                section: section.clone(),
                only: None,
                shown,
                file: SchemaFile::read(&text),
            }]);
        }
        let mut files = Vec::new();
        for section in sections {
            for (only, file) in &section.files {
                let shown = directory.path_of(file);
                let Some(text) = at_head.files.get(file) else {
                    return Err(Failure::new(format!("`{shown}` can't be read"))
                        .help("correct `file` below `[schema]` in `migrate.toml`"));
                };
                files.push(WantedFile {
                    section: section.clone(),
                    only: *only,
                    shown,
                    file: SchemaFile::read(text),
                });
            }
        }
        match files.is_empty() {
            true => Err(Failure::new("there is nothing to compare with").help(
                "name your `schema.rs` with `--schema FILE` (or once for all, as `file` below \
                 `[schema]` in `migrate.toml`), or a database with `--url URL`",
            )),
            false => Ok(files),
        }
    }

    fn renames(&self, heads: &BTreeMap<Dialect, Schema>) -> Result<Vec<Rename>, Failure> {
        let mut renames = Vec::new();
        for text in &self.renames {
            let rename = Rename::parse(text).map_err(|error| {
                Failure::new(error.to_string())
                    .help("write `--rename users=people` or `--rename users.name=full_name`")
            })?;
            renames.push(rename);
        }
        // Somewhere all of them have to be there.
        let mut errors = Vec::new();
        for head in heads.values() {
            match Renamed::new(head, &renames) {
                Ok(_) => return Ok(renames),
                Err(error) => errors.push(error),
            }
        }
        match errors.into_iter().next() {
            Some(error) => Err(Failure::new(error.to_string())
                .help("give the names as the revisions make them: `--rename table.column=new`")),
            None => Ok(renames),
        }
    }
}

impl Source {
    fn wanted(&self, schema: &Schema, dialects: usize) -> Result<Schema, Failure> {
        let files = match self {
            Source::Database(wanted, _) => return Ok((**wanted).clone()),
            Source::Files(files) => files,
        };
        let mut wanted = schema.clone();
        for one in files {
            if one.only.is_some_and(|only| only != schema.dialect) {
                continue;
            }
            let is_shared = one.only.is_none() && dialects > 1;
            let made = one.section.wanted(&wanted, &one.file, is_shared);
            if !made.problems.is_empty() {
                let mut failure = Failure::new(format!(
                    "no schema of {} can be made of `{}`",
                    schema.dialect, one.shown
                ));
                failure.notes = made.problems;
                return Err(failure.help("correct it, or write the revision by hand"));
            }
            wanted = made.schema;
        }
        Ok(wanted)
    }

    fn shown(&self) -> String {
        match self {
            Source::Database(_, address) => format!("what `{address}` has"),
            Source::Files(files) => {
                let files: BTreeSet<String> =
                    files.iter().map(|one| format!("`{}`", one.shown)).collect();
                let files: Vec<String> = files.into_iter().collect();
                format!("what {} says", files.join(", "))
            }
        }
    }
}

/// Checks the folder that will be written: an error of the build is ours, what differs from the
/// `schema.rs` still is said.
pub(crate) fn judge(
    directory: &Directory,
    changes: &Changes,
    generated: &Generated,
) -> Result<Vec<String>, Failure> {
    let mut said = directory.judge(changes, &generated.dialects)?;
    let folders = changes.folders.iter();
    let lossy = folders
        .flat_map(|folder| &folder.files)
        .filter(|(name, _)| name.starts_with("up"));
    let lossy: usize = lossy
        .map(|(_, text)| text.matches("-- lossy: ").count())
        .sum();
    if lossy > 0 {
        let lines = if lossy == 1 { "a line" } else { "lines" };
        said.insert(
            0,
            format!("note: look at the {lossy} {lines} `-- lossy: …` in it")
                .replace("1 a line", "line"),
        );
    }
    Ok(said)
}

/// What may be another name, in any dialect, and is not known to be.
fn possible_renames(
    heads: &BTreeMap<Dialect, Schema>,
    source: &Source,
    known: &[Rename],
) -> Result<Vec<Rename>, Failure> {
    let mut found = BTreeSet::new();
    for head in heads.values() {
        let renamed = renamed(head, known)?;
        let wanted = source.wanted(&renamed.schema, heads.len())?;
        found.extend(candidates(&renamed.schema, &wanted));
    }
    Ok(found.into_iter().collect())
}

/// Renames what this dialect has.
fn renamed(head: &Schema, renames: &[Rename]) -> Result<Renamed, Failure> {
    let mut kept: Vec<Rename> = Vec::new();
    for rename in renames {
        kept.push(rename.clone());
        match Renamed::new(head, &kept) {
            Err(RenameError::Unknown(_)) => _ = kept.pop(),
            Err(error) => return Err(Failure::new(error.to_string()).help("choose another name")),
            Ok(_) => {}
        }
    }
    Renamed::new(head, &kept).map_err(|error| Failure::new(error.to_string()))
}

fn say_what_is_left(
    terminal: &mut Terminal,
    dialect: Dialect,
    up: &Ddl,
    dialects: usize,
) -> Result<(), Failure> {
    if up.left.is_empty() {
        return Ok(());
    }
    let of = if dialects > 1 {
        format!(" for {dialect}")
    } else {
        String::new()
    };
    terminal.say(format!("note: this is not written{of}, do it by hand:"));
    for line in diff(&up.left, MOST_LINES) {
        terminal.say(format!("  {line}"));
    }
    Ok(())
}

/// One pair where all dialects have the same, else one for each; those that were not compared are to
/// be filled in.
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
