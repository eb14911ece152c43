//! REAutomation's revisions on each of its databases, in the six categories of its guide's tests: upgrades,
//! downgrades, data that is preserved, indexes that serve, the full cycle, and a limit for each direction.
//! The limit is a number of statements and of rewritten tables: seconds depend on the machine.
#![cfg(all(feature = "sqlite", feature = "postgres"))]

mod support;

use app_example::reautomation::backfills::{self, CONTEXT, tokens_of};
use app_example::reautomation::migrations::{MIGRATIONS, Migrations, revision};
use app_example::reautomation::queries::Calls;
use diesel::connection::InstrumentationEvent;
use diesel::sql_types::Text;
use diesel::{PgConnection, QueryableByName, RunQueryDsl, SqliteConnection, sql_query};
use migrate_runtime::{BatchInfo, Direction, Observer, RevisionKey, StepInfo, Supports};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use support::{Asks, POSTGRES_LEFT, SQLITE_LEFT, in_a_schema, in_memory};

/// A connection of the tests.
trait Tested: Calls + backfills::Asks + Asks {
    /// What is in the database beside the record.
    const LEFT: &'static str;
    /// Whether the planner takes the very index that is meant; SQLite's may find the call that waits by the
    /// dashboard's.
    const TAKES_THE_ONE: bool;
    /// Lists `table.column` of all tables, and the names of the indexes.
    fn made(&mut self) -> Vec<String>;
    /// Explains a query.
    fn plan(&mut self, query: &str) -> String;
    /// Prepares the statistics that plans are made from.
    fn analyze(&mut self);
    /// Identifies the files of the tables with many rows, which change when a table is rewritten.
    fn files(&mut self) -> Vec<String>;
}

#[derive(QueryableByName)]
struct Detail {
    #[diesel(sql_type = Text)]
    detail: String,
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text, column_name = "QUERY PLAN")]
    line: String,
}

impl Tested for SqliteConnection {
    const LEFT: &'static str = SQLITE_LEFT;
    const TAKES_THE_ONE: bool = false;

    fn made(&mut self) -> Vec<String> {
        self.ask(
            "SELECT t.name || '.' || c.name AS text FROM sqlite_schema t, pragma_table_info(t.name) c \
             WHERE t.type = 'table' UNION ALL SELECT name FROM sqlite_schema WHERE type = 'index'",
        )
    }

    fn plan(&mut self, query: &str) -> String {
        let lines = sql_query(format!("EXPLAIN QUERY PLAN {query}")).load::<Detail>(self);
        let lines = lines.expect(query).into_iter();
        lines.map(|line| line.detail).collect::<Vec<_>>().join("\n")
    }

    fn analyze(&mut self) {
        self.run("ANALYZE");
    }

    fn files(&mut self) -> Vec<String> {
        Vec::new()
    }
}

impl Tested for PgConnection {
    const LEFT: &'static str = POSTGRES_LEFT;
    const TAKES_THE_ONE: bool = true;

    fn made(&mut self) -> Vec<String> {
        self.ask(
            "SELECT table_name || '.' || column_name AS text FROM information_schema.columns \
             WHERE table_schema = current_schema() \
             UNION ALL SELECT indexname::text FROM pg_indexes WHERE schemaname = current_schema()",
        )
    }

    fn plan(&mut self, query: &str) -> String {
        let lines = sql_query(format!("EXPLAIN {query}")).load::<Line>(self);
        let lines = lines.expect(query).into_iter();
        lines.map(|line| line.line).collect::<Vec<_>>().join("\n")
    }

    fn analyze(&mut self) {
        self.run("VACUUM ANALYZE calls");
        self.run("VACUUM ANALYZE conversation_history");
        self.run("VACUUM ANALYZE performance_metrics");
    }

    fn files(&mut self) -> Vec<String> {
        self.ask(
            "SELECT relname || ' ' || pg_relation_filenode(oid) AS text FROM pg_class \
             WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' \
             AND relname IN ('calls', 'conversation_history') ORDER BY relname",
        )
    }
}

