//! Compares the embedded revisions with their directory, in a test of the application.

use crate::Failure;
use migrate_check::source::LocalDir;
use migrate_check::{CheckedRevision, CheckedScript, Dialect, Options, check};
use migrate_runtime::{Embedded, Revision, Script, Scripts};
use std::path::Path;

/// Compares a migrations directory with the revisions that this program embeds. Cargo looks only at
/// modification times: it misses a revision whose files and folder are older than the last build (from the
/// layer of an image, or an archive), and the program is built without it. One test of the application
/// notices that:
///
/// ```no_run
/// # use migrate_runtime::Embedded;
/// # fn test<M: Embedded>(MIGRATIONS: M) {
/// let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations/shop");
/// migrate_cli::app::compare_folder(&MIGRATIONS, folder).unwrap();
/// # }
/// ```
///
/// # Errors
///
/// Lists the differences, revision by revision. If the directory has errors, nothing is compared and they
/// are reported instead.
pub fn compare_folder<M: Embedded>(_: &M, folder: impl AsRef<Path>) -> Result<(), Failure> {
    let folder = folder.as_ref();
    let options = Options {
        allow_several_heads: true,
        allow_several_bases: true,
        ..Options::default()
    };
    let shown = folder.display();
    let checked = check(&LocalDir::new(folder), &options);
    let Some(chain) = checked.chain else {
        let check = format!("run `cargo migrate check --dir {shown}`");
        return Err(
            Failure::new(format!("`{shown}` has faults, so it can't be compared")).help(check),
        );
    };
    let embedded = M::chain();
    let mut told = Vec::new();
    for there in &chain.revisions {
        match embedded.find(&there.id) {
            None => told.push(format!(
                "`{}` is in the directory and not in this program",
                there.id
            )),
            Some(ours) => told.extend(differences(ours, there)),
        }
    }
    for ours in embedded.revisions() {
        if !chain.revisions.iter().any(|there| there.id == ours.id) {
            told.push(format!(
                "`{}` is in this program and not in the directory",
                ours.id
            ));
        }
    }
    if told.is_empty() {
        return Ok(());
    }
    let failure = Failure::new(format!("this program does not embed what `{shown}` has"));
    let failure = told.into_iter().fold(failure, Failure::note);
    Err(failure.help(format!(
        "cargo goes by the times of files, and these are older than its last build: `touch {shown}` and \
         build again"
    )))
}

/// Returns the differences between an embedded revision and the one in the directory.
fn differences(ours: &Revision, there: &CheckedRevision) -> Vec<String> {
    let mut told = Vec::new();
    let is_same = ours.revises == there.revises
        && ours.depends_on == there.depends_on
        && ours.branch_labels == there.branch_labels
        && ours.message == there.message
        && ours.transaction == there.transaction
        && ours.irreversible == there.irreversible.as_deref();
    if !is_same {
        told.push(format!("`{}` has another `revision.toml`", ours.id));
    }
    let embedded: [(Dialect, &Option<Scripts>); 3] = [
        (Dialect::Sqlite, &ours.sqlite),
        (Dialect::Postgres, &ours.postgres),
        (Dialect::Mysql, &ours.mysql),
    ];
    for (dialect, scripts) in embedded {
        // A dialect that is not compiled in is not embedded.
        let Some(scripts) = scripts else { continue };
        let (up, down) = match there.scripts.get(&dialect) {
            Some(there) => (there.up.as_ref(), there.down.as_ref()),
            None => (None, None),
        };
        let pairs = [(Some(&scripts.up), up), (scripts.down.as_ref(), down)];
        for (ours_in_it, there_in_it) in pairs {
            if !is_same_script(ours_in_it, there_in_it) {
                let file = there_in_it.map_or("a script", |script| &script.file);
                told.push(format!(
                    "`{}` was embedded with another text of `{file}`",
                    ours.id
                ));
            }
        }
    }
    told.dedup();
    told
}

/// Compares two scripts. The script of a revision that consists of a step in Rust has no file.
fn is_same_script(ours: Option<&Script>, there: Option<&CheckedScript>) -> bool {
    let ours = ours.filter(|script| !script.file.is_empty());
    ours.map(|script| script.sql) == there.map(|script| script.text.as_str())
}
