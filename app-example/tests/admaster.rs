//! AdMaster's program on each of its databases: what its guide promises, typed.
//!
//! What needs pgvector has `_vector_` in its name, and is left out where the server does not have it.
#![cfg(all(feature = "sqlite", feature = "postgres"))]

use app_example::admaster::encryption::{Cipher, Credentials, opened};
use app_example::admaster::migrations::{MIGRATIONS, Migrations, revision};
use app_example::admaster::vectors::{DIMENSIONS, Terms};
use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, RunQueryDsl, SqliteConnection};
use migrate_runtime::{Database, Supports};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};

const KEY: &str = "6b1d0e94c7a2f3588d40be17925ca3f16b1d0e94c7a2f3588d40be17925ca3f1";
const OTHER_KEY: &str = "0f8e7d6c5b4a39281706f5e4d3c2b1a00f8e7d6c5b4a39281706f5e4d3c2b1a0";
const ROWS: i32 = 250;

/// A database of a test's own.
trait Place {
    type Connection: Database + Credentials + Terms;
    const IS_POSTGRES: bool;
    fn create(name: &str) -> Self;
    fn url(&self) -> String;
    /// Whether the last revision can be applied: PostgreSQL may have no pgvector.
    fn has_vectors(&self) -> bool;
    /// PostgreSQL's version.
    fn version(&self) -> i32 {
        let number = diesel::dsl::sql::<diesel::sql_types::Integer>(
            "current_setting('server_version_num')::int / 10000",
        );
        let mut connection =
            PgConnection::establish(&self.url()).expect("a server of PostgreSQL's");
        diesel::select(number)
            .get_result(&mut connection)
            .expect("a number")
    }
    fn connect(&self) -> Self::Connection {
        let url = self.url();
        let url = url.strip_prefix("sqlite:///").unwrap_or(&url);
        Self::Connection::establish(url).expect("a connection")
    }
}

struct File(tempfile::TempDir);

impl Place for File {
    type Connection = SqliteConnection;
    const IS_POSTGRES: bool = false;
    fn create(_: &str) -> Self {
        File(tempfile::tempdir().expect("a folder"))
    }
    fn url(&self) -> String {
        format!("sqlite:///{}", self.0.path().join("ads.db").display())
    }
    fn has_vectors(&self) -> bool {
        true
    }
}

struct Server(String);

fn server() -> String {
    std::env::var("MIGRATE_TEST_POSTGRES_URL").expect("MIGRATE_TEST_POSTGRES_URL")
}

impl Place for Server {
    type Connection = PgConnection;
    const IS_POSTGRES: bool = true;
    fn create(name: &str) -> Self {
        let name = format!("admaster_{name}_{}", std::process::id());
        let mut admin = PgConnection::establish(&server()).expect("the server");
        let sql = format!("CREATE DATABASE {name}");
        admin.batch_execute(&sql).expect("a database");
        Server(name)
    }
    fn url(&self) -> String {
        let url = server();
        let (before, options) = url.split_once('?').map_or((&*url, ""), |(a, b)| (a, b));
        let (host, _) = before.rsplit_once('/').expect("a path");
        format!("{host}/{}?{options}", self.0)
    }
    fn has_vectors(&self) -> bool {
        let there = diesel::dsl::sql::<diesel::sql_types::Bool>(
            "EXISTS (SELECT FROM pg_available_extensions WHERE name = 'vector')",
        );
        let there = diesel::select(there).get_result(&mut self.connect());
        there.expect("what the server has")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Ok(mut admin) = PgConnection::establish(&server()) {
            drop(admin.batch_execute(&format!("DROP DATABASE {} WITH (FORCE)", self.0)));
        }
    }
}

/// Runs the program; returns its exit code and everything it said.
fn typed(place: &impl Place, keys: &[(&str, &str)], arguments: &[&str]) -> (i32, String) {
    let output = program(place, keys).args(arguments).output();
    let output = output.expect("the program runs");
    let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).expect("text"));
    (output.status.code().unwrap_or(-1), said.concat())
}

