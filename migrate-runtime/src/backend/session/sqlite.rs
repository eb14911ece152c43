//! SQLite: PRAGMAs are read before and compared behind, which costs nothing without a network.
//!
//! `PRAGMA foreign_keys` does nothing inside a transaction. So where a script turns the enforcement
//! off, it is off before the step begins, and before the commit the rows are checked
//! (<https://sqlite.org/lang_altertable.html#otheralter>, the steps 1, 10 and 12).

use super::{Code, Lending, Orphan, Session};
use crate::backend::{Engine, Name, Tables};
use crate::script::words;
use diesel::connection::SimpleConnection;
use diesel::result::{DatabaseErrorKind, Error as DieselError, QueryResult};
use diesel::{RunQueryDsl, SqliteConnection, sql_query};
use std::collections::BTreeMap;

/// PRAGMAs that belong to the connection and can be read as they are set.
const PRAGMAS: [&str; 27] = [
    "analysis_limit",
    "automatic_index",
    "busy_timeout",
    "cache_size",
    "cache_spill",
    "cell_size_check",
    "checkpoint_fullfsync",
    "count_changes",
    "foreign_keys",
    "full_column_names",
    "fullfsync",
    "ignore_check_constraints",
    "journal_size_limit",
    "legacy_alter_table",
    "locking_mode",
    "max_page_count",
    "query_only",
    "read_uncommitted",
    "recursive_triggers",
    "reverse_unordered_selects",
    "secure_delete",
    "short_column_names",
    "synchronous",
    "temp_store",
    "threads",
    "trusted_schema",
    "writable_schema",
];

const FOREIGN_KEYS: &str = "foreign_keys";

/// How a rollback is prepared for. `wal` is kept in the file, and so it stays; the others end with the
/// connection (<https://sqlite.org/pragma.html#pragma_journal_mode>).
const JOURNAL: &str = "journal_mode";

/// What is read as a setting although it is no PRAGMA that can be read.
const LIKE: &str = "case_sensitive_like";

/// How many rows an error names.
const NAMED: usize = 5;

impl Lending for SqliteConnection {
    fn session(&mut self, _tables: &Tables, code: Code<'_>) -> QueryResult<Session> {
        let mut session = Session::default();
        if code.may("pragma") {
            session.settings = settings(self)?;
        }
        if makes_objects(code) {
            session.objects = objects(self)?;
        }
        Ok(session)
    }

    fn begins_outside(session: &Session, code: Code<'_>) -> bool {
        is_enforced(session) && turns_off(code.statements)
    }

    fn enter(&mut self, session: &mut Session, code: Code<'_>) -> QueryResult<()> {
        if Self::begins_outside(session, code) {
            self.batch_execute("PRAGMA foreign_keys = OFF")?;
            session.orphans = Some(orphans(self)?);
        }
        Ok(())
    }

    fn verify(&mut self, session: &Session) -> QueryResult<()> {
        let Some(before) = &session.orphans else {
            return Ok(());
        };
        let after = orphans(self)?;
        let new = new_orphans(before, &after);
        if new.is_empty() {
            return Ok(());
        }
        let mut said: Vec<String> = new.iter().take(NAMED).map(|it| described(it)).collect();
        if new.len() > NAMED {
            said.push(format!("{} more", new.len() - NAMED));
        }
        Err(DieselError::DatabaseError(
            DatabaseErrorKind::ForeignKeyViolation,
            Box::new(format!(
                "the script turns foreign keys off and leaves rows that break them: {}",
                said.join("; ")
            )),
        ))
    }

    /// Settings cost no round trip here: see [`leave`](Lending::leave).
    fn restoring(session: &Session, code: Code<'_>) -> String {
        // The record could not be written.
        match value_of(session, "query_only") {
            Some(value) if code.may("query_only") => format!("PRAGMA query_only = {value}"),
            _ => String::new(),
        }
    }

