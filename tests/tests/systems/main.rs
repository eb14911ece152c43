//! The example systems of `migrations/`: what holds for each of their chains on a real server, and what
//! the readers of their guides type. A system is a file, with the commands of its guide, and a line in
//! each of the lists here.

mod agent_factory;
mod chain;
mod defeah;
mod gestorlead;
mod guide;
mod phases;
mod reautomation;

use app_example::{
    agent_factory as platform, defeah as backend, gestorlead as studio, reautomation as calls,
};
use chain::{Data, holds};
use guide::Guide;
use migrate_tests::databases::{Postgres, Sqlite};

/// The guides, each with its page in `docs/`.
const GUIDES: [&Guide; 4] = [
    &gestorlead::GUIDE,
    &defeah::GUIDE,
    &agent_factory::GUIDE,
    &reautomation::GUIDE,
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

// Not called `postgres_…`, since those run on newer servers, too: `pg_dump` refuses a server that is newer
// than itself.
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
