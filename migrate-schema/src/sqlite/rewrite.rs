//! What renaming a table or a column does to the texts of views and triggers.
use super::references::References;
use super::{plain, recheck, seen_from, trigger, view};
use crate::Schema;
use crate::lookup::Found;
use crate::model::{ObjectId, ObjectKind};
use migrate_sql::statement::{Name, Span};

/// What becomes of a text.
enum Rewritten {
    /// It stays as it is.
    Same,
    /// It has the new name at some places.
    Changed(String),
    /// That can't be known.
    Unclear,
}

/// Puts a table's new name into all views and triggers, or only behind the `ON` of its own triggers
/// (`legacy_alter_table`); called while it still has the old one.
pub(super) fn table(schema: &mut Schema, id: ObjectId, to: &str, is_legacy: bool) {
    let from = schema.object(id).name.clone();
    each(schema, |schema, text, references, on| {
        let is_it = |name: &str| name.eq_ignore_ascii_case(&from);
        if schema.find_relation(&plain(&from)).id() != Some(id) {
            return Rewritten::Same;
        }
        if is_legacy {
            let of_it = on.filter(|name| is_it(&name.text));
            return replaced(text, of_it.map(|name| name.span).into_iter().collect(), to);
        }
        let mut spans: Vec<Span> = Vec::new();
        let tables = references.tables.iter().map(|name| &name.name);
        spans.extend(
            tables
                .chain(on)
                .filter(|name| is_it(&name.text))
                .map(|name| name.span),
        );
        let is_alias = references
            .aliases
            .iter()
            .any(|(alias, _)| is_it(&alias.text));
        if !is_alias {
            let qualifiers = references.columns.iter();
            let qualifiers = qualifiers.filter_map(|column| column.table.as_ref());
            let qualifiers = qualifiers.filter(|table| is_it(&table.name.text));
            spans.extend(qualifiers.map(|table| table.name.span));
        }
        let is_named = text
            .to_ascii_lowercase()
            .contains(&from.to_ascii_lowercase());
        // SQLite puts the table's name in the place of `excluded`, which is another row then.
        let is_unclear = references.is_partial || references.keeps_names || references.has_excluded;
        match is_unclear && is_named {
            true => Rewritten::Unclear,
            false => replaced(text, spans, to),
        }
    });
}

/// Puts a column's new name into all views and triggers; called while it still has the old one.
pub(super) fn column(schema: &mut Schema, table: ObjectId, from: &str, to: &str) {
    each(schema, |schema, text, references, on| {
        if !text
            .to_ascii_lowercase()
            .contains(&from.to_ascii_lowercase())
        {
            return Rewritten::Same;
        }
        let is_table = |name: &Name| {
            let found = schema.find_relation(&plain(&name.text));
            found.id() == Some(table)
        };
        let mut tables = references.tables.iter().map(|name| &name.name).chain(on);
        if !tables.any(&is_table) {
            return Rewritten::Same;
        }
        if references.is_partial || references.keeps_names {
            return Rewritten::Unclear;
        }
        let mut spans = Vec::new();
        for (of, name) in &references.own_columns {
            if name.text.eq_ignore_ascii_case(from) && is_table(&of.name) {
                spans.push(name.span);
            }
        }
        let is_it = |name: &Name| name.text.eq_ignore_ascii_case(from);
        for reference in references.columns.iter().filter(|found| is_it(&found.name)) {
            let of = match &reference.table {
                Some(of) => qualified(schema, references, on, &of.name.text),
                None if is_lost(schema, references, from) => continue,
                None => unqualified(schema, references, from, table),
            };
            match of {
                Some(of) if of == table => spans.push(reference.name.span),
                Some(_) => {}
                None => return Rewritten::Unclear,
            }
        }
        replaced(text, spans, to)
    });
}

/// Whether two tables are joined by a column that one of them can't have any more when it is renamed in any:
/// SQLite leaves `USING` as it is, and refuses to rename the column.
fn is_lost(schema: &Schema, references: &References, column: &str) -> bool {
    let is_it = |name: &Name| name.text.eq_ignore_ascii_case(column);
    if !references.using.iter().any(is_it) || schema.session.legacy_alter_table {
        return false;
    }
    let owners = references.tables.iter().map(|name| {
        let id = schema.find_relation(name).certain()?;
        let table = schema.table(id).filter(|table| !table.is_open)?;
        Some(table.column(schema.dialect, column).is_some())
    });
    let owners: Option<Vec<bool>> = owners.collect();
    owners.is_some_and(|owners| owners.into_iter().filter(|has_it| *has_it).count() <= 2)
}

