//! What a script needs to be run by a database's own command line client: psql, sqlite3, mariadb.

use super::{Engine, Tables};
use crate::embedded::bookkeeping::Bookkeeping;
use diesel::result::QueryResult;

/// A database with a command line client. Public in a private module, as [`Engine`] is.
pub trait Client: Engine {
    /// Tells the client to stop at the first error, where it would go on.
    const STOPS: &'static str;
    /// How the script is run.
    const RUN_WITH: &'static str;

    /// Tells whether the session of a run enforces foreign keys, where that is a setting of the session;
    /// without a connection, whether one that has just been opened does.
    fn enforces_keys(connection: Option<&mut Self>) -> QueryResult<bool> {
        let _ = connection;
        Ok(true)
    }

    /// Returns the statements that make of the client's session what Diesel makes of one.
    fn starting(enforces_keys: bool) -> String;

    /// Returns the bookkeeping tables as they are named where nobody has looked.
    fn unseen_tables(names: &Bookkeeping) -> Tables;

    /// Returns the statements that make the bookkeeping tables where they are missing.
    fn definitions(tables: &Tables) -> String;

    /// Returns statements that fail unless the condition holds; the complaint has at most 64
    /// characters, no quotes and no backslashes.
    fn guard(condition: &str, complaint: &str) -> String;

    /// Returns the condition that takes the lock, for databases where one is held.
    fn locks(names: &Bookkeeping) -> Option<String> {
        let _ = names;
        None
    }

    /// Returns the statement that gives it back.
    fn unlocks(names: &Bookkeeping) -> Option<String> {
        let _ = names;
        None
    }

    /// Returns a statement as the client reads it, with what ends it.
    fn ended(statement: &str) -> String {
        format!("{statement};\n")
    }

    /// Returns the statements before a script's transaction, where a step has its own.
    fn entering(statements: &[&str]) -> String {
        let _ = statements;
        String::new()
    }

    /// Returns the condition under which a script can run inside a transaction that is open already.
    fn condition_inside(statements: &[&str]) -> Option<&'static str> {
        let _ = statements;
        None
    }

    /// Returns the statements that keep what a script is about to set.
    fn keeping(statements: &[&str]) -> String {
        let _ = statements;
        String::new()
    }

    /// Returns the statements that set back what a script may have set for the session, before its
    /// record; `commits` where the commit comes next.
    fn reset(names: &Bookkeeping, tables: &Tables, statements: &[&str], commits: bool) -> String;

    /// Returns the statements after the commit of a step that has a transaction of its own.
    fn leaving(statements: &[&str]) -> String {
        let _ = statements;
        String::new()
    }

    /// Returns the statements that end what a script has opened, after the last commit of a step.
    fn closing(statements: &[&str], enforces_keys: bool) -> String {
        let _ = (statements, enforces_keys);
        String::new()
    }
}

/// The names as they are.
fn plain(names: &Bookkeeping) -> Tables {
    Tables {
        versions: names.applied.to_owned(),
        history: names.history.to_owned(),
        history_index: format!("{}_revision", names.history),
        versions_exist: false,
        history_exists: false,
        session: Default::default(),
        schema: names.schema,
    }
}

#[cfg(feature = "postgres")]
mod postgres {
    use super::{Bookkeeping, Client, Engine, Tables, plain};
    use crate::backend::postgres::{definitions, place_query};
    use crate::backend::session::locks_given_back;
    use diesel::PgConnection;

    /// What Diesel sets for each of its connections.
    const STARTING: &str = "SET TIME ZONE 'UTC';\nSET client_encoding = 'UTF8';\n";

    impl Client for PgConnection {
        const STOPS: &'static str = "\\set ON_ERROR_STOP on";
        const RUN_WITH: &'static str = "psql --no-psqlrc --file=FILE \"$DATABASE_URL\"";

        fn starting(_enforces_keys: bool) -> String {
            STARTING.to_owned()
        }

        fn unseen_tables(names: &Bookkeeping) -> Tables {
            let tables = plain(names);
            let Some(schema) = names.schema else {
                return tables;
            };
            let qualified = |table: &str| format!("\"{}\".{table}", schema.replace('"', "\"\""));
            Tables {
                versions: qualified(names.applied),
                history: qualified(names.history),
                ..tables
            }
        }

        fn definitions(tables: &Tables) -> String {
            definitions(tables)
        }

        fn guard(condition: &str, complaint: &str) -> String {
            format!(
                "DO $migrate_guard$ BEGIN IF NOT ({condition}) THEN RAISE EXCEPTION USING MESSAGE = \
                 {}; END IF; END $migrate_guard$;\n",
                Self::literal(complaint)
            )
        }

