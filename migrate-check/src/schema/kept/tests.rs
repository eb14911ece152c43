//! What is read back is what was written, and goes on as the original does.
use super::{read, written};
use crate::Dialect;
use crate::schema::Schema;
use crate::sql::reader;
use std::fs;
use std::path::{Path, PathBuf};

#[track_caller]
fn read_back(schema: &Schema, of: &str) -> Schema {
    let text = written(schema);
    let Some(mut read) = read(&text, schema.dialect) else {
        panic!("{of}: this can't be read back:\n{text}");
    };
    assert_eq!(written(&read), text, "{of}");
    read.session = schema.session.clone();
    assert_eq!(read.is_complete, schema.is_complete, "{of}");
    assert_eq!(read.doubtful, schema.doubtful, "{of}");
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
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    for dialect in Dialect::ALL {
        let mut found = Vec::new();
        for folder in ["schema", "sql"] {
            scripts(&tests.join(folder).join(dialect.name()), &mut found);
        }
        scripts(&tests.join("../../migrations"), &mut found);
        assert!(found.len() > 20, "{dialect}: {}", found.len());
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
