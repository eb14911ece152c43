//! Where a database is: what a URL means, and where the URL comes from.
//!
//! One module for `cargo migrate` and for the commands of an application. A URL may be one of
//! SQLAlchemy's, with its driver in the scheme; what is handed on is what Diesel takes, and what is
//! shown has no password in it.

mod dotenv;
mod secrets;
mod source;
mod unreachable;

pub(crate) use secrets::without_passwords;
pub use source::DatabaseArgs;

use crate::Failure;

/// Which database a URL is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// PostgreSQL.
    Postgres,
    /// SQLite.
    Sqlite,
    /// MySQL or MariaDB.
    Mysql,
}

/// Where a database is.
#[derive(Clone, PartialEq, Eq)]
pub struct Address {
    kind: Kind,
    /// As Diesel takes it.
    url: String,
    /// What must not be shown, as it may come back in the words of a client library.
    secrets: Vec<String>,
}

const HELP: &str = "write postgres://user@host/database, mysql://user@host/database, or \
                    sqlite:///file.db (four slashes for an absolute path)";

impl Address {
    /// Reads a URL: its scheme says which database it is of, and what stands behind a `+` (the
    /// driver, in SQLAlchemy's URLs) is passed over; without a scheme it is the path of a SQLite
    /// file.
    ///
    /// As in SQLAlchemy, `sqlite:///shop.db` is a file in the working directory and
    /// `sqlite:////var/shop.db` one with an absolute path.
    ///
    /// # Errors
    ///
    /// Where it is of another database, or of none. The message has nothing of the URL but its
    /// scheme.
    pub fn parse(url: &str) -> Result<Self, Failure> {
        let url = url.trim();
        let Some((scheme, rest)) = url.split_once(':') else {
            return Self::sqlite(url);
        };
        let (name, driver) = scheme.split_once('+').unwrap_or((scheme, ""));
        match name {
            "postgres" | "postgresql" => {
                let parts = Parts::read(rest, name)?;
                let url = parts.written("postgresql", |key| is_for_libpq(driver, key));
                Ok(Self::on_server(Kind::Postgres, url, parts))
            }
            "mysql" | "mariadb" => {
                let parts = Parts::read(rest, name)?;
                let url = parts.written("mysql", |key| Some(key.to_owned()));
                Ok(Self::on_server(Kind::Mysql, url, parts))
            }
            "sqlite" | "sqlite3" => match rest.strip_prefix("//") {
                Some("" | "/") => Self::sqlite(":memory:"),
                Some(path) => Self::sqlite(path.strip_prefix('/').unwrap_or(path)),
                None => Self::sqlite(rest),
            },
            _ if rest.starts_with("//") && name != "file" => {
                let message = format!("`{name}:` is no database that migrations run on");
                Err(Failure::new(message).help(HELP))
            }
            _ => Self::sqlite(url),
        }
    }

    /// Which database it is of.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Whether it is a file of SQLite's that is not there: to open it is to create it.
    pub fn is_missing_file(&self) -> bool {
        let is_path = self.url != ":memory:" && !self.url.starts_with("file:");
        self.kind == Kind::Sqlite && is_path && !std::path::Path::new(&self.url).exists()
    }

    /// The name of the dialect of its scripts.
    pub(crate) fn dialect_name(&self) -> &'static str {
        match self.kind {
            Kind::Postgres => "postgres",
            Kind::Sqlite => "sqlite",
            Kind::Mysql => "mysql",
        }
    }

    /// The URL as Diesel takes it, with its password: to connect, not to be shown.
    pub fn url(&self) -> &str {
        &self.url
    }

    fn sqlite(path: &str) -> Result<Self, Failure> {
        // The options of Python's driver; those of SQLite itself come behind `file:`.
        let path = match path.starts_with("file:") {
            true => path,
            false => path.split('?').next().unwrap_or(path),
        };
        if path.is_empty() {
            return Err(Failure::new("the URL names no database").help(HELP));
        }
        Ok(Self {
            kind: Kind::Sqlite,
            url: path.to_owned(),
            secrets: Vec::new(),
        })
    }

    fn on_server(kind: Kind, url: String, parts: Parts<'_>) -> Self {
        Self {
            kind,
            secrets: parts.secrets(&url),
            url,
        }
    }

    /// The address without a password, to be shown.
    pub fn shown(&self) -> String {
        let Some((scheme, rest)) = self.url.split_once("://") else {
            return self.url.clone();
        };
        let authority = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(authority);
        let path = path.split('?').next().unwrap_or(path);
        match authority.rsplit_once('@') {
            Some((user, host)) => {
                let user = user.split(':').next().unwrap_or(user);
                format!("{scheme}://{user}@{host}{path}")
            }
            None => format!("{scheme}://{authority}{path}"),
        }
    }

    /// What a client library said, on one line and without the password: some repeat the URL that
    /// they can't read.
    pub fn without_secrets(&self, said: &str) -> String {
        let lines: Vec<&str> = said.lines().map(str::trim).collect();
        let mut said = lines.join("; ");
        for secret in &self.secrets {
            said = said.replace(secret.as_str(), "…");
        }
        said
    }

    /// The address of a file of SQLite's.
    #[cfg(feature = "authoring")]
    pub(crate) fn of_file(path: String) -> Self {
        Self {
            kind: Kind::Sqlite,
            url: path,
            secrets: Vec::new(),
        }
    }

    /// Which database it is of, as scripts have it.
    #[cfg(feature = "authoring")]
    pub(crate) fn dialect(&self) -> migrate_check::Dialect {
        self.kind.into()
    }

    /// The address of another database on the same server.
    #[cfg(feature = "authoring")]
    pub(crate) fn with_database(&self, name: &str) -> Self {
        let (before, query) = match self.url.split_once('?') {
            Some((before, query)) => (before, format!("?{query}")),
            None => (&*self.url, String::new()),
        };
        let authority = before.find("://").map_or(0, |at| at + 3);
        let end = before[authority..].find('/');
        let end = end.map_or(before.len(), |at| authority + at);
        let url = format!("{}/{name}{query}", &before[..end]);
        let mut secrets = self.secrets.clone();
        secrets.insert(0, url.clone());
        Self {
            url,
            secrets,
            ..self.clone()
        }
    }
}

