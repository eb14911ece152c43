//! Expressions.
//!
//! Where one ends matters most: at the first token that can't go on with it. Precedence matters little,
//! since the tree is only asked for what is in it and, roughly, for its type.
mod call;
mod kept;
mod operator;
mod primary;
mod special;

use super::Reader;
use crate::statement::{ExprNode, ExprToken, Expression};
use kept::kept;

/// Words that never start an expression, and are no functions.
const NO_START: &[&str] = &[
    "and",
    "as",
    "else",
    "end",
    "except",
    "from",
    "group",
    "having",
    "intersect",
    "on",
    "or",
    "order",
    "returning",
    "select",
    "then",
    "union",
    "when",
    "where",
];

impl Reader<'_> {
    /// Reads an expression, to keep and to resolve.
    pub(crate) fn expression(&mut self) -> Option<Expression> {
        self.kept(Reader::node)
    }

    /// Reads what stands behind `DEFAULT` where a column is defined: `NOT NULL`, `COLLATE` and the like
    /// are no part of it (PostgreSQL's `b_expr`). `ALTER COLUMN … SET DEFAULT` takes any
    /// [`expression`](Self::expression).
    pub(crate) fn default_expression(&mut self) -> Option<Expression> {
        self.kept(|reader| reader.operators(operator::COMPARISON, true))
    }

    /// Reads an expression without operators around it: a call, something in brackets, a name, a
    /// constant. What an index is over is such a one.
    pub(crate) fn primary_expression(&mut self) -> Option<Expression> {
        self.kept(Reader::primary)
    }

    /// Reads an expression, to resolve only.
    pub(crate) fn node(&mut self) -> Option<ExprNode> {
        self.operators(0, false)
    }

    /// Reads what an `ORDER BY` is over, with the words behind it.
    pub(crate) fn ordered_node(&mut self) -> Option<ExprNode> {
        let node = self.node()?;
        if self.eat("using") {
            match self.is_word("operator") {
                true => {
                    self.at += 1;
                    self.skip_brackets()?;
                }
                false => self.at += 1,
            }
        }
        self.eat_any(&["asc", "desc"]);
        self.eat_any(&["nulls first", "nulls last"]);
        Some(node)
    }

    /// Skips what stands in brackets, and the brackets.
    pub(crate) fn skip_brackets(&mut self) -> Option<()> {
        self.expect_symbol("(")?;
        self.skip_until(|_| false);
        self.expect_symbol(")")
    }

    /// The tokens from one place to another, as they are kept.
    pub(crate) fn kept_tokens(&self, start: usize, end: usize) -> Vec<ExprToken> {
        let tokens = self.tokens.get(start..end).unwrap_or_default().iter();
        let tokens = tokens.map(|token| ExprToken {
            text: kept(&self.text[token.span.clone()], token.kind, self.dialect),
            span: token.span.clone().into(),
        });
        tokens.collect()
    }

    fn kept(&mut self, read: impl FnOnce(&mut Self) -> Option<ExprNode>) -> Option<Expression> {
        let start = self.at;
        let root = read(self)?;
        Some(Expression {
            tokens: self.kept_tokens(start, self.at),
            root,
            span: self.span_from(start),
        })
    }
}

#[cfg(test)]
mod tests;
