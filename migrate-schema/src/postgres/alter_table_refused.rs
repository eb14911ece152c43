//! What PostgreSQL refuses in `ALTER TABLE` whatever the rows are, before anything is done.
use super::inheritance::children;
use crate::Dialect;
use crate::model::{
    Column, ConstraintKind, IndexPartTarget, ObjectId, ObjectKind, Table, TableKind,
};
use crate::{Fault, Schema};
use migrate_sql::statement::{
    AlterTable, AlterTableAction as Action, Name, QualifiedName, Span, TableConstraint,
    TableConstraintKind,
};

/// Finds what is refused in an action on a table that is there.
pub(super) fn action(
    schema: &Schema,
    id: ObjectId,
    alter: &AlterTable,
    action: &Action,
) -> Option<Fault> {
    let table = schema.table(id)?;
    of_typed(table, action)
        .or_else(|| of_system_column(action))
        .or_else(|| of_partitioned(schema, id, (alter, table), action))
        .or_else(|| {
            // What comes before it in the same statement may make it right.
            let is_alone = alter.actions.len() == 1;
            is_alone.then(|| of_parts_alone(schema, id, (alter, table), action))?
        })
        .or_else(|| {
            let is_alone = alter.actions.len() == 1;
            is_alone.then(|| of_column(table, action))?
        })
}

fn invalid(span: Span, message: impl Into<String>) -> Fault {
    Fault::new(migrate_sql::codes::INVALID_DEFINITION, span, message)
}

fn column<'t>(table: &'t Table, name: &Name) -> Option<&'t Column> {
    table.column(Dialect::Postgres, &name.text)
}

/// The columns of a table `OF` a type are those of the type.
fn of_typed(table: &Table, action: &Action) -> Option<Fault> {
    table.of_type?;
    let (span, what) = match action {
        Action::AddColumn { column, .. } => (column.name.span, "a column can't be added"),
        Action::DropColumn { name, .. } => (name.span, "a column can't be dropped"),
        Action::RenameColumn { from, .. } => (from.span, "a column can't be renamed"),
        Action::SetType { column, .. } => (column.span, "the type of a column can't change"),
        Action::Inherit(parent) => (parent.span(), "the table can't inherit"),
        _ => return None,
    };
    let fault = invalid(span, format!("{what}: the table is `OF` a type"));
    Some(fault.help("change the type, with `CASCADE`"))
}

/// What every table has of its own can't be changed.
fn of_system_column(action: &Action) -> Option<Fault> {
    let (name, what) = match action {
        Action::DropColumn { name, .. } => (name, "dropped"),
        Action::RenameColumn { from, .. } => (from, "renamed"),
        _ => return None,
    };
    let message = format!("`{name}` can't be {what}: every table has it");
    super::column::is_system(&name.text).then(|| invalid(name.span, message))
}

/// What can't be done to a parent and leave its children as they are.
fn of_parts_alone(
    schema: &Schema,
    id: ObjectId,
    (alter, table): (&AlterTable, &Table),
    action: &Action,
) -> Option<Fault> {
    let children = children(schema, id);
    let is_certain = |id: &ObjectId| schema.object(*id).is_certain;
    if !alter.only || !children.iter().any(is_certain) {
        return None;
    }
    let is_partitioned = table.partition_by.is_some();
    let (span, what) = match action {
        Action::SetType { column: name, .. } if column(table, name).is_some() => {
            (name.span, format!("the type of `{name}` has to change"))
        }
        Action::DropColumn { name, .. } if is_partitioned && column(table, name).is_some() => {
            (name.span, format!("column `{name}` has to be dropped"))
        }
        Action::SetNotNull { column: name } if is_partitioned => {
            let may_be_null = |id: &ObjectId| {
                let own = schema.table(*id).and_then(|own| column(own, name));
                is_certain(id) && own.is_some_and(|own| !own.not_null)
            };
            let is_set = column(table, name)?.not_null;
            if is_set || !children.iter().any(may_be_null) {
                return None;
            }
            (name.span, format!("`{name}` has to be set `NOT NULL`"))
        }
        Action::DropExpression { column: name, .. } => {
            column(table, name)?.generated.as_ref()?;
            (name.span, format!("`{name}` has to lose its expression"))
        }
        Action::ValidateConstraint { name } => {
            let constraint = table.constraint(Dialect::Postgres, &name.text)?;
            match &constraint.kind {
                ConstraintKind::Check(check) if constraint.not_valid && !check.no_inherit => {}
                _ => return None,
            }
            (
                name.span,
                format!("constraint `{name}` has to be validated"),
            )
        }
        _ => return None,
    };
    let fault = invalid(span, format!("{what} in the tables that inherit it too"));
    Some(fault.help("leave out `ONLY`"))
}

fn of_partitioned(
    schema: &Schema,
    id: ObjectId,
    (alter, table): (&AlterTable, &Table),
    action: &Action,
) -> Option<Fault> {
    if let (Action::Inherit(parent), Some(_)) = (action, &table.partition_of) {
        return Some(invalid(
            parent.span(),
            "a partition can't inherit from another table",
        ));
    }
    if *action == Action::SetParameters && table.partition_by.is_some() {
        let message = "a partitioned table stores nothing: its partitions have these parameters";
        return Some(invalid(alter.name.span(), message));
    }
    let is_certain = |id: &ObjectId| schema.object(*id).is_certain;
    let is_parent = |child: ObjectId| children(schema, child).iter().any(is_certain);
    if let Action::AttachPartition { partition, .. } = action {
        let child = schema.find_relation(partition).certain()?;
        let own = schema.table(child)?;
        let why = if own.of_type.is_some() {
            "is `OF` a type"
        } else if own.partition_by.is_none() && is_parent(child) {
            "is inherited from"
        } else {
            return None;
        };
        let message = format!(
            "table `{}` {why}: it can't become a partition",
            partition.name
        );
        return Some(invalid(partition.span(), message));
    }
    let Action::AddConstraint { constraint, .. } = action else {
        return None;
    };
    let is_partitioned = table.partition_by.is_some() && schema.object(id).is_certain;
    match &constraint.kind {
        TableConstraintKind::ForeignKey { .. } if is_partitioned && alter.only => {
            let message = "a foreign key of a partitioned table is one of its partitions too";
            Some(invalid(constraint.span, message).help("leave out `ONLY`"))
        }
        TableConstraintKind::UsingIndex { .. } if is_partitioned => {
            let message = "a partitioned table takes no index as a constraint";
            let fault = invalid(constraint.span, message);
            Some(fault.help("write `ADD PRIMARY KEY (…)` or `ADD UNIQUE (…)`"))
        }
        _ => None,
    }
}

