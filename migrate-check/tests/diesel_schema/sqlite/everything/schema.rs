// @generated automatically by Diesel CLI.

diesel::table! {
    #[sql_name = "Mixed Case"]
    Mixed_Case (id) {
        id -> Nullable<Integer>,
        post_id -> Nullable<Integer>,
        #[sql_name = "Mixed_Case"]
        Mixed_Case_ -> Nullable<Integer>,
    }
}

diesel::table! {
    a_b (id) {
        id -> Nullable<Integer>,
        #[sql_name = "a_b"]
        a_b_ -> Nullable<Integer>,
    }
}

diesel::table! {
    by_code (id) {
        id -> Nullable<Integer>,
        code -> Nullable<Text>,
    }
}

diesel::table! {
    elsewhere (id) {
        id -> Nullable<Integer>,
        gone_id -> Nullable<Integer>,
    }
}

diesel::table! {
    every_type (id) {
        id -> Integer,
        a -> Nullable<Integer>,
        b -> Nullable<SmallInt>,
        c -> Nullable<BigInt>,
        d -> Nullable<SmallInt>,
        e -> Nullable<BigInt>,
        f -> Nullable<Bool>,
        g -> Nullable<BigInt>,
        i -> Nullable<Text>,
        j -> Nullable<Text>,
        k -> Nullable<Text>,
        l -> Nullable<Text>,
        m -> Nullable<Binary>,
        n -> Nullable<Binary>,
        o -> Nullable<Binary>,
        p -> Nullable<Float>,
        q -> Nullable<Double>,
        r -> Nullable<Double>,
        s -> Nullable<Float>,
        t -> Nullable<Double>,
        u -> Nullable<Double>,
        v -> Nullable<Bool>,
        w -> Nullable<Date>,
        x -> Nullable<Timestamp>,
        y -> Nullable<Timestamp>,
        z -> Nullable<Time>,
        aa -> Nullable<Integer>,
        bb -> Nullable<Text>,
        cc -> Nullable<Integer>,
        dd -> Nullable<Bool>,
    }
}

diesel::table! {
    follow_notes (id) {
        id -> Nullable<Integer>,
        a -> Nullable<Integer>,
        b -> Nullable<Integer>,
    }
}

diesel::table! {
    follows (follower_id, followed_id) {
        follower_id -> Integer,
        followed_id -> Integer,
        since -> Nullable<Timestamp>,
    }
}

diesel::table! {
    key_in_another_order (a, c) {
        a -> Nullable<Integer>,
        b -> Nullable<Integer>,
        c -> Nullable<Integer>,
    }
}

diesel::table! {
    mutual_a (id) {
        id -> Nullable<Integer>,
        b_id -> Nullable<Integer>,
    }
}

diesel::table! {
    mutual_b (id) {
        id -> Nullable<Integer>,
        a_id -> Nullable<Integer>,
    }
}

diesel::table! {
    no_key (rowid) {
        rowid -> Integer,
        a -> Nullable<Text>,
        b -> Nullable<Integer>,
    }
}

diesel::table! {
    no_key_with_rowid (oid) {
        oid -> Integer,
        rowid -> Nullable<Text>,
        a -> Nullable<Integer>,
    }
}

diesel::table! {
    posts (id) {
        id -> Integer,
        author_id -> Integer,
        parent_id -> Nullable<Integer>,
        #[sql_name = "type"]
        type_ -> Nullable<Integer>,
    }
}

diesel::table! {
    strictly (id) {
        id -> Nullable<Integer>,
        a -> Nullable<Integer>,
        b -> Text,
        c -> Nullable<Binary>,
    }
}

diesel::table! {
    #[sql_name = "table"]
    table_ (id) {
        id -> Nullable<Integer>,
        post_id -> Nullable<Integer>,
    }
}

diesel::table! {
    text_key (k) {
        k -> Nullable<Text>,
        v -> Nullable<Binary>,
    }
}

diesel::table! {
    text_key_without_rowid (k) {
        k -> Text,
        v -> Nullable<Binary>,
    }
}

diesel::table! {
    unique_codes (id) {
        id -> Nullable<Integer>,
        code -> Nullable<Text>,
    }
}

diesel::table! {
    users (id) {
        id -> Nullable<Integer>,
        name -> Text,
        biography -> Nullable<Text>,
        #[sql_name = "type"]
        type_ -> Text,
        #[sql_name = "table"]
        table_ -> Nullable<Text>,
        #[sql_name = "Self"]
        Self_ -> Nullable<Text>,
        #[sql_name = "users"]
        users_ -> Nullable<Integer>,
        #[sql_name = "größe"]
        gr_e -> Nullable<Text>,
        #[sql_name = "2fa"]
        _2fa -> Nullable<Bool>,
        #[sql_name = "with space"]
        with_space -> Nullable<Integer>,
        #[sql_name = r#"a"b"#]
        a_b -> Nullable<Integer>,
        #[sql_name = r##"a#"b"##]
        a_b -> Nullable<Integer>,
        #[sql_name = "__hidden"]
        __hidden_ -> Nullable<Integer>,
        #[sql_name = "columns"]
        columns_ -> Nullable<Integer>,
        #[sql_name = "漢字"]
        __ -> Nullable<Integer>,
        #[sql_name = "dash-ed"]
        dash_ed -> Nullable<Integer>,
        added -> Text,
    }
}

diesel::table! {
    #[sql_name = "übung"]
    _bung (id) {
        id -> Nullable<Integer>,
        #[sql_name = "type"]
        type_ -> Nullable<Integer>,
    }
}

diesel::joinable!(Mixed_Case -> posts (post_id));
diesel::joinable!(a_b -> posts (a_b_));
diesel::joinable!(no_key_with_rowid -> no_key (a));
diesel::joinable!(posts -> every_type (type_));
diesel::joinable!(posts -> users (author_id));
diesel::joinable!(_bung -> table_ (type_));

diesel::allow_tables_to_appear_in_same_query!(
    Mixed_Case,
    a_b,
    by_code,
    elsewhere,
    every_type,
    follow_notes,
    follows,
    key_in_another_order,
    mutual_a,
    mutual_b,
    no_key,
    no_key_with_rowid,
    posts,
    strictly,
    table_,
    text_key,
    text_key_without_rowid,
    unique_codes,
    users,
    _bung,
);
