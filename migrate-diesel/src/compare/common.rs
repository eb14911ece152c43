//! One schema for several dialects.
use super::Expected;
use super::fits::{Fitting, without_null};
use crate::custom_types::rust_string;
use crate::text::Text;
use crate::{ColumnItem, RustType, TableItem};

/// A table of which no one definition does for all dialects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// Its name in SQL.
    pub table: String,
    /// What differs: `the column `id` is `Uuid` for postgres and `Text` for sqlite`.
    pub why: String,
}

/// The Rust of all tables that every dialect has with the same columns, whose types fit each of
/// them; and the tables that one dialect at least has otherwise.
pub fn common(dialects: &[Expected]) -> (String, Vec<LeftOut>) {
    let Some((first, others)) = dialects.split_first() else {
        return Default::default();
    };
    let mut text = Text::default();
    let mut left_out = Vec::new();
    let mut kept: Vec<&str> = Vec::new();
    for table in &first.file.tables {
        match columns(table, dialects) {
            Ok(columns) => {
                kept.push(&table.name);
                write_table(table, &columns, &mut text);
            }
            Err(why) => left_out.push(LeftOut {
                table: table.sql_name.clone(),
                why,
            }),
        }
    }
    for other in others {
        for table in &other.file.tables {
            let is_there = first.file.tables.iter().any(|one| one.name == table.name);
            if !is_there && left_out.iter().all(|left| left.table != table.sql_name) {
                left_out.push(LeftOut {
                    table: table.sql_name.clone(),
                    why: not_there(first),
                });
            }
        }
    }
    for one in &first.file.joinables {
        let is_everywhere = others.iter().all(|other| {
            let mut joinables = other.file.joinables.iter();
            joinables.any(|other| {
                (&other.child, &other.parent, &other.column)
                    == (&one.child, &one.parent, &one.column)
            })
        });
        if is_everywhere && kept.contains(&&*one.child) && kept.contains(&&*one.parent) {
            let (child, parent, column) = (&one.child, &one.parent, &one.column);
            text.line(&format!(
                "diesel::joinable!({child} -> {parent} ({column}));"
            ));
        }
    }
    for group in &first.file.groups {
        let tables = group.tables.iter().map(|table| table.as_str());
        let tables: Vec<&str> = tables.filter(|table| kept.contains(table)).collect();
        if tables.len() > 1 {
            text.same_query(&tables);
        }
    }
    (text.finish(), left_out)
}

fn write_table(table: &TableItem, columns: &[(&ColumnItem, RustType)], text: &mut Text) {
    text.line("diesel::table! {");
    text.indented(|text| {
        if table.name != table.sql_name {
            text.line(&format!("#[sql_name = {}]", rust_string(&table.sql_name)));
        }
        let key = table.primary_key.join(", ");
        text.line(&format!("{} ({key}) {{", table.name));
        text.indented(|text| {
            for (column, rust_type) in columns {
                if column.name != column.sql_name {
                    text.line(&format!("#[sql_name = {}]", rust_string(&column.sql_name)));
                }
                text.line(&format!("{} -> {rust_type},", column.name));
            }
        });
        text.line("}");
    });
    text.line("}");
}

fn not_there(expected: &Expected) -> String {
    format!(
        "there is none, or none that can be printed, for {}",
        expected.dialect
    )
}

/// The columns of a table with the types that fit each dialect, or why there are none.
fn columns<'e>(
    table: &'e TableItem,
    dialects: &'e [Expected],
) -> Result<Vec<(&'e ColumnItem, RustType)>, String> {
    let find = |expected: &'e Expected| {
        let mut tables = expected.file.tables.iter();
        let found = tables.find(|other| other.name == table.name);
        let found = found.ok_or_else(|| not_there(expected))?;
        let is_in = |column: &ColumnItem, table: &TableItem| {
            let mut columns = table.columns.iter();
            columns.any(|other| other.sql_name == column.sql_name)
        };
        let mut own = found.columns.iter();
        if let Some(column) = own.find(|column| !is_in(column, table)) {
            let (name, only) = (&column.sql_name, expected.dialect);
            return Err(format!("only {only} has the column `{name}`"));
        }
        let mut others = table.columns.iter();
        if let Some(column) = others.find(|column| !is_in(column, found)) {
            let (name, not) = (&column.sql_name, expected.dialect);
            return Err(format!("{not} has no column `{name}`"));
        }
        match found.primary_key.len() == table.primary_key.len() {
            true => Ok((expected, found)),
            false => Err("the primary keys differ".to_owned()),
        }
    };
    let tables: Vec<_> = dialects.iter().map(find).collect::<Result<_, _>>()?;
    let common_column = |column: &'e ColumnItem| {
        let in_table = |(expected, table): &(&'e Expected, &'e TableItem)| {
            let mut columns = table.columns.iter();
            let found = columns.find(|other| other.sql_name == column.sql_name)?;
            let is_key = table.primary_key.contains(&found.name);
            Some((*expected, found, is_key))
        };
        let all: Vec<_> = tables.iter().filter_map(in_table).collect();
        // A key is never null where one dialect says so.
        let is_nullable = all
            .iter()
            .any(|(_, found, is_key)| without_null(&found.rust_type).1 && !is_key);
        let candidates = all.iter().map(|(_, found, _)| {
            let (inner, _) = without_null(&found.rust_type);
            match is_nullable {
                true => RustType {
                    name: "Nullable".to_owned(),
                    arguments: vec![inner.clone()],
                },
                false => inner.clone(),
            }
        });
        let fits_all = |candidate: &RustType| {
            all.iter().all(|(expected, found, is_key)| {
                let fitting = Fitting {
                    dialect: expected.dialect,
                    is_shared: true,
                    is_never_null: *is_key,
                    defined: &expected.file.types,
                    expected_types: &expected.file.types,
                };
                let (inner, _) = without_null(candidate);
                fitting.is_diesels(inner) && fitting.fits(candidate, &found.rust_type)
            })
        };
        let mut candidates = candidates;
        candidates.find(fits_all).map_or_else(
            || {
                let each = all.iter().map(|(expected, found, _)| {
                    format!("`{}` for {}", found.rust_type, expected.dialect)
                });
                let each = each.collect::<Vec<_>>().join(" and ");
                Err(format!("the column `{}` is {each}", column.sql_name))
            },
            |fitting| Ok((column, fitting)),
        )
    };
    table.columns.iter().map(common_column).collect()
}
