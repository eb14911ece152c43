//! URLs of servers: `postgres://user:password@host/database?option=value`.

use super::encryption::Promise;
use super::percent::{escaped, unescaped};
use super::secrets::{self, Secrets};
use super::{HELP, Kind, options};
use crate::Failure;

/// The parts of a server's URL, as they are written.
pub(super) struct Parts {
    pub user: Option<String>,
    pub password: Option<String>,
    /// The host and the port, or several.
    pub host: String,
    /// With its `%xx`.
    pub database: Option<String>,
    pub options: Vec<(String, String)>,
}

/// A user's name up to an encoded `:`, which whoever encoded a whole `user:password` has in it, and what
/// stands behind that.
fn login(user: &str) -> (&str, Option<&str>) {
    let lower = user.to_ascii_lowercase();
    match lower.find("%3a").or_else(|| lower.find(':')) {
        Some(colon) => {
            let behind = &user[colon..];
            let behind = behind.strip_prefix(':').unwrap_or_else(|| &behind[3..]);
            (&user[..colon], Some(behind))
        }
        None => (user, None),
    }
}

/// The URL as a client takes it, and what may be shown of it.
pub(super) struct Written {
    pub url: String,
    pub shown: String,
    /// The database to be chosen on the connection, where a URL can't name it.
    pub chosen: Option<String>,
    /// What must not be shown.
    pub secrets: Secrets,
    /// What the URL says of encryption, where that has to be seen to.
    pub promise: Option<Promise>,
}

impl Parts {
    /// Reads what stands behind the `:` of a scheme.
    ///
    /// # Errors
    ///
    /// Where something can't be what it stands for. A client would repeat it in its message, and it
    /// may be a piece of a password: so none of it is repeated.
    pub fn read(rest: &str, scheme: &str) -> Result<Self, Failure> {
        let Some(rest) = rest.strip_prefix("//") else {
            let message = format!("two slashes are missing behind `{scheme}:`");
            return Err(Failure::new(message).help(HELP));
        };
        let authority = &rest[..rest.find(['/', '?']).unwrap_or(rest.len())];
        let behind = &rest[authority.len()..];
        let (path, query) = behind.split_once('?').unwrap_or((behind, ""));
        let (login, host) = match authority.rsplit_once('@') {
            Some((login, host)) => (Some(login), host),
            None => (None, authority),
        };
        let (user, password) = match login.map(|login| login.split_once(':')) {
            Some(Some((user, password))) => (Some(user), Some(password)),
            _ => (login, None),
        };
        let is_cut = path.contains('@') && (login.is_none() || password.is_some());
        if is_cut || (behind.contains('@') && !has_ports(host)) {
            return Err(unescaped_password());
        }
        if !has_ports(host) {
            let message = "what stands behind the host's `:` is no port";
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

    /// Writes the URL again, for the client of a kind of database.
    pub fn written(mut self, kind: Kind, driver: &str) -> Result<Written, Failure> {
        let options = match kind {
            Kind::Mysql => options::for_mysql(driver, &self.options)?,
            _ => options::for_libpq(driver, &self.options)?,
        };
        let promise = match kind {
            Kind::Mysql => Promise::of(&options)?,
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
        let (user, host) = (self.user.as_deref().map(escaped), &self.host);
        let mut url = format!("{scheme}://");
        let mut shown = url.clone();
        if let Some(user) = user {
            url.push_str(&user);
            shown.push_str(&format!("{}@", login(&user).0));
            if let Some(password) = &self.password {
                url.push_str(&format!(":{}", escaped(password)));
            }
            url.push('@');
        }
        url.push_str(host);
        shown.push_str(host);
        let chosen = self.database.as_deref().filter(|_| kind == Kind::Mysql);
        let chosen = chosen.and_then(chosen_on_connection);
        if let Some(name) = &self.database {
            shown.push_str(&format!("/{}", escaped(name)));
            url.push('/');
            if chosen.is_none() {
                url.push_str(&escaped(name));
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

    /// What must not come back in a message.
    fn secrets(&self, url: &str) -> Secrets {
        let from_options = self.options.iter();
        let from_options = from_options.filter(|(key, _)| secrets::is_secret(key));
        let passwords = self.password.iter();
        let passwords = passwords.chain(from_options.map(|(_, value)| value));
        let behind = self.user.iter().filter_map(|user| login(user).1);
        let behind: Vec<String> = behind.map(str::to_owned).collect();
        let passwords = passwords.chain(&behind);
        let user = self.user.as_ref().filter(|_| behind.is_empty());
        let shown = [Some(&self.host), user, self.database.as_ref()];
        Secrets::of(url, passwords, &shown)
    }
}

/// The name of a database that Diesel's URL of MySQL can't have, since it takes the name with its
/// `%xx`, as it stands.
fn chosen_on_connection(name: &str) -> Option<String> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '$');
    (!name.is_empty() && !name.chars().all(is_plain)).then(|| unescaped(name))
}

fn unescaped_password() -> Failure {
    Failure::new("the password in the URL has a `/` or a `?` as it stands")
        .help("write `%2F` for `/`, `%3F` for `?` and `%40` for `@`")
}

/// Whether what stands behind the `:` of each host is a port.
fn has_ports(hosts: &str) -> bool {
    hosts.split(',').all(|host| {
        let behind = match host.rsplit_once(']') {
            Some((_, behind)) if host.starts_with('[') => behind,
            _ => host.find(':').map_or("", |at| &host[at..]),
        };
        let port = behind.strip_prefix(':').unwrap_or(behind);
        port.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// Reads `option=value&option=value`. A value that has an `&` as it stands makes two of it.
fn read_options(query: &str) -> Result<Vec<(String, String)>, Failure> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    let options: Option<Vec<(String, String)>> = pairs
        .map(|pair| {
            let (key, value) = pair.split_once('=')?;
            Some((key.to_owned(), value.to_owned()))
        })
        .collect();
    let Some(options) = options else {
        let message = "behind the `?` of the URL stands something that is no `option=value`";
        let help =
            "write `%3F` for a `?` and `%26` for an `&` that belong to a password or a value";
        return Err(Failure::new(message).help(help));
    };
    let mut is_behind_secret = false;
    for (key, value) in &options {
        let is_known = options::is_known(key);
        if !is_known && value.contains('@') {
            return Err(unescaped_password());
        }
        if !is_known && is_behind_secret {
            let message = "behind the password in the URL stands an option that does not exist";
            let help = "write `%26` for an `&` in a password";
            return Err(Failure::new(message).help(help));
        }
        is_behind_secret |= secrets::is_secret(key);
    }
    Ok(options)
}
