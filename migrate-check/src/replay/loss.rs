//! Rows and values that a downgrade can't bring back.
use super::report::Finding;
use super::reverse::{Reversal, has_word};
use crate::config::Level;
use crate::diagnostic::{Label, codes};
use crate::schema::Schema;
use crate::schema::model::{Object, ObjectId, ObjectKind, Table};
use crate::schema::names;
use crate::schema::statement::Span;

/// More names than these are counted.
const MOST_NAMES: usize = 3;

/// What a downgrade can't bring back.
struct Lost {
    shown: String,
    table: String,
    column: Option<String>,
}

impl Lost {
    /// Where it was dropped, among all that was dropped or renamed: its own name there, or its table's,
    /// or the first of all.
    fn grave<'g>(&self, text: &str, graves: &'g [Span]) -> Option<&'g Span> {
        let of = |name: &String| {
            let name = name.to_lowercase();
            let mut graves = graves.iter();
            graves.find(|span| has_word(&text[span.range()].to_lowercase(), &name))
        };
        let own = self.column.as_ref().and_then(of);
        own.or_else(|| of(&self.table)).or(graves.first())
    }
}

impl Reversal<'_> {
    /// What the upgrade drops, without having read it, and the downgrade makes again, empty.
    pub(super) fn loss(self, after: &Schema, level: Level, graves: &[Span]) -> Option<Finding> {
        let severity = level.severity()?;
        let up = self.up?;
        let mut lost = Vec::new();
        for (id, object) in self.before.unshared(after) {
            if let ObjectKind::Table(table) = &object.kind
                && object.is_certain
                && !object.is_temporary()
            {
                self.lost_of(&mut lost, after, (id, object, table));
            }
        }
        if lost.is_empty() {
            return None;
        }
        let shown = lost.iter().take(MOST_NAMES).map(|lost| lost.shown.clone());
        let mut what = shown.collect::<Vec<_>>().join(", ");
        if lost.len() > MOST_NAMES {
            what.push_str(&format!(" and {} more", lost.len() - MOST_NAMES));
        }
        Some(Finding {
            code: codes::DATA_LOSS,
            severity,
            primary: match lost[0].grave(&up.text, graves) {
                Some(span) => Label::at(&up.file, span.range()),
                None => Label::whole(&up.file),
            },
            message: format!("the downgrade can't bring back {what}"),
            related: Vec::new(),
            notes: Vec::new(),
            help: Some(
                "copy what may be needed to another table first; `data-loss = \"allow\"` below \
                 `[lints]` in `{dir}/migrate.toml` ends these notes"
                    .to_owned(),
            ),
        })
    }

    fn lost_of(
        self,
        lost: &mut Vec<Lost>,
        after: &Schema,
        (id, object, table): (ObjectId, &Object, &Table),
    ) {
        let dialect = self.dialect;
        let Some(again) = table_named(self.undone, object) else {
            return;
        };
        let name = &object.name;
        let now = match after.table(id) {
            Some(table) => Some(table),
            None if !self.reads(name) => {
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
            if !is_there && comes_back && !is_computed && !now.is_open && !self.reads(&column.name)
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
    fn reads(self, name: &str) -> bool {
        const READS_NOTHING: &[&str] =
            &["drop", "alter", "comment", "truncate", "delete", "pragma"];
        let Some(up) = self.up else { return true };
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
