//! Connection strings that are neither a URL nor a path: libpq's `host=… password=…`, and those of other
//! programs.

use super::server::Parts;
use super::{HELP, options};
use crate::Failure;
use crate::percent::encode;
use crate::secrets;

/// Reads libpq's `key=value` pairs; returns `None` for other texts, except connection strings of other
/// programs and texts with a password that are not URLs, which are errors.
///
/// # Errors
///
/// If the text is refused. The message repeats nothing of it.
pub(super) fn read(text: &str) -> Result<Option<Parts>, Failure> {
    if let Some(failure) = not_put_in(text) {
        return Err(failure);
    }
    if let Some(key) = first_key(text) {
        if options::is_of_libpq(key) {
            let is_foreign = |pairs: &[(String, String)]| {
                let mut open = pairs.iter().filter(|(key, _)| !secrets::is_secret(key));
                open.any(|(_, value)| value.contains(';'))
            };
            return match pairs(text) {
                Ok(pairs) if !is_foreign(&pairs) => Ok(Some(parts(pairs))),
                Err(failure) if !is_separated(text) => Err(failure),
                _ => Err(foreign()),
            };
        }
        if text[key.len()..].contains("://") && !is_separated(text) {
            let message = "the URL begins with the name of a variable";
            return Err(Failure::new(message).help("give only the part after the `=`"));
        }
    }
    let is_jdbc = scheme(text).is_some_and(|scheme| scheme.eq_ignore_ascii_case("jdbc"));
    let is_url = scheme(text).is_some_and(|scheme| scheme.len() > 1);
    match is_jdbc || (secrets::has_password(text) && !is_url) || is_ado(text) || has_login(text) {
        true => Err(foreign()),
        false => Ok(None),
    }
}

/// Returns the failure for a text that a shell should have processed, and that would be taken for a file
/// name: quotes around the whole, `$DATABASE_URL`, `${DATABASE_URL}`.
fn not_put_in(text: &str) -> Option<Failure> {
    let is_quoted = ['"', '\'', '`'].into_iter().any(|quote| {
        let within = text.strip_prefix(quote);
        within.is_some_and(|within| within.ends_with(quote))
    });
    if is_quoted {
        let message = "the URL stands in quotes that have become a part of it";
        return Some(Failure::new(message).help("give it without them"));
    }
    let name = text.strip_prefix('$')?;
    let name = match name.strip_prefix('{') {
        Some(name) => name.strip_suffix('}')?,
        None => name,
    };
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let is_variable = !name.is_empty() && name.bytes().all(is_name);
    is_variable.then(|| {
        let message = "the URL is the name of a variable, and not what the variable holds";
        let help = "give the URL itself, or let a shell put it in: `--url \"$DATABASE_URL\"`";
        Failure::new(message).help(help)
    })
}

/// Returns the scheme of a URL.
pub(super) fn scheme(text: &str) -> Option<&str> {
    let (scheme, _) = text.split_once(':')?;
    let is_one = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+-._".contains(&byte));
    is_one.then_some(scheme)
}

pub(super) fn foreign() -> Failure {
    Failure::new("this is a connection string of another kind of program, and no URL").help(HELP)
}

/// Returns whether a text is like `Server=…;Database=…;`, with or without a password.
fn is_ado(text: &str) -> bool {
    let keys = [
        "server",
        "data source",
        "host",
        "driver",
        "dsn",
        "user id",
        "uid",
        "username",
        "user",
        "initial catalog",
        "database",
        "port",
    ];
    let mut pairs = text.split(';').filter(|pair| !pair.trim().is_empty());
    let key = |pair: &str| {
        pair.split_once('=')
            .map(|(key, _)| key.trim().to_ascii_lowercase())
    };
    is_separated(text) && pairs.any(|pair| key(pair).is_some_and(|key| keys.contains(&&*key)))
}

/// Returns whether a text begins like `user:password@host`, without a scheme.
fn has_login(text: &str) -> bool {
    let is_path =
        text.starts_with(['.', '~', '\\']) || (text.starts_with('/') && !text.starts_with("//"));
    // The scheme of a URL, or the drive of a path.
    let begins = |scheme: &str| match scheme.len() {
        1 => text[2..].starts_with(['/', '\\']),
        length => text[length + 1..].starts_with("//"),
    };
    let is_url = scheme(text).is_some_and(|scheme| begins(scheme) || is_ours(scheme));
    let is_named = text.contains(':') || text.starts_with("//");
    !is_path && !is_url && is_named && text.contains('@')
}

