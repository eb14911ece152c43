//! Operators, by how strongly they bind.
use super::Reader;
use crate::Dialect;
use crate::statement::{ExprNode, Literal, Query, QueryBody, Span};
use crate::token::TokenKind;

const OR: u8 = 1;
const XOR: u8 = 2;
const AND: u8 = 3;
const NOT: u8 = 4;
const IS: u8 = 5;
/// `=` and its like.
pub(super) const COMPARISON: u8 = 6;
const IN: u8 = 7;
/// Any operator that is not named here.
pub(super) const OTHER: u8 = 8;
const SUM: u8 = 9;
const PRODUCT: u8 = 10;
const POWER: u8 = 11;
const ZONE: u8 = 12;
const SIGN: u8 = 13;
const SUBSCRIPT: u8 = 14;
const CAST: u8 = 15;
const FIELD: u8 = 16;

/// A chain of more operators than this is kept flat, lest the tree grow too deep for the stack.
const LONGEST: usize = 40;

/// What may follow `NOT` behind an operand.
const NEGATED: &[&str] = &[
    "in", "like", "ilike", "similar", "between", "glob", "regexp", "rlike", "match",
];

impl Reader<'_> {
    /// Reads an expression with the operators that bind at least so strongly. `restricted` leaves out
    /// what [`default_expression`](Self::default_expression) does not take.
    pub(super) fn operators(&mut self, power: u8, restricted: bool) -> Option<ExprNode> {
        self.deeper(|reader| {
            let start = reader.at;
            let mut left = reader.prefix(restricted)?;
            let mut flat = Vec::new();
            let mut length = 0;
            while let Some(own) = reader.next_power(restricted).filter(|own| *own >= power) {
                left = reader.infix(left, own, start, restricted)?;
                length += 1;
                if length == LONGEST {
                    flat.push(left);
                    left = ExprNode::Compound(Vec::new(), reader.span_from(start));
                    length = 1;
                }
            }
            if flat.is_empty() {
                return Some(left);
            }
            flat.push(left);
            Some(ExprNode::Compound(flat, reader.span_from(start)))
        })
    }

    fn prefix(&mut self, restricted: bool) -> Option<ExprNode> {
        let is_mysql = self.dialect == Dialect::Mysql;
        let token = self.token(0)?;
        if self.dialect == Dialect::Postgres
            && self.is_word("operator")
            && self.is_symbol_at(1, "(")
        {
            return self.named_prefix(restricted);
        }
        let written = self.written(0);
        let (power, is_one) = match token.kind {
            TokenKind::Word if self.is_word("not") => (NOT, true),
            TokenKind::Word if is_mysql && self.is_word("binary") => (SIGN, true),
            TokenKind::Symbol => (SIGN, is_prefix(written, self.dialect)),
            _ => (SIGN, false),
        };
        if !is_one {
            return self.primary();
        }
        self.at += 1;
        Some(ExprNode::Unary {
            operator: written.to_ascii_lowercase(),
            operand: Box::new(self.operators(power, restricted)?),
        })
    }

    /// Reads `OPERATOR(s.@) e`.
    fn named_prefix(&mut self, restricted: bool) -> Option<ExprNode> {
        let start = self.at;
        self.expect("operator")?;
        self.in_brackets(|reader| {
            reader.skip_until(|_| false);
            Some(())
        })?;
        let operator = self.text[self.span_from(start).range()].to_ascii_lowercase();
        Some(ExprNode::Unary {
            operator,
            operand: Box::new(self.operators(OTHER, restricted)?),
        })
    }

    /// How strongly the operator binds that comes next, if one does.
    fn next_power(&self, restricted: bool) -> Option<u8> {
        let token = self.token(0)?;
        match token.kind {
            TokenKind::Word => self.word_power(restricted),
            TokenKind::Symbol => self.symbol_power(),
            _ => None,
        }
    }

    fn word_power(&self, restricted: bool) -> Option<u8> {
        let word = self.written(0).to_ascii_lowercase();
        let (postgres, sqlite, mysql) = (
            self.dialect == Dialect::Postgres,
            self.dialect == Dialect::Sqlite,
            self.dialect == Dialect::Mysql,
        );
        if restricted {
            return match &*word {
                "is" if self.is_words("is distinct") || self.is_words("is not distinct") => {
                    Some(IS)
                }
                "operator" if postgres && self.is_symbol_at(1, "(") => Some(OTHER),
                _ => None,
            };
        }
        match &*word {
            "or" => Some(OR),
            "xor" if mysql => Some(XOR),
            "and" => Some(AND),
            "is" => Some(IS),
            "isnull" | "notnull" if !mysql => Some(IS),
            "not" if sqlite && self.is_word_at(1, "null") => Some(IS),
            "not" if NEGATED.iter().any(|word| self.is_word_at(1, word)) => Some(IN),
            "in" | "between" | "like" => Some(IN),
            "ilike" if postgres => Some(IN),
            "similar" if postgres && self.is_word_at(1, "to") => Some(IN),
            "overlaps" if postgres => Some(IN),
            "glob" | "match" if sqlite => Some(IN),
            "regexp" if !postgres => Some(IN),
            "rlike" if mysql => Some(IN),
            "sounds" if mysql && self.is_word_at(1, "like") => Some(IN),
            "member" if mysql && self.is_word_at(1, "of") => Some(IN),
            "div" | "mod" if mysql => Some(PRODUCT),
            "collate" => Some(ZONE),
            "at" if postgres && (self.is_words("at time zone") || self.is_words("at local")) => {
                Some(ZONE)
            }
            "operator" if postgres && self.is_symbol_at(1, "(") => Some(OTHER),
            _ => None,
        }
    }

    fn symbol_power(&self) -> Option<u8> {
        let written = self.written(0);
        let postgres = self.dialect == Dialect::Postgres;
        match written {
            "=" | "<" | ">" | "<=" | ">=" | "<>" | "!=" | "==" | "<=>" => Some(COMPARISON),
            "+" | "-" => Some(SUM),
            "*" | "/" | "%" => Some(PRODUCT),
            "^" => Some(POWER),
            "::" if postgres => Some(CAST),
            "[" if postgres => Some(SUBSCRIPT),
            "." => Some(FIELD),
            ":=" if self.dialect == Dialect::Mysql => Some(OR),
            "=>" => None,
            _ if is_operator(written) => Some(OTHER),
            _ => None,
        }
    }

    fn infix(
        &mut self,
        left: ExprNode,
        power: u8,
        start: usize,
        restricted: bool,
    ) -> Option<ExprNode> {
        let token = self.token(0)?;
        let operator_span = Span::from(token.span.clone());
        if token.kind == TokenKind::Word {
            return self.word_operator(left, power, start, restricted);
        }
        let operator = self.written(0).to_owned();
        self.at += 1;
        match power {
            CAST => {
                let data_type = self.type_name()?;
                return Some(ExprNode::Cast(Box::new(left), data_type));
            }
            SUBSCRIPT => return self.subscript(left),
            FIELD if self.is_symbol("*") => {
                let span = self.here();
                self.at += 1;
                return Some(ExprNode::AllFields(Box::new(left), span));
            }
            FIELD => return Some(ExprNode::Field(Box::new(left), self.name()?)),
            _ => {}
        }
        let quantified = self.is_any_word(&["any", "all", "some"]) && self.is_symbol_at(1, "(");
        if quantified && self.dialect != Dialect::Sqlite {
            return self.quantified(left, start);
        }
        Some(ExprNode::Binary {
            operator,
            operator_span,
            left: Box::new(left),
            right: Box::new(self.operators(power + 1, restricted)?),
        })
    }

    /// Reads `ANY (…)` and its like, behind the operator.
    fn quantified(&mut self, left: ExprNode, start: usize) -> Option<ExprNode> {
        self.at += 1;
        if self.is_query_in_brackets() {
            let query = self.query_in_brackets()?;
            return Some(ExprNode::InSubquery(Box::new(left), Box::new(query)));
        }
        let of = self.in_brackets(Reader::node)?;
        Some(ExprNode::Predicate(vec![left, of], self.span_from(start)))
    }

    fn subscript(&mut self, left: ExprNode) -> Option<ExprNode> {
        let mut parts = Vec::new();
        let mut is_slice = false;
        while !self.eat_symbol("]") {
            match self.eat_symbol(":") {
                true => is_slice = true,
                false => parts.push(self.node()?),
            }
        }
        Some(ExprNode::Subscript(Box::new(left), parts, is_slice))
    }

    fn word_operator(
        &mut self,
        left: ExprNode,
        power: u8,
        start: usize,
        restricted: bool,
    ) -> Option<ExprNode> {
        let first = self.at;
        match power {
            IS => return self.is_operator(left, start),
            IN => return self.in_operator(left, start),
            ZONE if self.eat("collate") => {
                self.qualified_name()?;
                return Some(unary("collate", left));
            }
            ZONE if self.eat("at local") => return Some(unary("at local", left)),
            ZONE => self.expect("at time zone")?,
            OTHER => {
                self.expect("operator")?;
                self.skip_brackets()?;
            }
            _ => self.at += 1,
        }
        let operator = self.text[self.span_from(first).range()].to_ascii_lowercase();
        let operator = match power {
            ZONE => "at time zone".to_owned(),
            _ => operator,
        };
        Some(ExprNode::Binary {
            operator_span: self.span_from(first),
            operator,
            left: Box::new(left),
            right: Box::new(self.operators(power + 1, restricted)?),
        })
    }

    fn is_operator(&mut self, left: ExprNode, start: usize) -> Option<ExprNode> {
        const TESTS: &[&str] = &[
            "null",
            "true",
            "false",
            "unknown",
            "document",
            "normalized",
            "nfc normalized",
            "nfd normalized",
            "nfkc normalized",
            "nfkd normalized",
        ];
        if self.eat_any(&["isnull", "notnull", "not null"]).is_some() {
            return Some(unary("is null", left));
        }
        self.expect("is")?;
        self.eat("not");
        if self.eat("distinct from") {
            let right = self.operators(COMPARISON, false)?;
            return Some(ExprNode::Predicate(
                vec![left, right],
                self.span_from(start),
            ));
        }
        if self.dialect != Dialect::Sqlite || self.is_word("null") {
            if self.eat_any(TESTS).is_some() {
                return Some(unary("is null", left));
            }
            if self.eat("json") {
                self.eat_any(&["value", "scalar", "array", "object"]);
                if self.eat_any(&["with unique", "without unique"]).is_some() {
                    self.eat("keys");
                }
                return Some(unary("is null", left));
            }
            return None;
        }
        let right = self.operators(COMPARISON, false)?;
        Some(ExprNode::Predicate(
            vec![left, right],
            self.span_from(start),
        ))
    }

    fn in_operator(&mut self, left: ExprNode, start: usize) -> Option<ExprNode> {
        self.eat("not");
        if self.eat("in") {
            return self.in_list(left, start);
        }
        let mut parts = vec![left];
        if self.eat("between") {
            self.eat_any(&["symmetric", "asymmetric"]);
            parts.push(self.operators(OTHER, false)?);
            self.expect("and")?;
            parts.push(self.operators(OTHER, false)?);
        } else if self.eat("member of") {
            parts.push(self.in_brackets(Reader::node)?);
        } else {
            if self.eat_any(&["similar to", "sounds like"]).is_none() {
                self.at += 1;
            }
            let is_quantified =
                self.is_any_word(&["any", "all", "some"]) && self.is_symbol_at(1, "(");
            if is_quantified && self.dialect == Dialect::Postgres {
                let left = parts.pop()?;
                return self.quantified(left, start);
            }
            parts.push(self.operators(OTHER, false)?);
            if self.eat("escape") {
                parts.push(self.operators(OTHER, false)?);
            }
        }
        Some(ExprNode::Predicate(parts, self.span_from(start)))
    }

    fn in_list(&mut self, left: ExprNode, start: usize) -> Option<ExprNode> {
        let left = Box::new(left);
        if !self.is_symbol("(") {
            // SQLite's `a IN t`, `a IN f(b)`; MySQL knows neither.
            let name = self.qualified_name()?;
            if self.is_symbol("(") {
                self.skip_brackets()?;
                return Some(ExprNode::Predicate(vec![*left], self.span_from(start)));
            }
            let span = name.span();
            return Some(ExprNode::InSubquery(
                left,
                Box::new(table_query(name, span)),
            ));
        }
        if self.is_query_in_brackets() {
            let query = self.query_in_brackets()?;
            return Some(ExprNode::InSubquery(left, Box::new(query)));
        }
        self.expect_symbol("(")?;
        if self.eat_symbol(")") {
            // SQLite's grammar puts the answer in its place and forgets what stands before it.
            let answer = Literal::Number("0".to_owned());
            return Some(ExprNode::Literal(answer, self.span_from(start)));
        }
        let mut parts = vec![*left];
        parts.extend(self.list(Reader::node)?);
        self.expect_symbol(")")?;
        Some(ExprNode::Predicate(parts, self.span_from(start)))
    }

    /// Whether a bracket comes next, and in it (and perhaps in more brackets) a query and nothing else.
    pub(crate) fn is_query_in_brackets(&self) -> bool {
        let mut ahead = self.clone();
        let mut brackets = 0_usize;
        while ahead.eat_symbol("(") {
            brackets += 1;
        }
        let is_query = match ahead.dialect {
            // `VALUES (a)` is a function of MySQL's.
            Dialect::Mysql => {
                ahead.is_any_word(&["select", "with", "table"]) || ahead.is_words("values row")
            }
            Dialect::Sqlite => ahead.is_any_word(&["select", "with", "values"]),
            Dialect::Postgres => ahead.is_any_word(&["select", "with", "values", "table"]),
        };
        if brackets < 2 || !is_query {
            return brackets == 1 && is_query;
        }
        // `((SELECT 1) + 1)` is none; `((SELECT 1) UNION SELECT 2)` is one.
        ahead.skip_until(|_| false);
        ahead.at += 1;
        const GO_ON: &[&str] = &[
            "union",
            "intersect",
            "except",
            "minus",
            "order",
            "limit",
            "offset",
            "fetch",
            "for",
        ];
        ahead.is_symbol(")") || ahead.is_any_word(GO_ON)
    }
}

/// A query that reads a whole table.
fn table_query(name: crate::statement::QualifiedName, span: Span) -> Query {
    Query {
        with: Vec::new(),
        recursive: false,
        body: QueryBody::Table(name),
        order_by: Vec::new(),
        limits: Vec::new(),
        span,
    }
}

fn unary(operator: &str, operand: ExprNode) -> ExprNode {
    ExprNode::Unary {
        operator: operator.to_owned(),
        operand: Box::new(operand),
    }
}

/// Whether a symbol is an operator before its operand.
fn is_prefix(symbol: &str, dialect: Dialect) -> bool {
    match dialect {
        Dialect::Postgres => symbol != "*" && is_operator(symbol),
        _ => matches!(symbol, "+" | "-" | "~" | "!"),
    }
}

fn is_operator(symbol: &str) -> bool {
    !symbol.is_empty()
        && symbol
            .bytes()
            .all(|byte| b"~!@#^&|`?+-*/%<>=".contains(&byte))
}
