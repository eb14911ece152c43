//! Enforces the encryption options of a MySQL URL. MySQL's client library does that itself. MariaDB's,
//! with which Diesel may be built instead, has no `ssl_mode`: it encrypts if there is an `ssl_ca`, and
//! verifies that this authority has signed the certificate, but not the host name; and it continues
//! without encryption if the server offers none.

use super::Address;
use crate::Failure;

/// Whether the client library supports `ssl_mode`.
#[cfg(feature = "mysql")]
const KNOWS_MODE: bool = mysqlclient_sys::SUPPORTS_MYSQL_SSL_MODE;
#[cfg(not(feature = "mysql"))]
const KNOWS_MODE: bool = true;

/// The security that the URL asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Promise {
    /// The connection is encrypted.
    Encrypted,
    /// The connection is encrypted, and a known authority has signed the server's certificate.
    Signed,
    /// In addition, the certificate has the server's name.
    Named,
}

impl Promise {
    /// Reads the security that the options of a MySQL URL ask for.
    ///
    /// # Errors
    ///
    /// If no authority is named; MySQL's own programs refuse that, too.
    pub fn read(options: &[(String, String)]) -> Result<Option<Self>, Failure> {
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

    /// Returns an error if this program's client library can't provide it.
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

    /// Returns the failure for a connection that is less secure than the URL asks for.
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

/// Returns the URL for the client library. Diesel would pass `ssl_mode` to MariaDB's library as another
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
