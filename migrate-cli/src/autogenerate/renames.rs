//! Renamed tables and columns.

use super::source::Source;
use crate::{Failure, Terminal};
use migrate_check::Dialect;
use migrate_check::diagnostic::shell_word;
use migrate_ddl::{Rename, RenameError, Renamed, candidates};
use migrate_schema::Schema;
use std::collections::{BTreeMap, BTreeSet};

/// Returns the requested renames. Each has to be possible in at least one dialect.
pub(super) fn parse_requested(
    texts: &[String],
    heads: &BTreeMap<Dialect, Schema>,
) -> Result<Vec<Rename>, Failure> {
    let mut renames = Vec::new();
    for text in texts {
        let rename = Rename::parse(text).map_err(|error| {
            Failure::new(error.to_string())
                .help("write `--rename users=people` or `--rename users.name=full_name`")
        })?;
        renames.push(rename);
    }
    let mut errors = Vec::new();
    for head in heads.values() {
        match Renamed::new(head, &renames) {
            Ok(_) => return Ok(renames),
            Err(error) => errors.push(error),
        }
    }
    match errors.into_iter().next() {
        Some(error) => Err(rename_failure(&error)),
        None => Ok(renames),
    }
}

/// Asks about possible renames, in any dialect. If nobody answers, prints what will be done, and how to
/// change that.
pub(super) fn ask(
    renames: &mut Vec<Rename>,
    heads: &BTreeMap<Dialect, Schema>,
    source: &Source,
    terminal: &mut Terminal,
) -> Result<Vec<String>, Failure> {
    let mut left = Vec::new();
    for rename in find_possible(heads, source, renames)? {
        let Rename { from, to } = &rename;
        match terminal.ask(format!("is `{to}` the new name of `{from}`?")) {
            Some(true) => renames.push(rename),
            Some(false) => {}
            None => left.push(format!(
                "note: `{from}` is dropped and `{to}` is new; if that is the same one renamed, delete \
                 the revision and run this again with `--rename {}`",
                shell_word(&format!("{from}={to}"))
            )),
        }
    }
    Ok(left)
}

/// Applies the renames that are possible in this dialect.
pub(super) fn apply_renames(head: &Schema, renames: &[Rename]) -> Result<Renamed, Failure> {
    let mut kept: Vec<Rename> = Vec::new();
    for rename in renames {
        kept.push(rename.clone());
        match Renamed::new(head, &kept) {
            Err(RenameError::Unknown(..)) => _ = kept.pop(),
            Err(error) => return Err(rename_failure(&error)),
            Ok(_) => {}
        }
    }
    Renamed::new(head, &kept).map_err(|error| rename_failure(&error))
}

fn find_possible(
    heads: &BTreeMap<Dialect, Schema>,
    source: &Source,
    known: &[Rename],
) -> Result<Vec<Rename>, Failure> {
    let mut found = BTreeSet::new();
    for head in heads.values() {
        let renamed = apply_renames(head, known)?;
        let wanted = source.wanted(&renamed.schema, heads.len())?;
        found.extend(candidates(&renamed.schema, &wanted));
    }
    Ok(found.into_iter().collect())
}

/// Returns an error for a rename to a name that is not wanted: it would be renamed and then dropped.
pub(super) fn check_targets(
    renamed: &Renamed,
    wanted: &Schema,
    source: &Source,
) -> Result<(), Failure> {
    match renamed.astray(wanted) {
        None => Ok(()),
        Some(Rename { from, to }) => Err(Failure::new(format!(
            "`{from}` is to become `{to}`, which is not in {}",
            source.name()
        ))
        .help("give the new name as it stands there")),
    }
}

fn rename_failure(error: &RenameError) -> Failure {
    Failure::new(error.to_string()).help(match error {
        RenameError::Refused(..) => "choose another name".to_owned(),
        RenameError::Unknown(_, Some(closest)) => {
            format!("the closest one is `{closest}`: write that, if it is meant")
        }
        _ => "give the name that the revisions make: `--rename users=people` for a table, \
              `--rename users.name=full_name` for a column"
            .to_owned(),
    })
}
