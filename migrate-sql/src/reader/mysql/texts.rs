//! Texts that a script puts together in variables and runs: `SET @a = CONCAT(…)`, `PREPARE s FROM @a`,
//! `EXECUTE s`.
//!
//! A text is known as far as its pieces are constants; [`HOLE`] stands for each other piece. Where a
//! variable may hold one of several (`IF(…, 'ALTER TABLE …', 'SELECT 1')`), all of them are kept.
use super::Reader;
use super::run_text::{self, changes};
use crate::Dialect;
use crate::statement::{HOLE, StatementKind};
use crate::token::{Token, TokenKind};
use std::collections::BTreeMap;

/// As many texts as a variable may hold and be known.
const MOST: usize = 16;

/// What the variables and the prepared statements of a session may hold.
#[derive(Clone, Default)]
pub(in crate::reader) struct Texts {
    /// By their names in lower case.
    variables: BTreeMap<String, Vec<String>>,
    prepared: BTreeMap<String, Vec<String>>,
}

impl Texts {
    /// Follows a statement, and returns what it may do if it runs a text.
    pub(in crate::reader) fn follow(
        &mut self,
        text: &str,
        tokens: &[Token],
    ) -> Option<StatementKind> {
        let mut reader = Reader::new(text, tokens, Dialect::Mysql);
        if reader.eat("set") {
            self.set(&mut reader);
            return None;
        }
        self.forget_assigned(&reader);
        if reader.eat("select") {
            self.select_into(&mut reader);
        } else if reader.eat("prepare") {
            let name = reader.name()?.text.to_lowercase();
            let values = match reader.eat("from") {
                true => self.values(text, &tokens[reader.at..]),
                false => unknown(),
            };
            self.prepared.insert(name, values);
        } else if reader.eat("execute immediate") {
            let start = reader.at;
            reader.skip_until(|reader| reader.is_word("using"));
            return Some(run_text::may_do(
                &self.values(text, &tokens[start..reader.at]),
                reader.here(),
            ));
        } else if reader.eat("execute") {
            let name = reader.name()?.text.to_lowercase();
            let texts = self.prepared.get(&name).cloned().unwrap_or_default();
            return Some(run_text::may_do(&texts, reader.here()));
        } else if reader.is_word("call") {
            self.forget();
        }
        None
    }

    /// Gives a variable the texts that it may hold.
    pub(super) fn bind(&mut self, variable: &str, texts: Vec<String>) {
        self.variables.insert(variable.to_lowercase(), texts);
    }

    /// Forgets a variable.
    pub(super) fn unbind(&mut self, variable: &str) {
        self.variables.remove(&variable.to_lowercase());
    }

    /// Forgets what variables and prepared statements hold.
    pub(super) fn forget(&mut self) {
        self.variables.clear();
        self.prepared.clear();
    }

    /// `SET @a = …, b = …`.
    fn set(&mut self, reader: &mut Reader<'_>) {
        while !reader.is_end() {
            let name = reader.written(0).to_owned();
            let is_assignment = reader.is_symbol_at(1, "=") || reader.is_symbol_at(1, ":=");
            if !is_assignment {
                reader.at += 1;
                continue;
            }
            reader.at += 2;
            let start = reader.at;
            reader.skip_until(|reader| reader.is_symbol(","));
            // A bracket that is closed and was not opened: nothing that can be read.
            reader.at = reader.at.max(start + 1).min(reader.tokens.len());
            let values = self.values(reader.text, &reader.tokens[start..reader.at]);
            self.bind(&name, values);
            reader.eat_symbol(",");
        }
    }

    /// `SELECT … INTO @a, b`.
    fn select_into(&mut self, reader: &mut Reader<'_>) {
        let start = reader.at;
        let expressions = list(reader, &["into", "from"]);
        reader.skip_until(|reader| reader.is_word("into"));
        if !reader.eat("into") {
            reader.at = start;
            return;
        }
        let targets = list(reader, &["from", "where"]);
        for (n, target) in targets.iter().enumerate() {
            let [target] = target else { continue };
            let values = expressions
                .get(n)
                .filter(|_| targets.len() == expressions.len());
            let values = values.map_or_else(unknown, |tokens| self.values(reader.text, tokens));
            let name = reader.text[target.span.clone()].to_owned();
            self.bind(&name, values);
        }
    }

    /// Forgets what a statement may set by the way: `SELECT @a := 1`, `FETCH c INTO a`.
    fn forget_assigned(&mut self, reader: &Reader<'_>) {
        let mut reader = reader.clone();
        let fetches = reader.is_word("fetch");
        let mut is_target = false;
        while !reader.is_end() {
            is_target |= reader.is_word("into") && fetches;
            if is_target || reader.is_symbol_at(1, ":=") {
                let name = reader.written(0).to_owned();
                self.unbind(&name);
            }
            reader.at += 1;
        }
    }

