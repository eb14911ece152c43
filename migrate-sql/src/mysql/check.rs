//! Whether one statement is wrong for certain.
use super::boundaries::Piece;
use super::grammar::{self, NAME, Stop};
use super::lexer::{always_run, opens_code};
use super::words;
use crate::Problem;
use crate::Severity;
use crate::codes;
use crate::token::{Token, TokenKind};
use std::ops::Range;

/// What is known of a statement.
pub(super) enum Verdict {
    /// It was read to its end; or it is of a kind that is not looked into.
    Fine,
    /// No server in use accepts it.
    Wrong(Problem),
    /// It can't be read; from here on.
    NotRead(Range<usize>),
}

/// Checks one statement.
pub(super) fn check(text: &str, tokens: &[Token], piece: &Piece, is_mariadb: bool) -> Verdict {
    let readings = Readings::of(text, tokens, piece);
    if let Some(code) = &readings.elsewhere {
        let verdict = check_reading(text, tokens, piece, code, is_mariadb);
        if !matches!(verdict, Verdict::Wrong(_)) {
            return verdict;
        }
    }
    check_reading(text, tokens, piece, &readings.everything, is_mariadb)
}

/// The tokens of a statement without comments, as the servers see it: those that run the code in
/// its versioned comments, and those that don't.
struct Readings {
    everything: Vec<Token>,
    elsewhere: Option<Vec<Token>>,
}

impl Readings {
    fn of(text: &str, tokens: &[Token], piece: &Piece) -> Readings {
        let mut everything = Vec::with_capacity(piece.tokens.len());
        let mut elsewhere = Vec::new();
        let mut conditional = false;
        let mut differs = false;
        for token in &tokens[piece.tokens.clone()] {
            let written = &text[token.span.clone()];
            match token.kind {
                TokenKind::Comment => {}
                TokenKind::Symbol if opens_code(written) => {
                    conditional = !always_run(written);
                    if conditional && !differs {
                        differs = true;
                        elsewhere = everything.clone();
                    }
                }
                TokenKind::Symbol if written == "*/" => conditional = false,
                _ => {
                    everything.push(token.clone());
                    if differs && !conditional {
                        elsewhere.push(token.clone());
                    }
                }
            }
        }
        Readings {
            everything,
            elsewhere: differs.then_some(elsewhere),
        }
    }
}

/// Whether a statement begins as only the rest of a stored program's body does.
pub(super) fn continues_a_block(text: &str, tokens: &[Token], piece: &Piece) -> bool {
    const WORDS: [&str; 12] = [
        "CLOSE", "DECLARE", "ELSE", "ELSEIF", "END", "FETCH", "ITERATE", "LEAVE", "OPEN", "RETURN",
        "UNTIL", "WHEN",
    ];
    WORDS
        .iter()
        .any(|word| tokens[piece.tokens.start].is_word(text, word))
}

fn check_reading(
    text: &str,
    tokens: &[Token],
    piece: &Piece,
    code: &[Token],
    is_mariadb: bool,
) -> Verdict {
    let Some(first) = code.first() else {
        return Verdict::Fine;
    };
    let end = piece.terminator.map_or_else(
        || {
            code.last()
                .map_or(0..0, |last| last.span.end..last.span.end)
        },
        |terminator| tokens[terminator].span.clone(),
    );
    let stop = if starts_a_statement(text, code) {
        grammar::statement(text, code, is_mariadb)
    } else {
        Err(Stop::Wrong {
            at: 0,
            expected: words::STATEMENT_STARTS.to_vec(),
        })
    };
    if let Some(block) = piece.open_block
        && !matches!(&stop, Err(Stop::Wrong { at, .. }) if *at < code.len())
    {
        return Verdict::Wrong(open_block(text, &tokens[block]));
    }
    match stop {
        Ok(()) => Verdict::Fine,
        Err(Stop::Wrong { at, expected }) => Verdict::Wrong(wrong(text, code, at, &end, &expected)),
        Err(Stop::Refused { at, message, help }) => {
            let mut problem = wrong(text, code, at, &end, &[]);
            if let Some(message) = message {
                problem.code = codes::INVALID_DEFINITION;
                problem.message = message;
            }
            problem.help = Some(help.to_owned());
            Verdict::Wrong(problem)
        }
        Err(Stop::Unknown { at }) => match shape(text, code) {
            Some(at) => Verdict::Wrong(wrong(text, code, at, &end, &[])),
            None => Verdict::NotRead(code.get(at).unwrap_or(first).span.clone()),
        },
    }
}

