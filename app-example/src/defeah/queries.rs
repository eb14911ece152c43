//! What the scripts ask of the tables, in typed queries: one text, for each database's own tables.

use diesel::dsl::count_star;
use diesel::prelude::*;
use migrate_runtime::Database;

/// How many rows each table has.
pub type Counts = Vec<(&'static str, i64)>;

/// What is asked of a connection: Diesel's queries are made for one database each.
///
/// # Errors
///
/// Each returns what the database says.
#[allow(clippy::missing_errors_doc)]
pub trait Queries: Database {
    /// Counts the rows of every table.
    fn counts(&mut self) -> QueryResult<Counts>;
    /// Counts posts without their user.
    fn posts_without_user(&mut self) -> QueryResult<i64>;
    /// Counts posts on Instagram whose account is missing.
    fn published_without_account(&mut self) -> QueryResult<i64>;
    /// Counts campaigns that end before they start.
    fn campaigns_out_of_order(&mut self) -> QueryResult<i64>;
    /// Counts the events that nothing has processed.
    fn unprocessed_events(&mut self) -> QueryResult<i64>;
    /// Writes a user who has what the columns say by default, and returns the time zone and the locale.
    fn new_user(&mut self, email: &str) -> QueryResult<(String, String)>;
}

macro_rules! queries {
    ($feature:literal, $connection:ty, $tables:ident) => {
        #[cfg(feature = $feature)]
        const _: () = {
            use super::migrations::schema::$tables::*;

            impl Queries for $connection {
                fn counts(&mut self) -> QueryResult<Counts> {
                    macro_rules! counted {
                        ($table:ident) => {
                            (
                                stringify!($table),
                                $table::table.select(count_star()).first(self)?,
                            )
                        };
                    }
                    Ok(vec![
                        counted!(users),
                        counted!(posts),
                        counted!(campaigns),
                        counted!(instagram_accounts),
                        counted!(instagram_tokens),
                        counted!(instagram_rate_limits),
                        counted!(instagram_posts),
                        counted!(analytics_events),
                        counted!(ai_generations),
                        counted!(media_files),
                        counted!(user_sessions),
                        counted!(system_config),
                    ])
                }

                fn posts_without_user(&mut self) -> QueryResult<i64> {
                    posts::table
                        .left_join(users::table)
                        .filter(users::id.nullable().is_null())
                        .count()
                        .get_result(self)
                }

                fn published_without_account(&mut self) -> QueryResult<i64> {
                    instagram_posts::table
                        .left_join(instagram_accounts::table)
                        .filter(instagram_accounts::id.nullable().is_null())
                        .count()
                        .get_result(self)
                }

                fn campaigns_out_of_order(&mut self) -> QueryResult<i64> {
                    campaigns::table
                        .filter(campaigns::start_date.nullable().gt(campaigns::end_date))
                        .count()
                        .get_result(self)
                }

                fn unprocessed_events(&mut self) -> QueryResult<i64> {
                    analytics_events::table
                        .filter(analytics_events::processed.eq(false))
                        .count()
                        .get_result(self)
                }

                fn new_user(&mut self, email: &str) -> QueryResult<(String, String)> {
                    diesel::insert_into(users::table)
                        .values((
                            users::email.eq(email),
                            users::hashed_password.eq("!"),
                            users::locale.eq("de-DE"),
                        ))
                        .execute(self)?;
                    users::table
                        .filter(users::email.eq(email))
                        .select((users::timezone, users::locale))
                        .first(self)
                }
            }
        };
    };
}

queries!("sqlite", SqliteConnection, sqlite);
queries!("postgres", PgConnection, postgres);
