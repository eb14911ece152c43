//! Objects of all kinds.
use super::Describer;
use super::lines::Lines;
use super::name::{escaped, text_literal};
use super::table::text_or_short;
use crate::model::{ObjectId, ObjectKind, Routine, Sequence, View};

impl Describer<'_> {
    /// The line of an object, without marks.
    pub fn headline(self, id: ObjectId) -> String {
        let object = self.schema.object(id);
        let name = self.qualified(&object.namespace, &object.name);
        match &object.kind {
            ObjectKind::Table(table) => format!("{} {name}", self.table_words(table)),
            ObjectKind::View(view) => self.view_headline(view, &name),
            ObjectKind::Sequence(sequence) => self.sequence_headline(sequence, &name),
            ObjectKind::Enum(values) => {
                let values = values.values.iter().map(|value| text_literal(value));
                format!("enum {name} ({})", values.collect::<Vec<_>>().join(", "))
            }
            ObjectKind::Domain(domain) => {
                let mut line = format!("domain {name} {}", self.data_type(&domain.base));
                if let Some(collation) = &domain.collation {
                    line.push_str(&format!(" collate {}", self.name(collation)));
                }
                if domain.not_null {
                    line.push_str(" not null");
                }
                if let Some(default) = &domain.default {
                    line.push_str(&format!(" default {}", self.default(None, default)));
                }
                line
            }
            ObjectKind::Composite(composite) => {
                let attributes = composite.attributes.iter().map(|(name, data_type)| {
                    let data_type = data_type.as_ref();
                    let data_type = data_type.map_or("?".to_owned(), |it| self.data_type(it));
                    format!("{} {data_type}", self.name(name))
                });
                format!(
                    "composite {name} ({})",
                    attributes.collect::<Vec<_>>().join(", ")
                )
            }
            ObjectKind::Range(range) => match &range.subtype {
                Some(subtype) => format!("range {name} of {}", self.data_type(subtype)),
                None => format!("range {name}"),
            },
            ObjectKind::OtherType => format!("type {name}"),
            ObjectKind::Routine(routine) => self.routine_headline(routine, &name),
        }
    }

    /// An object with its properties.
    pub(super) fn object(self, lines: &mut Lines, id: ObjectId) {
        let object = self.schema.object(id);
        let mut line = self.headline(id);
        let is_open = match &object.kind {
            ObjectKind::Table(table) => table.is_open,
            ObjectKind::View(view) => view.is_open,
            _ => false,
        };
        if let ObjectKind::Domain(domain) = &object.kind
            && let Some(default) = &domain.default
        {
            self.expression_marks(&mut line, default);
        }
        self.mark(&mut line, !object.is_certain, "uncertain");
        self.mark(&mut line, is_open, "open");
        lines.add(0, &line);
        match &object.kind {
            ObjectKind::Table(table) => self.table(lines, id, table),
            ObjectKind::View(view) => self.view(lines, id, view),
            ObjectKind::Routine(routine) => {
                let definition = text_or_short(self.full, &routine.definition);
                let mut line = format!("as {definition}");
                self.uses(&mut line, &routine.uses);
                lines.add(1, &line);
            }
            ObjectKind::Domain(domain) => {
                let checks = domain.checks.iter().map(|(name, check)| {
                    let condition = self.bracketed(None, check);
                    let mut line = format!("check {} {condition}", self.name(name));
                    self.expression_marks(&mut line, check);
                    line
                });
                lines.add_sorted(1, checks.collect());
            }
            _ => {}
        }
        self.comment(lines, object.comment.as_deref());
    }

    fn view_headline(self, view: &View, name: &str) -> String {
        let materialized = if view.materialized {
            "materialized "
        } else {
            ""
        };
        let temporary = if view.table.temporary {
            "temporary "
        } else {
            ""
        };
        let columns = self.names(view.columns.iter().map(|column| column.name.as_str()));
        match columns.is_empty() && !self.full {
            true => format!("{temporary}{materialized}view {name}"),
            false => format!("{temporary}{materialized}view {name} ({columns})"),
        }
    }

    fn view(self, lines: &mut Lines, id: ObjectId, view: &View) {
        if self.full {
            // Names are in the view's own line; what else is known of its columns follows the query.
            for column in &view.columns {
                lines.add(1, &self.column(id, column));
            }
        }
        self.parts(lines, id, &view.table);
        let mut line = format!("as {}", text_or_short(self.full, &view.definition));
        self.uses(&mut line, &view.uses);
        self.mark(&mut line, view.is_unresolved, "open");
        lines.add(1, &line);
    }

    fn sequence_headline(self, sequence: &Sequence, name: &str) -> String {
        let temporary = if sequence.temporary { "temporary " } else { "" };
        let mut line = format!("{temporary}sequence {name}");
        if let Some(data_type) = &sequence.data_type {
            line.push_str(&format!(" as {}", self.data_type(data_type)));
        }
        for (option, value) in &sequence.options {
            line.push_str(&format!(" {}", escaped(option)));
            if !value.is_empty() {
                line.push_str(&format!(" {}", escaped(value)));
            }
        }
        if let Some((table, column)) = sequence.owned_by {
            let owner = self.object_name(table);
            let column = self.column_name(table, column);
            line.push_str(&format!(" owned by {owner}.{column}"));
        }
        if sequence.is_identity {
            line.push_str(" of identity");
        }
        line
    }

    fn routine_headline(self, routine: &Routine, name: &str) -> String {
        let parameters = routine.parameters.iter().map(|parameter| {
            let mut text = String::new();
            if parameter.mode != "in" {
                text.push_str(&format!("{} ", parameter.mode));
            }
            if let Some(name) = &parameter.name {
                text.push_str(&format!("{} ", self.name(name)));
            }
            text.push_str(&self.data_type(&parameter.data_type));
            if parameter.has_default {
                text.push_str(" default");
            }
            text
        });
        let parameters = parameters.collect::<Vec<_>>().join(", ");
        let what = if routine.what.is_empty() {
            "function"
        } else {
            routine.what
        };
        let mut line = format!("{what} {name}({parameters})");
        if let Some(returns) = &routine.returns {
            let set = if routine.returns_set { "setof " } else { "" };
            line.push_str(&format!(" returns {set}{}", self.data_type(returns)));
        }
        line
    }
}
