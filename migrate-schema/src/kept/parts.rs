//! The types of the model, field by field.
use super::reader::Reader;
use super::values::{Fields, Kept, fields, words};
use super::writer::Writer;
use crate::model::{
    Check, Column, ColumnId, Composite, Constraint, ConstraintKind, Domain, Enum, Exclusion,
    Extension, ForeignKey, Generated, Held, Identity, Index, IndexPart, IndexPartTarget, Key,
    Partition, Policy, Range, Routine, RoutineParameter, Rule, Sequence, Table, TableKind, Trigger,
    View, VirtualTable,
};
use migrate_sql::statement::Action;

fields!(Extension { namespace });
fields!(Table {
    kind, rules, row_security, inherits, of_type, partition_by, partition_of, is_open, temporary, options,
    last_column,
} lines { columns, constraints, indexes, triggers, policies, held });
fields!(View {
    materialized, is_open, definition, uses, is_unresolved, table, column_names,
} lines { columns });
fields!(Sequence {
    data_type,
    owned_by,
    is_identity,
    options,
    temporary
});
fields!(Enum { values });
fields!(Domain {
    base,
    not_null,
    default,
    checks,
    collation
});
fields!(Composite { attributes });
fields!(Range { subtype });
fields!(Routine {
    what,
    parameters,
    returns,
    returns_set,
    definition,
    uses
});
fields!(RoutineParameter {
    name,
    mode,
    data_type,
    has_default
});
fields!(Partition { parent, bounds });
fields!(Generated { expression, stored });
fields!(Identity { always, sequence });
fields!(Trigger {
    name,
    definition,
    uses,
    comment
});
fields!(Rule { definition, uses });
fields!(Held {
    what,
    name,
    columns,
    uses
});
fields!(Policy {
    name,
    definition,
    uses,
    comment
});
fields!(Constraint {
    name,
    is_generated_name,
    kind,
    deferrable,
    not_valid,
    comment,
    of_column,
    also_own,
    on_conflict,
});
fields!(Key {
    columns,
    include,
    nulls_not_distinct,
    details
});
fields!(Check {
    expression,
    no_inherit
});
fields!(ForeignKey {
    columns,
    target,
    on_delete,
    on_update,
    matching
});
fields!(Exclusion {
    method,
    parts,
    predicate
});
fields!(Index {
    name,
    unique,
    method,
    parts,
    include,
    nulls_not_distinct,
    predicate,
    comment,
    partition_of,
    is_implicit,
});
fields!(IndexPart {
    target,
    collation,
    operator_class,
    descending,
    nulls_first,
    length,
});
fields!(Column {
    id,
    name,
    data_type,
    not_null,
    not_null_name,
    not_null_on_conflict,
    default,
    generated,
    identity,
    collation,
    comment,
    on_update,
    inherited,
    also_own,
});

words!(Action {
    Action::NoAction = "no_action",
    Action::Restrict = "restrict",
    Action::Cascade = "cascade",
    Action::SetNull = "set_null",
    Action::SetDefault = "set_default",
} assumed Action::NoAction);

impl Kept for TableKind {
    fn put(&self, out: &mut Writer<'_>) {
        match self {
            TableKind::Ordinary => out.raw("ordinary"),
            TableKind::Foreign => out.raw("foreign"),
            TableKind::Virtual(made) => {
                let VirtualTable { module, arguments } = made;
                out.raw("virtual:");
                out.string(module);
                for argument in arguments {
                    out.raw(":");
                    out.string(argument);
                }
            }
        }
    }

    fn get(reader: &mut Reader<'_>) -> Option<Self> {
        Some(match reader.plain() {
            "ordinary" => TableKind::Ordinary,
            "foreign" => TableKind::Foreign,
            "virtual" => {
                reader.expect(b':')?;
                let mut made = VirtualTable {
                    module: reader.string()?,
                    arguments: Vec::new(),
                };
                while reader.eat(b':') {
                    made.arguments.push(reader.string()?);
                }
                TableKind::Virtual(made)
            }
            _ => return None,
        })
    }

