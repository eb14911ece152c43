//! MySQL and MariaDB: what either accepts.
//!
//! No parser crate accepts everything that is valid on these servers (see the measurements in
//! `PARSERS.md` of the design), so this one is ours, and it refuses only what is wrong for certain
//! on both: the lexer and the brackets everywhere, and the grammar of the statements that are known
//! completely. What the grammar doesn't know it does not judge.

mod boundaries;
mod check;
mod grammar;
mod lexer;
mod mode;
mod words;

pub(crate) use words::{needs_quotes, words};

use super::checksum::checksum;
use super::documentation::documentation;
use super::{Analysis, Problem, nul_problem};
use crate::Severity;
use crate::codes;
use crate::lines::statements;
use crate::token::{Token, TokenKind};

/// Cuts a script into the tokens of its statements, comments and terminators left out.
pub(super) fn tokens(text: &str) -> Vec<Vec<Token>> {
    let mode::Script { lexed, pieces, .. } = mode::read(text);
    let of = |range: std::ops::Range<usize>| {
        let tokens = lexed.tokens[range].iter();
        tokens
            .filter(|token| token.kind != TokenKind::Comment)
            .cloned()
    };
    let statements = pieces
        .into_iter()
        .map(|piece| without_code_markers(text, of(piece.tokens).collect()));
    statements
        .filter(|tokens: &Vec<Token>| !tokens.is_empty())
        .collect()
}

/// Takes the markers away of code in comments that every server runs: `/*!40101 SET … */`.
fn without_code_markers(text: &str, mut tokens: Vec<Token>) -> Vec<Token> {
    let mut is_open = false;
    tokens.retain(|token| {
        let written = &text[token.span.clone()];
        let is_symbol = token.kind == TokenKind::Symbol;
        let opens = is_symbol && lexer::opens_code(written) && lexer::always_run(written);
        let closes = is_symbol && is_open && written == "*/";
        is_open = opens || (is_open && !closes);
        !opens && !closes
    });
    tokens
}

/// All tokens of a text, comments included.
pub(super) fn all_tokens(text: &str) -> Vec<Token> {
    mode::read(text).lexed.tokens
}

/// Whether a quote or a comment of a script never ends.
pub(super) fn never_ends(text: &str) -> bool {
    !mode::read(text).lexed.unclosed.is_empty()
}

/// Analyses one script; `judge`: says what is wrong with it.
///
/// `is_mariadb`: what only MySQL knows is wrong, too.
pub(super) fn analyse(text: &str, judge: bool, is_mariadb: bool) -> Analysis {
    let script = mode::read(text);
    let mode::Script { lexed, pieces, .. } = &script;
    let spans = pieces.iter().map(|piece| {
        lexed.tokens[piece.tokens.start].span.start..lexed.tokens[piece.tokens.end - 1].span.end
    });
    Analysis {
        statements: statements(text, spans),
        checksum: checksum(text, &lexed.tokens),
        documentation: documentation(text, &lexed.tokens),
        problems: match judge {
            true => problems(text, &script, is_mariadb),
            false => Vec::new(),
        },
    }
}

fn problems(text: &str, script: &mode::Script, is_mariadb: bool) -> Vec<Problem> {
    let mode::Script { lexed, pieces, .. } = script;
    // Where there is a NUL the text is likely to be no text.
    if let Some(nul) = nul_problem(text) {
        return vec![nul];
    }
    let is_known = |at: usize| script.unknown_from.is_none_or(|unknown| at < unknown);
    let unclosed = lexed.unclosed.first();
    let mut unclosed = unclosed.filter(|unclosed| is_known(unclosed.opening.start));
    let mut problems = Vec::new();
    let mut noted = false;
    let mut breaks_off = false;
    for piece in pieces {
        let broken = problems
            .iter()
            .any(|problem: &Problem| problem.severity == Severity::Error);
        // The rest of a block whose start could not be read is no further mistake.
        if broken && check::continues_a_block(text, &lexed.tokens, piece) {
            continue;
        }
        let verdict = check::check(text, &lexed.tokens, piece, is_mariadb);
        let goes_on = std::mem::take(&mut breaks_off);
        if let check::Verdict::Wrong(problem) = &verdict {
            let place = |at: usize| lexed.tokens[at].span.clone();
            breaks_off = problem.span.start >= place(piece.tokens.end - 1).end;
            // A `;` in the wrong place makes two broken statements, and is one mistake.
            if goes_on && problem.span.start == place(piece.tokens.start).start {
                continue;
            }
        }
        match verdict {
            check::Verdict::Fine => {}
            check::Verdict::Wrong(problem) if !is_known(problem.span.start) => {}
            check::Verdict::Wrong(mut problem) => {
                // Where a quote is lost, everything after it is inside out: the one that remains
                // open at the end is not the one to look at.
                if let Some(unclosed) = unclosed.take() {
                    if problem.span.start >= unclosed.opening.start {
                        problem = never_closed(unclosed);
                    } else {
                        let help =
                            format!("look for a lost `{}` before this place", unclosed.closer);
                        problem.help.get_or_insert(help);
                    }
                    problems.push(problem);
                    break;
                }
                problems.push(problem);
            }
            check::Verdict::NotRead(span) if !noted => {
                noted = true;
                problems.push(Problem {
                    code: codes::SQL_NOT_READ,
                    severity: Severity::Note,
                    span,
                    message: "this statement could not be read, so it is not checked".to_owned(),
                    label: None,
                    help: None,
                });
            }
            check::Verdict::NotRead(_) => {}
        }
    }
    problems.extend(unclosed.map(never_closed));
    problems.sort_by_key(|problem| (problem.span.start, problem.severity));
    problems
}

fn never_closed(unclosed: &lexer::Unclosed) -> Problem {
    Problem {
        code: codes::SQL_SYNTAX,
        severity: Severity::Error,
        span: unclosed.opening.clone(),
        message: format!("{} is opened here and never closed", unclosed.what),
        label: None,
        help: Some(format!("close it with `{}`", unclosed.closer)),
    }
}

#[cfg(test)]
mod tests {
    use super::analyse;

    /// Neither the stack nor the time may grow with what a script nests.
    #[test]
    fn deep_nesting_is_passed_over() {
        let deep = |open: &str, close: &str| open.repeat(10_000) + "1" + &close.repeat(10_000);
        for script in [
            format!("SELECT {};", deep("(", ")")),
            format!("SELECT {};", deep("(", "")),
            format!("SELECT {};", deep("(SELECT ", ")")),
            format!("SELECT {};", deep("CASE WHEN ", " THEN 1 END")),
            format!("BEGIN NOT ATOMIC {};", deep("BEGIN ", "; END")),
            deep("/*! ", " */"),
        ] {
            let analysis = analyse(&script, true, false);
            assert!(!analysis.statements.is_empty());
            assert!(!analysis.problems.is_empty(), "{}", &script[..40]);
        }
    }

    #[test]
    fn a_prefix_of_a_script_never_panics() {
        let script = include_str!("../../tests/sql/mysql/boundaries.sql");
        for (end, _) in script.char_indices() {
            analyse(&script[..end], true, true);
        }
    }
}
