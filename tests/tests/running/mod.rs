//! The application of these tests, as a process of its own.

// Each test program uses a part of it.
#![allow(dead_code)]

pub mod held;

use migrate_tests::databases::TestDatabase;
use std::process::{Command, Output, Stdio};

pub fn application(dialect: &str, url: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_application"));
    command
        .env("MIGRATE_TEST_DIALECT", dialect)
        .env_remove("DATABASE_URL")
        .env_remove("ALEMBIC_DATABASE_URL")
        .current_dir(std::env::temp_dir())
        .args(["--url", url])
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

pub fn url<D: TestDatabase>(database: &D) -> String {
    match D::NAME {
        "sqlite" => format!("sqlite:///{}", database.url()),
        _ => database.url(),
    }
}

pub fn run<D: TestDatabase>(database: &D, arguments: &[&str]) -> Output {
    let mut command = application(D::NAME, &url(database), arguments);
    command.output().expect("the application runs")
}

pub fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

pub fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The words of a failure, and its code.
pub fn refused(dialect: &str, url: &str, arguments: &[&str]) -> (Option<i32>, String) {
    let output = application(dialect, url, arguments)
        .output()
        .expect("the application runs");
    assert_eq!(out(&output), "");
    (output.status.code(), err(&output))
}
