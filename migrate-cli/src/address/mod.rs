//! The address of a database: what a URL means, and where it comes from.
//!
//! `cargo migrate` and the commands of an application share this module. A URL may be SQLAlchemy's, with
//! a driver in its scheme; Diesel gets a URL that it understands, and messages show none of its
//! passwords.

mod dotenv;
mod encryption;
mod keywords;
mod options;
mod server;
mod source;
mod sqlite;
mod unreachable;

pub use source::DatabaseArgs;
#[cfg(feature = "authoring")]
pub(crate) use source::{NAME, URL, VARIABLES};

use crate::Failure;
use crate::secrets::Secrets;
use encryption::Promise;
use migrate_runtime::Database;
use server::Parts;

/// The kind of a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// PostgreSQL.
    Postgres,
    /// SQLite.
    Sqlite,
    /// MySQL or MariaDB.
    Mysql,
}

/// The address of a database.
#[derive(Clone, PartialEq, Eq)]
pub struct Address {
    kind: Kind,
    /// The URL for Diesel.
    url: String,
    /// The URL without a password.
    shown: String,
    /// The database to select on the connection, if the URL can't name it.
    chosen: Option<String>,
    /// The path of SQLite's file.
    file: Option<String>,
    /// Texts that messages must not show; client libraries may repeat them.
    secrets: Secrets,
    /// The security that the URL asks for, if we have to enforce it.
    promise: Option<Promise>,
}

const HELP: &str = "write postgres://user:password@host/database, \
                    mysql://user:password@host/database, or sqlite:///file.db (four slashes for an \
                    absolute path)";

impl Address {
    /// Parses a URL. Its scheme determines the kind of database; a driver after `+`, as in SQLAlchemy's
    /// URLs, is ignored. A text without a scheme is the path of a SQLite file, or libpq's
    /// `host=… dbname=…`.
    ///
    /// As in SQLAlchemy, `sqlite:///shop.db` is a file in the working directory and
    /// `sqlite:////var/shop.db` one with an absolute path. Options are honoured, or refused by name.
    ///
    /// # Errors
    ///
    /// If the URL is not for a supported database. The message shows nothing of it except the scheme and
    /// the name of an option.
    pub fn parse(url: &str) -> Result<Self, Failure> {
        let url = url.trim();
        if let Some(parts) = keywords::read(url)? {
            return Self::on_server(Kind::Postgres, "", parts);
        }
        let Some(scheme) = keywords::scheme(url) else {
            return Self::sqlite(url);
        };
        let rest = &url[scheme.len() + 1..];
        let lower = scheme.to_ascii_lowercase();
        let (name, driver) = lower.split_once('+').unwrap_or((&lower, ""));
        match name {
            "postgres" | "postgresql" => {
                Self::on_server(Kind::Postgres, driver, Parts::read(rest, name)?)
            }
            "mysql" | "mariadb" => Self::on_server(Kind::Mysql, driver, Parts::read(rest, name)?),
            "sqlite" | "sqlite3" => match rest.strip_prefix("//") {
                Some("" | "/") => Self::sqlite(":memory:"),
                // The user and the password of a server's URL.
                Some(path) if sqlite::has_colon(path) => Err(keywords::foreign()),
                Some(path) => Self::sqlite(path.strip_prefix('/').unwrap_or(path)),
                None => Self::sqlite(rest),
            },
            _ if rest.starts_with("//") && name != "file" => {
                let message = format!("`{name}:` is not a supported database");
                Err(Failure::new(message).help(HELP))
            }
            _ => Self::sqlite(url),
        }
    }

    /// Connects to the database.
    ///
    /// # Errors
    ///
    /// If that fails, with advice and without the password; and if the connection is less secure than the
    /// URL asks for.
    pub fn connect<C: Database>(&self) -> Result<C, Failure> {
        if let Some(promise) = self.promise {
            promise.refuse_unless_kept(self)?;
        }
        let connection = match self.kind {
            Kind::Mysql => C::establish(&encryption::for_client(&self.url)),
            _ => C::establish(&self.url),
        };
        let mut connection = connection.map_err(|error| self.unreachable(&error))?;
        if let Some(promise) = self.promise {
            let is_encrypted = connection.is_encrypted();
            let is_encrypted =
                is_encrypted.map_err(|error| self.refused_with(&error.to_string()))?;
            if is_encrypted == Some(false) {
                return Err(promise.broken(self));
            }
        }
        if let Some(name) = &self.chosen {
            let sql = format!("USE `{}`", name.replace('`', "``"));
            let chosen = connection.batch_execute(&sql);
            chosen.map_err(|error| self.refused_with(&error.to_string()))?;
        }
        Ok(connection)
    }

