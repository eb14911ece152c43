use diesel::prelude::*;

pub mod migrations {
    migrate_runtime::embed!("dropped_column", watch = false);
}

use migrations::schema::users;

fn main() {
    let _still_there = users::table.select(users::name);
    let _dropped_by_the_newest_revision = users::table.select(users::bio);
}
