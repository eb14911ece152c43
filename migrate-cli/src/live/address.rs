use crate::Failure;
use migrate_check::Dialect;

/// Where a database is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    pub dialect: Dialect,
    /// As Diesel takes it.
    pub url: String,
}

impl Address {
    /// Reads a URL: its scheme says which database it is; without one it is the path of a SQLite
    /// file.
    pub fn parse(url: &str) -> Result<Self, Failure> {
        let (dialect, url) = match url.split_once(':') {
            Some(("postgres" | "postgresql", _)) => (Dialect::Postgres, url.to_owned()),
            Some(("mysql", _)) => (Dialect::Mysql, url.to_owned()),
            Some(("mariadb", rest)) => (Dialect::Mysql, format!("mysql:{rest}")),
            Some(("sqlite", rest)) => {
                let path = rest.strip_prefix("//").unwrap_or(rest);
                (Dialect::Sqlite, path.to_owned())
            }
            Some((scheme, rest)) if rest.starts_with("//") && scheme != "file" => {
                let message = format!("`{scheme}:` is no database that migrations run on");
                return Err(Failure::new(message).help(
                    "write postgres://…, mysql://…, or the path of a SQLite file, as in sqlite:data.db",
                ));
            }
            _ => (Dialect::Sqlite, url.to_owned()),
        };
        let nothing_follows = url.is_empty();
        if nothing_follows {
            return Err(Failure::new("the URL names no database")
                .help("write postgres://…, mysql://…, or the path of a SQLite file"));
        }
        Ok(Self { dialect, url })
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

    /// The address of another database on the same server.
    pub fn with_database(&self, name: &str) -> Self {
        let (before, query) = match self.url.split_once('?') {
            Some((before, query)) => (before, format!("?{query}")),
            None => (&*self.url, String::new()),
        };
        let authority = before.find("://").map_or(0, |at| at + 3);
        let end = before[authority..].find('/');
        let end = end.map_or(before.len(), |at| authority + at);
        Self {
            dialect: self.dialect,
            url: format!("{}/{name}{query}", &before[..end]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scheme_says_which_database_it_is() {
        for (url, dialect, address) in [
            ("postgres://a/b", Dialect::Postgres, "postgres://a/b"),
            ("postgresql://a/b", Dialect::Postgres, "postgresql://a/b"),
            ("mysql://a/b", Dialect::Mysql, "mysql://a/b"),
            ("mariadb://a/b", Dialect::Mysql, "mysql://a/b"),
            ("sqlite:a.db", Dialect::Sqlite, "a.db"),
            ("sqlite:///tmp/a.db", Dialect::Sqlite, "/tmp/a.db"),
            ("a.db", Dialect::Sqlite, "a.db"),
            ("file:a.db?mode=ro", Dialect::Sqlite, "file:a.db?mode=ro"),
        ] {
            let url = Address::parse(url).expect(url);
            assert_eq!((url.dialect, &*url.url), (dialect, address));
        }
        assert!(Address::parse("mssql://a/b").is_err());
        assert!(Address::parse("sqlite:").is_err());
    }

    #[test]
    fn a_password_is_not_shown() {
        let shown = |url| Address::parse(url).expect(url).shown();
        assert_eq!(
            shown("postgres://me:secret@host:5432/db?password=x"),
            "postgres://me@host:5432/db"
        );
        assert_eq!(shown("mysql://host/db"), "mysql://host/db");
        assert_eq!(shown("data.db"), "data.db");
    }

    #[test]
    fn another_database_of_the_server() {
        let of = |url| Address::parse(url).expect(url).with_database("x").url;
        assert_eq!(of("postgres://me@host/db?a=b"), "postgres://me@host/x?a=b");
        assert_eq!(of("mysql://host"), "mysql://host/x");
    }
}