    /// Returns an error if the connection is for another kind of database.
    pub(crate) fn is_for<C: migrate_runtime::Database>(&self) -> Result<(), Failure> {
        let ours = <C::Dialect as migrate_runtime::Dialect>::NAME;
        match self.dialect_name() == ours {
            true => Ok(()),
            false => Err(self.wrong_kind(ours)),
        }
    }

    /// Returns the kind of the database.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Returns whether this is a SQLite file that does not exist; opening it would create it.
    pub fn is_missing_file(&self) -> bool {
        let file = self.file.as_deref().map(std::path::Path::new);
        file.is_some_and(|file| !file.exists())
    }

    /// Returns whether this is a SQLite file that does not exist, in a folder that does.
    pub(crate) fn is_a_file_to_be_made(&self) -> bool {
        let file = self.file.as_deref().map(std::path::Path::new);
        let folder = file.and_then(std::path::Path::parent);
        let is_there = |folder: &std::path::Path| folder.as_os_str().is_empty() || folder.is_dir();
        self.is_missing_file() && folder.is_some_and(is_there)
    }

    /// Returns the name of the dialect of its scripts.
    pub(crate) fn dialect_name(&self) -> &'static str {
        match self.kind {
            Kind::Postgres => "postgres",
            Kind::Sqlite => "sqlite",
            Kind::Mysql => "mysql",
        }
    }

    /// Returns the URL for Diesel, including its password: don't show it. It does not name a MySQL
    /// database whose name has characters other than letters, digits, `_`, `-` and `$`, and Diesel does
    /// not enforce its `ssl_mode`; [`connect`](Self::connect) does both.
    pub fn url(&self) -> &str {
        &self.url
    }

    fn sqlite(path: &str) -> Result<Self, Failure> {
        let place = sqlite::read(path)?;
        Ok(Self {
            kind: Kind::Sqlite,
            shown: place.name.clone(),
            url: place.name,
            chosen: None,
            file: place.file,
            secrets: Secrets::default(),
            promise: None,
        })
    }

    fn on_server(kind: Kind, driver: &str, parts: Parts) -> Result<Self, Failure> {
        let written = parts.write(kind, driver)?;
        Ok(Self {
            kind,
            url: written.url,
            shown: written.shown,
            chosen: written.chosen,
            file: None,
            secrets: written.secrets,
            promise: written.promise,
        })
    }

    /// Returns the address without a password, for messages.
    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// Returns the message of a client library on one line and without the password: some libraries
    /// repeat a URL that they can't parse.
    pub fn without_secrets(&self, said: &str) -> String {
        let lines: Vec<&str> = said.lines().map(str::trim).collect();
        self.secrets.hide_in(lines.join("; "))
    }

    /// Returns the address of a SQLite file.
    #[cfg(feature = "authoring")]
    pub(crate) fn from_file(path: String) -> Self {
        Self {
            kind: Kind::Sqlite,
            shown: path.clone(),
            url: path.clone(),
            chosen: None,
            file: Some(path),
            secrets: Secrets::default(),
            promise: None,
        }
    }

    /// Returns the dialect of its scripts.
    #[cfg(feature = "authoring")]
    pub(crate) fn dialect(&self) -> migrate_check::Dialect {
        self.kind.into()
    }

    /// Returns the address of another database on the same server, which must have a plain name.
    #[cfg(feature = "authoring")]
    pub(crate) fn with_database(&self, name: &str) -> Self {
        let renamed = |url: &str| {
            let (before, query) = match url.split_once('?') {
                Some((before, query)) => (before, format!("?{query}")),
                None => (url, String::new()),
            };
            let authority = before.find("://").map_or(0, |at| at + 3);
            let end = before[authority..].find('/');
            let end = end.map_or(before.len(), |at| authority + at);
            format!("{}/{name}{query}", &before[..end])
        };
        let url = renamed(&self.url);
        let mut secrets = self.secrets.clone();
        secrets.add_url(&url);
        Self {
            url,
            shown: renamed(&self.shown),
            chosen: None,
            secrets,
            ..self.clone()
        }
    }
}

/// Hides the password, which is part of the URL.
impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Address({})", self.shown())
    }
}

