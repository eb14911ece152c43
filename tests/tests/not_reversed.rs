//! What is said of downgrades that don't undo their upgrade, with real servers as the judges.
//!
//! A chain of ours makes a schema; a revision behind it drops all of that, and its downgrade makes it
//! again, with one mistake: a statement, a column, a constraint or a clause is left out, or an operator, a
//! function or another word is another one. The server
//! says whether the schema is another one then. Where it is, that has to be reported, and never where
//! it is not. `REVERSED=all` tries all mistakes instead of one of so many.
#[path = "not_reversed/shape.rs"]
mod shape;

use diesel::connection::SimpleConnection;
use migrate_check::codes;
use migrate_check::source::MemoryDir;
use migrate_check::{AnalysisCache, Dialect, Options, check_again};
use migrate_tests::databases::{Mysql, Postgres, Sqlite};
use migrate_tests::examples::{agent_factory, statements};
use migrate_tests::mutants::{Mutant, Tally, mutants, with_other_words, without_clauses};
use shape::Shaped;
use std::cell::RefCell;
use std::{env, fs};

#[test]
fn sqlite_downgrades_of_the_example() {
    judge::<Sqlite>(Dialect::Sqlite, &agent_factory(Dialect::Sqlite), 8, 0.97);
}

#[test]
fn sqlite_downgrades_of_a_chain_with_views_and_triggers() {
    let library = file("tests/schema_sqlite/library.sql", Dialect::Sqlite);
    judge::<Sqlite>(Dialect::Sqlite, &library, 1, 0.97);
}

#[test]
#[ignore = "needs a PostgreSQL server: tests/run"]
fn postgres_downgrades_of_the_example() {
    let example = agent_factory(Dialect::Postgres);
    judge::<Postgres>(Dialect::Postgres, &example, 8, 0.97);
}

#[test]
#[ignore = "needs a PostgreSQL server: tests/run"]
fn postgres_downgrades_of_a_chain_with_views_and_functions() {
    let orchard = file("tests/schema_postgres/orchard.sql", Dialect::Postgres);
    judge::<Postgres>(Dialect::Postgres, &orchard, 1, 0.97);
}

#[test]
#[ignore = "needs a MariaDB server: tests/run"]
fn mysql_downgrades_of_the_example() {
    judge::<Mysql>(Dialect::Mysql, &agent_factory(Dialect::Mysql), 8, 0.97);
}

#[test]
#[ignore = "needs a MariaDB server: tests/run"]
fn mysql_downgrades_of_a_bit_of_everything() {
    let everything = file("schemas/mysql.sql", Dialect::Mysql);
    // Of `NOT NULL` of a timestamp nothing is said: servers differ in what holds without.
    judge::<Mysql>(Dialect::Mysql, &everything, 2, 0.9);
}

#[test]
fn sqlite_downgrades_with_other_words() {
    let words = file("tests/not_reversed/sqlite.sql", Dialect::Sqlite);
    judge::<Sqlite>(Dialect::Sqlite, &words, 1, 0.97);
}

#[test]
#[ignore = "needs a PostgreSQL server: tests/run"]
fn postgres_downgrades_with_other_words() {
    let words = file("tests/not_reversed/postgres.sql", Dialect::Postgres);
    judge::<Postgres>(Dialect::Postgres, &words, 1, 0.97);
}

#[test]
#[ignore = "needs a MariaDB server: tests/run"]
fn mysql_downgrades_with_other_words() {
    let words = file("tests/not_reversed/mysql.sql", Dialect::Mysql);
    judge::<Mysql>(Dialect::Mysql, &words, 1, 0.97);
}

fn file(path: &str, dialect: Dialect) -> Vec<String> {
    let path = format!("{}/{path}", env!("CARGO_MANIFEST_DIR"));
    statements(&fs::read_to_string(path).unwrap(), dialect)
}

