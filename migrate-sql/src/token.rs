//! Tokens, as far as every dialect has them.
use std::ops::Range;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// A keyword or a name without quotes.
    Word,
    /// A name in the dialect's quotes.
    QuotedName,
    /// A string of any kind, its prefix and quotes included.
    String,
    /// A number.
    Number,
    /// An operator, a bracket, a separator, a parameter; or what is no token at all.
    Symbol,
    /// A comment. (An executable comment of MySQL is not one.)
    Comment,
}

/// A token of a script. White space is not a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Bytes of the script.
    pub span: Range<usize>,
}

impl Token {
    /// Whether it is this keyword, in any case.
    pub(crate) fn is_word(&self, text: &str, word: &str) -> bool {
        self.kind == TokenKind::Word && self.bytes(text).eq_ignore_ascii_case(word.as_bytes())
    }

    /// Whether it is this symbol.
    pub(crate) fn is_symbol(&self, text: &str, symbol: &str) -> bool {
        self.kind == TokenKind::Symbol && self.bytes(text) == symbol.as_bytes()
    }

    /// As it is written, for comparisons: these are most of what is done with it.
    fn bytes<'t>(&self, text: &'t str) -> &'t [u8] {
        &text.as_bytes()[self.span.clone()]
    }
}
