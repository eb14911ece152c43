//! Reads MySQL and MariaDB: tables and views one by one with `SHOW CREATE`, everything else with
//! queries that let the server build the statements from `information_schema`.

use crate::{Introspect, Record, order, script};
use diesel::connection::CacheSize;
use diesel::mysql::Mysql;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::{Error, QueryResult};
use diesel::sql_types::{Nullable, Text, Untyped};
use diesel::{Connection, MysqlConnection, QueryableByName, RunQueryDsl, sql_query};

/// All named objects, in the order in which their kinds are created; `rank` sorts as a text. Triggers of
/// a table come in the order in which they act. Routines, triggers and events come with their
/// statements, because `SHOW CREATE` for them can't be prepared, which Diesel does with each query.
const OBJECTS: &str = include_str!("mysql_objects.sql");

/// The pairs of tables of which one has a foreign key to the other.
const REFERENCES: &str = "SELECT DISTINCT table_name AS `rank`, '' AS kind, \
    referenced_table_name AS name, '' AS `sql` FROM information_schema.referential_constraints \
    WHERE constraint_schema = DATABASE() AND unique_constraint_schema = DATABASE()";

#[derive(diesel::QueryableByName)]
struct Object {
    #[diesel(sql_type = Text)]
    rank: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    name: String,
    /// The statement; NULL if the user may not read it.
    #[diesel(sql_type = Nullable<Text>)]
    sql: Option<String>,
}

impl Introspect for MysqlConnection {
    fn schema_script_without(&mut self, record: &Record<'_>) -> QueryResult<String> {
        let left_out = record.left_out();
        let mut objects: Vec<Object> = sql_query(OBJECTS).load(self)?;
        objects.retain(|object| !left_out.contains(&&*object.name));
        let references: Vec<Object> = sql_query(REFERENCES).load(self)?;
        let texts = statements(self, &objects)?;
        let keys: Vec<_> = objects
            .iter()
            .map(|object| (&object.rank, &object.name, &object.kind))
            .collect();
        let position = |name: &str| {
            let mut tables = objects.iter();
            tables.position(|object| object.kind == "TABLE" && object.name == name)
        };
        let mut needs: Vec<(usize, usize)> = Vec::new();
        for reference in &references {
            needs.extend(position(&reference.rank).zip(position(&reference.name)));
        }
        needs.extend(needs_of_views(&objects, &texts));
        let order = order::sorted(&keys, needs);
        // Tables may refer to each other in a cycle; everything else comes after all of them.
        let first = (!references.is_empty()).then_some("SET FOREIGN_KEY_CHECKS = 0");
        let is_table = |item: &&usize| matches!(&*objects[**item].kind, "TABLE" | "SEQUENCE");
        let tables = order.iter().filter(is_table);
        let others = order.iter().filter(|item| !is_table(item));
        let statements = tables.chain(others).map(|item| &*texts[*item]);
        Ok(script(first.into_iter().chain(statements)))
    }
}

/// Returns pairs of a view and another one that its text mentions, so that it may depend on it.
fn needs_of_views(objects: &[Object], texts: &[String]) -> Vec<(usize, usize)> {
    let views = || (0..objects.len()).filter(|item| objects[*item].kind == "VIEW");
    let mut needs = Vec::new();
    for view in views() {
        for other in views() {
            if texts[view].contains(&format!("from {}", quoted(&objects[other].name)))
                || texts[view].contains(&format!("join {}", quoted(&objects[other].name)))
                || texts[view].contains(&format!("({}", quoted(&objects[other].name)))
            {
                needs.push((view, other));
            }
        }
    }
    needs
}

/// Returns the statements that create the objects.
fn statements(connection: &mut MysqlConnection, objects: &[Object]) -> QueryResult<Vec<String>> {
    // `ShowCreate` needs the cache; the server limits the number of prepared statements.
    let mut texts = Vec::with_capacity(objects.len());
    for some in objects.chunks(1000) {
        connection.set_prepared_statement_cache_size(CacheSize::Unbounded);
        for object in some {
            texts.push(statement(connection, object)?);
        }
        connection.set_prepared_statement_cache_size(CacheSize::Disabled);
    }
    connection.set_prepared_statement_cache_size(CacheSize::Unbounded);
    Ok(texts)
}

/// Returns the statement that creates an object.
fn statement(connection: &mut MysqlConnection, object: &Object) -> QueryResult<String> {
    let query = ShowCreate(format!(
        "SHOW CREATE {} {}",
        object.kind,
        quoted(&object.name)
    ));
    match &*object.kind {
        "TABLE" | "SEQUENCE" => {
            let created: CreatedTable = query.answer(connection)?;
            Ok(with_json(&without_counter(&created.text)))
        }
        "VIEW" => {
            let created: CreatedView = query.answer(connection)?;
            Ok(without_definer(&created.text))
        }
        kind => object.sql.clone().ok_or_else(|| {
            let (kind, name) = (kind.to_lowercase(), &object.name);
            Error::QueryBuilderError(
                format!("this user has no right to read the text of the {kind} `{name}`").into(),
            )
        }),
    }
}

