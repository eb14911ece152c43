//! What a query gives.
use super::types::Info;
use super::{Resolver, expression};
use crate::Dialect;
use crate::model::BaseType;
use migrate_sql::statement::{
    Call, ExprNode, Literal, Name, Query, QueryBody, SelectItem, TypeName,
};

/// The columns of a query.
#[derive(Clone, Debug, Default)]
pub(super) struct Output {
    pub(super) columns: Vec<OutputColumn>,
    /// Whether there may be others.
    pub(super) is_open: bool,
}

/// A column of a query.
#[derive(Clone, Debug)]
pub(super) struct OutputColumn {
    /// `None` where it can't be known.
    pub(super) name: Option<String>,
    pub(super) info: Info,
}

impl Output {
    pub(super) fn unknown() -> Self {
        Self {
            columns: Vec::new(),
            is_open: true,
        }
    }

    /// How many columns there are.
    pub(super) fn count(&self) -> Option<usize> {
        (!self.is_open).then_some(self.columns.len())
    }

    /// Gives the columns other names.
    pub(super) fn renamed<'n>(mut self, names: impl IntoIterator<Item = &'n str>) -> Self {
        for (n, name) in names.into_iter().enumerate() {
            if n == self.columns.len() {
                self.columns.push(OutputColumn {
                    name: None,
                    info: Info::default(),
                });
            }
            self.columns[n].name = Some(name.to_owned());
        }
        self
    }
}

impl Resolver<'_> {
    /// Resolves what is selected or returned, in the innermost scope.
    pub(super) fn items(&mut self, items: &[SelectItem]) -> Output {
        let mut output = Output::default();
        for item in items {
            match item {
                SelectItem::Star(_) => self.star(&mut output),
                SelectItem::TableStar(table, _) => {
                    self.table_star(table, &mut output);
                }
                SelectItem::Expression { expression, alias } => {
                    let mut info = self.node(&expression.root);
                    if info.is_untyped && self.dialect == Dialect::Postgres {
                        info = Info::built_in("text");
                    }
                    if matches!(expression.root, ExprNode::AllFields(..)) {
                        output.is_open = true;
                        continue;
                    }
                    let name = match alias {
                        Some(alias) => Some(alias.text.clone()),
                        None => self.output_name(&expression.root),
                    };
                    output.columns.push(OutputColumn { name, info });
                }
            }
        }
        output
    }

    fn star(&mut self, output: &mut Output) {
        let Some(scope) = self.scopes.last() else {
            output.is_open = true;
            return;
        };
        output.is_open |= scope.is_open || scope.has_unknown;
        for column in scope.star() {
            self.uses.extend(&column.uses);
            output.columns.push(OutputColumn {
                name: Some(column.name),
                info: column.info,
            });
        }
    }

    /// What an expression is called that is given no name; `None` where that can't be known: SQLite
    /// and MySQL call it as it is written.
    pub(super) fn output_name(&mut self, node: &ExprNode) -> Option<String> {
        match (self.dialect, node) {
            (_, ExprNode::Column(column)) => Some(column.name.text.clone()),
            (Dialect::Postgres, node) => {
                let name = self.postgres_name(node).map(|(name, _)| name);
                Some(name.unwrap_or_else(|| "?column?".to_owned()))
            }
            _ => None,
        }
    }

    /// As `FigureColname` does it: the name, and whether it is a good one.
    fn postgres_name(&mut self, node: &ExprNode) -> Option<(String, bool)> {
        let good = |name: &str| Some((name.to_owned(), true));
        match node {
            ExprNode::Column(column) => good(&column.name.text),
            ExprNode::Field(_, name) => good(&name.text),
            ExprNode::Subscript(of, ..) => self.postgres_name(of),
            ExprNode::Call(call) => good(function_name(call)),
            ExprNode::Unary { operator, operand } => match &**operator {
                "collate" => self.postgres_name(operand),
                "at local" => good("timezone"),
                _ => None,
            },
            ExprNode::Binary { operator, .. } if operator == "at time zone" => good("timezone"),
            ExprNode::Cast(of, data_type) => match self.postgres_name(of) {
                Some((name, true)) => Some((name, true)),
                _ => Some((self.type_label(data_type), false)),
            },
            ExprNode::Case(case) => match &case.otherwise {
                Some(otherwise) => match self.postgres_name(otherwise) {
                    Some((name, true)) => Some((name, true)),
                    _ => Some(("case".to_owned(), false)),
                },
                None => Some(("case".to_owned(), false)),
            },
            ExprNode::Array(..) | ExprNode::ArraySubquery(_) => good("array"),
            ExprNode::Row(..) => good("row"),
            ExprNode::Exists(_) => good("exists"),
            ExprNode::Literal(Literal::Boolean(_), _) => Some(("bool".to_owned(), false)),
            ExprNode::Subquery(query) => {
                // Resolved once more, each level of nested ones would double the work.
                if let Some((expression, alias)) = first_expression(query) {
                    return match alias {
                        Some(alias) => good(&alias.text),
                        None => good(&self.output_name(expression)?),
                    };
                }
                let (faults, uses) = (self.faults.clone(), self.uses.clone());
                let output = self.query(query);
                (self.faults, self.uses) = (faults, uses);
                let name = output.columns.first()?.name.clone()?;
                (!output.is_open).then_some((name, true))
            }
            _ => None,
        }
    }

    fn type_label(&self, data_type: &TypeName) -> String {
        match expression::postgres_type(self.schema, data_type) {
            Some(found) => match found.base {
                BaseType::BuiltIn(name) => name,
                BaseType::Named(_) | BaseType::Unknown { .. } => data_type.name.name.text.clone(),
            },
            None => data_type.name.name.text.clone(),
        }
    }
}

/// What a query selects first, with its name, where that is an expression.
fn first_expression(query: &Query) -> Option<(&ExprNode, Option<&Name>)> {
    let QueryBody::Select(select) = &query.body else {
        return None;
    };
    match select.items.first()? {
        SelectItem::Expression { expression, alias }
            if !matches!(expression.root, ExprNode::AllFields(..)) =>
        {
            Some((&expression.root, alias.as_ref()))
        }
        _ => None,
    }
}

fn function_name(call: &Call) -> &str {
    let name = &*call.name.name.text;
    match name {
        "collation" if call.special => "pg_collation_for",
        name => name,
    }
}
