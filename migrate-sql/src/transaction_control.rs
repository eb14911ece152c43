//! Transaction control in a script that is run in a transaction as it is.
use super::{Dialect, Problem, Statement};
use crate::Severity;
use crate::codes;

/// Warns of every statement that begins or ends a transaction. For scripts that are run in one:
/// there a `COMMIT` ends the transaction that was to hold the whole script, and a `BEGIN` is refused
/// (SQLite) or ignored (PostgreSQL).
pub fn transaction_control(text: &str, dialect: Dialect, statements: &[Statement]) -> Vec<Problem> {
    let is_control = |statement: &&Statement| {
        let words = words(&text[statement.span.clone()]);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        match dialect {
            Dialect::Postgres => is_postgres_control(&words),
            Dialect::Sqlite => {
                matches!(words[..], ["BEGIN" | "COMMIT" | "END", ..])
                    || words.first() == Some(&"ROLLBACK") && !words.contains(&"TO")
            }
            Dialect::Mysql => is_mysql_control(&words),
        }
    };
    statements
        .iter()
        .filter(is_control)
        .map(|statement| problem(text, statement))
        .collect()
}

fn is_postgres_control(words: &[&str]) -> bool {
    match words {
        ["BEGIN" | "COMMIT" | "END" | "ABORT", ..] | ["START", "TRANSACTION", ..] => true,
        ["PREPARE", "TRANSACTION", ..] => true,
        ["ROLLBACK", rest @ ..] => !rest.contains(&"TO"),
        _ => false,
    }
}

fn is_mysql_control(words: &[&str]) -> bool {
    match words {
        ["BEGIN"] | ["BEGIN", "WORK"] | ["COMMIT", ..] | ["START", "TRANSACTION", ..] => true,
        ["ROLLBACK", rest @ ..] => !rest.contains(&"TO"),
        _ => false,
    }
}

/// The first words of a statement, in upper case.
fn words(statement: &str) -> Vec<String> {
    let words = statement.split(|c: char| !c.is_alphanumeric() && c != '_');
    let words = words.filter(|word| !word.is_empty()).take(4);
    words.map(str::to_uppercase).collect()
}

fn problem(text: &str, statement: &Statement) -> Problem {
    let written = &text[statement.span.clone()];
    let written = written.split_whitespace().collect::<Vec<_>>().join(" ");
    Problem {
        code: codes::TRANSACTION_CONTROL,
        severity: Severity::Warning,
        span: statement.span.clone(),
        message: format!("`{written}` in a script that runs in a transaction"),
        label: None,
        help: Some("remove it".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse;

    fn warned(text: &str, dialect: Dialect) -> Vec<String> {
        let statements = analyse(text, dialect).statements;
        let problems = transaction_control(text, dialect, &statements);
        problems
            .into_iter()
            .map(|problem| text[problem.span].to_owned())
            .collect()
    }

    #[test]
    fn postgres() {
        let text = "BEGIN; START TRANSACTION READ ONLY; SAVEPOINT a; ROLLBACK TO SAVEPOINT a; \
                    ROLLBACK; CREATE TABLE begin (id int); commit work; END; \
                    CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; END; DO $$BEGIN END$$;";
        let expected = [
            "BEGIN",
            "START TRANSACTION READ ONLY",
            "ROLLBACK",
            "commit work",
            "END",
        ];
        assert_eq!(warned(text, Dialect::Postgres), expected);
    }

    #[test]
    fn sqlite() {
        let text = "BEGIN IMMEDIATE; CREATE TRIGGER x AFTER INSERT ON t BEGIN SELECT 1; END; \
                    SAVEPOINT a; ROLLBACK TO a; RELEASE a; END TRANSACTION; -- COMMIT;\n ROLLBACK";
        let expected = ["BEGIN IMMEDIATE", "END TRANSACTION", "ROLLBACK"];
        assert_eq!(warned(text, Dialect::Sqlite), expected);
    }

    #[test]
    fn the_words() {
        let text = "begin\n  transaction;";
        let statements = analyse(text, Dialect::Sqlite).statements;
        let problem = &transaction_control(text, Dialect::Sqlite, &statements)[0];
        assert_eq!(
            problem.message,
            "`begin transaction` in a script that runs in a transaction"
        );
    }
}