#[cfg(feature = "authoring")]
impl From<Kind> for migrate_check::Dialect {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Postgres => Self::Postgres,
            Kind::Sqlite => Self::Sqlite,
            Kind::Mysql => Self::Mysql,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scheme_says_which_database_it_is() {
        for (url, kind, address) in [
            ("postgres://a/b", Kind::Postgres, "postgresql://a/b"),
            ("postgresql://a/b", Kind::Postgres, "postgresql://a/b"),
            (
                "postgresql+asyncpg://a/b",
                Kind::Postgres,
                "postgresql://a/b",
            ),
            (
                "postgresql+psycopg2://a/b",
                Kind::Postgres,
                "postgresql://a/b",
            ),
            (
                "postgresql+asyncpg://a/b?ssl=require&statement_cache_size=0&application_name=x",
                Kind::Postgres,
                "postgresql://a/b?sslmode=require&application_name=x",
            ),
            ("mysql://a/b", Kind::Mysql, "mysql://a/b"),
            (
                "mysql+pymysql://me:pw@a/b?charset=utf8mb4",
                Kind::Mysql,
                "mysql://me:pw@a/b",
            ),
            ("mariadb://a/b", Kind::Mysql, "mysql://a/b"),
            ("mariadb+mariadbconnector://a/b", Kind::Mysql, "mysql://a/b"),
            ("sqlite:a.db", Kind::Sqlite, "a.db"),
            ("sqlite://a.db", Kind::Sqlite, "a.db"),
            ("sqlite:///tmp/a.db", Kind::Sqlite, "tmp/a.db"),
            ("sqlite:////tmp/a.db", Kind::Sqlite, "/tmp/a.db"),
            ("sqlite+aiosqlite:///a.db?timeout=5", Kind::Sqlite, "a.db"),
            ("sqlite::memory:", Kind::Sqlite, ":memory:"),
            ("sqlite://", Kind::Sqlite, ":memory:"),
            ("sqlite:///:memory:", Kind::Sqlite, ":memory:"),
            ("a.db", Kind::Sqlite, "a.db"),
            ("file:a.db?mode=ro", Kind::Sqlite, "file:a.db?mode=ro"),
        ] {
            let parsed = Address::parse(url).expect(url);
            assert_eq!((parsed.kind, &*parsed.url), (kind, address), "{url}");
        }
        for url in ["mssql+pyodbc://a/b", "sqlite:", "", "postgresql:a/b"] {
            assert!(Address::parse(url).is_err(), "{url}");
        }
    }

    #[test]
    fn a_password_may_have_any_signs_but_a_slash() {
        let url = |url| Address::parse(url).map(|address| address.url);
        assert_eq!(
            url("postgresql+asyncpg://me:p@ss:w#rd@host:5432/db").as_deref(),
            Ok("postgresql://me:p%40ss%3Aw%23rd@host:5432/db")
        );
        assert_eq!(
            url("postgres://me:p%40ss@host/db").as_deref(),
            Ok("postgresql://me:p%40ss@host/db")
        );
        let refused = url("postgres://me:se/cret@host/db").unwrap_err();
        assert!(!format!("{refused:?}").contains("cret"));
    }

    #[test]
    fn a_password_is_not_shown() {
        let parse = |url| Address::parse(url).expect(url);
        let shown = |url| parse(url).shown().to_owned();
        assert_eq!(
            shown("postgres://me:secret@host:5432/db?password=x"),
            "postgresql://me@host:5432/db"
        );
        assert_eq!(shown("mysql://host/db"), "mysql://host/db");
        assert_eq!(shown("data.db"), "data.db");
        let address = parse("postgres://me:s%23cret@host/db?password=other");
        assert!(!format!("{address:?}").contains("cret"));
        let said = address.without_secrets(
            "invalid: postgresql://me:s%23cret@host/db?password=other\n  s#cret, other",
        );
        assert_eq!(said, "invalid: …; …, …");
    }

    #[test]
    fn a_login_that_is_encoded_as_a_whole_is_not_shown() {
        for url in ["postgres://me%3ASECRET@h/d", "mysql://me%3aSECRET@h/d"] {
            let address = Address::parse(url).expect("a URL");
            assert!(
                address.shown().ends_with("://me@h/d"),
                "{}",
                address.shown()
            );
            let said = address.without_secrets("no such user: \"me:SECRET\"");
            assert!(!said.contains("SECRET"), "{said}");
        }
    }

    #[test]
    fn what_is_hidden_is_not_the_users_name() {
        let address = Address::parse("postgres://postgres:postgres@host/db").expect("a URL");
        let said = "authentication failed for user \"postgres\"";
        assert_eq!(address.without_secrets(said), said);
    }

