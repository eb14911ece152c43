//! Tables: columns, constraints, indexes and what else belongs to them.
use super::Describer;
use super::lines::Lines;
use super::name::{escaped, text_literal};
use crate::Dialect;
use crate::model::{
    Column, Constraint, ConstraintKind, ForeignKey, ForeignKeyTarget, Index, IndexPart,
    IndexPartTarget, Key, ObjectId, Policy, StoredExpression, Table, TableKind, Trigger,
};
use migrate_sql::statement::Action;

impl Describer<'_> {
    /// What stands before a table's name.
    pub(super) fn table_words(self, table: &Table) -> String {
        let kind = match &table.kind {
            TableKind::Ordinary => "table".to_owned(),
            TableKind::Foreign => "foreign table".to_owned(),
            TableKind::Virtual(made) => {
                let arguments = made.arguments.join(", ");
                format!(
                    "virtual table using {}({arguments})",
                    self.name(&made.module)
                )
            }
        };
        match table.temporary {
            true => format!("temporary {kind}"),
            false => kind,
        }
    }

    /// The properties of a table.
    pub(super) fn table(self, lines: &mut Lines, id: ObjectId, table: &Table) {
        for column in &table.columns {
            lines.add(1, &self.column(id, column));
        }
        self.parts(lines, id, table);
        if !table.inherits.is_empty() {
            let parents = table
                .inherits
                .iter()
                .map(|parent| self.object_name(*parent));
            let parents = parents.collect::<Vec<_>>().join(", ");
            lines.add(1, &format!("inherits {parents}"));
        }
        if let Some(by) = &table.partition_by {
            let mut line = format!("partition by {}", self.expression(Some(id), by));
            self.expression_marks(&mut line, by);
            lines.add(1, &line);
        }
        if let Some(of) = &table.partition_of {
            let parent = self.object_name(of.parent);
            lines.add(1, &format!("partition of {parent} {}", escaped(&of.bounds)));
        }
        for (name, value) in &table.options {
            let value = match value.is_empty() {
                true => String::new(),
                false => format!(" = {}", text_literal(value)),
            };
            lines.add(1, &format!("option {}{value}", self.name(name)));
        }
        let (enabled, forced) = table.row_security;
        for (holds, word) in [(enabled, "enabled"), (forced, "forced")] {
            if holds {
                lines.add(1, &format!("row security {word}"));
            }
        }
    }

    /// Constraints, indexes, triggers, policies and rules: those of a view are kept likewise.
    pub(super) fn parts(self, lines: &mut Lines, id: ObjectId, table: &Table) {
        let constraints = table.constraints.iter();
        lines.add_sorted(1, constraints.map(|it| self.constraint(id, it)).collect());
        let indexes = table.indexes.iter();
        lines.add_sorted(1, indexes.map(|it| self.index(id, it)).collect());
        let triggers = table.triggers.iter();
        lines.add_sorted(1, triggers.map(|it| self.trigger(it)).collect());
        let policies = table.policies.iter();
        lines.add_sorted(1, policies.map(|it| self.policy(it)).collect());
        for (name, rule) in &table.rules {
            lines.add(
                1,
                &format!("rule {} {}", self.name(name), escaped(&rule.definition)),
            );
        }
    }

    /// The line of a column.
    pub(crate) fn column(self, of: ObjectId, column: &Column) -> String {
        let mut line = format!("column {}", self.name(&column.name));
        match &column.data_type {
            Some(data_type) => {
                let data_type = self.data_type(data_type);
                if !data_type.is_empty() {
                    line.push_str(&format!(" {data_type}"));
                }
            }
            None => line.push_str(" ?"),
        }
        if let Some(collation) = &column.collation {
            line.push_str(&format!(" collate {}", self.name(collation)));
        }
        if let Some(name) = &column.not_null_name {
            line.push_str(&format!(" constraint {}", self.name(name)));
        }
        if column.not_null {
            line.push_str(" not null");
        }
        if let Some(action) = &column.not_null_on_conflict {
            line.push_str(&format!(" on conflict {action}"));
        }
        let mut marks = String::new();
        if let Some(default) = &column.default {
            line.push_str(&format!(" default {}", self.default(Some(of), default)));
            self.expression_marks(&mut marks, default);
        }
        if let Some(generated) = &column.generated {
            let expression = self.bracketed(Some(of), &generated.expression);
            let stored = if generated.stored {
                "stored"
            } else {
                "virtual"
            };
            line.push_str(&format!(" generated as {expression} {stored}"));
            self.expression_marks(&mut marks, &generated.expression);
        }
        if let Some(identity) = &column.identity {
            line.push_str(match (self.schema.dialect, identity.always) {
                (Dialect::Postgres, true) => " identity always",
                (Dialect::Postgres, false) => " identity by default",
                (Dialect::Sqlite, _) => " identity autoincrement",
                (Dialect::Mysql, _) => " identity auto_increment",
            });
            if let Some(sequence) = identity.sequence.filter(|_| self.full) {
                marks.push_str(&format!(" <sequence {}>", self.object_name(sequence)));
            }
        }
        if let Some(update) = &column.on_update {
            line.push_str(&format!(" on update {}", self.default(Some(of), update)));
            self.expression_marks(&mut marks, update);
        }
        if let Some(comment) = &column.comment {
            line.push_str(&format!(" comment {}", text_literal(comment)));
        }
        line.push_str(&marks);
        let inherited = format!("inherited {}", column.inherited);
        self.mark(&mut line, column.inherited > 0, &inherited);
        line
    }

    /// The line of a constraint.
    pub fn constraint(self, of: ObjectId, constraint: &Constraint) -> String {
        let name = constraint.name.as_deref();
        let name = name.map_or(String::new(), |name| format!(" {}", self.name(name)));
        let mut marks = String::new();
        let mut line = match &constraint.kind {
            ConstraintKind::PrimaryKey(key) => format!("primary key{name} {}", self.key(of, key)),
            ConstraintKind::Unique(key) => format!("unique{name} {}", self.key(of, key)),
            ConstraintKind::Check(check) => {
                let condition = self.bracketed(Some(of), &check.expression);
                self.expression_marks(&mut marks, &check.expression);
                let inherit = if check.no_inherit { " no inherit" } else { "" };
                format!("check{name} {condition}{inherit}")
            }
            ConstraintKind::ForeignKey(key) => {
                format!("foreign key{name} {}", self.foreign_key(of, key))
            }
            ConstraintKind::Exclusion(exclusion) => {
                let parts = exclusion.parts.iter().map(|(part, operator)| {
                    format!("{} with {operator}", self.part(of, part, &mut marks))
                });
                let parts = parts.collect::<Vec<_>>().join(", ");
                let method = self.name(&exclusion.method);
                let mut line = format!("exclude{name} using {method} ({parts})");
                self.predicate(of, &mut line, &mut marks, exclusion.predicate.as_ref());
                line
            }
        };
        if let Some(action) = &constraint.on_conflict {
            line.push_str(&format!(" on conflict {action}"));
        }
        line.push_str(match constraint.deferrable {
            (_, true) => " deferrable initially deferred",
            (true, false) => " deferrable",
            (false, false) => "",
        });
        if constraint.not_valid {
            line.push_str(" not valid");
        }
        if let Some(comment) = &constraint.comment {
            line.push_str(&format!(" comment {}", text_literal(comment)));
        }
        line.push_str(&marks);
        self.mark(&mut line, constraint.is_generated_name, "generated");
        line
    }

    fn key(self, of: ObjectId, key: &Key) -> String {
        let columns = key.columns.iter().enumerate().map(|(n, column)| {
            let detail = key.details.get(n).filter(|detail| !detail.is_empty());
            let detail = detail.map_or(String::new(), |detail| format!(" {detail}"));
            format!("{}{detail}", self.column_name(of, *column))
        });
        let mut text = format!("({})", columns.collect::<Vec<_>>().join(", "));
        if !key.include.is_empty() {
            text.push_str(&format!(" include {}", self.column_names(of, &key.include)));
        }
        if key.nulls_not_distinct {
            text.push_str(" nulls not distinct");
        }
        text
    }

    fn foreign_key(self, of: ObjectId, key: &ForeignKey) -> String {
        let columns = self.column_names(of, &key.columns);
        let target = match &key.target {
            ForeignKeyTarget::Table { table, columns } => {
                let columns = self.column_names(*table, columns);
                format!("{} {columns}", self.object_name(*table))
            }
            ForeignKeyTarget::Named {
                namespace,
                table,
                columns,
            } => {
                let table = match namespace {
                    Some(namespace) => format!("{}.{}", self.name(namespace), self.name(table)),
                    None => self.name(table),
                };
                let columns = match columns.is_empty() {
                    true => String::new(),
                    false => format!(" ({})", self.names(columns.iter().map(String::as_str))),
                };
                format!("?{table}{columns}")
            }
        };
        let mut text = format!("{columns} references {target}");
        if let Some(matching) = &key.matching {
            text.push_str(&format!(" match {matching}"));
        }
        for (event, action) in [("delete", key.on_delete), ("update", key.on_update)] {
            if action != Action::NoAction {
                text.push_str(&format!(" on {event} {}", action_words(action)));
            }
        }
        text
    }

    /// The line of an index.
    pub(crate) fn index(self, of: ObjectId, index: &Index) -> String {
        let mut marks = String::new();
        let unique = if index.unique { "unique " } else { "" };
        let parts = index.parts.iter();
        let parts: Vec<String> = parts.map(|part| self.part(of, part, &mut marks)).collect();
        let method = match index.method.as_str() {
            "" | "btree" => String::new(),
            method => format!(" using {}", self.name(method)),
        };
        let name = self.name(&index.name);
        let mut line = format!("{unique}index {name}{method} ({})", parts.join(", "));
        if !index.include.is_empty() {
            let include = self.column_names(of, &index.include);
            line.push_str(&format!(" include {include}"));
        }
        if index.nulls_not_distinct {
            line.push_str(" nulls not distinct");
        }
        self.predicate(of, &mut line, &mut marks, index.predicate.as_ref());
        if let Some(whole) = &index.partition_of {
            line.push_str(&format!(" partition of {}", self.name(whole)));
        }
        if let Some(comment) = &index.comment {
            line.push_str(&format!(" comment {}", text_literal(comment)));
        }
        line.push_str(&marks);
        self.mark(&mut line, index.is_implicit, "implicit");
        self.mark(&mut line, index.method.is_empty(), "no method");
        line
    }

    fn part(self, of: ObjectId, part: &IndexPart, marks: &mut String) -> String {
        let mut text = match &part.target {
            IndexPartTarget::Column(column) => self.column_name(of, *column),
            IndexPartTarget::Expression(expression) => {
                self.expression_marks(marks, expression);
                match expression.pieces.as_slice() {
                    // A single name would be taken for a column.
                    [_] => self.bracketed(Some(of), expression),
                    _ => self.default(Some(of), expression),
                }
            }
        };
        if let Some(length) = part.length {
            text.push_str(&format!("({length})"));
        }
        if let Some(collation) = &part.collation {
            text.push_str(&format!(" collate {}", self.name(collation)));
        }
        if let Some(class) = &part.operator_class {
            text.push_str(&format!(" class {}", self.name(class)));
        }
        if part.descending {
            text.push_str(" desc");
        }
        // To PostgreSQL nulls are larger than all else, to the others they are smaller; MySQL can't be
        // told otherwise.
        let is_usual = match self.schema.dialect {
            Dialect::Postgres => part.nulls_first == part.descending,
            Dialect::Sqlite => part.nulls_first != part.descending,
            Dialect::Mysql => true,
        };
        if !is_usual {
            text.push_str(if part.nulls_first {
                " nulls first"
            } else {
                " nulls last"
            });
        }
        text
    }

    fn predicate(
        self,
        of: ObjectId,
        line: &mut String,
        marks: &mut String,
        predicate: Option<&StoredExpression>,
    ) {
        if let Some(predicate) = predicate {
            line.push_str(&format!(" where {}", self.bracketed(Some(of), predicate)));
            self.expression_marks(marks, predicate);
        }
    }

    /// The line of a trigger.
    pub(crate) fn trigger(self, trigger: &Trigger) -> String {
        let name = self.name(&trigger.name);
        let mut line = format!("trigger {name}");
        self.definition(&mut line, &trigger.definition, trigger.comment.as_deref());
        self.uses(&mut line, &trigger.uses);
        line
    }

    /// The line of a policy.
    pub(crate) fn policy(self, policy: &Policy) -> String {
        let name = self.name(&policy.name);
        let mut line = format!("policy {name}");
        self.definition(&mut line, &policy.definition, policy.comment.as_deref());
        self.uses(&mut line, &policy.uses);
        line
    }

    /// A comment stands before the definition, of which only the end of the line is the end.
    fn definition(self, line: &mut String, definition: &str, comment: Option<&str>) {
        if let Some(comment) = comment {
            line.push_str(&format!(" comment {}", text_literal(comment)));
        }
        line.push_str(&format!(" as {}", text_or_short(self.full, definition)));
    }
}

/// A definition that marks may follow: as a text in a full description.
pub(super) fn text_or_short(full: bool, definition: &str) -> String {
    match full {
        true => text_literal(definition),
        false => definition.replace(['\n', '\r'], " "),
    }
}

fn action_words(action: Action) -> &'static str {
    match action {
        Action::NoAction => "no action",
        Action::Restrict => "restrict",
        Action::Cascade => "cascade",
        Action::SetNull => "set null",
        Action::SetDefault => "set default",
    }
}
