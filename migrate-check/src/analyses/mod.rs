//! What an earlier check found out, for scripts that are what they were.
//!
//! Parsing and replaying is most of a check, and between two checks hardly anything changes. So what
//! was found out about the scripts can be kept: as bytes, by whoever calls, between two calls of
//! [`check_again`](crate::check_again). Beside the analysis of each script that is what came of the
//! replay in each dialect (see `replay::kept`).
//!
//! An analysis is used for a text that is, byte for byte, the one it was made of; there is no hash
//! that could be the same for two. It is used only by the very code that made it (see
//! `format`). Only analyses without problems are kept: the others are
//! to be told again anyway.
mod bytes;
mod format;
mod replays;

pub(crate) use bytes::{put_bytes, put_number, put_text, put_text_if_any};

use crate::Dialect;
use crate::chain::{CheckedScript, Scripts};
use migrate_sql::Analysis;
pub(crate) use replays::{KeptReplay, KeptStep};
use std::collections::BTreeMap;

/// Where the analyses are between two checks.
///
/// Whatever comes back is looked at before it is believed: bytes that are torn, of something else
/// or of another version of this crate are as good as none.
pub trait AnalysisCache {
    /// Returns what was stored last, if it is still there.
    fn load(&self) -> Option<Vec<u8>>;
    /// Stores the analyses instead of those before. Nothing is wrong where that is not possible.
    fn store(&self, analyses: &[u8]);
}

/// What an analysis depends on beside the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Asked {
    pub(crate) dialect: Dialect,
    /// Whether the script runs in a transaction.
    pub(crate) transaction: bool,
    /// Whether it is sealed, and only its outline is asked for.
    pub(crate) is_sealed: bool,
    /// Whether the server is MariaDB, and not MySQL.
    pub(crate) is_mariadb: bool,
}

/// What is known of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Known {
    text: String,
    analyses: Vec<(Asked, Analysis)>,
}

/// The analyses of an earlier check, by file, and how far they went in this one.
#[derive(Debug, Default)]
pub(crate) struct Analyses {
    known: BTreeMap<String, Known>,
    replays: BTreeMap<Dialect, KeptReplay>,
    /// How many were used.
    pub(crate) found: usize,
    /// How many were not there.
    pub(crate) missed: usize,
    stored: usize,
}

impl Analyses {
    /// Reads what was stored; without any where that can't be done.
    pub(crate) fn load(cache: &dyn AnalysisCache) -> Self {
        let bytes = cache.load();
        let decoded = bytes.and_then(|bytes| format::decoded(&bytes));
        let (known, replays) = decoded.unwrap_or_default();
        Self {
            stored: known.values().map(|known| known.analyses.len()).sum(),
            known,
            replays,
            ..Self::default()
        }
    }

    /// Whether this was the text of the file.
    pub(crate) fn is_same(&self, file: &str, text: &str) -> bool {
        let known = self.known.get(file);
        known.is_some_and(|known| known.text == text)
    }

    /// What came of the replay of those texts.
    pub(crate) fn replay(&self, dialect: Dialect) -> Option<&KeptReplay> {
        self.replays.get(&dialect)
    }

    /// Takes out the analysis of a text.
    pub(crate) fn take(&mut self, file: &str, text: &str, asked: Asked) -> Option<Analysis> {
        let analysis = self.known.get_mut(file).and_then(|known| {
            let analyses = &mut known.analyses;
            let position = analyses.iter().position(|(of, _)| *of == asked)?;
            (known.text == text).then(|| analyses.swap_remove(position).1)
        });
        match analysis.is_some() {
            true => self.found += 1,
            false => self.missed += 1,
        }
        analysis
    }

    /// Stores those of this check, with what came of the replay, if that is not what was there.
    pub(crate) fn store<'a>(
        &self,
        checked: impl Iterator<Item = (impl Fn(Dialect) -> Asked, &'a BTreeMap<Dialect, Scripts>)>,
        replays: &BTreeMap<Dialect, KeptReplay>,
        cache: &dyn AnalysisCache,
    ) {
        let is_same = self.missed == 0 && self.found == self.stored;
        if is_same && *replays == self.replays {
            return;
        }
        let mut files: BTreeMap<&str, format::File<'a>> = BTreeMap::new();
        for (asked, scripts) in checked {
            for (dialect, both) in scripts {
                let asked = asked(*dialect);
                for script in both.up.iter().chain(&both.down) {
                    add(&mut files, script, asked);
                }
            }
        }
        cache.store(&format::encoded(&files, replays));
    }
}

