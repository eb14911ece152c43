//! What MariaDB refuses and MySQL does not, or not in all versions: reported where `mariadb = true`, and
//! nowhere else.
use diesel::connection::SimpleConnection;
use migrate_check::Dialect;
use migrate_schema::model::{Schema, Server};
use migrate_schema::run;
use migrate_tests::databases::{Mysql, TestDatabase};
use std::sync::Arc;

const TABLES: &str =
    "CREATE TABLE users (uuid CHAR(36) PRIMARY KEY, name TEXT, mail VARCHAR(80) UNIQUE)";

/// Statements that each MariaDB refuses, and MySQL since 9.0: before, it read `REFERENCES` behind a
/// column and did nothing.
const REFUSED: &[&str] = &[
    "CREATE TABLE a (id INT PRIMARY KEY, owner INT REFERENCES users (uuid))",
    "CREATE TABLE a (id INT PRIMARY KEY, owner CHAR(36) REFERENCES users (nobody))",
    "CREATE TABLE a (id INT PRIMARY KEY, owner CHAR(36) REFERENCES nobody (uuid))",
    "CREATE TABLE a (id INT PRIMARY KEY, owner VARCHAR(36) REFERENCES users (name))",
];

/// Statements that each MariaDB refuses, and no MySQL.
const REFUSED_BY_MARIADB: &[&str] = &[
    "SELECT CAST(name AS JSON) FROM users",
    "UPDATE users SET name = CAST(CONCAT('[', name, ']') AS JSON)",
];

/// Statements that both accept, close to the others.
const ACCEPTED: &[&str] = &[
    "CREATE TABLE b (id INT PRIMARY KEY, owner CHAR(36) REFERENCES users (uuid))",
    "CREATE TABLE c (id INT PRIMARY KEY, owner VARCHAR(80) REFERENCES users (mail))",
    "CREATE TABLE d (id INT PRIMARY KEY, owner VARCHAR(36) REFERENCES users (uuid))",
    "CREATE TABLE e (id INT PRIMARY KEY, owner INT REFERENCES users (uuid)) ENGINE = MyISAM",
    "ALTER TABLE users ADD COLUMN best CHAR(36) REFERENCES users (uuid)",
    "CREATE TABLE f (id INT PRIMARY KEY, up INT REFERENCES f (id))",
    "SELECT CAST(name AS CHAR) FROM users",
    "CREATE TABLE g (name JSON)",
];

#[test]
#[ignore = "needs a MySQL or MariaDB server: tests/run"]
fn mysql_rules_of_mariadb_alone() {
    let database = Mysql::create();
    let mut connection = database.connect();
    connection.batch_execute(TABLES).unwrap();
    let model = |is_mariadb| {
        let server = Server::new(Dialect::Mysql, is_mariadb, []);
        let mut schema = Schema::on(Dialect::Mysql, Arc::new(server));
        assert!(run(&mut schema, TABLES).is_empty());
        schema
    };
    let (mut mariadb, mut either) = (model(true), model(false));
    let on_mariadb = Mysql::is_mariadb();
    for statement in REFUSED.iter().chain(REFUSED_BY_MARIADB) {
        let is_refused = on_mariadb || !REFUSED_BY_MARIADB.contains(statement);
        let said = connection.batch_execute(statement);
        assert_eq!(said.is_err(), is_refused, "{statement}");
        assert_eq!(run(&mut mariadb.clone(), statement).len(), 1, "{statement}");
        assert_eq!(run(&mut either.clone(), statement), [], "{statement}");
    }
    for statement in ACCEPTED {
        connection.batch_execute(statement).expect(statement);
        assert_eq!(run(&mut mariadb, statement), [], "{statement}");
        assert_eq!(run(&mut either, statement), [], "{statement}");
    }
}
