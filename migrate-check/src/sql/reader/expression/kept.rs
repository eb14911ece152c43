//! Tokens as they are kept: so that two ways to write the same compare as the same.
use crate::Dialect;
use crate::sql::token::TokenKind;

/// PostgreSQL's keywords that are no names without quotes.
const RESERVED: &str = " all analyse analyze and any array as asc asymmetric authorization between bigint \
    binary bit boolean both case cast char character check coalesce collate collation column concurrently \
    constraint create cross current_catalog current_date current_role current_schema current_time \
    current_timestamp current_user dec decimal default deferrable desc distinct do else end except exists \
    extract false fetch float for foreign freeze from full grant greatest group grouping having ilike in \
    initially inner inout int integer intersect interval into is isnull join lateral leading least left \
    like limit localtime localtimestamp national natural nchar none normalize not notnull null nullif \
    numeric offset on only or order out outer overlaps overlay placing position precision primary real \
    references returning right row select session_user setof similar smallint some substring symmetric \
    system_user table tablesample then time timestamp to trailing treat trim true union unique user using \
    values varchar variadic verbose when where window with xmlattributes xmlconcat xmlelement xmlexists \
    xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable ";

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
        && !RESERVED.contains(&format!(" {name} "))
}
