//! What operators are applied to.
use super::{NO_START, Reader};
use crate::Dialect;
use crate::statement::{Call, Case, ColumnReference, ExprNode, Literal, Name, QualifiedName};
use crate::token::TokenKind;

/// Functions that are called without brackets.
const WITHOUT_BRACKETS: &[&str] = &[
    "current_date",
    "current_time",
    "current_timestamp",
    "current_user",
    "current_role",
    "current_catalog",
    "current_schema",
    "session_user",
    "system_user",
    "user",
    "localtime",
    "localtimestamp",
    "utc_date",
    "utc_time",
    "utc_timestamp",
];

/// Types of PostgreSQL whose names go on behind the first word.
const LONG_TYPES: &[&str] = &[
    "timestamp",
    "time",
    "interval",
    "double",
    "char",
    "character",
    "bit",
    "nchar",
    "national",
    "numeric",
    "decimal",
    "dec",
    "float",
    "varchar",
];

impl Reader<'_> {
    /// Reads a constant, a name, a call, or something in brackets.
    pub(super) fn primary(&mut self) -> Option<ExprNode> {
        let token = self.token(0)?;
        match token.kind {
            TokenKind::Number => {
                let literal = Literal::Number(self.written(0).to_owned());
                self.at += 1;
                Some(ExprNode::Literal(literal, token.span.clone().into()))
            }
            TokenKind::String => self.strings(),
            TokenKind::QuotedName => self.named(),
            TokenKind::Word => self.word(),
            TokenKind::Symbol => self.symbol(),
            TokenKind::Comment => None,
        }
    }

    /// Reads a string, and those that continue it.
    fn strings(&mut self) -> Option<ExprNode> {
        let start = self.at;
        let text = self.string();
        self.at = start;
        let mut count = 0;
        while self.next_of(TokenKind::String).is_some() {
            count += 1;
            // Only PostgreSQL and MySQL put strings together.
            if self.dialect == Dialect::Sqlite {
                break;
            }
        }
        if self.dialect == Dialect::Postgres && self.eat("uescape") {
            self.at += 1;
            count += 1;
        }
        let span = self.span_from(start);
        let literal = match text {
            Some(text) if count == 1 => Literal::Text(text),
            _ => Literal::Other(self.text[span.range()].to_owned()),
        };
        Some(ExprNode::Literal(literal, span))
    }

    fn symbol(&mut self) -> Option<ExprNode> {
        let start = self.at;
        let written = self.written(0);
        match written {
            "(" => return self.brackets(),
            "*" => {
                self.at += 1;
                return Some(ExprNode::Star(None, self.span_from(start)));
            }
            "{" => {
                // `{d '2020-01-01'}`
                while !self.is_symbol("}") {
                    self.next()?;
                }
                self.at += 1;
                return Some(ExprNode::Unknown(self.span_from(start)));
            }
            _ => {}
        }
        let is_parameter = match self.dialect {
            Dialect::Postgres => written.len() > 1 && written.starts_with('$'),
            _ => written.starts_with(['?', ':', '@', '$', '#']),
        };
        if !is_parameter {
            return None;
        }
        self.at += 1;
        // MySQL's `@'name'`.
        if written == "@" {
            self.next_of(TokenKind::String)
                .or_else(|| self.next_of(TokenKind::QuotedName))?;
        }
        let span = self.span_from(start);
        let literal = Literal::Other(self.text[span.range()].to_owned());
        Some(ExprNode::Literal(literal, span))
    }

    /// Reads `(SELECT …)`, `(a)`, `(a, b)`.
    fn brackets(&mut self) -> Option<ExprNode> {
        let start = self.at;
        if self.is_query_in_brackets() {
            let query = self.query_in_brackets()?;
            return Some(ExprNode::Subquery(Box::new(query)));
        }
        self.expect_symbol("(")?;
        let mut nodes = self.list(Reader::node)?;
        self.expect_symbol(")")?;
        match nodes.len() {
            1 => nodes.pop(),
            _ => Some(ExprNode::Row(nodes, self.span_from(start))),
        }
    }

    fn word(&mut self) -> Option<ExprNode> {
        let start = self.at;
        let word = self.written(0).to_ascii_lowercase();
        let before_bracket = self.is_symbol_at(1, "(");
        let qualifies = self.is_symbol_at(1, ".");
        let (is_postgres, is_mysql) = (
            self.dialect == Dialect::Postgres,
            self.dialect == Dialect::Mysql,
        );
        if qualifies {
            return self.named();
        }
        if NO_START.contains(&&*word) {
            return None;
        }
        match &*word {
            "null" | "true" | "false" if !before_bracket => {
                self.at += 1;
                let literal = match &*word {
                    "null" => Literal::Null,
                    word => Literal::Boolean(word == "true"),
                };
                return Some(ExprNode::Literal(literal, self.span_from(start)));
            }
            "case" => return self.case(),
            "exists" if before_bracket => {
                self.at += 1;
                let query = self.query_in_brackets()?;
                return Some(ExprNode::Exists(Box::new(query)));
            }
            "array" if is_postgres && before_bracket => {
                self.at += 1;
                let query = self.query_in_brackets()?;
                return Some(ExprNode::ArraySubquery(Box::new(query)));
            }
            "array" if is_postgres && self.is_symbol_at(1, "[") => {
                self.at += 1;
                return self.array();
            }
            "row" if before_bracket && self.dialect != Dialect::Sqlite => {
                self.at += 2;
                let mut nodes = Vec::new();
                if !self.is_symbol(")") {
                    nodes = self.list(Reader::node)?;
                }
                self.expect_symbol(")")?;
                return Some(ExprNode::Row(nodes, self.span_from(start)));
            }
            "interval" if is_mysql => return self.interval(),
            "match" if is_mysql && before_bracket => return self.full_text(),
            "next" | "previous" if is_mysql && self.is_value_of_sequence() => {
                self.at += 3;
                self.qualified_name()?;
                return Some(ExprNode::Unknown(self.span_from(start)));
            }
            _ if is_mysql && word.starts_with('@') => {
                self.at += 1;
                if word.ends_with('.') {
                    // ``@@global.`cache`.`size` ``
                    self.attempt(Reader::qualified_name);
                }
                let literal = Literal::Other(word);
                return Some(ExprNode::Literal(literal, self.span_from(start)));
            }
            _ if is_mysql && word.starts_with('_') && self.is_introducer() => {
                self.at += 1;
                return self.primary();
            }
            _ if is_mysql && ["date", "time", "timestamp"].contains(&&*word) => {
                let is_literal = self
                    .token(1)
                    .is_some_and(|token| token.kind == TokenKind::String);
                if is_literal {
                    self.at += 2;
                    let span = self.span_from(start);
                    let literal = Literal::Other(self.text[span.range()].to_owned());
                    return Some(ExprNode::Literal(literal, span));
                }
            }
            _ => {}
        }
        if WITHOUT_BRACKETS.contains(&&*word) && self.is_function_word(&word) {
            return self.function_without_brackets();
        }
        if is_postgres && let Some(literal) = self.attempt(Reader::typed_literal) {
            return Some(literal);
        }
        self.named()
    }

    /// Whether MariaDB's `NEXT VALUE FOR s` comes next.
    fn is_value_of_sequence(&self) -> bool {
        self.is_word_at(1, "value") && self.is_word_at(2, "for")
    }

    /// Whether this engine takes the word for a function, not for a name.
    fn is_function_word(&self, word: &str) -> bool {
        match self.dialect {
            Dialect::Postgres => !word.starts_with("utc_"),
            Dialect::Sqlite => {
                matches!(word, "current_date" | "current_time" | "current_timestamp")
            }
            Dialect::Mysql => {
                let is_name = matches!(
                    word,
                    "user" | "session_user" | "system_user" | "current_catalog" | "current_schema"
                );
                !is_name || self.is_symbol_at(1, "(")
            }
        }
    }

    /// Whether the character set of a string comes next: `_utf8'a'`.
    fn is_introducer(&self) -> bool {
        self.token(1)
            .is_some_and(|token| matches!(token.kind, TokenKind::String | TokenKind::Number))
    }

    fn function_without_brackets(&mut self) -> Option<ExprNode> {
        let token = self.next()?;
        let name = Name {
            text: self.text[token.span.clone()].to_ascii_lowercase(),
            quoted: false,
            span: token.span.clone().into(),
        };
        if self.is_symbol("(") {
            self.skip_brackets()?;
        }
        Some(ExprNode::Call(Box::new(Call {
            name: QualifiedName {
                qualifiers: Vec::new(),
                name,
            },
            arguments: Vec::new(),
            star: false,
            special: true,
            others: Vec::new(),
        })))
    }

    /// Reads `date '2020-01-01'`, `interval '1' day`.
    fn typed_literal(&mut self) -> Option<ExprNode> {
        let is_string = |n: usize| {
            self.token(n)
                .is_some_and(|token| token.kind == TokenKind::String)
        };
        let may_be = is_string(1) || LONG_TYPES.iter().any(|word| self.is_word(word));
        let mut data_type = match may_be {
            true => self.type_name()?,
            false => return None,
        };
        let start = self.at;
        self.next_of(TokenKind::String)?;
        self.at = start;
        let literal = self.strings()?;
        if data_type.name.name.text == "interval" {
            const FIELDS: &[&str] = &[
                "year to month",
                "day to hour",
                "day to minute",
                "day to second",
                "hour to minute",
                "hour to second",
                "minute to second",
                "year",
                "month",
                "day",
                "hour",
                "minute",
                "second",
            ];
            if let Some(fields) = self.eat_any(FIELDS) {
                data_type.modifiers.insert(0, fields.to_owned());
                if self.is_symbol("(") {
                    self.skip_brackets()?;
                }
            }
        }
        Some(ExprNode::Cast(Box::new(literal), data_type))
    }

    /// Reads a column, `t.*`, or a call.
    fn named(&mut self) -> Option<ExprNode> {
        let start = self.at;
        let name = self.qualified_name()?;
        if self.is_symbol("(") {
            return self.call(name);
        }
        if self.is_symbol(".") && self.is_symbol_at(1, "*") {
            self.at += 2;
            return Some(ExprNode::Star(Some(name), self.span_from(start)));
        }
        let QualifiedName {
            mut qualifiers,
            name,
        } = name;
        let table = qualifiers.pop().map(|table| QualifiedName {
            qualifiers,
            name: table,
        });
        Some(ExprNode::Column(ColumnReference { table, name }))
    }

    fn case(&mut self) -> Option<ExprNode> {
        let start = self.at;
        self.expect("case")?;
        let operand = match self.is_word("when") {
            true => None,
            false => Some(self.node()?),
        };
        let mut branches = Vec::new();
        while self.eat("when") {
            let condition = self.node()?;
            self.expect("then")?;
            branches.push((condition, self.node()?));
        }
        let otherwise = match self.eat("else") {
            true => Some(self.node()?),
            false => None,
        };
        self.expect("end")?;
        Some(ExprNode::Case(Box::new(Case {
            operand,
            branches,
            otherwise,
            span: self.span_from(start),
        })))
    }

    /// Reads `[a, b]`, `[[a], [b]]`.
    fn array(&mut self) -> Option<ExprNode> {
        let start = self.at;
        self.expect_symbol("[")?;
        let mut elements = Vec::new();
        while !self.eat_symbol("]") {
            elements.push(match self.is_symbol("[") {
                true => self.deeper(Reader::array)?,
                false => self.node()?,
            });
            self.eat_symbol(",");
        }
        Some(ExprNode::Array(elements, self.span_from(start)))
    }

    /// Reads MySQL's `INTERVAL 1 DAY`, or the function of that name.
    fn interval(&mut self) -> Option<ExprNode> {
        let start = self.at;
        if self.is_symbol_at(1, "(") {
            let call = self.attempt(|reader| {
                let name = reader.qualified_name()?;
                let call = reader.call(name)?;
                (!reader
                    .token(0)
                    .is_some_and(|token| token.kind == TokenKind::Word)
                    || !is_unit(reader.written(0)))
                .then_some(call)
            });
            if call.is_some() {
                return call;
            }
        }
        self.expect("interval")?;
        let node = self.node()?;
        if !is_unit(self.written(0)) {
            return None;
        }
        self.at += 1;
        Some(ExprNode::Compound(vec![node], self.span_from(start)))
    }

    /// Reads MySQL's `MATCH (…) AGAINST (…)`.
    fn full_text(&mut self) -> Option<ExprNode> {
        let start = self.at;
        self.expect("match")?;
        let mut nodes = self.in_brackets(|reader| reader.list(Reader::node))?;
        self.expect("against")?;
        self.expect_symbol("(")?;
        nodes.push(self.operators(super::operator::OTHER, false)?);
        self.skip_until(|_| false);
        self.expect_symbol(")")?;
        Some(ExprNode::Compound(nodes, self.span_from(start)))
    }
}

/// Whether a word is a unit of time of MySQL's.
fn is_unit(word: &str) -> bool {
    const UNITS: &[&str] = &[
        "microsecond",
        "second",
        "minute",
        "hour",
        "day",
        "week",
        "month",
        "quarter",
        "year",
    ];
    let word = word.to_ascii_lowercase();
    word.split('_').all(|part| UNITS.contains(&part))
}