fn program(place: &impl Place, keys: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_admaster"));
    command
        .env_remove("SECRET_KEY")
        .env_remove("OLD_SECRET_KEY")
        .env_remove("ALEMBIC_DATABASE_URL")
        .env("DATABASE_URL", place.url())
        .env("NO_COLOR", "1")
        .envs(keys.iter().copied());
    command
}

/// Rows as they are before anything is encrypted: not in the order of their ids, with gaps, and with
/// signs of every kind.
fn rows() -> Vec<(i32, String, String, String)> {
    let row = |number: i32| {
        let id = number * 3 - 100;
        (
            id,
            format!("amzn1.application-oa2-client.{number}"),
            format!("sécret '{number}'; --"),
            format!("Atzr|{number}\u{1f511}"),
        )
    };
    (1..=ROWS).map(row).collect()
}

fn insert<P: Place>(place: &P) {
    let mut sql = String::new();
    for (id, client_id, secret, token) in rows().into_iter().rev() {
        let secret = secret.replace('\'', "''");
        sql.push_str(&format!(
            "INSERT INTO accounts (id, name, marketplace) VALUES ({id}, 'account {id}', 'DE');\n\
             INSERT INTO credentials (id, account_id, client_id, client_secret, refresh_token) \
             VALUES ({id}, {id}, '{client_id}', '{secret}', '{token}');\n"
        ));
    }
    place.connect().batch_execute(&sql).expect("rows");
}

fn to_the_initial_schema<P: Place>(place: &P)
where
    Migrations: Supports<<P::Connection as Database>::Dialect>,
{
    let migrator = MIGRATIONS.migrator().target(revision::INITIAL_SCHEMA);
    migrator
        .run(&mut place.connect())
        .expect("the initial schema");
}

fn all_sealed<P: Place>(place: &P) -> bool {
    let rows = place.connect().behind(i32::MIN, i64::MAX).expect("rows");
    let is_sealed = |value: &String| value.starts_with("sealed:1:");
    rows.len() == ROWS as usize
        && rows
            .iter()
            .all(|(_, a, b, c)| [a, b, c].into_iter().all(is_sealed))
}

fn opens_with<P: Place>(place: &P, key: &str) -> bool {
    let cipher = Cipher::of_digits(key).expect("a key");
    opened(&mut place.connect(), &cipher).is_ok_and(|opened| opened == rows())
}

/// Migrates as far as this server can, and returns where that is: without pgvector the last revision
/// is refused, and says what is missing.
fn migrate<P: Place>(place: &P, key: &str) -> &'static str {
    let (code, said) = typed(place, &[("SECRET_KEY", key)], &["migrate"]);
    went_as_far_as_it_can(place, code, &said)
}

fn went_as_far_as_it_can<P: Place>(place: &P, code: i32, said: &str) -> &'static str {
    if place.has_vectors() {
        assert_eq!(code, 0, "{said}");
        return "20260215_0003 (head)";
    }
    assert_eq!(code, 1, "{said}");
    for part in [
        &*format!(
            "install the package postgresql-{}-pgvector",
            place.version()
        ),
        "rolled back: the database is at `20260215_0002`",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    "20260215_0002"
}

