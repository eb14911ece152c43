//! What SQLite makes of the type that a column is declared with.
use crate::model::{Column, DataType};

/// The type that a column of `CREATE TABLE … AS` gets from the column that it is made of: its affinity,
/// and nothing else of it (section 3.1 of "Datatypes In SQLite", and `sqlite3TableColumnAffinity`).
pub(super) fn copied(column: &Column) -> Column {
    let declared = column.data_type.as_ref().and_then(DataType::built_in_name);
    let data_type = declared.map(|declared| DataType::built_in(affinity(declared)));
    Column::new(&column.name, data_type)
}

/// The affinity of a declared type.
pub(crate) fn affinity(declared: &str) -> &'static str {
    let declared = declared.to_ascii_lowercase();
    let has = |parts: &[&str]| parts.iter().any(|part| declared.contains(part));
    if has(&["int"]) {
        "int"
    } else if has(&["char", "clob", "text"]) {
        "text"
    } else if declared.is_empty() || has(&["blob"]) {
        ""
    } else if has(&["real", "floa", "doub"]) {
        "real"
    } else {
        "num"
    }
}

#[cfg(test)]
mod tests {
    use super::affinity;

    /// As `CREATE TABLE … AS` of SQLite 3.40 gives them.
    #[test]
    fn types_have_an_affinity() {
        let declared = [
            "INT", "varchar", "blob", "", "real", "decimal", "floating", "charint",
        ];
        let expected = ["int", "text", "", "", "real", "num", "real", "int"];
        assert_eq!(declared.map(affinity), expected);
    }
}
