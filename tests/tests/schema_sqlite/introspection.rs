//! What SQLite says that it holds, against the model.
use diesel::sql_types::{Integer, Nullable, Text};
use diesel::{QueryableByName, RunQueryDsl, SqliteConnection, sql_query};
use migrate_schema::Schema;
use migrate_schema::model::{
    BaseType, ConstraintKind, ForeignKeyTarget, IndexPartTarget, Object, ObjectKind, Table,
    TableKind,
};
use std::collections::BTreeSet;

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

#[derive(QueryableByName)]
struct ObjectLine {
    #[diesel(sql_type = Text)]
    namespace: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    table_name: String,
}

#[derive(QueryableByName)]
struct IndexLine {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Integer)]
    is_unique: i32,
    #[diesel(sql_type = Text)]
    origin: String,
    #[diesel(sql_type = Integer)]
    partial: i32,
}

#[derive(QueryableByName)]
struct IndexColumn {
    #[diesel(sql_type = Nullable<Text>)]
    name: Option<String>,
    #[diesel(sql_type = Integer)]
    descending: i32,
}

/// What differs between a database and the model, of all that the model is sure of.
pub fn differences(connection: &mut SqliteConnection, schema: &Schema) -> Vec<String> {
    let mut differing = Vec::new();
    if !schema.is_complete {
        return differing;
    }
    let real = objects(connection);
    let model = model_objects(schema);
    differ("object", &real, &model, schema, &mut differing);
    for (_, object, table) in schema.tables() {
        if !object.is_certain || matches!(table.kind, TableKind::Virtual(_)) {
            continue;
        }
        let mut own = Vec::new();
        if !table.is_open {
            compare(
                &columns(connection, object),
                &model_columns(table),
                &mut own,
            );
        }
        let is_exact = |columns: &[String]| !columns.iter().any(|column| column == "?");
        let found = indexes(connection, object);
        let expected = model_indexes(table);
        if expected
            .iter()
            .all(|index| is_exact(std::slice::from_ref(index)))
            && !table.is_open
        {
            compare(&found, &expected, &mut own);
        }
        compare(
            &foreign_keys(connection, object),
            &model_foreign_keys(table),
            &mut own,
        );
        differing.extend(
            own.into_iter()
                .map(|line| format!("{}: {line}", object.name)),
        );
    }
    differing
}

fn compare(real: &[String], model: &[String], differing: &mut Vec<String>) {
    let (real, model): (BTreeSet<&String>, BTreeSet<&String>) =
        (real.iter().collect(), model.iter().collect());
    differing.extend(
        real.difference(&model)
            .map(|line| format!("only in SQLite: {line}")),
    );
    differing.extend(
        model
            .difference(&real)
            .map(|line| format!("only in the model: {line}")),
    );
}

fn differ(
    what: &str,
    real: &BTreeSet<String>,
    model: &BTreeSet<String>,
    schema: &Schema,
    differing: &mut Vec<String>,
) {
    let is_sure = |line: &&String| {
        let name = line.split(' ').nth(1).unwrap_or_default();
        !schema.doubtful.contains(name)
    };
    let real_only = real.difference(model).filter(is_sure);
    differing.extend(real_only.map(|line| format!("{what} only in SQLite: {line}")));
    let model_only = model.difference(real).filter(is_sure);
    differing.extend(model_only.map(|line| format!("{what} only in the model: {line}")));
}

fn objects(connection: &mut SqliteConnection) -> BTreeSet<String> {
    let query = "SELECT 'main' AS namespace, type AS kind, name, tbl_name AS table_name
                 FROM main.sqlite_master WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
                 UNION ALL
                 SELECT 'temp', type, name, tbl_name FROM temp.sqlite_master
                 WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
    let lines: Vec<ObjectLine> = sql_query(query).load(connection).unwrap();
    let line = |line: ObjectLine| {
        let owner = match line.kind.as_str() {
            "index" | "trigger" => line.table_name.to_lowercase(),
            _ => String::new(),
        };
        // A trigger on a table of the other schema is not told apart.
        let namespace = match line.kind.as_str() {
            "trigger" => "",
            _ => &*line.namespace,
        };
        let (kind, name) = (&line.kind, line.name.to_lowercase());
        format!("{kind} {name} {namespace} {owner}")
    };
    lines.into_iter().map(line).collect()
}

fn model_objects(schema: &Schema) -> BTreeSet<String> {
    let mut lines = BTreeSet::new();
    for (_, object) in schema.objects() {
        let namespace = &object.namespace;
        let name = object.name.to_lowercase();
        let (kind, table) = match &object.kind {
            ObjectKind::Table(table) => ("table", table),
            ObjectKind::View(view) => ("view", &view.table),
            _ => continue,
        };
        lines.insert(format!("{kind} {name} {namespace} "));
        for index in &table.indexes {
            let index = index.name.to_lowercase();
            lines.insert(format!("index {index} {namespace} {name}"));
        }
        for trigger in &table.triggers {
            let trigger = trigger.name.to_lowercase();
            lines.insert(format!("trigger {trigger}  {name}"));
        }
    }
    lines
}

