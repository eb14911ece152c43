//! `data-loss`: rows and values that a downgrade can't bring back.
use super::words::has_word;
use super::{Check, Downgrade, Example, ExampleRevision, Found, Level, Lint, NOT_REVERSED};
use crate::Dialect;
use crate::chain::CheckedScript;
use crate::diagnostic::{Code, Label};
use migrate_schema::model::{Object, ObjectId, ObjectKind, Table};
use migrate_schema::{Schema, names};
use migrate_sql::statement::{Kind, Span};

/// The code: a downgrade can't bring back the rows or values that its upgrade dropped.
pub const CODE: Code = Code::new("data-loss");

pub(super) static LINT: Lint = Lint {
    code: CODE,
    level: Level::Note,
    meaning: "A downgrade can't bring back the rows or values that its upgrade dropped",
    why: "A downgrade makes a table or column again, but not what was in it. Where that may be needed, the \
          upgrade copies it to another table first.",
    example: Example {
        dialect: Dialect::Sqlite,
        before: "CREATE TABLE notes (id INTEGER PRIMARY KEY, author TEXT);\n",
        bad: ExampleRevision {
            transaction: true,
            up: "ALTER TABLE notes DROP COLUMN author;\n",
            down: "ALTER TABLE notes ADD COLUMN author TEXT;\n",
        },
        good: ExampleRevision {
            transaction: true,
            up: "CREATE TABLE old_authors AS SELECT id, author FROM notes;\n\
                 ALTER TABLE notes DROP COLUMN author;\n",
            down: "ALTER TABLE notes ADD COLUMN author TEXT;\n\
                   UPDATE notes SET author =\n    \
                       (SELECT author FROM old_authors WHERE old_authors.id = notes.id);\n\
                   DROP TABLE old_authors;\n",
        },
    },
    // What does not come back at all is said already.
    silenced_by: &[NOT_REVERSED],
    check: Check::Downgrade(check),
};

/// More names than these are counted.
const MOST_NAMES: usize = 3;

/// What a downgrade can't bring back.
struct Lost {
    shown: String,
    table: String,
    column: Option<String>,
}

impl Lost {
    /// Returns where it was dropped, among all that was dropped or renamed: its own name there, or its
    /// table's, or the first of all.
    fn place(&self, downgrade: &Downgrade<'_>) -> Option<Span> {
        let named = |wanted: &String, is_column: bool| {
            let mut dropped = downgrade.dropped.iter();
            dropped.find(|(was, _)| {
                is_column == (was.kind == Kind::Column)
                    && names::same(downgrade.dialect, &was.name, wanted)
            })
        };
        let own = self.column.as_ref().and_then(|name| named(name, true));
        let place = own
            .or_else(|| named(&self.table, false))
            .or(downgrade.dropped.first());
        place.map(|(_, span)| *span)
    }
}

/// Finds what the upgrade drops, without having read it, and the downgrade makes again, empty.
fn check(downgrade: &Downgrade<'_>) -> Vec<Found> {
    let Some(up) = downgrade.up else {
        return Vec::new();
    };
    let mut lost = Vec::new();
    for (id, object) in downgrade.before.unshared(downgrade.after) {
        if let ObjectKind::Table(table) = &object.kind
            && object.is_certain
            && !object.is_temporary()
        {
            lost_of(downgrade, (id, object, table), &mut lost);
        }
    }
    let Some(first) = lost.first() else {
        return Vec::new();
    };
    let at = match first.place(downgrade) {
        Some(span) => Label::at(&up.file, span.range()),
        None => Label::whole(&up.file),
    };
    let shown = lost.iter().take(MOST_NAMES).map(|lost| lost.shown.clone());
    let mut what = shown.collect::<Vec<_>>().join(", ");
    if lost.len() > MOST_NAMES {
        what.push_str(&format!(" and {} more", lost.len() - MOST_NAMES));
    }
    let message = format!("the downgrade can't bring back {what}");
    vec![Found::new(at, message).help(
        "copy what may be needed to another table first; `data-loss = \"allow\"` below `[lints]` in \
         `{dir}/migrate.toml` ends these notes",
    )]
}

/// Adds the rows or values of one table that the downgrade can't bring back.
fn lost_of(
    downgrade: &Downgrade<'_>,
    (id, object, table): (ObjectId, &Object, &Table),
    lost: &mut Vec<Lost>,
) {
    let (dialect, after) = (downgrade.dialect, downgrade.after);
    let Some(again) = table_named(downgrade.undone, object) else {
        return;
    };
    let name = &object.name;
    let now = match after.table(id) {
        Some(table) => Some(table),
        None if !reads(downgrade.up, name) => {
            lost.push(Lost {
                shown: format!("the rows of `{name}`"),
                table: name.clone(),
                column: None,
            });
            return;
        }
        None => table_named(after, object),
    };
    let Some(now) = now else { return };
    for column in &table.columns {
        let is_there = match after.table(id) {
            Some(table) => table.column_by_id(column.id).is_some(),
            None => now.column(dialect, &column.name).is_some(),
        };
        let comes_back = again.column(dialect, &column.name).is_some();
        let is_computed = column.generated.is_some();
        if !is_there
            && comes_back
            && !is_computed
            && !now.is_open
            && !reads(downgrade.up, &column.name)
        {
            lost.push(Lost {
                shown: format!("the values of `{name}.{}`", column.name),
                table: name.clone(),
                column: Some(column.name.clone()),
            });
        }
    }
}

/// Whether the upgrade may read something by this name, to keep it elsewhere: any statement but
/// those that only drop or define may.
fn reads(up: Option<&CheckedScript>, name: &str) -> bool {
    const READS_NOTHING: &[&str] = &["drop", "alter", "comment", "truncate", "delete", "pragma"];
    let Some(up) = up else { return true };
    up.analysis.statements.iter().any(|statement| {
        let text = up.text[statement.span.clone()].to_lowercase();
        let first = text
            .split(|c: char| !c.is_alphabetic())
            .next()
            .unwrap_or("");
        let read = match first {
            // The query of `CREATE TABLE … AS`, not the definition of a new table.
            "create" => text.find("select").map_or("", |at| &text[at..]),
            first if READS_NOTHING.contains(&first) => "",
            _ => &text,
        };
        has_word(read, &name.to_lowercase())
    })
}

fn table_named<'s>(schema: &'s Schema, object: &Object) -> Option<&'s Table> {
    let mut tables = schema.tables();
    let same = |other: &Object| {
        other.namespace == object.namespace
            && names::same(schema.dialect, &other.name, &object.name)
    };
    tables
        .find(|(_, other, _)| same(other))
        .map(|(_, _, table)| table)
}
