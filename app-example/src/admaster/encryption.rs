//! Credentials at rest: XChaCha20-Poly1305 with the key of `SECRET_KEY`.
//!
//! Each value is sealed together with its row and column, so that one copied into another row does not
//! open. The table `encryption_keys` holds a proof of the key: a wrong one is found when the program
//! starts, not when the first customer's campaign needs its token.

use chacha20poly1305::aead::{Aead, Generate, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use diesel::prelude::*;
use migrate_runtime::backfill::{self, Batch, Context};
use std::fmt;

/// The environment variable that has the key: 64 hexadecimal digits.
pub const SECRET_KEY: &str = "SECRET_KEY";

/// What every sealed value begins with; the number is that of the algorithm.
const PREFIX: &str = "sealed:1:";
const PROOF: &[u8] = b"admaster";

/// As it is when the step runs, which is not what it may become later.
mod schema {
    diesel::table! {
        credentials (id) {
            id -> Integer,
            client_id -> Text,
            client_secret -> Text,
            refresh_token -> Text,
        }
    }
    diesel::table! {
        encryption_keys (id) {
            id -> Integer,
            proof -> Text,
        }
    }
}
use schema::{credentials, encryption_keys};

/// Why a value can't be sealed or opened. No value is in it.
#[derive(Debug)]
pub enum Failed {
    /// There is no key, or none that can be read.
    Key(&'static str),
    /// What is in the database was sealed with another key, or changed since.
    Value(String),
    /// The database's error.
    Database(diesel::result::Error),
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failed::Key(problem) => write!(
                f,
                "Encryption failed: SECRET_KEY {problem}\n  next: set it to 64 hexadecimal digits \
                 (`openssl rand -hex 32` makes a new key)"
            ),
            Failed::Value(place) => write!(
                f,
                "Encryption failed: {place} was encrypted with another SECRET_KEY\n  next: set SECRET_KEY \
                 to the key that the database was encrypted with; to change it, run `admaster rekey` with \
                 the old one in OLD_SECRET_KEY"
            ),
            Failed::Database(error) => write!(f, "Encryption failed: {error}"),
        }
    }
}

impl std::error::Error for Failed {}

impl From<diesel::result::Error> for Failed {
    fn from(error: diesel::result::Error) -> Self {
        Failed::Database(error)
    }
}

/// A key, which is never shown.
pub struct Cipher(XChaCha20Poly1305);

impl fmt::Debug for Cipher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Cipher")
    }
}

impl Cipher {
    /// Takes the key of an environment variable.
    ///
    /// # Errors
    ///
    /// Where it is not set, or is no key.
    pub fn of_variable(name: &str) -> Result<Self, Failed> {
        let text = std::env::var(name).map_err(|_| Failed::Key("is not set"))?;
        Self::of_digits(&text)
    }

    /// Takes a key of 64 hexadecimal digits.
    ///
    /// # Errors
    ///
    /// Where it is none.
    pub fn of_digits(text: &str) -> Result<Self, Failed> {
        let bytes = bytes_of(text.trim()).ok_or(Failed::Key("has other signs than digits"))?;
        let bytes: [u8; 32] = bytes
            .try_into()
            .map_err(|_| Failed::Key("does not have 64 digits"))?;
        Ok(Cipher(XChaCha20Poly1305::new(&Key::from(bytes))))
    }

    /// Seals a value of a place.
    ///
    /// # Errors
    ///
    /// Where the system has no random numbers, or the value is far too long.
    pub fn seal(&self, place: &str, value: &[u8]) -> Result<String, Failed> {
        let nonce =
            XNonce::try_generate().map_err(|_| Failed::Key("can't be used: no random numbers"))?;
        let payload = Payload {
            msg: value,
            aad: place.as_bytes(),
        };
        let sealed = self.0.encrypt(&nonce, payload);
        let sealed = sealed.map_err(|_| Failed::Value(place.to_owned()))?;
        Ok(format!(
            "{PREFIX}{}{}",
            digits_of(&nonce),
            digits_of(&sealed)
        ))
    }

    /// Opens a value of a place.
    ///
    /// # Errors
    ///
    /// Where it was sealed with another key or in another place, or is not whole.
    pub fn open(&self, place: &str, sealed: &str) -> Result<Vec<u8>, Failed> {
        let failed = || Failed::Value(place.to_owned());
        let digits = sealed.strip_prefix(PREFIX).ok_or_else(failed)?;
        let bytes = bytes_of(digits).ok_or_else(failed)?;
        let (nonce, sealed) = bytes.split_at_checked(24).ok_or_else(failed)?;
        let nonce: [u8; 24] = nonce.try_into().map_err(|_| failed())?;
        let payload = Payload {
            msg: sealed,
            aad: place.as_bytes(),
        };
        let opened = self.0.decrypt(&XNonce::from(nonce), payload);
        opened.map_err(|_| failed())
    }
}

