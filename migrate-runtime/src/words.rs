//! Pieces of sentences that several errors share.

use migrate_graph::Direction;

/// Names the revisions that a database is at.
pub(crate) fn at<T: AsRef<str>>(heads: &[T]) -> String {
    match heads {
        [] => "the base, with nothing applied".to_owned(),
        heads => quoted(heads),
    }
}

/// Lists names in backticks.
pub(crate) fn quoted<T: AsRef<str>>(names: &[T]) -> String {
    let quoted: Vec<String> = names
        .iter()
        .map(|name| format!("`{}`", name.as_ref()))
        .collect();
    quoted.join(", ")
}

/// Lists names in backticks, and of a long list the beginning.
pub(crate) fn first_few(names: &[&str]) -> String {
    const SHOWN: usize = 8;
    match names.len() {
        0..=SHOWN => quoted(names),
        many => format!("{} and {} more", quoted(&names[..SHOWN]), many - SHOWN),
    }
}

/// Returns the command that goes in a direction.
pub(crate) fn verb(direction: Direction) -> &'static str {
    match direction {
        Direction::Up => "upgrade",
        Direction::Down => "downgrade",
    }
}

/// Counts batches.
pub(crate) fn batches(count: u64) -> String {
    match count {
        1 => "1 batch".to_owned(),
        many => format!("{many} batches"),
    }
}
