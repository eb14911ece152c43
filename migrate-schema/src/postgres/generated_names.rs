//! The names that PostgreSQL makes up: `t_pkey`, `t_a_b_idx`, `t_a_seq1`.
//!
//! After `makeObjectName`, `ChooseRelationName` and `ChooseConstraintName` of its sources: both parts
//! are cut until all fits into 63 bytes, the longer one first, and a number is put behind the label
//! until the name is free.
use crate::Dialect;
use crate::Schema;
use crate::made_up_names::{LONGEST, clipped};
use crate::model::{ColumnId, ObjectKind, Piece, Relation, StoredExpression, Table};
use migrate_sql::statement::{ExprNode, Expression, IndexElement, IndexTarget};
use std::fmt::Write;

/// `name1_name2_label`, cut to what fits.
pub(super) fn object_name(name1: &str, name2: Option<&str>, label: &str) -> String {
    let overhead = label.len() + 1 + name2.map_or(0, |_| 1);
    let available = LONGEST.saturating_sub(overhead);
    let mut first = name1.len();
    let mut second = name2.map_or(0, str::len);
    while first + second > available {
        match first > second {
            true => first -= 1,
            false => second -= 1,
        }
    }
    let first = clipped(name1, first);
    match name2 {
        Some(name2) => format!("{first}_{}_{label}", clipped(name2, second)),
        None => format!("{first}_{label}"),
    }
}

/// A name for a sequence, an index or a constraint that has one.
pub(super) fn relation_name(
    schema: &Schema,
    namespace: &str,
    names: (&str, Option<&str>),
    label: &str,
    is_constraint: bool,
) -> String {
    first_free(names, label, |name| {
        let relations = schema.namespaces.get(namespace);
        let is_relation = relations.is_some_and(|own| own.relations.contains_key(name));
        is_relation || (is_constraint && is_constraint_name(schema, namespace, name))
    })
}

/// A name for a check or foreign key.
pub(super) fn constraint_name(
    schema: &Schema,
    namespace: &str,
    names: (&str, Option<&str>),
    label: &str,
) -> String {
    // Most likely the table itself has it, from a constraint that was made before.
    let relations = schema.namespaces.get(namespace).map(|own| &own.relations);
    let table = match relations.and_then(|relations| relations.get(names.0)) {
        Some(Relation::Object(id)) => schema.table(*id),
        _ => None,
    };
    let has_it = |table: &Table, name: &str| table.constraint(Dialect::Postgres, name).is_some();
    first_free(names, label, |name| {
        table.is_some_and(|table| has_it(table, name))
            || is_constraint_name(schema, namespace, name)
    })
}

fn first_free(
    (name1, name2): (&str, Option<&str>),
    label: &str,
    is_taken: impl Fn(&str) -> bool,
) -> String {
    let mut name = object_name(name1, name2, label);
    let mut pass = 0_usize;
    let mut digits = 0;
    while is_taken(&name) {
        pass += 1;
        let before = std::mem::replace(&mut digits, pass.ilog10() as usize + 1);
        if digits == before {
            name.truncate(name.len() - digits);
            _ = write!(name, "{pass}");
        } else {
            // What is before a longer number may have to be cut.
            name = object_name(name1, name2, &format!("{label}{pass}"));
        }
    }
    name
}

/// Whether any table or domain of the schema has a constraint of that name.
fn is_constraint_name(schema: &Schema, namespace: &str, name: &str) -> bool {
    let mut objects = schema.objects();
    objects.any(|(_, object)| {
        object.namespace == namespace
            && match &object.kind {
                ObjectKind::Table(table) => table.constraint(Dialect::Postgres, name).is_some(),
                ObjectKind::Domain(domain) => domain.checks.iter().any(|(own, _)| own == name),
                _ => false,
            }
    })
}

/// Several columns in one name.
pub(super) fn joined<'n>(columns: impl IntoIterator<Item = &'n str>) -> String {
    let mut all = String::new();
    for column in columns {
        if !all.is_empty() {
            all.push('_');
        }
        all.push_str(column);
        if all.len() > LONGEST {
            break;
        }
    }
    all
}

/// What the columns of an index are called in its name: no two alike.
pub(super) fn index_columns(elements: &[IndexElement], include: &[&str]) -> Vec<String> {
    let elements = elements.iter().map(|element| match &element.target {
        IndexTarget::Column(name) => name.text.clone(),
        IndexTarget::Expression(expression) => {
            expression_name(expression).unwrap_or_else(|| "expr".to_owned())
        }
    });
    distinct(elements.chain(include.iter().map(|name| (*name).to_owned())))
}

/// Puts numbers behind names that come again.
pub(super) fn distinct(names: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for original in names {
        let mut name = original.clone();
        let mut count = 0_u32;
        while all.contains(&name) {
            count += 1;
            let number = count.to_string();
            name = format!("{}{number}", clipped(&original, LONGEST - number.len()));
        }
        all.push(name);
    }
    all
}

