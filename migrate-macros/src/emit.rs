//! Rust source for the embedded data.
//!
//! It is written as text and parsed once, which is much faster than quoting tokens one by one: a
//! macro runs unoptimised in a dev build, and a chain may have a thousand revisions.
use crate::place::Place;
use migrate_check::settings::{Settings, TableNames};
use migrate_check::sql::Statement;
use migrate_check::{Chain, CheckedRevision, CheckedScript, Dialect, Scripts};
use std::collections::{BTreeMap, BTreeSet};

/// What the compiler says when a script is not what was checked any more.
const CHANGED: &str = "a migration was edited during the build: build again";

/// Appends formatted text to a `String`, which can't fail.
macro_rules! put {
    ($source:expr, $($format:tt)+) => {
        std::fmt::Write::write_fmt($source, format_args!($($format)+))
            .expect("a String takes any text")
    };
}
pub(crate) use put;

/// So many revisions are one static of the expansion. An edit makes the compiler check the whole
/// static again (so not too many), and each has a price of its own (so not too few).
const PART: usize = 32;

/// The functions that the statics are made with: a call is fewer tokens than a struct with names.
const CONSTRUCTORS: &str = "
const fn revision(
    id: &'static str,
    revises: &'static [&'static str],
    depends_on: &'static [&'static str],
    branch_labels: &'static [&'static str],
    message: &'static str,
    created: Option<&'static str>,
    documentation: Option<&'static str>,
    transaction: bool,
    irreversible: Option<&'static str>,
    postgres: Option<Scripts>,
    sqlite: Option<Scripts>,
    mysql: Option<Scripts>,
) -> Revision {
    Revision {
        id, revises, depends_on, branch_labels, message, created, documentation, transaction,
        irreversible, sqlite, postgres, mysql,
    }
}
const fn scripts(up: Script, down: Option<Script>) -> Option<Scripts> {
    Some(Scripts { up, down })
}
const fn script(
    file: &'static str,
    sql: &'static str,
    statements: &'static [u8],
    checksum: u128,
) -> Script {
    Script { file, sql, statements: Statements::from_bytes(statements), checksum }
}
";

/// A chain on its way into the source.
pub struct Embedding<'a> {
    /// The checked chain.
    pub chain: &'a Chain,
    /// The dialects to embed: declared, and compiled in.
    pub dialects: &'a [Dialect],
    /// The directory.
    pub place: &'a Place,
}

impl<'a> Embedding<'a> {
    /// Writes the module `__chain` with the static `CHAIN`, beside the runtime as `__runtime`, and
    /// an item that makes the compiler read every file of `inputs` that is not embedded itself, so
    /// that an edit of any rebuilds the crate.
    pub fn write(&self, inputs: &BTreeMap<String, String>, source: &mut String) {
        let embedded = self.write_chain(source);
        source.push_str("const _: &[&[u8]] = &[");
        for file in inputs
            .keys()
            .filter(|file| !embedded.contains(file.as_str()))
        {
            put!(source, "include_bytes!({}),", self.absolute(file));
        }
        source.push_str("];\n");
    }

