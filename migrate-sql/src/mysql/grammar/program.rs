//! Stored programs: triggers, procedures, functions, events, and MariaDB's compound statements
//! outside of them.
use super::program_rules::{Kind, Program};
use super::{Parse, Parser, Stop, words};
use crate::mysql::check;

impl Parser<'_> {
    /// A program's definition, from the kind of it on.
    pub(super) fn stored_program(&mut self) -> Parse {
        let start = self.at;
        let program = if self.eat("TRIGGER") {
            self.trigger()?
        } else if self.eat("PROCEDURE") {
            Program::new(Kind::Procedure, self.routine(true)?)
        } else if self.peeks(0, "FUNCTION") && self.eat("FUNCTION") {
            Program::new(Kind::Function, self.routine(false)?)
        } else if self.eat("EVENT") {
            self.event()?;
            Program::new(Kind::Event, Vec::new())
        } else {
            return self.unknown();
        };
        self.program = Some(program);
        self.body()?;
        self.judge_body(start)
    }

    fn trigger(&mut self) -> Parse<Program> {
        self.if_not_exists()?;
        self.qualified()?;
        let is_after = self.peeks(0, "AFTER");
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
            self.qualified()?;
        }
        Ok(Program::new(Kind::Trigger { is_after }, Vec::new()))
    }

    /// Returns the names of the parameters.
    fn routine(&mut self, is_procedure: bool) -> Parse<Vec<String>> {
        let mut parameters = Vec::new();
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
                parameters.push(parser.folded(parser.at));
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
        self.characteristics()?;
        Ok(parameters)
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
            let mut label = None;
            if parser.peeks_symbol(1, ":") && parser.is_name() {
                label = Some(parser.at);
                parser.at += 2;
                if !parser.peeks_any(0, &["BEGIN", "LOOP", "WHILE", "REPEAT", "FOR"]) {
                    return parser.wrong();
                }
            }
            if parser.peeks_any(0, &["BEGIN", "LOOP", "WHILE", "REPEAT"]) {
                let is_loop = !parser.peeks(0, "BEGIN");
                parser.enter(label, is_loop)?;
                parser.labelled()?;
                parser.leave();
                Ok(())
            } else if parser.eat("IF") {
                parser.if_statement()
            } else if parser.eat("CASE") {
                parser.case_statement()
            } else if parser.peeks(0, "FOR") {
                parser.unknown()
            } else {
                parser.simple_statement()
            }
        })
    }

    /// A statement that can have a label.
    fn labelled(&mut self) -> Parse {
        if self.eat("BEGIN") {
            self.block()
        } else if self.eat("LOOP") {
            self.statements(&["END"])?;
            self.end_of("LOOP")
        } else if self.eat("WHILE") {
            self.expression()?;
            self.need("DO")?;
            self.statements(&["END"])?;
            self.end_of("WHILE")
        } else {
            self.need("REPEAT")?;
            self.statements(&["UNTIL"])?;
            self.need("UNTIL")?;
            self.expression()?;
            self.end_of("REPEAT")
        }
    }

    fn block(&mut self) -> Parse {
        if self.eat("NOT") {
            self.need("ATOMIC")?;
        }
        if !self.peeks(0, "END") {
            self.statements(&["END"])?;
        }
        self.need("END")?;
        match self.peeks(0, "END") {
            true => Ok(()),
            false => self.end_label(),
        }
    }

    fn end_label(&mut self) -> Parse {
        let at = self.at;
        match self.eat_name() {
            true => self.judge_end_label(at),
            false => Ok(()),
        }
    }

    fn end_of(&mut self, what: &'static str) -> Parse {
        self.need("END")?;
        self.need(what)?;
        self.end_label()
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
        self.judge_statement()?;
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
            self.returned();
            self.expression()
        } else if self.peeks_any(0, &["LEAVE", "ITERATE"]) {
            let is_iterate = self.peeks(0, "ITERATE");
            self.at += 1;
            self.judge_label(is_iterate)?;
            self.name()
        } else if self.eat("CLOSE") {
            self.judge_cursor(self.at)?;
            self.name()
        } else if self.eat("OPEN") {
            self.judge_cursor(self.at)?;
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
            self.judge_cursor(self.at)?;
            self.name()?;
            self.need("INTO")?;
            self.list(|parser| {
                if !parser.peeks_symbol(1, ".") && parser.is_name() {
                    parser.judge_variable(parser.at)?;
                }
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
            self.declare_handler();
            self.in_handler(true);
            self.body_statement()?;
            self.in_handler(false);
            return Ok(());
        }
        let name = self.at;
        self.name()?;
        if self.eat("CONDITION") {
            self.declare_condition(name)?;
            self.need("FOR")?;
            return self.condition();
        }
        if self.eat("CURSOR") {
            self.declare_cursor(name)?;
            if self.peeks_symbol(0, "(") {
                return self.unknown();
            }
            self.need("FOR")?;
            if self.eat_name() {
                return Ok(());
            }
            return self.query();
        }
        self.declare_variable(name)?;
        while self.eat_symbol(",") {
            self.declare_variable(self.at)?;
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
            self.judge_condition(self.at)?;
            self.name()
        }
    }

    fn signal(&mut self) -> Parse {
        if self.eat("SQLSTATE") {
            self.eat("VALUE");
            self.string()?;
        } else if self.is_name() && !self.peeks(0, "SET") {
            self.judge_condition(self.at)?;
            self.at += 1;
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
