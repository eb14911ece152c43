//! Whatever changes in a directory of migrations, the next `cargo build` sees it.
//!
//! One small package is built again and again, and what its binary says it embeds is compared. It
//! shares the target directory and the dependencies' features of this package, so that cargo takes
//! what is compiled already.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const FIRST: &str = "users from 001_users/up.sql: CREATE TABLE users (id INTEGER);";
const SECOND: &str = "posts from 002_posts/up.sql: CREATE TABLE posts (id INTEGER);";

#[test]
fn every_change_is_seen_by_the_next_build() {
    let package = Package::create();
    a_package_without_a_build_script_is_told_so(&package);
    a_build_script_that_names_nothing_is_told_so(&package);
    nothing_is_built_when_nothing_changed(&package);
    a_new_revision_is_seen(&package);
    a_deleted_revision_is_seen(&package);
    a_restored_revision_is_seen(&package);
    an_edited_script_is_seen(&package);
    an_edited_revision_toml_is_seen(&package);
    an_edited_migrate_toml_is_seen(&package);
    a_new_script_is_seen(&package);
    an_error_is_seen_and_so_is_its_repair(&package);
}

fn a_package_without_a_build_script_is_told_so(package: &Package) {
    let told = package.build().expect_err("no build script");
    assert!(
        told.contains("error: no build script watches this directory"),
        "{told}"
    );
    assert!(told.contains(Package::BUILD_SCRIPT), "{told}");
    assert_eq!(
        told.matches("error: ").count(),
        2,
        "the second is cargo's own:\n{told}"
    );
}

fn a_build_script_that_names_nothing_is_told_so(package: &Package) {
    package.write("build.rs", "fn main() {}");
    let told = package
        .build()
        .expect_err("a build script that watches nothing");
    assert!(
        told.contains("error: the build script does not watch this directory"),
        "{told}"
    );
    package.write("build.rs", Package::BUILD_SCRIPT);
    assert_eq!(package.embedded(), [FIRST]);
}

fn nothing_is_built_when_nothing_changed(package: &Package) {
    assert!(package.build().expect("a build that passes").fresh);
}

fn a_new_revision_is_seen(package: &Package) {
    package.write(
        "migrations/shop/002_posts/revision.toml",
        "revises = \"001\"\n",
    );
    package.write(
        "migrations/shop/002_posts/up.sql",
        "CREATE TABLE posts (id INTEGER);",
    );
    package.write("migrations/shop/002_posts/down.sql", "DROP TABLE posts;");
    assert_eq!(package.embedded(), [FIRST, SECOND]);
}

fn a_deleted_revision_is_seen(package: &Package) {
    package.rename("migrations/shop/002_posts", "elsewhere");
    assert_eq!(package.embedded(), [FIRST]);
}

/// Files that are moved keep their times: none is newer than the last build.
fn a_restored_revision_is_seen(package: &Package) {
    package.rename("elsewhere", "migrations/shop/002_posts");
    assert_eq!(package.embedded(), [FIRST, SECOND]);
}

fn an_edited_script_is_seen(package: &Package) {
    package.write(
        "migrations/shop/002_posts/up.sql",
        "CREATE TABLE posts (id BIGINT);",
    );
    let edited = "posts from 002_posts/up.sql: CREATE TABLE posts (id BIGINT);";
    assert_eq!(package.embedded(), [FIRST, edited]);
    package.write(
        "migrations/shop/002_posts/up.sql",
        "CREATE TABLE posts (id INTEGER);",
    );
    assert_eq!(package.embedded(), [FIRST, SECOND]);
}

fn an_edited_revision_toml_is_seen(package: &Package) {
    let toml = "revises = \"001\"\nmessage = \"edited\"\n";
    package.write("migrations/shop/002_posts/revision.toml", toml);
    assert_eq!(
        package.embedded(),
        [FIRST, &SECOND.replace("posts from", "edited from")]
    );
    package.write(
        "migrations/shop/002_posts/revision.toml",
        "revises = \"001\"\n",
    );
    assert_eq!(package.embedded(), [FIRST, SECOND]);
}

fn an_edited_migrate_toml_is_seen(package: &Package) {
    package.write(
        "migrations/shop/migrate.toml",
        "dialects = [\"postgres\"]\n",
    );
    assert_eq!(
        package.embedded(),
        ["users without sqlite", "posts without sqlite"]
    );
    package.write("migrations/shop/migrate.toml", "dialects = [\"sqlite\"]\n");
    assert_eq!(package.embedded(), [FIRST, SECOND]);
}

/// A dialect's own file wins over the plain one that was embedded before.
fn a_new_script_is_seen(package: &Package) {
    let script = "migrations/shop/001_users/up.sqlite.sql";
    package.write(script, "CREATE TABLE users (id INT);");
    let own = "users from 001_users/up.sqlite.sql: CREATE TABLE users (id INT);";
    assert_eq!(package.embedded(), [own, SECOND]);
    fs::remove_file(package.root.join(script)).unwrap();
    assert_eq!(package.embedded(), [FIRST, SECOND]);
}

