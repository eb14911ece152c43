//! Applying a thousand revisions, and starting with nothing to do.

use crate::contender::{Contender, Place, Result, all};
use crate::corpus::{Corpus, REVISIONS};
use crate::server::Server;
use crate::table::{Row, median, print};
use crate::wire::Proxy;
use std::cell::Cell;
use std::path::Path;
use std::time::Duration;

const RUNS: usize = 3;
const STARTS: usize = 20;

/// Measures all contenders on SQLite and, where a server's URL is given, on PostgreSQL.
pub fn measure(root: &Path, server: Option<&Server>) -> Result<()> {
    let corpus = Corpus::write(&root.join("corpus"), REVISIONS)?;
    corpus.declare(&["sqlite", "postgres"])?;
    let contenders = all(&corpus)?;
    for durable in [false, true] {
        sqlite(root, &contenders, durable)?;
    }
    match server {
        Some(server) => postgres(root, &contenders, server)?,
        None => println!("\n(PostgreSQL is not measured: MIGRATE_TEST_POSTGRES_URL is not set)"),
    }
    Ok(())
}

fn sqlite(root: &Path, contenders: &[Box<dyn Contender>], durable: bool) -> Result<()> {
    let mut applied: Vec<Vec<Duration>> = vec![Vec::new(); contenders.len()];
    let mut started = applied.clone();
    for run in 0..RUNS {
        for (index, contender) in contenders.iter().enumerate() {
            let file = root.join(format!("{durable}-{run}-{index}.sqlite"));
            let path = file.to_string_lossy().into_owned();
            let place = Place::Sqlite {
                path: &path,
                durable,
            };
            applied[index].push(contender.run(place, &|| {})?);
            if contender.starts_again() {
                for _ in 0..STARTS {
                    started[index].push(contender.run(place, &|| {})?);
                }
            }
        }
    }
    let commits = if durable {
        "durable commits"
    } else {
        "synchronous = OFF"
    };
    print(
        &format!("{REVISIONS} revisions to an empty SQLite file, {commits} (median of {RUNS})"),
        "raw batch",
        &rows(contenders, applied, |_| String::new()),
    );
    if !durable {
        print(
            &format!(
                "a start with nothing to do, SQLite (median of {})",
                RUNS * STARTS
            ),
            "migrate",
            &rows(contenders, started, |_| String::new()),
        );
    }
    Ok(())
}

fn postgres(root: &Path, contenders: &[Box<dyn Contender>], server: &Server) -> Result<()> {
    let folder = root.join("proxy");
    std::fs::create_dir_all(&folder)?;
    let proxy = Proxy::start(&folder, server.socket_folder(), server.port())?;
    let mut applied: Vec<Vec<Duration>> = vec![Vec::new(); contenders.len()];
    let mut started = applied.clone();
    let mut trips = vec![(0, 0); contenders.len()];
    for run in 0..RUNS {
        for (index, contender) in contenders.iter().enumerate() {
            let name = format!("bench_{run}_{index}");
            let database = server.create(&name)?;
            let place = Place::Postgres { url: &database };
            applied[index].push(contender.run(place, &|| {})?);
            if contender.starts_again() {
                for _ in 0..STARTS {
                    started[index].push(contender.run(place, &|| {})?);
                }
                let url = server.url_through(proxy.folder(), &name);
                trips[index].1 = counted(contender.as_ref(), &url, &proxy)?;
            }
            server.drop(&name)?;
            if run == 0 {
                server.create(&name)?;
                let url = server.url_through(proxy.folder(), &name);
                trips[index].0 = counted(contender.as_ref(), &url, &proxy)?;
                server.drop(&name)?;
            }
        }
    }
    let (applying, starting): (Vec<_>, Vec<_>) = trips.into_iter().unzip();
    print(
        &format!(
            "{REVISIONS} revisions to an empty PostgreSQL database, fsync off (median of {RUNS})"
        ),
        "raw batch",
        &rows(contenders, applied, |index| {
            format!("{} round trips", applying[index])
        }),
    );
    print(
        &format!(
            "a start with nothing to do, PostgreSQL (median of {})",
            RUNS * STARTS
        ),
        "migrate",
        &rows(contenders, started, |index| {
            format!("{} round trips", starting[index])
        }),
    );
    Ok(())
}

/// The round trips of one run, without those of connecting.
fn counted(contender: &dyn Contender, url: &str, proxy: &Proxy) -> Result<usize> {
    let before = Cell::new(0);
    contender.run(Place::Postgres { url }, &|| before.set(proxy.round_trips()))?;
    Ok(proxy.round_trips() - before.get())
}

fn rows(
    contenders: &[Box<dyn Contender>],
    runs: Vec<Vec<Duration>>,
    note: impl Fn(usize) -> String,
) -> Vec<Row> {
    contenders
        .iter()
        .zip(runs)
        .enumerate()
        .filter(|(_, (_, runs))| !runs.is_empty())
        .map(|(index, (contender, runs))| Row {
            name: contender.name(),
            median: median(runs),
            note: note(index),
        })
        .collect()
}
