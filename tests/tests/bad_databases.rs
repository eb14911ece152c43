//! Databases that are not what they should be, as the users of an application come upon them: what
//! it says, with which exit code, and that it says no password.
#![cfg(unix)]

mod running;

use diesel::connection::SimpleConnection;
use migrate_tests::databases::{Mysql, Postgres, Sqlite, TestDatabase};
use running::{application, err, out, refused, run};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;
use std::sync::Mutex;

const PASSWORD: &str = "hunter2";

/// A MariaDB server is read-only as a whole, for all tests that connect to it.
static MARIADB: Mutex<()> = Mutex::new(());

/// Upgrades, and expects to be refused, in these words and with this help.
#[track_caller]
fn unreachable(dialect: &str, url: &str, words: &str, help: &str) {
    let (code, said) = refused(dialect, url, &["upgrade"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("` can't be reached: "), "{said}");
    assert!(said.to_lowercase().contains(words), "{words}: {said}");
    assert!(said.contains(&format!("\nhelp: {help}")), "{help}: {said}");
    assert!(!said.contains(PASSWORD), "{said}");
    assert_eq!(said.lines().count(), 2, "{said}");
    // The same for a program: a document, and nothing else.
    let output = application(dialect, url, &["current", "--format", "json"])
        .output()
        .expect("the application runs");
    assert_eq!(
        (output.status.code(), err(&output)),
        (Some(1), String::new())
    );
    let document = out(&output);
    assert!(document.starts_with(r#"{"error":{"#), "{document}");
    assert!(document.contains(r#""kind":"unreachable""#), "{document}");
    assert!(!document.contains(PASSWORD), "{document}");
}

const START: &str = "start the server, or correct the host and the port in the URL";

#[test]
fn a_port_at_which_nobody_listens() {
    let postgres = "postgresql+asyncpg://ada:hunter2@localhost:1/shop";
    unreachable("postgres", postgres, "connection refused", START);
    let mysql = "mysql+pymysql://ada:hunter2@127.0.0.1:1/shop";
    unreachable("mysql", mysql, "can't connect", START);
}

#[test]
fn a_socket_that_is_not_there() {
    let postgres = "postgres://ada:hunter2@%2Fno%2Fsuch%2Ffolder/shop";
    unreachable("postgres", postgres, "no such file", START);
    let mysql = "mysql://ada:hunter2@localhost/shop?unix_socket=/no/such/socket";
    unreachable("mysql", mysql, "can't connect", START);
}

#[test]
fn a_host_that_does_not_exist() {
    let help = "correct the host in the URL";
    let postgres = "postgres://ada:hunter2@no-such-host.invalid/shop";
    unreachable("postgres", postgres, "no-such-host.invalid", help);
    let mysql = "mysql://ada:hunter2@no-such-host.invalid/shop";
    unreachable("mysql", mysql, "no-such-host.invalid", help);
}

/// A web server, say.
#[test]
fn a_port_at_which_something_else_answers() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let answer = b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n";
            // Who called may have gone.
            let _ = stream.and_then(|mut stream| stream.write_all(answer));
        }
    });
    let help = "something else answers there: correct the host and the port in the URL";
    for (dialect, parameters) in [("postgres", "?sslmode=prefer"), ("mysql", "")] {
        let url = format!("{dialect}://ada:hunter2@127.0.0.1:{port}/shop{parameters}");
        unreachable(dialect, &url, "", help);
    }
}

const NOT_ENCRYPTED: &str = "the server is there, and no encrypted connection comes about";

/// A server without encryption: so it answers libpq's question for it (section 54.2.10 of PostgreSQL's
/// manual).
#[test]
fn a_server_of_postgres_without_encryption() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            // Who called may have gone.
            let _ = stream.and_then(|mut stream| {
                let mut question = [0; 8];
                stream.read_exact(&mut question)?;
                stream.write_all(b"N")
            });
        }
    });
    let url = format!("postgres://ada:hunter2@127.0.0.1:{port}/shop?sslmode=require");
    let words = "server does not support ssl";
    unreachable("postgres", &url, words, NOT_ENCRYPTED);
}