        fn locks(names: &Bookkeeping) -> Option<String> {
            Some(called("pg_try_advisory_lock", names))
        }

        fn unlocks(names: &Bookkeeping) -> Option<String> {
            let unlock = called("pg_advisory_unlock", names);
            Some(format!(
                "DO $migrate_guard$ BEGIN PERFORM {unlock}; END $migrate_guard$;\n"
            ))
        }

        /// The record has taken a number of a sequence.
        fn keeping(statements: &[&str]) -> String {
            let mut texts = statements.iter().map(|sql| sql.to_ascii_lowercase());
            match texts.any(|sql| sql.contains("currval") || sql.contains("lastval")) {
                true => "DISCARD SEQUENCES;\n".to_owned(),
                false => String::new(),
            }
        }

        /// The client is as it was started, unless a script has changed that.
        fn reset(
            names: &Bookkeeping,
            _tables: &Tables,
            statements: &[&str],
            commits: bool,
        ) -> String {
            const WORDS: [(&str, &str); 4] = [
                ("temp", "DISCARD TEMP;\n"),
                ("prepare", "DEALLOCATE ALL;\n"),
                ("cursor", "CLOSE ALL;\n"),
                ("listen", "UNLISTEN *;\n"),
            ];
            let texts: Vec<String> = statements
                .iter()
                .map(|sql| sql.to_ascii_lowercase())
                .collect();
            let mentions = |word: &str| texts.iter().any(|sql| sql.contains(word));
            let sets = |sql: &&str| {
                let first = crate::script::first_words(sql).0;
                ["SET", "RESET", "DO", "CALL"].contains(&first.as_str())
            };
            let mut sql = String::new();
            if statements.iter().any(sets) || mentions("set_config") {
                if commits {
                    sql += "SET CONSTRAINTS ALL IMMEDIATE;\n";
                }
                sql += "SET SESSION AUTHORIZATION DEFAULT;\nRESET ROLE;\nRESET ALL;\n";
                sql += STARTING;
            }
            sql.extend(
                WORDS
                    .iter()
                    .filter(|(word, _)| mentions(word))
                    .map(|(_, sql)| *sql),
            );
            if mentions("advisory") {
                sql += &locks_given_back(&key(names));
                sql += ";\n";
            }
            sql
        }
    }

    /// Returns a call of the function with the key that a run takes.
    fn called(function: &str, names: &Bookkeeping) -> String {
        format!("{function}({})", key(names))
    }

    /// Returns the key of the lock that a run takes.
    fn key(names: &Bookkeeping) -> String {
        format!(
            "(SELECT hashtextextended('migrate:' || coalesce(p.schema, ''), 0) FROM ({}) p)",
            place_query(names)
        )
    }
}

#[cfg(feature = "sqlite")]
mod sqlite {
    use super::{Bookkeeping, Client, Engine, QueryResult, Tables, plain};
    use crate::backend::session::{turns_off, turns_on};
    use crate::backend::sqlite::{MAIN, definitions};
    use crate::script::words;
    use diesel::SqliteConnection;
    use diesel::connection::Connection;
    use diesel::result::Error as DieselError;

    /// PRAGMAs that change what a script does, with the value that a client starts with.
    const SETTINGS: [(&str, &str); 15] = [
        ("analysis_limit", "0"),
        ("automatic_index", "ON"),
        ("case_sensitive_like", "OFF"),
        ("cell_size_check", "OFF"),
        ("count_changes", "OFF"),
        ("full_column_names", "OFF"),
        ("ignore_check_constraints", "OFF"),
        ("legacy_alter_table", "OFF"),
        ("query_only", "OFF"),
        ("read_uncommitted", "OFF"),
        ("recursive_triggers", "OFF"),
        ("reverse_unordered_selects", "OFF"),
        ("short_column_names", "ON"),
        ("trusted_schema", "ON"),
        ("writable_schema", "OFF"),
    ];

    /// Returns the statements that set back what a script may have set.
    fn settings_back(statements: &[&str]) -> String {
        let texts = statements.iter().map(|sql| sql.to_ascii_lowercase());
        let texts: Vec<String> = texts.filter(|sql| sql.contains("pragma")).collect();
        let named = (SETTINGS.iter()).filter(|(name, _)| texts.iter().any(|it| it.contains(name)));
        let back: String = named
            .map(|(name, value)| format!("PRAGMA {name} = {value};\n"))
            .collect();
        // The mode `wal` is kept in the file, so it stays.
        let is_left = |text: &String| text.contains("journal_mode") && !text.contains("wal");
        match texts.iter().any(is_left) {
            true => back + "PRAGMA journal_mode = DELETE;\n",
            false => back,
        }
    }

