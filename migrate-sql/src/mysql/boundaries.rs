//! Where statements end. The servers find out by parsing; here it takes knowing the bodies of
//! triggers, procedures, functions and events, so that scripts without `DELIMITER` are split too.
use super::lexer::{Lexed, opens_code};
use crate::token::{Token, TokenKind};
use std::ops::Range;

/// A statement as indices of the script's tokens.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// From its first token to its last; comments within are included.
    pub tokens: Range<usize>,
    /// The token that ends it, if it is not ended by the end of the script.
    pub terminator: Option<usize>,
    /// The token that opens a block which is never closed (`BEGIN`, `IF`, …).
    pub open_block: Option<usize>,
}

/// Splits a script.
pub(super) fn split(text: &str, lexed: &Lexed) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut start = 0;
    for &separator in &lexed.separators {
        Splitter::new(text, &lexed.tokens, start..separator, &mut pieces).run(Some(separator));
        start = separator + 1;
    }
    Splitter::new(text, &lexed.tokens, start..lexed.tokens.len(), &mut pieces).run(None);
    pieces
}

/// What a block waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Block {
    Begin,
    If,
    CaseStatement,
    CaseExpression,
    Loop,
    Repeat,
    /// `WHILE` or `FOR`; whether its `DO` has come.
    While(bool),
}

struct Splitter<'a> {
    text: &'a str,
    tokens: &'a [Token],
    /// Indices of the tokens that count: no comments, no markers of code in comments.
    code: Vec<usize>,
    /// For each of `code` whether it lies in a comment that holds code.
    in_comment: Vec<bool>,
    /// Position in `code`.
    at: usize,
    /// All tokens of the part, markers included, for the statement's extent.
    part: Range<usize>,
    pieces: &'a mut Vec<Piece>,
}

impl<'a> Splitter<'a> {
    fn new(
        text: &'a str,
        tokens: &'a [Token],
        part: Range<usize>,
        pieces: &'a mut Vec<Piece>,
    ) -> Self {
        let mut code = Vec::new();
        let mut in_comment = Vec::new();
        let mut within = false;
        for index in part.clone() {
            let token = &tokens[index];
            let written = &text[token.span.clone()];
            match token.kind {
                TokenKind::Comment => {}
                TokenKind::Symbol if opens_code(written) => within = true,
                TokenKind::Symbol if written == "*/" => within = false,
                _ => {
                    code.push(index);
                    in_comment.push(within);
                }
            }
        }
        Splitter {
            text,
            tokens,
            code,
            in_comment,
            at: 0,
            part,
            pieces,
        }
    }

    fn run(mut self, separator: Option<usize>) {
        let mut first = self.part.start;
        while self.at < self.code.len() {
            let open_block = self.statement();
            let end = self.code.get(self.at).copied();
            self.push(
                first..end.unwrap_or(self.part.end),
                end.or(separator),
                open_block,
            );
            first = end.map_or(self.part.end, |end| end + 1);
            self.at += 1;
        }
        // Code markers that hold nothing: `/*!40101 */`.
        self.push(first..self.part.end, separator, None);
    }

    fn push(&mut self, range: Range<usize>, terminator: Option<usize>, open_block: Option<usize>) {
        let counts = |index: &usize| self.tokens[*index].kind != TokenKind::Comment;
        let (Some(first), Some(last)) =
            (range.clone().find(counts), range.clone().rev().find(counts))
        else {
            return;
        };
        self.pieces.push(Piece {
            tokens: first..last + 1,
            terminator,
            open_block,
        });
    }

