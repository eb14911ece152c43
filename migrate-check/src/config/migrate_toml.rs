//! `migrate.toml`: what holds for the whole directory.
use super::database_sections::{read_databases, read_tables, read_url};
use super::key::Key;
use super::lints::lints;
use super::new_section::{NewRevisions, read_new_section};
use super::reader::Reader;
use super::schema_section::{SchemaSection, read_schema_section};
use crate::Dialect;
use crate::diagnostic::Diagnostic;
use crate::lint::Levels;
use crate::located::Located;
use crate::settings::Settings;
use migrate_sql::codes;
use toml::Spanned;
use toml::de::DeValue;

pub(super) const KEYS: &[Key] = &[
    Key::new(
        "dialects",
        r#"["postgres", "sqlite", "mysql"]"#,
        "the databases that the scripts are for (`mysql` for MariaDB too); by default those in the names of scripts",
    ),
    Key::new(
        "multiple_heads",
        r#"true"#,
        "allows several heads, which are an error otherwise",
    ),
    Key::new(
        "multiple_bases",
        r#"true"#,
        "allows several bases, which are an error otherwise",
    ),
    Key::new("lints", r#"[lints]"#, "severities: see below"),
    Key::new("schema", r#"[schema]"#, "Diesel's schema: see below"),
    Key::new(
        "url",
        r#""postgres://localhost/shop""#,
        "the database, if neither the command line nor the environment names one; a URL with a password is not built into a program",
    ),
    Key::new(
        "databases",
        r#"[databases.NAME]"#,
        "further databases: see below",
    ),
    Key::new(
        "tables",
        r#"[tables]"#,
        "the names of the bookkeeping tables: see below",
    ),
    Key::new(
        "mirror_alembic",
        r#"true"#,
        "each step also updates Alembic's table, in the same transaction, while a project moves",
    ),
    Key::new(
        "new",
        r#"[new]"#,
        "how new revisions are named and written: see below",
    ),
    Key::new(
        "mariadb",
        r#"true"#,
        "the server for `mysql` is MariaDB: its rules and types apply",
    ),
    Key::new(
        "provided",
        r#"["uuidv8", "auth"]"#,
        "objects that the server has although no revision creates them: functions, types, tables, schemas",
    ),
];
const ALIASES: &[(&str, &str)] = &[
    ("dialect", "dialects"),
    ("backends", "dialects"),
    ("heads", "multiple_heads"),
    ("bases", "multiple_bases"),
    ("lint", "lints"),
    ("levels", "lints"),
    ("sqlalchemy.url", "url"),
    ("database_url", "url"),
    ("database", "databases"),
    ("table", "tables"),
    ("revision", "new"),
    ("revisions", "new"),
    ("functions", "provided"),
    ("known", "provided"),
    ("external", "provided"),
    ("is_mariadb", "mariadb"),
];

/// What a directory declares of itself.
#[derive(Debug, Default)]
pub(crate) struct MigrateToml {
    /// `dialects = ["postgres", "sqlite"]`, in the order of [`Dialect`]; `None` where the key is
    /// missing.
    pub(crate) dialects: Option<Vec<Dialect>>,
    /// `multiple_heads = true`: several heads are meant.
    pub(crate) multiple_heads: bool,
    /// `multiple_bases = true`: several bases are meant.
    pub(crate) multiple_bases: bool,
    /// `[lints]`: how much is made of what.
    pub(crate) lints: Levels,
    /// `[schema]`: Diesel's schema.
    pub(crate) schema: Option<SchemaSection>,
    /// `url`, `[databases.NAME]`, `[tables]`, `mirror_alembic`, `mariadb`, `provided`: where it is run.
    pub(crate) databases: Settings,
    /// `[new]`: how new revisions are named and written.
    pub(crate) new: NewRevisions,
    /// Whether something could not be read, so that what is missing may be there after all.
    pub(crate) damaged: bool,
}

pub(crate) fn read_migrate_toml(
    file: &str,
    text: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> MigrateToml {
    let mut reader = Reader::new(file, text, diagnostics);
    let mut declared = MigrateToml::default();
    for (key, value) in reader.entries() {
        match key.value.as_str() {
            "dialects" => declared.dialects = dialects(&mut reader, &value),
            "multiple_heads" => {
                let flag = reader.boolean("multiple_heads", &value);
                declared.multiple_heads = flag.is_none_or(|flag| flag.value);
            }
            "multiple_bases" => {
                let flag = reader.boolean("multiple_bases", &value);
                declared.multiple_bases = flag.is_none_or(|flag| flag.value);
            }
            "lints" => declared.lints = lints(&mut reader, value),
            "schema" => {
                // What is wrong in there does not concern the chain.
                let before = reader.damaged;
                declared.schema = Some(read_schema_section(&mut reader, key.at, value));
                reader.damaged = before;
            }
            "url" => {
                let before = reader.damaged;
                let database = read_url(&mut reader, &value);
                declared.databases.databases.insert(0, database);
                reader.damaged = before;
            }
            "databases" => {
                let before = reader.damaged;
                let databases = read_databases(&mut reader, value);
                declared.databases.databases.extend(databases);
                reader.damaged = before;
            }
            "tables" => {
                let before = reader.damaged;
                declared.databases.tables = read_tables(&mut reader, value);
                reader.damaged = before;
            }
            "new" => {
                let before = reader.damaged;
                declared.new = read_new_section(&mut reader, value);
                reader.damaged = before;
            }
            "mariadb" => {
                let flag = reader.boolean("mariadb", &value);
                declared.databases.mariadb = flag.is_some_and(|flag| flag.value);
            }
            "provided" => {
                let names = reader.strings("provided", &value).into_iter();
                declared.databases.provided = names.map(|name| name.value).collect();
            }
            "mirror_alembic" => {
                let flag = reader.boolean("mirror_alembic", &value);
                declared.databases.mirror_alembic = flag.is_some_and(|flag| flag.value);
            }
            _ => {
                let meant = reader.unknown_key(key, KEYS, ALIASES);
                reader.damaged |= meant.is_some();
            }
        }
    }
    declared.damaged = reader.damaged;
    declared
}

fn dialects(reader: &mut Reader<'_>, value: &Spanned<DeValue<'_>>) -> Option<Vec<Dialect>> {
    let before = std::mem::take(&mut reader.damaged);
    let names = reader.strings("dialects", value);
    if names.is_empty() && !reader.damaged {
        let message = "`dialects` is empty";
        let error = Diagnostic::error(codes::INVALID_VALUE, reader.label(value), message);
        reader.report(error.help(
            "name the databases that the scripts are for: `dialects = [\"postgres\"]`, with \
             `sqlite` and `mysql` (for MariaDB too) as the others",
        ));
    }
    let mut dialects: Vec<Dialect> = names
        .into_iter()
        .filter_map(|name| dialect(reader, name))
        .collect();
    dialects.sort();
    dialects.dedup();
    reader.damaged |= before;
    (!dialects.is_empty()).then_some(dialects)
}

/// Only the name itself, so that a dialect has one name in files, options and settings.
pub(super) fn dialect(reader: &mut Reader<'_>, name: Located<String>) -> Option<Dialect> {
    let parsed = Dialect::parse(&name.value.to_lowercase());
    if let Some(dialect) = parsed.filter(|dialect| dialect.name() == name.value) {
        return Some(dialect);
    }
    let names = Dialect::ALL.map(Dialect::name);
    let meant = parsed
        .map(Dialect::name)
        .or_else(|| migrate_sql::spelling::closest(&name.value, names));
    let message = format!("unknown dialect `{}`", name.value);
    let error = Diagnostic::error(codes::UNKNOWN_DIALECT, name.at, message);
    reader.report(error.help(match meant {
        Some(meant) => format!("write `\"{meant}\"`"),
        None => "the dialects are `postgres`, `sqlite` and `mysql` (for MariaDB too)".to_owned(),
    }));
    None
}
