//! The programs of `recipes/`, which `docs/async.md` quotes, are built as a reader builds them, and run on
//! each database.
//!
//! Their workspace is not ours, so that what only they depend on is in nobody's lock file; the target
//! folder is.

use migrate_tests::databases::{Mysql, Postgres, Sqlite, TestDatabase};
use std::net::{Shutdown, TcpListener};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};
use std::{fs, io, thread};

const EVERYWHERE: &[&str] = &["tokio", "r2d2", "deadpool", "diesel_async"];

#[test]
fn sqlite_recipes_run() {
    let built = Built::new(&["--features", "sqlite"], &["sqlite_async"]);
    built.run_each(|| {
        let database = Sqlite::create();
        let url = database.url();
        (database, url)
    });
    // A database in memory, which is empty each time.
    for _ in 0..2 {
        let said = built.run("sqlite_async", ":memory:");
        assert!(
            said.starts_with("7 steps, at 20241216_093000_007\n0 tenants"),
            "{said}"
        );
    }
}

#[test]
#[ignore = "needs a PostgreSQL server: tests/run"]
fn postgres_recipes_run() {
    Built::new(&[], &[]).run_each(|| {
        let database = Postgres::create();
        let url = database.url();
        (database, url)
    });
}

#[test]
#[ignore = "needs a MySQL or MariaDB server: tests/run"]
fn mysql_recipes_run() {
    Built::new(&["--features", "mysql"], &[]).run_each(|| {
        let database = Mysql::create();
        let url = over_tcp(&database.url());
        (database, url)
    });
}

/// The page names the dependencies as the programs have them.
#[test]
fn the_page_names_these_dependencies() {
    let page = fs::read_to_string(root().join("docs/async.md")).expect("the page");
    let manifest = fs::read_to_string(root().join("recipes/Cargo.toml")).expect("the manifest");
    let named = page.split("```toml\n").nth(1).expect("the dependencies");
    let named: Vec<&str> = named.lines().take_while(|line| *line != "```").collect();
    assert!(!named.is_empty());
    for line in named {
        assert!(manifest.lines().any(|own| own == line), "{line}");
    }
}

/// The page quotes the programs: every block of Rust in it is in one of them.
#[test]
fn the_page_quotes_these_programs() {
    let page = fs::read_to_string(root().join("docs/async.md")).expect("the page");
    let sources: Vec<String> = fs::read_dir(root().join("recipes/src/bin"))
        .expect("the programs")
        .map(|file| fs::read_to_string(file.expect("a file").path()).expect("a program"))
        .collect();
    let mut quoted = vec![false; sources.len()];
    for block in page.split("```rust\n").skip(1) {
        let block = block.split("```").next().unwrap_or_default();
        assert!(
            sources.iter().any(|source| source.contains(block)),
            "no program has this:\n{block}"
        );
        for (source, quoted) in sources.iter().zip(&mut quoted) {
            *quoted |= source.contains(block);
        }
    }
    assert!(
        quoted.iter().all(|quoted| *quoted),
        "a program is not quoted: {quoted:?}"
    );
}

/// Programs as they were built for one database.
struct Built {
    folder: tempfile::TempDir,
}

impl Built {
    fn new(features: &[&str], more: &[&str]) -> Self {
        // The programs have the same place, whichever database they are for.
        static ONE: Mutex<()> = Mutex::new(());
        let _alone = ONE.lock().unwrap_or_else(PoisonError::into_inner);
        let target = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .parent()
            .expect("a folder");
        let programs: Vec<&str> = [EVERYWHERE, more].concat();
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["build", "--locked"]).args(features);
        for program in &programs {
            cargo.args(["--bin", program]);
        }
        let output = cargo
            .current_dir(root().join("recipes"))
            .env("CARGO_TARGET_DIR", target)
            .output()
            .expect("cargo starts");
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{complaint}");
        assert!(!complaint.contains("warning: unused"), "{complaint}");
        let folder = tempfile::tempdir().expect("a folder");
        for program in programs {
            let built = target.join("debug").join(program);
            fs::copy(built, folder.path().join(program)).expect("a program");
        }
        Self { folder }
    }

    /// Each has an empty database, finds it migrated the second time, and can use it.
    fn run_each<D>(&self, create: impl Fn() -> (D, String)) {
        for program in EVERYWHERE {
            let (_database, url) = create();
            let first = self.run(program, &url);
            assert!(
                first.starts_with("7 steps, at 20241216_093000_007\n"),
                "{program}: {first}"
            );
            let again = self.run(program, &url);
            assert!(
                again.starts_with("0 steps, at 20241216_093000_007\n"),
                "{program}: {again}"
            );
            let counts = *program != "tokio";
            assert_eq!(again.ends_with("0 tenants\n"), counts, "{program}: {again}");
        }
    }

    fn run(&self, program: &str, url: &str) -> String {
        let output = Command::new(self.folder.path().join(program))
            .env("DATABASE_URL", url)
            .output()
            .expect("the program starts");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{program}: {said}{complaint}");
        said
    }
}

/// Returns a URL over TCP for one that names a socket: MySQL's client calls that `unix_socket`, and
/// mysql_async, which diesel-async builds on, `socket`.
fn over_tcp(url: &str) -> String {
    let Some((before, socket)) = url.split_once("?unix_socket=") else {
        return url.to_owned();
    };
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address").to_string();
    let socket = socket.to_owned();
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let server = UnixStream::connect(&socket).expect("the server");
            let answers = (
                server.try_clone().expect("the server"),
                client.try_clone().expect("the client"),
            );
            thread::spawn(move || {
                let _ = io::copy(&mut &client, &mut &server);
                server.shutdown(Shutdown::Both)
            });
            thread::spawn(move || io::copy(&mut &answers.0, &mut &answers.1));
        }
    });
    before.replace("@localhost", &format!("@{address}"))
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}
