//! Tokens of MySQL and MariaDB, by the rules of the servers' own lexers, and the `DELIMITER` lines
//! of the `mysql` client, which no server knows but many scripts contain.
use crate::token::{Token, TokenKind};
use std::ops::Range;

/// A script in tokens.
#[derive(Debug, Default)]
pub(super) struct Lexed {
    /// All tokens, comments included.
    pub tokens: Vec<Token>,
    /// Which of the tokens are no part of any statement: `DELIMITER` lines, and delimiters other
    /// than `;`. In order.
    pub separators: Vec<usize>,
    /// What is never closed, in the order of the text.
    pub unclosed: Vec<Unclosed>,
    /// Whether code within `/*!50700 … */` and the like, which only some servers run, was read.
    pub conditional_code: bool,
}

/// A string, name or comment that runs to the end of the script.
#[derive(Debug)]
pub(super) struct Unclosed {
    /// What it is, with its article.
    pub what: &'static str,
    /// What would close it.
    pub closer: &'static str,
    /// Where it is opened: its opening quote or marker.
    pub opening: Range<usize>,
}

/// What of `sql_mode` changes how quotes are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Quoting {
    /// `NO_BACKSLASH_ESCAPES`: a backslash is a character like any other.
    pub plain_backslash: bool,
    /// `ANSI_QUOTES`: double quotes are around names.
    pub ansi: bool,
}

/// Reads a script from `start` on, which is no place within a token. Where code that only some servers
/// run (see [`Lexed::conditional_code`]) holds a quote that is never closed, that code is taken for the
/// comment which it is to other servers.
pub(super) fn lex_from(
    text: &str,
    start: usize,
    quoting: Quoting,
    delimiter: Option<&str>,
) -> Lexed {
    let lexer = |conditional_code_is_comment| Lexer {
        text,
        bytes: text.as_bytes(),
        at: start,
        quoting,
        delimiter,
        code: None,
        conditional_code_is_comment,
        lexed: Lexed::default(),
    };
    let lexed = lexer(false).run();
    if lexed.conditional_code && !lexed.unclosed.is_empty() {
        return lexer(true).run();
    }
    lexed
}

/// Since these versions all servers in use run the code of a versioned comment.
const ALWAYS_RUN: u32 = 50700;

/// Whether a byte belongs to a name without quotes.
pub(super) fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$' || byte >= 0x80
}

/// Whether a token opens code in a comment: `/*!`, `/*!50100`, `/*M!`.
pub(super) fn opens_code(token: &str) -> bool {
    token.starts_with("/*")
}

/// Whether all servers in use run the code that this token opens.
pub(super) fn always_run(token: &str) -> bool {
    let digits = token.trim_start_matches("/*!");
    !token.starts_with("/*M")
        && (digits.is_empty()
            || digits
                .parse()
                .is_ok_and(|version: u32| version < ALWAYS_RUN))
}

struct Lexer<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    quoting: Quoting,
    /// The delimiter, where `DELIMITER` has set one other than `;`.
    delimiter: Option<&'a str>,
    /// Where the comment was opened whose code is being read.
    code: Option<Range<usize>>,
    conditional_code_is_comment: bool,
    lexed: Lexed,
}

