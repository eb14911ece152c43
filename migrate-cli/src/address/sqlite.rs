//! Addresses of SQLite databases: paths, `sqlite:` and `file:`, with the options of SQLite's URIs
//! (<https://www.sqlite.org/uri.html>).

use crate::Failure;
use crate::percent::unescape;
use crate::secrets;

/// The location of a SQLite database.
pub(super) struct Place {
    /// The name that SQLite opens: a path, `:memory:`, or a URI.
    pub name: String,
    /// The path of its file, unless it is in memory.
    pub file: Option<String>,
}

/// The options with their valid values; an empty list allows any.
const OPTIONS: [(&str, &[&str]); 6] = [
    ("mode", &["ro", "rw", "rwc", "memory"]),
    ("cache", &["shared", "private"]),
    ("immutable", BOOLEANS),
    ("nolock", BOOLEANS),
    ("psow", BOOLEANS),
    ("vfs", &[]),
];

const BOOLEANS: &[&str] = &["1", "0", "true", "false", "yes", "no", "on", "off"];

/// Options that only Python's driver knows, and that change nothing in the database.
const PYTHON: [&str; 8] = [
    "timeout",
    "check_same_thread",
    "isolation_level",
    "detect_types",
    "cached_statements",
    "factory",
    "autocommit",
    "uri",
];

/// Reads the path of a file with the options after it, or a URI.
///
/// # Errors
///
/// If it has an unknown option or a password, or names no database.
pub(super) fn read(text: &str) -> Result<Place, Failure> {
    if secrets::has_password(text) || has_login(text) {
        let message = "a database of SQLite has no password, and this would be the name of a file";
        return Err(Failure::new(message).help(super::HELP));
    }
    let (path, query) = text.split_once('?').unwrap_or((text, ""));
    let options = read_options(query)?;
    let (path, uri) = match path.strip_prefix("file:") {
        Some(rest) => (file_of(rest), Some(path.to_owned())),
        None if options.is_empty() => (path.to_owned(), None),
        None => (path.to_owned(), Some(uri_of(path))),
    };
    if path.is_empty() && !is_in_memory(&path, &options) {
        return Err(Failure::new("the URL names no database").help(super::HELP));
    }
    let file = (!is_in_memory(&path, &options)).then(|| path.clone());
    let Some(uri) = uri else {
        return Ok(Place { name: path, file });
    };
    let options: Vec<String> = options
        .iter()
        .map(|(key, value)| format!("{key}={value}"))
        .collect();
    let name = match options.is_empty() {
        true => uri,
        false => format!("{uri}?{}", options.join("&")),
    };
    Ok(Place { name, file })
}

/// Returns whether the part after two slashes has a `:` that a file name there can't have.
pub(super) fn has_colon(path: &str) -> bool {
    let begins = |start: &str| path.starts_with(start);
    let is_drive = matches!(path.get(1..3), Some(":/" | ":\\"));
    path.contains(':') && !begins("/") && !begins(":memory:") && !begins("file:") && !is_drive
}

/// Returns whether a text is like `user:password@host/database`, and does not begin like a path.
fn has_login(text: &str) -> bool {
    let is_path =
        text.starts_with(['/', '.', '\\']) || matches!(text.get(1..3), Some(":/" | ":\\"));
    let colon = text.find(':');
    !is_path && colon.is_some_and(|colon| text[colon..].contains('@'))
}

fn is_in_memory(path: &str, options: &[(&str, &str)]) -> bool {
    path == ":memory:" || options.contains(&("mode", "memory"))
}

fn read_options(query: &str) -> Result<Vec<(&str, &str)>, Failure> {
    let query = query.split('#').next().unwrap_or_default();
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    let pairs: Vec<(&str, &str)> = pairs.filter(|(key, _)| !PYTHON.contains(key)).collect();
    // A custom VFS of the application may have options of its own.
    if pairs.iter().any(|(key, _)| *key == "vfs") {
        return Ok(pairs);
    }
    for (key, value) in &pairs {
        let Some((_, values)) = OPTIONS.iter().find(|(known, _)| known == key) else {
            let key = unescape(key);
            let message = format!("the URL has an option that is not known: `{key}`");
            return Err(Failure::new(message).help(
                "leave it out; those of SQLite are `mode`, `cache`, `immutable`, `nolock`, \
                       `psow` and `vfs`, and a `?` in a path is `%3f` after `file:`",
            ));
        };
        if !values.contains(value) {
            let message = format!("the option `{key}` of the URL can't have this value");
            let values: Vec<String> = values.iter().map(|one| format!("`{one}`")).collect();
            return Err(Failure::new(message).help(format!("it can be {}", values.join(", "))));
        }
    }
    Ok(pairs)
}

/// Returns the decoded path of a URI, after an authority that is empty or `localhost`.
fn file_of(rest: &str) -> String {
    let rest = rest.split('#').next().unwrap_or_default();
    let path = match rest.strip_prefix("//") {
        Some(after) => &after[after.find('/').unwrap_or(after.len())..],
        None => rest,
    };
    unescape(path)
}

/// Converts a path to a URI.
fn uri_of(path: &str) -> String {
    let mut uri = String::from("file:");
    if path.starts_with("//") {
        uri.push_str("//");
    }
    for c in path.chars() {
        match c {
            '%' | '?' | '#' => uri.push_str(&format!("%{:02x}", c as u32)),
            '\\' if cfg!(windows) => uri.push('/'),
            c => uri.push(c),
        }
    }
    uri
}
