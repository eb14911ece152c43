//! URLs of servers: `postgres://user:password@host/database?option=value`.

use super::encryption::Promise;
use super::{HELP, Kind, options};
use crate::Failure;
use crate::percent::{escape, unescape};
use crate::secrets::{self, Secrets};

/// The parts of a server's URL, as they are written.
pub(super) struct Parts {
    pub user: Option<String>,
    pub password: Option<String>,
    /// The hosts with their ports.
    pub host: String,
    /// The name of the database, still percent-encoded.
    pub database: Option<String>,
    pub options: Vec<(String, String)>,
}

/// Splits a user's name at an encoded `:`, which results from encoding `user:password` as a whole.
fn login(user: &str) -> (&str, Option<&str>) {
    let lower = user.to_ascii_lowercase();
    match lower.find("%3a").or_else(|| lower.find(':')) {
        Some(colon) => {
            let after = &user[colon..];
            let after = after.strip_prefix(':').unwrap_or_else(|| &after[3..]);
            (&user[..colon], Some(after))
        }
        None => (user, None),
    }
}

/// The URL for a client, and the form of it for messages.
pub(super) struct Written {
    pub url: String,
    pub shown: String,
    /// The database to select on the connection, if a URL can't name it.
    pub chosen: Option<String>,
    /// Texts that messages must not show.
    pub secrets: Secrets,
    /// The security that the URL asks for, if we have to enforce it.
    pub promise: Option<Promise>,
}

impl Parts {
    /// Reads the part after the `:` of the scheme.
    ///
    /// # Errors
    ///
    /// If a part is invalid. A client would repeat it in its message, and it may be part of a password, so
    /// our message repeats none of it.
    pub fn read(rest: &str, scheme: &str) -> Result<Self, Failure> {
        let Some(rest) = rest.strip_prefix("//") else {
            let message = format!("two slashes are missing after `{scheme}:`");
            return Err(Failure::new(message).help(HELP));
        };
        let authority = &rest[..rest.find(['/', '?']).unwrap_or(rest.len())];
        let after = &rest[authority.len()..];
        let (path, query) = after.split_once('?').unwrap_or((after, ""));
        let (login, host) = match authority.rsplit_once('@') {
            Some((login, host)) => (Some(login), host),
            None => (None, authority),
        };
        let (user, password) = match login.map(|login| login.split_once(':')) {
            Some(Some((user, password))) => (Some(user), Some(password)),
            _ => (login, None),
        };
        let is_cut = path.contains('@') && (login.is_none() || password.is_some());
        if is_cut || (after.contains('@') && !has_ports(host)) {
            return Err(unescaped_password());
        }
        if !has_ports(host) {
            let message = "the part after the host's `:` is not a port";
            return Err(Failure::new(message).help(
                "write postgres://user:password@host:5432/database; in a password, write `%40` for \
                 `@`, `%2F` for `/` and `%3A` for `:`",
            ));
        }
        Ok(Self {
            user: user.map(str::to_owned),
            password: password.map(str::to_owned),
            host: host.to_owned(),
            database: path.strip_prefix('/').map(str::to_owned),
            options: read_options(query)?,
        })
    }

    /// Writes the URL for the client of a kind of database.
    pub fn write(mut self, kind: Kind, driver: &str) -> Result<Written, Failure> {
        let options = match kind {
            Kind::Mysql => options::for_mysql(driver, &self.options)?,
            _ => options::for_libpq(driver, &self.options)?,
        };
        let promise = match kind {
            Kind::Mysql => Promise::read(&options)?,
            _ => None,
        };
        let (names, options): (Vec<_>, Vec<_>) = options
            .into_iter()
            .partition(|(key, _)| kind == Kind::Postgres && key == "dbname");
        if let Some((_, name)) = names.into_iter().next_back() {
            self.database = Some(name);
        }
        let scheme = match kind {
            Kind::Mysql => "mysql",
            _ => "postgresql",
        };
        let (user, host) = (self.user.as_deref().map(escape), &self.host);
        let mut url = format!("{scheme}://");
        let mut shown = url.clone();
        if let Some(user) = user {
            url.push_str(&user);
            shown.push_str(&format!("{}@", login(&user).0));
            if let Some(password) = &self.password {
                url.push_str(&format!(":{}", escape(password)));
            }
            url.push('@');
        }
        url.push_str(host);
        shown.push_str(host);
        let chosen = self.database.as_deref().filter(|_| kind == Kind::Mysql);
        let chosen = chosen.and_then(chosen_on_connection);
        if let Some(name) = &self.database {
            shown.push_str(&format!("/{}", escape(name)));
            url.push('/');
            if chosen.is_none() {
                url.push_str(&escape(name));
            }
        }
        for (at, (key, value)) in options.iter().enumerate() {
            let separator = if at == 0 { '?' } else { '&' };
            url.push_str(&format!("{separator}{key}={value}"));
        }
        Ok(Written {
            secrets: self.secrets(&url),
            promise,
            url,
            shown,
            chosen,
        })
    }

    /// Collects the texts that messages must not show.
    fn secrets(&self, url: &str) -> Secrets {
        let from_options = self.options.iter();
        let from_options = from_options.filter(|(key, _)| secrets::is_secret(key));
        let passwords = self.password.iter();
        let passwords = passwords.chain(from_options.map(|(_, value)| value));
        let after = self.user.iter().filter_map(|user| login(user).1);
        let after: Vec<String> = after.map(str::to_owned).collect();
        let passwords = passwords.chain(&after);
        let user = self.user.as_ref().filter(|_| after.is_empty());
        let shown = [Some(&self.host), user, self.database.as_ref()];
        Secrets::collect(url, passwords, &shown)
    }
}

/// Returns the name of a database that can't be in Diesel's MySQL URL, because Diesel doesn't decode `%xx`
/// in it.
fn chosen_on_connection(name: &str) -> Option<String> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '$');
    (!name.is_empty() && !name.chars().all(is_plain)).then(|| unescape(name))
}

fn unescaped_password() -> Failure {
    Failure::new("the password in the URL has a `/` or a `?` as it stands")
        .help("write `%2F` for `/`, `%3F` for `?` and `%40` for `@`")
}

/// Returns whether the part after the `:` of each host is a port.
fn has_ports(hosts: &str) -> bool {
    hosts.split(',').all(|host| {
        let after = match host.rsplit_once(']') {
            Some((_, after)) if host.starts_with('[') => after,
            _ => host.find(':').map_or("", |at| &host[at..]),
        };
        let port = after.strip_prefix(':').unwrap_or(after);
        port.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// Reads `option=value&option=value`. An unescaped `&` in a value splits it.
fn read_options(query: &str) -> Result<Vec<(String, String)>, Failure> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    let options: Option<Vec<(String, String)>> = pairs
        .map(|pair| {
            let (key, value) = pair.split_once('=')?;
            Some((key.to_owned(), value.to_owned()))
        })
        .collect();
    let Some(options) = options else {
        let message = "after the `?` of the URL stands something that is no `option=value`";
        let help =
            "write `%3F` for a `?` and `%26` for an `&` that belong to a password or a value";
        return Err(Failure::new(message).help(help));
    };
    let mut follows_secret = false;
    for (key, value) in &options {
        let is_known = options::is_known(key);
        if !is_known && value.contains('@') {
            return Err(unescaped_password());
        }
        if !is_known && follows_secret {
            let message = "after the password in the URL stands an option that does not exist";
            let help = "write `%26` for an `&` in a password";
            return Err(Failure::new(message).help(help));
        }
        follows_secret |= secrets::is_secret(key);
    }
    Ok(options)
}
