//! The program `cargo-migrate`, which cargo runs as `cargo migrate`.

use std::process::ExitCode;

fn main() -> ExitCode {
    migrate_cli::authoring::main(std::env::args_os())
}
