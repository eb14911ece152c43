// @generated automatically by Diesel CLI.

diesel::table! {
    posts (id) {
        id -> Nullable<Integer>,
        author -> Integer,
    }
}

diesel::table! {
    users (id) {
        id -> Nullable<Integer>,
    }
}

// There is no key in the database.
diesel::joinable!(posts -> users (author));

diesel::allow_tables_to_appear_in_same_query!(posts, users,);
