// @generated automatically by Diesel CLI.

pub mod sql_types {
    #[derive(diesel::sql_types::SqlType, Debug)]
    #[diesel(postgres_type(name = "currency", schema = "kinds"))]
    pub struct Currency;

    #[derive(diesel::sql_types::SqlType, Debug)]
    #[diesel(postgres_type(name = "e_mood"))]
    pub struct EMood;

    #[derive(diesel::sql_types::SqlType, Debug)]
    #[diesel(postgres_type(name = "email"))]
    pub struct Email;

    #[derive(diesel::sql_types::SqlType, Debug)]
    #[diesel(postgres_type(name = "email_list"))]
    pub struct EmailList;

    #[derive(diesel::sql_types::SqlType, Debug)]
    #[diesel(postgres_type(name = "even"))]
    pub struct Even;

    #[derive(diesel::sql_types::SqlType, Debug)]
    #[diesel(postgres_type(name = "Every Day"))]
    pub struct EveryDay;

    #[derive(diesel::sql_types::SqlType, Debug)]
    #[diesel(postgres_type(name = "money_only", schema = "kinds"))]
    pub struct MoneyOnly;

    #[derive(diesel::sql_types::SqlType, Debug)]
    #[diesel(postgres_type(name = "pair"))]
    pub struct Pair;

    #[derive(diesel::sql_types::SqlType, Debug)]
    #[diesel(postgres_type(name = "weather"))]
    pub struct Weather;
}

diesel::table! {
    answers (id) {
        id -> Int4,
        person -> Int4,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use super::sql_types::Email;
    use super::sql_types::EmailList;
    use super::sql_types::MoneyOnly;
    use super::sql_types::Currency;
    use super::sql_types::Even;
    use super::sql_types::EMood;
    use super::sql_types::EveryDay;
    use super::sql_types::Weather;
    use super::sql_types::Pair;

    /// Those who are asked
    people (id) {
        id -> Int4,
        /// Where to reach them
        #[max_length = 255]
        mail -> Email,
        mails -> Nullable<Array<Nullable<Email>>>,
        list -> Nullable<EmailList>,
        price -> Nullable<MoneyOnly>,
        #[max_length = 3]
        currency -> Currency,
        count -> Int4,
        pairs -> Nullable<Even>,
        first_mood -> Nullable<Mood>,
        second_mood -> Nullable<EMood>,
        day -> Nullable<EveryDay>,
        mood -> Mood,
        weather -> Nullable<Weather>,
        weathers -> Nullable<Array<Nullable<Weather>>>,
        range -> Nullable<FloatRange>,
        pair -> Nullable<Pair>,
    }
}

diesel::joinable!(answers -> people (person));

diesel::allow_tables_to_appear_in_same_query!(answers, people,);