    #[test]
    #[cfg(feature = "authoring")]
    fn another_database_of_the_server() {
        let of = |url| Address::parse(url).expect(url).with_database("x").url;
        assert_eq!(
            of("postgres://me@host/db?a=b"),
            "postgresql://me@host/x?a=b"
        );
        assert_eq!(of("mysql://host"), "mysql://host/x");
    }

    #[test]
    fn libpqs_pairs_are_a_url() {
        let url = |text| Address::parse(text).map(|address| address.url);
        for (text, expected) in [
            (
                "host=h user=u password=TOP dbname=d",
                "postgresql://u:TOP@h/d",
            ),
            (
                "host = 'h' port=5433 user=u password='two \\'words\\\\' dbname='my shop' sslmode=require",
                "postgresql://u:two%20'words%5C@h:5433/my%20shop?sslmode=require",
            ),
            ("host=/var/run dbname=d", "postgresql://%2Fvar%2Frun/d"),
            (
                "host=a,b port=1,2 user=u password=p%40;x",
                "postgresql://u:p%2540;x@?host=a,b&port=1,2",
            ),
            ("dbname=d", "postgresql:///d"),
            ("password=x", "postgresql://?password=x"),
            ("service=shop", "postgresql://?service=shop"),
        ] {
            assert_eq!(url(text).as_deref(), Ok(expected), "{text}");
        }
        assert_eq!(
            Address::parse("host=h user=u password=TOP")
                .unwrap()
                .shown(),
            "postgresql://u@h"
        );
    }

    #[test]
    fn other_texts_are_refused_and_not_repeated() {
        for text in [
            "postgres://u:TOP@SECRET/RET@127.0.0.1:1/db",
            "postgres://u:TOP@SEC?RET@127.0.0.1:1/db",
            "postgres://u:SEC?RET@127.0.0.1/db",
            "postgres://u:SEC?x=RET@127.0.0.1/db",
            "postgres://u:SECRET",
            "postgres://u:12?SECRET@h/d",
            "postgres://u@h/d?password=TOP&SECRET",
            "postgres://u@h/d?password=TOP&SECRET=1",
            "mysql://u:TOP/SECRET@h/d",
            "mysql://u:TOP@h:SECRET/d",
            "host=h password=TOP SECRET dbname=d",
            "host=h password=TOP SECRET=x dbname=d",
            "host=h password='SECRET",
            "host=h passwort=SECRET",
            "Server=h;Database=d;User Id=u;Password=SECRET;",
            "Host=h;Username=u;Password=SECRET",
            "host=h;username=u;password=SECRET",
            "Data Source=h;Initial Catalog=d;uid=u;pwd=SEC RET",
            "Driver={MySQL ODBC};Server=h;UID=u;PWD=SECRET",
            "jdbc:postgresql://h/d?user=u&password=SECRET",
            "jdbc:oracle:thin:u/SECRET@h:1521/x",
            "jdbc:mysql://u:SECRET@h/d",
            "DATABASE_URL=postgres://u:SECRET@h/d",
            "Password=SEC://RET",
            "u:SECRET@h/d",
            "u:SECRET@tcp(h:3306)/d",
            "me:/SECRET@h/d",
            "//u:SECRET@h/d",
            "sqlite://u:SECRET@h/d",
            "sqlite://ada:SECRET",
            "sqlite:///a.db?password=SECRET",
            "file:a.db?pwd=SECRET",
            "a.db?key=SECRET",
            "mssql+pyodbc://u:SECRET@h/d",
            "'a-SECRET.db'",
            "\"postgres://u:SECRET@h/d\"",
            "`sqlite://SECRET.db`",
            "$DATABASE_URL_SECRET",
            "${SECRET}",
        ] {
            let failure = format!("{:?}", Address::parse(text).expect_err(text));
            for part in ["TOP", "SEC", "RET"] {
                assert!(!failure.contains(part), "{text}: {failure}");
            }
        }
    }

