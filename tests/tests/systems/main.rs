//! The example systems of `migrations/`: what holds for each of their chains on a real server, and what
//! the readers of their guides type. A system is a file, with the commands of its guide, and a line in
//! each of the lists here.

mod admaster;
mod agent_factory;
mod chain;
mod defeah;
mod gestorlead;
mod guide;
mod phases;
mod reautomation;

use app_example::{
    admaster as ads, agent_factory as platform, defeah as backend, gestorlead as studio,
    reautomation as calls,
};
use chain::{Data, holds};
use guide::Guide;
use migrate_tests::databases::{Postgres, Sqlite};
use std::process::Command;

/// The guides, each with its page in `docs/`.
const GUIDES: [&Guide; 5] = [
    &gestorlead::GUIDE,
    &defeah::GUIDE,
    &agent_factory::GUIDE,
    &reautomation::GUIDE,
    &admaster::GUIDE,
];

/// The pages of the book list the commands that are run here.
#[test]
fn the_pages_show_these_commands() {
    for guide in GUIDES {
        guide::compare_page(guide);
    }
}

/// The pages quote the programs.
#[test]
fn the_pages_quote_these_programs() {
    for guide in GUIDES {
        guide::compare_quotes(guide);
    }
}

// Not called `postgres_…`, since one server is enough; `admaster`'s takes one with pgvector.
macro_rules! guides {
    ($($test:ident: $guide:expr;)*) => { $(
        #[test]
        #[ignore = "needs a PostgreSQL server: tests/run"]
        fn $test() {
            guide::play(&$guide);
        }
    )* };
}

guides! {
    guide_of_gestorlead: gestorlead::GUIDE;
    guide_of_defeah: defeah::GUIDE;
    guide_of_agent_factory: agent_factory::GUIDE;
    guide_of_reautomation: reautomation::GUIDE;
    postgres_vector_guide_of_admaster: admaster::GUIDE;
}

macro_rules! chains {
    ($($folder:literal, $migrations:ty, $data:expr => $sqlite:ident, $postgres:ident;)*) => { $(
        #[test]
        fn $sqlite() {
            holds::<$migrations, Sqlite>($folder, $data);
        }

        #[test]
        #[ignore = "needs a PostgreSQL server: tests/run"]
        fn $postgres() {
            holds::<$migrations, Postgres>($folder, $data);
        }
    )* };
}

chains! {
    "gestorlead", studio::migrations::Migrations, None::<Data> => sqlite_gestorlead, postgres_gestorlead;
    "defeah", backend::migrations::Migrations, Some(defeah::DATA) => sqlite_defeah, postgres_defeah;
    "agent_factory", platform::migrations::Migrations, Some(agent_factory::DATA) =>
        sqlite_agent_factory, postgres_agent_factory;
    "reautomation", calls::migrations::Migrations, Some(reautomation::DATA) =>
        sqlite_reautomation, postgres_reautomation;
}

// A chain with a step that takes a key from the environment, in a process of its own: this one's
// environment is shared by tests that run at the same time.
#[test]
fn sqlite_admaster() {
    with_key("sqlite_admaster", || {
        holds::<ads::migrations::Migrations, Sqlite>("admaster", Some(admaster::DATA));
    });
}

#[test]
#[ignore = "needs a PostgreSQL server with pgvector: tests/run"]
fn postgres_vector_admaster() {
    with_key("postgres_vector_admaster", || {
        holds::<ads::migrations::Migrations, Postgres>("admaster", Some(admaster::DATA));
    });
}

/// Runs this test once more, with a key.
fn with_key(test: &str, body: impl FnOnce()) {
    if std::env::var_os("SECRET_KEY").is_some() {
        return body();
    }
    let this = std::env::current_exe().expect("this program");
    let again = Command::new(this)
        .args(["--exact", test, "--include-ignored", "--nocapture"])
        .env("SECRET_KEY", guide::KEY)
        .output()
        .expect("it runs");
    let said = String::from_utf8_lossy(&again.stdout);
    let complaint = String::from_utf8_lossy(&again.stderr);
    assert!(again.status.success(), "{said}{complaint}");
    assert!(said.contains("1 passed"), "{said}");
}
