//! Behind a syntax error all else is judged as far as it is certain, and no error follows from another.
use migrate_check::source::MemoryDir;
use migrate_check::{Dialect, Options, check};
use std::path::Path;
use std::{env, fs};

/// What is found in revisions of one script each: the lines and codes.
fn found(dialect: &str, scripts: &[&str]) -> Vec<String> {
    let mut dir = MemoryDir::new().file("migrate.toml", format!("dialects = [\"{dialect}\"]\n"));
    for (n, script) in scripts.iter().enumerate() {
        let parent = match n {
            0 => "[]".to_owned(),
            _ => format!("\"{n}\""),
        };
        let toml = format!("revises = {parent}\nirreversible = \"why\"\n");
        let folder = format!("{}_r", n + 1);
        dir = dir
            .file(&format!("{folder}/revision.toml"), &toml)
            .file(&format!("{folder}/up.sql"), script);
    }
    let outcome = check(&dir, &Options::default());
    let errors = outcome.diagnostics.iter().filter(|found| found.is_error());
    let found = errors.map(|error| {
        let place = error.primary.as_ref().expect("a place");
        let start = place.span.as_ref().expect("a span").start;
        let line = outcome.files[&place.file][..start].matches('\n').count() + 1;
        format!("{}:{line} {}", &place.file[..1], error.code)
    });
    found.collect()
}

/// Each script, and what is wrong with it.
fn judge(dialect: &str, cases: &[(&[&str], &[&str])]) {
    for (scripts, expected) in cases {
        assert_eq!(found(dialect, scripts), *expected, "{dialect}: {scripts:?}");
    }
}

#[test]
fn other_statements_and_revisions_are_judged() {
    for dialect in ["postgres", "sqlite", "mysql"] {
        judge(
            dialect,
            &[
                (
                    &[
                        "CREATE TABLE x (id INTEGER,,);\nINSERT INTO x (a) VALUES (1);\nDROP TABLE nosuch;\n",
                        "ALTER TABLE x ADD COLUMN b INTEGER;\nDROP TABLE nosuch;\n",
                    ],
                    &["1:1 sql-syntax", "1:3 unknown-table", "2:2 unknown-table"],
                ),
                (
                    &[
                        "CREATE TABLE größe (id INTEGER,,);\r\nINSERT INTO größe VALUES (1);\r\nDROP TABLE straße;\r\n",
                    ],
                    &["1:1 sql-syntax", "1:3 unknown-table"],
                ),
                (
                    &[
                        "CREATE TABLE a (,);\nCREATE TABLE b (,);\n",
                        "DROP TABEL c;\nDROP TABLE nosuch;\n",
                    ],
                    &[
                        "1:1 sql-syntax",
                        "1:2 sql-syntax",
                        "2:1 sql-syntax",
                        "2:2 unknown-table",
                    ],
                ),
                // What is meant can be told, and bounds it.
                (
                    &[
                        "CREAT TABLE x (id INTEGER);\nINSERT INTO x VALUES (1);\nDROP TABLE nosuch;\n",
                    ],
                    &["1:1 sql-syntax", "1:3 unknown-table"],
                ),
                (
                    &[
                        "CREATE TABLE x (id INTEGER);\nDROP TABEL x;\nCREATE TABLE x (id INTEGER);\nDROP TABLE nosuch;\n",
                    ],
                    &["1:2 sql-syntax", "1:4 unknown-table"],
                ),
                // A `;` too few, and one too many.
                (
                    &[
                        "CREATE TABLE a (id INTEGER)\nCREATE TABLE b (id INTEGER);\nINSERT INTO b VALUES (1);\nDROP TABLE nosuch;\n",
                    ],
                    &["1:2 sql-syntax", "1:4 unknown-table"],
                ),
                (
                    &[
                        "CREATE TABLE a (id INTEGER;\nname TEXT);\nINSERT INTO a (name) VALUES ('x');\nDROP TABLE nosuch;\n",
                    ],
                    &["1:1 sql-syntax", "1:4 unknown-table"],
                ),
            ],
        );
    }
}

