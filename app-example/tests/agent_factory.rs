//! The agent platform's revisions and its server: what its guide promises.
#![cfg(all(feature = "sqlite", feature = "postgres"))]

mod support;

use app_example::agent_factory::migrations::{MIGRATIONS, Migrations, revision};
use app_example::agent_factory::queue::{Priority, Queue};
use migrate_runtime::Supports;
use support::{Asks, POSTGRES_LEFT, SQLITE_LEFT, in_a_schema, in_memory};

const ROWS: &str = "INSERT INTO tenants (id, slug, name, plan) VALUES (1, 'acme', 'Acme', 'enterprise'); \
     INSERT INTO agents (id, tenant_id, slug, name) VALUES (1, 1, 'writer', 'Writer'); \
     INSERT INTO executions (id, tenant_id, agent_id, request_key) VALUES (1, 1, 1, 'a'), (2, 1, 1, 'b'), \
     (3, 1, 1, 'c'); \
     INSERT INTO execution_queue (execution_id, priority) VALUES (1, 'urgent'), (2, 'low'), (3, 'urgent')";

/// Enums, triggers and the data migration do what they say, and nothing stays of them.
fn platform<C: Asks + Queue>(connection: &mut C, left: &str)
where
    Migrations: Supports<C::Dialect>,
{
    MIGRATIONS.upgrade(connection).expect("to the head");
    connection.run(ROWS);
    let mut waiting = connection.waiting().expect("the queue");
    waiting.sort_by_key(|(_, number)| *number);
    assert_eq!(waiting, [(Priority::Low, 1), (Priority::Urgent, 2)]);
    connection
        .batch_execute("UPDATE execution_queue SET priority = 'later'")
        .expect_err("none of the words");
    connection
        .batch_execute("UPDATE agents SET visibility = 'everybody'")
        .expect_err("none of the words");

    // The time follows a change, but for one that is meant.
    connection.run("UPDATE agents SET updated_at = '2024-01-01 00:00:00'");
    assert_eq!(
        connection.rows("agents WHERE updated_at = '2024-01-01 00:00:00'"),
        1
    );
    connection.run("UPDATE agents SET name = 'Author'");
    assert_eq!(
        connection.rows("agents WHERE updated_at = '2024-01-01 00:00:00'"),
        0
    );

    // Data, there and back.
    MIGRATIONS
        .downgrade(connection, revision::ADD_AUDIT_RETENTION)
        .expect("a step back");
    assert_eq!(
        connection.rows("tenants WHERE audit_retention_days = 365"),
        1
    );
    MIGRATIONS.upgrade(connection).expect("to the head");
    assert_eq!(
        connection.rows("tenants WHERE audit_retention_days = 2557"),
        1
    );

    // Each branch alone, then the merge.
    MIGRATIONS
        .downgrade(connection, "-3")
        .expect("behind the merge");
    let heads = |connection: &mut C| {
        let current = MIGRATIONS.current(connection).expect("where it is");
        current
            .heads
            .into_iter()
            .map(|one| one.id)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        heads(connection),
        ["20241210_090000_003", "20241210_113000_004"]
    );
    MIGRATIONS.upgrade(connection).expect("merged again");
    assert_eq!(heads(connection), ["20241216_093000_007"]);
    MIGRATIONS
        .downgrade(connection, "base")
        .expect("to the base");
    assert_eq!(connection.rows(left), 0);
}

#[test]
fn sqlite_platform() {
    platform(&mut in_memory(), SQLITE_LEFT);
}

#[test]
#[ignore = "needs a PostgreSQL server: tests/run"]
fn postgres_platform() {
    in_a_schema("agent_factory", |connection| {
        platform(connection, POSTGRES_LEFT);
        MIGRATIONS.upgrade(connection).expect("to the head");
        let comments = "SELECT obj_description('agents'::regclass) || ', ' || col_description(\
             'agents'::regclass, (SELECT attnum FROM pg_attribute WHERE attname = 'operational_status' \
             AND attrelid = 'agents'::regclass)) AS text";
        let expected = ["Registered AI agents, Operational status of the agent"];
        assert_eq!(connection.ask(comments), expected);
    });
}

/// A revision that fails leaves nothing behind, and those before it stay.
#[test]
#[ignore = "needs a PostgreSQL server: tests/run"]
fn postgres_a_failed_revision_is_rolled_back() {
    in_a_schema("agent_factory_failed", |connection| {
        connection.run("CREATE TABLE execution_queue (id int)");
        let error = MIGRATIONS
            .upgrade(connection)
            .expect_err("it is there already");
        let error = error.explain().to_string();
        for words in ["statement 3 of 6", "execution_queue", "rolled back"] {
            assert!(error.contains(words), "{error}");
        }
        let types = "pg_type WHERE typname IN ('execution_priority', 'agent_visibility') \
                     AND typnamespace = current_schema()::regnamespace";
        assert_eq!(
            connection.rows(types),
            0,
            "the types before it are gone again"
        );
        connection.run("DROP TABLE execution_queue");
        MIGRATIONS.upgrade(connection).expect("it goes on");
    });
}

/// The server answers 503 until the database is at its head.
#[cfg(feature = "server")]
#[test]
#[ignore = "needs a PostgreSQL server: tests/run"]
fn postgres_server_is_ready_once_the_database_is() {
    use std::io::{BufRead, BufReader, Read, Write};
    use std::process::{Command, Stdio};
    in_a_schema("agent_factory_server", |connection| {
        let schema = connection
            .ask("SELECT current_schema()::text AS text")
            .concat();
        let url = std::env::var("MIGRATE_TEST_POSTGRES_URL").expect("the server's URL");
        let mark = if url.contains('?') { '&' } else { '?' };
        let url = format!("{url}{mark}options=-csearch_path%3D{schema}");
        let mut server = Command::new(env!("CARGO_BIN_EXE_agent_factory"))
            .args(["serve", "--listen", "127.0.0.1:0", "--url", &url])
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let mut line = String::new();
        let output = server.stdout.take().expect("a pipe");
        BufReader::new(output).read_line(&mut line).expect("a line");
        let address = line
            .trim()
            .rsplit('/')
            .next()
            .expect("an address")
            .to_owned();
        let get = |path: &str| {
            let mut stream = std::net::TcpStream::connect(&address).expect("it listens");
            let request = format!("GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            stream.write_all(request.as_bytes()).expect("a request");
            let mut answer = String::new();
            stream.read_to_string(&mut answer).expect("an answer");
            answer
        };
        let before = [get("/health"), get("/ready")];
        MIGRATIONS.upgrade(connection).expect("to the head");
        connection.run(ROWS);
        let after = [get("/ready"), get("/queue")];
        server.kill().expect("it runs");
        server.wait().expect("it ends");
        assert!(before[0].starts_with("HTTP/1.1 200"), "{}", before[0]);
        assert!(before[1].starts_with("HTTP/1.1 503"), "{}", before[1]);
        assert!(
            before[1].contains("database not initialized"),
            "{}",
            before[1]
        );
        assert!(after[0].starts_with("HTTP/1.1 200"), "{}", after[0]);
        assert!(after[1].ends_with("Low: 1\nUrgent: 2\n"), "{}", after[1]);
    });
}
