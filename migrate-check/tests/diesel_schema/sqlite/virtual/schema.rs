// @generated automatically by Diesel CLI.

diesel::table! {
    note_search (rowid) {
        rowid -> BigInt,
        title -> Nullable<Binary>,
        body -> Nullable<Binary>,
        #[sql_name = "note_search"]
        note_search_ -> Nullable<Binary>,
        rank -> Nullable<Binary>,
    }
}

diesel::table! {
    note_search_config (k) {
        k -> Binary,
        v -> Nullable<Binary>,
    }
}

diesel::table! {
    note_search_data (id) {
        id -> Nullable<BigInt>,
        block -> Nullable<Binary>,
    }
}

diesel::table! {
    note_search_docsize (id) {
        id -> Nullable<BigInt>,
        sz -> Nullable<Binary>,
    }
}

diesel::table! {
    notes (id) {
        id -> Nullable<BigInt>,
        title -> Text,
        body -> Nullable<Text>,
    }
}

diesel::table! {
    nothing_kept (rowid) {
        rowid -> BigInt,
        a -> Nullable<Binary>,
        #[sql_name = "nothing_kept"]
        nothing_kept_ -> Nullable<Binary>,
        rank -> Nullable<Binary>,
    }
}

diesel::table! {
    nothing_kept_config (k) {
        k -> Binary,
        v -> Nullable<Binary>,
    }
}

diesel::table! {
    nothing_kept_data (id) {
        id -> Nullable<BigInt>,
        block -> Nullable<Binary>,
    }
}

diesel::table! {
    nothing_kept_docsize (id) {
        id -> Nullable<BigInt>,
        sz -> Nullable<Binary>,
    }
}

diesel::table! {
    without_sizes (rowid) {
        rowid -> BigInt,
        x -> Nullable<Binary>,
        #[sql_name = "without_sizes"]
        without_sizes_ -> Nullable<Binary>,
        rank -> Nullable<Binary>,
    }
}

diesel::table! {
    without_sizes_config (k) {
        k -> Binary,
        v -> Nullable<Binary>,
    }
}

diesel::table! {
    without_sizes_content (id) {
        id -> Nullable<BigInt>,
        c0 -> Nullable<Binary>,
    }
}

diesel::table! {
    without_sizes_data (id) {
        id -> Nullable<BigInt>,
        block -> Nullable<Binary>,
    }
}

diesel::table! {
    words (rowid) {
        rowid -> BigInt,
        #[sql_name = "odd word"]
        odd_word -> Nullable<Binary>,
        #[sql_name = "type"]
        type_ -> Nullable<Binary>,
        #[sql_name = "words"]
        words_ -> Nullable<Binary>,
        rank -> Nullable<Binary>,
    }
}

diesel::table! {
    words_config (k) {
        k -> Binary,
        v -> Nullable<Binary>,
    }
}

diesel::table! {
    words_content (id) {
        id -> Nullable<BigInt>,
        c0 -> Nullable<Binary>,
        c1 -> Nullable<Binary>,
    }
}

diesel::table! {
    words_data (id) {
        id -> Nullable<BigInt>,
        block -> Nullable<Binary>,
    }
}

diesel::table! {
    words_docsize (id) {
        id -> Nullable<BigInt>,
        sz -> Nullable<Binary>,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    note_search,
    note_search_config,
    note_search_data,
    note_search_docsize,
    notes,
    nothing_kept,
    nothing_kept_config,
    nothing_kept_data,
    nothing_kept_docsize,
    without_sizes,
    without_sizes_config,
    without_sizes_content,
    without_sizes_data,
    words,
    words_config,
    words_content,
    words_data,
    words_docsize,
);
