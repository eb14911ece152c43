//! `revision --autogenerate` from a `schema.rs`, word for word. `UPDATE_GOLDEN=1` rewrites the answers.

mod support;

use support::{Session, golden};

/// A case's name is that of its file in `golden/autogenerate/`.
type Case = (&'static str, fn(&mut Session));

const CASES: &[Case] = &[
    ("columns", columns),
    ("first", first),
    ("hidden_types", hidden_types),
    ("nothing_to_do", nothing_to_do),
    ("rebuilds", rebuilds),
    ("refused", refused),
    ("renames", renames),
    ("renames_refused", renames_refused),
    ("reserved_words", reserved_words),
    ("several_dialects", several_dialects),
    ("several_heads", several_heads),
    ("tables", tables),
    ("unusable_schema", unusable_schema),
];

#[test]
fn what_is_written_is_as_written_here() {
    let mut wrong = Vec::new();
    for (name, case) in CASES {
        let mut session = Session::new();
        case(&mut session);
        wrong.extend(golden::differs("autogenerate", name, &session.into_transcript()).err());
    }
    golden::assert_all_used("autogenerate", CASES.iter().map(|(name, _)| *name));
    assert!(
        wrong.is_empty(),
        "{}\n\n`UPDATE_GOLDEN=1` accepts them",
        wrong.join("\n")
    );
}

const USERS: &str = "diesel::table! {
    users (id) {
        id -> Integer,
        email -> Text,
        bio -> Nullable<Text>,
    }
}
";

const POSTS: &str = "diesel::table! {
    posts (id) {
        id -> Integer,
        user_id -> Integer,
        title -> Text,
    }
}
diesel::joinable!(posts -> users (user_id));
diesel::allow_tables_to_appear_in_same_query!(posts, users);
";

/// A project with two tables in one revision, and a `schema.rs` that agrees.
fn blog<'s>(session: &'s mut Session, dialects: &str) -> &'s mut Session {
    session
        .file(
            "migrations/migrate.toml",
            format!("dialects = [{dialects}]\n\n[schema]\nfile = \"../schema.rs\"\n"),
        )
        .file("migrations/01_blog/revision.toml", "revises = []\n")
        .file(
            "migrations/01_blog/up.sql",
            "CREATE TABLE users (id INTEGER NOT NULL PRIMARY KEY, email TEXT NOT NULL, bio TEXT);\n\
             CREATE TABLE posts (id INTEGER NOT NULL PRIMARY KEY,\n    \
             user_id INTEGER NOT NULL,\n    \
             title TEXT NOT NULL,\n    \
             FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE);\n\
             CREATE INDEX posts_by_user ON posts (user_id);\n",
        )
        .file(
            "migrations/01_blog/down.sql",
            "DROP TABLE posts;\nDROP TABLE users;\n",
        );
    wants(session, USERS, POSTS);
    session
}

fn wants(session: &Session, users: &str, posts: &str) {
    session.file("schema.rs", format!("{users}{posts}"));
}

/// Writes the revision and shows its scripts.
fn written<'s>(session: &'s mut Session, id: &str, options: &str) -> &'s mut Session {
    let options = format!("--autogenerate -m step --rev-id {id} {options}");
    session.create(options.trim_end());
    session
        .show(&format!("migrations/{id}_step/up.sql"))
        .show(&format!("migrations/{id}_step/down.sql"))
        .run("check")
}

fn first(session: &mut Session) {
    session
        .file("src/schema.rs", format!("{USERS}{POSTS}"))
        .file("migrations/migrate.toml", "dialects = [\"sqlite\"]\n");
    session.run("revision --autogenerate -m first");
    session
        .create("--autogenerate -m first --schema src/schema.rs")
        .list("migrations")
        .show("migrations/20240115143000_first/revision.toml")
        .show("migrations/20240115143000_first/up.sql")
        .show("migrations/20240115143000_first/down.sql")
        .run("check");
}

fn nothing_to_do(session: &mut Session) {
    blog(session, "\"sqlite\"")
        .run("revision --autogenerate -m nothing")
        .list("migrations");
}

fn columns(session: &mut Session) {
    blog(session, "\"postgres\"");
    let more = USERS.replace(
        "bio -> Nullable<Text>",
        "bio -> Text,\n        age -> Nullable<SmallInt>,\n        points -> BigInt",
    );
    wants(session, &more, POSTS);
    written(session, "02", "");
    let other = more.replace("age -> Nullable<SmallInt>", "age -> Nullable<Text>");
    wants(session, &other, POSTS);
    written(session, "03", "");
    let less = other.replace("        bio -> Text,\n", "");
    wants(session, &less, POSTS);
    written(session, "04", "");
}

/// Types of the schema that are called like the engine's own.
fn hidden_types(session: &mut Session) {
    let table = "diesel::table! {\n    t (id) {\n        id -> Int4,\n    }\n}\n";
    session
        .file(
            "migrations/migrate.toml",
            "dialects = [\"postgres\"]\n\n[schema]\nfile = \"../schema.rs\"\n",
        )
        .file("migrations/01_t/revision.toml", "revises = []\n")
        .file(
            "migrations/01_t/up.sql",
            "CREATE TYPE \"time\" AS ENUM ('a');\n\
             CREATE TYPE \"integer\" AS ENUM ('b');\n\
             CREATE TABLE t (id int PRIMARY KEY, x public.\"time\", y \"time\", z \"integer\");\n",
        )
        .file(
            "migrations/01_t/down.sql",
            "DROP TABLE t;\nDROP TYPE public.\"time\", \"integer\";\n",
        )
        .file("schema.rs", table);
    written(session, "02", "");
    session.file(
        "migrations/02_step/down.sql",
        "ALTER TABLE t ADD COLUMN x \"time\";\n\
             ALTER TABLE t ADD COLUMN y time;\n\
             ALTER TABLE t ADD COLUMN z integer;\n",
    );
    session.run("check");
}

