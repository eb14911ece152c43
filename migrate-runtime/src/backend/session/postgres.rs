//! PostgreSQL: what differs from what the application had set is set back, the role last.

use super::{Code, Lending, Session};
use crate::backend::{Engine, Tables};
use crate::script;
use diesel::PgConnection;
use diesel::connection::SimpleConnection;
use diesel::pg::sql_types::Array;
use diesel::result::QueryResult;
use diesel::sql_types::Text;
use std::collections::BTreeSet;

/// The columns of a session, for a query that is made anyway.
#[derive(diesel::QueryableByName)]
pub(in crate::backend) struct Lent {
    #[diesel(sql_type = Array<Text>)]
    settings: Vec<String>,
    #[diesel(sql_type = Array<Text>)]
    objects: Vec<String>,
    #[diesel(sql_type = Text)]
    role: String,
    #[diesel(sql_type = Text)]
    session_user: String,
}

impl Lent {
    /// Returns what to select. The settings of a transaction are not the session's.
    pub(in crate::backend) fn columns() -> String {
        let objects: Vec<String> = (KINDS.iter())
            .map(|kind| format!("SELECT '{} ' || q.name FROM ({}) q", kind.name, kind.query))
            .collect();
        format!(
            "ARRAY(SELECT name || '=' || setting FROM pg_settings WHERE source = 'session' \
             AND name NOT LIKE 'transaction\\_%' ORDER BY name) AS settings, \
             ARRAY({}) AS objects, \
             current_setting('role') AS role, session_user::text AS session_user",
            objects.join(" UNION ALL ")
        )
    }

    pub(in crate::backend) fn session(self) -> Session {
        let pair = |setting: String| {
            let (name, value) = setting.split_once('=')?;
            Some((name.to_owned(), value.to_owned()))
        };
        Session {
            settings: self.settings.into_iter().filter_map(pair).collect(),
            role: self.role,
            user: self.session_user,
            objects: self.objects,
            ..Session::default()
        }
    }
}

impl Lending for PgConnection {
    fn session(&mut self, tables: &Tables, code: Code<'_>) -> QueryResult<Session> {
        let mut session = tables.session.clone();
        let own = own_settings(code);
        if !own.is_empty() {
            let names: Vec<String> = own
                .iter()
                .map(|name| format!("({})", Self::literal(name)))
                .collect();
            let query = format!(
                "SELECT n.name AS a, pg_catalog.current_setting(n.name, true) AS b, NULL::text AS c \
                 FROM (VALUES {}) n (name)",
                names.join(", ")
            );
            let rows = self.texts(&query)?.into_iter();
            session.own = rows.filter_map(|row| Some((row.a?, row.b?))).collect();
        }
        Ok(session)
    }

    /// What a sequence last gave is not there in a session that has not asked it, either.
    fn enter(&mut self, _session: &mut Session, code: Code<'_>) -> QueryResult<()> {
        match code.mention("currval") || code.mention("lastval") {
            true => self.batch_execute("DISCARD SEQUENCES"),
            false => Ok(()),
        }
    }

    fn restoring(session: &Session, code: Code<'_>) -> String {
        if !may_set(code) {
            return String::new();
        }
        let literal = <PgConnection as Engine>::literal;
        let set = |name: &str, value: &str| {
            format!("SELECT pg_catalog.set_config('{name}', {value}, false)")
        };
        let (user, role) = (literal(&session.user), literal(&session.role));
        let user_back =
            set("session_authorization", &user) + &format!(" WHERE session_user <> {user}");
        let role_back = set("role", &role);
        let settings = what_differs(session, code);
        if session.in_transaction {
            // The role may be the transaction's alone: where it is still the same it is left so.
            let is_other = format!(" WHERE pg_catalog.current_setting('role') <> {role}");
            return format!("{user_back};\n{role_back}{is_other};\n{settings}");
        }
        // What was deferred is checked with the script's own settings.
        let deferred = match session.is_each_alone {
            true => "SET CONSTRAINTS ALL IMMEDIATE;\n",
            false => "",
        };
        // The application may have set what its role, or the script's, may not.
        format!(
            "{deferred}SET SESSION AUTHORIZATION DEFAULT;\nSET ROLE NONE;\n{settings};\n\
             {user_back};\n{role_back}"
        )
    }

