//! Expressions.
use super::Reader;
use crate::schema::statement::{ExprNode, ExprToken, Expression};

/// What ends an expression where no bracket or comma does.
const ENDS: &[&str] = &[
    "constraint",
    "not",
    "null",
    "default",
    "primary",
    "unique",
    "check",
    "references",
    "generated",
    "collate",
    "comment",
    "on",
    "using",
    "from",
    "where",
    "first",
    "after",
    "autoincrement",
    "auto_increment",
    "then",
    "with",
];

impl Reader<'_> {
    /// Reads an expression, to keep and to resolve.
    pub(crate) fn expression(&mut self) -> Option<Expression> {
        let start = self.at;
        self.at += 1;
        self.skip_until(|reader| reader.is_symbol(",") || reader.is_any_word(ENDS));
        let tokens = self.tokens[start..self.at].iter();
        let tokens = tokens.map(|token| ExprToken {
            text: self.text[token.span.clone()].to_owned(),
            span: token.span.clone().into(),
        });
        let tokens = tokens.collect();
        let span = self.span_from(start);
        Some(Expression {
            tokens,
            root: ExprNode::Unknown(span),
            span,
        })
    }

    /// Reads an expression, to resolve only.
    pub(crate) fn node(&mut self) -> Option<ExprNode> {
        self.expression().map(|expression| expression.root)
    }
}
