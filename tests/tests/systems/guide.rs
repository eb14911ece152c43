//! The commands of a guide: what its reader types, what is typed here instead, and what is promised.
//! Each guide is played from top to bottom in a folder of its own, on an empty database of PostgreSQL,
//! with the programs of `app-example` on the path.

use migrate_tests::databases::{POSTGRES, Postgres, TestDatabase, server};
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The key of `admaster`'s credentials.
pub const KEY: &str = "6b1d0e94c7a2f3588d40be17925ca3f16b1d0e94c7a2f3588d40be17925ca3f1";
const OTHER_KEY: &str = "0f8e7d6c5b4a39281706f5e4d3c2b1a00f8e7d6c5b4a39281706f5e4d3c2b1a0";

/// A guide.
pub struct Guide {
    /// The system: `migrations/NAME`, `docs/NAME.md`.
    pub name: &'static str,
    /// The folder in which its reader works, from the root of the repository; it is copied.
    pub folder: Option<&'static str>,
    /// Every command that its reader types, in the order of the guide.
    pub rows: &'static [Row],
}

/// A command.
#[derive(Clone, Copy)]
pub struct Row {
    theirs: &'static str,
    ours: &'static str,
    expected: Expected,
    why: &'static str,
    before: &'static str,
    then: &'static str,
}

#[derive(Clone, Copy, PartialEq)]
enum Expected {
    /// It succeeds, and prints all of these.
    Says(&'static [&'static str]),
    /// It fails, and prints all of these.
    Fails(&'static [&'static str]),
    /// It is not run: see why.
    Nothing,
}

impl Row {
    /// A command that succeeds and prints all of these words.
    pub const fn says(
        theirs: &'static str,
        ours: &'static str,
        words: &'static [&'static str],
    ) -> Row {
        Row {
            theirs,
            ours,
            expected: Expected::Says(words),
            why: "",
            before: "",
            then: "",
        }
    }

    /// A command that is refused here, with these words.
    pub const fn fails(
        theirs: &'static str,
        ours: &'static str,
        words: &'static [&'static str],
    ) -> Row {
        let mut row = Row::says(theirs, ours, words);
        row.expected = Expected::Fails(words);
        row
    }

    /// A command that has no counterpart, and why.
    pub const fn none(theirs: &'static str, why: &'static str) -> Row {
        let mut row = Row::says(theirs, "", &[]);
        row.expected = Expected::Nothing;
        row.why(why)
    }

    /// Why it is not the same.
    pub const fn why(mut self, why: &'static str) -> Row {
        self.why = why;
        self
    }

    /// What leads to where the reader is.
    pub const fn before(mut self, command: &'static str) -> Row {
        self.before = command;
        self
    }

    /// What has to succeed afterwards.
    pub const fn then(mut self, command: &'static str) -> Row {
        self.then = command;
        self
    }
}

