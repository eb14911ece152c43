//! Whatever changes in a directory of migrations, the next `cargo build` sees it.
//!
//! One small package is built again and again, and what its binary says it embeds is compared. It
//! shares the target directory and the dependencies' features of this package, so that cargo takes
//! what is compiled already.

use migrate_tests::package::Package;
use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

const FIRST: &str = "users from 001_users/up.sql: CREATE TABLE users (id INTEGER);";
const SECOND: &str = "posts from 002_posts/up.sql: CREATE TABLE posts (id INTEGER);";

#[test]
fn every_change_is_seen_by_the_next_build() {
    let package = create();
    a_package_without_a_build_script_is_told_so(&package);
    a_build_script_that_names_nothing_is_told_so(&package);
    nothing_is_built_when_nothing_changed(&package);
    a_new_revision_is_seen(&package);
    a_deleted_revision_is_seen(&package);
    a_restored_revision_is_seen(&package);
    what_is_older_than_the_last_build_is_seen_once_the_folder_is_touched(&package);
    an_edited_script_is_seen(&package);
    an_edited_revision_toml_is_seen(&package);
    an_edited_migrate_toml_is_seen(&package);
    a_new_script_is_seen(&package);
    an_error_is_seen_and_so_is_its_repair(&package);
    a_torn_file_of_the_last_build_is_not_believed(&package);
}

fn a_package_without_a_build_script_is_told_so(package: &Package) {
    let told = package.build().expect_err("no build script");
    assert!(
        told.contains("error: no build script watches this directory"),
        "{told}"
    );
    assert!(told.contains(BUILD_SCRIPT), "{told}");
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
    package.write("build.rs", BUILD_SCRIPT);
    assert_eq!(embedded(package), [FIRST]);
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
    assert_eq!(embedded(package), [FIRST, SECOND]);
}

fn a_deleted_revision_is_seen(package: &Package) {
    package.rename("migrations/shop/002_posts", "elsewhere");
    assert_eq!(embedded(package), [FIRST]);
}

/// Files that are moved keep their times: none is newer than the last build.
fn a_restored_revision_is_seen(package: &Package) {
    package.rename("elsewhere", "migrations/shop/002_posts");
    assert_eq!(embedded(package), [FIRST, SECOND]);
}

/// As it comes out of an archive or an image's layer: cargo goes by times alone. Where this fails because
/// cargo has learnt better, `docs/deploying.md` can say so.
fn what_is_older_than_the_last_build_is_seen_once_the_folder_is_touched(package: &Package) {
    let (folder, third) = ("migrations/shop", "migrations/shop/003_tags");
    package.write(&format!("{third}/revision.toml"), "revises = \"002\"\n");
    package.write(
        &format!("{third}/up.sql"),
        "CREATE TABLE tags (id INTEGER);",
    );
    package.write(&format!("{third}/down.sql"), "DROP TABLE tags;");
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    for file in [
        "003_tags/revision.toml",
        "003_tags/up.sql",
        "003_tags/down.sql",
        "003_tags",
        "",
    ] {
        set_time(&package.root().join(folder).join(file), long_ago);
    }
    assert!(
        package.build().expect("a build that passes").fresh,
        "cargo saw it"
    );
    set_time(&package.root().join(folder), SystemTime::now());
    let tags = "tags from 003_tags/up.sql: CREATE TABLE tags (id INTEGER);";
    assert_eq!(embedded(package), [FIRST, SECOND, tags]);
    fs::remove_dir_all(package.root().join(third)).expect("it goes");
    assert_eq!(embedded(package), [FIRST, SECOND]);
}

fn set_time(path: &Path, time: SystemTime) {
    let file = fs::File::open(path).expect("a file or folder");
    file.set_modified(time).expect("a time that can be set");
}