    /// Returns the statements that drop the temporary objects that a script may have left.
    fn temporary_dropped(statements: &[&str]) -> String {
        let named = statements.iter().filter_map(|sql| temporary(sql));
        let named: Vec<String> = named.collect();
        if named.is_empty() {
            return String::new();
        }
        let renamed = statements.iter().filter_map(|sql| renamed(sql));
        let dropped = renamed.chain(named.into_iter().rev());
        dropped.map(|it| format!("DROP {it};\n")).collect()
    }

    /// Returns what drops the temporary object that a statement makes, after the `DROP`.
    fn temporary(statement: &str) -> Option<String> {
        const KINDS: [&str; 3] = ["TABLE", "VIEW", "TRIGGER"];
        let words = words(statement);
        let mut rest = words.iter().peekable();
        rest.next_if(|word| word.is("CREATE"))?;
        let is_marked = rest.next_if(|word| word.is("TEMP") || word.is("TEMPORARY"));
        rest.next_if(|word| word.is("VIRTUAL"));
        let kind = rest.next_if(|word| KINDS.iter().any(|kind| word.is(kind)))?;
        if rest.next_if(|word| word.is("IF")).is_some() {
            rest.nth(1)?; // NOT EXISTS
        }
        let first = rest.next()?;
        let name = match rest.next_if(|word| word.is(".")) {
            Some(_) if bare(first.text) == "temp" => rest.next()?,
            None if is_marked.is_some() => first,
            _ => return None,
        };
        Some(format!("{} IF EXISTS temp.{}", kind.text, name.text))
    }

    /// Returns what drops a temporary table by the new name that a statement gives it.
    fn renamed(statement: &str) -> Option<String> {
        let words = words(statement);
        match &words[..] {
            [alter, .., rename, to, name]
                if alter.is("ALTER") && rename.is("RENAME") && to.is("TO") =>
            {
                Some(format!("TABLE IF EXISTS temp.{}", name.text))
            }
            _ => None,
        }
    }

    /// Returns a name without its quotes, in lower case.
    fn bare(name: &str) -> String {
        let name = name.trim_matches(['\'', '"', '`', '[', ']']);
        name.to_ascii_lowercase()
    }

    /// Returns the statements that detach the databases that a script attaches and leaves attached.
    fn detached(statements: &[&str]) -> String {
        let named = |first: &str| {
            let of = move |sql: &&str| {
                let words = words(sql);
                let is_it = words.first().is_some_and(|word| word.is(first));
                is_it.then(|| words.last().map(|word| word.text.to_owned()))?
            };
            statements.iter().filter_map(of).collect::<Vec<String>>()
        };
        let detached: Vec<String> = named("DETACH").iter().map(|name| bare(name)).collect();
        let left = named("ATTACH").into_iter();
        let left = left.filter(|name| !detached.contains(&bare(name)));
        left.map(|name| format!("DETACH {name};\n")).collect()
    }

    fn foreign_keys(is_on: bool) -> String {
        let value = if is_on { "ON" } else { "OFF" };
        format!("PRAGMA foreign_keys = {value};\n")
    }

    fn new_connection() -> QueryResult<SqliteConnection> {
        let opened = SqliteConnection::establish(":memory:");
        opened.map_err(|error| DieselError::QueryBuilderError(Box::new(error)))
    }

    impl Client for SqliteConnection {
        const STOPS: &'static str = ".bail on";
        const RUN_WITH: &'static str = "sqlite3 DATABASE < FILE";

        /// Libraries differ in that: the one that is bundled for Diesel enforces them, and `sqlite3` does not.
        fn enforces_keys(connection: Option<&mut Self>) -> QueryResult<bool> {
            let mut opened = None;
            let connection = match connection {
                Some(connection) => connection,
                None => opened.insert(new_connection()?),
            };
            let rows = connection.texts(
                "SELECT CAST(foreign_keys AS TEXT) AS a, '' AS b, '' AS c FROM pragma_foreign_keys",
            )?;
            Ok(rows
                .first()
                .is_some_and(|row| row.a.as_deref() == Some("1")))
        }

        fn starting(enforces_keys: bool) -> String {
            foreign_keys(enforces_keys)
        }

        fn unseen_tables(names: &Bookkeeping) -> Tables {
            Tables {
                versions: format!("{MAIN}{}", names.applied),
                history: format!("{MAIN}{}", names.history),
                ..plain(names)
            }
        }

        fn definitions(tables: &Tables) -> String {
            definitions(tables)
        }

