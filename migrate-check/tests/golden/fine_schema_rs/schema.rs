//! Written by hand, and it says the same.
use diesel::{joinable, table};

table! {
    use diesel::sql_types::*;
    /// The columns are in order, the tables are not.
    posts { id -> BigInt, author_id -> Int4, title -> crate::types::Title, }
}
table! {
    users (id) {
        id -> Integer,
        name -> Varchar, bio -> diesel::sql_types::Nullable<Text>,
        born -> Nullable<Date>,
        #[sql_name = "type"]
        kind -> VarChar,
    }
}
// A view, of which Diesel knows nothing.
table! { authors (id) { id -> Integer, name -> Text, } }

joinable!(posts -> users (author_id));
diesel::allow_tables_to_appear_in_same_query!(authors, posts, users);
