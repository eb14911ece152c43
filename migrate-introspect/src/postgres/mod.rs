//! Reads PostgreSQL's catalogs with two queries: one for all objects with the statements that create
//! them, one for the dependencies between them.
//!
//! The server builds the statements with its own functions (`pg_get_constraintdef` and the like) and
//! an empty `search_path`, so that every name is qualified. Needs PostgreSQL 13.

use crate::{Introspect, Record, order, script};
use diesel::connection::SimpleConnection;
use diesel::result::QueryResult;
use diesel::sql_types::{BigInt, Integer, Text};
use diesel::{Connection, PgConnection, RunQueryDsl, sql_query};
use std::collections::BTreeMap;

/// The common part of all queries: the schemas and relations to read.
const OURS: &str = include_str!("ours.sql");

/// The placeholder in the queries for the names of tables to leave out.
const LEFT_OUT: &str = ":left_out";

/// The placeholder in the queries for the schema that was created for the record.
const SCHEMA_OF_RECORD: &str = ":schema_of_record";

/// A query for each kind of object, with the columns of [`Object`].
const PARTS: [&str; 5] = [
    include_str!("types.sql"),
    include_str!("routines.sql"),
    include_str!("tables.sql"),
    include_str!("constraints.sql"),
    include_str!("attached.sql"),
];

/// Comments, as objects that depend on what they describe.
const COMMENTS: &str = include_str!("comments.sql");

const NEEDS: &str = include_str!("needs.sql");

/// A statement that creates an object, or adds something to one.
#[derive(diesel::QueryableByName)]
struct Object {
    /// The catalog of the object, and its row there.
    #[diesel(sql_type = BigInt)]
    catalog: i64,
    #[diesel(sql_type = BigInt)]
    object: i64,
    /// The position of its kind in the order of creation.
    #[diesel(sql_type = Integer)]
    rank: i32,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    sql: String,
}

#[derive(diesel::QueryableByName)]
struct Need {
    #[diesel(sql_type = BigInt)]
    catalog: i64,
    #[diesel(sql_type = BigInt)]
    object: i64,
    #[diesel(sql_type = BigInt)]
    needed_catalog: i64,
    #[diesel(sql_type = BigInt)]
    needed_object: i64,
}

#[derive(diesel::QueryableByName)]
struct Setting {
    #[diesel(sql_type = Text)]
    value: String,
}

impl Introspect for PgConnection {
    fn schema_script_without(&mut self, record: &Record<'_>) -> QueryResult<String> {
        self.transaction(|connection| {
            // If this fails, the rollback restores it.
            let path: Setting = sql_query(
                "SELECT pg_catalog.current_setting('search_path') AS value, \
                 pg_catalog.set_config('search_path', '', true)",
            )
            .get_result(connection)?;
            let script = read(connection, record)?;
            let path = path.value.replace('\'', "''");
            connection.batch_execute(&format!(
                "SELECT pg_catalog.set_config('search_path', '{path}', true)"
            ))?;
            Ok(script)
        })
    }
}

fn read(connection: &mut PgConnection, record: &Record<'_>) -> QueryResult<String> {
    let quoted = |name: &str| format!("'{}'", name.replace('\'', "''"));
    let left_out: Vec<String> = record.left_out().into_iter().map(quoted).collect();
    let objects = format!("{OURS}{}", PARTS.join("\nUNION ALL\n"));
    let objects = objects
        .replace(LEFT_OUT, &left_out.join(", "))
        .replace(SCHEMA_OF_RECORD, &quoted(record.schema.unwrap_or_default()));
    let objects: Vec<Object> = sql_query(objects).load(connection)?;
    let comments: Vec<Object> = sql_query(COMMENTS).load(connection)?;
    let needs: Vec<Need> = sql_query(NEEDS).load(connection)?;
    // Additions come right after the object that they are added to.
    let is_maker = |object: &Object| object.rank < ADDITIONS;
    let makers: BTreeMap<(i64, i64), usize> = objects
        .iter()
        .enumerate()
        .filter(|(_, object)| is_maker(object))
        .map(|(at, object)| ((object.catalog, object.object), at))
        .collect();
    let needs = needs.iter().filter_map(|need| {
        let item = makers.get(&(need.catalog, need.object))?;
        let needed = makers.get(&(need.needed_catalog, need.needed_object))?;
        Some((*item, *needed))
    });
    let keys: Vec<_> = objects
        .iter()
        .map(|object| (object.rank, &object.name, &object.sql))
        .collect();
    let mut statements = vec!["SET check_function_bodies = off"];
    let order = order::sorted(&keys, needs);
    statements.extend(order.into_iter().map(|at| &*objects[at].sql));
    let mut said: Vec<&Object> = comments
        .iter()
        .filter(|comment| makers.contains_key(&(comment.catalog, comment.object)))
        .collect();
    said.sort_by(|a, b| (&a.name, &a.sql).cmp(&(&b.name, &b.sql)));
    statements.extend(said.into_iter().map(|comment| &*comment.sql));
    match statements.len() {
        1 => Ok(String::new()),
        _ => Ok(script(statements)),
    }
}

/// From this rank on, statements add to objects instead of creating them.
const ADDITIONS: i32 = 100;
