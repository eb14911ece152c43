//! The model of the schema against MySQL or MariaDB: what the server accepts, the model must not refuse, and
//! after each statement both must have the same tables, columns, keys and foreign keys.
//!
//! Statements are made at random, mostly of names that exist, one after the other on one database.
//! `MIGRATE_TEST_ROUNDS` says how many databases, `MIGRATE_TEST_SEED` where to start.
mod mysql_statements;

use diesel::MysqlConnection;
use diesel::connection::SimpleConnection;
use migrate_check::Dialect;
use migrate_schema::model::{
    BaseType, ConstraintKind, DataType, ForeignKeyTarget, IndexPartTarget, Schema, Table,
};
use migrate_schema::{faults_of, schema_after};
use migrate_tests::databases::{Mysql, TestDatabase};
use mysql_statements::Maker;
use std::collections::{BTreeMap, BTreeSet};
use std::env;

/// Databases, and statements on each.
const ROUNDS: u64 = 50;
const STATEMENTS: usize = 25;

#[test]
#[ignore = "needs a MySQL or MariaDB server: tests/run"]
fn mysql_the_model_is_what_the_server_has() {
    let number = |name: &str, default| env::var(name).map_or(default, |text| text.parse().unwrap());
    let start: u64 = number("MIGRATE_TEST_SEED", 1);
    let mut tally = Tally::default();
    for seed in start..start + number("MIGRATE_TEST_ROUNDS", ROUNDS) {
        round(seed, &mut tally);
    }
    let missed: usize = tally.missed.values().map(|(count, _)| count).sum();
    println!(
        "{} accepted, {} refused and found, {missed} refused and missed; {} tables compared",
        tally.accepted, tally.found, tally.compared
    );
    for (said, (count, example)) in &tally.missed {
        println!("missed {count}: {said}\n    {example}");
    }
    assert!(tally.wrong.is_empty(), "{}", tally.wrong.join("\n\n"));
    // MySQL refuses more of what is drawn, so fewer tables are left to compare: 953 on 9.7.
    let fewest = if Mysql::is_mariadb() { 1_000 } else { 900 };
    assert!(tally.accepted > 300 && tally.found > 200 && tally.compared > fewest);
    // What is missed is what only one of the servers refuses.
    assert!(
        missed * 10 < tally.found,
        "{missed} missed, {} found",
        tally.found
    );
}

#[derive(Default)]
struct Tally {
    accepted: usize,
    found: usize,
    compared: usize,
    /// What the server said, how often, and one statement.
    missed: BTreeMap<String, (usize, String)>,
    wrong: Vec<String>,
}

fn round(seed: u64, tally: &mut Tally) {
    let database = Mysql::create();
    let mut server = database.connect();
    let mut maker = Maker::new(seed);
    let mut script = String::new();
    for _ in 0..STATEMENTS {
        let schema = schema_after(&script, Dialect::Mysql);
        let statement = maker.statement(&schema);
        let with_it = format!("{script}{statement};\n");
        let faults = faults_of(&with_it, Dialect::Mysql);
        let said = server.batch_execute(&statement).err();
        match (said, faults.first()) {
            (None, None) => {
                tally.accepted += 1;
                script = with_it;
                let schema = schema_after(&script, Dialect::Mysql);
                let difference = difference(&schema, &mut server, tally);
                if let Some(difference) = difference {
                    tally
                        .wrong
                        .push(format!("seed {seed}, after\n{script}{difference}"));
                    return;
                }
            }
            (None, Some(fault)) => {
                tally.wrong.push(format!(
                    "seed {seed}: the server accepts\n{with_it}ours: {} {}",
                    fault.code, fault.message
                ));
                return;
            }
            (Some(_), Some(_)) => {
                tally.found += 1;
                // The first tables of several are dropped all the same.
                if statement.starts_with("DROP TABLE") && statement.contains(',') {
                    return;
                }
            }
            (Some(said), None) => {
                let said = without_names(&said.to_string());
                let entry = tally.missed.entry(said).or_default();
                entry.0 += 1;
                entry.1 = format!("{statement} (seed {seed})");
            }
        }
    }
}

