//! Small packages that are built as a user builds them.
//!
//! Each shares the target directory and the dependencies' features of this package, so that cargo
//! takes what is compiled already.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A package of its own workspace, in the target directory.
#[derive(Debug)]
pub struct Package {
    root: PathBuf,
    target: PathBuf,
}

/// A build that passed.
#[derive(Debug)]
pub struct Built {
    binary: PathBuf,
    /// Whether there was nothing to do.
    pub fresh: bool,
}

impl Package {
    /// Creates an empty package below `CARGO_TARGET_TMPDIR`, with the dependencies that an
    /// application has; one that is left from an earlier run is removed.
    pub fn create(target_tmpdir: &Path, name: &str) -> Package {
        let package = Package {
            root: target_tmpdir.join(name),
            target: target_tmpdir
                .parent()
                .expect("a folder of the target directory")
                .to_owned(),
        };
        if package.root.exists() {
            fs::remove_dir_all(&package.root).expect("a package that can be removed");
        }
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        package.write("Cargo.toml", &manifest(name, &workspace));
        let lock = fs::read_to_string(workspace.join("Cargo.lock")).expect("the lock file");
        package.write("Cargo.lock", &lock);
        package
    }

    /// Returns the package's folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Returns the target directory that it shares.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// Adds lines to the dependencies.
    pub fn depend(&self, lines: &str) {
        let file = self.root.join("Cargo.toml");
        let manifest = fs::read_to_string(&file).expect("the manifest");
        fs::write(file, manifest + lines).expect("a manifest that can be written");
    }

    /// Writes a file, by its path in the package.
    pub fn write(&self, file: &str, text: &str) {
        let file = self.root.join(file);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder that can be made");
        fs::write(file, text).expect("a file that can be written");
    }

    /// Moves a file or folder within the package.
    pub fn rename(&self, from: &str, to: &str) {
        fs::rename(self.root.join(from), self.root.join(to)).expect("a file that can be moved");
    }

    /// Builds, and returns what was done, or what cargo said.
    ///
    /// # Errors
    ///
    /// What cargo printed when the build failed.
    pub fn build(&self) -> Result<Built, String> {
        let output = Command::new(env!("CARGO"))
            .args([
                "build",
                "--offline",
                "--color=never",
                "--message-format=json-render-diagnostics",
            ])
            .current_dir(&self.root)
            .env("CARGO_TARGET_DIR", &self.target)
            .output()
            .expect("cargo starts");
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned());
        }
        let messages = String::from_utf8_lossy(&output.stdout);
        let mut messages = messages
            .lines()
            .map(|line| -> serde_json::Value { serde_json::from_str(line).expect("JSON") });
        let binary = messages
            .rfind(|message| message["executable"].is_string())
            .expect("a binary");
        Ok(Built {
            binary: binary["executable"].as_str().expect("a path").into(),
            fresh: binary["fresh"].as_bool().expect("a flag"),
        })
    }

    /// Returns the files with this extension in the output folder of the build script.
    pub fn build_script_files(&self, extension: &str) -> Vec<PathBuf> {
        let entries = |folder: PathBuf| {
            let entries = fs::read_dir(folder).into_iter().flatten();
            entries.map(|entry| entry.expect("a readable entry").path())
        };
        let own = self.root.file_name().unwrap_or_default().to_string_lossy();
        let is_own = |folder: &PathBuf| {
            let name = folder.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with(&format!("migrate-{own}-case-"))
        };
        let built = entries(self.target.join("debug/build")).filter(is_own);
        let files = built.flat_map(|folder| entries(folder.join("out")));
        files
            .filter(|file| file.extension().is_some_and(|end| end == extension))
            .collect()
    }

    /// Runs what was built, in the package's folder, and returns its standard output.
    #[track_caller]
    pub fn run(&self, built: &Built) -> String {
        let output = Command::new(&built.binary)
            .current_dir(&self.root)
            .output()
            .expect("the binary starts");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}{complaint}");
        said
    }
}

/// The same dependencies, with the same features and in the same profile, as this package has: cargo
/// takes what it compiled for the workspace only where all of that is the same.
fn manifest(name: &str, workspace: &Path) -> String {
    let runtime = workspace.join("migrate-runtime");
    format!(
        "[package]\nname = \"migrate-{name}-case\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
         [workspace]\n\n[profile.dev]\ndebug = \"line-tables-only\"\n\n\
         [profile.dev.package.\"*\"]\ndebug = false\n\n[dependencies]\n\
         diesel = {{ version = \"2.3\", default-features = false, \
         features = [\"sqlite\", \"postgres\", \"mysql\"] }}\n\
         libsqlite3-sys = {{ version = \"0.38\", features = [\"bundled\"] }}\n\
         migrate-runtime = {{ path = {runtime:?}, features = [\"sqlite\", \"postgres\", \"mysql\"] }}\n"
    )
}
