//! One of several processes that start at once on an empty database: says when it is
//! ready, upgrades it, and prints the revisions that it ran itself. Arguments: the dialect and the address.

use migrate_runtime::{Database, Migrator};
use migrate_tests::chains::long_chain;
use migrate_tests::databases::{Mysql, Postgres, Sqlite, TestDatabase};
use std::io::Read;

migrate_tests::test_chain!(Twelve, long_chain(12));

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, dialect, url] = &arguments[..] else {
        panic!("the dialect and the address, please");
    };
    match dialect.as_str() {
        Sqlite::NAME => upgrade::<<Sqlite as TestDatabase>::Connection>(url),
        Postgres::NAME => upgrade::<<Postgres as TestDatabase>::Connection>(url),
        Mysql::NAME => upgrade::<<Mysql as TestDatabase>::Connection>(url),
        other => panic!("no such dialect: {other}"),
    }
}

fn upgrade<C: Database>(url: &str) {
    let mut connection = C::establish(url).expect("connect");
    println!("ready");
    // All start when the test closes their input.
    let mut nothing = Vec::new();
    std::io::stdin()
        .read_to_end(&mut nothing)
        .expect("wait for the start");
    let report = Migrator::<Twelve>::new()
        .run(&mut connection)
        .unwrap_or_else(|error| panic!("{error}"));
    for step in report.steps {
        println!("{}", step.revision);
    }
}
