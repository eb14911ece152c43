//! The analyses of the last build, in the output folder of the package's build script.
//!
//! Several compilers may run at once (a check, clippy, an editor's): each writes a file of its own
//! and then puts it in place of the one before, so that a reader sees one or the other. What is not
//! whole or not ours, `migrate-check` finds out.
use crate::place::{self, Place};
use crate::watch::Build;
use migrate_check::AnalysisCache;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process;

/// The file of one directory.
#[derive(Debug, PartialEq, Eq)]
pub struct CacheFile {
    path: PathBuf,
}

impl CacheFile {
    /// Finds the path of the file; `None` without an output folder.
    pub fn locate(build: &Build, place: &Place) -> Option<CacheFile> {
        let mut hasher = DefaultHasher::new();
        place::resolve(&place.folder).hash(&mut hasher);
        let name = format!("migrate-{:016x}.analyses", hasher.finish());
        let folder: &Path = build.out_dir.as_deref()?;
        let path = folder.join(name);
        Some(CacheFile { path })
    }
}

impl AnalysisCache for CacheFile {
    fn load(&self) -> Option<Vec<u8>> {
        fs::read(&self.path).ok()
    }

    fn store(&self, analyses: &[u8]) {
        // One process expands one macro at a time, but for an editor's: so the thread, too.
        let writer = format!("{}-{:?}", process::id(), std::thread::current().id());
        let writer = writer.replace(['(', ')'], "");
        let own = self.path.with_extension(writer);
        let stored = fs::write(&own, analyses).and_then(|()| fs::rename(&own, &self.path));
        if stored.is_err() {
            _ = fs::remove_file(&own);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(folder: PathBuf) -> CacheFile {
        let build = Build {
            out_dir: Some(folder),
            ..Build::default()
        };
        let place = Place {
            folder: "/no/ws/app/m".into(),
            typed: "m".into(),
            shown: "m".into(),
        };
        CacheFile::locate(&build, &place).expect("a file")
    }

    #[test]
    fn what_was_stored_last_is_loaded() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = file(folder.path().to_owned());
        assert_eq!(file.load(), None);
        for analyses in [&b"first"[..], b"2nd"] {
            file.store(analyses);
            assert_eq!(file.load().as_deref(), Some(analyses));
        }
        let files = fs::read_dir(folder.path()).expect("the folder").count();
        assert_eq!(files, 1, "nothing else is left behind");
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_no_error() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = file(folder.path().join("none"));
        file.store(b"nowhere");
        assert_eq!(file.load(), None);
    }

    #[test]
    fn writers_at_once_leave_one_whole_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = file(folder.path().to_owned());
        std::thread::scope(|scope| {
            for writer in 0..4_u8 {
                let file = &file;
                scope.spawn(move || {
                    for _ in 0..50 {
                        file.store(&[writer; 10_000]);
                        let seen = file.load().expect("a file");
                        assert_eq!(seen, [seen[0]; 10_000]);
                    }
                });
            }
        });
        let files = fs::read_dir(folder.path()).expect("the folder").count();
        assert_eq!(files, 1);
    }
}