fn credentials_are_encrypted<P: Place>(name: &str)
where
    Migrations: Supports<<P::Connection as Database>::Dialect>,
{
    let place = &P::create(name);
    let (code, said) = typed(place, &[("SECRET_KEY", KEY)], &["serve"]);
    assert_eq!(code, 3, "{said}");
    assert!(said.contains("database not initialized"), "{said}");
    to_the_initial_schema(place);
    assert!(
        typed(place, &[], &["current"])
            .1
            .starts_with("20260215_0001")
    );
    insert(place);

    for (keys, why) in [
        (&[][..], "SECRET_KEY is not set"),
        (
            &[("SECRET_KEY", "secret")][..],
            "has other signs than digits",
        ),
        (&[("SECRET_KEY", "00ff")][..], "does not have 64 digits"),
    ] {
        let (code, said) = typed(place, keys, &["migrate"]);
        assert_eq!(code, 1, "{said}");
        assert!(
            said.contains("Encryption failed") && said.contains(why),
            "{said}"
        );
        let plain = place.connect().behind(i32::MIN, i64::MAX).expect("rows");
        assert_eq!(plain, rows(), "nothing happened");
    }
    // Cut off in the second batch; then somebody changes the key.
    let (trigger, gone) = match P::IS_POSTGRES {
        true => (
            "CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS \
             $$ BEGIN RAISE EXCEPTION 'cut off'; END $$; \
             CREATE TRIGGER stop BEFORE UPDATE ON credentials FOR EACH ROW WHEN (old.id = 350) \
             EXECUTE FUNCTION stop()",
            "DROP TRIGGER stop ON credentials; DROP FUNCTION stop()",
        ),
        false => (
            "CREATE TRIGGER stop BEFORE UPDATE ON credentials WHEN old.id = 350 \
             BEGIN SELECT raise(ABORT, 'cut off'); END",
            "DROP TRIGGER stop",
        ),
    };
    place.connect().batch_execute(trigger).expect("a trigger");
    let (code, said) = typed(place, &[("SECRET_KEY", KEY)], &["migrate"]);
    assert!(code == 1 && said.contains("cut off"), "{said}");
    let sealed = |place: &P| {
        let rows = place.connect().behind(i32::MIN, i64::MAX).expect("rows");
        rows.iter()
            .filter(|row| row.1.starts_with("sealed"))
            .count()
    };
    assert_eq!(sealed(place), 100, "the first batch stays");
    place.connect().batch_execute(gone).expect("it goes");
    let (code, said) = typed(place, &[("SECRET_KEY", OTHER_KEY)], &["migrate"]);
    assert!(code == 1 && said.contains("Encryption failed"), "{said}");
    assert!(said.contains("another SECRET_KEY"), "{said}");
    assert_eq!(sealed(place), 100, "nothing is sealed with a second key");
    let at = migrate(place, KEY);
    assert!(all_sealed(place) && opens_with(place, KEY) && !opens_with(place, OTHER_KEY));
    assert_eq!(typed(place, &[], &["current"]).1.lines().next(), Some(at));

    // There is no way back behind it.
    if at.ends_with("(head)") {
        assert_eq!(typed(place, &[], &["rollback"]).0, 0);
    }
    let (code, said) = typed(place, &[], &["rollback"]);
    assert_ne!(code, 0);
    assert!(
        said.contains("Cannot downgrade encrypted credentials to plaintext"),
        "{said}"
    );
    assert!(all_sealed(place) && opens_with(place, KEY));
}

fn keys_are_changed<P: Place>(name: &str)
where
    Migrations: Supports<<P::Connection as Database>::Dialect>,
{
    let place = &P::create(name);
    to_the_initial_schema(place);
    insert(place);
    // Not before everything is encrypted, with one key.
    let both = [("OLD_SECRET_KEY", KEY), ("SECRET_KEY", OTHER_KEY)];
    let (code, said) = typed(place, &both, &["rekey"]);
    assert!(code == 1 && said.contains("not encrypted yet"), "{said}");
    let plain = place.connect().behind(i32::MIN, i64::MAX).expect("rows");
    assert_eq!(plain, rows(), "nothing was changed");

    migrate(place, KEY);
    for (old, why) in [(OTHER_KEY, "another SECRET_KEY"), ("", "OLD_SECRET_KEY")] {
        let keys = [("OLD_SECRET_KEY", old), ("SECRET_KEY", OTHER_KEY)];
        let (code, said) = typed(place, &keys, &["rekey"]);
        assert!(code != 0 && said.contains(why), "{said}");
        assert!(opens_with(place, KEY), "nothing was changed");
    }
    // A value that was tampered with is found in the middle, and nothing is written.
    let one = rows()[ROWS as usize / 2].0;
    let sealed = place.connect().behind(one - 1, 1).expect("a row").remove(0);
    let mut torn = sealed.clone();
    torn.3 = torn.3.replace("sealed:1:", "sealed:1:00");
    place.connect().write(&torn).expect("written");
    let (code, said) = typed(place, &both, &["rekey"]);
    let told = format!("refresh_token of credentials {one} was encrypted with another");
    assert!(code == 1 && said.contains(&told), "{said}");
    place.connect().write(&sealed).expect("written");
    assert!(opens_with(place, KEY), "nothing was changed");

    let (code, said) = typed(place, &both, &["rekey"]);
    assert!(code == 0 && said.contains("250 accounts"), "{said}");
    assert!(opens_with(place, OTHER_KEY) && !opens_with(place, KEY));
    let (code, said) = typed(place, &both, &["rekey"]);
    assert!(code == 1 && said.contains("another SECRET_KEY"), "{said}");
    assert!(opens_with(place, OTHER_KEY), "nothing was changed");
}

