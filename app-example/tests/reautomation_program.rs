//! REAutomation's program, typed: offices with a database each, and input that is wrong.
#![cfg(all(feature = "sqlite", feature = "postgres", feature = "pool"))]

// The program has PostgreSQL alone when it is built for these tests.
#[allow(dead_code)]
mod support;

use app_example::reautomation::migrations::{MIGRATIONS, revision};
use app_example::reautomation::queries::Calls;
use diesel::{Connection, PgConnection};
use std::io::{BufRead, BufReader};
use std::process::{Command, Output, Stdio};
use support::Asks;

/// The databases of two offices, which go again.
struct Offices {
    name: String,
}

fn server() -> String {
    std::env::var("MIGRATE_TEST_POSTGRES_URL").expect("tests/run sets the server's URL")
}

impl Offices {
    const NAMES: [&'static str; 2] = ["lisbon", "porto"];

    fn create(test: &str) -> Self {
        let name = format!("rea_{test}_{}", std::process::id());
        let mut admin = PgConnection::establish(&server()).expect("the server");
        for office in Self::NAMES {
            admin.run(&format!("CREATE DATABASE {name}_{office}"));
        }
        Self { name }
    }

    fn url(&self, office: &str) -> String {
        let url = server();
        let (before, options) = url.split_once('?').map_or((&*url, ""), |(a, b)| (a, b));
        let (host, _) = before.rsplit_once('/').expect("a path");
        format!("{host}/{}_{office}?{options}", self.name)
    }

    fn connect(&self, office: &str) -> PgConnection {
        PgConnection::establish(&self.url(office)).expect("the database")
    }

    /// The program, which knows where both databases are.
    fn program(&self, arguments: &[&str]) -> Command {
        let mut program = Command::new(env!("CARGO_BIN_EXE_reautomation"));
        program
            .args(arguments)
            .env_remove("ALEMBIC_DATABASE_URL")
            .env_remove("DATABASE_URL")
            .env("LISBON_DATABASE_URL", self.url("lisbon"))
            .env("PORTO_DATABASE_URL", self.url("porto"))
            .env("NO_COLOR", "1");
        program
    }

    /// Returns the exit code and everything that was said.
    fn typed(&self, arguments: &[&str]) -> (i32, String) {
        said(&self.program(arguments).output().expect("the program runs"))
    }
}

fn said(output: &Output) -> (i32, String) {
    let said = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes));
    (output.status.code().unwrap_or(-1), said.concat())
}

impl Drop for Offices {
    fn drop(&mut self) {
        if let Ok(mut admin) = PgConnection::establish(&server()) {
            for office in Self::NAMES {
                let name = &self.name;
                admin.run(&format!(
                    "DROP DATABASE IF EXISTS {name}_{office} WITH (FORCE)"
                ));
            }
        }
    }
}

#[track_caller]
fn assert_says((code, said): (i32, String), expected: i32, words: &[&str]) {
    assert_eq!(code, expected, "{said}");
    for words in words {
        assert!(said.contains(words), "not said: {words}\n{said}");
    }
}

/// Every office is upgraded and served through a pool, and each call is taken once.
#[test]
#[ignore = "needs a PostgreSQL server: tests/run"]
fn postgres_offices_are_served() {
    let offices = Offices::create("served");
    let fresh = offices.typed(&["offices"]);
    assert_says(
        fresh,
        1,
        &[
            "2 of 2 databases not at the head: lisbon, porto",
            "not initialized",
        ],
    );
    // Two processes start at the same time: one migrates, and the other waits.
    let start = || {
        let mut program = offices.program(&["serve", "--until-idle", "--workers", "3"]);
        program
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts")
    };
    let both = [start(), start()];
    for program in both {
        let ended = said(&program.wait_with_output().expect("it ends"));
        assert_says(
            ended,
            0,
            &[
                "lisbon: 004_performance_indexes (head)",
                "porto: 004_performance_indexes",
            ],
        );
    }
    assert_says(
        offices.typed(&["offices"]),
        0,
        &[
            "lisbon: 004_performance_indexes (head)",
            "porto: 004_performance_indexes (head)",
        ],
    );
    for office in Offices::NAMES {
        let connection = &mut offices.connect(office);
        for number in 0..40 {
            connection
                .queue_call(&format!("+{number}"))
                .expect("a call");
        }
    }
    for program in [start(), start()] {
        let ended = said(&program.wait_with_output().expect("it ends"));
        assert_says(ended, 0, &[]);
    }
    for office in Offices::NAMES {
        let connection = &mut offices.connect(office);
        let calls = connection.calls_by_status().expect("the calls");
        assert_eq!(calls, [("completed".to_owned(), 40)], "{office}");
        assert_eq!(connection.rows("conversation_history"), 40, "{office}");
    }
    // One office alone, and one that does not exist.
    assert_says(
        offices.typed(&["--name", "porto", "current"]),
        0,
        &["004_performance_indexes (head)"],
    );
    let faro = offices.typed(&["--name", "faro", "current"]);
    assert_says(
        faro,
        1,
        &["no database is named `faro`", "`lisbon`, `porto`"],
    );
}

