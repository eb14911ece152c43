//! Expressions.
use super::Resolver;
use super::output::Output;
use super::types::{Info, not_comparable};
use crate::Dialect;
use crate::lookup::Found;
use crate::model::{BaseType, DataType, Use};
use crate::postgres_base::{faults, literal, types};
use crate::{Fault, Schema};
use migrate_sql::reader;
use migrate_sql::statement::{ExprNode, Kind, Literal, Query, Span, TypeName};

/// A type of PostgreSQL's, where it is known.
pub(super) fn postgres_type(schema: &Schema, name: &TypeName) -> Option<DataType> {
    if schema.dialect != Dialect::Postgres {
        return None;
    }
    let found = types::resolve(schema, name).ok()?;
    (!matches!(found.base, BaseType::Unknown { .. })).then_some(found)
}

impl Resolver<'_> {
    /// Resolves an expression in the innermost scope.
    pub(super) fn node(&mut self, node: &ExprNode) -> Info {
        match node {
            ExprNode::Literal(literal, _) => self.literal(literal),
            ExprNode::Column(reference) => self.column(reference),
            ExprNode::Star(table, _) => {
                if let Some(table) = table {
                    // The row as a whole: its columns may be dropped all the same.
                    let uses = self.uses.clone();
                    self.table_star(table, &mut Output::default());
                    self.uses = uses;
                    self.is_unresolved = true;
                }
                Info::default()
            }
            ExprNode::Call(call) => self.call(call),
            ExprNode::Cast(operand, data_type) => {
                if self.schema.server.is_mariadb {
                    self.cast_of_mariadb(data_type);
                }
                self.cast(operand, data_type)
            }
            ExprNode::Binary {
                operator,
                operator_span,
                left,
                right,
            } => self.binary(operator, *operator_span, left, right),
            ExprNode::Unary { operator, operand } => {
                let info = self.node(operand);
                match &**operator {
                    "not" | "is null" => self.boolean(),
                    "collate" | "-" | "+" => info,
                    _ => Info::default(),
                }
            }
            ExprNode::Subquery(query) => {
                let output = self.query(query);
                self.scalar(&output, query)
            }
            ExprNode::Exists(query) => {
                self.query(query);
                self.boolean()
            }
            ExprNode::InSubquery(left, query) => {
                self.in_subquery(left, query);
                self.boolean()
            }
            ExprNode::ArraySubquery(query) => {
                let output = self.query(query);
                let info = self.scalar(&output, query);
                array_of(&info)
            }
            ExprNode::Case(case) => {
                let takes_rows = self.dialect == Dialect::Sqlite;
                let operand = case.operand.as_ref();
                let operand = operand.map(|operand| self.operand(operand, takes_rows));
                let mut values = Vec::new();
                for (condition, value) in &case.branches {
                    self.operand(condition, takes_rows && operand.is_some());
                    if let Some(operand) = &operand {
                        self.compared(condition, operand.data_type.as_ref());
                    }
                    values.push(self.node(value));
                }
                values.extend(case.otherwise.iter().map(|node| self.node(node)));
                Info::common(&values)
            }
            ExprNode::Predicate(nodes, _) => {
                let takes_rows = self.dialect != Dialect::Postgres;
                let operands = nodes.iter();
                let infos: Vec<Info> = operands
                    .map(|node| self.operand(node, takes_rows))
                    .collect();
                // `a IN ('x', 'y')`
                if let Some(first) = infos.first() {
                    for node in &nodes[1..] {
                        self.compared(node, first.data_type.as_ref());
                    }
                }
                self.boolean()
            }
            ExprNode::Array(nodes, _) => {
                let infos: Vec<Info> = nodes.iter().map(|node| self.node(node)).collect();
                let is_nested = nodes.iter().any(|node| matches!(node, ExprNode::Array(..)));
                match is_nested {
                    true => Info::default(),
                    false => array_of(&Info::common(&infos)),
                }
            }
            ExprNode::Subscript(of, nodes, is_slice) => {
                let mut info = self.node(of);
                for node in nodes {
                    self.node(node);
                }
                match &mut info.data_type {
                    Some(data_type) if data_type.dimensions > 0 => {
                        if !is_slice {
                            data_type.dimensions = 0;
                        }
                        info.not_null = false;
                        info
                    }
                    _ => Info::default(),
                }
            }
            ExprNode::Compound(nodes, _) | ExprNode::Row(nodes, _) => {
                for node in nodes {
                    self.node(node);
                }
                Info::default()
            }
            ExprNode::Field(of, _) | ExprNode::AllFields(of, _) => {
                self.node(of);
                self.is_unresolved = true;
                Info::default()
            }
            ExprNode::Unknown(_) => {
                self.is_unresolved = true;
                Info::default()
            }
        }
    }

    fn boolean(&self) -> Info {
        match self.dialect {
            Dialect::Postgres => Info::built_in("bool"),
            _ => Info::default(),
        }
    }

    fn literal(&self, literal: &Literal) -> Info {
        if self.dialect != Dialect::Postgres {
            return Info::default();
        }
        let mut info = match literal {
            Literal::Number(number) if number.parse::<i32>().is_ok() => Info::built_in("int4"),
            Literal::Number(number) if number.parse::<i64>().is_ok() => Info::built_in("int8"),
            Literal::Number(number) if !number.starts_with("0") => Info::built_in("numeric"),
            Literal::Text(_) => Info::untyped(),
            Literal::Boolean(_) => Info::built_in("bool"),
            Literal::Null => return Info::untyped(),
            Literal::Number(_) | Literal::Other(_) => Info::default(),
        };
        info.not_null = true;
        info
    }

    fn cast(&mut self, operand: &ExprNode, data_type: &TypeName) -> Info {
        let info = self.node(operand);
        if self.dialect != Dialect::Postgres {
            return Info::default();
        }
        match types::resolve(self.schema, data_type) {
            Ok(found) => {
                match &found.base {
                    BaseType::Named(id) => {
                        self.value_of(operand, Some(&found));
                        self.uses.insert(Use::Object(*id));
                    }
                    BaseType::Unknown { .. } => {
                        self.is_unresolved = true;
                        return Info::default();
                    }
                    BaseType::BuiltIn(base) => {
                        if base == "regclass" && found.dimensions == 0 {
                            self.regclass(operand);
                        }
                        self.value_of(operand, Some(&found));
                    }
                }
                Info {
                    data_type: Some(found),
                    not_null: info.not_null,
                    is_untyped: false,
                }
            }
            Err(fault) => {
                self.fault(fault);
                Info::default()
            }
        }
    }

    /// A string that names a relation: that is what is referred to.
    pub(super) fn regclass(&mut self, node: &ExprNode) {
        let ExprNode::Literal(Literal::Text(text), span) = node else {
            return;
        };
        let Some(mut name) = reader::name_in(text, Dialect::Postgres) else {
            return;
        };
        name.name.span = *span;
        for qualifier in &mut name.qualifiers {
            qualifier.span = *span;
        }
        match self.schema.find_relation(&name) {
            Found::Known(id) => {
                self.uses.insert(Use::Object(id));
            }
            Found::Missing => {
                let fault = faults::missing(self.schema, Kind::Sequence, &name);
                self.fault(fault);
            }
            Found::Index(_) | Found::Doubtful(_) => self.is_unresolved = true,
        }
    }

    /// Resolves what is compared, which may be a query for a row in places that take rows.
    fn operand(&mut self, node: &ExprNode, takes_rows: bool) -> Info {
        match node {
            ExprNode::Subquery(query) if takes_rows => {
                self.query(query);
                Info::default()
            }
            node => self.node(node),
        }
    }

    fn binary(&mut self, operator: &str, span: Span, left: &ExprNode, right: &ExprNode) -> Info {
        let is_comparison = matches!(operator, "=" | "<>" | "!=" | "<" | ">" | "<=" | ">=");
        let rows = |node: &ExprNode| matches!(node, ExprNode::Row(..) | ExprNode::Subquery(_));
        let as_rows = rows(left) && rows(right);
        let mut infos = Vec::new();
        let before = self.faults.len();
        for node in [left, right] {
            infos.push(self.operand(node, as_rows));
        }
        if self.dialect == Dialect::Sqlite && operator == "and" && is_zero(left, right) {
            // The names in it are never looked up.
            self.faults.truncate(before);
        }
        if self.dialect != Dialect::Postgres {
            return Info::default();
        }
        if is_comparison {
            self.compared(left, infos[1].data_type.as_ref());
            self.compared(right, infos[0].data_type.as_ref());
            self.comparison(operator, span, &infos[0], &infos[1]);
            return self.boolean();
        }
        match operator {
            "and" | "or" | "@>" | "<@" | "&&" | "?" | "?|" | "?&" | "~" | "~*" | "!~" | "!~*"
            | "@@" => self.boolean(),
            "+" | "-" | "*" | "/" | "%" => arithmetic(&infos[0], &infos[1]),
            "||" => {
                let is_text = |info: &Info| matches!(info.name(), Some("text" | "varchar"));
                match infos.iter().any(is_text)
                    && infos.iter().all(|info| is_text(info) || info.is_untyped)
                {
                    true => Info::built_in("text"),
                    false => Info::default(),
                }
            }
            "->" | "#>" => match infos[0].name() {
                Some(name @ ("json" | "jsonb")) => Info::built_in(name),
                _ => Info::default(),
            },
            "->>" | "#>>" => match infos[0].name() {
                Some("json" | "jsonb") => Info::built_in("text"),
                _ => Info::default(),
            },
            "at time zone" => match infos[0].name() {
                Some("timestamp") => Info::built_in("timestamptz"),
                Some("timestamptz") => Info::built_in("timestamp"),
                _ => Info::default(),
            },
            _ => Info::default(),
        }
    }

    /// MariaDB keeps JSON as text, and does not cast to it.
    fn cast_of_mariadb(&mut self, data_type: &TypeName) {
        if data_type.name.name.text.eq_ignore_ascii_case("json") {
            let message = "MariaDB has no cast to `json`".to_owned();
            let fault = Fault::new(migrate_sql::codes::SQL_SYNTAX, data_type.span, message);
            self.fault(fault.help("leave the cast out: a text is JSON there as it is"));
        }
    }

    /// Says what is wrong with a constant that becomes a value of a type.
    pub(super) fn value_of(&mut self, node: &ExprNode, data_type: Option<&DataType>) {
        if let ExprNode::Literal(Literal::Text(text), span) = node
            && let Some(data_type) = data_type
            && self.dialect == Dialect::Postgres
            && let Some(fault) = literal::wrong(self.schema, data_type, text, *span)
        {
            self.fault(fault);
        }
    }

    /// Says what is wrong with a constant that is compared with a value of a type.
    fn compared(&mut self, node: &ExprNode, data_type: Option<&DataType>) {
        let is_text = matches!(node, ExprNode::Literal(Literal::Text(_), _));
        if is_text && data_type.is_some_and(|of| !literal::may_be_compared(self.schema, of)) {
            self.value_of(node, data_type);
        }
    }

    /// Says so where there is no such operator for certain. Operators and casts can be made: then
    /// something is doubtful.
    fn comparison(&mut self, operator: &str, span: Span, left: &Info, right: &Info) {
        let is_certain = self.schema.is_complete
            && !self.schema.has_doubtful()
            && self.schema.extensions.is_empty();
        if !is_certain {
            return;
        }
        if let Some((left, right)) = not_comparable(left, right) {
            let operator = operator.replace("!=", "<>");
            let message = format!("there is no operator `{left} {operator} {right}`");
            let help = match (&*left, &*right) {
                ("json", _) | (_, "json") => "cast both sides to `jsonb`: `…::jsonb`".to_owned(),
                (same, other) if same == other => "cast both sides to `text`: `…::text`".to_owned(),
                _ => format!("cast one side to the type of the other: `…::{left}`"),
            };
            self.fault(Fault::new(migrate_sql::codes::UNKNOWN_OPERATOR, span, message).help(help));
        }
    }

    fn scalar(&mut self, output: &Output, query: &Query) -> Info {
        match output.count() {
            Some(1) => Info {
                not_null: false,
                ..output.columns[0].info.clone()
            },
            Some(count) => {
                let message = format!("a query that stands for a value gives {count} columns");
                let fault = Fault::new(migrate_sql::codes::WRONG_VALUE_COUNT, query.span, message);
                self.fault(fault.help("select exactly one"));
                Info::default()
            }
            None => Info::default(),
        }
    }

    fn in_subquery(&mut self, left: &ExprNode, query: &Query) {
        let info = self.operand(left, self.dialect != Dialect::Postgres);
        let output = self.query(query);
        let columns = match left {
            ExprNode::Row(nodes, _) => nodes.len(),
            ExprNode::Literal(..) => 1,
            // No column of MySQL's holds a row.
            ExprNode::Column(_) if self.dialect == Dialect::Mysql => 1,
            ExprNode::Column(_) if info.data_type.is_some() => 1,
            _ => return,
        };
        if let Some(count) = output.count()
            && count != columns
            && !self.in_view
        {
            let message = format!("a query gives {count} columns where {columns} are compared");
            self.fault(Fault::new(
                migrate_sql::codes::WRONG_VALUE_COUNT,
                query.span,
                message,
            ));
        }
    }
}