/// Each revision, and what is there after it and not before.
const STEPS: [(RevisionKey, &[&str]); 7] = [
    (
        revision::ADD_BASE_TABLES,
        &[
            "calls.total_cost",
            "contacts.phone_number",
            "conversation_history.content",
            "call_notes.note",
            "ix_calls_created_at",
        ],
    ),
    (
        revision::ADD_LANGSMITH_MONITORING_TABLES,
        &[
            "workflow_traces.run_id",
            "agent_executions.trace_id",
            "performance_metrics.recorded_at",
        ],
    ),
    (
        revision::ADD_VOICE_AGENT_INTEGRATION_FIELDS,
        &[
            "agent_transitions.to_agent",
            "tier_escalation_events.to_tier",
            "calls.voice_session_id",
            "ix_calls_voice_session",
        ],
    ),
    (
        revision::ADD_CONTEXT_MANAGEMENT_FIELDS,
        &[
            "calls.context_pruned",
            "calls.pruning_count",
            "calls.total_context_tokens",
            "conversation_history.token_count",
            "conversation_history.importance_score",
            "ix_calls_context",
        ],
    ),
    (revision::COUNT_THE_TOKENS_OF_OLD_MESSAGES, &[]),
    (revision::FILL_IN_THE_CONTEXT_OF_OLD_CALLS, &[]),
    (
        revision::ADD_PERFORMANCE_INDEXES,
        &[
            "ix_calls_dashboard",
            "ix_calls_queue",
            "ix_conversation_history_important",
            "ix_performance_metrics_time",
        ],
    ),
];

fn to<C: Tested>(connection: &mut C, revision: RevisionKey)
where
    Migrations: Supports<C::Dialect>,
{
    let ran = MIGRATIONS.migrator().target(revision).run(connection);
    ran.unwrap_or_else(|error| panic!("{}: {error}", revision.id()));
}

/// Categories 1 and 2: each upgrade makes what it promises, and each downgrade takes exactly that away.
fn upgrades_and_downgrades<C: Tested>(connection: &mut C)
where
    Migrations: Supports<C::Dialect>,
{
    let mut stages = vec![connection.made()];
    for (key, promised) in STEPS {
        let before = connection.made();
        to(connection, key);
        let after = connection.made();
        for thing in promised.iter().map(|it| (*it).to_owned()) {
            let id = key.id();
            assert!(!before.contains(&thing), "{thing} is there before {id}");
            assert!(after.contains(&thing), "{thing} is not there after {id}");
        }
        stages.push(after);
    }
    for ((key, _), before) in STEPS.iter().zip(&stages).rev() {
        let downgrade = MIGRATIONS.downgrade(connection, "-1");
        assert!(downgrade.is_ok(), "{}: {downgrade:?}", key.id());
        let before = beside_the_record(before.clone());
        let left = beside_the_record(connection.made());
        assert_eq!(left, before, "down from {}", key.id());
    }
}

/// Leaves out what comes with the first run and stays: the record, and SQLite's own counters.
fn beside_the_record(mut things: Vec<String>) -> Vec<String> {
    things.retain(|thing| !thing.contains("migration") && !thing.starts_with("sqlite_sequence"));
    things.sort();
    things
}

