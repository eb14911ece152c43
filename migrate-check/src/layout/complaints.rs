//! What can be wrong with the names of files and folders.
use crate::diagnostic::{Diagnostic, Label, join};
use crate::source::{Entry, EntryKind};
use migrate_sql::codes;

/// Whether `.sql` files lie beside the revisions' folders.
pub(super) fn holds_scripts(entries: &[Entry]) -> bool {
    let mut files = entries.iter().filter(|entry| entry.kind == EntryKind::File);
    files.any(|file| file.name.to_lowercase().ends_with(".sql"))
}

pub(super) fn no_revisions(entries: &[Entry]) -> Diagnostic {
    let label = Label::whole("");
    let (message, help) = match holds_scripts(entries) {
        false => (
            "this directory holds no revision".to_owned(),
            "the first one is made by \
             `cargo migrate revision -m \"first tables\" --dir {dir}`",
        ),
        true => (
            "this directory holds `.sql` files, but no folder with an `up.sql`".to_owned(),
            "pass `--layout files` to read a directory of `<version>_<name>.up.sql` files, or \
             move each script into a folder of its own as `up.sql`",
        ),
    };
    Diagnostic::error(codes::NO_REVISIONS, label, message).help(help)
}

pub(super) fn folder_of_folders(folder: &str) -> Diagnostic {
    let message = "this folder has no `up.sql`, only folders";
    Diagnostic::error(codes::NO_UP, Label::whole(folder), message).help(format!(
        "if they are the revisions, give `{{dir}}/{folder}` as the directory"
    ))
}

pub(super) fn folder_for_file(path: &str) -> Diagnostic {
    let name = path.rsplit('/').next().unwrap_or(path);
    let message = format!("`{name}` is a folder here, and has to be a file");
    Diagnostic::error(codes::UNREADABLE, Label::whole(path), message)
        .help("move the folder away, and write a file of that name")
}

pub(super) fn no_revision_toml(folder: &str, is_empty: bool) -> Diagnostic {
    if is_empty {
        let message = "this folder holds no file of a revision";
        return Diagnostic::error(codes::NO_REVISION_TOML, Label::whole(folder), message).help(format!(
            "remove `{{dir}}/{folder}`: git keeps no empty folders, so another branch may have left it; or \
             write its `revision.toml` and `up.sql`"
        ));
    }
    let message = "this folder has no `revision.toml`, and others have one";
    Diagnostic::error(codes::NO_REVISION_TOML, Label::whole(folder), message).help(format!(
        "write `{{dir}}/{folder}/revision.toml` with `revises = \"…\"` in it, the id of the revision \
         before it, or `revises = []` if it is the first one"
    ))
}

pub(super) fn misnamed_file(
    path: &str,
    folder: &str,
    meant: Option<&str>,
    is_there: bool,
    is_error: bool,
) -> Diagnostic {
    let label = Label::whole(path);
    let name = path.rsplit('/').next().unwrap_or(path);
    let message = format!("a file named `{name}` means nothing here and would be skipped");
    let diagnostic = match is_error {
        true => Diagnostic::error(codes::MISNAMED_FILE, label, message),
        false => Diagnostic::warning(codes::MISNAMED_FILE, label, message),
    };
    diagnostic.help(match meant {
        Some(meant) if is_there => {
            format!(
                "`{{dir}}/{}` is there as well: remove one of them",
                join(folder, meant)
            )
        }
        Some(meant) => format!("rename it to `{{dir}}/{}`", join(folder, meant)),
        None => "scripts are `up.sql` and `down.sql`, or for one dialect `up.postgres.sql`, \
                 `up.sqlite.sql` or `up.mysql.sql`: rename it, or move it out of the directory"
            .to_owned(),
    })
}

pub(super) fn stray_script(name: &str, is_ours: bool) -> Diagnostic {
    let message = "this script lies beside the revisions' folders and would be skipped";
    let label = Label::whole(name);
    let diagnostic = match is_ours {
        true => Diagnostic::error(codes::MISNAMED_FILE, label, message),
        false => Diagnostic::warning(codes::MISNAMED_FILE, label, message),
    };
    diagnostic
        .help("move it into a revision's folder as `up.sql` or `down.sql`, or out of the directory")
}

pub(super) fn unknown_file(path: &str, kind: EntryKind) -> Diagnostic {
    let what = match kind {
        EntryKind::Folder => "folder",
        _ => "file",
    };
    let message = format!("this {what} means nothing here and is skipped");
    Diagnostic::warning(codes::UNKNOWN_FILE, Label::whole(path), message)
        .help("move it out of the directory; `README` and `*.md` may stay")
}
