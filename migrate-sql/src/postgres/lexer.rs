//! PostgreSQL's tokens, as its `scan.l` has them.
use super::plain_strings::PlainStrings;
use crate::cursor::Cursor;
use crate::token::{Token, TokenKind};
use std::ops::Range;

/// What keeps a script from being read to its end in tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Obstacle {
    /// A comment, string or name that never ends; what it is called.
    Unterminated(&'static str, Range<usize>),
    /// A line for psql, not for the server.
    PsqlCommand(Range<usize>),
    /// A `COPY … FROM STDIN`, whose data follow.
    CopyFromStdin(Range<usize>),
}

/// A script in tokens.
#[derive(Debug, Default)]
pub(super) struct Lexed {
    /// Comments included; a command for psql is one symbol; data for `COPY` are left out.
    pub(super) tokens: Vec<Token>,
    /// In the order of the text.
    pub(super) obstacles: Vec<Obstacle>,
}

/// How many bytes a token takes with what is around it, in most scripts.
const USUAL_LENGTH: usize = 8;

impl Lexed {
    /// All tokens but the comments.
    pub(super) fn code(&self) -> Vec<&Token> {
        let mut code = Vec::with_capacity(self.tokens.len());
        let tokens = self.tokens.iter();
        code.extend(tokens.filter(|token| token.kind != TokenKind::Comment));
        code
    }
}

/// Cuts a script into tokens.
pub(super) fn lex(text: &str) -> Lexed {
    let mut lexer = Lexer {
        text,
        cursor: Cursor::new(text),
        lexed: Lexed {
            tokens: Vec::with_capacity(text.len() / USUAL_LENGTH),
            obstacles: Vec::new(),
        },
        escapes_go_on: false,
        strings: PlainStrings::default(),
        statement: 0,
        no_data: false,
    };
    while !lexer.cursor.is_end() {
        lexer.token();
    }
    lexer.lexed
}

struct Lexer<'a> {
    text: &'a str,
    cursor: Cursor<'a>,
    lexed: Lexed,
    /// The last token was an `E'…'`: a string on a following line continues it, escapes included.
    escapes_go_on: bool,
    /// How a `'…'` is read.
    strings: PlainStrings,
    /// The index of the first token after the last `;`.
    statement: usize,
    /// There are no more data for a `COPY`: don't search again.
    no_data: bool,
}

