//! `INSERT`, `REPLACE`, `UPDATE` and `DELETE`.
use super::{Parse, Parser};
use crate::token::TokenKind;

/// What MariaDB has instead of a name for the new row.
const ALIAS: &str =
    "MariaDB has no name for the new row: write `ON DUPLICATE KEY UPDATE c = VALUES(c)`";

impl Parser<'_> {
    pub(super) fn insert(&mut self) -> Parse {
        self.at += 1;
        self.eat_any(&["LOW_PRIORITY", "DELAYED", "HIGH_PRIORITY"]);
        self.eat("IGNORE");
        self.eat("INTO");
        self.qualified()?;
        if self.eat("PARTITION") {
            self.names()?;
        }
        if self.peeks_symbol(0, "(") && self.peeks_symbol(1, ")") {
            self.at += 2;
        } else if self.peeks_symbol(0, "(") && !self.is_query_in_parentheses() {
            self.parenthesised(Self::qualified)?;
        }
        if self.eat("SET") {
            self.assignments()?;
        } else if self.eat_any(&["VALUES", "VALUE"]) {
            self.list(|parser| {
                if parser.peeks(0, "ROW") {
                    parser.mysql_alone(parser.at, super::query::ROW)?;
                    parser.at += 1;
                }
                parser.row()
            })?;
        } else {
            if !self.is_query() && !self.peeks_symbol(0, "(") {
                for word in ["VALUES", "SELECT", "SET"] {
                    self.is(word);
                }
                return self.wrong();
            }
            self.query()?;
        }
        let alias = self.at;
        if self.eat("AS") {
            self.mysql_alone(alias, ALIAS)?;
            self.name()?;
            if self.peeks_symbol(0, "(") {
                self.names()?;
            }
        }
        if self.eat("ON") {
            self.need("DUPLICATE")?;
            self.need("KEY")?;
            self.need("UPDATE")?;
            self.assignments()?;
        }
        self.returning()
    }

    fn returning(&mut self) -> Parse {
        if self.peeks(0, "RETURNING") {
            self.unknown()
        } else {
            Ok(())
        }
    }

    fn assignments(&mut self) -> Parse {
        self.list(|parser| {
            // `.table.column`, but not `.column`
            if parser.peeks_symbol(0, ".") && !parser.peeks_symbol(2, ".") {
                return parser.wrong();
            }
            parser.qualified()?;
            if !parser.eat_symbol(":=") {
                parser.need_symbol("=")?;
            }
            parser.new_value()
        })
    }

    pub(super) fn update(&mut self) -> Parse {
        self.at += 1;
        self.eat("LOW_PRIORITY");
        self.eat("IGNORE");
        self.tables()?;
        if self.peeks(0, "FOR") && self.peeks(1, "PORTION") {
            return self.unknown();
        }
        self.need("SET")?;
        self.assignments()?;
        if self.eat("WHERE") {
            self.expression()?;
        }
        self.order_and_limit()?;
        self.returning()
    }

    pub(super) fn delete(&mut self) -> Parse {
        self.at += 1;
        while self.eat_any(&["LOW_PRIORITY", "QUICK", "IGNORE"]) {}
        if self.eat("HISTORY") {
            return self.unknown();
        }
        if self.eat("FROM") {
            // DELETE FROM a, b USING …
            let mut ahead = 0;
            while matches!(
                self.kind(ahead),
                Some(TokenKind::Word | TokenKind::QuotedName)
            ) && (self.peeks_symbol(ahead + 1, ".") || self.peeks_symbol(ahead + 1, ","))
            {
                ahead += 2;
                if self.peeks_symbol(ahead, "*") {
                    return self.unknown();
                }
            }
            if self.peeks(ahead + 1, "USING") || ahead > 2 {
                return self.unknown();
            }
            self.tables()?;
            if self.peeks_any(0, &["USING", "FOR"]) {
                return self.unknown();
            }
        } else {
            self.list(|parser| parser.qualified_wildcard())?;
            self.need("FROM")?;
            self.tables()?;
        }
        if self.eat("WHERE") {
            self.expression()?;
        }
        self.order_and_limit()?;
        self.returning()
    }

    /// `t`, `t.*`, `db.t.*`.
    fn qualified_wildcard(&mut self) -> Parse {
        self.name()?;
        while self.eat_symbol(".") {
            if !self.eat_symbol("*") {
                self.value()?;
            }
        }
        Ok(())
    }
}
