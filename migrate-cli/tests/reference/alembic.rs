//! Checks the table of Alembic's commands in `docs/moving-from-alembic.md`: it has all of them, and the
//! commands and options of ours that it names exist.

use super::docs;
use clap::Command;
use migrate_cli::{app, authoring};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

/// The options that `--help` of Alembic lists, as [`recorded`] reads them.
const RECORDED: &str = include_str!("alembic.txt");

#[test]
fn every_command_and_option_of_alembic_is_in_the_table() {
    let rows = rows();
    let mut missing = Vec::new();
    for (command, options) in recorded() {
        let Some(named) = rows.get(&command) else {
            missing.push(command);
            continue;
        };
        let is_missing = |option: &&String| option.split('/').all(|name| !named.contains(name));
        missing.extend(
            options
                .iter()
                .filter(is_missing)
                .map(|option| format!("{command} {option}")),
        );
    }
    assert!(missing.is_empty(), "not in the table: {missing:?}");
}

#[test]
fn the_commands_of_ours_in_the_table_exist() {
    let mut programs = BTreeMap::from([
        ("app", app::command("app")),
        ("cargo migrate", authoring::command()),
    ]);
    programs.values_mut().for_each(Command::build);
    let mut wrong = Vec::new();
    let mut checked = 0;
    for (_, ours) in table() {
        let mut command: Option<&Command> = None;
        for span in spans(&ours) {
            let program = programs
                .iter()
                .find(|(name, _)| span.starts_with(&format!("{name} ")));
            let words: Vec<&str> = match program {
                Some((name, program)) => {
                    let mut words = span[name.len()..].split_whitespace().peekable();
                    let is_option = words.peek().is_some_and(|word| word.starts_with('-'));
                    command = match is_option {
                        true => Some(program),
                        false => words.next().and_then(|name| program.find_subcommand(name)),
                    };
                    if command.is_none() {
                        wrong.push(span.clone());
                    }
                    words.collect()
                }
                None => span.split_whitespace().collect(),
            };
            for option in words.into_iter().filter(|word| word.starts_with('-')) {
                checked += 1;
                if !command.is_some_and(|command| takes(command, option)) {
                    wrong.push(format!("{span}: {option}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "they do not exist: {wrong:?}");
    assert!(checked > 30, "only {checked} options were looked up");
}

/// Compares the recorded options with Alembic's own.
#[test]
#[ignore = "needs Alembic: MIGRATE_TEST_ALEMBIC says how it is run"]
fn alembic_prints_these_options() {
    let program = std::env::var("MIGRATE_TEST_ALEMBIC").expect("MIGRATE_TEST_ALEMBIC");
    for (command, options) in recorded() {
        let words = program.split_whitespace().map(str::to_owned);
        let mut words: Vec<String> = words.collect();
        words.extend((command != "alembic").then(|| command.clone()));
        let output = std::process::Command::new(&words[0])
            .args(&words[1..])
            .arg("--help")
            .env("COLUMNS", "200")
            .output()
            .expect("Alembic");
        let help = String::from_utf8_lossy(&output.stdout);
        assert_eq!(options_of(&help), options, "{command}");
        if command == "alembic" {
            let (_, commands) = help.split_once('{').expect("the commands");
            let (commands, _) = commands.split_once('}').expect("the commands");
            let commands: BTreeSet<String> = commands.split(',').map(str::to_owned).collect();
            let mut known: BTreeSet<String> = recorded().into_keys().collect();
            known.remove("alembic");
            assert_eq!(commands, known);
        }
    }
}

/// Returns the options in a help text of argparse, except `--help`.
fn options_of(help: &str) -> Vec<String> {
    let lines = help.lines().filter_map(|line| line.strip_prefix("  -"));
    let options = lines.map(|line| {
        let names = line.split("  ").next().unwrap_or_default();
        let names = names
            .split(", ")
            .map(|name| name.split(' ').next().unwrap_or_default());
        let names: Vec<&str> = names.collect();
        format!("-{}", names.join("/"))
    });
    options.filter(|option| option != "-h/--help").collect()
}

/// Returns the commands with their options; those before a command belong to `alembic`.
fn recorded() -> BTreeMap<String, Vec<String>> {
    let lines = RECORDED.lines().filter(|line| !line.starts_with('#'));
    let command = |line: &str| {
        let mut words = line.split(' ').map(str::to_owned);
        Some((words.next()?, words.collect()))
    };
    lines.filter_map(command).collect()
}

/// Returns the options that the table has for each of Alembic's commands.
fn rows() -> BTreeMap<String, BTreeSet<String>> {
    let mut rows: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (alembic, _) in table() {
        let spans = spans(&alembic);
        let words: Vec<&str> = spans
            .iter()
            .flat_map(|span| span.split_whitespace())
            .collect();
        let named = rows.entry(words[0].to_owned()).or_default();
        named.extend(words[1..].iter().map(|word| (*word).to_owned()));
    }
    rows
}

/// Returns the first two cells of each row.
fn table() -> Vec<(String, String)> {
    let chapter = fs::read_to_string(docs().join("moving-from-alembic.md")).expect("the chapter");
    let (_, section) = chapter.split_once("\n## Commands\n").expect("the section");
    let (section, _) = section.split_once("\n## ").expect("its end");
    let rows = section.lines().filter(|line| line.starts_with("| `"));
    let cells = |row: &str| {
        let mut cells = row
            .trim_matches('|')
            .split(" | ")
            .map(|cell| cell.trim().to_owned());
        Some((cells.next()?, cells.next().unwrap_or_default()))
    };
    rows.filter_map(cells).collect()
}

/// Returns the code spans of a cell.
fn spans(cell: &str) -> Vec<String> {
    cell.split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

fn takes(command: &Command, option: &str) -> bool {
    let mut arguments = command.get_arguments();
    arguments.any(|argument| match option.strip_prefix("--") {
        Some(long) => argument.get_long() == Some(long),
        None => argument
            .get_short()
            .is_some_and(|short| option == format!("-{short}")),
    })
}