#[test]
fn of_what_cant_be_read_nothing_is_said() {
    for dialect in ["postgres", "sqlite", "mysql"] {
        judge(
            dialect,
            &[
                (
                    &[
                        "DROP TABLE nosuch;\nCREATE TABLE t (a VARCHAR(9) DEFAULT 'x);\nDROP TABLE t2;\n",
                        "DROP TABLE t3;\n",
                    ],
                    &["1:1 unknown-table", "1:2 sql-syntax"],
                ),
                // The quotes are in pairs, and inside out.
                (
                    &[
                        "CREATE TABLE t (a VARCHAR(9));\nINSERT INTO t VALUES ('it's');\nCREATE TABLE u (a VARCHAR(9) DEFAULT 'that's');\nINSERT INTO u VALUES (1);\n",
                    ],
                    &["1:2 sql-syntax"],
                ),
                (
                    &[
                        "DROP TABLE nosuch;\n<<<<<<< HEAD\nCREATE TABLE a (id INTEGER);\n=======\nCREATE TABLE b (id INTEGER);\n>>>>>>> theirs\nDROP TABLE c;\n",
                    ],
                    &["1:1 unknown-table", "1:2 sql-syntax"],
                ),
            ],
        );
    }
    // In the body of a trigger.
    for dialect in ["sqlite", "mysql"] {
        let script = "CREATE TABLE t (id INTEGER);\nCREATE TRIGER a AFTER INSERT ON t FOR EACH ROW BEGIN\n\
                      UPDATE v SET id = NEW.id;\nDELETE FROM v WHERE id = NEW.id;\nEND;\nDROP TABLE nosuch;\n";
        judge(dialect, &[(&[script], &["1:2 sql-syntax"])]);
    }
}

#[test]
fn kinds_of_statements_bound_what_they_may_do_on_postgres() {
    judge(
        "postgres",
        &[
            // What is made along with a table.
            (
                &[
                    "CREATE TABLE x (id serial PRIMARY KEY,, e text UNIQUE);\nALTER SEQUENCE x_id_seq RESTART;\nDROP INDEX x_e_key;\nCOMMENT ON INDEX x_pkey IS 'a';\nDROP INDEX nosuch;\n",
                ],
                &["1:1 sql-syntax", "1:5 unknown-index"],
            ),
            (
                &[
                    "CREATE TABLE x (id serial);\nDROP TABEL x;\nCREATE SEQUENCE x_id_seq;\nDROP TABLE nosuch;\n",
                ],
                &["1:2 sql-syntax", "1:4 unknown-table"],
            ),
            (
                &[
                    "CREATE TABLE t (a int);\nCREATE INDEX i ON t (a,);\nDROP INDEX i;\nALTER TABLE t DROP COLUMN nosuch;\n",
                ],
                &["1:2 sql-syntax", "1:4 unknown-column"],
            ),
            (
                &[
                    "CREATE SCHEMA s s;\nCREATE TABLE s.t (id int);\nCREATE TABLE nosuch.t (id int);\n",
                ],
                &["1:1 sql-syntax", "1:3 unknown-schema"],
            ),
            (
                &[
                    "CREATE TABLE t (id int);\nCREATE POLICY p ON t USNG (true);\nDROP POLICY p ON t;\nDROP TABLE nosuch;\n",
                ],
                &["1:2 sql-syntax", "1:4 unknown-table"],
            ),
            (
                &[
                    "CREATE TABLE t (id int);\nCOMMENT TABLE t IS 'x';\nALTER TABLE t DROP COLUMN nosuch;\n",
                ],
                &["1:2 sql-syntax", "1:3 unknown-column"],
            ),
            (
                &[
                    "CREATE TYPE m AS ENUM ('a',);\nCREATE TABLE t (m m DEFAULT 'a');\nDROP TYPE nosuch;\n",
                ],
                &["1:1 sql-syntax", "1:3 unknown-type"],
            ),
            (
                &[
                    "CREATE FUNCTION f() RETURN int AS $$ SELECT 1; $$ LANGUAGE sql;\nCREATE TABLE t (a int DEFAULT f());\nSELECT nosuch(1);\nDROP TABLE nosuch2;\n",
                ],
                &[
                    "1:1 sql-syntax",
                    "1:3 unknown-function",
                    "1:4 unknown-table",
                ],
            ),
            // These may do anything.
            (
                &["CREATE EXTENSION IF EXISTS citext;\nCREATE TABLE t (a citext);\n"],
                &["1:1 sql-syntax"],
            ),
            (
                &["SELECT make_tables(1,,2);\nDROP TABLE made;\n"],
                &["1:1 sql-syntax"],
            ),
            (
                &["DO LANGUAGE LANGUAGE plpgsql $$ BEGIN END $$;\nDROP TABLE made;\n"],
                &["1:1 sql-syntax"],
            ),
            (
                &["DROP SCHEMA s CASCAD;\nCREATE SCHEMA s;\n"],
                &["1:1 sql-syntax"],
            ),
            (
                &["\\i other.sql\nDROP TABLE made;\n"],
                &["1:1 psql-command"],
            ),
            // And these do nothing.
            (
                &["\\set ON_ERROR_STOP on\nDROP TABLE nosuch;\n"],
                &["1:1 psql-command", "1:2 unknown-table"],
            ),
            (
                &["GRANT SELECT ON ON a TO b;\nDROP TABLE nosuch;\n"],
                &["1:1 sql-syntax", "1:2 unknown-table"],
            ),
        ],
    );
}

