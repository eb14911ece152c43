//! `lost-rows`: rows that a table takes along when it is dropped to be made again.
use super::{Check, Example, ExampleRevision, Level, Lint};
use crate::Dialect;
use migrate_sql::codes;

pub(super) static LINT: Lint = Lint {
    code: codes::LOST_ROWS,
    level: Level::Deny,
    meaning: "A script drops a table and makes it again, which deletes or changes rows of others that \
              refer to it where foreign keys are on (SQLite)",
    why: "With foreign keys on, `DROP TABLE` deletes the rows of the table first, and that runs \
          `ON DELETE CASCADE`, `SET NULL` and `SET DEFAULT` \
          (https://sqlite.org/foreignkeys.html#fk_schemacommands). So the rows of other tables are \
          gone although the script has kept those that they refer to.",
    example: Example {
        dialect: Dialect::Sqlite,
        before: "CREATE TABLE chats (id INTEGER PRIMARY KEY, name TEXT);\n\
                 CREATE TABLE members (\n    \
                     id INTEGER PRIMARY KEY,\n    \
                     chat INT REFERENCES chats (id) ON DELETE CASCADE\n\
                 );\n",
        bad: ExampleRevision {
            transaction: true,
            up: "CREATE TABLE new_chats (id INTEGER PRIMARY KEY, name TEXT NOT NULL);\n\
                 INSERT INTO new_chats SELECT id, name FROM chats;\n\
                 DROP TABLE chats;\n\
                 ALTER TABLE new_chats RENAME TO chats;\n",
            down: "",
        },
        good: ExampleRevision {
            transaction: true,
            up: "PRAGMA foreign_keys = OFF;\n\
                 CREATE TABLE new_chats (id INTEGER PRIMARY KEY, name TEXT NOT NULL);\n\
                 INSERT INTO new_chats SELECT id, name FROM chats;\n\
                 DROP TABLE chats;\n\
                 ALTER TABLE new_chats RENAME TO chats;\n",
            down: "",
        },
    },
    silenced_by: &[],
    check: Check::Model,
};
