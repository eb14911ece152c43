//! What the platform writes and reads, written once for every database.
//!
//! [`Database`] is one of the connections that this build was made for. Diesel turns a
//! query into the SQL of the one that is open, so nothing below asks which it is.

#[cfg(any(feature = "sqlite", feature = "mysql"))]
use diesel::connection::SimpleConnection;
use diesel::dsl::{count, now};
use diesel::prelude::*;

use crate::schema::{agents, audit_logs, executions, tenant_usage_logs, tenants, users};

#[cfg(not(any(feature = "sqlite", feature = "postgres", feature = "mysql")))]
compile_error!("turn on at least one of the features `sqlite`, `postgres` and `mysql`");

/// Holds an open connection to whichever database the URL named.
// The derive writes an undocumented module beside the enum.
#[allow(missing_docs)]
mod database {
    #[derive(diesel::MultiConnection)]
    pub enum Database {
        #[cfg(feature = "sqlite")]
        Sqlite(diesel::SqliteConnection),
        #[cfg(feature = "postgres")]
        Postgres(diesel::PgConnection),
        #[cfg(feature = "mysql")]
        Mysql(diesel::MysqlConnection),
    }
}

pub use database::Database;

/// Opens the database that `url` names: `postgres://…`, `mysql://…`, or else the path
/// of a SQLite file, with or without `sqlite://` before it.
///
/// # Errors
///
/// When the connection fails, or this build was made without that database.
pub fn open(url: &str) -> ConnectionResult<Database> {
    let mut database = match url.split_once("://") {
        Some(("postgres" | "postgresql", _)) => open_postgres(url),
        Some(("mysql", _)) => open_mysql(url),
        Some(("sqlite", path)) => open_sqlite(path),
        _ => open_sqlite(url),
    }?;
    set_up(&mut database).map_err(ConnectionError::CouldntSetupConfiguration)?;
    Ok(database)
}

/// Sets what each session of the platform needs.
///
/// # Errors
///
/// When the database refuses.
pub fn set_up(database: &mut Database) -> QueryResult<()> {
    match database {
        // SQLite ignores foreign keys unless each connection asks for them.
        #[cfg(feature = "sqlite")]
        Database::Sqlite(connection) => {
            connection.batch_execute("PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON")
        }
        #[cfg(feature = "postgres")]
        Database::Postgres(_) => Ok(()),
        // `DATETIME` has no zone of its own: all sessions agree on this one.
        #[cfg(feature = "mysql")]
        Database::Mysql(connection) => connection.batch_execute("SET time_zone = '+00:00'"),
    }
}

#[cfg(feature = "sqlite")]
fn open_sqlite(path: &str) -> ConnectionResult<Database> {
    diesel::SqliteConnection::establish(path).map(Database::Sqlite)
}

#[cfg(feature = "postgres")]
fn open_postgres(url: &str) -> ConnectionResult<Database> {
    diesel::PgConnection::establish(url).map(Database::Postgres)
}

#[cfg(feature = "mysql")]
fn open_mysql(url: &str) -> ConnectionResult<Database> {
    diesel::MysqlConnection::establish(url).map(Database::Mysql)
}

#[cfg(not(feature = "sqlite"))]
fn open_sqlite(_: &str) -> ConnectionResult<Database> {
    Err(not_in_this_build("SQLite", "sqlite"))
}

#[cfg(not(feature = "postgres"))]
fn open_postgres(_: &str) -> ConnectionResult<Database> {
    Err(not_in_this_build("PostgreSQL", "postgres"))
}

#[cfg(not(feature = "mysql"))]
fn open_mysql(_: &str) -> ConnectionResult<Database> {
    Err(not_in_this_build("MySQL", "mysql"))
}

#[cfg(not(all(feature = "sqlite", feature = "postgres", feature = "mysql")))]
fn not_in_this_build(database: &str, feature: &str) -> ConnectionError {
    ConnectionError::BadConnection(format!(
        "this build does not speak to {database}: build it with `--features {feature}`"
    ))
}

