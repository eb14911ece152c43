use super::{Address, Session, open};
use crate::Failure;
use migrate_check::Dialect;

/// A temporary database for one command. Dropping the value drops the database, also after a failure.
pub(crate) struct Scratch {
    /// The address of the database.
    pub address: Address,
    made: Made,
}

enum Made {
    /// The folder of the SQLite file.
    Folder(std::path::PathBuf),
    /// A name, and a connection to another database of the server, which can drop it.
    OnServer {
        name: String,
        admin: Box<dyn Session>,
    },
}

impl Scratch {
    /// Creates an empty database on the server of an address; for SQLite, a temporary file.
    pub fn create(beside: &Address) -> Result<Self, Failure> {
        // No other running process has this number.
        let name = format!("migrate_verify_{}", std::process::id());
        if beside.dialect() == Dialect::Sqlite {
            let folder = std::env::temp_dir().join(&name);
            let url = folder.join("scratch.db").display().to_string();
            let made = std::fs::create_dir(&folder).and_then(|()| std::fs::write(&url, ""));
            made.map_err(|error| {
                let place = folder.display();
                Failure::new(format!("`{place}` can't be made: {error}"))
            })?;
            return Ok(Self {
                address: Address::from_file(url),
                made: Made::Folder(folder),
            });
        }
        let mut admin = open(beside)?;
        let name = create_on(&mut *admin, &name).map_err(|error| {
            Failure::new(format!(
                "no scratch database can be made at `{}`: {error}",
                beside.shown()
            ))
            .help("give the URL of a server on which this user may create databases")
        })?;
        Ok(Self {
            address: beside.with_database(&name),
            made: Made::OnServer { name, admin },
        })
    }
}

/// Creates a database under a free name: a process on another machine, or a crash, may have taken the
/// first one.
fn create_on(admin: &mut dyn Session, name: &str) -> Result<String, String> {
    const MOST: usize = 20;
    let mut refused = String::new();
    for number in 1..=MOST {
        let name = match number {
            1 => name.to_owned(),
            _ => format!("{name}_{number}"),
        };
        match admin.execute(&format!("CREATE DATABASE {name}")) {
            Ok(()) => return Ok(name),
            Err(error) if error.contains("exists") => refused = error,
            Err(error) => return Err(error),
        }
    }
    Err(refused)
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // If that fails, there is nothing left to do; the name of the database tells what it is.
        match &mut self.made {
            Made::Folder(folder) => drop(std::fs::remove_dir_all(folder)),
            Made::OnServer { name, admin } => {
                let force = match self.address.dialect() {
                    Dialect::Postgres => " WITH (FORCE)",
                    _ => "",
                };
                drop(admin.execute(&format!("DROP DATABASE {name}{force}")));
            }
        }
    }
}
