//! How engines compare names.
use crate::Dialect;
use std::borrow::Cow;

/// What a name is looked up by. PostgreSQL compares names as they are kept. SQLite compares them
/// without regard to the case of ASCII letters. MySQL does so with all letters; for tables that
/// depends on the server's setting, so it is never said that they differ.
pub fn key(dialect: Dialect, name: &str) -> Cow<'_, str> {
    match dialect {
        Dialect::Postgres => Cow::Borrowed(name),
        Dialect::Sqlite if name.bytes().any(|byte| byte.is_ascii_uppercase()) => {
            Cow::Owned(name.to_ascii_lowercase())
        }
        Dialect::Mysql if name.chars().any(char::is_uppercase) => Cow::Owned(name.to_lowercase()),
        Dialect::Sqlite | Dialect::Mysql => Cow::Borrowed(name),
    }
}

/// Whether two names are the same one.
pub fn same(dialect: Dialect, a: &str, b: &str) -> bool {
    match dialect {
        Dialect::Postgres => a == b,
        Dialect::Sqlite => a.eq_ignore_ascii_case(b),
        Dialect::Mysql => a == b || key(dialect, a) == key(dialect, b),
    }
}
