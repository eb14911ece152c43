//! MySQL and MariaDB know no `RESET`: what a script sets is read before the first revision, and set
//! again. What it sets is told from the words of its `SET` statements; a procedure may set anything.

use super::{Code, Lending, Session};
use crate::backend::{Engine, Tables};
use crate::script::{Word, words};
use diesel::connection::SimpleConnection;
use diesel::result::QueryResult;
use diesel::sql_types::{Nullable, Text};
use diesel::{MysqlConnection, RunQueryDsl, sql_query};
use std::collections::BTreeSet;

/// Settings that a procedure, or code in Rust, may have made and that every user may make. Those that
/// a server does not have are passed over.
const COMMON: [&str; 34] = [
    "autocommit",
    "check_constraint_checks",
    "default_storage_engine",
    "default_week_format",
    "div_precision_increment",
    "foreign_key_checks",
    "group_concat_max_len",
    "innodb_lock_wait_timeout",
    "lc_time_names",
    "lock_wait_timeout",
    "max_execution_time",
    "max_statement_time",
    "net_read_timeout",
    "net_write_timeout",
    "old_alter_table",
    "alter_algorithm",
    "sql_auto_is_null",
    "sql_big_selects",
    "sql_mode",
    "sql_notes",
    "sql_quote_show_create",
    "sql_safe_updates",
    "sql_select_limit",
    "sql_warnings",
    "time_zone",
    "transaction_isolation",
    "transaction_read_only",
    "tx_isolation",
    "tx_read_only",
    "unique_checks",
    "wait_timeout",
    "character_set_client",
    "character_set_results",
    "collation_connection",
];

/// Settings with a value of the moment, and what ends that.
const MOMENTARY: [(&str, &str); 4] = [
    ("timestamp", "DEFAULT"),
    ("insert_id", "0"),
    ("last_insert_id", "0"),
    ("identity", "0"),
];

/// What a script may leave behind in a session.
#[derive(Debug, Default)]
struct Traces {
    /// Any setting may have been made.
    anything: bool,
    /// The system variables that it sets.
    settings: BTreeSet<String>,
    /// Its own variables, as they are written behind the `@`.
    variables: BTreeSet<String>,
    changes_database: bool,
    changes_role: bool,
    locks_tables: bool,
    /// Temporary tables, as they are written.
    tables: BTreeSet<String>,
    /// Prepared statements, as they are written.
    prepared: BTreeSet<String>,
}

impl Traces {
    fn of(code: Code<'_>) -> Self {
        let mut traces = Traces {
            anything: code.is_rust_too,
            ..Traces::default()
        };
        for statement in code.statements {
            traces.add(&words(statement));
        }
        traces
    }

