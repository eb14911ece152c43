//! Files in one folder, as sqlx, golang-migrate and refinery have them: the order of the versions
//! is the chain.
use super::complaints::folder_for_file;
use super::file_names::{Direction, FlatName, flat_name, id_from_stem, is_ignored, slug};
use super::{Found, Reading, chain_in_order};
use crate::config::read_migrate_toml;
use crate::diagnostic::{Diagnostic, Label};
use crate::located::Located;
use crate::revision::{FoundRevision, Origin};
use crate::source::EntryKind;
use migrate_sql::codes;
use migrate_sql::spelling::closest;
use std::cmp::Ordering;
use std::collections::BTreeMap;

pub(super) fn find(reading: &mut Reading<'_>) -> Found {
    let mut found = Found::default();
    let Some(entries) = reading.list_root() else {
        found.damaged = true;
        return found;
    };
    let mut flat = Vec::new();
    let mut unknown = Vec::new();
    for entry in entries {
        let name = entry.name.as_str();
        match (entry.kind, flat_name(name)) {
            (EntryKind::File, Some(parsed)) => flat.push((entry.name, parsed)),
            (EntryKind::File, None) if name == "migrate.toml" => {
                let mut problems = Vec::new();
                if let Some(text) = reading.text(name) {
                    found.settings = read_migrate_toml(name, text, &mut problems);
                } else {
                    found.settings.damaged = true;
                }
                reading.diagnostics.append(&mut problems);
            }
            // Reported already.
            (EntryKind::Unreadable, _) if name == "migrate.toml" => found.settings.damaged = true,
            (EntryKind::Unreadable, meant) => found.damaged |= meant.is_some(),
            (EntryKind::Folder, _) if name == "migrate.toml" => {
                reading.report(folder_for_file(name));
                found.settings.damaged = true;
            }
            (EntryKind::File, None) if is_ignored(name) || name == "migrations.lock" => {}
            (kind, _) => unknown.push(unknown_entry(name, kind)),
        }
    }
    if flat.is_empty() && !found.damaged {
        // What is there may be the revisions, in another layout; nothing at all is an empty chain.
        found.damaged = !unknown.is_empty();
        if unknown.iter().all(|entry| !entry.is_error()) {
            unknown = vec![no_revisions()];
        }
    }
    reading.diagnostics.append(&mut unknown);
    found.revisions = pair(reading, flat);
    chain_in_order(&mut found.revisions);
    found
}

/// Joins each `down` file to its `up` file: by version where there is one, else by name.
fn pair(reading: &mut Reading<'_>, flat: Vec<(String, FlatName)>) -> Vec<FoundRevision> {
    let all_numbered = flat.iter().all(|(_, name)| name.version.is_some());
    if flat.iter().any(|(_, name)| name.version.is_some()) {
        let others = flat.iter().filter(|(_, name)| name.version.is_none());
        others.for_each(|(file, _)| reading.report(no_version(file)));
    }
    let (downs, mut ups): (Vec<_>, Vec<_>) = flat
        .into_iter()
        .partition(|(_, name)| name.direction == Some(Direction::Down));
    ups.sort_by(|(a_file, a), (b_file, b)| {
        let by_number = match (&a.version, &b.version) {
            (Some(a), Some(b)) if all_numbered => compare_numbers(a, b),
            _ => Ordering::Equal,
        };
        by_number.then_with(|| a_file.cmp(b_file))
    });
    let mut downs_by_key: BTreeMap<String, Vec<(String, FlatName)>> = BTreeMap::new();
    for (file, name) in downs {
        downs_by_key
            .entry(key(&name, all_numbered))
            .or_default()
            .push((file, name));
    }
    let mut firsts: BTreeMap<String, String> = BTreeMap::new();
    let mut revisions = Vec::new();
    for (file, name) in ups {
        let key = key(&name, all_numbered);
        if let Some(first) = firsts.get(&key) {
            reading.report(same_version(&file, first, &name));
            continue;
        }
        let mut revision = read_revision(reading, &file, &name, all_numbered);
        if name.direction == Some(Direction::Up)
            && let Some(downs) = downs_by_key.remove(&key)
        {
            let mut downs = downs.into_iter().map(|(file, _)| file);
            let down = downs.next();
            for other in downs {
                reading.report(same_version(&other, down.as_deref().unwrap_or(""), &name));
            }
            revision.down.plain = down;
        }
        firsts.insert(key, file);
        revisions.push(revision);
    }
    for (file, name) in downs_by_key.into_values().flatten() {
        reading.report(lone_down(&file, &name, &firsts, all_numbered));
    }
    revisions
}

