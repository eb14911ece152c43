//! Columns.
use super::charset;
use super::data_type::{Class, class, data_type};
use super::default::misfit;
use super::edit::Edit;
use super::faults;
use super::foreign_key::NewForeignKey;
use super::key::constraint;
use crate::Dialect;
use crate::model::{
    Check, Column, ColumnId, ConstraintKind, DataType, Generated, Identity, Piece, StoredExpression,
};
use crate::resolve::{self, Own};
use migrate_sql::statement::{
    ColumnConstraint, ColumnConstraintKind as Kind, ColumnDefinition, Expression, Name, TypeName,
};

impl Edit<'_> {
    /// Says so if another column has the name.
    pub(super) fn check_new_column(&mut self, name: &Name, but: Option<ColumnId>) {
        if let Some(fault) = faults::wrong_column_name(name, self.is_innodb()) {
            self.fault(fault);
        }
        let mut same = self.table.columns.each_named(Dialect::Mysql, &name.text);
        if same.any(|column| Some(column.id) != but) {
            drop(same);
            let fault = faults::duplicate(
                migrate_sql::codes::DUPLICATE_COLUMN,
                "column",
                name,
                &self.name,
            );
            self.fault(fault);
        }
    }

    /// A column as it is defined, but for expressions, which may refer to columns that come later,
    /// and for keys.
    pub(super) fn defined(&mut self, definition: &ColumnDefinition) -> Column {
        let said = |kind: fn(&Kind) -> Option<&String>| {
            let mut kinds = definition.constraints.iter();
            kinds.find_map(|constraint| kind(&constraint.kind))
        };
        let charset = said(|kind| match kind {
            Kind::CharacterSet(charset) => Some(charset),
            _ => None,
        });
        let written = definition.data_type.as_ref();
        let typed = written.map(|written| data_type(written, charset.map(|text| &**text)));
        let (data_type, implied) = match typed {
            Some((data_type, implied)) => (Some(data_type), implied),
            None => (None, None),
        };
        let mut column = Column::new(&definition.name.text, data_type);
        column.collation = charset.cloned().or(implied);
        for constraint in &definition.constraints {
            match &constraint.kind {
                Kind::NotNull | Kind::PrimaryKey { .. } => column.not_null = true,
                Kind::AutoIncrement => {
                    column.not_null = true;
                    column.identity = Some(Identity::default());
                }
                Kind::Collate(name) => {
                    column.collation = Some(name.name.text.to_ascii_lowercase());
                }
                Kind::Comment(text) => column.comment = Some(text.clone()),
                _ => {}
            }
        }
        self.check_definition(definition, &column);
        column
    }

    /// What both servers refuse of a column by itself.
    fn check_definition(&mut self, definition: &ColumnDefinition, column: &Column) {
        let name = &definition.name;
        let Some(data_type) = &column.data_type else {
            return;
        };
        let type_span = definition
            .data_type
            .as_ref()
            .map_or(name.span, |written| written.span);
        let written = definition.data_type.as_ref();
        let wide = written.and_then(wrong_width);
        if let Some(message) = wrong_size(data_type).or(wide) {
            self.fault(faults::invalid(type_span, message));
        }
        for constraint in &definition.constraints {
            let is_null = |default: &Expression| matches!(&*default.tokens, [only] if only.text.eq_ignore_ascii_case("null"));
            match &constraint.kind {
                Kind::AutoIncrement if !can_count(data_type) => {
                    let message =
                        format!("`{name}` is no integer, so it can't be `AUTO_INCREMENT`");
                    self.fault(faults::invalid(constraint.span, message));
                }
                Kind::CharacterSet(charset) => {
                    if let Some(fault) = charset::unknown(charset, constraint.span) {
                        self.fault(fault);
                    }
                }
                Kind::Collate(collation) => {
                    let collation = collation.name.text.to_ascii_lowercase();
                    let charset = charset_of(definition);
                    if let Some(fault) = charset::misfit(charset, &collation, constraint.span) {
                        self.fault(fault);
                    }
                }
                Kind::OnUpdate(_) if !is_moment(data_type) => {
                    let message = format!(
                        "`{name}` can't be set on update: it is neither `DATETIME` nor `TIMESTAMP`"
                    );
                    self.fault(faults::invalid(constraint.span, message));
                }
                Kind::Default(default) if column.not_null && is_null(default) => {
                    let message = format!("`{name}` is `NOT NULL`, so `NULL` can't be its default");
                    let fault = faults::invalid(default.span, message);
                    self.fault(fault.help("leave the `DEFAULT NULL` out, or the `NOT NULL`"));
                }
                Kind::Default(default) if column.identity.is_some() && !is_null(default) => {
                    let message =
                        format!("`{name}` is `AUTO_INCREMENT`, so it has no other default");
                    self.fault(
                        faults::invalid(default.span, message).help("leave the `DEFAULT` out"),
                    );
                }
                Kind::Default(default) => self.check_default(default, data_type, name),
                _ => {}
            }
        }
    }

    /// Says why a default does not fit its column.
    pub(super) fn check_default(
        &mut self,
        default: &Expression,
        data_type: &DataType,
        name: &Name,
    ) {
        if let Some(why) = misfit(default, data_type) {
            let message = format!("the default does not fit `{name}`");
            self.fault(faults::invalid(default.span, message).label(why));
        }
    }

    /// Sets what of a column is an expression: now that all columns are known.
    pub(super) fn set_expressions(&mut self, id: ColumnId, definition: &ColumnDefinition) {
        for constraint in &definition.constraints {
            match &constraint.kind {
                Kind::Default(expression) => {
                    let stored = self.default(expression);
                    if let Some(mut column) = self.table.column_mut(id) {
                        column.default = stored;
                    }
                }
                Kind::OnUpdate(expression) => {
                    if let Some(mut column) = self.table.column_mut(id) {
                        column.on_update = Some(as_written(expression));
                    }
                }
                Kind::Generated { expression, stored } => {
                    let generated = Generated {
                        expression: self.resolved(expression),
                        stored: *stored,
                    };
                    if let Some(mut column) = self.table.column_mut(id) {
                        column.generated = Some(generated);
                    }
                }
                _ => {}
            }
        }
    }

    /// Adds the keys and constraints that stand in a column's definition.
    pub(super) fn add_constraints_of(&mut self, id: ColumnId, definition: &ColumnDefinition) {
        let not_enforced = definition.constraints.iter().any(
            |constraint| matches!(&constraint.kind, Kind::Other(text) if text == "not enforced"),
        );
        // MariaDB makes one key of both, MySQL two.
        let is_primary = |kind: &Kind| matches!(kind, Kind::PrimaryKey { .. });
        let mut constraints = definition.constraints.iter();
        let has_primary = constraints.any(|constraint| is_primary(&constraint.kind));
        let mut has_unique = has_primary;
        for ColumnConstraint {
            name, kind, span, ..
        } in &definition.constraints
        {
            match kind {
                Kind::PrimaryKey { .. } => self.add_primary_column(id, *span),
                Kind::Unique { .. } if has_unique => {}
                Kind::Unique { .. } => {
                    has_unique = true;
                    self.add_unique_column(id);
                }
                Kind::Check(expression) => {
                    self.add_check(name.as_ref(), expression, not_enforced, Some(id));
                }
                Kind::References(target) => self.add_foreign_key(NewForeignKey {
                    name: None,
                    index_name: None,
                    is_inline: true,
                    columns: vec![id],
                    target,
                    span: definition.name.span,
                }),
                _ => {}
            }
        }
    }

    /// Adds a check.
    pub(super) fn add_check(
        &mut self,
        name: Option<&Name>,
        expression: &Expression,
        not_enforced: bool,
        of_column: Option<ColumnId>,
    ) {
        if let Some(name) = name {
            self.check_length(name);
            let is_check = |kind: &ConstraintKind| matches!(kind, ConstraintKind::Check(_));
            let other = self.table.constraint(Dialect::Mysql, &name.text);
            let is_key = self.table.index(Dialect::Mysql, &name.text);
            let is_key = is_key.is_some_and(|index| index.unique && !index.is_implicit);
            // MariaDB compares them with the names of unique and foreign keys, too.
            let is_key = is_key || self.has_foreign_key(&name.text);
            let is_taken = self.schema.server.is_mariadb && is_key;
            if is_taken || other.is_some_and(|other| is_check(&other.kind)) {
                let fault = faults::duplicate(
                    migrate_sql::codes::DUPLICATE_CONSTRAINT,
                    "constraint",
                    name,
                    &self.name,
                );
                return self.fault(fault);
            }
        }
        let expression = self.resolved(expression);
        let kind = ConstraintKind::Check(Check {
            expression,
            no_inherit: false,
        });
        // The two servers make up different names.
        let mut check = constraint(name.map(|name| name.text.clone()), kind);
        check.is_generated_name = name.is_none();
        check.not_valid = not_enforced;
        check.of_column = of_column;
        self.table.constraints.push(check);
    }

    /// What a default is kept as; `None` for `NULL`.
    pub(super) fn default(&mut self, expression: &Expression) -> Option<StoredExpression> {
        let first = expression.tokens.first()?;
        match &*first.text {
            "(" => Some(self.resolved(expression)),
            text if text.eq_ignore_ascii_case("null") => None,
            _ => Some(as_written(expression)),
        }
    }

    fn resolved(&mut self, expression: &Expression) -> StoredExpression {
        let own = Own {
            tables: &[&self.name],
            columns: &self.table.columns,
            is_open: self.table.is_open,
            id: None,
        };
        let resolved = resolve::expression(self.schema, expression, own);
        for fault in resolved.faults {
            self.fault(fault);
        }
        resolved.stored
    }
}