    fn leave(&mut self, session: &mut Session, code: Code<'_>) -> QueryResult<()> {
        session.orphans = None;
        if code.may("pragma") {
            let now: BTreeMap<String, String> = settings(self)?.into_iter().collect();
            for (name, value) in &session.settings {
                let Some(value) = to_restore(name, value, now.get(name)) else {
                    continue;
                };
                self.batch_execute(&format!("PRAGMA {name} = {value}"))?;
            }
        }
        if !makes_objects(code) {
            return Ok(());
        }
        // What is attached goes last: a temporary trigger may stand on it.
        let mut left = objects(self)?;
        left.retain(|object| !session.objects.contains(object));
        for object in left {
            match self.batch_execute(&object) {
                Ok(()) => {}
                // It went with a table, or it can't go before the caller's transaction has ended.
                Err(DieselError::DatabaseError(_, information))
                    if information.message().starts_with("no such ")
                        || (self.depth()? > 0 && object.starts_with("DETACH")) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

/// Whether the code may make what ends with the connection.
fn makes_objects(code: Code<'_>) -> bool {
    code.may("temp") || code.may("attach")
}

/// What a setting is put back to, if it has changed.
fn to_restore<'v>(name: &str, before: &'v str, now: Option<&String>) -> Option<&'v str> {
    let now = now.map(String::as_str);
    if name != JOURNAL {
        return (now != Some(before)).then_some(before);
    }
    let ends_with_connection = |mode| !matches!(mode, "wal" | "delete");
    // A file that is no longer in the mode `wal` opens with `delete` the next time.
    let usual = if before == "wal" { "delete" } else { before };
    let is_left = now.is_some_and(|now| now != before && ends_with_connection(now));
    is_left.then_some(usual)
}

/// Reads the settings as they are: in one statement, which another writer keeps waiting once.
fn settings(connection: &mut SqliteConnection) -> QueryResult<Vec<(String, String)>> {
    let pragmas = PRAGMAS.into_iter().chain([JOURNAL]);
    let readings = pragmas.map(|name| (name, format!("(SELECT * FROM pragma_{name})")));
    let like = (LIKE, "NOT ('a' LIKE 'A')".to_owned());
    let readings = readings.chain([like]);
    let queries: Vec<String> = readings
        .map(|(name, reading)| {
            format!("SELECT '{name}' AS a, CAST({reading} AS TEXT) AS b, NULL AS c")
        })
        .collect();
    let is_missing = |error: &DieselError| {
        matches!(error, DieselError::DatabaseError(_, information)
            if information.message().starts_with("no such table"))
    };
    let mut rows = Vec::new();
    match connection.texts(&queries.join(" UNION ALL ")) {
        Ok(all) => rows = all,
        // A library of another age may not have each of them.
        Err(error) if is_missing(&error) => {
            for query in &queries {
                match connection.texts(query) {
                    Ok(row) => rows.extend(row),
                    Err(error) if is_missing(&error) => {}
                    Err(error) => return Err(error),
                }
            }
        }
        Err(error) => return Err(error),
    }
    let settings = rows.into_iter().filter_map(|row| Some((row.a?, row.b?)));
    Ok(settings.collect())
}

/// What ends with the connection, as the statements that end it.
fn objects(connection: &mut SqliteConnection) -> QueryResult<Vec<String>> {
    let names: Vec<Name> = sql_query(
        "SELECT 'DROP ' || type || ' temp.\"' || replace(name, '\"', '\"\"') || '\"' AS name \
         FROM temp.sqlite_master WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
         UNION ALL SELECT 'DETACH \"' || replace(name, '\"', '\"\"') || '\"' \
         FROM pragma_database_list WHERE name NOT IN ('main', 'temp')",
    )
    .load(connection)?;
    Ok(names.into_iter().map(|row| row.name).collect())
}

fn value_of<'s>(session: &'s Session, setting: &str) -> Option<&'s str> {
    let mut settings = session.settings.iter();
    let (_, value) = settings.find(|(name, _)| name == setting)?;
    Some(value)
}

fn is_enforced(session: &Session) -> bool {
    value_of(session, FOREIGN_KEYS) == Some("1")
}

