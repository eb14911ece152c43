//! Defeah's revisions and scripts on each of its databases: what its guide promises.
#![cfg(all(feature = "sqlite", feature = "postgres"))]

mod support;

use app_example::defeah::migrations::{MIGRATIONS, Migrations, revision};
use app_example::defeah::scripts::{self, Backend};
use migrate_cli::Terminal;
use migrate_runtime::{Observer, RevisionKey, StepInfo, Supports};
use std::time::Duration;
use support::{Asks, POSTGRES_LEFT, SQLITE_LEFT, in_a_schema, in_memory};

/// A connection of the tests.
trait Tested: Backend + Asks {
    /// What is in the database beside the record.
    const LEFT: &'static str;
    /// The value of a key in the preferences.
    fn preference(key: &str) -> String;
}

impl Tested for diesel::SqliteConnection {
    const LEFT: &'static str = SQLITE_LEFT;
    fn preference(key: &str) -> String {
        format!("CAST(notification_preferences -> '{key}' AS text)")
    }
}

impl Tested for diesel::PgConnection {
    const LEFT: &'static str = POSTGRES_LEFT;
    fn preference(key: &str) -> String {
        format!("CAST(notification_preferences -> '{key}' AS text)")
    }
}

fn to<C: Tested>(connection: &mut C, revision: RevisionKey)
where
    Migrations: Supports<C::Dialect>,
{
    let there = MIGRATIONS.current(connection).expect("where it is").applied;
    let back = there.iter().any(|one| one.id == revision.id());
    let migrator = MIGRATIONS.migrator();
    let migrator = match back {
        true => migrator.downgrade(revision),
        false => migrator.target(revision),
    };
    let ran = migrator.run(connection);
    ran.unwrap_or_else(|error| panic!("{}: {error}", revision.id()));
}

fn add_user<C: Tested>(connection: &mut C, email: &str) -> bool {
    let sql = format!("INSERT INTO users (email, hashed_password) VALUES ('{email}', 'hash')");
    connection.batch_execute(&sql).is_ok()
}

/// The scripts do what they promise on a database that is seeded, and see what is wrong.
fn scripts_work<C: Tested>(connection: &mut C)
where
    Migrations: Supports<C::Dialect>,
{
    let terminal = &mut Terminal::plain(std::io::sink(), std::io::sink());
    scripts::smoke_tests(connection, terminal).expect_err("nothing is there");
    MIGRATIONS.upgrade(connection).expect("to the head");
    scripts::smoke_tests(connection, terminal).expect("all is there");
    scripts::seed(connection, 30, terminal).expect("rows");
    scripts::seed(connection, 10, terminal).expect("more rows");
    let counts = connection.counts().expect("the tables");
    let expected = [40, 80, 40, 40, 40, 40, 40, 400, 40, 40, 40, 1];
    assert_eq!(counts.iter().map(|it| it.1).collect::<Vec<_>>(), expected);
    scripts::verify_data_integrity(connection, terminal).expect("nothing is wrong");
    scripts::validate_migrations(connection, terminal).expect("nothing is wrong");
    scripts::smoke_tests(connection, terminal).expect("all is there");
    assert_eq!(
        connection.counts().expect("the tables"),
        counts,
        "nothing stays"
    );
    let used = scripts::migration_performance(connection, 1, Duration::MAX, terminal);
    used.expect_err("the database is in use");

    connection.run("UPDATE campaigns SET end_date = '2024-02-01'");
    let error = scripts::verify_data_integrity(connection, terminal).expect_err("dates");
    assert!(error.to_string().contains("40 campaigns"), "{error}");
    scripts::validate_migrations(connection, terminal).expect_err("dates");
    MIGRATIONS
        .downgrade(connection, "base")
        .expect("to the base");
    assert_eq!(connection.rows(C::LEFT), 0);
    let measured = |limit| scripts::migration_performance(connection, 30_000, limit, terminal);
    [Duration::MAX, Duration::ZERO]
        .map(measured)
        .map(|it| it.is_ok())
        .iter()
        .zip([true, false])
        .for_each(|(is, wanted)| assert_eq!(*is, wanted));
    assert_eq!(connection.rows(C::LEFT), 0, "nothing stays of it");
}