    /// Returns the files that it embeds.
    fn write_chain(&self, source: &mut String) -> BTreeSet<&'a str> {
        source.push_str("#[allow(unused, clippy::all)] mod __chain {\n");
        source.push_str(
            "use super::__runtime::{embedded,Chain,Revision,Script,Scripts,Statements};\n",
        );
        put!(
            source,
            "const fn checked<const N: usize>(texts: [&'static str; N], bytes: [usize; N]) \
             -> [&'static str; N] {{ let mut n = 0; while n < N {{ \
             assert!(texts[n].len() == bytes[n], {CHANGED:?}); n += 1; }} texts }}\n"
        );
        source.push_str(CONSTRUCTORS);
        let mut embedded = BTreeSet::new();
        let parts = self.chain.revisions.chunks(PART);
        for (number, revisions) in parts.enumerate() {
            let files = self.write_part(number, revisions, source);
            embedded.extend(files.iter().map(|script| script.file.as_str()));
        }
        self.write_whole(source);
        source.push_str("}\n");
        embedded
    }

    fn write_whole(&self, source: &mut String) {
        let count = self.chain.revisions.len();
        if count == 0 {
            source.push_str("pub(super) static CHAIN: Chain = Chain::new(&[])");
            return self.write_settings(source);
        }
        put!(
            source,
            "static REVISIONS: [&Revision; {count}] = embedded::joined(&["
        );
        for number in 0..count.div_ceil(PART) {
            put!(source, "&PART_{number},");
        }
        source.push_str("]);\npub(super) static CHAIN: Chain = Chain::new(&REVISIONS)");
        self.write_settings(source);
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

    /// Writes what `migrate.toml` says of databases, and ends the chain's statement.
    fn write_settings(&self, source: &mut String) {
        self.write_replaced(source);
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

    /// Writes some of the revisions as `PART_n`, and the texts of their scripts, each once however
    /// many dialects it is for, as `TEXTS_n`.
    fn write_part(
        &self,
        number: usize,
        revisions: &'a [CheckedRevision],
        source: &mut String,
    ) -> Vec<&'a CheckedScript> {
        let mut part = Part {
            embedding: self,
            number,
            texts: BTreeMap::new(),
            files: Vec::new(),
        };
        put!(
            source,
            "static PART_{number}: [Revision; {}] = [\n",
            revisions.len()
        );
        for revision in revisions {
            part.write_revision(revision, source);
        }
        let count = part.files.len();
        put!(
            source,
            "];\nstatic TEXTS_{number}: [&str; {count}] = checked(["
        );
        for script in &part.files {
            put!(source, "include_str!({}),", self.absolute(&script.file));
        }
        source.push_str("], [");
        for script in &part.files {
            put!(source, "{},", script.text.len());
        }
        source.push_str("]);\n");
        part.files
    }

    /// The file's path for `include_str!` and `include_bytes!`, as a literal.
    fn absolute(&self, file: &str) -> String {
        format!("{:?}", self.place.folder.join(file).to_string_lossy())
    }
}

/// Some revisions on their way into the source.
struct Part<'e, 'a> {
    embedding: &'e Embedding<'a>,
    number: usize,
    /// Where the text of each file stands among the part's.
    texts: BTreeMap<&'a str, usize>,
    files: Vec<&'a CheckedScript>,
}

impl<'a> Part<'_, 'a> {
    fn write_revision(&mut self, revision: &'a CheckedRevision, source: &mut String) {
        put!(source, "revision({:?},", revision.id);
        put!(source, "&{:?},", revision.revises);
        put!(source, "&{:?},", revision.depends_on);
        put!(source, "&{:?},", revision.branch_labels);
        put!(source, "{:?},", revision.message);
        put!(source, "{:?},", revision.created);
        put!(source, "{:?},", revision.documentation);
        put!(source, "{},", revision.transaction);
        put!(source, "{:?},", revision.irreversible);
        for dialect in Dialect::ALL {
            let embedded = self.embedding.dialects.contains(&dialect);
            match revision.scripts.get(&dialect) {
                Some(scripts) if embedded => self.write_scripts(scripts, source),
                _ => source.push_str("None"),
            }
            source.push(',');
        }
        source.push_str("),\n");
    }

    fn write_scripts(&mut self, scripts: &'a Scripts, source: &mut String) {
        let Some(up) = &scripts.up else {
            return source.push_str("None");
        };
        source.push_str("scripts(");
        self.write_script(up, source);
        match &scripts.down {
            Some(down) => {
                source.push_str(",Some(");
                self.write_script(down, source);
                source.push_str("))");
            }
            None => source.push_str(",None)"),
        }
    }

    fn write_script(&mut self, script: &'a CheckedScript, source: &mut String) {
        let files = &mut self.files;
        let text = *self.texts.entry(&script.file).or_insert_with(|| {
            files.push(script);
            files.len() - 1
        });
        let (directory, number) = (self.embedding.place.embedded(), self.number);
        put!(
            source,
            "script({:?},",
            format!("{directory}/{}", script.file)
        );
        put!(source, "TEXTS_{number}[{text}],b\"");
        for Statement { span, line } in &script.analysis.statements {
            for number in [span.start, span.end, *line as usize] {
                write_number(number, source);
            }
        }
        put!(source, "\",{})", script.analysis.checksum.0);
    }
}

/// Writes a number as `Statements::from_bytes` reads it, for a byte string.
fn write_number(number: usize, source: &mut String) {
    // A script of 4 GiB is none.
    let number = u32::try_from(number).unwrap_or(u32::MAX);
    for byte in number.to_le_bytes() {
        match byte {
            0 => source.push_str("\\0"),
            _ => put!(source, "\\x{byte:02x}"),
        }
    }
}
