//! Whether what the URL says of encryption holds on MySQL. MySQL's client library sees to that itself.
//! MariaDB's, with which Diesel can be built instead, knows no `ssl_mode`: it encrypts where there is an
//! `ssl_ca`, of which it makes sure that it has signed the server's certificate; not that the
//! certificate is this server's; and goes on without encryption where the server offers none.

use super::Address;
use crate::Failure;

/// Whether the client library knows `ssl_mode`.
#[cfg(feature = "mysql")]
const KNOWS_MODE: bool = mysqlclient_sys::SUPPORTS_MYSQL_SSL_MODE;
#[cfg(not(feature = "mysql"))]
const KNOWS_MODE: bool = true;

/// What the URL asks for, where it is a promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Promise {
    /// The connection is encrypted.
    Encrypted,
    /// And the server's certificate is signed by one that is known.
    Signed,
    /// And it has the server's name.
    Named,
}

impl Promise {
    /// What the options of a URL of MySQL promise.
    ///
    /// # Errors
    ///
    /// Where nothing says whose signature counts: MySQL's own programs refuse that, too.
    pub fn of(options: &[(String, String)]) -> Result<Option<Self>, Failure> {
        let value = |key: &str| options.iter().find(|(known, _)| known == key);
        let promise = match value("ssl_mode").map(|(_, mode)| &**mode) {
            Some("required") => Self::Encrypted,
            Some("verify_ca") => Self::Signed,
            Some("verify_identity") => Self::Named,
            _ => return Ok(None),
        };
        if promise != Self::Encrypted && value("ssl_ca").is_none() {
            let mode = promise.mode();
            let message = format!("`ssl_mode={mode}` of the URL needs an `ssl_ca`");
            return Err(Failure::new(message).help(
                "add `ssl_ca=/path/to/ca.pem`, with the certificates that may sign the server's",
            ));
        }
        Ok(Some(promise))
    }

    fn mode(self) -> &'static str {
        match self {
            Self::Encrypted => "required",
            Self::Signed => "verify_ca",
            Self::Named => "verify_identity",
        }
    }

    /// Refuses what this program's client library does not do.
    pub fn refuse_unless_kept(self, address: &Address) -> Result<(), Failure> {
        if KNOWS_MODE || self != Self::Named {
            return Ok(());
        }
        let said = "the client library of this program, which is MariaDB's, does not compare the \
                    server's name with its certificate";
        let help = "write `ssl_mode=verify_ca`, which makes sure who has signed it, or build the \
                    program with MySQL's client library";
        Err(address.unencrypted(said, help))
    }

    /// Says that a connection that was made is not what was promised.
    pub fn broken(self, address: &Address) -> Failure {
        let mode = self.mode();
        let said = format!("the connection is not encrypted, and the URL says `ssl_mode={mode}`");
        let help = match (KNOWS_MODE, self) {
            (false, Self::Encrypted) => {
                "add `ssl_ca=/path/to/ca.pem` to the URL: MariaDB's client library, with which this \
                 program is built, encrypts only with that; and turn encryption on at the server, if it \
                 is off"
            }
            _ => "turn encryption on at the server, or leave `ssl_mode` out of the URL",
        };
        address.unencrypted(&said, help)
    }
}

/// The URL as the client library is to have it: to MariaDB's, Diesel would hand `ssl_mode` as another
/// option, the file of the server's public key.
pub(super) fn for_client(url: &str) -> String {
    match url.split_once('?') {
        Some((place, query)) if !KNOWS_MODE => {
            let options = query.split('&');
            let others = options.filter(|option| !option.starts_with("ssl_mode="));
            let others: Vec<&str> = others.collect();
            match others.is_empty() {
                true => place.to_owned(),
                false => format!("{place}?{}", others.join("&")),
            }
        }
        _ => url.to_owned(),
    }
}