    fn leave(&mut self, session: &mut Session, code: Code<'_>) -> QueryResult<()> {
        let sql = leftovers(session, code);
        match sql.is_empty() {
            true => Ok(()),
            false => self.batch_execute(&sql),
        }
    }
}

/// Whether the code may make a setting: definitions and changes of rows do not, unless they say so.
fn may_set(code: Code<'_>) -> bool {
    const PLAIN: [&str; 12] = [
        "CREATE", "ALTER", "DROP", "INSERT", "UPDATE", "DELETE", "COMMENT", "GRANT", "REVOKE",
        "TRUNCATE", "BEGIN", "COMMIT",
    ];
    let is_plain = |sql: &&str| PLAIN.contains(&script::first_words(sql).0.as_str());
    code.may("set_config") || !code.statements.iter().all(is_plain)
}

/// The statement that sets back what differs. `RESET ALL` would be shorter: but then no setting of the
/// application's own (`app.tenant`) were left, and PostgreSQL lists no such settings.
fn what_differs(session: &Session, code: Code<'_>) -> String {
    let literal = <PgConnection as Engine>::literal;
    let lent: Vec<String> = (session.settings.iter())
        .map(|(name, value)| format!("({}, {})", literal(name), literal(value)))
        .collect();
    let lent = match lent.is_empty() {
        true => "SELECT NULL::text, NULL::text WHERE false".to_owned(),
        false => format!("VALUES {}", lent.join(", ")),
    };
    let listed = format!(
        "SELECT pg_catalog.set_config(coalesce(now.name, lent.name), lent.setting, false) \
         FROM (SELECT name, setting FROM pg_catalog.pg_settings WHERE source = 'session' \
         AND name NOT LIKE 'transaction\\_%') now \
         FULL JOIN ({lent}) lent (name, setting) ON lent.name = now.name \
         WHERE now.setting IS DISTINCT FROM lent.setting"
    );
    let own = own_settings(code).into_iter().map(|name| {
        let mut lent = session.own.iter();
        let value = lent
            .find(|(lent, _)| *lent == name)
            .map_or("", |(_, value)| value);
        let value = literal(value);
        format!(
            ";\nSELECT pg_catalog.set_config({name}, {value}, false) \
             WHERE pg_catalog.current_setting({name}, true) <> {value}",
            name = literal(&name),
        )
    });
    listed + &own.collect::<String>()
}

/// The settings of a user's own, with a dot in their names, that the code names.
fn own_settings(code: Code<'_>) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let may = |sql: &&&str| {
        let lower = sql.to_ascii_lowercase();
        ["set", "reset"].contains(&&*script::first_words(sql).0.to_ascii_lowercase())
            || lower.contains("set_config")
    };
    for sql in code.statements.iter().filter(may) {
        let is_part = |c: char| c.is_alphanumeric() || "_$.".contains(c);
        let words = sql.split(|c| !is_part(c));
        let is_own = |word: &&str| {
            let parts: Vec<&str> = word.split('.').collect();
            let begins = |part: &&str| part.starts_with(|c: char| c.is_alphabetic() || c == '_');
            parts.len() > 1 && parts.iter().all(begins) && *word != "pg_catalog.set_config"
        };
        names.extend(words.filter(is_own).map(str::to_ascii_lowercase));
    }
    names
}

/// Something that ends with a session.
struct Kind {
    name: &'static str,
    /// A word of every script that makes one.
    word: &'static str,
    /// The query for those that there are.
    query: &'static str,
    /// What ends `it.name`, in PL/pgSQL.
    end: &'static str,
}

