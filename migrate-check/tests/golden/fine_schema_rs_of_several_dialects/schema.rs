diesel::table! {
    users (id) {
        id -> Integer,
        name -> Text,
        bio -> Nullable<Text>,
        active -> Bool,
        photo -> Nullable<Binary>,
        at -> Timestamp,
    }
}

diesel::table! {
    posts (id) {
        id -> Integer,
        author -> Integer,
        score -> Double,
    }
}

diesel::joinable!(posts -> users (author));
diesel::allow_tables_to_appear_in_same_query!(posts, users);
