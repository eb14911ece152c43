//! `sql_mode`, where a script sets it: it changes how the text after it is read. (The manual's chapter
//! "Server SQL Modes"; MariaDB's "SQL_MODE".)
use super::boundaries::{self, Piece};
use super::lexer::{self, Lexed, Quoting, always_run, opens_code};
use crate::token::{Token, TokenKind};
use std::collections::BTreeMap;

/// A script in tokens and statements.
pub(super) struct Script {
    pub lexed: Lexed,
    pub pieces: Vec<Piece>,
    /// From here on the mode is not known, or means another language (`ORACLE`): what looks like a
    /// mistake may be none.
    pub unknown_from: Option<usize>,
}

/// How often a mode may change before the rest of the script is given up: each change reads the rest
/// again.
const MOST_CHANGES: usize = 16;

/// Reads a script: each statement as the modes that were set before it say.
pub(super) fn read(text: &str) -> Script {
    let mut session = Session::default();
    let mut lexed = lexer::lex_from(text, 0, Quoting::default(), None);
    let mut pieces = boundaries::split(text, &lexed);
    let mut unknown_from = None;
    let mut changes = 0;
    let mut at = 0;
    while at < pieces.len() {
        let before = session.mode;
        let touches = session.run(text, &lexed.tokens[pieces[at].tokens.clone()]);
        let end = end_of(&lexed, &pieces[at]);
        if touches == Touches::Unknown {
            unknown_from.get_or_insert(end);
        }
        if session.mode.oracle {
            unknown_from.get_or_insert(end);
        }
        at += 1;
        if session.mode.quoting == before.quoting {
            continue;
        }
        changes += 1;
        if changes > MOST_CHANGES {
            unknown_from.get_or_insert(end);
            break;
        }
        lexed = lexed_again(text, lexed, end, session.mode.quoting);
        pieces = boundaries::split(text, &lexed);
    }
    Script {
        lexed,
        pieces,
        unknown_from,
    }
}

/// Where the text after a statement begins.
fn end_of(lexed: &Lexed, piece: &Piece) -> usize {
    let last = piece.terminator.unwrap_or(piece.tokens.end - 1);
    lexed.tokens[last].span.end
}

/// Reads what comes after `end` again, with other quotes.
fn lexed_again(text: &str, mut lexed: Lexed, end: usize, quoting: Quoting) -> Lexed {
    let kept = lexed.tokens.partition_point(|token| token.span.end <= end);
    lexed.tokens.truncate(kept);
    lexed.separators.retain(|separator| *separator < kept);
    lexed
        .unclosed
        .retain(|unclosed| unclosed.opening.start < end);
    let lines = lexed.separators.iter().rev();
    let mut lines = lines.map(|at| &text[lexed.tokens[*at].span.clone()]);
    let line = lines.find(|line| {
        line.get(..9)
            .is_some_and(|word| word.eq_ignore_ascii_case("delimiter"))
    });
    let delimiter = line.and_then(lexer::other_delimiter);
    let rest = lexer::lex_from(text, end, quoting, delimiter);
    lexed.tokens.extend(rest.tokens);
    let separators = rest.separators.into_iter();
    lexed.separators.extend(separators.map(|at| at + kept));
    lexed.unclosed.extend(rest.unclosed);
    lexed.conditional_code |= rest.conditional_code;
    lexed
}

/// What is known of a mode.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Mode {
    quoting: Quoting,
    oracle: bool,
}

impl Mode {
    /// The mode of a list of names.
    fn of(list: &str) -> Mode {
        let mut mode = Mode::default();
        mode.add(list);
        mode
    }

    fn add(&mut self, list: &str) {
        // Each of these stands for a combination with `ANSI_QUOTES`.
        const ANSI: [&str; 7] = [
            "ANSI",
            "ANSI_QUOTES",
            "DB2",
            "MAXDB",
            "MSSQL",
            "ORACLE",
            "POSTGRESQL",
        ];
        for name in list.split(',') {
            let name = name.trim().to_ascii_uppercase();
            self.quoting.ansi |= ANSI.contains(&&*name);
            self.quoting.plain_backslash |= name == "NO_BACKSLASH_ESCAPES";
            self.oracle |= name == "ORACLE";
        }
    }

    fn remove(&mut self, list: &str) {
        let other = Mode::of(list);
        self.quoting.ansi &= !other.quoting.ansi;
        self.quoting.plain_backslash &= !other.quoting.plain_backslash;
        self.oracle &= !other.oracle;
    }
}

/// Whether a statement leaves the mode known.
#[derive(Debug, PartialEq, Eq)]
enum Touches {
    Known,
    Unknown,
}

/// What the statements of a script have set.
#[derive(Default)]
struct Session {
    mode: Mode,
    /// Modes that variables hold: `SET @old = @@sql_mode`.
    saved: BTreeMap<String, Mode>,
}

