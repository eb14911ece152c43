//! What the name of a type stands for.
use crate::Dialect;
use crate::lookup::Found;
use crate::model::{BaseType, DataType};
use crate::{Fault, Missing, Schema};
use migrate_sql::needs_quotes;
use migrate_sql::spelling::closest;
use migrate_sql::statement::{Kind, QualifiedName, TypeName};

/// The types that every database has, by their names in `pg_type`: in all versions from 14 on, but for
/// `oid8` and `regdatabase` of 19.
const BUILT_IN: &str = "aclitem bit bool box bpchar bytea char cid cidr circle date datemultirange \
    daterange float4 float8 gtsvector inet int2 int2vector int4 int4multirange int4range int8 \
    int8multirange int8range interval json jsonb jsonpath line lseg macaddr macaddr8 money name \
    numeric nummultirange numrange oid oid8 oidvector path pg_brin_bloom_summary \
    pg_brin_minmax_multi_summary pg_dependencies pg_lsn pg_mcv_list pg_ndistinct pg_node_tree \
    pg_snapshot point polygon refcursor regclass regcollation regconfig regdatabase regdictionary \
    regnamespace regoper regoperator regproc regprocedure regrole regtype text tid time timestamp \
    timestamptz timetz tsmultirange tsquery tsrange tstzmultirange tstzrange tsvector txid_snapshot uuid varbit \
    varchar xid xid8 xml any anyarray anycompatible anycompatiblearray anycompatiblemultirange \
    anycompatiblenonarray anycompatiblerange anyelement anyenum anymultirange anynonarray anyrange \
    cstring event_trigger fdw_handler index_am_handler internal language_handler pg_ddl_command \
    record table_am_handler trigger tsm_handler unknown void";

/// Those that take something in brackets, and at most how many.
const WITH_MODIFIERS: &[(&str, usize)] = &[
    ("bit", 1),
    ("bpchar", 1),
    ("interval", 2),
    ("numeric", 2),
    ("time", 1),
    ("timestamp", 1),
    ("timestamptz", 1),
    ("timetz", 1),
    ("varbit", 1),
    ("varchar", 1),
];

/// What the grammar knows by another name.
const SPELLINGS: &[(&str, &str)] = &[
    ("bigint", "int8"),
    ("bit varying", "varbit"),
    ("boolean", "bool"),
    ("character", "bpchar"),
    ("character varying", "varchar"),
    ("dec", "numeric"),
    ("decimal", "numeric"),
    ("double precision", "float8"),
    ("float", "float8"),
    ("int", "int4"),
    ("integer", "int4"),
    ("real", "float4"),
    ("smallint", "int2"),
    ("time with time zone", "timetz"),
    ("time without time zone", "time"),
    ("timestamp with time zone", "timestamptz"),
    ("timestamp without time zone", "timestamp"),
];

/// Finds a type. `serial` and its like, which are types only where a column is defined, are not known
/// here.
///
/// # Errors
///
/// If there is no such type, or it takes no such modifiers.
pub fn resolve(schema: &Schema, name: &TypeName) -> Result<DataType, Fault> {
    if name.is_reference {
        return Ok(unknown(name));
    }
    let mut found = match built_in(name).filter(|_| !is_hidden(schema, &name.name)) {
        Some(base) => DataType {
            base: BaseType::BuiltIn(base.to_owned()),
            modifiers: name.modifiers.clone(),
            dimensions: name.dimensions,
        },
        None => match schema.find_type(&name.name) {
            Found::Known(id) => DataType {
                base: BaseType::Named(id),
                ..unknown(name)
            },
            Found::Missing if is_not_listed(&name.name) => unknown(name),
            Found::Missing => return Err(missing(schema, name)),
            Found::Index(_) | Found::Doubtful(_) => unknown(name),
        },
    };
    check_modifiers(name, &mut found)?;
    Ok(found)
}

/// The engine's own type of that name, in any spelling, under its one name.
fn built_in(name: &TypeName) -> Option<&'static str> {
    let text = &*name.name.name.text;
    let is_own = match name.name.namespace() {
        Some(namespace) => namespace.text == "pg_catalog",
        None => true,
    };
    if !is_own || name.name.qualifiers.len() > 1 {
        return None;
    }
    if !name.name.name.quoted && name.name.qualifiers.is_empty() {
        // `float(24)` is the narrow one.
        let bits = name.modifiers.first().and_then(|bits| bits.parse().ok());
        if text == "float" && bits.is_some_and(|bits: u32| bits <= 24) {
            return Some("float4");
        }
        let spelling = SPELLINGS.iter().find(|(spelling, _)| *spelling == text);
        if let Some((_, own)) = spelling {
            return Some(own);
        }
    }
    BUILT_IN.split_ascii_whitespace().find(|own| *own == text)
}

