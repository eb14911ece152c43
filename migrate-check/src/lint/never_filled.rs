//! `never-filled`: columns whose type says in another engine's words that they are filled.
use super::{Check, Example, ExampleRevision, Level, Lint};
use crate::Dialect;
use migrate_sql::codes;

pub(super) static LINT: Lint = Lint {
    code: codes::NEVER_FILLED,
    level: Level::Warn,
    meaning: "A column is declared `SERIAL` or the like, which SQLite does not fill",
    why: "SQLite takes any words for a type, and fills an `INTEGER PRIMARY KEY` alone (\"ROWIDs and the \
          INTEGER PRIMARY KEY\" in `lang_createtable.html`). A row that leaves such a column out has \
          NULL there, or is refused.",
    example: Example {
        dialect: Dialect::Sqlite,
        before: "",
        bad: ExampleRevision {
            transaction: true,
            up: "CREATE TABLE users (id SERIAL PRIMARY KEY, name TEXT);\n",
            down: "DROP TABLE users;\n",
        },
        good: ExampleRevision {
            transaction: true,
            up: "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);\n",
            down: "DROP TABLE users;\n",
        },
    },
    silenced_by: &[],
    check: Check::Model,
};