    fn add(&mut self, words: &[Word<'_>]) {
        for (at, pair) in words.windows(2).enumerate() {
            let of_system = at > 0 && words[at - 1].is("@");
            if pair[0].is("@") && pair[1].is_name() && !of_system {
                self.variables.insert(pair[1].text.to_owned());
            }
        }
        let is = |at: usize, word: &str| words.get(at).is_some_and(|it| it.is(word));
        let Some(first) = words.first() else {
            return;
        };
        match first.text.to_ascii_uppercase().as_str() {
            "SET" if is(1, "STATEMENT") => {} // of MariaDB: for the one statement
            "SET" => self.set(&words[1..]),
            "USE" => self.changes_database = true,
            "LOCK" | "FLUSH" => self.locks_tables = true,
            "UNLOCK" => self.locks_tables = false,
            "CREATE" => {
                let at = if is(1, "OR") { 3 } else { 1 };
                if is(at, "TEMPORARY") && is(at + 1, "TABLE") {
                    let name = if is(at + 2, "IF") { at + 5 } else { at + 2 };
                    let name: String = (words.iter().skip(name))
                        .take_while(|word| word.is_name() || word.is("."))
                        .scan(true, |is_name, word| {
                            let fits = *is_name != word.is(".");
                            *is_name = !*is_name;
                            fits.then_some(word.text)
                        })
                        .collect();
                    self.tables.insert(name);
                }
            }
            "PREPARE" if words.len() > 1 => _ = self.prepared.insert(words[1].text.to_owned()),
            "DEALLOCATE" | "DROP" if is(1, "PREPARE") && words.len() > 2 => {
                self.prepared.remove(words[2].text);
            }
            "INSERT" | "UPDATE" | "DELETE" | "REPLACE" | "SELECT" | "WITH" | "ALTER" | "DROP" => {}
            // `CALL`, `EXECUTE`, compound statements
            _ => self.anything = true,
        }
    }

    /// Goes through the assignments of a `SET`.
    fn set(&mut self, words: &[Word<'_>]) {
        let is = |at: usize, word: &str| words.get(at).is_some_and(|it| it.is(word));
        if is(0, "ROLE") {
            self.changes_role = true;
            return;
        }
        let mut is_of_session = true;
        for (at, word) in words.iter().enumerate() {
            let starts =
                at == 0 || is(at - 1, ",") || (is(at - 1, "SESSION") || is(at - 1, "LOCAL"));
            match word.text.to_ascii_lowercase().as_str() {
                "session" | "local" => is_of_session = true,
                "global" | "persist" | "persist_only" => is_of_session = false,
                "names" | "charset" | "character" if starts => self.settings.extend(
                    [
                        "character_set_client",
                        "character_set_results",
                        "collation_connection",
                    ]
                    .map(str::to_owned),
                ),
                "transaction" if starts && !is(at + 1, "=") => self.settings.extend(
                    ["isolation", "read_only"]
                        .iter()
                        .flat_map(|it| [format!("tx_{it}"), format!("transaction_{it}")]),
                ),
                name if (is(at + 1, "=") || is(at + 1, ":=")) && word.is_name() => {
                    let is_own = at > 0 && is(at - 1, "@") && !(at > 1 && is(at - 2, "@"));
                    let of_global = at > 1
                        && is(at - 1, ".")
                        && ["global", "persist", "persist_only"]
                            .iter()
                            .any(|it| is(at - 2, it))
                        && at > 2
                        && is(at - 3, "@");
                    if is_of_session && !is_own && !of_global {
                        self.settings.insert(name.trim_matches('`').to_owned());
                        if name.starts_with("character_set") || name.starts_with("collation") {
                            self.settings.extend(
                                [
                                    "character_set_client",
                                    "character_set_results",
                                    "collation_connection",
                                ]
                                .map(str::to_owned),
                            );
                        }
                    }
                    if of_global {
                        // The word before was no keyword for what comes.
                        is_of_session = true;
                    }
                }
                _ => {}
            }
        }
    }

    /// Settings to look up.
    fn names(&self) -> BTreeSet<&str> {
        let common = COMMON.iter().copied().filter(|_| self.anything);
        common
            .chain(self.settings.iter().map(String::as_str))
            .collect()
    }
}

impl Lending for MysqlConnection {
    fn session(&mut self, _tables: &Tables, code: Code<'_>) -> QueryResult<Session> {
        let traces = Traces::of(code);
        let mut session = Session::default();
        let names: Vec<String> = traces
            .names()
            .iter()
            .map(|name| Self::literal(name))
            .collect();
        if !names.is_empty() {
            let settings: Vec<Setting> = sql_query(format!(
                "SHOW SESSION VARIABLES WHERE variable_name IN ({})",
                names.join(", ")
            ))
            .load(self)?;
            session.settings = settings.into_iter().map(|it| (it.name, it.value)).collect();
        }
        if traces.changes_database {
            session.objects = self.home()?.into_iter().collect();
        }
        if traces.changes_role {
            let role = self.texts("SELECT CURRENT_ROLE() AS a, VERSION() AS b, NULL AS c")?;
            session.role = role.into_iter().next().map_or(String::new(), |row| {
                let role = row.a.unwrap_or_else(|| "NONE".to_owned());
                let is_mariadb = row.b.is_some_and(|version| version.contains("MariaDB"));
                match is_mariadb && role != "NONE" {
                    true => quoted(&role),
                    false => role,
                }
            });
        }
        if !traces.variables.is_empty() {
            let kept = (traces.variables.iter().enumerate())
                .map(|(at, name)| format!("@migrate_kept_{at} = @{name}"));
            let kept: Vec<String> = kept.collect();
            self.batch_execute(&format!("SET {}", kept.join(", ")))?;
            session.variables = traces.variables.into_iter().collect();
        }
        Ok(session)
    }

    /// The record of the revision before has given a number, too.
    fn enter(&mut self, _session: &mut Session, code: Code<'_>) -> QueryResult<()> {
        match code.mention("last_insert_id") || code.mention("@@identity") {
            true => self.batch_execute("SET SESSION last_insert_id = 0"),
            false => Ok(()),
        }
    }

    fn restoring(session: &Session, code: Code<'_>) -> String {
        let traces = Traces::of(code);
        let mut sql = Vec::new();
        if traces.locks_tables {
            sql.push("UNLOCK TABLES".to_owned());
        }
        if let (true, Some(database)) = (traces.changes_database, session.objects.first()) {
            sql.push(format!("USE {}", quoted(database)));
        }
        if traces.changes_role && !session.role.is_empty() {
            sql.push(format!("SET ROLE {}", session.role));
        }
        let wanted = traces.names();
        let settings = session.settings.iter();
        let settings = settings.filter(|(name, _)| wanted.contains(name.as_str()));
        let mut set: Vec<String> = settings
            .map(|(name, value)| assignment(name, value))
            .collect();
        let variables = session.variables.iter().enumerate();
        set.extend(
            variables
                .filter(|(_, name)| traces.variables.contains(*name))
                .map(|(at, name)| format!("@{name} = @migrate_kept_{at}")),
        );
        if !set.is_empty() {
            sql.push(format!("SET {}", set.join(", ")));
        }
        sql.join(";\n")
    }

    fn leave(&mut self, _session: &mut Session, code: Code<'_>) -> QueryResult<()> {
        let traces = Traces::of(code);
        let tables = traces.tables.iter();
        let mut sql: Vec<String> = tables
            .map(|table| format!("DROP TEMPORARY TABLE IF EXISTS {table}"))
            .collect();
        // One that the script has given up itself, or never made, can't be deallocated.
        sql.extend(
            traces
                .prepared
                .iter()
                .map(|name| format!("PREPARE {name} FROM 'DO 0';\nDEALLOCATE PREPARE {name}")),
        );
        match sql.is_empty() {
            true => Ok(()),
            false => self.batch_execute(&sql.join(";\n")),
        }
    }
}

/// Returns a name as SQL takes any.
pub(in crate::backend) fn quoted(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

/// Settings of every server that a script for its client keeps, whatever a procedure does.
const EVERYWHERE: [&str; 12] = [
    "autocommit",
    "foreign_key_checks",
    "lock_wait_timeout",
    "sql_mode",
    "sql_notes",
    "sql_safe_updates",
    "sql_select_limit",
    "time_zone",
    "unique_checks",
    "character_set_client",
    "character_set_results",
    "collation_connection",
];

/// What a script may set of that, and by the name that every server knows.
fn known(traces: &Traces, statements: &[&str]) -> Vec<String> {
    // What is for a certain server only may be unknown to another.
    let is_conditional = statements
        .iter()
        .any(|sql| sql.contains("/*!") || sql.contains("/*M!"));
    let mut names: BTreeSet<&str> = BTreeSet::new();
    if traces.anything {
        names.extend(EVERYWHERE);
    }
    let set = traces.settings.iter().map(String::as_str);
    names.extend(set.filter(|name| {
        let is_alike = !is_conditional && !is_of_transactions(name);
        EVERYWHERE.contains(name) || is_alike
    }));
    names.into_iter().map(str::to_owned).collect()
}

/// What keeps the settings of transactions, and sets them back. MySQL and MariaDB call them differently;
/// each leaves out the other's comment (<https://mariadb.com/kb/en/comment-syntax/>).
const TRANSACTIONS_KEPT: &str = "@migrate_isolation = /*!50720 @@SESSION.transaction_isolation */ \
     /*M! @@SESSION.tx_isolation */, @migrate_read_only = /*!50720 @@SESSION.transaction_read_only */ \
     /*M! @@SESSION.tx_read_only */";
const TRANSACTIONS_BACK: &str = "/*!50720 SESSION transaction_isolation = @migrate_isolation, \
     SESSION transaction_read_only = @migrate_read_only */ /*M! SESSION tx_isolation = \
     @migrate_isolation, SESSION tx_read_only = @migrate_read_only */";

/// Whether a script may set how transactions are.
fn of_transactions(traces: &Traces) -> bool {
    let mut set = traces.settings.iter();
    traces.anything || set.any(|name| is_of_transactions(name))
}

fn is_of_transactions(setting: &str) -> bool {
    setting.starts_with("tx_") || setting.starts_with("transaction_")
}

/// Returns the statements that keep what a script is about to set, in variables.
pub(in crate::backend) fn kept(statements: &[&str]) -> String {
    let code = Code {
        statements,
        is_rust_too: false,
    };
    let traces = Traces::of(code);
    let settings = known(&traces, statements);
    let settings = settings
        .iter()
        .map(|name| format!("@migrate_{name} = @@SESSION.{name}"));
    let mut kept: Vec<String> = settings.collect();
    if of_transactions(&traces) {
        kept.push(TRANSACTIONS_KEPT.to_owned());
    }
    // The record has given a number.
    if code.mention("last_insert_id") || code.mention("@@identity") {
        kept.push("SESSION last_insert_id = 0".to_owned());
    }
    match kept.is_empty() {
        true => String::new(),
        false => format!("SET {};\n", kept.join(", ")),
    }
}

/// Returns the statements that set that back, and end what ends with a session.
pub(in crate::backend) fn reset(home: Option<&str>, statements: &[&str]) -> String {
    let traces = Traces::of(Code {
        statements,
        is_rust_too: false,
    });
    let mut sql = String::new();
    if traces.locks_tables {
        sql += "UNLOCK TABLES;\n";
    }
    if let (true, Some(home)) = (traces.changes_database, home) {
        sql += &format!("USE {home};\n");
    }
    let settings = known(&traces, statements);
    let settings = settings.iter().map(|name| {
        match MOMENTARY.iter().find(|(momentary, _)| momentary == name) {
            Some((_, end)) => format!("SESSION {name} = {end}"),
            None => format!("SESSION {name} = @migrate_{name}"),
        }
    });
    let variables = traces
        .variables
        .iter()
        .map(|name| format!("@{name} = NULL"));
    let mut set: Vec<String> = settings.chain(variables).collect();
    if of_transactions(&traces) {
        set.push(TRANSACTIONS_BACK.to_owned());
    }
    if !set.is_empty() {
        sql += &format!("SET {};\n", set.join(", "));
    }
    for table in &traces.tables {
        sql += &format!("DROP TEMPORARY TABLE IF EXISTS {table};\n");
    }
    for name in &traces.prepared {
        sql += &format!("PREPARE {name} FROM 'DO 0';\nDEALLOCATE PREPARE {name};\n");
    }
    sql
}

fn assignment(name: &str, value: &str) -> String {
    if let Some((_, end)) = MOMENTARY.iter().find(|(momentary, _)| *momentary == name) {
        return format!("SESSION {name} = {end}");
    }
    let is_number = value.parse::<f64>().is_ok() && !value.is_empty();
    match value {
        // No character set; other texts that are empty by default stand for no value, too.
        "" if name != "sql_mode" && name != "optimizer_trace" => format!("SESSION {name} = NULL"),
        _ if is_number => format!("SESSION {name} = {value}"),
        _ => {
            let literal = <MysqlConnection as Engine>::literal(value);
            format!("SESSION {name} = {literal}")
        }
    }
}

#[derive(diesel::QueryableByName)]
struct Setting {
    #[diesel(sql_type = Text, column_name = "Variable_name")]
    name: String,
    #[diesel(sql_type = Text, column_name = "Value")]
    value: String,
}

#[derive(diesel::QueryableByName)]
struct Home {
    #[diesel(sql_type = Nullable<Text>)]
    home: Option<String>,
}

/// A connection that can tell its database.
pub(in crate::backend) trait AtHome {
    fn home(&mut self) -> QueryResult<Option<String>>;
}

impl AtHome for MysqlConnection {
    fn home(&mut self) -> QueryResult<Option<String>> {
        let home: Home = sql_query("SELECT DATABASE() AS home").get_result(self)?;
        Ok(home.home)
    }
}