/// Ways to break a statement that the server accepts.
const WAYS: &[fn(&str) -> Option<String>] = &[
    |own| {
        own.split_once(' ')
            .map(|(head, rest)| format!("{head} {head} {rest}"))
    },
    |own| {
        own.rfind(')')
            .map(|at| format!("{},{}", &own[..at], &own[at..]))
    },
    |own| {
        own.rfind(')')
            .map(|at| format!("{}{}", &own[..at], &own[at + 1..]))
    },
    |own| Some(format!("{}{}", &own[..1], own.get(2..)?)),
    |own| {
        own.split_once(' ')
            .map(|(head, rest)| format!("{head}\u{a0}{rest}"))
    },
    |own| {
        own.rfind(' ')
            .map(|at| format!("{} ,, {}", &own[..at], &own[at..]))
    },
];

/// Statements after which a `DROP` takes along more than it names, by what they would have made.
const FOLLOWS: &[&str] = &[
    "CREATE DOMAIN day AS date",
    "CREATE VIEW v AS SELECT a FROM t",
];

/// Breaks the statements of scripts that an engine accepts, one at a time: the rest stays fine.
fn break_each(name: &str) {
    let dialect = Dialect::parse(name).expect("a dialect");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../migrate-schema/tests/schema")
        .join(name);
    let only = env::var("ONLY").unwrap_or_default();
    let every: usize = env::var("EVERY").map_or(7, |n| n.parse().expect("a number"));
    let (mut number, mut broken) = (0, 0);
    let mut wrong = Vec::new();
    let mut files: Vec<_> = fs::read_dir(folder)
        .expect("scripts")
        .map(|file| file.expect("a file").path())
        .collect();
    files.sort();
    for file in files {
        let is_fine = file
            .file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with("fine_"));
        if !file.to_string_lossy().contains(&only)
            || !is_fine
            || file.extension().is_none_or(|extension| extension != "sql")
        {
            continue;
        }
        let text = fs::read_to_string(&file)
            .expect("a script")
            .replace("\r\n", "\n");
        if found(name, &[&text]) != [""; 0] {
            continue;
        }
        for statement in migrate_sql::analyse(&text, dialect).statements {
            for way in WAYS {
                number += 1;
                let own = &text[statement.span.clone()];
                let Some(other) = (number % every == 0).then(|| way(own)).flatten() else {
                    continue;
                };
                let script = format!(
                    "{}{other}{}",
                    &text[..statement.span.start],
                    &text[statement.span.end..]
                );
                let found = found(name, &[&script]);
                if !found.iter().any(|one| one.ends_with("sql-syntax")) {
                    continue;
                }
                broken += 1;
                let is_syntax =
                    |one: &String| one.ends_with("sql-syntax") || one.ends_with("psql-command");
                if !found.iter().all(is_syntax) && !FOLLOWS.contains(&own) {
                    wrong.push(format!("{}: {other}\n  {found:?}", file.display()));
                }
            }
        }
    }
    println!("{name}: {broken} broken statements");
    assert!(broken > 40, "{broken}");
    assert!(
        wrong.is_empty(),
        "{} errors that follow:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn no_error_follows_from_a_broken_statement_of_postgres() {
    break_each("postgres");
}

#[test]
fn no_error_follows_from_a_broken_statement_of_sqlite() {
    break_each("sqlite");
}

#[test]
fn no_error_follows_from_a_broken_statement_of_mysql() {
    break_each("mysql");
}
