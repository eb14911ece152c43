//! `check --url` and `verify` on live databases.

mod support;

use diesel::connection::SimpleConnection;
use diesel::{Connection, SqliteConnection};
use support::{Session, golden};

type Case = (&'static str, fn(&mut Session));

const CASES: &[Case] = &[
    ("autogenerate_url", autogenerate_url),
    ("autogenerate_url_refused", autogenerate_url_refused),
    ("autogenerate_verified", autogenerate_verified),
    ("address", address),
    ("address_of_migrate_toml", address_of_migrate_toml),
    ("check_at", check_at),
    ("check_url", check_url),
    ("check_url_other_names", check_url_other_names),
    ("check_url_refused", check_url_refused),
    ("verify", verify),
    ("verify_fails", verify_fails),
    ("verify_refused", verify_refused),
];

#[test]
fn sqlite_live_commands_answer_as_written() {
    let mut wrong = Vec::new();
    for (name, case) in CASES {
        let mut session = Session::new();
        case(&mut session);
        wrong.extend(golden::differs("live", name, &session.into_transcript()).err());
    }
    golden::assert_all_used("live", CASES.iter().map(|(name, _)| *name));
    assert!(
        wrong.is_empty(),
        "{}\n\n`UPDATE_GOLDEN=1` accepts them",
        wrong.join("\n")
    );
}

const USERS: &str = "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL);\n\
                     CREATE INDEX users_email ON users (email);\n";
const ORDERS: &str =
    "CREATE TABLE orders (id INTEGER PRIMARY KEY, owner INTEGER REFERENCES users);\n";

/// Two revisions in a line.
fn shop(session: &mut Session) -> &mut Session {
    session
        .file("shop/migrate.toml", "dialects = [\"sqlite\"]\n")
        .file("shop/01_users/revision.toml", "revises = []\n")
        .file("shop/01_users/up.sql", USERS)
        .file("shop/01_users/down.sql", "DROP TABLE users;\n")
        .file("shop/02_orders/revision.toml", "revises = \"01\"\n")
        .file("shop/02_orders/up.sql", ORDERS)
        .file("shop/02_orders/down.sql", "DROP TABLE orders;\n");
    session
}

/// A database in which these revisions are applied, and something else was done.
fn database(session: &Session, name: &str, applied: &[&str], sql: &str) {
    let path = session.path(name).display().to_string();
    let mut connection = SqliteConnection::establish(&path).expect("a database");
    let mut all =
        "CREATE TABLE __diesel_schema_migrations (version VARCHAR(50) PRIMARY KEY NOT NULL, \
                   run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP);\n"
            .to_owned();
    for id in applied {
        all += match *id {
            "01" => USERS,
            "02" => ORDERS,
            _ => "",
        };
        all += &format!("INSERT INTO __diesel_schema_migrations (version) VALUES ('{id}');\n");
    }
    connection.batch_execute(&(all + sql)).expect("it is made");
}

/// A database beside a revision, whatever it says that it is at; and one that another tool made.
fn check_at(session: &mut Session) {
    shop(session);
    database(session, "behind.db", &["01"], "");
    database(session, "same.db", &["01", "02"], "");
    database(session, "none.db", &[], USERS);
    let alembic = "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL);\n\
                   INSERT INTO alembic_version VALUES ('01');\n";
    database(session, "alembic.db", &[], &format!("{USERS}{alembic}"));
    let other = USERS
        .replace("email TEXT", "mail INTEGER")
        .replace("(email)", "(mail)");
    database(session, "other.db", &[], &format!("{other}{alembic}"));
    database(session, "newer.db", &["01", "02", "03"], "");
    session
        .run("check --dir shop --url alembic.db --at 01")
        .run("check --dir shop --url alembic.db --at head")
        .run("check --dir shop --url other.db --at 01")
        .run("check --dir shop --url other.db --at 01 --format json")
        .run("check --dir shop --url same.db --at 01")
        .run("check --dir shop --url behind.db --at base")
        .run("check --dir shop --url newer.db --at 02")
        .run("check --dir shop --url none.db --at 01 --quiet")
        .run("check --dir shop --url none.db")
        .run("check --dir shop --url alembic.db")
        .run("check --dir shop --url alembic.db --at nope")
        .run("check --dir shop --at 01");
}

/// What was done to a database by hand becomes a revision.
fn autogenerate_url(session: &mut Session) {
    shop(session);
    let all = ["01", "02"];
    database(session, "same.db", &all, "");
    database(
        session,
        "changed.db",
        &all,
        "DROP INDEX users_email; CREATE UNIQUE INDEX one_email ON users (lower(email)); \
         ALTER TABLE users RENAME TO people; ALTER TABLE people ADD COLUMN age INTEGER DEFAULT 18; \
         CREATE VIEW adults AS SELECT id FROM people WHERE age > 17; \
         CREATE TABLE extra (id INTEGER PRIMARY KEY AUTOINCREMENT, note TEXT) STRICT;",
    );
    session
        .run("revision --autogenerate -m none --dir shop --url same.db")
        .create("--autogenerate -m 'by hand' --rev-id 03 --dir shop --url changed.db --rename users=people")
        .show("shop/03_by_hand/up.sql")
        .show("shop/03_by_hand/down.sql")
        .run("check --dir shop")
        .run("verify --dir shop --url sqlite:")
        .run("revision --autogenerate -m again --dir shop --url changed.db");
}

fn autogenerate_url_refused(session: &mut Session) {
    shop(session);
    database(session, "behind.db", &["01"], "");
    database(session, "none.db", &[], USERS);
    database(session, "newer.db", &["01", "02", "03"], "");
    for url in ["behind.db", "none.db", "newer.db", "nowhere.db"] {
        session.run(&format!(
            "revision --autogenerate -m x --dir shop --url {url}"
        ));
    }
    session
        .run("revision --autogenerate -m x --dir shop --url postgres://host/db")
        .run("revision --autogenerate -m x --dir shop --url same.db --schema schema.rs")
        .list("shop");
}

/// The first revision of a project, and others behind it, done and undone for real.
fn autogenerate_verified(session: &mut Session) {
    let schema = |users: &str, more: &str| {
        format!("diesel::table! {{ users (id) {{ id -> Integer, {users} }} }}\n{more}")
    };
    let notes = "diesel::table! { notes (id) { id -> Integer, user_id -> Integer, } }\n\
                 diesel::joinable!(notes -> users (user_id));\n\
                 diesel::allow_tables_to_appear_in_same_query!(notes, users);\n";
    session
        .file(
            "app/migrations/migrate.toml",
            "dialects = [\"sqlite\"]\n\n[schema]\nfile = \"../schema.rs\"\n\n\
             [lints]\ndata-loss = \"allow\"\n",
        )
        .file("app/schema.rs", schema("email -> Text, age -> Text,", ""));
    session.create("--autogenerate -m users --rev-id 01 --dir app/migrations");
    session.file(
        "app/schema.rs",
        schema(
            "email -> Nullable<Text>, age -> Nullable<Integer>, name -> Text,",
            notes,
        ),
    );
    session
        .create("--autogenerate -m notes --rev-id 02 --dir app/migrations")
        .show("app/migrations/02_notes/up.sql");
    session.file(
        "app/schema.rs",
        schema("age -> Nullable<Integer>, name -> Text,", ""),
    );
    session
        .create("--autogenerate -m less --rev-id 03 --dir app/migrations")
        .run("check --dir app/migrations")
        .run("verify --dir app/migrations --url sqlite:");
}

/// Where the URL comes from; and without being told, no database is looked at.
fn address(session: &mut Session) {
    shop(session);
    database(session, "same.db", &["01", "02"], "");
    database(
        session,
        "changed.db",
        &["01", "02"],
        "DROP INDEX users_email;",
    );
    session
        .run("check --dir shop --live")
        .file(".env", "DATABASE_URL=sqlite:///same.db\n");
    session
        .run("check --dir shop --live")
        .run("check --dir shop --live --quiet --url changed.db")
        .run("verify --dir shop")
        .variable("DATABASE_URL", "sqlite:///changed.db")
        .run("check --dir shop")
        .run("check --dir shop --live")
        .run("check --dir shop --live --format json")
        .create("--autogenerate --live -m back --rev-id 03 --dir shop --format json")
        .run("revision --autogenerate -m back --dir shop")
        .run("revision --live -m back --dir shop")
        .variable(
            "ALEMBIC_DATABASE_URL",
            "postgres://me:hunter2@127.0.0.1:9/none",
        )
        .run("check --dir shop")
        .run("check --dir shop --url same.db --quiet")
        .run("check --dir shop --name billing");
}

fn address_of_migrate_toml(session: &mut Session) {
    shop(session).file(
        "shop/migrate.toml",
        "dialects = [\"sqlite\"]\nurl = \"sqlite:///same.db\"\n\n\
         [databases.old]\nurl = \"sqlite:///behind.db\"\n\n\
         [databases.other]\nenv = \"OTHER_URL\"\n",
    );
    database(session, "same.db", &["01", "02"], "");
    database(session, "behind.db", &["01"], "");
    session
        .run("check --dir shop")
        .run("check --dir shop --live")
        .run("check --dir shop --name old")
        .run("check --dir shop --name older")
        .run("verify --dir shop --name other")
        .variable("OTHER_URL", "postgres://me:hunter2@127.0.0.1:9/none")
        .run("verify --dir shop --name other")
        .run("verify --dir shop --format json");
}

#[test]
fn sqlite_no_answer_has_the_password() {
    let mut session = Session::new();
    address(&mut session);
    let url = "postgres://me:hunter2@127.0.0.1:9/none";
    for command in [
        "check --dir shop --url",
        "check --dir shop --format json --url",
        "check --dir shop",
        "check --dir shop --live --name",
        "show --dir shop",
        "plan --dir shop upgrade",
        "plan --dir shop --format json upgrade",
        "print-sql --dir shop --format json",
        "revision --dir shop -m x --head",
        "revision --dir shop --autogenerate -m x --url",
        "squash --dir shop",
        "seal --dir shop --format json",
        "verify --dir shop --dialect",
    ] {
        session.run(&format!("{command} {url}"));
    }
    let said = session.into_transcript();
    let said = said.lines().filter(|line| !line.starts_with('$'));
    let with: Vec<&str> = said.filter(|line| line.contains("hunter2")).collect();
    assert!(with.is_empty(), "{}", with.join("\n"));
}

fn check_url(session: &mut Session) {
    shop(session);
    database(session, "same.db", &["01", "02"], "");
    database(session, "behind.db", &["01"], "");
    database(
        session,
        "changed.db",
        &["01", "02"],
        "DROP INDEX users_email; ALTER TABLE users ADD COLUMN age INTEGER; \
         CREATE TABLE extra (id INTEGER); DROP TABLE orders; \
         CREATE TABLE orders (id INTEGER PRIMARY KEY, owner TEXT DEFAULT 'x' REFERENCES users);",
    );
    database(session, "none.db", &[], "");
    session
        .run("check --dir shop --url same.db")
        .run("check --dir shop --url sqlite:behind.db")
        .run("check --dir shop --url behind.db --format json")
        .run("check --dir shop --url changed.db")
        .run("check --dir shop --url changed.db --format json")
        .run("check --dir shop --url none.db");
}

/// The record is no part of the schema, whatever its tables are called.
fn check_url_other_names(session: &mut Session) {
    shop(session).file(
        "shop/migrate.toml",
        "dialects = [\"sqlite\"]\nmirror_alembic = true\n\n[tables]\napplied = \"applied_revisions\"\n\
         history = \"runs\"\nalembic = \"moved_from\"\n",
    );
    let path = session.path("other.db").display().to_string();
    let mut connection = SqliteConnection::establish(&path).expect("a database");
    let script = format!(
        "CREATE TABLE applied_revisions (version VARCHAR(50) PRIMARY KEY NOT NULL, \
         run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP); \
         INSERT INTO applied_revisions (version) VALUES ('01'), ('02'); \
         CREATE TABLE moved_from (version_num VARCHAR(50) NOT NULL PRIMARY KEY); \
         INSERT INTO moved_from VALUES ('02'); {USERS}{ORDERS}"
    );
    connection.batch_execute(&script).expect("it is made");
    session
        .run("check --dir shop --url other.db")
        .run("verify --dir shop --url sqlite:")
        .run("revision --autogenerate -m none --dir shop --url other.db");
}

fn check_url_refused(session: &mut Session) {
    shop(session).file(
        "text.db",
        "this is no database, but a text that is long enough\n",
    );
    database(session, "newer.db", &["01", "02", "03"], "");
    session
        .run("check --dir shop --url newer.db")
        .run("check --dir shop --url nowhere.db")
        .run("check --dir shop --url text.db")
        .run("check --dir shop --url mssql://host/db")
        .run("check --dir shop --url sqlite:")
        .run("check --dir shop --url postgres://host/db")
        .file(
            "shop/02_orders/up.sql",
            "CREATE TABEL orders (id INTEGER);\n",
        );
    session.run("check --dir shop --url nowhere.db");
}

fn verify(session: &mut Session) {
    shop(session).run("verify --dir shop --url sqlite:");
    session
        .file("forks/migrate.toml", "dialects = [\"sqlite\"]\n")
        .revision("forks/a1_root", "revises = []\n")
        .revision(
            "forks/b1_left",
            "revises = \"a1\"\nbranch_labels = [\"left\"]\n",
        )
        .revision("forks/c1_right", "revises = \"a1\"\n")
        .file(
            "forks/d1/revision.toml",
            "revises = [\"b1\", \"c1\"]\nmessage = \"merge\"\n",
        )
        .file("forks/d1/up.sql", "CREATE INDEX lefts ON left (id);\n")
        .file("forks/d1/down.sql", "DROP INDEX lefts;\n")
        .file(
            "forks/e1_gone/revision.toml",
            "revises = \"d1\"\nirreversible = \"the table was empty\"\n",
        )
        .file("forks/e1_gone/up.sql", "DROP TABLE right;\n");
    session.run("verify --dir forks --url sqlite:");
}

fn verify_fails(session: &mut Session) {
    // What the build would say is allowed, so that the server says it.
    shop(session)
        .file(
            "shop/migrate.toml",
            "dialects = [\"sqlite\"]\n[lints]\nnot-reversed = \"allow\"\n",
        )
        .file(
            "shop/02_orders/up.sql",
            format!("{ORDERS}CREATE INDEX more ON users (id, email);\n"),
        );
    session
        .run("verify --dir shop --url sqlite: --format json")
        .run("verify --dir shop --url sqlite: --quiet");
    session.run("verify --dir shop --url sqlite:").file(
        "shop/02_orders/up.sql",
        format!(
            "{ORDERS}INSERT INTO orders VALUES (1, NULL);\nINSERT INTO orders VALUES (1, NULL);\n"
        ),
    );
    session.run("verify --dir shop --url sqlite:");
}

fn verify_refused(session: &mut Session) {
    shop(session)
        .run("verify --dir shop")
        .run("verify --dir shop --url mssql://host/db")
        .run("verify --dir shop --url mysql://host/db")
        .run("verify --dir nowhere --url sqlite:");
}

/// What a server says in another version may be worded otherwise.
#[cfg(any(feature = "postgres", feature = "mysql"))]
mod servers {
    use super::Session;

    fn shop(dialect: &str) -> Session {
        let session = Session::new();
        session
            .file("shop/migrate.toml", format!("dialects = [\"{dialect}\"]\n"))
            .file("shop/01_users/revision.toml", "revises = []\n")
            .file(
                "shop/01_users/up.sql",
                "CREATE TABLE users (id INT PRIMARY KEY, email VARCHAR(50) NOT NULL DEFAULT 'x');\n\
                 CREATE INDEX users_email ON users (email);\n",
            )
            .file("shop/01_users/down.sql", "DROP TABLE users;\n")
            .file("shop/02_age/revision.toml", "revises = \"01\"\n")
            .file(
                "shop/02_age/up.sql",
                "ALTER TABLE users ADD COLUMN age INT;\n",
            )
            .file(
                "shop/02_age/down.sql",
                "ALTER TABLE users DROP COLUMN age;\n",
            );
        session
    }

    /// Runs a command and returns its exit code and all that it said.
    fn run(session: &Session, arguments: &[&str]) -> (Option<i32>, String) {
        let output = session.output(arguments);
        let mut said = String::from_utf8_lossy(&output.stdout).into_owned();
        said += &String::from_utf8_lossy(&output.stderr);
        (output.status.code(), said)
    }

    #[track_caller]
    fn verifies(dialect: &str, url: &str) {
        let session = shop(dialect);
        let (code, said) = run(&session, &["verify", "--dir", "shop", "--url", url]);
        assert_eq!(code, Some(0), "{said}");
        assert!(
            said.contains(&format!("ok: 2 revisions verified on {dialect}")),
            "{said}"
        );
        session
            .file(
                "shop/02_age/down.sql",
                "ALTER TABLE users DROP COLUMN age, ALTER COLUMN email SET DEFAULT 'y';\n",
            )
            .file(
                "shop/migrate.toml",
                format!("dialects = [\"{dialect}\"]\n[lints]\nnot-reversed = \"allow\"\n"),
            );
        let (code, said) = run(&session, &["verify", "--dir", "shop", "--url", url]);
        assert_eq!(code, Some(1), "{said}");
        assert!(
            said.contains("the downgrade of `02` does not undo it"),
            "{said}"
        );
        assert!(said.contains("DEFAULT 'y'"), "{said}");
    }

    /// The record in a schema of its own is made where it is missing, and is no difference.
    #[test]
    #[cfg(feature = "postgres")]
    #[ignore = "needs a PostgreSQL server"]
    fn postgres_a_record_in_a_schema_is_verified() {
        let url = std::env::var("MIGRATE_TEST_POSTGRES_URL").expect("a server's URL");
        let session = shop("postgres");
        session.file(
            "shop/migrate.toml",
            "dialects = [\"postgres\"]\n[tables]\nschema = \"book\"\nhistory = \"runs\"\n",
        );
        let (code, said) = run(&session, &["verify", "--dir", "shop", "--url", &url]);
        assert_eq!(code, Some(0), "{said}");
        assert!(
            said.contains("ok: 2 revisions verified on postgres"),
            "{said}"
        );
    }

    /// A user without the right to make databases.
    #[track_caller]
    fn is_refused(dialect: &str, url: &str) {
        let (code, said) = run(&shop(dialect), &["verify", "--dir", "shop", "--url", url]);
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains("no scratch database can be made"), "{said}");
        assert!(said.contains("help: give the URL of a server"), "{said}");
    }

    #[cfg(feature = "postgres")]
    mod postgres {
        use diesel::connection::SimpleConnection;
        use diesel::{Connection, PgConnection};

        fn url() -> String {
            std::env::var("MIGRATE_TEST_POSTGRES_URL").expect("`tests/run` sets it")
        }

        #[test]
        #[ignore = "needs a PostgreSQL server"]
        fn postgres_every_revision_is_verified() {
            super::verifies("postgres", &url());
        }

        #[test]
        #[ignore = "needs a PostgreSQL server"]
        fn postgres_a_user_without_rights_is_told() {
            let role = format!("migrate_test_{}", std::process::id());
            let mut admin = PgConnection::establish(&url()).expect("a connection");
            admin
                .batch_execute(&format!("CREATE ROLE {role} LOGIN PASSWORD 'secret'"))
                .expect("a role");
            let url = url();
            let host = url.split_once('@').expect("a user").1;
            super::is_refused("postgres", &format!("postgres://{role}:secret@{host}"));
            admin
                .batch_execute(&format!("DROP ROLE {role}"))
                .expect("the role goes");
        }
    }

    #[cfg(feature = "mysql")]
    mod mysql {
        use diesel::connection::SimpleConnection;
        use diesel::{Connection, MysqlConnection};

        fn url() -> String {
            std::env::var("MIGRATE_TEST_MYSQL_URL").expect("`tests/run` sets it")
        }

        #[test]
        #[ignore = "needs a MySQL server"]
        fn mysql_every_revision_is_verified() {
            super::verifies("mysql", &url());
        }

        #[test]
        #[ignore = "needs a MySQL server"]
        fn mysql_a_user_without_rights_is_told() {
            let user = format!("migrate_test_{}", std::process::id());
            let mut admin = MysqlConnection::establish(&url()).expect("a connection");
            admin
                .batch_execute(&format!("CREATE USER {user} IDENTIFIED BY 'secret'; GRANT SELECT ON mysql.help_topic TO {user}"))
                .expect("a user");
            let url = url();
            let host = url.split_once('@').expect("a user").1;
            super::is_refused("mysql", &format!("mysql://{user}:secret@{host}"));
            admin
                .batch_execute(&format!("DROP USER {user}"))
                .expect("the user goes");
        }
    }
}
