//! What the model gives up of a checked chain: where, and why.
pub use super::at::deep;
use crate::diagnostic::LineIndex;
use crate::{CheckedRevision, CheckedScript, Dialect, Settings};
use migrate_schema::Schema;
use migrate_schema::model::{ObjectId, ObjectKind};
use migrate_sql::reader;
use migrate_sql::statement::{Block, BlockStatement, Statement, StatementKind};
use std::collections::BTreeMap;

/// How much of a chain is known for certain in one dialect.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// The statements of all upgrades.
    pub statements: usize,
    /// The tables after all upgrades, temporary ones left out.
    pub tables: usize,
    /// The tables among them that are not known for certain.
    pub unknown_tables: Vec<String>,
    /// The statements after which something is not known any more, or that were not read.
    pub given_up: Vec<GivenUp>,
}

/// A statement that the model could not follow for certain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenUp {
    /// The file, relative to the directory.
    pub file: String,
    /// Where the statement starts, from 1.
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
    /// The first words of the statement.
    pub statement: String,
    /// Why it could not be followed.
    pub why: &'static str,
    /// The objects that are unknown from here on; `everything` where all are.
    pub objects: Vec<String>,
}

/// Finds what the model gives up in the upgrades of a chain's revisions. A dialect whose scripts the
/// model can't follow at all is left out.
pub(crate) fn known(
    revisions: &[CheckedRevision],
    settings: &Settings,
    dialects: &[Dialect],
) -> BTreeMap<Dialect, Known> {
    let all = dialects.iter().filter_map(|dialect| {
        let schema = Schema::on(*dialect, settings.server(*dialect, false));
        Some((*dialect, deep(|| of_revisions(revisions, schema))?))
    });
    all.collect()
}

fn of_revisions(revisions: &[CheckedRevision], mut schema: Schema) -> Known {
    let mut known = Known::default();
    for revision in revisions {
        let scripts = revision.scripts.get(&schema.dialect);
        if let Some(up) = scripts.and_then(|scripts| scripts.up.as_ref()) {
            schema.start_session(revision.transaction);
            script(&mut schema, up, &mut known);
        }
    }
    for (id, object, _) in schema.tables().filter(|(_, own, _)| !own.is_temporary()) {
        known.tables += 1;
        if !is_known(&schema, id) {
            known.unknown_tables.push(object.name.clone());
        }
    }
    known
}

fn script(schema: &mut Schema, script: &CheckedScript, known: &mut Known) {
    let lines = LineIndex::new(&script.text);
    for statement in reader::read(&script.text, schema.dialect) {
        known.statements += 1;
        let before = schema.clone();
        schema.apply(&statement);
        let objects = lost(&before, schema);
        let Some(why) = reason(&statement, &objects) else {
            continue;
        };
        let range = statement.span.range();
        let (line, column) = lines.position(range.start);
        let words = reader::words(&script.text[range], schema.dialect);
        known.given_up.push(GivenUp {
            file: script.file.clone(),
            line,
            column,
            statement: first(&words),
            why,
            objects,
        });
    }
}

/// The words that a statement begins with, up to its first bracket or string.
fn first(words: &[&str]) -> String {
    let is_name =
        |word: &&&str| word.starts_with(|c: char| c.is_alphanumeric() || c == '_' || c == '"');
    let words: Vec<&str> = words.iter().take(4).take_while(is_name).copied().collect();
    words.join(" ")
}

/// What is not known any more after a statement.
fn lost(before: &Schema, after: &Schema) -> Vec<String> {
    if before.is_complete && !after.is_complete {
        return vec!["everything".to_owned()];
    }
    let unshared = after.unshared(before).map(|(id, _)| id);
    let lost = unshared.filter(|id| is_known(before, *id) && !is_known(after, *id));
    lost.map(|id| after.object(id).name.clone()).collect()
}

/// Whether an object is there for certain, with all its columns.
fn is_known(schema: &Schema, id: ObjectId) -> bool {
    schema.get(id).is_some_and(|object| {
        let is_open = match &object.kind {
            ObjectKind::Table(table) => table.is_open,
            ObjectKind::View(view) => view.is_open,
            _ => false,
        };
        object.is_certain && !is_open
    })
}

/// Why a statement was not followed for certain; `None` where it was.
fn reason(statement: &Statement, lost: &[String]) -> Option<&'static str> {
    match &statement.kind {
        _ if !statement.is_read => Some("this kind of statement is not followed"),
        StatementKind::Anything => Some("it may do anything"),
        StatementKind::Call { .. } => Some("what it calls is not followed for certain"),
        StatementKind::Block(block) if runs_text(block) => {
            Some("it runs a text that is put together when it runs")
        }
        _ if lost.is_empty() => None,
        StatementKind::Block(_) => Some("whether all of it is run depends on the database"),
        StatementKind::Query(_) => Some("it calls a function that may change the schema"),
        _ => Some("it is about something that is not known for certain"),
    }
}

fn runs_text(block: &Block) -> bool {
    fn is_text(statement: &BlockStatement) -> bool {
        match statement {
            BlockStatement::Anything => true,
            BlockStatement::Constant(statement) => matches!(
                statement.kind,
                StatementKind::Makes { .. }
                    | StatementKind::Touches { .. }
                    | StatementKind::ChangesSome(_)
            ),
            BlockStatement::If(branches) => branches.iter().any(|(_, own)| own.iter().any(is_text)),
            BlockStatement::Guarded {
                statements,
                handlers,
            } => {
                let mut handled = handlers.iter().flat_map(|handler| &handler.statements);
                statements.iter().any(is_text) || handled.any(is_text)
            }
            BlockStatement::Perhaps(statements) => statements.iter().any(is_text),
            _ => false,
        }
    }
    block.statements.iter().any(is_text)
}
