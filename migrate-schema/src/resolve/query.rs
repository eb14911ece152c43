//! Queries.
use super::output::{Output, OutputColumn};
use super::scope::Scope;
use super::types::Info;
use super::{CommonTable, Resolver};
use crate::Dialect;
use crate::Fault;
use crate::model::Named;
use crate::names::same;
use migrate_sql::statement::{
    Cte, CteBody, ExprNode, Literal, Query, QueryBody, Select, SelectItem, Span,
};
use std::rc::Rc;

impl CommonTable {
    fn new(cte: &Cte, output: Output) -> Self {
        Self {
            name: cte.name.text.clone(),
            output,
            faults: Vec::new(),
        }
    }
}

impl Resolver<'_> {
    /// Resolves a query and all within it.
    pub(super) fn query(&mut self, query: &Query) -> Output {
        let outer = self.ctes.len();
        self.with(&query.with, query.recursive);
        let output = match &query.body {
            QueryBody::Select(select) => self.select(select, &query.order_by),
            body => {
                let output = self.body(body);
                self.order_of_rows(&query.order_by, &output, body);
                output
            }
        };
        for node in &query.limits {
            self.node(node);
        }
        self.ctes.truncate(outer);
        output
    }

    /// Adds common table expressions; whoever calls takes them away again.
    pub(super) fn with(&mut self, ctes: &[Cte], recursive: bool) {
        // SQLite lets each one refer to itself and to all others.
        let recursive = recursive || self.dialect == Dialect::Sqlite;
        let first = self.ctes.len();
        if recursive {
            for cte in ctes {
                let output = Output::unknown().renamed(cte.columns.iter().map(|name| &*name.text));
                self.ctes.push(CommonTable::new(cte, output));
            }
        }
        for (n, cte) in ctes.iter().enumerate() {
            if recursive && let Some(output) = self.first_term(cte) {
                self.ctes[first + n].output = output;
            }
            let before = self.faults.len();
            let output = match &cte.body {
                CteBody::Query(query) => self.query(query),
                CteBody::Data(statement) => self.statement(statement),
                CteBody::Unknown(_) => {
                    self.is_unresolved = true;
                    Output::unknown()
                }
            };
            if let Some(count) = output.count()
                && self.refuses_names(cte.columns.len(), count)
            {
                let message = format!(
                    "`{}` is given {} names for its columns, of which there are {count}",
                    cte.name,
                    cte.columns.len()
                );
                let fault = Fault::new(
                    migrate_sql::codes::WRONG_VALUE_COUNT,
                    cte.name.span,
                    message,
                );
                self.fault(fault);
            }
            let output = output.renamed(cte.columns.iter().map(|name| &*name.text));
            match recursive {
                true => self.ctes[first + n].output = output,
                false => self.ctes.push(CommonTable::new(cte, output)),
            }
            // These look into one only where it is used.
            if self.dialect != Dialect::Postgres {
                self.ctes[first + n].faults = self.faults.split_off(before);
            }
        }
    }

    fn refuses_names(&self, names: usize, columns: usize) -> bool {
        match self.dialect {
            Dialect::Postgres => names > columns,
            _ => names > 0 && names != columns,
        }
    }

    /// What a recursive one gives, by the part that does not refer to itself.
    fn first_term(&mut self, cte: &Cte) -> Option<Output> {
        let CteBody::Query(query) = &cte.body else {
            return None;
        };
        let QueryBody::SetOperation { left, .. } = &query.body else {
            return None;
        };
        let before = (
            self.faults.clone(),
            self.uses.clone(),
            self.is_unresolved,
            self.ctes.len(),
        );
        self.with(&query.with, query.recursive);
        let output = self.body(left);
        self.ctes.truncate(before.3);
        (self.faults, self.uses, self.is_unresolved) = (before.0, before.1, before.2);
        Some(output.renamed(cte.columns.iter().map(|name| &*name.text)))
    }

    fn body(&mut self, body: &QueryBody) -> Output {
        match body {
            QueryBody::Select(select) => self.select(select, &[]),
            QueryBody::Values(rows) => self.values(rows),
            QueryBody::Table(name) => {
                let scope = self.table_source(name, None, &[]);
                self.scopes.push(scope);
                let output = self.items(&[SelectItem::Star(name.span())]);
                self.scopes.pop();
                output
            }
            QueryBody::Nested(query) => self.query(query),
            QueryBody::SetOperation {
                operator,
                left,
                right,
                right_span,
            } => {
                let left = self.term(left);
                let right = self.term(right);
                self.set_operation(operator, left, &right, *right_span)
            }
            QueryBody::Unknown(_) => {
                self.is_unresolved = true;
                Output::unknown()
            }
        }
    }

    /// One side of a set operation: constants take the type of the other side.
    fn term(&mut self, body: &QueryBody) -> Output {
        let mut output = self.body(body);
        if let QueryBody::Select(select) = body
            && self.dialect == Dialect::Postgres
            && output.columns.len() == select.items.len()
            && !output.is_open
        {
            for (column, item) in output.columns.iter_mut().zip(&select.items) {
                if let SelectItem::Expression { expression, .. } = item
                    && let ExprNode::Literal(Literal::Null | Literal::Text(_), _) = &expression.root
                {
                    column.info = Info::untyped();
                }
            }
        }
        output
    }

    fn set_operation(
        &mut self,
        operator: &str,
        left: Output,
        right: &Output,
        span: Span,
    ) -> Output {
        if let (Some(first), Some(second)) = (left.count(), right.count())
            && first != second
        {
            let operator = operator.to_ascii_uppercase();
            let message =
                format!("`{operator}` is between queries of {first} and {second} columns");
            self.fault(Fault::new(
                migrate_sql::codes::WRONG_VALUE_COUNT,
                span,
                message,
            ));
            return Output::unknown();
        }
        if left.is_open || right.is_open {
            return Output {
                is_open: left.is_open,
                ..left
            };
        }
        let columns = left.columns.into_iter().zip(&right.columns);
        let is_postgres_function = self.dialect == Dialect::Postgres;
        let columns = columns.map(|(left, right)| OutputColumn {
            info: match left.info.is_untyped && right.info.is_untyped && is_postgres_function {
                true => Info::built_in("text"),
                false => Info::common(&[left.info, right.info.clone()]),
            },
            name: left.name,
        });
        Output {
            columns: columns.collect(),
            is_open: false,
        }
    }

    fn values(&mut self, rows: &[Vec<ExprNode>]) -> Output {
        let mut columns: Vec<Vec<Info>> = Vec::new();
        for row in rows {
            let infos: Vec<Info> = row.iter().map(|node| self.node(node)).collect();
            if columns.is_empty() {
                columns = vec![Vec::new(); infos.len()];
            }
            if columns.len() != infos.len() {
                let message = format!(
                    "this row has {} values, the first one has {}",
                    infos.len(),
                    columns.len()
                );
                let span = row.first().map_or(Span::default(), ExprNode::span);
                self.fault(Fault::new(
                    migrate_sql::codes::WRONG_VALUE_COUNT,
                    span,
                    message,
                ));
                return Output::unknown();
            }
            for (column, info) in columns.iter_mut().zip(infos) {
                column.push(info);
            }
        }
        let columns = columns.iter().enumerate().map(|(n, infos)| {
            let mut info = Info::common(infos);
            if self.dialect == Dialect::Postgres && infos.iter().all(|info| info.is_untyped) {
                info = Info::built_in("text");
            }
            OutputColumn {
                name: Some(match self.dialect {
                    Dialect::Mysql => format!("column_{n}"),
                    _ => format!("column{}", n + 1),
                }),
                info,
            }
        });
        Output {
            columns: columns.collect(),
            is_open: false,
        }
    }

    fn select(&mut self, select: &Select, order_by: &[ExprNode]) -> Output {
        let scope = self.from(&select.from, Scope::default());
        self.scopes.push(scope);
        self.labels_within(&select.items);
        let output = self.items(&select.items);
        self.labels_within(&[]);
        let labels = output.columns.iter();
        let labels = labels.filter_map(|column| column.name.clone());
        let labels: Rc<Named<String>> = Rc::new(labels.collect());
        // SQLite takes the names of what is selected everywhere but in what is selected.
        if self.dialect == Dialect::Sqlite {
            self.labels(&labels);
        }
        self.conditions(&select.from);
        if let Some(condition) = &select.condition {
            self.node(condition);
        }
        for node in &select.distinct_on {
            if !is_label(node, &labels, self.dialect) {
                self.ordered(node);
            }
        }
        if self.dialect == Dialect::Mysql {
            self.labels(&labels);
        }
        self.grouped(&select.group_by, &labels);
        if let Some(node) = &select.having {
            self.node(node);
        }
        let before = self.faults.len();
        for node in &select.windows {
            self.node(node);
        }
        // SQLite looks into one only where it is used.
        if self.dialect == Dialect::Sqlite {
            self.faults.truncate(before);
        }
        for node in order_by {
            if !is_label(node, &labels, self.dialect) {
                self.ordered(node);
            }
        }
        self.scopes.pop();
        output
    }

    /// What is selected has these names already for queries within it (MySQL).
    fn labels_within(&mut self, items: &[SelectItem]) {
        if self.dialect != Dialect::Mysql {
            return;
        }
        let alias = |item: &SelectItem| match item {
            SelectItem::Expression { alias, .. } => Some(alias.as_ref()?.text.clone()),
            _ => None,
        };
        if let Some(scope) = self.scopes.last_mut() {
            scope.labels_within = items.iter().filter_map(alias).collect();
        }
    }

    fn labels(&mut self, labels: &Rc<Named<String>>) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.labels = Rc::clone(labels);
        }
    }

    /// Resolves what is grouped by: in PostgreSQL a name stands for a column, else for what is selected.
    fn grouped(&mut self, nodes: &[ExprNode], labels: &Rc<Named<String>>) {
        for node in nodes {
            if let ExprNode::Compound(nodes, _) = node {
                self.grouped(nodes, labels);
                continue;
            }
            if self.dialect == Dialect::Postgres && is_label(node, labels, self.dialect) {
                self.labels(labels);
                self.node(node);
                self.labels(&Rc::default());
                continue;
            }
            self.ordered(node);
        }
    }

    /// Resolves one of what is ordered or grouped by; a number stands for a column.
    fn ordered(&mut self, node: &ExprNode) {
        if !matches!(node, ExprNode::Literal(Literal::Number(_), _)) {
            self.node(node);
        }
    }

    /// Resolves the order of rows that come of no `SELECT`: only names of columns can stand there.
    fn order_of_rows(&mut self, nodes: &[ExprNode], output: &Output, body: &QueryBody) {
        let is_known = match self.dialect {
            Dialect::Postgres => true,
            Dialect::Sqlite => false,
            // Whether outer columns can be named here is not.
            Dialect::Mysql => {
                let mut columns = output.columns.iter();
                self.scopes.is_empty() && columns.all(|column| column.name.is_some())
            }
        };
        let is_certain = is_known && !output.is_open;
        for node in nodes {
            let ExprNode::Column(reference) = node else {
                self.is_unresolved |= !matches!(node, ExprNode::Literal(..));
                continue;
            };
            let name = &reference.name;
            let is_it = |column: &OutputColumn| {
                let own = column.name.as_deref();
                own.is_some_and(|own| same(self.dialect, own, &name.text))
            };
            let is_set = matches!(body, QueryBody::SetOperation { .. });
            let is_missing = is_certain && is_set && reference.table.is_none();
            if is_missing && !output.columns.iter().any(is_it) {
                let columns = output.columns.iter();
                let known = columns.filter_map(|column| column.name.as_deref());
                let message = format!("the queries give no column `{name}`");
                let fault = Fault::new(migrate_sql::codes::UNKNOWN_COLUMN, name.span, message);
                let fault = match migrate_sql::spelling::closest(&name.text, known) {
                    Some(close) => fault.help(format!("the closest one is `{close}`")),
                    None => fault,
                };
                self.fault(fault);
            }
        }
    }
}

/// Whether it is the name of what is selected.
fn is_label(node: &ExprNode, labels: &Named<String>, dialect: Dialect) -> bool {
    let column = match node {
        ExprNode::Column(column) => column,
        ExprNode::Unary { operator, operand }
            if operator == "collate" && dialect == Dialect::Sqlite =>
        {
            return is_label(operand, labels, dialect);
        }
        _ => return false,
    };
    column.table.is_none() && labels.named(dialect, &column.name.text).is_some()
}
