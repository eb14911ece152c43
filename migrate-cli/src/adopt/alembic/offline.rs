//! Parses the output of Alembic's `--sql`: assigns its parts to the revisions, and removes Alembic's own
//! statements.

use migrate_check::Dialect;
use std::collections::BTreeSet;
use std::ops::Range;

/// The direction that Alembic prints before each step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Direction {
    Up,
    Down,
}

impl Direction {
    /// Returns Alembic's word for the direction.
    pub fn word(self) -> &'static str {
        match self {
            Self::Up => "upgrade",
            Self::Down => "downgrade",
        }
    }
}

/// The output for one step.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Section<'t> {
    pub direction: Direction,
    pub revision: &'t str,
    pub text: &'t str,
}

/// Splits the output into steps. A comment begins a step only if it names known revisions.
pub(super) fn sections<'t>(text: &'t str, ids: &BTreeSet<&str>) -> Vec<Section<'t>> {
    let mut sections: Vec<Section<'t>> = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let Some((direction, revision)) = step(line, ids) else {
            continue;
        };
        let begun = sections.len();
        if begun > 0 {
            end_at(&mut sections[begun - 1], text, start);
        }
        let text = &text[at..];
        sections.push(Section {
            direction,
            revision,
            text,
        });
    }
    sections
}

/// Ends a section where the next one begins.
fn end_at<'t>(section: &mut Section<'t>, text: &'t str, end: usize) {
    let start = text.len() - section.text.len();
    section.text = &text[start..end];
}

fn step<'t>(line: &'t str, ids: &BTreeSet<&str>) -> Option<(Direction, &'t str)> {
    let said = line.trim_end().strip_prefix("-- Running ")?;
    let (direction, said) = match said.strip_prefix("upgrade ") {
        Some(said) => (Direction::Up, said),
        None => (Direction::Down, said.strip_prefix("downgrade ")?),
    };
    let (from, to) = said
        .split_once("-> ")
        .or_else(|| Some((said.strip_suffix("->")?, "")))?;
    let (revision, parents) = match direction {
        Direction::Up => (to.trim(), from.trim()),
        Direction::Down => (from.trim(), to.trim()),
    };
    let mut parents = parents
        .split(',')
        .map(str::trim)
        .filter(|id| !id.is_empty());
    (ids.contains(revision) && parents.all(|id| ids.contains(id))).then_some((direction, revision))
}

/// The SQL of a step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Script {
    /// The statements; empty if the step does nothing.
    pub sql: String,
    /// Whether all of it runs in a transaction.
    pub transaction: bool,
    /// Whether Alembic has recorded the step after it; otherwise its run ended halfway.
    pub is_whole: bool,
    /// Queries whose results Alembic couldn't get without a database.
    pub queries: Vec<String>,
}

/// Removes Alembic's bookkeeping and its transactions, which a revision has anyway. If a transaction ends
/// halfway, as with `autocommit_block()`, the whole revision runs without one.
pub(super) fn script(text: &str, dialect: Dialect) -> Script {
    let spans: Vec<Range<usize>> = migrate_sql::analyse(text, dialect)
        .statements
        .into_iter()
        .map(|statement| statement.span)
        .collect();
    let of = |span: &Range<usize>| &text[span.clone()];
    let is_foreign = |span: &Range<usize>| is_transactions(of(span)) || is_record(of(span));
    let end = spans.iter().rposition(|span| !is_foreign(span));
    let end = end.map_or(0, |last| last + 1);
    let start = spans[..end].iter().position(|span| !is_foreign(span));
    // `COMMIT; CREATE INDEX CONCURRENTLY …; BEGIN;` begins with the end of a transaction.
    let commits_first = |span: &Range<usize>| words(of(span)) == ["COMMIT"];
    let ended = spans[..end].iter().any(commits_first);
    let mut kept = Script {
        transaction: !ended,
        is_whole: spans.iter().any(|span| is_record(of(span))),
        ..Script::default()
    };
    let mut removed: Vec<Range<usize>> = Vec::new();
    for (number, span) in spans.iter().enumerate() {
        let is_inside = start.is_some_and(|start| start <= number) && number < end;
        let goes = !is_inside || is_transactions(of(span));
        if goes {
            removed.push(span.start..after_separator(text, span.end));
        } else if words(of(span)).first() == Some(&"SELECT".to_owned()) {
            kept.queries.push(one_line(of(span)));
        }
    }
    let mut at = 0;
    for span in removed {
        kept.sql.push_str(&text[at..span.start]);
        at = span.end;
    }
    kept.sql.push_str(&text[at..]);
    let sql = kept.sql.trim();
    kept.sql = match sql.is_empty() {
        true => String::new(),
        false => format!("{}\n", sql.replace("\r\n", "\n")),
    };
    kept
}

/// Returns the position after the `;` and the empty lines that follow a statement.
fn after_separator(text: &str, end: usize) -> usize {
    let rest = &text[end..];
    let rest = rest.trim_start();
    let rest = rest.strip_prefix(';').unwrap_or(rest);
    text.len() - rest.trim_start_matches(['\n', '\r', ' ', '\t']).len()
}

/// Returns the first words in capitals.
fn words(statement: &str) -> Vec<String> {
    let words = statement.split(|sign: char| sign.is_whitespace() || sign == '(' || sign == ';');
    let words = words.filter(|word| !word.is_empty()).take(4);
    words.map(str::to_ascii_uppercase).collect()
}

