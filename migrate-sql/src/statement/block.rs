//! Blocks of statements with conditions and loops (PostgreSQL's `DO`).
use super::{QualifiedName, Span, Statement, TypeName};

/// A block.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// What it does, in order.
    pub statements: Vec<BlockStatement>,
    /// The types of its variables (PostgreSQL).
    pub types: Vec<TypeName>,
    /// What the engine can't read in it: where, and why.
    pub problem: Option<(Span, String)>,
}

/// One thing that a block does.
#[derive(Clone, Debug, PartialEq)]
pub enum BlockStatement {
    /// A statement. Names of columns in it may be variables of the block.
    Sql(Statement),
    /// `EXECUTE` of a constant: no variables.
    Constant(Statement),
    /// `IF`: each condition with what is done; the last may have none (`ELSE`).
    If(Vec<(Option<Condition>, Vec<BlockStatement>)>),
    /// `BEGIN … EXCEPTION … END`.
    Guarded {
        /// What is tried.
        statements: Vec<BlockStatement>,
        /// What is done when that fails.
        handlers: Vec<Handler>,
    },
    /// A call of a function, with the texts among its arguments.
    Call(QualifiedName, Vec<String>),
    /// A loop, a `CASE`: may be done or not, once or often.
    Perhaps(Vec<BlockStatement>),
    /// `RETURN`, `EXIT`: what follows may not be done.
    Leave,
    /// `RAISE EXCEPTION`, outside of any handler.
    Fail,
    /// `RAISE` alone: the error that is being handled.
    Again,
    /// `EXECUTE` of what is not known: may do anything.
    Anything,
}

/// `WHEN a OR b THEN …`.
#[derive(Clone, Debug, PartialEq)]
pub struct Handler {
    /// The conditions, in lower case; `others` among them.
    pub conditions: Vec<String>,
    /// What is done.
    pub statements: Vec<BlockStatement>,
}

/// What an `IF` asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// `NOT`.
    Not(Box<Condition>),
    /// `AND`.
    All(Vec<Condition>),
    /// `EXISTS (SELECT … FROM catalog WHERE column = 'text' AND …)`.
    Exists {
        /// The table of the catalog, or view of the information schema, in lower case.
        catalog: String,
        /// The columns, in lower case, with what they have to be.
        wanted: Vec<(String, String)>,
    },
    /// `to_regclass('name') IS NOT NULL`.
    Relation(QualifiedName),
    /// Anything else.
    Unknown,
}
