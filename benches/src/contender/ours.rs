use super::raw::sqlite;
use super::{Contender, Place, Result};
use crate::corpus::Corpus;
use diesel::{Connection, PgConnection};
use migrate_check::source::LocalDir;
use migrate_check::{CheckedScript, Dialect, Options};
use migrate_runtime::{
    Chain, Embedded, Migrator, Revision, Script, Scripts, Statement, Statements, Supports, dialect,
};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// Us, with the statics that `embed!` would emit.
pub struct Ours {
    one_transaction: bool,
}

struct Migrations;

static CHAIN: OnceLock<Chain> = OnceLock::new();

impl Embedded for Migrations {
    fn chain() -> &'static Chain {
        CHAIN.get().expect("loaded before the first run")
    }
}

impl Supports<dialect::Sqlite> for Migrations {}
impl Supports<dialect::Postgres> for Migrations {}

impl Ours {
    pub fn load(corpus: &Corpus, one_transaction: bool) -> Result<Self> {
        let outcome = migrate_check::check(&LocalDir::new(&corpus.folders), &Options::default());
        let chain = outcome
            .chain
            .ok_or_else(|| format!("{:?}", outcome.diagnostics))?;
        let leaked = |revision| -> &'static Revision { Box::leak(Box::new(embedded(revision))) };
        let revisions: Vec<_> = chain.revisions.iter().map(leaked).collect();
        CHAIN.get_or_init(|| Chain::new(Vec::leak(revisions)));
        Ok(Self { one_transaction })
    }

    fn migrator(&self) -> Migrator<'_, Migrations> {
        let migrator = Migrator::new();
        if self.one_transaction {
            migrator.one_transaction()
        } else {
            migrator
        }
    }
}

impl Contender for Ours {
    fn name(&self) -> &'static str {
        if self.one_transaction {
            "migrate, one transaction"
        } else {
            "migrate"
        }
    }

    fn run(&self, place: Place<'_>, connected: &dyn Fn()) -> Result<Duration> {
        match place {
            Place::Sqlite { path, durable } => {
                let mut connection = sqlite(path, durable)?;
                connected();
                let start = Instant::now();
                self.migrator().run(&mut connection)?;
                Ok(start.elapsed())
            }
            Place::Postgres { url } => {
                let mut connection = PgConnection::establish(url)?;
                connected();
                let start = Instant::now();
                self.migrator().run(&mut connection)?;
                Ok(start.elapsed())
            }
        }
    }
}

fn embedded(revision: &migrate_check::CheckedRevision) -> Revision {
    let leak = |text: &str| -> &'static str { String::leak(text.to_owned()) };
    let all = |texts: &[String]| -> &'static [&'static str] {
        Vec::leak(texts.iter().map(|text| leak(text)).collect())
    };
    let script = |script: &CheckedScript| Script {
        file: leak(&script.file),
        sql: leak(&script.text),
        statements: Statements::new(Vec::leak(
            script
                .analysis
                .statements
                .iter()
                .map(|statement| Statement {
                    start: statement.span.start as u32,
                    end: statement.span.end as u32,
                    line: statement.line,
                })
                .collect(),
        )),
        checksum: leak(&format!("{:032x}", script.analysis.checksum.0)),
    };
    let scripts = |dialect| {
        let scripts = revision.scripts.get(&dialect)?;
        Some(Scripts {
            up: script(scripts.up.as_ref()?),
            down: scripts.down.as_ref().map(script),
        })
    };
    Revision {
        id: leak(&revision.id),
        revises: all(&revision.revises),
        depends_on: all(&revision.depends_on),
        branch_labels: all(&revision.branch_labels),
        message: leak(&revision.message),
        created: None,
        documentation: None,
        transaction: revision.transaction,
        irreversible: None,
        sqlite: scripts(Dialect::Sqlite),
        postgres: scripts(Dialect::Postgres),
        mysql: None,
    }
}
