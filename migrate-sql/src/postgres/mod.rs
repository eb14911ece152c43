//! PostgreSQL.
#[cfg(feature = "postgres")]
mod expected;
#[cfg(feature = "postgres")]
mod heads;
#[cfg(feature = "postgres")]
mod keyword_names;
#[cfg(feature = "postgres")]
mod lenient;
mod lexer;
#[cfg(feature = "postgres")]
mod place;
mod plain_strings;
#[cfg(feature = "postgres")]
mod respelling;
#[cfg(feature = "postgres")]
mod routine;
mod statements;
#[cfg(feature = "postgres")]
mod strict;
#[cfg(feature = "postgres")]
mod syntax;
pub(crate) mod words;

use super::{Analysis, Problem, checksum, documentation, lines, nul_problem, stop_at_first};
use crate::Severity;
use crate::codes;
use crate::token::{Token, TokenKind};
use lexer::Obstacle;

/// Cuts a script into the tokens of its statements, comments and terminators left out.
pub(super) fn tokens(text: &str) -> Vec<Vec<Token>> {
    let lexed = lexer::lex(text);
    let all = lexed.code();
    let statements = statements::statements(text, &all);
    let of = |range: std::ops::Range<usize>| all[range].iter().copied().cloned().collect();
    let ranges = statements.into_iter().map(|statement| statement.range);
    ranges.map(of).collect()
}

/// All tokens of a text, comments left out and statements not told from each other: the body of a
/// function. `None` where a quote never ends.
pub(super) fn flat_tokens(text: &str) -> Option<Vec<Token>> {
    let lexed = lexer::lex(text);
    let mut tokens = lexed.tokens;
    tokens.retain(|token| token.kind != TokenKind::Comment);
    lexed.obstacles.is_empty().then_some(tokens)
}

/// All tokens of a text, comments included.
pub(super) fn all_tokens(text: &str) -> Vec<Token> {
    lexer::lex(text).tokens
}

/// Finds the first error of a text within a script; nothing where there is no parser to ask.
pub(super) fn first_problem(text: &str) -> Option<Problem> {
    #[cfg(feature = "postgres")]
    return syntax::first_problem(text);
    #[cfg(not(feature = "postgres"))]
    return None.filter(|_: &Problem| text.is_empty());
}

/// Whether a quote or a comment of a script never ends.
pub(super) fn never_ends(text: &str) -> bool {
    let obstacles = lexer::lex(text).obstacles;
    let is_open = |it: &Obstacle| matches!(it, Obstacle::Unterminated(..));
    obstacles.iter().any(is_open)
}

/// Whether a command of psql runs other scripts, or goes to another database. The others (`\set`,
/// `\echo`) change nothing there.
pub(super) fn is_another_script(command: &str) -> bool {
    const OTHERS: &[&str] = &[
        "\\!",
        "\\c",
        "\\connect",
        "\\elif",
        "\\else",
        "\\endif",
        "\\g",
        "\\gexec",
        "\\gset",
        "\\gx",
        "\\i",
        "\\if",
        "\\include",
        "\\include_relative",
        "\\ir",
    ];
    let word = command.split_whitespace().next();
    word.is_some_and(|word| OTHERS.contains(&word))
}

/// Analyses one script; `judge`: says what is wrong with it.
pub(super) fn analyse(text: &str, judge: bool) -> Analysis {
    let lexed = lexer::lex(text);
    let tokens = lexed.code();
    let statements = statements::statements(text, &tokens);
    let spans = statements.iter().map(|statement| {
        let tokens = &tokens[statement.range.clone()];
        tokens[0].span.start..tokens[tokens.len() - 1].span.end
    });

    let mut problems: Vec<Problem> = Vec::new();
    if judge {
        problems.extend(lexed.obstacles.iter().map(problem));
        problems.extend(nul_problem(text));
        #[cfg(feature = "postgres")]
        problems.extend(syntax::problems(text, &tokens, &statements));
        let starts = statements.iter().map(|own| tokens[own.range.start]);
        let marks = starts.filter_map(|token| mark_problem(text, token));
        let is_new = |mark: &Problem| problems.iter().all(|one| one.span.start != mark.span.start);
        let marks: Vec<Problem> = marks.filter(is_new).collect();
        problems.extend(marks);
    }
    problems.sort_by_key(|problem| problem.span.start);
    let unterminated = lexed.obstacles.iter().find_map(|obstacle| match obstacle {
        Obstacle::Unterminated(_, span) => Some(span.start),
        _ => None,
    });
    if let Some(unterminated) = unterminated {
        stop_at_first(text, &mut problems, unterminated);
    }

    Analysis {
        statements: lines::statements(text, spans),
        checksum: checksum::checksum(text, &lexed.tokens),
        documentation: documentation::documentation(text, &lexed.tokens),
        problems,
    }
}

/// A byte order mark that is not at the start of the script, where two files were put together: to the
/// server it is a letter, and no statement begins with a name.
fn mark_problem(text: &str, token: &Token) -> Option<Problem> {
    let written = &text[token.span.clone()];
    let is_marked = token.kind == TokenKind::Word && written.starts_with(super::BYTE_ORDER_MARK);
    is_marked.then(|| Problem {
        code: codes::SQL_SYNTAX,
        severity: Severity::Error,
        span: token.span.clone(),
        message: format!("syntax error at or near `{written}`"),
        label: None,
        help: None,
    })
}

fn problem(obstacle: &Obstacle) -> Problem {
    let (code, span, message, help) = match obstacle {
        Obstacle::Unterminated(what, span) => (
            codes::SQL_SYNTAX,
            span,
            format!("unterminated {what}"),
            match *what {
                "/* comment" => {
                    "close it with `*/`; comments nest, so each `/*` within needs one too"
                }
                _ => "it starts here and never ends: add the closing quote",
            },
        ),
        Obstacle::PsqlCommand(span) => (
            codes::PSQL_COMMAND,
            span,
            "a psql command is no SQL, the server does not know it".to_owned(),
            "remove it: only SQL reaches the server here, psql is not involved",
        ),
        Obstacle::CopyFromStdin(span) => (
            codes::COPY_FROM_STDIN,
            span,
            "`COPY … FROM STDIN` waits for data that a migration can't send".to_owned(),
            "write the rows as `INSERT` statements (`pg_dump --inserts` does)",
        ),
    };
    Problem {
        code,
        severity: Severity::Error,
        span: span.clone(),
        message,
        label: None,
        help: Some(help.to_owned()),
    }
}
