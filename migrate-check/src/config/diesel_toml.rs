//! `diesel.toml`: the options of `diesel print-schema`.
use super::key::Key;
use super::reader::Reader;
use crate::diagnostic::Diagnostic;
use crate::located::Located;
use migrate_diesel::{ColumnSorting, Docs, Filter, PrintSchema, SameQuery};
use migrate_sql::codes;
use regex_lite::Regex;
use toml::Spanned;
use toml::de::DeValue;

pub(super) const KEYS: &[Key] = &[
    Key::new(
        "file",
        r#""src/schema.rs""#,
        "where `diesel print-schema` writes",
    ),
    Key::new(
        "with_docs",
        r#"true"#,
        "comments of tables and columns become documentation; also `only-database-comments`, `no-doc-comments`",
    ),
    Key::new(
        "allow_tables_to_appear_in_same_query_config",
        r#""fk_related_tables""#,
        "which tables may be in one query; also `all_tables`, `none`",
    ),
    Key::new(
        "filter",
        r#"{ only_tables = ["^shop_"] }"#,
        "which tables; also `except_tables`",
    ),
    Key::new(
        "column_sorting",
        r#""ordinal_position""#,
        "the order of columns; also `name`",
    ),
    Key::new("schema", r#""public""#, "the schema of PostgreSQL"),
    Key::new(
        "patch_file",
        r#""schema.patch""#,
        "a patch that is applied to the output",
    ),
    Key::new(
        "import_types",
        r#"["crate::sql_types::*"]"#,
        "what each table imports",
    ),
    Key::new(
        "generate_missing_sql_type_definitions",
        r#"false"#,
        "whether to write types that Diesel lacks",
    ),
    Key::new(
        "except_custom_type_definitions",
        r#"["^citext$"]"#,
        "types that are not written",
    ),
    Key::new(
        "custom_type_derives",
        r#"["Clone"]"#,
        "the derives of those types",
    ),
    Key::new(
        "sqlite_integer_primary_key_is_bigint",
        r#"true"#,
        "SQLite's `INTEGER PRIMARY KEY` becomes a `BigInt`",
    ),
    Key::new(
        "pg_domains_as_custom_types",
        r#"["^email$"]"#,
        "domains that become types of their own",
    ),
];
const FILTER_KEYS: &[Key] = &[
    Key::new("only_tables", r#"["^shop_"]"#, "these"),
    Key::new("except_tables", r#"["^tmp_"]"#, "all but these"),
];
const DEFAULT: &str = "default";

/// One `[print_schema]` or `[print_schema.name]`.
#[derive(Clone, Debug, Default)]
pub(crate) struct PrintSection {
    /// `default`, or its name.
    pub(crate) name: String,
    /// `file`, from the migrations directory.
    pub(crate) file: Option<Located<String>>,
    /// `patch_file`, from the migrations directory.
    pub(crate) patch_file: Option<Located<String>>,
    /// The rest.
    pub(crate) options: PrintSchema,
}

/// Reads a `diesel.toml`; the paths in it start where it is. What is not about the schema is
/// Diesel's to judge.
pub(crate) fn read_diesel_toml(
    file: &str,
    text: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<PrintSection> {
    let mut reader = Reader::new(file, text, diagnostics);
    let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut entries = reader.entries().into_iter();
    match entries.find(|(key, _)| key.value == "print_schema") {
        Some((_, value)) => read_sections(&mut reader, value, folder, false),
        None => vec![default_section()],
    }
}

/// The section that prints without options.
pub(crate) fn default_section() -> PrintSection {
    PrintSection {
        name: DEFAULT.to_owned(),
        ..PrintSection::default()
    }
}

/// Reads `print_schema`: options, and named sections with options of their own. With a named one
/// the options beside it are those of the section `default`, as in diesel_cli.
pub(super) fn read_sections<'a>(
    reader: &mut Reader<'a>,
    value: Spanned<DeValue<'a>>,
    folder: &str,
    is_ours: bool,
) -> Vec<PrintSection> {
    let mut default = default_section();
    let mut sections = Vec::new();
    for (key, value) in reader.table("print_schema", value, "`[print_schema]`") {
        let is_section = matches!(value.get_ref(), DeValue::Table(_)) && key.value != "filter";
        if is_section && KEYS.iter().all(|known| known.name != key.value) {
            let mut section = PrintSection {
                name: key.value.clone(),
                ..PrintSection::default()
            };
            for (key, value) in reader.table(&key.value, value, "`[print_schema.name]`") {
                read_option(reader, key, value, folder, is_ours, &mut section);
            }
            sections.push(section);
        } else {
            read_option(reader, key, value, folder, is_ours, &mut default);
        }
    }
    if sections.iter().all(|section| section.name != DEFAULT) {
        sections.push(default);
    }
    sections.sort_by(|a, b| a.name.cmp(&b.name));
    sections
}

fn read_option<'a>(
    reader: &mut Reader<'a>,
    key: Located<String>,
    value: Spanned<DeValue<'a>>,
    folder: &str,
    is_ours: bool,
    section: &mut PrintSection,
) {
    let options = &mut section.options;
    let name = key.value.as_str();
    match name {
        "file" => section.file = reader.path(name, &value, folder),
        "patch_file" => section.patch_file = reader.path(name, &value, folder),
        "schema" => options.schema = reader.string(name, &value).map(|text| text.value),
        "filter" => options.filter = filter(reader, value),
        "with_docs" => options.with_docs = docs(reader, &value),
        "column_sorting" => {
            let sorting = [
                ("ordinal_position", ColumnSorting::Position),
                ("name", ColumnSorting::Name),
            ];
            options.column_sorting = one_of(reader, name, &value, &sorting);
        }
        "allow_tables_to_appear_in_same_query_config" => {
            let lists = [
                ("all_tables", SameQuery::All),
                ("fk_related_tables", SameQuery::Related),
                ("none", SameQuery::None),
            ];
            options.same_query = one_of(reader, name, &value, &lists);
        }
        "import_types" => options.import_types = Some(texts(reader, name, &value)),
        "custom_type_derives" => options.custom_type_derives = texts(reader, name, &value),
        "generate_missing_sql_type_definitions" => {
            let generates = reader.boolean(name, &value);
            options.without_custom_types = generates.is_some_and(|flag| !flag.value);
        }
        "sqlite_integer_primary_key_is_bigint" => {
            let is_bigint = reader.boolean(name, &value);
            options.sqlite_rowid_is_bigint = is_bigint.is_some_and(|flag| flag.value);
        }
        "except_custom_type_definitions" => {
            options.except_custom_types = regexes(reader, name, &value);
        }
        "pg_domains_as_custom_types" => {
            options.domains_as_custom_types = regexes(reader, name, &value);
        }
        _ if is_ours => _ = reader.unknown_key(key, KEYS, &[]),
        // A later Diesel may have more.
        _ => {}
    }
}

fn docs(reader: &mut Reader<'_>, value: &Spanned<DeValue<'_>>) -> Docs {
    if let DeValue::Boolean(flag) = value.get_ref() {
        return match flag {
            true => Docs::CommentsOrSentences,
            false => Docs::None,
        };
    }
    let kinds = [
        ("no-doc-comments", Docs::None),
        ("only-database-comments", Docs::Comments),
        (
            "database-comments-fallback-to-auto-generated-doc-comment",
            Docs::CommentsOrSentences,
        ),
    ];
    one_of(reader, "with_docs", value, &kinds)
}

/// Takes one of a few words.
fn one_of<T: Copy + Default>(
    reader: &mut Reader<'_>,
    key: &str,
    value: &Spanned<DeValue<'_>>,
    words: &[(&str, T)],
) -> T {
    let Some(text) = reader.string(key, value) else {
        return T::default();
    };
    if let Some((_, found)) = words.iter().find(|(word, _)| *word == text.value) {
        return *found;
    }
    let all: Vec<String> = words
        .iter()
        .map(|(word, _)| format!("`\"{word}\"`"))
        .collect();
    let message = format!("`{key}` can't be `{}`", text.value);
    let error = Diagnostic::error(codes::INVALID_VALUE, text.at, message);
    reader.report(error.help(format!("write one of {}", all.join(", "))));
    T::default()
}

fn filter<'a>(reader: &mut Reader<'a>, value: Spanned<DeValue<'a>>) -> Filter {
    let example = "`filter = { except_tables = [\"…\"] }`";
    let mut filter = Filter::None;
    for (key, value) in reader.table("filter", value, example) {
        let regexes = |reader: &mut Reader<'a>| regexes(reader, &key.value, &value);
        filter = match (key.value.as_str(), &filter) {
            ("only_tables", Filter::None) => Filter::Only(regexes(reader)),
            ("except_tables", Filter::None) => Filter::Except(regexes(reader)),
            ("only_tables" | "except_tables", _) => {
                let message = "`filter` has both `only_tables` and `except_tables`";
                let error = Diagnostic::error(codes::INVALID_VALUE, key.at, message);
                reader.report(error.help("keep one of the two"));
                return filter;
            }
            _ => {
                reader.unknown_key(key, FILTER_KEYS, &[]);
                return filter;
            }
        };
    }
    filter
}

fn texts(reader: &mut Reader<'_>, key: &str, value: &Spanned<DeValue<'_>>) -> Vec<String> {
    let texts = reader.strings(key, value);
    texts.into_iter().map(|text| text.value).collect()
}

fn regexes(reader: &mut Reader<'_>, key: &str, value: &Spanned<DeValue<'_>>) -> Vec<Regex> {
    let texts = reader.strings(key, value).into_iter();
    let regexes = texts.filter_map(|text| match Regex::new(&text.value) {
        Ok(regex) => Some(regex),
        Err(error) => {
            let message = format!("`{key}`: this regular expression can't be read: {error}");
            let error = Diagnostic::error(codes::INVALID_VALUE, text.at, message);
            reader.report(error.help(
                "write it as Rust's `regex` takes it, without classes of Unicode such as `\\p{L}`",
            ));
            None
        }
    });
    regexes.collect()
}
