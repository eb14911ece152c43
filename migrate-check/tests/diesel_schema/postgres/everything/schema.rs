// @generated automatically by Diesel CLI.

pub mod sql_types {
    #[derive(diesel::sql_types::SqlType)]
    #[diesel(postgres_type(
        name = "a_type_with_a_name_that_is_so_long_that_it_fills_all_of_the_63_"
    ))]
    pub struct ATypeWithANameThatIsSoLongThatItFillsAllOfThe63;

    #[derive(diesel::sql_types::SqlType)]
    #[diesel(postgres_type(name = "box", schema = "pg_catalog"))]
    pub struct Box;

    #[derive(diesel::sql_types::SqlType)]
    #[diesel(postgres_type(name = "email"))]
    pub struct Email;

    #[derive(diesel::sql_types::SqlType)]
    #[diesel(postgres_type(name = "floats"))]
    pub struct Floats;

    #[derive(diesel::sql_types::SqlType)]
    #[diesel(postgres_type(name = "Größe"))]
    pub struct Größe;

    #[derive(diesel::sql_types::SqlType)]
    #[diesel(postgres_type(name = "jsonpath", schema = "pg_catalog"))]
    pub struct Jsonpath;

    #[derive(diesel::sql_types::SqlType)]
    #[diesel(postgres_type(name = "line", schema = "pg_catalog"))]
    pub struct Line;

    #[derive(diesel::sql_types::SqlType)]
    #[diesel(postgres_type(name = "mood", schema = "other"))]
    pub struct Mood;

    #[derive(diesel::sql_types::SqlType)]
    #[diesel(postgres_type(name = "name", schema = "pg_catalog"))]
    pub struct Name;

    #[derive(diesel::sql_types::SqlType)]
    #[diesel(postgres_type(name = r#"odd "type""#))]
    pub struct OddType;

    #[derive(diesel::sql_types::SqlType)]
    #[diesel(postgres_type(name = "pair"))]
    pub struct Pair;

    #[derive(diesel::sql_types::SqlType)]
    #[diesel(postgres_type(name = "point", schema = "pg_catalog"))]
    pub struct Point;

    #[derive(diesel::sql_types::SqlType)]
    #[diesel(postgres_type(name = "positive"))]
    pub struct Positive;

    #[derive(diesel::sql_types::SqlType)]
    #[diesel(postgres_type(name = "regclass", schema = "pg_catalog"))]
    pub struct Regclass;

    #[derive(diesel::sql_types::SqlType)]
    #[diesel(postgres_type(name = "timetz", schema = "pg_catalog"))]
    pub struct Timetz;

    #[derive(diesel::sql_types::SqlType)]
    #[diesel(postgres_type(name = "tsquery", schema = "pg_catalog"))]
    pub struct Tsquery;

    #[derive(diesel::sql_types::SqlType)]
    #[diesel(postgres_type(name = "tsvector", schema = "pg_catalog"))]
    pub struct Tsvector;

    #[derive(diesel::sql_types::SqlType)]
    #[diesel(postgres_type(name = "user_status"))]
    pub struct UserStatus;

    #[derive(diesel::sql_types::SqlType)]
    #[diesel(postgres_type(name = "varbit", schema = "pg_catalog"))]
    pub struct Varbit;

    #[derive(diesel::sql_types::SqlType)]
    #[diesel(postgres_type(name = "xid8", schema = "pg_catalog"))]
    pub struct Xid8;

    #[derive(diesel::sql_types::SqlType)]
    #[diesel(postgres_type(name = "xml", schema = "pg_catalog"))]
    pub struct Xml;
}

diesel::table! {
    #[sql_name = "Mixed Case"]
    Mixed_Case (id) {
        id -> Int4,
        post_id -> Nullable<Int4>,
        #[sql_name = "Mixed Case"]
        Mixed_Case_ -> Nullable<Int4>,
        #[sql_name = "Mixed_Case"]
        Mixed_Case_ -> Nullable<Int4>,
    }
}

diesel::table! {
    a_b (id) {
        id -> Int4,
        #[sql_name = "a_b"]
        a_b_ -> Nullable<Int4>,
    }
}

diesel::table! {
    by_code (id) {
        id -> Int4,
        code -> Nullable<Text>,
    }
}

diesel::table! {
    child_t (id) {
        id -> Int4,
        a -> Nullable<Text>,
        b -> Nullable<Text>,
    }
}

diesel::table! {
    events (id, at) {
        id -> Int4,
        at -> Date,
        user_id -> Nullable<Int4>,
    }
}

