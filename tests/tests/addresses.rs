//! Addresses of all kinds with a known secret, through every way in: nothing that is printed has the
//! secret or four signs of it.
#![cfg(unix)]

use migrate_tests::random::Random;
use std::path::Path;
use std::process::Command;

/// Letters that no message has in a row.
const LETTERS: &[u8] = b"QXZJKVWqxzjkvw79";
const SPECIAL: &[&str] = &[
    "@", "/", "?", "#", ":", "&", "=", ";", "%", "%4", "%40", " ", "'", "\"", "\\", "$", "{", "}",
    "+", "[", "]", "`", "|", "ü", "://",
];

fn secret(random: &mut Random) -> String {
    let mut text = String::new();
    for part in 0..=random.below(3) {
        if part > 0 {
            text.push_str(random.pick(SPECIAL));
        }
        for _ in 0..4 + random.below(4) {
            text.push(char::from(random.pick(LETTERS)));
        }
    }
    text
}

fn address(random: &mut Random, secret: &str) -> String {
    let schemes = [
        "postgres",
        "postgresql",
        "postgresql+asyncpg",
        "mysql",
        "mysql+pymysql",
        "mariadb",
        "sqlite",
        "mssql+pyodbc",
        "redis",
        "POSTGRES",
        "ostgres",
    ];
    let scheme = random.pick(&schemes);
    let forms = [
        format!("{scheme}://ada:{secret}@127.0.0.1:1/db"),
        format!("{scheme}://ada:{secret}@127.0.0.1:1/db?sslmode=disable"),
        format!("{scheme}://:{secret}@127.0.0.1:1/db"),
        format!("{scheme}://ada@127.0.0.1:1/db?password={secret}"),
        format!("{scheme}://ada@127.0.0.1:1/db?sslpassword={secret}&sslmode=disable"),
        format!("{scheme}:ada:{secret}@127.0.0.1:1/db"),
        format!("{scheme}://ada:{secret}"),
        format!("ada:{secret}@127.0.0.1:1/db"),
        format!("//ada:{secret}@127.0.0.1:1/db"),
        format!("host=127.0.0.1 port=1 user=ada password={secret} dbname=db"),
        format!("host=127.0.0.1 port=1 user=ada password='{secret}' dbname=db"),
        format!("password={secret} host=127.0.0.1 port=1"),
        format!("Server=127.0.0.1;Port=1;User Id=ada;Password={secret};Database=db"),
        format!("Data Source=127.0.0.1;uid=ada;pwd={secret}"),
        format!("Host=127.0.0.1;Username=ada;Password=\"{secret}\""),
        format!("jdbc:postgresql://127.0.0.1:1/db?user=ada&password={secret}"),
        format!("jdbc:mysql://ada:{secret}@127.0.0.1:1/db"),
        format!("jdbc:sqlserver://127.0.0.1:1;user=ada;password={secret}"),
        format!("DATABASE_URL={scheme}://ada:{secret}@127.0.0.1:1/db"),
        format!("\"{scheme}://ada:{secret}@127.0.0.1:1/db\""),
        format!("ada:{secret}@tcp(127.0.0.1:1)/db"),
    ];
    let forms: Vec<&str> = forms.iter().map(|form| &**form).collect();
    random.pick(&forms).to_owned()
}

/// What a program printed, and the names of the files that it made.
fn printed(command: &mut Command, folder: &Path) -> String {
    let output = command.current_dir(folder).output().expect("a run");
    let mut said = String::from_utf8_lossy(&output.stdout).into_owned();
    said.push_str(&String::from_utf8_lossy(&output.stderr));
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let entry = entry.expect("an entry");
            said.push_str(&entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                folders.push(entry.path());
            }
        }
    }
    said
}

fn program(dialect: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_application"));
    command
        .env("MIGRATE_TEST_DIALECT", dialect)
        .env_remove("DATABASE_URL")
        .env_remove("ALEMBIC_DATABASE_URL");
    command
}

/// Whether four signs of the secret in a row were printed. What stands in every message is no news.
fn leak<'s>(secret: &'s str, said: &str) -> Option<&'s str> {
    let starts: Vec<usize> = secret.char_indices().map(|(at, _)| at).collect();
    let pieces = starts.iter().enumerate().map(|(number, &start)| {
        let end = starts.get(number + 4).copied().unwrap_or(secret.len());
        &secret[start..end]
    });
    let mut pieces = pieces.filter(|piece| piece.chars().count() == 4);
    pieces.find(|piece| said.contains(piece))
}

