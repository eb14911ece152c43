//! Compares two schema scripts that one engine wrote.

use super::drift::not_followed;
use crate::Failure;
use migrate_check::{Chain, Dialect};
use migrate_schema::Schema;
use migrate_schema::compare::{compare, diff as shown};
use std::collections::BTreeSet;

/// The maximum number of lines to show.
const MOST_LINES: usize = 20;

/// Returns the differences; none if both scripts are of the same schema.
///
/// The texts have to be equal except for the order of columns: one that is dropped and added again
/// comes last. SQLite stores the statements as written, and rewrites parts of them when a table is
/// altered: there the schemas are compared, not the texts.
pub(crate) fn diff(before: &str, after: &str, dialect: Dialect) -> Vec<String> {
    if before == after {
        return Vec::new();
    }
    if dialect == Dialect::Sqlite {
        let schemas = (
            Schema::of_script(before, dialect),
            Schema::of_script(after, dialect),
        );
        return match schemas {
            (Some(before), Some(after)) => shown(&compare(&before, &after), MOST_LINES),
            _ => line_diff(before, after),
        };
    }
    line_diff(before, after)
}

/// Returns the differences between a database at the head and the model.
pub(crate) fn diff_with_model(
    chain: &Chain,
    script: &str,
    dialect: Dialect,
) -> Result<Vec<String>, Failure> {
    let expected = chain
        .schema_at(dialect, |_| true)
        .ok_or_else(not_followed)?;
    let mut found = Schema::of_script(script, dialect).ok_or_else(not_followed)?;
    found.add_schema_of_record(&expected);
    Ok(shown(&compare(&expected, &found), MOST_LINES))
}

/// Compares the lines of statements, whatever their order within a statement.
fn line_diff(before: &str, after: &str) -> Vec<String> {
    let (before, after) = (lines(before), lines(after));
    let gone = before.iter().filter(|line| !after.contains(*line));
    let new = after.iter().filter(|line| !before.contains(*line));
    let mut found: Vec<(&(String, String), char)> = gone.map(|line| (line, '-')).collect();
    found.extend(new.map(|line| (line, '+')));
    found.sort_by_key(|((statement, line), sign)| (statement, *sign == '+', line));
    let mut text = Vec::new();
    let mut within = "";
    for ((statement, line), sign) in found {
        if statement != line && within != statement {
            text.push(format!("  {statement}"));
        }
        within = statement;
        text.push(format!("{sign} {line}"));
    }
    let more = text.len().saturating_sub(MOST_LINES);
    text.truncate(MOST_LINES);
    if more > 0 {
        text.push(format!("… and {more} more"));
    }
    text
}

fn lines(script: &str) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    let mut statement = "";
    for line in script.lines() {
        if !line.starts_with([' ', ')', '\t']) {
            statement = line;
        }
        let line = line.trim_end().trim_end_matches([',', ';']);
        found.insert((statement.trim_end_matches(';').to_owned(), line.to_owned()));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::diff;
    use migrate_check::Dialect;

    #[test]
    fn the_order_of_columns_is_no_difference() {
        let before = "CREATE TABLE a (\n  b integer,\n  c text\n);\n";
        let after = "CREATE TABLE a (\n  c text,\n  b integer\n);\n";
        assert!(diff(before, after, Dialect::Postgres).is_empty());
    }

    #[test]
    fn a_line_is_shown_with_its_statement() {
        let before = "CREATE TABLE a (\n  b integer,\n  c text\n);\nCREATE INDEX i ON a (b);\n";
        let after = "CREATE TABLE a (\n  b bigint,\n  c text\n);\n";
        assert_eq!(
            diff(before, after, Dialect::Postgres),
            [
                "- CREATE INDEX i ON a (b)",
                "  CREATE TABLE a (",
                "-   b integer",
                "+   b bigint"
            ]
        );
    }

    #[test]
    fn sqlite_may_write_the_same_otherwise() {
        let before = "CREATE TABLE a (b INTEGER);\n";
        let after = "CREATE TABLE \"a\" (b INTEGER );\n";
        assert!(diff(before, after, Dialect::Sqlite).is_empty());
        let other = "CREATE TABLE a (b TEXT);\n";
        assert!(!diff(before, other, Dialect::Sqlite).is_empty());
    }
}