fn key(name: &FlatName, all_numbered: bool) -> String {
    match &name.version {
        Some(version) if all_numbered => number(version).to_owned(),
        _ => name.stem.clone(),
    }
}

fn number(version: &str) -> &str {
    version.trim_start_matches('0')
}

fn compare_numbers(a: &str, b: &str) -> Ordering {
    let (a, b) = (number(a), number(b));
    a.len().cmp(&b.len()).then_with(|| a.cmp(b))
}

fn read_revision(
    reading: &mut Reading<'_>,
    file: &str,
    name: &FlatName,
    all_numbered: bool,
) -> FoundRevision {
    let id = match &name.version {
        Some(version) if all_numbered => id_from_stem(version),
        _ => id_from_stem(&name.stem),
    };
    let message = slug(&name.stem, name.version.as_deref().unwrap_or(&id));
    let located = Located {
        value: id,
        at: Label::whole(file),
    };
    let mut revision = FoundRevision::new(located, file, Origin::File);
    revision.message = message;
    revision.up.plain = Some(file.to_owned());
    revision.transaction = !reading.text(file).is_some_and(opts_out);
    revision
}

/// sqlx's mark for a file that must not run in a transaction.
fn opts_out(text: &str) -> bool {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    text.starts_with("-- no-transaction")
}

/// One name without a version makes `10_c` come before `2_b`.
fn no_version(file: &str) -> Diagnostic {
    let message = "this name has no version and others have one, so all are ordered as text";
    Diagnostic::warning(codes::MISNAMED_FILE, Label::whole(file), message).help(
        "begin it with a version, as in `0001_name.sql` or `V1__name.sql`, or move it out of the \
         directory",
    )
}

fn same_version(file: &str, first: &str, name: &FlatName) -> Diagnostic {
    let version = name.version.as_deref().unwrap_or(&name.stem);
    let message = format!("two files have the version `{version}`");
    Diagnostic::error(codes::DUPLICATE_REVISION, Label::whole(file), message)
        .related(Label::whole(first).text("the first one"))
        .help("rename one of them, with a version that no other file has")
}

/// A warning: sqlx and golang-migrate take such a folder, and never run the script on the way up.
fn lone_down(
    file: &str,
    name: &FlatName,
    ups: &BTreeMap<String, String>,
    all_numbered: bool,
) -> Diagnostic {
    let message = "this `down` script belongs to no `up` script and is skipped";
    let warning = Diagnostic::warning(codes::DOWN_WITHOUT_UP, Label::whole(file), message);
    match ups.get(&key(name, all_numbered)) {
        Some(bare) => warning.help(format!(
            "rename `{{dir}}/{bare}` to `{{dir}}/{}.up.sql`",
            name.stem
        )),
        None => warning.help(format!(
            "write `{{dir}}/{}.up.sql`, or remove this file",
            name.stem
        )),
    }
}

fn no_revisions() -> Diagnostic {
    let message = "this directory holds no `.sql` file";
    Diagnostic::error(codes::NO_REVISIONS, Label::whole(""), message).help(
        "check the path; where each revision has a folder of its own, leave `--layout files` away",
    )
}

fn unknown_entry(name: &str, kind: EntryKind) -> Diagnostic {
    let what = match kind {
        EntryKind::Folder => "folder",
        _ => "file",
    };
    if let Some((stem, ending)) = name.rsplit_once('.')
        && kind == EntryKind::File
        && (ending.eq_ignore_ascii_case("sql") || closest(ending, ["sql"]).is_some())
    {
        let message = format!("a file named `{name}` means nothing here and would be skipped");
        return Diagnostic::error(codes::MISNAMED_FILE, Label::whole(name), message)
            .help(format!("rename it to `{{dir}}/{stem}.sql`"));
    }
    let message = format!("this {what} is no `.sql` file and is skipped");
    Diagnostic::warning(codes::UNKNOWN_FILE, Label::whole(name), message)
        .help("move it out of the directory; `README` and `*.md` may stay")
}
