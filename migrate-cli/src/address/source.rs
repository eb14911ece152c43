use super::{Address, dotenv};
use crate::Failure;
use crate::secrets::without_passwords;
use clap::Args;
use migrate_runtime::DeclaredDatabase;

/// The options that select a database.
///
/// Without `--name`, the URL is that of `--url`, otherwise of `ALEMBIC_DATABASE_URL`, then of
/// `DATABASE_URL` (each from the environment, otherwise from the nearest `.env`), then the `url` of
/// `migrate.toml`. With `--name`, it is that of `--url`, otherwise of the variable that
/// `[databases.NAME]` names as `env`, then its `url`.
#[derive(Args, Clone, Default)]
#[command(about = None, long_about = None)]
pub struct DatabaseArgs {
    /// The database: postgres://…, mysql://…, sqlite:///file.db, or a URL of SQLAlchemy's
    /// [default: ALEMBIC_DATABASE_URL, DATABASE_URL, or what migrate.toml says]
    #[arg(id = URL, long = "url", global = true, value_name = "URL")]
    pub url: Option<String>,
    /// Which of the [databases.NAME] in migrate.toml
    #[arg(id = NAME, long = "name", short = 'n', global = true, value_name = "NAME")]
    pub name: Option<String>,
}

/// The clap ids of the two arguments. They are global, so an argument of the application with the same id
/// (`backfill run <name>`) would silently be confused with them.
pub(crate) const URL: &str = "migrate.database.url";
pub(crate) const NAME: &str = "migrate.database.name";

/// Hides the password, which is part of the URL.
impl std::fmt::Debug for DatabaseArgs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DatabaseArgs")
            .field("url", &self.url.as_deref().map(without_passwords))
            .field("name", &self.name)
            .finish()
    }
}

/// The environment variables for the URL, in order of precedence.
pub(crate) const VARIABLES: [&str; 2] = ["ALEMBIC_DATABASE_URL", "DATABASE_URL"];

impl DatabaseArgs {
    /// Returns whether the command line selects a database.
    pub fn is_given(&self) -> bool {
        self.url.is_some() || self.name.is_some()
    }

    /// Returns the address of the database, if one is given. `declared` are the databases of
    /// `migrate.toml`; in an application, `Chain::databases`.
    ///
    /// # Errors
    ///
    /// If the URL can't be parsed, or no database has the name.
    pub fn address(&self, declared: &[DeclaredDatabase]) -> Result<Option<Address>, Failure> {
        let set = |name: &str| match std::env::var(name).ok().filter(|value| !value.is_empty()) {
            Some(value) => Ok(Some(value)),
            None => Ok(dotenv::variable(name)?.filter(|value| !value.is_empty())),
        };
        self.address_in(declared, &set)
    }

    /// Returns the address of the database.
    ///
    /// # Errors
    ///
    /// Like [`address`](Self::address), and if none is given.
    pub fn required(&self, declared: &[DeclaredDatabase]) -> Result<Address, Failure> {
        self.address(declared)?.ok_or_else(|| {
            Failure::new("no database is given").help(
                "add `--url postgres://user@host/database`, or set DATABASE_URL in the environment \
                 or in `.env`, or `url` in `migrate.toml`",
            )
        })
    }

    /// Connects to the database, for an application's own commands; `C` is Diesel's connection.
    ///
    /// # Errors
    ///
    /// Like [`required`](Self::required), and if the database is of another kind than `C` or can't be
    /// reached.
    pub fn connect<C: migrate_runtime::Database>(
        &self,
        declared: &[DeclaredDatabase],
    ) -> Result<C, Failure> {
        let address = self.required(declared)?;
        address.is_for::<C>()?;
        address.connect()
    }

    fn address_in(
        &self,
        declared: &[DeclaredDatabase],
        set: &dyn Fn(&str) -> Result<Option<String>, Failure>,
    ) -> Result<Option<Address>, Failure> {
        let found = declared.iter().find(|one| one.name == self.name.as_deref());
        let database = match (&self.name, found) {
            (Some(name), None) => return Err(no_such(name, declared)),
            (_, found) => found,
        };
        if let Some(url) = &self.url {
            return Address::parse(url).map(Some);
        }
        let variables = match database.and_then(|database| database.variable) {
            Some(variable) => vec![variable],
            None if self.name.is_some() => Vec::new(),
            None => VARIABLES.to_vec(),
        };
        for variable in variables {
            if let Some(url) = set(variable)? {
                let said =
                    |failure: Failure| failure.note(format!("the URL is that of {variable}"));
                return Address::parse(&url).map(Some).map_err(said);
            }
        }
        match database {
            Some(DeclaredDatabase { url: Some(url), .. }) => {
                let said = |failure: Failure| failure.note("the URL is that of `migrate.toml`");
                Address::parse(url).map(Some).map_err(said)
            }
            Some(database) if database.name.is_some() => Err(without_url(database)),
            _ => Ok(None),
        }
    }
}