/// An organisation that uses the platform.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = tenants)]
pub struct Tenant {
    /// Its key.
    pub id: i64,
    /// Its name in addresses: lower case letters, digits and hyphens.
    pub slug: String,
    /// Its name for people.
    pub name: String,
    /// What it pays for: `free`, `team`, `business` or `enterprise`.
    pub plan: String,
}

/// A person who works for a tenant.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = users)]
pub struct User {
    /// Its key.
    pub id: i64,
    /// The tenant it belongs to.
    pub tenant_id: i64,
    /// Unique within the tenant, whatever the case.
    pub email: String,
    /// `owner`, `admin`, `member` or `viewer`.
    pub role: String,
}

/// An agent of a tenant.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = agents)]
pub struct Agent {
    /// Its key.
    pub id: i64,
    /// The tenant it belongs to.
    pub tenant_id: i64,
    /// Unique within the tenant.
    pub slug: String,
    /// Its name for people.
    pub name: String,
    /// `active` unless an operator said otherwise.
    pub operational_status: String,
}

/// What an execution that has ended came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome<'a> {
    /// The caller's own key: the same request is recorded once.
    pub request_key: &'a str,
    /// What went wrong, if it did.
    pub error: Option<&'a str>,
    /// Tokens read.
    pub input_tokens: i64,
    /// Tokens written.
    pub output_tokens: i64,
    /// Cost in millionths of the tenant's currency.
    pub cost_micros: i64,
}

/// Creates a tenant on the free plan.
///
/// # Errors
///
/// When the slug is taken or malformed, or the database fails.
pub fn create_tenant(db: &mut Database, slug: &str, name: &str) -> QueryResult<Tenant> {
    db.transaction(|db| {
        diesel::insert_into(tenants::table)
            .values((tenants::slug.eq(slug), tenants::name.eq(name)))
            .execute(db)?;
        // Not `RETURNING`, which MySQL lacks: each insert is read back by its natural key.
        tenants::table
            .filter(tenants::slug.eq(slug))
            .select(Tenant::as_select())
            .first(db)
    })
}

/// Finds a tenant by its slug.
///
/// # Errors
///
/// When the database fails; a tenant that does not exist is `None`.
pub fn tenant(db: &mut Database, slug: &str) -> QueryResult<Option<Tenant>> {
    tenants::table
        .filter(tenants::slug.eq(slug))
        .select(Tenant::as_select())
        .first(db)
        .optional()
}

/// Creates a user of a tenant.
///
/// # Errors
///
/// When the tenant has that address already, the role is unknown, or the database fails.
pub fn create_user(
    db: &mut Database,
    tenant: &Tenant,
    email: &str,
    full_name: &str,
    role: &str,
) -> QueryResult<User> {
    db.transaction(|db| {
        diesel::insert_into(users::table)
            .values((
                users::tenant_id.eq(tenant.id),
                users::email.eq(email),
                users::full_name.eq(full_name),
                users::role.eq(role),
            ))
            .execute(db)?;
        users::table
            .filter(users::tenant_id.eq(tenant.id))
            .filter(users::email.eq(email))
            .select(User::as_select())
            .first(db)
    })
}

/// Creates an agent in its creator's tenant, and says so in the audit trail.
///
/// # Errors
///
/// When the tenant has an agent of that slug already, or the database fails.
pub fn create_agent(
    db: &mut Database,
    creator: &User,
    slug: &str,
    name: &str,
) -> QueryResult<Agent> {
    db.transaction(|db| {
        diesel::insert_into(agents::table)
            .values((
                agents::tenant_id.eq(creator.tenant_id),
                agents::slug.eq(slug),
                agents::name.eq(name),
                agents::created_by.eq(creator.id),
            ))
            .execute(db)?;
        let agent = agents::table
            .filter(agents::tenant_id.eq(creator.tenant_id))
            .filter(agents::slug.eq(slug))
            .select(Agent::as_select())
            .first(db)?;
        audit(db, creator, "agent.created", &agent)?;
        Ok(agent)
    })
}

