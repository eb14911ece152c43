//! The heads of loops: what they go through, and the variables that take it.
use super::{Body, Read, Stop};
use crate::reader::Reader;
use std::ops::Range;

impl Body<'_> {
    /// Judges `WHILE …`, `FOR …`, `FOREACH …`, of which these are the tokens up to `LOOP`.
    pub(super) fn loop_head(&mut self, range: Range<usize>) -> Read<()> {
        let start = range.start;
        let tokens = &self.reader.tokens[range];
        let mut reader = Reader::new(self.reader.text, tokens, self.reader.dialect);
        if reader.eat("while") {
            return self.expression(&tokens[1..], &tokens[0]);
        }
        let is_foreach = reader.eat("foreach");
        if !is_foreach && !reader.eat("for") {
            return Ok(());
        }
        let targets = reader.clone();
        reader.skip_until(|reader| reader.is_word("in"));
        if !reader.eat("in") {
            return Err(self.unexpected_at(start + 1, "a variable and `IN`"));
        }
        if is_foreach {
            self.targets(targets)?;
            return match reader.eat("array") {
                true => self.expression(&tokens[reader.at..], &tokens[reader.at - 1]),
                false => Err(self.unexpected_at(start + reader.at, "`ARRAY`")),
            };
        }
        self.for_in(targets, reader)
    }

    /// Judges what stands behind `FOR … IN`.
    fn for_in(&mut self, targets: Reader<'_>, reader: Reader<'_>) -> Read<()> {
        let tokens = &reader.tokens[reader.at..];
        let Some(first) = tokens.first() else {
            return Err(Stop::Unread);
        };
        let mut bound = reader.clone();
        bound.skip_until(|reader| reader.is_symbol(".."));
        if bound.is_symbol("..") {
            return self.numbers(targets, reader, bound.at);
        }
        // A loop over a cursor has a variable of its own.
        let is_cursor = reader
            .clone()
            .name()
            .is_some_and(|name| self.scopes.knows(&name.text, true));
        if is_cursor {
            if let Some(name) = targets.clone().name() {
                self.scopes.declare(&name.text);
            }
            return Ok(());
        }
        self.targets(targets)?;
        match first.is_word(self.reader.text, "execute") {
            true => self.executed(tokens),
            false => self.sql(tokens),
        }
    }

    /// Judges `a..b BY c`, whose variable is the loop's own; `bound`: where `..` stands.
    fn numbers(
        &mut self,
        mut targets: Reader<'_>,
        mut reader: Reader<'_>,
        bound: usize,
    ) -> Read<()> {
        if let Some(name) = targets.name() {
            self.scopes.declare(&name.text);
        }
        reader.eat("reverse");
        let tokens = reader.tokens;
        self.expression(&tokens[reader.at..bound], &tokens[reader.at - 1])?;
        reader.at = bound + 1;
        reader.skip_until(|reader| reader.is_word("by"));
        self.expression(&tokens[bound + 1..reader.at], &tokens[bound])?;
        match reader.eat("by") {
            true => self.expression(&tokens[reader.at..], &tokens[reader.at - 1]),
            false => Ok(()),
        }
    }

    /// Looks for the variables that a loop puts something into.
    fn targets(&self, mut targets: Reader<'_>) -> Read<()> {
        loop {
            if self.target(&mut targets)?.is_none() || !targets.eat_symbol(",") {
                return Ok(());
            }
        }
    }
}
