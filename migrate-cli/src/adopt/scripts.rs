//! Converts migrations of tools that use SQL: the scripts are copied unchanged.

use super::{Adopted, Revision};
use crate::Failure;
use migrate_check::source::{EntryKind, LocalDir, MigrationDir};
use migrate_check::{CheckedRevision, Dialect, Layout, Loaded, Options};
use std::path::Path;

/// The tools whose migrations are SQL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tool {
    Diesel,
    Sqlx,
    Refinery,
    GolangMigrate,
}

impl Tool {
    fn name(self) -> &'static str {
        match self {
            Tool::Diesel => "Diesel",
            Tool::Sqlx => "sqlx",
            Tool::Refinery => "refinery",
            Tool::GolangMigrate => "golang-migrate",
        }
    }

    fn layout(self) -> Layout {
        match self {
            Tool::Diesel => Layout::Folders,
            _ => Layout::Files,
        }
    }
}

/// Loads the folder of a tool. If it doesn't form a chain, returns what was read as the error.
pub(crate) fn load(folder: &Path, tool: Tool) -> Result<Loaded, Box<Loaded>> {
    let options = Options {
        layout: tool.layout(),
        allow_several_bases: true,
        allow_several_heads: true,
        ..Options::default()
    };
    let loaded = migrate_check::load(&LocalDir::new(folder), &options);
    match loaded.graph.is_ok() && loaded.is_complete {
        true => Ok(loaded),
        false => Err(Box::new(loaded)),
    }
}

/// Converts the folder.
pub(crate) fn convert(
    folder: &Path,
    tool: Tool,
    loaded: &Loaded,
    dialects: Vec<Dialect>,
) -> Result<Adopted, Failure> {
    let source = LocalDir::new(folder);
    let mut adopted = Adopted::new(dialects);
    for revision in &loaded.revisions {
        let taken = convert_revision(&source, tool, revision, &mut adopted)?;
        adopted.revisions.push(taken);
    }
    for entry in source.list("").into_iter().flatten() {
        if entry.kind == EntryKind::File && entry.name.ends_with(".rs") {
            let what = "a migration in Rust: write what it does as a revision in its place";
            adopted.lose(&entry.name, what);
        }
    }
    Ok(adopted)
}

/// Returns the revision to describe in `revision.toml`, for one of Diesel's folders that stays as it is.
pub(crate) fn describe_diesel_revision(revision: &CheckedRevision, has_down: bool) -> Revision {
    Revision {
        folder: revision.path.clone(),
        id: revision.id.clone(),
        revises: revision.revises.clone(),
        depends_on: Vec::new(),
        branch_labels: Vec::new(),
        message: revision.message.clone(),
        created: None,
        transaction: revision.transaction,
        irreversible: (!has_down).then(|| without_down(Tool::Diesel)),
        up: None,
        down: None,
    }
}

fn without_down(tool: Tool) -> String {
    format!("it has no down script in {}", tool.name())
}

fn convert_revision(
    source: &LocalDir,
    tool: Tool,
    revision: &CheckedRevision,
    adopted: &mut Adopted,
) -> Result<Revision, Failure> {
    let read = |file: &str| -> Result<Option<String>, Failure> {
        match source.read(file) {
            Ok(bytes) => match String::from_utf8(bytes) {
                Ok(text) => Ok(Some(text)),
                Err(_) => {
                    Err(Failure::new(format!("`{file}` is no UTF-8")).help("save it as UTF-8"))
                }
            },
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Failure::new(format!("`{file}` can't be read: {error}"))),
        }
    };
    let (up, down, folder) = match tool {
        Tool::Diesel => {
            let file = |name: &str| format!("{}/{name}", revision.path);
            let (up, down) = (read(&file("up.sql"))?, read(&file("down.sql"))?);
            (up, down, revision.path.clone())
        }
        _ => {
            let up = revision.path.as_str();
            let down = match up.strip_suffix(".up.sql") {
                Some(stem) => read(&format!("{stem}.down.sql"))?,
                None => None,
            };
            let stem = up.strip_suffix(".up.sql").or(up.strip_suffix(".sql"));
            let stem = stem.unwrap_or(up);
            // refinery's `V1__name`: the id is in front in ours too.
            let name = match stem.split_once("__").filter(|_| tool == Tool::Refinery) {
                Some((_, name)) => format!("{}_{name}", revision.id),
                None => stem.to_owned(),
            };
            (read(up)?, down, name)
        }
    };
    let down = down.filter(|down| !down.trim().is_empty() || tool == Tool::Diesel);
    let irreversible = match &down {
        Some(_) => None,
        None => {
            if tool != Tool::Refinery {
                let note = "it has no down script, and is `irreversible` for that";
                adopted.note(&revision.id, note);
            }
            Some(without_down(tool))
        }
    };
    Ok(Revision {
        folder,
        id: revision.id.clone(),
        revises: revision.revises.clone(),
        depends_on: Vec::new(),
        branch_labels: Vec::new(),
        message: revision.message.clone(),
        created: None,
        transaction: revision.transaction,
        irreversible,
        up,
        down,
    })
}