fn of_column(table: &Table, action: &Action) -> Option<Fault> {
    match action {
        Action::SetType {
            column: name,
            using: Some(using),
            ..
        } => {
            column(table, name)?.generated.as_ref()?;
            let message = format!("`{name}` is generated: its new type takes no `USING`");
            Some(invalid(using.span, message))
        }
        Action::DropExpression { column: name, .. } => {
            let own = column(table, name)?;
            let is_inherited = own.generated.is_some() && own.inherited > 0;
            let message = format!("`{name}` is inherited: drop the expression of the parent");
            is_inherited.then(|| invalid(name.span, message))
        }
        Action::AlterConstraint {
            name,
            deferrable: Some(_),
        } => {
            let own = table.constraint(Dialect::Postgres, &name.text)?;
            let is_check = matches!(own.kind, ConstraintKind::Check(_));
            let message = format!("constraint `{name}` is a check: only keys can be deferred");
            is_check.then(|| Fault::new(migrate_sql::codes::WRONG_KIND, name.span, message))
        }
        _ => None,
    }
}

/// Finds why an index can't identify the rows of its table.
pub(super) fn replica_identity(schema: &Schema, id: ObjectId, name: &Name) -> Option<Fault> {
    let table = schema.table(id)?;
    let index = table.index(Dialect::Postgres, &name.text)?;
    let is_expression =
        |part: &crate::model::IndexPart| matches!(part.target, IndexPartTarget::Expression(_));
    let may_be_null = index.parts.iter().find_map(|part| match &part.target {
        IndexPartTarget::Column(column) => {
            let column = table.column_by_id(*column)?;
            (!column.not_null).then_some(&column.name)
        }
        IndexPartTarget::Expression(_) => None,
    });
    let why = if !index.unique {
        "is not unique".to_owned()
    } else if index.predicate.is_some() {
        "is over a part of the rows".to_owned()
    } else if index.parts.iter().any(is_expression) {
        "is over an expression".to_owned()
    } else if let (Some(column), true) = (may_be_null, schema.object(id).is_certain) {
        format!("is over `{column}`, which may be null")
    } else {
        return None;
    };
    let message = format!("index `{name}` can't identify rows: it {why}");
    Some(invalid(name.span, message))
}

/// Finds why a table can't be `OF` a type, or is none that is.
pub(super) fn of_type(
    schema: &Schema,
    id: ObjectId,
    (name, span): (Option<&QualifiedName>, Span),
) -> Option<Fault> {
    let table = schema.table(id)?;
    let Some(name) = name else {
        let is_other = table.of_type.is_none() && !table.is_open;
        return is_other.then(|| {
            Fault::new(
                migrate_sql::codes::WRONG_KIND,
                span,
                "the table is not `OF` a type",
            )
        });
    };
    if !table.inherits.is_empty() {
        return Some(invalid(span, "a table that inherits can't be `OF` a type"));
    }
    let ObjectKind::Composite(composite) = &schema.object(schema.find_type(name).certain()?).kind
    else {
        return None;
    };
    if table.is_open {
        return None;
    }
    let differs = |message: String| Some(invalid(name.span(), message));
    for (place, (attribute, data_type)) in composite.attributes.iter().enumerate() {
        let Some(own) = table.columns.get(place) else {
            return differs(format!(
                "the table has no column `{attribute}`, as the type has"
            ));
        };
        if own.name != *attribute {
            let is = &own.name;
            return differs(format!(
                "the table has a column `{is}` where the type has `{attribute}`"
            ));
        }
        if let (Some(is), Some(wanted)) = (&own.data_type, data_type)
            && (is.base != wanted.base || is.dimensions != wanted.dimensions)
        {
            return differs(format!(
                "column `{attribute}` has another type than that of the type"
            ));
        }
    }
    let extra = table.columns.get(composite.attributes.len())?;
    let extra = &extra.name;
    differs(format!(
        "the table has a column `{extra}`, which the type has not"
    ))
}

/// Finds a constraint that a table of its kind can't have, or that can't be deferred.
pub(super) fn constraint(table: &Table, constraint: &TableConstraint) -> Option<Fault> {
    let what = match &constraint.kind {
        TableConstraintKind::PrimaryKey { .. } => "primary key",
        TableConstraintKind::Unique { .. } => "unique key",
        TableConstraintKind::ForeignKey { .. } => "foreign key",
        TableConstraintKind::Exclude { .. } => "exclusion constraint",
        TableConstraintKind::Check { .. } if constraint.deferrable.0 => {
            let message = "a check can't be deferred";
            return Some(invalid(constraint.span, message));
        }
        _ => return None,
    };
    let message = format!("a foreign table can't have a {what}");
    (table.kind == TableKind::Foreign).then(|| invalid(constraint.span, message))
}
