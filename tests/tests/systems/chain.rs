//! What holds for the chain of a system: each step up, down and up again, with rows; nothing is left at
//! the base, or what the last revision without a way back made; a client that takes the script of `--sql` makes the same schema; and SQLite's scripts and
//! PostgreSQL's make what Diesel sees as the same.

use diesel::connection::SimpleConnection;
use migrate_check::source::LocalDir;
use migrate_check::{Chain, Dialect, Options, Outcome, check};
use migrate_introspect::Introspect;
use migrate_runtime::{Database, Embedded, Migrator, Supports};
use migrate_schema::{Schema, compare};
use migrate_tests::databases::TestDatabase;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// Rows that go through the chain.
#[derive(Clone, Copy)]
pub struct Data {
    /// The revision at which they are written.
    pub at: &'static str,
    /// The statements, for every dialect.
    pub sql: &'static str,
    /// Revisions whose downgrade does not bring back the rows of before, and why.
    pub kept: &'static [(&'static str, &'static str)],
    /// Revisions after which the rows of a second upgrade are others than those of the first, and why.
    pub changed: &'static [(&'static str, &'static str)],
}

type Rows = BTreeMap<String, Vec<String>>;

/// Fails where one of the promises does not hold.
pub fn holds<M, D>(folder: &str, data: Option<Data>)
where
    M: Embedded + Supports<<D::Connection as Database>::Dialect>,
    D: TestDatabase,
    D::Connection: Introspect,
{
    let outcome = checked(folder);
    assert!(outcome.diagnostics.is_empty(), "`check` says something");
    let chain = outcome.chain.as_ref().expect("a chain");
    let database = D::create();
    staircase::<M, D>(&database, chain, data);
    let made = schema::<D>(&database);

    let scripted = D::create();
    by_script::<M, D>(&scripted);
    assert_same(&schema::<D>(&scripted), &made);

    for database in [&database, &scripted] {
        back::<M, D>(database, chain);
    }
    diesel_agrees(&outcome);
}

/// As far back as there is a way: to the base, where nothing is left.
fn back<M, D>(database: &D, chain: &Chain)
where
    M: Embedded + Supports<<D::Connection as Database>::Dialect>,
    D: TestDatabase,
    D::Connection: Introspect,
{
    let mut revisions = chain.revisions.iter();
    let floor = revisions.rposition(|revision| revision.irreversible.is_some());
    let target = floor.map_or("base", |floor| chain.revisions[floor].id.as_str());
    let down = Migrator::<M>::new().downgrade(target);
    down.run(&mut database.connect()).expect(target);
    match floor {
        None => {
            let left = database.connect().schema_script().expect("a schema");
            assert_eq!(left.trim(), "", "something is left at the base");
        }
        Some(floor) => {
            let is_applied = |id: &str| chain.revisions[..=floor].iter().any(|it| it.id == id);
            let model = chain.schema_at(dialect::<D>(), is_applied);
            assert_undone(&schema::<D>(database), &model.expect("the model follows"));
        }
    }
}

fn checked(folder: &str) -> Outcome {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../migrations");
    check(&LocalDir::new(root.join(folder)), &Options::default())
}

/// Up, down and up again, revision by revision, compared with the model; and the rows with themselves.
fn staircase<M, D>(database: &D, chain: &Chain, data: Option<Data>)
where
    M: Embedded + Supports<<D::Connection as Database>::Dialect>,
    D: TestDatabase,
    D::Connection: Introspect,
{
    let connection = &mut database.connect();
    let mut undone = 0;
    for (number, revision) in chain.revisions.iter().enumerate() {
        let id = revision.id.as_str();
        let (before, rows_before) = (schema::<D>(database), rows::<D>(connection));
        let up = |connection: &mut D::Connection| {
            let report = Migrator::<M>::new().target(id).run(connection).expect(id);
            report.heads
        };
        let heads = up(connection);
        let (made, rows_made) = (schema::<D>(database), rows::<D>(connection));
        let is_applied = |id: &str| chain.revisions[..=number].iter().any(|it| it.id == id);
        let model = chain.schema_at(dialect::<D>(), is_applied);
        assert_same(&model.expect("the model follows"), &made);
        if let Some(reason) = &revision.irreversible {
            let refused = Migrator::<M>::new().downgrade("-1").run(connection);
            let refused = refused.expect_err("there is no way back").to_string();
            assert!(refused.contains(reason.as_str()), "{refused}");
            assert_same(&schema::<D>(database), &made);
            assert_eq!(rows::<D>(connection), rows_made, "{id}");
        // Where a branch is beside it, `-1` does not say which is meant.
        } else if heads == [id] {
            Migrator::<M>::new()
                .downgrade("-1")
                .run(connection)
                .expect(id);
            assert_undone(&schema::<D>(database), &before);
            let keeps = |list: &[(&str, &str)]| list.iter().any(|(it, _)| *it == id);
            if data.is_some_and(|data| number > 0 && !keeps(data.kept)) {
                assert_eq!(rows::<D>(connection), rows_before, "down from {id}");
            }
            up(connection);
            assert_same(&schema::<D>(database), &made);
            if data.is_some_and(|data| !keeps(data.changed)) {
                assert_eq!(rows::<D>(connection), rows_made, "up again to {id}");
            }
            undone += 1;
        }
        if let Some(data) = data.filter(|data| data.at == id) {
            connection.batch_execute(data.sql).expect("rows");
        }
    }
    assert!(undone * 2 > chain.revisions.len(), "{undone} were undone");
}