/// A column that is never null, in three steps.
fn not_null_in_three<C: Tested>(connection: &mut C)
where
    Migrations: Supports<C::Dialect>,
{
    to(connection, revision::ADD_USER_PROFILE_FIELDS);
    assert!(add_user(connection, "before@defeah.example"));
    to(connection, revision::ADD_USER_LOCALE);
    assert!(add_user(connection, "between@defeah.example"));
    to(connection, revision::REQUIRE_USER_LOCALE);
    let locales =
        "SELECT email || ' ' || locale || ' ' || timezone AS text FROM users ORDER BY email";
    let expected = [
        "before@defeah.example en-US UTC",
        "between@defeah.example en-US UTC",
    ];
    assert_eq!(connection.ask(locales), expected);
    connection
        .batch_execute("UPDATE users SET locale = NULL")
        .expect_err("it is required");
    to(connection, revision::FILL_USER_LOCALE);
    connection.run("UPDATE users SET locale = NULL");
    MIGRATIONS
        .migrator()
        .target(revision::REQUIRE_USER_LOCALE)
        .run(connection)
        .expect_err("nobody has one");
    to(connection, revision::ADD_USER_LOCALE);
    to(connection, revision::REQUIRE_USER_LOCALE);
    assert_eq!(connection.ask(locales), expected);
}

/// A check that looks at what is new first, and then at what was there.
fn check_without_blocking<C: Tested>(connection: &mut C)
where
    Migrations: Supports<C::Dialect>,
{
    to(connection, revision::FILL_USER_LOCALE);
    assert!(add_user(connection, "nobody"));
    connection.run("UPDATE users SET locale = 'en-US'");
    to(connection, revision::CHECK_EMAIL_FORMAT);
    let insert = |email: &str| {
        format!("INSERT INTO users (email, hashed_password, locale) VALUES ('{email}', '!', 'de')")
    };
    connection
        .batch_execute(&insert("no one"))
        .expect_err("malformed");
    connection.run(&insert("ada@defeah.example"));
    let error = MIGRATIONS
        .migrator()
        .target(revision::VALIDATE_EMAIL_FORMAT)
        .run(connection)
        .expect_err("an old row is malformed");
    assert!(
        error
            .explain()
            .to_string()
            .contains("ck_users_email_format"),
        "{error}"
    );
    let heads = MIGRATIONS.current(connection).expect("where it is").heads;
    assert_eq!(heads[0].id, revision::CHECK_EMAIL_FORMAT.id());
    connection.run("DELETE FROM users WHERE email = 'nobody'");
    to(connection, revision::VALIDATE_EMAIL_FORMAT);
    to(connection, revision::CHECK_EMAIL_FORMAT);
    connection
        .batch_execute(&insert("no one"))
        .expect_err("it is checked still");
}