/// Has signed nothing.
const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----
MIIBeTCCAR+gAwIBAgIUKbAVL5rmI3Of0CAXv9m6ajDgOB8wCgYIKoZIzj0EAwIw
ETEPMA0GA1UEAwwGbm9ib2R5MCAXDTI2MTEzMDEwMjYyMFoYDzIxMjYxMTA2MTAy
NjIwWjARMQ8wDQYDVQQDDAZub2JvZHkwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC
AAQ+kYNy9AQZatgwYfYwGI7kjZiCVemIt/L7lSE5fb2YJPjN4Wc0GThJEogCfLf7
4j0haKmrVnf1ucM8uZfsEtpwo1MwUTAdBgNVHQ4EFgQU0GsDZpzqeSsmZpyhxTQq
4keCgH0wHwYDVR0jBBgwFoAU0GsDZpzqeSsmZpyhxTQq4keCgH0wDwYDVR0TAQH/
BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiEAzOAfF649z78xBVqfTLcqW+RIWobR
pFpOxejgin+ZwDkCIH6m+sYc7VYQPgZeEYvz1CiLODktQsZe39xFJUVttpuw
-----END CERTIFICATE-----
";

/// What the URL says of encryption holds, or the connection is refused, whether the server has it or not.
#[test]
#[ignore = "needs a MariaDB server: tests/run"]
fn mysql_a_connection_that_would_not_be_encrypted() {
    let _alone = MARIADB.lock();
    let database = Mysql::create();
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("ca.pem");
    std::fs::write(&file, CERTIFICATE).expect("a file");
    let file = file.display();
    let url = database.url();
    let joint = if url.contains('?') { '&' } else { '?' };
    let with = |options: &str| format!("{url}{joint}{options}");
    let knows_mode = mysqlclient_sys::SUPPORTS_MYSQL_SSL_MODE;
    if !knows_mode {
        unreachable(
            "mysql",
            &with("ssl_mode=required"),
            "the connection is not encrypted, and the url says `ssl_mode=required`",
            "add `ssl_ca=/path/to/ca.pem` to the URL: MariaDB's client library",
        );
        unreachable(
            "mysql",
            &with(&format!("ssl_mode=verify_identity&ssl_ca={file}")),
            "does not compare the server's name with its certificate",
            "write `ssl_mode=verify_ca`, which makes sure who has signed it",
        );
    }
    for mode in ["verify_ca", "verify_identity"] {
        let (code, said) = refused(
            "mysql",
            &with(&format!("ssl_mode={mode}&ssl_ca={file}")),
            &["upgrade"],
        );
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains("can't be reached: "), "{said}");
        let (code, said) = refused("mysql", &with(&format!("ssl_mode={mode}")), &["upgrade"]);
        assert_eq!(code, Some(1), "{said}");
        let words = format!("`ssl_mode={mode}` of the URL needs an `ssl_ca`\n");
        assert!(said.contains(&words), "{said}");
    }
    for options in [
        "ssl_mode=preferred",
        &format!("ssl_mode=disabled&ssl_ca={file}"),
    ] {
        let output = application("mysql", &with(options), &["current"]).output();
        assert_eq!(err(&output.expect("a run")), "nothing is applied\n");
    }
}

#[test]
fn an_option_in_the_url_that_does_not_exist() {
    let url = "postgres://ada:hunter2@localhost/shop?sslmod=require";
    unreachable("postgres", url, "sslmod", "correct the URL");
}

const LOGIN: &str = "the server is there and does not let this login in";

#[test]
#[ignore = "needs a PostgreSQL server: tests/run"]
fn postgres_a_login_that_is_wrong() {
    let database = Postgres::create();
    let user = format!("ada_{}", std::process::id());
    let place = database.url();
    let (scheme, place) = place.split_once("://").expect("a URL");
    let place = place.split_once('@').map_or(place, |(_, place)| place);
    let with = |login: &str| format!("{scheme}://{login}@{place}");
    // The server of `tests/run` asks the members of this role for a password.
    let roles = format!(
        "DO $$ BEGIN CREATE ROLE says_a_password; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
         CREATE ROLE {user} LOGIN PASSWORD 'the right one' IN ROLE says_a_password"
    );
    database.connect().batch_execute(&roles).expect("a role");
    let wrong = with(&format!("{user}:{PASSWORD}"));
    unreachable("postgres", &wrong, "password authentication failed", LOGIN);
    unreachable("postgres", &with(&user), "no password supplied", LOGIN);
    let right = with(&format!("{user}:the%20right%20one"));
    let output = application("postgres", &right, &["current"]).output();
    assert_eq!(err(&output.expect("a run")), "nothing is applied\n");
    let drop = format!("DROP ROLE {user}");
    database.connect().batch_execute(&drop).expect("no role");
    unreachable(
        "postgres",
        &with("nobody_of_that_name:hunter2"),
        "role \"nobody_of_that_name\" does not exist",
        "the server is there and has no such user: correct the user in the URL, or create it",
    );
}

