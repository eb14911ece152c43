//! What is written to lead from one schema to another does so on a real server, and back: with all that
//! an engine has beside plain tables (`autogenerate.rs` draws those).
//!
//! Each engine has one script in which pieces are drawn: `⟨a¦b¦c⟩` is one of the three, and `⟨1:a¦b⟩` is
//! drawn alike wherever it has the number 1. Two scripts are drawn; the first is made with rows in it;
//! what is written is done, with foreign keys enforced, in one transaction where the engine has such;
//! and the database has to have the schema that the second script makes by itself, with its rows.

use diesel::connection::SimpleConnection;
use migrate_check::codes;
use migrate_check::diagnostic::{Style, render};
use migrate_check::source::MemoryDir;
use migrate_check::{Dialect, Options, check};
use migrate_ddl::Renamed;
use migrate_introspect::Introspect;
use migrate_schema::Schema;
use migrate_schema::compare::{compare, diff};
use migrate_tests::databases::{Mysql, Postgres, Sqlite, TestDatabase};
use std::collections::BTreeMap;

const POSTGRES: &str = include_str!("../drawn/postgres.sql");
const SQLITE: &str = include_str!("../drawn/sqlite.sql");
const MYSQL: &str = include_str!("../drawn/mysql.sql");

/// What every schema has, whatever is drawn: these rows stay.
const KEPT: &str = "SELECT concat(id, ' ', one) AS text FROM";

#[test]
fn sqlite_drawn_features_lead_to_each_other() {
    leads::<Sqlite>(Dialect::Sqlite, SQLITE, 60);
}

#[test]
#[ignore = "needs a PostgreSQL server"]
fn postgres_drawn_features_lead_to_each_other() {
    leads::<Postgres>(Dialect::Postgres, POSTGRES, 25);
}

#[test]
#[ignore = "needs a MySQL server"]
fn mysql_drawn_features_lead_to_each_other() {
    // MySQL's `information_schema` writes a trigger's body wrong where a quote is doubled in a name.
    let template = match Mysql::is_mariadb() {
        true => MYSQL.to_owned(),
        false => MYSQL.replace("DELETE FROM `Größe``x` WHERE id = 17", "SET @b = 17"),
    };
    leads::<Mysql>(Dialect::Mysql, &template, 25);
}

