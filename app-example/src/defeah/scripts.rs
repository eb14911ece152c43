//! What the team's Python scripts did, on a connection: seed, verify, validate, history, performance,
//! smoke tests. Each prints what it finds; a check that fails is an error.

use super::migrations::{MIGRATIONS, Migrations, revision};
use super::queries::Queries;
use diesel::result::Error::RollbackTransaction;
use diesel::{QueryResult, sql_query, sql_types::BigInt};
use diesel::{QueryableByName, RunQueryDsl};
use migrate_cli::{Failure, Terminal};
use migrate_runtime::{Dialect, Embedded, Supports};
use std::time::{Duration, Instant};

/// A number that raw SQL asks for.
#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// What differs between the databases beside Diesel's queries.
pub trait Backend: Queries {
    /// An expression of a list of one URL.
    const MEDIA: &'static str;
    /// Counts the foreign keys.
    const FOREIGN_KEYS: &'static str;
    /// Counts the foreign keys that don't hold, or of which nobody has looked.
    const DOUBTFUL_KEYS: &'static str;

    /// Asks for a number, in a column `count`.
    ///
    /// # Errors
    ///
    /// What the database says.
    fn count(&mut self, sql: &str) -> QueryResult<i64>;
}

#[cfg(feature = "postgres")]
impl Backend for diesel::PgConnection {
    const MEDIA: &'static str = "ARRAY['https://cdn.defeah.example/' || u.id]";
    const FOREIGN_KEYS: &'static str = "SELECT COUNT(*) FROM information_schema.table_constraints \
                                        WHERE constraint_type = 'FOREIGN KEY'";
    const DOUBTFUL_KEYS: &'static str = "SELECT COUNT(*) FROM pg_constraint \
                                         WHERE contype = 'f' AND NOT convalidated \
                                         AND connamespace = current_schema()::regnamespace";

    fn count(&mut self, sql: &str) -> QueryResult<i64> {
        Ok(sql_query(sql).get_result::<Count>(self)?.count)
    }
}

#[cfg(feature = "sqlite")]
impl Backend for diesel::SqliteConnection {
    const MEDIA: &'static str = "json_array('https://cdn.defeah.example/' || u.id)";
    const FOREIGN_KEYS: &'static str = "SELECT COUNT(*) AS count FROM sqlite_schema t, \
                                        pragma_foreign_key_list(t.name)";
    const DOUBTFUL_KEYS: &'static str = "SELECT COUNT(*) AS count FROM pragma_foreign_key_check";

    fn count(&mut self, sql: &str) -> QueryResult<i64> {
        // PostgreSQL calls the column `count` by itself.
        let sql = sql.replacen("COUNT(*) FROM", "COUNT(*) AS count FROM", 1);
        Ok(sql_query(sql).get_result::<Count>(self)?.count)
    }
}

fn asked(error: diesel::result::Error) -> Failure {
    Failure::new(error.to_string()).help("run `defeah db current`: is the database at the head?")
}

/// Writes users, each with a bit of everything: twelve tables, ten events a user.
///
/// # Errors
///
/// What the database says.
pub fn seed<C: Backend>(
    connection: &mut C,
    users: u32,
    terminal: &mut Terminal,
) -> Result<(), Failure> {
    let there = connection
        .count("SELECT COUNT(*) FROM users")
        .map_err(asked)?;
    let sql = rows(there, users, C::MEDIA);
    connection.batch_execute(&sql).map_err(asked)?;
    for (table, rows) in connection.counts().map_err(asked)? {
        terminal.line(format!("{table}: {rows}"));
    }
    Ok(())
}

