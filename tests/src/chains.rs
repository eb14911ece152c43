//! Chains made from text at run time, as `embed!` would have embedded them.

use migrate_runtime::{
    Chain, Dialect, Embedded, Revision, Script, Scripts, Statement, Statements, Supports,
};
use std::cell::Cell;

/// A revision to be.
#[derive(Clone, Debug, Default)]
pub struct Rev {
    id: String,
    revises: Vec<String>,
    depends_on: Vec<String>,
    branch_labels: Vec<String>,
    up: String,
    down: Option<String>,
    irreversible: Option<String>,
    without_transaction: bool,
    checksum_salt: u128,
}

/// Begins a revision with its upgrade; statements end with `;` at the end of a line.
pub fn rev(id: &str, up: &str) -> Rev {
    Rev {
        id: id.to_owned(),
        up: up.to_owned(),
        ..Rev::default()
    }
}

impl Rev {
    /// Names its parents.
    pub fn revises(mut self, parents: &[&str]) -> Self {
        self.revises = parents.iter().map(|&parent| parent.to_owned()).collect();
        self
    }

    /// Names what it depends on: ids or labels.
    pub fn depends_on(mut self, names: &[&str]) -> Self {
        self.depends_on = names.iter().map(|&name| name.to_owned()).collect();
        self
    }

    /// Labels its branch.
    pub fn branch_labels(mut self, labels: &[&str]) -> Self {
        self.branch_labels = labels.iter().map(|&label| label.to_owned()).collect();
        self
    }

    /// Gives it a downgrade.
    pub fn down(mut self, sql: &str) -> Self {
        self.down = Some(sql.to_owned());
        self
    }

    /// Says why it has none.
    pub fn irreversible(mut self, reason: &str) -> Self {
        self.irreversible = Some(reason.to_owned());
        self
    }

    /// Runs it without a transaction.
    pub fn without_transaction(mut self) -> Self {
        self.without_transaction = true;
        self
    }

    /// Changes its checksum, as an edit would.
    pub fn edited(mut self) -> Self {
        self.checksum_salt = 1;
        self
    }
}

/// Makes a chain; the text is leaked, as statics live for ever.
pub fn chain(revisions: &[Rev]) -> Chain {
    let leaked = |rev| -> &'static Revision { Box::leak(Box::new(revision(rev))) };
    Chain::new(Vec::leak(revisions.iter().map(leaked).collect()))
}

/// Makes a chain of so many revisions that each create one table and put an index on it.
pub fn long_chain(length: usize) -> Chain {
    let revisions: Vec<Rev> = (0..length)
        .map(|number| {
            let id = format!("r{number:05}");
            let up = format!(
                "CREATE TABLE t{number} (id INT PRIMARY KEY, name VARCHAR(50) NOT NULL);\n\
                 CREATE INDEX t{number}_name ON t{number} (name);\n"
            );
            let revision = rev(&id, &up).down(&format!("DROP TABLE t{number};\n"));
            match number {
                0 => revision,
                _ => revision.revises(&[&format!("r{:05}", number - 1)]),
            }
        })
        .collect();
    chain(&revisions)
}

thread_local! {
    static CHOSEN: Cell<Option<&'static Chain>> = const { Cell::new(None) };
}

/// Stands for the chain that this thread has chosen last.
#[derive(Clone, Copy, Debug)]
pub struct Chosen;

/// Makes [`Chosen`] stand for these revisions.
pub fn choose(revisions: &[Rev]) {
    CHOSEN.set(Some(Box::leak(Box::new(chain(revisions)))));
}

impl Embedded for Chosen {
    fn chain() -> &'static Chain {
        CHOSEN.get().expect("a chain was chosen")
    }
}

impl<D: Dialect> Supports<D> for Chosen {}

/// Declares a type that stands for a chain, on every database.
#[macro_export]
macro_rules! test_chain {
    (pub $name:ident, $chain:expr) => {
        /// Stands for the chain.
        #[derive(Clone, Copy, Debug)]
        pub struct $name;

        $crate::test_chain!(@is $name, $chain);
    };
    ($name:ident, $chain:expr) => {
        #[derive(Clone, Copy, Debug)]
        struct $name;

        $crate::test_chain!(@is $name, $chain);
    };
    (@is $name:ident, $chain:expr) => {

        impl ::migrate_runtime::Embedded for $name {
            fn chain() -> &'static ::migrate_runtime::Chain {
                static CHAIN: ::std::sync::LazyLock<::migrate_runtime::Chain> =
                    ::std::sync::LazyLock::new(|| $chain);
                &CHAIN
            }
        }

        impl<D: ::migrate_runtime::Dialect> ::migrate_runtime::Supports<D> for $name {}
    };
}

fn revision(rev: &Rev) -> Revision {
    let scripts = || {
        Some(Scripts {
            up: script(rev, "up.sql", &rev.up),
            down: rev.down.as_ref().map(|down| script(rev, "down.sql", down)),
        })
    };
    Revision {
        id: leak(&rev.id),
        revises: all_leaked(&rev.revises),
        depends_on: all_leaked(&rev.depends_on),
        branch_labels: all_leaked(&rev.branch_labels),
        message: leak(&format!("message of {}", rev.id)),
        created: None,
        documentation: None,
        transaction: !rev.without_transaction,
        irreversible: rev.irreversible.as_deref().map(leak),
        sqlite: scripts(),
        postgres: scripts(),
        mysql: scripts(),
    }
}

fn script(rev: &Rev, name: &str, sql: &str) -> Script {
    let mut statements = Vec::new();
    let (mut start, mut line) = (0, 1);
    for piece in sql.split_inclusive(";\n") {
        let text = piece.trim_end().trim_end_matches(';');
        let blank = text.len() - text.trim_start().len();
        let line_at = line + text[..blank].matches('\n').count();
        if !text.trim().is_empty() {
            let statement = Statement {
                start: (start + blank) as u32,
                end: (start + text.len()) as u32,
                line: line_at as u32,
            };
            statements.push(statement);
        }
        start += piece.len();
        line += piece.matches('\n').count();
    }
    // FNV-1a, 128 bits.
    let checksum = sql.bytes().fold(rev.checksum_salt, |hash, byte| {
        (hash ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b)
    });
    Script {
        file: leak(&format!("migrations/test/{}/{name}", rev.id)),
        sql: leak(sql),
        statements: Statements::new(Vec::leak(statements)),
        checksum: leak(&format!("{checksum:032x}")),
    }
}

fn all_leaked(texts: &[String]) -> &'static [&'static str] {
    Vec::leak(texts.iter().map(|text| leak(text)).collect())
}

fn leak(text: &str) -> &'static str {
    Box::leak(text.to_owned().into_boxed_str())
}