/// Whether the search path has a type of the schema before the engine's own of that name, which is in
/// `pg_catalog`: that comes first where the path does not say otherwise.
fn is_hidden(schema: &Schema, name: &QualifiedName) -> bool {
    let text = &*name.name.text;
    let path = schema.session.search_path.as_deref().unwrap_or_default();
    let own = path.iter().position(|namespace| namespace == "pg_catalog");
    let before = &path[..own.unwrap_or(0)];
    let mut found = before.iter().filter_map(|own| schema.namespaces.get(own));
    let is_of_the_grammar = || !name.name.quoted && needs_quotes(text, Dialect::Postgres);
    name.qualifiers.is_empty()
        && found.any(|namespace| namespace.types.contains_key(text))
        && !is_of_the_grammar()
}

/// Whether it may be a type that is not listed: an array by its own name, a table of the engine's.
fn is_not_listed(name: &QualifiedName) -> bool {
    let text = &*name.name.text;
    let is_listed = name.namespace().is_some_and(|namespace| {
        namespace.text.starts_with("pg_") || namespace.text == "information_schema"
    });
    is_listed || text.starts_with('_') || text.starts_with("pg_")
}

fn unknown(name: &TypeName) -> DataType {
    DataType {
        base: BaseType::Unknown {
            namespace: name.name.namespace().map(|name| name.text.clone()),
            name: name.name.name.text.clone(),
        },
        modifiers: name.modifiers.clone(),
        dimensions: name.dimensions,
    }
}

fn missing(schema: &Schema, name: &TypeName) -> Fault {
    let text = &*name.name.name.text;
    let fault = Fault::new(
        migrate_sql::codes::UNKNOWN_TYPE,
        name.name.span(),
        format!("there is no type `{}`", name.name),
    );
    let fault = fault.missing(Missing {
        kind: Kind::Type,
        of: None,
        name: text.to_owned(),
    });
    let spellings = SPELLINGS.iter().map(|(spelling, _)| *spelling);
    let own = schema.namespaces.values();
    let own = own.flat_map(|namespace| namespace.types.keys().map(|name| &**name));
    let known = BUILT_IN.split_ascii_whitespace().chain(spellings);
    let known = known
        .chain(own)
        .chain(["serial", "bigserial", "smallserial"]);
    match closest(text, known) {
        Some(name) => fault.help(format!("the closest one is `{name}`")),
        None => fault,
    }
}

/// Normalises the modifiers and refuses those that the engine's own types don't take.
fn check_modifiers(name: &TypeName, found: &mut DataType) -> Result<(), Fault> {
    let BaseType::BuiltIn(base) = &found.base else {
        return Ok(());
    };
    let written = &*name.name.name.text;
    if written == "float" {
        found.modifiers.clear();
        return Ok(());
    }
    // `char` alone has room for one, and `bit` is one.
    let is_one = written == "character" || written == "bit" && name.name.qualifiers.is_empty();
    if is_one && !name.name.name.quoted && found.modifiers.is_empty() {
        found.modifiers.push("1".to_owned());
        return Ok(());
    }
    let most = WITH_MODIFIERS.iter().find(|(own, _)| own == base);
    let most = most.map_or(0, |(_, most)| *most);
    if found.modifiers.len() <= most {
        return Ok(());
    }
    let message = match most {
        0 => format!("type `{written}` takes nothing in brackets"),
        _ => format!("too much in the brackets of `{written}`"),
    };
    let fault = Fault::new(migrate_sql::codes::INVALID_DEFINITION, name.span, message);
    Err(match &**base {
        "text" => fault.help("write `varchar(n)` to limit the length, or `text` alone"),
        "int2" | "int4" | "int8" | "float4" | "float8" => {
            fault.help("write it without brackets, or `numeric(p, s)` to limit the digits")
        }
        _ => fault.help("write it without brackets"),
    })
}

/// Whether it is one of the engine's own types.
pub(crate) fn is_built_in(name: &QualifiedName) -> bool {
    let text = &*name.name.text;
    let is_spelling = SPELLINGS.iter().any(|(spelling, _)| *spelling == text);
    is_spelling || BUILT_IN.split_ascii_whitespace().any(|own| own == text)
}

/// Whether something in `pg_catalog`, or a word of the grammar, hides a type of the schema that has the
/// name, so that it has to be written with its schema.
pub fn hides(name: &str) -> bool {
    let element = name.strip_prefix('_').unwrap_or(name);
    let mut spellings = SPELLINGS.iter();
    is_listed(element) || name.starts_with("pg_") || spellings.any(|(own, _)| *own == name)
}

/// Whether it is the name of one of the engine's own types, as the catalog has it.
pub(crate) fn is_listed(name: &str) -> bool {
    BUILT_IN.split_ascii_whitespace().any(|own| own == name)
}
