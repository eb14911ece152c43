//! What `docs/deploying.md` shows is what happens: its manifests' commands are run in the order of a
//! rollout, by an old and a new version of a program.

use clap::Parser;
use migrate_cli::app::Command;
use migrate_cli::{Failure, Terminal};
use migrate_runtime::{Chain, Database, Embedded, Supports};
use migrate_tests::chains::{chain, rev};
use migrate_tests::databases::{Mysql, Postgres, Sqlite, TestDatabase};
use migrate_tests::test_chain;
use std::fs;
use std::path::Path;

fn first() -> migrate_tests::chains::Rev {
    rev("a", "CREATE TABLE one (id INT);\n").down("DROP TABLE one;\n")
}

fn old() -> Chain {
    chain(&[first()])
}

fn new() -> Chain {
    let second = rev("b", "CREATE TABLE two (id INT);\n").down("DROP TABLE two;\n");
    chain(&[first(), second.revises(&["a"])])
}

test_chain!(Old, old());
test_chain!(New, new());

#[test]
fn sqlite_a_rollout() {
    a_rollout::<Sqlite>();
}

#[test]
#[ignore = "needs a PostgreSQL server: tests/run"]
fn postgres_a_rollout() {
    a_rollout::<Postgres>();
}

#[test]
#[ignore = "needs a MySQL or MariaDB server: tests/run"]
fn mysql_a_rollout() {
    a_rollout::<Mysql>();
}

/// The page's example is a test of an application's.
#[test]
fn the_page_quotes_the_test() {
    let test = Path::new(env!("CARGO_MANIFEST_DIR")).join("../app-example/tests/embedded.rs");
    let test = fs::read_to_string(test).expect("the test");
    let page = page();
    let block = page.split("```rust\n").nth(1).expect("a block of Rust");
    let block = block.split("```").next().unwrap_or_default();
    assert!(test.contains(block), "{block}");
}

fn a_rollout<D: TestDatabase>()
where
    Old: Supports<<D::Connection as Database>::Dialect>,
    New: Supports<<D::Connection as Database>::Dialect>,
{
    let commands = commands();
    let [upgrade, ready] = &commands[..] else {
        panic!("an init container and a probe: {commands:?}");
    };
    let database = D::create();
    let connection = &mut database.connect();
    let mut runs = |is_new: bool, words: &[String]| {
        let outcome = match is_new {
            true => run(&New, words, connection),
            false => run(&Old, words, connection),
        };
        outcome.map_or_else(|failure| failure.exit.code(), |()| 0)
    };
    assert_eq!(runs(false, ready), 3, "nothing is there");
    assert_eq!(runs(false, upgrade), 0);
    assert_eq!(runs(false, ready), 0);
    assert_eq!(runs(true, ready), 3, "the new version waits");
    assert_eq!(runs(true, upgrade), 0);
    assert_eq!(runs(true, ready), 0);
    // The old version goes on, and one of its pods is started elsewhere.
    assert_eq!(runs(false, ready), 0);
    assert_eq!(runs(false, upgrade), 0);
    for words in [upgrade, ready] {
        let strict: Vec<String> = words
            .iter()
            .filter(|word| !word.starts_with("--tol"))
            .cloned()
            .collect();
        assert_eq!(strict.len() + 1, words.len());
        assert_eq!(runs(false, &strict), 4, "what the option is for");
    }
    let unit = line_of_unit("ExecStartPre=");
    assert_eq!(runs(true, &unit), 0);
}

fn run<M, C>(migrations: &M, words: &[String], connection: &mut C) -> Result<(), Failure>
where
    M: Embedded + Supports<C::Dialect>,
    C: Database,
{
    #[derive(Parser)]
    struct Shop {
        #[command(subcommand)]
        command: Command,
    }
    let shop = Shop::try_parse_from(words).unwrap_or_else(|error| panic!("{error}"));
    shop.command
        .run(migrations, connection, &mut Terminal::stdio())
}

fn page() -> String {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/deploying.md");
    fs::read_to_string(page).expect("the page")
}

/// What the manifest runs of `migrate_cli`'s: that of the init container, and that of the probe.
fn commands() -> Vec<Vec<String>> {
    let page = page();
    let lists = page
        .lines()
        .filter_map(|line| line.trim().strip_prefix("command: ["));
    let words = |list: &str| -> Vec<String> {
        let list = list.trim_end_matches(']');
        list.split(", ")
            .map(|word| word.trim_matches('"').to_owned())
            .collect()
    };
    lists
        .map(words)
        .filter(|words| words[1] != "serve")
        .collect()
}

fn line_of_unit(key: &str) -> Vec<String> {
    let page = page();
    let line = page.lines().find_map(|line| line.strip_prefix(key));
    let words = line.expect("a line of the unit").split(' ');
    words.map(str::to_owned).collect()
}