/// The password is in the URL.
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

/// The parts of a server's URL, as they are written.
struct Parts<'u> {
    user: Option<&'u str>,
    password: Option<&'u str>,
    /// Host, port and database.
    place: &'u str,
    query: Vec<(&'u str, Option<&'u str>)>,
}

impl<'u> Parts<'u> {
    fn read(rest: &'u str, scheme: &str) -> Result<Self, Failure> {
        let Some(rest) = rest.strip_prefix("//") else {
            let message = format!("two slashes are missing behind `{scheme}:`");
            return Err(Failure::new(message).help(HELP));
        };
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let authority = &rest[..rest.find('/').unwrap_or(rest.len())];
        let (login, place) = match authority.rfind('@') {
            Some(at) => (Some(&rest[..at]), &rest[at + 1..]),
            // The client would take what is behind the `:` for a port and say so, in full.
            None if rest.contains('@') => {
                let message = "the password in the URL has a `/` or a `?` as it stands";
                return Err(Failure::new(message).help("write `%2F` for `/` and `%3F` for `?`"));
            }
            None => (None, rest),
        };
        let (user, password) = match login {
            Some(login) => match login.split_once(':') {
                Some((user, password)) => (Some(user), Some(password)),
                None => (Some(login), None),
            },
            None => (None, None),
        };
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        let pairs = pairs.map(|pair| match pair.split_once('=') {
            Some((key, value)) => (key, Some(value)),
            None => (pair, None),
        });
        Ok(Self {
            user,
            password,
            place,
            query: pairs.collect(),
        })
    }

    /// The URL again: with what a URL must not have in a password escaped, and of the options those
    /// that have a name for this client.
    fn written(&self, scheme: &str, name_of: impl Fn(&str) -> Option<String>) -> String {
        let mut url = format!("{scheme}://");
        if let Some(user) = self.user {
            url.push_str(&escaped(user));
            if let Some(password) = self.password {
                url.push(':');
                url.push_str(&escaped(password));
            }
            url.push('@');
        }
        url.push_str(self.place);
        let mut separator = '?';
        for (key, value) in &self.query {
            let Some(name) = name_of(key) else { continue };
            url.push(separator);
            url.push_str(&name);
            if let Some(value) = value {
                url.push('=');
                url.push_str(value);
            }
            separator = '&';
        }
        url
    }

    /// What must not come back in a message, longest first. A password that is the user's name, or
    /// the database's, is shown with it: to hide it would hide those.
    fn secrets(&self, url: &str) -> Vec<String> {
        let from_query = self.query.iter();
        let from_query = from_query.filter(|(key, _)| *key == "password" || *key == "sslpassword");
        let passwords = self.password.into_iter();
        let passwords = passwords.chain(from_query.filter_map(|(_, value)| *value));
        let mut secrets = vec![url.to_owned()];
        for password in passwords {
            secrets.extend([password.to_owned(), escaped(password), unescaped(password)]);
        }
        let is_shown = |text: &str| {
            text.is_empty()
                || self.user.is_some_and(|user| user.contains(text))
                || self.place.contains(text)
        };
        secrets.retain(|secret| !is_shown(secret));
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        secrets.dedup();
        secrets
    }
}

/// The name that libpq has for an option; none for what only Python's drivers know.
fn is_for_libpq(driver: &str, key: &str) -> Option<String> {
    let is_pythons = matches!(
        key,
        "prepared_statement_cache_size"
            | "prepared_statement_name_func"
            | "statement_cache_size"
            | "async_fallback"
            | "async_creator_fn"
            | "command_timeout"
            | "timeout"
            | "server_settings"
            | "executemany_mode"
            | "use_native_unicode"
    );
    match (driver, key) {
        ("asyncpg", "ssl") => Some("sslmode".to_owned()),
        (driver, _) if !driver.is_empty() && is_pythons => None,
        _ => Some(key.to_owned()),
    }
}

/// With what would end this part of a URL as `%xx`. What is escaped already stays.
fn escaped(text: &str) -> String {
    let mut url = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '@' | '/' | ':' | '?' | '#' | '[' | ']' | ' ' => {
                url.push_str(&format!("%{:02X}", c as u32));
            }
            c => url.push(c),
        }
    }
    url
}

/// With `%xx` as what it stands for.
fn unescaped(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, others @ ..] = rest {
        let hex = others.get(..2).filter(|_| *first == b'%');
        let byte = hex.and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        match byte {
            Some(byte) => {
                bytes.push(byte);
                rest = &others[2..];
            }
            None => {
                bytes.push(*first);
                rest = others;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
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
                "mysql://me:pw@a/b?charset=utf8mb4",
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
        let shown = |url| parse(url).shown();
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
}