    #[test]
    fn options_are_honoured_or_refused_by_name() {
        let url = |text| Address::parse(text).map(|address| address.url);
        for (text, expected) in [
            ("sqlite://ro.db?mode=ro", "file:ro.db?mode=ro"),
            (
                "sqlite:////srv/a b.db?mode=rwc&cache=shared",
                "file:/srv/a b.db?mode=rwc&cache=shared",
            ),
            (
                "sqlite:///50%#.db?immutable=1",
                "file:50%25%23.db?immutable=1",
            ),
            ("sqlite://?mode=memory", "file:?mode=memory"),
            ("sqlite::memory:?cache=shared", "file::memory:?cache=shared"),
            ("sqlite:///file:a.db?mode=rw&uri=true", "file:a.db?mode=rw"),
            ("a.db?mode=ro", "file:a.db?mode=ro"),
            ("file:a.db?vfs=mine&more=1", "file:a.db?vfs=mine&more=1"),
            (
                "postgres://h/d?ssl=true",
                "postgresql://h/d?sslmode=require",
            ),
            (
                "postgres://h/d?ssl-mode=verify-full",
                "postgresql://h/d?sslmode=verify-full",
            ),
            (
                "postgres://h?dbname=d&sslmode=disable",
                "postgresql://h/d?sslmode=disable",
            ),
            (
                "mysql://h/d?ssl-mode=VERIFY-CA&ssl-ca=/a/b",
                "mysql://h/d?ssl_mode=verify_ca&ssl_ca=%2Fa%2Fb",
            ),
            (
                "mysql://h/d?ssl_mode=REQUIRED",
                "mysql://h/d?ssl_mode=required",
            ),
            (
                "mysql://h/d?sslmode=disable&ssl_ca=/a",
                "mysql://h/d?ssl_mode=disabled",
            ),
            (
                "mysql://h/d?socket=/run/my.sock&charset=utf8",
                "mysql://h/d?unix_socket=%2Frun%2Fmy.sock",
            ),
            (
                "mysql+pymysql://h/d?charset=utf8mb4&use_unicode=1",
                "mysql://h/d",
            ),
        ] {
            assert_eq!(url(text).as_deref(), Ok(expected), "{text}");
        }
        for (text, name) in [
            ("sqlite:///a.db?mod=ro", "`mod`"),
            ("sqlite:///a.db?mode=readonly", "`mode`"),
            ("sqlite:///a.db?immutable=maybe", "`immutable`"),
            ("sqlite:///a.db?cache", "`cache`"),
            ("file:a.db?connection_limit=1", "`connection_limit`"),
            ("mysql://h/d?sslmod=required", "`sslmod`"),
            ("mysql://h/d?ssl_mode=always", "`ssl_mode`"),
            ("mysql://h/d?charset=latin1", "`charset`"),
            ("mysql://h/d?connect_timeout=10", "`connect_timeout`"),
            ("mysql://h/d?use_unicode=1", "`use_unicode`"),
            ("mysql://h/d?ssl=true&ssl_mode=disabled", "`ssl_mode`"),
            ("mysql://h/d?ssl_mode=verify_ca", "needs an `ssl_ca`"),
            (
                "mysql://h/d?ssl_mode=verify_identity&ssl_key=/k",
                "`ssl_ca`",
            ),
            ("host=h sslmod=require", "`sslmod`"),
        ] {
            let failure = url(text).expect_err(text);
            assert!(failure.message.contains(name), "{text}: {failure:?}");
        }
    }

    #[test]
    fn the_name_of_a_database_may_have_any_signs() {
        let of = |text| {
            let address = Address::parse(text).expect(text);
            (address.url, address.chosen, address.shown)
        };
        let chosen = |url: &str, name: &str, shown: &str| {
            (url.to_owned(), Some(name.to_owned()), shown.to_owned())
        };
        assert_eq!(
            of("mysql://h/my%20shop"),
            chosen("mysql://h/", "my shop", "mysql://h/my%20shop")
        );
        assert_eq!(of("mysql://h/a%2Fb?ssl=false").1.as_deref(), Some("a/b"));
        assert_eq!(of("mysql://h/läden").1.as_deref(), Some("läden"));
        assert_eq!(of("mysql://h/l%C3%A4den").1.as_deref(), Some("läden"));
        assert_eq!(of("mysql://h/50%25").1.as_deref(), Some("50%"));
        assert_eq!(of("mysql://h/shop_2").1, None);
        assert_eq!(of("postgres://h/my%20shop").0, "postgresql://h/my%20shop");
        assert_eq!(
            of("postgres://h/my shop/50%").0,
            "postgresql://h/my%20shop%2F50%25"
        );
    }

    #[test]
    fn paths_of_files_stay_paths() {
        for path in [
            "a.db",
            "./me@home:1.db",
            "/srv/me@home:1/a.db",
            "me@home.db",
            "C:/users/me@corp/a.db",
            "C:\\users\\a.db",
            "password.db",
            "sqlite:////srv/a@b:c.db",
            "sqlite:///me@home.db",
            "a;b.db",
            "a=b.db",
        ] {
            let address = Address::parse(path).expect(path);
            assert_eq!(address.kind, Kind::Sqlite, "{path}");
        }
    }
}