    /// The texts that an expression may stand for; none for NULL.
    pub(super) fn values(&self, text: &str, tokens: &[Token]) -> Vec<String> {
        let mut found = self.read_values(text, tokens);
        found.sort();
        found.dedup();
        match found.len() > MOST {
            true => unknown(),
            false => found,
        }
    }

    fn read_values(&self, text: &str, tokens: &[Token]) -> Vec<String> {
        let mut reader = Reader::new(text, tokens, Dialect::Mysql);
        if reader.eat_symbol("(") {
            let inner = &tokens[1..tokens.len().max(2) - 1];
            reader.skip_until(|_| false);
            let is_whole = reader.eat_symbol(")") && reader.is_end();
            return match is_whole {
                true => self.values(text, inner),
                false => unknown(),
            };
        }
        if reader.eat("select") {
            let start = reader.at;
            reader.skip_until(|reader| reader.is_any_word(&["from", "where", "limit", "union"]));
            return match reader.is_word("union") {
                true => unknown(),
                false => self.values(text, &tokens[start..reader.at]),
            };
        }
        if tokens.iter().all(|token| token.kind == TokenKind::String) && !tokens.is_empty() {
            let pieces = tokens
                .iter()
                .map(|token| literal(&text[token.span.clone()]));
            return vec![pieces.collect()];
        }
        if reader.is_word("case") {
            return self.of_case(&mut reader);
        }
        if let [only] = tokens {
            let written = text[only.span.clone()].to_lowercase();
            return match only.kind {
                TokenKind::Number => vec![written],
                _ if written == "null" => Vec::new(),
                _ => self
                    .variables
                    .get(&written)
                    .cloned()
                    .unwrap_or_else(unknown),
            };
        }
        let name = reader.written(0).to_lowercase();
        reader.at += 1;
        if !reader.eat_symbol("(") {
            return unknown();
        }
        let arguments = list(&mut reader, &[]);
        if !(reader.eat_symbol(")") && reader.is_end()) {
            return unknown();
        }
        let of = |all: &[&[Token]]| {
            let all = all.iter().flat_map(|tokens| self.values(text, tokens));
            all.collect::<Vec<String>>()
        };
        match (&*name, &arguments[..]) {
            ("concat", all) => self.joined(text, all),
            ("if", [_, rest @ ..]) => of(rest),
            ("ifnull" | "coalesce", rest) => of(rest),
            ("nullif", [first, _]) => of(&[first]),
            _ => unknown(),
        }
    }

    /// `CASE WHEN … THEN a ELSE b END`.
    fn of_case(&self, reader: &mut Reader<'_>) -> Vec<String> {
        let mut all = Vec::new();
        while !reader.is_end() {
            if reader.eat_any(&["then", "else"]).is_none() {
                reader.at += 1;
                continue;
            }
            let start = reader.at;
            let ends = |reader: &Reader<'_>| reader.is_any_word(&["when", "else", "end", "case"]);
            reader.skip_until(ends);
            if reader.is_word("case") || reader.is_end() {
                return unknown();
            }
            all.extend(self.values(reader.text, &reader.tokens[start..reader.at]));
        }
        all
    }

    /// Every text of the one followed by every text of the next.
    fn joined(&self, text: &str, pieces: &[&[Token]]) -> Vec<String> {
        let mut joined = vec![String::new()];
        for piece in pieces {
            let values = self.values(text, piece);
            let longer = joined
                .iter()
                .flat_map(|before| values.iter().map(move |value| format!("{before}{value}")));
            joined = longer.collect();
            if joined.len() > MOST {
                return unknown();
            }
        }
        joined
    }
}

/// What is not known at all.
fn unknown() -> Vec<String> {
    vec![HOLE.to_owned()]
}

/// The tokens between the commas up to one of these words, or to the closing bracket.
pub(super) fn list<'a>(reader: &mut Reader<'a>, ends: &[&str]) -> Vec<&'a [Token]> {
    let mut found = Vec::new();
    loop {
        let start = reader.at;
        reader.skip_until(|reader| reader.is_symbol(",") || reader.is_any_word(ends));
        found.push(&reader.tokens[start..reader.at]);
        if !reader.eat_symbol(",") {
            return found;
        }
    }
}

/// What a string in quotes stands for.
pub(super) fn literal(written: &str) -> String {
    let Some(quote) = written.chars().next().filter(|c| matches!(c, '\'' | '"')) else {
        return HOLE.to_owned();
    };
    let inner = written
        .strip_prefix(quote)
        .and_then(|it| it.strip_suffix(quote));
    let mut text = String::new();
    let mut chars = inner.unwrap_or(HOLE).chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => text.extend(chars.next().map(|c| match c {
                'n' | 'r' | 't' => ' ',
                c => c,
            })),
            c if c == quote => {
                chars.next();
                text.push(quote);
            }
            c => text.push(c),
        }
    }
    text
}

/// Whether a statement may be one that changes the schema.
pub(super) fn may_change(text: &str, tokens: &[Token]) -> Option<Vec<StatementKind>> {
    changes(&mut Reader::new(text, tokens, Dialect::Mysql))
}