/// Brings a database to the head by its client and the scripts of `--sql`; a step in Rust, which is in no
/// script, by a run.
fn by_script<M, D>(database: &D)
where
    M: Embedded + Supports<<D::Connection as Database>::Dialect>,
    D: TestDatabase,
{
    let connection = &mut database.connect();
    for _ in 0..9 {
        let script = Migrator::<M>::new().sql(connection).expect("a script");
        if !script.is_empty() {
            client(D::NAME, &database.url(), &script);
        }
        let pending = Migrator::<M>::new()
            .pending(connection)
            .expect("what is missing");
        let Some(next) = pending.first() else {
            return;
        };
        let run = Migrator::<M>::new().target(next.id).run(connection);
        run.expect(next.id);
    }
    panic!("the scripts have no end");
}

fn client(dialect: &str, url: &str, script: &str) {
    let mut client = match dialect {
        "postgres" => {
            let mut psql = Command::new("psql");
            psql.args(["--no-psqlrc", "--quiet"]);
            psql
        }
        _ => Command::new("sqlite3"),
    };
    let started = client
        .arg(url)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn();
    let mut child = started.expect("the client starts");
    let mut input = child.stdin.take().expect("a pipe");
    input.write_all(script.as_bytes()).expect("the script");
    drop(input);
    let status = child.wait().expect("the client ends");
    assert!(status.success(), "{script}");
}

fn dialect<D: TestDatabase>() -> Dialect {
    match D::NAME {
        "postgres" => Dialect::Postgres,
        _ => Dialect::Sqlite,
    }
}

fn schema<D: TestDatabase>(database: &D) -> Schema
where
    D::Connection: Introspect,
{
    let script = database.connect().schema_script().expect("a schema");
    Schema::of_script(&script, dialect::<D>()).expect("the model follows")
}

#[track_caller]
fn assert_same(a: &Schema, b: &Schema) {
    let differences = compare::compare(a, b);
    let shown = compare::diff(&differences, 100).join("\n");
    assert!(differences.is_empty(), "{shown}");
}

/// The same, but for extensions: a downgrade leaves them, since others may use them.
#[track_caller]
fn assert_undone(now: &Schema, before: &Schema) {
    let lines = compare::diff(&compare::compare(before, now), 100);
    let is_extension = |line: &String| line.starts_with("+ extension ");
    let shown: Vec<&String> = lines.iter().filter(|line| !is_extension(line)).collect();
    assert!(shown.is_empty(), "{shown:#?}");
}

/// All rows but those of the record, without `updated_at`, which says when and not what.
fn rows<D: TestDatabase>(connection: &mut D::Connection) -> Rows {
    let is_postgres = D::NAME == "postgres";
    let columns = match is_postgres {
        true => {
            "SELECT table_name || '|' || string_agg(format('coalesce(%I::text, ''-'')', column_name), \
             ' || '','' || ' ORDER BY column_name) AS text FROM information_schema.columns \
             WHERE table_schema = 'public' AND column_name <> 'updated_at' GROUP BY table_name"
        }
        false => {
            "SELECT name || '|' || group_concat('quote(' || column || ')', ' || '','' || ') AS text FROM \
             (SELECT t.name, c.name AS column FROM sqlite_schema t, pragma_table_info(t.name) c \
              WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND c.name <> 'updated_at' \
              ORDER BY t.name, c.name) GROUP BY name"
        }
    };
    let tables = D::texts(connection, columns);
    let tables = tables.iter().filter_map(|table| table.split_once('|'));
    tables
        .filter(|(table, _)| !table.contains("migration"))
        .map(|(table, columns)| {
            let query = format!("SELECT {columns} AS text FROM {table} ORDER BY 1");
            (table.to_owned(), D::texts(connection, &query))
        })
        .collect()
}

/// What PostgreSQL has a type for, and SQLite keeps as something else: the only differences.
const PAIRS: [(&str, &str); 17] = [
    ("Array<Nullable<Text>>", "Text"),
    ("Bpchar", "Text"),
    ("Bytea", "Binary"),
    ("Float8", "Double"),
    ("Inet", "Text"),
    ("Int2", "SmallInt"),
    ("Int4", "Integer"),
    ("Int8", "BigInt"),
    ("Jsonb", "Text"),
    ("Numeric", "Double"),
    ("Timestamptz", "Timestamp"),
    ("Uuid", "Text"),
    ("Varchar", "Text"),
    ("Vector", "Binary"),
    // A key is `INTEGER PRIMARY KEY`, of whatever size.
    ("id -> Int8,", "id -> Integer,"),
    // The enum types of `agent_factory`.
    ("AgentVisibility", "Text"),
    ("ExecutionPriority", "Text"),
];

/// Diesel sees the same tables and columns, in the same order, nullable or not alike, and types that
/// differ only as the engines do.
fn diesel_agrees(outcome: &Outcome) {
    let diesel = outcome.diesel.as_ref().expect("Diesel's schema");
    let lines = |dialect: Dialect| -> Vec<String> {
        let text = diesel.text(dialect);
        let lines = text.lines().map(str::trim);
        let is_column = |line: &&str| line.contains(" -> ") || line.ends_with(") {");
        let is_use = |line: &&str| line.starts_with("use ") || line.contains("joinable!");
        lines
            .filter(is_column)
            .filter(|line| !is_use(line))
            .map(str::to_owned)
            .collect()
    };
    let (postgres, sqlite) = (lines(Dialect::Postgres), lines(Dialect::Sqlite));
    assert_eq!(postgres.len(), sqlite.len(), "{postgres:#?}\n{sqlite:#?}");
    for (ours, theirs) in postgres.iter().zip(&sqlite) {
        let same = ours == theirs
            || PAIRS
                .iter()
                .any(|(of_postgres, of_sqlite)| ours.replace(of_postgres, of_sqlite) == *theirs);
        assert!(same, "PostgreSQL has `{ours}`, and SQLite `{theirs}`");
    }
}
