//! Names that PostgreSQL makes up for indexes and sequences.

/// `NAMEDATALEN` - 1.
pub(crate) const LONGEST: usize = 63;

/// Whether a name ends as those of indexes and sequences that the engine makes up.
pub(crate) fn is_made_up(name: &str) -> bool {
    const LABELS: &[&str] = &["_key", "_pkey", "_idx", "_seq", "_excl"];
    let stem = name.trim_end_matches(|c: char| c.is_ascii_digit());
    LABELS.iter().any(|label| stem.ends_with(label))
}

/// Whether such a name may have been made up for a table of this name.
pub(crate) fn is_made_up_of(name: &str, table: &str) -> bool {
    let behind = name.strip_prefix(table);
    if behind.is_some_and(|behind| behind.starts_with('_')) {
        return true;
    }
    // Both halves are cut to some 29 bytes; a cut at a wide character leaves fewer.
    const SHORTEST_CUT: usize = 24;
    name.len() + 8 > LONGEST && name.starts_with(clipped(table, SHORTEST_CUT))
}

/// As many bytes of a name as fit, in whole characters.
pub(crate) fn clipped(name: &str, limit: usize) -> &str {
    let mut end = limit.min(name.len());
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    &name[..end]
}
