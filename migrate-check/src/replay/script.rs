//! One script on one schema.
use super::graves::Grave;
use crate::Dialect;
use crate::chain::CheckedScript;
use crate::diagnostic::codes;
use crate::schema::statement::StatementKind;
use crate::schema::{Fault, Schema};
use crate::sql::Problem;
use crate::sql::allowance::allowances;
use crate::sql::reader;

/// What the model knows no less for where it is wrong about it: what the statement makes is what it says.
const LEAVES_NO_DOUBT: &[&str] = &[
    codes::UNKNOWN_FUNCTION,
    codes::UNKNOWN_OPERATOR,
    codes::IN_TRANSACTION,
];

/// What came of a script.
#[derive(Default)]
pub(super) struct Ran {
    pub(super) faults: Vec<Fault>,
    /// What is wrong as we see it, and the script says that it is not.
    pub(super) allowed: Vec<Fault>,
    /// What the engine accepts, and is odd at its end.
    pub(super) odd: Vec<Fault>,
    /// Whether it could be read.
    pub(super) is_whole: bool,
    /// Whether a statement is refused that would have changed the schema.
    pub(super) misses_a_change: bool,
    /// What it dropped or renamed.
    pub(super) graves: Vec<Grave>,
}

/// Does to the schema what the script does, in a session of its own.
pub(super) fn run(
    schema: &mut Schema,
    script: &CheckedScript,
    dialect: Dialect,
    in_transaction: bool,
) -> Ran {
    start(schema, in_transaction);
    let mut ran = Ran::default();
    let allowances = allowances(&script.text, dialect);
    let is_allowed = |code: &str, at: usize| {
        let mut allowances = allowances.iter();
        allowances.any(|allowance| allowance.allows(code, Some(at)))
    };
    let is_allowed_problem = |problem: &&Problem| is_allowed(problem.code, problem.span.start);
    let (allowed, problems): (Vec<_>, Vec<_>) = script
        .analysis
        .problems
        .iter()
        .partition(is_allowed_problem);
    if problems.into_iter().any(hides_something) {
        // What it does is not known, and was reported.
        schema.doubt_everything();
        return ran;
    }
    ran.is_whole = true;
    for mut statement in reader::read(&script.text, dialect) {
        let span = statement.span.range();
        let touched = || reader::touched(&script.text[span.clone()], dialect);
        let is_here = |problem: &&Problem| {
            hides_something(problem) && (span.start..=span.end).contains(&problem.span.start)
        };
        if allowed.iter().any(is_here) {
            statement.kind = touched();
        }
        let graves = super::graves::dug(schema, &statement);
        if super::record_table::is_there(schema, &statement) {
            continue;
        }
        let clash = super::record_table::clash(schema, &statement);
        let mut faults = schema.apply(&statement);
        faults.extend(clash);
        let (allowed, faults): (Vec<Fault>, Vec<Fault>) = faults
            .into_iter()
            .partition(|fault| is_allowed(fault.code, fault.span.range().start));
        if allowed
            .iter()
            .any(|fault| !LEAVES_NO_DOUBT.contains(&fault.code))
        {
            statement.kind = touched();
            schema.apply(&statement);
        }
        ran.allowed.extend(allowed);
        // What is refused drops nothing.
        let is_refused = |grave: &Grave| faults.iter().any(|fault| fault.span == grave.span);
        let graves = graves.into_iter().filter(|grave| !is_refused(grave));
        ran.graves.extend(graves);
        ran.misses_a_change |= !faults.is_empty() && changes_schema(&statement.kind);
        ran.faults.extend(faults);
    }
    let odd = schema.left_odd().into_iter();
    let (allowed, odd): (Vec<Fault>, Vec<Fault>) =
        odd.partition(|fault| is_allowed(fault.code, fault.span.range().start));
    ran.allowed.extend(allowed);
    ran.odd = odd;
    ran
}

/// Whether a statement changes more than rows.
fn changes_schema(kind: &StatementKind) -> bool {
    !matches!(
        kind,
        StatementKind::Insert(_)
            | StatementKind::Update(_)
            | StatementKind::Delete(_)
            | StatementKind::Merge(_)
            | StatementKind::Truncate { .. }
            | StatementKind::Query(_)
    )
}

/// Starts the session of a revision. What an earlier one set is not there any more: `search_path` is
/// set back behind each script, and temporary tables go with a connection that may be another.
pub(super) fn start(schema: &mut Schema, in_transaction: bool) {
    schema.start_session(in_transaction);
}

impl Ran {
    /// Whether the script does what it says.
    pub(super) fn is_fine(&self) -> bool {
        self.is_whole && self.faults.is_empty()
    }
}

/// Whether a script with this problem can't be read as a whole.
fn hides_something(problem: &Problem) -> bool {
    // Statements that could not be read are unknown to the model too; `BEGIN` changes no schema.
    let harmless = [codes::SQL_NOT_READ, codes::TRANSACTION_CONTROL];
    !harmless.contains(&problem.code)
}
