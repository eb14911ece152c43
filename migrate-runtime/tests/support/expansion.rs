//! What `embed!` writes for a directory of two revisions, by hand: the contract between the macro
//! and the runtime. In the real expansion, the revisions are packed into two texts.

/// The revisions, as constants.
pub mod revision {
    /// The first table.
    pub const FIRST_TABLE: ::migrate_runtime::RevisionKey =
        ::migrate_runtime::RevisionKey::new("20240101");
    /// add an index
    pub const ADD_AN_INDEX: ::migrate_runtime::RevisionKey =
        ::migrate_runtime::RevisionKey::new("20240102");
}

static CHAIN: ::migrate_runtime::Chain = ::migrate_runtime::Chain::new(&[
    &::migrate_runtime::Revision {
        id: "20240101",
        revises: &[],
        depends_on: &[],
        branch_labels: &["shop"],
        message: "first table",
        created: Some("2024-01-01T00:00:00Z"),
        documentation: Some("The first table."),
        transaction: true,
        irreversible: None,
        sqlite: Some(::migrate_runtime::Scripts {
            up: ::migrate_runtime::Script {
                file: "migrations/shop/20240101_first_table/up.sql",
                sql: "-- The first table.\nCREATE TABLE items (id INTEGER PRIMARY KEY);\n",
                statements: ::migrate_runtime::Statements::new(&[::migrate_runtime::Statement {
                    start: 20,
                    end: 64,
                    line: 2,
                }]),
                checksum: "0123456789abcdef0123456789abcdef",
            },
            down: Some(::migrate_runtime::Script {
                file: "migrations/shop/20240101_first_table/down.sql",
                sql: "DROP TABLE items;\n",
                statements: ::migrate_runtime::Statements::new(&[::migrate_runtime::Statement {
                    start: 0,
                    end: 16,
                    line: 1,
                }]),
                checksum: "00000000000000000000000000000002",
            }),
        }),
        postgres: None,
        mysql: None,
    },
    &::migrate_runtime::Revision {
        id: "20240102",
        revises: &["20240101"],
        depends_on: &[],
        branch_labels: &[],
        message: "add an index",
        created: None,
        documentation: None,
        transaction: false,
        irreversible: Some("the index is needed"),
        sqlite: Some(::migrate_runtime::Scripts {
            up: ::migrate_runtime::Script {
                file: "migrations/shop/20240102_add_an_index/up.sql",
                sql: "CREATE INDEX items_id ON items (id)",
                statements: ::migrate_runtime::Statements::new(&[::migrate_runtime::Statement {
                    start: 0,
                    end: 35,
                    line: 1,
                }]),
                checksum: "00000000000000000000000000000003",
            },
            down: None,
        }),
        postgres: None,
        mysql: None,
    },
]);

/// Stands for the chain of revisions.
#[derive(Clone, Copy, Debug)]
pub enum Revisions {}

impl ::migrate_runtime::Embedded for Revisions {
    fn chain() -> &'static ::migrate_runtime::Chain {
        &CHAIN
    }
}

impl ::migrate_runtime::Supports<::migrate_runtime::__private::Nothing> for Revisions {}
impl ::migrate_runtime::Supports<::migrate_runtime::dialect::Sqlite> for Revisions {}

impl<DB: ::migrate_runtime::DieselBackend> ::migrate_runtime::__private::HarnessOrder<DB>
    for Revisions
where
    Revisions: ::migrate_runtime::Supports<DB::Dialect>,
{
}

/// The migrations of `migrations/shop`.
pub type Migrations = ::migrate_runtime::Migrations<Revisions>;
/// The migrations of `migrations/shop`.
pub const MIGRATIONS: Migrations = ::migrate_runtime::Migrations::new();
