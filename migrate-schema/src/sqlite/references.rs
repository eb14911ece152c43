//! Every name in a view or trigger that stands for a table or a column, with its place.
use super::prohibited::{is_parameter, is_raise};
use migrate_sql::statement::{
    ColumnReference, Conflict, ConflictAction, Cte, CteBody, Delete, ExprNode, FromItem, Insert,
    InsertSource, Name, QualifiedName, Query, QueryBody, SelectItem, Span, Statement,
    StatementKind, Update, Updated,
};

/// What a view or trigger refers to by name.
#[derive(Debug, Default)]
pub(super) struct References {
    /// Tables and views, common table expressions left out.
    pub(super) tables: Vec<QualifiedName>,
    /// Columns; `t.*` is one of the name `*`.
    pub(super) columns: Vec<ColumnReference>,
    /// Columns of the table that rows go to: of `INSERT INTO t (a)`, `UPDATE t SET a = 1`.
    pub(super) own_columns: Vec<(QualifiedName, Name)>,
    /// Of these, the ones behind `ON CONFLICT`, which are looked up like others.
    pub(super) conflict_columns: Vec<Span>,
    /// Columns that two tables are joined by: `USING (a)`.
    pub(super) using: Vec<Name>,
    /// Whether there is more than one `ON CONFLICT`: SQLite renames nothing in all but the first.
    pub(super) keeps_names: bool,
    /// Whether it may say `excluded`.
    pub(super) has_excluded: bool,
    /// Names that tables have within it.
    pub(super) aliases: Vec<(Name, Option<QualifiedName>)>,
    /// Names that columns get: `AS a`.
    pub(super) labels: Vec<Name>,
    /// Whether it selects from anything but tables and views.
    pub(super) has_derived: bool,
    /// Whether there is a query in it.
    pub(super) has_query: bool,
    /// Values that are bound when it runs.
    pub(super) parameters: Vec<Span>,
    /// Calls of `RAISE`.
    pub(super) raises: Vec<Span>,
    /// Whether some of it could not be read.
    pub(super) is_partial: bool,
    /// The common table expressions around what is walked: their names, and their bodies where these
    /// are walked when they are first named.
    ctes: Vec<(Name, Option<CteBody>)>,
    /// Whether what nobody selects from is passed over.
    is_of_used: bool,
}

impl References {
    /// What a query refers to.
    pub(super) fn of_query(query: &Query) -> Self {
        let mut found = Self::default();
        found.query(query);
        found
    }

    /// An empty one that passes over the common table expressions that nobody selects from: SQLite
    /// looks up nothing in these.
    pub(super) fn of_used() -> Self {
        Self {
            is_of_used: true,
            ..Self::default()
        }
    }

    /// Adds what a statement in a trigger refers to.
    pub(super) fn statement(&mut self, statement: &Statement) {
        match &statement.kind {
            StatementKind::Query(query) => self.query(query),
            StatementKind::Insert(insert) => self.insert(insert),
            StatementKind::Update(update) => self.update(update),
            StatementKind::Delete(delete) => self.delete(delete),
            _ => self.is_partial = true,
        }
    }

    /// Adds what an expression refers to.
    pub(super) fn node(&mut self, node: &ExprNode) {
        match node {
            ExprNode::Column(reference) => self.columns.push(reference.clone()),
            ExprNode::Star(Some(table), span) => self.columns.push(ColumnReference {
                table: Some(table.clone()),
                name: Name {
                    text: "*".to_owned(),
                    quoted: false,
                    span: *span,
                },
            }),
            ExprNode::Unknown(_) => self.is_partial = true,
            ExprNode::Literal(literal, span) if is_parameter(literal) => {
                self.parameters.push(*span);
            }
            _ => {
                if let ExprNode::Call(call) = node
                    && is_raise(call)
                {
                    self.raises.push(call.name.span());
                }
                self.nodes(node.parts());
                if let Some(query) = node.query() {
                    self.query(query);
                }
            }
        }
    }