    fn written(&self, at: usize) -> &'a str {
        self.code
            .get(at)
            .map_or("", |&index| &self.text[self.tokens[index].span.clone()])
    }

    fn is_word(&self, at: usize, word: &str) -> bool {
        self.code
            .get(at)
            .is_some_and(|&index| self.tokens[index].is_word(self.text, word))
    }

    fn is_any(&self, at: usize, words: &[&str]) -> bool {
        words.iter().any(|word| self.is_word(at, word))
    }

    fn is_symbol(&self, at: usize, symbol: &str) -> bool {
        self.code
            .get(at)
            .is_some_and(|&index| self.tokens[index].is_symbol(self.text, symbol))
    }

    /// A `;` that may end a statement: within a comment none does.
    fn is_semicolon(&self, at: usize) -> bool {
        self.is_symbol(at, ";") && !self.in_comment[at]
    }

    /// Moves to the `;` that ends the statement, or to the end.
    fn statement(&mut self) -> Option<usize> {
        if let Some(body) = self.body_start() {
            self.at = body;
            return self.body();
        }
        if self.is_package() {
            self.at = self.code.len();
        }
        while self.at < self.code.len() && !self.is_semicolon(self.at) {
            self.at += 1;
        }
        None
    }

    /// Whether a package of MariaDB's mode ORACLE starts: it holds statements of a language that is
    /// not read here, so everything up to the next delimiter is taken for one.
    fn is_package(&self) -> bool {
        let object = if self.is_word(self.at + 1, "OR") {
            self.at + 3
        } else {
            self.at + 1
        };
        self.is_word(self.at, "CREATE") && self.is_word(object, "PACKAGE")
    }

    /// Where the body of a stored program starts, if the statement is one that has a body.
    fn body_start(&self) -> Option<usize> {
        let mut at = self.at;
        if self.is_any(at, &["IF", "CASE", "LOOP", "WHILE", "REPEAT", "FOR"])
            || (self.is_word(at, "BEGIN")
                && self.is_word(at + 1, "NOT")
                && self.is_word(at + 2, "ATOMIC"))
        {
            return Some(at);
        }
        if !self.is_any(at, &["CREATE", "ALTER"]) {
            return None;
        }
        at += 1;
        // [OR REPLACE] [DEFINER = user@host] [AGGREGATE]
        let object = (at..at + 12)
            .take_while(|&at| at < self.code.len() && !self.is_semicolon(at))
            .find(|&at| {
                self.is_any(
                    at,
                    &[
                        "TRIGGER",
                        "PROCEDURE",
                        "FUNCTION",
                        "EVENT",
                        "TABLE",
                        "VIEW",
                        "INDEX",
                        "USER",
                    ],
                )
            })?;
        if self.is_word(object, "TRIGGER") {
            self.trigger_body(object)
        } else if self.is_word(object, "EVENT") {
            self.header(object)
                .find(|&at| self.is_word(at, "DO"))
                .map(|at| at + 1)
        } else if self.is_any(object, &["PROCEDURE", "FUNCTION"]) && self.is_word(self.at, "CREATE")
        {
            self.routine_body(object)
        } else {
            None
        }
    }

    /// The positions after `from` up to the next `;`.
    fn header(&self, from: usize) -> impl Iterator<Item = usize> + '_ {
        (from + 1..self.code.len()).take_while(|&at| !self.is_semicolon(at))
    }

    fn trigger_body(&self, trigger: usize) -> Option<usize> {
        let each = self
            .header(trigger)
            .find(|&at| self.is_word(at, "EACH") && self.is_word(at + 1, "ROW"))?;
        let mut body = each + 2;
        if self.is_any(body, &["FOLLOWS", "PRECEDES"]) {
            body += 2;
            if self.is_symbol(body, ".") {
                body += 2;
            }
        }
        Some(body)
    }

    fn routine_body(&self, routine: usize) -> Option<usize> {
        const STARTS: &[&str] = &[
            "BEGIN", "RETURN", "IF", "CASE", "LOOP", "WHILE", "REPEAT", "FOR", "SELECT", "INSERT",
            "UPDATE", "DELETE", "REPLACE", "CALL", "SIGNAL", "DO", "WITH", "TRUNCATE", "CREATE",
            "DROP", "ALTER", "RENAME", "SHOW", "GRANT", "REVOKE", "LOCK", "FLUSH", "ANALYZE",
            "CHECK", "OPTIMIZE", "REPAIR", "LOAD", "PREPARE", "EXECUTE", "HANDLER", "START",
            "RESIGNAL", "VALUES", "EXPLAIN",
        ];
        let mut depth = 0_usize;
        let mut had_parameters = false;
        for at in self.header(routine) {
            match self.written(at) {
                "(" => depth += 1,
                ")" => {
                    depth = depth.saturating_sub(1);
                    had_parameters |= depth == 0;
                }
                _ if depth > 0 || !had_parameters => {}
                _ if self.is_any(at, STARTS) => return Some(at),
                _ if self.is_word(at, "SET")
                    && !self.is_any(at - 1, &["CHARACTER", "CHAR", "RETURNS"]) =>
                {
                    return Some(at);
                }
                _ if self.is_symbol(at + 1, ":") => return Some(at),
                _ => {}
            }
        }
        None
    }

    /// Reads a body up to the `;` after it. Returns the token of a block that is never closed.
    fn body(&mut self) -> Option<usize> {
        let mut blocks: Vec<(Block, usize)> = Vec::new();
        // Whether a statement starts here; whether the statement is a handler, which holds another.
        let mut starts = true;
        let mut handler = false;
        while self.at < self.code.len() {
            let at = self.at;
            if self.is_semicolon(at) && blocks.is_empty() {
                return None;
            } else if self.is_symbol(at, ";") {
                (starts, handler) = (true, false);
            } else if starts && self.is_symbol(at + 1, ":") {
                self.at += 1;
            } else if at > 0 && self.is_symbol(at - 1, ".") {
                starts = false;
            } else {
                (starts, handler) = self.body_word(&mut blocks, starts, handler);
            }
            self.at += 1;
        }
        blocks.last().map(|&(_, at)| self.code[at])
    }

    /// One token of a body; returns whether a statement starts after it, and whether it is (still)
    /// a handler's declaration.
    fn body_word(
        &mut self,
        blocks: &mut Vec<(Block, usize)>,
        starts: bool,
        handler: bool,
    ) -> (bool, bool) {
        let at = self.at;
        let top = blocks.last().map(|&(block, _)| block);
        if self.is_word(at, "END") {
            let closes = match top {
                None => false,
                Some(Block::CaseExpression) => !self.is_symbol(at + 1, "."),
                Some(Block::Repeat) => starts || self.is_word(at + 1, "REPEAT"),
                Some(_) => starts,
            };
            if closes {
                blocks.pop();
                let kinds = ["IF", "CASE", "LOOP", "WHILE", "REPEAT", "FOR"];
                if top != Some(Block::CaseExpression)
                    && top != Some(Block::Begin)
                    && self.is_any(at + 1, &kinds)
                {
                    self.at += 1;
                }
            }
            return (false, handler);
        }
        if starts || handler {
            let block = match () {
                () if self.is_word(at, "BEGIN") => Some((Block::Begin, true)),
                () if self.is_word(at, "IF") => Some((Block::If, false)),
                () if self.is_word(at, "CASE") => Some((Block::CaseStatement, false)),
                () if self.is_word(at, "LOOP") => Some((Block::Loop, true)),
                () if self.is_word(at, "REPEAT") => Some((Block::Repeat, true)),
                () if self.is_word(at, "WHILE") || (starts && self.is_word(at, "FOR")) => {
                    Some((Block::While(false), false))
                }
                () => None,
            };
            if let Some((block, starts)) = block {
                blocks.push((block, at));
                if block == Block::Begin
                    && self.is_word(at + 1, "NOT")
                    && self.is_word(at + 2, "ATOMIC")
                {
                    self.at += 2;
                }
                return (starts, false);
            }
        }
        if self.is_word(at, "CASE") {
            blocks.push((Block::CaseExpression, at));
        } else if self.is_any(at, &["THEN", "ELSE"])
            && matches!(top, Some(Block::If | Block::CaseStatement))
        {
            return (true, false);
        } else if self.is_word(at, "DO")
            && let Some((Block::While(has_body @ false), _)) = blocks.last_mut()
        {
            *has_body = true;
            return (true, false);
        } else if self.is_word(at, "FOR") && self.is_word(at.saturating_sub(1), "HANDLER") {
            return (false, true);
        } else if self.is_any(
            at,
            &[
                "SET", "SELECT", "INSERT", "UPDATE", "DELETE", "CALL", "REPLACE",
            ],
        ) {
            return (false, false);
        }
        (false, handler)
    }
}
