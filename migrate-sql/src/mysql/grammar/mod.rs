//! The grammar of the statements that are known completely: the union of MySQL 8 and later and
//! MariaDB 10.11 and later. By recursive descent, no deeper than [`MAX_DEPTH`].
//!
//! A rule that meets a token which neither server could accept there stops with [`Stop::Wrong`]; a
//! rule that meets something it does not know stops with [`Stop::Unknown`], and then nothing of the
//! statement's grammar is judged.

mod data;
mod data_type;
mod definition;
mod expression;
mod program;
mod program_rules;
mod query;
mod statement;
mod table;

use super::words;
use crate::token::{Token, TokenKind};

/// Deeper nesting is not read.
const MAX_DEPTH: usize = 64;

/// Stands for any name among the words that would fit.
pub(super) const NAME: &str = "a name";

/// Why a statement was not read to its end.
#[derive(Debug)]
pub(super) enum Stop {
    /// No server accepts the token at `at` (or the end); these words would fit.
    Wrong {
        at: usize,
        expected: Vec<&'static str>,
    },
    /// The server in use refuses the token at `at`: by its grammar, where there is no message.
    Refused {
        at: usize,
        message: Option<String>,
        help: &'static str,
    },
    /// The grammar doesn't know what begins at `at`.
    Unknown { at: usize },
}

impl Stop {
    /// Adds to what would fit.
    fn expecting(mut self, what: &'static str) -> Stop {
        if let Stop::Wrong { expected, .. } = &mut self {
            expected.push(what);
        }
        self
    }
}

type Parse<T = ()> = Result<T, Stop>;

/// Reads one statement, given without comments and without its terminator; `is_mariadb`: as MariaDB
/// does, which refuses some of what MySQL knows.
pub(super) fn statement(text: &str, tokens: &[Token], is_mariadb: bool) -> Parse {
    let mut parser = Parser {
        text,
        tokens,
        is_mariadb,
        at: 0,
        depth: 0,
        tried: Vec::new(),
        tried_at: 0,
        program_depth: 0,
        not_read: None,
        program: None,
    };
    parser.statement()?;
    parser.end()?;
    parser
        .not_read
        .map_or(Ok(()), |at| Err(Stop::Unknown { at }))
}

/// A position in the tokens of a statement.
struct Parser<'a> {
    text: &'a str,
    tokens: &'a [Token],
    is_mariadb: bool,
    at: usize,
    depth: usize,
    /// The words that would have fitted at `tried_at`.
    tried: Vec<&'static str>,
    tried_at: usize,
    /// Whether this is within the body of a stored program, where `;` ends a statement.
    program_depth: usize,
    /// The first statement of a body that was passed over.
    not_read: Option<usize>,
    /// The stored program whose body this is within.
    program: Option<program_rules::Program>,
}

