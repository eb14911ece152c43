//! Expressions: operands and operators in turn. Precedence and types don't matter here.
use super::{Parse, Parser, words};
use crate::token::TokenKind;

/// Symbols between two operands.
const OPERATORS: [&str; 23] = [
    "+", "-", "*", "/", "%", "=", "<=>", "<=", ">=", "<>", "!=", "<", ">", "||", "&&", "|", "&",
    "^", "<<", ">>", ":=", "->", "->>",
];

/// Units of intervals.
const UNITS: [&str; 20] = [
    "MICROSECOND",
    "SECOND",
    "MINUTE",
    "HOUR",
    "DAY",
    "WEEK",
    "MONTH",
    "QUARTER",
    "YEAR",
    "SECOND_MICROSECOND",
    "MINUTE_MICROSECOND",
    "MINUTE_SECOND",
    "HOUR_MICROSECOND",
    "HOUR_SECOND",
    "HOUR_MINUTE",
    "DAY_MICROSECOND",
    "DAY_SECOND",
    "DAY_MINUTE",
    "DAY_HOUR",
    "YEAR_MONTH",
];

/// Functions with a grammar of their own in their parentheses, which is not looked into.
const OPAQUE: [&str; 16] = [
    "CHAR",
    "COLUMN_ADD",
    "COLUMN_CREATE",
    "COLUMN_GET",
    "EXTRACT",
    "JSON_ARRAYAGG",
    "JSON_OBJECTAGG",
    "JSON_QUERY",
    "JSON_TABLE",
    "JSON_VALUE",
    "MID",
    "POSITION",
    "SUBSTR",
    "SUBSTRING",
    "TRIM",
    "WEIGHT_STRING",
];

/// Functions of the servers, of which no user-defined function can have the name: their arguments
/// have no aliases.
const BUILT_IN: [&str; 32] = [
    "ABS",
    "AVG",
    "CEIL",
    "COALESCE",
    "CONCAT",
    "CONCAT_WS",
    "COUNT",
    "DATE_ADD",
    "DATE_FORMAT",
    "DATE_SUB",
    "FLOOR",
    "FROM_UNIXTIME",
    "GREATEST",
    "IF",
    "IFNULL",
    "JSON_EXTRACT",
    "JSON_OBJECT",
    "JSON_UNQUOTE",
    "LEAST",
    "LEFT",
    "LENGTH",
    "LOWER",
    "MAX",
    "MIN",
    "MOD",
    "NULLIF",
    "REPLACE",
    "RIGHT",
    "ROUND",
    "SUM",
    "UPPER",
    "VALUES",
];

/// How many arguments these functions have: it is part of the servers' grammar.
const ARITY: [(&str, usize); 8] = [
    ("IF", 3),
    ("IFNULL", 2),
    ("LEFT", 2),
    ("NULLIF", 2),
    ("REPEAT", 2),
    ("REPLACE", 3),
    ("VALUES", 1),
    ("RIGHT", 2),
];

const MEMBER: &str = "MariaDB has no `MEMBER OF`: write `JSON_CONTAINS(whole, part)`";
const ARROWS: &str =
    "MariaDB has no `->` and `->>`: write `JSON_EXTRACT(…)`, or `JSON_UNQUOTE(JSON_EXTRACT(…))`";

