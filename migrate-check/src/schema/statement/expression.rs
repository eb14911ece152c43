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
    /// Anything else that is made of expressions: `CASE`, `ARRAY[…]`, `ROW(…)`, `a IN (b, c)`,
    /// `a BETWEEN b AND c`, `a[1]`, `(a).b`.
    Compound(Vec<ExprNode>, Span),
    /// What could not be read.
    Unknown(Span),
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
