//! Expressions.
use super::{Name, QualifiedName, Query, Span, TypeName};

/// An expression, as tokens (to keep, show and compare) and as a tree (to find what it refers to).
#[derive(Clone, Debug, PartialEq)]
pub struct Expression {
    /// Its tokens: keywords in lower case, names as the engine keeps them, in quotes where they need
    /// some.
    pub tokens: Vec<ExprToken>,
    /// Its tree.
    pub root: ExprNode,
    /// Where it is written.
    pub span: Span,
}

/// A token of an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExprToken {
    /// As it is kept.
    pub text: String,
    /// Where it is written.
    pub span: Span,
}

/// A node of an expression's tree.
#[derive(Clone, Debug, PartialEq)]
pub enum ExprNode {
    /// `1`, `'a'`, `TRUE`, `NULL`.
    Literal(Literal, Span),
    /// `a`, `t.a`, `s.t.a`. May also be a function without brackets or a variable, where the engine
    /// has such.
    Column(ColumnReference),
    /// `t.*`, `*`.
    Star(Option<QualifiedName>, Span),
    /// `f(…)`.
    Call(Box<Call>),
    /// `CAST(e AS t)`, `e::t`, `t 'literal'`.
    Cast(Box<ExprNode>, TypeName),
    /// An operator between two; in lower case where it is a word.
    Binary {
        /// `=`, `and`, `like`, `is distinct from`.
        operator: String,
        /// Where the operator is written.
        operator_span: Span,
        /// Left of it.
        left: Box<ExprNode>,
        /// Right of it.
        right: Box<ExprNode>,
    },
    /// An operator before or behind one.
    Unary {
        /// `-`, `not`, `is null`.
        operator: String,
        /// What it is applied to.
        operand: Box<ExprNode>,
    },
    /// `(SELECT …)`, as a value.
    Subquery(Box<Query>),
    /// `EXISTS (SELECT …)`.
    Exists(Box<Query>),
    /// `a IN (SELECT …)`, `a = ANY (SELECT …)`.
    InSubquery(Box<ExprNode>, Box<Query>),
    /// Anything else that is made of expressions, and whose type is not known.
    Compound(Vec<ExprNode>, Span),
    /// What could not be read.
    Unknown(Span),
    /// What is true, false or null: `a IN (b, c)`, `a BETWEEN b AND c`, `a LIKE b ESCAPE c`.
    Predicate(Vec<ExprNode>, Span),
    /// `CASE`.
    Case(Box<Case>),
    /// `ARRAY[…]`.
    Array(Vec<ExprNode>, Span),
    /// `ARRAY(SELECT …)`.
    ArraySubquery(Box<Query>),
    /// `ROW(…)`, `(a, b)`.
    Row(Vec<ExprNode>, Span),
    /// `(a).b`.
    Field(Box<ExprNode>, Name),
    /// `(a).*`.
    AllFields(Box<ExprNode>, Span),
    /// `a[1]`; a slice (`a[1:2]`) if it says so.
    Subscript(Box<ExprNode>, Vec<ExprNode>, bool),
}

/// A `CASE`.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// `CASE a WHEN …`.
    pub operand: Option<ExprNode>,
    /// `WHEN` and `THEN`.
    pub branches: Vec<(ExprNode, ExprNode)>,
    /// `ELSE`.
    pub otherwise: Option<ExprNode>,
    /// From `CASE` to `END`.
    pub span: Span,
}

impl ExprNode {
    /// The expressions that it is made of; not those within subqueries.
    pub fn parts(&self) -> Vec<&ExprNode> {
        match self {
            ExprNode::Call(call) => call.arguments.iter().chain(&call.others).collect(),
            ExprNode::Cast(of, _)
            | ExprNode::Unary { operand: of, .. }
            | ExprNode::InSubquery(of, _)
            | ExprNode::Field(of, _)
            | ExprNode::AllFields(of, _) => vec![of],
            ExprNode::Binary { left, right, .. } => vec![left, right],
            ExprNode::Compound(parts, _)
            | ExprNode::Predicate(parts, _)
            | ExprNode::Array(parts, _)
            | ExprNode::Row(parts, _) => parts.iter().collect(),
            ExprNode::Subscript(of, parts, _) => std::iter::once(&**of).chain(parts).collect(),
            ExprNode::Case(case) => {
                let branches = case.branches.iter().flat_map(|(when, then)| [when, then]);
                let others = case.operand.iter().chain(&case.otherwise);
                others.chain(branches).collect()
            }
            ExprNode::Literal(..)
            | ExprNode::Column(_)
            | ExprNode::Star(..)
            | ExprNode::Subquery(_)
            | ExprNode::Exists(_)
            | ExprNode::ArraySubquery(_)
            | ExprNode::Unknown(_) => Vec::new(),
        }
    }

    /// The query within it.
    pub fn query(&self) -> Option<&Query> {
        match self {
            ExprNode::Subquery(query)
            | ExprNode::Exists(query)
            | ExprNode::ArraySubquery(query)
            | ExprNode::InSubquery(_, query) => Some(query),
            _ => None,
        }
    }

    /// Where it is written, or a part of it by which it can be found.
    pub fn span(&self) -> Span {
        match self {
            ExprNode::Literal(_, span)
            | ExprNode::Star(_, span)
            | ExprNode::Compound(_, span)
            | ExprNode::Unknown(span)
            | ExprNode::Predicate(_, span)
            | ExprNode::Array(_, span)
            | ExprNode::Row(_, span) => *span,
            ExprNode::Column(column) => column.span(),
            ExprNode::Call(call) => call.name.span(),
            ExprNode::Cast(operand, _) | ExprNode::Unary { operand, .. } => operand.span(),
            ExprNode::Binary { left, right, .. } => left.span().to(right.span()),
            ExprNode::Subquery(query)
            | ExprNode::Exists(query)
            | ExprNode::ArraySubquery(query) => query.span,
            ExprNode::InSubquery(left, query) => left.span().to(query.span),
            ExprNode::Case(case) => case.span,
            ExprNode::Field(of, name) => of.span().to(name.span),
            ExprNode::AllFields(of, span) => of.span().to(*span),
            ExprNode::Subscript(of, ..) => of.span(),
        }
    }
}

/// A constant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Literal {
    /// As it is written.
    Number(String),
    /// Without quotes, escapes resolved.
    Text(String),
    /// `TRUE`, `FALSE`.
    Boolean(bool),
    /// `NULL`.
    Null,
    /// Any other: bits, bytes, a parameter.
    Other(String),
}

/// A reference to a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnReference {
    /// `t`, `s.t`: the table (or its alias), if it is named.
    pub table: Option<QualifiedName>,
    /// The column's name.
    pub name: Name,
}

impl ColumnReference {
    /// Where it is written, the table's name included.
    pub fn span(&self) -> Span {
        match &self.table {
            Some(table) => table.span().to(self.name.span),
            None => self.name.span,
        }
    }
}

/// A call of a function.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// The function's name.
    pub name: QualifiedName,
    /// Its arguments, those in `ORDER BY`, `FILTER` and `OVER` not included. Empty for `count(*)`.
    pub arguments: Vec<ExprNode>,
    /// `count(*)`.
    pub star: bool,
    /// Whether an argument is named (`f(a => 1)`), `VARIADIC`, or the call has a syntax of its own
    /// (`EXTRACT(YEAR FROM a)`): then the number of arguments says nothing.
    pub special: bool,
    /// Expressions in `ORDER BY`, `FILTER`, `WITHIN GROUP` and `OVER`.
    pub others: Vec<ExprNode>,
}
