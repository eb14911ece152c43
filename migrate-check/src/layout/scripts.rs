//! Which script of a revision is for which dialect, and whether any is missing.
use crate::Dialect;
use crate::diagnostic::{Diagnostic, Label};
use crate::located::Located;
use crate::revision::{FoundRevision, Origin};
use migrate_sql::codes;

/// Says which scripts are missing or superfluous. `dialects` are the declared ones; without any,
/// one script of each direction is enough.
pub(crate) fn check_presence(
    revision: &FoundRevision,
    dialects: &[Dialect],
    diagnostics: &mut Vec<Diagnostic>,
) {
    check_up(revision, dialects, diagnostics);
    if let Some(reason) = &revision.irreversible
        && revision.origin == Origin::RevisionToml
    {
        check_irreversible(revision, reason, diagnostics);
        return;
    }
    check_down(revision, dialects, diagnostics);
}

/// What is said at run time where a revision has no `down` script and may lack it.
pub(crate) fn assume_irreversible(revision: &mut FoundRevision) {
    let may_lack = revision.origin != Origin::RevisionToml;
    if may_lack && revision.down.is_empty() && !revision.down.is_excused {
        let reason = match revision.origin {
            Origin::File => "it has no `down` script".to_owned(),
            _ => format!("`{}` has no `down.sql`", revision.path),
        };
        revision.irreversible = Some(Located {
            value: reason,
            at: Label::whole(revision.path.clone()),
        });
    }
}

fn check_up(revision: &FoundRevision, dialects: &[Dialect], diagnostics: &mut Vec<Diagnostic>) {
    let needs_none = (revision.is_merge() && revision.down.is_empty())
        || revision.backfill.is_some()
        || revision.damaged;
    let path = &revision.path;
    if revision.up.is_excused || (revision.up.is_empty() && needs_none) {
        return;
    }
    if revision.up.is_empty() {
        let message = "this revision has no `up.sql`";
        let help = format!("write `{{dir}}/{path}/up.sql`, or remove the folder");
        let error = Diagnostic::error(codes::NO_UP, Label::whole(path), message);
        diagnostics.push(error.help(help));
        return;
    }
    for dialect in missing(revision, dialects) {
        let message = format!("this revision has no `up` script for {dialect}");
        let error = Diagnostic::error(codes::NO_UP, Label::whole(path), message);
        diagnostics.push(error.help(format!(
            "write `{{dir}}/{path}/up.{dialect}.sql`, or a `{{dir}}/{path}/up.sql` for all dialects"
        )));
    }
}

fn missing(revision: &FoundRevision, dialects: &[Dialect]) -> Vec<Dialect> {
    let lacks = |dialect: &&Dialect| revision.up.for_dialect(**dialect).is_none();
    dialects.iter().filter(lacks).copied().collect()
}

fn check_irreversible(
    revision: &FoundRevision,
    reason: &Located<String>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let Some(down) = revision.down.files().next() else {
        return;
    };
    let message = format!("this revision is irreversible, and yet there is `{down}`");
    let label = reason.at.clone().text("said here");
    let error = Diagnostic::error(codes::IRREVERSIBLE_WITH_DOWN, label, message);
    diagnostics.push(
        error
            .related(Label::whole(down).text("the `down` script"))
            .help("remove either the key `irreversible` or the `down` script"),
    );
}

fn check_down(revision: &FoundRevision, dialects: &[Dialect], diagnostics: &mut Vec<Diagnostic>) {
    if revision.down.is_excused || revision.irreversible.is_some() {
        return;
    }
    let path = &revision.path;
    let reason = "`irreversible = \"<why>\"`";
    if revision.down.is_empty() {
        if !revision.up.is_empty() {
            let message = "this revision has no `down.sql`";
            let error = Diagnostic::error(codes::NO_DOWN, Label::whole(path), message);
            diagnostics.push(error.help(format!(
                "write `{{dir}}/{path}/down.sql`; where there is no way back, write {reason} into \
                 `{{dir}}/{path}/revision.toml`"
            )));
        }
        return;
    }
    for dialect in dialects {
        let has_up = revision.up.for_dialect(*dialect).is_some();
        if has_up && revision.down.for_dialect(*dialect).is_none() {
            let message = format!("this revision has no `down` script for {dialect}");
            let error = Diagnostic::error(codes::NO_DOWN, Label::whole(path), message);
            diagnostics.push(error.help(format!(
                "write `{{dir}}/{path}/down.{dialect}.sql`, or a `{{dir}}/{path}/down.sql` for all dialects"
            )));
        }
    }
}