/// The table that a qualifier stands for.
fn qualified(
    schema: &Schema,
    references: &References,
    on: Option<&Name>,
    qualifier: &str,
) -> Option<ObjectId> {
    let mut aliases = references.aliases.iter();
    let is_it = |name: &str| name.eq_ignore_ascii_case(qualifier);
    if aliases.any(|(alias, _)| is_it(&alias.text)) {
        let mut found = references.aliases.iter();
        let mut found = found.by_ref().filter(|(alias, _)| is_it(&alias.text));
        let first = found.next()?.1.as_ref()?;
        let is_other = |name: &Option<migrate_sql::statement::QualifiedName>| {
            name.as_ref()
                .is_none_or(|name| !name.name.text.eq_ignore_ascii_case(&first.name.text))
        };
        if found.any(|(_, table)| is_other(table)) {
            return None;
        }
        return schema.find_relation(&plain(&first.name.text)).id();
    }
    if on.is_some() && (is_it("new") || is_it("old")) {
        return schema.find_relation(&plain(&on?.text)).id();
    }
    schema.find_relation(&plain(qualifier)).id()
}

/// The table whose column an unqualified name stands for: of those that are named, the only one that
/// has it.
fn unqualified(
    schema: &Schema,
    references: &References,
    column: &str,
    renamed: ObjectId,
) -> Option<ObjectId> {
    if references.has_derived
        || references
            .labels
            .iter()
            .any(|name| name.text.eq_ignore_ascii_case(column))
    {
        return None;
    }
    let mut owner = None;
    for name in &references.tables {
        let Found::Known(id) = schema.find_relation(name) else {
            return None;
        };
        let has_it = match &schema.object(id).kind {
            ObjectKind::Table(table) if !table.is_open => {
                table.column(schema.dialect, column).is_some()
            }
            ObjectKind::View(view) if !view.is_open => {
                view.columns.named(schema.dialect, column).is_some()
            }
            _ => return None,
        };
        if has_it && owner.is_some_and(|owner| owner != id) {
            return None;
        }
        if has_it {
            owner = Some(id);
        }
    }
    // A double-quoted text, or an error: not the renamed one's.
    owner.or(Some(ObjectId(u32::MAX)).filter(|none| *none != renamed))
}

/// Rewrites the text of every view and trigger. The closure gets the text, what it refers to, and the
/// table of a trigger.
fn each(
    schema: &mut Schema,
    rewrite: impl Fn(&Schema, &str, &References, Option<&Name>) -> Rewritten,
) {
    let views: Vec<ObjectId> = view::views(schema).map(|(id, _)| id).collect();
    for id in views {
        let ObjectKind::View(found) = &schema.object(id).kind else {
            continue;
        };
        let (text, query) = (found.definition.clone(), view::query_of(found));
        let rewritten = match query {
            Some(query) => {
                let references = References::of_query(&query);
                let namespace = schema.object(id).namespace.clone();
                seen_from(schema, &namespace, |schema| {
                    rewrite(schema, &text, &references, None)
                })
            }
            None => Rewritten::Unclear,
        };
        match rewritten {
            Rewritten::Changed(text) => schema.set_view_text(id, text),
            Rewritten::Unclear => schema.object_mut(id).is_certain = false,
            Rewritten::Same => {}
        }
    }
    let owners = schema
        .objects()
        .filter(|(_, object)| !trigger::of(object).is_empty());
    let owners: Vec<ObjectId> = owners.map(|(id, _)| id).collect();
    for id in owners {
        let mut triggers = trigger::of(schema.object(id)).clone();
        let namespace = schema.object(id).namespace.clone();
        for trigger in &mut triggers {
            let text = format!("{}{}", trigger::HEAD, trigger.definition);
            let rewritten = match trigger::statement_of(&trigger.definition) {
                Some(create) => {
                    let mut references = recheck::of_trigger(&create);
                    let of = create.columns.iter();
                    let of = of.map(|name| (create.table.clone(), name.clone()));
                    references.own_columns.extend(of);
                    let on = Some(&create.table.name);
                    seen_from(schema, &namespace, |schema| {
                        rewrite(schema, &text, &references, on)
                    })
                }
                None => Rewritten::Unclear,
            };
            match rewritten {
                Rewritten::Changed(text) => {
                    text[trigger::HEAD.len()..].clone_into(&mut trigger.definition);
                }
                Rewritten::Unclear => schema.object_mut(id).is_certain = false,
                Rewritten::Same => {}
            }
        }
        if let Some(own) = trigger::triggers_mut(schema.object_mut(id)) {
            *own = triggers;
        }
    }
}

fn replaced(text: &str, mut spans: Vec<Span>, to: &str) -> Rewritten {
    spans.sort();
    spans.dedup();
    if spans.is_empty() {
        return Rewritten::Same;
    }
    let to = quoted(to);
    let mut changed = text.to_owned();
    for span in spans.iter().rev() {
        changed.replace_range(span.range(), &to);
    }
    Rewritten::Changed(changed)
}

/// A name as it has to be written.
fn quoted(name: &str) -> String {
    let mut letters = name.chars();
    let is_plain = letters
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && letters.all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
    match is_plain && !migrate_sql::reader::is_sqlite_keyword(name) {
        true => name.to_owned(),
        false => format!("\"{}\"", name.replace('"', "\"\"")),
    }
}
