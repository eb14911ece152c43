//! What a procedure may do that is called: its statements, read as far as they are static.
//!
//! Conditions and loops are not followed: each statement may be run or not. What a variable holds is
//! known from where it is set to the next place at which branches meet.
use super::Reader;
use super::texts::{Texts, list, literal, may_change};
use crate::Dialect;
use crate::statement::StatementKind;
use crate::token::{Token, TokenKind};

/// Reads what a procedure may do, from its parameters on; `None` if that may be anything. The arguments
/// are the texts of a call, where they are constants.
pub fn called(definition: &str, arguments: &[Option<String>]) -> Option<Vec<StatementKind>> {
    let text = format!("CREATE PROCEDURE called {definition}");
    let [tokens] = &crate::mysql::tokens(&text)[..] else {
        return None;
    };
    let mut reader = Reader::new(&text, tokens, Dialect::Mysql);
    reader.at = 3;
    let parameters = parameters(&mut reader)?;
    skip_characteristics(&mut reader);
    let volatile = set_in_handlers(&reader)?;
    let assigned = assigned(&reader);
    let mut body = Body {
        reader,
        bound: Vec::new(),
        volatile,
        texts: Texts::default(),
        found: Vec::new(),
    };
    for (name, argument) in parameters.iter().zip(arguments) {
        if let (false, Some(value)) = (assigned.contains(name), argument) {
            body.bound.push((name.clone(), value.clone()));
        }
    }
    body.bind();
    body.all()?;
    Some(body.found)
}

/// Reads the arguments of `CALL`.
pub(super) fn arguments(reader: &mut Reader<'_>) -> Vec<Option<String>> {
    let text = reader.text;
    let read = reader.in_brackets(|reader| Some(list(reader, &[])));
    let of = |tokens: &[Token]| match tokens {
        [only] if only.kind == TokenKind::String => Some(literal(&text[only.span.clone()])),
        _ => None,
    };
    read.unwrap_or_default().into_iter().map(of).collect()
}

struct Body<'a> {
    reader: Reader<'a>,
    /// The parameters that keep their values.
    bound: Vec<(String, String)>,
    /// Variables that a handler sets, whenever that runs.
    volatile: Vec<String>,
    texts: Texts,
    found: Vec<StatementKind>,
}

impl Body<'_> {
    fn bind(&mut self) {
        for (name, value) in &self.bound {
            self.texts.bind(name, vec![value.clone()]);
        }
    }

    /// Branches meet here.
    fn meet(&mut self) {
        self.texts.forget();
        self.bind();
    }

    fn all(&mut self) -> Option<()> {
        while !self.reader.is_end() {
            self.statement()?;
        }
        Some(())
    }

    fn statement(&mut self) -> Option<()> {
        let reader = &mut self.reader;
        if reader.eat_symbol(";") || reader.eat("begin not atomic") || reader.eat("begin") {
            return Some(());
        }
        if reader.is_symbol_at(1, ":") {
            reader.at += 2;
            return Some(());
        }
        if reader.eat("if") {
            return skip_past(reader, "then");
        }
        if reader.is_any_word(&["elseif", "when"]) {
            self.meet();
            return skip_past(&mut self.reader, "then");
        }
        if reader.eat_any(&["else", "loop", "repeat"]).is_some() {
            self.meet();
            return Some(());
        }
        if reader.eat("case") {
            reader.skip_until(|reader| reader.is_word("when"));
            return Some(());
        }
        if reader.is_any_word(&["while", "for"]) {
            self.meet();
            return skip_past(&mut self.reader, "do");
        }
        if reader.is_any_word(&["end", "until"]) {
            self.meet();
            self.up_to_semicolon();
            return Some(());
        }
        if reader.eat("declare") {
            return self.declare();
        }
        let start = reader.at;
        self.up_to_semicolon();
        let (text, tokens) = (self.reader.text, &self.reader.tokens[start..self.reader.at]);
        self.plain(text, tokens)
    }

    fn plain(&mut self, text: &str, tokens: &[Token]) -> Option<()> {
        let mut reader = Reader::new(text, tokens, Dialect::Mysql);
        let kind = self.texts.follow(text, tokens);
        for name in &self.volatile {
            self.texts.unbind(name);
        }
        if reader.is_word("call") {
            self.bind();
            self.found.extend(super::call(&mut reader));
            return Some(());
        }
        match kind {
            Some(StatementKind::Anything) => return None,
            Some(kind) => self.found.push(kind),
            // It sets a variable, which was followed, or one of the server's.
            None if reader.is_word("set") => {
                let is_own = |written: &str| {
                    let written = written.to_ascii_lowercase();
                    !written.contains("sql_mode") && !written.starts_with("@@")
                };
                let mut words = tokens.iter().map(|token| &text[token.span.clone()]);
                return words.all(is_own).then_some(());
            }
            None => self.found.extend(may_change(text, tokens)?),
        }
        Some(())
    }

    /// Behind `DECLARE`.
    fn declare(&mut self) -> Option<()> {
        let start = self.reader.at;
        self.up_to_semicolon();
        let end = self.reader.at;
        let mut reader = self.reader.clone();
        reader.at = start;
        reader.tokens = &reader.tokens[..end];
        if reader.eat_any(&["continue", "exit", "undo"]).is_some() && reader.eat("handler for") {
            // What follows the conditions is a statement.
            while condition(&mut reader) && reader.eat_symbol(",") {}
            self.reader.at = reader.at;
            return Some(());
        }
        let name = reader.name()?.text;
        reader.skip_until(|reader| reader.is_word("default"));
        if reader.eat("default") {
            let values = self.texts.values(reader.text, &reader.tokens[reader.at..]);
            self.texts.bind(&name, values);
        }
        Some(())
    }

    fn up_to_semicolon(&mut self) {
        while !self.reader.is_end() && !self.reader.is_symbol(";") {
            self.reader.at += 1;
        }
    }
}

