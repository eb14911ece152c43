//! Texts that a block holds in variables: `q := 'CREATE SEQUENCE ' || name; EXECUTE q;`.
//!
//! All places of a body that may set a variable are looked at, in whatever order they run: it is known
//! which texts a variable may hold only if each of them is known.
use super::Reader;
use super::dynamic::template;
use crate::token::{Token, TokenKind};
use std::collections::BTreeMap;

/// The texts that each declared variable may hold, holes for what is not constant.
#[derive(Default)]
pub(super) struct Variables(BTreeMap<String, Vec<String>>);

/// What a place sets a variable to.
enum Set {
    /// This text, as far as it is known.
    To(String),
    /// What it was, with this behind it: `q := q || '…'`.
    Longer(String),
    Unknown,
}

impl Variables {
    /// Reads a body, if anything is executed there.
    pub(super) fn of(reader: &Reader<'_>) -> Self {
        let mut tokens = reader.tokens.iter();
        if !tokens.any(|token| token.is_word(reader.text, "execute")) {
            return Self::default();
        }
        let mut places = Places {
            reader: reader.clone(),
            set: BTreeMap::new(),
            declared: Vec::new(),
        };
        places.all();
        let Places {
            mut set, declared, ..
        } = places;
        let known = declared.into_iter().filter_map(|name| {
            let texts = held(set.remove(&name)?)?;
            Some((name, texts))
        });
        Self(known.collect())
    }

    /// The texts that a variable may hold, if they are known.
    pub(super) fn get(&self, name: &str) -> Option<&[String]> {
        self.0.get(name).map(Vec::as_slice)
    }
}

/// The texts that a variable may hold which these places set.
fn held(places: Vec<Set>) -> Option<Vec<String>> {
    let (mut texts, mut longer) = (Vec::new(), String::new());
    for place in places {
        match place {
            Set::To(text) => texts.push(text),
            Set::Longer(more) => longer.push_str(&more),
            Set::Unknown => return None,
        }
    }
    if longer.is_empty() {
        return Some(texts);
    }
    // What is added may be added or not, once or often: only within one statement that does not matter.
    let is_begun = |text: &String| !text.trim().is_empty() && !text.contains(';');
    if longer.contains(';') || !texts.iter().all(is_begun) {
        return None;
    }
    let with_more = texts.iter().map(|text| format!("{text} {longer}"));
    Some(with_more.collect())
}

struct Places<'a> {
    reader: Reader<'a>,
    set: BTreeMap<String, Vec<Set>>,
    declared: Vec<String>,
}

impl<'a> Places<'a> {
    fn all(&mut self) {
        const BEGIN_STATEMENTS: &[&str] = &["begin", "then", "else", "loop"];
        let (mut is_start, mut is_declaring) = (true, false);
        while !self.reader.is_end() {
            if self.reader.eat_symbol(";") || self.reader.eat_symbol(">>") {
                is_start = true;
            } else if self.reader.eat("declare") {
                (is_start, is_declaring) = (true, true);
            } else if self.reader.eat_any(BEGIN_STATEMENTS).is_some() {
                (is_start, is_declaring) = (true, false);
            } else if is_start && is_declaring {
                self.declaration();
                is_start = false;
            } else if is_start {
                is_start = false;
                self.statement();
            } else {
                self.anywhere();
            }
        }
    }

    fn add(&mut self, name: &str, set: Set) {
        self.set.entry(name.to_lowercase()).or_default().push(set);
    }

