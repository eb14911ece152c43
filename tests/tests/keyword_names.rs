//! Things called by the servers' keywords: what is written to make them and to drop them again is taken
//! by the server, both ways.
//!
//! Every keyword that a server lists is the name of a table, a column, a constraint and an index, of a
//! view, and on PostgreSQL of a type, a sequence and a function. A word that our tables lack shows as
//! SQL that the server refuses. One word in [`STEP`] is tried; with `EVERY=1` in the environment all are.

use diesel::connection::SimpleConnection;
use migrate_check::Dialect;
use migrate_ddl::Renamed;
use migrate_ddl::wanted;
use migrate_diesel::{PrintSchema, SchemaFile, print};
use migrate_introspect::Introspect;
use migrate_schema::Schema;
use migrate_schema::compare::{compare, diff};
use migrate_tests::databases::{Mysql, Postgres, Sqlite, TestDatabase};
use std::collections::BTreeSet;

/// Words that none of the servers lists, and that are written otherwise for another reason.
const OTHERS: &[&str] = &[
    "_utf8mb4",
    "_binary",
    "größe",
    "Größe x",
    "pg_class",
    "pg_toast",
    "_int4",
];

/// The whole takes a quarter of an hour.
const STEP: usize = 24;

/// As many names as one pair of schemas has.
const AT_ONCE: usize = 16;

#[test]
fn sqlite_things_called_by_keywords() {
    things::<Sqlite>(Dialect::Sqlite);
}

#[test]
#[ignore = "needs a PostgreSQL server"]
fn postgres_things_called_by_keywords() {
    things::<Postgres>(Dialect::Postgres);
}

#[test]
#[ignore = "needs a MySQL server"]
fn mysql_things_called_by_keywords() {
    things::<Mysql>(Dialect::Mysql);
}

fn things<D: TestDatabase>(dialect: Dialect)
where
    D::Connection: Introspect,
{
    let words = keywords::<D>(dialect);
    println!("{} words", words.len());
    let mut wrong = Vec::new();
    for words in words.chunks(AT_ONCE) {
        for (what, make) in kinds(dialect) {
            let (mut before, mut after) = (String::new(), String::new());
            for (n, word) in words.iter().enumerate() {
                let (one, other) = make(dialect, n, word);
                before += &one;
                after += &other;
            }
            if let Err(error) = there_and_back::<D>(dialect, &before, &after, what == "a file") {
                wrong.push(format!("{what}: {error}"));
            }
        }
    }
    let short = wrong
        .iter()
        .map(|it: &String| it.chars().take(700).collect::<String>());
    let shown: Vec<String> = short.take(8).collect();
    assert!(wrong.is_empty(), "{} are wrong: {shown:#?}", wrong.len());
}

type Make = fn(Dialect, usize, &str) -> (String, String);

/// The kinds of things, each as the statements that make what is there before and after.
fn kinds(dialect: Dialect) -> Vec<(&'static str, Make)> {
    let mut kinds: Vec<(&str, Make)> = vec![
        ("tables", |dialect, _, word| {
            (String::new(), table(dialect, word))
        }),
        ("a file", |dialect, n, word| {
            let name = quoted(dialect, word);
            (
                format!("CREATE TABLE t{n} (id int PRIMARY KEY);\n"),
                format!(
                    "CREATE TABLE t{n} (id int PRIMARY KEY, {name} int);\n\
                     CREATE TABLE {name} ({name} int PRIMARY KEY);\n"
                ),
            )
        }),
        ("columns", columns),
        ("renamed and retyped", retyped),
        ("views", |dialect, n, word| {
            let name = quoted(dialect, word);
            let made = format!("CREATE TABLE t{n} (id int PRIMARY KEY, {name} int);\n");
            let view = format!(
                "CREATE VIEW {name} AS SELECT {name}, id AS {} FROM t{n};\n",
                quoted(dialect, &format!("{word}_"))
            );
            (made.clone(), made + &view)
        }),
    ];
    if dialect == Dialect::Postgres {
        kinds.push(("types", types));
        kinds.push(("other types", other_types));
        kinds.push(("functions", functions));
        kinds.push(("schemas", |_, _, word| {
            let name = quoted(Dialect::Postgres, word);
            let made = format!("CREATE SCHEMA {name};\nCREATE TABLE {name}.{name} (a int);\n");
            match word.starts_with("pg_") {
                true => (String::new(), String::new()),
                false => (String::new(), made),
            }
        }));
    }
    if dialect == Dialect::Sqlite {
        kinds.push(("types", |_, n, word| {
            let name = quoted(Dialect::Sqlite, word);
            let made = format!("CREATE TABLE t{n} (id INTEGER PRIMARY KEY");
            (
                made.clone() + ");\n",
                format!("{made}, b {name}, c {name}(3));\n"),
            )
        }));
    }
    kinds
}

