//! The errors of a script from those of its statements.
use super::Problem;
use super::token::Token;
use std::ops::Range;

/// Checks one statement after the other. `check` gets the position of a statement among all, and
/// whether a suggestion is worth its time.
///
/// A `;` in the wrong place makes two broken statements, and is one mistake: where a statement breaks
/// off at its end, an error at the very start of the next is left out.
pub(crate) fn problems(
    tokens: &[&Token],
    statements: &[Range<usize>],
    check: impl Fn(usize, bool) -> Option<Problem>,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut breaks_off = false;
    for (position, statement) in statements.iter().enumerate() {
        let suggest = problems.len() < super::suggestion::AT_MOST;
        let Some(problem) = check(position, suggest) else {
            breaks_off = false;
            continue;
        };
        let goes_on = breaks_off && problem.span.start == tokens[statement.start].span.start;
        breaks_off = problem.span.start >= tokens[statement.end - 1].span.end;
        if !goes_on {
            problems.push(problem);
        }
    }
    problems
}
