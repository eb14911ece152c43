//! Only in the modules of the dialects, which differ:
//!
//! - `jobs`: sqlite has no column `worker`
//! - `keys`: the primary keys differ
//! - `only_here`: there is none, or none that can be printed, for sqlite
//! - `tokens`: the column `id` is `Uuid` for postgres and `Nullable<Text>` for sqlite and `Binary` for mysql
//! - `keys_`: there is none, or none that can be printed, for postgres
diesel::table! {
    likes (user_id, post_id) {
        user_id -> Int8,
        post_id -> Int8,
        at -> Timestamp,
    }
}
diesel::table! {
    posts (id) {
        id -> Int8,
        author -> Int8,
        body -> Nullable<Bytea>,
    }
}
diesel::table! {
    users (id) {
        id -> Int8,
        name -> Varchar,
        bio -> Nullable<Text>,
        active -> Bool,
        #[sql_name = "type"]
        type_ -> Text,
    }
}
diesel::joinable!(posts -> users (author));
diesel::allow_tables_to_appear_in_same_query!(likes, posts, users,);
pub mod postgres {
// @generated automatically by Diesel CLI.

diesel::table! {
    jobs (id) {
        id -> Int8,
        state -> Nullable<Text>,
        worker -> Nullable<Text>,
    }
}

diesel::table! {
    keys (a, b) {
        a -> Int4,
        b -> Int4,
    }
}

diesel::table! {
    likes (user_id, post_id) {
        user_id -> Int8,
        post_id -> Int8,
        at -> Timestamp,
    }
}

diesel::table! {
    only_here (id) {
        id -> Int8,
    }
}

diesel::table! {
    posts (id) {
        id -> Int8,
        author -> Int8,
        body -> Nullable<Bytea>,
    }
}

diesel::table! {
    tokens (id) {
        id -> Uuid,
        secret -> Text,
    }
}

diesel::table! {
    users (id) {
        id -> Int8,
        #[max_length = 40]
        name -> Varchar,
        bio -> Nullable<Text>,
        active -> Bool,
        #[sql_name = "type"]
        type_ -> Text,
    }
}

diesel::joinable!(posts -> users (author));

diesel::allow_tables_to_appear_in_same_query!(jobs, keys, likes, only_here, posts, tokens, users,);
}
pub mod sqlite {
// @generated automatically by Diesel CLI.

diesel::table! {
    jobs (id) {
        id -> Nullable<BigInt>,
        state -> Nullable<Text>,
    }
}

diesel::table! {
    keys (a) {
        a -> Integer,
        b -> Integer,
    }
}

diesel::table! {
    likes (user_id, post_id) {
        user_id -> BigInt,
        post_id -> BigInt,
        at -> Timestamp,
    }
}

diesel::table! {
    posts (id) {
        id -> Nullable<BigInt>,
        author -> BigInt,
        body -> Nullable<Binary>,
    }
}

diesel::table! {
    tokens (id) {
        id -> Nullable<Text>,
        secret -> Text,
    }
}

diesel::table! {
    users (id) {
        id -> Nullable<BigInt>,
        name -> Text,
        bio -> Nullable<Text>,
        active -> Bool,
        #[sql_name = "type"]
        type_ -> Text,
    }
}

diesel::joinable!(posts -> users (author));

diesel::allow_tables_to_appear_in_same_query!(jobs, keys, likes, posts, tokens, users,);
}
pub mod mysql {
// @generated automatically by Diesel CLI.

diesel::table! {
    jobs (id) {
        id -> Bigint,
        state -> Nullable<Text>,
        worker -> Nullable<Text>,
    }
}

diesel::table! {
    keys_ (id) {
        id -> Integer,
    }
}

diesel::table! {
    likes (user_id, post_id) {
        user_id -> Bigint,
        post_id -> Bigint,
        at -> Timestamp,
    }
}

diesel::table! {
    posts (id) {
        id -> Bigint,
        author -> Bigint,
        body -> Nullable<Longblob>,
    }
}

diesel::table! {
    tokens (id) {
        #[max_length = 16]
        id -> Binary,
        secret -> Text,
    }
}

diesel::table! {
    users (id) {
        id -> Bigint,
        #[max_length = 40]
        name -> Varchar,
        bio -> Nullable<Text>,
        active -> Bool,
        #[sql_name = "type"]
        type_ -> Text,
    }
}

diesel::joinable!(posts -> users (author));

diesel::allow_tables_to_appear_in_same_query!(jobs, keys_, likes, posts, tokens, users,);
}