fn without_url(database: &DeclaredDatabase) -> Failure {
    let name = database.name.unwrap_or_default();
    let failure = Failure::new(format!("there is no URL for the database `{name}`"));
    match database.variable {
        Some(variable) => failure.help(format!("set {variable}, or add `--url`")),
        None => failure.help("add `--url`: one with a password is not built into a program"),
    }
}

fn no_such(name: &str, declared: &[DeclaredDatabase]) -> Failure {
    let names: Vec<String> = declared
        .iter()
        .filter_map(|database| Some(format!("`{}`", database.name?)))
        .collect();
    let failure = Failure::new(format!("no database is named `{name}`"));
    match names.is_empty() {
        true => failure.help(format!(
            "write `[databases.{name}]` with a `url` into `migrate.toml`, or leave out `--name`"
        )),
        false => failure.help(format!("the databases are {}", names.join(", "))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DECLARED: [DeclaredDatabase; 3] = [
        DeclaredDatabase {
            name: None,
            url: Some("sqlite:///declared.db"),
            variable: None,
        },
        DeclaredDatabase {
            name: Some("billing"),
            url: Some("postgres://host/billing"),
            variable: Some("BILLING_URL"),
        },
        DeclaredDatabase {
            name: Some("audit"),
            url: None,
            variable: None,
        },
    ];

    fn found(
        (url, name): (Option<&str>, Option<&str>),
        environment: &[(&str, &str)],
    ) -> Result<Option<String>, String> {
        let args = DatabaseArgs {
            url: url.map(str::to_owned),
            name: name.map(str::to_owned),
        };
        let set = |name: &str| {
            let mut variables = environment.iter();
            let variable = variables.find(|(variable, _)| *variable == name);
            Ok(variable.map(|(_, value)| (*value).to_owned()))
        };
        match args.address_in(&DECLARED, &set) {
            Ok(address) => Ok(address.map(|address| address.url().to_owned())),
            Err(failure) => Err(failure.message),
        }
    }

    #[test]
    fn the_first_source_that_says_one_wins() {
        let alembic = ("ALEMBIC_DATABASE_URL", "postgresql+asyncpg://a/alembic");
        let plain = ("DATABASE_URL", "postgres://a/plain");
        let of = |from, environment: &[_]| found(from, environment).unwrap().unwrap();
        assert_eq!(of((Some("x.db"), None), &[alembic, plain]), "x.db");
        assert_eq!(
            of((None, None), &[plain, alembic]),
            "postgresql://a/alembic"
        );
        assert_eq!(of((None, None), &[plain]), "postgresql://a/plain");
        assert_eq!(of((None, None), &[]), "declared.db");
    }

    #[test]
    fn arguments_of_the_application_may_have_the_same_names() {
        use clap::{Parser, Subcommand};

        #[derive(Parser)]
        struct Program {
            #[command(flatten)]
            database: DatabaseArgs,
            #[command(subcommand)]
            command: Word,
        }

        #[derive(Subcommand)]
        enum Word {
            Fill { name: String, url: Option<String> },
        }

        let parsed = |words: &str| {
            let parsed = Program::try_parse_from(words.split(' ')).expect(words);
            let Word::Fill { name, url } = parsed.command;
            (parsed.database.name, parsed.database.url, name, url)
        };
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(
            parsed("app fill tokens"),
            (None, None, "tokens".to_owned(), None)
        );
        assert_eq!(
            parsed("app fill tokens a -n porto --url x.db"),
            (some("porto"), some("x.db"), "tokens".to_owned(), some("a"))
        );
    }

    #[test]
    fn debug_output_has_no_password() {
        let args = DatabaseArgs {
            url: Some("postgres://me:secret@host/db".to_owned()),
            name: None,
        };
        let shown = format!("{args:?}");
        assert!(shown.contains("me:…@host/db"), "{shown}");
    }

    #[test]
    fn a_named_database_has_sources_of_its_own() {
        let plain = ("DATABASE_URL", "postgres://a/plain");
        let own = ("BILLING_URL", "postgres://a/own");
        let of = |environment: &[_]| found((None, Some("billing")), environment);
        assert_eq!(of(&[plain]), Ok(Some("postgresql://host/billing".into())));
        assert_eq!(of(&[plain, own]), Ok(Some("postgresql://a/own".into())));
        assert!(found((None, Some("audit")), &[plain]).is_err());
        assert_eq!(
            found((Some("x.db"), Some("nope")), &[]),
            Err("no database is named `nope`".into())
        );
    }
}