/// The character set that a column's definition names.
fn charset_of(definition: &ColumnDefinition) -> Option<&str> {
    let mut kinds = definition.constraints.iter();
    kinds.find_map(|constraint| match &constraint.kind {
        Kind::CharacterSet(charset) => Some(&**charset),
        _ => None,
    })
}

/// Whether a type is one that `ON UPDATE CURRENT_TIMESTAMP` is for, or may be.
fn is_moment(data_type: &DataType) -> bool {
    let name = data_type.built_in_name();
    let is_other = class(data_type) == Class::Other;
    is_other || name.is_none_or(|name| matches!(name, "datetime" | "timestamp"))
}

/// What is wrong with the numbers behind a type, of which the one spelling keeps nothing.
fn wrong_width(written: &TypeName) -> Option<String> {
    let name = written.name.name.text.split(' ').next()?;
    let number = |place: usize| written.modifiers.get(place)?.parse::<u64>().ok();
    let (first, second) = (number(0)?, number(1));
    match name {
        "tinyint" | "smallint" | "mediumint" | "int" | "integer" | "bigint" if first > 255 => {
            Some(format!("`{name}` takes at most 255, not {first}"))
        }
        "float" if second.is_none() && first > 53 => {
            Some(format!("`{name}` takes at most 53, not {first}"))
        }
        "float" | "double" | "real" if second.is_some_and(|second| second > first) => {
            let second = second.unwrap_or_default();
            Some(format!(
                "a number of {first} digits can't have {second} after the point"
            ))
        }
        // MySQL takes no more than 30.
        "decimal" | "numeric" | "dec" | "fixed" if second.is_some_and(|second| second > 38) => {
            Some("there can't be more than 38 digits after the point".to_owned())
        }
        _ => None,
    }
}

