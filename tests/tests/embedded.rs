//! What `embed!` embeds is what `migrate_check::check` loads.
//!
//! The passing cases of the macro are here too: this file is compiled with them.

use migrate_check::source::LocalDir;
use migrate_check::{CheckedScript, Dialect, Options, check};
use migrate_graph::Graph;
use migrate_runtime::{Chain, Embedded, Revision, Script, Scripts};
use std::path::Path;

/// The main example system.
pub mod agent_factory {
    migrate_runtime::embed!("../migrations/agent_factory");
}

/// Two branches and a merge, labels and dependencies, names in four scripts, a file for each
/// dialect, CRLF and a byte order mark.
pub mod branches {
    migrate_runtime::embed!("chains/branches");
}

/// A `schema` for several dialects: what they have alike, and a module for each.
pub mod several {
    migrate_runtime::embed!("chains/several");
}

/// A revision that stands for two, one of which its child still names.
pub mod squashed {
    migrate_runtime::embed!("chains/squashed");
}

/// The options, and a directory beside this file.
mod beside_the_source {
    migrate_runtime::embed!(
        "../chains/branches/",
        watch = false,
        crate = ::migrate_runtime,
    );
}

#[test]
fn agent_factory_is_embedded_as_it_is_loaded() {
    assert_same(
        agent_factory::Migrations::chain(),
        "../migrations/agent_factory",
    );
}

#[test]
fn branches_and_odd_names_are_embedded_as_they_are_loaded() {
    assert_same(branches::Migrations::chain(), "chains/branches");
}

/// What a squash replaced is embedded with it: a database that has it all goes on from there.
#[test]
fn sqlite_a_squash_is_embedded() {
    use diesel::connection::SimpleConnection;
    use diesel::{Connection, SqliteConnection};
    let chain = squashed::Migrations::chain();
    assert_same(chain, "chains/squashed");
    assert_eq!(
        chain.replaced,
        [("20240102", &["20240101", "20240102a"][..])]
    );
    assert_eq!(chain.revisions()[1].revises, ["20240102"]);
    let before = |rows: &str| {
        let mut connection = SqliteConnection::establish(":memory:").expect("a database");
        let script = format!(
            "CREATE TABLE __diesel_schema_migrations (version VARCHAR(50) PRIMARY KEY NOT NULL, \
             run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP);{rows}"
        );
        connection.batch_execute(&script).expect("a state");
        connection
    };
    let row =
        |id: &str| format!("INSERT INTO __diesel_schema_migrations (version) VALUES ('{id}');");
    let steps = |report: migrate_runtime::Report| -> Vec<&str> {
        report.steps.iter().map(|step| step.revision).collect()
    };
    let mut all = before(&(row("20240101") + &row("20240102a")));
    let ran = squashed::MIGRATIONS.upgrade(&mut all).expect("it goes on");
    assert_eq!(steps(ran), ["20240103"]);
    let mut none = before("");
    let ran = squashed::MIGRATIONS.upgrade(&mut none).expect("it begins");
    assert_eq!(steps(ran), ["20240102", "20240103"]);
    let down = squashed::MIGRATIONS.downgrade(&mut none, squashed::revision::USERS_AND_ORDERS);
    assert_eq!(steps(down.expect("it goes back")), ["20240103"]);
    let mut half = before(&row("20240101"));
    let refused = squashed::MIGRATIONS.upgrade(&mut half).unwrap_err();
    assert_eq!(refused.kind(), "half_replaced");
}

#[test]
fn one_schema_does_for_several_dialects() {
    use diesel::prelude::*;
    use several::schema::{mysql, postgres, sqlite, users};
    let named = users::table.filter(users::id.eq(7)).select(users::name);
    let texts = [
        diesel::debug_query::<diesel::pg::Pg, _>(&named).to_string(),
        diesel::debug_query::<diesel::sqlite::Sqlite, _>(&named).to_string(),
        diesel::debug_query::<diesel::mysql::Mysql, _>(&named).to_string(),
    ];
    for text in texts {
        assert!(text.starts_with("SELECT "), "{text}");
    }
    // Their keys have types of their own.
    fn type_of<C: Expression>(_: C, expected: &str) {
        assert!(std::any::type_name::<C::SqlType>().ends_with(expected));
    }
    type_of(postgres::tokens::id, "Uuid");
    type_of(sqlite::tokens::id, "Text");
    type_of(mysql::tokens::id, "Binary");
}

#[test]
fn a_directory_beside_the_source_file_is_found() {
    let ids = |chain: &Chain| {
        chain
            .revisions()
            .iter()
            .map(|revision| revision.id)
            .collect::<Vec<_>>()
    };
    let beside = beside_the_source::Migrations::chain();
    assert_eq!(ids(beside), ids(branches::Migrations::chain()));
    assert_eq!(
        beside.revisions()[0].sqlite.as_ref().unwrap().up.file,
        "chains/branches/0001_übergröße_der_lager/up.sql"
    );
}

