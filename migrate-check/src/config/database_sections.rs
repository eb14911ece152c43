//! `url`, `[databases.NAME]`, `[tables]` and `mirror_alembic` of `migrate.toml`: which databases there
//! are, and where they keep the record.
use super::key::Key;
use super::reader::{KeyValue, Reader};
use crate::diagnostic::Diagnostic;
use crate::located::Located;
use crate::settings::{DeclaredDatabase, TableNames};
use migrate_sql::codes;
use toml::Spanned;
use toml::de::DeValue;

pub(super) const TABLE_KEYS: &[Key] = &[
    Key::new(
        "applied",
        r#""__diesel_schema_migrations""#,
        "the applied revisions; with another name, Diesel's own tools do not see them",
    ),
    Key::new("history", r#""migration_history""#, "the record of runs"),
    Key::new(
        "schema",
        r#""app""#,
        "the PostgreSQL schema of the tables; by default the first of the search path",
    ),
    Key::new(
        "backfills",
        r#""migration_backfills""#,
        "the unfinished backfills; created only if a revision has a backfill",
    ),
    Key::new(
        "alembic",
        r#""alembic_version""#,
        "Alembic's table, for `mirror_alembic`",
    ),
];
const TABLE_ALIASES: &[(&str, &str)] = &[
    ("version_table", "applied"),
    ("versions", "applied"),
    ("version_table_schema", "schema"),
    ("migration_history", "history"),
    ("migration_backfills", "backfills"),
    ("alembic_version", "alembic"),
];
pub(super) const DATABASE_KEYS: &[Key] = &[
    Key::new("url", r#""postgres://localhost/billing""#, "the URL"),
    Key::new(
        "env",
        r#""BILLING_DATABASE_URL""#,
        "the environment variable with the URL, which takes precedence over `url`",
    ),
];
const DATABASE_ALIASES: &[(&str, &str)] = &[
    ("sqlalchemy.url", "url"),
    ("database_url", "url"),
    ("variable", "env"),
    ("url_env", "env"),
];

/// Longer ones would be cut by some server, with what is appended for an index.
const LONGEST_NAME: usize = 50;

pub(super) fn read_url(reader: &mut Reader<'_>, value: &Spanned<DeValue<'_>>) -> DeclaredDatabase {
    let url = reader.line("url", value);
    DeclaredDatabase {
        name: None,
        url: url.map(|url| url.value),
        variable: None,
    }
}

pub(super) fn read_databases<'a>(
    reader: &mut Reader<'a>,
    value: Spanned<DeValue<'a>>,
) -> Vec<DeclaredDatabase> {
    let example = "`[databases.NAME]` on a line of its own, and `url = \"…\"` below it; what the \
                   scripts are for is `dialects = [\"postgres\"]`";
    let entries: Vec<KeyValue<'a>> = reader.table("databases", value, example);
    let mut databases = Vec::with_capacity(entries.len());
    for (name, value) in entries {
        let mut database = DeclaredDatabase {
            name: Some(name.value.clone()),
            ..DeclaredDatabase::default()
        };
        let key = format!("databases.{}", name.value);
        for (key, value) in reader.table(&key, value, &format!("`[{key}]` with `url = \"…\"`")) {
            match key.value.as_str() {
                "url" => database.url = reader.line("url", &value).map(|url| url.value),
                "env" => database.variable = reader.line("env", &value).map(|name| name.value),
                _ => _ = reader.unknown_key(key, DATABASE_KEYS, DATABASE_ALIASES),
            }
        }
        if database.url.is_none() && database.variable.is_none() && !reader.damaged {
            let message = format!("the database `{}` has neither `url` nor `env`", name.value);
            let error = Diagnostic::error(codes::MISSING_KEY, name.at, message);
            reader.report(error.help(
                "write `url = \"postgres://…\"`, or `env = \"…\"` with the name of the environment \
                 variable that has it",
            ));
        }
        databases.push(database);
    }
    databases
}

/// The names of the tables; that of Alembic's only counts where it is mirrored.
pub(super) fn read_tables<'a>(reader: &mut Reader<'a>, value: Spanned<DeValue<'a>>) -> TableNames {
    let mut names = TableNames::default();
    let mut seen: Vec<Located<String>> = Vec::new();
    for (key, value) in reader.table("tables", value, "`[tables]` on a line of its own") {
        let slot = match key.value.as_str() {
            "applied" => &mut names.applied,
            "history" => &mut names.history,
            "backfills" => &mut names.backfills,
            "schema" => &mut names.schema,
            "alembic" => &mut names.alembic,
            _ => {
                reader.unknown_key(key, TABLE_KEYS, TABLE_ALIASES);
                continue;
            }
        };
        let is_table = key.value != "schema";
        let Some(name) = table_name(reader, &key.value, &value) else {
            continue;
        };
        if is_table && seen.iter().any(|other| other.value == name.value) {
            let message = format!("two tables are named `{}`", name.value);
            let error = Diagnostic::error(codes::INVALID_VALUE, name.at, message);
            reader.report(error.help("give each a name of its own"));
            continue;
        }
        *slot = Some(name.value.clone());
        if is_table {
            seen.push(name);
        }
    }
    names
}

/// A name that needs no quotes anywhere, so that people can type it as it is.
fn table_name(
    reader: &mut Reader<'_>,
    key: &str,
    value: &Spanned<DeValue<'_>>,
) -> Option<Located<String>> {
    let name = reader.line(key, value)?;
    let mut signs = name.value.bytes();
    let begins = |sign: u8| sign.is_ascii_lowercase() || sign == b'_';
    let is_plain = signs.next().is_some_and(begins)
        && signs.all(|sign| begins(sign) || sign.is_ascii_digit())
        && name.value.len() <= LONGEST_NAME;
    if is_plain {
        return Some(name);
    }
    let message = format!(
        "`{}` is no name for a table that all databases take",
        name.value
    );
    let error = Diagnostic::error(codes::INVALID_VALUE, name.at, message);
    reader.report(error.help(format!(
        "use lower-case letters, digits and `_`, at most {LONGEST_NAME}, no digit in front"
    )));
    None
}
