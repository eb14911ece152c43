//! The platform's server. `/ready` is `check`: it answers 503 until the database is where this
//! program needs it, so that a balancer sends nobody here before.

use super::migrations::{MIGRATIONS, Migrations};
use super::queue::Queue;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use migrate_cli::address::Address;
use migrate_runtime::{Database, Supports};
use std::net::SocketAddr;

type Answer = (StatusCode, String);

/// Serves until the process is told to end.
///
/// # Errors
///
/// Where the address can't be listened at.
pub async fn serve<C>(database: Address, listen: SocketAddr) -> std::io::Result<()>
where
    C: Database + Queue + 'static,
    Migrations: Supports<C::Dialect>,
{
    let routes = Router::new()
        .route("/health", get(async || "ok\n"))
        .route("/ready", get(ready::<C>))
        .route("/queue", get(queue::<C>))
        .with_state(database);
    let listener = tokio::net::TcpListener::bind(listen).await?;
    println!("listening at http://{}", listener.local_addr()?);
    axum::serve(listener, routes)
        .with_graceful_shutdown(async { drop(tokio::signal::ctrl_c().await) })
        .await
}

async fn ready<C>(State(database): State<Address>) -> Answer
where
    C: Database + 'static,
    Migrations: Supports<C::Dialect>,
{
    on_database::<C>(database, |connection| {
        MIGRATIONS
            .check(connection)
            .map_err(|error| error.explain().to_string())?;
        Ok("ready\n".to_owned())
    })
    .await
}

async fn queue<C: Database + Queue + 'static>(State(database): State<Address>) -> Answer {
    on_database::<C>(database, |connection| {
        let waiting = connection.waiting().map_err(|error| error.to_string())?;
        let lines = waiting
            .iter()
            .map(|(priority, number)| format!("{priority:?}: {number}\n"));
        Ok(lines.collect())
    })
    .await
}

/// Diesel's connections block, so they are used where that is allowed. A server with more to do keeps
/// them in a pool.
async fn on_database<C: Database + 'static>(
    database: Address,
    work: impl FnOnce(&mut C) -> Result<String, String> + Send + 'static,
) -> Answer {
    let done = tokio::task::spawn_blocking(move || {
        let mut connection = database.connect().map_err(|failure| failure.to_string())?;
        work(&mut connection)
    });
    match done.await {
        Ok(Ok(said)) => (StatusCode::OK, said),
        Ok(Err(said)) => (StatusCode::SERVICE_UNAVAILABLE, said + "\n"),
        Err(panic) => (StatusCode::INTERNAL_SERVER_ERROR, format!("{panic}\n")),
    }
}
