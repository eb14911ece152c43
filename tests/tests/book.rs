//! What the book in `docs/` shows is what happens: its files are written, its commands run, and what
//! they print is what stands there.
//!
//! A chapter is a session in a folder of its own, from top to bottom:
//!
//! - a block whose first line names a file (` ```sql migrations/…/up.sql `) is that file;
//! - a ` ```console ` block is commands (`$ …`) and what they print. ` ```console fails ` says that
//!   the last one leaves with an error. `…` stands for any text, alone in a line for any lines;
//! - other blocks are only read.
//!
//! `UPDATE_GOLDEN=1` writes what was printed into the chapters.

use migrate_tests::package::Package;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

#[test]
fn what_the_chapters_show_is_what_happens() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
    let mut chapters: Vec<PathBuf> = fs::read_dir(&docs)
        .expect("docs/")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|end| end == "md"))
        .collect();
    chapters.sort();
    let migrate = cargo_migrate();
    let (mut ran, mut wrong) = (0, Vec::new());
    for path in chapters {
        let text = fs::read_to_string(&path).expect("a chapter");
        let mut session = Session::new(&path, &migrate);
        let told = session.play(&text);
        ran += session.commands;
        if text != told {
            match std::env::var_os("UPDATE_GOLDEN") {
                Some(_) => fs::write(&path, told).expect("a chapter that can be written"),
                None => wrong.push(difference(&path, &text, &told)),
            }
        }
    }
    assert!(ran > 10, "only {ran} commands are shown");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A chapter's folder, and the commands in it.
struct Session<'s> {
    chapter: String,
    package: Package,
    migrate: &'s Path,
    commands: usize,
}

impl<'s> Session<'s> {
    fn new(chapter: &Path, migrate: &'s Path) -> Self {
        let stem = chapter.file_stem().expect("a name").to_string_lossy();
        let folder = format!("book-{stem}");
        let package = Package::create(Path::new(env!("CARGO_TARGET_TMPDIR")), &folder);
        let cli = Path::new(env!("CARGO_MANIFEST_DIR")).join("../migrate-cli");
        package.depend(&format!(
            "clap = {{ version = \"4\", features = [\"derive\"] }}\n\
             migrate-cli = {{ path = {cli:?}, default-features = false, \
             features = [\"sqlite\", \"postgres\", \"mysql\"] }}\n"
        ));
        Self {
            chapter: stem.into_owned(),
            package,
            migrate,
            commands: 0,
        }
    }

    /// Does what a chapter says, and returns it with what really came out.
    fn play(&mut self, text: &str) -> String {
        let mut told = String::new();
        let mut lines = text.split_inclusive('\n');
        while let Some(line) = lines.next() {
            told += line;
            let Some(head) = line.strip_prefix("```") else {
                continue;
            };
            let block = lines.by_ref();
            let block: String = block.take_while(|line| line.trim_end() != "```").collect();
            let mut words = head.split_whitespace();
            match (words.next(), words.next()) {
                (Some("console"), how) => told += &self.console(&block, how == Some("fails")),
                (Some(_), Some(file)) => {
                    self.package.write(file, &block);
                    told += &block;
                }
                _ => told += &block,
            }
            told += "```\n";
        }
        told
    }

    /// Runs the commands of a block, of which the last one may have to fail.
    fn console(&mut self, block: &str, fails: bool) -> String {
        let mut shown: Vec<(String, String)> = Vec::new();
        for line in block.split_inclusive('\n') {
            match (line.strip_prefix("$ "), shown.last_mut()) {
                (None, Some((command, output))) => match command.ends_with("\\\n") {
                    true => command.push_str(line),
                    false => output.push_str(line),
                },
                (Some(command), _) => shown.push((command.to_owned(), String::new())),
                (None, None) => panic!("{}: no command before `{line}`", self.chapter),
            }
        }
        let last = shown.len().saturating_sub(1);
        let mut told = String::new();
        for (n, (command, expected)) in shown.iter().enumerate() {
            let said = self.run(command, fails && n == last);
            let said = match matches(expected, &said) {
                true => expected,
                false => &said,
            };
            told += &format!("$ {command}{said}");
        }
        told
    }

    /// What a command prints, on both streams.
    fn run(&mut self, command: &str, fails: bool) -> String {
        self.commands += 1;
        let quoted = |path: &Path| format!("'{}'", path.display());
        let line = command
            .replace("cargo migrate", &quoted(self.migrate))
            .replace(
                "cargo run",
                &format!("{} run -q", quoted(env!("CARGO").as_ref())),
            )
            .replace(
                "cargo build",
                &format!("{} build -q", quoted(env!("CARGO").as_ref())),
            );
        let output = Command::new("bash")
            .args(["-o", "pipefail", "-c", &format!("exec 2>&1; {line}")])
            .current_dir(self.package.root())
            .env("CARGO_TARGET_DIR", self.package.target())
            .env("CARGO_NET_OFFLINE", "true")
            .env("NO_COLOR", "1")
            .env_remove("DATABASE_URL")
            .env_remove("ALEMBIC_DATABASE_URL")
            .output()
            .expect("a shell");
        let said = String::from_utf8(output.stdout).expect("text");
        assert_eq!(
            !output.status.success(),
            fails,
            "{}: `{}` left with {}:\n{said}",
            self.chapter,
            command.trim_end(),
            output.status
        );
        said
    }
}

/// Whether what was printed is what is shown, `…` standing for anything.
fn matches(shown: &str, said: &str) -> bool {
    if shown == said {
        return true;
    }
    let said: Vec<&str> = said.lines().collect();
    let shown: Vec<&str> = shown.lines().collect();
    lines_match(&shown, &said)
}

fn lines_match(shown: &[&str], said: &[&str]) -> bool {
    match (shown.split_first(), said.split_first()) {
        (None, None) => true,
        (Some((&"…", rest)), _) => (0..=said.len()).any(|n| lines_match(rest, &said[n..])),
        (Some((line, rest)), Some((first, said))) => {
            line_matches(line, first) && lines_match(rest, said)
        }
        _ => false,
    }
}

fn line_matches(shown: &str, said: &str) -> bool {
    let Some((start, rest)) = shown.split_once('…') else {
        return shown.trim_end() == said.trim_end();
    };
    let Some(said) = said.strip_prefix(start) else {
        return false;
    };
    let ends = said.char_indices().map(|(at, _)| at).chain([said.len()]);
    ends.into_iter().any(|at| line_matches(rest, &said[at..]))
}

/// The first lines in which two texts of a chapter differ.
fn difference(path: &Path, shown: &str, told: &str) -> String {
    let same = shown.lines().zip(told.lines()).take_while(|(a, b)| a == b);
    let at = same.count();
    let some = |text: &str, mark: &str| -> String {
        let lines = text.lines().skip(at).take(12);
        lines.map(|line| format!("{mark} {line}\n")).collect()
    };
    format!(
        "{}:{}\n{}{}",
        path.display(),
        at + 1,
        some(shown, "-"),
        some(told, "+")
    )
}

/// The command line, built as `cargo test` builds it.
fn cargo_migrate() -> PathBuf {
    let output = Command::new(env!("CARGO"))
        .args(["build", "--offline", "--message-format=json"])
        .args([
            "-p",
            "migrate-cli",
            "--all-features",
            "--bin",
            "cargo-migrate",
        ])
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(".."))
        .output()
        .expect("cargo starts");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter_map(|message| message["executable"].as_str().map(PathBuf::from))
        .next_back()
        .expect("the path of the binary")
}
