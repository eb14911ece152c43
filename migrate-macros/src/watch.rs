//! Whether cargo will see a new revision.
//!
//! Cargo rebuilds a crate when a file that it read has changed; that a folder has a new file it
//! learns only from a build script. This module says so where none does. It looks at what the
//! build script printed, so that any way of printing it is good.
use crate::place::{self, Place};
use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

/// What is known of the build that the macro runs in.
#[derive(Debug, Default)]
pub struct Build {
    /// Whether cargo runs it.
    pub by_cargo: bool,
    /// The package's folder.
    pub package: PathBuf,
    /// The build script's output folder, where there is a build script.
    pub out_dir: Option<PathBuf>,
    /// Whether the compiler works on what the last build left.
    pub is_incremental: bool,
}

/// What is missing.
#[derive(Debug, PartialEq, Eq)]
pub enum Unwatched {
    /// The package has no build script.
    NoBuildScript,
    /// It has one that watches other things.
    OtherThings,
}

impl Build {
    /// Reads it from the environment that cargo sets for the compiler.
    pub fn from_environment() -> Build {
        Build {
            by_cargo: env::var_os("CARGO").is_some(),
            package: place::package().unwrap_or_default(),
            out_dir: env::var_os("OUT_DIR")
                .map(PathBuf::from)
                .filter(|dir| is_own(dir)),
            is_incremental: is_incremental(env::args_os()),
        }
    }

    /// Tells what is missing for new files of the directory to be seen; `None` where nothing is,
    /// or where it can't be known.
    pub fn unwatched(&self, place: &Place) -> Option<Unwatched> {
        if !self.by_cargo {
            return None;
        }
        let Some(out_dir) = &self.out_dir else {
            // With a build script, cargo always sets OUT_DIR; an editor that expands macros
            // without running build scripts does not.
            let has_build_script = self.package.join("build.rs").exists();
            return (!has_build_script).then_some(Unwatched::NoBuildScript);
        };
        let watched = self.script_watches(out_dir, place)?;
        (!watched).then_some(Unwatched::OtherThings)
    }

    /// Whether an edit of a file in the directory rebuilds the crate although the compiler does not
    /// say that it read the file: cargo runs the build script for it, and then the compiler.
    ///
    /// Of thousands of files, that saves the compiler reading each once more, and cargo looking at
    /// each twice. But caches of compilations (sccache) ask the compiler alone; they leave incremental
    /// ones be, so those it is done for.
    pub fn sees_edits(&self, place: &Place) -> bool {
        let watches = |out_dir: &PathBuf| self.script_watches(out_dir, place) == Some(true);
        self.by_cargo && self.is_incremental && self.out_dir.as_ref().is_some_and(watches)
    }

    /// Whether the build script watches the directory; `None` where what it printed is not there.
    fn script_watches(&self, out_dir: &Path, place: &Place) -> Option<bool> {
        // Cargo keeps it beside the script's output folder.
        let printed = fs::read_to_string(out_dir.join("../output")).ok()?;
        Some(watches(&printed, &self.package, &place.folder))
    }

    /// The directory as a build script has to name it.
    pub fn path_to_watch(&self, place: &Place) -> String {
        if self.package.join(&place.typed) == place.folder {
            return place.typed.clone();
        }
        match place.folder.strip_prefix(&self.package) {
            Ok(below) => place::with_slashes(below),
            Err(_) => place.folder.to_string_lossy().into_owned(),
        }
    }
}

/// Whether an output folder is that of the package that is being compiled: `…/build/<name>-<hash>/out`.
/// A cargo that was started by another one's build script or test has the other's in its
/// environment.
fn is_own(out_dir: &Path) -> bool {
    let Ok(name) = env::var("CARGO_PKG_NAME") else {
        return true;
    };
    out_dir.components().any(|component| {
        let component = component.as_os_str().to_string_lossy();
        let hash = component.strip_prefix(&name);
        hash.is_some_and(|hash| hash.is_empty() || hash.starts_with('-'))
    })
}

/// Whether these are arguments of an incremental compilation. A macro runs in the compiler's process.
fn is_incremental(arguments: impl Iterator<Item = OsString>) -> bool {
    arguments.into_iter().any(|argument| {
        let argument = argument.to_string_lossy();
        let option = argument.strip_prefix("-C").unwrap_or(&argument);
        option.starts_with("incremental=")
    })
}

