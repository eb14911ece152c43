//! Statements that change rows.
use super::{Cte, ExprNode, FromItem, Name, QualifiedName, Query, SelectItem, Span};

/// `INSERT`, `REPLACE`.
#[derive(Clone, Debug, PartialEq)]
pub struct Insert {
    /// `WITH`.
    pub with: Vec<Cte>,
    /// Where to.
    pub table: QualifiedName,
    /// `AS a`.
    pub alias: Option<Name>,
    /// The columns, if they are named.
    pub columns: Option<Vec<Name>>,
    /// What.
    pub source: InsertSource,
    /// `ON CONFLICT`, `ON DUPLICATE KEY UPDATE`.
    pub conflicts: Vec<Conflict>,
    /// `RETURNING`.
    pub returning: Vec<SelectItem>,
    /// `OVERRIDING SYSTEM VALUE` (`true`), `OVERRIDING USER VALUE`.
    pub overriding: Option<bool>,
    /// MySQL's `VALUES … AS new (x, y)`.
    pub row_alias: Option<(Name, Vec<Name>)>,
}

/// What is inserted.
#[derive(Clone, Debug, PartialEq)]
pub enum InsertSource {
    /// `VALUES`: each row and where it is written. `None` stands for `DEFAULT`.
    Values(Vec<(Vec<Option<ExprNode>>, Span)>),
    /// A query.
    Query(Box<Query>),
    /// `DEFAULT VALUES`.
    Default,
    /// MySQL's `SET a = 1`.
    Set(Vec<Updated>),
    /// What could not be read.
    Unknown(Span),
}

/// `ON CONFLICT`.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    /// `(a, b)`: the columns, where they are plain names.
    pub columns: Vec<Name>,
    /// `(lower(a))`: expressions.
    pub expressions: Vec<ExprNode>,
    /// `(a) WHERE …`.
    pub predicate: Option<ExprNode>,
    /// `ON CONSTRAINT c`.
    pub constraint: Option<Name>,
    /// What is done.
    pub action: ConflictAction,
    /// Where the target is written.
    pub span: Span,
}

/// What `ON CONFLICT` does.
#[derive(Clone, Debug, PartialEq)]
pub enum ConflictAction {
    /// `DO NOTHING`.
    Nothing,
    /// `DO UPDATE SET … WHERE …`.
    Update(Vec<Updated>, Option<ExprNode>),
}

/// `UPDATE`.
#[derive(Clone, Debug, PartialEq)]
pub struct Update {
    /// `WITH`.
    pub with: Vec<Cte>,
    /// The table; MySQL's `UPDATE a JOIN b` names several.
    pub target: FromItem,
    /// `SET`.
    pub set: Vec<Updated>,
    /// `FROM`.
    pub from: Vec<FromItem>,
    /// `WHERE`.
    pub condition: Option<ExprNode>,
    /// `RETURNING`.
    pub returning: Vec<SelectItem>,
    /// `ORDER BY`, `LIMIT`.
    pub others: Vec<ExprNode>,
}

/// `a = 1`, `(a, b) = (1, 2)`, `(a, b) = (SELECT …)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Updated {
    /// The columns.
    pub columns: Vec<Name>,
    /// The table, where it is named (MySQL).
    pub table: Option<QualifiedName>,
    /// The value; `None` for `DEFAULT`.
    pub value: Option<ExprNode>,
    /// Whether only a part of the column is set: `a.b = 1`, `a[1] = 1`.
    pub is_part: bool,
}

/// `DELETE`.
#[derive(Clone, Debug, PartialEq)]
pub struct Delete {
    /// `WITH`.
    pub with: Vec<Cte>,
    /// The table; MySQL's `DELETE a FROM a JOIN b` names several.
    pub target: FromItem,
    /// `USING`.
    pub using: Vec<FromItem>,
    /// `WHERE`.
    pub condition: Option<ExprNode>,
    /// `RETURNING`.
    pub returning: Vec<SelectItem>,
    /// `ORDER BY`, `LIMIT`.
    pub others: Vec<ExprNode>,
    /// MySQL's `DELETE a, b FROM …`.
    pub tables: Vec<QualifiedName>,
}

/// `MERGE`.
#[derive(Clone, Debug, PartialEq)]
pub struct Merge {
    /// `WITH`.
    pub with: Vec<Cte>,
    /// The table.
    pub target: FromItem,
    /// `USING`.
    pub source: FromItem,
    /// `ON`.
    pub on: ExprNode,
    /// `WHEN … THEN …`.
    pub actions: Vec<MergeAction>,
    /// `RETURNING`.
    pub returning: Vec<SelectItem>,
}

/// `WHEN … THEN …`.
#[derive(Clone, Debug, PartialEq)]
pub struct MergeAction {
    /// Whether there is a row of the table, and one of the source.
    pub matched: (bool, bool),
    /// `AND …`.
    pub condition: Option<ExprNode>,
    /// `UPDATE SET …`.
    pub set: Vec<Updated>,
    /// `INSERT (…)`: the columns.
    pub columns: Option<Vec<Name>>,
    /// `VALUES (…)`, as in [`InsertSource::Values`].
    pub values: Option<(Vec<Option<ExprNode>>, Span)>,
}