/// Documents get their new form, and the old ones come back word for word.
fn preferences<C: Tested>(connection: &mut C)
where
    Migrations: Supports<C::Dialect>,
{
    to(connection, revision::VALIDATE_EMAIL_FORMAT);
    for (name, old) in [
        ("a", "NULL"),
        ("b", r#"'{"email_analytics": "false", "theme": "dark"}'"#),
        (
            "c",
            r#"'{"email_post_published": true, "digest_frequency": "daily"}'"#,
        ),
    ] {
        connection.run(&format!(
            "INSERT INTO users (email, hashed_password, locale, notification_preferences) \
             VALUES ('{name}@defeah.example', '!', 'en', {old})"
        ));
    }
    let words = "SELECT coalesce(CAST(notification_preferences AS text), 'null') AS text \
                 FROM users ORDER BY email";
    let before = connection.ask(words);
    to(connection, revision::MIGRATE_USER_PREFERENCES_TO_NEW_FORMAT);
    let keys = [
        "email_analytics",
        "email_post_published",
        "push_engagement",
        "digest_frequency",
    ];
    let keys = keys.map(C::preference).join(" || ' ' || ");
    let new = connection.ask(&format!("SELECT {keys} AS text FROM users ORDER BY email"));
    let expected = [
        r#"true false true "weekly""#,
        r#"false false true "weekly""#,
        r#"true true true "daily""#,
    ];
    assert_eq!(new, expected);
    to(connection, revision::VALIDATE_EMAIL_FORMAT);
    assert_eq!(connection.ask(words), before);
    to(connection, revision::MIGRATE_USER_PREFERENCES_TO_NEW_FORMAT);
    let again = connection.ask(&format!("SELECT {keys} AS text FROM users ORDER BY email"));
    assert_eq!(again, expected);
    connection.run("UPDATE users SET notification_preferences = NULL WHERE email LIKE 'a@%'");
}

/// The lines of a run.
#[derive(Default)]
struct Lines(Vec<String>);

impl Observer for Lines {
    fn batch_said(&mut self, _step: &StepInfo, line: &str) {
        self.0.push(line.to_owned());
    }
}

/// Events in batches of 10,000; a run that fails is gone on with.
fn events_in_batches<C: Tested>(connection: &mut C)
where
    Migrations: Supports<C::Dialect>,
{
    to(connection, revision::MIGRATE_USER_PREFERENCES_TO_NEW_FORMAT);
    connection.run(
        "INSERT INTO analytics_events (event_type) \
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 25000) \
         SELECT 'post_viewed' FROM n",
    );
    let wrong = MIGRATIONS.migrator().argument("batch_size", "0");
    let error = wrong.run(connection).expect_err("no batch is that small");
    assert!(
        error.explain().to_string().contains("batch_size"),
        "{error}"
    );
    assert_eq!(connection.rows("analytics_events WHERE processed"), 0);
    let mut lines = Lines::default();
    MIGRATIONS
        .migrator()
        .target(revision::PROCESS_ANALYTICS_EVENTS)
        .observer(&mut lines)
        .run(connection)
        .expect("the batches");
    let expected = [10_000, 20_000, 25_000].map(|done| format!("Processed {done}/25000 records"));
    assert_eq!(lines.0, expected);
    assert_eq!(connection.rows("analytics_events WHERE NOT processed"), 0);
}

/// The rebuilt table has all that was in the old one, and the downgrade brings back what was deleted.
fn posts_there_and_back<C: Tested>(connection: &mut C)
where
    Migrations: Supports<C::Dialect>,
{
    to(connection, revision::PROCESS_ANALYTICS_EVENTS);
    connection.run(
        "INSERT INTO users (email, hashed_password, locale) VALUES ('ada@defeah.example', '!', 'en'); \
         INSERT INTO posts (user_id, title, caption, media_url, deleted_at) \
         SELECT id, 'Alive', 'Hello', 'https://a.example/1', NULL FROM users; \
         INSERT INTO posts (user_id, title, caption, media_url, deleted_at) \
         SELECT id, 'Deleted', 'Bye', 'https://a.example/2', '2024-02-01 10:00:00' FROM users; \
         INSERT INTO instagram_accounts (user_id, instagram_user_id, username) \
         SELECT id, '1', 'ada' FROM users; \
         INSERT INTO instagram_posts (account_id, post_id, media_id, published_at) \
         SELECT a.id, p.id, p.title, '2024-01-31 10:00:00' FROM instagram_accounts a, posts p",
    );
    let old = "SELECT CAST(id AS text) || title || caption || media_url || CAST(created_at AS text) \
               || coalesce(CAST(deleted_at AS text), '') AS text FROM posts ORDER BY title";
    let links =
        "SELECT media_id || CAST(post_id AS text) AS text FROM instagram_posts ORDER BY media_id";
    let (posts, linked) = (connection.ask(old), connection.ask(links));
    assert_eq!((posts.len(), linked.len()), (2, 2));
    for _ in 0..2 {
        to(connection, revision::RESTRUCTURE_POSTS);
        let new = "SELECT title || content || CAST(media_urls AS text) AS text FROM posts";
        let text = connection.ask(new).concat();
        assert!(
            text.starts_with("AliveHello") && text.contains("https://a.example/1"),
            "{text}"
        );
        assert_eq!(connection.rows("deleted_posts"), 1);
        assert_eq!(connection.rows("instagram_posts WHERE post_id IS NULL"), 1);
        to(connection, revision::PROCESS_ANALYTICS_EVENTS);
        assert_eq!(connection.ask(old), posts);
        assert_eq!(connection.ask(links), linked);
    }
    connection
        .batch_execute("DELETE FROM posts")
        .expect_err("Instagram has them");
}

/// The emergency fix puts wrong counters right and keeps them right.
fn emergency<C: Tested>(connection: &mut C)
where
    Migrations: Supports<C::Dialect>,
{
    to(connection, revision::RESTRUCTURE_POSTS);
    connection.run(
        "INSERT INTO users (email, hashed_password, locale) VALUES ('ada@defeah.example', '!', 'en'); \
         INSERT INTO instagram_accounts (user_id, instagram_user_id, username) \
         SELECT id, '1', 'ada' FROM users; \
         INSERT INTO instagram_rate_limits (account_id, endpoint, window_start, calls_left) \
         SELECT id, 'publish', '2024-03-01 22:00:00', -3 FROM instagram_accounts",
    );
    to(connection, revision::EMERGENCY_RATE_LIMIT_COUNTERS);
    assert_eq!(
        connection.rows("instagram_rate_limits WHERE calls_left = 0"),
        1
    );
    let less = "UPDATE instagram_rate_limits SET calls_left = calls_left - 1";
    connection.batch_execute(less).expect_err("it is used up");
    to(connection, revision::RESTRUCTURE_POSTS);
    connection.run(less);
}

/// What a reset of the record leaves is explained.
fn stamp_base_is_explained<C: Tested>(connection: &mut C)
where
    Migrations: Supports<C::Dialect>,
{
    MIGRATIONS.upgrade(connection).expect("to the head");
    MIGRATIONS
        .migrator()
        .stamp(connection, ["base"])
        .expect("a stamp");
    let error = MIGRATIONS
        .upgrade(connection)
        .expect_err("all is there")
        .explain()
        .to_string();
    for words in [
        "already exists",
        "a stamp took it off the record",
        "`stamp 911fff`",
    ] {
        assert!(error.contains(words), "{error}");
    }
    MIGRATIONS
        .migrator()
        .stamp(connection, ["911fff"])
        .expect("a stamp");
    MIGRATIONS.check(connection).expect("the record is right");
    MIGRATIONS
        .downgrade(connection, "base")
        .expect("to the base");
    MIGRATIONS.upgrade(connection).expect("to the head");
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
            in_a_schema(stringify!($story), |connection| $story(connection));
        }
    )* };
}

