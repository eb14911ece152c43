//! Builds and runs the example of README.md, and compares its error message with what a build with that
//! mistake prints.

use migrate_tests::package::Package;
use std::fs;
use std::path::Path;

#[test]
fn the_example_runs_and_the_error_is_real() {
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../README.md"))
        .expect("README.md");
    let package = Package::create(Path::new(env!("CARGO_TARGET_TMPDIR")), "readme");
    let example = block(&readme, "```rust\n");
    write_chain(&package);
    package.write("build.rs", build_script(example));
    package.write("src/main.rs", example);

    let built = package.build().unwrap_or_else(|told| panic!("{told}"));
    let said = package.run(&built);
    assert_eq!(said, "at 20260102090000\nat 20260101090000\n");

    let forgetful = [
        ("revision.toml", "revises = \"20260102090000\"\n"),
        (
            "up.sql",
            "CREATE INDEX notes_by_text ON notes (text);\n\
             CREATE INDEX notes_by_author ON notes (author);\n",
        ),
        ("down.sql", "DROP INDEX notes_by_text;\n"),
    ];
    for (file, text) in forgetful {
        package.write(
            &format!("migrations/20260103090000_find_notes/{file}"),
            text,
        );
    }
    let told = package.build().expect_err("an index is forgotten");
    assert_is_shown(&told, &readme, "error: the downgrade leaves");
}

/// Fails unless `told` is the README's block that begins with these words.
fn assert_is_shown(told: &str, readme: &str, start: &str) {
    let rest = block(readme, &format!("```text\n{start}"));
    let shown = without_indent(&format!("{start}{rest}"));
    assert_eq!(without_indent(told), shown, "{told}");
}

fn write_chain(package: &Package) {
    let files = [
        ("migrate.toml", "dialects = [\"sqlite\"]\n"),
        (
            "20260101090000_create_notes/revision.toml",
            "revises = []\n",
        ),
        (
            "20260101090000_create_notes/up.sql",
            "CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL);\n",
        ),
        (
            "20260101090000_create_notes/down.sql",
            "DROP TABLE notes;\n",
        ),
        (
            "20260102090000_add_author/revision.toml",
            "revises = \"20260101090000\"\n",
        ),
        (
            "20260102090000_add_author/up.sql",
            "-- Who wrote it.\nALTER TABLE notes ADD COLUMN author VARCHAR(80) NOT NULL DEFAULT 'nobody';\n",
        ),
        (
            "20260102090000_add_author/down.sql",
            "ALTER TABLE notes DROP COLUMN author;\n",
        ),
    ];
    for (file, text) in files {
        package.write(&format!("migrations/{file}"), text);
    }
}

/// Returns the text after `start` in the README, up to the end of the block.
fn block<'a>(readme: &'a str, start: &str) -> &'a str {
    let (_, rest) = readme.split_once(start).expect("the block's start");
    rest.split_once("\n```").expect("the block's end").0
}

/// Returns the build script that the example's comment shows.
fn build_script(example: &str) -> &str {
    let (_, script) = example
        .split_once("// build.rs: ")
        .expect("the build script");
    script.lines().next().expect("a line")
}

/// Returns the lines of our messages without rustc's indentation and additions (the location of the
/// macro, and its own last line).
fn without_indent(told: &str) -> String {
    let mut lines = Vec::new();
    let mut of_rustc = false;
    for line in told.lines() {
        let text = line.trim_start();
        of_rustc = match of_rustc {
            true => !text.starts_with("error"),
            false => text.starts_with("--> src/main.rs"),
        };
        if !of_rustc
            && !text.is_empty()
            && !text.starts_with("error: could not compile")
            && !text.starts_with("Compiling")
        {
            lines.push(text);
        }
    }
    lines.join("\n")
}
