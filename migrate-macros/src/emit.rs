//! Rust source for the embedded data.
//!
//! It is written as text and parsed once, which is much faster than quoting tokens one by one: a
//! macro runs unoptimised in a dev build, and a chain may have a thousand revisions.
use crate::packed::{Packed, write_literal};
use crate::place::Place;
use crate::steps;
use migrate_check::settings::{Settings, TableNames};
use migrate_check::{Chain, Dialect};

/// Appends formatted text to a `String`, which can't fail.
macro_rules! put {
    ($source:expr, $($format:tt)+) => {
        std::fmt::Write::write_fmt($source, format_args!($($format)+))
            .expect("a String takes any text")
    };
}
pub(crate) use put;

/// A chain on its way into the source.
pub struct Embedding<'a> {
    /// The checked chain.
    pub chain: &'a Chain,
    /// The dialects to embed: declared, and compiled in.
    pub dialects: &'a [Dialect],
    /// The directory.
    pub place: &'a Place,
}

impl Embedding<'_> {
    /// Writes the module `__chain` with the static `CHAIN`, beside the runtime as `__runtime`.
    pub fn write(&self, source: &mut String) {
        let packed = Packed::new(self.chain, self.dialects, self.place.embedded());
        source.push_str("#[allow(unused, clippy::all)] mod __chain {\n");
        source.push_str("use super::__runtime::Chain;\n");
        source.push_str("pub(super) static CHAIN: Chain = Chain::packed(");
        write_literal(&packed.strings, source);
        source.push_str(", ");
        write_literal(&packed.numbers, source);
        source.push(')');
        self.write_settings(source);
        source.push_str("}\n");
    }

    /// Writes which revisions stand for others.
    fn write_replaced(&self, source: &mut String) {
        let revisions = self.chain.revisions.iter();
        let mut squashed = revisions.filter(|one| !one.replaces.is_empty()).peekable();
        if squashed.peek().is_none() {
            return;
        }
        source.push_str(".with_replaced(&[");
        for revision in squashed {
            put!(source, "({:?}, &{:?}),", revision.id, revision.replaces);
        }
        source.push_str("])");
    }

    /// Writes the steps in Rust: a function of another signature does not compile.
    fn write_backfills(&self, source: &mut String) {
        let mut steps = steps::list(self.chain).enumerate().peekable();
        if steps.peek().is_none() {
            return;
        }
        source.push_str(".with_backfills(&[");
        for (number, (id, path)) in steps {
            put!(
                source,
                "super::__runtime::__private::Backfill::new({id:?}, {path:?})"
            );
            for dialect in self.dialects {
                put!(source, ".{dialect}(super::__steps::step_{number})");
            }
            source.push(',');
        }
        source.push_str("])");
    }

    /// Writes what `migrate.toml` says of databases, and ends the chain's statement.
    fn write_settings(&self, source: &mut String) {
        self.write_replaced(source);
        self.write_backfills(source);
        let Settings {
            tables,
            mirror_alembic,
            databases,
            // These are for the check alone.
            mariadb: _,
            provided: _,
        } = &self.chain.settings;
        if *tables != TableNames::default() || *mirror_alembic {
            let usual = "super::__runtime::Bookkeeping";
            put!(source, ".with_bookkeeping({usual} {{");
            put!(source, "schema: {:?},", tables.schema);
            if let Some(applied) = &tables.applied {
                put!(source, "applied: {applied:?},");
            }
            if let Some(history) = &tables.history {
                put!(source, "history: {history:?},");
            }
            if let Some(backfills) = &tables.backfills {
                put!(source, "backfills: {backfills:?},");
            }
            let alembic = tables.alembic.as_deref().unwrap_or("alembic_version");
            put!(source, "alembic: {:?},", mirror_alembic.then_some(alembic));
            put!(source, "..{usual}::DEFAULT }})");
        }
        if !databases.is_empty() {
            source.push_str(".with_databases(&[");
            for database in databases {
                put!(
                    source,
                    "super::__runtime::DeclaredDatabase {{ name: {:?}, url: {:?}, variable: {:?} }},",
                    database.name,
                    database.url_to_embed(),
                    database.variable
                );
            }
            source.push_str("])");
        }
        source.push_str(";\n");
    }
}

/// Writes an item that makes the compiler say that it has read these files, so that an edit of any
/// rebuilds the crate.
pub fn write_tracked<'f>(
    files: impl Iterator<Item = &'f String>,
    place: &Place,
    source: &mut String,
) {
    source.push_str("const _: &[&[u8]] = &[");
    for file in files {
        let path = place.folder.join(file);
        put!(source, "include_bytes!({:?}),", path.to_string_lossy());
    }
    source.push_str("];\n");
}
