//! Definitions as Markdown.

use clap::{Arg, Command};
use migrate_check::codes;
use migrate_check::reference;

/// A table of the commands, then each of them.
pub fn commands(mut command: Command) -> String {
    command.build();
    let name = command.get_name().to_owned();
    let all: Vec<&Command> = command
        .get_subcommands()
        .filter(|below| below.get_name() != "help" && !below.is_hide_set())
        .collect();
    let common = Common::of(&command, &all);
    let mut text = table(
        &["command", ""],
        all.iter().map(|one| {
            let about = one.get_about().map(ToString::to_string).unwrap_or_default();
            let link = format!("{name} {}", one.get_name()).replace(' ', "-");
            vec![format!("[`{}`](#{link})", one.get_name()), cell(&about)]
        }),
    );
    text += "\nThese are taken by most of them:\n\n";
    text += &options(common.args.iter().copied());
    for one in all {
        text += &page(&name, one, &common);
    }
    text
}

/// Options that are the same in many commands.
struct Common<'c> {
    args: Vec<&'c Arg>,
}

impl<'c> Common<'c> {
    fn of(command: &'c Command, all: &[&'c Command]) -> Self {
        let global = command.get_arguments().filter(|arg| !is_left_out(arg));
        let mut args: Vec<&Arg> = global.collect();
        for arg in all.iter().flat_map(|one| one.get_arguments()) {
            let same = all
                .iter()
                .filter(|one| one.get_arguments().any(|other| is_same(arg, other)));
            let is_known = args.iter().any(|known| is_same(known, arg));
            if !is_left_out(arg) && !is_known && same.count() * 2 > all.len() {
                args.push(arg);
            }
        }
        Self { args }
    }

    fn has(&self, arg: &Arg) -> bool {
        self.args.iter().any(|common| is_same(common, arg))
    }
}

/// What it is called and what it means, but for its wording: `--format` says what it is the format of.
fn is_same(one: &Arg, other: &Arg) -> bool {
    let is_format =
        |arg: &Arg| arg.get_long() == Some("format") && arg.get_possible_values().len() == 2;
    one.get_id() == other.get_id()
        && (one.get_help().map(ToString::to_string) == other.get_help().map(ToString::to_string)
            || is_format(one) && is_format(other))
}

/// clap's own, and what only tests use.
fn is_left_out(arg: &Arg) -> bool {
    arg.is_hide_set() || matches!(arg.get_id().as_str(), "help" | "version")
}

fn page(program: &str, command: &Command, common: &Common<'_>) -> String {
    let name = command.get_name();
    let mut text = format!("\n### {program} {name}\n\n");
    let about = command.get_long_about().or(command.get_about());
    text += &paragraphs(&about.map(ToString::to_string).unwrap_or_default());
    let usage = command.clone().render_usage().to_string();
    let usage = usage.trim_start_matches("Usage:").trim();
    text += &format!("\n```text\n{usage}\n```\n");
    let aliases: Vec<String> = command
        .get_all_aliases()
        .map(|alias| format!("`{alias}`"))
        .collect();
    if !aliases.is_empty() {
        text += &format!("\nAlso called {}.\n", aliases.join(", "));
    }
    let (shared, own): (Vec<&Arg>, Vec<&Arg>) = command
        .get_arguments()
        .filter(|arg| !is_left_out(arg))
        .partition(|arg| common.has(arg));
    if !own.is_empty() {
        text.push('\n');
        text += &options(own.into_iter());
    }
    let shared: Vec<String> = shared
        .into_iter()
        .filter(|arg| !arg.is_global_set())
        .map(|arg| format!("`{}`", spelled(arg)))
        .collect();
    if !shared.is_empty() {
        text += &format!("\nAnd {}.\n", shared.join(", "));
    }
    if let Some(example) = command.get_after_help() {
        let examples = example.to_string();
        let examples = examples
            .trim_start_matches("Examples:")
            .trim_start_matches("Example:");
        text += "\n```sh\n";
        for line in examples
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
        {
            // `EDITOR=… cargo migrate edit`
            let is_whole = line.contains(program);
            text += &if is_whole {
                format!("{line}\n")
            } else {
                format!("{program} {line}\n")
            };
        }
        text += "```\n";
    }
    text
}

fn options<'a>(args: impl Iterator<Item = &'a Arg>) -> String {
    table(
        &["argument", ""],
        args.map(|arg| vec![format!("`{}`", spelled(arg)), meaning(arg)]),
    )
}