/// Runs every command, prints the table, and fails where one does not do what is promised.
pub fn play(guide: &Guide) {
    let session = Session::new(guide);
    let mut wrong = Vec::new();
    let mut table = format!("{}: {} commands\n", guide.name, guide.rows.len());
    for row in guide.rows {
        let result = session.result(row);
        let (word, ours) = match (&result, row.expected) {
            (Err(_), _) => ("WRONG", row.ours),
            (Ok(()), Expected::Nothing) => ("not here", "-"),
            (Ok(()), Expected::Fails(_)) => ("refused", row.ours),
            (Ok(()), Expected::Says(_)) => ("ok", row.ours),
        };
        table += &format!("{word:<9} | {:<62} | {ours}\n", row.theirs);
        if !row.why.is_empty() {
            table += &format!("{:<9} |   {}\n", "", row.why);
        }
        if let Err(said) = result {
            wrong.push(format!("$ {}\n{said}", row.ours));
        }
    }
    // At once: other guides are played at the same time.
    println!("{table}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

struct Session {
    folder: tempfile::TempDir,
    work: PathBuf,
    database: Postgres,
    variables: Vec<(&'static str, String)>,
}

impl Session {
    fn new(guide: &Guide) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let folder = tempfile::tempdir().expect("a folder");
        let copy = |from: &str| {
            let to = folder.path().join(from);
            fs::create_dir_all(to.parent().expect("a folder")).expect("a folder");
            let copied = Command::new("cp")
                .arg("-r")
                .arg(root.join(from))
                .arg(to)
                .status();
            assert!(copied.expect("cp starts").success(), "{from}");
        };
        copy(&format!("migrations/{}", guide.name));
        if let Some(folder) = guide.folder {
            copy(folder);
        }
        let bin = folder.path().join("bin");
        fs::create_dir(&bin).expect("a folder");
        for (name, path) in programs() {
            symlink(path, bin.join(name)).expect("a link");
        }
        let cargo = bin.join("cargo");
        fs::write(&cargo, "#!/bin/sh\nexec cargo-migrate \"$@\"\n").expect("a script");
        fs::set_permissions(&cargo, fs::Permissions::from_mode(0o755)).expect("a script");
        let database = Postgres::create();
        let path = std::env::var("PATH").expect("a path");
        let mut variables = client_variables(&server(POSTGRES));
        variables.extend([
            ("PATH", format!("{}:{path}", bin.display())),
            ("DATABASE_URL", database.url()),
            // What the Makefile calls.
            ("APP", "agent_factory".to_owned()),
            ("MIGRATE", "cargo-migrate".to_owned()),
            ("SECRET_KEY", KEY.to_owned()),
            ("OTHER_KEY", OTHER_KEY.to_owned()),
            ("ASYNCPG_URL", with_driver(&database.url())),
            ("SCRATCH", format!("{}_further", name_of(&database.url()))),
        ]);
        let work = folder.path().join(guide.folder.unwrap_or("."));
        Self {
            folder,
            work,
            database,
            variables,
        }
    }

    fn result(&self, row: &Row) -> Result<(), String> {
        if row.expected == Expected::Nothing {
            return Ok(());
        }
        let also = |command: &str| match command {
            "" => Ok(()),
            _ => match self.run(command) {
                (true, _) => Ok(()),
                (false, said) => Err(format!("beside it: {command}\n{said}")),
            },
        };
        also(row.before)?;
        let (succeeded, said) = self.run(row.ours);
        let (wanted, words) = match row.expected {
            Expected::Says(words) => (true, words),
            Expected::Fails(words) => (false, words),
            Expected::Nothing => return Ok(()),
        };
        let missing: Vec<&&str> = words.iter().filter(|it| !said.contains(**it)).collect();
        if succeeded != wanted || !missing.is_empty() {
            return Err(format!(
                "{said}succeeded: {succeeded}, not said: {missing:?}"
            ));
        }
        also(row.then)
    }

    /// Types a command, as it stands, in the folder of the reader.
    fn run(&self, command: &str) -> (bool, String) {
        let mut shell = Command::new("bash");
        shell
            .args(["-o", "pipefail", "-c", &format!("exec 2>&1; {command}")])
            .current_dir(&self.work)
            .env_remove("ALEMBIC_DATABASE_URL")
            .env_remove("MIGRATE_PRODUCTION")
            .env("NO_COLOR", "1")
            .env("ROOT", self.folder.path());
        for (name, value) in &self.variables {
            shell.env(name, value);
        }
        let output = shell.output().expect("a shell");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        (output.status.success(), said)
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // A test that fails may leave it behind.
        let name = format!("{}_further", name_of(&self.database.url()));
        let _ = self.run(&format!("dropdb --if-exists {name}"));
    }
}

/// The name of the database in a URL.
fn name_of(url: &str) -> String {
    let path = url.split('?').next().unwrap_or(url);
    path.rsplit('/').next().unwrap_or_default().to_owned()
}

fn with_driver(url: &str) -> String {
    let (_, rest) = url.split_once("://").expect("a URL");
    format!("postgresql+asyncpg://{rest}")
}

/// What `createdb` and the like take from the environment: they know no URL.
fn client_variables(url: &str) -> Vec<(&'static str, String)> {
    let (_, rest) = url.split_once("://").expect("a URL");
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    let (login, host) = authority.rsplit_once('@').unwrap_or(("", authority));
    let (user, password) = login.split_once(':').unwrap_or((login, ""));
    let (host, port) = host.rsplit_once(':').unwrap_or((host, "5432"));
    let host = host.replace("%2F", "/").replace("%2f", "/");
    let mut variables = vec![("PGHOST", host), ("PGPORT", port.to_owned())];
    for (name, value) in [("PGUSER", user), ("PGPASSWORD", password)] {
        if !value.is_empty() {
            variables.push((name, value.to_owned()));
        }
    }
    variables
}

/// The programs, built as cargo builds them for these tests.
fn programs() -> &'static BTreeMap<String, PathBuf> {
    static BUILT: OnceLock<BTreeMap<String, PathBuf>> = OnceLock::new();
    BUILT.get_or_init(|| {
        let output = Command::new(env!("CARGO"))
            .args(["build", "--offline", "--message-format=json", "--bins"])
            .args(["-p", "app-example", "-p", "migrate-cli", "--all-features"])
            .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(".."))
            .output()
            .expect("cargo starts");
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{complaint}");
        let messages = String::from_utf8_lossy(&output.stdout);
        let messages = messages
            .lines()
            .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
        let programs = messages.filter_map(|message| {
            let path = PathBuf::from(message["executable"].as_str()?);
            let name = path.file_stem()?.to_str()?.to_owned();
            Some((name, path))
        });
        programs.collect()
    })
}

