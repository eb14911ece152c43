//! What is written to lead from one schema to another does so on a real server, and back, and keeps
//! the rows.
//!
//! Pairs of schemas are drawn by chance. The first is made with rows in it; what is written is done,
//! with foreign keys enforced, in one transaction where the engine has such; and the database has to
//! have the schema that the second one has when it is made by itself.

use diesel::connection::SimpleConnection;
use migrate_check::Dialect;
use migrate_ddl::Renamed;
use migrate_introspect::Introspect;
use migrate_schema::Schema;
use migrate_schema::compare::{compare, diff};
use migrate_tests::databases::{Mysql, Postgres, Sqlite, TestDatabase};
use std::fmt::Write;

const TABLES: [&str; 4] = ["users", "posts", "order", "votes"];
const COLUMNS: [&str; 5] = ["a", "b", "c", "group", "e"];
const ROWS: usize = 3;

#[test]
fn sqlite_random_schemas_lead_to_each_other() {
    leads::<Sqlite>(Dialect::Sqlite, 120);
}

#[test]
#[ignore = "needs a PostgreSQL server"]
fn postgres_random_schemas_lead_to_each_other() {
    leads::<Postgres>(Dialect::Postgres, 25);
}

#[test]
#[ignore = "needs a MySQL server"]
fn mysql_random_schemas_lead_to_each_other() {
    leads::<Mysql>(Dialect::Mysql, 25);
}