/// What is wrong with one office does not keep the others back, and is said.
#[test]
#[ignore = "needs a PostgreSQL server: tests/run"]
fn postgres_an_office_that_fails() {
    let offices = Offices::create("fails");
    offices
        .connect("porto")
        .run("CREATE TABLE calls (id bigint)");
    let outcome = offices.typed(&["upgrade-all"]);
    let words = [
        "lisbon: 004_performance_indexes (head)",
        "relation \"calls\" already exists",
        "the office is `porto`",
        "1 of 2 databases not upgraded: porto",
    ];
    assert_says(outcome, 1, &words);
    let connection = &mut offices.connect("lisbon");
    connection.queue_call("+1").expect("a call");
    let served = offices.typed(&["serve", "--until-idle"]);
    assert_says(
        served,
        1,
        &[
            "lisbon: call 1 completed",
            "1 of 2 databases not served: porto",
        ],
    );
    let mut without = offices.program(&["upgrade-all"]);
    let output = without
        .env_remove("PORTO_DATABASE_URL")
        .output()
        .expect("it runs");
    assert_says(
        said(&output),
        1,
        &[
            "there is no URL for the database `porto`",
            "set PORTO_DATABASE_URL",
        ],
    );
}

/// Revisions, directions and backfills that can't be meant are refused, and nothing changes.
#[test]
#[ignore = "needs a PostgreSQL server: tests/run"]
fn postgres_wrong_input_is_refused() {
    let offices = Offices::create("input");
    let typed = |words: &[&str]| offices.typed(&[&["--name", "lisbon"], words].concat());
    let before = typed(&["backfill", "run", "message_tokens"]);
    assert_says(
        before,
        1,
        &["`003_context_management` is not applied. Run `upgrade` first"],
    );
    assert_says(typed(&["backfill", "status"]), 1, &["Run `upgrade` first"]);
    assert_says(typed(&["upgrade", "002_voice_agent_integration"]), 0, &[]);
    for (words, code, says) in [
        (&["upgrade", "005_nowhere"][..], 1, &["005_nowhere"][..]),
        (
            &["upgrade", "003_add_context_management_fields"],
            1,
            &["003_add_context_management_fields"],
        ),
        (&["downgrade", "26a6cb1543c9"], 1, &["26a6cb1543c9"]),
        (
            &["upgrade", "00"],
            1,
            &["001_langsmith_monitoring", "004_performance_indexes"],
        ),
        (
            &["upgrade", "backfill"],
            1,
            &["backfill_message_tokens", "backfill_context_fields"],
        ),
        (&["upgrade", "001_langsmith_monitoring"], 1, &["downgrade"]),
        (
            &["downgrade", "004_performance_indexes"],
            1,
            &["004_performance_indexes"],
        ),
        (&["downgrade", "-9"], 1, &["-9"]),
        (&["upgrade", "+9"], 1, &["+9"]),
        (&["stamp", "007"], 1, &["007"]),
        (
            &["backfill", "run", "new_field"],
            2,
            &["new_field", "message_tokens, context_fields"],
        ),
        (
            &["backfill", "run", "message_tokens", "--batch-size", "0"],
            2,
            &["0"],
        ),
        (&["serve", "--workers", "0"], 2, &["0"]),
    ] {
        println!("$ reautomation {}\n{}", words.join(" "), typed(words).1);
        assert_says(typed(words), code, says);
        let at = typed(&["current"]);
        assert_says(at, 0, &["002_voice_agent_integration"]);
    }
}

const MESSAGES: i64 = 3000;

