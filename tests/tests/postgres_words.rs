//! PostgreSQL's keywords where names may stand: what the server takes as a name, we have to take.
use diesel::connection::SimpleConnection;
use diesel::deserialize::QueryableByName;
use diesel::result::Error;
use diesel::sql_types::Text;
use diesel::{Connection, PgConnection, RunQueryDsl, sql_query};
use migrate_check::Dialect;
use migrate_check::codes;
use migrate_sql::analyse;
use std::env;

/// Places for a name, each a statement with `?` for it.
const PLACES: &str = include_str!("postgres_words/places.sql");

/// What the grammar takes, and the server refuses all the same, whatever there is.
const REFUSED_LATER: &[&str] = &[
    "SELECT default FROM t;",
    "SELECT default, a FROM t;",
    "SELECT a FROM t WHERE default = 1;",
    "SELECT a FROM t ORDER BY default;",
    "SELECT a FROM t GROUP BY default;",
    "SELECT substring();",
];

#[derive(QueryableByName)]
struct Keyword {
    #[diesel(sql_type = Text)]
    word: String,
}

#[test]
#[ignore = "needs a PostgreSQL server: tests/run"]
fn postgres_keywords_as_names() {
    let url = env::var("MIGRATE_TEST_POSTGRES_URL").expect("MIGRATE_TEST_POSTGRES_URL");
    let mut connection = PgConnection::establish(&url).unwrap();
    let keywords = sql_query("SELECT word FROM pg_get_keywords() ORDER BY word");
    let keywords: Vec<Keyword> = keywords.load(&mut connection).unwrap();
    let (mut fine, mut refused, mut false_refusals) = (0, 0, Vec::new());
    for place in PLACES.lines().filter(|line| !line.starts_with("--")) {
        for Keyword { word } in &keywords {
            let statement = place.replace('?', word);
            let problems = analyse(&statement, Dialect::Postgres).problems;
            if !problems
                .iter()
                .any(|problem| problem.code == codes::SQL_SYNTAX)
            {
                fine += 1;
            } else if REFUSED_LATER.contains(&&*statement)
                || !is_accepted(&mut connection, &statement)
            {
                refused += 1;
            } else {
                false_refusals.push(statement);
            }
        }
    }
    println!("{fine} not refused, {refused} refused as by the server");
    assert!(fine > 50_000 && refused > 10_000, "too few to tell");
    assert!(false_refusals.is_empty(), "{false_refusals:#?}");
}

/// Asks PostgreSQL, which parses all that it is sent before it runs the first statement; that one
/// fails, so that nothing is ever done.
fn is_accepted(connection: &mut PgConnection, statement: &str) -> bool {
    let sql = format!("SELECT 1/0;\n{statement}");
    match connection.batch_execute(&sql).unwrap_err() {
        Error::DatabaseError(_, information) => information.message() == "division by zero",
        error => panic!("{error}"),
    }
}