/// A condition of a handler.
fn condition(reader: &mut Reader<'_>) -> bool {
    if reader.eat("not found") {
        return true;
    }
    if reader.eat("sqlstate") {
        reader.eat("value");
    }
    reader.at += 1;
    !reader.is_end()
}

/// Skips what comes before a word, and the word. A `CASE` in between has words of its own.
fn skip_past(reader: &mut Reader<'_>, word: &str) -> Option<()> {
    reader.skip_until(|reader| reader.is_word(word) || reader.is_word("case"));
    reader.expect(word)
}

/// The names of the parameters.
fn parameters(reader: &mut Reader<'_>) -> Option<Vec<String>> {
    let text = reader.text;
    let written = reader.in_brackets(|reader| Some(list(reader, &[])))?;
    let name = |tokens: &[Token]| {
        let mut reader = Reader::new(text, tokens, Dialect::Mysql);
        reader.eat_any(&["in", "inout", "out"]);
        reader.name().map(|name| name.text.to_lowercase())
    };
    let written = written.into_iter().filter(|tokens| !tokens.is_empty());
    written.map(name).collect()
}

/// `COMMENT 'x'`, `SQL SECURITY INVOKER` and the like, before the body.
fn skip_characteristics(reader: &mut Reader<'_>) {
    loop {
        if reader.eat("comment") || reader.eat("sql security") {
            reader.at += 1;
        } else if reader
            .eat_any(&[
                "language sql",
                "not deterministic",
                "deterministic",
                "contains sql",
                "no sql",
                "reads sql data",
                "modifies sql data",
            ])
            .is_none()
        {
            return;
        }
    }
}

/// The names that are set anywhere in a body.
fn assigned(reader: &Reader<'_>) -> Vec<String> {
    let mut reader = reader.clone();
    let mut names = Vec::new();
    let mut is_target = false;
    while !reader.is_end() {
        is_target |= reader.is_word("into");
        is_target &= !reader.is_symbol(";") && !reader.is_any_word(&["from", "where"]);
        let is_set = reader.is_symbol_at(1, "=") || reader.is_symbol_at(1, ":=");
        if is_set || is_target {
            names.push(reader.written(0).to_lowercase());
        }
        reader.at += 1;
    }
    names
}

/// The names that handlers set; `None` where a handler can't be told from what follows it.
fn set_in_handlers(reader: &Reader<'_>) -> Option<Vec<String>> {
    let mut reader = reader.clone();
    let mut names = Vec::new();
    while !reader.is_end() {
        if !reader.eat("handler for") {
            reader.at += 1;
            continue;
        }
        while condition(&mut reader) && reader.eat_symbol(",") {}
        let end = match reader.is_word("begin") {
            true => "end",
            false => ";",
        };
        let start = reader.at;
        while !reader.is_end() && !reader.is_word(end) && !reader.is_symbol(end) {
            if reader.is_any_word(&["if", "case", "loop", "while", "repeat"]) {
                return None;
            }
            reader.at += 1;
        }
        let mut within = reader.clone();
        within.tokens = &reader.tokens[..reader.at];
        within.at = start;
        names.extend(assigned(&within));
    }
    Some(names)
}
