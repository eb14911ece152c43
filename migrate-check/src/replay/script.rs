//! One script on one schema.
use super::broken::{Broken, Reading};
use super::graves::Grave;
use crate::chain::CheckedScript;
use crate::diagnostic::{Code, Finding};
use crate::lint::{self, Levels, StatementContext};
use crate::revision::FoundRevision;
use crate::{Dialect, codes};
use migrate_schema::{Fault, Schema};
use migrate_sql::allowance::{Allowance, allowances};
use migrate_sql::statement::{Statement, StatementKind};
use migrate_sql::{Problem, reader};
use std::borrow::Cow;

/// What the model knows no less for where it is wrong about it: what the statement makes is what it says.
const LEAVES_NO_DOUBT: &[Code] = &[
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
    /// What the engine accepts, and is for the lints to judge.
    pub(super) odd: Vec<Fault>,
    /// What the lints that look at statements have found.
    pub(super) linted: Vec<Finding>,
    /// Whether it could be read.
    pub(super) is_whole: bool,
    /// Whether a statement is refused that would have changed the schema.
    pub(super) misses_a_change: bool,
    /// What it dropped or renamed.
    pub(super) graves: Vec<Grave>,
    /// Its statements, as they were read.
    pub(super) statements: Vec<Statement>,
}

/// What the lints that look at statements are told beside the statement.
#[derive(Clone, Copy)]
pub(super) struct Linting<'l> {
    pub(super) levels: &'l Levels,
    pub(super) revision: &'l FoundRevision,
    pub(super) is_downgrade: bool,
    pub(super) before_revision: &'l Schema,
    pub(super) sealed: Option<&'l Schema>,
}

/// Does to the schema what the script does, in a session of its own.
pub(super) fn run(
    schema: &mut Schema,
    script: &CheckedScript,
    dialect: Dialect,
    in_transaction: bool,
) -> Ran {
    run_linted(schema, script, dialect, in_transaction, None)
}

/// Does what [`run`] does, and shows each statement to the lints.
pub(super) fn run_linted(
    schema: &mut Schema,
    script: &CheckedScript,
    dialect: Dialect,
    in_transaction: bool,
    linting: Option<Linting<'_>>,
) -> Ran {
    start(schema, in_transaction);
    let run = Run::new(script, dialect, linting);
    let mut ran = Ran::default();
    let hides = |problem: &&Problem| {
        hides_something(problem) && !run.allows(problem.code, problem.span.start)
    };
    let problems = script.analysis.problems.iter().filter(hides);
    let mut broken = Broken::new(&script.text, dialect, problems.collect());
    let statements = reader::read(&script.text, dialect);
    schema.start_script(&statements);
    for statement in &statements {
        match broken.reading(statement) {
            Reading::Whole => run.statement(schema, statement, &mut ran),
            Reading::Broken(kinds) => {
                for kind in kinds {
                    schema.apply(&statement.meant_as(kind));
                }
            }
            Reading::Unreadable => break,
        }
    }
    if broken.hides_the_rest {
        schema.doubt_everything();
    }
    ran.is_whole = broken.is_empty();
    let mut odd = std::mem::take(&mut ran.odd);
    if ran.is_whole {
        odd.extend(schema.left_odd());
    }
    let (allowed, odd) = run.divide(odd);
    ran.allowed.extend(allowed);
    ran.odd = odd;
    ran.statements = statements;
    ran
}

/// A script that is run.
struct Run<'s> {
    script: &'s CheckedScript,
    dialect: Dialect,
    allowances: Vec<Allowance>,
    /// What is wrong with it as it is written, and the script says that it is not.
    allowed: Vec<&'s Problem>,
    /// Where the lints look at each statement.
    linting: Option<Linting<'s>>,
}

