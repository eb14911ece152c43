//! The offices: a database for each, and a pool of connections to it.

use super::migrations::{MIGRATIONS, Migrations};
use super::queries::Calls;
use diesel::r2d2::{ManageConnection, Pool, PooledConnection, R2D2Connection};
use migrate_cli::address::DatabaseArgs;
use migrate_cli::{Failure, Terminal};
use migrate_runtime::{Embedded, Observer, StepInfo, Supports};
use std::marker::PhantomData;
use std::sync::mpsc::{Sender, channel};
use std::thread;
use std::time::Duration;

/// An office and where its database is.
#[derive(Clone, Debug)]
pub struct Office {
    /// The name that `[databases.NAME]` of `migrate.toml` gives it.
    pub name: String,
    database: DatabaseArgs,
}

impl Office {
    /// Returns the office that the command line names, or all of them.
    pub fn chosen(given: &DatabaseArgs) -> Vec<Office> {
        if given.is_given() {
            let name = given.name.clone().unwrap_or("the database".to_owned());
            let database = given.clone();
            return vec![Office { name, database }];
        }
        let declared = Migrations::chain().databases.iter();
        let named = declared.filter_map(|database| database.name);
        let office = |name: &str| Office {
            name: name.to_owned(),
            database: DatabaseArgs {
                url: None,
                name: Some(name.to_owned()),
            },
        };
        named.map(office).collect()
    }

    /// Connects without the pool, which would try for half a minute and keep the reason to itself.
    ///
    /// # Errors
    ///
    /// Where no URL is given or the database can't be reached.
    pub fn connect<C: Calls>(&self) -> Result<C, Failure> {
        let mut connection: C = self.database.connect(Migrations::chain().databases)?;
        let prepared = connection.prepare();
        prepared.map_err(|error| Failure::new(error.to_string()))?;
        Ok(connection)
    }

    /// Upgrades the database to the head. Other processes that start at the same time wait until that is
    /// done, and then have nothing to do.
    ///
    /// # Errors
    ///
    /// As [`connect`](Self::connect), and where a revision fails.
    pub fn upgrade<C: Calls>(&self, terminal: &mut Terminal) -> Result<String, Failure>
    where
        Migrations: Supports<C::Dialect>,
    {
        let mut connection: C = self.connect()?;
        let mut steps = Steps {
            office: &self.name,
            terminal,
        };
        let report = MIGRATIONS
            .migrator()
            .observer(&mut steps)
            .run(&mut connection)?;
        Ok(report.heads.join(", "))
    }

    /// Makes the pool. Connections are made when they are asked for.
    fn pool<C: Calls + R2D2Connection + Send + 'static>(&self, size: u32) -> Pool<Manager<C>> {
        Pool::builder()
            .max_size(size)
            .min_idle(Some(0))
            .connection_timeout(Duration::from_secs(10))
            .build_unchecked(Manager {
                office: self.clone(),
                connection: PhantomData,
            })
    }
}

/// Makes the connections of a pool, through the address: it sees to what the URL says of encryption, and
/// its errors have no password.
struct Manager<C> {
    office: Office,
    connection: PhantomData<fn() -> C>,
}

impl<C: Calls + R2D2Connection + Send + 'static> ManageConnection for Manager<C> {
    type Connection = C;
    type Error = Failure;

    fn connect(&self) -> Result<C, Failure> {
        self.office.connect()
    }

    fn is_valid(&self, connection: &mut C) -> Result<(), Failure> {
        let answer = connection.ping();
        answer.map_err(|error| Failure::new(error.to_string()))
    }

    fn has_broken(&self, connection: &mut C) -> bool {
        thread::panicking() || connection.is_broken()
    }
}

/// Shows the steps of an office.
struct Steps<'t> {
    office: &'t str,
    terminal: &'t mut Terminal,
}

impl Observer for Steps<'_> {
    fn step_started(&mut self, step: &StepInfo) {
        let office = self.office;
        self.terminal
            .say(format!("{office}: upgrading to {}", step.revision));
    }

    fn batch_said(&mut self, _step: &StepInfo, line: &str) {
        let office = self.office;
        self.terminal.say(format!("{office}: {line}"));
    }
}

/// Says for each office where its database is.
///
/// # Errors
///
/// Where one is not at the head, after all were looked at.
pub fn show<C: Calls>(offices: &[Office], terminal: &mut Terminal) -> Result<(), Failure>
where
    Migrations: Supports<C::Dialect>,
{
    each(offices, terminal, |office, terminal| {
        let connection = &mut office.connect::<C>()?;
        MIGRATIONS.check(connection)?;
        let current = MIGRATIONS.current(connection)?;
        let heads: Vec<&str> = current.heads.iter().map(|head| head.id.as_str()).collect();
        terminal.line(format!("{}: {} (head)", office.name, heads.join(", ")));
        Ok(())
    })
    .map(drop)
    .map_err(|failed| failed.failure("not at the head", offices.len()))
}

