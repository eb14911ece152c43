diesel::table! {
    users (id) {
        id -> Integer,
        name -> Text,
        since -> Nullable<Timestamp>,
    }
}

diesel::table! {
    tokens (id) {
        id -> Uuid,
        data -> Nullable<Text>,
    }
}
diesel::allow_tables_to_appear_in_same_query!(tokens, users);
