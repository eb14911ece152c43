//! Chains that are large in one way each.
mod again;
mod expressions;
mod objects;
mod one_table;
mod texts;
mod unknown;
mod wide;

use migrate_check::Dialect;
use migrate_check::source::MemoryDir;

/// What both large chains and small ones are made of: `n` says how large.
pub struct Shape {
    pub name: &'static str,
    pub dialects: &'static [Dialect],
    /// How large it is in the test of the work it takes.
    pub size: usize,
    pub chain: fn(Dialect, usize) -> Vec<Revision>,
}

/// The scripts of a revision.
pub struct Revision {
    pub up: String,
    pub down: String,
}

/// The chain as a directory.
pub fn directory(dialect: Dialect, revisions: &[Revision]) -> MemoryDir {
    let declared = format!("dialects = [\"{}\"]\n", dialect.name());
    let dir = MemoryDir::new().file("migrate.toml", declared);
    revisions
        .iter()
        .enumerate()
        .fold(dir, |dir, (n, revision)| {
            let folder = format!("{:08}_r", n + 1);
            let dir = dir.file(&format!("{folder}/up.sql"), &revision.up);
            dir.file(&format!("{folder}/down.sql"), &revision.down)
        })
}

/// One revision of statements, each with the one that undoes it.
fn undone(statements: impl Iterator<Item = (String, String)>) -> Vec<Revision> {
    let (ups, mut downs): (Vec<String>, Vec<String>) = statements.unzip();
    downs.reverse();
    let text = |statements: Vec<String>| {
        let statements = statements.into_iter().filter(|one| !one.is_empty());
        statements.map(|one| one + ";\n").collect()
    };
    vec![Revision {
        up: text(ups),
        down: text(downs),
    }]
}

fn pair(up: impl Into<String>, down: impl Into<String>) -> (String, String) {
    (up.into(), down.into())
}

/// The same thing `n` times, with its number, and something in between.
fn many(n: usize, between: &str, one: impl Fn(usize) -> String) -> String {
    let all: Vec<String> = (0..n).map(one).collect();
    all.join(between)
}

/// A table of two columns.
fn small(name: &str) -> (String, String) {
    pair(
        format!("CREATE TABLE {name} (id INTEGER NOT NULL PRIMARY KEY, a INTEGER)"),
        format!("DROP TABLE {name}"),
    )
}

/// A table of `n` columns.
fn wide(n: usize) -> (String, String) {
    let columns = many(n, ", ", |i| format!("c{i} INTEGER NOT NULL DEFAULT {i}"));
    pair(
        format!("CREATE TABLE t (id INTEGER NOT NULL PRIMARY KEY, {columns})"),
        "DROP TABLE t",
    )
}

/// A small table, and a statement about it that changes nothing.
fn on_small(statement: String) -> Vec<Revision> {
    undone([small("t"), (statement, String::new())].into_iter())
}

/// A small table, and many statements about it.
fn each_on_small(n: usize, one: impl Fn(usize) -> (String, String)) -> Vec<Revision> {
    undone([small("t")].into_iter().chain((0..n).map(one)))
}

fn nested(n: usize, open: &str, inner: &str, close: &str) -> String {
    format!("{}{inner}{}", open.repeat(n), close.repeat(n))
}

const ALL: &[Dialect] = &Dialect::ALL;
const POSTGRES: &[Dialect] = &[Dialect::Postgres];
const SQLITE: &[Dialect] = &[Dialect::Sqlite];
const MYSQL: &[Dialect] = &[Dialect::Mysql];
/// MySQL and MariaDB take 64 keys a table at most.
const ANY_NUMBER_OF_KEYS: &[Dialect] = &[Dialect::Postgres, Dialect::Sqlite];
/// With `ALTER TABLE … ADD CONSTRAINT`.
const SERVERS: &[Dialect] = &[Dialect::Postgres, Dialect::Mysql];

fn drop_index(dialect: Dialect, index: &str, table: &str) -> String {
    match dialect {
        Dialect::Mysql => format!("DROP INDEX {index} ON {table}"),
        _ => format!("DROP INDEX {index}"),
    }
}
/// All shapes.
pub fn all() -> impl Iterator<Item = &'static Shape> {
    let groups = [
        wide::SHAPES,
        one_table::SHAPES,
        objects::SHAPES,
        again::SHAPES,
        expressions::SHAPES,
        texts::SHAPES,
        unknown::SHAPES,
    ];
    groups.into_iter().flatten()
}