/// The statements of [`seed`]. PostgreSQL and SQLite read them alike.
fn rows(there: i64, users: u32, media: &str) -> String {
    let last = there + i64::from(users);
    format!(
        "INSERT INTO users (email, hashed_password, full_name, locale, notification_preferences)
         WITH RECURSIVE n (i) AS (SELECT {there} + 1 UNION ALL SELECT i + 1 FROM n WHERE i < {last})
         SELECT 'user' || i || '@defeah.example', '!', 'User ' || i, 'en-US',
                '{{\"email_analytics\": true, \"email_post_published\": false, \
                   \"push_engagement\": true, \"digest_frequency\": \"weekly\"}}'
         FROM n WHERE i <= {last};
         INSERT INTO user_sessions (user_id, token_hash, expires_at)
         SELECT u.id, 'hash of ' || substr(u.email, 1, 40), '2030-01-01 00:00:00'
         FROM users u WHERE NOT EXISTS (SELECT 1 FROM user_sessions s WHERE s.user_id = u.id);
         INSERT INTO campaigns (user_id, name, status, budget_cents, start_date, end_date)
         SELECT u.id, 'Spring', 'running', 50000, '2024-03-01', '2024-05-31'
         FROM users u WHERE NOT EXISTS (SELECT 1 FROM campaigns c WHERE c.user_id = u.id);
         INSERT INTO posts (user_id, title, content, media_urls)
         SELECT u.id, k.title, 'Spring is here', {media}
         FROM users u, (SELECT 'First' AS title UNION ALL SELECT 'Second') k
         WHERE NOT EXISTS (SELECT 1 FROM posts p WHERE p.user_id = u.id);
         INSERT INTO media_files (user_id, storage_key, content_type, size_bytes)
         SELECT u.id, 'spring/' || u.email, 'image/jpeg', 123456
         FROM users u WHERE NOT EXISTS (SELECT 1 FROM media_files m WHERE m.user_id = u.id);
         INSERT INTO ai_generations (user_id, model, prompt, output, tokens_used)
         SELECT u.id, 'writer-1', 'a caption for spring', 'Spring is here', 42
         FROM users u WHERE NOT EXISTS (SELECT 1 FROM ai_generations g WHERE g.user_id = u.id);
         INSERT INTO instagram_accounts (user_id, instagram_user_id, username)
         SELECT u.id, 'ig-' || u.email, substr(u.email, 1, 20)
         FROM users u WHERE NOT EXISTS (SELECT 1 FROM instagram_accounts a WHERE a.user_id = u.id);
         INSERT INTO instagram_tokens (account_id, encrypted_token, expires_at)
         SELECT a.id, 'sealed', '2030-01-01 00:00:00' FROM instagram_accounts a
         WHERE NOT EXISTS (SELECT 1 FROM instagram_tokens t WHERE t.account_id = a.id);
         INSERT INTO instagram_rate_limits (account_id, endpoint, window_start)
         SELECT a.id, 'media_publish', '2024-03-01 00:00:00' FROM instagram_accounts a
         WHERE NOT EXISTS (SELECT 1 FROM instagram_rate_limits l WHERE l.account_id = a.id);
         INSERT INTO instagram_posts (account_id, post_id, media_id, published_at)
         SELECT a.id, p.id, 'media-' || p.id, '2024-03-02 12:00:00'
         FROM instagram_accounts a JOIN posts p ON p.user_id = a.user_id AND p.title = 'First'
         WHERE NOT EXISTS (SELECT 1 FROM instagram_posts i WHERE i.post_id = p.id);
         INSERT INTO analytics_events (user_id, event_type, processed)
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10)
         SELECT u.id, 'post_viewed', true FROM users u, n
         WHERE NOT EXISTS (SELECT 1 FROM analytics_events e WHERE e.user_id = u.id);
         INSERT INTO system_config (key, value, description)
         SELECT 'publishing.enabled', 'true', 'Whether posts are published'
         WHERE NOT EXISTS (SELECT 1 FROM system_config WHERE key = 'publishing.enabled');"
    )
}

/// Looks for foreign keys that don't hold, rows without what they refer to, and dates out of order.
///
/// # Errors
///
/// Where anything is found, with all that is.
pub fn verify_data_integrity<C: Backend>(
    connection: &mut C,
    terminal: &mut Terminal,
) -> Result<(), Failure> {
    let found = [
        (
            "foreign keys that don't hold",
            connection.count(C::DOUBTFUL_KEYS),
        ),
        ("posts without a user", connection.posts_without_user()),
        (
            "Instagram posts without an account",
            connection.published_without_account(),
        ),
        (
            "campaigns that end before they start",
            connection.campaigns_out_of_order(),
        ),
    ];
    let mut wrong = Vec::new();
    for (what, number) in found {
        let number = number.map_err(asked)?;
        terminal.line(format!("{what}: {number}"));
        if number > 0 {
            wrong.push(format!("{number} {what}"));
        }
    }
    match wrong.is_empty() {
        true => Ok(()),
        false => Err(Failure::new(format!("found {}", wrong.join(", ")))),
    }
}

/// Runs the validations of the team's `validate_migrations.py` and prints them as it did.
///
/// # Errors
///
/// Where there are no foreign keys, an orphan, or a campaign out of order.
pub fn validate_migrations<C: Backend>(
    connection: &mut C,
    terminal: &mut Terminal,
) -> Result<(), Failure> {
    let validations = [
        (C::FOREIGN_KEYS, false),
        (
            "SELECT COUNT(*) FROM posts p LEFT JOIN users u ON p.user_id = u.id WHERE u.id IS NULL",
            true,
        ),
        (
            "SELECT COUNT(*) FROM campaigns c WHERE c.start_date > c.end_date",
            true,
        ),
    ];
    let mut failed = 0;
    for (validation, wants_none) in validations {
        let count = connection.count(validation).map_err(asked)?;
        terminal.line(format!(
            "Validation: {}... Result: {count}",
            &validation[..50]
        ));
        failed += u32::from((count == 0) != wants_none);
    }
    match failed {
        0 => Ok(()),
        n => Err(Failure::new(format!("{n} of 3 validations failed"))),
    }
}