fn digits_of(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn bytes_of(digits: &str) -> Option<Vec<u8>> {
    let pairs = digits.as_bytes().chunks(2);
    let byte = |pair: &[u8]| {
        let is_pair = pair.len() == 2 && pair.iter().all(u8::is_ascii_hexdigit);
        let pair = std::str::from_utf8(pair).ok().filter(|_| is_pair)?;
        u8::from_str_radix(pair, 16).ok()
    };
    pairs.map(byte).collect()
}

/// The credentials of one account: its id, client id, client secret and refresh token.
pub type Row = (i32, String, String, String);

/// What encryption asks of a connection: Diesel's queries are made for one database each. All values
/// are bound, none is ever part of a statement's text.
pub trait Credentials: Connection {
    /// How many there are.
    ///
    /// # Errors
    ///
    /// What the database says; so with the others.
    fn count(&mut self) -> QueryResult<i64>;
    /// Those behind an id, in the order of their ids.
    fn behind(&mut self, id: i32, limit: i64) -> QueryResult<Vec<Row>>;
    /// Writes one.
    fn write(&mut self, row: &Row) -> QueryResult<usize>;
    /// The proof of the key.
    fn proof(&mut self) -> QueryResult<Option<String>>;
    /// Writes the first proof.
    fn begin_proof(&mut self, proof: &str) -> QueryResult<usize>;
    /// Writes another proof.
    fn change_proof(&mut self, proof: &str) -> QueryResult<usize>;
}

macro_rules! credentials {
    ($($feature:literal: $connection:ty;)*) => { $(
        #[cfg(feature = $feature)]
        impl Credentials for $connection {
            fn count(&mut self) -> QueryResult<i64> {
                credentials::table.count().get_result(self)
            }

            fn behind(&mut self, id: i32, limit: i64) -> QueryResult<Vec<Row>> {
                credentials::table
                    .filter(credentials::id.gt(id))
                    .order(credentials::id)
                    .limit(limit)
                    .load(self)
            }

            fn write(&mut self, (id, client_id, client_secret, refresh_token): &Row) -> QueryResult<usize> {
                diesel::update(credentials::table.find(id))
                    .set((
                        credentials::client_id.eq(client_id),
                        credentials::client_secret.eq(client_secret),
                        credentials::refresh_token.eq(refresh_token),
                    ))
                    .execute(self)
            }

            fn proof(&mut self) -> QueryResult<Option<String>> {
                encryption_keys::table.select(encryption_keys::proof).first(self).optional()
            }

            fn begin_proof(&mut self, proof: &str) -> QueryResult<usize> {
                diesel::insert_into(encryption_keys::table)
                    .values((encryption_keys::id.eq(1), encryption_keys::proof.eq(proof)))
                    .execute(self)
            }

            fn change_proof(&mut self, proof: &str) -> QueryResult<usize> {
                diesel::update(encryption_keys::table)
                    .set(encryption_keys::proof.eq(proof))
                    .execute(self)
            }
        }
    )* };
}

credentials! {
    "sqlite": SqliteConnection;
    "postgres": PgConnection;
}

/// Encrypts the credentials that were there before they were encrypted: 100 a batch, or
/// `-x batch_size=…`. Where a run was cut off and SECRET_KEY changed since, the next one stops.
///
/// # Errors
///
/// Where SECRET_KEY is missing or not the one that this began with; and what the database says.
pub fn encrypt_credentials<C: Credentials>(
    connection: &mut C,
    context: &mut Context,
) -> backfill::Result {
    let size: i64 = context.argument("batch_size")?.unwrap_or(100);
    if size < 1 {
        return Err("`batch_size` has to be 1 at least".into());
    }
    let cipher = Cipher::of_variable(SECRET_KEY)?;
    match connection.proof()? {
        Some(proof) => check_proof(&cipher, &proof)?,
        None => _ = connection.begin_proof(&cipher.seal("encryption_keys", PROOF)?)?,
    }
    if context.total().is_none() {
        context.set_total(connection.count()?.unsigned_abs());
    }
    let batch = connection.behind(context.cursor()?.unwrap_or(i32::MIN), size)?;
    for row in &batch {
        let sealed = each_value(row, |place, value| cipher.seal(place, value.as_bytes()))?;
        connection.write(&sealed)?;
    }
    context.add_done(batch.len() as u64);
    Ok(match batch.last() {
        Some((id, ..)) => Batch::Continue(id.to_string()),
        None => Batch::Done,
    })
}

/// Refuses a key that is not the one of this database.
///
/// # Errors
///
/// Where it is not, and what the database says.
pub fn check_key<C: Credentials>(connection: &mut C, cipher: &Cipher) -> Result<(), Failed> {
    let proof = connection.proof()?;
    check_proof(cipher, &proof.unwrap_or_default())
}

fn check_proof(cipher: &Cipher, proof: &str) -> Result<(), Failed> {
    match cipher.open("encryption_keys", proof) {
        Ok(_) => Ok(()),
        Err(_) => Err(Failed::Value("this database".to_owned())),
    }
}

/// The credentials with their values in the clear.
///
/// # Errors
///
/// Where one does not open, and what the database says.
pub fn opened<C: Credentials>(connection: &mut C, cipher: &Cipher) -> Result<Vec<Row>, Failed> {
    let rows = connection.behind(i32::MIN, i64::MAX)?;
    rows.iter().map(|row| open(cipher, row)).collect()
}

/// Encrypts everything with another key, in one transaction: all of it, or nothing. Returns how many
/// credentials there were.
///
/// # Errors
///
/// Where the old key is not the one of this database, and what the database says.
pub fn rekey<C: Credentials>(
    connection: &mut C,
    old: &Cipher,
    new: &Cipher,
) -> Result<usize, Failed> {
    connection.transaction(|connection| {
        check_key(connection, old)?;
        let rows = connection.behind(i32::MIN, i64::MAX)?;
        for row in &rows {
            let sealed = each_value(row, |place, value| {
                new.seal(place, &old.open(place, value)?)
            })?;
            connection.write(&sealed)?;
        }
        connection.change_proof(&new.seal("encryption_keys", PROOF)?)?;
        Ok(rows.len())
    })
}

fn open(cipher: &Cipher, row: &Row) -> Result<Row, Failed> {
    each_value(row, |place, value| {
        let opened = cipher.open(place, value)?;
        String::from_utf8(opened).map_err(|_| Failed::Value(place.to_owned()))
    })
}

/// The row with each of its values changed; a place is its column and its row.
fn each_value(
    (id, client_id, client_secret, refresh_token): &Row,
    change: impl Fn(&str, &str) -> Result<String, Failed>,
) -> Result<Row, Failed> {
    let changed =
        |column: &str, value: &str| change(&format!("{column} of credentials {id}"), value);
    Ok((
        *id,
        changed("client_id", client_id)?,
        changed("client_secret", client_secret)?,
        changed("refresh_token", refresh_token)?,
    ))
}

#[cfg(test)]
mod tests {
    use super::{Cipher, Failed, bytes_of};

    const KEY: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    #[test]
    fn a_value_opens_with_its_key_in_its_place() {
        let cipher = Cipher::of_digits(KEY).expect("a key");
        let sealed = cipher
            .seal("client_id of credentials 1", "Žofie".as_bytes())
            .expect("sealed");
        let again = cipher
            .seal("client_id of credentials 1", "Žofie".as_bytes())
            .expect("sealed");
        assert_ne!(sealed, again, "a nonce is used once");
        let opened = cipher
            .open("client_id of credentials 1", &sealed)
            .expect("opened");
        assert_eq!(opened, "Žofie".as_bytes());
        let other = Cipher::of_digits(&KEY.replace("00", "ff")).expect("a key");
        let mut torn = sealed.clone();
        torn.truncate(40);
        for (cipher, place, sealed) in [
            (&other, "client_id of credentials 1", &sealed),
            (&cipher, "client_id of credentials 2", &sealed),
            (&cipher, "client_id of credentials 1", &torn),
            (&cipher, "client_id of credentials 1", &"plain".to_owned()),
            (&cipher, "client_id of credentials 1", &String::new()),
        ] {
            let refused = cipher.open(place, sealed);
            assert!(matches!(refused, Err(Failed::Value(_))), "{place}");
        }
    }

    #[test]
    fn what_is_no_key_is_refused() {
        for text in [
            "",
            "abc",
            &KEY[2..],
            "żółć",
            &format!("{KEY}00"),
            &KEY.replace('a', "+"),
        ] {
            assert!(
                matches!(Cipher::of_digits(text), Err(Failed::Key(_))),
                "{text}"
            );
        }
        assert_eq!(bytes_of("+1"), None);
    }
}
