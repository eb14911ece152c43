//! Primary keys and indexes.
use super::data_type::{Class, class};
use super::edit::Edit;
use super::faults;
use super::size::MOST_PARTS;
use crate::Dialect;
use crate::faults::second_primary_key;
use crate::model::{ColumnId, Constraint, ConstraintKind, Index, IndexPart, IndexPartTarget, Key};
use crate::resolve;
use crate::{Fault, Schema};
use migrate_sql::statement::{CreateIndex, ExprNode, IndexElement, IndexTarget, Name, Span};

/// `CREATE INDEX`.
pub(super) fn create_index(schema: &mut Schema, index: &CreateIndex) -> Vec<Fault> {
    let id = match super::base_table(schema, &index.table) {
        Ok(Some(id)) => id,
        Ok(None) => {
            schema.doubt(&index.table.name.text);
            return Vec::new();
        }
        Err(fault) => return vec![*fault],
    };
    let Some(mut edit) = Edit::adding(schema, id) else {
        return Vec::new();
    };
    let name = index.name.as_ref().map(|name| &name.name);
    edit.add_index(NewIndex {
        name,
        if_not_exists: index.if_not_exists,
        unique: index.unique,
        method: index.method.as_ref().map(|method| &*method.text),
        elements: &index.elements,
    });
    edit.finish(index.table.span())
}

/// An index that is to be made.
pub(super) struct NewIndex<'n> {
    pub(super) name: Option<&'n Name>,
    pub(super) if_not_exists: bool,
    pub(super) unique: bool,
    pub(super) method: Option<&'n str>,
    pub(super) elements: &'n [IndexElement],
}

/// A constraint of which nothing else is said.
pub(super) fn constraint(name: Option<String>, kind: ConstraintKind) -> Constraint {
    Constraint {
        name,
        is_generated_name: false,
        kind,
        deferrable: (false, false),
        not_valid: false,
        comment: None,
        of_column: None,
        also_own: false,
        on_conflict: None,
    }
}