/// The server starts with the key of the database alone.
fn the_head_is_served<P: Place>(name: &str)
where
    Migrations: Supports<<P::Connection as Database>::Dialect>,
{
    let place = &P::create(name);
    to_the_initial_schema(place);
    insert(place);
    assert_eq!(migrate(place, KEY), "20260215_0003 (head)");
    let (code, said) = typed(place, &[("SECRET_KEY", OTHER_KEY)], &["serve"]);
    assert!(code != 0 && said.contains("Encryption failed"), "{said}");
    assert!(said.contains("admaster rekey"), "{said}");
    is_served(place, KEY);
}

/// Embeddings are written and compared with the types of the emitted schema.
fn similar_terms_are_found<P: Place>(name: &str)
where
    Migrations: Supports<<P::Connection as Database>::Dialect>,
{
    let place = &P::create(name);
    to_the_initial_schema(place);
    let mut sql = "INSERT INTO accounts (id, name, marketplace) VALUES (1, 'Ada', 'DE'); \
         INSERT INTO campaigns (id, account_id, amazon_id, name, kind, daily_budget_cents, starts_on) \
         VALUES (1, 1, 'A1', 'Spring', 'sponsored_products', 1000, '2026-03-01'); \
         INSERT INTO ad_groups (id, campaign_id, name, default_bid_cents) VALUES (1, 1, 'Shoes', 50);"
        .to_owned();
    for number in 1..=50 {
        sql.push_str(&format!(
            "INSERT INTO search_terms (id, ad_group_id, term, first_seen_on) \
             VALUES ({number}, 1, 'žluté boty {number}', '2026-03-02');"
        ));
    }
    place.connect().batch_execute(&sql).expect("search terms");
    assert_eq!(migrate(place, KEY), "20260215_0003 (head)");
    let connection = &mut place.connect();
    // Each points a bit further from the first axis to the second.
    let numbers = |number: i16| {
        let angle = f32::from(number) / 50.0;
        let mut numbers = vec![0.0; DIMENSIONS];
        (numbers[0], numbers[1]) = (angle.cos(), angle.sin());
        numbers
    };
    for number in 1..=49 {
        let written = connection.embed(number.into(), &numbers(number));
        assert_eq!(written.expect("an embedding"), 1);
    }
    if P::IS_POSTGRES {
        // So that the index is what finds them, and in all of its lists.
        let settings = "SET enable_seqscan = off; SET ivfflat.probes = 100";
        connection.batch_execute(settings).expect("settings");
    }
    let found = connection.similar(&numbers(7), 3).expect("terms");
    assert_eq!(found[0], "žluté boty 7");
    let mut rest = found[1..].to_vec();
    rest.sort();
    assert_eq!(rest, ["žluté boty 6", "žluté boty 8"]);
    let all = connection.similar(&numbers(1), 100).expect("terms");
    assert_eq!(all.len(), 49, "one has no embedding yet");
    assert_eq!(all.last().map(String::as_str), Some("žluté boty 49"));
    connection
        .embed(1, &[1.0])
        .expect_err("one number is not 384");
    if P::IS_POSTGRES {
        assert!(explained(place).contains("search_term_embeddings_similar"));
    }
}