fn is_transactions(statement: &str) -> bool {
    let words = words(statement);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    matches!(
        words.as_slice(),
        ["BEGIN" | "COMMIT"] | ["BEGIN" | "COMMIT" | "START", "TRANSACTION" | "WORK"]
    )
}

/// Returns whether a statement is about Alembic's table, which has its own column under any table name.
fn is_record(statement: &str) -> bool {
    let words = words(statement);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let names_column = statement.contains("version_num");
    match words.as_slice() {
        ["INSERT", "INTO", ..] => {
            let inserted = statement.split('(').nth(1).unwrap_or("");
            inserted.split(')').next().unwrap_or("").trim() == "version_num"
        }
        ["UPDATE", _, "SET", column, ..] => column.starts_with("VERSION_NUM="),
        ["DELETE", "FROM", table, ..] => {
            let column = format!("{}.version_num", table.to_ascii_lowercase());
            statement.to_ascii_lowercase().contains(&column)
        }
        ["CREATE", "TABLE", ..] => names_column && statement.contains("_pkc"),
        ["DROP", "TABLE", table, ..] => table.trim_matches('"').ends_with("ALEMBIC_VERSION"),
        _ => false,
    }
}

fn one_line(statement: &str) -> String {
    let words: Vec<&str> = statement.split_whitespace().collect();
    let line = words.join(" ");
    match line.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The output of Alembic 1.20.1 for PostgreSQL.
    const PRINTED: &str = "\
BEGIN;

CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

-- Running upgrade  -> a1

CREATE FUNCTION f() RETURNS trigger AS $$
    BEGIN
-- Running upgrade x -> y
      NEW.name := 'x; COMMIT;'; RETURN NEW;
    END $$ LANGUAGE plpgsql;

INSERT INTO alembic_version (version_num) VALUES ('a1') RETURNING alembic_version.version_num;

-- Running upgrade a1 -> b2

COMMIT;

CREATE INDEX CONCURRENTLY ix ON users (name);

BEGIN;

UPDATE alembic_version SET version_num='b2' WHERE alembic_version.version_num = 'a1';

-- Running upgrade b2, c3 -> m4

DELETE FROM alembic_version WHERE alembic_version.version_num = 'b2';

UPDATE alembic_version SET version_num='m4' WHERE alembic_version.version_num = 'c3';

COMMIT;

";

    fn printed(text: &str) -> Vec<(Direction, &str, Script)> {
        let ids = BTreeSet::from(["a1", "b2", "c3", "m4"]);
        let found = sections(text, &ids).into_iter();
        let found = found.map(|section| {
            let script = script(section.text, Dialect::Postgres);
            (section.direction, section.revision, script)
        });
        found.collect()
    }

    #[test]
    fn an_upgrade_as_alembic_prints_it() {
        let found = printed(PRINTED);
        let [(_, "a1", a1), (_, "b2", b2), (Direction::Up, "m4", m4)] = &found[..] else {
            panic!("{found:?}");
        };
        assert!(a1.sql.starts_with("CREATE FUNCTION f()"), "{}", a1.sql);
        assert!(a1.sql.ends_with("LANGUAGE plpgsql;\n"), "{}", a1.sql);
        assert!(a1.transaction);
        assert_eq!(b2.sql, "CREATE INDEX CONCURRENTLY ix ON users (name);\n");
        assert!(!b2.transaction);
        assert_eq!((m4.sql.as_str(), m4.transaction), ("", true));
    }

    #[test]
    fn a_downgrade_to_base_drops_the_record() {
        let found = printed(
            "BEGIN;\n\n-- Running downgrade a1 -> \n\nDROP TABLE users;\n\nDELETE FROM alembic_version \
             WHERE alembic_version.version_num = 'a1';\n\nDROP TABLE alembic_version;\n\nCOMMIT;\n\n",
        );
        let [(Direction::Down, "a1", script)] = &found[..] else {
            panic!("{found:?}");
        };
        assert_eq!(script.sql, "DROP TABLE users;\n");
    }

    #[test]
    fn a_transaction_a_revision() {
        let found = printed(
            "BEGIN;\n\n-- Running upgrade  -> a1\n\nSELECT 1;\n\nCREATE TABLE t (version_num INT);\n\n\
             INSERT INTO v.alembic_version (version_num) VALUES ('a1');\n\nCOMMIT;\n\nBEGIN;\n\n\
             -- Running upgrade a1 -> b2\n\nDROP TABLE t;\n\nUPDATE v.alembic_version SET \
             version_num='b2' WHERE v.alembic_version.version_num = 'a1';\n\nCOMMIT;\n\n",
        );
        let [(_, "a1", a1), (_, "b2", b2)] = &found[..] else {
            panic!("{found:?}");
        };
        assert_eq!(a1.sql, "SELECT 1;\n\nCREATE TABLE t (version_num INT);\n");
        assert_eq!(a1.queries, ["SELECT 1"]);
        assert!(a1.transaction && b2.transaction);
        assert_eq!(b2.sql, "DROP TABLE t;\n");
    }

    #[test]
    fn a_run_that_ended_in_the_middle() {
        let found =
            printed("BEGIN;\n\n-- Running upgrade a1 -> b2\n\nALTER TABLE t ADD x INT;\n\n");
        let [(_, "b2", b2)] = &found[..] else {
            panic!("{found:?}");
        };
        assert!(!b2.is_whole);
        assert!(
            printed(PRINTED)
                .iter()
                .all(|(_, _, script)| script.is_whole)
        );
    }
}
