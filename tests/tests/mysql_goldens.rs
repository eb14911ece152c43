//! The goldens of MySQL's model that say "no fault", with MariaDB as the judge: it accepts every
//! statement of them.
use diesel::connection::SimpleConnection;
use migrate_check::Dialect;
use migrate_check::sql::analyse;
use migrate_tests::databases::{Mysql, TestDatabase};
use std::fs;
use std::path::Path;

#[test]
#[ignore = "needs a MariaDB server: tests/run"]
fn mysql_the_server_accepts_what_the_goldens_call_fine() {
    let folder = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../migrate-check/tests/schema/mysql"
    );
    let files = fs::read_dir(Path::new(folder)).expect("the folder of goldens");
    let (mut statements, mut refused) = (0, Vec::new());
    for file in files {
        let path = file.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy();
        if !name.starts_with("fine_") || !name.ends_with(".sql") {
            continue;
        }
        let text = fs::read_to_string(&path).expect("a golden");
        let database = Mysql::create();
        let mut server = database.connect();
        for statement in analyse(&text, Dialect::Mysql).statements {
            let statement = &text[statement.span.clone()];
            statements += 1;
            if let Err(error) = server.batch_execute(statement) {
                refused.push(format!("{name}: {statement}\n    {error}"));
            }
        }
    }
    assert!(refused.is_empty(), "{}", refused.join("\n"));
    assert!(statements > 150, "only {statements} statements");
}