/// Every command, with a database and without one that it can't reach.
const COMMANDS: &[&[&str]] = &[
    &["upgrade"],
    &["upgrade", "--dry-run"],
    &["upgrade", "--sql"],
    &["downgrade", "-1"],
    &["downgrade", "--sql", "head:-1"],
    &["redo"],
    &["reset", "--yes"],
    &["current"],
    &["current", "--format", "json"],
    &["check"],
    &["check", "--format", "json"],
    &["pending"],
    &["history"],
    &["history", "--format", "json"],
    &["history", "-r", "current:"],
    &["heads"],
    &["branches"],
    &["show", "head"],
    &["show", "current"],
    &["stamp", "head"],
    &["stamp", "--sql", "head"],
    &["ensure-version"],
    &["runs"],
    &["runs", "--by-month"],
    &["upgrade", "no-such-revision"],
    &["no-such-command"],
    &["--name", "nobody", "current"],
    &["manual"],
];

#[test]
fn no_secret_of_a_random_address_is_printed() {
    let seed = std::env::var("SEED")
        .ok()
        .and_then(|seed| seed.parse().ok());
    let mut random = Random::new(seed.unwrap_or(20_261_130));
    let rounds = std::env::var("ROUNDS")
        .ok()
        .and_then(|rounds| rounds.parse().ok());
    for round in 0..rounds.unwrap_or(80) {
        let secret = secret(&mut random);
        let url = address(&mut random, &secret);
        let folder = tempfile::tempdir().expect("a folder");
        let dialect = random.pick(&["postgres", "mysql", "sqlite"]);
        let arguments: &[&str] = random.pick(COMMANDS);
        let by_flag = printed(
            program(dialect).args(["--url", &url]).args(arguments),
            folder.path(),
        );
        let mut from_variable = program(dialect);
        from_variable.env("DATABASE_URL", &url).args(arguments);
        let by_variable = printed(&mut from_variable, folder.path());
        let quoted = match random.below(3) {
            0 => url.clone(),
            1 => format!("'{url}'"),
            _ => format!("\"{url}\""),
        };
        let toml = random.pick(&[
            "url = \"U\" oops",
            "url = 'U'\nurl = \"x\"",
            "url = U",
            "[databases.a]\nurl = \"U\"\nenv = 1",
            "[databases]\na = { url = \"U\", x = 1 }",
            "[databases.a]\nurl = \"U",
        ]);
        let checked = checked(&toml.replace('U', &url));
        if let Some(piece) = leak(&secret, &checked) {
            panic!("round {round}, migrate.toml, {toml}: {url}: {piece} of {secret}\n{checked}");
        }
        std::fs::write(
            folder.path().join(".env"),
            format!("A=1\nDATABASE_URL={quoted}\n"),
        )
        .expect("a file");
        let by_file = printed(program(dialect).args(arguments), folder.path());
        for (way, said) in [
            ("--url", by_flag),
            ("variable", by_variable),
            (".env", by_file),
        ] {
            if let Some(piece) = leak(&secret, &said) {
                panic!("round {round}, {way}, {dialect}: {url}: {piece} of {secret}\n{said}");
            }
        }
    }
}

/// What a check says of a `migrate.toml`.
fn checked(toml: &str) -> String {
    let folder = migrate_check::source::MemoryDir::new().file("migrate.toml", toml);
    let outcome = migrate_check::check(&folder, &migrate_check::Options::default());
    let style = migrate_check::diagnostic::Style::Plain;
    let render = |d| migrate_check::diagnostic::render(&outcome.files, d, "migrations", style);
    let said: Vec<String> = outcome.diagnostics.iter().map(render).collect();
    said.join("\n")
}

/// Who only looks makes no file.
#[test]
fn sqlite_a_file_that_is_not_there() {
    let folder = tempfile::tempdir().expect("a folder");
    for url in ["none.db", "sqlite:///none.db", "file:none.db?mode=rwc"] {
        for (command, code) in [("current", 0), ("pending", 0), ("check", 3), ("runs", 0)] {
            let mut program = program("sqlite");
            let output = program
                .current_dir(folder.path())
                .args(["--url", url, command]);
            let output = output.output().expect("run the program");
            let said = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(code), "{url} {command}: {said}");
            assert!(
                said.contains("note: there is no file `"),
                "{url} {command}: {said}"
            );
        }
    }
    let made = std::fs::read_dir(folder.path())
        .expect("read the folder")
        .count();
    assert_eq!(made, 0);
    // A folder that is not there is a mistake all the same.
    let mut program = program("sqlite");
    let output = program
        .current_dir(folder.path())
        .args(["--url", "nowhere/none.db", "current"]);
    assert_eq!(
        output.output().expect("run the program").status.code(),
        Some(1)
    );
}
