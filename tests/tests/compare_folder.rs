//! A test of an application's notices that its build missed something: `app::compare_folder`.

use app_example::gestorlead::migrations::MIGRATIONS;
use app_example::{admaster, agent_factory, defeah, reautomation};
use migrate_cli::Failure;
use migrate_cli::app::compare_folder;
use std::fs;
use std::path::{Path, PathBuf};

const SEED: &str = "ab8128dfafda_seed_lookup_tables";

#[test]
fn the_examples_embed_their_folders() {
    compare_folder(&MIGRATIONS, folder("gestorlead")).expect("gestorlead");
    compare_folder(&admaster::migrations::MIGRATIONS, folder("admaster")).expect("admaster");
    let platform = agent_factory::migrations::MIGRATIONS;
    compare_folder(&platform, folder("agent_factory")).expect("agent_factory");
    compare_folder(&defeah::migrations::MIGRATIONS, folder("defeah")).expect("defeah");
    let calls = reautomation::migrations::MIGRATIONS;
    compare_folder(&calls, folder("reautomation")).expect("reautomation");
}

#[test]
fn a_revision_that_the_build_missed_is_named() {
    let told = told(|folder| {
        write(
            folder,
            "abc_add_notes/revision.toml",
            "revises = \"ab8128dfafda\"\n",
        );
        write(
            folder,
            "abc_add_notes/up.sql",
            "CREATE TABLE notes (id INT);\n",
        );
        write(folder, "abc_add_notes/down.sql", "DROP TABLE notes;\n");
    });
    assert_eq!(
        told,
        "this program does not embed what `FOLDER` has\n\
         note: `abc` is in the directory and not in this program\n\
         help: cargo goes by the times of files, and these are older than its last build: `touch FOLDER` \
         and build again\n"
    );
}

#[test]
fn a_revision_that_is_gone_is_named() {
    let told = told(|folder| {
        fs::remove_dir_all(folder.join(SEED)).expect("it goes");
    });
    assert!(
        told.contains("note: `ab8128dfafda` is in this program and not in the directory\n"),
        "{told}"
    );
}

#[test]
fn another_text_is_named() {
    let told_of_script = told(|folder| {
        let script = folder.join(SEED).join("down.sql");
        let text = fs::read_to_string(&script).expect("a script");
        fs::write(script, format!("{text}\n-- Something else.\n")).expect("written");
    });
    let named = "note: `ab8128dfafda` was embedded with another text of \
                 `ab8128dfafda_seed_lookup_tables/down.sql`\n";
    assert_eq!(told_of_script.matches(named).count(), 1, "{told_of_script}");
    let told_of_toml = told(|folder| {
        let file = folder.join(SEED).join("revision.toml");
        let text = fs::read_to_string(&file).expect("a revision");
        fs::write(file, format!("branch_labels = [\"seeds\"]\n{text}")).expect("written");
    });
    let named = "note: `ab8128dfafda` has another `revision.toml`\n";
    assert!(told_of_toml.contains(named), "{told_of_toml}");
    // One for a dialect, where there was one for all.
    let told_of_dialect = told(|folder| {
        let text = fs::read_to_string(folder.join(SEED).join("down.sql")).expect("a script");
        write(
            folder,
            &format!("{SEED}/down.sqlite.sql"),
            &format!("{text}\n-- SQLite's own.\n"),
        );
    });
    assert!(
        told_of_dialect.contains("down.sqlite.sql"),
        "{told_of_dialect}"
    );
}

#[test]
fn a_folder_with_faults_is_not_compared() {
    let told = told(|folder| {
        let file = folder.join(SEED).join("revision.toml");
        fs::write(file, "revises = \"nothing\"\n").expect("written");
    });
    assert!(told.contains("`FOLDER` has faults"), "{told}");
    assert!(told.contains("cargo migrate check --dir FOLDER"), "{told}");
    let nowhere = compare_folder(&MIGRATIONS, "no/such/folder").expect_err("nothing is there");
    assert!(text(&nowhere).contains("no/such/folder"), "{nowhere}");
}

fn folder(system: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../migrations")
        .join(system)
}

/// What is said of a copy of `gestorlead`'s folder that was changed.
fn told(change: impl FnOnce(&Path)) -> String {
    let copy = tempfile::tempdir().expect("a folder");
    let there = copy.path().join("gestorlead");
    copy_folder(&folder("gestorlead"), &there);
    compare_folder(&MIGRATIONS, &there).expect("a copy is the same");
    change(&there);
    let failure = compare_folder(&MIGRATIONS, &there).expect_err("it was changed");
    text(&failure).replace(&there.display().to_string(), "FOLDER")
}

/// What `unwrap` prints of it.
fn text(failure: &Failure) -> String {
    format!("{failure:?}\n")
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let to = to.join(path.file_name().expect("a name"));
        match path.is_dir() {
            true => copy_folder(&path, &to),
            false => _ = fs::copy(&path, to).expect("a copy"),
        }
    }
}

fn write(folder: &Path, file: &str, text: &str) {
    let path = folder.join(file);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, text).expect("written");
}
