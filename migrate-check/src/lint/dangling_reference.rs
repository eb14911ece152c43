//! `dangling-reference`: foreign keys that a script leaves with nothing to refer to.
use super::{Check, Example, ExampleRevision, Level, Lint};
use crate::Dialect;
use migrate_sql::codes;

pub(super) static LINT: Lint = Lint {
    code: codes::DANGLING_REFERENCE,
    level: Level::Warn,
    meaning: "An upgrade leaves a foreign key that refers to a table which it renamed and dropped \
              (SQLite)",
    why: "When a table is renamed, the foreign keys of other tables follow to its new name. Where that \
          table is dropped then, they refer to nothing, and with foreign keys on SQLite refuses every \
          row that is put into those tables. Section 7 of SQLite's `lang_altertable.html` warns of this \
          order of the steps.",
    example: Example {
        dialect: Dialect::Sqlite,
        before: "CREATE TABLE chats (id INTEGER PRIMARY KEY, name TEXT);\n\
                 CREATE TABLE members (chat_id INT NOT NULL REFERENCES chats (id));\n",
        bad: ExampleRevision {
            transaction: true,
            up: "ALTER TABLE chats RENAME TO old_chats;\n\
                 CREATE TABLE chats (id INTEGER PRIMARY KEY, name TEXT NOT NULL);\n\
                 INSERT INTO chats SELECT id, name FROM old_chats;\n\
                 DROP TABLE old_chats;\n",
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