on_both! {
    scripts_work: sqlite_scripts_work, postgres_scripts_work;
    not_null_in_three: sqlite_not_null_in_three, postgres_not_null_in_three;
    check_without_blocking: sqlite_check_without_blocking, postgres_check_without_blocking;
    preferences: sqlite_preferences, postgres_preferences;
    events_in_batches: sqlite_events_in_batches, postgres_events_in_batches;
    posts_there_and_back: sqlite_posts_there_and_back, postgres_posts_there_and_back;
    emergency: sqlite_emergency, postgres_emergency;
    stamp_base_is_explained: sqlite_stamp_base_is_explained, postgres_stamp_base_is_explained;
}

/// The index is made outside of a transaction, and is whole.
#[test]
#[ignore = "needs a PostgreSQL server: tests/run"]
fn postgres_index_is_made_concurrently() {
    in_a_schema("defeah_index", |connection| {
        MIGRATIONS.upgrade(connection).expect("to the head");
        let valid = "SELECT indisvalid::text AS text FROM pg_index \
                     WHERE indexrelid = 'idx_analytics_events_type'::regclass";
        assert_eq!(connection.ask(valid), ["true"]);
        let unproven = "pg_constraint WHERE conname = 'ck_users_email_format' AND convalidated \
                        AND connamespace = current_schema()::regnamespace";
        assert_eq!(connection.rows(unproven), 1);
    });
}

/// The monitoring queries of the guide, word for word, on the record that every run writes.
#[test]
#[ignore = "needs a PostgreSQL server: tests/run"]
fn postgres_monitoring_queries() {
    in_a_schema("defeah_monitoring", |connection| {
        MIGRATIONS.upgrade(connection).expect("to the head");
        MIGRATIONS.downgrade(connection, "-1").expect("a step back");
        let long_running = "\
SELECT 
    revision,
    operation,
    started_at,
    EXTRACT(EPOCH FROM (CURRENT_TIMESTAMP - started_at)) as duration_seconds
FROM migration_history 
WHERE completed_at IS NULL
ORDER BY started_at DESC";
        let success_rate = "\
SELECT 
    DATE_TRUNC('month', started_at) as month,
    COUNT(*) as total_migrations,
    COUNT(CASE WHEN success THEN 1 END) as successful_migrations,
    ROUND(COUNT(CASE WHEN success THEN 1 END) * 100.0 / COUNT(*), 2) as success_rate
FROM migration_history
GROUP BY DATE_TRUNC('month', started_at)
ORDER BY month DESC";
        assert_eq!(connection.rows(&format!("({long_running}) q")), 0);
        let rates = |connection: &mut diesel::PgConnection| {
            connection.ask(&format!(
                "SELECT sum(total_migrations) || ' ' || sum(successful_migrations) AS text \
                 FROM ({success_rate}) q"
            ))
        };
        assert_eq!(rates(connection), ["13 13"]);
        // The emergency fix is in its way, and a run is cut off.
        connection.run("ALTER TABLE instagram_rate_limits DROP COLUMN calls_left");
        MIGRATIONS
            .upgrade(connection)
            .expect_err("a column is gone");
        assert_eq!(rates(connection), ["14 13"]);
        connection.run(
            "INSERT INTO migration_history (revision, operation, started_at, success) \
             VALUES ('911fff', 'upgrade', CURRENT_TIMESTAMP, false)",
        );
        let running =
            format!("SELECT revision || ' ' || operation AS text FROM ({long_running}) q");
        assert_eq!(connection.ask(&running), ["911fff upgrade"]);
    });
}
