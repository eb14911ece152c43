//! Character sets and collations: those that there are, and which belong together.
use super::faults;
use crate::Fault;
use migrate_sql::statement::Span;

/// The character sets of MariaDB and MySQL.
const CHARSETS: &[&str] = &[
    "armscii8", "ascii", "big5", "binary", "cp1250", "cp1251", "cp1256", "cp1257", "cp850",
    "cp852", "cp866", "cp932", "dec8", "eucjpms", "euckr", "filename", "gb18030", "gb2312", "gbk",
    "geostd8", "greek", "hebrew", "hp8", "keybcs2", "koi8r", "koi8u", "latin1", "latin2", "latin5",
    "latin7", "macce", "macroman", "sjis", "swe7", "tis620", "ucs2", "ujis", "utf16", "utf16le",
    "utf32", "utf8", "utf8mb3", "utf8mb4",
];

/// How many bytes a character may take at least at its longest; 1 where the character set is not known.
pub(super) fn bytes(charset: Option<&str>) -> u64 {
    match charset {
        Some("utf8mb4" | "utf16" | "utf16le" | "utf32" | "gb18030") => 4,
        Some("utf8mb3") => 3,
        Some("ucs2") => 2,
        _ => 1,
    }
}

/// Says that there is no such character set (error 1115). What the reader made of other words
/// (`ASCII`, `BINARY`) has a blank or is one.
pub(super) fn unknown(charset: &str, span: Span) -> Option<Fault> {
    let is_name = charset.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let is_known = charset == "default" || CHARSETS.contains(&charset);
    (is_name && !is_known).then(|| {
        let message = format!("there is no character set `{charset}`");
        let fault = faults::invalid(span, message);
        crate::faults::with_closest(fault, charset, CHARSETS.iter().copied())
    })
}

/// Says that a collation is of no character set that there is (error 1273), or of another one than is
/// named with it (error 1253).
pub(super) fn misfit(charset: Option<&str>, collation: &str, span: Span) -> Option<Fault> {
    // One in quotes, a variable.
    if !collation
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    {
        return None;
    }
    let own = match collation.split_once('_') {
        // `uca1400_ai_ci` is one of whatever the character set is.
        Some(("uca1400", _)) => return None,
        Some((own, _)) => own,
        None if matches!(collation, "binary" | "default") => return None,
        None => collation,
    };
    if !CHARSETS.contains(&own) {
        let message = format!("there is no collation `{collation}`");
        return Some(faults::invalid(span, message));
    }
    let charset = charset?;
    // `utf8` is one of the two others.
    let is_utf8 = |name: &str| name == "utf8";
    let differ = charset != own && !is_utf8(charset) && !is_utf8(own);
    (differ && CHARSETS.contains(&charset)).then(|| {
        let message = format!("collation `{collation}` is not of the character set `{charset}`");
        let help = format!("name a collation that begins with `{charset}_`");
        faults::invalid(span, message).help(help)
    })
}
