//! The options of URLs: each is passed on under the client's name for it, or refused by name.

use crate::Failure;
use crate::percent::{encode, unescape};

type Pairs = Vec<(String, String)>;

/// The options of libpq that a URL may have, as `PQconndefaults` of version 18 lists them.
const LIBPQ: &str = "application_name channel_binding client_encoding connect_timeout dbname \
    fallback_application_name gssdelegation gssencmode gsslib host hostaddr keepalives \
    keepalives_count keepalives_idle keepalives_interval krbsrvname load_balance_hosts \
    max_protocol_version min_protocol_version oauth_client_id oauth_client_secret oauth_issuer \
    oauth_scope options passfile password port replication require_auth requirepeer requiressl \
    scram_client_key scram_server_key service servicefile ssl_max_protocol_version \
    ssl_min_protocol_version sslcert sslcertmode sslcompression sslcrl sslcrldir sslkey \
    sslkeylogfile sslmode sslnegotiation sslpassword sslrootcert sslsni target_session_attrs \
    tcp_user_timeout user";

/// Names that other programs' URLs (sqlx's) have for options of libpq.
const LIKE_LIBPQ: [(&str, &str); 7] = [
    ("ssl-mode", "sslmode"),
    ("ssl_mode", "sslmode"),
    ("ssl-root-cert", "sslrootcert"),
    ("ssl-ca", "sslrootcert"),
    ("ssl-cert", "sslcert"),
    ("ssl-key", "sslkey"),
    ("ssl", "sslmode"),
];

/// The options of Diesel's MySQL client, with the names that others have for them.
const MYSQL: [(&str, &str); 13] = [
    ("unix_socket", "unix_socket"),
    ("socket", "unix_socket"),
    ("ssl_mode", "ssl_mode"),
    ("ssl-mode", "ssl_mode"),
    ("sslmode", "ssl_mode"),
    ("ssl", "ssl_mode"),
    ("ssl_disabled", "ssl_mode"),
    ("ssl_ca", "ssl_ca"),
    ("ssl-ca", "ssl_ca"),
    ("ssl_cert", "ssl_cert"),
    ("ssl-cert", "ssl_cert"),
    ("ssl_key", "ssl_key"),
    ("ssl-key", "ssl_key"),
];

/// Options that only Python's PostgreSQL drivers know, and that change nothing on the server.
const PYTHON_POSTGRES: &str = "prepared_statement_cache_size prepared_statement_name_func \
    statement_cache_size async_fallback async_creator_fn command_timeout timeout executemany_mode \
    use_native_unicode";

/// Options that only Python's MySQL drivers know, and that change nothing on the server.
const PYTHON_MYSQL: &str = "use_unicode binary_prefix use_pure buffered raise_on_warnings";

fn is_in(list: &str, name: &str) -> bool {
    list.split_ascii_whitespace().any(|known| known == name)
}

/// Returns whether any client accepts an option of this name.
pub(super) fn is_known(key: &str) -> bool {
    let is_alias = |list: &[(&str, &str)]| list.iter().any(|(alias, _)| *alias == key);
    is_in(LIBPQ, key)
        || is_in(PYTHON_POSTGRES, key)
        || is_in(PYTHON_MYSQL, key)
        || is_alias(&LIKE_LIBPQ)
        || is_alias(&MYSQL)
        || key == "charset"
}

/// Returns whether libpq accepts an option of this name.
pub(super) fn is_of_libpq(key: &str) -> bool {
    is_in(LIBPQ, key)
}

/// Returns the options under libpq's names. Unknown options are passed on: libpq refuses them by name, and
/// a newer libpq may know them.
pub(super) fn for_libpq(driver: &str, options: &[(String, String)]) -> Result<Pairs, Failure> {
    let mut named = Vec::new();
    for (key, value) in options {
        if !driver.is_empty() && is_in(PYTHON_POSTGRES, key) {
            continue;
        }
        let alias = LIKE_LIBPQ.iter().find(|(alias, _)| alias == key);
        let name = alias.map_or(&**key, |(_, name)| name);
        let value = match (name, &*value.to_ascii_lowercase()) {
            ("sslmode", "true" | "1") if key == "ssl" => "require".to_owned(),
            ("sslmode", "false" | "0") if key == "ssl" => "disable".to_owned(),
            // sqlx writes them like MySQL's.
            ("sslmode", "verify_ca") => "verify-ca".to_owned(),
            ("sslmode", "verify_full") => "verify-full".to_owned(),
            _ => value.clone(),
        };
        named.push((name.to_owned(), value));
    }
    Ok(named)
}

/// Returns the options under the names of Diesel's MySQL client, which silently ignores unknown ones.
pub(super) fn for_mysql(driver: &str, options: &[(String, String)]) -> Result<Pairs, Failure> {
    let mut named: Pairs = Vec::new();
    for (key, value) in options {
        let plain = unescape(value).to_ascii_lowercase();
        if key == "charset" {
            // Diesel's connections use utf8mb4, which includes these.
            match &*plain {
                "utf8mb4" | "utf8mb3" | "utf8" => continue,
                _ => return Err(bad_value(key, "utf8mb4: every connection is")),
            }
        }
        if !driver.is_empty() && is_in(PYTHON_MYSQL, key) {
            continue;
        }
        let Some((_, name)) = MYSQL.iter().find(|(alias, _)| alias == key) else {
            return Err(unknown(key));
        };
        let value = match *name {
            "ssl_mode" => ssl_mode(key, &plain)?.to_owned(),
            _ => encode(&unescape(value)),
        };
        if named.iter().any(|(known, _)| known == name) {
            let message = format!("the URL says `{name}` twice");
            return Err(Failure::new(message).help("leave one of them out"));
        }
        named.push(((*name).to_owned(), value));
    }
    // MySQL ignores the other options then; MariaDB's client library would encrypt.
    if named
        .iter()
        .any(|(key, value)| key == "ssl_mode" && value == "disabled")
    {
        named.retain(|(key, _)| key == "ssl_mode" || !key.starts_with("ssl_"));
    }
    Ok(named)
}

/// Returns the mode as Diesel writes it.
fn ssl_mode(key: &str, value: &str) -> Result<&'static str, Failure> {
    let value = value.replace('-', "_");
    match (key, &*value) {
        ("ssl", "true" | "1") | ("ssl_disabled", "false" | "0") => Ok("required"),
        ("ssl", "false" | "0") | ("ssl_disabled", "true" | "1") => Ok("disabled"),
        ("ssl" | "ssl_disabled", _) => Err(bad_value(key, "`true` or `false`")),
        (_, "disabled" | "disable") => Ok("disabled"),
        (_, "preferred" | "prefer") => Ok("preferred"),
        (_, "required" | "require") => Ok("required"),
        (_, "verify_ca") => Ok("verify_ca"),
        (_, "verify_identity" | "verify_full") => Ok("verify_identity"),
        _ => Err(bad_value(
            key,
            "`disabled`, `preferred`, `required`, `verify_ca` or `verify_identity`",
        )),
    }
}

fn bad_value(key: &str, values: &str) -> Failure {
    Failure::new(format!(
        "the option `{key}` of the URL can't have this value"
    ))
    .help(format!("it can be {values}"))
}

fn unknown(key: &str) -> Failure {
    Failure::new(format!("the URL has an option that is not known: `{key}`")).help(
        "leave it out; those of MySQL are `ssl_mode`, `ssl_ca`, `ssl_cert`, `ssl_key`, `unix_socket` \
         and `charset`",
    )
}