fn columns(connection: &mut SqliteConnection, object: &Object) -> Vec<String> {
    let query = format!(
        "SELECT name || ' ' || replace(lower(type), ' ', '') || ' ' || \"notnull\" || ' ' || pk || ' ' || \
         CASE hidden WHEN 0 THEN 'no' WHEN 2 THEN 'virtual' WHEN 3 THEN 'stored' ELSE hidden END || \
         ' ' || (dflt_value IS NOT NULL) AS line FROM pragma_table_xinfo('{}', '{}')",
        object.name, object.namespace
    );
    let lines: Vec<Line> = sql_query(query).load(connection).unwrap();
    lines.into_iter().map(|line| line.line).collect()
}

fn model_columns(table: &Table) -> Vec<String> {
    let key = table.primary_key().unwrap_or_default();
    let line = |column: &migrate_schema::model::Column| {
        let data_type = match &column.data_type {
            Some(data_type) => {
                let BaseType::BuiltIn(name) = &data_type.base else {
                    return format!("{} ?", column.name);
                };
                match data_type.modifiers.is_empty() {
                    true => name.replace(' ', ""),
                    false => format!(
                        "{}({})",
                        name.replace(' ', ""),
                        data_type.modifiers.join(",")
                    ),
                }
            }
            None => String::new(),
        };
        let place = key
            .iter()
            .position(|id| *id == column.id)
            .map_or(0, |place| place + 1);
        let generated = match &column.generated {
            None => "no",
            Some(generated) if generated.stored => "stored",
            Some(_) => "virtual",
        };
        let (name, not_null) = (&column.name, i32::from(column.not_null));
        let default = i32::from(column.default.is_some());
        format!("{name} {data_type} {not_null} {place} {generated} {default}")
    };
    table.columns.iter().map(line).collect()
}

fn indexes(connection: &mut SqliteConnection, object: &Object) -> Vec<String> {
    let query = format!(
        "SELECT name, \"unique\" AS is_unique, origin, partial FROM pragma_index_list('{}', '{}')
         WHERE origin = 'c'",
        object.name, object.namespace
    );
    let lines: Vec<IndexLine> = sql_query(query).load(connection).unwrap();
    let mut found = Vec::new();
    for line in lines {
        let query = format!(
            "SELECT name, \"desc\" AS descending FROM pragma_index_xinfo('{}', '{}') WHERE key = 1",
            line.name, object.namespace
        );
        let parts: Vec<IndexColumn> = sql_query(query).load(connection).unwrap();
        let parts: Vec<String> = parts
            .into_iter()
            .map(|part| {
                format!(
                    "{}/{}",
                    part.name.as_deref().unwrap_or("()"),
                    part.descending
                )
            })
            .collect();
        let (name, unique, partial, parts) =
            (line.name, line.is_unique, line.partial, parts.join(","));
        assert_eq!(line.origin, "c");
        found.push(format!("index {name} {unique} {partial} {parts}"));
    }
    found
}

fn model_indexes(table: &Table) -> Vec<String> {
    let line = |index: &migrate_schema::model::Index| {
        let part = |part: &migrate_schema::model::IndexPart| {
            let target = match &part.target {
                IndexPartTarget::Column(id) => {
                    table.column_by_id(*id).map_or("?", |column| &column.name)
                }
                IndexPartTarget::Expression(_) => "()",
            };
            format!("{target}/{}", i32::from(part.descending))
        };
        let parts: Vec<String> = index.parts.iter().map(part).collect();
        let (name, unique) = (&index.name, i32::from(index.unique));
        let (partial, parts) = (i32::from(index.predicate.is_some()), parts.join(","));
        format!("index {name} {unique} {partial} {parts}")
    };
    table.indexes.iter().map(line).collect()
}

fn foreign_keys(connection: &mut SqliteConnection, object: &Object) -> Vec<String> {
    let query = format!(
        "SELECT lower(\"table\") || ' ' || lower(group_concat(\"from\")) || ' ' || \
         lower(coalesce(group_concat(\"to\"), '')) || ' ' || on_delete AS line \
         FROM (SELECT * FROM pragma_foreign_key_list('{}', '{}') ORDER BY id, seq) GROUP BY id",
        object.name, object.namespace
    );
    let lines: Vec<Line> = sql_query(query).load(connection).unwrap();
    lines.into_iter().map(|line| line.line).collect()
}

fn model_foreign_keys(table: &Table) -> Vec<String> {
    let mut lines = Vec::new();
    for constraint in &table.constraints {
        let ConstraintKind::ForeignKey(key) = &constraint.kind else {
            continue;
        };
        let ForeignKeyTarget::Named {
            table: target,
            columns,
            ..
        } = &key.target
        else {
            continue;
        };
        let own = key.columns.iter();
        let own = own.map(|id| table.column_by_id(*id).map_or("?", |column| &column.name));
        let own: Vec<&str> = own.collect();
        let on_delete = match key.on_delete {
            migrate_sql::statement::Action::Cascade => "CASCADE",
            _ => "NO ACTION",
        };
        let (target, own) = (target.to_lowercase(), own.join(",").to_lowercase());
        let columns = columns.join(",").to_lowercase();
        lines.push(format!("{target} {own} {columns} {on_delete}"));
    }
    lines
}
