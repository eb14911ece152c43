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
        Dialect::Mysql if !name.is_ascii() && name.chars().any(char::is_uppercase) => {
            Cow::Owned(name.to_lowercase())
        }
        Dialect::Mysql if name.bytes().any(|byte| byte.is_ascii_uppercase()) => {
            Cow::Owned(name.to_ascii_lowercase())
        }
        Dialect::Sqlite | Dialect::Mysql => Cow::Borrowed(name),
    }
}

/// Whether two names are the same one.
pub fn same(dialect: Dialect, a: &str, b: &str) -> bool {
    match dialect {
        Dialect::Postgres => a == b,
        Dialect::Mysql if !a.is_ascii() || !b.is_ascii() => key(dialect, a) == key(dialect, b),
        Dialect::Sqlite | Dialect::Mysql => a.eq_ignore_ascii_case(b),
    }
}

/// A number that is the same for names that are the same one in any dialect.
pub(crate) fn hash(name: &str) -> u64 {
    // FNV-1a: names are short, and what has another's number is only looked at once more.
    let of = |bytes: &[u8]| {
        bytes
            .iter()
            .fold(0xcbf2_9ce4_8422_2325_u64, |number, byte| {
                (number ^ u64::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0000_01b3)
            })
    };
    match name.is_ascii() {
        true => of(name.as_bytes()),
        false => of(name.to_lowercase().as_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_names_have_the_same_hash() {
        let names = [
            "a", "A", "ab", "aB", "\u{e4}", "\u{c4}", "\u{130}", "i\u{307}", "\u{3a3}", "\u{3c3}",
            "\u{3c2}", "a\u{3a3}", "A\u{3c2}", "\u{212a}", "k",
        ];
        for dialect in Dialect::ALL {
            for a in names {
                for b in names {
                    assert_eq!(same(dialect, a, b), key(dialect, a) == key(dialect, b));
                    assert!(!same(dialect, a, b) || hash(a) == hash(b), "{a} {b}");
                }
            }
        }
    }
}
