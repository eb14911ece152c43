//! Runs the real `cargo-migrate` in a folder of its own.

// Each test program uses a part of it.
#![allow(dead_code)]

#[cfg(feature = "sqlite")]
pub mod chain;
pub mod golden;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

/// A folder with migrations, and what was run in it.
pub struct Session {
    folder: TempDir,
    transcript: String,
    variables: Vec<(String, String)>,
}

impl Session {
    pub fn new() -> Self {
        Self {
            folder: tempfile::tempdir().expect("a temporary folder"),
            transcript: String::new(),
            variables: Vec::new(),
        }
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// Writes a file and the folders it is in.
    pub fn file(&self, path: &str, content: impl AsRef<[u8]>) -> &Self {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().unwrap_or(Path::new("/"))).expect("a folder");
        std::fs::write(path, content).expect("a file");
        self
    }

    /// Writes a revision with scripts that every dialect reads.
    pub fn revision(&self, folder: &str, toml: &str) -> &Self {
        let table = folder.rsplit(['/', '_']).next().unwrap_or("t");
        self.file(&format!("{folder}/revision.toml"), toml)
            .file(
                &format!("{folder}/up.sql"),
                format!("CREATE TABLE {table} (id INTEGER);\n"),
            )
            .file(
                &format!("{folder}/down.sql"),
                format!("DROP TABLE {table};\n"),
            )
    }

    /// Sets an environment variable for what is run from now on.
    pub fn variable(&mut self, name: &str, value: &str) -> &mut Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Runs the program, as `cargo migrate` does, and returns what came of it.
    pub fn output(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_cargo-migrate"))
            .arg("migrate")
            .args(arguments)
            .current_dir(self.folder.path())
            .env_remove("VISUAL")
            .env_remove("EDITOR")
            .env_remove("ALEMBIC_DATABASE_URL")
            .env_remove("DATABASE_URL")
            .envs(self.variables.iter().cloned())
            .env("NO_COLOR", "1")
            .env("COLUMNS", "100")
            .output()
            .expect("the program runs")
    }

    /// Runs a command line and writes down what it said.
    pub fn run(&mut self, command: &str) -> &mut Self {
        let words = words(command);
        let output = self.output(&words);
        self.transcript += format!("$ cargo migrate {command}").trim_end();
        self.transcript.push('\n');
        for (name, bytes) in [("out", &output.stdout), ("err", &output.stderr)] {
            for line in String::from_utf8_lossy(bytes).lines() {
                self.transcript += format!("{name}| {line}").trim_end();
                self.transcript.push('\n');
            }
        }
        let code = output
            .status
            .code()
            .map_or("a signal".to_owned(), |code| code.to_string());
        self.transcript += &format!("exit {code}\n\n");
        self
    }

    /// Makes a revision at a time that stays the same.
    pub fn create(&mut self, options: &str) -> &mut Self {
        self.run(&format!(
            "revision {options} --created 2024-01-15T14:30:00Z"
        ))
    }

    /// Writes down what a file holds.
    pub fn show(&mut self, path: &str) -> &mut Self {
        self.transcript += &format!("# {path}\n");
        let text = std::fs::read_to_string(self.path(path)).unwrap_or_else(|e| e.to_string());
        text.lines()
            .for_each(|line| self.transcript += &format!("{line}\n"));
        self.transcript.push('\n');
        self
    }

    /// Writes down which files a folder holds, at any depth.
    pub fn list(&mut self, path: &str) -> &mut Self {
        let mut files = Vec::new();
        list_into(&self.path(path), path, &mut files);
        self.transcript += &format!("# files in {path}\n");
        files
            .iter()
            .for_each(|file| self.transcript += &format!("{file}\n"));
        self.transcript.push('\n');
        self
    }

    pub fn into_transcript(self) -> String {
        self.transcript
    }
}

/// Splits a command line at spaces outside of quotes.
fn words(command: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = command.trim_start();
    while let Some(first) = rest.chars().next() {
        let (word, after) = match first {
            '\'' | '"' => rest[1..].split_once(first).expect("a closing quote"),
            _ => rest.split_once(' ').unwrap_or((rest, "")),
        };
        words.push(word);
        rest = after.trim_start();
    }
    words
}

fn list_into(folder: &Path, name: &str, files: &mut Vec<String>) {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let mut entries: Vec<_> = entries.map(|entry| entry.expect("an entry")).collect();
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let name = format!("{name}/{}", entry.file_name().to_string_lossy());
        match entry.path().is_dir() {
            true => list_into(&entry.path(), &name, files),
            false => files.push(name),
        }
    }
}