/// A message of the server, the same for all names.
fn without_names(said: &str) -> String {
    let mut text = String::new();
    let mut is_name = false;
    for character in said.chars() {
        if character == '`' || character == '\'' {
            is_name = !is_name;
            text.push(character);
        } else if !is_name {
            text.push(character);
        }
    }
    text
}

/// What the server has and the model has not, and the other way round, table by table.
fn difference(schema: &Schema, server: &mut MysqlConnection, tally: &mut Tally) -> Option<String> {
    let theirs = described_by_server(server);
    let ours = described(schema);
    let unknown: BTreeSet<&str> = schema
        .objects()
        .filter(|(_, object)| !object.is_certain)
        .map(|(_, object)| &*object.name)
        .collect();
    let open: BTreeSet<&str> = schema
        .tables()
        .filter(|(_, _, table)| table.is_open)
        .map(|(_, object, _)| &*object.name)
        .collect();
    if !schema.is_complete {
        return None;
    }
    let tables: BTreeSet<&String> = theirs.keys().chain(ours.keys()).collect();
    for table in tables {
        if unknown.contains(&**table) || open.contains(&**table) || schema.doubtful.contains(table)
        {
            continue;
        }
        tally.compared += 1;
        let (ours, theirs) = (ours.get(table), theirs.get(table));
        if ours != theirs {
            let lines = |lines: Option<&BTreeSet<String>>| {
                lines.map_or("(none)".to_owned(), |lines| {
                    lines.iter().cloned().collect::<Vec<_>>().join("\n  ")
                })
            };
            return Some(format!(
                "table {table}: the server has\n  {}\nthe model has\n  {}",
                lines(theirs),
                lines(ours)
            ));
        }
    }
    None
}

type Described = BTreeMap<String, BTreeSet<String>>;

fn described_by_server(server: &mut MysqlConnection) -> Described {
    const QUERIES: &[&str] = &[
        "SELECT CONCAT_WS('|', table_name, table_type) AS text FROM information_schema.tables
         WHERE table_schema = DATABASE()",
        "SELECT CONCAT_WS('|', c.table_name, 'column', ordinal_position, column_name, column_type,
            is_nullable, IF(extra LIKE '%auto_increment%', 'auto', ''),
            IF(column_default IS NULL OR column_default = 'NULL', '', 'default')) AS text
         FROM information_schema.columns c
         JOIN information_schema.tables t USING (table_schema, table_name)
         WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE'",
        "SELECT CONCAT_WS('|', table_name, 'index', index_name, MIN(non_unique), GROUP_CONCAT(
            CONCAT(column_name, IFNULL(CONCAT('(', sub_part, ')'), '')) ORDER BY seq_in_index)) AS text
         FROM information_schema.statistics WHERE table_schema = DATABASE()
         GROUP BY table_name, index_name",
        "SELECT CONCAT_WS('|', table_name, 'foreign key', constraint_name,
            GROUP_CONCAT(column_name ORDER BY ordinal_position), referenced_table_name,
            GROUP_CONCAT(referenced_column_name ORDER BY ordinal_position)) AS text
         FROM information_schema.key_column_usage
         WHERE table_schema = DATABASE() AND referenced_table_name IS NOT NULL
         GROUP BY table_name, constraint_name, referenced_table_name",
        "SELECT CONCAT_WS('|', event_object_table, 'trigger', trigger_name) AS text
         FROM information_schema.triggers WHERE trigger_schema = DATABASE()",
    ];
    let mut found = Described::new();
    for query in QUERIES {
        for line in Mysql::texts(server, query) {
            let (table, rest) = line.split_once('|').unwrap();
            let lines = found.entry(table.to_owned()).or_default();
            // MariaDB cuts keys on long texts by itself.
            lines.insert(
                without_width(rest)
                    // A type of its own on MySQL.
                    .replace("|json|", "|longtext|")
                    .replace("(768)", "")
                    .replace("(3072)", ""),
            );
        }
    }
    found
}

