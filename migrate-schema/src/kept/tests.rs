//! What is read back is what was written, and goes on as the original does.
use super::{read, written};
use crate::Dialect;
use crate::Schema;
use migrate_sql::reader;
use std::fs;
use std::path::{Path, PathBuf};

#[track_caller]
fn read_back(schema: &Schema, of: &str) -> Schema {
    let text = written(schema);
    let Some(mut read) = read(&text, schema.dialect) else {
        panic!("{of}: this can't be read back:\n{text}");
    };
    assert_eq!(written(&read), text, "{of}");
    // Nothing is kept in the middle of a session.
    read.session = schema.session.clone();
    read.savepoints = schema.savepoints.clone();
    assert_eq!(read.is_complete, schema.is_complete, "{of}");
    assert_eq!(read.doubtful, schema.doubtful, "{of}");
    assert_eq!(read.doubtful_prefixes, schema.doubtful_prefixes, "{of}");
    assert_eq!(read.extensions, schema.extensions, "{of}");
    assert_eq!(read.namespaces, schema.namespaces, "{of}");
    assert!(read.objects().eq(schema.objects()), "{of}:\n{text}");
    read
}

/// Runs a script twice, once on a schema that is written and read back before each statement.
fn compare(text: &str, dialect: Dialect, of: &str) {
    let mut schema = Schema::new(dialect);
    schema.start_session(text.lines().next() != Some("-- transaction = false"));
    for statement in reader::read(text, dialect) {
        let mut read = read_back(&schema, of);
        let faults = schema.apply(&statement);
        assert_eq!(read.apply(&statement), faults, "{of}");
        assert_eq!(written(&read), written(&schema), "{of}");
    }
    read_back(&schema, of);
}

fn scripts(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            scripts(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "sql") {
            found.push(path);
        }
    }
}

#[test]
fn every_schema_of_the_goldens_is_read_back() {
    let goldens = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schema");
    for dialect in Dialect::ALL {
        let mut found = Vec::new();
        scripts(&goldens.join(dialect.name()), &mut found);
        assert!(found.len() > 10, "{dialect}: {}", found.len());
        for path in found {
            if let Ok(text) = fs::read_to_string(&path) {
                compare(&text, dialect, &path.display().to_string());
            }
        }
    }
}

#[test]
fn names_that_are_hard_to_write() {
    compare(
        "CREATE SCHEMA \"a.b#1\";\n\
         CREATE TYPE \"a.b#1\".\"m \"\"\" AS ENUM ('', 'a\nb', '`', '{', '\\');\n\
         CREATE TABLE \"a.b#1\".\"t}\" (\"c#1\" \"a.b#1\".\"m \"\"\" DEFAULT 'a\nb', \"=\" text[] \
         CHECK (\"=\"[1] <> '`{ \\' AND \"=\"[2] <> ''));\n\
         CREATE VIEW v AS SELECT \"c#1\" FROM \"a.b#1\".\"t}\";\n\
         COMMENT ON TABLE \"a.b#1\".\"t}\" IS '\"\n\\n\r';",
        Dialect::Postgres,
        "hard names",
    );
}

#[test]
fn what_was_not_written_is_not_read() {
    let mut schema = Schema::new(Dialect::Postgres);
    let text = "CREATE TABLE t (a int CHECK (a > 0) DEFAULT 1, b text[] UNIQUE);";
    for statement in reader::read(text, Dialect::Postgres) {
        schema.apply(&statement);
    }
    let text = written(&schema);
    for (end, _) in text.char_indices() {
        assert!(read(&text[..end], Dialect::Postgres).is_none(), "{end}");
    }
    for line in text.lines().filter(|line| line.contains('=')) {
        let other = text.replace(line, &line.replacen('=', "x=", 1));
        assert!(read(&other, Dialect::Postgres).is_none(), "{line}");
    }
}

/// A notation that has changed is another form: a lock with the old one must be told from it. Where
/// this fails, raise [`FORM`](super::FORM) (unless what is written is what was written before, and the
/// model has become another), and let `UPDATE_GOLDEN=1` write the file.
#[test]
fn the_notation_is_that_of_the_form() {
    const POSTGRES: &str = "CREATE SCHEMA s; CREATE TYPE s.mood AS ENUM ('a', 'b'); \
        CREATE DOMAIN d AS text CHECK (VALUE <> '') NOT NULL; \
        CREATE TABLE t (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, m s.mood DEFAULT 'a', \
        d d, n numeric(4, 2)[] NOT NULL, u int UNIQUE, CONSTRAINT c CHECK (u > 0) NO INHERIT); \
        CREATE INDEX i ON t USING btree (lower(d) DESC, u) INCLUDE (n) WHERE u > 1; \
        CREATE TABLE p (a int REFERENCES t ON DELETE CASCADE DEFERRABLE, b int) PARTITION BY LIST (b); \
        CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1); \
        CREATE VIEW v AS SELECT id AS x FROM t; COMMENT ON TABLE t IS 'text'; \
        CREATE FUNCTION h(a int DEFAULT 1) RETURNS int LANGUAGE sql AS 'SELECT 1'; \
        CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$; \
        CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f(); \
        ALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE POLICY o ON t USING (u = 1);";
    const SQLITE: &str = "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT COLLATE NOCASE, \
        b TEXT AS (a || 'x') STORED, CHECK (id > 0)) STRICT; CREATE TABLE u (t REFERENCES t ON DELETE SET \
        NULL, PRIMARY KEY (t)) WITHOUT ROWID; CREATE INDEX i ON t (a DESC) WHERE a IS NOT NULL; \
        CREATE VIEW v AS SELECT a FROM t; CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END; \
        CREATE VIRTUAL TABLE f USING fts5(a, content = 't');";
    const MYSQL: &str = "CREATE TABLE t (id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY, \
        e ENUM('a', 'b') NOT NULL DEFAULT 'a' COMMENT 'text', s VARCHAR(10) CHARACTER SET utf8mb4, \
        g INT AS (id + 1) VIRTUAL, UNIQUE KEY k (s(3)), CHECK (id > 0)) ENGINE = InnoDB; \
        CREATE TABLE u (t BIGINT UNSIGNED, FOREIGN KEY (t) REFERENCES t (id) ON DELETE CASCADE);";
    let mut text = format!("{}\n", super::FORM);
    for (dialect, script) in [
        (Dialect::Postgres, POSTGRES),
        (Dialect::Sqlite, SQLITE),
        (Dialect::Mysql, MYSQL),
    ] {
        let mut schema = Schema::new(dialect);
        schema.start_session(true);
        for statement in reader::read(script, dialect) {
            assert_eq!(schema.apply(&statement), []);
        }
        text += &format!("\n{dialect}\n{}", written(&schema));
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/kept/form.txt");
    let golden = fs::read_to_string(&file).expect("a golden");
    assert!(
        text == golden,
        "raise `FORM` (see this test); now it is\n{text}"
    );
}
