//! A place among the tokens of a statement.
use crate::Dialect;
use crate::statement::Span;
use crate::token::{Token, TokenKind};

/// Reads the tokens of one statement, one after the other. Comments are not among them.
///
/// Methods that start with `eat` read on if what they ask for comes next, and say whether it did;
/// those that return an `Option` read what has to come next, or give up.
#[derive(Clone)]
pub(crate) struct Reader<'a> {
    /// The script.
    pub(crate) text: &'a str,
    /// Of the statement.
    pub(crate) tokens: &'a [Token],
    /// The next one.
    pub(crate) at: usize,
    /// Whose SQL it is.
    pub(crate) dialect: Dialect,
    /// How deep the reader is within brackets, subqueries and blocks: too deep is given up.
    pub(crate) depth: usize,
}

/// Deeper than this no statement is read, lest the stack overflow.
const DEEPEST: usize = 120;

impl<'a> Reader<'a> {
    /// Starts at the first token.
    pub(crate) fn new(text: &'a str, tokens: &'a [Token], dialect: Dialect) -> Self {
        Self {
            text,
            tokens,
            at: 0,
            dialect,
            depth: 0,
        }
    }

    /// Whether all was read.
    pub(crate) fn is_end(&self) -> bool {
        self.at >= self.tokens.len()
    }

    /// The token `n` places on.
    pub(crate) fn token(&self, n: usize) -> Option<&'a Token> {
        self.tokens.get(self.at + n)
    }

    /// The token `n` places on as it is written; empty past the end.
    pub(crate) fn written(&self, n: usize) -> &'a str {
        self.token(n)
            .map_or("", |token| &self.text[token.span.clone()])
    }

    /// Whether the token `n` places on is this keyword, in any case and without quotes.
    pub(crate) fn is_word_at(&self, n: usize, word: &str) -> bool {
        self.token(n)
            .is_some_and(|token| token.is_word(self.text, word))
    }

    /// Whether this keyword comes next.
    pub(crate) fn is_word(&self, word: &str) -> bool {
        self.is_word_at(0, word)
    }

    /// Whether one of these keywords comes next.
    pub(crate) fn is_any_word(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.is_word(word))
    }

    /// Whether these keywords (separated by single spaces) come next.
    pub(crate) fn is_words(&self, words: &str) -> bool {
        self.count_words(words).is_some()
    }

    /// Counts these keywords (separated by single spaces), if they come next.
    fn count_words(&self, words: &str) -> Option<usize> {
        // Most of what is asked for has another first letter.
        let first = self.text.as_bytes().get(self.token(0)?.span.start)?;
        if !first.eq_ignore_ascii_case(words.as_bytes().first()?) {
            return None;
        }
        let mut count = 0;
        for word in words.split(' ') {
            if !self.is_word_at(count, word) {
                return None;
            }
            count += 1;
        }
        Some(count)
    }

    /// Reads these keywords (separated by single spaces), if they come next.
    pub(crate) fn eat(&mut self, words: &str) -> bool {
        let count = self.count_words(words);
        self.at += count.unwrap_or(0);
        count.is_some()
    }

    /// Reads the first of these that comes next.
    pub(crate) fn eat_any<'w>(&mut self, words: &[&'w str]) -> Option<&'w str> {
        words.iter().copied().find(|words| self.eat(words))
    }

    /// Reads these keywords, or gives up.
    pub(crate) fn expect(&mut self, words: &str) -> Option<()> {
        self.eat(words).then_some(())
    }

    /// Whether the token `n` places on is this symbol.
    pub(crate) fn is_symbol_at(&self, n: usize, symbol: &str) -> bool {
        self.token(n)
            .is_some_and(|token| token.is_symbol(self.text, symbol))
    }

    /// Whether this symbol comes next.
    pub(crate) fn is_symbol(&self, symbol: &str) -> bool {
        self.is_symbol_at(0, symbol)
    }

    /// Reads this symbol, if it comes next.
    pub(crate) fn eat_symbol(&mut self, symbol: &str) -> bool {
        let is_next = self.is_symbol(symbol);
        self.at += usize::from(is_next);
        is_next
    }

    /// Reads this symbol, or gives up.
    pub(crate) fn expect_symbol(&mut self, symbol: &str) -> Option<()> {
        self.eat_symbol(symbol).then_some(())
    }

    /// Reads the next token, whatever it is.
    pub(crate) fn next(&mut self) -> Option<&'a Token> {
        let token = self.token(0)?;
        self.at += 1;
        Some(token)
    }

    /// Reads the next token if it is of this kind.
    pub(crate) fn next_of(&mut self, kind: TokenKind) -> Option<&'a Token> {
        let token = self.token(0).filter(|token| token.kind == kind)?;
        self.at += 1;
        Some(token)
    }

    /// Where the next token is; behind the last one at the end.
    pub(crate) fn here(&self) -> Span {
        match self.token(0) {
            Some(token) => token.span.clone().into(),
            None => {
                let end = self.tokens.last().map_or(0, |token| token.span.end);
                (end..end).into()
            }
        }
    }

    /// From a token read before (its position) to the last one that was read.
    pub(crate) fn span_from(&self, start: usize) -> Span {
        let first = self.tokens.get(start).map_or(0, |token| token.span.start);
        let last = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        let end = last.map_or(first, |token| token.span.end);
        (first..end.max(first)).into()
    }

    /// Reads something in round brackets, or gives up.
    pub(crate) fn in_brackets<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Option<T>,
    ) -> Option<T> {
        self.expect_symbol("(")?;
        let value = self.deeper(read)?;
        self.expect_symbol(")")?;
        Some(value)
    }

    /// Reads one or more, separated by commas.
    pub(crate) fn list<T>(
        &mut self,
        mut read: impl FnMut(&mut Self) -> Option<T>,
    ) -> Option<Vec<T>> {
        let mut values = vec![read(self)?];
        while self.eat_symbol(",") {
            values.push(read(self)?);
        }
        Some(values)
    }

    /// Reads something one level deeper; gives up where that is too deep.
    pub(crate) fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        if self.depth >= DEEPEST {
            return None;
        }
        self.depth += 1;
        let value = read(self);
        self.depth -= 1;
        value
    }

    /// Reads if it can; else stays where it was.
    pub(crate) fn attempt<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let (at, depth) = (self.at, self.depth);
        let value = read(self);
        if value.is_none() {
            (self.at, self.depth) = (at, depth);
        }
        value
    }

    /// Skips tokens up to (not including) the first outside of brackets for which `stop` holds, or to
    /// the closing bracket of what the reader is in, or to the end.
    pub(crate) fn skip_until(&mut self, stop: impl Fn(&Self) -> bool) {
        let mut depth = 0_usize;
        while !self.is_end() {
            if depth == 0 && (stop(self) || self.is_symbol(")") || self.is_symbol("]")) {
                return;
            }
            if self.is_symbol("(") || self.is_symbol("[") {
                depth += 1;
            } else if self.is_symbol(")") || self.is_symbol("]") {
                depth -= 1;
            }
            self.at += 1;
        }
    }
}