fn an_edited_script_is_seen(package: &Package) {
    package.write(
        "migrations/shop/002_posts/up.sql",
        "CREATE TABLE posts (id BIGINT);",
    );
    let edited = "posts from 002_posts/up.sql: CREATE TABLE posts (id BIGINT);";
    assert_eq!(embedded(package), [FIRST, edited]);
    package.write(
        "migrations/shop/002_posts/up.sql",
        "CREATE TABLE posts (id INTEGER);",
    );
    assert_eq!(embedded(package), [FIRST, SECOND]);
}

fn an_edited_revision_toml_is_seen(package: &Package) {
    let toml = "revises = \"001\"\nmessage = \"edited\"\n";
    package.write("migrations/shop/002_posts/revision.toml", toml);
    assert_eq!(
        embedded(package),
        [FIRST, &SECOND.replace("posts from", "edited from")]
    );
    package.write(
        "migrations/shop/002_posts/revision.toml",
        "revises = \"001\"\n",
    );
    assert_eq!(embedded(package), [FIRST, SECOND]);
}

fn an_edited_migrate_toml_is_seen(package: &Package) {
    package.write(
        "migrations/shop/migrate.toml",
        "dialects = [\"postgres\"]\n",
    );
    assert_eq!(
        embedded(package),
        ["users without sqlite", "posts without sqlite"]
    );
    package.write("migrations/shop/migrate.toml", "dialects = [\"sqlite\"]\n");
    assert_eq!(embedded(package), [FIRST, SECOND]);
}

/// A dialect's own file wins over the plain one that was embedded before.
fn a_new_script_is_seen(package: &Package) {
    let script = "migrations/shop/001_users/up.sqlite.sql";
    package.write(script, "CREATE TABLE users (id INT);");
    let own = "users from 001_users/up.sqlite.sql: CREATE TABLE users (id INT);";
    assert_eq!(embedded(package), [own, SECOND]);
    fs::remove_file(package.root().join(script)).unwrap();
    assert_eq!(embedded(package), [FIRST, SECOND]);
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
    assert_eq!(embedded(package), [FIRST, SECOND]);
}

/// The analyses that the macro keeps for the next build.
fn a_torn_file_of_the_last_build_is_not_believed(package: &Package) {
    let kept = package.build_script_files("analyses");
    assert!(!kept.is_empty(), "the macro keeps what it found out");
    for file in &kept {
        let whole = fs::read(file).unwrap();
        fs::write(file, &whole[..whole.len() / 2]).unwrap();
    }
    package.write("migrations/shop/001_users/up.sql", "CREATE TABLE users (;");
    let told = package.build().expect_err("no SQL");
    assert!(told.contains("[sql-syntax]"), "{told}");
    let edited = "CREATE TABLE users (id BIGINT);";
    package.write("migrations/shop/001_users/up.sql", edited);
    let first = format!("users from 001_users/up.sql: {edited}");
    assert_eq!(embedded(package), [&first, SECOND]);
}

const BUILD_SCRIPT: &str = "fn main() { println!(\"cargo::rerun-if-changed=migrations/shop\"); }";

const MAIN: &str = r#"
use migrate_runtime::Embedded;

mod migrations {
    migrate_runtime::embed!("migrations/shop");
}

fn main() {
    let _ = migrations::MIGRATIONS;
    let _ = migrations::revision::USERS;
    for revision in migrations::Migrations::chain().revisions() {
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
    let package = Package::create(Path::new(env!("CARGO_TARGET_TMPDIR")), "rebuild");
    package.write("src/main.rs", MAIN);
    package.write("migrations/shop/migrate.toml", "dialects = [\"sqlite\"]\n");
    package.write("migrations/shop/001_users/revision.toml", "revises = []\n");
    package.write(
        "migrations/shop/001_users/up.sql",
        "CREATE TABLE users (id INTEGER);",
    );
    package.write("migrations/shop/001_users/down.sql", "DROP TABLE users;");
    package
}

/// Builds something, and returns what the binary says that it embeds.
#[track_caller]
fn embedded(package: &Package) -> Vec<String> {
    let built = package.build().unwrap_or_else(|told| panic!("{told}"));
    assert!(!built.fresh, "nothing was built");
    let said = package.run(&built);
    said.lines().map(str::to_owned).collect()
}
