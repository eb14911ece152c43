//! The names in queries, changes of rows and views, with MariaDB as the judge: what it does must
//! not be refused, and of what it refuses for a name nearly all must be found.
//!
//! Statements are made at random over a few tables and views. `MIGRATE_TEST_ROUNDS` says how many,
//! `MIGRATE_TEST_SEED` where to start.
mod mysql_drawn_queries;

use diesel::connection::SimpleConnection;
use migrate_check::Dialect;
use migrate_check::diagnostic::Severity;
use migrate_schema::{run, schema_after};
use migrate_sql::analyse;
use migrate_tests::databases::{Mysql, TestDatabase};
use mysql_drawn_queries::{Maker, SCHEMA};
use std::collections::BTreeMap;
use std::env;

/// How many statements.
const ROUNDS: u64 = 3_000;

/// What the server says of names and of how many there are.
const OF_NAMES: &[&str] = &[
    "Unknown column",
    "Unknown table",
    "doesn't exist",
    "is ambiguous",
    "Not unique table/alias",
    "Column count doesn't match",
    "different number of columns",
    "Operand should contain",
    "Duplicate column name",
    "specified twice",
    "field list and column",
];

#[test]
#[ignore = "needs a MariaDB server: tests/run"]
fn mysql_names_in_queries_are_those_that_the_server_knows() {
    let number = |name: &str, default| env::var(name).map_or(default, |text| text.parse().unwrap());
    let start: u64 = number("MIGRATE_TEST_SEED", 1);
    let database = Mysql::create();
    let mut server = database.connect();
    server.batch_execute(SCHEMA).expect("the schema is made");
    let schema = schema_after(SCHEMA, Dialect::Mysql);
    let (mut accepted, mut found, mut others) = (0, 0, 0);
    let (mut missed, mut false_alarms) = (BTreeMap::<_, (usize, String)>::new(), Vec::new());
    for seed in start..start + number("MIGRATE_TEST_ROUNDS", ROUNDS) {
        let statement = Maker::new(seed).statement();
        let analysis = analyse(&statement, Dialect::Mysql);
        let mut problems = analysis.problems.into_iter();
        let problem = problems.find(|problem| problem.severity == Severity::Error);
        let faults = run(&mut schema.clone(), &statement).into_iter();
        let faults = faults.map(|fault| fault.message);
        let ours = problem
            .map(|it| it.message)
            .into_iter()
            .chain(faults)
            .next();
        // `PREPARE` would not look at all names. The tables stay empty.
        let done = server.batch_execute(&format!("START TRANSACTION; {statement}"));
        let said = done.err().map(|error| error.to_string());
        let tidy_up = "ROLLBACK; DROP VIEW IF EXISTS fresh";
        server.batch_execute(tidy_up).expect(tidy_up);
        match (said, ours) {
            (None, None) => accepted += 1,
            (None, Some(ours)) => false_alarms.push(format!("{statement}\n    ours: {ours}")),
            (Some(said), ours) if OF_NAMES.iter().any(|text| said.contains(text)) => match ours {
                Some(_) => found += 1,
                None => {
                    let kind = without_names(&said);
                    let entry = missed.entry(kind).or_default();
                    *entry = (entry.0 + 1, format!("{statement} ({said})"));
                }
            },
            // It may have stumbled over something else first.
            (Some(_), _) => others += 1,
        }
    }
    let count: usize = missed.values().map(|(count, _)| count).sum();
    println!(
        "{accepted} accepted, {found} refused and found, {count} refused and missed, {others} \
         refused for something else, {} false alarms",
        false_alarms.len()
    );
    for (said, (count, example)) in &missed {
        println!("missed {count}: {said}\n    {example}");
    }
    assert!(false_alarms.is_empty(), "{}", false_alarms.join("\n"));
    assert!(accepted > 1_000 && found > 300, "too few to tell");
    assert!(count * 20 < found, "{count} missed, {found} found");
}

/// A message of the server, the same for all names.
fn without_names(said: &str) -> String {
    let mut parts = said.split('\'').enumerate();
    let mut text = String::new();
    for (n, part) in parts.by_ref() {
        text += if n % 2 == 0 { part } else { "…" };
    }
    text
}
