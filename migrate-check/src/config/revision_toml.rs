//! `revision.toml`: what one revision says of itself.
use super::key::Key;
use super::reader::Reader;
use crate::diagnostic::{Diagnostic, Label};
use crate::located::Located;
use migrate_sql::codes;
use toml::Spanned;
use toml::de::DeValue;

pub(super) const KEYS: &[Key] = &[
    Key::new(
        "revision",
        r#""abc123""#,
        "the id, at most 50 bytes; by default the folder's name up to the first `_`",
    ),
    Key::new(
        "revises",
        r#""def456""#,
        "the parent; a list for a merge, and `[]` for the first revision",
    ),
    Key::new(
        "message",
        r#""add user profile""#,
        "a description in one line",
    ),
    Key::new("created", r#"2024-01-15T14:30:00Z"#, "the time of creation"),
    Key::new(
        "depends_on",
        r#"["billing"]"#,
        "revisions or labels of other branches that have to be applied first",
    ),
    Key::new(
        "branch_labels",
        r#"["shop"]"#,
        "names of the branch that begins with this revision",
    ),
    Key::new(
        "transaction",
        r#"false"#,
        "runs the script statement by statement, as `CREATE INDEX CONCURRENTLY` needs it; `true` by default",
    ),
    Key::new(
        "irreversible",
        r#""the old values are gone""#,
        "the reason why it can't be undone, instead of `down.sql`",
    ),
    Key::new(
        "backfill",
        r#""backfills::tokens""#,
        "a step in Rust, beside or instead of `up.sql`",
    ),
    Key::new(
        "replaces",
        r#"["20240102", "20240103"]"#,
        "the revisions that it replaces since a squash",
    ),
];
/// The keys that the graph is made of.
const GRAPH_KEYS: &[&str] = &[
    "revision",
    "revises",
    "depends_on",
    "branch_labels",
    "replaces",
];
/// What the same thing is called elsewhere (in Alembic's scripts first of all).
const ALIASES: &[(&str, &str)] = &[
    ("id", "revision"),
    ("down_revision", "revises"),
    ("down_revisions", "revises"),
    ("parent", "revises"),
    ("parents", "revises"),
    ("description", "message"),
    ("create_date", "created"),
    ("created_at", "created"),
    ("dependencies", "depends_on"),
    ("labels", "branch_labels"),
    ("run_in_transaction", "transaction"),
];

/// What a `revision.toml` says.
#[derive(Debug, Default)]
pub(crate) struct RevisionToml {
    pub(crate) revision: Option<Located<String>>,
    pub(crate) revises: Vec<Located<String>>,
    pub(crate) message: Option<String>,
    pub(crate) created: Option<String>,
    pub(crate) depends_on: Vec<Located<String>>,
    pub(crate) branch_labels: Vec<Located<String>>,
    pub(crate) transaction: Option<Located<bool>>,
    pub(crate) irreversible: Option<Located<String>>,
    pub(crate) backfill: Option<String>,
    /// The ids of those that it stands for.
    pub(crate) replaces: Vec<Located<String>>,
    /// Whether `irreversible` is there and could not be read.
    pub(crate) is_irreversible_unclear: bool,
    /// Whether something that the graph is made of could not be read.
    pub(crate) damaged: bool,
    /// Whether `revises` is missing: the revision passes for a base.
    pub(crate) is_unplaced: bool,
}

pub(crate) fn read_revision_toml(
    file: &str,
    text: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> RevisionToml {
    let mut reader = Reader::new(file, text, diagnostics);
    let mut said = RevisionToml::default();
    let mut has_revises = false;
    for (key, value) in reader.entries() {
        let before = reader.damaged;
        let mut concerns_graph = GRAPH_KEYS.contains(&key.value.as_str());
        match key.value.as_str() {
            "revision" => said.revision = reader.string("revision", &value),
            "revises" => {
                has_revises = true;
                said.revises = reader.strings("revises", &value);
            }
            "message" => said.message = reader.line("message", &value).map(|text| text.value),
            "created" => said.created = created(&mut reader, &value),
            "depends_on" => said.depends_on = reader.strings("depends_on", &value),
            "branch_labels" => said.branch_labels = reader.strings("branch_labels", &value),
            "transaction" => said.transaction = reader.boolean("transaction", &value),
            "irreversible" => {
                said.irreversible = reader.line("irreversible", &value);
                said.is_irreversible_unclear = said.irreversible.is_none();
            }
            "replaces" => said.replaces = reader.strings("replaces", &value),
            "backfill" => said.backfill = backfill(&mut reader, &value),
            _ => {
                let meant = reader.unknown_key(key, KEYS, ALIASES);
                has_revises |= meant == Some("revises");
                concerns_graph = meant.is_some_and(|meant| GRAPH_KEYS.contains(&meant));
                reader.damaged |= concerns_graph;
            }
        }
        if !concerns_graph {
            reader.damaged = before;
        }
    }
    if !has_revises && !reader.damaged {
        said.is_unplaced = true;
        let message = "`revises` is missing, so the revision's place in the chain is unknown";
        let error = Diagnostic::error(codes::MISSING_KEY, Label::whole(file), message);
        reader.report(error.help(
            "write `revises = \"…\"` with the id of the revision before it, or `revises = []` if \
             it is the first one",
        ));
    }
    said.is_irreversible_unclear |= reader.is_no_toml;
    said.damaged = reader.damaged && !said.is_unplaced;
    said
}

/// A TOML time stamp, or any text.
fn created(reader: &mut Reader<'_>, value: &Spanned<DeValue<'_>>) -> Option<String> {
    match value.get_ref() {
        DeValue::Datetime(stamp) => Some(stamp.to_string()),
        DeValue::String(_) => reader.line("created", value).map(|text| text.value),
        _ => {
            let example = "`created = 2024-01-15T14:30:00Z`";
            reader.wrong_type("created", value, "a date and time", example);
            None
        }
    }
}

/// The path of a Rust function: it is put into the generated code as it stands.
fn backfill(reader: &mut Reader<'_>, value: &Spanned<DeValue<'_>>) -> Option<String> {
    let path = reader.line("backfill", value)?;
    let is_identifier = |segment: &str| {
        let segment = segment.strip_prefix("r#").unwrap_or(segment);
        let mut characters = segment.chars();
        let first = characters.next();
        first.is_some_and(|c| c.is_alphabetic() || c == '_')
            && characters.all(|c| c.is_alphanumeric() || c == '_')
    };
    let segments = path.value.strip_prefix("::").unwrap_or(&path.value);
    if segments.split("::").all(is_identifier) {
        return Some(path.value);
    }
    let message = format!("`backfill` is no path of a Rust item: `{}`", path.value);
    let error = Diagnostic::error(codes::INVALID_VALUE, path.at, message);
    reader
        .report(error.help("write it as in Rust code: `backfill = \"backfills::message_tokens\"`"));
    None
}
