//! `CREATE TABLE` and `ALTER TABLE`.
use super::definition::ENFORCED;
use super::{Parse, Parser};
use crate::token::TokenKind;

/// Options with one value, with or without `=`.
const OPTIONS: [&str; 30] = [
    "AUTO_INCREMENT",
    "COMMENT",
    "SECONDARY_ENGINE",
    "MAX_ROWS",
    "MIN_ROWS",
    "AVG_ROW_LENGTH",
    "PASSWORD",
    "COMPRESSION",
    "ENCRYPTION",
    "PACK_KEYS",
    "STATS_AUTO_RECALC",
    "STATS_PERSISTENT",
    "STATS_SAMPLE_PAGES",
    "CHECKSUM",
    "TABLE_CHECKSUM",
    "DELAY_KEY_WRITE",
    "INSERT_METHOD",
    "TABLESPACE",
    "STORAGE",
    "CONNECTION",
    "KEY_BLOCK_SIZE",
    "ENGINE_ATTRIBUTE",
    "SECONDARY_ENGINE_ATTRIBUTE",
    "AUTOEXTEND_SIZE",
    "PAGE_CHECKSUM",
    "TRANSACTIONAL",
    "SEQUENCE",
    "ENCRYPTED",
    "PAGE_COMPRESSED",
    "ENCRYPTION_KEY_ID",
];

