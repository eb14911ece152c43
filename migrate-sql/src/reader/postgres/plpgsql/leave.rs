//! `RETURN`, `EXIT`, `CONTINUE` and `RAISE`: what may stand behind them, as `pl_gram.y` says it.
use super::scope::Gives;
use super::{Body, Read, Stop};
use crate::reader::Reader;
use crate::token::{Token, TokenKind};

impl Body<'_> {
    /// Judges a `RETURN`, of which the tokens are all.
    pub(super) fn returned(&self, tokens: &[Token]) -> Read<()> {
        let mut reader = Reader::new(self.reader.text, tokens, self.reader.dialect);
        reader.at = 1;
        let is_next = reader.eat("next");
        if is_next || reader.eat("query") {
            return self.row_returned(tokens, &reader, is_next);
        }
        let value = tokens.get(1);
        let Some(value) = value else {
            return match self.scopes.gives {
                Gives::Value => Err(problem(
                    &tokens[0],
                    "`RETURN` needs a value: the function returns one",
                )),
                _ => Ok(()),
            };
        };
        let place = match self.scopes.gives {
            Gives::Value => return self.expression(&tokens[1..], &tokens[0]),
            Gives::Nothing => "where nothing is returned (`void`, `DO`)",
            Gives::NothingAsProcedure => "in a procedure",
            Gives::Outputs => "where parameters come out: they are what is returned",
            Gives::Rows(_) => "in a function of rows: write `RETURN NEXT` or `RETURN QUERY`",
        };
        Err(problem(value, &format!("`RETURN` takes no value {place}")))
    }

    /// Judges `RETURN NEXT`, `RETURN QUERY`.
    fn row_returned(&self, tokens: &[Token], reader: &Reader<'_>, is_next: bool) -> Read<()> {
        let word = if is_next { "NEXT" } else { "QUERY" };
        let Gives::Rows(has_outputs) = self.scopes.gives else {
            let message = format!(
                "`RETURN {word}` is for functions that return rows (`RETURNS SETOF …`, `RETURNS TABLE …`)"
            );
            return Err(problem(&tokens[1], &message));
        };
        match (is_next, tokens.get(2)) {
            (true, Some(value)) if has_outputs => Err(problem(
                value,
                "`RETURN NEXT` takes no value here: the parameters that come out are the row",
            )),
            (true, None) if !has_outputs => Err(problem(&tokens[1], "`RETURN NEXT` needs a value")),
            (true, Some(_)) => self.expression(&tokens[2..], &tokens[1]),
            (false, Some(_)) if reader.is_word("execute") => Ok(()),
            (false, Some(_)) => self.sql(&tokens[2..]),
            (_, None) => Ok(()),
        }
    }

    /// Judges an `EXIT` or `CONTINUE`.
    pub(super) fn left(&self, tokens: &[Token]) -> Read<()> {
        let mut reader = Reader::new(self.reader.text, tokens, self.reader.dialect);
        reader.at = 1;
        let word = reader.text[tokens[0].span.clone()].to_ascii_uppercase();
        if !reader.is_end() && !reader.is_word("when") {
            let at = reader.at;
            let Some(label) = reader.name() else {
                return Err(Stop::Unread);
            };
            if !self.scopes.has_label(&label.text) {
                let message = format!("no block or loop around this has the label `{label}`");
                return Err(problem(&tokens[at], &message));
            }
        } else if !self.scopes.is_in_loop() {
            return Err(problem(
                &tokens[0],
                &format!("`{word}` is for loops, and there is none around it"),
            ));
        }
        match reader.eat("when") {
            true => self.expression(&tokens[reader.at..], &tokens[reader.at - 1]),
            false => Ok(()),
        }
    }

    /// Judges a `RAISE` with a text: each `%` of it stands for a value.
    pub(super) fn raised(&self, tokens: &[Token]) -> Read<()> {
        const LEVELS: &[&str] = &["debug", "log", "info", "notice", "warning", "exception"];
        let mut reader = Reader::new(self.reader.text, tokens, self.reader.dialect);
        reader.at = 1;
        reader.eat_any(LEVELS);
        let at = reader.at;
        let Some(text) = reader.string() else {
            return Ok(());
        };
        let has_escapes = reader.text[tokens[at].span.clone()].starts_with(['e', 'E', 'u', 'U']);
        if has_escapes
            || reader
                .token(0)
                .is_some_and(|token| token.kind == TokenKind::String)
        {
            return Ok(());
        }
        let wanted = text.replace("%%", "").matches('%').count();
        let mut values = 0;
        while reader.eat_symbol(",") {
            let start = reader.at;
            reader.skip_until(|reader| reader.is_symbol(",") || reader.is_word("using"));
            self.expression(&tokens[start..reader.at], &tokens[start - 1])?;
            values += 1;
        }
        if !reader.is_end() && !reader.is_word("using") || wanted == values {
            return Ok(());
        }
        let s = |count| if count == 1 { "" } else { "s" };
        let message = format!(
            "the text has {wanted} `%`, and {values} value{} follow{}",
            s(values),
            if values == 1 { "s" } else { "" },
        );
        Err(problem(&tokens[at], &message))
    }
}

fn problem(token: &Token, message: &str) -> Stop {
    Stop::Problem(token.span.clone().into(), message.to_owned())
}