/// How PostgreSQL finds what is nearest.
fn explained<P: Place>(place: &P) -> String {
    #[derive(diesel::QueryableByName)]
    struct Line {
        #[diesel(sql_type = diesel::sql_types::Text, column_name = "QUERY PLAN")]
        line: String,
    }
    let mut connection = PgConnection::establish(&place.url()).expect("a connection");
    connection
        .batch_execute("SET enable_seqscan = off")
        .expect("a setting");
    let lines: Vec<Line> = diesel::sql_query(
        "EXPLAIN SELECT search_term_id FROM search_term_embeddings \
         ORDER BY embedding <=> array_fill(1, ARRAY[384])::vector LIMIT 3",
    )
    .load(&mut connection)
    .expect("a plan");
    lines.into_iter().map(|line| line.line + "\n").collect()
}

/// The server answers for its health, and not once the database has gone back.
fn is_served<P: Place>(place: &P, key: &str) {
    let mut server = program(place, &[("SECRET_KEY", key)])
        .args(["serve", "--listen", "127.0.0.1:0"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the server starts");
    let mut line = String::new();
    let out = server.stdout.take().expect("a pipe");
    BufReader::new(out).read_line(&mut line).expect("a line");
    let address = line
        .trim()
        .strip_prefix("listening on ")
        .expect("an address");
    let ask = |path: &str| {
        let mut stream = TcpStream::connect(address).expect("it listens");
        write!(stream, "GET {path} HTTP/1.1\r\nHost: x\r\n\r\n").expect("asked");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        answer
    };
    let well = ask("/health");
    let elsewhere = ask("/");
    let went_back = typed(place, &[], &["rollback"]).0;
    let ill = ask("/health");
    server.kill().expect("it ends");
    server.wait().expect("it ended");
    assert!(well.starts_with("HTTP/1.1 200 OK"), "{well}");
    assert!(
        well.ends_with("{\"status\":\"ok\",\"revision\":\"20260215_0003\"}"),
        "{well}"
    );
    assert!(elsewhere.starts_with("HTTP/1.1 404"), "{elsewhere}");
    assert_eq!(went_back, 0);
    assert!(ill.starts_with("HTTP/1.1 503"), "{ill}");
}

/// A database that was made before there were migrations.
fn is_adopted<P: Place>(name: &str)
where
    Migrations: Supports<<P::Connection as Database>::Dialect>,
{
    let dialect = if P::IS_POSTGRES { "postgres" } else { "sqlite" };
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../migrations/admaster");
    let initial = format!("{folder}/20260215_0001_initial_schema/up.{dialect}.sql");
    let initial = std::fs::read_to_string(initial).expect("a script");
    let changed = initial.replace("    refresh_token TEXT NOT NULL,\n", "");
    for (script, is_same) in [(&initial, true), (&changed, false)] {
        let place = &P::create(&format!("{name}{}", u8::from(is_same)));
        place.connect().batch_execute(script).expect("tables");
        let keys = [("SECRET_KEY", KEY)];
        let (_, said) = typed(place, &keys, &["current"]);
        assert!(said.contains("it has tables already"), "{said}");
        let (code, said) = typed(place, &keys, &["migrate"]);
        assert!(code == 1 && said.contains("already exists"), "{said}");
        assert!(said.contains("check --live --at"), "{said}");
        let (code, said) = typed(place, &keys, &["adopt"]);
        if cfg!(not(feature = "compare")) {
            assert!(code == 1 && said.contains("--features compare"), "{said}");
        } else if is_same {
            assert!(
                said.contains("recorded as applied: 20260215_0001"),
                "{said}"
            );
            assert!(!said.contains("differ"), "{said}");
            let reached = went_as_far_as_it_can(place, code, &said);
            let at = typed(place, &[], &["current"]).1;
            assert!(at.starts_with(reached), "{at}");
        } else {
            assert!(code == 4 && said.contains("refresh_token"), "{said}");
            assert!(said.contains("nothing was recorded"), "{said}");
            assert!(!typed(place, &[], &["current"]).1.contains("20260215_0001"));
        }
    }
}

fn starts_over<P: Place>(name: &str) {
    let place = &P::create(name);
    let at = migrate(place, KEY);
    let history = typed(place, &[], &["history"]).1;
    for said in [
        "20260215_0001",
        "20260215_0002",
        "20260215_0003",
        "encrypt credentials",
    ] {
        assert!(history.contains(said), "{history}");
    }
    let account = "INSERT INTO accounts (id, name, marketplace) VALUES (1, 'Ada', 'DE')";
    place.connect().batch_execute(account).expect("an account");
    let production = [("SECRET_KEY", KEY), ("MIGRATE_PRODUCTION", "1")];
    for (keys, arguments) in [
        (&production[..], &["reset", "--yes"][..]),
        (&production[..1], &["reset"]),
    ] {
        let (code, said) = typed(place, keys, arguments);
        assert_eq!(code, 6, "{said}");
    }
    place
        .connect()
        .batch_execute(account)
        .expect_err("she is there");
    // Encrypted credentials have no way back: the tables are dropped.
    let (code, said) = typed(place, &[("SECRET_KEY", KEY)], &["reset", "--yes"]);
    assert_eq!(went_as_far_as_it_can(place, code, &said), at);
    assert_eq!(typed(place, &[], &["current"]).1.lines().next(), Some(at));
    place
        .connect()
        .batch_execute(account)
        .expect("nobody is there");
    assert!(
        typed(place, &[], &["help"])
            .1
            .contains("Roll back the last migration")
    );
}

macro_rules! on_each {
    ($($sqlite:ident, $postgres:ident = $body:ident;)*) => { $(
        #[test]
        fn $sqlite() {
            $body::<File>(stringify!($body));
        }

        #[test]
        #[ignore = "needs a PostgreSQL server: tests/run"]
        fn $postgres() {
            $body::<Server>(stringify!($body));
        }
    )* };
}

on_each! {
    sqlite_credentials_are_encrypted, postgres_credentials_are_encrypted = credentials_are_encrypted;
    sqlite_keys_are_changed, postgres_keys_are_changed = keys_are_changed;
    sqlite_a_database_from_before_is_adopted, postgres_a_database_from_before_is_adopted = is_adopted;
    sqlite_starting_over, postgres_starting_over = starts_over;
    sqlite_the_head_is_served, postgres_vector_the_head_is_served = the_head_is_served;
    sqlite_similar_terms_are_found, postgres_vector_similar_terms_are_found = similar_terms_are_found;
}

/// No script has anything in it that looks like a secret: a long word of letters and digits, or what
/// the services' keys begin with.
#[test]
fn no_migration_has_a_secret() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../migrations/admaster");
    let mut read = 0;
    for entry in std::fs::read_dir(folder).expect("the revisions") {
        let path = entry.expect("an entry").path();
        let Ok(files) = std::fs::read_dir(&path) else {
            continue;
        };
        for file in files {
            let file = file.expect("an entry").path();
            let text = std::fs::read_to_string(&file).expect("text");
            assert_eq!(secrets(&text), Vec::<&str>::new(), "{}", file.display());
            read += 1;
        }
    }
    assert!(read >= 8, "{read} files");
    let planted =
        "INSERT INTO api_keys VALUES ('sk-secret123'), ('Atzr|IwEBIJ'), ('AKIAIOSFODNN7EXAMPLE');";
    assert_eq!(secrets(planted).len(), 3);
    assert_eq!(secrets(KEY), [KEY]);
}

fn secrets(text: &str) -> Vec<&str> {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || "|-+/=".contains(c)));
    let begins = |word: &str| {
        ["sk-", "Atza|", "Atzr|", "AKIA", "amzn1.", "eyJ"]
            .iter()
            .any(|start| word.starts_with(start))
    };
    let is_random = |word: &str| {
        word.len() >= 24
            && word.contains(|c: char| c.is_ascii_digit())
            && word.contains(|c: char| c.is_ascii_alphabetic())
    };
    words
        .filter(|word| begins(word) || is_random(word))
        .collect()
}
