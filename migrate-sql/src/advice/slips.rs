//! Slips that every engine refuses: a word or a bracket is left out, or stands in the wrong place. They
//! are asked for after the words of the engine itself.
use super::Place;
use super::phrase::{Phrase, phrases};
use crate::token::TokenKind;

const BRACKETS: &str = "put the columns into brackets: `CREATE TABLE t (a int, b int)`";
const DROPS: &str = "write `DROP COLUMN` before each column: `DROP COLUMN a, DROP COLUMN b`";
const DELETE: &str = "write `DELETE FROM t`";
const OF_INDEX: &str = "put the columns into brackets: `CREATE INDEX i ON t (c)`";
const UNNAMED: &str = "an index needs a name: `CREATE INDEX i ON t (c)`";
const CONSTRAINT: &str =
    "write a name after `CONSTRAINT`, or leave `CONSTRAINT` out: `ADD CONSTRAINT n UNIQUE (c)`";
const CONDITION: &str = "put the condition into brackets: `CHECK (c > 0)`";
const KEY: &str = "write `PRIMARY KEY`";
const SET: &str = "`SET` comes before `WHERE`: `UPDATE t SET c = 1 WHERE …`";
const OPEN: &str = "a `(` is not closed; between columns stands a `,`, and `;` ends the statement";

pub(super) const PHRASES: &[Phrase] = phrases! {
    "CREATE TABLE * ^* INT" => BRACKETS,
    "CREATE TABLE * ^* INTEGER" => BRACKETS,
    "CREATE TABLE * ^* BIGINT" => BRACKETS,
    "CREATE TABLE * ^* SERIAL" => BRACKETS,
    "CREATE TABLE * ^* TEXT" => BRACKETS,
    "CREATE TABLE * ^* VARCHAR" => BRACKETS,
    "CREATE TABLE … ^{" => "write `(` and `)` around the columns",
    "CREATE TABLE * ^-" => "write the name with `_`, or put it into quotes",
    "ALTER TABLE * ^-" => "write the name with `_`, or put it into quotes",
    "CREATE TABLE * ( … ^$" => OPEN,
    "| CREATE ^* (" => "say what it is: `CREATE TABLE t (…)`",
    "| ALTER ^* ADD" => "say what it is: `ALTER TABLE t …`",
    "| ALTER ^* DROP" => "say what it is: `ALTER TABLE t …`",
    "| ALTER ^* RENAME" => "say what it is: `ALTER TABLE t …`",
    "| DROP ^* $" => "say what it is: `DROP TABLE t`",
    "DROP * , ^*" => DROPS,
    "DROP COLUMN * , ^*" => DROPS,
    "RENAME … , ^*" => "write an `ALTER TABLE` for each `RENAME`",
    "^==" => "write one `=`",
    "= ^=" => "write one `=`",
    "| UPDATE * ^WHERE" => SET,
    "| DELETE ^\\* FROM" => DELETE,
    "| DELETE ^* $" => DELETE,
    "| DELETE * ^$" => DELETE,
    "| INSERT ^* SET" => "write `INSERT INTO t (a, b) VALUES (1, 2)`",
    "INSERT INTO … VALUES ^*" => "put the values into brackets: `VALUES (1, 2)`",
    "INSERT INTO * ( ^0" => "write `VALUES` before the values: `INSERT INTO t VALUES (1, 2)`",
    "CREATE INDEX ^ON" => UNNAMED,
    "CREATE UNIQUE INDEX ^ON" => UNNAMED,
    "INDEX … ON * ^*" => OF_INDEX,
    "INDEX … ON * ^$" => OF_INDEX,
    "CREATE INDEX * ^*" => "write `ON` before the table: `CREATE INDEX i ON t (c)`",
    "CREATE UNIQUE INDEX * ^*" => "write `ON` before the table: `CREATE UNIQUE INDEX i ON t (c)`",
    "CREATE UNIQUE ^* ON" => "write `CREATE UNIQUE INDEX`",
    "PRIMARY ^," => KEY,
    "PRIMARY ^)" => KEY,
    "NOTNULL" => "write `NOT NULL`",
    "REQUIRED" => "write `NOT NULL`",
    "NULLABLE" => "remove it: without `NOT NULL`, a column may be null",
    "DEFAULT ^," => "write a value after `DEFAULT`, or remove it",
    "DEFAULT ^)" => "write a value after `DEFAULT`, or remove it",
    "DEFAULT ^=" => "remove the `=`: `DEFAULT 0`",
    "CHECK ^* =" => CONDITION,
    "CHECK ^* <" => CONDITION,
    "CHECK ^* >" => CONDITION,
    "CHECK ^* <>" => CONDITION,
    "CHECK ^* !=" => CONDITION,
    "CHECK ^* <=" => CONDITION,
    "CHECK ^* >=" => CONDITION,
    "CHECK ^* IN" => CONDITION,
    "CHECK ^* IS" => CONDITION,
    "CHECK ^* BETWEEN" => CONDITION,
    "CHECK ^* LIKE" => CONDITION,
    "FOREIGN KEY ( * ) ^* (" => "write `REFERENCES` before the table: `FOREIGN KEY (c) REFERENCES t (id)`",
    "^FOREIGN KEY REFERENCES" => "remove `FOREIGN KEY`: `c int REFERENCES t (id)`",
    "REFERENCE * ( ^*" => "write `REFERENCES`",
    "REFERENCES * ^." => "put the column into brackets: `REFERENCES t (id)`",
    "ON DELETE ^NULL" => "write `ON DELETE SET NULL`",
    "ON UPDATE ^NULL" => "write `ON UPDATE SET NULL`",
    "CREATE VIEW * ^SELECT" => "write `AS` before `SELECT`",
    "CREATE VIEW * AS ^(" => "remove the brackets around the `SELECT`",
    "CREATE TABLE * ^SELECT" => "write `AS` before `SELECT`",
    "ADD CONSTRAINT ^UNIQUE" => CONSTRAINT,
    "ADD CONSTRAINT ^CHECK" => CONSTRAINT,
    "ADD CONSTRAINT ^PRIMARY" => CONSTRAINT,
    "ADD CONSTRAINT ^FOREIGN" => CONSTRAINT,
};

/// Help for a name that begins with a digit.
pub(super) fn name(place: &Place<'_>) -> Option<String> {
    let written = place.written(place.at);
    let is_number = |start: &&str| {
        written
            .get(..2)
            .is_some_and(|it| it.eq_ignore_ascii_case(start))
    };
    let is_name = written.starts_with(|c: char| c.is_ascii_digit())
        && written.contains(|c: char| c.is_alphabetic())
        && !["0x", "0b", "0o"].iter().any(is_number)
        && place.kind(place.at) != Some(TokenKind::String);
    is_name.then(|| {
        format!("`{written}` begins with a digit: put the name into quotes, or choose another")
    })
}