diesel::table! {
    events_2024 (id, at) {
        id -> Int4,
        at -> Date,
        user_id -> Nullable<Int4>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use super::sql_types::Timetz;
    use super::sql_types::Jsonpath;
    use super::sql_types::Xml;
    use super::sql_types::Tsvector;
    use super::sql_types::Tsquery;
    use super::sql_types::Varbit;
    use super::sql_types::Point;
    use super::sql_types::Line;
    use super::sql_types::Box;
    use super::sql_types::Name;
    use super::sql_types::Regclass;
    use super::sql_types::Xid8;

    every_type (id) {
        id -> Int8,
        a -> Nullable<Int2>,
        b -> Nullable<Array<Nullable<Int2>>>,
        c -> Nullable<Array<Nullable<Int4>>>,
        d -> Nullable<Int8>,
        e -> Nullable<Float4>,
        f -> Nullable<Float8>,
        g -> Nullable<Numeric>,
        h -> Nullable<Numeric>,
        i -> Nullable<Money>,
        #[max_length = 1]
        j -> Nullable<Bpchar>,
        #[max_length = 10]
        k -> Nullable<Bpchar>,
        l -> Nullable<Varchar>,
        m -> Nullable<Array<Nullable<Varchar>>>,
        n -> Nullable<Array<Nullable<Text>>>,
        o -> Nullable<Bytea>,
        p -> Nullable<Array<Nullable<Bytea>>>,
        q -> Nullable<Timestamp>,
        r -> Nullable<Timestamptz>,
        s -> Nullable<Date>,
        t -> Nullable<Time>,
        u -> Nullable<Timetz>,
        v -> Nullable<Interval>,
        w -> Nullable<Bool>,
        x -> Nullable<Uuid>,
        y -> Nullable<Json>,
        z -> Nullable<Jsonb>,
        aa -> Nullable<Jsonpath>,
        ab -> Nullable<Xml>,
        ac -> Nullable<Tsvector>,
        ad -> Nullable<Tsquery>,
        ae -> Nullable<Inet>,
        af -> Nullable<Cidr>,
        ag -> Nullable<Macaddr>,
        ah -> Nullable<Macaddr8>,
        #[max_length = 1]
        ai -> Nullable<Bit>,
        #[max_length = 3]
        aj -> Nullable<Bit>,
        ak -> Nullable<Varbit>,
        #[max_length = 9]
        al -> Nullable<Varbit>,
        am -> Nullable<Point>,
        an -> Nullable<Line>,
        ao -> Nullable<Box>,
        ap -> Nullable<Int4range>,
        aq -> Nullable<Int8range>,
        ar -> Nullable<Numrange>,
        at -> Nullable<Tsrange>,
        au -> Nullable<Tstzrange>,
        av -> Nullable<Daterange>,
        aw -> Nullable<Int4multirange>,
        ax -> Nullable<Tstzmultirange>,
        ay -> Nullable<Oid>,
        az -> Nullable<PgLsn>,
        ba -> Nullable<Name>,
        bb -> Nullable<Char>,
        bc -> Nullable<Regclass>,
        bd -> Nullable<Bpchar>,
        be -> Nullable<Xid8>,
        bf -> Int2,
        bg -> Nullable<Int4>,
    }
}

diesel::table! {
    follow_notes (id) {
        id -> Int4,
        a -> Nullable<Int4>,
        b -> Nullable<Int4>,
    }
}

diesel::table! {
    follows (followed_id, follower_id) {
        follower_id -> Int4,
        followed_id -> Int4,
        since -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    leaves (id, kind) {
        id -> Int4,
        kind -> Int4,
    }
}

diesel::table! {
    leaves_1 (id, kind) {
        id -> Int4,
        kind -> Int4,
    }
}

diesel::table! {
    leaves_1_1 (id, kind) {
        id -> Int4,
        kind -> Int4,
    }
}

diesel::table! {
    lonely (id) {
        id -> Int4,
    }
}

diesel::table! {
    mutual_a (id) {
        id -> Int4,
        b_id -> Nullable<Int4>,
    }
}

diesel::table! {
    mutual_b (id) {
        id -> Int4,
        a_id -> Nullable<Int4>,
    }
}

diesel::table! {
    named (id, x) {
        id -> Int4,
        x -> Nullable<Int4>,
    }
}

diesel::table! {
    parent_t (id) {
        id -> Int4,
        a -> Nullable<Text>,
    }
}

diesel::table! {
    part_key (id) {
        id -> Int4,
    }
}

diesel::table! {
    part_key_1 (id) {
        id -> Int4,
    }
}

diesel::table! {
    part_key_2 (id) {
        id -> Int4,
    }
}

diesel::table! {
    part_of_part (id, kind) {
        id -> Int4,
        kind -> Int4,
    }
}

diesel::table! {
    part_of_part_1 (id, kind) {
        id -> Int4,
        kind -> Int4,
    }
}

diesel::table! {
    posts (id) {
        id -> Int4,
        author_id -> Int4,
        parent_id -> Nullable<Int4>,
        #[sql_name = "type"]
        type_ -> Nullable<Int4>,
    }
}

diesel::table! {
    #[sql_name = "table"]
    table_ (id) {
        id -> Int4,
        post_id -> Nullable<Int4>,
    }
}

diesel::table! {
    to_leaves (id) {
        id -> Int4,
        leaf -> Nullable<Int4>,
        kind -> Nullable<Int4>,
    }
}

diesel::table! {
    to_part (id) {
        id -> Int4,
        p -> Nullable<Int4>,
    }
}

diesel::table! {
    uniq (id) {
        id -> Int4,
        code -> Nullable<Text>,
    }
}

diesel::table! {
    unlogged_t (id) {
        id -> Int4,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use super::sql_types::UserStatus;
    use super::sql_types::Mood;
    use super::sql_types::Größe;
    use super::sql_types::OddType;
    use super::sql_types::ATypeWithANameThatIsSoLongThatItFillsAllOfThe63;
    use super::sql_types::Pair;
    use super::sql_types::Floats;
    use super::sql_types::Positive;
    use super::sql_types::Email;

    users (id) {
        id -> Int4,
        #[max_length = 100]
        name -> Varchar,
        bio -> Nullable<Text>,
        status -> UserStatus,
        moods -> Nullable<Array<Nullable<Mood>>>,
        mood -> Nullable<Mood>,
        groesse -> Nullable<Größe>,
        odd -> Nullable<OddType>,
        long -> Nullable<ATypeWithANameThatIsSoLongThatItFillsAllOfThe63>,
        longs -> Nullable<Array<Nullable<ATypeWithANameThatIsSoLongThatItFillsAllOfThe63>>>,
        pair -> Nullable<Pair>,
        pairs -> Nullable<Array<Nullable<Pair>>>,
        f -> Nullable<Floats>,
        age -> Nullable<Int4>,
        ages -> Nullable<Array<Nullable<Positive>>>,
        #[max_length = 255]
        mail -> Varchar,
        deep_mail -> Nullable<Email>,
        tags -> Nullable<Array<Nullable<Text>>>,
        #[sql_name = "type"]
        type_ -> Nullable<Text>,
        #[sql_name = "table"]
        table_ -> Nullable<Text>,
        #[sql_name = "Self"]
        Self_ -> Nullable<Text>,
        #[sql_name = "users"]
        users_ -> Nullable<Int4>,
        #[sql_name = "größe"]
        gr_e -> Nullable<Text>,
        #[sql_name = "2fa"]
        _2fa -> Nullable<Bool>,
        #[sql_name = "with space"]
        with_space -> Nullable<Int4>,
        #[sql_name = r#"a"b"#]
        a_b -> Nullable<Int4>,
        #[sql_name = r##"a#"b"##]
        a_b -> Nullable<Int4>,
        #[sql_name = "__hidden"]
        __hidden_ -> Nullable<Int4>,
        #[sql_name = "columns"]
        columns_ -> Nullable<Int4>,
        #[sql_name = "async"]
        async_ -> Nullable<Int4>,
        #[sql_name = "漢字"]
        __ -> Nullable<Int4>,
        #[sql_name = "dash-ed"]
        dash_ed -> Nullable<Int4>,
    }
}

diesel::table! {
    #[sql_name = "übung"]
    _bung (id) {
        id -> Int4,
        #[sql_name = "type"]
        type_ -> Nullable<Int4>,
    }
}

diesel::joinable!(Mixed_Case -> posts (post_id));
diesel::joinable!(a_b -> posts (a_b_));
diesel::joinable!(events -> users (user_id));
diesel::joinable!(events_2024 -> users (user_id));
diesel::joinable!(named -> lonely (x));
diesel::joinable!(part_of_part -> part_key (id));
diesel::joinable!(part_of_part -> part_key_1 (id));
diesel::joinable!(part_of_part -> part_key_2 (id));
diesel::joinable!(part_of_part_1 -> part_key (id));
diesel::joinable!(posts -> every_type (type_));
diesel::joinable!(posts -> users (author_id));
diesel::joinable!(table_ -> posts (post_id));
diesel::joinable!(to_part -> part_key (p));
diesel::joinable!(to_part -> part_key_1 (p));
diesel::joinable!(to_part -> part_key_2 (p));
diesel::joinable!(_bung -> table_ (type_));

diesel::allow_tables_to_appear_in_same_query!(
    Mixed_Case,
    a_b,
    by_code,
    child_t,
    events,
    events_2024,
    every_type,
    follow_notes,
    follows,
    leaves,
    leaves_1,
    leaves_1_1,
    lonely,
    mutual_a,
    mutual_b,
    named,
    parent_t,
    part_key,
    part_key_1,
    part_key_2,
    part_of_part,
    part_of_part_1,
    posts,
    table_,
    to_leaves,
    to_part,
    uniq,
    unlogged_t,
    users,
    _bung,
);