/// A `SHOW CREATE` statement. MySQL (since 8.0) describes the columns of its result when the statement is
/// executed, not when it is prepared. Diesel asks for the columns before it executes, and finds none; a
/// statement in Diesel's cache knows them from its last execution.
struct ShowCreate(String);

impl ShowCreate {
    fn answer<R>(&self, connection: &mut MysqlConnection) -> QueryResult<R>
    where
        R: QueryableByName<Mysql> + 'static,
    {
        self.execute(connection)?;
        self.get_result(connection)
    }
}

impl QueryFragment<Mysql> for ShowCreate {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Mysql>) -> QueryResult<()> {
        out.push_sql(&self.0);
        Ok(())
    }
}

impl QueryId for ShowCreate {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Query for ShowCreate {
    type SqlType = Untyped;
}

impl RunQueryDsl<MysqlConnection> for &ShowCreate {}

#[derive(diesel::QueryableByName)]
struct CreatedTable {
    #[diesel(sql_type = Text, column_name = "Create Table")]
    text: String,
}

#[derive(diesel::QueryableByName)]
struct CreatedView {
    #[diesel(sql_type = Text, column_name = "Create View")]
    text: String,
}

/// Returns a name in quotes.
fn quoted(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

/// Removes `AUTO_INCREMENT=7` from the table options after the columns: the counter is data.
fn without_counter(text: &str) -> String {
    const COUNTER: &str = " AUTO_INCREMENT=";
    let Some(options) = text.rfind("\n) ") else {
        return text.to_owned();
    };
    // The table's comment comes later and may contain anything.
    let comment = text[options..]
        .find(" COMMENT=")
        .unwrap_or(text.len() - options);
    let Some(at) = text[options..options + comment].find(COUNTER) else {
        return text.to_owned();
    };
    let (before, after) = text.split_at(options + at);
    let after = after[COUNTER.len()..].trim_start_matches(|c: char| c.is_ascii_digit());
    format!("{before}{after}")
}

/// Restores MariaDB's `json`, which it stores as a `longtext` with a check.
fn with_json(text: &str) -> String {
    const LONG: &str = " longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin";
    let lines = text.split('\n').map(|line| {
        let column = || {
            let (name, rest) = line.strip_prefix("  ")?.split_once(LONG)?;
            let (line_end, comma) = match rest.strip_suffix(',') {
                Some(rest) => (rest, ","),
                None => (rest, ""),
            };
            let rest = line_end.strip_suffix(&format!(" CHECK (json_valid({name}))"))?;
            Some(format!("  {name} json{rest}{comma}"))
        };
        column().unwrap_or_else(|| line.to_owned())
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Removes the first ``DEFINER=`user`@`host` ``: the owner is not part of the schema, and another
/// server may not have that user.
fn without_definer(text: &str) -> String {
    const DEFINER: &str = " DEFINER=";
    let found = text.find(DEFINER).filter(|at| {
        // Only `CREATE` and the algorithm may come before it.
        text[..*at]
            .chars()
            .all(|c| c.is_ascii_uppercase() || " =".contains(c))
    });
    let Some(at) = found else {
        return text.to_owned();
    };
    let rest = &text[at + DEFINER.len()..];
    let mut inside = false;
    let end = rest.find(|c: char| {
        inside ^= c == '`';
        c == ' ' && !inside
    });
    format!("{}{}", &text[..at], &rest[end.unwrap_or(rest.len())..])
}

#[cfg(test)]
mod tests {
    use super::{with_json, without_counter, without_definer};

    #[test]
    fn the_counter_goes_and_a_comment_stays() {
        let text = "CREATE TABLE `a` (\n  `b` int COMMENT ' AUTO_INCREMENT=3'\n) ENGINE=InnoDB \
                    AUTO_INCREMENT=12 DEFAULT CHARSET=utf8mb4 COMMENT=' AUTO_INCREMENT=5'";
        assert_eq!(
            without_counter(text),
            text.replace(" AUTO_INCREMENT=12", "")
        );
    }

    #[test]
    fn json_comes_back() {
        let long = "longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin";
        let text = format!(
            "CREATE TABLE `a` (\n  `b` {long} DEFAULT NULL CHECK (json_valid(`b`)),\n  `c` {long} \
             CHECK (json_valid(`c`)),\n  `d` {long} CHECK (json_valid(`c`))\n) ENGINE=InnoDB"
        );
        let json = format!(
            "CREATE TABLE `a` (\n  `b` json DEFAULT NULL,\n  `c` json,\n  `d` {long} \
             CHECK (json_valid(`c`))\n) ENGINE=InnoDB"
        );
        assert_eq!(with_json(&text), json);
    }

    #[test]
    fn the_definer_goes() {
        assert_eq!(
            without_definer(
                "CREATE ALGORITHM=UNDEFINED DEFINER=`a b`@`%` SQL SECURITY DEFINER VIEW `v` AS \
                 select ' DEFINER=`a`@`b` '"
            ),
            "CREATE ALGORITHM=UNDEFINED SQL SECURITY DEFINER VIEW `v` AS select ' DEFINER=`a`@`b` '"
        );
        assert_eq!(
            without_definer("CREATE VIEW `v` AS select 1"),
            "CREATE VIEW `v` AS select 1"
        );
    }
}
