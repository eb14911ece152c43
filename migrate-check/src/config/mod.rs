//! The TOML files, parsed with spans: `migrate.toml`, each `revision.toml`, Diesel's
//! `metadata.toml` and `diesel.toml`.
//!
//! Text in, values and diagnostics out; each value knows its place, so that a later error (a
//! parent that does not exist) still points at the value that says so.
mod database_sections;
mod diesel_toml;
mod edit;
mod key;
mod lints;
mod metadata_toml;
mod migrate_toml;
mod name_template;
mod new_section;
mod reader;
mod revision_toml;
mod schema_section;

pub(crate) use diesel_toml::{PrintSection, default_section, read_diesel_toml};
pub use edit::with_toml_key;
pub use key::{Key, Section, sections};
pub(crate) use metadata_toml::read_metadata_toml;
pub(crate) use migrate_toml::{MigrateToml, read_migrate_toml};
pub use name_template::{NameKey, NamePart, NameTemplate};
pub use new_section::NewRevisions;
pub(crate) use revision_toml::{RevisionToml, read_revision_toml};
pub(crate) use schema_section::SchemaSection;
