//! Expressions whose end is known before they are read.
use crate::reader::Reader;
use crate::statement::{ExprNode, ExprToken, Expression, Query, QueryBody, Span};

impl Reader<'_> {
    /// Reads what stands in brackets, and the brackets.
    pub(super) fn expression_in_brackets(&mut self) -> Option<Expression> {
        let end = self.closing_bracket()?;
        self.at += 1;
        let expression = self.expression_up_to(end)?;
        self.at = end + 1;
        Some(expression)
    }

    /// Reads what stands behind `DEFAULT`: a constant, perhaps with a sign; a name; or any
    /// expression in brackets, which are kept.
    pub(super) fn default_value(&mut self) -> Option<Expression> {
        let end = if self.is_symbol("(") {
            self.closing_bracket()? + 1
        } else if self.is_symbol("-") || self.is_symbol("+") {
            self.at + 2
        } else {
            self.at + 1
        };
        self.expression_up_to(end)
    }

    /// Reads an expression that ends before that token. Where it can't be read, its tokens are kept.
    pub(super) fn expression_up_to(&mut self, end: usize) -> Option<Expression> {
        let start = self.at;
        let tokens = self.tokens.get(start..end).filter(|all| !all.is_empty())?;
        let mut inner = Reader {
            tokens: &self.tokens[..end],
            ..self.clone()
        };
        self.at = end;
        if let Some(expression) = inner.expression().filter(|_| inner.is_end()) {
            return Some(expression);
        }
        let tokens = tokens.iter().map(|token| ExprToken {
            text: self.text[token.span.clone()].to_owned(),
            span: token.span.clone().into(),
        });
        let tokens: Vec<ExprToken> = tokens.collect();
        let span: Span = self.span_from(start);
        Some(Expression {
            tokens,
            root: ExprNode::Unknown(span),
            span,
        })
    }

    /// Reads a query that takes the rest of the statement. What can't be read is an unknown one.
    pub(super) fn query_to_the_end(&mut self) -> Query {
        let start = self.at;
        let query = self.attempt(Reader::query);
        if let Some(query) = query.filter(|_| self.is_end()) {
            return query;
        }
        self.at = self.tokens.len();
        let span = self.span_from(start);
        Query {
            with: Vec::new(),
            recursive: false,
            body: QueryBody::Unknown(span),
            order_by: Vec::new(),
            limits: Vec::new(),
            span,
        }
    }

    /// The place of the bracket that closes the one which comes next.
    fn closing_bracket(&self) -> Option<usize> {
        let mut inner = self.clone();
        inner.expect_symbol("(")?;
        inner.skip_until(|_| false);
        inner.is_symbol(")").then_some(inner.at)
    }
}
