//! One script on one schema.
use super::graves::Grave;
use crate::Dialect;
use crate::chain::CheckedScript;
use crate::diagnostic::codes;
use crate::schema::{Fault, Schema};
use crate::sql::Problem;
use crate::sql::reader;

/// What came of a script.
#[derive(Default)]
pub(super) struct Ran {
    pub(super) faults: Vec<Fault>,
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
    schema.start_session(in_transaction);
    let mut ran = Ran::default();
    if script.analysis.problems.iter().any(hides_something) {
        // What it does is not known, and was reported.
        schema.doubt_everything();
        return ran;
    }
    for statement in reader::read(&script.text, dialect) {
        ran.graves.extend(super::graves::dug(schema, &statement));
        ran.faults.extend(schema.apply(&statement));
    }
    ran
}

/// Whether a script with this problem can't be read as a whole.
fn hides_something(problem: &Problem) -> bool {
    // Statements that could not be read are unknown to the model too; `BEGIN` changes no schema.
    let harmless = [codes::SQL_NOT_READ, codes::TRANSACTION_CONTROL];
    !harmless.contains(&problem.code)
}
