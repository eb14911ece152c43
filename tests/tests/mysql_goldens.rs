//! The goldens of MySQL's model that say "no fault", with the servers as judges: MariaDB accepts every
//! statement of them. MySQL refuses some, each for a reason that `mysql_refuses.txt` has: this is the
//! list of where the two servers differ (`UPDATE_GOLDEN=1` writes it). The model passes over what only
//! one of the two refuses, so that these are misses on MySQL and no false alarms.
use diesel::connection::SimpleConnection;
use migrate_check::Dialect;
use migrate_sql::analyse;
use migrate_tests::databases::{Mysql, TestDatabase};
use std::fs;
use std::path::Path;

#[test]
#[ignore = "needs a MySQL or MariaDB server: tests/run"]
fn mysql_the_server_accepts_what_the_goldens_call_fine() {
    let folder = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../migrate-schema/tests/schema/mysql"
    );
    let files = fs::read_dir(Path::new(folder)).expect("the folder of goldens");
    let on_mariadb = Mysql::is_mariadb();
    let (mut statements, mut refused) = (0, Vec::new());
    let mut files: Vec<_> = files.map(|file| file.expect("an entry").path()).collect();
    files.sort();
    for path in files {
        let name = path.file_name().expect("a name").to_string_lossy();
        if !name.starts_with("fine_") || !name.ends_with(".sql") {
            continue;
        }
        let text = fs::read_to_string(&path).expect("a golden");
        let database = Mysql::create();
        // Each revision starts from the session that the connection was lent with.
        for revision in text.split("-- next revision\n") {
            let mut server = database.connect();
            for statement in analyse(revision, Dialect::Mysql).statements {
                let statement = &revision[statement.span.clone()];
                statements += 1;
                if let Err(error) = server.batch_execute(statement) {
                    if on_mariadb {
                        refused.push(format!("{name}: {statement}\n    {error}"));
                    } else if !is_a_consequence(&error.to_string()) {
                        let said = error.to_string();
                        let own =
                            Mysql::texts(&mut server, "SELECT CONCAT(DATABASE(), '.') AS text");
                        refused.push(refusal(&name, statement, &said.replace(&own[0], "")));
                    }
                }
            }
        }
    }
    if on_mariadb {
        assert!(refused.is_empty(), "{}", refused.join("\n"));
    } else {
        compare_with_list(&refused.concat());
    }
    assert!(statements > 150, "only {statements} statements");
}

/// Whether MySQL refuses a statement because one before it was refused: what that makes is not there,
/// or what it drops still is.
fn is_a_consequence(said: &str) -> bool {
    ["doesn't exist", "Unknown table", "already exists"]
        .iter()
        .any(|consequence| said.contains(consequence))
}

/// An entry of the list: the file, the start of the statement, what MySQL says.
fn refusal(file: &str, statement: &str, said: &str) -> String {
    let start: Vec<&str> = statement.split_whitespace().collect();
    let start: String = start.join(" ").chars().take(110).collect();
    let said = said.lines().next().unwrap_or_default();
    // Of a syntax error the manual is no news, and where it is found is in the statement.
    let said = match said.split_once("; check the manual") {
        Some((error, _)) => error,
        None => said,
    };
    format!("{file}: {start}\n    {said}\n")
}

fn compare_with_list(refused: &str) {
    let list = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mysql_refuses.txt");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&list, refused).expect("the list is written");
    }
    let expected = fs::read_to_string(&list).expect("the list");
    assert_eq!(refused, expected);
}