impl Parser<'_> {
    pub(super) fn expression(&mut self) -> Parse {
        loop {
            self.operand()?;
            if !self.operator()? {
                return Ok(());
            }
        }
    }

    /// Whether `ESCAPE` comes as an operator, and not as the alias that it may be.
    fn is_escape(&self) -> bool {
        let is_operand = match self.kind(1) {
            Some(TokenKind::Symbol) => self.peeks_symbol(1, "("),
            Some(_) => !self.peeks(1, "FROM"),
            None => false,
        };
        self.peeks(0, "ESCAPE") && is_operand
    }

    /// Moves over an operator; `false` if none comes, or only such as need no operand after them.
    fn operator(&mut self) -> Parse<bool> {
        loop {
            if self.kind(0) == Some(TokenKind::Symbol) {
                if !OPERATORS.contains(&self.written(0)) {
                    return Ok(false);
                }
                if matches!(self.written(0), "->" | "->>") {
                    self.mysql_alone(self.at, ARROWS)?;
                }
                self.at += 1;
                if self.peeks_any(0, &["ALL", "ANY", "SOME"]) && self.peeks_symbol(1, "(") {
                    self.at += 1;
                }
                return Ok(true);
            }
            if self.eat_any(&["AND", "OR", "XOR", "DIV", "MOD", "LIKE", "REGEXP", "RLIKE"])
                || (self.is_escape() && self.eat("ESCAPE"))
                || (self.peeks(0, "SOUNDS") && self.eat_all(&["SOUNDS", "LIKE"]))
            {
                return Ok(true);
            }
            if self.eat("BETWEEN") {
                return self.between().map(|()| true);
            }
            if self.is("NOT") && self.peeks_any(1, &["LIKE", "REGEXP", "RLIKE", "BETWEEN", "IN"]) {
                self.at += 1;
            } else if self.eat("IS") {
                self.eat("NOT");
                if self.peeks(0, "JSON") || self.peeks_symbol(0, "\\") {
                    return self.unknown();
                }
                self.need_any(&["NULL", "TRUE", "FALSE", "UNKNOWN"])?;
            } else if self.eat("IN") {
                self.parenthesised_expressions()?;
            } else if self.eat("COLLATE") {
                self.collation()?;
            } else if self.peeks(0, "MEMBER") && (self.peeks(1, "OF") || self.peeks_symbol(1, "("))
            {
                self.mysql_alone(self.at, MEMBER)?;
                self.at += 1;
                self.eat("OF");
                self.parenthesised_expressions()?;
            } else {
                return Ok(false);
            }
        }
    }

    /// The bounds of `BETWEEN`, up to its `AND`.
    fn between(&mut self) -> Parse {
        loop {
            self.operand()?;
            if self.eat("AND") {
                return Ok(());
            }
            if !self.operator()? {
                return self.wrong();
            }
        }
    }

    pub(super) fn collation(&mut self) -> Parse {
        if self.eat("BINARY") || self.eat("DEFAULT") {
            return Ok(());
        }
        if self.is_string() {
            return self.string();
        }
        self.name()
    }

    /// An operand with the signs before it.
    pub(super) fn operand(&mut self) -> Parse {
        loop {
            let is_sign = matches!(self.written(0), "-" | "+" | "~" | "!")
                && self.kind(0) == Some(TokenKind::Symbol);
            if is_sign {
                self.at += 1;
            } else if !self.eat_any(&["NOT", "BINARY"]) {
                break;
            }
        }
        self.primary()
    }

    pub(super) fn primary(&mut self) -> Parse {
        match self.kind(0) {
            Some(TokenKind::Number) => {
                self.at += 1;
                Ok(())
            }
            Some(TokenKind::String) => {
                let may_be_name = self.written(0).starts_with('"');
                while self.is_string() {
                    self.at += 1;
                }
                if may_be_name {
                    self.column_or_call()
                } else {
                    Ok(())
                }
            }
            Some(TokenKind::QuotedName) => {
                self.at += 1;
                self.column_or_call()
            }
            Some(TokenKind::Word) => self.word_operand(),
            Some(TokenKind::Symbol) => self.symbol_operand(),
            _ => self.wrong(),
        }
    }

    fn symbol_operand(&mut self) -> Parse {
        match self.written(0) {
            "(" => self.parenthesised_expressions(),
            // ODBC's escapes: {d '2024-01-01'}
            "{" => self.unknown(),
            // \N is NULL.
            "\\" if self.peeks(1, "N") => {
                self.at += 2;
                Ok(())
            }
            // @'name', @`name`
            "@" | "@@"
                if matches!(
                    self.kind(1),
                    Some(TokenKind::String | TokenKind::QuotedName)
                ) =>
            {
                self.at += 2;
                self.qualifiers()
            }
            // `.table.column`
            "." if self.peeks_symbol(2, ".") => {
                self.qualified()?;
                self.column_or_call()
            }
            _ => self.wrong(),
        }
    }

    /// `(a)`, `(a, b)`, `(SELECT …)`.
    pub(super) fn parenthesised_expressions(&mut self) -> Parse {
        self.need_symbol("(")?;
        self.deeper(|parser| {
            if parser.is_query() {
                return parser.query();
            }
            parser.list(Self::expression)?;
            // ((SELECT 1) UNION (SELECT 2))
            parser.query_tail()
        })?;
        self.need_symbol(")")
    }

    fn word_operand(&mut self) -> Parse {
        if self.peeks_symbol(1, "(") && self.eat("ROW") {
            return self.parenthesised_expressions();
        }
        if self.peeks_symbol(1, "(") && self.eat("DEFAULT") {
            return self.parenthesised(Self::qualified);
        }
        if self.eat("EXISTS") {
            return self.subquery();
        }
        if self.eat("CASE") {
            return self.deeper(Self::case);
        }
        if self.eat("INTERVAL") {
            return self.deeper(Self::interval);
        }
        if self.eat("MATCH") {
            return self.match_against();
        }
        if self.peeks_symbol(1, "(") && (self.eat("CAST") || self.eat("CONVERT")) {
            return self.cast();
        }
        if self.eat_any(&["NULL", "TRUE", "FALSE", "DEFAULT", "MAXVALUE"]) {
            return Ok(());
        }
        if self.peeks_any(0, &["NEXT", "PREVIOUS"])
            && self.peeks(1, "VALUE")
            && self.peeks(2, "FOR")
        {
            self.at += 3;
            return self.qualified();
        }
        let moments = [
            "CURRENT_TIMESTAMP",
            "CURRENT_DATE",
            "CURRENT_TIME",
            "LOCALTIME",
            "LOCALTIMESTAMP",
            "UTC_DATE",
            "UTC_TIME",
            "UTC_TIMESTAMP",
            "CURRENT_USER",
            "CURRENT_ROLE",
        ];
        if self.peeks_any(0, &moments) {
            self.at += 1;
            return if self.peeks_symbol(0, "(") {
                self.arguments(false).map(|_| ())
            } else {
                Ok(())
            };
        }
        let word = self.written(0);
        if word.starts_with('@') {
            return self.variable();
        }
        if word.starts_with('_')
            && (matches!(self.kind(1), Some(TokenKind::String | TokenKind::Number)))
        {
            self.at += 1;
            return self.primary();
        }
        if self.peeks_any(0, &["DATE", "TIME", "TIMESTAMP"])
            && self.kind(1) == Some(TokenKind::String)
        {
            self.at += 2;
            return Ok(());
        }
        if words::contains(words::RESERVED, word) && !self.peeks_symbol(1, ".") {
            let is_function = self.peeks_symbol(1, "(") && words::contains(words::FUNCTIONS, word);
            if !is_function {
                return self.wrong();
            }
        }
        self.at += 1;
        self.column_or_call()
    }

    /// `@name`, `@@name`, `@@global.name`, ``@@global.`cache`.`name` ``.
    pub(super) fn variable(&mut self) -> Parse {
        let ends_in_dot = self.written(0).ends_with('.');
        self.at += 1;
        let is_quoted = matches!(
            self.kind(0),
            Some(TokenKind::QuotedName | TokenKind::String)
        );
        if ends_in_dot && is_quoted {
            self.at += 1;
        }
        self.qualifiers()
    }

    /// What comes after the first part of a name.
    fn column_or_call(&mut self) -> Parse {
        while self.peeks_symbol(0, ".") {
            self.at += 1;
            if self.eat_symbol("*") {
                return Ok(());
            }
            if !matches!(
                self.kind(0),
                Some(TokenKind::Word | TokenKind::QuotedName | TokenKind::String)
            ) {
                return self.wrong();
            }
            self.at += 1;
        }
        if !self.peeks_symbol(0, "(") {
            return Ok(());
        }
        let function = &self.text[self.tokens[self.at - 1].span.clone()];
        let is = |names: &[&str]| names.iter().any(|name| name.eq_ignore_ascii_case(function));
        if is(&OPAQUE) {
            self.skip_parenthesised()?;
        } else if is(&["COUNT"]) && self.peeks_symbol(1, "*") {
            self.at += 2;
            self.need_symbol(")")?;
        } else if is(&["GROUP_CONCAT"]) {
            self.group_concat()?;
        } else {
            self.call(function, !is(&BUILT_IN))?;
        }
        self.window()
    }

    /// The arguments of a call, as many as the grammar wants of some functions.
    fn call(&mut self, function: &str, aliases: bool) -> Parse {
        let is_qualified = self.at > 1 && self.tokens[self.at - 2].is_symbol(self.text, ".");
        let count = self.arguments(aliases)?;
        let is_right = match ARITY
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(function))
        {
            Some(&(_, arity)) => count == arity,
            None => count > 0 || !function.eq_ignore_ascii_case("COUNT"),
        };
        if is_right || is_qualified {
            return Ok(());
        }
        self.at -= 1;
        self.wrong()
    }

    /// `OVER …` and what may stand before it.
    fn window(&mut self) -> Parse {
        if self.peeks(0, "WITHIN") && self.peeks(1, "GROUP") {
            self.at += 2;
            self.skip_parenthesised()?;
        }
        if self.peeks(0, "FROM")
            && self.peeks_any(1, &["FIRST", "LAST"])
            && self.peeks_any(2, &["OVER", "RESPECT", "IGNORE"])
        {
            self.at += 2;
        }
        if self.peeks_any(0, &["RESPECT", "IGNORE"]) && self.peeks(1, "NULLS") {
            self.at += 2;
        }
        if !self.eat("OVER") {
            return Ok(());
        }
        if self.peeks_symbol(0, "(") {
            self.deeper(Self::window_specification)
        } else {
            self.name()
        }
    }

    pub(super) fn window_specification(&mut self) -> Parse {
        self.need_symbol("(")?;
        if !self.peeks_any(0, &["PARTITION", "ORDER", "ROWS", "RANGE", "GROUPS"]) {
            self.eat_name();
        }
        if self.eat_all(&["PARTITION", "BY"]) {
            self.list(Self::expression)?;
        }
        if self.eat_all(&["ORDER", "BY"]) {
            self.list(Self::ordered)?;
        }
        if self.eat_any(&["ROWS", "RANGE"]) || (self.peeks(0, "GROUPS") && self.eat("GROUPS")) {
            while !self.at_end() && !self.peeks_symbol(0, ")") && !self.peeks_symbol(0, "(") {
                self.at += 1;
            }
            if self.peeks_symbol(0, "(") {
                return self.unknown();
            }
        }
        self.need_symbol(")")
    }

    /// An expression of `ORDER BY` or `GROUP BY`.
    pub(super) fn ordered(&mut self) -> Parse {
        self.expression()?;
        self.eat_any(&["ASC", "DESC"]);
        Ok(())
    }

    /// `(…)` after a function's name; a user-defined function's arguments may have aliases.
    /// Gives their number.
    fn arguments(&mut self, aliases: bool) -> Parse<usize> {
        self.need_symbol("(")?;
        if self.eat_symbol(")") {
            return Ok(0);
        }
        let mut count = 0;
        self.deeper(|parser| {
            parser.eat_any(&["DISTINCT", "DISTINCTROW", "ALL"]);
            parser.list(|parser| {
                count += 1;
                parser.expression()?;
                if aliases { parser.alias() } else { Ok(()) }
            })
        })?;
        self.need_symbol(")")?;
        Ok(count)
    }

    fn group_concat(&mut self) -> Parse {
        self.need_symbol("(")?;
        self.deeper(|parser| {
            parser.eat_any(&["DISTINCT", "ALL"]);
            parser.list(Self::expression)?;
            if parser.eat("ORDER") {
                parser.need("BY")?;
                parser.list(Self::ordered)?;
            }
            if parser.eat("SEPARATOR") {
                parser.primary()?;
            }
            if parser.eat("LIMIT") {
                parser.limit()
            } else {
                Ok(())
            }
        })?;
        self.need_symbol(")")
    }

    fn case(&mut self) -> Parse {
        if !self.is("WHEN") {
            self.expression()?;
        }
        self.need("WHEN")?;
        loop {
            self.expression()?;
            self.need("THEN")?;
            self.expression()?;
            if self.eat("WHEN") {
                continue;
            }
            if self.eat("ELSE") {
                self.expression()?;
            }
            return self.need("END");
        }
    }

    /// `INTERVAL 1 DAY`, or the function `INTERVAL(1, 2, 3)`.
    fn interval(&mut self) -> Parse {
        let may_be_call = self.peeks_symbol(0, "(");
        self.expression()?;
        if may_be_call && !self.word().is_some_and(is_unit) {
            return Ok(());
        }
        if !self.word().is_some_and(is_unit) {
            for unit in UNITS {
                self.is(unit);
            }
            return self.wrong();
        }
        self.at += 1;
        Ok(())
    }

    fn match_against(&mut self) -> Parse {
        if self.peeks_symbol(0, "(") {
            self.parenthesised(Self::qualified)?;
        } else {
            self.list(Self::qualified)?;
        }
        self.need("AGAINST")?;
        self.skip_parenthesised()
    }

    fn cast(&mut self) -> Parse {
        self.need_symbol("(")?;
        self.deeper(Self::expression)?;
        if self.peeks(0, "AT") {
            return self.unknown();
        }
        if self.eat("USING") {
            self.collation()?;
        } else {
            if !self.eat_symbol(",") {
                self.need("AS")?;
            }
            self.cast_type()?;
        }
        self.need_symbol(")")
    }

    fn cast_type(&mut self) -> Parse {
        if self.eat_any(&["SIGNED", "UNSIGNED"]) {
            self.eat_any(&["INT", "INTEGER"]);
        } else if self.eat("INTERVAL") {
            self.need("DAY_SECOND")?;
            if self.peeks_symbol(0, "(") {
                self.sizes(1, 1)?;
            }
        } else {
            self.data_type()?;
        }
        self.eat("ARRAY");
        if self.peeks(0, "AT") {
            self.unknown()
        } else {
            Ok(())
        }
    }
}

fn is_unit(word: &str) -> bool {
    let plain = word
        .strip_prefix("SQL_TSI_")
        .or_else(|| word.strip_prefix("sql_tsi_"))
        .unwrap_or(word);
    UNITS.iter().any(|unit| unit.eq_ignore_ascii_case(plain))
}