/// Category 3: rows that were there before revision 003 are the same after it and after its downgrade.
fn data_is_preserved<C: Tested>(connection: &mut C)
where
    Migrations: Supports<C::Dialect>,
{
    to(connection, revision::ADD_VOICE_AGENT_INTEGRATION_FIELDS);
    connection.run(
        "INSERT INTO contacts (phone_number, full_name) VALUES ('+15555551234', 'Zoë Ångström'); \
         INSERT INTO calls (contact_id, phone_number, status, tier, total_cost, created_at) \
         SELECT id, phone_number, 'completed', 'tier1', 1.5, '2025-01-06 14:00:00' FROM contacts; \
         INSERT INTO conversation_history (call_id, role, content) \
         SELECT id, 'user', 'Ist die Wohnung noch frei?' FROM calls; \
         INSERT INTO tier_escalation_events (call_id, from_tier, to_tier) \
         SELECT id, 'tier1', 'tier2' FROM calls",
    );
    let rows = "SELECT c.phone_number || full_name || status || c.tier || CAST(total_cost AS text) \
                || CAST(c.created_at AS text) || m.content || e.to_tier AS text \
                FROM calls c JOIN contacts p ON p.id = c.contact_id \
                JOIN conversation_history m ON m.call_id = c.id \
                JOIN tier_escalation_events e ON e.call_id = c.id";
    let before = connection.ask(rows);
    assert_eq!(before.len(), 1);
    to(connection, revision::ADD_CONTEXT_MANAGEMENT_FIELDS);
    assert_eq!(connection.ask(rows), before);
    assert_eq!(
        connection.rows("calls WHERE NOT context_pruned AND pruning_count = 0"),
        1
    );
    connection.run(
        "UPDATE calls SET context_pruned = true, pruning_count = 3, total_context_tokens = 1500",
    );
    for _ in 0..2 {
        MIGRATIONS
            .downgrade(connection, revision::ADD_VOICE_AGENT_INTEGRATION_FIELDS)
            .expect("the way back");
        assert_eq!(connection.ask(rows), before);
        MIGRATIONS.upgrade(connection).expect("to the head");
        assert_eq!(connection.ask(rows), before);
        let tokens = tokens_of("Ist die Wohnung noch frei?");
        let counted = format!("calls WHERE total_context_tokens = {tokens}");
        assert_eq!(connection.rows(&counted), 1);
    }
}

/// Writes calls and, for each, messages of different lengths.
fn write_calls<C: Tested>(connection: &mut C, calls: i64) {
    connection.run(&format!(
        "INSERT INTO calls (phone_number, status, tier) \
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {calls}) \
         SELECT '+1', 'completed', 'tier1' FROM n; \
         INSERT INTO conversation_history (call_id, role, content) \
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4) \
         SELECT id, 'user', substr('Is the flat on the second floor still to be let, and has it a balcony?', 1, \
         CAST(3 + (id + i) % 60 AS integer)) FROM calls, n"
    ));
}

/// Category 4: the planner takes the indexes of 004 for what they are for, and expects less work.
fn indexes_serve<C: Tested>(connection: &mut C)
where
    Migrations: Supports<C::Dialect>,
{
    to(connection, revision::FILL_IN_THE_CONTEXT_OF_OLD_CALLS);
    connection.run(
        "INSERT INTO calls (phone_number, status, tier, created_at, total_context_tokens) \
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30000) \
         SELECT '+1', CASE WHEN i % 1000 = 0 THEN 'queued' WHEN i % 7 = 0 THEN 'failed' ELSE 'completed' END, \
         'tier1', '2025-01-06 14:00:00', i FROM n; \
         INSERT INTO conversation_history (call_id, role, content, importance_score) \
         SELECT 1 + id % 300, 'user', 'Is it still to be let?', CASE WHEN id % 20 = 0 THEN 0.9 ELSE 0.5 END \
         FROM calls; \
         INSERT INTO performance_metrics (name, value, recorded_at) \
         SELECT 'metric ' || CAST(id % 50 AS text), id, '2025-01-06 14:00:00' FROM calls",
    );
    let queries = [
        (
            "SELECT created_at, tier, total_cost FROM calls \
             WHERE status = 'failed' ORDER BY created_at DESC LIMIT 50",
            "ix_calls_dashboard",
        ),
        (
            "SELECT id, phone_number FROM calls WHERE status = 'queued' ORDER BY created_at, id LIMIT 1",
            "ix_calls_queue",
        ),
        (
            "SELECT id, importance_score FROM conversation_history WHERE call_id = 7 AND importance_score > 0.8",
            "ix_conversation_history_important",
        ),
        (
            "SELECT value FROM performance_metrics WHERE name = 'metric 7' \
             ORDER BY recorded_at DESC LIMIT 100",
            "ix_performance_metrics_time",
        ),
    ];
    connection.analyze();
    let before = queries.map(|(query, _)| connection.plan(query));
    to(connection, revision::ADD_PERFORMANCE_INDEXES);
    connection.analyze();
    for ((query, index), before) in queries.iter().zip(before) {
        let after = connection.plan(query);
        assert!(!before.contains(index), "{before}");
        let others = queries.map(|(_, index)| index);
        let taken = match C::TAKES_THE_ONE {
            true => after.contains(index),
            false => others.iter().any(|index| after.contains(index)),
        };
        assert!(taken, "{query}\n{after}");
        if let (Some(before), Some(after)) = (cost(&before), cost(&after)) {
            println!("{index}: the planner expects {before} before, {after} after");
            assert!(after < before, "{index}");
        }
    }
    // What the dashboard shows is in the index: no row is read.
    let plan = connection.plan(queries[0].0);
    let covers = [
        "Index Only Scan using ix_calls_dashboard",
        "USING COVERING INDEX ix_calls_dashboard",
    ];
    assert!(covers.iter().any(|words| plan.contains(words)), "{plan}");
}

