//! The model of the schema against SQLite itself: random statements, one after the other, and
//! mistakes made on purpose in chains that work.
//!
//! What SQLite accepts must never be refused, and what the model holds must be what SQLite holds.
#[path = "schema_sqlite/generator.rs"]
mod generator;
#[path = "schema_sqlite/introspection.rs"]
mod introspection;

use diesel::connection::SimpleConnection;
use diesel::{Connection, SqliteConnection};
use generator::Generator;
use migrate_check::Dialect;
use migrate_schema::{Schema, run};
use migrate_sql::analyse;
use migrate_tests::examples::{agent_factory, statements};
use migrate_tests::mutants::{Mutant, Tally, mutants};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// How many databases are made, and of how many statements each.
const DATABASES: u64 = 150;
const STATEMENTS: usize = 60;

/// A floor below what was measured (0.98; what is missed is mostly in views and triggers that a change
/// of rows sets off).
const LEAST_RECALL_OF_RANDOM: f64 = 0.97;

#[test]
fn random_statements() {
    let mut tally = Tally::default();
    let mut by_reason: BTreeMap<String, usize> = BTreeMap::new();
    let databases = std::env::var("SCHEMA_DATABASES").ok();
    let databases = databases.map_or(DATABASES, |number| number.parse().unwrap());
    for seed in 0..databases {
        let mut generator = Generator::new(seed);
        let mut connection = SqliteConnection::establish(":memory:").unwrap();
        let mut schema = Schema::new(Dialect::Sqlite);
        schema.start_session(false);
        // Of rows of a foreign key without a target nothing is said.
        let pragma = generator.foreign_keys();
        connection.batch_execute(&pragma).unwrap();
        assert!(run(&mut schema, &pragma).is_empty());
        let mut history = vec![pragma];
        for _ in 0..STATEMENTS {
            let statement = generator.statement();
            let before = schema.clone();
            let faults = run(&mut schema, &statement);
            let place = || format!("seed {seed}: {statement}");
            match all_or_nothing(&mut connection, &statement) {
                Ok(()) => {
                    tally.accepted += 1;
                    history.push(statement.clone());
                    if !faults.is_empty() {
                        let alarm = format!("{}\n  {faults:?}\n{history:#?}", place());
                        tally.false_alarms.push(alarm);
                        schema = before;
                        let _ = run(&mut schema, &statement);
                        break;
                    }
                    let differing = introspection::differences(&mut connection, &schema);
                    assert!(
                        differing.is_empty(),
                        "{}\n{history:#?}\n{differing:#?}",
                        place()
                    );
                }
                Err(error) => {
                    schema = before;
                    let reason = error.to_string();
                    // That is about rows.
                    if reason.contains("constraint failed")
                        || reason.contains("foreign key mismatch")
                    {
                        continue;
                    }
                    tally.refused += 1;
                    match faults.is_empty() {
                        false => tally.found += 1,
                        true => {
                            *by_reason.entry(kind_of(&reason)).or_default() += 1;
                            tally.missed.push(format!("{}\n  {reason}", place()));
                        }
                    }
                }
            }
        }
    }
    tally.print("random statements");
    println!("missed, by reason: {by_reason:#?}");
    assert!(tally.false_alarms.is_empty());
    assert!(tally.recall() >= LEAST_RECALL_OF_RANDOM);
}

fn all_or_nothing(connection: &mut SqliteConnection, statements: &str) -> diesel::QueryResult<()> {
    connection.batch_execute("SAVEPOINT one").unwrap();
    let result = connection.batch_execute(statements);
    let end = match result {
        Ok(()) => "RELEASE one",
        Err(_) => "ROLLBACK TO one; RELEASE one",
    };
    connection.batch_execute(end).unwrap();
    result
}

/// The words of a message without the names in it.
fn kind_of(reason: &str) -> String {
    let words = reason
        .split_whitespace()
        .filter(|word| word.len() > 3 && !word.contains('.') && !word.contains('"'));
    words.take(6).collect::<Vec<_>>().join(" ")
}

#[test]
fn mutants_of_the_example() {
    // Measured: 0.99. Of functions nothing is said, since an application may bring its own.
    // What is missed is in the bodies of triggers: SQLite looks at their names when one is fired.
    judge("agent_factory", &agent_factory(Dialect::Sqlite), 0.96);
}

#[test]
fn mutants_of_a_chain_with_views_and_triggers() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schema_sqlite/library.sql");
    // Measured: 0.987. Here, too, only functions are missed.
    judge(
        "library",
        &statements(&fs::read_to_string(file).unwrap(), Dialect::Sqlite),
        0.98,
    );
}

fn judge(name: &str, statements: &[String], least_recall: f64) {
    let mut by_statement: BTreeMap<usize, Vec<Mutant>> = BTreeMap::new();
    for mutant in mutants(statements) {
        by_statement
            .entry(mutant.statement)
            .or_default()
            .push(mutant);
    }
    let mut tally = Tally::default();
    let mut connection = SqliteConnection::establish(":memory:").unwrap();
    let mut schema = Schema::new(Dialect::Sqlite);
    schema.start_session(false);
    // As in SQLite's own builds. With it on, rows of a foreign key without a target are refused, and
    // of that nothing is said.
    let pragma = "PRAGMA foreign_keys = OFF";
    connection.batch_execute(pragma).unwrap();
    assert_eq!(run(&mut schema, pragma), []);
    for (number, statement) in statements.iter().enumerate() {
        for mutant in by_statement.remove(&number).into_iter().flatten() {
            let rest = statements[number + 1..].iter();
            let script: Vec<&String> = mutant.instead.iter().chain(rest).collect();
            compare(&mut connection, &schema, &mutant, &script, &mut tally);
        }
        connection.batch_execute(statement).unwrap();
        assert_eq!(run(&mut schema, statement), [], "{statement}");
    }
    tally.print(name);
    assert!(tally.false_alarms.is_empty());
    assert!(tally.recall() >= least_recall);
}

/// Runs what is left of a chain for real and in the model, up to the first statement that one of them
/// refuses.
fn compare(
    connection: &mut SqliteConnection,
    schema: &Schema,
    mutant: &Mutant,
    script: &[&String],
    tally: &mut Tally,
) {
    let mut schema = schema.clone();
    connection.batch_execute("SAVEPOINT mutant").unwrap();
    let mut verdict = None;
    for statement in script {
        // What is no SQL is found before the model sees it.
        if !analyse(statement, Dialect::Sqlite).problems.is_empty() {
            break;
        }
        let faults = run(&mut schema, statement);
        let real = connection.batch_execute(statement);
        let is_about_rows =
            |error: &diesel::result::Error| error.to_string().contains("constraint failed");
        let place = || format!("[{}] {statement}", mutant.kind);
        match real {
            Err(error) if is_about_rows(&error) => break,
            Err(error) => {
                tally.refused += 1;
                match faults.is_empty() {
                    false => tally.found += 1,
                    true => tally.missed.push(format!("{}\n  {error}", place())),
                }
                verdict = Some(());
                break;
            }
            Ok(()) if !faults.is_empty() => {
                tally
                    .false_alarms
                    .push(format!("{}\n  {faults:?}", place()));
                verdict = Some(());
                break;
            }
            Ok(()) => {}
        }
    }
    tally.accepted += usize::from(verdict.is_none());
    connection
        .batch_execute("ROLLBACK TO mutant; RELEASE mutant")
        .unwrap();
}