fn starts_a_statement(text: &str, code: &[Token]) -> bool {
    let first = &code[0];
    let written = &text[first.span.clone()];
    match first.kind {
        TokenKind::Word => words::contains(words::STATEMENT_STARTS, written),
        TokenKind::Symbol => matches!(written, "(" | "{" | "\\"),
        _ => false,
    }
}

fn wrong(text: &str, code: &[Token], at: usize, end: &Range<usize>, expected: &[&str]) -> Problem {
    let (span, message) = match code.get(at) {
        Some(token) => (
            token.span.clone(),
            format!(
                "syntax error near `{}`",
                shortened(&text[token.span.clone()])
            ),
        ),
        None => (
            end.clone(),
            "syntax error at the end of the statement".to_owned(),
        ),
    };
    let word = code.get(at).filter(|token| token.kind == TokenKind::Word);
    let help = word.and_then(|token| help_with_word(&text[token.span.clone()], expected));
    let help = help.or_else(|| match expected {
        [only] if *only != NAME => Some(format!("`{only}` is expected here")),
        _ => None,
    });
    Problem {
        code: codes::SQL_SYNTAX,
        severity: Severity::Error,
        span,
        message,
        label: None,
        help,
    }
}

fn help_with_word(written: &str, expected: &[&str]) -> Option<String> {
    nearest(written, expected).map(|word| format!("did you mean `{word}`?"))
}

fn open_block(text: &str, opener: &Token) -> Problem {
    let word = text[opener.span.clone()].to_ascii_uppercase();
    let closer = match word.as_str() {
        "BEGIN" => "END".to_owned(),
        _ => format!("END {word}"),
    };
    Problem {
        code: codes::SQL_SYNTAX,
        severity: Severity::Error,
        span: opener.span.clone(),
        message: format!("`{word}` has no `{closer}`"),
        label: None,
        help: Some(format!("close the block with `{closer};`")),
    }
}

/// The first line of what is written, if that is not too long.
fn shortened(written: &str) -> String {
    const LENGTH: usize = 40;
    let line = written.lines().next().unwrap_or_default();
    match line.char_indices().nth(LENGTH) {
        Some((cut, _)) => format!("{}…", &line[..cut]),
        None if line.len() < written.len() => format!("{line}…"),
        None => line.to_owned(),
    }
}

/// The expected word that is likely to be meant.
fn nearest<'a>(written: &str, expected: &[&'a str]) -> Option<&'a str> {
    let written = written.to_ascii_uppercase();
    let allowed = if written.len() < 5 { 1 } else { 2 };
    expected
        .iter()
        .map(|word| (strsim::damerau_levenshtein(&written, word), *word))
        .filter(|&(distance, word)| {
            word != NAME && distance > 0 && distance <= allowed && distance < word.len()
        })
        .min()
        .map(|(_, word)| word)
}

/// What no statement's grammar allows: brackets that don't match, and empty items of a list. Gives
/// the place.
pub(super) fn shape(text: &str, code: &[Token]) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, token) in code.iter().enumerate() {
        match symbol(text, token) {
            "(" => depth += 1,
            ")" if depth == 0 => return Some(at),
            ")" => depth -= 1,
            _ => {}
        }
    }
    empty_item(text, code).or((depth > 0).then_some(code.len()))
}

/// The place of the first empty item of a list: `(,`, `,,`, `,)`, or a comma at the end.
pub(super) fn empty_item(text: &str, code: &[Token]) -> Option<usize> {
    let mut previous = "";
    for (at, token) in code.iter().enumerate() {
        let symbol = symbol(text, token);
        if matches!((previous, symbol), ("(" | ",", ",") | (",", ")" | ";")) {
            return Some(at);
        }
        previous = symbol;
    }
    (previous == ",").then_some(code.len())
}

/// What a symbol is; nothing for other tokens.
fn symbol<'a>(text: &'a str, token: &Token) -> &'a str {
    if token.kind == TokenKind::Symbol {
        &text[token.span.clone()]
    } else {
        ""
    }
}