/// Kills the program when it waits for a message in the middle, and returns what it said.
fn kill_in_the_middle(offices: &Offices, arguments: &[&str]) {
    // Its lock is what the program waits for, so where it is does not depend on time.
    let connection = &mut offices.connect("lisbon");
    connection.run("BEGIN");
    connection.run("SELECT id FROM conversation_history WHERE id = 1250 FOR UPDATE");
    let mut program = offices.program(&[&["--name", "lisbon"], arguments].concat());
    let mut running = program.stderr(Stdio::piped()).spawn().expect("it starts");
    let lines = BufReader::new(running.stderr.take().expect("a pipe")).lines();
    let seen: Vec<String> = lines
        .map_while(Result::ok)
        .take_while(|line| !line.contains("1200 of 3000 messages"))
        .collect();
    assert!(
        seen.iter()
            .any(|line| line.contains("100 of 3000 messages")),
        "{seen:?}"
    );
    running.kill().expect("it runs");
    running.wait().expect("it is dead");
    connection.run("ROLLBACK");
}

/// A backfill is killed in the middle, in an upgrade and on its own: what was done stays, the rest follows,
/// and nothing is done twice.
#[test]
#[ignore = "needs a PostgreSQL server: tests/run"]
fn postgres_a_backfill_that_is_killed() {
    let offices = Offices::create("killed");
    let connection = &mut offices.connect("lisbon");
    let to = MIGRATIONS
        .migrator()
        .target(revision::ADD_CONTEXT_MANAGEMENT_FIELDS);
    to.run(connection).expect("the tables");
    connection.run(&format!(
        "INSERT INTO calls (phone_number, status, tier) VALUES ('+1', 'completed', 'tier1'); \
         INSERT INTO conversation_history (call_id, role, content) \
         SELECT 1, 'user', repeat('x', i % 40) FROM generate_series(1, {MESSAGES}) i; \
         CREATE TABLE writes (id bigint); \
         CREATE FUNCTION note_write() RETURNS trigger LANGUAGE plpgsql AS $$ \
         BEGIN INSERT INTO writes VALUES (NEW.id); RETURN NEW; END $$; \
         CREATE TRIGGER note_write BEFORE UPDATE OF token_count ON conversation_history \
         FOR EACH ROW WHEN (NEW.token_count IS NOT NULL) EXECUTE FUNCTION note_write()"
    ));
    let typed = |words: &[&str]| offices.typed(&[&["--name", "lisbon"], words].concat());
    let all_once = |connection: &mut PgConnection| {
        assert_eq!(
            connection.rows("conversation_history WHERE token_count IS NULL"),
            0
        );
        assert_eq!(connection.rows("writes"), MESSAGES);
        assert_eq!(
            connection.rows("(SELECT DISTINCT id FROM writes) w"),
            MESSAGES
        );
    };

    kill_in_the_middle(&offices, &["upgrade", "-x", "batch_size=100"]);
    let status = typed(&["backfill", "status"]);
    let words = [
        "message_tokens: 1800 rows to do",
        "backfill_message_tokens has not ended: 12 batches are done (1200 of 3000 rows)",
    ];
    assert_says(status, 0, &words);
    assert_says(typed(&["check"]), 3, &["has not ended"]);
    assert_says(typed(&["downgrade", "-1"]), 3, &["has not ended"]);
    let on = typed(&["upgrade", "-x", "batch_size=100"]);
    assert_says(
        on,
        0,
        &["1300 of 3000 messages", "004_performance_indexes (head)"],
    );
    all_once(connection);

    connection.run("UPDATE conversation_history SET token_count = NULL; TRUNCATE writes");
    kill_in_the_middle(
        &offices,
        &["backfill", "run", "message_tokens", "--batch-size", "100"],
    );
    assert_says(
        typed(&["backfill", "status"]),
        0,
        &["message_tokens: 1800 rows to do"],
    );
    let on = typed(&["backfill", "run", "message_tokens"]);
    assert_says(
        on,
        0,
        &[
            "500 of 1800 messages",
            "message_tokens: 1800 rows filled in",
        ],
    );
    all_once(connection);
    let sum = "SELECT CAST(sum(token_count) AS text) AS text FROM conversation_history";
    let expected: i64 = (1..=MESSAGES).map(|i| (i % 40 / 4).max(1)).sum();
    assert_eq!(connection.ask(sum), [expected.to_string()]);
}