impl<'s> Run<'s> {
    fn new(script: &'s CheckedScript, dialect: Dialect, linting: Option<Linting<'s>>) -> Self {
        let allowances = allowances(&script.text, dialect);
        let mut run = Self {
            script,
            dialect,
            allowances,
            allowed: Vec::new(),
            linting,
        };
        let problems = script.analysis.problems.iter();
        let allowed =
            problems.filter(|one| hides_something(one) && run.allows(one.code, one.span.start));
        run.allowed = allowed.collect();
        run
    }

    fn allows(&self, code: Code, at: usize) -> bool {
        let mut allowances = self.allowances.iter();
        allowances.any(|allowance| allowance.allows(code, Some(at)))
    }

    /// Tells those that the script allows from the others.
    fn divide(&self, faults: Vec<Fault>) -> (Vec<Fault>, Vec<Fault>) {
        let is_allowed = |fault: &Fault| self.allows(fault.code, fault.span.range().start);
        faults.into_iter().partition(is_allowed)
    }

    fn statement(&self, schema: &mut Schema, read: &Statement, ran: &mut Ran) {
        // What the model takes it for.
        let mut statement = Cow::Borrowed(read);
        let span = statement.span.range();
        let touched = || reader::touched(&self.script.text[span.clone()], self.dialect);
        let is_here = |problem: &&Problem| (span.start..=span.end).contains(&problem.span.start);
        if self.allowed.iter().any(is_here) {
            statement = Cow::Owned(read.meant_as(touched()));
        }
        let graves = super::graves::dug(schema, &statement);
        if super::record_table::is_there(schema, &statement) {
            return;
        }
        let clash = super::record_table::clash(schema, &statement);
        // A table or schema of the record is not in the model, and what is refused stays as it is.
        let record = super::record_table::keep(schema, &mut statement);
        let before = self.linting.map(|_| schema.clone());
        let mut faults = record.faults;
        if !record.is_all {
            faults.extend(schema.apply(&statement));
        }
        faults.extend(clash);
        let (odd, faults): (Vec<_>, Vec<_>) =
            (faults.into_iter()).partition(|fault| lint::is_of_lint(fault.code));
        ran.odd.extend(odd);
        let is_block = matches!(statement.kind, StatementKind::Block(_));
        if is_block && faults.iter().any(|fault| fault.code == codes::SQL_SYNTAX) {
            // What its text was meant to do is not known.
            schema.doubt_everything();
        }
        let (allowed, faults) = self.divide(faults);
        let leaves_doubt = |fault: &Fault| !LEAVES_NO_DOUBT.contains(&fault.code);
        if allowed.iter().any(leaves_doubt) {
            statement = Cow::Owned(read.meant_as(touched()));
            schema.apply(&statement);
        }
        ran.allowed.extend(allowed);
        // What is refused drops nothing.
        let is_refused = |grave: &Grave| faults.iter().any(|fault| fault.span == grave.span);
        let graves = graves.into_iter().filter(|grave| !is_refused(grave));
        ran.graves.extend(graves);
        if let Some((linting, before)) = self.linting.zip(before)
            && faults.is_empty()
        {
            let found = linting.look(self.script, read, &before, schema);
            ran.linted.extend(found);
        }
        ran.misses_a_change |= !faults.is_empty() && changes_schema(&statement.kind);
        ran.faults.extend(faults);
    }
}

impl Linting<'_> {
    /// Shows a statement to the lints.
    fn look(
        self,
        script: &CheckedScript,
        statement: &Statement,
        before: &Schema,
        after: &Schema,
    ) -> Vec<Finding> {
        let context = StatementContext {
            read: statement,
            file: &script.file,
            text: &script.text,
            revision: self.revision,
            is_downgrade: self.is_downgrade,
            before,
            after,
            before_revision: self.before_revision,
            sealed: self.sealed,
        };
        lint::of_statement(self.levels, &context)
    }
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
    // Statements that could not be read are unknown to the model too; `BEGIN` and rows change no schema.
    let harmless = [
        codes::SQL_NOT_READ,
        codes::TRANSACTION_CONTROL,
        codes::COPY_FROM_STDIN,
    ];
    !harmless.contains(&problem.code)
}