/// `-m, --message <TEXT>`, `[TARGET]`.
fn spelled(arg: &Arg) -> String {
    let values: Vec<String> = match arg.get_action().takes_values() {
        true => match arg.get_value_names() {
            Some(names) => names.iter().map(|name| name.to_string()).collect(),
            None => vec![arg.get_id().as_str().to_uppercase()],
        },
        false => Vec::new(),
    };
    let values = values.join(" ");
    if arg.is_positional() {
        let repeated = arg
            .get_num_args()
            .is_some_and(|range| range.max_values() > 1);
        let dots = if repeated { "…" } else { "" };
        return match arg.is_required_set() {
            true => format!("{values}{dots}"),
            false => format!("[{values}]{dots}"),
        };
    }
    let short = arg.get_short().map(|short| format!("-{short}"));
    let long = arg.get_long().map(|long| format!("--{long}"));
    let names: Vec<String> = short.into_iter().chain(long).collect();
    format!("{} {values}", names.join(", "))
        .trim_end()
        .to_owned()
}

/// Its help, what it may be, and what holds without it.
fn meaning(arg: &Arg) -> String {
    let help = arg.get_long_help().or(arg.get_help());
    let mut text = cell(&help.map(ToString::to_string).unwrap_or_default());
    let values: Vec<String> = arg
        .get_possible_values()
        .iter()
        .filter(|value| !value.is_hide_set() && arg.get_action().takes_values())
        .map(|value| match value.get_help() {
            Some(help) => format!(
                "`{}` ({})",
                value.get_name(),
                lowered(&cell(&help.to_string()))
            ),
            None => format!("`{}`", value.get_name()),
        })
        .collect();
    if !values.is_empty() {
        text += &format!(": {}", values.join(", "));
    }
    let defaults: Vec<String> = arg
        .get_default_values()
        .iter()
        .map(|value| format!("`{}`", value.to_string_lossy()))
        .collect();
    if !defaults.is_empty() && arg.get_action().takes_values() {
        text += &format!(". Default: {}", defaults.join(", "));
    }
    text
}

/// `migrate.toml` and `revision.toml`, a table each section.
pub fn keys() -> String {
    let mut text = String::new();
    for section in reference::sections() {
        text += &format!("\n### {}\n\n{}\n\n", section.title, section.about);
        text += &table(
            &["key", "value", ""],
            section.keys.iter().map(|key| {
                vec![
                    format!("`{}`", key.name),
                    format!("`{}`", key.example),
                    cell(&key.meaning),
                ]
            }),
        );
    }
    text
}

/// The lints, each with why it matters and an example.
pub fn lints() -> String {
    let mut text = String::new();
    for lint in reference::LINTS {
        let (code, level, example) = (lint.code, lint.level.name(), &lint.example);
        text += &format!("\n### `{code}`\n\n");
        text += &paragraphs(&format!("{}. Its level is `{level}`.", lint.meaning));
        text += &format!("\n{}\n```sql\n", paragraphs(lint.why));
        if !example.before.is_empty() {
            text += &format!("-- {}, before:\n{}\n", example.dialect, example.before);
        }
        text += &format!("-- found:\n{}\n", scripts(&example.bad));
        text += &format!("-- instead:\n{}```\n", scripts(&example.good));
    }
    text
}

/// The scripts of a revision in an example, one after the other.
fn scripts(revision: &reference::ExampleRevision) -> String {
    let setting = match revision.transaction {
        true => "",
        false => "-- in a revision with `transaction = false`\n",
    };
    match revision.down {
        "" => format!("{setting}{}", revision.up),
        down => format!("{setting}{}-- and down:\n{down}", revision.up),
    }
}

/// The codes of diagnostics, a table each group.
pub fn codes() -> String {
    let mut text = String::new();
    for (title, codes) in codes::groups() {
        text += &format!("\n### {title}\n\n");
        text += &table(
            &["code", ""],
            codes.iter().map(|(code, meaning)| {
                vec![
                    format!("`{code}`"),
                    cell(meaning.trim().trim_end_matches('.')),
                ]
            }),
        );
    }
    text
}

pub fn table(head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut text = format!("| {} |\n|{}\n", head.join(" | "), "---|".repeat(head.len()));
    for row in rows {
        text += &format!("| {} |\n", row.join(" | "));
    }
    text
}

/// Text on one line, for a cell of a table.
fn cell(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words
        .join(" ")
        .replace('|', "\\|")
        .replace('*', "\\*")
        .replace('<', "&lt;")
}

fn lowered(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| {
        first.to_lowercase().chain(letters).collect()
    })
}

fn paragraphs(text: &str) -> String {
    let paragraphs = text
        .split("\n\n")
        .filter(|paragraph| !paragraph.trim().is_empty());
    let wrapped = paragraphs.map(|paragraph| wrapped(&cell(paragraph).replace("\\|", "|")));
    wrapped.collect::<Vec<_>>().join("\n")
}

/// Lines of at most 100 characters.
fn wrapped(text: &str) -> String {
    let mut lines = String::new();
    let mut width = 0;
    for word in text.split(' ') {
        let length = word.chars().count();
        if width > 0 && width + 1 + length > 100 {
            lines.push('\n');
            width = 0;
        } else if width > 0 {
            lines.push(' ');
            width += 1;
        }
        lines += word;
        width += length;
    }
    lines + "\n"
}
