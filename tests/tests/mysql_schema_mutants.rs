//! Mistakes made on purpose in scripts that work, with MariaDB as the judge: what it accepts must not
//! be refused, and of what it refuses nearly all must be found, in the very statement.
//!
//! `MIGRATE_TEST_EVERY=1` tries all mutants, not one of so many.
use diesel::MysqlConnection;
use diesel::connection::SimpleConnection;
use migrate_check::Dialect;
use migrate_check::diagnostic::Severity;
use migrate_schema::model::{Schema, Server};
use migrate_schema::run;
use migrate_sql::analyse;
use migrate_tests::databases::{Mysql, TestDatabase};
use migrate_tests::examples::{agent_factory, statements};
use migrate_tests::mutants::{Mutant, Tally, mutants};
use std::env;
use std::sync::Arc;

/// Of the mutants one of so many is tried: most of them make the whole database.
const EVERY: usize = 4;

#[test]
#[ignore = "needs a MariaDB server: tests/run"]
fn mysql_mistakes_in_our_chain_are_found() {
    judge("agent_factory", &agent_factory(Dialect::Mysql), 0.95);
}

#[test]
#[ignore = "needs a MariaDB server: tests/run"]
fn mysql_mistakes_in_a_bit_of_everything_are_found() {
    let statements = statements(include_str!("../schemas/mysql.sql"), Dialect::Mysql);
    judge("a bit of everything", &statements, 0.95);
}

fn judge(title: &str, statements: &[String], least_recall: f64) {
    let every = env::var("MIGRATE_TEST_EVERY").map_or(EVERY, |text| text.parse().unwrap());
    let mut trial = Trial::new(statements);
    let mut tally = Tally::default();
    for mutant in mutants(statements).iter().step_by(every) {
        let said = trial.server_says(mutant);
        let found = trial.first_fault(mutant);
        let place = || format!("{}: {}", mutant.kind, mutant.instead.join("; "));
        match (said, found) {
            (None, None) => tally.accepted += 1,
            (None, Some(_)) => {
                tally.accepted += 1;
                tally.false_alarms.push(place());
            }
            (Some((at, said)), found) => {
                tally.refused += 1;
                match found == Some(at) {
                    true => tally.found += 1,
                    false => tally.missed.push(format!(
                        "{} (statement {at}: {said}; ours: {found:?})",
                        place()
                    )),
                }
            }
        }
    }
    tally.print(title);
    assert!(tally.false_alarms.is_empty(), "see the output");
    assert!(
        tally.refused > 30 && tally.recall() > least_recall,
        "{} of {}",
        tally.found,
        tally.refused
    );
}

/// A server and a model with the statements before the one that a mutant changes.
struct Trial<'s> {
    statements: &'s [String],
    server: MysqlConnection,
    /// How many statements the server has done, where it has done no others.
    done: Option<usize>,
    /// Before each statement.
    models: Vec<Schema>,
    _database: Mysql,
}

impl<'s> Trial<'s> {
    fn new(statements: &'s [String]) -> Self {
        let server = Server::new(Dialect::Mysql, true, []);
        let mut model = Schema::on(Dialect::Mysql, Arc::new(server));
        model.start_session(false);
        let mut models = vec![model.clone()];
        for statement in statements {
            assert!(!is_refused(&mut model, statement), "{statement}");
            models.push(model.clone());
        }
        let database = Mysql::create();
        Self {
            statements,
            server: database.connect(),
            done: None,
            models,
            _database: database,
        }
    }

    /// The statement that the server refuses first, and why.
    fn server_says(&mut self, mutant: &Mutant) -> Option<(usize, String)> {
        let first = mutant.statement;
        if self.done != Some(first) {
            empty(&mut self.server);
            for statement in &self.statements[..first] {
                self.server.batch_execute(statement).expect(statement);
            }
        }
        for (number, statement) in self.mutated(mutant) {
            if let Err(error) = self.server.batch_execute(statement) {
                // A statement is done as a whole or not at all.
                self.done = (number == first).then_some(first);
                return Some((number, error.to_string()));
            }
        }
        self.done = None;
        None
    }

    /// The statement that is refused first without a server.
    fn first_fault(&self, mutant: &Mutant) -> Option<usize> {
        let mut model = self.models[mutant.statement].clone();
        let mut statements = self.mutated(mutant);
        let refused = statements.find(|(_, statement)| is_refused(&mut model, statement));
        refused.map(|(number, _)| number)
    }

    /// The statements from the changed one on, with their numbers.
    fn mutated<'m>(
        &self,
        mutant: &'m Mutant,
    ) -> impl Iterator<Item = (usize, &'m String)> + use<'m, 's>
    where
        's: 'm,
    {
        let rest = &self.statements[mutant.statement + 1..];
        (mutant.statement..).zip(mutant.instead.iter().chain(rest))
    }
}

/// Whether a statement is refused, for what it is or for what it refers to.
fn is_refused(model: &mut Schema, statement: &str) -> bool {
    let analysis = analyse(statement, Dialect::Mysql);
    let mut problems = analysis.problems.iter();
    problems.any(|problem| problem.severity == Severity::Error) || !run(model, statement).is_empty()
}

fn empty(server: &mut MysqlConnection) {
    let name = Mysql::texts(server, "SELECT DATABASE() AS text").remove(0);
    let anew = format!("DROP DATABASE {name}; CREATE DATABASE {name}; USE {name}");
    for statement in anew.split("; ") {
        server.batch_execute(statement).unwrap();
    }
}
