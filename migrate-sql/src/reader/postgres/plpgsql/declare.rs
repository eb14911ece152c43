//! `DECLARE`.
use super::{Body, Read, Stop};
use crate::reader::Reader;
use crate::statement::{Name, TypeName};
use crate::token::Token;

impl Body<'_> {
    pub(super) fn declarations(&mut self) -> Read<()> {
        self.reader.eat("declare");
        while !self.reader.is_word("begin") {
            if self.reader.eat("declare") {
                continue;
            }
            if self.reader.is_symbol("<<") {
                return self.label().map(|_| ());
            }
            let Some(name) = self.reader.name() else {
                return Err(self.unexpected("a variable or `BEGIN`"));
            };
            if !self.scopes.declare(&name.text) {
                let message = format!("the variable `{name}` is declared twice");
                return Err(Stop::Problem(name.span, message));
            }
            let start = self.reader.at;
            self.until_semicolon(&format!("the declaration of `{name}`"))?;
            let tokens = &self.reader.tokens[start..self.reader.at];
            let mut within = tokens.iter();
            if let Some(begin) = within.find(|token| token.is_word(self.reader.text, "begin")) {
                return Err(Stop::Problem(
                    begin.span.clone().into(),
                    format!("there is no `;` behind the declaration of `{name}`"),
                ));
            }
            let judged = self.declared(&name, tokens);
            self.note(judged)?;
            self.reader.at += 1;
        }
        Ok(())
    }

    /// Looks at what stands behind the name of a variable.
    fn declared(&mut self, name: &Name, tokens: &[Token]) -> Read<()> {
        let mut reader = Reader::new(self.reader.text, tokens, self.reader.dialect);
        if reader.is_words("alias for") {
            return Ok(());
        }
        let mut ahead = reader.clone();
        ahead.eat("no");
        ahead.eat("scroll");
        if ahead.eat("cursor") {
            ahead.skip_until(|reader| reader.is_any_word(&["for", "is"]));
            return match ahead.eat_any(&["for", "is"]) {
                Some(_) => self.sql(&tokens[ahead.at..]),
                None => Ok(()),
            };
        }
        reader.eat("constant");
        if let Some(data_type) = reader.attempt(type_of_variable) {
            self.scopes.types.push(data_type);
        }
        reader.skip_until(|reader| {
            [":=", "="].iter().any(|symbol| reader.is_symbol(symbol)) || reader.is_word("default")
        });
        if let Some(sign) = tokens.get(reader.at) {
            return self.expression(&tokens[reader.at + 1..], sign);
        }
        let is_not_null = tokens.windows(2).any(|pair| {
            pair[0].is_word(self.reader.text, "not") && pair[1].is_word(self.reader.text, "null")
        });
        match is_not_null {
            true => Err(Stop::Problem(
                name.span,
                format!("the variable `{name}` is `NOT NULL`: it needs a value"),
            )),
            false => Ok(()),
        }
    }
}

/// Reads a type that has to be there: one by its name, the rows of a table.
fn type_of_variable(reader: &mut Reader<'_>) -> Option<TypeName> {
    let start = reader.at;
    let name = reader.attempt(Reader::qualified_name)?;
    if reader.is_symbol("%") && reader.is_word_at(1, "rowtype") {
        return Some(TypeName {
            name,
            modifiers: Vec::new(),
            dimensions: 0,
            set_of: false,
            is_reference: false,
            span: reader.span_from(start),
        });
    }
    reader.at = start;
    let data_type = reader.type_name().filter(|own| !own.is_reference)?;
    let ends = [":=", "="].iter().any(|symbol| reader.is_symbol(symbol))
        || reader.is_any_word(&["default", "not", "collate"])
        || reader.is_end();
    ends.then_some(data_type)
}