/// Whether a statement of the script turns the enforcement of foreign keys off, in any spelling.
pub(in crate::backend) fn turns_off(statements: &[&str]) -> bool {
    let is_off = |value: &str| ["off", "no", "false"].contains(&value) || value.parse() == Ok(0);
    statements
        .iter()
        .any(|sql| switch(sql).is_some_and(|value| is_off(&value)))
}

/// Whether one turns it on.
pub(in crate::backend) fn turns_on(statements: &[&str]) -> bool {
    let is_on = |value: &str| {
        ["on", "yes", "true"].contains(&value) || value.parse().is_ok_and(|it: i64| it != 0)
    };
    statements
        .iter()
        .any(|sql| switch(sql).is_some_and(|value| is_on(&value)))
}

/// The value that a statement gives to `PRAGMA foreign_keys`, in lower case.
fn switch(statement: &str) -> Option<String> {
    let words = words(statement);
    let [pragma, rest @ ..] = &words[..] else {
        return None;
    };
    let rest = match rest {
        [_, dot, rest @ ..] if dot.is(".") => rest,
        rest => rest,
    };
    let bare = |text: &str| {
        text.trim_matches(['\'', '"', '`', '[', ']'])
            .to_ascii_lowercase()
    };
    match rest {
        [name, sign, value, ..]
            if pragma.is("PRAGMA")
                && bare(name.text) == FOREIGN_KEYS
                && (sign.is("=") || sign.is("(")) =>
        {
            Some(bare(value.text))
        }
        _ => None,
    }
}

/// The rows that refer to a row which does not exist.
fn orphans(connection: &mut SqliteConnection) -> QueryResult<Vec<Orphan>> {
    sql_query(
        "SELECT \"table\" AS child, rowid AS number, coalesce(parent, '') AS parent \
         FROM pragma_foreign_key_check",
    )
    .load(connection)
}

/// Those of a table and the one it refers to which has more of them than before. Rows may have been
/// numbered again, and a table may have another name.
fn new_orphans<'o>(before: &[Orphan], after: &'o [Orphan]) -> Vec<&'o Orphan> {
    if after.len() <= before.len() {
        return Vec::new();
    }
    let key = |it: &Orphan| (it.child.to_lowercase(), it.parent.to_lowercase());
    let count =
        |rows: &[Orphan], one: &Orphan| rows.iter().filter(|it| key(it) == key(one)).count();
    let mut new: Vec<&Orphan> = after.iter().collect();
    new.retain(|it| count(after, it) > count(before, it));
    let is_old = |it: &&Orphan| before.contains(it);
    match new.iter().all(is_old) {
        true => new,
        false => new.into_iter().filter(|it| !is_old(it)).collect(),
    }
}

fn described(orphan: &Orphan) -> String {
    let Orphan {
        child,
        number,
        parent,
    } = orphan;
    match number {
        Some(number) => format!("row {number} of `{child}` refers to no row of `{parent}`"),
        None => format!("a row of `{child}` refers to no row of `{parent}`"),
    }
}

#[cfg(test)]
mod tests {
    use super::turns_off;

    #[test]
    fn the_enforcement_is_turned_off_in_any_spelling() {
        for sql in [
            "PRAGMA foreign_keys = OFF",
            "pragma foreign_keys=0",
            "PRAGMA foreign_keys(off)",
            "PRAGMA /* x */ main.foreign_keys = no",
            "PRAGMA \"foreign_keys\" = 'false'",
            "PRAGMA foreign_keys = 00",
        ] {
            assert!(turns_off(&["SELECT 1", sql]), "{sql}");
        }
        for sql in [
            "PRAGMA foreign_keys",
            "PRAGMA foreign_keys = ON",
            "PRAGMA foreign_key_list(off)",
            "PRAGMA defer_foreign_keys = 0",
            "SELECT 'PRAGMA foreign_keys = OFF'",
        ] {
            assert!(!turns_off(&[sql]), "{sql}");
        }
    }
}
