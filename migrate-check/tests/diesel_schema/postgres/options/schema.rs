// @generated automatically by Diesel CLI.

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::Mood;

    ab (id) {
        id -> Int4,
        a_id -> Nullable<Int4>,
        mood -> Mood,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::Mood;

    more_data_kept (id) {
        id -> Int4,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::Mood;

    posts (id) {
        id -> crate::types::PostId,
        author -> Uuid,
        body -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::Mood;

    spatially (id) {
        id -> Int4,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::Mood;

    users (id) {
        id -> Uuid,
        mood -> Nullable<Array<Nullable<Mood>>>,
        name -> Text,
    }
}

diesel::joinable!(posts -> users (author));

diesel::allow_tables_to_appear_in_same_query!(ab, more_data_kept, posts, spatially, users,);
// @generated automatically by Diesel CLI.

pub mod sql_types {
    #[derive(diesel::sql_types::SqlType)]
    #[diesel(postgres_type(name = "mood"))]
    pub struct Mood;
}

diesel::table! {
    posts (id) {
        id -> Int8,
        author -> Uuid,
        body -> Text,
    }
}

diesel::table! {
    spatial_ref_sys (srid) {
        srid -> Int4,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use super::sql_types::Mood;

    users (id) {
        id -> Uuid,
        mood -> Nullable<Array<Nullable<Mood>>>,
        name -> Text,
    }
}

diesel::joinable!(posts -> users (author));
// @generated automatically by Diesel CLI.
