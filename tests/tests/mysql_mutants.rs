//! Scripts of our own against MariaDB: what the server reads, the build must not refuse; and of
//! mutants that differ in one token nearly all that the server refuses must be found.
//!
//! The server reads a statement by `PREPARE`, which changes nothing.

use diesel::connection::SimpleConnection;
use diesel::{Connection, MysqlConnection};
use migrate_check::Dialect;
use migrate_check::diagnostic::Severity;
use migrate_sql::{Analysis, analyse};
use std::env;

const IGNORED: &str = "set by tests/run";

const STATEMENTS: &[&str] = &[
    "CREATE TABLE `users` (\n  `id` bigint unsigned NOT NULL AUTO_INCREMENT,\n  `email` varchar(255) CHARACTER SET utf8mb4 NOT NULL DEFAULT '' COMMENT 'it''s',\n  `balance` decimal(10, 2) DEFAULT NULL,\n  `created` datetime(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),\n  PRIMARY KEY (`id`),\n  UNIQUE KEY `ux_email` (`email`(100)),\n  CONSTRAINT `fk` FOREIGN KEY (`id`) REFERENCES `other` (`id`) ON DELETE CASCADE ON UPDATE SET NULL\n) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin",
    "ALTER TABLE users ADD COLUMN age int NOT NULL DEFAULT 0 AFTER id, DROP COLUMN name, ADD INDEX ix_age (age), MODIFY email text, RENAME TO people",
    "CREATE UNIQUE INDEX ix ON users (email, age DESC) USING BTREE",
    "DROP TABLE IF EXISTS a, b",
    "RENAME TABLE a TO b, c TO d",
    "INSERT IGNORE INTO users (id, email) VALUES (1, 'a'), (2, NOW()) ON DUPLICATE KEY UPDATE email = VALUES(email)",
    "UPDATE users AS u JOIN other o ON u.id = o.id SET u.email = CONCAT(o.x, '-'), u.age = u.age + 1 WHERE u.age BETWEEN 1 AND 9 AND o.y IS NOT NULL",
    "DELETE FROM users WHERE id IN (SELECT id FROM other WHERE NOT EXISTS (SELECT 1)) ORDER BY id LIMIT 5",
    "CREATE OR REPLACE VIEW v (a, b) AS SELECT u.id, COUNT(*) AS n FROM users u LEFT JOIN other o USING (id) GROUP BY u.id HAVING n > 1 UNION ALL SELECT 1, CASE WHEN 1 THEN 2 ELSE 3 END",
    "CREATE TRIGGER tr BEFORE INSERT ON users FOR EACH ROW BEGIN IF NEW.age < 0 THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no'; ELSE SET NEW.age = NEW.age + 1; END IF; END",
    "CREATE PROCEDURE p (IN a int, OUT b varchar(10)) BEGIN DECLARE done int DEFAULT 0; DECLARE c CURSOR FOR SELECT id FROM users; DECLARE CONTINUE HANDLER FOR NOT FOUND SET done = 1; OPEN c; l: LOOP FETCH c INTO a; IF done THEN LEAVE l; END IF; END LOOP l; CLOSE c; END",
];

#[test]
#[ignore = "needs a MariaDB server: tests/run"]
fn mysql_what_the_server_reads_is_not_refused() {
    let mut server = connect();
    for statement in STATEMENTS {
        assert_eq!(syntax_error(&mut server, statement), None, "{statement}");
        let analysis = analyse(statement, Dialect::Mysql);
        assert_eq!(analysis.problems, [], "{statement}");
        assert_eq!(analysis.statements.len(), 1, "{statement}");
    }
}