impl<'a> Lexer<'a> {
    fn run(mut self) -> Lexed {
        if self.at == 0 && self.text.starts_with('\u{feff}') {
            self.at = '\u{feff}'.len_utf8();
        }
        let mut line_start = self.at == 0 || self.text[..self.at].ends_with(['\n', '\r']);
        while let Some(byte) = self.peek(0) {
            if byte == b'\n' || byte == b'\r' {
                line_start = true;
                self.at += 1;
            } else if is_space(byte) {
                self.at += 1;
            } else {
                let separates = (line_start && self.delimiter_line()) || self.delimiter();
                if !separates {
                    self.token(byte);
                }
                line_start = false;
            }
        }
        if let Some(opening) = self.code.take() {
            self.unclosed("a comment", "*/", opening);
        }
        self.lexed
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    fn starts_with(&self, what: &str) -> bool {
        self.bytes[self.at..].starts_with(what.as_bytes())
    }

    fn push(&mut self, kind: TokenKind, start: usize) {
        self.lexed.tokens.push(Token {
            kind,
            span: start..self.at,
        });
    }

    fn unclosed(&mut self, what: &'static str, closer: &'static str, opening: Range<usize>) {
        self.lexed.unclosed.push(Unclosed {
            what,
            closer,
            opening,
        });
    }

    /// A `DELIMITER` line. It ends at the end of the line; the delimiter at white space.
    fn delimiter_line(&mut self) -> bool {
        const KEYWORD: &str = "delimiter";
        let rest = &self.bytes[self.at..];
        let is_one = rest
            .get(..KEYWORD.len())
            .is_some_and(|word| word.eq_ignore_ascii_case(KEYWORD.as_bytes()))
            && rest
                .get(KEYWORD.len())
                .is_some_and(|byte| matches!(byte, b' ' | b'\t'));
        if !is_one {
            return false;
        }
        let length = rest
            .iter()
            .position(|&byte| byte == b'\n' || byte == b'\r')
            .unwrap_or(rest.len());
        let start = self.at;
        let line = self.text[start..start + length].trim_end();
        if line.len() == KEYWORD.len() {
            return false;
        }
        self.at = start + line.len();
        self.delimiter = other_delimiter(line);
        self.lexed.separators.push(self.lexed.tokens.len());
        self.push(TokenKind::Symbol, start);
        true
    }

    /// A delimiter that is not `;`.
    fn delimiter(&mut self) -> bool {
        let Some(delimiter) = self
            .delimiter
            .filter(|delimiter| self.starts_with(delimiter))
        else {
            return false;
        };
        let start = self.at;
        self.at += delimiter.len();
        self.lexed.separators.push(self.lexed.tokens.len());
        self.push(TokenKind::Symbol, start);
        true
    }

    fn token(&mut self, byte: u8) {
        let next = self.peek(1);
        match byte {
            b'\'' | b'"' => self.quoted(self.at),
            b'`' => self.quoted(self.at),
            b'n' | b'N' | b'x' | b'X' | b'b' | b'B' if next == Some(b'\'') => {
                let start = self.at;
                self.at += 1;
                self.quoted(start);
            }
            b'#' => self.line_comment(),
            b'-' if next == Some(b'-') && self.peek(2).is_none_or(|after| after <= b' ') => {
                self.line_comment()
            }
            b'/' if next == Some(b'*') => self.block_comment(),
            b'*' if next == Some(b'/') && self.code.is_some() => {
                self.code = None;
                self.symbol(2);
            }
            b'@' => self.variable(),
            b'0'..=b'9' => self.number(),
            b'.' if next.is_some_and(|digit| digit.is_ascii_digit()) && !self.follows_name() => {
                self.number()
            }
            b'$' if next == Some(b'$') && self.follows_as() => self.dollar_quoted(),
            _ if is_name_byte(byte) => self.word(),
            _ => self.symbol(symbol_length(&self.bytes[self.at..])),
        }
    }

    fn symbol(&mut self, length: usize) {
        let start = self.at;
        self.at += length;
        self.push(TokenKind::Symbol, start);
    }

    fn word(&mut self) {
        let start = self.at;
        while let Some(byte) = self.peek(0) {
            // A delimiter such as `$$` or `go` ends a name: the client looks for it everywhere.
            if !is_name_byte(byte)
                || self
                    .delimiter
                    .is_some_and(|delimiter| self.at > start && self.starts_with(delimiter))
            {
                break;
            }
            self.at += 1;
        }
        self.push(TokenKind::Word, start);
    }

    /// Whether the last token is a name that ends right here, so that a `.` qualifies.
    fn follows_name(&self) -> bool {
        self.lexed.tokens.last().is_some_and(|last| {
            last.span.end == self.at && matches!(last.kind, TokenKind::Word | TokenKind::QuotedName)
        })
    }

    /// Whether the last tokens are a name and its dot: digits that follow are a name, too.
    fn follows_qualifier(&self) -> bool {
        let [.., name, dot] = &*self.lexed.tokens else {
            return false;
        };
        dot.is_symbol(self.text, ".")
            && dot.span.end == self.at
            && name.span.end == dot.span.start
            && matches!(name.kind, TokenKind::Word | TokenKind::QuotedName)
    }

    /// Whether the last token is `AS`: only there does MySQL 9 know `$$ … $$`.
    fn follows_as(&self) -> bool {
        self.lexed
            .tokens
            .last()
            .is_some_and(|last| last.is_word(self.text, "AS"))
    }

    fn dollar_quoted(&mut self) {
        let start = self.at;
        match self.text[start + 2..].find("$$") {
            Some(length) => {
                self.at = start + 2 + length + 2;
                self.push(TokenKind::String, start);
            }
            None => self.word(),
        }
    }

    /// A string or a quoted name; `start` is where its prefix is, if it has one.
    fn quoted(&mut self, start: usize) {
        let opening = self.at;
        let quote = self.bytes[opening];
        let is_name = quote == b'`' || (quote == b'"' && self.quoting.ansi);
        let escapes = !is_name && !self.quoting.plain_backslash;
        self.at += 1;
        loop {
            match self.peek(0) {
                None => {
                    let (what, closer) = match quote {
                        b'`' => ("a quoted name", "`"),
                        b'"' if is_name => ("a quoted name", "\""),
                        b'"' => ("a string", "\""),
                        _ => ("a string", "'"),
                    };
                    self.unclosed(what, closer, opening..opening + 1);
                    break;
                }
                Some(b'\\') if escapes => self.at = (self.at + 2).min(self.bytes.len()),
                Some(byte) if byte == quote => {
                    self.at += 1;
                    if self.peek(0) != Some(quote) {
                        break;
                    }
                    self.at += 1;
                }
                Some(_) => self.at += 1,
            }
        }
        // A backslash may stand before a character of several bytes.
        while !self.text.is_char_boundary(self.at) {
            self.at += 1;
        }
        let kind = if is_name {
            TokenKind::QuotedName
        } else {
            TokenKind::String
        };
        self.push(kind, start);
    }

    fn line_comment(&mut self) {
        let start = self.at;
        let rest = &self.bytes[start..];
        let length = rest
            .iter()
            .position(|&byte| byte == b'\n')
            .unwrap_or(rest.len());
        self.at = start
            + self.text[start..start + length]
                .trim_end_matches('\r')
                .len();
        self.push(TokenKind::Comment, start);
    }

    fn block_comment(&mut self) {
        let start = self.at;
        let marker = match (self.peek(2), self.peek(3)) {
            (Some(b'!'), _) => 3,
            (Some(b'M'), Some(b'!')) => 4,
            _ => 0,
        };
        if marker == 0 || self.code.is_some() {
            return self.plain_comment();
        }
        let digits = self.bytes[start + marker..]
            .iter()
            .take(6)
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let opener = marker + if digits >= 5 { digits } else { 0 };
        let conditional = !always_run(&self.text[start..start + opener]);
        self.lexed.conditional_code |= conditional;
        if conditional && self.conditional_code_is_comment {
            return self.plain_comment();
        }
        self.at += opener;
        self.code = Some(start..self.at);
        self.push(TokenKind::Symbol, start);
    }

    fn plain_comment(&mut self) {
        let start = self.at;
        match self.text[start + 2..].find("*/") {
            Some(length) => self.at = start + 2 + length + 2,
            None => {
                self.at = self.bytes.len();
                self.unclosed("a comment", "*/", start..start + 2);
            }
        }
        self.push(TokenKind::Comment, start);
    }

    /// `@name`, `@@name`, `@@global.name`, the host of `name@host`; a lone `@` before a quote.
    fn variable(&mut self) {
        let start = self.at;
        self.at += 1;
        if self.peek(0) == Some(b'@') {
            self.at += 1;
        }
        let name = self.at;
        while self
            .peek(0)
            .is_some_and(|byte| is_name_byte(byte) || byte == b'.')
            && !self
                .delimiter
                .is_some_and(|delimiter| self.starts_with(delimiter))
        {
            self.at += 1;
        }
        let kind = if self.at > name {
            TokenKind::Word
        } else {
            TokenKind::Symbol
        };
        self.push(kind, start);
    }

    /// A number; or a name that starts with a digit.
    fn number(&mut self) {
        let start = self.at;
        if self.follows_qualifier() {
            return self.word();
        }
        let run = |from: usize, accept: fn(&u8) -> bool| {
            self.bytes[from..]
                .iter()
                .take_while(|byte| accept(byte))
                .count()
        };
        let is_name = |at: usize| self.bytes.get(at).copied().is_some_and(is_name_byte);
        let prefixed = match (self.peek(0), self.peek(1)) {
            (Some(b'0'), Some(b'x')) => run(start + 2, u8::is_ascii_hexdigit),
            (Some(b'0'), Some(b'b')) => run(start + 2, |byte| matches!(byte, b'0' | b'1')),
            _ => 0,
        };
        if prefixed > 0 && !is_name(start + 2 + prefixed) {
            self.at = start + 2 + prefixed;
            return self.push(TokenKind::Number, start);
        }
        let mut end = start + run(start, u8::is_ascii_digit);
        // `t.1a` is a name; `1..3` is a range of MariaDB's FOR.
        let after_dot = self.bytes[..start].last() == Some(&b'.') && self.peek(0) != Some(b'.');
        let is_range = self.bytes.get(end + 1) == Some(&b'.') && end > start;
        let is_fraction = !after_dot && !is_range && self.bytes.get(end) == Some(&b'.');
        if is_fraction {
            end += 1;
            end += run(end, u8::is_ascii_digit);
        }
        if matches!(self.bytes.get(end), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(self.bytes.get(end + 1), Some(b'+' | b'-')));
            let digits = run(end + 1 + sign, u8::is_ascii_digit);
            if digits > 0 {
                end += 1 + sign + digits;
            }
        }
        if !is_fraction && is_name(end) {
            return self.word();
        }
        self.at = end;
        self.push(TokenKind::Number, start);
    }
}