fn an_error_is_seen_and_so_is_its_repair(package: &Package) {
    package.write(
        "migrations/shop/002_posts/revision.toml",
        "revises = \"002\"\n",
    );
    let told = package.build().expect_err("a revision that revises itself");
    assert!(told.contains("[self-loop]"), "{told}");
    let place = " --> migrations/shop/002_posts/revision.toml:1:11";
    assert!(told.contains(place), "{told}");
    package.write(
        "migrations/shop/002_posts/revision.toml",
        "revises = \"001\"\n",
    );
    assert_eq!(package.embedded(), [FIRST, SECOND]);
}

/// A package of its own workspace, in the target directory.
struct Package {
    root: PathBuf,
}

/// A build that passed.
#[derive(Debug)]
struct Built {
    binary: PathBuf,
    /// Whether there was nothing to do.
    fresh: bool,
}

impl Package {
    const BUILD_SCRIPT: &str =
        "fn main() { println!(\"cargo::rerun-if-changed=migrations/shop\"); }";

    const MAIN: &str = r#"
use migrate_runtime::Embedded;

mod migrations {
    migrate_runtime::embed!("migrations/shop");
}

fn main() {
    let _ = migrations::MIGRATIONS;
    let _ = migrations::revision::USERS;
    for revision in migrations::Migrations::chain().revisions {
        print!("{} ", revision.message);
        match &revision.sqlite {
            Some(scripts) => {
                let file = scripts.up.file.trim_start_matches("migrations/shop/");
                println!("from {file}: {}", scripts.up.sql);
            }
            None => println!("without sqlite"),
        }
    }
}
"#;

    fn create() -> Package {
        let package = Package {
            root: Path::new(env!("CARGO_TARGET_TMPDIR")).join("rebuild"),
        };
        if package.root.exists() {
            fs::remove_dir_all(&package.root).unwrap();
        }
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        package.write("Cargo.toml", &manifest(workspace));
        let lock = fs::read_to_string(workspace.join("Cargo.lock")).unwrap();
        package.write("Cargo.lock", &lock);
        package.write("src/main.rs", Self::MAIN);
        package.write("migrations/shop/migrate.toml", "dialects = [\"sqlite\"]\n");
        package.write("migrations/shop/001_users/revision.toml", "revises = []\n");
        package.write(
            "migrations/shop/001_users/up.sql",
            "CREATE TABLE users (id INTEGER);",
        );
        package.write("migrations/shop/001_users/down.sql", "DROP TABLE users;");
        package
    }

    fn write(&self, file: &str, text: &str) {
        let file = self.root.join(file);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }

    fn rename(&self, from: &str, to: &str) {
        fs::rename(self.root.join(from), self.root.join(to)).unwrap();
    }

    /// Builds, and returns what was done, or what cargo said.
    fn build(&self) -> Result<Built, String> {
        let output = Command::new(env!("CARGO"))
            .args([
                "build",
                "--offline",
                "--color=never",
                "--message-format=json-render-diagnostics",
            ])
            .current_dir(&self.root)
            .env("CARGO_TARGET_DIR", target())
            .output()
            .unwrap();
        if !output.status.success() {
            return Err(String::from_utf8(output.stderr).unwrap());
        }
        let messages = String::from_utf8(output.stdout).unwrap();
        let mut messages = messages
            .lines()
            .map(|line| -> serde_json::Value { serde_json::from_str(line).unwrap() });
        let binary = messages
            .rfind(|message| message["executable"].is_string())
            .unwrap();
        Ok(Built {
            binary: binary["executable"].as_str().unwrap().into(),
            fresh: binary["fresh"].as_bool().unwrap(),
        })
    }

    /// Builds something, and returns what the binary says that it embeds.
    #[track_caller]
    fn embedded(&self) -> Vec<String> {
        let built = self.build().unwrap_or_else(|told| panic!("{told}"));
        assert!(!built.fresh, "nothing was built");
        let output = Command::new(built.binary).output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        said.lines().map(str::to_owned).collect()
    }
}

/// This workspace's target directory.
fn target() -> &'static Path {
    Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap()
}

/// The same dependencies, with the same features, as this package has.
fn manifest(workspace: &Path) -> String {
    let runtime = workspace.join("migrate-runtime");
    format!(
        "[package]\nname = \"migrate-rebuild-case\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
         [workspace]\n\n[dependencies]\n\
         diesel = {{ version = \"2.3\", default-features = false, \
         features = [\"sqlite\", \"postgres\", \"mysql\"] }}\n\
         libsqlite3-sys = {{ version = \"0.38\", features = [\"bundled\"] }}\n\
         migrate-runtime = {{ path = {runtime:?}, features = [\"sqlite\", \"postgres\", \"mysql\"] }}\n"
    )
}
