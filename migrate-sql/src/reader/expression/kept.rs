//! Tokens as they are kept: so that two ways to write the same compare as the same.
use crate::Dialect;
use crate::postgres::words::is_reserved;
use crate::token::TokenKind;

/// A token as it is kept: words in lower case; names without the quotes that they don't need; strings
/// and numbers as they are written.
pub(super) fn kept(written: &str, kind: TokenKind, dialect: Dialect) -> String {
    match kind {
        TokenKind::Word => written.to_ascii_lowercase(),
        TokenKind::QuotedName => quoted_name(written, dialect),
        _ if written == "!=" => "<>".to_owned(),
        _ => written.to_owned(),
    }
}

fn quoted_name(written: &str, dialect: Dialect) -> String {
    // In SQLite `"a"` may be a string: only other quotes say that it is a name.
    let quotes: [char; 2] = match (dialect, written.chars().next()) {
        (Dialect::Postgres, Some('"')) => ['"', '"'],
        (Dialect::Sqlite | Dialect::Mysql, Some('`')) => ['`', '`'],
        (Dialect::Sqlite, Some('[')) => ['[', ']'],
        // In the mode `ANSI_QUOTES`, which a later script need not have.
        (Dialect::Mysql, Some('"')) => {
            let inner = written.trim_matches('"').replace("\"\"", "\"");
            return quoted_name(&format!("`{}`", inner.replace('`', "``")), dialect);
        }
        _ => return written.to_owned(),
    };
    let inner = written.strip_prefix(quotes[0]);
    let inner = inner.and_then(|inner| inner.strip_suffix(quotes[1]));
    match inner {
        Some(inner) if is_plain(inner, dialect) => inner.to_owned(),
        _ => written.to_owned(),
    }
}

/// Whether a name is the same one without quotes.
fn is_plain(name: &str, dialect: Dialect) -> bool {
    let mut bytes = name.bytes();
    let is_start = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
    bytes.next().is_some_and(is_start)
        && bytes.all(|byte| is_start(byte) || byte.is_ascii_digit())
        && (dialect == Dialect::Postgres || !matches!(name, "index" | "key" | "add" | "set"))
        && !is_reserved(name)
}
