//! Foreign keys.
use super::data_type::{Class, class};
use super::edit::{Edit, covers, is_innodb};
use super::partition::PARTITION_BY;
use super::{base_table, faults};
use crate::Dialect;
use crate::faults::foreign_key_columns;
use crate::lookup::Found;
use crate::model::{
    Column, ColumnId, Constraint, ConstraintKind, DataType, ForeignKey, ForeignKeyTarget as Target,
    Table,
};
use crate::{Fault, names};
use migrate_sql::statement::{Action, ForeignKeyTarget, Name, Span};

/// The index that a new foreign key needs.
pub(super) struct Wanted {
    /// Its name, if the foreign key has one.
    pub(super) name: Option<String>,
    /// Its columns.
    pub(super) columns: Vec<ColumnId>,
}

/// A foreign key that is to be made.
pub(super) struct NewForeignKey<'n> {
    pub(super) name: Option<&'n Name>,
    pub(super) index_name: Option<&'n Name>,
    /// Written with its column: not every server makes it.
    pub(super) is_inline: bool,
    pub(super) columns: Vec<ColumnId>,
    pub(super) target: &'n ForeignKeyTarget,
    /// Of the columns.
    pub(super) span: Span,
}

impl Edit<'_> {
    /// Adds a foreign key.
    pub(super) fn add_foreign_key(&mut self, new: NewForeignKey<'_>) {
        let name = new.name.or(new.index_name);
        if let Some(name) = name {
            self.check_length(name);
        }
        if !self.is_innodb() {
            // Other engines pass over it, but keep the index.
            let name = name.map(|name| name.text.clone());
            let columns = new.columns;
            return self.wanted.push(Wanted { name, columns });
        }
        if let Some(name) = new.name
            && self.has_foreign_key(&name.text)
        {
            let fault = faults::duplicate(
                migrate_sql::codes::DUPLICATE_CONSTRAINT,
                "foreign key",
                name,
                &self.name,
            );
            return self.fault(fault);
        }
        if let Some(name) = new.name
            && self.has_check_of_mariadb(&name.text)
        {
            let fault = faults::duplicate(
                migrate_sql::codes::DUPLICATE_CONSTRAINT,
                "check",
                name,
                &self.name,
            );
            return self.fault(fault);
        }
        if let Some(fault) = self.unfit_for_foreign_key(&new) {
            return self.fault(*fault);
        }
        let target = match self.target(&new) {
            Ok(target) => target,
            Err(fault) => {
                // MySQL before 9 passes over it. Of one without columns MariaDB says something else.
                let is_made = self.schema.server.is_mariadb && !new.target.columns.is_empty();
                if !new.is_inline || is_made {
                    self.fault(*fault);
                }
                named(new.target)
            }
        };
        let generated = name.is_none().then(|| self.generated_name());
        let own_name = name.map(|name| name.text.clone());
        self.wanted.push(Wanted {
            name: own_name.clone(),
            columns: new.columns.clone(),
        });
        self.table.constraints.push(Constraint {
            // MariaDB takes the index's name, MySQL makes one up.
            is_generated_name: new.name.is_none(),
            not_valid: new.is_inline && !self.schema.server.is_mariadb,
            ..super::key::constraint(
                own_name.or(generated),
                ConstraintKind::ForeignKey(ForeignKey {
                    columns: new.columns,
                    target,
                    on_delete: new.target.on_delete,
                    on_update: new.target.on_update,
                    matching: new.target.matching.clone(),
                }),
            )
        });
    }

    /// What both servers refuse of a foreign key, whatever it refers to.
    fn unfit_for_foreign_key(&self, new: &NewForeignKey<'_>) -> Option<Box<Fault>> {
        if self.table.options.contains_key(PARTITION_BY) && !self.is_doubtful_key(new) {
            let message = format!(
                "`{}` is partitioned, so it can't have a foreign key",
                self.name
            );
            return Some(Box::new(faults::invalid(new.span, message)));
        }
        let actions = (new.target.on_delete, new.target.on_update);
        match self.is_doubtful_key(new) {
            true => None,
            false => self.check_generated_in(&new.columns, actions, new.span),
        }
    }

    /// Whether a foreign key is written with its column, where older servers pass over it.
    fn is_doubtful_key(&self, new: &NewForeignKey<'_>) -> bool {
        new.is_inline && !self.schema.server.is_mariadb
    }

    pub(super) fn has_foreign_key(&self, name: &str) -> bool {
        let mut named = self.table.constraints.each_named(Dialect::Mysql, name);
        named.any(|constraint| matches!(constraint.kind, ConstraintKind::ForeignKey(_)))
    }

    /// `t_ibfk_1`: one more than the highest there is.
    fn generated_name(&self) -> String {
        let start = format!("{}_ibfk_", self.name);
        let numbers = self.table.constraints.iter().filter_map(|constraint| {
            let (before, number) = constraint.name.as_ref()?.split_at_checked(start.len())?;
            let is_it = names::same(Dialect::Mysql, before, &start);
            number.parse::<u32>().ok().filter(|_| is_it)
        });
        let number = numbers.max().unwrap_or(0) + 1;
        format!("{}_ibfk_{number}", self.name)
    }

    /// What it refers to.
    fn target(&mut self, new: &NewForeignKey<'_>) -> Result<Target, Box<Fault>> {
        let written = new.target;
        let is_checked = self.schema.checks_foreign_keys();
        if !written.columns.is_empty() && written.columns.len() != new.columns.len() {
            let (own, others) = (new.columns.len(), written.columns.len());
            return Err(Box::new(foreign_key_columns(own, others, new.span)));
        }
        let is_own = written.table.namespace().is_none() && written.table.name.text == self.name;
        let parent = if is_own {
            self.id
        } else {
            match base_table(self.schema, &written.table) {
                Ok(Some(id)) => id,
                Ok(None) => return Ok(named(written)),
                // It may come later, if nothing is checked.
                Err(_) if !is_checked => return Ok(named(written)),
                Err(fault) => return Err(fault),
            }
        };
        let is_certain = matches!(self.schema.find_relation(&written.table), Found::Known(_));
        let table = match is_own {
            true => &self.table,
            false => match self.schema.table(parent) {
                Some(table) => table,
                None => return Ok(named(written)),
            },
        };
        if !is_certain && !is_own || table.is_open {
            return Ok(named(written));
        }
        let mut columns = Vec::new();
        for name in &written.columns {
            match table.column(Dialect::Mysql, &name.text) {
                Some(column) => columns.push(column.id),
                None => {
                    return Err(Box::new(faults::no_column(
                        name,
                        &written.table.name.text,
                        table,
                    )));
                }
            }
        }
        if columns.is_empty() {
            // Some versions take the primary key.
            columns = table.primary_key().unwrap_or_default().to_vec();
            if columns.len() != new.columns.len() {
                return Ok(named(written));
            }
        }
        if is_checked && table.options.contains_key(PARTITION_BY) {
            let message = format!(
                "table `{}` is partitioned, so no foreign key can refer to it",
                written.table
            );
            return Err(Box::new(faults::invalid(written.table.span(), message)));
        }
        if is_checked && !is_innodb(table) && KEPT_OTHERWISE.contains(&engine(table)) {
            let message = format!(
                "table `{}` is not kept by InnoDB, so no foreign key can refer to it",
                written.table
            );
            return Err(Box::new(faults::invalid(written.table.span(), message)));
        }
        if is_innodb(table) {
            self.check_columns(new, table, &columns)?;
            let serves_itself = |own: &[ColumnId]| is_own && own.starts_with(&columns);
            let is_served = covers(table, &columns, true)
                || serves_itself(&new.columns)
                || self
                    .wanted
                    .iter()
                    .any(|wanted| serves_itself(&wanted.columns));
            if is_checked && !is_served {
                return Err(no_index(new, table, &columns));
            }
        }
        Ok(Target::Table {
            table: parent,
            columns,
        })
    }

    /// What both servers refuse of columns and their targets.
    fn check_columns(
        &self,
        new: &NewForeignKey<'_>,
        parent: &Table,
        columns: &[ColumnId],
    ) -> Result<(), Box<Fault>> {
        let target = &new.target.table.name;
        for (own, other) in new.columns.iter().zip(columns) {
            let (Some(own), Some(other)) =
                (self.table.column_by_id(*own), parent.column_by_id(*other))
            else {
                continue;
            };
            let differ = match self.schema.checks_foreign_keys() {
                true => are_of_different_types(own, &self.table, other, parent),
                // Then only what they are written in may differ.
                false => match (&own.data_type, &other.data_type) {
                    (Some(own), Some(other)) => are_of_different_kinds(own, other),
                    _ => false,
                },
            };
            if differ {
                let message = format!(
                    "`{}` is {}, but `{}` of table `{target}` is {}",
                    own.name,
                    described(own, &self.table),
                    other.name,
                    described(other, parent)
                );
                let fault = Fault::new(migrate_sql::codes::FOREIGN_KEY_TYPE, new.span, message);
                let label = "a foreign key needs the same type on both sides";
                return Err(Box::new(fault.label(label).help(format!(
                    "define both alike: change the type of `{}`",
                    own.name
                ))));
            }
            let long = [own, other].into_iter().find(|column| {
                let found = column.data_type.as_ref().map(class);
                matches!(found, Some(Class::LongText | Class::LongBytes))
            });
            if let Some(long) = long {
                let message = format!("`{}` is too long for a foreign key", long.name);
                let fault = Fault::new(migrate_sql::codes::FOREIGN_KEY_TYPE, new.span, message);
                return Err(Box::new(fault.help("make it a `VARCHAR` or `VARBINARY`")));
            }
            let sets_null = [new.target.on_delete, new.target.on_update].contains(&Action::SetNull);
            if sets_null && own.not_null {
                let message = format!("`SET NULL` can't be done: `{}` is `NOT NULL`", own.name);
                let fault = faults::invalid(new.span, message);
                return Err(Box::new(
                    fault.help("drop the `NOT NULL`, or say what else is to be done"),
                ));
            }
        }
        Ok(())
    }
}