impl<'a> Parser<'a> {
    fn token(&self, ahead: usize) -> Option<&'a Token> {
        self.tokens.get(self.at + ahead)
    }

    fn written(&self, ahead: usize) -> &'a str {
        self.token(ahead)
            .map_or("", |token| &self.text[token.span.clone()])
    }

    fn kind(&self, ahead: usize) -> Option<TokenKind> {
        self.token(ahead).map(|token| token.kind)
    }

    fn at_end(&self) -> bool {
        self.at >= self.tokens.len() || (self.program_depth > 0 && self.peeks_symbol(0, ";"))
    }

    /// The word at the position, if there is one.
    fn word(&self) -> Option<&'a str> {
        (self.kind(0) == Some(TokenKind::Word)).then(|| self.written(0))
    }

    /// Whether the word `ahead` of the position is this one. Right before a `.` no word is a keyword.
    fn peeks(&self, ahead: usize, word: &str) -> bool {
        let token = self.token(ahead);
        token.is_some_and(|token| token.is_word(self.text, word)) && !self.is_qualifier(ahead)
    }

    /// Whether a `.` follows the token `ahead` of the position, with no space between.
    fn is_qualifier(&self, ahead: usize) -> bool {
        let ends = |token: &Token| self.text[token.span.end..].starts_with('.');
        self.token(ahead).is_some_and(ends) && self.peeks_symbol(ahead + 1, ".")
    }

    fn peeks_any(&self, ahead: usize, words: &[&str]) -> bool {
        words.iter().any(|word| self.peeks(ahead, word))
    }

    fn peeks_symbol(&self, ahead: usize, symbol: &str) -> bool {
        self.token(ahead)
            .is_some_and(|token| token.is_symbol(self.text, symbol))
    }

    /// Whether the next word is this one; it is remembered as one that would fit.
    fn is(&mut self, word: &'static str) -> bool {
        if self.kind(0) != Some(TokenKind::Word) {
            return false;
        }
        if self.tried_at != self.at {
            self.tried_at = self.at;
            self.tried.clear();
        }
        self.tried.push(word);
        self.peeks(0, word)
    }

    fn eat(&mut self, word: &'static str) -> bool {
        let found = self.is(word);
        self.at += usize::from(found);
        found
    }

    fn eat_any(&mut self, words: &[&'static str]) -> bool {
        words.iter().any(|word| self.eat(word))
    }

    /// Eats these words, if all of them come.
    fn eat_all(&mut self, words: &[&'static str]) -> bool {
        let found = self.is(words[0])
            && words
                .iter()
                .enumerate()
                .all(|(ahead, word)| self.peeks(ahead, word));
        self.at += if found { words.len() } else { 0 };
        found
    }

    fn need(&mut self, word: &'static str) -> Parse {
        if self.eat(word) {
            return Ok(());
        }
        // Where the token is a word, `word` was tried.
        let is_word = self.word().is_some();
        self.wrong()
            .map_err(|stop| if is_word { stop } else { stop.expecting(word) })
    }

    fn need_any(&mut self, words: &[&'static str]) -> Parse {
        if self.eat_any(words) {
            Ok(())
        } else {
            self.wrong()
        }
    }

    fn eat_symbol(&mut self, symbol: &str) -> bool {
        let found = self.peeks_symbol(0, symbol);
        self.at += usize::from(found);
        found
    }

    fn need_symbol(&mut self, symbol: &str) -> Parse {
        if self.eat_symbol(symbol) {
            Ok(())
        } else {
            self.wrong()
        }
    }

    fn end(&mut self) -> Parse {
        if self.at_end() { Ok(()) } else { self.wrong() }
    }

    /// The token at the position fits nowhere; unless it is a word of which only one server knows.
    fn wrong<T>(&mut self) -> Parse<T> {
        if self
            .word()
            .is_some_and(|word| words::contains(words::UNCERTAIN, word))
            || self.peeks_symbol(0, "{")
        {
            return self.unknown();
        }
        let expected = if self.tried_at == self.at {
            std::mem::take(&mut self.tried)
        } else {
            Vec::new()
        };
        Err(Stop::Wrong {
            at: self.at,
            expected,
        })
    }

    /// Both servers know the words before `at`, and refuse them here.
    fn refused<T>(&self, at: usize, help: &'static str) -> Parse<T> {
        let message = None;
        Err(Stop::Refused { at, message, help })
    }

    /// MySQL knows what begins at `at`, MariaDB does not.
    fn mysql_alone(&self, at: usize, help: &'static str) -> Parse {
        if self.is_mariadb {
            return self.refused(at, help);
        }
        Ok(())
    }

    /// What comes is beyond this grammar.
    fn unknown<T>(&self) -> Parse<T> {
        Err(Stop::Unknown { at: self.at })
    }

    /// Whether a name comes: quoted, or a word that is not reserved. In the mode `ANSI_QUOTES`
    /// names stand in double quotes.
    fn is_name(&self) -> bool {
        match self.kind(0) {
            Some(TokenKind::QuotedName) => true,
            Some(TokenKind::Word) => {
                let word = self.written(0);
                // A word before a `.` is a name, whatever it is.
                !word.starts_with('@')
                    && (self.peeks_symbol(1, ".") || !words::contains(words::RESERVED, word))
            }
            Some(TokenKind::String) => self.written(0).starts_with('"'),
            _ => false,
        }
    }

    fn eat_name(&mut self) -> bool {
        let found = self.is_name();
        self.at += usize::from(found);
        found
    }

    fn name(&mut self) -> Parse {
        if self.eat_name() {
            return Ok(());
        }
        self.wrong().map_err(|stop| stop.expecting(NAME))
    }

    /// A name that may be qualified, by whatever comes after a `.`.
    fn qualified(&mut self) -> Parse {
        if !self.peeks_symbol(0, ".") {
            self.name()?;
        }
        self.qualifiers()
    }

    fn qualifiers(&mut self) -> Parse {
        while self.eat_symbol(".") {
            if !matches!(self.kind(0), Some(TokenKind::Word | TokenKind::QuotedName))
                && !self.is_name()
            {
                return self.wrong();
            }
            self.at += 1;
        }
        Ok(())
    }

    fn is_string(&self) -> bool {
        self.kind(0) == Some(TokenKind::String)
    }

    fn eat_number(&mut self) -> bool {
        let found = self.kind(0) == Some(TokenKind::Number);
        self.at += usize::from(found);
        found
    }

    fn string(&mut self) -> Parse {
        if !self.is_string() {
            return self.wrong();
        }
        self.at += 1;
        Ok(())
    }

    /// One value of an option: a word, name, number or string.
    fn value(&mut self) -> Parse {
        match self.kind(0) {
            Some(TokenKind::Symbol | TokenKind::Comment) | None => self.wrong(),
            Some(TokenKind::Word)
                if !self.is_name() && !self.peeks_any(0, &["DEFAULT", "BINARY", "NULL"]) =>
            {
                self.wrong()
            }
            _ => {
                self.at += 1;
                Ok(())
            }
        }
    }

    /// Items with commas between them.
    fn list(&mut self, mut item: impl FnMut(&mut Self) -> Parse) -> Parse {
        loop {
            item(self)?;
            if !self.eat_symbol(",") {
                return Ok(());
            }
        }
    }

    /// A list in parentheses.
    fn parenthesised(&mut self, item: impl FnMut(&mut Self) -> Parse) -> Parse {
        self.need_symbol("(")?;
        self.deeper(|parser| parser.list(item))?;
        self.need_symbol(")")
    }

    fn names(&mut self) -> Parse {
        self.parenthesised(Self::name)
    }

    fn deeper(&mut self, inner: impl FnOnce(&mut Self) -> Parse) -> Parse {
        if self.depth >= MAX_DEPTH {
            return self.unknown();
        }
        self.depth += 1;
        let parsed = inner(self);
        self.depth -= 1;
        parsed
    }

    /// Skips from an opening parenthesis to after the one that closes it.
    fn skip_parenthesised(&mut self) -> Parse {
        if !self.peeks_symbol(0, "(") {
            return self.wrong();
        }
        let start = self.at;
        let mut depth = 0_usize;
        while !self.at_end() {
            match self.written(0) {
                "(" if self.kind(0) == Some(TokenKind::Symbol) => depth += 1,
                ")" if self.kind(0) == Some(TokenKind::Symbol) => depth -= 1,
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                return super::check::empty_item(self.text, &self.tokens[start..self.at]).map_or(
                    Ok(()),
                    |at| {
                        Err(Stop::Wrong {
                            at: start + at,
                            expected: Vec::new(),
                        })
                    },
                );
            }
        }
        self.wrong()
    }
}
