// @generated automatically by Diesel CLI.

pub mod sql_types {
    #[derive(diesel::sql_types::SqlType)]
    #[diesel(mysql_type(name = "Year"))]
    pub struct EveryTypeAnYear;

    #[derive(diesel::sql_types::SqlType)]
    #[diesel(mysql_type(name = "Enum"))]
    pub struct EveryTypeApEnum;

    #[derive(diesel::sql_types::SqlType)]
    #[diesel(mysql_type(name = "Set"))]
    pub struct EveryTypeAqSet;

    #[derive(diesel::sql_types::SqlType)]
    #[diesel(mysql_type(name = "Geometry"))]
    pub struct EveryTypeBaGeometry;

    #[derive(diesel::sql_types::SqlType)]
    #[diesel(mysql_type(name = "Point"))]
    pub struct EveryTypeBcPoint;

    #[derive(diesel::sql_types::SqlType)]
    #[diesel(mysql_type(name = "Mediumint"))]
    pub struct EveryTypeGMediumint;

    #[derive(diesel::sql_types::SqlType)]
    #[diesel(mysql_type(name = "Mediumint"))]
    pub struct EveryTypeHMediumint;

    #[derive(diesel::sql_types::SqlType)]
    #[diesel(mysql_type(name = "Mediumint"))]
    pub struct EveryTypeNMediumint;
}

diesel::table! {
    #[sql_name = "Mixed Case"]
    Mixed_Case (id) {
        id -> Integer,
        post_id -> Nullable<Integer>,
        #[sql_name = "Mixed_Case"]
        Mixed_Case_ -> Nullable<Integer>,
    }
}

diesel::table! {
    a_b (id) {
        id -> Integer,
        #[sql_name = "a_b"]
        a_b_ -> Nullable<Integer>,
    }
}

