//! What MySQL and MariaDB have instead of others' words. The grammar's verdicts are judged by both in
//! `tests/tests/foreign_words.rs`; what to write is from MySQL's manual, "SQL Statements".
use super::Words;
use super::phrase::phrases;

const NUMBERED: &str = "MySQL numbers rows by `id BIGINT AUTO_INCREMENT PRIMARY KEY`";
const NAMES: &str = "MySQL puts names into backticks";
const CAST: &str =
    "MySQL has no `::`: write `CAST(value AS SIGNED)`, `CAST(value AS CHAR)` or the like";
const CHANGE: &str = "MySQL changes a column by `MODIFY COLUMN c` and its whole definition: `MODIFY COLUMN c BIGINT NOT NULL`";
const INSERT: &str =
    "MySQL writes `… ON DUPLICATE KEY UPDATE c = VALUES(c)`, or `INSERT IGNORE INTO …`";
const NO_TYPE: &str =
    "MySQL has no types of one's own: write `ENUM('a', 'b')` as the column's type";
const JSON: &str = "write `JSON`";
const MOMENT: &str = "write `TIMESTAMP`, which is kept in UTC, or `DATETIME`";
const BYTES: &str = "write `BLOB`, or `VARBINARY(n)`";
const LENGTH: &str =
    "MySQL's `VARCHAR` takes a length: `VARCHAR(255)`; for a text without limit write `TEXT`";
const COMMENT: &str =
    "MySQL comments within the table: `c INT COMMENT '…'`, `ALTER TABLE t COMMENT = '…'`";
const NO_IF: &str = "MySQL has no `IF NOT EXISTS` here: leave it out, a revision runs only once";
const NO_IF_EXISTS: &str = "MySQL has no `IF EXISTS` here: leave it out, a revision runs only once";
const NO_ARRAYS: &str = "MySQL has no arrays: write a table of its own, or `JSON`";
const UUID: &str = "write `CHAR(36)` or `BINARY(16)`";

const BODY: &str = "MySQL's triggers hold their statements: `… FOR EACH ROW BEGIN UPDATE …; END`";
const ANOTHER: &str = "end the statement before with a `;`";