#[test]
#[ignore = "needs a MariaDB server: tests/run"]
fn mysql_a_login_that_is_wrong() {
    let _alone = MARIADB.lock();
    let database = Mysql::create();
    let user = format!("ada_{}", std::process::id());
    let create = format!("CREATE USER {user}@localhost IDENTIFIED BY 'the right one'");
    database.connect().batch_execute(&create).expect("a user");
    let wrong = as_user(&database, &format!("{user}:{PASSWORD}"));
    unreachable("mysql", &wrong, "access denied for user", LOGIN);
    let none = as_user(&database, &user);
    unreachable("mysql", &none, "access denied for user", LOGIN);
    let drop = format!("DROP USER {user}@localhost");
    database.connect().batch_execute(&drop).expect("no user");
}

const NO_DATABASE: &str =
    "the server is there and has no such database: create it, or correct its name in the URL";

#[test]
#[ignore = "needs a PostgreSQL server: tests/run"]
fn postgres_a_database_that_does_not_exist() {
    let url = migrate_tests::databases::server(migrate_tests::databases::POSTGRES);
    let url = migrate_tests::databases::with_database(&url, "no_such_shop");
    unreachable(
        "postgres",
        &url,
        "\"no_such_shop\" does not exist",
        NO_DATABASE,
    );
}