fn add<'a>(
    files: &mut BTreeMap<&'a str, format::File<'a>>,
    script: &'a CheckedScript,
    asked: Asked,
) {
    let (_, analyses) = files
        .entry(&script.file)
        .or_insert_with(|| (&script.text, Vec::new()));
    if script.analysis.problems.is_empty() {
        analyses.push((asked, &script.analysis));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::analyse_scripts;
    use crate::load::Directory;
    use crate::options::Options;
    use crate::source::MemoryDir;
    use std::cell::RefCell;

    #[derive(Default)]
    struct Memory(RefCell<Option<Vec<u8>>>);

    impl AnalysisCache for Memory {
        fn load(&self) -> Option<Vec<u8>> {
            self.0.borrow().clone()
        }

        fn store(&self, analyses: &[u8]) {
            self.0.replace(Some(analyses.to_vec()));
        }
    }

    /// How many analyses were found and how many scripts parsed, in a check for `dialects`.
    fn counts(dir: &MemoryDir, dialects: &[Dialect], memory: &Memory) -> (usize, usize) {
        let mut directory = Directory::read(dir, &Options::default());
        let asked = |dialect| Asked {
            dialect,
            transaction: true,
            is_sealed: false,
            is_mariadb: false,
        };
        let mut analyses = Analyses::load(memory);
        let revisions = &directory.found.revisions;
        let scripts: Vec<_> = revisions
            .iter()
            .map(|revision| {
                analyse_scripts(
                    &mut directory.reading,
                    revision,
                    dialects,
                    &asked,
                    &mut analyses,
                )
            })
            .collect();
        let checked = scripts.iter().map(|scripts| (asked, scripts));
        analyses.store(checked, &BTreeMap::new(), memory);
        (analyses.found, analyses.missed)
    }

    fn dir() -> MemoryDir {
        MemoryDir::new()
            .file("001_a/up.sql", "SELECT 1;")
            .file("001_a/down.sql", "SELECT 1;")
            .file("002_b/up.sql", "SELECT 2;")
            .file("002_b/down.sql", "SELECT 2;")
    }

    #[test]
    fn only_what_has_changed_is_parsed() {
        let memory = Memory::default();
        let mysql = [Dialect::Mysql];
        assert_eq!(counts(&dir(), &mysql, &memory), (0, 4));
        assert_eq!(counts(&dir(), &mysql, &memory), (4, 0));
        let edited = dir().file("002_b/up.sql", "SELECT 3;");
        assert_eq!(counts(&edited, &mysql, &memory), (3, 1));
        assert_eq!(counts(&edited, &mysql, &memory), (4, 0));
        let longer = edited.file("003_c/up.sql", "SELECT 4;");
        assert_eq!(counts(&longer, &mysql, &memory), (4, 1));
        assert_eq!(counts(&longer, &Dialect::ALL, &memory), (5, 10));
        assert_eq!(counts(&longer, &Dialect::ALL, &memory), (15, 0));
    }

    #[test]
    fn a_script_with_a_problem_is_parsed_again() {
        let memory = Memory::default();
        let wrong = dir().file("002_b/up.sql", "SELECT 'never ends;");
        for expect in [(0, 4), (3, 1), (3, 1)] {
            assert_eq!(counts(&wrong, &[Dialect::Mysql], &memory), expect);
        }
    }

    #[test]
    fn what_is_gone_is_forgotten() {
        let memory = Memory::default();
        let longer = dir().file("003_c/up.sql", "SELECT 4;");
        counts(&longer, &[Dialect::Mysql], &memory);
        counts(&dir(), &[Dialect::Mysql], &memory);
        let (known, _) = format::decoded(&memory.load().expect("stored")).expect("whole");
        assert_eq!(known.len(), 4);
    }

    #[test]
    fn another_build_reads_nothing() {
        let memory = Memory::default();
        counts(&dir(), &[Dialect::Mysql], &memory);
        let mut bytes = memory.load().expect("stored");
        assert!(format::decoded(&bytes).is_some());
        bytes[0] ^= 1;
        let body = bytes.len() - 8;
        let sum = format::sum(&bytes[..body]).to_le_bytes();
        bytes[body..].copy_from_slice(&sum);
        assert!(format::decoded(&bytes).is_none());
    }
}