/// Whether a build script that printed this is rerun for every new file in the folder.
///
/// One that names nothing is rerun when cargo finds a file in the package that is newer than the
/// last build. That is not enough: a revision that is moved back keeps its old time, and what git
/// ignores is not looked at. Of a folder that is named, cargo looks at the folder's own time too.
fn watches(printed: &str, package: &Path, folder: &Path) -> bool {
    let folder = place::resolve(folder);
    let mut named = printed.lines().filter_map(|line| {
        let line = line.trim();
        let instruction = line
            .strip_prefix("cargo::")
            .or_else(|| line.strip_prefix("cargo:"))?;
        instruction.strip_prefix("rerun-if-changed=")
    });
    named.any(|path| folder.starts_with(place::resolve(&package.join(path))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(printed: &str, folder: &str, expect: bool) {
        let (package, folder) = (
            Path::new("/no/ws/app"),
            Path::new("/no/ws/app").join(folder),
        );
        assert_eq!(watches(printed, package, &folder), expect, "{printed:?}");
    }

    #[test]
    fn the_folder_or_one_above_it_is_enough() {
        check(
            "cargo::rerun-if-changed=migrations/shop\n",
            "migrations/shop",
            true,
        );
        check(
            "cargo:rerun-if-changed=migrations/\r\n",
            "migrations/shop",
            true,
        );
        check(
            "noise\n  cargo::rerun-if-changed=./migrations\n",
            "migrations/shop",
            true,
        );
        check(
            "cargo::rerun-if-changed=/no/ws/app/migrations",
            "migrations/shop",
            true,
        );
        check("cargo::rerun-if-changed=../shared", "../shared/shop", true);
        check("cargo::rerun-if-changed=.", "migrations/shop", true);
    }

    #[test]
    fn other_paths_are_not() {
        check("cargo::rerun-if-changed=build.rs", "migrations/shop", false);
        check(
            "cargo::rerun-if-changed=migrations/shop/0001_a",
            "migrations/shop",
            false,
        );
        check(
            "cargo::rerun-if-changed=migrations/sho",
            "migrations/shop",
            false,
        );
        check("cargo::rerun-if-env-changed=CC", "migrations/shop", false);
    }

    #[test]
    fn a_script_that_names_nothing_is_not_enough() {
        check("", "migrations/shop", false);
        check("cargo::rustc-cfg=x", "migrations/shop", false);
    }

    #[test]
    fn an_incremental_compilation_is_known_by_its_arguments() {
        let check = |line: &str| is_incremental(line.split(' ').map(OsString::from));
        assert!(check("rustc --crate-name a -C incremental=/no/target"));
        assert!(check("clippy-driver rustc -Cincremental=/no/target a.rs"));
        assert!(!check("rustc --crate-name incremental -C opt-level=3"));
    }

    #[test]
    fn a_directory_that_may_not_be_watched_is_tracked() {
        let folder = tempfile::tempdir().expect("a folder");
        let out_dir = folder.path().join("out");
        fs::create_dir(&out_dir).expect("the output folder");
        let place = Place {
            folder: "/no/ws/app/m".into(),
            typed: "m".into(),
            shown: "m".into(),
        };
        let mut build = Build {
            by_cargo: true,
            package: "/no/ws/app".into(),
            out_dir: Some(out_dir),
            is_incremental: true,
        };
        assert!(!build.sees_edits(&place), "nothing is known of the script");
        let print = |text| fs::write(folder.path().join("output"), text).expect("a file");
        print("cargo::rerun-if-changed=other");
        assert!(!build.sees_edits(&place));
        print("cargo::rerun-if-changed=m");
        assert!(build.sees_edits(&place));
        build.is_incremental = false;
        assert!(!build.sees_edits(&place));
    }

    #[test]
    fn what_cannot_be_known_is_no_alarm() {
        let place = Place {
            folder: "/no/ws/app/m".into(),
            typed: "m".into(),
            shown: "m".into(),
        };
        let unreadable = Build {
            by_cargo: true,
            package: "/no/ws/app".into(),
            out_dir: Some("/no/out".into()),
            is_incremental: true,
        };
        assert_eq!(unreadable.unwatched(&place), None);
        let no_cargo = Build::default();
        assert_eq!(no_cargo.unwatched(&place), None);
        let no_script = Build {
            out_dir: None,
            ..unreadable
        };
        assert_eq!(no_script.unwatched(&place), Some(Unwatched::NoBuildScript));
    }
}