/// So `cargo migrate plan` says what the binary does.
#[test]
fn the_graph_of_an_embedded_chain_is_the_one_that_was_checked() {
    let order = |graph: &Graph| -> Vec<String> {
        let ids = graph.order().iter().map(|&revision| graph.id(revision));
        ids.map(ToString::to_string).collect()
    };
    let embedded = branches::Migrations::chain().graph().unwrap();
    let loaded = load("chains/branches").graph;
    assert_eq!(order(embedded), order(&loaded));
    assert_eq!(order(embedded).len(), 6);
}

#[test]
fn constants_are_named_after_folders_and_hold_ids() {
    use branches::revision::*;
    let constants = [
        ÜBERGRÖSSE_DER_LAGER,
        ДОБАВИТЬ_ЗАМЕТКИ,
        用户表,
        ADD_INDEX_0004,
        ADD_INDEX_0005,
        MERGE,
    ];
    let ids = constants.map(|constant| constant.id());
    assert_eq!(
        ids,
        ["größe", "заметки", "0003", "0004", "0005", "zusammen"]
    );
    assert_eq!(
        agent_factory::revision::INITIAL_SCHEMA.id(),
        "20241208_130000_001"
    );
}

#[test]
fn a_script_of_several_dialects_is_embedded_once() {
    let first = &branches::Migrations::chain().revisions()[0];
    let text = |scripts: &'static Option<Scripts>| scripts.as_ref().unwrap().up.sql.as_ptr();
    assert_eq!(text(&first.sqlite), text(&first.postgres));
}

fn load(directory: &str) -> migrate_check::Chain {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(directory);
    let outcome = check(&LocalDir::new(folder), &Options::default());
    outcome.chain.expect("a chain without errors")
}

#[track_caller]
fn assert_same(embedded: &'static Chain, directory: &str) {
    let loaded = load(directory);
    assert_eq!(embedded.revisions().len(), loaded.revisions.len());
    for (embedded, loaded) in embedded.revisions().iter().zip(&loaded.revisions) {
        assert_eq!(embedded.id, loaded.id);
        assert_eq!(embedded.revises, loaded.revises);
        assert_eq!(embedded.depends_on, loaded.depends_on);
        assert_eq!(embedded.branch_labels, loaded.branch_labels);
        assert_eq!(embedded.message, loaded.message);
        assert_eq!(embedded.created, loaded.created.as_deref());
        assert_eq!(embedded.documentation, loaded.documentation.as_deref());
        assert_eq!(embedded.transaction, loaded.transaction);
        assert_eq!(embedded.irreversible, loaded.irreversible.as_deref());
        for dialect in Dialect::ALL {
            let scripts = loaded.scripts.get(&dialect);
            let up = scripts.and_then(|scripts| scripts.up.as_ref());
            let down = scripts.and_then(|scripts| scripts.down.as_ref());
            let embedded = scripts_of(embedded, dialect);
            assert_same_script(embedded.map(|scripts| &scripts.up), up, directory);
            assert_same_script(
                embedded.and_then(|scripts| scripts.down.as_ref()),
                down,
                directory,
            );
        }
    }
}

fn scripts_of(revision: &'static Revision, dialect: Dialect) -> Option<&'static Scripts> {
    match dialect {
        Dialect::Postgres => revision.postgres.as_ref(),
        Dialect::Sqlite => revision.sqlite.as_ref(),
        Dialect::Mysql => revision.mysql.as_ref(),
    }
}

#[track_caller]
fn assert_same_script(embedded: Option<&Script>, loaded: Option<&CheckedScript>, directory: &str) {
    let (Some(embedded), Some(loaded)) = (embedded, loaded) else {
        assert_eq!(embedded.is_some(), loaded.is_some());
        return;
    };
    let directory = directory.trim_start_matches("../");
    assert_eq!(embedded.file, format!("{directory}/{}", loaded.file));
    assert_eq!(embedded.sql, loaded.text);
    let checksum = loaded.analysis.checksum.0;
    assert_eq!(embedded.checksum, format!("{checksum:032x}"));
    let statements = embedded.statements.all();
    let statements = statements.iter().map(|statement| {
        (
            statement.start as usize..statement.end as usize,
            statement.line,
        )
    });
    let expected = loaded.analysis.statements.iter();
    let expected: Vec<_> = expected
        .map(|statement| (statement.span.clone(), statement.line))
        .collect();
    assert_eq!(statements.collect::<Vec<_>>(), expected);
    assert!(!expected.is_empty(), "{} has no statement", embedded.file);
}