/// Returns what PostgreSQL's planner expects a query to cost.
fn cost(plan: &str) -> Option<f64> {
    let (_, rest) = plan.split_once("..")?;
    rest.split(' ').next()?.parse().ok()
}

/// Category 5: up to the head and down to the base, twice, with rows; nothing is left.
fn the_full_cycle<C: Tested>(connection: &mut C)
where
    Migrations: Supports<C::Dialect>,
{
    for _ in 0..2 {
        to(connection, revision::ADD_BASE_TABLES);
        write_calls(connection, 10);
        MIGRATIONS.upgrade(connection).expect("to the head");
        assert_eq!(
            connection.rows("conversation_history WHERE token_count IS NULL"),
            0
        );
        MIGRATIONS.check(connection).expect("all is applied");
        MIGRATIONS
            .downgrade(connection, "base")
            .expect("to the base");
        assert_eq!(connection.rows(C::LEFT), 0, "something is left");
    }
}

/// Counts the queries of each step.
struct Counts {
    queries: Arc<AtomicUsize>,
    begun: usize,
    steps: Vec<(String, usize)>,
}

impl Observer for Counts {
    fn step_started(&mut self, _step: &StepInfo) {
        self.begun = self.queries.load(Ordering::Relaxed);
    }
    fn step_finished(&mut self, step: &StepInfo, _took: Duration) {
        let way = if step.direction == Direction::Up {
            "up"
        } else {
            "down"
        };
        let count = self.queries.load(Ordering::Relaxed) - self.begun;
        self.steps.push((format!("{way} {}", step.revision), count));
    }
}

/// Counts the queries of each step, both ways, on so many calls.
fn counted<C: Tested>(connection: &mut C, calls: i64) -> Vec<(String, usize)>
where
    Migrations: Supports<C::Dialect>,
{
    to(connection, revision::ADD_LANGSMITH_MONITORING_TABLES);
    write_calls(connection, calls);
    let files = connection.files();
    let queries = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&queries);
    connection.set_instrumentation(move |event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::StartQuery { .. } = event {
            counter.fetch_add(1, Ordering::Relaxed);
        }
    });
    let mut counts = Counts {
        queries,
        begun: 0,
        steps: Vec::new(),
    };
    let up = MIGRATIONS.migrator().observer(&mut counts);
    up.run(connection).expect("to the head");
    assert_eq!(connection.files(), files, "a table was rewritten");
    let down = MIGRATIONS
        .migrator()
        .downgrade(revision::ADD_LANGSMITH_MONITORING_TABLES);
    down.observer(&mut counts)
        .run(connection)
        .expect("the way back");
    assert_eq!(connection.files(), files, "a table was rewritten");
    connection.set_instrumentation(|_: InstrumentationEvent<'_>| {});
    MIGRATIONS
        .downgrade(connection, "base")
        .expect("to the base");
    counts.steps
}

