//! The statements, by their first words.
use super::{Parse, Parser};

impl Parser<'_> {
    pub(super) fn statement(&mut self) -> Parse {
        if self.is_query() || self.peeks_symbol(0, "(") {
            return self.query_or_changed();
        }
        let word = self.word().unwrap_or_default().to_ascii_uppercase();
        match word.as_str() {
            "CREATE" => self.create(),
            "ALTER" => self.alter(),
            "DROP" => self.drop(),
            "INSERT" | "REPLACE" => self.insert(),
            "UPDATE" => self.update(),
            "DELETE" => self.delete(),
            "RENAME" => self.rename(),
            "TRUNCATE" => {
                self.at += 1;
                self.eat("TABLE");
                self.qualified()?;
                if self.eat("WAIT") {
                    self.value()?;
                } else {
                    self.eat("NOWAIT");
                }
                self.end()
            }
            "SET" => self.set(),
            "USE" => {
                self.at += 1;
                self.name()?;
                self.end()
            }
            "CALL" => {
                self.at += 1;
                self.qualified()?;
                if self.peeks_symbol(0, "(") {
                    self.row()
                } else {
                    Ok(())
                }
            }
            "DO" => {
                self.at += 1;
                self.list(|parser| {
                    parser.expression()?;
                    parser.alias()
                })
            }
            "START" => self.start(),
            "BEGIN" if !self.peeks(1, "NOT") => {
                self.at += 1;
                self.eat("WORK");
                self.end()
            }
            "COMMIT" | "ROLLBACK" => self.finish(),
            "PREPARE" => {
                self.at += 1;
                self.name()?;
                self.need("FROM")?;
                self.expression()?;
                self.end()
            }
            "EXECUTE" if !self.peeks(1, "IMMEDIATE") => {
                self.at += 1;
                self.name()?;
                if self.eat("USING") {
                    self.list(Self::expression)?;
                }
                self.end()
            }
            "DEALLOCATE" => {
                self.at += 1;
                self.need("PREPARE")?;
                self.name()?;
                self.end()
            }
            "LOCK" => self.lock(),
            "UNLOCK" => {
                self.at += 1;
                self.need_any(&["TABLE", "TABLES", "INSTANCE"])?;
                self.end()
            }
            _ => self.other(),
        }
    }

    /// A query; or an `UPDATE` or `DELETE` after common tables.
    fn query_or_changed(&mut self) -> Parse {
        if self.peeks(0, "WITH") {
            let start = self.at;
            let parsed = self.query();
            let changes = matches!(&parsed, Err(super::Stop::Wrong { at, .. }) if self.tokens.get(*at).is_some_and(|token| {
                token.is_word(self.text, "UPDATE") || token.is_word(self.text, "DELETE")
            }));
            if changes {
                self.at = start;
                return self.unknown();
            }
            return parsed;
        }
        self.query()
    }

    fn create(&mut self) -> Parse {
        self.at += 1;
        if self.eat("OR") {
            self.need("REPLACE")?;
        }
        let mut is_view = false;
        loop {
            if self.eat("ALGORITHM") {
                self.need_symbol("=")?;
                self.need_any(&["UNDEFINED", "MERGE", "TEMPTABLE"])?;
                is_view = true;
            } else if self.eat("DEFINER") {
                self.need_symbol("=")?;
                self.user()?;
            } else if self.eat("SQL") {
                self.need("SECURITY")?;
                self.need_any(&["DEFINER", "INVOKER"])?;
                is_view = true;
            } else {
                break;
            }
        }
        if self.eat("VIEW") {
            return self.view();
        }
        if is_view {
            return self.wrong();
        }
        if self.eat("TEMPORARY") {
            if self.is("SEQUENCE") {
                return self.unknown();
            }
            self.need("TABLE")?;
            return self.create_table();
        }
        if self.eat("TABLE") {
            return self.create_table();
        }
        if self.eat("ONLINE") || self.eat("OFFLINE") {
            return self.unknown();
        }
        if self.peeks(0, "SPATIAL") && self.peeks(1, "REFERENCE") {
            return self.unknown();
        }
        if self.eat("UNIQUE") || self.eat_any(&["FULLTEXT", "SPATIAL", "VECTOR"]) {
            self.need("INDEX")?;
            return self.create_index();
        }
        if self.eat("INDEX") {
            return self.create_index();
        }
        if self.eat_any(&["DATABASE", "SCHEMA"]) {
            self.if_not_exists()?;
            self.name()?;
            return self.database_options();
        }
        if self.is("TRIGGER")
            || self.is("PROCEDURE")
            || self.is("FUNCTION")
            || self.is("EVENT")
            || self.is("AGGREGATE")
        {
            return self.stored_program();
        }
        let others = [
            "USER",
            "ROLE",
            "SERVER",
            "SEQUENCE",
            "TABLESPACE",
            "LOGFILE",
            "UNDO",
            "RESOURCE",
            "PACKAGE",
            "LIBRARY",
            "JSON",
            "CATALOG",
            "EXTERNAL",
            // MySQL 9.7 takes it.
            "MATERIALIZED",
        ];
        if others.into_iter().any(|word| self.is(word)) {
            self.unknown()
        } else {
            self.wrong()
        }
    }

    /// `user@host`, `'user'@'host'`, `CURRENT_USER()`.
    fn user(&mut self) -> Parse {
        if self.eat_any(&["CURRENT_USER", "CURRENT_ROLE"]) {
            return if self.peeks_symbol(0, "(") {
                self.row()
            } else {
                Ok(())
            };
        }
        self.value()?;
        if self.eat_symbol("@") {
            return self.value();
        }
        if self.word().is_some_and(|word| word.starts_with('@')) {
            self.at += 1;
        }
        Ok(())
    }

    fn database_options(&mut self) -> Parse {
        while !self.at_end() {
            self.eat("DEFAULT");
            if self.eat("READ") {
                self.need("ONLY")?;
            } else if self.eat_any(&["CHARACTER", "CHAR"]) {
                self.need("SET")?;
            } else {
                self.need_any(&["CHARSET", "COLLATE", "ENCRYPTION", "COMMENT"])?;
            }
            self.eat_symbol("=");
            self.value()?;
        }
        Ok(())
    }

    fn create_index(&mut self) -> Parse {
        self.if_not_exists()?;
        self.name()?;
        if self.eat_any(&["USING", "TYPE"]) {
            self.need_any(&["BTREE", "HASH", "RTREE"])?;
        }
        self.need("ON")?;
        self.qualified()?;
        self.key()?;
        self.algorithm_and_lock()?;
        self.key_options()?;
        self.algorithm_and_lock()?;
        self.end()
    }

    fn algorithm_and_lock(&mut self) -> Parse {
        loop {
            if self.eat("WAIT") || self.eat_any(&["ALGORITHM", "LOCK"]) {
                self.eat_symbol("=");
                self.value()?;
            } else if !self.eat("NOWAIT") {
                return Ok(());
            }
        }
    }

    /// After `VIEW`.
    fn view(&mut self) -> Parse {
        self.if_not_exists()?;
        self.qualified()?;
        if self.peeks_symbol(0, "(") {
            self.names()?;
        }
        self.need("AS")?;
        self.judge_view()?;
        self.query()?;
        if self.eat("WITH") {
            self.eat_any(&["CASCADED", "LOCAL"]);
            self.need("CHECK")?;
            self.need("OPTION")?;
        }
        self.end()
    }

    fn alter(&mut self) -> Parse {
        self.at += 1;
        if self.eat("ONLINE") || self.eat("IGNORE") {
            self.eat("IGNORE");
            self.need("TABLE")?;
            return self.alter_table();
        }
        if self.eat("TABLE") {
            return self.alter_table();
        }
        let others = [
            "DATABASE",
            "SCHEMA",
            "VIEW",
            "ALGORITHM",
            "DEFINER",
            "SQL",
            "EVENT",
            "FUNCTION",
            "PROCEDURE",
            "USER",
            "ROLE",
            "SERVER",
            "SEQUENCE",
            "TABLESPACE",
            "LOGFILE",
            "UNDO",
            "RESOURCE",
            "INSTANCE",
            "LIBRARY",
            "JSON",
            "CATALOG",
        ];
        if others.into_iter().any(|word| self.is(word)) {
            self.unknown()
        } else {
            self.wrong()
        }
    }

    fn drop(&mut self) -> Parse {
        self.at += 1;
        if self.peeks(0, "TEMPORARY") {
            self.at += 1;
            if self.is("SEQUENCE") {
                return self.unknown();
            }
            return self.drop_tables();
        }
        if self.is("TABLE") || self.is("TABLES") {
            return self.drop_tables();
        }
        if self.eat("INDEX") {
            self.if_exists()?;
            self.name()?;
            self.need("ON")?;
            self.qualified()?;
            self.algorithm_and_lock()?;
            return self.end();
        }
        if self.eat("VIEW") {
            self.if_exists()?;
            self.list(Self::qualified)?;
            self.eat_any(&["RESTRICT", "CASCADE"]);
            return self.end();
        }
        if self.eat_any(&["TRIGGER", "PROCEDURE", "EVENT"])
            || (self.peeks(0, "FUNCTION") && self.eat("FUNCTION"))
        {
            self.if_exists()?;
            self.qualified()?;
            return self.end();
        }
        if self.eat_any(&["DATABASE", "SCHEMA"]) {
            self.if_exists()?;
            self.name()?;
            return self.end();
        }
        let others = [
            "USER",
            "ROLE",
            "SERVER",
            "SEQUENCE",
            "TABLESPACE",
            "LOGFILE",
            "UNDO",
            "RESOURCE",
            "PACKAGE",
            "LIBRARY",
            "PREPARE",
            "SPATIAL",
            "JSON",
            "CATALOG",
        ];
        if others.into_iter().any(|word| self.is(word)) {
            self.unknown()
        } else {
            self.wrong()
        }
    }

    fn drop_tables(&mut self) -> Parse {
        self.need_any(&["TABLE", "TABLES"])?;
        self.if_exists()?;
        self.list(Self::qualified)?;
        if self.eat("WAIT") {
            self.value()?;
        } else {
            self.eat("NOWAIT");
        }
        self.eat_any(&["RESTRICT", "CASCADE"]);
        self.end()
    }

    fn rename(&mut self) -> Parse {
        self.at += 1;
        if self.peeks(0, "USER") {
            return self.unknown();
        }
        self.need_any(&["TABLE", "TABLES"])?;
        self.if_exists()?;
        self.list(|parser| {
            parser.qualified()?;
            if parser.eat("WAIT") {
                parser.value()?;
            } else {
                parser.eat("NOWAIT");
            }
            parser.need("TO")?;
            parser.qualified()
        })?;
        self.end()
    }

    fn set(&mut self) -> Parse {
        self.at += 1;
        let special = [
            "PASSWORD",
            "ROLE",
            "DEFAULT",
            "TRANSACTION",
            "RESOURCE",
            "CHARACTER",
            "CHARSET",
            "CHAR",
            "STATEMENT",
        ];
        if self.peeks_any(0, &special) || self.peeks_any(1, &["TRANSACTION", "ROLE"]) {
            return self.unknown();
        }
        self.list(|parser| {
            if parser.peeks(0, "NAMES") && !parser.peeks_symbol(1, "=") {
                parser.at += 1;
                parser.character_set_name()?;
                return match parser.eat("COLLATE") {
                    true => parser.collation(),
                    false => Ok(()),
                };
            }
            if parser.peeks_any(0, &["CHARACTER", "CHARSET", "CHAR"]) {
                return parser.unknown();
            }
            if !parser.peeks_symbol(1, "=")
                && !parser.peeks_symbol(1, ":=")
                && !parser.peeks_symbol(1, ".")
            {
                parser.eat_any(&["GLOBAL", "SESSION", "LOCAL", "PERSIST", "PERSIST_ONLY"]);
            }
            if parser.eat_symbol("@") {
                parser.value()?;
            } else if parser.word().is_some_and(|word| word.starts_with('@')) {
                parser.variable()?;
            } else {
                parser.qualified()?;
                if parser.peeks_any(0, &["CHARACTER", "CHARSET", "NAMES"])
                    || parser.peeks_symbol(0, "(")
                {
                    return parser.unknown();
                }
            }
            if !parser.eat_symbol(":=") {
                parser.need_symbol("=")?;
            }
            let is_word = !parser.peeks_symbol(1, "(");
            if is_word && parser.eat_any(&["ON", "ALL", "BINARY", "ROW"]) {
                Ok(())
            } else {
                parser.expression()
            }
        })?;
        self.end()
    }

    fn lock(&mut self) -> Parse {
        self.at += 1;
        if self.peeks(0, "INSTANCE") {
            return self.unknown();
        }
        self.need_any(&["TABLE", "TABLES"])?;
        self.list(|parser| {
            parser.qualified()?;
            if parser.eat("AS") || !parser.peeks_any(0, &["READ", "WRITE", "LOW_PRIORITY"]) {
                parser.name()?;
            }
            parser.eat_any(&["LOW_PRIORITY", "CONCURRENT"]);
            parser.need_any(&["READ", "WRITE"])?;
            parser.eat_any(&["LOCAL", "CONCURRENT"]);
            Ok(())
        })?;
        if self.at_end() {
            Ok(())
        } else {
            self.unknown()
        }
    }

    fn start(&mut self) -> Parse {
        self.at += 1;
        if self.eat("TRANSACTION") && self.at_end() {
            Ok(())
        } else {
            self.unknown()
        }
    }

    fn finish(&mut self) -> Parse {
        self.at += 1;
        self.eat("WORK");
        if self.at_end() {
            Ok(())
        } else {
            self.unknown()
        }
    }

    /// Statements that are not looked into.
    fn other(&mut self) -> Parse {
        if self.peeks_any(
            0,
            &["BEGIN", "IF", "CASE", "LOOP", "WHILE", "REPEAT", "FOR"],
        ) {
            return self.compound();
        }
        self.unknown()
    }
}
