//! SQLite's tokens, as its `tokenize.c` has them.
use crate::cursor::Cursor;
use crate::token::{Token, TokenKind};
use std::ops::Range;

/// A script in tokens.
#[derive(Debug, Default)]
pub(super) struct Lexed {
    /// Comments included.
    pub(super) tokens: Vec<Token>,
    /// The string or quoted name that never ends, if there is one.
    pub(super) unterminated: Option<Range<usize>>,
}

/// Cuts a script into tokens.
pub(super) fn lex(text: &str) -> Lexed {
    let mut lexed = Lexed::default();
    let mut cursor = Cursor::new(text);
    while !cursor.is_end() {
        let start = cursor.at;
        let Some(kind) = token(&mut cursor, &mut lexed) else {
            continue;
        };
        let span = start..cursor.at;
        lexed.tokens.push(Token { kind, span });
    }
    lexed
}

/// Reads a token; `None` is white space.
fn token(cursor: &mut Cursor<'_>, lexed: &mut Lexed) -> Option<TokenKind> {
    let start = cursor.at;
    match (cursor.peek(0), cursor.peek(1)) {
        (b' ' | b'\t' | b'\n' | b'\r' | 0x0c, _) => {
            cursor.advance(1);
            return None;
        }
        (b'-', b'-') => {
            cursor.skip_while(|byte| byte != b'\n');
            return Some(TokenKind::Comment);
        }
        // One that never ends is a comment up to the end.
        (b'/', b'*') if cursor.peek(2) != 0 => {
            cursor.advance(2);
            cursor.skip_past("*/");
            return Some(TokenKind::Comment);
        }
        (quote @ (b'\'' | b'"' | b'`'), _) => {
            cursor.advance(1);
            if !cursor.skip_quoted(quote, false) {
                lexed.unterminated = Some(start..cursor.at);
            }
            return Some(match quote {
                b'\'' => TokenKind::String,
                _ => TokenKind::QuotedName,
            });
        }
        (b'[', _) => {
            cursor.advance(1);
            if !cursor.skip_past("]") {
                lexed.unterminated = Some(start..cursor.at);
            }
            return Some(TokenKind::QuotedName);
        }
        (b'x' | b'X', b'\'') => {
            cursor.advance(2);
            cursor.skip_while(|byte| byte != b'\'');
            if cursor.is_end() {
                lexed.unterminated = Some(start..cursor.at);
            }
            cursor.advance(1);
            return Some(TokenKind::String);
        }
        (b'0'..=b'9', _) | (b'.', b'0'..=b'9') => {
            number(cursor);
            return Some(TokenKind::Number);
        }
        (b'$' | b'@' | b'#' | b':' | b'?', _) => {
            cursor.advance(1);
            cursor.skip_while(is_name_part);
        }
        (byte, _) if is_name_part(byte) => {
            cursor.skip_while(is_name_part);
            return Some(TokenKind::Word);
        }
        (b'-', b'>') if cursor.peek(2) == b'>' => cursor.advance(3),
        (b'-', b'>') | (b'=' | b'<' | b'>' | b'!', b'=') | (b'<', b'>' | b'<') => cursor.advance(2),
        (b'>', b'>') | (b'|', b'|') => cursor.advance(2),
        _ => cursor.advance(1),
    }
    Some(TokenKind::Symbol)
}

/// A number, with whatever is glued to it.
fn number(cursor: &mut Cursor<'_>) {
    let is_hexadecimal = cursor.starts_with(b"0x") || cursor.starts_with(b"0X");
    cursor.skip_while(is_name_part);
    if cursor.peek(0) == b'.' && !is_hexadecimal {
        cursor.advance(1);
        cursor.skip_while(is_name_part);
    }
    let is_signed = matches!(cursor.peek(0), b'+' | b'-') && cursor.peek(1).is_ascii_digit();
    if is_signed && !is_hexadecimal && cursor.is_behind(b"eE") {
        cursor.advance(1);
        cursor.skip_while(is_name_part);
    }
}

fn is_name_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$' || byte >= 0x80
}