impl Edit<'_> {
    /// Adds an index that the statement asks for.
    pub(super) fn add_index(&mut self, new: NewIndex<'_>) {
        if let Some(name) = new.name {
            if let Some(fault) = faults::wrong_index_name(name, self.is_innodb()) {
                return self.fault(fault);
            }
            if new.unique && self.has_check_of_mariadb(&name.text) {
                let code = migrate_sql::codes::DUPLICATE_CONSTRAINT;
                let fault = faults::duplicate(code, "check", name, &self.name);
                return self.fault(fault);
            }
            let existing = self.table.index(Dialect::Mysql, &name.text);
            match existing.map(|index| index.is_implicit) {
                Some(_) if new.if_not_exists => return,
                // One that the engine made, on some servers or in another order.
                Some(true) => {
                    let taken = name.text.to_lowercase();
                    let indexes = &mut self.table.indexes;
                    indexes.retain(|index| index.name.to_lowercase() != taken);
                }
                Some(false) => {
                    let fault = faults::duplicate(
                        migrate_sql::codes::DUPLICATE_INDEX,
                        "index",
                        name,
                        &self.name,
                    );
                    return self.fault(fault);
                }
                None => {}
            }
        }
        let method = new.method.unwrap_or("btree");
        let Some(parts) = self.parts(new.elements, method, false) else {
            return;
        };
        let name = match new.name {
            Some(name) => name.text.clone(),
            None => {
                let first = parts.first().and_then(|part| match part.target {
                    IndexPartTarget::Column(column) => Some(column),
                    IndexPartTarget::Expression(_) => None,
                });
                self.free_index_name(first)
            }
        };
        self.table.indexes.push(Index {
            unique: new.unique,
            ..Index::new(name, method, parts)
        });
    }

    /// Whether the name of a unique key is that of a check, which MariaDB refuses and MySQL does not.
    pub(super) fn has_check_of_mariadb(&self, name: &str) -> bool {
        let mut named = self.table.constraints.each_named(Dialect::Mysql, name);
        let is_check = |own: &Constraint| {
            matches!(own.kind, ConstraintKind::Check(_)) && !own.is_generated_name
        };
        self.schema.server.is_mariadb && named.any(is_check)
    }

    /// Adds a unique index over one column, whose definition asks for it.
    pub(super) fn add_unique_column(&mut self, column: ColumnId) {
        let name = self.free_index_name(Some(column));
        self.table.indexes.push(Index {
            name,
            unique: true,
            method: "btree".to_owned(),
            parts: vec![IndexPart::plain(column)],
            include: Vec::new(),
            nulls_not_distinct: false,
            predicate: None,
            comment: None,
            partition_of: None,
            is_implicit: false,
        });
    }

    /// Adds the primary key.
    pub(super) fn add_primary_key(&mut self, elements: &[IndexElement], span: Span) {
        if self.has_primary_key(span) {
            return;
        }
        let Some(parts) = self.parts(elements, "btree", true) else {
            return;
        };
        let columns: Option<Vec<ColumnId>> = parts
            .iter()
            .map(|part| match part.target {
                IndexPartTarget::Column(column) => Some(column),
                IndexPartTarget::Expression(_) => None,
            })
            .collect();
        let Some(columns) = columns else {
            let message = "a primary key is over columns, not over expressions";
            return self.fault(faults::invalid(span, message));
        };
        let detail = |part: &IndexPart| {
            let length = part.length.map(|length| format!("({length})"));
            let order = if part.descending { " desc" } else { "" };
            format!("{}{order}", length.unwrap_or_default())
        };
        let mut details: Vec<String> = parts.iter().map(detail).collect();
        if details.iter().all(String::is_empty) {
            details.clear();
        }
        self.set_primary_key(columns, details);
    }

    /// Makes one column the primary key, whose definition asks for it.
    pub(super) fn add_primary_column(&mut self, column: ColumnId, span: Span) {
        let is_unfit = self.is_generated_key(column, span)
            || self.has_primary_key(span)
            || self.is_unfit_for_primary_key(column, None, span);
        if !is_unfit {
            self.set_primary_key(vec![column], Vec::new());
        }
    }

    fn set_primary_key(&mut self, columns: Vec<ColumnId>, details: Vec<String>) {
        for column in &columns {
            if let Some(mut column) = self.table.column_mut(*column) {
                column.not_null = true;
            }
        }
        let key = Key {
            columns,
            details,
            ..Key::default()
        };
        let kind = ConstraintKind::PrimaryKey(key);
        self.table
            .constraints
            .push(constraint(Some("PRIMARY".to_owned()), kind));
    }

    fn has_primary_key(&mut self, span: Span) -> bool {
        let has_one = self.table.primary_key().is_some();
        if has_one {
            self.fault(second_primary_key(&self.name, span));
        }
        has_one
    }

    /// What an index is over; `None` where a column is not known.
    fn parts(
        &mut self,
        elements: &[IndexElement],
        method: &str,
        primary: bool,
    ) -> Option<Vec<IndexPart>> {
        if let Some(last) = elements.get(MOST_PARTS) {
            let message = format!("a key can't have more than {MOST_PARTS} columns");
            self.fault(faults::invalid(last.span, message));
            return None;
        }
        let mut parts: Vec<IndexPart> = Vec::with_capacity(elements.len());
        for element in elements {
            let target = match &element.target {
                IndexTarget::Expression(expression) => {
                    if let ExprNode::Column(column) = &expression.root {
                        let message = format!("`({})` is a column, not an expression", column.name);
                        let fault = faults::invalid(element.span, message);
                        self.fault(fault.help("leave the inner brackets out"));
                    }
                    let resolved = resolve::expression(
                        self.schema,
                        expression,
                        resolve::Own {
                            tables: &[&self.name],
                            columns: &self.table.columns,
                            is_open: self.table.is_open,
                            id: None,
                        },
                    );
                    for fault in resolved.faults {
                        self.fault(fault);
                    }
                    IndexPartTarget::Expression(resolved.stored)
                }
                IndexTarget::Column(name) => {
                    let column = self.column(name)?;
                    let target = IndexPartTarget::Column(column);
                    if parts.iter().any(|part| part.target == target) {
                        let message = format!("`{name}` is in this key twice");
                        self.fault(
                            Fault::new(migrate_sql::codes::DUPLICATE_COLUMN, name.span, message)
                                .help("remove one of the two"),
                        );
                        continue;
                    }
                    self.check_part(column, element, method, primary);
                    target
                }
            };
            parts.push(IndexPart {
                target,
                collation: None,
                operator_class: None,
                descending: element.descending,
                nulls_first: false,
                length: element.length,
            });
        }
        Some(parts)
    }

    /// What both servers refuse of a column in a key.
    fn check_part(&mut self, id: ColumnId, element: &IndexElement, method: &str, primary: bool) {
        let Some(column) = self.table.column_by_id(id) else {
            return;
        };
        let Some(found) = column.data_type.as_ref().map(class) else {
            return;
        };
        let name = column.name.clone();
        let span = element.span;
        if element.length == Some(0) {
            let message = format!("the length of `{name}` in a key can't be 0");
            return self.fault(faults::invalid(span, message));
        }
        if method == "fulltext" {
            let is_other = matches!(
                found,
                Class::Integer(..) | Class::OtherNumber | Class::Time | Class::Bytes(_)
            );
            if is_other {
                let message =
                    format!("`{name}` holds no text, so no `FULLTEXT` index can be over it");
                self.fault(faults::invalid(span, message));
            }
            return;
        }
        if method == "spatial" {
            let may_be_null = !column.not_null;
            return self.check_spatial(&name, found, may_be_null, span);
        }
        if method == "vector" {
            return;
        }
        if primary && self.is_generated_key(id, span) {
            return;
        }
        if primary && self.is_unfit_for_primary_key(id, element.length, span) {
            return;
        }
        let Some(length) = element.length else {
            return;
        };
        match found {
            Class::Integer(..) | Class::OtherNumber | Class::Time | Class::Choice => {
                let message = format!("`{name}` holds no text, so no part of it can be in a key");
                let fault = faults::invalid(span, message);
                self.fault(fault.help(format!("leave the `({length})` out")));
            }
            Class::Text(Some(whole)) | Class::Bytes(Some(whole)) if length > whole => {
                let message =
                    format!("`{name}` is shorter than the {length} that are to be in the key");
                let fault = faults::invalid(span, message);
                self.fault(fault.help(format!("it has {whole}: leave the `({length})` out")));
            }
            _ => {}
        }
    }

    /// What both servers refuse of a column in a spatial index (errors 1210, 1687 and 1252).
    fn check_spatial(&mut self, name: &str, found: Class, may_be_null: bool, span: Span) {
        if !matches!(found, Class::Geometry | Class::Other) {
            let message =
                format!("`{name}` holds no geometry, so no `SPATIAL` index can be over it");
            return self.fault(faults::invalid(span, message));
        }
        if may_be_null {
            let message = format!("`{name}` may be null, so no `SPATIAL` index can be over it");
            self.fault(faults::invalid(span, message).help("make it `NOT NULL`"));
        }
    }

    /// Says that a generated column can't be the primary key (error 1903): MySQL takes a stored one.
    fn is_generated_key(&mut self, id: ColumnId, span: Span) -> bool {
        let column = self.table.column_by_id(id);
        let generated = column.and_then(|column| Some((&column.name, column.generated.as_ref()?)));
        let Some((name, generated)) = generated else {
            return false;
        };
        if generated.stored && !self.schema.server.is_mariadb {
            return false;
        }
        let message = format!("`{name}` is generated, so it can't be in the primary key");
        self.fault(faults::invalid(span, message).help("make it a `UNIQUE` key"));
        true
    }

    /// The type of a column has changed: keys that were over a part of it may be over all of it now.
    pub(super) fn shorten_parts(&mut self, id: ColumnId) {
        let column = self.table.column_by_id(id);
        let Some(found) = column.and_then(|column| Some(class(column.data_type.as_ref()?))) else {
            return;
        };
        let parts = self
            .table
            .indexes
            .iter_mut()
            .flat_map(|index| &mut index.parts);
        for part in parts.filter(|part| part.target == IndexPartTarget::Column(id)) {
            let is_part = |length: &u32| match found {
                Class::Text(whole) | Class::Bytes(whole) => {
                    whole.is_none_or(|whole| *length < whole)
                }
                Class::LongText | Class::LongBytes => true,
                _ => false,
            };
            part.length = part.length.filter(is_part);
        }
    }

    /// A column without a length of its own can't be in a primary key as a whole (error 1170). In other
    /// keys MariaDB takes it.
    pub(super) fn is_unfit_for_primary_key(
        &mut self,
        id: ColumnId,
        length: Option<u32>,
        span: Span,
    ) -> bool {
        let column = self.table.column_by_id(id);
        let found = column
            .and_then(|column| Some((column.name.clone(), class(column.data_type.as_ref()?))));
        let Some((name, Class::LongText | Class::LongBytes)) = found else {
            return false;
        };
        if length.is_some() {
            return false;
        }
        let message = format!("`{name}` can't be in the primary key without a length");
        let fault = faults::invalid(span, message);
        self.fault(fault.help(format!(
            "write how much of it counts, `{name}(100)`, or make it a `VARCHAR`"
        )));
        true
    }
}
