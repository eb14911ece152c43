//! A script on an empty schema: for the tests of the model.
use super::model::Server;
use super::{Fault, Schema};
use crate::Dialect;
use crate::deep;
use migrate_sql::reader;
use std::sync::Arc;

/// A script with this as its first line runs without a transaction.
const NO_TRANSACTION: &str = "-- transaction = false";
/// What follows this line runs in another session and transaction.
const NEXT: &str = "\n-- next revision\n";

impl Schema {
    /// Returns the schema that a script makes on an empty database.
    ///
    /// What is wrong with the script is not said: this is for a text that a database wrote. `None`
    /// where the model can't follow it at all.
    pub fn of_script(text: &str, dialect: Dialect) -> Option<Schema> {
        deep(|| schema_after(text, dialect))
    }

    /// Adds the schema in which `expected` keeps its record, which a script that a database wrote
    /// leaves out.
    pub fn add_schema_of_record(&mut self, expected: &Schema) {
        if let Some(name) = &expected.server.record.schema {
            self.namespaces.entry(name.clone()).or_default();
        }
    }
}

/// Everything that an engine would refuse a script for on an empty database, statement by statement.
#[doc(hidden)]
pub fn faults_of(text: &str, dialect: Dialect) -> Vec<Fault> {
    replay(text, dialect).1
}

/// The same of a script that only MariaDB runs.
#[doc(hidden)]
pub fn faults_of_mariadb(text: &str) -> Vec<Fault> {
    let server = Arc::new(Server::new(Dialect::Mysql, true, []));
    replay_on(Schema::on(Dialect::Mysql, server), text).1
}

/// The schema that a script leaves on an empty database.
#[doc(hidden)]
pub fn schema_after(text: &str, dialect: Dialect) -> Schema {
    replay(text, dialect).0
}

/// The schema that a script leaves on an empty database, to be read.
#[doc(hidden)]
pub fn described_after(text: &str, dialect: Dialect) -> String {
    super::describe::describe(&schema_after(text, dialect))
}

/// Runs a script on a schema, and returns what an engine would refuse its statements for.
#[doc(hidden)]
pub fn run(schema: &mut Schema, text: &str) -> Vec<Fault> {
    let statements = reader::read(text, schema.dialect);
    let faults = statements
        .iter()
        .flat_map(|statement| schema.apply(statement));
    faults.collect()
}

fn replay(text: &str, dialect: Dialect) -> (Schema, Vec<Fault>) {
    replay_on(Schema::new(dialect), text)
}

fn replay_on(mut schema: Schema, text: &str) -> (Schema, Vec<Fault>) {
    let in_transaction = text.lines().next() != Some(NO_TRANSACTION);
    schema.start_session(in_transaction);
    let mut ends = text.match_indices(NEXT).map(|(end, _)| end).peekable();
    let mut faults = Vec::new();
    let statements = reader::read(text, schema.dialect);
    if ends.peek().is_none() {
        schema.start_script(&statements);
    }
    for statement in statements {
        while ends
            .next_if(|end| *end < statement.span.range().start)
            .is_some()
        {
            schema.start_session(in_transaction);
        }
        faults.extend(schema.apply(&statement));
    }
    (schema, faults)
}
