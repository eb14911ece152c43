// What is a warning can be denied like any other.
#![deny(deprecated)]

pub mod migrations {
    migrate_runtime::embed!("mysql_only", watch = false);
}

fn main() {
    let _ = migrations::MIGRATIONS;
    let _ = migrations::revision::USERS;
}
