//! Changes of a TOML file's text that leave everything else in it as it stands.
use toml::de::DeTable;

/// Gives a key of the top level another value, written as TOML; adds it where it is missing. `None`
/// where the text is no TOML.
///
/// ```
/// use migrate_check::with_toml_key;
///
/// let text = "# the first\nrevises = \"a\" # or b\n";
/// let changed = with_toml_key(text, "revises", "[\"a\", \"b\"]").unwrap();
/// assert_eq!(changed, "# the first\nrevises = [\"a\", \"b\"] # or b\n");
/// let added = with_toml_key(&changed, "message", "\"c\"").unwrap();
/// assert_eq!(added, changed + "message = \"c\"\n");
/// ```
pub fn with_toml_key(text: &str, key: &str, value: &str) -> Option<String> {
    let table = DeTable::parse(text).ok()?.into_inner();
    let mut changed = text.to_owned();
    if let Some((_, old)) = table.iter().find(|(name, _)| name.get_ref() == key) {
        changed.replace_range(old.span(), value);
        return Some(changed);
    }
    // What stands behind a table's header belongs to that table.
    let tables = text.match_indices('[').map(|(at, _)| at);
    let is_header = |at: &usize| {
        text[..*at]
            .lines()
            .last()
            .is_none_or(|l| l.trim().is_empty())
    };
    let starts_line = |at: &usize| *at == 0 || text[..*at].ends_with('\n');
    let mut headers = tables.filter(|at| starts_line(at) || is_header(at));
    let at = headers
        .find(|at| !is_in_value(&table, *at))
        .unwrap_or(text.len());
    let gap = if text[..at].is_empty() || text[..at].ends_with('\n') {
        ""
    } else {
        "\n"
    };
    changed.insert_str(at, &format!("{gap}{key} = {value}\n"));
    DeTable::parse(&changed).ok()?;
    Some(changed)
}

fn is_in_value(table: &DeTable<'_>, at: usize) -> bool {
    table.iter().any(|(_, value)| {
        let is_table = value.get_ref().is_table();
        !is_table && value.span().contains(&at)
    })
}