/// Engines to whose tables no foreign key of InnoDB can refer.
pub(super) const KEPT_OTHERWISE: &[&str] = &["myisam", "memory", "csv", "archive", "aria"];

fn engine(table: &Table) -> &str {
    table.options.get("engine").map_or("", |engine| &**engine)
}

/// No index serves the columns that are referred to.
fn no_index(new: &NewForeignKey<'_>, parent: &Table, columns: &[ColumnId]) -> Box<Fault> {
    let target = &new.target.table.name;
    let names = columns
        .iter()
        .filter_map(|column| parent.column_by_id(*column));
    let names: Vec<&str> = names.map(|column| &*column.name).collect();
    let names = names.join(", ");
    let message = format!("table `{target}` has no index that begins with ({names})");
    let span = match (new.target.columns.first(), new.target.columns.last()) {
        (Some(first), Some(last)) => first.span.to(last.span),
        _ => target.span,
    };
    let fault = Fault::new(migrate_sql::codes::FOREIGN_KEY_TARGET, span, message);
    Box::new(fault.help(format!(
        "write `ALTER TABLE {target} ADD UNIQUE ({names});` before it, or refer to its primary key"
    )))
}

/// By name only.
fn named(written: &ForeignKeyTarget) -> Target {
    let columns = written.columns.iter();
    Target::Named {
        namespace: written.table.namespace().map(|name| name.text.clone()),
        table: written.table.name.text.clone(),
        columns: columns.map(|name| name.text.clone()).collect(),
    }
}

