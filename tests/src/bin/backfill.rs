//! A process that upgrades the chain with a step in Rust: the dialect, the address, and arguments of
//! the step. It says when it is ready, starts when its input
//! ends, and prints the steps that it took.

use migrate_runtime::{Database, Migrator};
use migrate_tests::backfills::Counted;
use migrate_tests::databases::{Mysql, Postgres, Sqlite, TestDatabase};
use std::io::Read;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, dialect, url, given @ ..] = &arguments[..] else {
        panic!("the dialect and the address, please");
    };
    match dialect.as_str() {
        Sqlite::NAME => upgrade::<<Sqlite as TestDatabase>::Connection>(url, given),
        Postgres::NAME => upgrade::<<Postgres as TestDatabase>::Connection>(url, given),
        Mysql::NAME => upgrade::<<Mysql as TestDatabase>::Connection>(url, given),
        other => panic!("no such dialect: {other}"),
    }
}

fn upgrade<C: Database>(url: &str, given: &[String]) {
    let mut connection = C::establish(url).expect("connect");
    println!("ready");
    let mut nothing = Vec::new();
    std::io::stdin()
        .read_to_end(&mut nothing)
        .expect("wait for the start");
    let mut migrator = Migrator::<Counted>::new();
    for argument in given {
        let (key, value) = argument.split_once('=').expect("key=value");
        migrator = migrator.argument(key, value);
    }
    let report = migrator
        .run(&mut connection)
        .unwrap_or_else(|error| panic!("{error}"));
    for step in report.steps {
        println!("{}", step.revision);
    }
}