#[test]
#[ignore = "needs a MariaDB server: tests/run"]
fn mysql_mutants_that_the_server_refuses_are_found() {
    let mut server = connect();
    let (mut broken, mut missed, mut refused) = (0, Vec::new(), Vec::new());
    for mutant in STATEMENTS.iter().flat_map(|statement| mutants(statement)) {
        let found = has_error(&analyse(&mutant, Dialect::Mysql));
        match syntax_error(&mut server, &mutant) {
            Some(_) => {
                broken += 1;
                if !found {
                    missed.push(mutant);
                }
            }
            None if found && !is_refused_for_its_meaning(&mut server, &mutant) => {
                refused.push(mutant)
            }
            None => {}
        }
    }
    println!(
        "{broken} broken mutants, {} missed: {missed:#?}",
        missed.len()
    );
    assert!(
        refused.is_empty(),
        "refused although the server reads them: {refused:#?}"
    );
    assert!(broken > 500, "only {broken} mutants are broken");
    // What is missed is what MySQL accepts (`int unsigned unsigned`), or so it is hoped.
    assert!(
        missed.len() * 50 < broken,
        "{} of {broken} missed",
        missed.len()
    );
}

fn connect() -> MysqlConnection {
    let url = env::var("MIGRATE_TEST_MYSQL_URL").expect(IGNORED);
    MysqlConnection::establish(&url).expect("a MariaDB server")
}

fn has_error(analysis: &Analysis) -> bool {
    let mut problems = analysis.problems.iter();
    problems.any(|problem| problem.severity == Severity::Error)
}

/// What the server says to a statement, if it can't read it.
fn syntax_error(server: &mut MysqlConnection, statement: &str) -> Option<String> {
    let said = prepare(server, statement)?;
    let is_syntax =
        said.contains("You have an error in your SQL syntax") || said.contains("Unknown data type");
    is_syntax.then_some(said)
}

/// Some mistakes are found by the server's grammar before it comes to the one in question: it then
/// never reads the rest.
fn is_refused_for_its_meaning(server: &mut MysqlConnection, statement: &str) -> bool {
    prepare(server, statement)
        .is_some_and(|said| !said.contains("doesn't exist") && !said.contains("Unknown column"))
}

fn prepare(server: &mut MysqlConnection, statement: &str) -> Option<String> {
    let quoted = statement.replace('\\', "\\\\").replace('\'', "\\'");
    let prepared = server.batch_execute(&format!("PREPARE mutant FROM '{quoted}'"));
    prepared.err().map(|error| error.to_string())
}

/// Every statement that comes of leaving out, doubling or swapping one token, of misspelling a word
/// and of losing one quote.
fn mutants(statement: &str) -> Vec<String> {
    let tokens = tokens(statement);
    let mut mutants = Vec::new();
    for (position, &(start, end)) in tokens.iter().enumerate() {
        let (before, token, after) = (
            &statement[..start],
            &statement[start..end],
            &statement[end..],
        );
        mutants.push(format!("{before}{after}"));
        mutants.push(format!("{before}{token} {token}{after}"));
        if let Some(&(next_start, next_end)) = tokens.get(position + 1) {
            let next = &statement[next_start..next_end];
            mutants.push(format!("{before}{next} {token} {}", &statement[next_end..]));
        }
        if token.len() > 2 && token.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            mutants.push(format!("{before}{}{after}", &token[1..]));
            mutants.push(format!("{before}{}{}{after}", &token[..1], token));
        }
        if matches!(token.as_bytes()[0], b'\'' | b'`') {
            mutants.push(format!("{before}{}{after}", &token[1..]));
            mutants.push(format!("{before}{}{after}", &token[..token.len() - 1]));
        }
    }
    mutants.retain(|mutant| mutant != statement);
    mutants
}

/// Tokens as far as the statements above have them.
fn tokens(statement: &str) -> Vec<(usize, usize)> {
    let bytes = statement.as_bytes();
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
        at += match bytes[at] {
            quote @ (b'\'' | b'`') => {
                2 + bytes[at + 1..]
                    .iter()
                    .take_while(|byte| **byte != quote)
                    .count()
            }
            byte if is_word(&byte) => bytes[at..].iter().take_while(|byte| is_word(byte)).count(),
            _ => 1,
        };
        if !bytes[start].is_ascii_whitespace() {
            tokens.push((start, at));
        }
    }
    tokens
}
