//! The path of the directory, and its name in messages.
use proc_macro2::Span;
use std::env;
use std::path::{Component, Path, PathBuf};

/// The directory that the macro was given.
#[derive(Debug, PartialEq, Eq)]
pub struct Place {
    /// The path of the folder.
    pub folder: PathBuf,
    /// The path as typed, without a leading `./` and a trailing `/`.
    pub typed: String,
    /// What messages say: relative to the compiler's own folder (cargo's workspace root), where
    /// the directory lies below it, so that terminals and editors can open it; else as typed.
    pub shown: String,
}

impl Place {
    /// What the embedded data say: as typed, without the way out of the package, which means
    /// nothing to somebody who reads an error in production.
    pub fn embedded(&self) -> &str {
        self.typed.trim_start_matches("../")
    }
}

/// Finds the directory: in the package, else beside the calling source file.
///
/// A test under `trybuild` is compiled as part of a generated package, which is why the second is
/// needed; the source file is the real one even there.
pub fn locate(typed: &str, span: Span) -> Place {
    let current = env::current_dir().unwrap_or_default();
    let package = package().unwrap_or_else(|| current.clone());
    let source = span.local_file().map(|file| current.join(file));
    let beside_source = source.as_deref().and_then(Path::parent);
    locate_in(typed, &package, beside_source, &current)
}

/// The folder of the package that is being compiled.
pub fn package() -> Option<PathBuf> {
    env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from)
}

fn locate_in(typed: &str, package: &Path, beside: Option<&Path>, current: &Path) -> Place {
    let typed = trim(typed);
    let in_package = package.join(typed);
    let folder = match beside.map(|folder| folder.join(typed)) {
        Some(beside) if !in_package.exists() && beside.exists() => beside,
        _ => in_package,
    };
    let shown = match resolve(&folder).strip_prefix(resolve(current)) {
        Ok(below) if below.components().next().is_some() => with_slashes(below),
        _ => typed.to_owned(),
    };
    Place {
        folder,
        typed: typed.to_owned(),
        shown,
    }
}

fn trim(typed: &str) -> &str {
    let mut trimmed = typed;
    while let Some(rest) = trimmed.strip_prefix("./") {
        trimmed = rest.trim_start_matches('/');
    }
    if trimmed.len() > 1 {
        trimmed = trimmed.trim_end_matches('/');
    }
    if trimmed.is_empty() { "." } else { trimmed }
}

/// Returns the path without links and `..`; without `.` and `..` only where it does not exist.
pub fn resolve(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| {
        let mut plain = PathBuf::new();
        for component in path.components() {
            match component {
                Component::ParentDir => _ = plain.pop(),
                Component::CurDir => {}
                other => plain.push(other),
            }
        }
        plain
    })
}

/// Returns the path with `/`, as it is written everywhere.
pub fn with_slashes(path: &Path) -> String {
    let parts: Vec<_> = path
        .components()
        .map(|part| part.as_os_str().to_string_lossy())
        .collect();
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(typed: &str, package: &str, current: &str, expect_typed: &str, expect_shown: &str) {
        let place = locate_in(typed, Path::new(package), None, Path::new(current));
        assert_eq!(
            (place.typed.as_str(), place.shown.as_str()),
            (expect_typed, expect_shown)
        );
    }

    #[test]
    fn messages_are_relative_to_the_workspace() {
        check(
            "migrations",
            "/no/ws/app",
            "/no/ws",
            "migrations",
            "app/migrations",
        );
        check(
            "./migrations/",
            "/no/ws",
            "/no/ws",
            "migrations",
            "migrations",
        );
        check(
            "../migrations/shop",
            "/no/ws/app",
            "/no/ws",
            "../migrations/shop",
            "migrations/shop",
        );
    }

    #[test]
    fn a_directory_outside_is_shown_as_typed() {
        check(
            "../../shared",
            "/no/ws/app",
            "/no/ws",
            "../../shared",
            "../../shared",
        );
        check(
            "/elsewhere/m",
            "/no/ws/app",
            "/no/ws",
            "/elsewhere/m",
            "/elsewhere/m",
        );
        check(".", "/no/ws", "/no/ws", ".", ".");
    }

    #[test]
    fn the_package_comes_before_the_source_file() {
        let package = Path::new(env!("CARGO_MANIFEST_DIR"));
        let beside = package.join("src");
        let find = |typed| locate_in(typed, package, Some(&beside), package).folder;
        assert_eq!(find("src"), package.join("src"));
        assert_eq!(find("lib.rs"), package.join("src/lib.rs"));
        assert_eq!(find("missing"), package.join("missing"));
    }
}
