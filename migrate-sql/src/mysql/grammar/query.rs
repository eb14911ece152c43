//! `SELECT` and what is built of it.
use super::{Parse, Parser};
use crate::token::TokenKind;

/// Words after which a query goes on: no alias without `AS` is one of these, even where a server
/// does not reserve them.
const NO_ALIAS: [&str; 16] = [
    "EXCEPT",
    "INTERSECT",
    "MINUS",
    "WINDOW",
    "OFFSET",
    "RETURNING",
    "QUALIFY",
    "TABLESAMPLE",
    "LATERAL",
    "LOCK",
    "FETCH",
    "ORDER",
    "FULL",
    "SEPARATOR",
    "LIMIT",
    "SET",
];

/// What MariaDB has instead of `VALUES ROW (1), ROW (2)`.
pub(super) const ROW: &str = "leave `ROW` out: MariaDB writes `VALUES (1), (2)`";

/// Words with which a query goes on behind `MINUS`.
const AFTER_MINUS: &[&str] = &["ALL", "DISTINCT", "SELECT", "TABLE", "VALUES", "WITH"];

impl Parser<'_> {
    /// Whether a query comes, its parentheses passed over.
    pub(super) fn is_query(&self) -> bool {
        if self.peeks(0, "VALUES") {
            // `VALUES (column)` is a function, too.
            return self.peeks(1, "ROW") || (self.peeks_symbol(1, "(") && !self.is_values_call());
        }
        self.peeks(0, "SELECT")
            || (self.peeks(0, "WITH"))
            || (self.peeks(0, "TABLE")
                && matches!(self.kind(1), Some(TokenKind::Word | TokenKind::QuotedName)))
    }

    /// Whether a query comes in parentheses, and not a list of names or definitions.
    pub(super) fn is_query_in_parentheses(&self) -> bool {
        self.peeks_symbol(0, "(")
            && (self.peeks_symbol(1, "(") || self.peeks_any(1, &["SELECT", "WITH", "VALUES"]))
    }

    fn is_values_call(&self) -> bool {
        self.peeks_symbol(3, ")")
            && matches!(self.kind(2), Some(TokenKind::Word | TokenKind::QuotedName))
    }

    /// A query expression.
    pub(super) fn query(&mut self) -> Parse {
        if self.eat("WITH") {
            self.common_tables()?;
        }
        self.query_term()?;
        self.query_tail()
    }

    /// What may follow the first term of a query.
    pub(super) fn query_tail(&mut self) -> Parse {
        while self.eat("UNION")
            || (self.peeks_any(0, &["EXCEPT", "INTERSECT"])
                && self.eat_any(&["EXCEPT", "INTERSECT"]))
            // Not as the alias that it may be.
            || ((self.peeks_symbol(1, "(") || self.peeks_any(1, AFTER_MINUS))
                && self.peeks(0, "MINUS")
                && self.eat("MINUS"))
        {
            self.eat_any(&["ALL", "DISTINCT"]);
            self.query_term()?;
        }
        self.order_and_limit()?;
        self.locking()
    }

    pub(super) fn order_and_limit(&mut self) -> Parse {
        if self.eat("ORDER") {
            self.need("BY")?;
            self.list(Self::ordered)?;
            if self.eat("WITH") {
                self.need("ROLLUP")?;
            }
        }
        if self.eat("LIMIT") {
            self.limit()?;
        }
        if self.peeks(0, "OFFSET") || self.peeks(0, "FETCH") {
            return self.unknown();
        }
        Ok(())
    }

    pub(super) fn limit(&mut self) -> Parse {
        self.limit_value()?;
        if self.eat_symbol(",") || (self.peeks(0, "OFFSET") && self.eat("OFFSET")) {
            self.limit_value()?;
        }
        if self.eat("ROWS") {
            self.need("EXAMINED")?;
            self.limit_value()?;
        }
        Ok(())
    }

    fn limit_value(&mut self) -> Parse {
        if self.eat_number() || self.eat_symbol("?") || self.eat_name() {
            return self.qualifiers();
        }
        if self
            .word()
            .is_some_and(|word| word.starts_with('@') || word.eq_ignore_ascii_case("ROWS"))
        {
            return self.unknown();
        }
        self.wrong()
    }

    fn locking(&mut self) -> Parse {
        loop {
            if self.eat("INTO") {
                self.select_into()?;
            } else if self.peeks(0, "FOR") && self.peeks_any(1, &["UPDATE", "SHARE"]) {
                self.at += 2;
                if self.peeks(0, "OF") {
                    self.at += 1;
                    self.list(Self::qualified)?;
                }
                if !self.eat("NOWAIT")
                    && !self.eat_all(&["SKIP", "LOCKED"])
                    && self.eat("WAIT")
                    && !self.eat_number()
                {
                    return self.wrong();
                }
            } else if self.peeks(0, "LOCK") && self.peeks(1, "IN") {
                self.at += 2;
                self.need("SHARE")?;
                self.need("MODE")?;
                if !self.eat("NOWAIT")
                    && !self.eat_all(&["SKIP", "LOCKED"])
                    && self.eat("WAIT")
                    && !self.eat_number()
                {
                    return self.wrong();
                }
            } else if self.is("PROCEDURE") {
                return self.unknown();
            } else {
                return Ok(());
            }
        }
    }

    fn select_into(&mut self) -> Parse {
        if self.peeks_any(0, &["OUTFILE", "DUMPFILE"]) {
            return self.unknown();
        }
        self.list(|parser| {
            if parser.peeks_symbol(0, "@") {
                parser.at += 1;
                return parser.value();
            }
            if parser.word().is_some_and(|word| word.starts_with('@')) {
                parser.at += 1;
                return Ok(());
            }
            parser.qualified()
        })
    }

    fn common_tables(&mut self) -> Parse {
        self.eat("RECURSIVE");
        self.list(|parser| {
            parser.name()?;
            if parser.peeks_symbol(0, "(") {
                parser.names()?;
            }
            parser.need("AS")?;
            parser.subquery()?;
            if parser.peeks(0, "CYCLE") {
                parser.unknown()
            } else {
                Ok(())
            }
        })
    }

    /// A query in parentheses.
    pub(super) fn subquery(&mut self) -> Parse {
        self.need_symbol("(")?;
        self.deeper(Self::query)?;
        self.need_symbol(")")
    }

    fn query_term(&mut self) -> Parse {
        if self.peeks_symbol(0, "(") {
            return self.subquery();
        }
        if self.eat("VALUES") {
            return self.list(|parser| {
                if parser.peeks(0, "ROW") {
                    parser.mysql_alone(parser.at, ROW)?;
                    parser.at += 1;
                }
                parser.row()
            });
        }
        if self.peeks(0, "TABLE") {
            self.mysql_alone(self.at, "MariaDB has no `TABLE t`: write `SELECT * FROM t`")?;
        }
        if self.eat("TABLE") {
            return self.qualified();
        }
        self.need("SELECT")?;
        self.select()
    }

    fn select(&mut self) -> Parse {
        while self.eat_any(&[
            "ALL",
            "DISTINCT",
            "DISTINCTROW",
            "UNIQUE",
            "HIGH_PRIORITY",
            "STRAIGHT_JOIN",
            "SQL_SMALL_RESULT",
            "SQL_BIG_RESULT",
            "SQL_BUFFER_RESULT",
            "SQL_NO_CACHE",
            "SQL_CACHE",
            "SQL_CALC_FOUND_ROWS",
        ]) {}
        self.list(|parser| {
            if parser.eat_symbol("*") {
                return Ok(());
            }
            parser.expression()?;
            parser.alias()
        })?;
        if self.eat("INTO") {
            self.select_into()?;
        }
        if self.eat("FROM") && !self.eat("DUAL") {
            self.tables()?;
        }
        if self.eat("WHERE") {
            self.expression()?;
        }
        if self.eat("GROUP") {
            self.need("BY")?;
            self.list(Self::ordered)?;
            if self.eat("WITH") {
                self.need_any(&["ROLLUP", "CUBE"])?;
            }
        }
        if self.eat("HAVING") {
            self.expression()?;
        }
        if self.peeks(0, "WINDOW") && self.peeks(2, "AS") {
            self.at += 1;
            self.list(|parser| {
                parser.name()?;
                parser.need("AS")?;
                parser.window_specification()
            })?;
        }
        if self.peeks_any(0, &["QUALIFY", "PROCEDURE"]) {
            self.unknown()
        } else {
            Ok(())
        }
    }

    /// An alias, if one comes.
    pub(super) fn alias(&mut self) -> Parse {
        if self.eat("AS") {
            return if self.is_string() {
                self.string()
            } else {
                self.name()
            };
        }
        if self.is_string() {
            return self.string();
        }
        if !self.peeks_any(0, &NO_ALIAS) {
            self.eat_name();
        }
        Ok(())
    }

    pub(super) fn tables(&mut self) -> Parse {
        self.list(Self::joined)
    }

    /// Tables with joins between them.
    pub(super) fn joined(&mut self) -> Parse {
        self.table_factor()?;
        let mut conditions = 0_usize;
        loop {
            if self.join()? {
                self.table_factor()?;
                conditions += 1;
            } else if conditions > 0 && !self.peeks(1, "DUPLICATE") && self.eat("ON") {
                self.expression()?;
                conditions -= 1;
            } else if conditions > 0 && self.eat("USING") {
                self.names()?;
                conditions -= 1;
            } else {
                return Ok(());
            }
        }
    }

    fn join(&mut self) -> Parse<bool> {
        if self.eat_any(&["JOIN", "STRAIGHT_JOIN"]) {
            return Ok(true);
        }
        if self.eat_any(&["INNER", "CROSS"]) {
            return self.need("JOIN").map(|()| true);
        }
        let natural = self.eat("NATURAL");
        let outer = self.eat_any(&["LEFT", "RIGHT"])
            || (self.peeks(0, "FULL") && self.peeks_any(1, &["JOIN", "OUTER"]) && self.eat("FULL"));
        if outer {
            self.eat("OUTER");
        } else if natural {
            self.eat("INNER");
        } else {
            return Ok(false);
        }
        self.need("JOIN").map(|()| true)
    }

    fn table_factor(&mut self) -> Parse {
        let lateral = self.peeks(0, "LATERAL") && self.peeks_symbol(1, "(");
        self.at += usize::from(lateral);
        let derived = self.peeks_symbol(0, "(");
        if self.eat_symbol("(") {
            let is_query = self.is_query();
            self.deeper(|parser| {
                if is_query {
                    return parser.query();
                }
                parser.tables()?;
                parser.query_tail()
            })?;
            self.need_symbol(")")?;
        } else if self.peeks(0, "JSON_TABLE") && self.peeks_symbol(1, "(") {
            self.at += 1;
            self.skip_parenthesised()?;
        } else {
            self.qualified()?;
            if self.eat("PARTITION") {
                self.names()?;
            }
        }
        if self.peeks(0, "FOR") && self.peeks(1, "SYSTEM_TIME") {
            return self.unknown();
        }
        self.table_alias(derived)?;
        self.index_hints()
    }

    fn table_alias(&mut self, derived: bool) -> Parse {
        let named = if self.eat("AS") {
            self.name()?;
            true
        } else {
            !self.peeks_any(0, &NO_ALIAS) && self.eat_name()
        };
        if named && derived && self.peeks_symbol(0, "(") && self.is_column_list() {
            self.names()?;
        }
        Ok(())
    }

    /// Whether the parentheses hold the names of a derived table's columns.
    fn is_column_list(&self) -> bool {
        matches!(self.kind(1), Some(TokenKind::Word | TokenKind::QuotedName))
    }

    fn index_hints(&mut self) -> Parse {
        loop {
            let hint = self.peeks_any(0, &["USE", "FORCE", "IGNORE"])
                && self.peeks_any(1, &["INDEX", "KEY"]);
            if !hint {
                return Ok(());
            }
            self.at += 2;
            if self.eat("FOR") && !self.eat("JOIN") {
                self.need_any(&["ORDER", "GROUP"])?;
                self.need("BY")?;
            }
            self.need_symbol("(")?;
            if !self.eat_symbol(")") {
                self.list(|parser| {
                    if parser.eat("PRIMARY") {
                        Ok(())
                    } else {
                        parser.name()
                    }
                })?;
                self.need_symbol(")")?;
            }
            let goes_on =
                self.peeks_symbol(0, ",") && self.peeks_any(1, &["USE", "FORCE", "IGNORE"]);
            self.at += usize::from(goes_on);
        }
    }

    /// A row of values: `(1, DEFAULT, a + b)`, or `()`.
    pub(super) fn row(&mut self) -> Parse {
        if self.peeks_symbol(0, "(") && self.peeks_symbol(1, ")") {
            self.at += 2;
            return Ok(());
        }
        self.parenthesised(Self::new_value)
    }

    /// A value that a column gets; MariaDB takes `IGNORE` for the one that it has.
    pub(super) fn new_value(&mut self) -> Parse {
        if self.eat("IGNORE") {
            return Ok(());
        }
        self.expression()
    }
}