pub(super) const WORDS: Words = Words {
    phrases: phrases! {
        "ARRAY ^[" => NO_ARRAYS,
        "ALTER TABLE … ^OWNER" => "remove it: MySQL's tables have no owners",
        "EXECUTE FUNCTION ^*" => BODY,
        "EXECUTE PROCEDURE ^*" => BODY,
        "AUTOINCREMENT" => NUMBERED,
        "^AUTO INCREMENT" => NUMBERED,
        "ALTER TABLE … RENAME * ^TO" => "write `RENAME COLUMN a TO b`",
        "IDENTITY" => NUMBERED,
        "AS ^IDENTITY" => NUMBERED,
        "GENERATED ^BY" => NUMBERED,
        "GENERATED ALWAYS AS ^IDENTITY" => NUMBERED,
        "BIGSERIAL" => NUMBERED,
        "SMALLSERIAL" => NUMBERED,
        "TEXT ^[" => NO_ARRAYS,
        "INT ^[" => NO_ARRAYS,
        "INTEGER ^[" => NO_ARRAYS,
        "[" => NAMES,
        "ILIKE" => "write `LIKE`: by MySQL's usual collations it pays no heed to the case of letters",
        "^: :" => CAST,
        "^::" => CAST,
        "JSONB" => JSON,
        "TIMESTAMPTZ" => MOMENT,
        "TIMESTAMP ^WITH" => MOMENT,
        "TIMESTAMP ^WITHOUT" => MOMENT,
        "BYTEA" => BYTES,
        "UUID" => UUID,
        "UNIQUEIDENTIFIER" => UUID,
        "CITEXT" => "write `VARCHAR(255)`: by MySQL's usual collations it pays no heed to case",
        "HSTORE" => JSON,
        "MONEY" => "write `DECIMAL(19, 4)`",
        "INTERVAL ^," => "MySQL has no type for intervals: write an `INT` of seconds",
        "VARCHAR ^," => LENGTH,
        "VARCHAR ^)" => LENGTH,
        "VARCHAR ^NOT" => LENGTH,
        "VARCHAR ^NULL" => LENGTH,
        "VARCHAR ^DEFAULT" => LENGTH,
        "VARCHAR ^UNIQUE" => LENGTH,
        "VARCHAR ^PRIMARY" => LENGTH,
        "VARCHAR ( ^MAX" => "write `TEXT`",
        "ON ^CONFLICT" => INSERT,
        "INSERT ^OR" => INSERT,
        "ALTER TABLE … ALTER * ^TYPE" => CHANGE,
        "ALTER TABLE … ALTER COLUMN * ^TYPE" => CHANGE,
        "ALTER TABLE … ALTER COLUMN * SET ^NOT" => CHANGE,
        "ALTER TABLE … ALTER COLUMN * DROP ^NOT" => CHANGE,
        "ALTER TABLE … ALTER * SET ^NOT" => CHANGE,
        "ALTER TABLE … ALTER * DROP ^NOT" => CHANGE,
        "TRUNCATE … ^CASCADE" => "remove it: MySQL empties one table at a time",
        "CREATE ^TYPE" => NO_TYPE,
        "CREATE ^DOMAIN" => NO_TYPE,
        "ALTER ^TYPE" => NO_TYPE,
        "DROP ^TYPE" => NO_TYPE,
        "CREATE ^EXTENSION" => "remove it: extensions are PostgreSQL's",
        "CREATE ^POLICY" => "MySQL has no policies: write a view with a condition",
        "COMMENT" => COMMENT,
        "| ^COMMENT ON" => COMMENT,
        "INDEX ^CONCURRENTLY" => "remove it, or write `ALGORITHM=INPLACE LOCK=NONE` at the end",
        "INDEX CONCURRENTLY ^*" => "remove it, or write `ALGORITHM=INPLACE LOCK=NONE` at the end",
        "CREATE INDEX … ^WHERE" => "MySQL has no partial indexes: remove the condition",
        "CREATE UNIQUE INDEX … ^WHERE" => "MySQL has no partial indexes: put a generated column that is `NULL` elsewhere into it",
        "NULLS" => "remove it: MySQL puts `NULL` first, and last with `DESC`",
        "| ^PRAGMA" => "remove it: `PRAGMA` is SQLite's",
        "| ^DO *" => "MySQL has no blocks outside of procedures: write the statements alone",
        "| ^GO" => "write `;`: `GO` is for SQL Server's clients",
        "| ^VACUUM" => "write `OPTIMIZE TABLE t`",
        "| ^REINDEX" => "write `OPTIMIZE TABLE t`",
        "WITHOUT" => "remove it: only SQLite has tables without a rowid",
        "STRICT" => "remove it: MySQL's columns always have their type",
        "DISTINCT ^ON" => "MySQL has no `DISTINCT ON`: write `GROUP BY`, or `ROW_NUMBER() OVER (…)`",
        "FULL ^OUTER" => "MySQL has no full join: write a left and a right one with `UNION`",
        "UPDATE … ^FROM" => "write `UPDATE t JOIN u ON … SET …`",
        "UPDATE … ^RETURNING" => "MySQL returns no rows that it changes: write a `SELECT` of its own",
        "INTERVAL * ^*" => "write `INTERVAL 1 DAY`, the unit without quotes",
        "GLOB" => "write `LIKE` with `%` and `_`, or `REGEXP`",
        "~" => "MySQL matches regular expressions by `REGEXP`",
        "| ^ALTER SEQUENCE" => NUMBERED,
        "DEFAULT * ^(" => "put a default that is computed into brackets: `DEFAULT (…)`",
        "IF ^NOT EXISTS" => NO_IF,
        "^IF NOT EXISTS" => NO_IF,
        "IF ^EXISTS" => NO_IF_EXISTS,
        "^IF EXISTS" => NO_IF_EXISTS,
        ", ^)" => "remove the `,` before `)`",
        ") ^CREATE" => ANOTHER,
        ") ^INSERT" => ANOTHER,
        ") ^ALTER" => ANOTHER,
        ") ^DROP" => ANOTHER,
        ") ^UPDATE" => ANOTHER,
        ") ^GO" => "write `;`: `GO` is for SQL Server's clients",
        "DROP TRIGGER * ^ON" => "MySQL's triggers are found without their table: `DROP TRIGGER t`",
        ") ^INHERITS" => "MySQL's tables inherit nothing: write the columns again",
        "| SET SEARCH_PATH ^*" => "remove it: `search_path` is PostgreSQL's",
        "SELECT TOP ^*" => "write `LIMIT n` at the end",
        "| ^EXEC" => "`EXEC` is SQL Server's: write `CALL p(…)`, or the statement itself",
        "USING ^GIN" => "write `USING BTREE`, or remove it",
        "USING ^GIST" => "write `USING BTREE`, or remove it",
        "ALTER ^INDEX" => "write `ALTER TABLE t RENAME INDEX i TO j`",
        "IS ^DISTINCT" => "write `NOT (a <=> b)`",
        "IS NOT ^DISTINCT" => "write `a <=> b`",
        "FILTER ^(" => "write `COUNT(CASE WHEN … THEN 1 END)`",
        "INSERT INTO * ^DEFAULT" => "write `INSERT INTO t () VALUES ()`",
        "LIMIT ^ALL" => "remove it: without `LIMIT` all rows come",
        "TRUNCATE … ^RESTART" => "remove it: MySQL starts again at 1 by itself",
        "LIKE * ^INCLUDING" => "write `CREATE TABLE a LIKE b`",
        "STRING" => "write `VARCHAR(255)`, or `TEXT`",
        "INDEX … ( * ( ^*" => "MySQL: put the expression into brackets of its own, `((LOWER(c)))`; MariaDB: index a generated column",
        ", PRIMARY KEY * ^)" => "name the columns in brackets: `PRIMARY KEY (c)`",
        ", FOREIGN KEY * ^REFERENCES" => "name the columns in brackets: `FOREIGN KEY (c) REFERENCES …`",
    },
    types: &[],
    functions: &[
        (
            &["gen_random_uuid", "newid", "uuid_generate_v4"],
            "`UUID()`",
        ),
        (&["string_agg"], "`GROUP_CONCAT(c SEPARATOR ',')`"),
        (
            &["array_agg", "json_agg", "json_group_array"],
            "`JSON_ARRAYAGG(c)`",
        ),
        (
            &["strftime", "to_char", "date_trunc"],
            "`DATE_FORMAT(t, '%Y-%m-%d')`",
        ),
        (&["random"], "`RAND()`"),
        (&["datetime", "getdate"], "`NOW()`, or `t + INTERVAL 1 DAY`"),
        (&["unixepoch", "julianday"], "`UNIX_TIMESTAMP(t)`"),
        (
            &["to_timestamp"],
            "`FROM_UNIXTIME(n)` or `STR_TO_DATE(c, '%Y-%m-%d')`",
        ),
        (
            &["json_build_object", "jsonb_build_object"],
            "`JSON_OBJECT('key', value)`",
        ),
        (
            &["json_build_array", "jsonb_build_array"],
            "`JSON_ARRAY(…)`",
        ),
        (&["last_insert_rowid", "lastval"], "`LAST_INSERT_ID()`"),
        (&["randomblob", "gen_random_bytes"], "`RANDOM_BYTES(n)`"),
        (&["strpos"], "`LOCATE(part, whole)`"),
        (&["isnull", "nvl"], "`COALESCE(a, b)`"),
        (&["len"], "`CHAR_LENGTH(c)`"),
        (&["printf"], "`CONCAT(…)`"),
    ],
};
