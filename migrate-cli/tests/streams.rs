//! What the program does with its streams: colour, readers that go away, disks that are full.

mod support;

use std::io::Read;
use std::process::{Command, Output, Stdio};
use support::Session;

fn program(session: &Session, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-migrate"));
    command
        .args(arguments)
        .current_dir(session.path(""))
        .env_remove("NO_COLOR");
    command
}

fn broken() -> Session {
    let session = Session::new();
    session.revision("migrations/1_a", "revises = \"0\"\n");
    session
}

fn error(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_pipe_gets_no_colour() {
    let output = program(&broken(), &["check"])
        .output()
        .expect("the program runs");
    assert!(
        error(&output).contains("\nerror[unknown-parent]: "),
        "{}",
        error(&output)
    );
    assert!(!error(&output).contains('\u{1b}'), "{}", error(&output));
}

#[test]
fn colour_can_be_forced_and_refused() {
    let session = broken();
    let forced = program(&session, &["check"])
        .env("CLICOLOR_FORCE", "1")
        .output();
    assert!(error(&forced.expect("the program runs")).contains('\u{1b}'));
    let refused = program(&session, &["check"])
        .env("CLICOLOR_FORCE", "1")
        .env("NO_COLOR", "1")
        .output();
    assert!(!error(&refused.expect("the program runs")).contains('\u{1b}'));
}

#[test]
fn the_word_that_cargo_adds_may_be_absent() {
    let session = broken();
    let with = program(&session, &["migrate", "check", "--format", "json"]).output();
    let without = program(&session, &["check", "--format", "json"]).output();
    assert_eq!(
        with.expect("the program runs").stdout,
        without.expect("the program runs").stdout
    );
}

#[test]
fn a_reader_that_goes_away_ends_the_output_quietly() {
    let session = Session::new();
    // More than a pipe holds.
    let mut parents = "[]".to_owned();
    for number in 0..600 {
        let toml = format!("revises = {parents}\nmessage = \"{}\"\n", "m".repeat(200));
        session.file(&format!("migrations/{number:05}_a/revision.toml"), toml);
        parents = format!("\"{number:05}\"");
    }
    let mut child = program(&session, &["history"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let mut first = [0; 16];
    child
        .stdout
        .take()
        .expect("a pipe")
        .read_exact(&mut first)
        .expect("some output");
    let output = child.wait_with_output().expect("the program ends");
    assert_eq!(error(&output), "");
    assert_eq!(output.status.code(), Some(0));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    let session = Session::new();
    session.file("migrations/1_a/revision.toml", "revises = []\n");
    let full = std::fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .expect("the device");
    let output = program(&session, &["history"])
        .stdout(full)
        .output()
        .expect("the program runs");
    assert!(
        error(&output).starts_with("error: the output can't be written: "),
        "{}",
        error(&output)
    );
    assert_eq!(output.status.code(), Some(1));
}