diesel::table! {
    copies (id) {
        first -> Nullable<Integer>,
        id -> Unsigned<Bigint>,
        later -> Nullable<Bigint>,
        code -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use super::sql_types::EveryTypeGMediumint;
    use super::sql_types::EveryTypeHMediumint;
    use super::sql_types::EveryTypeNMediumint;
    use super::sql_types::EveryTypeAnYear;
    use super::sql_types::EveryTypeApEnum;
    use super::sql_types::EveryTypeAqSet;
    use super::sql_types::EveryTypeBaGeometry;
    use super::sql_types::EveryTypeBcPoint;

    every_type (id) {
        id -> Unsigned<Bigint>,
        a -> Nullable<Tinyint>,
        b -> Nullable<Bool>,
        c -> Nullable<Unsigned<Tinyint>>,
        d -> Bool,
        e -> Nullable<Smallint>,
        f -> Nullable<Unsigned<Smallint>>,
        g -> Nullable<EveryTypeGMediumint>,
        h -> Nullable<Unsigned<EveryTypeHMediumint>>,
        i -> Nullable<Unsigned<Integer>>,
        j -> Nullable<Unsigned<Integer>>,
        k -> Nullable<Bigint>,
        l -> Nullable<Tinyint>,
        m -> Nullable<Bigint>,
        n -> Nullable<EveryTypeNMediumint>,
        aa -> Nullable<Decimal>,
        bb -> Nullable<Decimal>,
        cc -> Nullable<Unsigned<Decimal>>,
        dd -> Nullable<Decimal>,
        ee -> Nullable<Float>,
        ff -> Nullable<Double>,
        gg -> Nullable<Double>,
        hh -> Nullable<Double>,
        ii -> Nullable<Bit>,
        jj -> Nullable<Bit>,
        kk -> Nullable<Float>,
        #[max_length = 1]
        ll -> Nullable<Char>,
        #[max_length = 36]
        mm -> Nullable<Char>,
        #[max_length = 20]
        nn -> Varchar,
        #[max_length = 5]
        oo -> Nullable<Varchar>,
        #[max_length = 6]
        pp -> Nullable<Varchar>,
        qq -> Nullable<Tinytext>,
        rr -> Nullable<Tinytext>,
        ss -> Nullable<Mediumtext>,
        tt -> Nullable<Longtext>,
        uu -> Nullable<Mediumtext>,
        vv -> Nullable<Mediumtext>,
        #[max_length = 3]
        ww -> Nullable<Binary>,
        #[max_length = 4]
        xx -> Nullable<Varbinary>,
        #[max_length = 1]
        yy -> Nullable<Binary>,
        #[max_length = 16]
        zz -> Nullable<Varbinary>,
        ab -> Nullable<Tinyblob>,
        ac -> Nullable<Blob>,
        ad -> Nullable<Blob>,
        ae -> Nullable<Mediumblob>,
        af -> Nullable<Longblob>,
        ag -> Nullable<Date>,
        ah -> Nullable<Time>,
        ai -> Nullable<Time>,
        aj -> Nullable<Datetime>,
        ak -> Nullable<Datetime>,
        al -> Nullable<Timestamp>,
        am -> Timestamp,
        an -> Nullable<EveryTypeAnYear>,
        ao -> Nullable<Longtext>,
        #[max_length = 10]
        ap -> EveryTypeApEnum,
        #[max_length = 3]
        aq -> Nullable<EveryTypeAqSet>,
        ar -> Nullable<Integer>,
        at -> Nullable<Text>,
        ba -> Nullable<EveryTypeBaGeometry>,
        bc -> Nullable<EveryTypeBcPoint>,
    }
}

diesel::table! {
    follow_notes (id) {
        id -> Integer,
        a -> Nullable<Integer>,
        b -> Nullable<Integer>,
    }
}

diesel::table! {
    follows (followed_id, follower_id) {
        follower_id -> Integer,
        followed_id -> Integer,
        since -> Nullable<Timestamp>,
    }
}

diesel::table! {
    posts (id) {
        id -> Integer,
        author_id -> Integer,
        parent_id -> Nullable<Integer>,
        #[sql_name = "type"]
        type_ -> Nullable<Unsigned<Bigint>>,
    }
}

diesel::table! {
    #[sql_name = "table"]
    table_ (id) {
        id -> Integer,
        post_id -> Nullable<Integer>,
    }
}

diesel::table! {
    uniq (id) {
        id -> Unsigned<Bigint>,
        #[max_length = 9]
        code -> Nullable<Varchar>,
        n -> Nullable<Unsigned<Integer>>,
    }
}

diesel::table! {
    users (id) {
        id -> Integer,
        #[max_length = 100]
        name -> Varchar,
        bio -> Nullable<Text>,
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
        #[sql_name = "a`b"]
        a_b -> Nullable<Integer>,
        #[sql_name = "__hidden"]
        __hidden_ -> Nullable<Integer>,
        #[sql_name = "columns"]
        columns_ -> Nullable<Integer>,
        #[sql_name = "漢字"]
        __ -> Nullable<Integer>,
        #[sql_name = "dash-ed"]
        dash_ed -> Nullable<Integer>,
    }
}

diesel::table! {
    #[sql_name = "übung"]
    _bung (id) {
        id -> Integer,
        #[sql_name = "type"]
        type_ -> Nullable<Integer>,
    }
}

diesel::joinable!(Mixed_Case -> posts (post_id));
diesel::joinable!(a_b -> posts (a_b_));
diesel::joinable!(posts -> every_type (type_));
diesel::joinable!(posts -> users (author_id));
diesel::joinable!(table_ -> posts (post_id));
diesel::joinable!(_bung -> table_ (type_));

diesel::allow_tables_to_appear_in_same_query!(
    Mixed_Case,
    a_b,
    copies,
    every_type,
    follow_notes,
    follows,
    posts,
    table_,
    uniq,
    users,
    _bung,
);
