//! `cargo migrate`: the commands that work on a migrations directory. Some of them compare it with a live
//! database; none of them migrates a database in use.

use crate::args::Outcome;
use crate::format::Format;
use crate::ui::print_usage;
use crate::{Terminal, cmd};
use clap::{CommandFactory, Parser, Subcommand};
use std::ffi::OsString;
use std::process::ExitCode;

/// Checks, shows and extends a directory of SQL migrations
///
/// Works on the files; `check --url` and `verify` look at a database too. To bring one to a revision,
/// run the application that embeds the directory.
#[derive(Debug, Parser)]
#[command(
    name = "cargo migrate",
    bin_name = "cargo migrate",
    version,
    verbatim_doc_comment,
    after_help = "Example: cargo migrate check --dir migrations/shop"
)]
pub struct Cli {
    /// Print only the answer, problems, and errors
    #[arg(long, short, global = true)]
    quiet: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Init(cmd::init::Init),
    Check(cmd::check::Check),
    Plan(cmd::plan::Plan),
    Heads(cmd::heads::Heads),
    Branches(cmd::branches::Branches),
    History(cmd::history::History),
    Show(cmd::show::Show),
    Graph(cmd::graph::Graph),
    #[command(visible_alias = "new")]
    Revision(cmd::revision::Revision),
    Merge(cmd::merge::Merge),
    Rebase(cmd::rebase::Rebase),
    Rename(cmd::rename::Rename),
    Edit(cmd::edit::Edit),
    Squash(cmd::squash::Squash),
    PrintSql(cmd::print_sql::PrintSql),
    PrintSchema(cmd::print_schema::PrintSchema),
    Seal(cmd::seal::Seal),
    Verify(cmd::verify::Verify),
    Adopt(cmd::adopt::Adopt),
}

/// Runs `cargo migrate` with the words of a command line, the program's name first. The exit code is 0 on
/// success, 1 if something is wrong, and 2 if the command line is invalid.
pub fn main(words: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(without_subcommand_name(words)) {
        Ok(cli) => cli,
        Err(error) => return print_usage(&error),
    };
    let mut terminal = Terminal::stdio();
    if cli.quiet {
        terminal.be_quiet();
    }
    let outcome = match cli.command.run(&mut terminal) {
        Err(failure) if cli.command.answers_in_json() => Err(failure.told(&mut terminal)),
        outcome => outcome,
    };
    if let Some(failure) = outcome.as_ref().err().filter(|failure| !failure.is_told) {
        terminal.error(failure);
    }
    terminal.exit_code(matches!(outcome, Ok(true)))
}

impl Command {
    fn run(&self, terminal: &mut Terminal) -> Outcome {
        match self {
            Command::Init(init) => init.run(terminal),
            Command::Check(check) => check.run(terminal),
            Command::Plan(plan) => plan.run(terminal),
            Command::Heads(heads) => heads.run(terminal),
            Command::Branches(branches) => branches.run(terminal),
            Command::History(history) => history.run(terminal),
            Command::Show(show) => show.run(terminal),
            Command::Graph(graph) => graph.run(terminal),
            Command::Revision(revision) => revision.run(terminal),
            Command::Merge(merge) => merge.run(terminal),
            Command::Rebase(rebase) => rebase.run(terminal),
            Command::Rename(rename) => rename.run(terminal),
            Command::Edit(edit) => edit.run(terminal),
            Command::Squash(squash) => squash.run(terminal),
            Command::PrintSql(print_sql) => print_sql.run(terminal),
            Command::PrintSchema(print_schema) => print_schema.run(terminal),
            Command::Seal(seal) => seal.run(terminal),
            Command::Verify(verify) => verify.run(terminal),
            Command::Adopt(adopt) => adopt.run(terminal),
        }
    }
}

impl Command {
    /// Returns whether the output is JSON.
    fn answers_in_json(&self) -> bool {
        let format = match self {
            Command::Init(init) => init.format,
            Command::Check(check) => check.format,
            Command::Plan(plan) => plan.format,
            Command::Heads(heads) => heads.format,
            Command::Branches(branches) => branches.format,
            Command::History(history) => history.format,
            Command::Show(show) => show.format,
            Command::Graph(graph) => return graph.is_json(),
            Command::Revision(revision) => revision.format,
            Command::Merge(merge) => merge.format,
            Command::Rebase(rebase) => rebase.format,
            Command::Rename(rename) => rename.format,
            Command::Squash(squash) => squash.format,
            Command::PrintSql(print_sql) => print_sql.format,
            Command::Seal(seal) => seal.format,
            Command::Verify(verify) => verify.format,
            Command::Adopt(adopt) => adopt.format,
            Command::Edit(_) | Command::PrintSchema(_) => Format::Text,
        };
        format == Format::Json
    }
}

/// Returns the definition of the command line, for completions and manuals.
pub fn command() -> clap::Command {
    Cli::command()
}

/// Removes the word `migrate`: cargo runs `cargo-migrate migrate …`.
fn without_subcommand_name(words: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let mut words: Vec<OsString> = words.into_iter().collect();
    if words.get(1).is_some_and(|word| word == "migrate") {
        words.remove(1);
    }
    words
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_definition_is_sound() {
        super::command().debug_assert();
    }
}