/// Tries each mistake, or one of so many.
fn judge<D: Shaped>(dialect: Dialect, statements: &[String], one_of: usize, least_recall: f64) {
    let one_of = match env::var("REVERSED").as_deref() {
        Ok("all") => 1,
        _ => one_of,
    };
    let (wanted, drops) = made::<D>(statements).unwrap();
    let cache = Kept::default();
    let said = |down: &[String]| said(dialect, statements, &drops, down, &cache);
    assert!(
        said(statements).is_empty(),
        "{:?} behind {drops}",
        said(statements)
    );
    let mut tally = Tally::default();
    let mut others = Vec::new();
    let all = mutants(statements).into_iter();
    let all = all.filter(|mutant| mutant.kind.ends_with("left out"));
    let all = all.chain(without_clauses(statements));
    let all = all.chain(with_other_words(statements));
    for mutant in all.step_by(one_of) {
        let down = mutated(statements, &mutant);
        // What the server refuses is judged elsewhere.
        let Ok((found, _)) = made::<D>(&down) else {
            continue;
        };
        let said = said(&down);
        let place = || format!("{}: {}", mutant.kind, shown(statements, &mutant));
        let is_said = said.contains(&codes::NOT_REVERSED);
        if said.len() > usize::from(is_said) {
            others.push(format!("{said:?} {}", place()));
        }
        match (found != wanted, is_said) {
            (true, true) => (tally.refused, tally.found) = (tally.refused + 1, tally.found + 1),
            (true, false) => {
                tally.refused += 1;
                let differing: Vec<_> = wanted.symmetric_difference(&found).take(3).collect();
                tally.missed.push(format!("{}\n  {differing:?}", place()));
            }
            (false, true) => tally.false_alarms.push(place()),
            (false, false) => tally.accepted += 1,
        }
    }
    tally.print(&format!("{dialect}"));
    assert!(tally.false_alarms.is_empty());
    assert!(others.is_empty(), "the server takes it: {others:#?}");
    assert!(tally.refused > 10, "only {} differ", tally.refused);
    assert!(tally.recall() >= least_recall);
}

fn mutated(statements: &[String], mutant: &Mutant) -> Vec<String> {
    let (before, rest) = statements.split_at(mutant.statement);
    let changed = mutant.instead.iter();
    before
        .iter()
        .chain(changed)
        .chain(&rest[1..])
        .cloned()
        .collect()
}

/// The first line that is not as it was.
fn shown(statements: &[String], mutant: &Mutant) -> String {
    let before = &statements[mutant.statement];
    let Some(after) = mutant.instead.first() else {
        return before.chars().take(80).collect();
    };
    let mut lines = before.lines().zip(after.lines());
    let changed = lines.find(|(before, after)| before != after);
    changed.map_or(String::new(), |(before, after)| {
        format!("{before} -> {after}")
    })
}

/// The schema that statements make in a database of their own, and what drops all of it.
fn made<D: Shaped>(statements: &[String]) -> diesel::QueryResult<(shape::Shape, String)> {
    let database = D::create();
    let mut connection = database.connect();
    for statement in statements {
        connection.batch_execute(statement)?;
    }
    Ok((D::shape(&mut connection), D::drops(&mut connection)))
}

/// The codes of the errors in a directory where the downgrade of the last revision is to make again
/// what its upgrade dropped.
fn said(
    dialect: Dialect,
    statements: &[String],
    drops: &str,
    down: &[String],
    cache: &Kept,
) -> Vec<codes::Code> {
    let script = |statements: &[String]| statements.join(";\n") + ";\n";
    let dir = MemoryDir::new()
        .file(
            "migrate.toml",
            format!("dialects = [\"{dialect}\"]\nmariadb = true\n"),
        )
        .file(
            "001_all/revision.toml",
            "revises = []\nirreversible = \"all\"\n",
        )
        .file("001_all/up.sql", script(statements))
        .file("002_none/revision.toml", "revises = \"001\"\n")
        .file("002_none/up.sql", drops)
        .file("002_none/down.sql", script(down));
    let outcome = check_again(&dir, &Options::default(), cache);
    let errors = outcome.diagnostics.iter().filter(|found| found.is_error());
    errors.map(|error| error.code).collect()
}

/// What a check keeps for the next one, so that the first revision is read once.
#[derive(Default)]
struct Kept(RefCell<Option<Vec<u8>>>);

impl AnalysisCache for Kept {
    fn load(&self) -> Option<Vec<u8>> {
        self.0.borrow().clone()
    }

    fn store(&self, analyses: &[u8]) {
        *self.0.borrow_mut() = Some(analyses.to_vec());
    }
}