/// The delimiter that a `DELIMITER` line sets, if it is not `;`.
pub(super) fn other_delimiter(line: &str) -> Option<&str> {
    let delimiter = line.split_whitespace().nth(1);
    delimiter.filter(|delimiter| *delimiter != ";")
}

/// White space to the servers.
fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c)
}

fn symbol_length(rest: &[u8]) -> usize {
    const SYMBOLS: [&str; 13] = [
        "<=>", "->>", "<=", ">=", "<>", "!=", "<<", ">>", ":=", "->", "||", "&&", "..",
    ];
    SYMBOLS
        .iter()
        .find(|symbol| rest.starts_with(symbol.as_bytes()))
        .map_or(1, |symbol| symbol.len())
}

#[cfg(test)]
mod tests {
    use super::{Lexed, Quoting, lex_from};
    use crate::token::TokenKind;

    fn lex(text: &str) -> Lexed {
        lex_from(text, 0, Quoting::default(), None)
    }

    fn written<'a>(text: &'a str, lexed: &Lexed) -> Vec<&'a str> {
        let code = lexed.tokens.iter();
        let code = code.filter(|token| token.kind != TokenKind::Comment);
        code.map(|token| &text[token.span.clone()]).collect()
    }

    fn tokens(text: &str) -> Vec<&str> {
        written(text, &lex(text))
    }

    #[test]
    fn quotes_are_doubled_or_escaped_but_not_in_names() {
        assert_eq!(
            tokens(r#"'a''\'b' "\"" `a``\` x"#),
            [r"'a''\'b'", r#""\"""#, r"`a``\`", "x"]
        );
    }

    #[test]
    fn two_dashes_need_white_space_to_be_a_comment() {
        assert_eq!(
            tokens("1--1 -- c\n2 # c\r\n3 /* ; */ 4--"),
            ["1", "-", "-", "1", "2", "3", "4"]
        );
    }

    #[test]
    fn code_in_comments_is_code() {
        assert_eq!(
            tokens("/*!50100 a /* b */ c */ d /*M! e */"),
            ["/*!50100", "a", "c", "*/", "d", "/*M!", "e", "*/"]
        );
    }

    #[test]
    fn a_lost_quote_in_conditional_code_is_a_comment_elsewhere() {
        let lexed = lex("SELECT 1 /*!99999 it's */ + 2");
        assert!(lexed.unclosed.is_empty());
        assert_eq!(lex("SELECT 1 /*!40000 it's */").unclosed.len(), 2);
    }

    #[test]
    fn numbers_names_and_variables() {
        assert_eq!(
            tokens("1.5e-3 .5 0x1F x'1F' 1a t.1e5 @a.b @@global.c @`d` 1..3 1e a:=b->>c"),
            [
                "1.5e-3",
                ".5",
                "0x1F",
                "x'1F'",
                "1a",
                "t",
                ".",
                "1e5",
                "@a.b",
                "@@global.c",
                "@",
                "`d`",
                "1",
                "..",
                "3",
                "1e",
                "a",
                ":=",
                "b",
                "->>",
                "c"
            ]
        );
    }

    #[test]
    fn delimiter_lines_separate() {
        let text = "a;\r\nDELIMITER $$\r\nb; c$$ d $$\n delimiter ;\nselect delimiter from t";
        let lexed = lex(text);
        let separators: Vec<&str> = lexed
            .separators
            .iter()
            .map(|&at| &text[lexed.tokens[at].span.clone()])
            .collect();
        assert_eq!(separators, ["DELIMITER $$", "$$", "$$", "delimiter ;"]);
        assert_eq!(written(text, &lexed).last(), Some(&"t"));
    }

    #[test]
    fn any_text_is_read_to_its_end() {
        for text in [
            "'\\",
            "`é",
            "é\\",
            "\u{feff}@",
            "0x",
            "/*!",
            "/*!5",
            "*/",
            "$$",
            "\0",
            "DELIMITER",
            "delimiter \n",
            "1.",
            "..",
            "'a\\é",
        ] {
            let lexed = lex(text);
            let end = lexed.tokens.last().map_or(0, |token| token.span.end);
            assert!(
                end <= text.len() && lexed.tokens.iter().all(|token| !token.span.is_empty()),
                "{text}"
            );
        }
    }
}