    fn is_assumed(&self) -> bool {
        *self == TableKind::Ordinary
    }

    fn assumed() -> Option<Self> {
        Some(TableKind::Ordinary)
    }
}

impl Kept for ConstraintKind {
    fn put(&self, out: &mut Writer<'_>) {
        match self {
            ConstraintKind::PrimaryKey(key) => put_kind(out, "primary_key", key),
            ConstraintKind::Unique(key) => put_kind(out, "unique", key),
            ConstraintKind::Check(check) => put_kind(out, "check", check),
            ConstraintKind::ForeignKey(key) => put_kind(out, "foreign_key", key),
            ConstraintKind::Exclusion(exclusion) => put_kind(out, "exclusion", exclusion),
        }
    }

    fn get(reader: &mut Reader<'_>) -> Option<Self> {
        Some(match reader.plain() {
            "primary_key" => ConstraintKind::PrimaryKey(Kept::get(reader)?),
            "unique" => ConstraintKind::Unique(Kept::get(reader)?),
            "check" => ConstraintKind::Check(Kept::get(reader)?),
            "foreign_key" => ConstraintKind::ForeignKey(Kept::get(reader)?),
            "exclusion" => ConstraintKind::Exclusion(Kept::get(reader)?),
            _ => return None,
        })
    }
}

fn put_kind(out: &mut Writer<'_>, kind: &str, value: &impl Kept) {
    out.raw(kind);
    value.put(out);
}

impl Kept for IndexPartTarget {
    fn put(&self, out: &mut Writer<'_>) {
        match self {
            IndexPartTarget::Column(column) => out.column(*column),
            IndexPartTarget::Expression(expression) => expression.put(out),
        }
    }

    fn get(reader: &mut Reader<'_>) -> Option<Self> {
        Some(match reader.is_at(b'`') {
            true => IndexPartTarget::Expression(Kept::get(reader)?),
            false => IndexPartTarget::Column(ColumnId::get(reader)?),
        })
    }
}

/// Words of the model that are no names.
const WORDS: &[&str] = &[
    "",
    "function",
    "procedure",
    "aggregate",
    "event",
    "in",
    "out",
    "inout",
    "variadic",
    "table",
];

impl Kept for &'static str {
    fn put(&self, out: &mut Writer<'_>) {
        out.string(self);
    }

    fn get(reader: &mut Reader<'_>) -> Option<Self> {
        let word = reader.string()?;
        WORDS.iter().find(|known| **known == word).copied()
    }

    fn is_assumed(&self) -> bool {
        self.is_empty()
    }

    fn assumed() -> Option<Self> {
        Some("")
    }
}

/// A line for each part of a table.
pub(super) fn put_lines(out: &mut Writer<'_>, table: &Table) {
    put_each(out, "column", &table.columns);
    put_each(out, "constraint", &table.constraints);
    put_each(out, "index", &table.indexes);
    put_each(out, "trigger", &table.triggers);
    put_each(out, "policy", &table.policies);
    put_each(out, "held", &table.held);
}

fn put_each(out: &mut Writer<'_>, word: &str, parts: &[impl Fields]) {
    for part in parts {
        out.line(1, word);
        part.put_fields(out);
    }
}

/// Adds the part of a table that a line is about.
pub(super) fn get_line(reader: &mut Reader<'_>, word: &str, table: &mut Table) -> Option<()> {
    match word {
        "column" => table.columns.push(Fields::get_fields(reader)?),
        "constraint" => table.constraints.push(Fields::get_fields(reader)?),
        "index" => table.indexes.push(Fields::get_fields(reader)?),
        "trigger" => table.triggers.push(Fields::get_fields(reader)?),
        "policy" => table.policies.push(Fields::get_fields(reader)?),
        "held" => table.held.push(Fields::get_fields(reader)?),
        _ => return None,
    }
    Some(())
}
