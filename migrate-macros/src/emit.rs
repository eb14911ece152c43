//! Rust source for the embedded data.
//!
//! It is written as text and parsed once, which is much faster than quoting tokens one by one: a
//! macro runs unoptimised in a dev build, and a chain may have a thousand revisions.
use crate::place::Place;
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

/// A chain on its way into the source.
pub struct Embedding<'a> {
    /// The checked chain.
    pub chain: &'a Chain,
    /// The dialects to embed: declared, and compiled in.
    pub dialects: &'a [Dialect],
    /// The directory.
    pub place: &'a Place,
    /// Where scripts that several dialects share stand in `TEXTS`.
    shared: BTreeMap<&'a str, usize>,
}

impl<'a> Embedding<'a> {
    /// Prepares a chain.
    pub fn new(chain: &'a Chain, dialects: &'a [Dialect], place: &'a Place) -> Self {
        let mut embedding = Self {
            chain,
            dialects,
            place,
            shared: BTreeMap::new(),
        };
        let mut seen = BTreeSet::new();
        let again = |script: &&'a CheckedScript| !seen.insert(script.file.as_str());
        let shared: BTreeSet<&str> = embedding
            .scripts()
            .filter(again)
            .map(|script| script.file.as_str())
            .collect();
        embedding.shared = shared.into_iter().zip(0..).collect();
        embedding
    }

    /// Writes the module `__chain` with the static `CHAIN`, beside the runtime as `__runtime`.
    pub fn write_chain(&self, source: &mut String) {
        source.push_str("#[allow(unused)] mod __chain {\n");
        source.push_str("use super::__runtime::{Chain,Revision,Script,Scripts,Statement};\n");
        put!(
            source,
            "const fn checked(text: &'static str, bytes: usize) -> &'static str {{"
        );
        put!(
            source,
            "assert!(text.len() == bytes, {CHANGED:?}); text }}\n"
        );
        self.write_shared_texts(source);
        source.push_str("pub(super) static CHAIN: Chain = Chain::new(&REVISIONS);\n");
        put!(
            source,
            "static REVISIONS: [Revision; {}] = [\n",
            self.chain.revisions.len()
        );
        for revision in &self.chain.revisions {
            self.write_revision(revision, source);
        }
        source.push_str("]; }\n");
    }

    /// Writes an item that makes the compiler read every input that is not embedded itself, so
    /// that an edit of one rebuilds the crate.
    pub fn write_tracking(&self, files: &BTreeMap<String, String>, source: &mut String) {
        let embedded: BTreeSet<&str> = self.scripts().map(|script| script.file.as_str()).collect();
        put!(source, "const _: &[&[u8]] = &[");
        for file in files
            .keys()
            .filter(|file| !embedded.contains(file.as_str()))
        {
            put!(source, "include_bytes!({}),", self.absolute(file));
        }
        put!(source, "];\n");
    }

    /// Every embedded script, one that several dialects share once for each.
    fn scripts(&self) -> impl Iterator<Item = &'a CheckedScript> {
        let (chain, dialects) = (self.chain, self.dialects);
        let scripts = chain
            .revisions
            .iter()
            .flat_map(|revision| &revision.scripts);
        scripts
            .filter(|(dialect, _)| dialects.contains(dialect))
            .flat_map(|(_, scripts)| scripts.up.iter().chain(&scripts.down))
    }

    fn write_shared_texts(&self, source: &mut String) {
        let texts: BTreeMap<&str, usize> = self
            .scripts()
            .map(|script| (script.file.as_str(), script.text.len()))
            .collect();
        put!(source, "const TEXTS: [&str; {}] = [", self.shared.len());
        for file in self.shared.keys() {
            put!(
                source,
                "checked(include_str!({}),{}),",
                self.absolute(file),
                texts[file]
            );
        }
        put!(source, "];\n");
    }

    fn write_revision(&self, revision: &CheckedRevision, source: &mut String) {
        put!(source, "Revision{{id:{:?}", revision.id);
        put!(source, ",revises:&{:?}", revision.revises);
        put!(source, ",depends_on:&{:?}", revision.depends_on);
        put!(source, ",branch_labels:&{:?}", revision.branch_labels);
        put!(source, ",message:{:?}", revision.message);
        put!(source, ",created:{:?}", revision.created);
        put!(source, ",documentation:{:?}", revision.documentation);
        put!(source, ",transaction:{}", revision.transaction);
        put!(source, ",irreversible:{:?}", revision.irreversible);
        for dialect in Dialect::ALL {
            put!(source, ",{}:", dialect.name());
            let embedded = self.dialects.contains(&dialect);
            match revision.scripts.get(&dialect) {
                Some(scripts) if embedded => self.write_scripts(scripts, source),
                _ => source.push_str("None"),
            }
        }
        put!(source, "}},\n");
    }

    fn write_scripts(&self, scripts: &Scripts, source: &mut String) {
        let Some(up) = &scripts.up else {
            return source.push_str("None");
        };
        source.push_str("Some(Scripts{up:");
        self.write_script(up, source);
        source.push_str(",down:");
        match &scripts.down {
            Some(down) => {
                source.push_str("Some(");
                self.write_script(down, source);
                source.push(')');
            }
            None => source.push_str("None"),
        }
        source.push_str("})");
    }

    fn write_script(&self, script: &CheckedScript, source: &mut String) {
        put!(
            source,
            "Script{{file:{:?}",
            format!("{}/{}", self.place.typed, script.file)
        );
        match self.shared.get(script.file.as_str()) {
            Some(index) => put!(source, ",sql:TEXTS[{index}]"),
            None => {
                let (path, bytes) = (self.absolute(&script.file), script.text.len());
                put!(source, ",sql:checked(include_str!({path}),{bytes})");
            }
        }
        source.push_str(",statements:&[");
        for Statement { span, line } in &script.analysis.statements {
            let (start, end) = (span.start, span.end);
            put!(source, "Statement{{start:{start},end:{end},line:{line}}},");
        }
        put!(source, "],checksum:{}}}", script.analysis.checksum.0);
    }

    /// The file's path for `include_str!` and `include_bytes!`, as a literal.
    fn absolute(&self, file: &str) -> String {
        format!("{:?}", self.place.folder.join(file).to_string_lossy())
    }
}
