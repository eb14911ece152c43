//! Stored programs: triggers, procedures, functions, events, and MariaDB's compound statements
//! outside of them.
use super::{Parse, Parser, Stop, words};
use crate::sql::mysql::check;

impl Parser<'_> {
    /// A program's definition, from the kind of it on.
    pub(super) fn stored_program(&mut self) -> Parse {
        if self.eat("TRIGGER") {
            self.trigger()?;
        } else if self.eat("PROCEDURE") {
            self.routine(true)?;
        } else if self.peeks(0, "FUNCTION") && self.eat("FUNCTION") {
            self.routine(false)?;
        } else if self.eat("EVENT") {
            self.event()?;
        } else {
            return self.unknown();
        }
        self.body()
    }

    fn trigger(&mut self) -> Parse {
        self.if_not_exists()?;
        self.qualified()?;
        self.need_any(&["BEFORE", "AFTER"])?;
        self.need_any(&["INSERT", "UPDATE", "DELETE"])?;
        if self.peeks_any(0, &["OF", "OR"]) {
            return self.unknown();
        }
        self.need("ON")?;
        self.qualified()?;
        self.need("FOR")?;
        self.need("EACH")?;
        self.need("ROW")?;
        if self.eat_any(&["FOLLOWS", "PRECEDES"]) {
            self.qualified()
        } else {
            Ok(())
        }
    }

    fn routine(&mut self, is_procedure: bool) -> Parse {
        self.if_not_exists()?;
        self.qualified()?;
        if !self.peeks_symbol(0, "(") {
            // A loadable function has no parameters here; in the mode ORACLE nothing needs them.
            return if self.peeks_any(0, &["RETURNS", "RETURN", "AS", "IS"]) {
                self.unknown()
            } else {
                self.wrong()
            };
        }
        self.at += 1;
        if !self.eat_symbol(")") {
            self.list(|parser| {
                parser.eat_any(&["IN", "OUT", "INOUT"]);
                parser.name()?;
                if parser.peeks_any(0, &["IN", "OUT", "INOUT"]) {
                    return parser.unknown();
                }
                parser.data_type()?;
                parser.collated()?;
                if parser.eat("DEFAULT") || parser.eat_symbol(":=") {
                    parser.expression()
                } else {
                    Ok(())
                }
            })?;
            self.need_symbol(")")?;
        }
        if self.peeks_any(0, &["AS", "IS", "RETURN"]) && !is_procedure {
            return self.unknown();
        }
        if !is_procedure {
            self.need("RETURNS")?;
            self.data_type()?;
            self.collated()?;
        }
        self.characteristics()
    }

    fn collated(&mut self) -> Parse {
        if self.eat("COLLATE") {
            self.collation()
        } else {
            Ok(())
        }
    }

    fn characteristics(&mut self) -> Parse {
        loop {
            if self.eat("COMMENT") {
                self.string()?;
            } else if self.eat("LANGUAGE") {
                if !self.eat("SQL") {
                    return self.unknown();
                }
            } else if self.eat("NOT") {
                self.need("DETERMINISTIC")?;
            } else if self.eat("DETERMINISTIC") {
            } else if self.eat_any(&["CONTAINS", "NO"]) {
                self.need("SQL")?;
            } else if self.eat_any(&["READS", "MODIFIES"]) {
                self.need("SQL")?;
                self.need("DATA")?;
            } else if self.eat("SQL") {
                self.need("SECURITY")?;
                self.need_any(&["DEFINER", "INVOKER"])?;
            } else if self.peeks(0, "USING") || self.peeks(0, "AS") || self.peeks(0, "IS") {
                return self.unknown();
            } else {
                return Ok(());
            }
        }
    }

    fn event(&mut self) -> Parse {
        self.if_not_exists()?;
        self.qualified()?;
        self.need("ON")?;
        self.need("SCHEDULE")?;
        if !self.is("AT") && !self.is("EVERY") {
            return self.wrong();
        }
        // The schedule is not looked into: `DO` ends it and what comes after it.
        while !self.at_end() && !self.is("DO") {
            self.at += 1;
        }
        self.need("DO")
    }

    /// The body, up to the end of the whole.
    fn body(&mut self) -> Parse {
        self.program_depth += 1;
        let parsed = self.body_statement();
        self.program_depth -= 1;
        parsed
    }

    /// A compound statement of MariaDB outside of a program.
    pub(super) fn compound(&mut self) -> Parse {
        self.body()
    }

    fn body_statement(&mut self) -> Parse {
        self.deeper(|parser| {
            if parser.peeks_symbol(1, ":") && parser.is_name() {
                parser.at += 2;
                if !parser.peeks_any(0, &["BEGIN", "LOOP", "WHILE", "REPEAT", "FOR"]) {
                    return parser.wrong();
                }
            }
            if parser.eat("BEGIN") {
                parser.block()
            } else if parser.eat("IF") {
                parser.if_statement()
            } else if parser.eat("CASE") {
                parser.case_statement()
            } else if parser.eat("LOOP") {
                parser.statements(&["END"])?;
                parser.end_of("LOOP")
            } else if parser.eat("WHILE") {
                parser.expression()?;
                parser.need("DO")?;
                parser.statements(&["END"])?;
                parser.end_of("WHILE")
            } else if parser.eat("REPEAT") {
                parser.statements(&["UNTIL"])?;
                parser.need("UNTIL")?;
                parser.expression()?;
                parser.end_of("REPEAT")
            } else if parser.peeks(0, "FOR") {
                parser.unknown()
            } else {
                parser.simple_statement()
            }
        })
    }

    fn block(&mut self) -> Parse {
        if self.eat("NOT") {
            self.need("ATOMIC")?;
        }
        if !self.peeks(0, "END") {
            self.statements(&["END"])?;
        }
        self.need("END")?;
        if !self.peeks(0, "END") {
            self.eat_name();
        }
        Ok(())
    }

    fn end_of(&mut self, what: &'static str) -> Parse {
        self.need("END")?;
        self.need(what)?;
        self.eat_name();
        Ok(())
    }

    /// Statements with their `;`, at least one, up to one of these words.
    fn statements(&mut self, end: &[&'static str]) -> Parse {
        loop {
            self.body_statement()?;
            self.need_symbol(";")?;
            if end.iter().any(|word| self.is(word)) {
                return Ok(());
            }
        }
    }

    fn if_statement(&mut self) -> Parse {
        loop {
            self.expression()?;
            self.need("THEN")?;
            self.statements(&["ELSEIF", "ELSE", "END"])?;
            if !self.eat("ELSEIF") {
                break;
            }
        }
        if self.eat("ELSE") {
            self.statements(&["END"])?;
        }
        self.need("END")?;
        self.need("IF")
    }

    fn case_statement(&mut self) -> Parse {
        if !self.is("WHEN") {
            self.expression()?;
        }
        self.need("WHEN")?;
        loop {
            self.expression()?;
            self.need("THEN")?;
            self.statements(&["WHEN", "ELSE", "END"])?;
            if !self.eat("WHEN") {
                break;
            }
        }
        if self.eat("ELSE") {
            self.statements(&["END"])?;
        }
        self.need("END")?;
        self.need("CASE")
    }

    fn simple_statement(&mut self) -> Parse {
        let start = self.at;
        let parsed = self.simple();
        let Err(Stop::Unknown { at }) = parsed else {
            return parsed;
        };
        // Only this statement is not read: it ends at the next `;`.
        self.at = start;
        while !self.at_end() {
            self.at += 1;
        }
        self.not_read.get_or_insert(at);
        match check::shape(self.text, &self.tokens[start..self.at]) {
            Some(at) => Err(Stop::Wrong {
                at: start + at,
                expected: Vec::new(),
            }),
            None => Ok(()),
        }
    }

    fn simple(&mut self) -> Parse {
        if self.eat("DECLARE") {
            self.declare()
        } else if self.eat("RETURN") {
            self.expression()
        } else if self.eat_any(&["LEAVE", "ITERATE", "CLOSE"]) {
            self.name()
        } else if self.eat("OPEN") {
            self.name()?;
            if self.peeks_symbol(0, "(") || self.peeks(0, "FOR") {
                self.unknown()
            } else {
                Ok(())
            }
        } else if self.eat("FETCH") {
            if self.eat("NEXT") {
                self.need("FROM")?;
            } else {
                self.eat("FROM");
            }
            self.name()?;
            self.need("INTO")?;
            self.list(|parser| {
                if parser.word().is_some_and(|word| word.starts_with('@')) {
                    parser.unknown()
                } else {
                    parser.qualified()
                }
            })
        } else if self.eat_any(&["SIGNAL", "RESIGNAL"]) {
            self.signal()
        } else if self
            .word()
            .is_some_and(|word| words::contains(words::STATEMENT_STARTS, word))
            || self.peeks_symbol(0, "(")
        {
            self.statement()?;
            self.end()
        } else {
            self.wrong()
        }
    }

    fn declare(&mut self) -> Parse {
        if self.peeks_any(0, &["CONTINUE", "EXIT", "UNDO"]) && self.peeks(1, "HANDLER") {
            self.at += 2;
            self.need("FOR")?;
            self.list(Self::condition)?;
            return self.body_statement();
        }
        self.name()?;
        if self.eat("CONDITION") {
            self.need("FOR")?;
            return self.condition();
        }
        if self.eat("CURSOR") {
            if self.peeks_symbol(0, "(") {
                return self.unknown();
            }
            self.need("FOR")?;
            if self.eat_name() {
                return Ok(());
            }
            return self.query();
        }
        while self.eat_symbol(",") {
            self.name()?;
        }
        self.data_type()?;
        self.collated()?;
        if self.eat("DEFAULT") || self.eat_symbol(":=") {
            self.expression()
        } else {
            Ok(())
        }
    }

    fn condition(&mut self) -> Parse {
        if self.eat("SQLSTATE") {
            self.eat("VALUE");
            return self.string();
        }
        if self.eat("NOT") {
            return self.need("FOUND");
        }
        if self.eat_any(&["SQLWARNING", "SQLEXCEPTION"]) || self.eat_number() {
            Ok(())
        } else {
            self.name()
        }
    }

    fn signal(&mut self) -> Parse {
        if self.eat("SQLSTATE") {
            self.eat("VALUE");
            self.string()?;
        } else {
            self.eat_name();
        }
        if !self.eat("SET") {
            return Ok(());
        }
        self.list(|parser| {
            if !parser.eat("ROW_NUMBER") {
                parser.name()?;
            }
            parser.need_symbol("=")?;
            parser.expression()
        })
    }
}
