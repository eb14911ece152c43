use migrate_check::{Chain as Checked, CheckedRevision, CheckedScript, Dialect};
use migrate_runtime::{
    Bookkeeping, Chain, DeclaredDatabase, Embedded, Revision, Script, Scripts, Statement,
    Statements, Supports,
};
use std::sync::OnceLock;

/// The chain of the directory that this program works on, as an embedded chain: the same migrator runs
/// both.
pub(crate) struct Loaded;

static CHAIN: OnceLock<Chain> = OnceLock::new();

impl Embedded for Loaded {
    fn chain() -> &'static Chain {
        CHAIN.get_or_init(|| Chain::new(&[]))
    }
}

/// The chain itself tells at run time whether it has scripts for a database.
impl<D: migrate_runtime::Dialect> Supports<D> for Loaded {}

/// Makes a checked chain the one that [`Loaded`] stands for. Like an embedded chain it lives as long as
/// the program, which works on one directory.
pub(crate) fn load(chain: &Checked, label: &str) {
    CHAIN.get_or_init(|| {
        let revisions = chain.revisions.iter();
        let revisions = revisions.map(|revision| -> &'static Revision {
            Box::leak(Box::new(embedded(revision, label)))
        });
        Chain::new(Vec::leak(revisions.collect()))
            .with_bookkeeping(bookkeeping(chain))
            .with_replaced(replaced(chain))
    });
}

/// Returns the databases that `migrate.toml` declares, as in an application, but with their passwords.
pub(crate) fn declared(chain: &Checked) -> Vec<DeclaredDatabase> {
    let databases = chain.settings.databases.iter();
    let declared = databases.map(|database| DeclaredDatabase {
        name: database.name.as_deref().map(leak),
        url: database.url.as_deref().map(leak),
        variable: database.variable.as_deref().map(leak),
    });
    declared.collect()
}

fn bookkeeping(chain: &Checked) -> Bookkeeping {
    let (tables, usual) = (&chain.settings.tables, Bookkeeping::DEFAULT);
    let alembic = tables.alembic.as_deref().unwrap_or("alembic_version");
    Bookkeeping {
        schema: tables.schema.as_deref().map(leak),
        applied: tables.applied.as_deref().map_or(usual.applied, leak),
        history: tables.history.as_deref().map_or(usual.history, leak),
        backfills: tables.backfills.as_deref().map_or(usual.backfills, leak),
        alembic: chain.settings.mirror_alembic.then(|| leak(alembic)),
    }
}

fn replaced(chain: &Checked) -> &'static [(&'static str, &'static [&'static str])] {
    let squashed = chain
        .revisions
        .iter()
        .filter(|one| !one.replaces.is_empty());
    let replaced = squashed.map(|one| (leak(&one.id), leak_all(&one.replaces)));
    Vec::leak(replaced.collect())
}

fn embedded(revision: &CheckedRevision, label: &str) -> Revision {
    let scripts = |dialect: Dialect| {
        let scripts = revision.scripts.get(&dialect);
        let Some(up) = scripts.and_then(|scripts| scripts.up.as_ref()) else {
            // The revision consists of a step in Rust, which is left out here, or only merges branches.
            let without_up = match revision.irreversible {
                Some(_) => Scripts::NOTHING_UP,
                None => Scripts::NOTHING,
            };
            return revision.backfill.is_some().then_some(without_up);
        };
        let scripts = scripts?;
        Some(Scripts {
            up: script(up, label),
            down: scripts.down.as_ref().map(|down| script(down, label)),
        })
    };
    Revision {
        id: leak(&revision.id),
        revises: leak_all(&revision.revises),
        depends_on: leak_all(&revision.depends_on),
        branch_labels: leak_all(&revision.branch_labels),
        message: leak(&revision.message),
        created: revision.created.as_deref().map(leak),
        documentation: revision.documentation.as_deref().map(leak),
        transaction: revision.transaction,
        irreversible: revision.irreversible.as_deref().map(leak),
        sqlite: scripts(Dialect::Sqlite),
        postgres: scripts(Dialect::Postgres),
        mysql: scripts(Dialect::Mysql),
    }
}

fn script(script: &CheckedScript, label: &str) -> Script {
    // No script has 4 GiB.
    let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let statements = script
        .analysis
        .statements
        .iter()
        .map(|statement| Statement {
            start: number(statement.span.start),
            end: number(statement.span.end),
            line: statement.line,
        });
    Script {
        file: leak(&migrate_check::diagnostic::join(label, &script.file)),
        sql: leak(&script.text),
        statements: Statements::new(Vec::leak(statements.collect())),
        checksum: leak(&format!("{:032x}", script.analysis.checksum.0)),
    }
}

fn leak(text: &str) -> &'static str {
    Box::leak(text.to_owned().into_boxed_str())
}

fn leak_all(texts: &[String]) -> &'static [&'static str] {
    Vec::leak(texts.iter().map(|text| leak(text)).collect())
}
