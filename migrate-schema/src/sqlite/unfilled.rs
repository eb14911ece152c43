//! Columns whose type says in another engine's words that they are filled.
use crate::model::{ColumnId, ObjectId, UnfilledColumn};
use crate::{Fault, Schema};
use migrate_sql::statement::ColumnDefinition;

/// The code of all that is found here.
const CODE: migrate_sql::codes::Code = migrate_sql::codes::NEVER_FILLED;

/// What other engines call a column that they fill. To SQLite, which takes any words for a type, each is
/// one more word: it fills an `INTEGER PRIMARY KEY` alone ("ROWIDs and the INTEGER PRIMARY KEY" in
/// `lang_createtable.html`).
const TYPES: &[&str] = &[
    "serial",
    "bigserial",
    "smallserial",
    "serial2",
    "serial4",
    "serial8",
];

/// The same as the last word behind a type.
const LAST_WORDS: &[&str] = &["auto_increment", "autoincrement", "identity"];

/// Remembers a new column that is declared in such words.
pub(super) fn note(
    schema: &mut Schema,
    table: ObjectId,
    column: ColumnId,
    definition: &ColumnDefinition,
) {
    let Some(data_type) = &definition.data_type else {
        return;
    };
    let declared = data_type.name.name.text.to_ascii_lowercase();
    let last = declared.split_ascii_whitespace().last();
    let last = last.filter(|last| LAST_WORDS.contains(last));
    if let Some(word) = last.or(TYPES.contains(&&*declared).then_some(&*declared)) {
        schema.session.unfilled.push(UnfilledColumn {
            table,
            column,
            word: word.to_ascii_uppercase(),
            span: data_type.span,
        });
    }
}

/// Finds those that nothing fills at the end of the script. A trigger may.
pub(super) fn left(schema: &Schema) -> Vec<Fault> {
    let noted = schema.session.unfilled.iter();
    noted.filter_map(|noted| unfilled(schema, noted)).collect()
}

fn unfilled(schema: &Schema, noted: &UnfilledColumn) -> Option<Fault> {
    let UnfilledColumn { word, span, .. } = noted;
    let table = schema.table(noted.table)?;
    let column = table.columns.iter().find(|one| one.id == noted.column)?;
    if column.default.is_some() || column.generated.is_some() || !table.triggers.is_empty() {
        return None;
    }
    let name = &column.name;
    let then = match column.not_null {
        true => "a row that leaves it out is refused",
        false => "a row that leaves it out has NULL there",
    };
    let message = format!("`{word}` means nothing to SQLite, which does not fill `{name}`: {then}");
    let help = "SQLite fills a column that is declared `INTEGER PRIMARY KEY`, in just these words";
    Some(Fault::new(CODE, *span, message).help(help.to_owned()))
}