/// Category 6: with four times the rows, steps of SQL take the same queries, and backfills four times the
/// batches. On PostgreSQL, no step rewrites a table.
fn within_a_limit<C: Tested>(connection: &mut C)
where
    Migrations: Supports<C::Dialect>,
{
    let few = counted(connection, 500);
    let many = counted(connection, 2000);
    assert_eq!((few.len(), many.len()), (10, 10));
    for ((step, few), (_, many)) in few.iter().zip(&many) {
        println!("{step}: {few} queries on 2000 messages, {many} on 8000");
        match step.starts_with("up backfill") {
            true => assert!(many <= &(few * 4) && many > few, "{step}"),
            false => assert_eq!(few, many, "{step}"),
        }
    }
}

#[derive(Default)]
struct Batches(Vec<(u64, u64)>, Vec<String>);

impl Observer for Batches {
    fn batch_finished(&mut self, _step: &StepInfo, batch: &BatchInfo) {
        let rows = batch.done.zip(batch.total);
        self.0.push(rows.expect("the step reports its rows"));
    }
    fn batch_said(&mut self, _step: &StepInfo, line: &str) {
        self.1.push(line.to_owned());
    }
}

fn content(id: i64) -> String {
    "ß".repeat(usize::try_from(id % 50).expect("a length"))
}

/// Old messages are counted in batches, a run that fails is continued, and both steps run on their own, too.
fn counts_old_messages<C: Tested>(connection: &mut C)
where
    Migrations: Supports<C::Dialect>,
{
    backfills::run(connection, "message_tokens", 500, |_| {}).expect_err("there is no column");
    to(connection, revision::ADD_CONTEXT_MANAGEMENT_FIELDS);
    let messages: Vec<String> = (1..=1200)
        .map(|id| {
            format!(
                "({}, 'user', '{}')",
                if id <= 600 { 7 } else { -9 },
                content(id)
            )
        })
        .collect();
    connection.run(&format!(
        "INSERT INTO calls (id, phone_number, status, tier) VALUES (7, '+49 30 123456', 'completed', 'tier1'), \
         (8, '+49 30 123457', 'missed', 'tier1'), (-9, '+49 30 123458', 'completed', 'tier1'); \
         INSERT INTO conversation_history (call_id, role, content) VALUES {}, (-9, 'user', '{}')",
        messages.join(", "),
        "x".repeat(4 * 20_000),
    ));
    let wrong = MIGRATIONS.migrator().argument("batch_size", "0");
    let error = wrong.run(connection).expect_err("no batch is that small");
    assert!(
        error.explain().to_string().contains("batch_size"),
        "{error}"
    );
    let mut batches = Batches::default();
    let migrator = MIGRATIONS.migrator().argument("batch_size", "400");
    let report = migrator
        .observer(&mut batches)
        .run(connection)
        .expect("the counts");
    assert_eq!(report.heads, [revision::ADD_PERFORMANCE_INDEXES.id()]);
    assert_eq!(
        batches.0,
        [(400, 1201), (800, 1201), (1200, 1201), (1201, 1201), (3, 3)]
    );
    assert_eq!(batches.1[1], "800 of 1201 messages");
    let tokens =
        |ids: std::ops::RangeInclusive<i64>| ids.map(|id| tokens_of(&content(id))).sum::<i64>();
    let sums = "SELECT CAST(total_context_tokens AS text) || CASE WHEN context_pruned THEN ' pruned ' ELSE ' ' END \
                || CAST(pruning_count AS text) AS text FROM calls ORDER BY id";
    let long = tokens(601..=1200) + 20_000;
    let mut expected = [
        format!("{long} pruned {}", (long - 1) / CONTEXT),
        format!("{} 0", tokens(1..=600)),
        "0 0".to_owned(),
    ];
    assert_eq!(connection.ask(sums), expected);

    // On its own: what an old version of the application has written since, and nothing else.
    let nothing = backfills::run(connection, "message_tokens", 500, |_| {}).expect("nothing to do");
    assert_eq!(nothing, 0);
    connection.run(
        "INSERT INTO conversation_history (call_id, role, content) VALUES (8, 'user', '12345678'); \
         UPDATE calls SET total_context_tokens = NULL WHERE id = 8",
    );
    let mut lines = Vec::new();
    for step in backfills::ALL {
        assert_eq!(backfills::missing(connection, step).expect("a number"), 1);
        backfills::run(connection, step.name, 100, |line| lines.push(line)).expect(step.name);
        assert_eq!(backfills::missing(connection, step).expect("a number"), 0);
    }
    assert_eq!(lines, ["1 of 1 messages", "1 of 1 calls"]);
    expected[2] = "2 0".to_owned();
    assert_eq!(connection.ask(sums), expected);
    let error = backfills::run(connection, "other", 100, |_| {}).expect_err("there is no other");
    assert!(
        error.to_string().contains("message_tokens, context_fields"),
        "{error}"
    );
    backfills::run(connection, "message_tokens", 0, |_| {}).expect_err("no batch is that small");

    MIGRATIONS
        .downgrade(connection, revision::ADD_VOICE_AGENT_INTEGRATION_FIELDS)
        .expect("the way back");
    MIGRATIONS.upgrade(connection).expect("and on again");
    assert_eq!(connection.ask(sums), expected);
}