/// Whether a column may count by itself.
fn can_count(data_type: &DataType) -> bool {
    let is_fixed = |name: &str| name.starts_with("decimal") || name.starts_with("bit");
    match class(data_type) {
        Class::OtherNumber => !data_type.built_in_name().is_some_and(is_fixed),
        found => matches!(found, Class::Integer(..) | Class::Other),
    }
}

/// A literal or a call without names of columns.
fn as_written(expression: &Expression) -> StoredExpression {
    let pieces = expression.tokens.iter();
    StoredExpression {
        pieces: pieces
            .map(|token| Piece::Text(token.text.clone()))
            .collect(),
        uses: Vec::new(),
        is_open: false,
    }
}

/// What is wrong with the size of a type, on both servers and in every mode.
fn wrong_size(data_type: &DataType) -> Option<String> {
    let name = data_type.built_in_name()?;
    let base = name.split(' ').next()?;
    let number = |place: usize| data_type.modifiers.get(place)?.parse::<u64>().ok();
    let (first, second) = (number(0)?, number(1));
    let too_long =
        |most: u64| (first > most).then(|| format!("`{base}` takes at most {most}, not {first}"));
    match base {
        "char" | "binary" => {
            too_long(255).map(|message| message + "; use `VARCHAR`, `VARBINARY` or `TEXT`")
        }
        "bit" => too_long(64),
        "datetime" | "timestamp" | "time" => too_long(6),
        "decimal" => match second {
            Some(second) if second > first => Some(format!(
                "a number of {first} digits can't have {second} after the point"
            )),
            _ => too_long(65),
        },
        _ => None,
    }
}
