//! Chains that are large in one way each.
use migrate_check::Dialect;
use migrate_check::source::MemoryDir;

/// What both large chains and small ones are made of: `n` says how large.
pub struct Shape {
    pub name: &'static str,
    pub dialects: &'static [Dialect],
    /// How large it is in the test of the time it takes.
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
/// With `ALTER TABLE … ADD CONSTRAINT`.
const SERVERS: &[Dialect] = &[Dialect::Postgres, Dialect::Mysql];

fn drop_index(dialect: Dialect, index: &str, table: &str) -> String {
    match dialect {
        Dialect::Mysql => format!("DROP INDEX {index} ON {table}"),
        _ => format!("DROP INDEX {index}"),
    }
}

/// All shapes.
pub const SHAPES: &[Shape] = &[
    // Wide tables.
    Shape {
        name: "columns",
        dialects: ALL,
        size: 150,
        chain: |_, n| undone([wide(n)].into_iter()),
    },
    Shape {
        name: "columns named by INSERT",
        dialects: ALL,
        size: 150,
        chain: |_, n| {
            let names = many(n, ", ", |i| format!("c{i}"));
            let values = many(n, ", ", |i| i.to_string());
            let insert = format!("INSERT INTO t (id, {names}) VALUES (1, {values})");
            undone([wide(n), pair(insert, "")].into_iter())
        },
    },
    Shape {
        name: "columns named by UPDATE",
        dialects: ALL,
        size: 150,
        chain: |_, n| {
            let set = many(n, ", ", |i| format!("c{i} = c{} + 1", n - i - 1));
            undone([wide(n), pair(format!("UPDATE t SET {set}"), "")].into_iter())
        },
    },
    Shape {
        name: "columns named by SELECT",
        dialects: ALL,
        size: 150,
        chain: |_, n| {
            let names = many(n, ", ", |i| format!("t.c{i} AS d{i}"));
            let order = many(n, ", ", |i| format!("d{i}"));
            let select = format!("SELECT {names} FROM t ORDER BY {order}");
            undone([wide(n), pair(select, "")].into_iter())
        },
    },
    Shape {
        name: "columns of a view",
        dialects: ALL,
        size: 150,
        chain: |_, n| {
            let names = many(n, ", ", |i| format!("c{i}"));
            let view = format!("CREATE VIEW v AS SELECT {names} FROM t");
            let over = "CREATE VIEW w AS SELECT * FROM v WHERE c1 > 0";
            let views = [pair(view, "DROP VIEW v"), pair(over, "DROP VIEW w")];
            undone([wide(n)].into_iter().chain(views))
        },
    },
    Shape {
        name: "rows of a wide table, one by one",
        dialects: ALL,
        size: 30,
        chain: |_, n| {
            // So many values of a table that is ten times wider in all.
            let rows = (0..n).map(|i| pair(format!("INSERT INTO t (c{i}) VALUES ({i})"), ""));
            undone([wide(n * 4)].into_iter().chain(rows))
        },
    },
    Shape {
        name: "columns with checks",
        dialects: ALL,
        size: 80,
        chain: |_, n| {
            let columns = many(n, ", ", |i| format!("c{i} INTEGER CHECK (c{i} > {i})"));
            undone([pair(format!("CREATE TABLE t ({columns})"), "DROP TABLE t")].into_iter())
        },
    },
    Shape {
        name: "columns with keys",
        dialects: ALL,
        size: 80,
        chain: |_, n| {
            let columns = many(n, ", ", |i| format!("c{i} INTEGER UNIQUE"));
            undone([pair(format!("CREATE TABLE t ({columns})"), "DROP TABLE t")].into_iter())
        },
    },
    Shape {
        name: "columns that refer to a table",
        dialects: ALL,
        size: 80,
        chain: |_, n| {
            let columns = many(n, ", ", |i| format!("c{i} INTEGER REFERENCES o (id)"));
            let table = pair(format!("CREATE TABLE t ({columns})"), "DROP TABLE t");
            undone([small("o"), table].into_iter())
        },
    },
    Shape {
        name: "columns with sequences",
        dialects: POSTGRES,
        size: 80,
        chain: |_, n| {
            let columns = many(n, ", ", |i| format!("c{i} SERIAL"));
            undone([pair(format!("CREATE TABLE t ({columns})"), "DROP TABLE t")].into_iter())
        },
    },
    Shape {
        name: "columns added one by one",
        dialects: ALL,
        size: 40,
        chain: |_, n| {
            each_on_small(n, |i| {
                pair(
                    format!("ALTER TABLE t ADD COLUMN c{i} INTEGER"),
                    format!("ALTER TABLE t DROP COLUMN c{i}"),
                )
            })
        },
    },
    Shape {
        name: "columns added at once",
        dialects: SERVERS,
        size: 80,
        chain: |_, n| {
            let added = many(n, ", ", |i| format!("ADD COLUMN c{i} INTEGER"));
            let dropped = many(n, ", ", |i| format!("DROP COLUMN c{i}"));
            let change = pair(
                format!("ALTER TABLE t {added}"),
                format!("ALTER TABLE t {dropped}"),
            );
            undone([small("t"), change].into_iter())
        },
    },
    Shape {
        name: "columns renamed",
        dialects: ALL,
        size: 24,
        chain: |_, n| {
            let rename = |i| {
                pair(
                    format!("ALTER TABLE t RENAME COLUMN c{i} TO d{i}"),
                    format!("ALTER TABLE t RENAME COLUMN d{i} TO c{i}"),
                )
            };
            undone([wide(n)].into_iter().chain((0..n).map(rename)))
        },
    },
    Shape {
        name: "comments on columns",
        dialects: POSTGRES,
        size: 80,
        chain: |_, n| {
            let comment = |i| pair(format!("COMMENT ON COLUMN t.c{i} IS 'it''s {i}'"), "");
            undone([wide(n)].into_iter().chain((0..n).map(comment)))
        },
    },
    // Much on one table.
    Shape {
        name: "indexes",
        dialects: ALL,
        size: 40,
        chain: |dialect, n| {
            each_on_small(n, |i| {
                pair(
                    format!("CREATE INDEX i{i} ON t (a)"),
                    drop_index(dialect, &format!("i{i}"), "t"),
                )
            })
        },
    },
    Shape {
        name: "indexes without names",
        dialects: POSTGRES,
        size: 80,
        chain: |_, n| each_on_small(n, |_| pair("CREATE INDEX ON t (a)", "")),
    },
    Shape {
        name: "checks",
        dialects: ALL,
        size: 80,
        chain: |_, n| {
            let checks = many(n, ", ", |i| format!("CONSTRAINT k{i} CHECK (a <> {i})"));
            let table = format!("CREATE TABLE t (a INTEGER, {checks})");
            undone([pair(table, "DROP TABLE t")].into_iter())
        },
    },
    Shape {
        name: "checks without names",
        dialects: ALL,
        size: 40,
        chain: |_, n| {
            let checks = many(n, ", ", |i| format!("CHECK (a <> {i})"));
            let table = format!("CREATE TABLE t (a INTEGER, {checks})");
            undone([pair(table, "DROP TABLE t")].into_iter())
        },
    },
    Shape {
        name: "checks added one by one",
        dialects: SERVERS,
        size: 40,
        chain: |_, n| {
            each_on_small(n, |i| {
                pair(
                    format!("ALTER TABLE t ADD CONSTRAINT k{i} CHECK (a <> {i})"),
                    format!("ALTER TABLE t DROP CONSTRAINT k{i}"),
                )
            })
        },
    },
    Shape {
        name: "foreign keys added one by one",
        dialects: SERVERS,
        size: 40,
        chain: |dialect, n| {
            let dropped = match dialect {
                Dialect::Mysql => "FOREIGN KEY",
                _ => "CONSTRAINT",
            };
            let key = |i| {
                pair(
                    format!("ALTER TABLE t ADD CONSTRAINT k{i} FOREIGN KEY (a) REFERENCES o (id)"),
                    format!("ALTER TABLE t DROP {dropped} k{i}"),
                )
            };
            let tables = [small("o"), small("t")].into_iter();
            undone(tables.chain((0..n).map(key)))
        },
    },
    Shape {
        name: "tables that refer to one",
        dialects: ALL,
        size: 50,
        chain: |_, n| {
            each_on_small(n, |i| {
                pair(
                    format!("CREATE TABLE r{i} (a INTEGER, FOREIGN KEY (a) REFERENCES t (id))"),
                    format!("DROP TABLE r{i}"),
                )
            })
        },
    },
    Shape {
        name: "views of a table",
        dialects: ALL,
        size: 60,
        chain: |_, n| {
            each_on_small(n, |i| {
                pair(
                    format!("CREATE VIEW v{i} AS SELECT id, a FROM t WHERE a > {i}"),
                    format!("DROP VIEW v{i}"),
                )
            })
        },
    },
    Shape {
        name: "views of a table that is dropped",
        dialects: POSTGRES,
        size: 60,
        chain: |_, n| {
            let mut revisions = each_on_small(n, |i| {
                let view = format!("CREATE VIEW v{i} AS SELECT id, a FROM t WHERE a > {i}");
                pair(view, "")
            });
            revisions[0].down = "DROP TABLE t CASCADE;".to_owned();
            revisions
        },
    },
    Shape {
        name: "views of views",
        dialects: ALL,
        size: 40,
        chain: |_, n| {
            each_on_small(n, |i| {
                let from = match i {
                    0 => "t".to_owned(),
                    _ => format!("v{}", i - 1),
                };
                pair(
                    format!("CREATE VIEW v{i} AS SELECT * FROM {from}"),
                    format!("DROP VIEW v{i}"),
                )
            })
        },
    },
    Shape {
        name: "a table with views that changes",
        dialects: ALL,
        size: 20,
        chain: |_, n| {
            let views = (0..n).map(|i| {
                pair(
                    format!("CREATE VIEW v{i} AS SELECT id FROM t WHERE a > {i}"),
                    format!("DROP VIEW v{i}"),
                )
            });
            let change = [
                pair(
                    "ALTER TABLE t RENAME COLUMN a TO b",
                    "ALTER TABLE t RENAME COLUMN b TO a",
                ),
                pair("ALTER TABLE t RENAME TO u", "ALTER TABLE u RENAME TO t"),
                pair(
                    "ALTER TABLE u ADD COLUMN z INTEGER",
                    "ALTER TABLE u DROP COLUMN z",
                ),
            ];
            undone([small("t")].into_iter().chain(views).chain(change))
        },
    },
    Shape {
        name: "triggers",
        dialects: ALL,
        size: 50,
        chain: |dialect, n| {
            let function = match dialect {
                Dialect::Postgres => pair(
                    "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS \
                     $$BEGIN RETURN NEW; END$$",
                    "DROP FUNCTION f()",
                ),
                _ => pair("", ""),
            };
            let trigger = |i| match dialect {
                Dialect::Postgres => pair(
                    format!(
                        "CREATE TRIGGER g{i} AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()"
                    ),
                    format!("DROP TRIGGER g{i} ON t"),
                ),
                Dialect::Sqlite => pair(
                    format!(
                        "CREATE TRIGGER g{i} AFTER INSERT ON t BEGIN \
                         UPDATE t SET a = {i} WHERE id = NEW.id; END"
                    ),
                    format!("DROP TRIGGER g{i}"),
                ),
                Dialect::Mysql => pair(
                    format!("CREATE TRIGGER g{i} BEFORE INSERT ON t FOR EACH ROW SET NEW.a = {i}"),
                    format!("DROP TRIGGER g{i}"),
                ),
            };
            let before = [small("t"), function].into_iter();
            undone(before.chain((0..n).map(trigger)))
        },
    },
    Shape {
        name: "policies",
        dialects: POSTGRES,
        size: 80,
        chain: |_, n| {
            each_on_small(n, |i| {
                pair(
                    format!("CREATE POLICY p{i} ON t USING (a > {i})"),
                    format!("DROP POLICY p{i} ON t"),
                )
            })
        },
    },
    Shape {
        name: "partitions",
        dialects: POSTGRES,
        size: 40,
        chain: |_, n| {
            let table = pair(
                "CREATE TABLE t (id INTEGER NOT NULL, a INTEGER) PARTITION BY RANGE (id)",
                "DROP TABLE t",
            );
            let index = pair("CREATE INDEX t_a ON t (a)", "DROP INDEX t_a");
            let partition = |i| {
                let to = i + 1;
                pair(
                    format!("CREATE TABLE p{i} PARTITION OF t FOR VALUES FROM ({i}) TO ({to})"),
                    format!("DROP TABLE p{i}"),
                )
            };
            undone([table, index].into_iter().chain((0..n).map(partition)))
        },
    },
    // Many objects.
    Shape {
        name: "tables",
        dialects: ALL,
        size: 50,
        chain: |_, n| undone((0..n).map(|i| small(&format!("t{i}")))),
    },
    Shape {
        name: "tables that are renamed",
        dialects: ALL,
        size: 25,
        chain: |_, n| {
            let tables = (0..n).map(|i| small(&format!("t{i}")));
            let renames = (0..n).map(|i| {
                pair(
                    format!("ALTER TABLE t{i} RENAME TO u{i}"),
                    format!("ALTER TABLE u{i} RENAME TO t{i}"),
                )
            });
            undone(tables.chain(renames))
        },
    },
    Shape {
        name: "a column of each table dropped",
        dialects: ALL,
        size: 40,
        chain: |_, n| {
            let tables = (0..n).map(|i| small(&format!("t{i}")));
            let changes = (0..n).map(|i| {
                pair(
                    format!("ALTER TABLE t{i} DROP COLUMN a"),
                    format!("ALTER TABLE t{i} ADD COLUMN a INTEGER"),
                )
            });
            undone(tables.chain(changes))
        },
    },
    Shape {
        name: "tables made anew",
        dialects: SQLITE,
        size: 30,
        chain: |_, n| {
            let tables = (0..n).map(|i| small(&format!("t{i}")));
            let changes = (0..n).map(|i| {
                let up = format!(
                    "CREATE TABLE n{i} (id INTEGER NOT NULL PRIMARY KEY, a TEXT);\n\
                     INSERT INTO n{i} (id, a) SELECT id, a FROM t{i};\n\
                     DROP TABLE t{i};\nALTER TABLE n{i} RENAME TO t{i}"
                );
                let down = up.replace("a TEXT", "a INTEGER");
                pair(up, down)
            });
            undone(tables.chain(changes))
        },
    },
    Shape {
        name: "sequences",
        dialects: POSTGRES,
        size: 80,
        chain: |_, n| {
            undone((0..n).map(|i| {
                pair(
                    format!("CREATE SEQUENCE s{i}"),
                    format!("DROP SEQUENCE s{i}"),
                )
            }))
        },
    },
    Shape {
        name: "values of an enum",
        dialects: POSTGRES,
        size: 200,
        chain: |_, n| {
            let values = many(n, ", ", |i| format!("'v{i}'"));
            let made = pair(format!("CREATE TYPE e AS ENUM ({values})"), "DROP TYPE e");
            undone([made].into_iter())
        },
    },
    Shape {
        name: "values added to an enum",
        dialects: POSTGRES,
        size: 80,
        chain: |_, n| {
            let made = pair("CREATE TYPE e AS ENUM ()", "DROP TYPE e");
            let added = |i| pair(format!("ALTER TYPE e ADD VALUE 'v{i}'"), "");
            undone([made].into_iter().chain((0..n).map(added)))
        },
    },
    Shape {
        name: "values of an enum's column",
        dialects: MYSQL,
        size: 200,
        chain: |_, n| {
            let values = many(n, ", ", |i| format!("'v{i}'"));
            let table = format!("CREATE TABLE t (e ENUM ({values}) NOT NULL DEFAULT 'v0')");
            undone([pair(table, "DROP TABLE t")].into_iter())
        },
    },
    Shape {
        name: "functions",
        dialects: POSTGRES,
        size: 50,
        chain: |_, n| {
            each_on_small(n, |i| {
                pair(
                    format!(
                        "CREATE FUNCTION f{i}(x INTEGER) RETURNS INTEGER LANGUAGE sql AS \
                         'SELECT a + x FROM t'"
                    ),
                    format!("DROP FUNCTION f{i}(INTEGER)"),
                )
            })
        },
    },
    Shape {
        name: "functions of one name",
        dialects: POSTGRES,
        size: 40,
        chain: |_, n| {
            undone((0..n).flat_map(|i| {
                let made = pair(
                    format!("CREATE TYPE e{i} AS ENUM ('a')"),
                    format!("DROP TYPE e{i}"),
                );
                let function = pair(
                    format!(
                        "CREATE FUNCTION f(x e{i}) RETURNS INTEGER LANGUAGE sql AS 'SELECT {i}'"
                    ),
                    format!("DROP FUNCTION f(e{i})"),
                );
                [made, function]
            }))
        },
    },
    Shape {
        name: "a function's statements",
        dialects: POSTGRES,
        size: 50,
        chain: |_, n| {
            let body = many(n, "\n", |i| {
                format!("IF x > {i} THEN UPDATE t SET a = {i}; END IF;")
            });
            let function = format!(
                "CREATE FUNCTION f(x INTEGER) RETURNS void LANGUAGE plpgsql AS \
                 $$\nBEGIN\n{body}\nEND\n$$"
            );
            undone([small("t"), pair(function, "DROP FUNCTION f(INTEGER)")].into_iter())
        },
    },
    Shape {
        name: "a program's statements",
        dialects: MYSQL,
        size: 50,
        chain: |_, n| {
            let body = many(n, "\n", |i| {
                format!("IF x > {i} THEN UPDATE t SET a = {i}; END IF;")
            });
            let procedure = format!("CREATE PROCEDURE p(x INTEGER)\nBEGIN\n{body}\nEND");
            undone([small("t"), pair(procedure, "DROP PROCEDURE p")].into_iter())
        },
    },
    // Names that come and go.
    Shape {
        name: "a table dropped and created again in one script",
        dialects: ALL,
        size: 40,
        chain: |_, n| {
            each_on_small(n, |_| {
                let table = "CREATE TABLE t (id INTEGER NOT NULL PRIMARY KEY, a INTEGER)";
                pair(format!("DROP TABLE t;\n{table}"), "")
            })
        },
    },
    Shape {
        name: "a table dropped and created again by each revision",
        dialects: ALL,
        size: 30,
        chain: |_, n| {
            let mut revisions = undone([small("t")].into_iter());
            revisions.extend((0..n).map(|i| {
                let table = |kind: &str| {
                    format!(
                        "DROP TABLE t;\nCREATE TABLE t (id INTEGER NOT NULL PRIMARY KEY, a {kind});"
                    )
                };
                let (before, behind) = match i % 2 {
                    0 => ("INTEGER", "BIGINT"),
                    _ => ("BIGINT", "INTEGER"),
                };
                Revision {
                    up: table(behind),
                    down: table(before),
                }
            }));
            revisions
        },
    },
    Shape {
        name: "an index dropped and created again by each revision",
        dialects: ALL,
        size: 30,
        chain: |dialect, n| {
            let mut revisions =
                undone([small("t"), pair("CREATE INDEX i ON t (a)", "")].into_iter());
            revisions.extend((0..n).map(|i| {
                let index = |columns: &str| {
                    let dropped = drop_index(dialect, "i", "t");
                    format!("{dropped};\nCREATE INDEX i ON t ({columns});")
                };
                let (before, behind) = match i % 2 {
                    0 => ("a", "a, id"),
                    _ => ("a, id", "a"),
                };
                Revision {
                    up: index(behind),
                    down: index(before),
                }
            }));
            revisions
        },
    },
    // Expressions and queries.
    Shape {
        name: "terms of a condition",
        dialects: ALL,
        size: 200,
        chain: |_, n| {
            let terms = many(n, " AND ", |i| format!("a <> {i}"));
            on_small(format!("SELECT id FROM t WHERE {terms}"))
        },
    },
    Shape {
        name: "terms of a check",
        dialects: ALL,
        size: 200,
        chain: |_, n| {
            let terms = many(n, " OR ", |i| format!("a = {i}"));
            let table = format!("CREATE TABLE t (a INTEGER, CHECK ({terms}))");
            undone([pair(table, "DROP TABLE t")].into_iter())
        },
    },
    Shape {
        name: "terms of a view",
        dialects: ALL,
        size: 200,
        chain: |_, n| {
            let terms = many(n, " + ", |i| format!("a * {i}"));
            let view = format!("CREATE VIEW v AS SELECT {terms} AS s FROM t");
            undone([small("t"), pair(view, "DROP VIEW v")].into_iter())
        },
    },
    Shape {
        name: "texts put together",
        dialects: POSTGRES,
        size: 200,
        chain: |_, n| {
            let terms = many(n, " || ", |i| format!("'{i}'"));
            on_small(format!("SELECT {terms}"))
        },
    },
    Shape {
        name: "brackets",
        dialects: ALL,
        size: 200,
        chain: |_, n| {
            let deep = nested(n, "(", "a", ")");
            on_small(format!("SELECT id FROM t WHERE {deep} = 1"))
        },
    },
    Shape {
        name: "brackets in a check",
        dialects: ALL,
        size: 200,
        chain: |_, n| {
            let deep = nested(n, "(", "a", ")");
            let table = format!("CREATE TABLE t (a INTEGER, CHECK ({deep} = 1))");
            undone([pair(table, "DROP TABLE t")].into_iter())
        },
    },
    Shape {
        name: "calls",
        dialects: ALL,
        size: 100,
        chain: |_, n| {
            let deep = nested(n, "coalesce(a, ", "1", ")");
            on_small(format!("SELECT {deep} FROM t"))
        },
    },
    Shape {
        name: "queries in queries",
        dialects: ALL,
        size: 50,
        chain: |_, n| on_small(nested(n, "SELECT * FROM (", "SELECT id FROM t", ") AS q")),
    },
    Shape {
        name: "queries as values in queries",
        dialects: ALL,
        size: 50,
        chain: |_, n| {
            let open = "(SELECT max(id) FROM t WHERE id > ";
            on_small(format!("SELECT {}", nested(n, open, "a", ")")))
        },
    },
    Shape {
        name: "cases in cases",
        dialects: ALL,
        size: 60,
        chain: |_, n| {
            let deep = nested(n, "CASE WHEN a > 0 THEN ", "1", " ELSE 0 END");
            on_small(format!("SELECT {deep} FROM t"))
        },
    },
    Shape {
        name: "branches of a case",
        dialects: ALL,
        size: 100,
        chain: |_, n| {
            let branches = many(n, " ", |i| format!("WHEN a = {i} THEN {i}"));
            on_small(format!("UPDATE t SET a = CASE {branches} ELSE a END"))
        },
    },
    Shape {
        name: "NOT",
        dialects: ALL,
        size: 200,
        chain: |_, n| {
            let deep = nested(n, "NOT ", "a = 1", "");
            on_small(format!("SELECT id FROM t WHERE {deep}"))
        },
    },
    Shape {
        name: "signs",
        dialects: ALL,
        size: 200,
        chain: |_, n| on_small(format!("SELECT {} FROM t", nested(n, "- ", "a", ""))),
    },
    Shape {
        name: "unions",
        dialects: ALL,
        size: 100,
        chain: |_, n| on_small(many(n, " UNION ALL ", |i| format!("SELECT {i}, a FROM t"))),
    },
    Shape {
        name: "rows of values",
        dialects: ALL,
        size: 200,
        chain: |_, n| {
            let rows = many(n, ",\n", |i| format!("({i}, {i} + 1)"));
            on_small(format!("INSERT INTO t (id, a) VALUES {rows}"))
        },
    },
    Shape {
        name: "rows one by one",
        dialects: ALL,
        size: 60,
        chain: |_, n| {
            each_on_small(n, |i| {
                pair(
                    format!("INSERT INTO t (id, a) VALUES ({i}, {i})"),
                    format!("DELETE FROM t WHERE id = {i}"),
                )
            })
        },
    },
    Shape {
        name: "a list behind IN",
        dialects: ALL,
        size: 300,
        chain: |_, n| {
            let list = many(n, ", ", |i| i.to_string());
            on_small(format!("DELETE FROM t WHERE a IN ({list})"))
        },
    },
    Shape {
        name: "a list in a check",
        dialects: ALL,
        size: 300,
        chain: |_, n| {
            let list = many(n, ", ", |i| format!("'v{i}'"));
            let table = format!("CREATE TABLE t (a VARCHAR(20), CHECK (a IN ({list})))");
            undone([pair(table, "DROP TABLE t")].into_iter())
        },
    },
    Shape {
        name: "joins",
        dialects: ALL,
        size: 30,
        chain: |_, n| {
            let joins = many(n, " ", |i| {
                format!("JOIN t AS j{} ON j{}.id = j{i}.id", i + 1, i + 1)
            });
            on_small(format!("SELECT j0.a, j{n}.a FROM t AS j0 {joins}"))
        },
    },
    Shape {
        name: "tables beside each other",
        dialects: ALL,
        size: 30,
        chain: |_, n| {
            let tables = many(n, ", ", |i| format!("t AS j{i}"));
            let condition = many(n, " AND ", |i| format!("j{i}.id = 1"));
            on_small(format!("SELECT j0.a FROM {tables} WHERE {condition}"))
        },
    },
    Shape {
        name: "common tables",
        dialects: ALL,
        size: 30,
        chain: |_, n| {
            let tables = many(n, ", ", |i| match i {
                0 => "c0 AS (SELECT id, a FROM t)".to_owned(),
                _ => format!("c{i} AS (SELECT id, a FROM c{})", i - 1),
            });
            on_small(format!("WITH {tables} SELECT a FROM c{}", n - 1))
        },
    },
    // Texts.
    Shape {
        name: "a long text",
        dialects: ALL,
        size: 20_000,
        chain: |_, n| {
            let text = "it''s ".repeat(n);
            on_small(format!("SELECT '{text}' AS text FROM t"))
        },
    },
    Shape {
        name: "a long name",
        dialects: ALL,
        size: 20_000,
        chain: |_, n| on_small(format!("SELECT a AS \"{}\" FROM t", "\u{6f22}".repeat(n))),
    },
    Shape {
        name: "a long comment",
        dialects: ALL,
        size: 20_000,
        chain: |_, n| on_small(format!("/* {} */ SELECT 1", "* / ".repeat(n))),
    },
    Shape {
        name: "empty lines and comments",
        dialects: ALL,
        size: 500,
        chain: |_, n| on_small(format!("{}SELECT 1", "-- nothing; 'here\n\n".repeat(n))),
    },
    Shape {
        name: "texts of functions",
        dialects: POSTGRES,
        size: 2_000,
        chain: |_, n| {
            let text = "$a$ $ $b$ ' \" ; ".repeat(n);
            on_small(format!("SELECT $q${text}$q$"))
        },
    },
    // What the model does not know.
    Shape {
        name: "statements that are unknown",
        dialects: POSTGRES,
        size: 60,
        chain: |_, n| {
            each_on_small(n, |i| {
                let statement = match i % 3 {
                    0 => format!("CREATE TEXT SEARCH DICTIONARY d{i} (TEMPLATE = simple)"),
                    1 => format!("CREATE PUBLICATION p{i} FOR TABLE t"),
                    _ => format!("NOTIFY n{i}"),
                };
                pair(statement, "")
            })
        },
    },
    Shape {
        name: "statements that do anything",
        dialects: POSTGRES,
        size: 60,
        chain: |_, n| {
            each_on_small(n, |i| {
                let block = format!("DO $$ BEGIN EXECUTE 'DROP TABLE ' || {i}; END $$");
                pair(
                    format!("{block};\nCREATE TABLE u{i} (id INTEGER)"),
                    format!("DROP TABLE u{i}"),
                )
            })
        },
    },
];
