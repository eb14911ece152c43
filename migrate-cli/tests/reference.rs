//! The reference in `docs/` is what the code says: between `<!-- generated: … -->` and `<!-- end -->`
//! stands what is made here of the definitions of the commands, of the keys of the files and of the
//! codes. `UPDATE_GOLDEN=1` rewrites it.
//!
//! The shapes of the JSON documents are written by hand, and compared with what every command in
//! `golden/` has answered.

#[path = "reference/alembic.rs"]
mod alembic;
#[path = "reference/json.rs"]
mod json;
#[path = "reference/markdown.rs"]
mod markdown;

use migrate_cli::{Exit, app, authoring};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const CHAPTERS: [&str; 2] = ["reference.md", "reference-files.md"];

/// Makes what stands between the marks of a name.
type Part = (&'static str, fn() -> String);

const PARTS: [Part; 5] = [
    ("application", || markdown::commands(app::command("app"))),
    ("cargo-migrate", || markdown::commands(authoring::command())),
    ("exit-codes", || {
        markdown::table(
            &["exit code", ""],
            Exit::MEANINGS
                .iter()
                .map(|(code, meaning)| vec![format!("`{code}`"), (*meaning).to_owned()]),
        )
    }),
    ("keys", markdown::keys),
    ("codes", markdown::codes),
];

#[test]
fn the_reference_is_what_the_code_says() {
    let mut used = BTreeSet::new();
    let mut stale = Vec::new();
    for chapter in CHAPTERS {
        let path = docs().join(chapter);
        let text = fs::read_to_string(&path).expect(chapter);
        let made = remade(&text, &mut used);
        if made != text {
            match std::env::var_os("UPDATE_GOLDEN") {
                Some(_) => fs::write(&path, made).expect("a chapter that can be written"),
                None => stale.push(first_difference(chapter, &text, &made)),
            }
        }
    }
    let parts = PARTS.iter().map(|(name, _)| (*name).to_owned());
    assert_eq!(
        used,
        parts.collect(),
        "parts of the reference, and their places"
    );
    assert!(
        stale.is_empty(),
        "{}\n`UPDATE_GOLDEN=1` rewrites it",
        stale.join("\n")
    );
}

#[test]
fn the_documents_in_json_are_as_the_reference_says() {
    let text = fs::read_to_string(docs().join(CHAPTERS[0])).expect("the reference");
    let shapes = json::shapes(&text);
    let answers = json::answers(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden"));
    assert!(
        answers.len() > 60,
        "only {} answers were found",
        answers.len()
    );
    let mut wrong = Vec::new();
    let mut met = BTreeSet::new();
    for answer in &answers {
        let Some(shape) = shapes.get(answer.shape_name()) else {
            wrong.push(format!("no shape is written for `{}`", answer.command));
            continue;
        };
        met.insert(answer.shape_name().to_owned());
        if let Err(difference) = shape.fits(&answer.document) {
            wrong.push(format!(
                "`{}`: {difference}\n  {}",
                answer.command, answer.document
            ));
        }
    }
    let unmet: Vec<&String> = shapes.keys().filter(|name| !met.contains(*name)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(unmet.is_empty(), "no golden has an answer of {unmet:?}");
}

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs")
}

/// The chapter with its generated parts made anew.
fn remade(text: &str, used: &mut BTreeSet<String>) -> String {
    let mut made = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("<!-- generated: ") {
        let (before, part) = rest.split_at(at);
        let (mark, behind) = part.split_once('\n').expect("a line");
        let name = mark.trim_start_matches("<!-- generated: ");
        let name = name.trim_end_matches(" -->");
        let (_, make) = PARTS.iter().find(|(part, _)| *part == name).expect(name);
        let end = behind
            .find("<!-- end -->")
            .expect("an end of what is generated");
        used.insert(name.to_owned());
        made += &format!("{before}{mark}\n\n{}\n", make().trim());
        made.push('\n');
        rest = &behind[end..];
    }
    made + rest
}

fn first_difference(chapter: &str, text: &str, made: &str) -> String {
    let same = text
        .lines()
        .zip(made.lines())
        .take_while(|(a, b)| a == b)
        .count();
    let line = |text: &str| text.lines().nth(same).unwrap_or_default().to_owned();
    format!(
        "docs/{chapter}:{}\n- {}\n+ {}",
        same + 1,
        line(text),
        line(made)
    )
}