/// Upgrades the database of each office. What fails in one does not keep the others back.
///
/// # Errors
///
/// Where one could not be upgraded, after all were tried.
pub fn upgrade_all<C: Calls>(offices: &[Office], terminal: &mut Terminal) -> Result<(), Failure>
where
    Migrations: Supports<C::Dialect>,
{
    each(offices, terminal, upgrade_one::<C>)
        .map(drop)
        .map_err(|failed| failed.failure("not upgraded", offices.len()))
}

fn upgrade_one<C: Calls>(office: &Office, terminal: &mut Terminal) -> Result<(), Failure>
where
    Migrations: Supports<C::Dialect>,
{
    let heads = office.upgrade::<C>(terminal)?;
    terminal.line(format!("{}: {heads} (head)", office.name));
    Ok(())
}

/// The offices where something failed, and those where it did not.
struct Failed {
    names: Vec<String>,
    others: Vec<Office>,
}

impl Failed {
    fn failure(self, what: &str, all: usize) -> Failure {
        let (number, names) = (self.names.len(), self.names.join(", "));
        Failure::new(format!("{number} of {all} databases {what}: {names}"))
    }
}

/// Does something for each office, and prints what fails.
fn each(
    offices: &[Office],
    terminal: &mut Terminal,
    mut work: impl FnMut(&Office, &mut Terminal) -> Result<(), Failure>,
) -> Result<Vec<Office>, Failed> {
    let (mut names, mut others) = (Vec::new(), Vec::new());
    for office in offices {
        match work(office, terminal) {
            Ok(()) => others.push(office.clone()),
            Err(failure) => {
                let failure = failure.note(format!("the office is `{}`", office.name));
                terminal.error(&failure);
                names.push(office.name.clone());
            }
        }
    }
    match names.is_empty() {
        true => Ok(others),
        false => Err(Failed { names, others }),
    }
}

/// Upgrades the database of each office and takes the calls of those that are at the head: for ever, or
/// until the queues are empty.
///
/// # Errors
///
/// Where no office can be served, and at the end where one could not.
pub fn serve<C>(
    offices: &[Office],
    workers: u32,
    until_idle: bool,
    terminal: &mut Terminal,
) -> Result<(), Failure>
where
    C: Calls + R2D2Connection + Send + 'static,
    Migrations: Supports<C::Dialect>,
{
    let prepare = |office: &Office, terminal: &mut Terminal| {
        let heads = office.upgrade::<C>(terminal)?;
        // Not `line`: the answer of a command is written when it ends, and this one does not.
        terminal.say(format!("{}: {heads} (head), takes calls", office.name));
        Ok(())
    };
    let (served, failed) = match each(offices, terminal, prepare) {
        Ok(served) => (served, None),
        Err(failed) => {
            let served = failed.others.clone();
            (served, Some(failed.failure("not served", offices.len())))
        }
    };
    let (says, said) = channel();
    for office in served {
        let pool = office.pool::<C>(workers);
        for _ in 0..workers {
            let (pool, name, says) = (pool.clone(), office.name.clone(), says.clone());
            thread::spawn(move || take_calls(&name, &pool, until_idle, &says));
        }
    }
    drop(says);
    // Until the last worker has ended.
    for line in said {
        terminal.say(line);
    }
    failed.map_or(Ok(()), Err)
}

/// Takes calls, with a connection of the pool for each.
fn take_calls<C>(office: &str, pool: &Pool<Manager<C>>, until_idle: bool, says: &Sender<String>)
where
    C: Calls + R2D2Connection + Send + 'static,
{
    let answer = |phone_number: &str| format!("Hello, {phone_number}. Which flat is it about?");
    let take = |mut connection: PooledConnection<Manager<C>>| connection.take_call(&answer);
    loop {
        let taken = pool.get().map_err(|error| error.to_string());
        let taken =
            taken.and_then(|connection| take(connection).map_err(|error| error.to_string()));
        let line = match &taken {
            Ok(Some(id)) => format!("{office}: call {id} completed"),
            Ok(None) if until_idle => return,
            Ok(None) => {
                thread::sleep(Duration::from_secs(1));
                continue;
            }
            Err(error) => format!("{office}: {error}"),
        };
        // Where nobody listens, the program ends.
        if says.send(line).is_err() {
            return;
        }
        if taken.is_err() {
            thread::sleep(Duration::from_secs(1));
        }
    }
}
