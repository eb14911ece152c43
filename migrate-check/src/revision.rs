//! A revision as its files say it is: what a layout finds and everything else looks at.
use crate::Dialect;
use crate::located::Located;
use std::collections::BTreeMap;

/// One revision as its files say it is, unchecked.
#[derive(Clone, Debug)]
pub(crate) struct FoundRevision {
    pub(crate) id: Located<String>,
    pub(crate) revises: Vec<Located<String>>,
    pub(crate) depends_on: Vec<Located<String>>,
    pub(crate) branch_labels: Vec<Located<String>>,
    pub(crate) message: String,
    pub(crate) created: Option<String>,
    pub(crate) transaction: bool,
    pub(crate) irreversible: Option<Located<String>>,
    pub(crate) backfill: Option<String>,
    pub(crate) replaces: Vec<Located<String>>,
    /// Its folder, or its `up` file.
    pub(crate) path: String,
    pub(crate) up: ScriptFiles,
    pub(crate) down: ScriptFiles,
    pub(crate) origin: Origin,
    /// Whether something that the graph is made of could not be read.
    pub(crate) damaged: bool,
    /// Whether it does not say what it revises, and passes for a base.
    pub(crate) is_unplaced: bool,
}

/// Where a revision's place in the chain comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// A folder with a `revision.toml`.
    RevisionToml,
    /// A folder of Diesel's: the order of the versions.
    PlainFolder,
    /// A file: the order of the versions.
    File,
}

impl FoundRevision {
    /// Says how a script is run without a transaction around it, which depends on the layout.
    pub(crate) fn without_transaction(&self, file: &str) -> String {
        let path = &self.path;
        match self.origin {
            Origin::RevisionToml => {
                format!("write `transaction = false` into `{{dir}}/{path}/revision.toml`")
            }
            Origin::PlainFolder => {
                format!("write `run_in_transaction = false` into `{{dir}}/{path}/metadata.toml`")
            }
            Origin::File if file == path => {
                format!("write `-- no-transaction` as the first line of `{{dir}}/{file}`")
            }
            Origin::File => format!(
                "write `-- no-transaction` as the first line of `{{dir}}/{path}`, which holds for both \
                 directions"
            ),
        }
    }

    /// A revision of which nothing is known but its name.
    pub(crate) fn new(id: Located<String>, path: &str, origin: Origin) -> Self {
        Self {
            id,
            revises: Vec::new(),
            depends_on: Vec::new(),
            branch_labels: Vec::new(),
            message: String::new(),
            created: None,
            transaction: true,
            irreversible: None,
            backfill: None,
            replaces: Vec::new(),
            path: path.to_owned(),
            up: ScriptFiles::default(),
            down: ScriptFiles::default(),
            origin,
            damaged: false,
            is_unplaced: false,
        }
    }

    pub(crate) fn has_scripts(&self) -> bool {
        !(self.up.is_empty() && self.down.is_empty())
    }

    pub(crate) fn is_merge(&self) -> bool {
        self.revises.len() > 1
    }
}

/// The files of one direction.
#[derive(Clone, Debug, Default)]
pub(crate) struct ScriptFiles {
    /// `up.sql`: for every dialect that has no file of its own.
    pub(crate) plain: Option<String>,
    /// `up.sqlite.sql`.
    pub(crate) by_dialect: BTreeMap<Dialect, String>,
    /// What is wrong was reported (a misnamed one, say): don't say that it is missing too.
    pub(crate) is_excused: bool,
}

impl ScriptFiles {
    pub(crate) fn for_dialect(&self, dialect: Dialect) -> Option<&str> {
        let own = self.by_dialect.get(&dialect);
        own.or(self.plain.as_ref()).map(String::as_str)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.plain.is_none() && self.by_dialect.is_empty()
    }

    pub(crate) fn files(&self) -> impl Iterator<Item = &str> {
        self.plain
            .iter()
            .chain(self.by_dialect.values())
            .map(String::as_str)
    }
}