#[test]
#[ignore = "needs a MariaDB server: tests/run"]
fn mysql_a_database_that_does_not_exist() {
    let url = migrate_tests::databases::server(migrate_tests::databases::MYSQL);
    let url = migrate_tests::databases::with_database(&url, "no_such_shop");
    unreachable(
        "mysql",
        &url,
        "unknown database 'no_such_shop'",
        NO_DATABASE,
    );
    // And one that is not named at all.
    let url = migrate_tests::databases::with_database(&url, "");
    let (code, said) = refused("mysql", &url, &["upgrade"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(
        said.contains("next: name the database in the URL"),
        "{said}"
    );
}

#[test]
fn sqlite_a_folder_that_is_not_there() {
    let help = "its folder has to be there, and this user has to have the right to read it";
    let words = "unable to open database file";
    unreachable("sqlite", "sqlite:////no/such/folder/shop.db", words, help);
    unreachable("sqlite", "sqlite:////tmp", words, help);
}

#[test]
fn a_url_of_another_database() {
    let urls = [
        ("postgres", "postgres://ada:hunter2@localhost/shop"),
        ("mysql", "mysql://ada:hunter2@localhost/shop"),
        ("sqlite", "sqlite:///shop.db"),
    ];
    for (ours, _) in urls {
        for (theirs, url) in urls {
            if ours == theirs {
                continue;
            }
            let (code, said) = refused(ours, url, &["current"]);
            assert_eq!(code, Some(1), "{said}");
            let words = format!("is a database of {theirs}, and this program is for {ours}\n");
            assert!(said.contains(&words), "{said}");
            let help = format!("help: give it one such as `--url {ours}://");
            assert!(said.contains(&help), "{said}");
            assert!(!said.contains(PASSWORD), "{said}");
        }
    }
    let (code, said) = refused("postgres", "mssql://ada:hunter2@host/shop", &["current"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(
        said.contains("`mssql:` is not a supported database"),
        "{said}"
    );
    assert!(!said.contains(PASSWORD), "{said}");
    // The example has a password, which is nobody's.
    let help = "help: write postgres://user:password@host/database, \
                mysql://user:password@host/database, or sqlite:///file.db";
    assert!(said.contains(help), "{said}");
}

#[test]
fn sqlite_a_file_of_another_kind() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("letter.txt");
    let text = "Dear Ada, this is no database, although it is long enough for one.".repeat(20);
    std::fs::write(&file, &text).expect("a file");
    let url = format!("sqlite:///{}", file.display());
    for command in [
        &["current"][..],
        &["upgrade"],
        &["stamp", "head"],
        &["check"],
    ] {
        let (code, said) = refused("sqlite", &url, command);
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains("correct the URL"), "{said}");
    }
    assert_eq!(std::fs::read_to_string(&file).expect("the file"), text);
}

const READ_ONLY: &str = "next: it can only be read through this connection";

/// Nothing changes, and what only looks goes on.
#[track_caller]
fn can_only_be_read(dialect: &str, url: &str) {
    let (code, said) = refused(dialect, url, &["upgrade"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(
        said.contains("rolled back: the database is at `a`"),
        "{said}"
    );
    assert!(said.contains(READ_ONLY), "{said}");
    let (code, said) = refused(dialect, url, &["stamp", "b"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains(READ_ONLY), "{said}");
    for (arguments, expected) in [
        (&["current"][..], "a\n"),
        (&["pending"], "a -> b, message of b\nb -> c, message of c\n"),
    ] {
        let output = application(dialect, url, arguments).output();
        let output = output.expect("the application runs");
        assert_eq!(out(&output), expected, "{}", err(&output));
    }
}

#[test]
fn sqlite_a_connection_that_can_only_read() {
    let database = Sqlite::create();
    run(&database, &["upgrade", "a"]);
    let url = format!("sqlite:///file:{}?mode=ro", database.url());
    can_only_be_read("sqlite", &url);
}

/// Files of somebody else's. Root may write anywhere, so that it becomes somebody for this.
#[test]
fn sqlite_a_file_without_the_right_to_write() {
    let folder = tempfile::tempdir().expect("a folder");
    let rights = |path: &Path, mode: u32| {
        let rights = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(path, rights).expect("rights");
    };
    let program = folder.path().join("application");
    std::fs::copy(env!("CARGO_BIN_EXE_application"), &program).expect("a copy");
    let file = folder.path().join("shop.db");
    let url = format!("sqlite:///{}", file.display());
    let made = application("sqlite", &url, &["upgrade", "a"]).output();
    assert_eq!(made.expect("a run").status.code(), Some(0));
    rights(&file, 0o444);
    rights(folder.path(), 0o555);
    let run = |url: &str, arguments: &[&str]| {
        let mut command = Command::new(&program);
        if std::fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0) {
            command.uid(65534).gid(65534);
        }
        let command = command.env("MIGRATE_TEST_DIALECT", "sqlite");
        let command = command.current_dir("/").args(["--url", url]);
        let output = command.args(arguments).output().expect("a run");
        (output.status.code(), out(&output), err(&output))
    };
    let (code, _, said) = run(&url, &["upgrade"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(
        said.contains("rolled back: the database is at `a`"),
        "{said}"
    );
    assert!(said.contains(READ_ONLY), "{said}");
    let (code, found, said) = run(&url, &["current"]);
    assert_eq!((code, found.as_str()), (Some(0), "a\n"), "{said}");
    // A new file can't be made there, either.
    let other = format!("sqlite:///{}", folder.path().join("other.db").display());
    let (code, _, said) = run(&other, &["upgrade"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("to write into it; "), "{said}");
    // Nor one be read that is nobody's business.
    rights(&file, 0o000);
    let (code, _, said) = run(&url, &["current"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("has to have the right to read it"), "{said}");
    rights(folder.path(), 0o755);
}

/// The URL of a PostgreSQL database, with a setting for each session.
fn with_setting(database: &Postgres, setting: &str) -> String {
    let url = database.url();
    let joint = if url.contains('?') { '&' } else { '?' };
    format!("{url}{joint}options=-c%20{setting}")
}

#[test]
#[ignore = "needs a PostgreSQL server: tests/run"]
fn postgres_a_connection_that_can_only_read() {
    let database = Postgres::create();
    let url = with_setting(&database, "default_transaction_read_only%3Don");
    let (code, said) = refused("postgres", &url, &["upgrade"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(
        said.contains("could not create the bookkeeping tables"),
        "{said}"
    );
    assert!(said.contains(READ_ONLY), "{said}");
    run(&database, &["upgrade", "a"]);
    can_only_be_read("postgres", &url);
}

#[test]
#[ignore = "needs a MariaDB server: tests/run"]
fn mysql_a_server_that_can_only_be_read() {
    let _alone = MARIADB.lock();
    let database = Mysql::create();
    let url = with_rights(&database, "ALL");
    let set = |value: u8| {
        let setting = format!("SET GLOBAL read_only = {value}");
        database
            .connect()
            .batch_execute(&setting)
            .expect("a setting");
    };
    set(1);
    let (code, said) = refused("mysql", &url, &["upgrade"]);
    set(0);
    assert_eq!(code, Some(1), "{said}");
    assert!(
        said.contains("could not create the bookkeeping tables"),
        "{said}"
    );
    assert!(said.contains(READ_ONLY), "{said}");
    run(&database, &["upgrade", "a"]);
    set(1);
    let judged = std::panic::catch_unwind(|| can_only_be_read("mysql", &url));
    set(0);
    drop_reader(&database);
    judged.unwrap_or_else(|why| std::panic::resume_unwind(why));
}

const MAY_NOT_CREATE: &str = "next: this login may not create tables here";
const MAY_NOT_READ: &str = "next: this login may not read the record";
const MAY_NOT_RUN: &str = "next: this login may not do what the script does";

#[test]
#[ignore = "needs a PostgreSQL server: tests/run"]
fn postgres_no_rights() {
    let database = Postgres::create();
    let role = format!("reader_{}", std::process::id());
    let mut owner = database.connect();
    let create = format!("CREATE ROLE {role}; REVOKE CREATE ON SCHEMA public FROM PUBLIC");
    owner.batch_execute(&create).expect("a role");
    let url = with_setting(&database, &format!("role%3D{role}"));
    let denied = |command: &str, next: &str| {
        let (code, said) = refused("postgres", &url, &[command]);
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains("permission denied for"), "{said}");
        assert!(said.contains(next), "{said}");
    };
    denied("upgrade", MAY_NOT_CREATE);
    denied("ensure-version", MAY_NOT_CREATE);
    run(&database, &["ensure-version"]);
    denied("current", MAY_NOT_READ);
    let tables = "__diesel_schema_migrations, migration_history";
    let grant = format!(
        "GRANT SELECT, INSERT, UPDATE, DELETE ON {tables} TO {role};
         GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}"
    );
    owner.batch_execute(&grant).expect("rights");
    denied("upgrade", MAY_NOT_RUN);
    owner
        .batch_execute(&format!("DROP OWNED BY {role}; DROP ROLE {role}"))
        .expect("the role is free");
}

#[test]
#[ignore = "needs a MariaDB server: tests/run"]
fn mysql_no_rights() {
    let _alone = MARIADB.lock();
    let database = Mysql::create();
    let url = with_rights(&database, "SELECT, INSERT");
    let denied = |next: &str| {
        let (code, said) = refused("mysql", &url, &["upgrade"]);
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains("command denied to user"), "{said}");
        assert!(said.contains(next), "{said}");
    };
    denied(MAY_NOT_CREATE);
    run(&database, &["ensure-version"]);
    denied(MAY_NOT_RUN);
    drop_reader(&database);
}

/// Makes a user with rights on a database of MariaDB's, and returns its URL.
fn with_rights(database: &Mysql, rights: &str) -> String {
    let (name, user) = (database_name(database), reader(database));
    let create =
        format!("CREATE USER {user}@localhost; GRANT {rights} ON {name}.* TO {user}@localhost");
    database.connect().batch_execute(&create).expect("a user");
    as_user(database, &user)
}

fn drop_reader(database: &Mysql) {
    let drop = format!("DROP USER {}@localhost", reader(database));
    database.connect().batch_execute(&drop).expect("no user");
}

fn reader(database: &Mysql) -> String {
    database_name(database).replace("migrate_test", "reader")
}

fn database_name(database: &Mysql) -> String {
    let url = database.url();
    let place = url.split('?').next().expect("a URL");
    place.rsplit('/').next().expect("a name").to_owned()
}

/// The URL of a database with another login.
fn as_user(database: &Mysql, login: &str) -> String {
    let url = database.url();
    let (scheme, rest) = url.split_once("://").expect("a URL");
    let (_, place) = rest.split_once('@').expect("a login");
    format!("{scheme}://{login}@{place}")
}