/// Fails where a page quotes what no program has: blocks of Rust without a file's name are quotes.
pub fn compare_quotes(guide: &Guide) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let page = root.join(format!("docs/{}.md", guide.name));
    let page = fs::read_to_string(page).expect("a page");
    let source = root.join("app-example/src");
    let texts = ["bin".into(), guide.name.into()].map(|folder: PathBuf| {
        let files = fs::read_dir(source.join(folder)).expect("a folder of sources");
        let read = |file: std::io::Result<fs::DirEntry>| {
            fs::read_to_string(file.expect("a file").path()).expect("a source")
        };
        files.map(read).collect::<String>()
    });
    let quotes: Vec<&str> = page.split("```rust\n").skip(1).collect();
    assert!(!quotes.is_empty(), "{} quotes nothing", guide.name);
    for quote in quotes {
        let quote = quote.split("```").next().unwrap_or_default();
        let is_there = texts.iter().any(|text| text.contains(quote));
        assert!(
            is_there,
            "{} quotes what is not there:\n{quote}",
            guide.name
        );
    }
}

const START: &str = "<!-- generated: commands -->\n";
const END: &str = "<!-- end -->";

/// Fails unless the page of a guide lists its commands; `UPDATE_GOLDEN=1` writes them.
pub fn compare_page(guide: &Guide) {
    let path = format!("../docs/{}.md", guide.name);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let page = fs::read_to_string(&path).expect("a page");
    let (before, rest) = page.split_once(START).expect("a mark in the page");
    let (shown, after) = rest.split_once(END).expect("the end of the list");
    let table = table(guide);
    if shown == table {
        return;
    }
    match std::env::var_os("UPDATE_GOLDEN") {
        Some(_) => {
            let page = format!("{before}{START}{table}{END}{after}");
            fs::write(&path, page).expect("a page that can be written");
        }
        None => panic!(
            "{}: not the commands that are run:\n{table}",
            path.display()
        ),
    }
}

fn table(guide: &Guide) -> String {
    let mut table = "\n| guide | now | |\n|---|---|---|\n".to_owned();
    for row in guide.rows {
        let code = |text: &str| match text {
            "" => String::new(),
            _ => format!("`{}`", text.replace('|', "\\|")),
        };
        let refused = matches!(row.expected, Expected::Fails(_)) && row.why.is_empty();
        let why = if refused { "refused" } else { row.why };
        table += &format!("| {} | {} | {why} |\n", code(row.theirs), code(row.ours));
    }
    table + "\n"
}