const KINDS: [Kind; 6] = [
    Kind {
        name: "statement",
        word: "prepare",
        query: "SELECT name FROM pg_prepared_statements WHERE from_sql",
        end: "EXECUTE format('DEALLOCATE %I', it.name)",
    },
    Kind {
        name: "cursor",
        word: "cursor",
        query: "SELECT name FROM pg_cursors WHERE is_holdable",
        end: "EXECUTE format('CLOSE %I', it.name)",
    },
    Kind {
        name: "channel",
        word: "listen",
        query: "SELECT c AS name FROM pg_listening_channels() AS c",
        end: "EXECUTE format('UNLISTEN %I', it.name)",
    },
    Kind {
        name: "lock",
        word: "advisory",
        query: "SELECT format('%s(%s)', CASE mode WHEN 'ShareLock' THEN 'pg_advisory_unlock_shared' \
                ELSE 'pg_advisory_unlock' END, CASE objsubid WHEN 1 THEN \
                (classid::bigint << 32 | objid::bigint)::text ELSE format('%s, %s', \
                classid::bigint::bit(32)::int, objid::bigint::bit(32)::int) END) AS name \
                FROM pg_locks WHERE locktype = 'advisory' AND granted AND pid = pg_backend_pid()",
        end: "LOOP EXECUTE 'SELECT ' || it.name INTO is_more; EXIT WHEN NOT is_more; END LOOP",
    },
    Kind {
        name: "routine",
        word: "temp",
        query: "SELECT oid::text AS name FROM pg_proc WHERE pg_my_temp_schema() <> 0 \
                AND pronamespace = pg_my_temp_schema()",
        end: "EXECUTE format('DROP ROUTINE %s CASCADE', it.name::oid::regprocedure)",
    },
    // What stands on one of them goes with it, and what one of them owns.
    Kind {
        name: "relation",
        word: "temp",
        query: "SELECT oid::text AS name FROM pg_class WHERE pg_my_temp_schema() <> 0 \
                AND relnamespace = pg_my_temp_schema() AND relkind IN ('r', 'p', 'v', 'S')",
        end: "SELECT format('DROP %s pg_temp.%I CASCADE', CASE relkind WHEN 'v' THEN 'VIEW' \
              WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, relname) INTO it.name FROM pg_class c \
              WHERE oid = it.name::oid AND NOT EXISTS (SELECT FROM pg_depend d \
              WHERE d.objid = c.oid AND d.deptype IN ('a', 'i') AND d.refclassid = 1259); \
              IF it.name IS NOT NULL THEN EXECUTE it.name; END IF",
    },
];

/// Returns the statement that gives back all advisory locks of the session but the one of a key.
pub(in crate::backend) fn locks_given_back(key: &str) -> String {
    let locks = KINDS.iter().filter(|kind| kind.name == "lock");
    let blocks = locks.map(|kind| {
        format!(
            "FOR it IN SELECT q.name FROM ({}) q WHERE q.name <> format('pg_advisory_unlock(%s)', \
             {key}) LOOP {}; END LOOP;\n",
            kind.query, kind.end
        )
    });
    in_a_block(&blocks.collect::<String>())
}

/// The statements that end what ends with a session, as far as the script may have made such things;
/// empty if not.
fn leftovers(session: &Session, code: Code<'_>) -> String {
    let (mut sql, mut blocks) = (String::new(), String::new());
    for kind in KINDS.iter().filter(|kind| code.may(kind.word)) {
        let prefix = format!("{} ", kind.name);
        let mut lent: Vec<String> = (session.objects.iter())
            .filter_map(|object| object.strip_prefix(&prefix))
            .map(<PgConnection as Engine>::literal)
            .collect();
        let is_temporary =
            |object: &String| object.starts_with("relation ") || object.starts_with("routine ");
        if kind.word == "temp" && !session.objects.iter().any(is_temporary) {
            sql = "DISCARD TEMP;\n".to_owned(); // types, too
            continue;
        }
        lent.push("NULL".to_owned());
        blocks += &format!(
            "FOR it IN SELECT q.name FROM ({}) q \
             WHERE (q.name = ANY (ARRAY[{}]::text[])) IS NOT TRUE LOOP {}; END LOOP;\n",
            kind.query,
            lent.join(", "),
            kind.end
        );
    }
    if !blocks.is_empty() {
        sql += &in_a_block(&blocks);
    }
    sql
}

/// Returns the statement that runs loops of [`KINDS`].
fn in_a_block(loops: &str) -> String {
    format!(
        "DO $migrate_session$ DECLARE it record; is_more boolean; BEGIN\n\
         {loops}END $migrate_session$"
    )
}