fn leads<D: TestDatabase>(dialect: Dialect, script: &str, pairs: u64)
where
    D::Connection: Introspect,
{
    let (template, rows) = script
        .split_once("-- Rows.\n")
        .expect("rows behind the schema");
    let only = std::env::var("MIGRATE_TEST_SEED").ok();
    let mut wrong = Vec::new();
    for seed in 1..=pairs {
        if only.as_ref().is_some_and(|only| *only != seed.to_string()) {
            continue;
        }
        let mut chance = Chance(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        let (from, to) = (draw(&mut chance, template), draw(&mut chance, template));
        if let Err(what) = pair::<D>(dialect, &from, &to, rows) {
            wrong.push(format!("seed {seed}: {what}\n-- from\n{from}-- to\n{to}"));
        }
    }
    let heads = wrong
        .iter()
        .map(|what| what.lines().take(3).collect::<Vec<_>>());
    let heads: Vec<String> = heads.map(|lines| lines.join(" ")).collect();
    assert!(
        wrong.is_empty(),
        "{} of {pairs} are wrong:\n{}\nthe first:\n{}",
        wrong.len(),
        heads.join("\n"),
        wrong[0]
    );
}

fn pair<D: TestDatabase>(dialect: Dialect, from: &str, to: &str, rows: &str) -> Result<(), String>
where
    D::Connection: Introspect,
{
    let wanted = {
        let database = D::create();
        let mut connection = database.connect();
        run::<D>(&mut connection, to)?;
        read::<D>(dialect, &mut connection)
    };
    let database = D::create();
    let mut connection = database.connect();
    if dialect == Dialect::Sqlite {
        run::<D>(&mut connection, "PRAGMA foreign_keys = ON")?;
    }
    run::<D>(&mut connection, from)?;
    run::<D>(&mut connection, rows)?;
    let start = read::<D>(dialect, &mut connection);
    let kept = kept::<D>(dialect, &mut connection);
    let renamed = Renamed::new(&start, &[]).map_err(|error| error.to_string())?;
    let (up, down) = renamed.to(&wanted).ok_or("the model does not follow")?;
    passes_check(dialect, from, &up.text(), &down.text())?;
    for (way, ddl, goal) in [("up", &up, &wanted), ("down", &down, &start)] {
        let text = ddl.text();
        if !ddl.faults.is_empty() {
            return Err(format!("{way}: {:#?}\n{text}", ddl.faults));
        }
        let script = match dialect {
            Dialect::Mysql => text.clone(),
            _ => format!("BEGIN;\n{text}COMMIT;\n"),
        };
        run::<D>(&mut connection, &script).map_err(|error| format!("{way}: {error}"))?;
        let found = read::<D>(dialect, &mut connection);
        let left = diff(&compare(goal, &found), 30);
        if !left.is_empty() {
            return Err(format!("{way} leaves\n{}\n{text}", left.join("\n")));
        }
        let now = self::kept::<D>(dialect, &mut connection);
        if now != kept {
            return Err(format!("{way}: rows {kept:?} became {now:?}\n{text}"));
        }
    }
    Ok(())
}

/// As a revision behind the first schema it has nothing wrong: what is lost is a note.
fn passes_check(dialect: Dialect, from: &str, up: &str, down: &str) -> Result<(), String> {
    if up.is_empty() {
        return Ok(());
    }
    let dir = MemoryDir::new()
        .file("migrate.toml", format!("dialects = [\"{dialect}\"]\n"))
        .file(
            "1_from/revision.toml",
            "revises = []\nirreversible = \"the first one\"\n",
        )
        .file("1_from/up.sql", from)
        .file("2_to/revision.toml", "revises = \"1\"\n")
        .file("2_to/up.sql", up)
        .file("2_to/down.sql", down);
    let outcome = check(&dir, &Options::default());
    let found = outcome.diagnostics.iter();
    let found =
        found.filter(|found| ![codes::DATA_LOSS, codes::ENUM_VALUE_STAYS].contains(&found.code));
    let found: Vec<String> = found
        .map(|found| render(&outcome.files, found, "", Style::Plain))
        .collect();
    match found.is_empty() {
        true => Ok(()),
        false => Err(format!("check: {}", found.join("\n\n"))),
    }
}

/// The rows of the tables, and what counts on.
fn kept<D: TestDatabase>(dialect: Dialect, connection: &mut D::Connection) -> Vec<String> {
    let tables = match dialect {
        Dialect::Mysql => ["`Größe``x`", "child"],
        _ => ["\"Größe\"\"x\"", "child"],
    };
    let mut all = Vec::new();
    for table in tables {
        all.extend(D::texts(connection, &format!("{KEPT} {table} ORDER BY id")));
    }
    all
}

fn read<D: TestDatabase>(dialect: Dialect, connection: &mut D::Connection) -> Schema
where
    D::Connection: Introspect,
{
    let script = connection.schema_script().expect("the schema is read");
    Schema::of_script(&script, dialect).expect("the model follows")
}

fn run<D: TestDatabase>(connection: &mut D::Connection, sql: &str) -> Result<(), String> {
    // The clients take no empty script.
    if sql.trim().is_empty() {
        return Ok(());
    }
    let done = connection.batch_execute(sql);
    done.map_err(|error| format!("{error}\n{sql}"))
}

/// A script with one of each choice.
fn draw(chance: &mut Chance, template: &str) -> String {
    let mut drawn: BTreeMap<&str, usize> = BTreeMap::new();
    let mut text = String::new();
    let mut parts = template.split('⟨');
    text += parts.next().unwrap_or_default();
    for part in parts {
        let (choice, rest) = part.split_once('⟩').expect("a closing bracket");
        let numbered = choice.split_once(':');
        let numbered =
            numbered.filter(|(number, _)| number.bytes().all(|own| own.is_ascii_digit()));
        let all: Vec<&str> = numbered.map_or(choice, |(_, own)| own).split('¦').collect();
        let which = match numbered {
            Some((number, _)) => *drawn
                .entry(number)
                .or_insert_with(|| chance.below(all.len())),
            None => chance.below(all.len()),
        };
        text += all[which];
        text += rest;
    }
    text
}

/// The same numbers each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(bound).unwrap_or(1)).unwrap_or(0)
    }
}