/// Whether SQLite takes `a AND b` for 0 as it reads it (`sqlite3ExprAnd` in `expr.c`).
fn is_zero(left: &ExprNode, right: &ExprNode) -> bool {
    [left, right].into_iter().any(|node| match node {
        ExprNode::Literal(Literal::Number(number), _) => number.bytes().all(|digit| digit == b'0'),
        ExprNode::Binary {
            operator,
            left,
            right,
            ..
        } => operator == "and" && is_zero(left, right),
        _ => false,
    })
}

fn arithmetic(left: &Info, right: &Info) -> Info {
    const ORDER: &[&str] = &["int2", "int4", "int8", "numeric", "float4", "float8"];
    let rank = |info: &Info| {
        let name = info.name()?;
        ORDER.iter().position(|other| *other == name)
    };
    match (rank(left), rank(right)) {
        // `float4` with anything but itself is `float8`.
        (Some(4), Some(other)) | (Some(other), Some(4)) if other != 4 => Info::built_in("float8"),
        (Some(left), Some(right)) => Info::built_in(ORDER[left.max(right)]),
        _ => Info::default(),
    }
}

fn array_of(info: &Info) -> Info {
    let mut data_type = info.data_type.clone();
    match &mut data_type {
        Some(data_type) if data_type.dimensions == 0 => {
            data_type.dimensions = 1;
            data_type.modifiers.clear();
        }
        _ => return Info::default(),
    }
    Info {
        data_type,
        ..Info::default()
    }
}
