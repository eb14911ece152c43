//! What PostgreSQL refuses in an expression by where it stands, whatever the rows are: the contexts are
//! those of `ParseExprKind`, what each takes is in `parse_agg.c`, `parse_func.c` and `parse_expr.c`.
use super::column::is_system;
use crate::{Fault, Schema};
use migrate_sql::SESSION_VALUES;
use migrate_sql::statement::{Call, ExprNode, Expression, Name};

/// Where an expression stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Context {
    Check,
    Default,
    Generated,
    Index,
    PartitionBound,
    PartitionKey,
    Policy,
    Statistics,
    /// `ALTER COLUMN … TYPE … USING`.
    Transform,
    TriggerCondition,
}

/// What an expression holds that its context does not take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    /// A column of the table.
    Column,
    Subquery,
    /// A column that every table has.
    SystemColumn(String),
    /// A call of an aggregate, of a window function, of a function that returns rows.
    Call(String, &'static str),
}

/// The engine's functions of which every variant is an aggregate (`pg_proc.prokind` of PostgreSQL 15 and
/// 18).
const AGGREGATES: &[&str] = &[
    "any_value",
    "array_agg",
    "avg",
    "bit_and",
    "bit_or",
    "bool_and",
    "bool_or",
    "corr",
    "count",
    "covar_pop",
    "covar_samp",
    "every",
    "json_agg",
    "json_object_agg",
    "jsonb_agg",
    "jsonb_object_agg",
    "max",
    "min",
    "mode",
    "percentile_cont",
    "percentile_disc",
    "range_agg",
    "range_intersect_agg",
    "regr_avgx",
    "regr_avgy",
    "regr_count",
    "regr_intercept",
    "regr_r2",
    "regr_slope",
    "regr_sxx",
    "regr_sxy",
    "regr_syy",
    "stddev",
    "stddev_pop",
    "stddev_samp",
    "string_agg",
    "sum",
    "var_pop",
    "var_samp",
    "variance",
    "xmlagg",
];

/// Those of which every variant is a window function.
const WINDOW_FUNCTIONS: &[&str] = &[
    "first_value",
    "lag",
    "last_value",
    "lead",
    "nth_value",
    "ntile",
    "row_number",
];

/// Those of which every variant returns rows (`pg_proc.proretset`).
const OF_ROWS: &[&str] = &[
    "generate_series",
    "generate_subscripts",
    "json_array_elements",
    "json_array_elements_text",
    "json_each",
    "json_each_text",
    "json_object_keys",
    "json_populate_recordset",
    "json_to_recordset",
    "jsonb_array_elements",
    "jsonb_array_elements_text",
    "jsonb_each",
    "jsonb_each_text",
    "jsonb_object_keys",
    "jsonb_path_query",
    "jsonb_path_query_tz",
    "jsonb_populate_recordset",
    "jsonb_to_recordset",
    "regexp_matches",
    "regexp_split_to_table",
    "string_to_table",
    "unnest",
];

impl Context {
    /// What stands there, with its article.
    fn text(self) -> &'static str {
        match self {
            Context::Check => "a check",
            Context::Default => "a default",
            Context::Generated => "a generated column",
            Context::Index => "an index",
            Context::PartitionBound => "the bounds of a partition",
            Context::PartitionKey => "a partition key",
            Context::Policy => "a policy",
            Context::Statistics => "statistics",
            Context::Transform => "`USING`",
            Context::TriggerCondition => "the condition of a trigger",
        }
    }

    fn takes_no_column(self) -> bool {
        matches!(self, Context::Default | Context::PartitionBound)
    }

    fn takes_system_column(self, name: &str) -> bool {
        match self {
            Context::Check | Context::Generated => name == "tableoid",
            Context::Index | Context::PartitionKey | Context::Statistics => false,
            _ => true,
        }
    }
}

/// Finds the first thing in an expression that its context does not take.
pub(super) fn find(schema: &Schema, node: &ExprNode, context: Context) -> Option<Refused> {
    if node.query().is_some() {
        // What stands in a query is the query's matter.
        return (context != Context::Policy).then_some(Refused::Subquery);
    }
    match node {
        ExprNode::Column(column) if context.takes_no_column() => {
            let is_value = column.table.is_none() && is_session_value(&column.name);
            return (!is_value).then_some(Refused::Column);
        }
        ExprNode::Column(column) => {
            let name = &column.name.text;
            let is_refused = is_system(name) && !context.takes_system_column(name);
            return is_refused.then(|| Refused::SystemColumn(name.clone()));
        }
        ExprNode::Call(call) => {
            if let Some(is) = kind_of(schema, call) {
                return Some(Refused::Call(call.name.name.text.clone(), is));
            }
        }
        _ => {}
    }
    let mut parts = node.parts().into_iter();
    parts.find_map(|part| find(schema, part, context))
}

fn is_session_value(name: &Name) -> bool {
    !name.quoted && SESSION_VALUES.contains(&&*name.text)
}

/// What kind of function a call is of, if it is one that few contexts take and if it surely is the engine's function.
fn kind_of(schema: &Schema, call: &Call) -> Option<&'static str> {
    let is_the_engines = match call.name.namespace() {
        None => schema.find_routines(&call.name) == (Vec::new(), true),
        Some(namespace) => namespace.text == "pg_catalog",
    };
    let kinds = [
        (AGGREGATES, "an aggregate"),
        (WINDOW_FUNCTIONS, "a window function"),
        (OF_ROWS, "a function that returns rows"),
    ];
    let name = &*call.name.name.text;
    let mut kinds = kinds.into_iter().filter(|_| is_the_engines);
    kinds.find_map(|(names, is)| names.contains(&name).then_some(is))
}

/// Says what an expression holds that its context does not take.
pub(super) fn fault(schema: &Schema, expression: &Expression, context: Context) -> Option<Fault> {
    let within = context.text();
    let refused = find(schema, &expression.root, context)?;
    let message = match &refused {
        Refused::Column => format!("{within} can't refer to a column"),
        Refused::Subquery => format!("there can't be a subquery in {within}"),
        Refused::SystemColumn(name) => {
            format!("`{name}` is a system column: it can't be part of {within}")
        }
        Refused::Call(name, is) => format!("`{name}` is {is}: there can't be one in {within}"),
    };
    let fault = Fault::new(
        migrate_sql::codes::INVALID_DEFINITION,
        expression.span,
        message,
    );
    Some(match refused {
        Refused::Column if context == Context::PartitionBound => {
            fault.help("put a text or a date in single quotes")
        }
        Refused::Column => fault.help(
            "put a text in single quotes; to compute from other columns, write \
             `GENERATED ALWAYS AS (…) STORED`",
        ),
        _ => fault,
    })
}
