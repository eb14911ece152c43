//! A dev build from nothing, on two cores.

use crate::contender::Result;
use crate::corpus::Corpus;
use crate::project::{Project, Tool};
use std::path::Path;

/// Measures the cold build with us and with `diesel_migrations`, for SQLite alone and for both.
pub fn measure(root: &Path) -> Result<()> {
    println!("\n## A cold `cargo build` in the dev profile, 2 jobs, sources fetched before\n");
    println!("| | diesel_migrations | migrate | added |\n|---|---:|---:|---:|");
    for backends in [&["sqlite"][..], &["sqlite", "postgres"][..]] {
        let corpus = Corpus::write(&root.join(backends.join("-")), 3)?;
        corpus.declare(backends)?;
        let mut seconds = Vec::new();
        for tool in [Tool::DieselMigrations, Tool::Ours] {
            let project = Project::write(root, tool, &corpus, backends)?;
            project.fetch()?;
            project.clean()?;
            seconds.push(project.cargo(&["build", "--offline"])?.as_secs_f64());
            project.clean()?;
        }
        println!(
            "| {} | {:.1} s | {:.1} s | {:+.1} s |",
            backends.join(" and "),
            seconds[0],
            seconds[1],
            seconds[1] - seconds[0]
        );
    }
    Ok(())
}
