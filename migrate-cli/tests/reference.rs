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

const PARTS: [Part; 6] = [
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
    ("lints", markdown::lints),
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

/// Every command that a chapter or the README shows, as the command line reads it.
#[test]
fn no_command_is_shown_that_can_not_work() {
    let mut chapters: Vec<PathBuf> = fs::read_dir(docs())
        .expect("docs/")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|end| end == "md"))
        .collect();
    chapters.push(docs().join("../README.md"));
    let (mut read, mut wrong) = (0, Vec::new());
    for path in chapters {
        let text = fs::read_to_string(&path).expect("a chapter");
        for line in shown_commands(&text) {
            let Some((mut command, words)) = parsed(line) else {
                continue;
            };
            read += 1;
            if let Err(error) = command.try_get_matches_from_mut(words)
                && error.use_stderr()
            {
                wrong.push(format!("{}: {line}\n{error}", path.display()));
            }
        }
    }
    assert!(read > 50, "only {read} commands were found");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The lines of code blocks that are commands. Those that say what a command takes hold `[OPTIONS]`.
fn shown_commands(text: &str) -> impl Iterator<Item = &str> {
    let mut is_code = false;
    let lines = text.lines().filter(move |line| {
        is_code ^= line.starts_with("```");
        is_code
    });
    let commands = lines.map(|line| line.strip_prefix("$ ").unwrap_or(line));
    commands.filter(|line| !line.contains("[OPTIONS]") && !line.ends_with('\\'))
}

/// The definition that a line is read by, and its words: up to a pipe, a redirection or a comment.
fn parsed(line: &str) -> Option<(clap::Command, Vec<String>)> {
    // `EDITOR="code --wait" cargo migrate edit head`
    let is_variable = |before: &str| before.starts_with(|c: char| c.is_ascii_uppercase());
    let line = match line.split_once("cargo migrate ") {
        Some((before, _)) if is_variable(before) => &line[before.len()..],
        _ => line,
    };
    let (command, rest) = if let Some(rest) = line.strip_prefix("cargo migrate ") {
        (authoring::command(), rest)
    } else if let Some(rest) = line.strip_prefix("app ") {
        (app::command("app"), rest)
    } else {
        return None;
    };
    let mut words = vec!["app".to_owned()];
    let mut word: Option<String> = None;
    let mut is_quoted = false;
    for c in rest.chars().chain([' ']) {
        match c {
            '"' => {
                is_quoted = !is_quoted;
                word.get_or_insert_default();
            }
            ' ' if !is_quoted => words.extend(word.take()),
            '|' | '>' | '#' | '&' if !is_quoted && word.is_none() => break,
            _ => word.get_or_insert_default().push(c),
        }
    }
    Some((command, words))
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