        fn entering(statements: &[&str]) -> String {
            match turns_off(statements) {
                true => "PRAGMA foreign_keys = OFF;\n\
                         CREATE TEMP TABLE migrate_orphans AS SELECT count(*) AS before FROM \
                         pragma_foreign_key_check;\n"
                    .to_owned(),
                false => String::new(),
            }
        }

        fn condition_inside(statements: &[&str]) -> Option<&'static str> {
            turns_off(statements).then_some("(SELECT foreign_keys FROM pragma_foreign_keys) = 0")
        }

        fn reset(
            _names: &Bookkeeping,
            _tables: &Tables,
            statements: &[&str],
            commits: bool,
        ) -> String {
            let mut sql = settings_back(statements);
            sql += &temporary_dropped(statements);
            if commits && turns_off(statements) {
                sql += &Self::guard(
                    "(SELECT count(*) FROM pragma_foreign_key_check) <= (SELECT before FROM \
                     temp.migrate_orphans)",
                    "rows break foreign keys: see PRAGMA foreign_key_check",
                );
            }
            sql
        }

        /// Outside of a transaction it may be that they were changed.
        fn closing(statements: &[&str], enforces_keys: bool) -> String {
            let is_changed = turns_off(statements) || turns_on(statements);
            let keys = is_changed.then(|| foreign_keys(enforces_keys));
            detached(statements) + &keys.unwrap_or_default()
        }

        fn leaving(statements: &[&str]) -> String {
            match turns_off(statements) {
                true => "DROP TABLE temp.migrate_orphans;\n".to_owned(),
                false => String::new(),
            }
        }

        /// Without `RAISE` outside of triggers, it is a constraint whose name is the complaint.
        fn guard(condition: &str, complaint: &str) -> String {
            format!(
                "CREATE TEMP TABLE migrate_guard (holds INTEGER CONSTRAINT \"{complaint}\" CHECK \
                 (holds));\nINSERT INTO temp.migrate_guard SELECT {condition};\n\
                 DROP TABLE temp.migrate_guard;\n"
            )
        }
    }
}

#[cfg(feature = "mysql")]
mod mysql {
    use super::{Bookkeeping, Client, Tables, plain};
    use crate::backend::mysql::{LOCK, definitions};
    use crate::backend::session::{kept, reset};
    use diesel::MysqlConnection;

    impl Client for MysqlConnection {
        // It stops by itself, unless it is told to go on.
        const STOPS: &'static str = "";
        const RUN_WITH: &'static str = "mariadb DATABASE < FILE";

        /// What Diesel sets for each of its connections: the client goes by the locale, and may read the
        /// script as Latin 1.
        fn starting(_enforces_keys: bool) -> String {
            "SET time_zone = '+00:00', character_set_client = 'utf8mb4', \
             character_set_connection = 'utf8mb4', character_set_results = 'utf8mb4';\n"
                .to_owned()
        }

        fn unseen_tables(names: &Bookkeeping) -> Tables {
            plain(names)
        }

        fn definitions(tables: &Tables) -> String {
            definitions(tables)
        }

        /// Outside of stored programs nothing raises an error: it is the name of a table that is
        /// not there.
        fn guard(condition: &str, complaint: &str) -> String {
            format!(
                "SET @migrate_guard = IF({condition}, 'DO 0', 'SELECT 1 FROM `{complaint}`');\n\
                 PREPARE migrate_guard FROM @migrate_guard;\nEXECUTE migrate_guard;\n\
                 DEALLOCATE PREPARE migrate_guard;\n"
            )
        }

        fn locks(_names: &Bookkeeping) -> Option<String> {
            Some(format!("GET_LOCK({LOCK}, 0) = 1"))
        }

        fn unlocks(_names: &Bookkeeping) -> Option<String> {
            Some(format!("DO RELEASE_LOCK({LOCK});\n"))
        }

        fn keeping(statements: &[&str]) -> String {
            kept(statements)
        }

        fn reset(
            _names: &Bookkeeping,
            tables: &Tables,
            statements: &[&str],
            _commits: bool,
        ) -> String {
            let home = tables.versions.rsplit_once('.').map(|(home, _)| home);
            reset(home, statements)
        }

        /// The client ends a statement at the first `;`, wherever that is in a stored program.
        fn ended(statement: &str) -> String {
            if !statement.contains(';') {
                return format!("{statement};\n");
            }
            let mut delimiter = "//".to_owned();
            while statement.contains(&delimiter) {
                delimiter.push('/');
                delimiter.insert(0, '$');
            }
            format!("DELIMITER {delimiter}\n{statement}\n{delimiter}\nDELIMITER ;\n")
        }
    }
}