/// What an expression is called where it has no name, if it is called anything.
pub(super) fn expression_name(expression: &Expression) -> Option<String> {
    node_name(&expression.root).map(|(name, _)| name)
}

/// What an expression is called that is kept: as [`expression_name`], as far as its tokens tell.
pub(super) fn stored_name(stored: &StoredExpression, table: &Table) -> String {
    let column = |id: &ColumnId| table.column_by_id(*id).map_or("", |column| &column.name);
    let mut pieces = &stored.pieces[..];
    let is = |piece: &Piece, text: &str| matches!(piece, Piece::Text(own) if own == text);
    while let [first, inner @ .., last] = pieces {
        if !(is(first, "(") && is(last, ")") && closes_last(pieces)) {
            break;
        }
        pieces = inner;
    }
    let name = match pieces {
        [Piece::Column(id)] => column(id),
        [Piece::Column(id), cast, ..] if is(cast, "::") => column(id),
        [Piece::Text(first), ..] if first == "case" => "case",
        [Piece::Text(name), rest @ ..]
            if rest.first().is_some_and(|piece| is(piece, "(")) && closes_last(rest) =>
        {
            return function_name(name.trim_matches('"'));
        }
        _ => "expr",
    };
    name.to_owned()
}

/// Whether the bracket that opens first closes last.
fn closes_last(pieces: &[Piece]) -> bool {
    let mut depth = 0_usize;
    for (place, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Text(text) if text == "(" => depth += 1,
            Piece::Text(text) if text == ")" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return place + 1 == pieces.len();
        }
    }
    false
}

/// The name and how good it is: a type's is only taken where there is no better one
/// (`FigureColnameInternal`).
fn node_name(node: &ExprNode) -> Option<(String, u8)> {
    match node {
        ExprNode::Column(column) => Some((column.name.text.clone(), 2)),
        ExprNode::Call(call) => Some((function_name(&call.name.name.text), 2)),
        ExprNode::Cast(operand, data_type) => match node_name(operand) {
            Some((name, 2)) => Some((name, 2)),
            _ => Some((type_name(&data_type.name.name.text).to_owned(), 1)),
        },
        ExprNode::Case(case) => match case.otherwise.as_ref().and_then(node_name) {
            Some((name, 2)) => Some((name, 2)),
            _ => Some(("case".to_owned(), 1)),
        },
        ExprNode::Array(..) | ExprNode::ArraySubquery(_) => Some(("array".to_owned(), 2)),
        ExprNode::Row(..) => Some(("row".to_owned(), 2)),
        ExprNode::Exists(_) => Some(("exists".to_owned(), 2)),
        ExprNode::Field(_, name) => Some((name.text.clone(), 2)),
        ExprNode::Subscript(of, ..) => node_name(of),
        ExprNode::Unary { operator, operand } if operator.starts_with("collate") => {
            node_name(operand)
        }
        ExprNode::Binary { operator, .. } if operator == "at time zone" => {
            Some(("timezone".to_owned(), 2))
        }
        ExprNode::Binary { operator, left, .. } if operator == "collate" => node_name(left),
        _ => None,
    }
}

/// What the grammar makes of a function with a syntax of its own.
fn function_name(written: &str) -> String {
    match written {
        "trim" => "btrim".to_owned(),
        _ => written.to_owned(),
    }
}

/// What the grammar makes of a type that is a keyword.
fn type_name(written: &str) -> &str {
    match written {
        "bigint" => "int8",
        "bit varying" => "varbit",
        "boolean" => "bool",
        "character" => "bpchar",
        "character varying" => "varchar",
        "dec" | "decimal" => "numeric",
        "double precision" | "float" => "float8",
        "int" | "integer" => "int4",
        "real" => "float4",
        "smallint" => "int2",
        "time with time zone" => "timetz",
        "time without time zone" => "time",
        "timestamp with time zone" => "timestamptz",
        "timestamp without time zone" => "timestamp",
        _ => written,
    }
}

#[cfg(test)]
mod tests {
    use super::{distinct, joined, object_name};

    #[test]
    fn names_are_cut_evenly() {
        assert_eq!(object_name("t", None, "pkey"), "t_pkey");
        assert_eq!(object_name("t", Some("a_b"), "idx"), "t_a_b_idx");
        let (long, other) = ("a".repeat(60), "b".repeat(60));
        let expected = format!("{}_{}_fkey", "a".repeat(29), "b".repeat(28));
        assert_eq!(object_name(&long, Some(&other), "fkey"), expected);
        let wide = "ä".repeat(31);
        assert_eq!(
            object_name(&wide, None, "pkey"),
            format!("{}_pkey", "ä".repeat(29))
        );
    }

    #[test]
    fn columns_are_told_apart() {
        let names = ["a", "expr", "a", "expr", "expr"].map(str::to_owned);
        assert_eq!(distinct(names), ["a", "expr", "a1", "expr1", "expr2"]);
        assert_eq!(joined(["a", "b"]), "a_b");
    }
}