impl Parser<'_> {
    /// After `CREATE [OR REPLACE] [TEMPORARY] TABLE`.
    pub(super) fn create_table(&mut self) -> Parse {
        self.if_not_exists()?;
        self.qualified()?;
        if self.eat("LIKE") {
            return self.qualified();
        }
        if self.peeks_symbol(0, "(") && self.peeks(1, "LIKE") {
            self.at += 2;
            self.qualified()?;
            return self.need_symbol(")");
        }
        if self.peeks_symbol(0, "(") && !self.is_query_in_parentheses() {
            self.parenthesised(Self::table_element)?;
        }
        while self.table_option()? {
            let goes_on = self.peeks_symbol(0, ",");
            self.at += usize::from(goes_on);
            if goes_on && self.at_end() {
                return self.wrong();
            }
        }
        if self.peeks(0, "PARTITION") {
            return self.partitioning();
        }
        self.created_as()
    }

    fn created_as(&mut self) -> Parse {
        let mut announced = self.eat_any(&["IGNORE", "REPLACE"]);
        announced |= self.eat("AS");
        if announced || self.peeks_symbol(0, "(") || self.is_query() {
            return self.query();
        }
        if self.eat_all(&["START", "TRANSACTION"]) {
            Ok(())
        } else {
            self.end()
        }
    }

    /// `PARTITION BY …`, its parentheses not looked into.
    fn partitioning(&mut self) -> Parse {
        self.need("PARTITION")?;
        self.need("BY")?;
        self.eat("LINEAR");
        if !self.is("HASH")
            && !self.is("KEY")
            && !self.is("RANGE")
            && !self.is("LIST")
            && !self.is("SYSTEM_TIME")
        {
            return self.wrong();
        }
        self.unknown()
    }

    /// One option of a table, if one comes.
    fn table_option(&mut self) -> Parse<bool> {
        if self.eat("ENGINE") || (self.peeks(0, "TYPE") && self.eat("TYPE")) {
            self.eat_symbol("=");
            if self.is_string() {
                self.string()?
            } else {
                self.name()?
            }
            return Ok(true);
        }
        if self.eat("ROW_FORMAT") {
            self.eat_symbol("=");
            let of_engine = self
                .word()
                .is_some_and(|word| word.to_ascii_uppercase().starts_with("TOKUDB"));
            if of_engine {
                return self.unknown();
            }
            self.need_any(&[
                "DEFAULT",
                "DYNAMIC",
                "FIXED",
                "COMPRESSED",
                "REDUNDANT",
                "COMPACT",
                "PAGE",
            ])?;
            return Ok(true);
        }
        if self.eat_any(&OPTIONS) {
            self.eat_symbol("=");
            self.value()?;
            return Ok(true);
        }
        let default = self.eat("DEFAULT");
        if self.eat("CHARSET") || (self.peeks(1, "SET") && self.eat_any(&["CHARACTER", "CHAR"])) {
            self.eat("SET");
            self.eat_symbol("=");
            self.character_set_name()?;
        } else if self.eat("COLLATE") {
            self.eat_symbol("=");
            self.collation()?;
        } else if default && self.eat("ENCRYPTION") {
            self.eat_symbol("=");
            self.value()?;
        } else if default {
            return self.wrong();
        } else if self.eat_any(&["DATA", "INDEX"]) {
            self.need("DIRECTORY")?;
            self.eat_symbol("=");
            self.value()?;
        } else if self.eat("UNION") {
            self.eat_symbol("=");
            self.skip_parenthesised()?;
        } else if self.eat_all(&["WITH", "SYSTEM", "VERSIONING"]) {
        } else {
            return self.engine_option();
        }
        Ok(true)
    }

    /// After `ALTER [ONLINE] [IGNORE] TABLE`.
    pub(super) fn alter_table(&mut self) -> Parse {
        self.if_exists()?;
        self.qualified()?;
        if self.eat("WAIT") {
            self.value()?;
        } else {
            self.eat("NOWAIT");
        }
        if self.at_end() {
            return Ok(());
        }
        self.list(Self::alter_action)?;
        if self.peeks(0, "PARTITION") {
            self.partitioning()
        } else {
            self.end()
        }
    }

    fn alter_action(&mut self) -> Parse {
        if self.eat("ADD") {
            self.add()
        } else if self.eat("DROP") {
            self.drop_element()
        } else if self.eat("MODIFY") {
            self.eat("COLUMN");
            self.if_exists()?;
            self.column()?;
            self.column_place()
        } else if self.eat("CHANGE") {
            self.eat("COLUMN");
            self.if_exists()?;
            self.name()?;
            self.column()?;
            self.column_place()
        } else if self.eat("ALTER") {
            self.alter_element()
        } else if self.eat("RENAME") {
            self.rename_element()
        } else {
            self.alter_whole()
        }
    }

    fn add(&mut self) -> Parse {
        if self.peeks(0, "PARTITION")
            || (self.peeks(0, "PERIOD") && self.peeks_any(1, &["FOR", "IF"]))
        {
            return self.unknown();
        }
        if self.eat_all(&["SYSTEM", "VERSIONING"]) {
            return Ok(());
        }
        let column = self.eat("COLUMN");
        if !column && self.is_constraint() {
            return self.constraint();
        }
        self.if_not_exists()?;
        if self.peeks_symbol(0, "(") {
            return self.parenthesised(Self::table_element);
        }
        self.column()?;
        self.column_place()
    }

    fn column_place(&mut self) -> Parse {
        if self.eat("AFTER") {
            return self.name();
        }
        self.eat("FIRST");
        Ok(())
    }

    fn drop_element(&mut self) -> Parse {
        if self.peeks(0, "PARTITION")
            || (self.peeks(0, "PERIOD") && self.peeks_any(1, &["FOR", "IF"]))
        {
            return self.unknown();
        }
        if self.eat_all(&["SYSTEM", "VERSIONING"]) {
            return Ok(());
        }
        if self.eat("PRIMARY") {
            return self.need("KEY");
        }
        if self.eat("FOREIGN") {
            self.need("KEY")?;
        } else if self.is("CHECK") {
            self.mysql_alone(self.at, "on MariaDB, write `DROP CONSTRAINT`")?;
            self.at += 1;
        } else if !self.eat_any(&["KEY", "INDEX", "CONSTRAINT"]) {
            self.eat("COLUMN");
        }
        self.if_exists()?;
        self.qualified()?;
        self.eat_any(&["RESTRICT", "CASCADE"]);
        Ok(())
    }

    fn alter_element(&mut self) -> Parse {
        if self.eat_any(&["INDEX", "KEY"]) {
            self.if_exists()?;
            self.name()?;
            if self.peeks(0, "INVISIBLE") {
                self.mysql_alone(self.at, "on MariaDB, write `IGNORED`")?;
            }
            let not = self.eat("NOT");
            return if not {
                self.need("IGNORED")
            } else {
                self.need_any(&["VISIBLE", "INVISIBLE", "IGNORED"])
            };
        }
        if self.eat_any(&["CHECK", "CONSTRAINT"]) {
            self.mysql_alone(self.at - 1, ENFORCED)?;
            self.name()?;
            self.eat("NOT");
            return self.need("ENFORCED");
        }
        self.eat("COLUMN");
        self.if_exists()?;
        self.name()?;
        if self.eat("SET") {
            if self.eat_any(&["VISIBLE", "INVISIBLE"]) {
                self.mysql_alone(
                    self.at - 1,
                    "on MariaDB, write `MODIFY` with the whole column",
                )?;
                return Ok(());
            }
            self.need("DEFAULT")?;
            return self.operand();
        }
        self.need("DROP")?;
        self.need("DEFAULT")
    }

    fn rename_element(&mut self) -> Parse {
        if self.peeks_any(0, &["COLUMN", "INDEX", "KEY"]) && !self.peeks_symbol(1, ".") {
            self.at += 1;
            self.if_exists()?;
            self.name()?;
            self.need("TO")?;
            return self.name();
        }
        if !self.eat_any(&["TO", "AS"]) {
            self.eat_symbol("=");
        }
        self.qualified()
    }

    /// Actions on the table as a whole.
    fn alter_whole(&mut self) -> Parse {
        if self.eat("CONVERT") {
            if self.eat("PARTITION") || self.eat("TABLE") {
                return self.unknown();
            }
            self.need("TO")?;
            if !self.eat("CHARSET") {
                self.need_any(&["CHARACTER", "CHAR"])?;
                self.need("SET")?;
            }
            self.character_set_name()?;
            if self.eat("COLLATE") {
                self.eat_symbol("=");
                return self.collation();
            }
            return Ok(());
        }
        if self.eat("ORDER") {
            self.need("BY")?;
            self.qualified()?;
            self.eat_any(&["ASC", "DESC"]);
            if self.peeks_symbol(0, ",")
                && matches!(self.kind(1), Some(TokenKind::Word | TokenKind::QuotedName))
            {
                // After the list further actions may come.
                return self.unknown();
            }
            return Ok(());
        }
        if self.eat_any(&["ALGORITHM", "LOCK"]) {
            self.eat_symbol("=");
            return self.value();
        }
        if self.eat_any(&["DISABLE", "ENABLE"]) {
            return self.need("KEYS");
        }
        if self.eat_any(&["DISCARD", "IMPORT"]) {
            return if self.peeks(0, "PARTITION") {
                self.unknown()
            } else {
                self.need("TABLESPACE")
            };
        }
        if self.eat_any(&["WITH", "WITHOUT"]) {
            return self.need("VALIDATION");
        }
        if self.eat("FORCE") || self.eat_any(&["SECONDARY_LOAD", "SECONDARY_UNLOAD"]) {
            return Ok(());
        }
        let partitions = [
            "TRUNCATE",
            "COALESCE",
            "REORGANIZE",
            "EXCHANGE",
            "ANALYZE",
            "CHECK",
            "OPTIMIZE",
            "REBUILD",
            "REPAIR",
            "REMOVE",
            "PARTITION",
        ];
        if partitions.into_iter().any(|word| self.is(word)) {
            return self.unknown();
        }
        if !self.table_option()? {
            return self.wrong();
        }
        // Options need no comma between them.
        while self.table_option()? {}
        Ok(())
    }
}
