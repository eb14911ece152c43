//! Each command in good and bad use, word for word. `UPDATE_GOLDEN=1` rewrites the answers.

mod support;

use support::{Session, golden};

/// A case's name is that of its file in `golden/commands/`.
type Case = (&'static str, fn(&mut Session));

const CASES: &[Case] = &[
    ("check", check),
    ("check_bad_directories", check_bad_directories),
    ("check_broken_chain", check_broken_chain),
    ("check_broken_sql", check_broken_sql),
    ("check_crlf", check_crlf),
    ("check_layouts", check_layouts),
    ("check_unknown", check_unknown),
    ("graph_errors_elsewhere", graph_errors_elsewhere),
    ("heads", heads),
    ("help", help),
    ("help_as_typed", help_as_typed),
    ("history", history),
    ("non_ascii", non_ascii),
    ("plan", plan),
    ("plan_errors", plan_errors),
    ("plan_ignores_scripts", plan_ignores_scripts),
    ("plan_without_revises", plan_without_revises),
    ("print_schema", print_schema),
    ("print_sql", print_sql),
    ("quiet", quiet),
    ("revision", revision),
    ("revision_branches", revision_branches),
    ("revision_conventions", revision_conventions),
    ("revision_refused", revision_refused),
    ("seal", seal),
    ("show", show),
    ("usage", usage),
];

#[test]
fn every_command_answers_as_written() {
    let mut wrong = Vec::new();
    for (name, case) in CASES {
        let mut session = Session::new();
        case(&mut session);
        wrong.extend(golden::differs("commands", name, &session.into_transcript()).err());
    }
    golden::assert_all_used("commands", CASES.iter().map(|(name, _)| *name));
    assert!(
        wrong.is_empty(),
        "{}\n\n`UPDATE_GOLDEN=1` accepts them",
        wrong.join("\n")
    );
}

/// Three revisions of a shop, in a line.
fn shop(session: &mut Session) -> &mut Session {
    session
        .file(
            "shop/migrate.toml",
            "dialects = [\"sqlite\", \"postgres\"]\n",
        )
        .revision(
            "shop/20240101_users",
            "revision = \"20240101\"\nrevises = []\nmessage = \"users\"\n\
             created = 2024-01-01T08:00:00Z\n",
        )
        .revision("shop/20240102_orders", "revises = \"20240101\"\n")
        .file(
            "shop/20240102_orders/up.sql",
            "-- Orders of users.\n--\n-- One user, many orders.\n\
             CREATE TABLE orders (id INTEGER);\n",
        )
        .revision(
            "shop/20240103_prices",
            "revises = \"20240102\"\nmessage = \"prices, in cents\"\n",
        );
    session
}

/// A base, two labelled branches, and their merge.
fn branches(session: &mut Session, merged: bool) -> &mut Session {
    session
        .file("forks/migrate.toml", "dialects = [\"sqlite\"]\n")
        .revision("forks/a1_root", "revises = []\n")
        .revision(
            "forks/b1_left",
            "revises = \"a1\"\nbranch_labels = [\"left\"]\n",
        )
        .revision(
            "forks/c1_right",
            "revises = \"a1\"\nbranch_labels = [\"right\"]\n",
        )
        .revision("forks/c2_more", "revises = \"c1\"\n");
    if merged {
        session.file(
            "forks/d1/revision.toml",
            "revises = [\"b1\", \"c2\"]\nmessage = \"merge\"\n",
        );
    }
    session
}

fn check(session: &mut Session) {
    shop(session)
        .run("check --dir shop")
        .run("check --dir shop --format json")
        .run("check --dir shop/ --dialect mysql")
        .run("check --dir ./shop --dialect pg,mariadb --dialect sqlite3");
    branches(session, false).run("check --dir forks");
}

fn check_bad_directories(session: &mut Session) {
    session.file("a_file", "");
    std::fs::create_dir(session.path("empty")).expect("a folder");
    session
        .run("check")
        .run("check --format json")
        .run("check --dir a_file --format json")
        .run("check --dir empty --format json")
        .run("check --dir empty")
        .run("check --dir empty --layout files --format json");
}

fn check_broken_chain(session: &mut Session) {
    shop(session).revision(
        "shop/20240104_lost",
        "revises = \"20240109\"\nmesage = \"lost\"\n",
    );
    session
        .run("check --dir shop")
        .run("check --dir shop --format json");
}

/// What is wrong is said all the same.
fn quiet(session: &mut Session) {
    shop(session)
        .revision("shop/20240104_more", "revises = \"20240103\"\n")
        .file("shop/readme.md", "");
    session
        .run("check --dir shop")
        .run("check --dir shop -q")
        .run("-q revision --dir shop -m quiet --rev-id 20240105 --created 2024-01-05T00:00:00Z")
        .file(
            "shop/20240104_more/up.sql",
            "CREATE TABEL more (id INTEGER);\n",
        );
    session.run("check --dir shop -q");
}

fn check_broken_sql(session: &mut Session) {
    shop(session).file(
        "shop/20240103_prices/up.sql",
        "CREATE TABLE prices (\n  id INTEGER,,\n);\n",
    );
    session
        .run("check --dir shop")
        .run("check --dir shop --dialect postgres --format json");
}

/// What can't be followed is listed, and what bounds it stays known.
fn check_unknown(session: &mut Session) {
    let up = "CREATE TABLE \"größe\" (id int PRIMARY KEY);\r\nCREATE TABLE t (id int PRIMARY KEY);\r\n\
        DO $$ BEGIN EXECUTE format('CREATE SEQUENCE s START %s', 5); END $$;\r\n\
        CREATE PROPERTY GRAPH g VERTEX TABLES (t);\r\n";
    session
        .file("migrations/migrate.toml", "dialects = [\"postgres\"]\n")
        .file("migrations/1_a/revision.toml", "revises = []\n")
        .file("migrations/1_a/up.sql", up)
        .file(
            "migrations/1_a/down.sql",
            "DROP TABLE t;\nDROP TABLE \"größe\";\n",
        )
        .file(
            "migrations/2_b/revision.toml",
            "revises = \"1\"\nirreversible = \"x\"\n",
        )
        .file(
            "migrations/2_b/up.sql",
            "DO $$ DECLARE q text; BEGIN SELECT 'x' INTO q; EXECUTE q; END $$;\n",
        );
    session
        .run("check --unknown")
        .run("check --unknown --format json");
    let sqlite = "sqlite/1_a";
    session
        .file(
            "sqlite/migrate.toml",
            "dialects = [\"sqlite\", \"mysql\"]\n",
        )
        .file(&format!("{sqlite}/revision.toml"), "revises = []\n")
        .file(
            &format!("{sqlite}/up.sql"),
            "CREATE TABLE a (id INTEGER PRIMARY KEY);\n",
        )
        .file(&format!("{sqlite}/down.sql"), "DROP TABLE a;\n");
    session.run("check --dir sqlite --unknown");
}

/// Without the file that it is to be, with a wrong downgrade, with a patch of what is left out.
fn print_schema(session: &mut Session) {
    let toml = "dialects = [\"postgres\"]\n\n[schema]\ndiesel_toml = \"../diesel.toml\"\n";
    session
        .file("migrations/migrate.toml", toml)
        .file("diesel.toml", "[print_schema]\nfile = \"src/schema.rs\"\n")
        .file("migrations/1_a/revision.toml", "revises = []\n")
        .file(
            "migrations/1_a/up.sql",
            "CREATE TABLE t (id int PRIMARY KEY);\nCREATE TABLE u (id int PRIMARY KEY);\n",
        )
        .file("migrations/1_a/down.sql", "DROP TABLE t;\n");
    session.run("print-schema");
    session
        .file("migrations/1_a/down.sql", "DROP TABLE u;\nDROP TABLE t;\n")
        .file("migrations/2_b/revision.toml", "revises = \"1\"\nirreversible = \"x\"\n")
        .file(
            "migrations/2_b/up.sql",
            "DO $$ DECLARE q text; BEGIN EXECUTE 'ALTER TABLE u ADD a int DEFAULT ' || q; END $$;\n",
        )
        .file("diesel.toml", "[print_schema]\npatch_file = \"a.patch\"\n")
        .file(
            "a.patch",
            "@@ -5,3 +5,3 @@\n diesel::table! {\n     u (id) {\n-        id -> Int4,\n+        id -> Int8,\n",
        );
    session
        .run("print-schema")
        .run("print-schema --dialect mysql");
}

fn check_crlf(session: &mut Session) {
    session
        .file("migrations/migrate.toml", "dialects = [\"sqlite\"]\r\n")
        .file(
            "migrations/1_a/revision.toml",
            "revises = []\r\nmessage = \"a\"\r\n",
        )
        .file(
            "migrations/1_a/up.sql",
            "\u{feff}-- First.\r\nCREATE TABLE a (id INTEGER);\r\n",
        )
        .file("migrations/1_a/down.sql", "DROP TABLE a;\r\n");
    session
        .run("check")
        .run("history")
        .run("show 1")
        .run("print-sql head")
        .file(
            "migrations/1_a/down.sql",
            "DROP TABLE a;\r\nDROP TABEL b;\r\n",
        );
    session.run("check").run("check --format json");
}

fn check_layouts(session: &mut Session) {
    session
        .file(
            "diesel/2024-01-01-000000_users/up.sql",
            "CREATE TABLE users (id INTEGER);\n",
        )
        .file(
            "diesel/2024-01-01-000000_users/down.sql",
            "DROP TABLE users;\n",
        )
        .file(
            "sqlx/0001_users.up.sql",
            "CREATE TABLE users (id INTEGER);\n",
        )
        .file("sqlx/0001_users.down.sql", "DROP TABLE users;\n")
        .file(
            "sqlx/0002_orders.up.sql",
            "CREATE TABLE orders (id INTEGER);\n",
        )
        .file("sqlx/0002_orders.down.sql", "DROP TABLE orders;\n");
    session
        .run("check --dir diesel --layout diesel --dialect sqlite")
        .run("history --dir diesel")
        .run("check --dir sqlx --layout sqlx --dialect sqlite")
        .run("history --dir sqlx --layout pairs")
        .run("show 0002 --dir sqlx --layout files")
        .run("print-sql base --down --dir sqlx --layout files --dialect pg")
        .run("plan --dir sqlx --layout flat upgrade head --format json");
}

fn graph_errors_elsewhere(session: &mut Session) {
    session
        .revision("migrations/1_a", "revises = \"3\"\n")
        .revision("migrations/2_b", "revises = \"1\"\n")
        .revision("migrations/3_c", "revises = \"2\"\n");
    session
        .run("heads")
        .run("history -v")
        .run("show 1")
        .run("print-sql head")
        .run("revision -m d")
        .run("heads --dir nowhere")
        .file("empty/migrate.toml", "")
        .file("torn/1_a/revision.toml", "revises = []\n")
        .file("torn/2_b/revision.toml", "revises = \"1\n");
    session
        .run("heads --dir empty")
        .run("history --dir empty")
        .run("plan --dir empty upgrade heads --format json")
        .run("plan --dir torn upgrade heads --format json")
        .run("heads --dir torn")
        .list("migrations");
}

fn heads(session: &mut Session) {
    shop(session)
        .run("heads --dir shop")
        .run("heads --dir shop -v");
    branches(session, false)
        .run("heads --dir forks")
        .run("heads --dir forks --verbose");
}

fn help(session: &mut Session) {
    session.run("--version").run("--help");
    for command in [
        "check",
        "plan",
        "heads",
        "history",
        "show",
        "revision",
        "print-sql",
    ] {
        session.run(&format!("{command} --help"));
    }
}

fn history(session: &mut Session) {
    shop(session)
        .run("history --dir shop")
        .run("history --dir shop -r 20240102:")
        .run("history --dir shop -r :20240102")
        .run("history --dir shop -r -2:")
        .run("history --dir shop --verbose -r 20240101:20240102")
        .run("history --dir shop -r 20240103:20240101")
        .run("history --dir shop -r 20240103")
        .run("history --dir shop -r current:")
        .run("history --dir shop -r nope:");
    branches(session, true)
        .run("history --dir forks")
        .run("history --dir forks -v");
}

fn non_ascii(session: &mut Session) {
    session
        .file("migrations/migrate.toml", "dialects = [\"sqlite\"]\n")
        .revision(
            "migrations/ä1_größe",
            "revises = []\nmessage = \"Größe ändern\"\n",
        )
        .revision(
            "migrations/日本語版_名前",
            "revises = \"ä1\"\nmessage = \"名前\"\n",
        )
        .file(
            "migrations/日本語版_名前/up.sql",
            "CREATE TABLE 名前 (id INTEGER) ;; CREATE TABEL x;\n",
        );
    session
        .run("check")
        .run("history")
        .run("show 日")
        .run("plan upgrade ä1 --format json")
        .create("-m 'Füße & Hände' --rev-id ö2")
        .show("migrations/ö2_füße_hände/revision.toml");
}

fn plan(session: &mut Session) {
    shop(session)
        .run("plan --dir shop upgrade head")
        .run("plan --dir shop --from 20240103 downgrade -1")
        .run("plan --dir shop downgrade -3 --from 20240103")
        .run("plan downgrade base --from 20240102 --dir shop")
        .run("plan --dir shop --from '' upgrade +2")
        .run("plan --dir shop --from=20240103 upgrade head")
        .run("plan --dir shop stamp head")
        .run("plan --dir shop --from 20240103 stamp base --format json")
        .run("plan --dir shop --format json --from 20240103 downgrade -1")
        .run("plan downgrade -3 --format json --from 20240103 --dir shop");
    branches(session, false)
        .run("plan --dir forks --format json upgrade heads")
        .run("plan --dir forks --format json upgrade left@head")
        .run("plan --dir forks --from b1,c2 downgrade right@-1")
        .run("plan --dir forks --format json stamp b1 c2");
}

fn plan_errors(session: &mut Session) {
    shop(session)
        .run("plan --dir shop upgrade nope")
        .run("plan --dir shop upgrade nope --format json")
        .run("plan --dir shop upgrade 2024010 --format json")
        .run("plan --dir shop --from gone upgrade head --format json")
        .run("plan --dir shop --format json downgrade -1")
        .run("plan --dir nowhere --format json upgrade head")
        .run("plan --dir nowhere upgrade head");
    branches(session, false)
        .run("plan --dir forks upgrade head")
        .run("plan --dir forks upgrade head --format json")
        .revision("forks/e1_lost", "revises = \"d9\"\n");
    session
        .run("plan --dir forks upgrade head --format json")
        .run("plan --dir forks upgrade head");
}

fn plan_ignores_scripts(session: &mut Session) {
    session
        .file("migrations/1_a/revision.toml", "revises = []\n")
        .file("migrations/1_a/up.sql", "CREATE TABEL a;")
        .file("migrations/2_b/revision.toml", "revises = \"1\"\n");
    session
        .run("plan upgrade head --format json")
        .run("history")
        .run("show 1")
        .run("print-sql head");
}

/// A plan needs the graph and no more; whoever names no parent has none there.
fn plan_without_revises(session: &mut Session) {
    session
        .revision("migrations/1_a", "message = \"first\"\n")
        .revision("migrations/2_b", "revises = \"1\"\n");
    session
        .run("plan upgrade head --format json")
        .run("plan upgrade head")
        .run("check --dialect sqlite")
        .run("heads");
    session.revision("migrations/3_c", "revises = \"4\"\n");
    session.run("plan upgrade head --format json");
    // No graph error is reported that may only follow from what can't be read.
    session.file("migrations/d/revision.toml", "revision = 4\nrevises = []\n");
    session.run("plan upgrade head --format json");
}

/// What help lines say is taken as typed, with spaces in ids and in the directory's name.
fn help_as_typed(session: &mut Session) {
    session
        .create("-m one --dir 'my shop' --rev-id 'v1/2 a'")
        .create("-m two --dir 'my shop' --rev-id 'v1/2 b' --head base")
        .create("-m three --dir 'my shop'")
        .run("check --dir 'my shop/' --dialect sqlite")
        .run("merge 'v1/2 a' 'v1/2 b' -m three --rev-id 'v1/2 c' --dir 'my shop/'");
}

fn print_sql(session: &mut Session) {
    shop(session)
        .run("print-sql --dir shop head")
        .run("print-sql --dir shop 20240102")
        .run("print-sql --dir shop 20240102 --format json")
        .run("print-sql --dir shop nope --format json")
        .run("print-sql --dir shop 20240101:head --dialect sqlite")
        .run("print-sql --dir shop --down -1")
        .run("print-sql --dir shop --down 20240102:base")
        .run("print-sql --dir shop --down 20240102")
        .run("print-sql --dir shop nope")
        .run("print-sql --dir shop 20240103:20240101")
        .file(
            "shop/20240102_orders/up.postgres.sql",
            "CREATE TABLE orders (id BIGINT);",
        )
        .revision(
            "shop/20240104_final",
            "revises = \"20240103\"\nirreversible = \"all is lost\"\n",
        );
    std::fs::remove_file(session.path("shop/20240104_final/down.sql")).expect("a script");
    session
        .run("print-sql --dir shop 20240102")
        .run("print-sql --dir shop 20240102 --dialect postgres")
        .run("print-sql --dir shop 20240103")
        .run("print-sql --dir shop --down -1");
    branches(session, true).run("print-sql --dir forks b1:head");
}

fn revision(session: &mut Session) {
    std::fs::create_dir(session.path("migrations")).expect("a folder");
    session
        .create("-m 'Add \"user\" profile'")
        .show("migrations/20240115143000_add_user_profile/revision.toml")
        .show("migrations/20240115143000_add_user_profile/up.sql")
        .show("migrations/20240115143000_add_user_profile/down.sql")
        .run("check --dialect sqlite")
        .create("-m 'the clock has not moved'")
        .create("-m 'a name of its own' --rev-id zebra")
        .create("-m 'after a name' --dialect sqlite,pg")
        .run("history")
        .list("migrations");
}

fn revision_branches(session: &mut Session) {
    branches(session, false)
        .create("-m which --dir forks")
        .create("-m 'on the left' --dir forks --head left@head")
        .create("-m old --dir forks --head a1")
        .create("-m spliced --dir forks --head a1 --splice --branch-label third --rev-id t1 --depends-on c2")
        .show("forks/t1_spliced/revision.toml")
        .run("revision -m 'merge heads' --dir forks --head heads --rev-id m1")
        .list("forks/m1_merge_heads")
        .create("-m 'goes on' --dir forks --rev-id n1")
        .run("history --dir forks")
        .run("check --dir forks");
}

fn revision_conventions(session: &mut Session) {
    session
        .file(
            "diesel/2099-01-01-000000_users/up.sql",
            "CREATE TABLE users (id INTEGER);\n",
        )
        .file(
            "diesel/2099-01-01-000000_users/down.sql",
            "DROP TABLE users;\n",
        )
        .file(
            "two/migrate.toml",
            "dialects = [\"sqlite\", \"postgres\"]\n",
        )
        .file("two/1_a/revision.toml", "revises = []\n")
        .file("two/1_a/up.sqlite.sql", "CREATE TABLE a (id INTEGER);\n")
        .file("two/1_a/up.postgres.sql", "CREATE TABLE a (id INTEGER);\n")
        .file("two/1_a/down.sql", "DROP TABLE a;\n");
    session
        .create("-m \"after Diesel's\" --dir diesel")
        .run("check --dir diesel --dialect sqlite")
        .create("-m 'of old' --dir diesel --rev-id 20200101")
        .create("-m labelled --dir diesel --branch-label x")
        .create("-m 'the first' --dir not/yet/there")
        .run("history --dir not/yet/there")
        .create("-m 'for both' --dir two")
        .run("check --dir two");
}

fn revision_refused(session: &mut Session) {
    shop(session)
        .create("-m again --dir shop --rev-id 20240101")
        .create("-m orders --dir shop --rev-id 'a b'")
        .create("-m orders --dir shop --rev-id head")
        .create("-m x --dir shop --depends-on nope")
        .create("-m x --dir shop --head nope")
        .create("-m x --dir shop --branch-label 20240101")
        .create("-m '' --dir shop")
        .create("-m '  ' --dir shop")
        .create("-m 'two\nlines' --dir shop")
        .create("-m x --dir shop/migrate.toml")
        .create("-m x --dir shop --layout files")
        .list("shop");
}

fn seal(session: &mut Session) {
    shop(session).file("shop/20240102_orders/down.sql", "DROP TABLE order_lines;\n");
    session
        .run("seal --dir shop 20240102")
        .run("seal --dir shop 20240102 --format json")
        .run("seal --dir shop 20240102 --allow-existing --dry-run")
        .run("seal --dir shop 20240102 --allow-existing --dry-run --format json")
        .run("--quiet seal --dir shop 20240102 --allow-existing --dry-run")
        .run("seal --dir shop 20240102 --allow-existing")
        .run("check --dir shop")
        .run("check --dir shop --full")
        .run("seal --dir shop")
        .run("seal --dir shop 20240101")
        .run("seal --dir shop --again 20240102");
    session.file("shop/20240101_users/up.sql", "SELECT 1;\n");
    session.run("check --dir shop").run("seal --dir shop");
    branches(session, false)
        .run("seal --dir forks heads")
        .run("seal --dir forks base");
}

fn show(session: &mut Session) {
    shop(session)
        .run("show --dir shop 20240102")
        .run("show --dir shop head")
        .run("show --dir shop -1")
        .run("show --dir shop base")
        .run("show --dir shop 2024010")
        .run("show --dir shop nope")
        .run("show --dir shop current");
    branches(session, true).run("show --dir forks d1");
}

fn usage(session: &mut Session) {
    session
        .run("")
        .run("upgrade")
        .run("check --dialect oracle")
        .run("check --layout round")
        .run("plan upgrade")
        .run("plan upgrade a b")
        .run("plan sideways head")
        .run("revision");
}