    /// The tokens up to the end of the statement.
    fn rest(&self) -> &'a [Token] {
        let mut reader = self.reader.clone();
        reader.skip_until(|reader| reader.is_symbol(";"));
        &self.reader.tokens[self.reader.at..reader.at]
    }

    fn declaration(&mut self) {
        let rest = self.rest();
        let mut reader = Reader::new(self.reader.text, rest, self.reader.dialect);
        self.reader.at += 1;
        let Some(name) = reader.name() else { return };
        self.declared.push(name.text.clone());
        self.set.entry(name.text.clone()).or_default();
        reader.skip_until(|reader| {
            [":=", "="].iter().any(|symbol| reader.is_symbol(symbol)) || reader.is_word("default")
        });
        if !reader.is_end() {
            let value = &rest[(reader.at + 1).min(rest.len())..];
            let set = self.value(&name.text, value);
            self.add(&name.text, set);
        }
    }

    fn statement(&mut self) {
        let rest = self.rest();
        let mut reader = Reader::new(self.reader.text, rest, self.reader.dialect);
        let is_set = |reader: &Reader<'_>, n| {
            [":=", "="]
                .iter()
                .any(|symbol| reader.is_symbol_at(n, symbol))
        };
        if is_set(&reader, 1)
            && let Some(name) = reader.clone().name()
        {
            let set = self.value(&name.text, &rest[2..]);
            self.add(&name.text, set);
            self.reader.at += 2;
        } else if reader.is_symbol_at(1, "[") || reader.is_symbol_at(1, ".") {
            self.unknown(reader.written(0));
            self.reader.at += 1;
        } else if reader.is_any_word(&["for", "foreach"]) {
            self.reader.at += 1;
            reader.at = 1;
            while !reader.is_end() && !reader.is_any_word(&["in", "slice"]) {
                self.unknown(reader.written(0));
                reader.at += 1;
            }
        } else if reader.is_any_word(&["call", "get"]) {
            for token in rest {
                self.unknown(&self.reader.text[token.span.clone()]);
            }
            self.reader.at += 1;
        } else if reader.is_word("select") {
            self.select(&mut reader);
        } else {
            self.anywhere();
        }
    }

    /// `SELECT '…' || a INTO q FROM …`.
    fn select(&mut self, reader: &mut Reader<'a>) {
        self.reader.at += 1;
        reader.at = 1;
        let rest = reader.tokens;
        reader.skip_until(|reader| reader.is_any_word(&["into", "from"]));
        let value = &rest[1..reader.at];
        reader.skip_until(|reader| reader.is_word("into"));
        if !reader.eat("into") {
            return;
        }
        reader.eat("strict");
        let (at, name) = (reader.at, reader.name());
        // Several targets are unknown, and are come across later.
        let is_one = !reader.is_symbol(",") && !reader.is_symbol("[") && !reader.is_symbol(".");
        if let (true, Some(name)) = (is_one, name) {
            let set = self.value(&name.text, value);
            self.add(&name.text, set);
            self.reader.at += at;
        }
    }

    /// `INTO a, b` within a statement.
    fn anywhere(&mut self) {
        let before = self.reader.at.checked_sub(1);
        let before = before.and_then(|at| self.reader.tokens.get(at));
        let text = self.reader.text;
        let is_table = before
            .is_some_and(|token| token.is_word(text, "insert") || token.is_word(text, "merge"));
        let is_into = self.reader.eat("into");
        if !is_into {
            self.reader.at += 1;
            return;
        }
        if is_table {
            return;
        }
        self.reader.eat("strict");
        loop {
            self.unknown(self.reader.written(0));
            self.reader.at += 1;
            if !self.reader.eat_symbol(",") {
                return;
            }
        }
    }

    fn unknown(&mut self, written: &str) {
        self.add(written.trim_matches('"'), Set::Unknown);
    }

    /// What these tokens set a variable to.
    fn value(&self, name: &str, tokens: &'a [Token]) -> Set {
        let mut reader = Reader::new(self.reader.text, tokens, self.reader.dialect);
        let is_own = reader.clone().name().is_some_and(|own| own.text == name)
            && reader.is_symbol_at(1, "||");
        if is_own {
            reader.at = 2;
            let more = super::dynamic::pieces(&mut reader);
            return match reader.is_end() {
                true => Set::Longer(more),
                false => Set::Unknown,
            };
        }
        let is_null = |token: &Token| {
            token.kind == TokenKind::Word && token.is_word(self.reader.text, "null")
        };
        if let [only] = tokens
            && is_null(only)
        {
            // The server runs no NULL.
            return Set::To(String::new());
        }
        match template(&mut reader) {
            Some(text) if reader.is_end() => Set::To(text),
            _ => Set::Unknown,
        }
    }
}