    fn nodes<'n>(&mut self, nodes: impl IntoIterator<Item = &'n ExprNode>) {
        for node in nodes {
            self.node(node);
        }
    }

    /// Adds what a query refers to.
    pub(super) fn query(&mut self, query: &Query) {
        self.has_query = true;
        let outer = self.ctes.len();
        self.with(&query.with);
        self.body(&query.body);
        self.nodes(query.order_by.iter().chain(&query.limits));
        self.ctes.truncate(outer);
    }

    fn with(&mut self, ctes: &[Cte]) {
        self.has_derived |= !ctes.is_empty();
        // SQLite lets each one refer to all others, and to itself.
        let is_of_used = self.is_of_used;
        let body = |cte: &Cte| is_of_used.then(|| cte.body.clone());
        self.ctes
            .extend(ctes.iter().map(|cte| (cte.name.clone(), body(cte))));
        if !is_of_used {
            for cte in ctes {
                self.cte(&cte.body);
            }
        }
    }

    fn cte(&mut self, body: &CteBody) {
        match body {
            CteBody::Query(query) => self.query(query),
            CteBody::Data(statement) => self.statement(statement),
            CteBody::Unknown(_) => self.is_partial = true,
        }
    }

    fn body(&mut self, body: &QueryBody) {
        match body {
            QueryBody::Select(select) => {
                for item in &select.items {
                    self.item(item);
                }
                for from in &select.from {
                    self.from(from);
                }
                self.nodes(select.condition.iter().chain(&select.group_by));
                self.nodes(select.having.iter().chain(&select.windows));
            }
            QueryBody::Values(rows) => self.nodes(rows.iter().flatten()),
            QueryBody::Table(name) => self.table(name, None),
            QueryBody::Nested(query) => self.query(query),
            QueryBody::SetOperation { left, right, .. } => {
                self.body(left);
                self.body(right);
            }
            QueryBody::Unknown(_) => self.is_partial = true,
        }
    }

    fn item(&mut self, item: &SelectItem) {
        match item {
            SelectItem::Expression { expression, alias } => {
                self.node(&expression.root);
                self.labels.extend(alias.clone());
            }
            SelectItem::Star(_) => {}
            SelectItem::TableStar(table, span) => {
                self.node(&ExprNode::Star(Some(table.clone()), *span));
            }
        }
    }

    fn from(&mut self, from: &FromItem) {
        match from {
            FromItem::Table { name, alias, .. } => self.table(name, alias.as_ref()),
            FromItem::Subquery { query, alias, .. } => {
                self.has_derived = true;
                self.query(query);
                self.aliases
                    .extend(alias.clone().map(|alias| (alias, None)));
            }
            FromItem::Function { call, alias, .. } => {
                self.has_derived = true;
                self.node(call);
                self.aliases
                    .extend(alias.clone().map(|alias| (alias, None)));
            }
            FromItem::Join {
                left,
                right,
                natural,
                on,
                using,
                ..
            } => {
                self.from(left);
                self.from(right);
                // Which columns that are is not written.
                self.is_partial |= *natural;
                self.using.extend(using.iter().cloned());
                self.nodes(on);
            }
            FromItem::Renamed { item, .. } => {
                self.has_derived = true;
                self.is_partial = true;
                self.from(item);
            }
            FromItem::Unknown(_) => self.is_partial = true,
        }
    }

    fn table(&mut self, name: &QualifiedName, alias: Option<&Name>) {
        let mut ctes = self.ctes.iter_mut().rev();
        let cte = ctes.find(|(cte, _)| cte.text.eq_ignore_ascii_case(&name.name.text));
        let cte = cte.filter(|_| name.qualifiers.is_empty());
        let is_cte = cte.is_some();
        if let Some(body) = cte.and_then(|(_, body)| body.take()) {
            self.cte(&body);
        }
        let table = (!is_cte).then(|| name.clone());
        if let Some(alias) = alias {
            self.aliases.push((alias.clone(), table.clone()));
        }
        self.tables.extend(table);
    }

    fn insert(&mut self, insert: &Insert) {
        let outer = self.ctes.len();
        self.with(&insert.with);
        self.table(&insert.table, insert.alias.as_ref());
        for name in insert.columns.iter().flatten() {
            self.own_columns.push((insert.table.clone(), name.clone()));
        }
        match &insert.source {
            InsertSource::Values(rows) => {
                let values = rows.iter().flat_map(|(row, _)| row);
                self.nodes(values.flatten());
            }
            InsertSource::Query(query) => self.query(query),
            InsertSource::Default => {}
            InsertSource::Set(updated) => self.updated(&insert.table, updated),
            InsertSource::Unknown(_) => self.is_partial = true,
        }
        for conflict in &insert.conflicts {
            self.conflict(insert, conflict);
        }
        self.keeps_names |= insert.conflicts.len() > 1;
        self.ctes.truncate(outer);
    }

    fn conflict(&mut self, insert: &Insert, conflict: &Conflict) {
        for name in &conflict.columns {
            self.own_columns.push((insert.table.clone(), name.clone()));
            self.conflict_columns.push(name.span);
        }
        self.nodes(conflict.expressions.iter().chain(&conflict.predicate));
        if let ConflictAction::Update(updated, condition) = &conflict.action {
            self.has_excluded = true;
            let excluded = Name {
                text: "excluded".to_owned(),
                quoted: false,
                span: Span::default(),
            };
            self.aliases.push((excluded, Some(insert.table.clone())));
            self.updated(&insert.table, updated);
            self.nodes(condition);
        }
    }

    fn update(&mut self, update: &Update) {
        let outer = self.ctes.len();
        self.with(&update.with);
        self.from(&update.target);
        if let FromItem::Table { name, .. } = &update.target {
            self.updated(name, &update.set);
        }
        for from in &update.from {
            self.from(from);
        }
        self.nodes(update.condition.iter().chain(&update.others));
        self.ctes.truncate(outer);
    }

    fn updated(&mut self, table: &QualifiedName, updated: &[Updated]) {
        for updated in updated {
            for name in &updated.columns {
                self.own_columns.push((table.clone(), name.clone()));
            }
            self.nodes(&updated.value);
        }
    }

    fn delete(&mut self, delete: &Delete) {
        let outer = self.ctes.len();
        self.with(&delete.with);
        self.from(&delete.target);
        self.nodes(delete.condition.iter().chain(&delete.others));
        self.ctes.truncate(outer);
    }
}
