//! What a script needs to be run by a database's own command line client: psql, sqlite3, mariadb.

use super::{Engine, Tables};
use crate::bookkeeping::Bookkeeping;

/// A database with a command line client. Public in a private module, as [`Engine`] is.
pub trait Client: Engine {
    /// Tells the client to stop at the first error, where it would go on.
    const STOPS: &'static str;
    /// How the script is run.
    const RUN_WITH: &'static str;

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

    /// Returns the statements that keep what a script is about to set.
    fn keeping(statements: &[&str]) -> String {
        let _ = statements;
        String::new()
    }

    /// Returns the statements that set back what a script may have set for the session, before its
    /// record; `commits` where the commit comes next.
    fn reset(tables: &Tables, statements: &[&str], commits: bool) -> String;

    /// Returns the statements behind the commit of a step that has a transaction of its own.
    fn leaving(statements: &[&str]) -> String {
        let _ = statements;
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
    use diesel::PgConnection;

    impl Client for PgConnection {
        const STOPS: &'static str = "\\set ON_ERROR_STOP on";
        const RUN_WITH: &'static str = "psql --no-psqlrc --file=FILE \"$DATABASE_URL\"";

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

        /// The client is as it was started, unless a script has changed that.
        fn reset(_tables: &Tables, statements: &[&str], commits: bool) -> String {
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
            }
            sql.extend(
                WORDS
                    .iter()
                    .filter(|(word, _)| mentions(word))
                    .map(|(_, sql)| *sql),
            );
            sql
        }
    }

    /// The function, with the key that a run takes.
    fn called(function: &str, names: &Bookkeeping) -> String {
        format!(
            "(SELECT {function}(hashtextextended('migrate:' || coalesce(p.schema, ''), 0)) \
             FROM ({}) p)",
            place_query(names)
        )
    }
}

#[cfg(feature = "sqlite")]
mod sqlite {
    use super::{Bookkeeping, Client, Tables, plain};
    use crate::backend::session::{turns_off, turns_on};
    use crate::backend::sqlite::{MAIN, definitions};
    use diesel::SqliteConnection;

    impl Client for SqliteConnection {
        const STOPS: &'static str = ".bail on";
        const RUN_WITH: &'static str = "sqlite3 DATABASE < FILE";

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

        fn reset(_tables: &Tables, statements: &[&str], commits: bool) -> String {
            match commits && turns_off(statements) {
                true => Self::guard(
                    "(SELECT count(*) FROM pragma_foreign_key_check) <= (SELECT before FROM \
                     temp.migrate_orphans)",
                    "rows break foreign keys: see PRAGMA foreign_key_check",
                ),
                false => String::new(),
            }
        }

        /// Inside of the transaction, turning them on did nothing.
        fn leaving(statements: &[&str]) -> String {
            let on = match turns_on(statements) {
                true => "PRAGMA foreign_keys = ON;\n",
                false => "",
            };
            match turns_off(statements) {
                true => format!("DROP TABLE temp.migrate_orphans;\n{on}"),
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

        fn reset(tables: &Tables, statements: &[&str], _commits: bool) -> String {
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
