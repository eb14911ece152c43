//! Help for what people write in one engine and know from another, or from an editor.
//!
//! It is only ever asked for where the server refuses a script: nothing here judges. What an engine
//! has instead of another's word is a table for each engine; everything else is here.

mod conflict;
mod mysql;
mod phrase;
mod postgres;
mod quotes;
mod reserved;
mod signs;
mod slips;
mod sqlite;

use super::token::{Token, TokenKind};
use super::{Dialect, Problem};
use crate::codes;
use phrase::Phrase;

/// So many errors of a script are parsed again for a guess.
const PARSED_AGAIN: usize = 20;

/// What an engine has instead of others' words.
struct Words {
    /// Tokens over which its parser stumbles.
    phrases: &'static [Phrase],
    /// Types that it does not have.
    types: &'static [(&'static [&'static str], &'static str)],
    /// Functions that it does not have.
    functions: &'static [(&'static [&'static str], &'static str)],
}

fn words(dialect: Dialect) -> &'static Words {
    match dialect {
        Dialect::Postgres => &postgres::WORDS,
        Dialect::Sqlite => &sqlite::WORDS,
        Dialect::Mysql => &mysql::WORDS,
    }
}

/// Adds the help to syntax errors. Where a branch was merged with its conflicts in the script, that is
/// the only thing left to say from there on.
pub(super) fn improve(text: &str, dialect: Dialect, problems: &mut Vec<Problem>) {
    if !problems
        .iter()
        .any(|problem| problem.code == codes::SQL_SYNTAX)
    {
        return;
    }
    let all = all_tokens(text, dialect);
    if let Some(marker) = conflict::in_script(text, &all) {
        problems.retain(|problem| problem.span.end < marker.span.start);
        problems.push(conflict::problem(&marker));
        return;
    }
    let is_code = |token: &&Token| token.kind != TokenKind::Comment;
    let tokens: Vec<&Token> = all.iter().filter(is_code).collect();
    for (number, problem) in problems.iter_mut().enumerate() {
        if problem.code != codes::SQL_SYNTAX {
            continue;
        }
        let at = tokens.partition_point(|token| token.span.end <= problem.span.start);
        let place = Place::new(text, &tokens, at);
        let help = quotes::unclosed(&place)
            .or_else(|| quotes::apostrophe(&place))
            .or_else(|| quotes::in_statement(&place))
            .or_else(|| signs::in_statement(&place))
            .or_else(|| phrase::advice(words(dialect).phrases, &place))
            .or_else(|| phrase::advice(slips::PHRASES, &place))
            .or_else(|| slips::name(&place));
        let may_try = number < PARSED_AGAIN;
        let help = help.or_else(|| may_try.then(|| reserved::advice(&place, dialect)).flatten());
        if help.is_some() {
            problem.help = help;
            problem.label = None;
        }
    }
}

/// Help for a name with signs that an editor put in the place of others.
pub fn for_signs(name: &str) -> Option<String> {
    quotes::typographic(name).or_else(|| signs::in_name(name))
}

/// What to write for a type that the engine does not have.
pub fn for_type(dialect: Dialect, name: &str) -> Option<String> {
    instead(words(dialect).types, name)
}

/// What to write for a function that the engine does not have.
pub fn for_function(dialect: Dialect, name: &str) -> Option<String> {
    instead(words(dialect).functions, name)
}

/// What to write where `INDEX name (column)` stands in a table, which PostgreSQL reads as a column called
/// `index`; `before` is the text before the type.
pub fn for_index(dialect: Dialect, before: &str) -> Option<String> {
    let word = before
        .trim_end()
        .rsplit(|one: char| !one.is_alphabetic())
        .next()?;
    let is_index = ["index", "key"]
        .iter()
        .any(|key| key.eq_ignore_ascii_case(word));
    (is_index && dialect == Dialect::Postgres).then(|| postgres::INDEX.to_owned())
}

fn instead(table: &[(&[&str], &str)], name: &str) -> Option<String> {
    let is_name = |known: &&str| known.eq_ignore_ascii_case(name);
    let (_, instead) = table.iter().find(|(names, _)| names.iter().any(&is_name))?;
    Some(format!("write {instead}"))
}

fn all_tokens(text: &str, dialect: Dialect) -> Vec<Token> {
    match dialect {
        Dialect::Postgres => super::postgres::all_tokens(text),
        Dialect::Sqlite => super::sqlite::all_tokens(text),
        Dialect::Mysql => super::mysql::all_tokens(text),
    }
}

/// Where a parser stumbles: a token among those of its statement.
struct Place<'t> {
    text: &'t str,
    /// Those of the statement, comments and the final `;` left out.
    tokens: &'t [&'t Token],
    /// The index of the token; that of the end for the end of the statement.
    at: usize,
}

impl<'t> Place<'t> {
    fn new(text: &'t str, tokens: &'t [&'t Token], at: usize) -> Self {
        let ends = |token: &&Token| token.is_symbol(text, ";");
        let start = tokens[..at].iter().rposition(ends).map_or(0, |end| end + 1);
        let end = tokens[at..]
            .iter()
            .position(ends)
            .map_or(tokens.len(), |end| at + end);
        Self {
            text,
            tokens: &tokens[start..end],
            at: at - start,
        }
    }

    /// What is written there; nothing beyond the statement.
    fn written(&self, at: usize) -> &'t str {
        let token = self.tokens.get(at);
        token.map_or("", |token| &self.text[token.span.clone()])
    }

    fn is(&self, at: usize, word: &str) -> bool {
        self.written(at).eq_ignore_ascii_case(word)
    }

    fn is_any(&self, at: usize, words: &[&str]) -> bool {
        words.iter().any(|word| self.is(at, word))
    }

    fn kind(&self, at: usize) -> Option<TokenKind> {
        self.tokens.get(at).map(|token| token.kind)
    }
}
