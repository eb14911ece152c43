//! Keywords that PostgreSQL takes as a name only in quotes, in some places at least.
use std::collections::HashSet;
use std::sync::LazyLock;

/// The words of `pg_get_keywords()` that are more than "unreserved" in every supported version: those
/// that `quote_ident` puts into quotes.
const RESERVED: &str = "all analyse analyze and any array as asc asymmetric authorization between bigint binary \
    bit boolean both case cast char character check coalesce collate collation column \
    concurrently constraint create cross current_catalog current_date current_role \
    current_schema current_time current_timestamp current_user dec decimal default deferrable \
    desc distinct do else end except exists extract false fetch float for foreign freeze from \
    full grant greatest group grouping having ilike in initially inner inout int integer \
    intersect interval into is isnull join lateral leading least left like limit localtime \
    localtimestamp national natural nchar none normalize not notnull null nullif numeric \
    offset on only or order out outer overlaps overlay placing position precision primary real \
    references returning right row select session_user setof similar smallint some substring \
    symmetric table tablesample then time timestamp to trailing treat trim true union unique \
    user using values varchar variadic verbose when where window with xmlattributes xmlconcat \
    xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable";

/// Those that became so in versions 16 to 18.
const RESERVED_LATER: &str = "json json_array json_arrayagg json_exists json_object json_objectagg json_query \
    json_scalar json_serialize json_table json_value merge_action system_user";

/// The first list, to look words up.
static ALWAYS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| RESERVED.split_ascii_whitespace().collect());
/// The second list, to look words up.
static LATER: LazyLock<HashSet<&str>> =
    LazyLock::new(|| RESERVED_LATER.split_ascii_whitespace().collect());

/// Whether a word in lower case needs quotes to serve as a name in every supported version.
pub(crate) fn is_reserved(word: &str) -> bool {
    ALWAYS.contains(word)
}

/// Whether a word in lower case needs quotes to serve as a name in some supported version.
pub(crate) fn needs_quotes(word: &str) -> bool {
    is_reserved(word) || LATER.contains(word)
}

/// The words that need quotes in some supported version, in lower case.
pub(crate) fn all() -> impl Iterator<Item = &'static str> {
    ALWAYS.union(&LATER).copied()
}

/// What stands for a value of the session in PostgreSQL: a function without brackets, in the place of a
/// table too.
pub const SESSION_VALUES: &[&str] = &[
    "current_catalog",
    "current_date",
    "current_role",
    "current_schema",
    "current_time",
    "current_timestamp",
    "current_user",
    "localtime",
    "localtimestamp",
    "session_user",
    "system_user",
    "user",
];
