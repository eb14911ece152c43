//! A build that missed a revision is noticed: see `docs/deploying.md`.
#![cfg(feature = "compare")]

use app_example::gestorlead::migrations::MIGRATIONS;

#[test]
fn the_program_embeds_what_the_directory_has() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../migrations/gestorlead");
    migrate_cli::app::compare_folder(&MIGRATIONS, folder).unwrap();
}