impl Lexer<'_> {
    fn token(&mut self) {
        let start = self.cursor.at;
        let cursor = &mut self.cursor;
        match (cursor.peek(0), cursor.peek(1)) {
            (b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c, _) => {
                cursor.advance(1);
            }
            (b'-', b'-') => {
                cursor.skip_while(|byte| byte != b'\n' && byte != b'\r');
                self.push(TokenKind::Comment, start);
            }
            (b'/', b'*') => self.block_comment(),
            (b'\'', _) => self.string(1, self.escapes_go_on || self.strings.has_escapes),
            (b'e' | b'E', b'\'') => self.string(2, true),
            (b'b' | b'B' | b'x' | b'X' | b'n' | b'N', b'\'') => self.string(2, false),
            (b'u' | b'U', b'&') if cursor.peek(2) == b'\'' => self.string(3, false),
            (b'u' | b'U', b'&') if cursor.peek(2) == b'"' => self.quoted_name(3),
            (b'"', _) => self.quoted_name(1),
            (b'$', _) => self.dollar(),
            (b'0'..=b'9', _) | (b'.', b'0'..=b'9') => self.number(),
            (byte, _) if is_name_start(byte) => {
                cursor.skip_while(is_name_part);
                self.push(TokenKind::Word, start);
            }
            (b'\\', _) => {
                cursor.skip_while(|byte| byte != b'\n');
                let line = self.text[start..cursor.at].trim_end();
                let span = start..start + line.len();
                self.lexed.obstacles.push(Obstacle::PsqlCommand(span));
                self.push(TokenKind::Symbol, start);
                self.statement = self.lexed.tokens.len();
            }
            (byte, _) if is_operator(byte) => self.operator(),
            (b':', b':' | b'=') | (b'.', b'.') => {
                cursor.advance(2);
                self.push(TokenKind::Symbol, start);
            }
            (b';', _) => {
                cursor.advance(1);
                self.push(TokenKind::Symbol, start);
                self.end_of_statement();
            }
            _ => {
                cursor.advance(1);
                self.push(TokenKind::Symbol, start);
            }
        }
    }

    fn push(&mut self, kind: TokenKind, start: usize) {
        if kind != TokenKind::Comment && kind != TokenKind::String {
            self.escapes_go_on = false;
        }
        let span = start..self.cursor.at;
        self.lexed.tokens.push(Token { kind, span });
    }

    fn unterminated(&mut self, what: &'static str, start: usize) {
        // The place is where it was opened: what follows is most of the script.
        let opening = self.text[start..].split(['\r', '\n']).next().unwrap_or("");
        let span = start..start + opening.len();
        self.lexed
            .obstacles
            .push(Obstacle::Unterminated(what, span));
    }

    /// Comments nest.
    fn block_comment(&mut self) {
        let start = self.cursor.at;
        let mut depth = 0;
        while !self.cursor.is_end() {
            if self.cursor.starts_with(b"/*") {
                depth += 1;
                self.cursor.advance(2);
            } else if self.cursor.starts_with(b"*/") {
                depth -= 1;
                self.cursor.advance(2);
                if depth == 0 {
                    break;
                }
            } else {
                self.cursor.advance(1);
            }
        }
        if depth > 0 {
            self.unterminated("/* comment", start);
        }
        self.push(TokenKind::Comment, start);
    }

    fn string(&mut self, prefix: usize, escapes: bool) {
        let start = self.cursor.at;
        self.cursor.advance(prefix);
        if !self.cursor.skip_quoted(b'\'', escapes) {
            self.unterminated("quoted string", start);
        }
        self.push(TokenKind::String, start);
        self.escapes_go_on = escapes;
    }

    fn quoted_name(&mut self, prefix: usize) {
        let start = self.cursor.at;
        self.cursor.advance(prefix);
        if !self.cursor.skip_quoted(b'"', false) {
            self.unterminated("quoted identifier", start);
        }
        self.push(TokenKind::QuotedName, start);
    }

    /// A parameter, or a dollar-quoted string. (A `$` within a name is part of the name.)
    fn dollar(&mut self) {
        let start = self.cursor.at;
        self.cursor.advance(1);
        if self.cursor.peek(0).is_ascii_digit() {
            self.cursor.skip_while(is_name_part);
            return self.push(TokenKind::Symbol, start);
        }
        self.cursor
            .skip_while(|byte| is_name_part(byte) && byte != b'$');
        if self.cursor.peek(0) != b'$' {
            self.cursor.at = start + 1;
            return self.push(TokenKind::Symbol, start);
        }
        self.cursor.advance(1);
        let delimiter = &self.text[start..self.cursor.at];
        if !self.cursor.skip_past(delimiter) {
            self.unterminated("dollar-quoted string", start);
        }
        self.push(TokenKind::String, start);
    }

    /// A number, with whatever is glued to it.
    fn number(&mut self) {
        let start = self.cursor.at;
        self.cursor.skip_while(is_name_part);
        if self.cursor.peek(0) == b'.' && self.cursor.peek(1) != b'.' {
            self.cursor.advance(1);
            self.cursor.skip_while(is_name_part);
        }
        let is_hexadecimal = matches!(self.text.as_bytes()[start..], [b'0', b'x' | b'X', ..]);
        let is_signed =
            matches!(self.cursor.peek(0), b'+' | b'-') && self.cursor.peek(1).is_ascii_digit();
        if is_signed && !is_hexadecimal && self.cursor.is_behind(b"eE") {
            self.cursor.advance(1);
            self.cursor.skip_while(is_name_part);
        }
        self.push(TokenKind::Number, start);
    }

    /// The longest operator, but not into a comment, and without a `+` or `-` at its end unless it
    /// could not be an operator of SQL.
    fn operator(&mut self) {
        let start = self.cursor.at;
        let bytes = self.text.as_bytes();
        let mut end = start;
        while end < bytes.len()
            && is_operator(bytes[end])
            && !bytes[end..].starts_with(b"--")
            && !bytes[end..].starts_with(b"/*")
        {
            end += 1;
        }
        let is_unusual = bytes[start..end]
            .iter()
            .any(|byte| b"~!@#^&|`?%".contains(byte));
        while !is_unusual && end > start + 1 && matches!(bytes[end - 1], b'+' | b'-') {
            end -= 1;
        }
        self.cursor.at = end;
        self.push(TokenKind::Symbol, start);
    }

    /// After the `;` of a `COPY … FROM STDIN` come data, up to a line with `\.`.
    fn end_of_statement(&mut self) {
        let first = std::mem::replace(&mut self.statement, self.lexed.tokens.len());
        self.strings.follow(self.text, &self.lexed.tokens[first..]);
        let mut tokens = self.lexed.tokens[first..]
            .iter()
            .filter(|token| token.kind != TokenKind::Comment);
        let Some(copy) = tokens
            .next()
            .filter(|token| token.is_word(self.text, "copy"))
        else {
            return;
        };
        let mut previous = copy;
        let stdin = tokens.find(|token| {
            let found = previous.is_word(self.text, "from") && token.is_word(self.text, "stdin");
            previous = token;
            found
        });
        if let Some(stdin) = stdin {
            let span = copy.span.start..stdin.span.end;
            self.lexed.obstacles.push(Obstacle::CopyFromStdin(span));
            self.skip_data();
        }
    }

    fn skip_data(&mut self) {
        if self.no_data {
            return;
        }
        let rest = &self.text[self.cursor.at..];
        let mut at = self.cursor.at;
        for line in rest.split_inclusive('\n') {
            at += line.len();
            if line.trim_end() == "\\." {
                self.cursor.at = at;
            }
        }
        self.no_data = true;
    }
}

fn is_name_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

fn is_name_part(byte: u8) -> bool {
    is_name_start(byte) || byte.is_ascii_digit() || byte == b'$'
}

fn is_operator(byte: u8) -> bool {
    b"~!@#^&|`?+-*/%<>=".contains(&byte)
}
