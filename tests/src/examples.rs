//! Our own chains as statements, to be changed and judged.
use migrate_check::Dialect;
use migrate_check::diagnostic::Severity;
use migrate_sql::analyse;
use std::fs;
use std::path::Path;

/// All upgrades of `migrations/agent_factory`, in the order of its revisions.
pub fn agent_factory(dialect: Dialect) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../migrations/agent_factory");
    let entries = fs::read_dir(root).unwrap();
    let mut folders: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    folders.retain(|path| path.is_dir());
    folders.sort();
    let script = |folder: &std::path::PathBuf| {
        let own = folder.join(format!("up.{dialect}.sql"));
        let file = if own.exists() {
            own
        } else {
            folder.join("up.sql")
        };
        // A merge has no script.
        match file.exists() {
            true => statements(&fs::read_to_string(file).unwrap(), dialect),
            false => Vec::new(),
        }
    };
    folders.iter().flat_map(script).collect()
}

/// The statements of a script without mistakes.
pub fn statements(text: &str, dialect: Dialect) -> Vec<String> {
    let analysis = analyse(text, dialect);
    let mut problems = analysis.problems.iter();
    assert!(problems.all(|found| found.severity != Severity::Error));
    let spans = analysis.statements.into_iter().map(|found| found.span);
    spans.map(|span| text[span].to_owned()).collect()
}
