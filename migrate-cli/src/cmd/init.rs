use super::revision::one_line;
use crate::args::{DialectArg, DirectoryArgs, LayoutArg, Outcome, distinct};
use crate::directory::{Changes, Directory};
use crate::draft::Scripts;
use crate::format::Format;
use crate::new_revision::{Made, NewRevision, NotPlaced, Place};
use crate::timestamp::Timestamp;
use crate::{Failure, Terminal};
use clap::Args;
use migrate_check::Dialect;
use serde_json::json;
use std::path::{Path, PathBuf};

/// Creates a migrations directory: migrate.toml and a first revision
///
/// Existing files are kept: in a directory with Diesel's revisions, only migrate.toml is added. Prints
/// what else the application needs.
#[derive(Args, Debug)]
#[command(
    verbatim_doc_comment,
    after_help = "Example: cargo migrate init --dialect postgres"
)]
pub(crate) struct Init {
    /// The migrations directory
    #[arg(value_name = "DIR", default_value = "migrations")]
    directory: PathBuf,
    /// The databases that the scripts are for; by default those that Cargo.toml names
    #[arg(
        long = "dialect",
        value_enum,
        value_name = "DIALECT",
        value_delimiter = ','
    )]
    dialects: Vec<DialectArg>,
    /// The message of the first revision
    #[arg(long, short, value_name = "TEXT", value_parser = one_line, default_value = "first tables")]
    message: String,
    /// How to report the changes
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// The time of creation, instead of the current time
    #[arg(long, value_name = "TIME", hide = true, value_parser = Timestamp::parse)]
    created: Option<Timestamp>,
}

impl Init {
    pub fn run(&self, terminal: &mut Terminal) -> Outcome {
        let directory = Directory::new(&DirectoryArgs {
            dir: self.directory.clone(),
            layout: LayoutArg::Folders,
        });
        let dialects = match distinct(&self.dialects) {
            Some(dialects) => dialects,
            None => dialects_of_manifest(&self.package())?,
        };
        if directory.holds("migrate.toml")? {
            let path = directory.path_of("migrate.toml");
            return Err(
                Failure::new(format!("`{path}` is there already")).help(format!(
                    "edit it; a new revision is written by `{}`",
                    directory.command("revision -m \"…\"")
                )),
            );
        }
        let chain = directory.chain_to_extend()?;
        let mut changes = Changes::default();
        let mut first = None;
        if chain.graph.is_empty() {
            let place = Place {
                heads: &[],
                splice: false,
                depends_on: &[],
            };
            let made = Made {
                rev_id: None,
                now: self.created.unwrap_or_else(Timestamp::now),
                message: &self.message,
            };
            let new = NewRevision::find(&directory, &chain, place, made);
            let new = new.map_err(|error| match error {
                NotPlaced::Plan(error) => error.into(),
                NotPlaced::Id(failure) => *failure,
            })?;
            changes = new.changes(&[], vec![Scripts::blank(String::new())])?;
            first = Some(new.id().to_owned());
        }
        let text = self.settings(&dialects);
        changes.texts.insert("migrate.toml".to_owned(), text);
        // Existing scripts may have errors, which is no reason to refuse.
        let errors = directory.new_errors(&changes).errors.len();
        let done = changes.apply(&directory)?;
        done.say(json!({ "revision": first }), self.format, terminal);
        if errors > 0 {
            let check = directory.command("check");
            terminal.say(format!(
                "note: the revisions that are there have {errors} {}: `{check}` shows {}",
                if errors == 1 { "error" } else { "errors" },
                if errors == 1 { "it" } else { "them" },
            ));
        }
        self.say_what_is_left(&directory, &dialects, terminal);
        Ok(true)
    }

    /// Returns the folder of the package, which contains the directory.
    fn package(&self) -> PathBuf {
        let absolute = std::path::absolute(&self.directory);
        let parent = absolute
            .ok()
            .and_then(|path| Some(path.parent()?.to_owned()));
        parent.unwrap_or_default()
    }

    fn settings(&self, dialects: &[Dialect]) -> String {
        let names: Vec<String> = dialects.iter().map(|d| format!("\"{d}\"")).collect();
        let mut text = format!("dialects = [{}]\n", names.join(", "));
        let has = |file: &str| self.package().join(file).is_file();
        if has("src/schema.rs") {
            text.push_str(
                "\n# Compares Diesel's schema.rs with what the revisions make, at each build:\n# [schema]\n\
                 # file = \"../src/schema.rs\"\n",
            );
            if has("diesel.toml") {
                text.push_str("# diesel_toml = \"../diesel.toml\"\n");
            }
        } else {
            text.push_str(
                "\n# Makes a module `schema` with Diesel's `table!`s of what the revisions make:\n# [schema]\n\
                 # emit = true\n",
            );
        }
        text
    }

    fn say_what_is_left(
        &self,
        directory: &Directory,
        dialects: &[Dialect],
        terminal: &mut Terminal,
    ) {
        let name = std::path::absolute(directory.root()).unwrap_or_default();
        let name = name.file_name().unwrap_or_default().to_string_lossy();
        let label: &str = &name;
        let watched = format!("cargo::rerun-if-changed={label}");
        let read = |file: &str| std::fs::read_to_string(self.package().join(file));
        let names: Vec<String> = dialects.iter().map(|d| format!("\"{d}\"")).collect();
        let manifest = read("Cargo.toml").unwrap_or_default();
        let script = read("build.rs").unwrap_or_default();
        let is_ready = manifest.contains("migrate-runtime") && script.contains("rerun-if-changed=");
        if is_ready {
            return;
        }
        terminal.say("\nwhat the application needs:");
        if !manifest.contains("migrate-runtime") {
            terminal.say(format!(
                "  Cargo.toml   migrate-runtime = {{ version = \"{}\", features = [{}] }}",
                env!("CARGO_PKG_VERSION"),
                names.join(", ")
            ));
        }
        if !script.contains("rerun-if-changed=") {
            terminal.say(format!(
                "  build.rs     fn main() {{ println!(\"{watched}\"); }}"
            ));
        }
        terminal.say(format!(
            "  src/main.rs  pub mod migrations {{ migrate_runtime::embed!(\"{label}\"); }}"
        ));
    }
}

/// Returns the databases that a package's manifest names as features of Diesel or of our crates.
fn dialects_of_manifest(package: &Path) -> Result<Vec<Dialect>, Failure> {
    let unknown = || {
        Failure::new("it is not known which databases the scripts are for")
            .help("name them: `cargo migrate init --dialect postgres`, or `sqlite`, `mysql`; several by commas")
    };
    let text = std::fs::read_to_string(package.join("Cargo.toml")).map_err(|_| unknown())?;
    let lines = text.lines().filter(|line| {
        let line = line.trim_start();
        line.starts_with("diesel") || line.starts_with("migrate-runtime")
    });
    let named: String = lines.collect();
    let mut dialects = Dialect::ALL.to_vec();
    dialects.retain(|dialect| named.contains(&format!("\"{dialect}")));
    match dialects.is_empty() {
        true => Err(unknown()),
        false => Ok(dialects),
    }
}
