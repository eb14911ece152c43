use crate::address::VARIABLES;
use crate::adopt::{
    Adopted, add_files, alembic, in_memory, refuse_used, scripts, write_beside, write_new,
};
use crate::args::{DialectArg, Outcome, distinct};
use crate::cmd::check::documents;
use crate::directory::{counted, counts};
use crate::format::Format;
use crate::{Failure, Terminal};
use clap::{Args, ValueEnum};
use migrate_check::diagnostic::{Diagnostic, Style, join, render, shell_word};
use migrate_check::source::{LocalDir, MigrationDir};
use migrate_check::{Dialect, Loaded, Options};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Converts the migrations of another tool to a migrations directory
///
/// The result is checked before it is written: errors are listed with their places, and so is what
/// could not be carried over, revision by revision. Nothing is overwritten: the directory named by
/// `--to` must be new or empty, and a directory of Diesel's only gets the missing files. For Alembic,
/// the Python files describe the revisions; for their SQL, `alembic upgrade --sql` and
/// `alembic downgrade --sql` are run, which connect to no database.
#[derive(Args, Debug)]
#[command(
    verbatim_doc_comment,
    after_help = "Example: cargo migrate adopt --from alembic backend --to migrations"
)]
pub(crate) struct Adopt {
    /// The tool
    #[arg(long, value_enum)]
    from: Tool,
    /// The folder of the migrations, or that of alembic.ini
    #[arg(value_name = "FOLDER", default_value = ".")]
    folder: PathBuf,
    /// The directory to write; without this, Diesel's own folder gets the missing files
    #[arg(long, visible_alias = "dir", value_name = "DIR")]
    to: Option<PathBuf>,
    /// The databases that the scripts are for
    #[arg(
        long = "dialect",
        value_enum,
        value_name = "DIALECT",
        value_delimiter = ','
    )]
    dialects: Vec<DialectArg>,
    /// The database's URL, which tells the dialect where Alembic does not; nothing connects to it
    /// [default: ALEMBIC_DATABASE_URL or DATABASE_URL]
    #[arg(long, value_name = "URL", verbatim_doc_comment)]
    url: Option<String>,
    /// How to run Alembic
    #[arg(long, value_name = "COMMAND", default_value = "alembic")]
    alembic: String,
    /// Read the SQL that Alembic printed into this file, instead of running it
    #[arg(long = "sql", value_name = "FILE")]
    printed: Vec<PathBuf>,
    /// Check and report, but write nothing
    #[arg(long)]
    dry_run: bool,
    /// How to report the changes
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Tool {
    Alembic,
    Diesel,
    Sqlx,
    Refinery,
    GolangMigrate,
}

impl Adopt {
    pub fn run(&self, terminal: &mut Terminal) -> Outcome {
        if self.from == Tool::Diesel && self.to.is_none() {
            return self.complete(terminal);
        }
        let to = self
            .to
            .clone()
            .unwrap_or_else(|| PathBuf::from("migrations"));
        if !self.dry_run {
            refuse_used(&to)?;
        }
        let adopted = match self.tool() {
            None => self.convert_alembic(terminal)?,
            Some(tool) => {
                let loaded = self.loaded(tool, terminal)?;
                let dialects = self.dialects_of(&loaded)?;
                scripts::convert(&self.folder, tool, &loaded, dialects)?
            }
        };
        let files = adopted.files();
        let judged = self.judge(&adopted, &in_memory(&files), &to, terminal);
        if !self.dry_run {
            write_new(&to, &files)?;
        }
        match (self.format, self.dry_run) {
            (Format::Json, _) => terminal.line(self.document(&adopted, &judged, &to, &files)),
            (Format::Text, false) => {
                let revisions = counted(adopted.revisions.len(), "revision");
                terminal.line(format!("wrote {revisions} into {}", to.display()));
            }
            (Format::Text, true) => {
                for (path, _) in &files {
                    terminal.line(join(&to.to_string_lossy(), path));
                }
                terminal.say("nothing was written");
            }
        }
        Ok(judged.is_sound)
    }

    /// Returns the JSON document: `{"written":[…],"diagnostics":[…],"notes":[{"about","what"}],"lost":[{"about",
    /// "what"}]}`, the diagnostics as `check` has them.
    fn document(
        &self,
        adopted: &Adopted,
        judged: &Judged,
        to: &Path,
        files: &[(String, String)],
    ) -> Value {
        let label = to.to_string_lossy();
        let said = |list: &[(String, String)]| -> Vec<Value> {
            let list = list.iter();
            list.map(|(about, what)| json!({ "about": about, "what": what }))
                .collect()
        };
        let written = files.iter().filter(|_| !self.dry_run);
        let written = written.map(|(path, _)| join(&label, path));
        json!({
            "written": written.collect::<Vec<_>>(),
            "diagnostics": judged.diagnostics,
            "notes": said(&adopted.notes),
            "lost": said(&adopted.lost),
        })
    }

    /// Returns the tool, if its migrations are SQL.
    fn tool(&self) -> Option<scripts::Tool> {
        match self.from {
            Tool::Alembic => None,
            Tool::Diesel => Some(scripts::Tool::Diesel),
            Tool::Sqlx => Some(scripts::Tool::Sqlx),
            Tool::Refinery => Some(scripts::Tool::Refinery),
            Tool::GolangMigrate => Some(scripts::Tool::GolangMigrate),
        }
    }

