//! One thousand revisions, the same SQL in the layout of each peer.

use crate::contender::Result;
use migrate_check::source::LocalDir;
use migrate_check::{LOCK_FILE, Options, SealOptions, seal};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// How many revisions every measurement applies.
pub const REVISIONS: usize = 1000;

/// The same revisions, as each tool wants to find them.
pub struct Corpus {
    /// The folder of them all.
    pub root: PathBuf,
    /// `<id>_<name>/up.sql` and `down.sql`, with `migrate.toml`: ours and Diesel's.
    pub folders: PathBuf,
    /// `<id>_<name>.sql`: sqlx's.
    pub sqlx: PathBuf,
    /// `V<n>__<name>.sql`: refinery's.
    pub refinery: PathBuf,
    /// The SQL of each revision, in order.
    pub scripts: Vec<String>,
}

impl Corpus {
    /// Writes `count` revisions below `root`.
    pub fn write(root: &Path, count: usize) -> io::Result<Corpus> {
        let corpus = Corpus {
            root: root.to_owned(),
            folders: root.join("folders"),
            sqlx: root.join("sqlx"),
            refinery: root.join("refinery"),
            scripts: (1..=count).map(script).collect(),
        };
        for dir in [&corpus.folders, &corpus.sqlx, &corpus.refinery] {
            fs::create_dir_all(dir)?;
        }
        for (index, sql) in corpus.scripts.iter().enumerate() {
            let number = index + 1;
            let folder = corpus.folders.join(format!("{number:014}_table_{number}"));
            fs::create_dir_all(&folder)?;
            fs::write(folder.join("up.sql"), sql)?;
            fs::write(
                folder.join("down.sql"),
                format!("DROP TABLE orders_{number};\n"),
            )?;
            fs::write(
                corpus.sqlx.join(format!("{number:014}_table_{number}.sql")),
                sql,
            )?;
            fs::write(
                corpus
                    .refinery
                    .join(format!("V{number}__table_{number}.sql")),
                sql,
            )?;
        }
        Ok(corpus)
    }

    /// Declares the dialects of the folder layout.
    pub fn declare(&self, dialects: &[&str]) -> io::Result<()> {
        let names: Vec<String> = dialects.iter().map(|name| format!("\"{name}\"")).collect();
        fs::write(
            self.folders.join("migrate.toml"),
            format!("dialects = [{}]\n", names.join(", ")),
        )
    }

    /// Seals the first `count` revisions of the folder layout.
    pub fn seal(&self, count: usize) -> Result<()> {
        let (dir, options) = (LocalDir::new(&self.folders), Options::default());
        let sealing = seal(&dir, &options, count - 1, SealOptions::default());
        let text = sealing.text.ok_or("the corpus can't be sealed")?;
        Ok(fs::write(self.folders.join(LOCK_FILE), text)?)
    }

    /// Removes the seal, if there is one.
    pub fn unseal(&self) -> io::Result<()> {
        match fs::remove_file(self.folders.join(LOCK_FILE)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

/// A revision such as teams write them: a table with its constraints, two indexes and some rows,
/// about 1.3 kB, valid on SQLite and PostgreSQL alike.
fn script(number: usize) -> String {
    format!(
        "-- Orders of region {number}.
--
-- Each region keeps its orders apart, so that one can be archived without
-- touching the others. Amounts are in the smallest unit of the currency.
CREATE TABLE orders_{number} (
    id BIGINT PRIMARY KEY,
    customer_id BIGINT NOT NULL,
    reference VARCHAR(64) NOT NULL,
    state VARCHAR(20) NOT NULL DEFAULT 'new',
    amount BIGINT NOT NULL DEFAULT 0,
    currency CHAR(3) NOT NULL DEFAULT 'EUR',
    note TEXT,
    placed_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    shipped_at TIMESTAMP,
    CONSTRAINT uq_orders_{number}_reference UNIQUE (reference),
    CONSTRAINT ck_orders_{number}_state CHECK (state IN ('new', 'paid', 'shipped', 'returned')),
    CONSTRAINT ck_orders_{number}_amount CHECK (amount >= 0)
);

-- The list of a customer's orders, newest first.
CREATE INDEX ix_orders_{number}_customer ON orders_{number} (customer_id, placed_at DESC);

-- What still has to be shipped.
CREATE INDEX ix_orders_{number}_open ON orders_{number} (placed_at) WHERE shipped_at IS NULL;

INSERT INTO orders_{number} (id, customer_id, reference, state, amount, note) VALUES
    (1, 10, 'R-{number}-1', 'new', 1250, 'first; with a semicolon'),
    (2, 11, 'R-{number}-2', 'paid', 99900, NULL);
"
    )
}
