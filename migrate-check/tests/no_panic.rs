//! Whatever the files hold, the answer is a diagnostic.
use migrate_check::diagnostic::{Style, render};
use migrate_check::source::MemoryDir;
use migrate_check::{Layout, Options, check};

const TOML: &str = "revision = \"abc\"\nrevises = [\"d\u{e4}f\", 'x']\ncreated = 2024-01-15T14:30:00Z\n\
                    [t]\na.b = { c = \"\"\"\n\u{6f22}\"\"\" }\n";

fn survives(dir: &MemoryDir, layout: Layout) {
    let options = Options {
        layout,
        ..Options::default()
    };
    let outcome = check(dir, &options);
    let errors = outcome.diagnostics.iter().any(|d| d.is_error());
    assert_ne!(errors, outcome.chain.is_some());
    for diagnostic in &outcome.diagnostics {
        let shown = render(&outcome.files, diagnostic, "m", Style::Plain);
        assert!(shown.contains(diagnostic.code.name()));
        assert!(diagnostic.help.is_some(), "{shown}");
        let (line, column) = diagnostic.position(&outcome.files).unwrap_or((1, 1));
        assert!(line > 0 && column > 0);
    }
}

#[test]
fn toml_that_ends_anywhere() {
    for file in ["1_a/revision.toml", "1_a/metadata.toml", "migrate.toml"] {
        for end in 0..=TOML.len() {
            let dir = MemoryDir::new().file("1_a/up.sql", "");
            survives(&dir.file(file, &TOML.as_bytes()[..end]), Layout::Folders);
        }
    }
}

#[test]
fn toml_with_any_character_anywhere() {
    let odd = [
        "\0", "\"", "]", "=", "\u{feff}", "\r", "\u{7f}", "#", "\\", "\u{202e}",
    ];
    for at in (0..=TOML.len()).filter(|at| TOML.is_char_boundary(*at)) {
        for character in odd {
            let (before, behind) = TOML.split_at(at);
            let text = format!("{before}{character}{behind}");
            let dir = MemoryDir::new().file("1_a/up.sql", "");
            survives(&dir.file("1_a/revision.toml", text), Layout::Folders);
        }
    }
}

#[test]
fn toml_that_is_nested_deeply() {
    for open in ["[", "{a=", "a."] {
        let text = format!("revises = {}", open.repeat(100_000));
        let dir = MemoryDir::new().file("1_a/revision.toml", text);
        survives(&dir.file("1_a/up.sql", ""), Layout::Folders);
        let key = MemoryDir::new().file("1_a/revision.toml", open.repeat(100_000));
        survives(&key, Layout::Folders);
    }
}

#[test]
fn names_of_any_kind() {
    let names = [
        "",
        "_",
        "__",
        "-",
        "V",
        "V1",
        "V__",
        "U__x",
        "1",
        "1_",
        "_1",
        ".sql",
        "up",
        "up.",
        "up..",
        "up.sql.",
        "up..sql",
        "down.\u{6f22}.sql",
        "\u{feff}up",
        "head",
        "a b ",
        "it's",
        "\u{7f}",
        "1.up",
        "1.down",
        "x.up.up",
        "99999999999999999999999999999999999999999",
        "0",
        "00",
    ];
    for name in names {
        for layout in [Layout::Folders, Layout::Files] {
            let flat = MemoryDir::new().file(&format!("{name}.sql"), "");
            survives(&flat.file(&format!("{name}.x"), ""), layout);
            let folder = MemoryDir::new().file(&format!("f{name}/up.sql"), "SELECT 1;");
            survives(&folder.file(&format!("f{name}/{name}.sql"), ""), layout);
            let named = MemoryDir::new().file(&format!("{name}x/up.sql"), "SELECT 1;");
            survives(&named, layout);
        }
    }
}

#[test]
fn bytes_that_are_no_text() {
    let bytes = b"SELECT '\xf0\x9f\x92';\n-- \xff\xfe\n";
    for end in 0..bytes.len() {
        let dir = MemoryDir::new()
            .file("1_a/up.sql", &bytes[..end])
            .file("1_a/metadata.toml", &bytes[..end])
            .file("migrate.toml", &bytes[..end]);
        survives(&dir, Layout::Folders);
    }
}

#[test]
fn sql_that_ends_anywhere() {
    const POSTGRES: &str = "CREATE FUNCTION f(a int) RETURNS int LANGUAGE 'sql' AS 'SELECT 1';\n\
        CREATE FUNCTION g() RETURNS void LANGUAGE plpgsql AS $b$ BEGIN PERFORM 'x'; END $b$;\n\
        CREATE FUNCTION h() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; END;\n\
        CREATE TABLE \"t\"\"t\" (a int DEFAULT E'\\n', b text[] CHECK (b <> U&'\\0061'), /* c */ d int);\n\
        DO $$ BEGIN EXECUTE format('DROP TABLE %I', 'x'); END $$; SELECT a::text FROM \"t\"\"t\" -- e";
    const MYSQL: &str = "CREATE TABLE `t` (a INT /*!50000 NOT NULL */ DEFAULT b'1', c ENUM('x','y'));\n\
        CREATE PROCEDURE p() BEGIN IF 1 THEN SELECT \"a\"; END IF; END; # note\n\
        INSERT INTO `t` VALUES (x'41', 0x1, 'it''s'), (1, 'a');";
    const SQLITE: &str = "CREATE TABLE [t] (a INTEGER PRIMARY KEY, b AS (a || x'41'));\n\
        CREATE TRIGGER r AFTER INSERT ON [t] BEGIN SELECT RAISE(ABORT, 'no'); END;\n\
        WITH c (n) AS (SELECT 1) SELECT \"n\" FROM c; -- end";
    for (dialect, text) in [("postgres", POSTGRES), ("mysql", MYSQL), ("sqlite", SQLITE)] {
        for at in (0..=text.len()).filter(|at| text.is_char_boundary(*at)) {
            for script in [&text[..at], &text[at..]] {
                let dir = MemoryDir::new()
                    .file("migrate.toml", format!("dialects = [\"{dialect}\"]\n"))
                    .file("1_a/up.sql", script);
                let outcome = check(&dir, &Options::default());
                for diagnostic in &outcome.diagnostics {
                    render(&outcome.files, diagnostic, "m", Style::Plain);
                }
            }
        }
    }
}