/// The typed queries of the service: a call is taken once, the oldest first, and none that fails is lost.
fn calls_are_taken<C: Tested>(connection: &mut C)
where
    Migrations: Supports<C::Dialect>,
{
    MIGRATIONS.upgrade(connection).expect("to the head");
    connection.prepare().expect("a connection");
    for number in ["+1", "+2"] {
        assert_eq!(connection.queue_call(number).expect("a row"), 1);
    }
    let words = |connection: &mut C| connection.calls_by_status().expect("the calls");
    assert_eq!(words(connection), [("queued".to_owned(), 2)]);
    let answer = |phone_number: &str| format!("Hello {phone_number}");
    assert!(connection.take_call(&answer).expect("a call").is_some());
    let said =
        "SELECT content || ' ' || CAST(token_count AS text) AS text FROM conversation_history";
    assert_eq!(connection.ask(said), ["Hello +1 2"]);
    let expected = [("completed".to_owned(), 1), ("queued".to_owned(), 1)];
    assert_eq!(words(connection), expected);
    connection
        .take_call(&answer)
        .expect("a call")
        .expect("it waits");
    assert_eq!(connection.take_call(&answer).expect("no error"), None);
    for step in backfills::ALL {
        assert_eq!(backfills::missing(connection, step).expect("a number"), 0);
    }
}

macro_rules! on_both {
    ($($story:ident: $sqlite:ident, $postgres:ident;)*) => { $(
        #[test]
        fn $sqlite() {
            $story(&mut in_memory());
        }

        #[test]
        #[ignore = "needs a PostgreSQL server: tests/run"]
        fn $postgres() {
            in_a_schema(concat!("rea_", stringify!($story)), |connection| $story(connection));
        }
    )* };
}

on_both! {
    upgrades_and_downgrades: sqlite_upgrades_and_downgrades, postgres_upgrades_and_downgrades;
    data_is_preserved: sqlite_data_is_preserved, postgres_data_is_preserved;
    indexes_serve: sqlite_indexes_serve, postgres_indexes_serve;
    the_full_cycle: sqlite_the_full_cycle, postgres_the_full_cycle;
    within_a_limit: sqlite_within_a_limit, postgres_within_a_limit;
    counts_old_messages: sqlite_counts_old_messages, postgres_counts_old_messages;
    calls_are_taken: sqlite_calls_are_taken, postgres_calls_are_taken;
}
