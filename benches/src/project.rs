//! Small cargo projects, one for each tool, that embed a corpus: what a developer builds all day.

use crate::contender::Result;
use crate::corpus::Corpus;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// A tool whose macro embeds the corpus.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Tool {
    /// Our runtime as a dependency, and nothing embedded.
    Nothing,
    Ours,
    /// Ours, where most revisions are sealed.
    Sealed,
    DieselMigrations,
    Sqlx,
    Refinery,
}

impl Tool {
    /// The name of its project: what is built is the same for us, whatever is embedded.
    fn name(self) -> &'static str {
        match self {
            Tool::Nothing | Tool::Ours | Tool::Sealed => "migrate",
            Tool::DieselMigrations => "diesel_migrations",
            Tool::Sqlx => "sqlx",
            Tool::Refinery => "refinery",
        }
    }

    /// The file of revision `number` that an edit touches.
    pub fn script(self, corpus: &Corpus, number: usize) -> PathBuf {
        match self {
            Tool::Nothing | Tool::Ours | Tool::Sealed | Tool::DieselMigrations => corpus
                .folders
                .join(format!("{number:014}_table_{number}/up.sql")),
            Tool::Sqlx => corpus.sqlx.join(format!("{number:014}_table_{number}.sql")),
            Tool::Refinery => corpus
                .refinery
                .join(format!("V{number}__table_{number}.sql")),
        }
    }

    fn dependencies(self, backends: &[&str]) -> String {
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let features: Vec<String> = backends.iter().map(|name| format!("\"{name}\"")).collect();
        let features = features.join(", ");
        let diesel = format!(
            "diesel = {{ version = \"2.3.14\", default-features = false, features = [{features}] }}\n"
        );
        match self {
            Tool::Nothing | Tool::Ours | Tool::Sealed => format!(
                "{diesel}migrate-runtime = {{ path = {:?}, features = [{features}] }}\n",
                workspace.join("migrate-runtime")
            ),
            Tool::DieselMigrations => format!("{diesel}diesel_migrations = \"2.3.2\"\n"),
            Tool::Sqlx => format!(
                "sqlx = {{ version = \"0.9\", default-features = false, features = [\"runtime-tokio\", \"macros\", \"migrate\", {features}] }}\n"
            ),
            Tool::Refinery => {
                "refinery = { version = \"0.10\", default-features = false, features = [\"rusqlite\"] }\n".to_owned()
            }
        }
    }

    /// `corpus` as a path from the project's folder; sqlx takes no absolute one.
    fn source(self, corpus: &Path) -> String {
        let (folders, sqlx, refinery) = (
            corpus.join("folders"),
            corpus.join("sqlx"),
            corpus.join("refinery"),
        );
        match self {
            Tool::Nothing => "fn main() {}\n".to_owned(),
            Tool::Ours | Tool::Sealed => format!(
                "mod migrations {{ migrate_runtime::embed!({folders:?}); }}\nfn main() {{ let _ = migrations::MIGRATIONS; }}\n"
            ),
            Tool::DieselMigrations => format!(
                "const MIGRATIONS: diesel_migrations::EmbeddedMigrations = diesel_migrations::embed_migrations!({folders:?});\nfn main() {{ let _ = MIGRATIONS; }}\n"
            ),
            Tool::Sqlx => format!("fn main() {{ let _ = sqlx::migrate!({sqlx:?}); }}\n"),
            Tool::Refinery => format!(
                "mod embedded {{ refinery::embed_migrations!({refinery:?}); }}\nfn main() {{ let _ = embedded::migrations::runner(); }}\n"
            ),
        }
    }
}

/// A project on disk.
pub struct Project {
    folder: PathBuf,
    target: PathBuf,
}

impl Project {
    /// Writes a project that embeds `corpus` with `tool` for the backends (`sqlite`, `postgres`).
    pub fn write(root: &Path, tool: Tool, corpus: &Corpus, backends: &[&str]) -> Result<Project> {
        let folder = root.join(format!("{}-{}", tool.name(), backends.join("-")));
        fs::create_dir_all(folder.join("src"))?;
        fs::write(
            folder.join("Cargo.toml"),
            format!(
                "[workspace]\n[package]\nname = \"embeds\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n{}",
                tool.dependencies(backends)
            ),
        )?;
        let from_project = Path::new("..").join(corpus.root.strip_prefix(root)?);
        fs::write(folder.join("src/main.rs"), tool.source(&from_project))?;
        if matches!(tool, Tool::Ours | Tool::Sealed) {
            fs::write(
                folder.join("build.rs"),
                format!(
                    "fn main() {{ println!(\"cargo::rerun-if-changed={{}}\", {:?}); }}\n",
                    from_project.join("folders")
                ),
            )?;
        }
        let target = folder.join("target");
        Ok(Project { folder, target })
    }

    /// The source file that embeds.
    pub fn main(&self) -> PathBuf {
        self.folder.join("src/main.rs")
    }

    /// Fetches every dependency, so that no measurement waits for the network.
    pub fn fetch(&self) -> Result<()> {
        self.cargo(&["fetch"]).map(drop)
    }

    /// Runs cargo on the project with two jobs and returns how long it took.
    pub fn cargo(&self, arguments: &[&str]) -> Result<Duration> {
        let start = Instant::now();
        let output = Command::new("cargo")
            .args(arguments)
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", &self.target)
            .env("CARGO_BUILD_JOBS", "2")
            .output()?;
        let elapsed = start.elapsed();
        if output.status.success() {
            Ok(elapsed)
        } else {
            Err(String::from_utf8_lossy(&output.stderr).into_owned().into())
        }
    }

    /// Removes what was built.
    pub fn clean(&self) -> Result<()> {
        if self.target.exists() {
            fs::remove_dir_all(&self.target)?;
        }
        Ok(())
    }
}