    fn convert_alembic(&self, terminal: &mut Terminal) -> Result<Adopted, Failure> {
        let dialect = match distinct(&self.dialects).as_deref() {
            None => None,
            Some([one]) => Some(*one),
            Some(_) => {
                return Err(Failure::new("Alembic's SQL is for one database at a time")
                    .help("name one `--dialect`, and add the scripts of the others later"));
            }
        };
        let url = self.url.clone().or_else(|| {
            let mut variables = VARIABLES.iter();
            variables.find_map(|name| std::env::var(name).ok().filter(|url| !url.is_empty()))
        });
        let source = alembic::Source {
            folder: &self.folder,
            printed: &self.printed,
            command: &self.alembic,
            dialect,
            url: url.as_deref(),
        };
        source.convert(&mut |progress| terminal.say(progress))
    }

    fn loaded(&self, tool: scripts::Tool, terminal: &mut Terminal) -> Result<Loaded, Failure> {
        scripts::load(&self.folder, tool).map_err(|loaded| {
            let label = self.folder.to_string_lossy();
            say_all(&loaded.diagnostics, &loaded.files, &label, terminal);
            let found = counts(&loaded.diagnostics);
            Failure::new(format!("{found} in {label}, so nothing was done"))
        })
    }

    fn dialects_of(&self, loaded: &Loaded) -> Result<Vec<Dialect>, Failure> {
        let given = distinct(&self.dialects);
        let known =
            given.or_else(|| Some(loaded.dialects.clone()).filter(|known| !known.is_empty()));
        known.ok_or_else(|| {
            Failure::new("it is not known which database the scripts are for")
                .help("add `--dialect postgres` (or `sqlite`, `mysql`)")
        })
    }

    /// Reports errors and what was lost.
    fn judge(
        &self,
        adopted: &Adopted,
        result: &dyn MigrationDir,
        to: &Path,
        terminal: &mut Terminal,
    ) -> Judged {
        let options = Options {
            allow_several_heads: true,
            allow_several_bases: true,
            ..Options::default()
        };
        let outcome = migrate_check::check(result, &options);
        let label = to.to_string_lossy();
        say_all(&outcome.diagnostics, &outcome.files, &label, terminal);
        for (about, what) in &adopted.notes {
            terminal.say(format!("note: {about}: {what}"));
        }
        for (about, what) in &adopted.lost {
            terminal.tell(format!("not carried over: {about}: {what}"));
        }
        let has_errors = outcome.diagnostics.iter().any(Diagnostic::is_error);
        if has_errors {
            let check = format!("cargo migrate check --dir {}", shell_word(&label));
            terminal.say(format!(
                "{} in what was adopted; `{check}` shows them again. Faults of old revisions that \
                 databases have passed can be allowed: `cargo migrate seal --allow-existing --dir {}`",
                counts(&outcome.diagnostics),
                shell_word(&label)
            ));
        }
        Judged {
            is_sound: !has_errors && adopted.lost.is_empty(),
            diagnostics: documents(&outcome.diagnostics, &outcome.files, &label),
        }
    }

    /// Adds the missing files to a directory of Diesel's.
    fn complete(&self, terminal: &mut Terminal) -> Outcome {
        let loaded = self.loaded(scripts::Tool::Diesel, terminal)?;
        let source = LocalDir::new(&self.folder);
        let has = |file: &str| source.read(file).is_ok();
        let mut files = Vec::new();
        let mut adopted = Adopted::new(Vec::new());
        if !has("migrate.toml") {
            adopted.dialects = self.dialects_of(&loaded)?;
            files.extend(adopted.files());
        }
        for revision in &loaded.revisions {
            let toml = format!("{}/revision.toml", revision.path);
            if !has(&toml) {
                let has_down = has(&format!("{}/down.sql", revision.path));
                files.push((
                    toml,
                    scripts::describe_diesel_revision(revision, has_down).toml(),
                ));
            }
        }
        let all = add_files(&source, &files);
        let judged = self.judge(&adopted, &all, &self.folder, terminal);
        if self.format == Format::Text {
            for (path, _) in &files {
                terminal.line(join(&self.folder.to_string_lossy(), path));
            }
        }
        match self.dry_run {
            true => terminal.say("nothing was written"),
            false => write_beside(&self.folder, &files)?,
        }
        if files.is_empty() {
            terminal.say("nothing is missing");
        }
        if self.format == Format::Json {
            terminal.line(self.document(&adopted, &judged, &self.folder, &files));
        }
        Ok(judged.is_sound)
    }
}

/// The verdict on an adopted directory.
struct Judged {
    /// Whether there are no errors, and nothing was lost.
    is_sound: bool,
    diagnostics: Vec<Value>,
}

fn say_all(
    found: &[Diagnostic],
    files: &BTreeMap<String, String>,
    label: &str,
    terminal: &mut Terminal,
) {
    let style = match terminal.is_coloured() {
        true => Style::Coloured,
        false => Style::Plain,
    };
    for diagnostic in found {
        let text = render(files, diagnostic, label, style) + "\n";
        match diagnostic.is_error() {
            true => terminal.tell(text),
            false => terminal.say(text),
        }
    }
}
