//! Queries.
use super::{ExprNode, Expression, Name, QualifiedName, Span, Statement, TypeName};

/// A query with what stands around it.
#[derive(Clone, Debug, PartialEq)]
pub struct Query {
    /// `WITH`.
    pub with: Vec<Cte>,
    /// `WITH RECURSIVE`.
    pub recursive: bool,
    /// The query itself.
    pub body: QueryBody,
    /// `ORDER BY`.
    pub order_by: Vec<ExprNode>,
    /// `LIMIT`, `OFFSET`, `FETCH`.
    pub limits: Vec<ExprNode>,
    /// Where it is written.
    pub span: Span,
}

impl Query {
    /// Makes `SELECT e` of an expression.
    pub fn of_value(expression: Expression, span: Span) -> Self {
        let item = SelectItem::Expression {
            expression,
            alias: None,
        };
        Self {
            with: Vec::new(),
            recursive: false,
            body: QueryBody::Select(Box::new(Select {
                distinct_on: Vec::new(),
                items: vec![item],
                into: None,
                from: Vec::new(),
                condition: None,
                group_by: Vec::new(),
                having: None,
                windows: Vec::new(),
                span,
                into_temporary: false,
            })),
            order_by: Vec::new(),
            limits: Vec::new(),
            span,
        }
    }
}

/// A query without what stands around it.
#[derive(Clone, Debug, PartialEq)]
pub enum QueryBody {
    /// `SELECT`.
    Select(Box<Select>),
    /// `VALUES`: its rows.
    Values(Vec<Vec<ExprNode>>),
    /// `TABLE t`.
    Table(QualifiedName),
    /// `(…)`.
    Nested(Box<Query>),
    /// `UNION`, `INTERSECT`, `EXCEPT`.
    SetOperation {
        /// The keyword, in lower case.
        operator: String,
        /// Left of it.
        left: Box<QueryBody>,
        /// Right of it.
        right: Box<QueryBody>,
        /// Where the right one is written.
        right_span: Span,
    },
    /// What could not be read.
    Unknown(Span),
}

/// A `SELECT`.
#[derive(Clone, Debug, PartialEq)]
pub struct Select {
    /// `DISTINCT ON (…)`.
    pub distinct_on: Vec<ExprNode>,
    /// What is selected.
    pub items: Vec<SelectItem>,
    /// `INTO t` (PostgreSQL makes a table).
    pub into: Option<QualifiedName>,
    /// `FROM`, its commas and joins.
    pub from: Vec<FromItem>,
    /// `WHERE`.
    pub condition: Option<ExprNode>,
    /// `GROUP BY`.
    pub group_by: Vec<ExprNode>,
    /// `HAVING`.
    pub having: Option<ExprNode>,
    /// Expressions of `WINDOW`.
    pub windows: Vec<ExprNode>,
    /// From `SELECT` to the end.
    pub span: Span,
    /// `INTO TEMPORARY t`.
    pub into_temporary: bool,
}

/// One of what is selected.
#[derive(Clone, Debug, PartialEq)]
pub enum SelectItem {
    /// An expression, perhaps with a name.
    Expression {
        /// The expression.
        expression: Expression,
        /// `AS name`.
        alias: Option<Name>,
    },
    /// `*`.
    Star(Span),
    /// `t.*`.
    TableStar(QualifiedName, Span),
}

/// One of what is selected from.
#[derive(Clone, Debug, PartialEq)]
pub enum FromItem {
    /// A table, view or common table expression.
    Table {
        /// Its name.
        name: QualifiedName,
        /// `AS a`.
        alias: Option<Name>,
        /// `AS a (x, y)`.
        columns: Vec<Name>,
    },
    /// `(SELECT …) AS a`.
    Subquery {
        /// The query.
        query: Box<Query>,
        /// `AS a`.
        alias: Option<Name>,
        /// `AS a (x, y)`.
        columns: Vec<Name>,
        /// `LATERAL`.
        lateral: bool,
    },
    /// `f(…) AS a (x, y)`, `ROWS FROM (…)`, `json_table(…)`, `unnest(…)`.
    Function {
        /// The call.
        call: ExprNode,
        /// `AS a`.
        alias: Option<Name>,
        /// `AS a (x, y)`; with the types of `AS a (x int, y text)`.
        columns: Vec<(Name, Option<TypeName>)>,
        /// `WITH ORDINALITY`.
        ordinality: bool,
    },
    /// A join.
    Join {
        /// Left of it.
        left: Box<FromItem>,
        /// Right of it.
        right: Box<FromItem>,
        /// `NATURAL`.
        natural: bool,
        /// `ON`.
        on: Option<ExprNode>,
        /// `USING (…)`.
        using: Vec<Name>,
        /// `USING (…) AS c`.
        alias: Option<Name>,
        /// Whether a side may be missing: its columns are null there (left, right).
        outer: (bool, bool),
    },
    /// What could not be read; any name may be one of it.
    Unknown(Span),
    /// `(a JOIN b) AS c (x, y)`, which hides `a` and `b`.
    Renamed {
        /// What is in the brackets.
        item: Box<FromItem>,
        /// `AS c`.
        alias: Name,
        /// `(x, y)`.
        columns: Vec<Name>,
    },
}

/// A common table expression.
#[derive(Clone, Debug, PartialEq)]
pub struct Cte {
    /// Its name.
    pub name: Name,
    /// `WITH a (x, y)`.
    pub columns: Vec<Name>,
    /// What it is.
    pub body: CteBody,
}

/// What a common table expression is.
#[derive(Clone, Debug, PartialEq)]
pub enum CteBody {
    /// A query.
    Query(Box<Query>),
    /// An `INSERT`, `UPDATE`, `DELETE`.
    Data(Box<Statement>),
    /// What could not be read.
    Unknown(Span),
}
