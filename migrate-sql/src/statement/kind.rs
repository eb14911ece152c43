//! What can have a name.

/// The kinds of things that have a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A schema (PostgreSQL) or database.
    Namespace,
    /// A table.
    Table,
    /// A view.
    View,
    /// A materialized view.
    MaterializedView,
    /// A column.
    Column,
    /// A constraint.
    Constraint,
    /// An index.
    Index,
    /// A sequence.
    Sequence,
    /// A type of any kind.
    Type,
    /// A value of an enum type.
    EnumValue,
    /// A function, procedure or aggregate.
    Routine,
    /// A trigger.
    Trigger,
    /// A policy.
    Policy,
    /// A rule.
    Rule,
    /// An extension.
    Extension,
    /// A collation.
    Collation,
    /// Anything else.
    Other,
}

impl Kind {
    /// What it is called in a message.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Namespace => "schema",
            Kind::Table => "table",
            Kind::View => "view",
            Kind::MaterializedView => "materialized view",
            Kind::Column => "column",
            Kind::Constraint => "constraint",
            Kind::Index => "index",
            Kind::Sequence => "sequence",
            Kind::Type => "type",
            Kind::EnumValue => "value",
            Kind::Routine => "function",
            Kind::Trigger => "trigger",
            Kind::Policy => "policy",
            Kind::Rule => "rule",
            Kind::Extension => "extension",
            Kind::Collation => "collation",
            Kind::Other => "object",
        }
    }
}