/// Lists the revisions, newest first, as the team's `migration_history.py` did: no database is needed.
pub fn migration_history(terminal: &mut Terminal) {
    for revision in Migrations::chain().revisions().iter().rev() {
        terminal.line(format!("Revision: {}", revision.id));
        let parents = match revision.revises {
            [] => "None".to_owned(),
            parents => parents.join(", "),
        };
        terminal.line(format!("Down Revision: {parents}"));
        terminal.line(format!("Description: {}", revision.message));
        let scripts = [&revision.postgres, &revision.sqlite];
        let script = scripts.into_iter().flatten().next();
        let path = script.map_or("", |scripts| scripts.up.file);
        terminal.line(format!("Path: {path}"));
        terminal.line("-".repeat(50));
    }
}

/// Migrates an empty database that gets `rows` events on the way, tells how long the steps took that met
/// them, and leaves it empty.
///
/// # Errors
///
/// Where the database is not empty, a step fails, or all takes longer than the limit.
pub fn migration_performance<C: Backend>(
    connection: &mut C,
    rows: u64,
    limit: Duration,
    terminal: &mut Terminal,
) -> Result<(), Failure>
where
    Migrations: Supports<C::Dialect>,
{
    if !MIGRATIONS.current(connection)?.applied.is_empty() {
        let message = "the performance of a migration is measured on an empty database";
        return Err(Failure::new(message).help("create one, and name it with `--url`"));
    }
    MIGRATIONS
        .migrator()
        .target(revision::REQUIRE_USER_LOCALE)
        .run(connection)?;
    let events = format!(
        "INSERT INTO analytics_events (event_type)
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows})
         SELECT 'post_viewed' FROM n"
    );
    connection.batch_execute(&events).map_err(asked)?;
    let start = Instant::now();
    let report = MIGRATIONS.upgrade(connection)?;
    let took = start.elapsed();
    for step in &report.steps {
        let seconds = step.took.as_secs_f64();
        terminal.line(format!("{}: {seconds:.2} seconds", step.revision));
    }
    let seconds = took.as_secs_f64();
    terminal.line(format!("Migration completed in {seconds:.2} seconds"));
    let left = connection.unprocessed_events().map_err(asked)?;
    verify_data_integrity(connection, terminal)?;
    MIGRATIONS.downgrade(connection, "base")?;
    if left > 0 {
        return Err(Failure::new(format!("{left} events were left out")));
    }
    match took > limit {
        true => Err(Failure::new(format!(
            "{rows} rows took {seconds:.2} seconds, and {} is the limit",
            limit.as_secs_f64()
        ))),
        false => Ok(()),
    }
}

/// Says whether the deployed database can be worked on: every revision is there, every table answers, a
/// user can be written, and an address that is none is refused. Nothing stays.
///
/// # Errors
///
/// What does not work.
pub fn smoke_tests<C: Backend>(connection: &mut C, terminal: &mut Terminal) -> Result<(), Failure>
where
    Migrations: Supports<C::Dialect>,
{
    MIGRATIONS.check(connection)?;
    terminal.line("ok: the database is at the head");
    let counts = connection.counts().map_err(asked)?;
    terminal.line(format!("ok: {} tables answer", counts.len()));
    let mut written = None;
    let undone = connection.transaction(|connection| {
        written = Some(connection.new_user("smoke@defeah.example"));
        Err::<(), _>(RollbackTransaction)
    });
    match (written, undone) {
        (Some(Ok((timezone, locale))), Err(RollbackTransaction)) => terminal.line(format!(
            "ok: a user can be written ({timezone}, {locale}), and undone"
        )),
        (Some(Err(error)), _) | (_, Err(error)) => return Err(asked(error)),
        _ => return Err(Failure::new("the user who was to be undone is there")),
    }
    let refused = connection.transaction(|connection| connection.new_user("nobody").map(drop));
    match refused {
        Err(_) => terminal.line("ok: an address that is none is refused"),
        Ok(()) => return Err(Failure::new("an address that is none was taken")),
    }
    terminal.line(format!("ok on {}", <C::Dialect as Dialect>::NAME));
    Ok(())
}
