//! A real database's schema, as lines that say nothing by their order.
use diesel::{PgConnection, SqliteConnection};
use migrate_introspect::Introspect;
use migrate_tests::databases::{Mysql, Postgres, Sqlite, TestDatabase};
use migrate_tests::verdicts::schema_lines;
use std::collections::BTreeSet;

/// The lines.
pub type Shape = BTreeSet<String>;

/// A database that can say what its schema is.
pub trait Shaped: TestDatabase {
    /// The schema, without the order of columns.
    fn shape(connection: &mut Self::Connection) -> Shape;
    /// Statements that drop all that is there.
    fn drops(connection: &mut Self::Connection) -> String;
}

impl Shaped for Postgres {
    fn shape(connection: &mut PgConnection) -> Shape {
        let script = connection.schema_script().unwrap();
        schema_lines(&script).into_iter().collect()
    }

    fn drops(_: &mut PgConnection) -> String {
        "DROP SCHEMA public CASCADE; CREATE SCHEMA public;".to_owned()
    }
}

impl Shaped for Mysql {
    fn shape(connection: &mut diesel::MysqlConnection) -> Shape {
        let script = connection.schema_script().unwrap();
        schema_lines(&script).into_iter().collect()
    }

    fn drops(connection: &mut diesel::MysqlConnection) -> String {
        let sql = "SELECT CONCAT('DROP ', IF(table_type = 'VIEW', 'VIEW', 'TABLE'), ' `', table_name, '`;')
                AS text FROM information_schema.tables WHERE table_schema = DATABASE()
            UNION ALL SELECT CONCAT('DROP ', routine_type, ' `', routine_name, '`;')
                FROM information_schema.routines WHERE routine_schema = DATABASE()
            UNION ALL SELECT CONCAT('DROP EVENT `', event_name, '`;')
                FROM information_schema.events WHERE event_schema = DATABASE()";
        let drops = Self::texts(connection, sql).concat();
        format!("SET foreign_key_checks = 0; {drops} SET foreign_key_checks = 1;")
    }
}

/// What SQLite says itself of its tables; what it only has as text is compared word by word.
const SQLITE: &str = "
    SELECT 'column ' || m.name || ' ' || c.name || ' ' || c.type || ' ' || c.\"notnull\" || ' '
        || coalesce(c.dflt_value, '') || ' ' || c.pk || ' ' || c.hidden AS text
    FROM sqlite_master AS m JOIN pragma_table_xinfo(m.name) AS c WHERE m.type = 'table'
    UNION ALL
    SELECT 'key ' || m.name || ' ' || k.\"from\" || ' ' || k.\"table\" || ' ' || coalesce(k.\"to\", '')
        || ' ' || k.on_update || ' ' || k.on_delete
    FROM sqlite_master AS m JOIN pragma_foreign_key_list(m.name) AS k WHERE m.type = 'table'
    UNION ALL
    SELECT 'index ' || m.name || ' ' || CASE WHEN i.origin = 'c' THEN i.name ELSE i.origin END || ' '
        || i.\"unique\" || ' ' || i.partial || ' ' || group_concat(coalesce(c.name, '?') || c.\"desc\" || c.coll)
    FROM sqlite_master AS m JOIN pragma_index_list(m.name) AS i JOIN pragma_index_xinfo(i.name) AS c
    WHERE m.type = 'table' GROUP BY m.name, i.name
    UNION ALL
    SELECT 'text ' || type || ' ' || name || ' ' || sql FROM sqlite_master
    WHERE type IN ('trigger', 'view') OR type = 'index' AND sql IS NOT NULL";

impl Shaped for Sqlite {
    fn shape(connection: &mut SqliteConnection) -> Shape {
        let lines = Self::texts(connection, SQLITE).into_iter();
        let mut shape: Shape = lines.map(|line| words(&line)).collect();
        let tables =
            "SELECT sql AS text FROM sqlite_master WHERE type = 'table' AND sql IS NOT NULL";
        for table in Self::texts(connection, tables) {
            let name = table
                .split('(')
                .next()
                .unwrap_or_default()
                .trim()
                .to_owned();
            for part in [
                "check",
                " as (",
                "collate",
                "autoincrement",
                "strict",
                "without rowid",
                "deferr",
                "on conflict",
            ] {
                let table = words(&table);
                let parts = table.match_indices(part);
                let parts = parts.map(|(at, _)| table[at..].chars().take_while(|c| *c != ','));
                let parts = parts.map(|part| part.collect::<String>());
                shape.extend(
                    parts.map(|part| format!("{name} {}", part.trim_end_matches([' ', ')']))),
                );
            }
        }
        shape
    }

    fn drops(connection: &mut SqliteConnection) -> String {
        let sql = "SELECT 'DROP ' || type || ' \"' || name || '\";' AS text FROM sqlite_master
            WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite%' ORDER BY type DESC, rowid DESC";
        Self::texts(connection, sql).concat()
    }
}

/// A text in lower case, with single spaces and without comments.
fn words(text: &str) -> String {
    let lines = text
        .lines()
        .map(|line| line.split("--").next().unwrap_or_default());
    let text = lines.collect::<Vec<_>>().join(" ").to_lowercase();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
