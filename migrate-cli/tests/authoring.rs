//! The commands that write and rewrite revisions, word for word. `UPDATE_GOLDEN=1` rewrites the answers.

mod support;

use support::{Session, golden};

/// A case's name is that of its file in `golden/authoring/`.
type Case = (&'static str, fn(&mut Session));

const CASES: &[Case] = &[
    ("branches", branches),
    ("edit", edit),
    ("graph", graph),
    ("graph_escapes", graph_escapes),
    ("hooks", hooks),
    ("init", init),
    ("init_in_a_diesel_project", init_in_a_diesel_project),
    ("init_refused", init_refused),
    ("json", json),
    ("merge", merge),
    ("merge_refused", merge_refused),
    ("names", names),
    ("names_refused", names_refused),
    ("rebase", rebase),
    ("rebase_refused", rebase_refused),
    ("rename", rename),
    ("rename_refused", rename_refused),
    ("squash", squash),
    ("squash_a_checkpoint", squash_a_checkpoint),
    ("squash_refused", squash_refused),
    ("template", template),
];

#[test]
fn every_command_answers_as_written() {
    let mut wrong = Vec::new();
    for (name, case) in CASES {
        let mut session = Session::new();
        case(&mut session);
        wrong.extend(golden::differs("authoring", name, &session.into_transcript()).err());
    }
    golden::assert_all_used("authoring", CASES.iter().map(|(name, _)| *name));
    assert!(
        wrong.is_empty(),
        "{}\n\n`UPDATE_GOLDEN=1` accepts them",
        wrong.join("\n")
    );
}

/// When everything here is made.
const AT: &str = "--created 2024-02-01T08:00:00Z";

/// A base, a labelled branch of one revision, and another one of two.
fn forks(session: &mut Session) -> &mut Session {
    session
        .file("migrations/migrate.toml", "dialects = [\"sqlite\"]\n")
        .revision("migrations/20240101_root", "revises = []\n")
        .revision(
            "migrations/20240102_left",
            "revises = \"20240101\"\nbranch_labels = [\"left\"]\nmessage = \"to the left\"\n",
        )
        .revision("migrations/20240103_right", "revises = \"20240101\"\n")
        .revision("migrations/20240104_more", "revises = \"20240103\"\n");
    session
}

fn branches(session: &mut Session) {
    forks(session)
        .run("branches")
        .run("branches -v")
        .run("branches --format json")
        .run("branches --dir nowhere");
    session.revision("line/1_a", "revises = []\n");
    session.run("branches --dir line");
}

fn json(session: &mut Session) {
    forks(session)
        .run("heads --format json")
        .run("history -r 20240103: --format json")
        .run("show left@head --format json")
        .create("-m more --head left@head --format json");
}

fn merge(session: &mut Session) {
    forks(session)
        .run("check")
        .run(&format!("merge -m 'merge migrations' {AT}"))
        .show("migrations/20240201080000_merge_migrations/revision.toml")
        .list("migrations/20240201080000_merge_migrations")
        .run("check")
        .run("merge heads -m again")
        .run(&format!(
            "merge 20240102 20240104 --splice --rev-id m2 --branch-label joined --format json {AT}"
        ))
        .show("migrations/m2_merge_20240102_and_20240104/revision.toml")
        .run("merge m2 202402 -m 'of prefixes' --rev-id m3")
        .run("history");
}

fn merge_refused(session: &mut Session) {
    forks(session)
        .run("merge 20240102 -m alone")
        .run("merge 20240102 20240102 -m twice")
        .run("merge 20240101 20240102 -m 'no heads'")
        .run("merge 20240102 nope -m x")
        .run("merge heads -m '' ")
        .run("merge heads -m x --rev-id 20240101")
        .run(&format!("merge heads -m x --branch-label left {AT}"))
        .file(
            "migrations/20240102_left/up.sql",
            "CREATE TABLE \"left\" (id INTEGER);\nALTER TABLE root RENAME TO stem;\n",
        )
        .file(
            "migrations/20240102_left/down.sql",
            "ALTER TABLE stem RENAME TO root;\nDROP TABLE \"left\";\n",
        )
        .file(
            "migrations/20240103_right/up.sql",
            "CREATE TABLE \"right\" (id INTEGER);\nALTER TABLE root ADD COLUMN name TEXT;\n",
        )
        .file(
            "migrations/20240103_right/down.sql",
            "ALTER TABLE root DROP COLUMN name;\nDROP TABLE \"right\";\n",
        );
    session
        .run(&format!("merge heads -m 'does not go together' {AT}"))
        .list("migrations");
    session.file(
        "diesel/2024-01-01-000000_users/up.sql",
        "CREATE TABLE users (id INTEGER);\n",
    );
    session
        .run("merge -m x --dir diesel")
        .run("merge -m x --dir nowhere");
}

fn edit(session: &mut Session) {
    forks(session)
        .run("edit 20240102")
        .variable("EDITOR", "no-such-editor -w")
        .run("edit 20240102")
        .variable("EDITOR", "false")
        .run("edit 20240102")
        .variable("EDITOR", "sed -i s/INTEGER/INTEGRE,,/")
        .run("edit 20240102")
        .show("migrations/20240102_left/up.sql")
        .variable("VISUAL", "sed -i s/INTEGRE,,/TEXT/")
        .run("edit left@head --toml")
        .show("migrations/20240102_left/up.sql")
        .run("edit base")
        .run(&format!("merge heads {AT}"))
        .run("seal 20240102")
        .run("edit 20240102");
}

fn rebase(session: &mut Session) {
    forks(session)
        .file(
            "migrations/20240103_right/revision.toml",
            "# Why: a comment stays.\nrevises = [\"20240101\"] # as does this\n",
        )
        .file("migrations/20240103_right/down.sql", "DROP TABLE right;\n");
    session
        .run("rebase --dry-run")
        .show("migrations/20240103_right/revision.toml")
        .run("rebase")
        .show("migrations/20240103_right/revision.toml")
        .run("history")
        .run("check")
        .run("rebase");
    session
        .revision("other/1_a", "revises = []\n")
        .revision("other/2_b", "revises = \"1\"\n")
        .revision("other/3_c", "revises = \"1\"\n")
        .revision("other/4_d", "revises = \"1\"\n");
    session
        .run("rebase --dir other")
        .run("rebase 2 --onto 4 --dir other --format json")
        .run("rebase 3 --onto 2 --dir other")
        .run("history --dir other");
}

fn rebase_refused(session: &mut Session) {
    forks(session)
        .run("rebase 20240101 --onto 20240102")
        .run("rebase 20240102 --onto 20240101")
        .run("rebase nope")
        .file(
            "migrations/migrate.toml",
            "dialects = [\"sqlite\"]\nmultiple_heads = true\n",
        );
    session
        .run("seal 20240104")
        .run("rebase 20240104 --onto 20240102")
        .run("rebase --format json");
    session
        .file("drops/migrate.toml", "dialects = [\"sqlite\"]\n")
        .revision("drops/1_a", "revises = []\n")
        .revision("drops/2_b", "revises = \"1\"\n")
        .file("drops/2_b/up.sql", "DROP TABLE a;\n")
        .file("drops/2_b/down.sql", "CREATE TABLE a (id INTEGER);\n")
        .revision("drops/3_c", "revises = \"1\"\n")
        .file("drops/3_c/up.sql", "ALTER TABLE a ADD COLUMN x TEXT;\n")
        .file("drops/3_c/down.sql", "ALTER TABLE a DROP COLUMN x;\n");
    session
        .run("rebase --dir drops")
        .show("drops/3_c/revision.toml")
        .revision("merged/1_a", "revises = []\n")
        .revision("merged/2_b", "revises = \"1\"\n")
        .revision("merged/3_c", "revises = \"2\"\n")
        .revision("merged/4_d", "revises = \"2\"\n")
        .file("merged/5/revision.toml", "revises = [\"2\", \"4\"]\n");
    session.run("rebase 5 --onto 3 --dir merged").file(
        "diesel/2024-01-01-000000_users/up.sql",
        "CREATE TABLE users (id INTEGER);\n",
    );
    session.run("rebase --dir diesel");
}

fn rename(session: &mut Session) {
    forks(session).revision(
        "migrations/20240105_needs",
        "revises = \"20240102\"\ndepends_on = [\"20240103\"]\n",
    );
    session
        .run("rename 20240102 -m \"Über's Ziel hinaus\"")
        .show("migrations/20240102_über_s_ziel_hinaus/revision.toml")
        .run("rename 20240103 --rev-id 20240103b --format json")
        .show("migrations/20240103b_right/revision.toml")
        .show("migrations/20240104_more/revision.toml")
        .show("migrations/20240105_needs/revision.toml")
        .run("check")
        .run("rename 20240105 -m needs")
        .file(
            "diesel/2024-01-01-000000_users/up.sql",
            "CREATE TABLE users (id INTEGER);\n",
        )
        .file(
            "diesel/2024-01-01-000000_users/down.sql",
            "DROP TABLE users;\n",
        );
    session
        .run("rename head -m people --dir diesel")
        .run("history --dir diesel");
}

fn rename_refused(session: &mut Session) {
    forks(session)
        .run("rename 20240102")
        .run("rename heads -m x")
        .run("rename nope -m x")
        .run("rename 20240102 --rev-id 20240103")
        .run("rename 20240102 --rev-id a@b")
        .run("rename 20240104 --rev-id 20240103 -m right")
        .file("migrations/20240103_UP", "");
    session
        .run("rename 20240103 -m up")
        .run(&format!("merge heads {AT}"))
        .run("seal 20240102")
        .run("rename 20240102 --rev-id 20240107")
        .run("rename 20240102 -m 'a message may change'")
        .run("check")
        .file("migrations/migrations.lock", "<<<<<<< ours\n");
    session
        .run("rename 20240103 --rev-id 20240107")
        .list("migrations");
}

/// Two branches off a base, one of two revisions and labelled; their merge; a revision that needs one
/// of another chain; some of it sealed.
fn drawn(session: &mut Session) -> &mut Session {
    forks(session)
        .file(
            "migrations/migrate.toml",
            "dialects = [\"sqlite\"]\nmultiple_heads = true\n",
        )
        .file(
            "migrations/20240105_joined/revision.toml",
            "revises = [\"20240102\", \"20240104\"]\n",
        )
        .revision("migrations/20240106_after", "revises = \"20240105\"\n")
        .revision(
            "migrations/20240107_aside",
            "revises = \"20240103\"\ndepends_on = [\"20240102\"]\n",
        );
    session.output(&["seal", "20240103"]);
    session
}

fn graph(session: &mut Session) {
    drawn(session)
        .run("graph")
        .run("graph --format dot")
        .run("graph --format mermaid")
        .run("graph --format svg")
        .run("graph --format json");
    session
        .revision("three/1_a", "revises = []\n")
        .revision("three/2_b", "revises = \"1\"\n")
        .revision("three/3_c", "revises = \"1\"\n")
        .revision("three/4_d", "revises = \"1\"\n")
        .file(
            "three/5_e/revision.toml",
            "revises = [\"2\", \"3\", \"4\"]\n",
        );
    session.run("graph --dir three");
    session.file("empty/migrate.toml", "dialects = [\"sqlite\"]\n");
    session
        .run("graph --dir empty")
        .run("graph --dir nowhere --format svg");
}

fn graph_escapes(session: &mut Session) {
    session
        .file("migrations/migrate.toml", "dialects = [\"sqlite\"]\n")
        .revision(
            "migrations/ä1_größe",
            "revises = []\nmessage = \"Größe & \\\"Maß\\\" <ändern> \\\\ #5; [x]_*y*|z 名前 🦀\"\n",
        );
    session
        .run("graph")
        .run("graph --format dot")
        .run("graph --format mermaid")
        .run("graph --format svg");
}

fn init(session: &mut Session) {
    session
        .run(&format!("init --dialect postgres,sqlite {AT}"))
        .show("migrations/migrate.toml")
        .list("migrations")
        .show("migrations/20240201080000_first_tables/revision.toml")
        .run("check")
        .run("init --dialect postgres")
        .file(
            "shop/Cargo.toml",
            "[dependencies]\ndiesel = { version = \"2\", features = [\"sqlite\"] }\n",
        );
    session
        .run(&format!("init shop/migrations -m users --format json {AT}"))
        .show("shop/migrations/migrate.toml");
}

fn init_in_a_diesel_project(session: &mut Session) {
    session
        .file(
            "Cargo.toml",
            "[dependencies.diesel]\nversion = \"2\"\n\n[dependencies]\n\
             diesel = { version = \"2\", features = [\"postgres\"] }\n",
        )
        .file("diesel.toml", "[print_schema]\nfile = \"src/schema.rs\"\n")
        .file("src/schema.rs", "")
        .file("build.rs", "fn main() {}\n")
        .file(
            "migrations/2024-01-01-000000_users/up.sql",
            "CREATE TABLE users (id INTEGER);\n",
        )
        .file(
            "migrations/2024-01-01-000000_users/down.sql",
            "DROP TABLE user;\n",
        );
    session
        .run("init")
        .show("migrations/migrate.toml")
        .list("migrations")
        .run("init");
}

fn init_refused(session: &mut Session) {
    session.file("a_file", "");
    session
        .run("init")
        .run("init a_file --dialect sqlite")
        .run("init --dialect oracle")
        .run("init -m '' --dialect sqlite")
        .list("");
}

/// Names as the guides of teams that come from Alembic have them.
fn names(session: &mut Session) {
    session.file(
        "a/migrate.toml",
        "dialects = [\"sqlite\"]\n[new]\n\
         name = \"{year}{month}{day}_{hour}{minute}{second}_{rev}_{slug}\"\n\
         timezone = \"Europe/Berlin\"\nslug_length = 12\n",
    );
    session
        .create("-m 'Create users and roles' --rev-id 001 --dir a")
        .show("a/20240115_153000_001_create_users/revision.toml")
        .create("-m 'Größe' --dir a")
        .run("rename 001 -m 'create all' --dir a")
        .run("history --dir a")
        .file(
            "b/migrate.toml",
            "dialects = [\"sqlite\"]\n[new]\nid = \"{year}{month}{day}_{number:4}\"\n",
        );
    session
        .create("-m one --dir b")
        .create("-m two --dir b")
        .create("-m other --rev-id 20300101_0001 --dir b")
        .create("-m future --dir b")
        .run("history --dir b")
        .file(
            "c/migrate.toml",
            "dialects = [\"sqlite\"]\n[new]\nid = \"{number}_{slug}\"\nname = \"{rev}\"\n",
        );
    session
        .create("-m 'LangSmith monitoring' --dir c")
        .create("-m 'Voice agents' --dir c")
        .run("merge --dir c")
        .list("c");
}

fn names_refused(session: &mut Session) {
    session.file(
        "migrations/migrate.toml",
        "dialects = [\"sqlite\"]\n[new]\n\
         id = \"{rev}\"\nname = \"{year}_{slgu}\"\nslug_length = 0\nhooks = [\" \"]\n\
         file_template = \"x\"\n",
    );
    session.create("-m x").file(
        "migrations/migrate.toml",
        "dialects = [\"sqlite\"]\nnew = { id = \"{number\", name = \"{number:4}_{slug}\" }\n",
    );
    session.create("-m x").file(
        "migrations/migrate.toml",
        "dialects = [\"sqlite\"]\n[new]\nname = \"{year}\"\nid = \"{number}/{slug}\"\n",
    );
    session.create("-m x").file(
        "migrations/migrate.toml",
        "dialects = [\"sqlite\"]\n[new]\ntimezone = \"Europe/Berlni\"\n",
    );
    session.create("-m x").file(
        "migrations/migrate.toml",
        "dialects = [\"sqlite\"]\n[new]\ntemplate = \"../nowhere\"\n",
    );
    session.create("-m x").list("migrations");
}

fn template(session: &mut Session) {
    session
        .file(
            "migrations/migrate.toml",
            "dialects = [\"postgres\", \"sqlite\"]\n[new]\ntemplate = \"../template\"\n",
        )
        .file(
            "template/up.sql",
            "-- {message}\n--\n-- {rev} behind {revises}, {year}. Braces stay: '{}', {other}.\n\n",
        )
        .file(
            "template/up.postgres.sql",
            "-- PostgreSQL: {slug}\nSET lock_timeout = '2s';\n",
        )
        .file("template/down.sql", "-- undoes {rev}\n")
        .file("template/revision.toml", "# ticket: \ntransaction = true\n");
    session
        .create("-m 'Add {rev} author' --rev-id a1")
        .show("migrations/a1_add_rev_author/up.sql")
        .show("migrations/a1_add_rev_author/down.sql")
        .show("migrations/a1_add_rev_author/revision.toml")
        .create("-m both --rev-id a2 --dialect postgres,sqlite")
        .show("migrations/a2_both/up.postgres.sql")
        .show("migrations/a2_both/up.sqlite.sql")
        .file("template/revision.toml", "mesage = \"x\"\n");
    session.create("-m broken --rev-id a3").list("migrations");
}

fn hooks(session: &mut Session) {
    let settings = |hooks: &str| format!("dialects = [\"sqlite\"]\n[new]\nhooks = [{hooks}]\n");
    session.file(
        "migrations/migrate.toml",
        settings("\"sed -i s/^$/--formatted/\", \"sh -c 'echo looked at $0' {file}\""),
    );
    session
        .create("-m one --rev-id a1")
        .show("migrations/a1_one/up.sql")
        .file(
            "migrations/migrate.toml",
            settings("\"no-such-formatter --fix\""),
        );
    session
        .create("-m two --rev-id a2")
        .list("migrations/a2_two")
        .file(
            "migrations/migrate.toml",
            settings("\"sh -c 'echo no good >&2; exit 3'\""),
        );
    session
        .create("-m three --rev-id a3 --format json")
        .list("migrations/a3_three");
}

/// A line of four, with rows, dialects of their own, and what is not ended by `;`.
fn line(session: &mut Session) -> &mut Session {
    session
        .file("migrations/migrate.toml", "dialects = [\"sqlite\"]\n")
        .revision(
            "migrations/1_users",
            "revises = []\nbranch_labels = [\"shop\"]\n",
        )
        .revision(
            "migrations/2_names",
            "revises = \"1\"\nmessage = \"their names\"\n",
        )
        .file(
            "migrations/2_names/up.sql",
            "-- Names.\nALTER TABLE users ADD COLUMN name TEXT -- of people",
        )
        .file(
            "migrations/2_names/down.sql",
            "ALTER TABLE users DROP COLUMN name",
        )
        .revision("migrations/3_rows", "revises = \"2\"\n")
        .file(
            "migrations/3_rows/up.sql",
            "INSERT INTO users VALUES (1, 'a;b');\n",
        )
        .file("migrations/3_rows/down.sql", "DELETE FROM users;\n")
        .revision(
            "migrations/4_orders",
            "revises = \"3\"\ndepends_on = [\"2\"]\n",
        );
    session
}

fn squash(session: &mut Session) {
    line(session)
        .run(&format!("squash 1:3 -m 'users and rows' --dry-run {AT}"))
        .run(&format!("squash 1:3 --dry-run --format json {AT}"))
        .run(&format!("squash 1:3 -m 'users and rows' {AT}"))
        .list("migrations")
        .show("migrations/3_squashed_users_and_rows/revision.toml")
        .show("migrations/3_squashed_users_and_rows/up.sql")
        .show("migrations/3_squashed_users_and_rows/down.sql")
        .show("migrations/4_orders/revision.toml")
        .run("check")
        .run("history")
        .run("squash base:head --rev-id all");
}

fn squash_a_checkpoint(session: &mut Session) {
    line(session)
        .run("seal 3")
        .run(&format!("squash 1:3 {AT}"))
        .run(&format!("squash 2:4 --checkpoint {AT}"))
        .run(&format!("squash base:3 --checkpoint -m 'all of it' {AT}"))
        .run("check")
        .run("check --full")
        .run("seal");
}

fn squash_refused(session: &mut Session) {
    forks(session)
        .run("squash 20240101")
        .run("squash 20240101:20240101")
        .run("squash 20240104:20240101")
        .run("squash 20240101:20240104")
        .run("squash nope:20240104")
        .run("squash 20240103:20240104 --rev-id 20240102")
        .file(
            "migrations/20240104_more/revision.toml",
            "revises = \"20240103\"\ntransaction = false\n",
        );
    session.run("squash 20240103:20240104").file(
        "migrations/20240104_more/revision.toml",
        "revises = \"20240103\"\nbackfill = \"rows::fill\"\n",
    );
    session.run("squash 20240103:20240104").list("migrations");
}
