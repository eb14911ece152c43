//! The tables that an FTS5 table is to diesel_cli: itself, and those that it keeps its data in. Of other
//! modules it is not known what they make.
use migrate_schema::Schema;
use migrate_schema::model::{
    Column, Constraint, ConstraintKind, DataType, Key, Object, Table, TableKind, VirtualTable,
};

const MODULE: &str = "fts5";
/// What makes no other tables and columns.
const HARMLESS: &[&str] = &["tokenize", "prefix", "content_rowid", "detail"];

/// What a virtual table makes, as tables like others; `None` for other tables, and where that is not
/// known.
pub(super) fn tables(object: &Object, table: &Table) -> Option<Vec<(Object, Table)>> {
    let TableKind::Virtual(made) = &table.kind else {
        return None;
    };
    if made.module != MODULE || !object.is_certain {
        return None;
    }
    let options = Options::of(made)?;
    let of_name = |name: &str, made: Table| {
        let object = Object {
            name: name.to_owned(),
            ..object.clone()
        };
        (object, made)
    };
    let mut own = Table::default();
    let names = table.columns.iter().map(|column| &*column.name);
    for name in names.chain([&*object.name, "rank"]) {
        own.add_column(untyped(name));
    }
    let mut all = vec![of_name(&object.name, own)];
    let mut shadow = |name: &str, made: Table| {
        all.push(of_name(&format!("{}_{name}", object.name), made));
    };
    let rowid = ("id", "integer");
    shadow("data", keyed(&[rowid, ("block", "blob")], 1));
    shadow(
        "idx",
        keyed(&[("segid", ""), ("term", ""), ("pgno", "")], 2),
    );
    if options.has_content {
        let names: Vec<String> = (0..table.columns.len()).map(|n| format!("c{n}")).collect();
        let columns = names.iter().map(|name| (&**name, ""));
        let columns: Vec<(&str, &str)> = [rowid].into_iter().chain(columns).collect();
        shadow("content", keyed(&columns, 1));
    }
    if options.has_sizes {
        shadow("docsize", keyed(&[rowid, ("sz", "blob")], 1));
    }
    shadow("config", keyed(&[("k", ""), ("v", "")], 1));
    Some(all)
}

/// Whether a name can only be that of a table that a virtual table makes.
pub(super) fn is_own(schema: &Schema, name: &str) -> bool {
    schema.tables().any(|(_, object, table)| {
        let (before, behind) = name.split_at_checked(object.name.len()).unwrap_or_default();
        before.eq_ignore_ascii_case(&object.name)
            && behind.starts_with('_')
            && tables(object, table).is_some()
    })
}

/// What the options of FTS5 say about its tables.
struct Options {
    has_content: bool,
    has_sizes: bool,
}

impl Options {
    /// Reads them; `None` where one is not known.
    fn of(made: &VirtualTable) -> Option<Self> {
        let mut options = Self {
            has_content: true,
            has_sizes: true,
        };
        for argument in &made.arguments {
            let Some((name, value)) = argument.split_once('=') else {
                continue;
            };
            match &*name.trim().to_ascii_lowercase() {
                "content" => options.has_content = false,
                "columnsize" => options.has_sizes = value.trim() != "0",
                name if HARMLESS.contains(&name) => {}
                _ => return None,
            }
        }
        Some(options)
    }
}

fn untyped(name: &str) -> Column {
    Column::new(name, Some(DataType::built_in("")))
}

/// A table with some columns, the first of which are its key. One without a rowid has no nulls there.
fn keyed(columns: &[(&str, &str)], key: usize) -> Table {
    let mut table = Table::default();
    let has_rowid = columns.iter().any(|(_, data_type)| *data_type == "integer");
    if !has_rowid {
        table
            .options
            .insert("without rowid".to_owned(), String::new());
    }
    let mut of_key = Vec::new();
    for (n, (name, data_type)) in columns.iter().enumerate() {
        let mut column = Column::new(name, Some(DataType::built_in(data_type)));
        column.not_null = !has_rowid && n < key;
        let id = table.add_column(column);
        if n < key {
            of_key.push(id);
        }
    }
    table.constraints.push(Constraint {
        name: None,
        is_generated_name: false,
        kind: ConstraintKind::PrimaryKey(Key {
            columns: of_key,
            ..Key::default()
        }),
        deferrable: (false, false),
        not_valid: false,
        comment: None,
        of_column: None,
        also_own: false,
        on_conflict: None,
    });
    table
}