/// Integers have a width on MariaDB, which says nothing.
fn without_width(line: &str) -> String {
    let mut parts: Vec<String> = line.split('|').map(str::to_owned).collect();
    if parts[0] == "column"
        && let Some((start, rest)) = parts[3].clone().split_once("int(")
        && let Some((width, rest)) = rest.split_once(')')
        && !(start == "tiny" && width == "1")
    {
        parts[3] = format!("{start}int{rest}");
    }
    parts.join("|")
}

fn described(schema: &Schema) -> Described {
    let mut found = Described::new();
    for (_, object) in schema.objects() {
        use migrate_schema::model::ObjectKind;
        if let ObjectKind::View(_) = object.kind {
            found.insert(object.name.clone(), BTreeSet::from(["VIEW".to_owned()]));
        }
    }
    for (_, object, table) in schema.tables() {
        let lines = found.entry(object.name.clone()).or_default();
        lines.insert("BASE TABLE".to_owned());
        describe_columns(table, lines);
        describe_keys(schema, table, lines);
        for trigger in &table.triggers {
            lines.insert(format!("trigger|{}", trigger.name));
        }
    }
    found
}

fn describe_columns(table: &Table, lines: &mut BTreeSet<String>) {
    for (place, column) in table.columns.iter().enumerate() {
        let data_type = column
            .data_type
            .as_ref()
            .map_or_else(|| "?".to_owned(), type_name);
        let null = if column.not_null { "NO" } else { "YES" };
        let auto = if column.identity.is_some() {
            "auto"
        } else {
            ""
        };
        let default = if column.default.is_some() {
            "default"
        } else {
            ""
        };
        lines.insert(format!(
            "column|{}|{}|{data_type}|{null}|{auto}|{default}",
            place + 1,
            column.name
        ));
    }
}

fn type_name(data_type: &DataType) -> String {
    let BaseType::BuiltIn(name) = &data_type.base else {
        return "?".to_owned();
    };
    let name = if name == "json" { "longtext" } else { name };
    if data_type.modifiers.is_empty() {
        return name.to_owned();
    }
    let (first, rest) = name.split_once(' ').unwrap_or((name, ""));
    let modifiers = data_type.modifiers.join(",");
    format!("{first}({modifiers}) {rest}").trim_end().to_owned()
}

fn describe_keys(schema: &Schema, table: &Table, lines: &mut BTreeSet<String>) {
    let name = |table: &Table, id| {
        table
            .column_by_id(id)
            .map_or("?".to_owned(), |c| c.name.clone())
    };
    for constraint in &table.constraints {
        match &constraint.kind {
            ConstraintKind::PrimaryKey(key) => {
                let columns = key.columns.iter().enumerate().map(|(place, id)| {
                    let detail = key.details.get(place).map_or("", |detail| detail);
                    name(table, *id) + detail.trim_end_matches(" desc")
                });
                let columns: Vec<String> = columns.collect();
                lines.insert(format!("index|PRIMARY|0|{}", columns.join(",")));
            }
            ConstraintKind::ForeignKey(key) => {
                let columns: Vec<String> = key.columns.iter().map(|id| name(table, *id)).collect();
                let (parent, of) = match &key.target {
                    ForeignKeyTarget::Table { table, columns } => {
                        let of = schema.table(*table).unwrap();
                        let columns: Vec<String> = columns.iter().map(|id| name(of, *id)).collect();
                        (schema.object(*table).name.clone(), columns.join(","))
                    }
                    ForeignKeyTarget::Named { table, columns, .. } => {
                        (table.clone(), columns.join(","))
                    }
                };
                let own = constraint.name.as_deref().unwrap_or("?");
                lines.insert(format!(
                    "foreign key|{own}|{}|{parent}|{of}",
                    columns.join(",")
                ));
            }
            _ => {}
        }
    }
    for index in &table.indexes {
        let parts = index.parts.iter().map(|part| match &part.target {
            IndexPartTarget::Column(id) => {
                let length = part.length.map(|length| format!("({length})"));
                name(table, *id) + &length.unwrap_or_default()
            }
            IndexPartTarget::Expression(_) => "expression".to_owned(),
        });
        let parts: Vec<String> = parts.collect();
        let non_unique = u8::from(!index.unique);
        lines.insert(format!(
            "index|{}|{non_unique}|{}",
            index.name,
            parts.join(",")
        ));
    }
}