/// Changes an agent's operational status, and says so in the audit trail.
///
/// # Errors
///
/// When the status is longer than 50 characters where the database counts, the agent is
/// gone (`NotFound`), or the database fails.
pub fn set_operational_status(
    db: &mut Database,
    operator: &User,
    agent: &Agent,
    status: &str,
) -> QueryResult<()> {
    db.transaction(|db| {
        let changed = diesel::update(agents::table.filter(agents::id.eq(agent.id)))
            .set((
                agents::operational_status.eq(status),
                agents::updated_at.eq(now),
            ))
            .execute(db)?;
        if changed == 0 {
            return Err(diesel::result::Error::NotFound);
        }
        audit(db, operator, "agent.operational_status", agent)
    })
}

/// Lists a tenant's agents that have an operational status, by name.
///
/// # Errors
///
/// When the database fails.
pub fn agents_with_status(
    db: &mut Database,
    tenant: &Tenant,
    status: &str,
) -> QueryResult<Vec<Agent>> {
    agents::table
        .filter(agents::tenant_id.eq(tenant.id))
        .filter(agents::operational_status.eq(status))
        .filter(agents::archived_at.is_null())
        .order((agents::name, agents::id))
        .select(Agent::as_select())
        .load(db)
}

/// Records an execution that has ended and what it is billed for, both or neither.
///
/// # Errors
///
/// When the request was recorded already, an amount is negative, or the database fails.
pub fn record_execution(
    db: &mut Database,
    agent: &Agent,
    outcome: &Outcome<'_>,
) -> QueryResult<i64> {
    let status = match outcome.error {
        None => "succeeded",
        Some(_) => "failed",
    };
    db.transaction(|db| {
        diesel::insert_into(executions::table)
            .values((
                executions::tenant_id.eq(agent.tenant_id),
                executions::agent_id.eq(agent.id),
                executions::request_key.eq(outcome.request_key),
                executions::status.eq(status),
                executions::error_message.eq(outcome.error),
                executions::input_tokens.eq(outcome.input_tokens),
                executions::output_tokens.eq(outcome.output_tokens),
                executions::cost_micros.eq(outcome.cost_micros),
                executions::finished_at.eq(now.nullable()),
            ))
            .execute(db)?;
        let execution: i64 = executions::table
            .filter(executions::tenant_id.eq(agent.tenant_id))
            .filter(executions::request_key.eq(outcome.request_key))
            .select(executions::id)
            .first(db)?;
        for (metric, quantity) in [
            ("executions", 1),
            ("input_tokens", outcome.input_tokens),
            ("output_tokens", outcome.output_tokens),
            ("cost_micros", outcome.cost_micros),
        ] {
            diesel::insert_into(tenant_usage_logs::table)
                .values((
                    tenant_usage_logs::tenant_id.eq(agent.tenant_id),
                    tenant_usage_logs::execution_id.eq(execution),
                    tenant_usage_logs::metric.eq(metric),
                    tenant_usage_logs::quantity.eq(quantity),
                ))
                .execute(db)?;
        }
        Ok(execution)
    })
}

/// Counts a tenant's executions by status, in the order of the statuses' names.
///
/// # Errors
///
/// When the database fails.
pub fn executions_by_status(db: &mut Database, tenant: &Tenant) -> QueryResult<Vec<(String, i64)>> {
    executions::table
        .filter(executions::tenant_id.eq(tenant.id))
        .group_by(executions::status)
        .order(executions::status)
        .select((executions::status, count(executions::id)))
        .load(db)
}

/// Adds to the audit trail, with the names as they are now: the trail outlives both.
fn audit(db: &mut Database, actor: &User, action: &str, agent: &Agent) -> QueryResult<()> {
    let slug: String = tenants::table
        .find(agent.tenant_id)
        .select(tenants::slug)
        .first(db)?;
    diesel::insert_into(audit_logs::table)
        .values((
            audit_logs::tenant_id.eq(agent.tenant_id),
            audit_logs::tenant_slug.eq(slug),
            audit_logs::user_id.eq(actor.id),
            audit_logs::actor_email.eq(&actor.email),
            audit_logs::action.eq(action),
            audit_logs::resource_type.eq("agent"),
            audit_logs::resource_id.eq(agent.id),
        ))
        .execute(db)?;
    Ok(())
}