impl Session {
    /// Follows one statement, given with its comments.
    fn run(&mut self, text: &str, tokens: &[Token]) -> Touches {
        let is_about = |token: &Token| {
            let written = &text[token.span.clone()];
            token.kind != TokenKind::Comment && written.to_ascii_lowercase().contains("sql_mode")
        };
        let is_marker = |token: &Token| is_marker(&text[token.span.clone()], token);
        let is_code = |token: &&Token| token.kind != TokenKind::Comment && !is_marker(token);
        let Some(first) = tokens.iter().find(is_code) else {
            return Touches::Known;
        };
        if !first.is_word(text, "SET") {
            // `PREPARE s FROM 'SET sql_mode = …'`.
            let is_dynamic = first.is_word(text, "PREPARE") || first.is_word(text, "EXECUTE");
            return match is_dynamic && tokens.iter().any(is_about) {
                true => Touches::Unknown,
                false => Touches::Known,
            };
        }
        let code: Vec<&str> = tokens
            .iter()
            .filter(is_code)
            .map(|token| &text[token.span.clone()])
            .collect();
        let restores = |word: &&str| self.saved.contains_key(&word.to_ascii_lowercase());
        if !tokens.iter().any(is_about) && !code.iter().any(restores) {
            return Touches::Known;
        }
        // Of one statement only: it is read before the mode is set.
        if code
            .get(1)
            .is_some_and(|word| word.eq_ignore_ascii_case("statement"))
        {
            return Touches::Known;
        }
        if has_conditional_code(text, tokens) {
            return Touches::Unknown;
        }
        let mut touches = Touches::Known;
        for assignment in assignments(&code[1..]) {
            if self.assign(assignment) == Touches::Unknown {
                touches = Touches::Unknown;
            }
        }
        touches
    }

    /// Follows `[SESSION] sql_mode = value` or `@variable = value`.
    fn assign(&mut self, assignment: &[&str]) -> Touches {
        let Some(sign) = assignment
            .iter()
            .position(|word| matches!(*word, "=" | ":="))
        else {
            return Touches::Known;
        };
        let (target, value) = (&assignment[..sign], &assignment[sign + 1..]);
        let target: Vec<String> = target
            .iter()
            .map(|word| word.to_ascii_lowercase())
            .collect();
        let Some(name) = target.last() else {
            return Touches::Known;
        };
        if name.starts_with('@') && !name.starts_with("@@") {
            match self.value(value) {
                Some(mode) => self.saved.insert(name.clone(), mode),
                None => self.saved.remove(name),
            };
            return Touches::Known;
        }
        let is_mode = name
            .trim_start_matches('@')
            .rsplit('.')
            .next()
            .map(|name| name.trim_matches('`'));
        let is_others = |word: &String| {
            let words = ["global", "persist", "persist_only"];
            words
                .iter()
                .any(|other| word == other || word.starts_with(&format!("@@{other}")))
        };
        if is_mode != Some("sql_mode") || target.iter().any(is_others) {
            return Touches::Known;
        }
        match self.value(value) {
            Some(mode) => {
                self.mode = mode;
                Touches::Known
            }
            None => Touches::Unknown,
        }
    }

    /// The mode that an expression gives; `None` where that is not known.
    fn value(&self, value: &[&str]) -> Option<Mode> {
        match value {
            ["(", inner @ .., ")"] => self.value(inner),
            [word] => self.operand(word),
            [select, rest @ ..] if select.eq_ignore_ascii_case("select") => self.value(rest),
            [function, "(", arguments @ .., ")"] => self.call(function, arguments),
            _ => None,
        }
    }

    fn operand(&self, word: &str) -> Option<Mode> {
        if let Some(text) = string(word) {
            return Some(Mode::of(text));
        }
        let lower = word.to_ascii_lowercase();
        if matches!(
            &*lower,
            "@@sql_mode" | "@@session.sql_mode" | "@@local.sql_mode"
        ) {
            return Some(self.mode);
        }
        match &*lower {
            "default" | "0" | "@@global.sql_mode" => Some(Mode::default()),
            _ if lower.starts_with('@') => self.saved.get(&lower).copied(),
            _ if lower.starts_with(|c: char| c.is_ascii_digit()) => None,
            _ => Some(Mode::of(&lower)),
        }
    }

    /// `CONCAT(@@sql_mode, ',ANSI_QUOTES')`, `REPLACE(@@sql_mode, 'ANSI_QUOTES', '')`.
    fn call(&self, function: &str, arguments: &[&str]) -> Option<Mode> {
        let arguments = arguments.split(|word| *word == ",");
        let arguments: Vec<&[&str]> = arguments.collect();
        match (&*function.to_ascii_lowercase(), &arguments[..]) {
            ("concat" | "concat_ws", all) => {
                let mut mode = Mode::default();
                for argument in all {
                    let other = self.value(argument)?;
                    mode.quoting.ansi |= other.quoting.ansi;
                    mode.quoting.plain_backslash |= other.quoting.plain_backslash;
                    mode.oracle |= other.oracle;
                }
                Some(mode)
            }
            ("replace", [of, [old], [new]]) => {
                let mut mode = self.value(of)?;
                mode.remove(string(old)?);
                mode.add(string(new)?);
                Some(mode)
            }
            _ => None,
        }
    }
}

/// The text of a string without its quotes.
fn string(word: &str) -> Option<&str> {
    let quote = word
        .chars()
        .next()
        .filter(|quote| matches!(quote, '\'' | '"'))?;
    word.strip_prefix(quote)?.strip_suffix(quote)
}

/// Whether a token opens or closes code in a comment.
fn is_marker(written: &str, token: &Token) -> bool {
    token.kind == TokenKind::Symbol && (opens_code(written) || written == "*/")
}

/// Whether some servers pass over a part of a statement.
fn has_conditional_code(text: &str, tokens: &[Token]) -> bool {
    let mut opened = 0_usize;
    let mut conditional = false;
    for token in tokens
        .iter()
        .filter(|token| token.kind == TokenKind::Symbol)
    {
        let written = &text[token.span.clone()];
        if opens_code(written) {
            conditional |= !always_run(written);
            opened += 1;
        } else if written == "*/" {
            opened = opened.saturating_sub(1);
        }
    }
    conditional || opened > 0
}

/// The assignments of a `SET`, which commas outside brackets separate.
fn assignments<'w, 't>(words: &'w [&'t str]) -> Vec<&'w [&'t str]> {
    let mut depth = 0_usize;
    let parts = words.split(move |word| {
        match *word {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && *word == ","
    });
    parts.collect()
}