fn table(dialect: Dialect, word: &str) -> String {
    let name = quoted(dialect, word);
    let (check, key, unique) = (
        quoted(dialect, &format!("{word}_c")),
        quoted(dialect, &format!("{word}_k")),
        quoted(dialect, &format!("{word}_u")),
    );
    // The system's tables hide those of their names.
    let schema = match dialect {
        Dialect::Postgres => "public.",
        Dialect::Mysql | Dialect::Sqlite => "",
    };
    format!(
        "CREATE TABLE {name} ({name} int PRIMARY KEY, {check} int, CONSTRAINT {check} CHECK ({name} > 0), \
         CONSTRAINT {key} FOREIGN KEY ({check}) REFERENCES {schema}{name} ({name}), \
         CONSTRAINT {unique} UNIQUE ({check}, {name}));\n"
    )
}

/// A column, over which are a check, a generated column, a foreign key and an index.
fn columns(dialect: Dialect, n: usize, word: &str) -> (String, String) {
    let name = quoted(dialect, word);
    let generated = quoted(dialect, &format!("{word} 2"));
    let index = match dialect {
        // Named in the schema, where the tables are.
        Dialect::Postgres | Dialect::Sqlite => {
            format!("CREATE INDEX {name} ON t{n} ({name}, id);\n")
        }
        // No other index is called like the primary key.
        Dialect::Mysql if word == "primary" => String::new(),
        Dialect::Mysql => format!("CREATE INDEX {name} ON t{n} ({name}, id);\n"),
    };
    let expression = match dialect {
        Dialect::Mysql => String::new(),
        _ => format!("CREATE INDEX i{n} ON t{n} (abs({name})) WHERE {name} > 3;\n"),
    };
    let before = format!("CREATE TABLE t{n} (id int PRIMARY KEY);\n");
    let after = format!(
        "CREATE TABLE t{n} (id int PRIMARY KEY, {name} int DEFAULT 3, {generated} int GENERATED ALWAYS AS \
         ({name} + 1) STORED, CONSTRAINT {name} CHECK ({name} > 0), CONSTRAINT {generated} FOREIGN KEY \
         ({name}) REFERENCES t{n} (id));\n{index}{expression}"
    );
    // One table holds the names of constraints only in PostgreSQL.
    match dialect {
        Dialect::Mysql => (
            before,
            after.replace(
                &format!("CONSTRAINT {name} CHECK"),
                &format!(
                    "CONSTRAINT {} CHECK",
                    quoted(dialect, &format!("{word}_{n}"))
                ),
            ),
        ),
        _ => (before, after),
    }
}

/// A column that is there before and after, and has another type and another default.
fn retyped(dialect: Dialect, n: usize, word: &str) -> (String, String) {
    let name = quoted(dialect, word);
    let table = |rest: &str| {
        format!(
            "CREATE TABLE {name} (id int PRIMARY KEY, {name} {rest});\nCREATE TABLE t{n} (a int);\n"
        )
    };
    (
        table("varchar(10)"),
        table("varchar(20) DEFAULT 'x' NOT NULL"),
    )
}

/// Enums, in columns, arrays, casts and signatures; the type and the index are called alike.
fn types(dialect: Dialect, n: usize, word: &str) -> (String, String) {
    let name = quoted(dialect, word);
    let made = format!("CREATE TYPE public.{name} AS ENUM ('a', {});\n", text(word));
    let table = format!("CREATE TABLE t{n} (id int PRIMARY KEY, x text");
    let after = format!(
        "{made}{table}, a public.{name}, b public.{name}[] DEFAULT '{{}}', c public.{name} NOT NULL DEFAULT \
         'a'::public.{name}, CHECK (c <> 'a'::public.{name} OR id > 1));\n\
         CREATE FUNCTION f{n}(x public.{name}) RETURNS public.{name} LANGUAGE sql AS 'SELECT x';\n"
    );
    (format!("{made}{table});\n"), after)
}

/// Types of the other kinds; each begins as one with less.
fn other_types(dialect: Dialect, n: usize, word: &str) -> (String, String) {
    let name = quoted(dialect, word);
    let made = match n % 3 {
        // A range brings another type, which is called alike.
        _ if word.contains("range") => format!("CREATE DOMAIN public.{name} AS integer;\n"),
        0 => {
            format!("CREATE DOMAIN public.{name} AS integer CONSTRAINT {name} CHECK (VALUE > 0);\n")
        }
        1 => format!("CREATE TYPE public.{name} AS ({name} integer, b text);\n"),
        _ => format!("CREATE TYPE public.{name} AS RANGE (SUBTYPE = date);\n"),
    };
    let table = format!("CREATE TABLE t{n} (a public.{name}, b public.{name}[]);\n");
    (String::new(), made + &table)
}