fn is_ours(scheme: &str) -> bool {
    let scheme = scheme.to_ascii_lowercase();
    let names = [
        "postgres",
        "postgresql",
        "mysql",
        "mariadb",
        "sqlite",
        "sqlite3",
        "file",
    ];
    names.contains(&scheme.split('+').next().unwrap_or_default())
}

/// Returns whether there is a `;` outside quotes.
fn is_separated(text: &str) -> bool {
    let mut is_quoted = false;
    text.chars().any(|c| {
        is_quoted ^= c == '\'';
        c == ';' && !is_quoted
    })
}

/// Returns the name at the beginning of a text, if an `=` follows.
fn first_key(text: &str) -> Option<&str> {
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))?;
    let (key, after) = text.split_at(end);
    (!key.is_empty() && after.trim_start().starts_with('=')).then_some(key)
}

/// Reads `key = 'a value' key=value`, where `\` escapes the next character: section 32.1.1.1 of
/// PostgreSQL's manual.
fn pairs(text: &str) -> Result<Vec<(String, String)>, Failure> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let Some(key) = first_key(rest).filter(|key| options::is_of_libpq(key)) else {
            return Err(unreadable(rest, &pairs));
        };
        let value = rest[key.len()..].trim_start()[1..].trim_start();
        let (value, after) = value_of(value)
            .ok_or_else(|| Failure::new("a `'` in `key=value` is not closed").help(QUOTES))?;
        pairs.push((key.to_owned(), value));
        rest = after.trim_start();
    }
    Ok(pairs)
}

const QUOTES: &str = "write a value with spaces as `password='two words'`, and `\\'` for `'` and \
                      `\\\\` for `\\` in it";

/// Returns the failure for an unreadable text. It repeats at most the name of an option, and none that
/// could be part of a password.
fn unreadable(rest: &str, pairs: &[(String, String)]) -> Failure {
    let follows_secret = pairs.iter().any(|(key, _)| secrets::is_secret(key));
    match first_key(rest).filter(|_| !follows_secret) {
        Some(key) => Failure::new(format!("libpq has no option `{key}`"))
            .help("leave it out, or correct its name"),
        None => Failure::new("something in `key=value` is neither").help(QUOTES),
    }
}

fn value_of(text: &str) -> Option<(String, &str)> {
    let is_quoted = text.starts_with('\'');
    let text = text.strip_prefix('\'').unwrap_or(text);
    let mut value = String::new();
    let mut signs = text.char_indices();
    while let Some((at, sign)) = signs.next() {
        match sign {
            '\\' => value.extend(signs.next().map(|(_, escaped)| escaped)),
            '\'' if is_quoted => return Some((value, &text[at + 1..])),
            sign if !is_quoted && sign.is_ascii_whitespace() => return Some((value, &text[at..])),
            sign => value.push(sign),
        }
    }
    (!is_quoted).then_some((value, ""))
}

/// Converts the pairs to the parts of a URL. Parameters of which libpq accepts several stay options.
fn parts(pairs: Vec<(String, String)>) -> Parts {
    let mut parts = Parts {
        user: None,
        password: None,
        host: String::new(),
        database: None,
        options: Vec::new(),
    };
    for (key, value) in pairs {
        let value = encode(&value);
        match &*key {
            "user" => parts.user = Some(value),
            "dbname" => parts.database = Some(value),
            "password" => parts.password = Some(value),
            _ => parts.options.push((key, value)),
        }
    }
    if parts.user.is_none()
        && let Some(password) = parts.password.take()
    {
        parts.options.push(("password".to_owned(), password));
    }
    let is_one = |value: &str| !value.contains(',');
    let place = |key: &str| {
        let mut options = parts.options.iter();
        options.position(|(known, value)| known == key && is_one(value))
    };
    if let Some(at) = place("host") {
        parts.host = parts.options.remove(at).1;
        let port = parts.options.iter().position(|(key, _)| key == "port");
        let port = port.filter(|at| {
            parts.options[*at]
                .1
                .bytes()
                .all(|byte| byte.is_ascii_digit())
        });
        if let Some(at) = port {
            let port = parts.options.remove(at).1;
            parts.host.push_str(&format!(":{port}"));
        }
    }
    parts
}
