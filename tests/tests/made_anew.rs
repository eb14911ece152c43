//! What autogenerate makes anew has what it had: the options of a view, what a table of SQLite does on
//! a conflict. The servers say so themselves.
use diesel::connection::SimpleConnection;
use migrate_check::Dialect;
use migrate_ddl::Renamed;
use migrate_schema::schema_after;
use migrate_tests::databases::{Postgres, Sqlite, TestDatabase};
use std::fs;

/// Makes the first schema, and leads to the second one and back; between, `asked` is asked.
fn asked_on_the_way<D: TestDatabase>(
    dialect: Dialect,
    case: &str,
    asked: &str,
) -> Vec<Vec<String>> {
    let root = env!("CARGO_MANIFEST_DIR");
    let file = format!("{root}/../migrate-ddl/tests/ddl/{dialect}/{case}.sql");
    let text = fs::read_to_string(file).unwrap();
    let (from, to) = text.split_once("-- to\n").unwrap();
    let before = schema_after(from, dialect);
    let renamed = Renamed::new(&before, &[]).unwrap();
    let (up, down) = renamed.to(&schema_after(to, dialect)).unwrap();
    let database = D::create();
    let mut connection = database.connect();
    let mut answers = Vec::new();
    for script in [from, &up.text(), &down.text()] {
        connection.batch_execute(script).expect(script);
        answers.push(D::texts(&mut connection, asked));
    }
    answers
}

#[test]
#[ignore = "needs a PostgreSQL server: tests/run"]
fn postgres_views_keep_their_options() {
    let asked = "SELECT relname || ' ' || coalesce(array_to_string(reloptions, ' '), '') AS text
        FROM pg_class WHERE relkind = 'v' AND relnamespace = 'public'::regnamespace ORDER BY 1";
    let expected = [
        "few security_barrier=true check_option=local",
        "more check_option=cascaded",
        "shown ",
    ];
    for answer in asked_on_the_way::<Postgres>(Dialect::Postgres, "views", asked) {
        assert_eq!(answer, expected);
    }
}

#[test]
fn sqlite_conflicts_are_met_as_before() {
    let asked = "SELECT upper(sql) AS text FROM sqlite_master WHERE name = 'notes'";
    let clauses = ["REPLACE AUTOINCREMENT", "IGNORE", "FAIL"];
    let mut last = Vec::new();
    for answer in asked_on_the_way::<Sqlite>(Dialect::Sqlite, "conflicts", asked) {
        for clause in clauses {
            assert!(
                answer[0].contains(&format!("ON CONFLICT {clause}")),
                "{answer:?}"
            );
        }
        last.push(answer[0].matches("ON CONFLICT REPLACE").count());
    }
    assert_eq!(last, [1, 2, 1]);
}
