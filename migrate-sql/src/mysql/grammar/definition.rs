//! Definitions within `CREATE TABLE` and `ALTER TABLE`: columns, keys, constraints.
use super::{Parse, Parser};
use crate::token::TokenKind;

/// What is said of checks that MariaDB always enforces.
pub(super) const ENFORCED: &str = "MariaDB enforces every check: leave it out, or drop the check";

impl Parser<'_> {
    /// One item of a table's list.
    pub(super) fn table_element(&mut self) -> Parse {
        if self.is_constraint() {
            self.constraint()
        } else {
            self.column()
        }
    }

    /// Whether a key or a constraint comes, and no column.
    pub(super) fn is_constraint(&mut self) -> bool {
        let words = [
            "CONSTRAINT",
            "PRIMARY",
            "KEY",
            "INDEX",
            "UNIQUE",
            "FOREIGN",
            "CHECK",
            "FULLTEXT",
            "SPATIAL",
        ];
        words.into_iter().any(|word| self.is(word))
            || (self.peeks(0, "VECTOR") && self.peeks_any(1, &["KEY", "INDEX"]))
            || (self.peeks(0, "PERIOD") && self.peeks_any(1, &["FOR", "IF"]))
    }

    pub(super) fn constraint(&mut self) -> Parse {
        if self.peeks(0, "PERIOD") {
            return self.unknown();
        }
        if self.eat("CONSTRAINT") {
            self.if_not_exists()?;
            if !self.peeks_any(0, &["PRIMARY", "UNIQUE", "FOREIGN", "CHECK"]) {
                self.name()?;
            }
            return self.constraint_body(true);
        }
        self.constraint_body(false)
    }

    fn constraint_body(&mut self, named: bool) -> Parse {
        if self.eat("FOREIGN") {
            self.need("KEY")?;
            self.if_not_exists()?;
            self.eat_name();
            self.names()?;
            self.need("REFERENCES")?;
            return self.references();
        }
        if self.eat("CHECK") {
            return self.check_condition();
        }
        if self.eat("PRIMARY") {
            self.need("KEY")?;
        } else if self.eat("UNIQUE") {
            self.eat_any(&["KEY", "INDEX"]);
        } else if named {
            return self.wrong();
        } else if self.eat("VECTOR") || self.eat_any(&["FULLTEXT", "SPATIAL"]) {
            self.eat_any(&["KEY", "INDEX"]);
        } else {
            self.need_any(&["KEY", "INDEX"])?;
        }
        self.if_not_exists()?;
        if !self.peeks_any(0, &["USING", "TYPE"]) || self.peeks_symbol(1, "(") {
            self.eat_name();
        }
        self.key()
    }

    /// `IF NOT EXISTS`, if it comes: `IF` is no name.
    pub(super) fn if_not_exists(&mut self) -> Parse {
        if self.peeks_symbol(1, ".") || !self.eat("IF") {
            return Ok(());
        }
        self.need("NOT")?;
        self.need("EXISTS")
    }

    /// `IF EXISTS`, if it comes.
    pub(super) fn if_exists(&mut self) -> Parse {
        if self.peeks_symbol(1, ".") || !self.eat("IF") {
            return Ok(());
        }
        self.need("EXISTS")
    }

    fn check_condition(&mut self) -> Parse {
        self.need_symbol("(")?;
        self.deeper(Self::expression)?;
        self.need_symbol(")")?;
        let at = self.at;
        if self.eat("NOT") {
            self.need("ENFORCED")?;
            return self.mysql_alone(at, ENFORCED);
        }
        if self.eat("ENFORCED") {
            return self.mysql_alone(at, ENFORCED);
        }
        Ok(())
    }

    /// A key's type, parts and options.
    pub(super) fn key(&mut self) -> Parse {
        if self.eat_any(&["USING", "TYPE"]) {
            self.need_any(&["BTREE", "HASH", "RTREE"])?;
        }
        self.parenthesised(Self::key_part)?;
        self.key_options()
    }

    fn key_part(&mut self) -> Parse {
        if self.eat_symbol("(") {
            let help =
                "a key of MariaDB is over columns: add a generated column, and a key over it";
            self.mysql_alone(self.at - 1, help)?;
            self.deeper(Self::expression)?;
            self.need_symbol(")")?;
        } else {
            self.name()?;
            if self.eat_symbol("(") {
                if !self.eat_number() {
                    return self.wrong();
                }
                self.need_symbol(")")?;
            }
            if self.peeks(0, "WITHOUT") && self.peeks(1, "OVERLAPS") {
                self.at += 2;
            }
        }
        self.eat_any(&["ASC", "DESC"]);
        Ok(())
    }

    pub(super) fn key_options(&mut self) -> Parse {
        loop {
            if self.eat_any(&["USING", "TYPE"]) {
                self.need_any(&["BTREE", "HASH", "RTREE"])?;
            } else if self.eat("INVISIBLE") {
                self.mysql_alone(self.at - 1, "on MariaDB, write `IGNORED`")?;
            } else if self.eat("VISIBLE") || (self.peeks(0, "IGNORED") && self.eat("IGNORED")) {
            } else if self.peeks(0, "NOT") && self.peeks(1, "IGNORED") {
                self.at += 2;
            } else if self.eat_all(&["WITH", "PARSER"]) {
                self.name()?;
            } else if self.eat_any(&[
                "KEY_BLOCK_SIZE",
                "COMMENT",
                "ENGINE_ATTRIBUTE",
                "SECONDARY_ENGINE_ATTRIBUTE",
            ]) {
                self.eat_symbol("=");
                self.value()?;
            } else if !self.engine_option()? {
                return Ok(());
            }
        }
    }

    /// `name = value`: MariaDB's engines define options of their own.
    pub(super) fn engine_option(&mut self) -> Parse<bool> {
        let found = self.peeks_symbol(1, "=") && self.is_name();
        if found {
            self.at += 2;
            self.value()?;
        }
        Ok(found)
    }

    /// What comes after `REFERENCES`.
    fn references(&mut self) -> Parse {
        self.qualified()?;
        if self.peeks_symbol(0, "(") {
            self.names()?;
        }
        loop {
            if self.eat("MATCH") {
                self.need_any(&["FULL", "PARTIAL", "SIMPLE"])?;
            } else if self.peeks(0, "ON") && self.peeks_any(1, &["DELETE", "UPDATE"]) {
                self.at += 2;
                if self.eat("SET") {
                    self.need_any(&["NULL", "DEFAULT"])?;
                } else if self.eat("NO") {
                    self.need("ACTION")?;
                } else {
                    self.need_any(&["CASCADE", "RESTRICT"])?;
                }
            } else {
                return Ok(());
            }
        }
    }

    /// A column: its name and all that defines it.
    pub(super) fn column(&mut self) -> Parse {
        self.qualified()?;
        self.column_definition()
    }

    /// A column's type and attributes.
    pub(super) fn column_definition(&mut self) -> Parse {
        // MariaDB's columns of system versioning have no type to speak of.
        self.data_type()?;
        let mut before = None;
        let mut is_generated = false;
        loop {
            let at = self.at;
            let says_value = self.peeks_any(0, &["NOT", "NULL", "DEFAULT", "AUTO_INCREMENT"]);
            let is_row = self.starts_generated() && {
                let row = if self.peeks(0, "AS") { 1 } else { 3 };
                self.peeks(row, "ROW")
            };
            match (self.starts_generated() && !is_row, before) {
                (true, Some(earlier)) => {
                    return self
                        .refused(earlier, "of a generated column, write this after `AS (…)`");
                }
                (true, None) => is_generated = true,
                (false, _) if is_generated => self.after_generated()?,
                _ => {}
            }
            if !self.attribute()? {
                return Ok(());
            }
            if says_value && !is_generated {
                before.get_or_insert(at);
            }
        }
    }

    fn starts_generated(&self) -> bool {
        self.peeks(0, "AS") || (self.peeks(0, "GENERATED") && self.peeks(1, "ALWAYS"))
    }

    /// What may not stand after `AS (…)` of a generated column.
    fn after_generated(&mut self) -> Parse {
        if self.peeks_any(0, &["DEFAULT", "AUTO_INCREMENT"])
            || (self.peeks(0, "ON") && self.peeks(1, "UPDATE"))
        {
            return self.refused(
                self.at,
                "the value of a generated column is always computed",
            );
        }
        if self.peeks(0, "NULL") || (self.peeks(0, "NOT") && self.peeks(1, "NULL")) {
            let help =
                "a generated column of MariaDB can't be `NOT NULL`: add a `CHECK (… IS NOT NULL)`";
            return self.mysql_alone(self.at, help);
        }
        if self.peeks_any(0, &["PRIMARY", "KEY"]) {
            return self.mysql_alone(self.at, "no generated column of MariaDB is a primary key");
        }
        if self.peeks_any(0, &["COLLATE", "REFERENCES"]) {
            return self.mysql_alone(self.at, "MariaDB does not take this after `AS (…)`");
        }
        Ok(())
    }

    /// One attribute, if one comes.
    fn attribute(&mut self) -> Parse<bool> {
        if self.eat("NOT") {
            self.need_any(&["NULL", "SECONDARY"])?;
        } else if self.eat("DEFAULT") {
            self.default_value()?;
        } else if self.eat("PRIMARY") {
            self.need("KEY")?;
        } else if self.eat("UNIQUE") {
            self.eat("KEY");
        } else if self.eat("VISIBLE") {
            self.mysql_alone(self.at - 1, "columns of MariaDB are visible: leave it out")?;
        } else if self.eat_any(&["NULL", "AUTO_INCREMENT", "KEY", "INVISIBLE"]) {
        } else if self.eat("COMMENT") {
            self.string()?;
        } else if self.eat("COLLATE") {
            self.eat_symbol("=");
            self.collation()?;
        } else if self.eat("ON") {
            self.need("UPDATE")?;
            self.operand()?;
        } else if self.eat("REFERENCES") {
            self.references()?;
        } else if self.eat("CONSTRAINT") {
            if !self.is("CHECK") {
                self.name()?;
            }
            self.need("CHECK")?;
            self.check_condition()?;
        } else if self.eat("CHECK") {
            self.check_condition()?;
        } else {
            return self.rare_attribute();
        }
        Ok(true)
    }

    fn rare_attribute(&mut self) -> Parse<bool> {
        if self.eat("GENERATED") {
            self.need("ALWAYS")?;
            self.need("AS")?;
            self.generated()?;
        } else if self.eat("AS") {
            self.generated()?;
        } else if self.eat("SRID") {
            if !self.eat_number() {
                return self.wrong();
            }
        } else if self.peeks(0, "SERIAL") && self.peeks(1, "DEFAULT") {
            self.at += 2;
            self.need("VALUE")?;
        } else if self.eat_any(&["COLUMN_FORMAT", "STORAGE"]) {
            self.value()?;
        } else if self.eat_any(&[
            "ENGINE_ATTRIBUTE",
            "SECONDARY_ENGINE_ATTRIBUTE",
            "REF_SYSTEM_ID",
        ]) {
            self.eat_symbol("=");
            self.value()?;
        } else if self.peeks_any(0, &["WITH", "WITHOUT"])
            && self.peeks(1, "SYSTEM")
            && self.peeks(2, "VERSIONING")
        {
            self.at += 3;
        } else if self.eat("COMPRESSED") {
            if self.eat_symbol("=") {
                self.value()?;
            }
        } else {
            return self.engine_option();
        }
        Ok(true)
    }

    fn generated(&mut self) -> Parse {
        if self.peeks(0, "ROW") {
            self.at += 1;
            return self.need_any(&["START", "END"]);
        }
        self.need_symbol("(")?;
        self.deeper(Self::expression)?;
        self.need_symbol(")")?;
        self.eat_any(&["VIRTUAL", "STORED", "PERSISTENT"]);
        Ok(())
    }

    /// The value of `DEFAULT`: one operand, or an expression in parentheses.
    fn default_value(&mut self) -> Parse {
        let is_literal = matches!(self.kind(0), Some(TokenKind::String | TokenKind::Number));
        if is_literal {
            if self.eat_number() {
                return Ok(());
            }
            while self.is_string() {
                self.at += 1;
            }
            return Ok(());
        }
        if self.peeks(0, "DEFAULT") && !self.peeks_symbol(1, "(") {
            return self.wrong();
        }
        while self.peeks_symbol(0, "-") || self.peeks_symbol(0, "+") {
            self.at += 1;
        }
        self.primary()
    }
}