/// Words that MySQL or MariaDB alone reserves.
fn reserved_words(session: &mut Session) {
    let columns = [
        "sql_small_result",
        "day_hour",
        "read_write",
        "returning",
        "lateral",
    ];
    let columns = columns.map(|name| format!("        {name} -> Nullable<Integer>,\n"));
    let table = format!(
        "diesel::table! {{\n    t (id) {{\n        id -> Integer,\n{}    }}\n}}\n",
        columns.concat()
    );
    session
        .file(
            "migrations/migrate.toml",
            "dialects = [\"mysql\"]\n\n[schema]\nfile = \"../schema.rs\"\n",
        )
        .file("migrations/01_t/revision.toml", "revises = []\n")
        .file(
            "migrations/01_t/up.sql",
            "CREATE TABLE t (id int PRIMARY KEY);\n",
        )
        .file("migrations/01_t/down.sql", "DROP TABLE t;\n")
        .file("schema.rs", table);
    written(session, "02", "");
}

fn rebuilds(session: &mut Session) {
    blog(session, "\"sqlite\"");
    let users = USERS.replace("email -> Text", "email -> Nullable<Text>");
    wants(session, &users, POSTS);
    written(session, "02", "");
    let posts = POSTS.replace("title -> Text", "title -> Double");
    wants(session, &users, &posts);
    written(session, "03", "");
}

fn tables(session: &mut Session) {
    blog(session, "\"mysql\"");
    wants(session, USERS, "");
    written(session, "02", "");
    let tags = "diesel::table! {\n    tags (user_id, name) {\n        user_id -> Integer,\n        \
                #[max_length = 40]\n        name -> Varchar,\n    }\n}\n\
                diesel::joinable!(tags -> users (user_id));\n\
                diesel::allow_tables_to_appear_in_same_query!(tags, users);\n";
    wants(session, USERS, tags);
    written(session, "03", "");
}

fn renames(session: &mut Session) {
    blog(session, "\"sqlite\"");
    let named = USERS.replace("bio ->", "about ->");
    wants(session, &named, POSTS);
    written(session, "02", "");
    std::fs::remove_dir_all(session.path("migrations/02_step")).expect("it was written");
    written(session, "02", "--rename users.bio=about");
    let (users, posts) = (
        named.replace("users", "people"),
        POSTS.replace("users", "people"),
    );
    wants(session, &users, &posts);
    written(session, "03", "--rename users=people");
}

fn renames_refused(session: &mut Session) {
    blog(session, "\"sqlite\"");
    wants(session, &USERS.replace("bio ->", "about ->"), POSTS);
    for rename in [
        "users.bios=about",
        "nowhere=about",
        "users.bio=abuot",
        "users.bio=email",
        "users.bio",
    ] {
        session.run(&format!(
            "revision --autogenerate -m step --rename {rename}"
        ));
    }
    session
        .run("revision -m step --rename users.bio=about")
        .list("migrations");
}

fn several_dialects(session: &mut Session) {
    blog(session, "\"postgres\", \"sqlite\", \"mysql\"");
    let users = USERS.replace("bio ->", "age -> Integer,\n        bio ->");
    wants(session, &users, POSTS);
    session
        .create("--autogenerate -m step --rev-id 02")
        .list("migrations");
    for dialect in ["postgres", "sqlite", "mysql"] {
        session
            .show(&format!("migrations/02_step/up.{dialect}.sql"))
            .show(&format!("migrations/02_step/down.{dialect}.sql"));
    }
    session.run("check");
    std::fs::remove_dir_all(session.path("migrations/02_step")).expect("it was written");
    wants(session, &USERS.replace("bio ->", "about ->"), POSTS);
    session.create("--autogenerate -m same --rev-id 02 --rename users.bio=about");
    session
        .show("migrations/02_same/up.sql")
        .show("migrations/02_same/down.sql")
        .run("check");
}

fn several_heads(session: &mut Session) {
    blog(session, "\"sqlite\"")
        .revision("migrations/02_left", "revises = \"01\"\n")
        .revision("migrations/03_right", "revises = \"01\"\n");
    session
        .run("revision --autogenerate -m step")
        .run("revision --autogenerate -m step --head 03");
}

fn unusable_schema(session: &mut Session) {
    blog(session, "\"sqlite\"");
    let users = USERS.replace("email -> Text,", "email Text,");
    wants(
        session,
        &users,
        &POSTS.replace("posts -> users", "posts - users"),
    );
    session.run("revision --autogenerate -m step");
    let users = USERS.replace("bio -> Nullable<Text>", "mood -> crate::types::Mood");
    wants(session, &users, POSTS);
    session.run("revision --autogenerate -m step");
    let posts = POSTS.replace("title -> Text", "title -> Text,\n        uuid -> Uuid");
    wants(session, USERS, &posts);
    session.run("revision --autogenerate -m step");
}

fn refused(session: &mut Session) {
    blog(session, "\"sqlite\"")
        .run("revision --autogenerate -m step --schema nowhere.rs")
        .run("revision --schema schema.rs -m step");
    session.file("migrations/01_blog/down.sql", "DROP TABLE posts;\n");
    session.run("revision --autogenerate -m step");
    std::fs::remove_file(session.path("schema.rs")).expect("it was written");
    session.run("revision --autogenerate -m step");
    session.run("revision --autogenerate -m step --dir nowhere");
}