/// Whether the types of two columns can't be those of a foreign key and its target, for certain.
pub(super) fn are_of_different_types(
    own: &Column,
    own_table: &Table,
    other: &Column,
    other_table: &Table,
) -> bool {
    let (Some(own_type), Some(other_type)) = (&own.data_type, &other.data_type) else {
        return false;
    };
    if are_of_different_kinds(own_type, other_type) {
        return true;
    }
    match (class(own_type), class(other_type)) {
        (Class::Text(_), Class::Text(_)) => {
            let (own, other) = (charset(own, own_table), charset(other, other_table));
            let differ =
                |a: &Option<String>, b: &Option<String>| a.is_some() && b.is_some() && a != b;
            differ(&own.0, &other.0) || differ(&own.1, &other.1)
        }
        _ => false,
    }
}

/// Whether InnoDB keeps values of two types in different forms, for certain. It keeps dates, enums and
/// sets as numbers of some sizes.
pub(super) fn are_of_different_kinds(one: &DataType, other: &DataType) -> bool {
    match (class(one), class(other)) {
        (Class::Integer(..), Class::Integer(..)) => class(one) != class(other),
        (Class::Integer(4.., _), Class::OtherNumber)
        | (Class::OtherNumber, Class::Integer(4.., _)) => true,
        (
            Class::Integer(..) | Class::OtherNumber | Class::Time | Class::Choice,
            Class::Text(_) | Class::Bytes(_),
        )
        | (
            Class::Text(_) | Class::Bytes(_),
            Class::Integer(..) | Class::OtherNumber | Class::Time | Class::Choice,
        ) => true,
        _ => false,
    }
}

/// The character set and collation of a column, as far as they are said.
pub(super) fn charset(column: &Column, table: &Table) -> (Option<String>, Option<String>) {
    let said = column.collation.as_ref();
    let of_table = || {
        let options = &table.options;
        options.get("collate").or_else(|| options.get("charset"))
    };
    let Some(said) = said.or_else(of_table) else {
        return (None, None);
    };
    let said = said.to_ascii_lowercase();
    let (charset, collation) = match said.split_once('_') {
        // `uca1400_ai_ci` is one of whatever the character set is.
        Some((charset, _)) if !charset.starts_with("uca") => {
            (charset.to_owned(), Some(said.clone()))
        }
        Some(_) => return (None, None),
        None => (said.clone(), None),
    };
    // What `utf8` stands for depends on a setting.
    if charset == "utf8" || charset == "default" || charset == "binary collation" {
        return (None, None);
    }
    (Some(charset), collation)
}

fn described(column: &Column, table: &Table) -> String {
    let Some(data_type) = &column.data_type else {
        return "of another type".to_owned();
    };
    let name = data_type.built_in_name().unwrap_or("of another type");
    let (charset, collation) = charset(column, table);
    match (class(data_type), collation.or(charset)) {
        (Class::Text(_), Some(collation)) => format!("`{name}` in `{collation}`"),
        _ => format!("`{name}`"),
    }
}