fn functions(dialect: Dialect, n: usize, word: &str) -> (String, String) {
    let name = quoted(dialect, word);
    let sequence = match word.starts_with("pg_") {
        true => String::new(),
        false => format!("CREATE SEQUENCE {name};\n"),
    };
    (
        String::new(),
        format!(
            "CREATE FUNCTION public.{name}({name} integer, b text) RETURNS integer LANGUAGE sql AS \
             'SELECT 1';\n{sequence}CREATE TABLE t{n} (a integer);\n\
             COMMENT ON COLUMN t{n}.a IS {};\n",
            text(word)
        ),
    )
}

/// Leads from one schema to the other and back; `by_file`: what is wanted is said by a `schema.rs`.
fn there_and_back<D: TestDatabase>(
    dialect: Dialect,
    before: &str,
    after: &str,
    by_file: bool,
) -> Result<(), String>
where
    D::Connection: Introspect,
{
    let goal = {
        let database = D::create();
        let mut connection = database.connect();
        run::<D>(&mut connection, after)?;
        read::<D>(dialect, &mut connection)?
    };
    let database = D::create();
    let mut connection = database.connect();
    run::<D>(&mut connection, before)?;
    let start = read::<D>(dialect, &mut connection)?;
    let renamed = Renamed::new(&start, &[]).map_err(|error| error.to_string())?;
    let goal = match by_file {
        false => goal,
        true => {
            let options = PrintSchema::default();
            let file = SchemaFile::read(&print(&goal, &options).text);
            let made = wanted(&renamed.schema, &file, &options, false);
            if !made.problems.is_empty() {
                return Err(format!("{:#?}", made.problems));
            }
            made.schema
        }
    };
    let (up, down) = renamed.to(&goal).ok_or("the model does not follow")?;
    for (way, ddl, goal) in [("up", &up, &goal), ("down", &down, &start)] {
        let text = ddl.text();
        if !ddl.faults.is_empty() || !ddl.left.is_empty() {
            return Err(format!(
                "{way}: {:#?}{:#?}\n{text}",
                ddl.faults,
                diff(&ddl.left, 9)
            ));
        }
        run::<D>(&mut connection, &text).map_err(|error| format!("{way}: {error}"))?;
        let found = read::<D>(dialect, &mut connection)?;
        let left = diff(&compare(goal, &found), 30);
        if !left.is_empty() {
            return Err(format!("{way} leaves\n{}\n{text}", left.join("\n")));
        }
    }
    Ok(())
}

/// The server's keywords in lower case, and some other names.
fn keywords<D: TestDatabase>(dialect: Dialect) -> Vec<String> {
    let database = D::create();
    let mut connection = database.connect();
    let words = match dialect {
        Dialect::Postgres => D::texts(
            &mut connection,
            "SELECT word AS text FROM pg_get_keywords() UNION SELECT typname::text FROM pg_type \
             WHERE typnamespace = 'pg_catalog'::regnamespace AND typname !~ '^(pg)?_' \
             UNION SELECT unnest(array['now', 'lower', 'count', 'abs', 'left', 'coalesce'])",
        ),
        Dialect::Mysql => D::texts(
            &mut connection,
            "SELECT CAST(word AS char(64)) AS text FROM information_schema.keywords",
        ),
        // It lists none to a query.
        Dialect::Sqlite => include_str!("keyword_names/sqlite.txt")
            .split_ascii_whitespace()
            .map(str::to_owned)
            .collect(),
    };
    let words = words.into_iter().map(|word| word.trim().to_lowercase());
    // Every table here has an `id`.
    let is_word =
        |word: &String| word != "id" && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let words: BTreeSet<String> = words.filter(is_word).collect();
    let others = OTHERS.iter().map(|word| (*word).to_owned());
    let step = match std::env::var_os("EVERY") {
        Some(_) => 1,
        None => STEP,
    };
    words.into_iter().step_by(step).chain(others).collect()
}

fn read<D: TestDatabase>(dialect: Dialect, connection: &mut D::Connection) -> Result<Schema, String>
where
    D::Connection: Introspect,
{
    let script = connection.schema_script().expect("the schema is read");
    Schema::of_script(&script, dialect).ok_or_else(|| script.clone())
}

fn run<D: TestDatabase>(connection: &mut D::Connection, sql: &str) -> Result<(), String> {
    // The clients take no empty script.
    if sql.trim().is_empty() {
        return Ok(());
    }
    let done = connection.batch_execute(sql);
    done.map_err(|error| format!("{error}\n{sql}"))
}

fn quoted(dialect: Dialect, name: &str) -> String {
    match dialect {
        Dialect::Mysql => format!("`{name}`"),
        Dialect::Postgres | Dialect::Sqlite => format!("\"{name}\""),
    }
}

fn text(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
