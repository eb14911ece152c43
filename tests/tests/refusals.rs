//! The snippets of `migrate-schema/tests/refusals/` on the servers: each accepts all statements of a
//! snippet but the last, and refuses that one with the message that the list gives.

use diesel::connection::SimpleConnection;
use migrate_check::Dialect;
use migrate_sql::analyse;
use migrate_tests::databases::{Mysql, Postgres, Sqlite, TestDatabase};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

#[test]
#[ignore = "needs a PostgreSQL server: tests/run"]
fn postgres_refuses_the_snippets() {
    judge::<Postgres>("postgres");
}

#[test]
#[ignore = "needs a MySQL server: tests/run"]
fn mysql_refuses_the_snippets() {
    judge::<Mysql>("mysql");
    judge::<Mysql>(match Mysql::is_mariadb() {
        true => "mariadb",
        false => "mysql_alone",
    });
}

#[test]
fn sqlite_refuses_the_snippets() {
    judge::<Sqlite>("sqlite");
}

#[test]
fn messages_are_compared_with_their_parts_left_open() {
    let is = |message: &str, seen: &str| parts(message).is_some_and(|own| fits(&own, seen));
    assert!(is(
        "column \"%s\" of \"%s\" is %d",
        "column \"a\" of \"t\" is 3"
    ));
    assert!(!is(
        "column \"%s\" of \"%s\" is %d",
        "table \"a\" of \"t\" is 3"
    ));
    assert!(!is("no table", "no table t"));
    assert!(is(
        "Unknown column '%-.192s' in '%-.192s'",
        "Unknown column 'a' in 'b'"
    ));
    assert!(is("Unknown table %`s.%sQ", "Unknown table `a`.'b'"));
    assert!(is("no such column: %T.%#T", "no such column: a.b"));
    assert!(is("100%% of %lu", "100% of 5"));
}

/// Runs all snippets of a list.
fn judge<D: TestDatabase>(folder: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../migrate-schema/tests/refusals");
    let list = fs::read_to_string(root.join(format!("{folder}.tsv"))).expect("a list");
    let mut messages: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let lines = list.lines().filter(|line| !line.starts_with('#'));
    for line in lines.filter(|line| !line.is_empty()) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [_, _, message, snippet] = columns[..] else {
            panic!("a line has four columns: {line}");
        };
        if !snippet.is_empty() {
            messages.entry(snippet).or_default().push(message);
        }
    }
    let mut wrong = Vec::new();
    let mut database = None;
    for (name, messages) in &messages {
        let path = root.join(folder).join(format!("{name}.sql"));
        let text = fs::read_to_string(&path).expect("a snippet of that name");
        let is_alone = !D::TRANSACTIONAL || text.starts_with("-- transaction = false");
        if is_alone || text.contains(NEXT) {
            database = None;
        }
        let own = database.get_or_insert_with(D::create);
        match answer(own, &text) {
            Ok(seen)
                if messages
                    .iter()
                    .any(|own| parts(own).is_some_and(|own| fits(&own, &seen))) => {}
            Ok(seen) => wrong.push(format!("{name}: the server says: {seen}")),
            Err(problem) => wrong.push(format!("{name}: {problem}")),
        }
        if is_alone || text.contains(NEXT) {
            database = None;
        }
    }
    println!("{} snippets of {folder}", messages.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const NEXT: &str = "\n-- next revision\n";

/// Returns what the server says to the last statement of a snippet. What a snippet in one transaction
/// did is rolled back.
fn answer<D: TestDatabase>(database: &D, text: &str) -> Result<String, String> {
    let dialect = Dialect::parse(D::NAME).expect("a dialect");
    let in_transaction = D::TRANSACTIONAL && !text.starts_with("-- transaction = false");
    let scripts: Vec<&str> = text.split(NEXT).collect();
    for (number, script) in (1..).zip(&scripts) {
        let mut connection = database.connect();
        let mut run = |sql: &str| {
            let done = connection.batch_execute(sql);
            done.map_err(|error| error.to_string().lines().next().unwrap_or("").to_owned())
        };
        if in_transaction {
            run("BEGIN")?;
        }
        let found = analyse(script, dialect).statements;
        let is_end = number == scripts.len();
        for (position, statement) in (1..).zip(&found) {
            let sql = &script[statement.span.clone()];
            match (run(sql), is_end && position == found.len()) {
                (Ok(()), false) => {}
                (Err(message), true) => return Ok(message),
                (Ok(()), true) => return Err("the server accepts all of it".to_owned()),
                (Err(message), false) => {
                    return Err(format!("is refused before the end: {sql}: {message}"));
                }
            }
        }
        if in_transaction {
            run("COMMIT")?;
        }
    }
    Err("has no statement".to_owned())
}

/// The constant parts of a message, between its placeholders; `None` where one is not understood.
fn parts(message: &str) -> Option<Vec<String>> {
    const FLAGS: &[char] = &['-', '+', '#', '!', ' ', '.', '*', '\'', '`', 'l', 'z', 'h'];
    let mut parts = vec![String::new()];
    let mut rest = message.chars().peekable();
    while let Some(character) = rest.next() {
        if character != '%' {
            parts.last_mut()?.push(character);
            continue;
        }
        if rest.next_if_eq(&'%').is_some() {
            parts.last_mut()?.push('%');
            continue;
        }
        let is_flag = |own: &char| FLAGS.contains(own) || own.is_ascii_digit();
        while rest.next_if(is_flag).is_some() {}
        let conversion = rest.next()?;
        if !conversion.is_ascii_alphabetic() {
            return None;
        }
        // MariaDB's `%sQ`, `%sT`.
        let mut ahead = rest.clone();
        ahead.next();
        let is_word = ahead.peek().is_some_and(|next| next.is_ascii_alphabetic());
        if !is_word {
            rest.next_if(|next| ['Q', 'T', 'B', 'E', 'S'].contains(next));
        }
        parts.push(String::new());
    }
    Some(parts)
}

/// Whether a message has these parts in this order, with anything between them.
fn fits(parts: &[String], seen: &str) -> bool {
    let [first, others @ ..] = parts else {
        return false;
    };
    let Some(mut rest) = seen.strip_prefix(&**first) else {
        return false;
    };
    let [others @ .., last] = others else {
        return rest.is_empty();
    };
    for part in others {
        let Some(at) = rest.find(&**part) else {
            return false;
        };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(&**last)
}