fn leads<D: TestDatabase>(dialect: Dialect, pairs: u64)
where
    D::Connection: Introspect,
{
    for seed in 1..=pairs {
        let mut chance = Chance(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        let (from, to) = (draw(&mut chance), draw(&mut chance));
        pair::<D>(seed, dialect, &from, &to);
    }
}

fn pair<D: TestDatabase>(seed: u64, dialect: Dialect, from: &[Table], to: &[Table])
where
    D::Connection: Introspect,
{
    let (from_sql, to_sql) = (schema_sql(dialect, from), schema_sql(dialect, to));
    let wanted = made::<D>(dialect, &to_sql);
    let database = D::create();
    let mut connection = database.connect();
    if dialect == Dialect::Sqlite {
        run::<D>(&mut connection, "PRAGMA foreign_keys = ON", seed);
    }
    run::<D>(&mut connection, &from_sql, seed);
    run::<D>(&mut connection, &rows_sql(dialect, from), seed);
    let start = read::<D>(dialect, &mut connection);
    let renamed = Renamed::new(&start, &[]).expect("nothing is renamed");
    let (up, down) = renamed.to(&wanted).expect("the model follows");
    let both = |name: &str| {
        let is_it = |table: &&Table| table.name == name;
        from.iter().any(|it| is_it(&it)) && to.iter().any(|it| is_it(&it))
    };
    let kept: Vec<&str> = TABLES.into_iter().filter(|name| both(name)).collect();
    for (way, ddl, goal) in [("up", &up, &wanted), ("down", &down, &start)] {
        let text = ddl.text();
        assert!(
            ddl.faults.is_empty(),
            "seed {seed}, {way}: {:#?}\n{text}",
            ddl.faults
        );
        let script = match dialect {
            Dialect::Mysql => text.clone(),
            _ => format!("BEGIN;\n{text}COMMIT;\n"),
        };
        run::<D>(&mut connection, &script, seed);
        let found = read::<D>(dialect, &mut connection);
        let left = diff(&compare(goal, &found), 30).join("\n");
        assert!(
            left.is_empty(),
            "seed {seed}, {way} leaves\n{left}\n{from_sql}\n{to_sql}\n{text}"
        );
        for table in &kept {
            let name = quoted(dialect, table);
            let cast = if dialect == Dialect::Mysql {
                "char"
            } else {
                "text"
            };
            let rows = D::texts(
                &mut connection,
                &format!("SELECT cast(id AS {cast}) AS text FROM {name} ORDER BY id"),
            );
            assert_eq!(
                rows,
                ["1", "2", "3"],
                "seed {seed}, {way}: rows of {table}\n{text}"
            );
        }
    }
}

/// The schema that a script makes on a database of its own.
fn made<D: TestDatabase>(dialect: Dialect, sql: &str) -> Schema
where
    D::Connection: Introspect,
{
    let database = D::create();
    let mut connection = database.connect();
    run::<D>(&mut connection, sql, 0);
    read::<D>(dialect, &mut connection)
}

fn read<D: TestDatabase>(dialect: Dialect, connection: &mut D::Connection) -> Schema
where
    D::Connection: Introspect,
{
    let script = connection.schema_script().expect("the schema is read");
    Schema::of_script(&script, dialect).expect("the model follows")
}

#[track_caller]
fn run<D: TestDatabase>(connection: &mut D::Connection, sql: &str, seed: u64) {
    // The clients take no empty script.
    if sql.is_empty() {
        return;
    }
    if let Err(error) = connection.batch_execute(sql) {
        panic!("seed {seed}: {error}\n{sql}");
    }
}

struct Table {
    name: &'static str,
    columns: Vec<Column>,
    /// The table that it refers to, in a column named so: rows can't follow to another one.
    parent: Option<&'static str>,
    has_unique: bool,
    has_check: bool,
    has_index: bool,
}

struct Column {
    name: &'static str,
    data_type: usize,
    not_null: bool,
    has_default: bool,
}

fn draw(chance: &mut Chance) -> Vec<Table> {
    let mut tables: Vec<Table> = Vec::new();
    for name in TABLES {
        if chance.below(4) == 0 {
            continue;
        }
        let mut columns = Vec::new();
        for name in COLUMNS {
            if chance.below(3) > 0 {
                columns.push(Column {
                    name,
                    data_type: chance.below(3),
                    not_null: chance.below(2) == 0,
                    has_default: chance.below(3) == 0,
                });
            }
        }
        let parents = tables.len() + 1;
        let parent = match chance.below(parents + 1) {
            0 => None,
            // Itself.
            n if n == parents => Some(name),
            n => Some(tables[n - 1].name),
        };
        tables.push(Table {
            name,
            columns,
            parent,
            has_unique: chance.below(3) == 0,
            has_check: chance.below(3) == 0,
            has_index: chance.below(2) == 0,
        });
    }
    tables
}

fn schema_sql(dialect: Dialect, tables: &[Table]) -> String {
    let types = match dialect {
        Dialect::Postgres => ["integer", "bigint", "varchar(20)"],
        Dialect::Sqlite => ["INTEGER", "BIGINT", "VARCHAR(20)"],
        Dialect::Mysql => ["int", "bigint", "varchar(20)"],
    };
    let mut sql = String::new();
    for table in tables {
        let name = quoted(dialect, table.name);
        let mut lines = vec!["id integer NOT NULL PRIMARY KEY".to_owned()];
        for column in &table.columns {
            let mut line = format!(
                "{} {}",
                quoted(dialect, column.name),
                types[column.data_type]
            );
            if column.not_null {
                line += " NOT NULL";
            }
            if column.has_default {
                line += if column.data_type == 2 {
                    " DEFAULT '5'"
                } else {
                    " DEFAULT 5"
                };
            }
            lines.push(line);
        }
        lines.push("one integer".to_owned());
        if let Some(parent) = table.parent {
            lines.push(format!("of_{parent} integer"));
        }
        if table.has_unique {
            lines.push(format!("CONSTRAINT {}_one UNIQUE (one)", table.name));
        }
        if table.has_check {
            lines.push(format!("CONSTRAINT {}_some CHECK (id > 0)", table.name));
        }
        if let Some(parent) = table.parent {
            let (own, column) = (table.name, format!("of_{parent}"));
            let parent = quoted(dialect, parent);
            lines.push(format!(
                "CONSTRAINT {own}_{column} FOREIGN KEY ({column}) REFERENCES {parent} (id) \
                 ON DELETE CASCADE"
            ));
        }
        writeln!(sql, "CREATE TABLE {name} ({});", lines.join(", ")).expect("a text");
        if let (true, Some(first)) = (table.has_index, table.columns.first()) {
            let first = quoted(dialect, first.name);
            writeln!(
                sql,
                "CREATE INDEX {}_by ON {name} ({first}, id);",
                table.name
            )
            .expect("a text");
        }
    }
    sql
}

fn rows_sql(dialect: Dialect, tables: &[Table]) -> String {
    let mut sql = String::new();
    for table in tables {
        for row in 1..=ROWS {
            let mut names = vec!["id".to_owned(), "one".to_owned()];
            let mut values = vec![row.to_string(), row.to_string()];
            for column in &table.columns {
                names.push(quoted(dialect, column.name));
                values.push("'7'".to_owned());
            }
            if let Some(parent) = table.parent {
                names.push(format!("of_{parent}"));
                values.push("1".to_owned());
            }
            let name = quoted(dialect, table.name);
            let (names, values) = (names.join(", "), values.join(", "));
            writeln!(sql, "INSERT INTO {name} ({names}) VALUES ({values});").expect("a text");
        }
    }
    sql
}

fn quoted(dialect: Dialect, name: &str) -> String {
    match dialect {
        Dialect::Mysql => format!("`{name}`"),
        Dialect::Postgres | Dialect::Sqlite => format!("\"{name}\""),
    }
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
