diesel::table! {
    users (id) {
        id -> Integer,
        // Was nullable once.
        name -> Nullable<Text>,
        bio -> Integer,
        #[sql_name = "type"]
        type_ -> Text,
        email -> Text,
    }
}

diesel::table! {
    posts (id) {
        id -> BigInt,
        title -> Text,
        author_id -> Integer,
    }
}

diesel::table! {
    comments (id) {
        id -> Integer,
    }
}

diesel::joinable!(users -> comments (id));
diesel::joinable!(users -> posts (bio));

diesel::allow_tables_to_appear_in_same_query!(users, comments);
