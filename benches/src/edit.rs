//! `cargo check` after an edit of one script among a thousand.

use crate::contender::Result;
use crate::corpus::{Corpus, REVISIONS};
use crate::project::{Project, Tool};
use crate::table::{Row, median, print};
use std::fs;
use std::path::Path;

const RUNS: usize = 5;

/// Measures the edit for every tool, SQLite only, so that each embeds the same.
pub fn measure(root: &Path) -> Result<()> {
    let corpus = Corpus::write(&root.join("corpus"), REVISIONS)?;
    corpus.declare(&["sqlite"])?;
    let mut rows = Vec::new();
    for tool in Tool::ALL {
        let project = Project::write(root, tool, &corpus, &["sqlite"])?;
        let cold = project.cargo(&["check"])?;
        let script = tool.script(&corpus, REVISIONS / 2);
        let original = fs::read_to_string(&script)?;
        let mut runs = Vec::new();
        for run in 0..RUNS {
            fs::write(&script, format!("{original}-- edit {run}\n"))?;
            runs.push(project.cargo(&["check"])?);
        }
        fs::write(&script, original)?;
        rows.push(Row {
            name: tool.name(),
            median: median(runs),
            note: format!("first check {:.0} s", cold.as_secs_f64()),
        });
        project.clean()?;
    }
    print(
        &format!("`cargo check` after an edit of one of {REVISIONS} revisions (median of {RUNS})"),
        "sqlx",
        &rows,
    );
    Ok(())
}
