//! Calls of functions.
use super::Resolver;
use super::functions::is_postgres_function;
use super::types::Info;
use crate::Dialect;
use crate::model::{BaseType, ObjectId, ObjectKind, Routine, Use};
use crate::{Fault, Missing};
use migrate_sql::spelling::closest;
use migrate_sql::statement::{Call, ExprNode, Kind};

impl Resolver<'_> {
    /// Resolves a call and its arguments.
    pub(super) fn call(&mut self, call: &Call) -> Info {
        if self.dialect == Dialect::Mysql && names_sequence(call) {
            // Its first argument is the sequence's name.
            for node in &call.arguments[1..] {
                self.node(node);
            }
            self.is_unresolved = true;
            return Info::default();
        }
        let faults = self.faults.len();
        let arguments: Vec<Info> = call.arguments.iter().map(|node| self.node(node)).collect();
        for node in &call.others {
            self.node(node);
        }
        if self.dialect != Dialect::Postgres {
            return Info::default();
        }
        const OF_SEQUENCES: &[&str] = &["nextval", "currval", "setval"];
        let name = &*call.name.name.text;
        let (found, is_complete) = self.schema.find_routines(&call.name);
        let namespace = call.name.namespace();
        if OF_SEQUENCES.contains(&name)
            && found.is_empty()
            && namespace.is_none_or(|namespace| namespace.text == "pg_catalog")
            && let Some(sequence) = call.arguments.first()
        {
            self.regclass(sequence);
        }
        if !found.is_empty() || !is_complete {
            self.routine(call, &found, is_complete);
            return Info::default();
        }
        if is_postgres_function(name) || call.special {
            let of_enum = self.greatest_of_enum(name, &arguments);
            return of_enum.unwrap_or_else(|| built_in(name, &arguments));
        }
        if self.faults.len() == faults && self.is_no_function(&call.name, call.arguments.len()) {
            let fault = self.missing_function(call);
            self.fault(fault);
        }
        self.is_unresolved = true;
        Info::default()
    }

    /// What `max` and `min` give of an enum.
    fn greatest_of_enum(&self, name: &str, arguments: &[Info]) -> Option<Info> {
        let data_type = arguments.first()?.data_type.as_ref()?;
        let BaseType::Named(id) = &data_type.base else {
            return None;
        };
        let is_enum = matches!(self.schema.get(*id)?.kind, ObjectKind::Enum(_));
        let is_value = is_enum && data_type.dimensions == 0;
        (is_value && ["max", "min"].contains(&name)).then(|| Info {
            data_type: Some(data_type.clone()),
            ..Info::default()
        })
    }

    /// Which one of the schema's own functions is called, if there is only one that can be.
    fn routine(&mut self, call: &Call, found: &[ObjectId], is_complete: bool) {
        let takes = |id: &&ObjectId| match &self.schema.object(**id).kind {
            ObjectKind::Routine(routine) => takes(routine, call.arguments.len()),
            _ => true,
        };
        let candidates: Vec<&ObjectId> = match call.special || call.star {
            true => found.iter().collect(),
            false => found.iter().filter(takes).collect(),
        };
        let hides = call.name.qualifiers.is_empty() && is_postgres_function(&call.name.name.text);
        match &candidates[..] {
            [only] if is_complete && !hides => {
                self.uses.insert(Use::Object(**only));
            }
            _ => self.is_unresolved = true,
        }
    }

    fn missing_function(&self, call: &Call) -> Fault {
        const EXTENSIONS: &[(&str, &str)] = &[
            ("uuid_generate_v1", "uuid-ossp"),
            ("uuid_generate_v1mc", "uuid-ossp"),
            ("uuid_generate_v4", "uuid-ossp"),
            ("uuid_generate_v5", "uuid-ossp"),
            ("crypt", "pgcrypto"),
            ("digest", "pgcrypto"),
            ("gen_random_bytes", "pgcrypto"),
            ("gen_salt", "pgcrypto"),
            ("hmac", "pgcrypto"),
            ("similarity", "pg_trgm"),
            ("unaccent", "unaccent"),
        ];
        let name = &call.name.name;
        let message = format!("there is no function `{}`", call.name);
        let fault = Fault::new(
            migrate_sql::codes::UNKNOWN_FUNCTION,
            call.name.span(),
            message,
        )
        .missing(Missing {
            kind: Kind::Routine,
            of: None,
            name: name.text.clone(),
        });
        let brings = EXTENSIONS
            .iter()
            .find(|(function, _)| *function == name.text);
        if let Some((_, extension)) = brings {
            let help = format!("write `CREATE EXTENSION \"{extension}\";` before it");
            return fault.help(help);
        }
        let namespaces = self.schema.namespaces.values();
        let known = namespaces.flat_map(|namespace| namespace.routines.keys());
        match closest(&name.text, known.map(|name| &**name)) {
            Some(close) => fault.help(format!("the closest one is `{close}`")),
            None => fault,
        }
    }
}

