//! `cargo check` after an edit of one script among a thousand.

use crate::contender::Result;
use crate::corpus::{Corpus, REVISIONS};
use crate::project::{Project, Tool};
use crate::table::{Row, median, print};
use std::fs;
use std::path::Path;

const RUNS: usize = 5;
/// So many revisions are not sealed, where the others are.
const UNSEALED: usize = 20;

/// What is measured: who, what it is called, and which revision is edited.
const CONTENDERS: [(Tool, &str, usize); 7] = [
    (Tool::Nothing, "nothing embedded", REVISIONS),
    (Tool::Ours, "migrate, the newest", REVISIONS),
    (Tool::Ours, "migrate, in the middle", REVISIONS / 2),
    (
        Tool::Sealed,
        "migrate, all but 20 sealed",
        REVISIONS - UNSEALED / 2,
    ),
    (Tool::DieselMigrations, "diesel_migrations", REVISIONS / 2),
    (Tool::Sqlx, "sqlx", REVISIONS / 2),
    (Tool::Refinery, "refinery", REVISIONS / 2),
];

/// Measures the edit for every tool on SQLite, so that each embeds the same, and for us on
/// PostgreSQL, whose parser is the slowest.
pub fn measure(root: &Path) -> Result<()> {
    measure_on("sqlite", &CONTENDERS, root)?;
    measure_on("postgres", &CONTENDERS[..4], root)
}

fn measure_on(
    dialect: &str,
    contenders: &[(Tool, &'static str, usize)],
    root: &Path,
) -> Result<()> {
    let corpus = Corpus::write(&root.join("corpus"), REVISIONS)?;
    corpus.declare(&[dialect])?;
    let mut rows = Vec::new();
    for &(tool, name, edited) in contenders {
        let project = Project::write(root, tool, &corpus, &[dialect])?;
        if tool == Tool::Sealed {
            corpus.seal(REVISIONS - UNSEALED)?;
        }
        let first = project.cargo(&["check"])?;
        let script = match tool {
            Tool::Nothing => project.main(),
            tool => tool.script(&corpus, edited),
        };
        let original = fs::read_to_string(&script)?;
        let mut runs = Vec::new();
        for run in 0..=RUNS {
            let edit = match tool {
                Tool::Nothing => format!("// Edit {run}.\n"),
                // More than a comment: what reads SQL has something to read.
                _ => format!("UPDATE orders_{edited} SET amount = {run} WHERE id = 1;\n"),
            };
            fs::write(&script, original.clone() + &edit)?;
            let elapsed = project.cargo(&["check"])?;
            // The first one may find less kept than those that follow.
            if run > 0 {
                runs.push(elapsed);
            }
        }
        fs::write(&script, original)?;
        corpus.unseal()?;
        rows.push(Row {
            name,
            median: median(runs),
            note: format!("first check {:.0} s", first.as_secs_f64()),
        });
        if !matches!(tool, Tool::Nothing | Tool::Ours) {
            project.clean()?;
        }
    }
    let title = format!(
        "{dialect}: `cargo check` after an edit of one of {REVISIONS} revisions (median of {RUNS})"
    );
    print(&title, "nothing embedded", &rows);
    Ok(())
}
