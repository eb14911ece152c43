// @generated automatically by Diesel CLI.

pub mod sql_types {
    #[derive(diesel::sql_types::SqlType)]
    #[diesel(postgres_type(name = "dims"))]
    pub struct Dims;

    #[derive(diesel::sql_types::SqlType)]
    #[diesel(postgres_type(name = "post_state"))]
    pub struct PostState;

    #[derive(diesel::sql_types::SqlType)]
    #[diesel(postgres_type(name = "varbit", schema = "pg_catalog"))]
    pub struct Varbit;
}

diesel::table! {
    by_index (code) {
        id -> Int4,
        code -> Text,
        parent -> Nullable<Text>,
        total -> Nullable<Int4>,
    }
}

diesel::table! {
    child_t (id) {
        id -> Int4,
        a -> Text,
        b -> Nullable<Text>,
        later -> Nullable<Date>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use super::sql_types::PostState;

    copies (id) {
        id -> Int4,
        login -> Text,
        state -> Nullable<PostState>,
        email -> Text,
        of_post -> Nullable<Uuid>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use super::sql_types::Varbit;

    fast (id) {
        id -> Int2,
        price -> Nullable<Array<Nullable<Numeric>>>,
        spans -> Nullable<Interval>,
        #[max_length = 4]
        bits -> Nullable<Varbit>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use super::sql_types::PostState;

    latest (member_id) {
        member_id -> Int4,
        state -> Nullable<PostState>,
        first -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    logs (id, at) {
        id -> Int8,
        at -> Timestamptz,
        line -> Nullable<Text>,
    }
}

diesel::table! {
    logs_2024 (id, at) {
        id -> Int8,
        at -> Timestamptz,
        line -> Nullable<Text>,
    }
}

diesel::table! {
    logs_2025 (id, at) {
        id -> Int8,
        at -> Timestamptz,
        line -> Nullable<Text>,
    }
}

diesel::table! {
    logs_rest (id, at) {
        id -> Int8,
        at -> Timestamptz,
        line -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use super::sql_types::PostState;

    members (id) {
        id -> Int8,
        login -> Text,
        state -> Nullable<PostState>,
        email -> Text,
    }
}

diesel::table! {
    parent_t (id) {
        id -> Int4,
        a -> Text,
        later -> Nullable<Date>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use super::sql_types::Dims;

    posts (uuid) {
        id -> Nullable<Int4>,
        member_id -> Nullable<Int4>,
        #[max_length = 8]
        title -> Varchar,
        uuid -> Uuid,
        #[max_length = 8]
        short -> Nullable<Varchar>,
        dims -> Nullable<Dims>,
        many -> Nullable<Array<Nullable<Dims>>>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use super::sql_types::PostState;

    tags (tag, id) {
        id -> Int4,
        tag -> Text,
        state -> Nullable<PostState>,
        one -> Nullable<Int4>,
        #[max_length = 3]
        word -> Nullable<Varchar>,
    }
}

diesel::joinable!(copies -> posts (of_post));
diesel::joinable!(posts -> members (member_id));

diesel::allow_tables_to_appear_in_same_query!(
    by_index, child_t, copies, fast, latest, logs, logs_2024, logs_2025, logs_rest, members,
    parent_t, posts, tags,
);
