//! Rewrites existing revisions: their parents, keys and names.

use crate::Failure;
use crate::directory::{Chain, Changes, Directory};
use crate::draft::{array, quoted};
use migrate_check::with_toml_key;
use migrate_graph::RevisionIndex;

/// Returns the value of `revises` as TOML.
pub(crate) fn list(ids: &[String]) -> String {
    match ids {
        [one] => quoted(one),
        several => array(several),
    }
}

/// Changes a key of a revision's `revision.toml`.
pub(crate) fn set_key(
    directory: &Directory,
    changes: &mut Changes,
    path: &str,
    key: &str,
    value: &str,
) -> Result<(), Failure> {
    let file = format!("{path}/revision.toml");
    let text = match changes.texts.get(&file) {
        Some(text) => text.clone(),
        None => directory.text(&file)?,
    };
    let changed = with_toml_key(&text, key, value).ok_or_else(|| {
        let path = directory.path_of(&file);
        Failure::new(format!("`{key}` can't be changed in `{path}`"))
    })?;
    changes.texts.insert(file, changed);
    Ok(())
}

/// Returns an error if one of the revisions is sealed.
pub(crate) fn refuse_sealed(
    directory: &Directory,
    chain: &Chain<'_>,
    revisions: &[RevisionIndex],
    what: &str,
) -> Result<(), Failure> {
    let sealed = directory.sealed()?;
    let ids = revisions.iter().map(|one| chain.graph.id(*one).as_str());
    let named: Vec<&str> = ids.filter(|id| sealed.contains(*id)).collect();
    if named.is_empty() {
        return Ok(());
    }
    let (are, them) = match named.len() {
        1 => ("is", "it"),
        _ => ("are", "them"),
    };
    let lock = directory.path_of(migrate_check::LOCK_FILE);
    Err(Failure::new(format!(
        "`{}` {are} sealed and can't be {what}",
        named.join("`, `")
    ))
    .note(format!(
        "`{lock}` names what is released: databases may have run {them}"
    ))
    .help("write a new revision instead: `cargo migrate revision -m \"…\"`"))
}

/// Returns an error for a plain Diesel directory, where the folders' names are the chain.
pub(crate) fn refuse_plain_diesel(chain: &Chain<'_>, what: &str) -> Result<(), Failure> {
    if !chain.is_plain_diesel() {
        return Ok(());
    }
    let message =
        format!("in a directory without `revision.toml`, names alone order the revisions: {what}");
    Err(Failure::new(message).help("write them first: `cargo migrate adopt --from diesel`"))
}