/// Whether it is a call of MariaDB's functions of sequences: `NEXTVAL(s)`.
fn names_sequence(call: &Call) -> bool {
    const FUNCTIONS: &[&str] = &["nextval", "lastval", "setval"];
    let name = call.name.name.text.to_ascii_lowercase();
    call.name.qualifiers.is_empty()
        && FUNCTIONS.contains(&&*name)
        && matches!(call.arguments.first(), Some(ExprNode::Column(_)))
}

/// Whether a function can be called with so many arguments.
fn takes(routine: &Routine, count: usize) -> bool {
    let inputs = routine
        .parameters
        .iter()
        .filter(|parameter| !matches!(parameter.mode, "out" | "table"));
    let all = inputs.clone().count();
    let needed = inputs.clone().filter(|input| !input.has_default).count();
    let is_variadic = inputs.clone().any(|input| input.mode == "variadic");
    match is_variadic {
        true => count + 1 >= needed,
        false => (needed..=all).contains(&count),
    }
}

/// What PostgreSQL's own functions return, as far as it is certain.
fn built_in(name: &str, arguments: &[Info]) -> Info {
    let first = arguments.first().cloned().unwrap_or_default();
    let of_first = |of: &[&str]| first.name().is_some_and(|name| of.contains(&name));
    let text = &["text", "varchar", "bpchar"];
    match name {
        "count" | "row_number" | "rank" | "dense_rank" | "nextval" | "currval" | "setval"
        | "lastval" => Info::built_in("int8"),
        "now"
        | "current_timestamp"
        | "clock_timestamp"
        | "statement_timestamp"
        | "transaction_timestamp"
        | "to_timestamp" => Info::built_in("timestamptz"),
        "localtimestamp" => Info::built_in("timestamp"),
        "current_date" => Info::built_in("date"),
        "gen_random_uuid" => Info::built_in("uuid"),
        "current_user" | "session_user" | "current_role" | "current_schema" | "user" => {
            Info::built_in("name")
        }
        "concat" | "concat_ws" | "to_char" | "string_agg" | "format" | "initcap" | "replace"
        | "split_part" | "repeat" | "regexp_replace" | "md5" | "quote_ident"
            if name != "string_agg" || of_first(text) =>
        {
            Info::built_in("text")
        }
        "lower" | "upper" | "btrim" | "ltrim" | "rtrim" | "left" | "right" | "reverse"
            if of_first(text) =>
        {
            Info::built_in("text")
        }
        "length" | "char_length" | "character_length" if of_first(text) => Info::built_in("int4"),
        "bool_or" | "bool_and" | "every" => Info::built_in("bool"),
        "json_build_object" | "json_build_array" | "to_json" | "row_to_json" | "json_agg" => {
            Info::built_in("json")
        }
        "jsonb_build_object" | "jsonb_build_array" | "to_jsonb" | "jsonb_agg" | "jsonb_set" => {
            Info::built_in("jsonb")
        }
        "to_tsvector" => Info::built_in("tsvector"),
        "coalesce" | "greatest" | "least" => Info::common(arguments),
        "sum" => match first.name() {
            Some("int2" | "int4") => Info::built_in("int8"),
            Some("int8" | "numeric") => Info::built_in("numeric"),
            Some(name @ ("float4" | "float8" | "interval" | "money")) => Info::built_in(name),
            _ => Info::default(),
        },
        "avg" => match first.name() {
            Some("int2" | "int4" | "int8" | "numeric") => Info::built_in("numeric"),
            Some("float4" | "float8") => Info::built_in("float8"),
            Some("interval") => Info::built_in("interval"),
            _ => Info::default(),
        },
        "max" | "min" => match first.name() {
            Some(
                name @ ("int2" | "int4" | "int8" | "float4" | "float8" | "numeric" | "text"
                | "date" | "timestamp" | "timestamptz" | "interval"),
            ) => Info::built_in(name),
            Some("varchar") => Info::built_in("text"),
            _ => Info::default(),
        },
        _ => Info::default(),
    }
}
