use diesel::prelude::*;

pub mod migrations {
    migrate_runtime::embed!("../chains/several", watch = false);
}

use migrations::schema::users;

fn main() {
    let _the_same_for_all = users::table.select(users::name);
    let _of_one = migrations::schema::sqlite::tokens::table.count();
    let _not_the_same = migrations::schema::tokens::table.count();
}
