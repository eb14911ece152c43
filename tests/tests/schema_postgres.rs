//! The model of the schema against PostgreSQL itself: mistakes made on purpose in chains that work.
//!
//! What the server accepts must never be refused, and nearly all that it refuses must be found.
//! `SCHEMA_MUTANTS=all` tries all of them instead of a sample.

use diesel::PgConnection;
use diesel::connection::SimpleConnection;
use migrate_check::Dialect;
use migrate_schema::{Schema, run};
use migrate_sql::analyse;
use migrate_tests::databases::{Postgres, TestDatabase};
use migrate_tests::examples::{agent_factory, statements};
use migrate_tests::mutants::{Mutant, Tally, mutants};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

#[test]
#[ignore = "needs a PostgreSQL server: tests/run"]
fn postgres_mutants_of_the_example() {
    // Measured, of all: 1.00 of 532.
    judge("agent_factory", &agent_factory(Dialect::Postgres), 3, 0.98);
}

#[test]
#[ignore = "needs a PostgreSQL server: tests/run"]
fn postgres_mutants_of_a_chain_with_views_and_functions() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schema_postgres/orchard.sql");
    let statements = statements(&fs::read_to_string(file).unwrap(), Dialect::Postgres);
    // Measured, of all: 0.99 of 354.
    judge("orchard", &statements, 2, 0.97);
}

/// Tries each mutant behind the statements before it, or one of so many. All is done in one
/// transaction, which is never committed.
fn judge(name: &str, statements: &[String], one_of: usize, least_recall: f64) {
    let one_of = match std::env::var("SCHEMA_MUTANTS").as_deref() {
        Ok("all") => 1,
        _ => one_of,
    };
    let mut by_statement: BTreeMap<usize, Vec<Mutant>> = BTreeMap::new();
    for mutant in mutants(statements).into_iter().step_by(one_of) {
        by_statement
            .entry(mutant.statement)
            .or_default()
            .push(mutant);
    }
    let database = Postgres::create();
    let mut connection = database.connect();
    connection.batch_execute("BEGIN").unwrap();
    let mut schema = Schema::new(Dialect::Postgres);
    schema.start_session(true);
    let mut by_kind: BTreeMap<&str, Tally> = BTreeMap::new();
    for (number, statement) in statements.iter().enumerate() {
        for mutant in by_statement.remove(&number).into_iter().flatten() {
            let rest = statements[number + 1..].iter();
            let script: Vec<&String> = mutant.instead.iter().chain(rest).collect();
            let tally = by_kind.entry(mutant.kind).or_default();
            compare(&mut connection, &schema, &script, tally);
        }
        connection.batch_execute(statement).unwrap();
        assert_eq!(run(&mut schema, statement), [], "{statement}");
    }
    let mut all = Tally::default();
    for (kind, tally) in by_kind {
        tally.print(&format!("{name}, {kind}"));
        all.refused += tally.refused;
        all.found += tally.found;
        all.accepted += tally.accepted;
        all.false_alarms.extend(tally.false_alarms);
    }
    all.print(name);
    assert!(all.false_alarms.is_empty());
    assert!(all.refused > 100, "only {} are mistakes", all.refused);
    assert!(all.recall() >= least_recall);
}

/// Runs what is left of a chain for real and in the model, up to the first statement that one of them
/// refuses.
fn compare(connection: &mut PgConnection, schema: &Schema, script: &[&String], tally: &mut Tally) {
    let mut schema = schema.clone();
    let first = script.first().map_or("", |statement| statement);
    connection.batch_execute("SAVEPOINT mutant").unwrap();
    let mut is_fine = true;
    for statement in script {
        // What is no SQL is found before the model sees it.
        if !analyse(statement, Dialect::Postgres).problems.is_empty() {
            break;
        }
        let faults = run(&mut schema, statement);
        let real = connection.batch_execute(statement);
        is_fine = real.is_ok() && faults.is_empty();
        let place = || match first == *statement {
            true => (*statement).clone(),
            false => format!("{statement}\n  after {first}"),
        };
        match real {
            Err(error) if is_about_rows(&error) => break,
            Err(error) => {
                tally.refused += 1;
                match faults.is_empty() {
                    false => tally.found += 1,
                    true => tally.missed.push(format!("{}\n  {error}", place())),
                }
                break;
            }
            Ok(()) if !faults.is_empty() => {
                tally
                    .false_alarms
                    .push(format!("{}\n  {faults:?}", place()));
                break;
            }
            Ok(()) => {}
        }
    }
    tally.accepted += usize::from(is_fine);
    let undo = "ROLLBACK TO SAVEPOINT mutant; RELEASE SAVEPOINT mutant";
    connection.batch_execute(undo).unwrap();
}

fn is_about_rows(error: &diesel::result::Error) -> bool {
    let text = error.to_string();
    text.contains(" violates ") || text.contains("contains null values")
}
