//! What a directory without errors becomes, and which rule holds where.
#![cfg(feature = "sqlite")]
use migrate_check::source::MemoryDir;
use migrate_check::{CheckedRevision, Dialect, Layout, Options, check, load};

const UP: &str = "SELECT 1;\n";
const DOWN: &str = "SELECT 2;\n";

fn ours(dir: MemoryDir, folder: &str, toml: &str) -> MemoryDir {
    dir.file(&format!("{folder}/revision.toml"), toml)
        .file(&format!("{folder}/up.sql"), UP)
        .file(&format!("{folder}/down.sql"), DOWN)
}

fn sqlite() -> MemoryDir {
    MemoryDir::new().file("migrate.toml", "dialects = [\"sqlite\"]")
}

fn chain(dir: &MemoryDir, options: &Options) -> Vec<CheckedRevision> {
    let outcome = check(dir, options);
    let chain = outcome.chain;
    chain
        .unwrap_or_else(|| panic!("{:?}", outcome.diagnostics))
        .revisions
}

fn codes(dir: &MemoryDir, options: &Options) -> Vec<&'static str> {
    check(dir, options)
        .diagnostics
        .iter()
        .map(|d| d.code.name())
        .collect()
}

fn files() -> Options {
    Options {
        layout: Layout::Files,
        ..Options::default()
    }
}

fn ids(revisions: &[CheckedRevision]) -> Vec<&str> {
    revisions
        .iter()
        .map(|revision| revision.id.as_str())
        .collect()
}

#[test]
fn a_revision_says_what_its_toml_says() {
    let toml = "revision = \"abc\"\nrevises = []\nmessage = \"all users\"\n\
                created = 2024-01-15T14:30:00Z\nbranch_labels = \"main\"\ntransaction = false\n\
                backfill = \"backfills::fill\"\n";
    let dir = ours(sqlite(), "001_users", toml);
    let revision = &chain(&dir, &Options::default())[0];
    assert_eq!(revision.id, "abc");
    assert_eq!(revision.message, "all users");
    assert_eq!(revision.created.as_deref(), Some("2024-01-15T14:30:00Z"));
    assert_eq!(revision.branch_labels, ["main"]);
    assert!(!revision.transaction);
    assert_eq!(revision.backfill.as_deref(), Some("backfills::fill"));
    assert_eq!(revision.path, "001_users");
    let scripts = &revision.scripts[&Dialect::Sqlite];
    assert_eq!(scripts.up.as_ref().unwrap().file, "001_users/up.sql");
    assert_eq!(scripts.down.as_ref().unwrap().text, DOWN);
}

#[test]
fn a_folder_names_the_id_and_the_message() {
    let dir = ours(
        sqlite(),
        "2024-01-15-143000_add_user_profile",
        "revises = []",
    );
    let revision = &chain(&dir, &Options::default())[0];
    assert_eq!(revision.id, "20240115143000");
    assert_eq!(revision.message, "add user profile");
    let toml = "revision = \"20241208_130000_001\"\nrevises = []";
    let dir = ours(sqlite(), "20241208_130000_001_initial_schema", toml);
    assert_eq!(
        chain(&dir, &Options::default())[0].message,
        "initial schema"
    );
}

#[test]
fn parents_come_first_whatever_the_folders_are_called() {
    let dir = ours(sqlite(), "a_last", "revises = \"b\"");
    let dir = ours(dir, "b_middle", "revises = \"c\"");
    let dir = ours(dir, "c_first", "revises = []");
    let revisions = chain(&dir, &Options::default());
    assert_eq!(ids(&revisions), ["c", "b", "a"]);
    let outcome = check(&dir, &Options::default());
    let chain = outcome.chain.unwrap();
    for (n, revision) in chain.revisions.iter().enumerate() {
        assert_eq!(chain.graph.find(&revision.id).unwrap().get(), n);
    }
}

#[test]
fn the_listing_is_the_order_where_the_graph_allows_it() {
    let dir = ours(sqlite(), "001_a", "revises = []");
    let dir = ours(dir, "002_b", "revises = \"001\"");
    let dir = ours(dir, "003_c", "revises = \"001\"");
    let dir = ours(dir, "004_d", "revises = \"002\"");
    let dir = ours(dir, "005_e", "revises = [\"003\", \"004\"]");
    let revisions = chain(&dir, &Options::default());
    assert_eq!(ids(&revisions), ["001", "002", "003", "004", "005"]);
}

#[test]
fn a_diesel_directory_is_a_chain_in_the_order_of_its_versions() {
    let dir = sqlite()
        .file("2024-01-16-090000_b/up.sql", UP)
        .file("20240115143000_a/up.sql", UP)
        .file("20240115143000_a/down.sql", DOWN)
        .file(
            "20240115143000_a/metadata.toml",
            "run_in_transaction = false",
        );
    let revisions = chain(&dir, &Options::default());
    assert_eq!(ids(&revisions), ["20240115143000", "20240116090000"]);
    assert_eq!(revisions[1].revises, ["20240115143000"]);
    assert!(!revisions[0].transaction);
    assert!(revisions[1].transaction);
    assert_eq!(revisions[0].irreversible, None);
    let reason = revisions[1].irreversible.as_deref();
    assert_eq!(reason, Some("`2024-01-16-090000_b` has no `down.sql`"));
}

#[test]
fn flat_files_are_ordered_by_number_where_all_have_one() {
    let dir = sqlite()
        .file("V10__last.sql", UP)
        .file("V2__second.sql", UP)
        .file("U1__first.sql", UP);
    let revisions = chain(&dir, &files());
    assert_eq!(ids(&revisions), ["1", "2", "10"]);
    assert_eq!(revisions[2].message, "last");
    assert_eq!(revisions[2].path, "V10__last.sql");
}

#[test]
fn flat_files_are_ordered_by_name_where_one_has_no_number() {
    let dir = sqlite()
        .file("10_b.sql", UP)
        .file("2_c.sql", UP)
        .file("2024_01_15_d.sql", UP)
        .file("2024_01_15_e.sql", UP)
        .file("init.sql", UP);
    let revisions = chain(&dir, &files());
    let all = ["10_b", "2024_01_15_d", "2024_01_15_e", "2_c", "init"];
    assert_eq!(ids(&revisions), all);
}

#[test]
fn flat_pairs_meet_by_version_and_a_down_is_optional() {
    let dir = sqlite()
        .file("0001_users.up.sql", UP)
        .file("0001_drop_users.down.sql", DOWN)
        .file("0002_x.up.sql", "\u{feff}-- no-transaction\nVACUUM;\n");
    let revisions = chain(&dir, &files());
    assert_eq!(ids(&revisions), ["0001", "0002"]);
    let down = revisions[0].scripts[&Dialect::Sqlite]
        .down
        .as_ref()
        .unwrap();
    assert_eq!(down.file, "0001_drop_users.down.sql");
    assert!(revisions[0].transaction);
    assert!(!revisions[1].transaction);
    assert!(revisions[1].irreversible.is_some());
}

#[test]
fn flat_names_that_are_no_ids_become_different_ones() {
    let dir = sqlite()
        .file("a-b.sql", UP)
        .file("a+b.sql", UP)
        .file("head.sql", UP)
        .file(&format!("{}.sql", "ü".repeat(60)), UP);
    let revisions = chain(&dir, &files());
    assert_eq!(revisions.len(), 4);
    assert!(revisions[0].id.starts_with("a_b_"), "{}", revisions[0].id);
    assert!(revisions[1].id.starts_with("a_b_"), "{}", revisions[1].id);
}

#[test]
fn dialects_are_those_asked_for_then_declared_then_named_then_assumed() {
    let asked = |dialects: &[Dialect]| Options {
        dialects: Some(dialects.to_vec()),
        ..Options::default()
    };
    let assumed = Options {
        default_dialects: vec![Dialect::Postgres],
        ..Options::default()
    };
    let dialects = |dir: &MemoryDir, options: &Options| load(dir, options).dialects;
    let plain = MemoryDir::new().file("1_a/up.sql", UP);
    assert_eq!(dialects(&plain, &Options::default()), []);
    assert_eq!(dialects(&plain, &assumed), [Dialect::Postgres]);
    let named = MemoryDir::new().file("1_a/up.sqlite.sql", UP);
    assert_eq!(dialects(&named, &assumed), [Dialect::Sqlite]);
    let declared = plain.file("migrate.toml", "dialects = [\"mysql\", \"sqlite\"]");
    let both = [Dialect::Sqlite, Dialect::Mysql];
    assert_eq!(dialects(&declared, &assumed), both);
    let options = asked(&[Dialect::Postgres]);
    assert_eq!(dialects(&declared, &options), [Dialect::Postgres]);
}

#[cfg(feature = "postgres")]
#[test]
fn a_dialects_own_script_wins() {
    let dir = MemoryDir::new()
        .file("migrate.toml", "dialects = [\"postgres\", \"sqlite\"]")
        .file(
            "1_a/up.sql",
            "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT);",
        )
        .file("1_a/up.postgres.sql", "CREATE TABLE t (id SERIAL);")
        .file("1_a/down.sql", "DROP TABLE t;");
    let revisions = chain(&dir, &Options::default());
    let up = |dialect| revisions[0].scripts[&dialect].up.as_ref().unwrap();
    assert_eq!(up(Dialect::Postgres).file, "1_a/up.postgres.sql");
    assert_eq!(up(Dialect::Sqlite).file, "1_a/up.sql");
}

#[test]
fn several_heads_and_bases_pass_where_they_are_meant() {
    let dir = ours(sqlite(), "001_a", "revises = []");
    let dir = ours(dir, "002_b", "revises = []");
    assert_eq!(
        codes(&dir, &Options::default()),
        ["several-bases", "several-heads"]
    );
    let options = Options {
        allow_several_heads: true,
        allow_several_bases: true,
        ..Options::default()
    };
    assert_eq!(chain(&dir, &options).len(), 2);
    let loaded = load(&dir, &Options::default());
    assert_eq!(loaded.diagnostics, []);
    assert_eq!(loaded.graph.unwrap().heads().len(), 2);
}

#[test]
fn a_rust_step_needs_no_script() {
    let toml = "revises = []\nbackfill = \"fill\"";
    let dir = sqlite().file("001_a/revision.toml", toml);
    let scripts = &chain(&dir, &Options::default())[0].scripts;
    assert!(scripts[&Dialect::Sqlite].up.is_none());
}

#[test]
fn what_is_not_known_makes_no_further_errors() {
    let broken = "revision = \"abc\"\nrevises = [\n";
    let dir = ours(sqlite(), "001_a", broken);
    let dir = ours(dir, "002_b", "revises = \"abc\"");
    let dir = ours(dir, "003_c", "revises = \"lost\"");
    assert_eq!(codes(&dir, &Options::default()), ["toml-syntax"]);
    let no_id = ours(sqlite(), "001_a", "revision = 7\nrevises = []");
    let no_id = ours(no_id, "002_b", "revises = \"abc\"");
    assert_eq!(codes(&no_id, &Options::default()), ["wrong-type"]);
}

#[test]
fn every_file_that_was_read_is_an_input_of_the_build() {
    let dir = ours(sqlite(), "001_a", "revises = []")
        .file("001_a/metadata.toml", "run_in_transaction = true")
        .file("001_a/README.md", "not read");
    let read: Vec<String> = check(&dir, &Options::default()).files.into_keys().collect();
    let expected = [
        "001_a/down.sql",
        "001_a/metadata.toml",
        "001_a/revision.toml",
        "001_a/up.sql",
        "migrate.toml",
    ];
    assert_eq!(read, expected);
}

#[test]
fn a_script_of_megabytes_is_read() {
    let script = format!("-- {}\n", "x".repeat(1000)).repeat(5_000);
    let dir = MemoryDir::new().file("1_a/up.sql", &script);
    let outcome = check(&dir, &Options::default());
    assert_eq!(outcome.files["1_a/up.sql"].len(), script.len());
    assert!(outcome.chain.is_some());
}

#[cfg(not(feature = "mysql"))]
#[test]
fn a_dialect_that_is_not_built_in_is_said() {
    let dir = MemoryDir::new()
        .file("migrate.toml", "dialects = [\"mysql\"]")
        .file("1_a/up.sql", UP);
    assert_eq!(codes(&dir, &Options::default()), ["dialect-not-built-in"]);
    let both = dir.file("migrate.toml", "dialects = [\"mysql\", \"sqlite\"]");
    assert_eq!(chain(&both, &Options::default())[0].scripts.len(), 1);
}

#[test]
fn a_chain_is_complete_only_if_every_entry_could_be_read() {
    let is_complete = |dir: &MemoryDir, options| load(dir, &options).is_complete;
    let fine = ours(sqlite(), "1_a", "revises = []");
    assert!(is_complete(&fine, Options::default()));
    assert!(!is_complete(
        &fine.clone().broken("2_b"),
        Options::default()
    ));
    let broken_read_me = fine.broken("README");
    assert!(is_complete(&broken_read_me, Options::default()));
    // An empty directory is an empty chain; scripts in the other layout are not.
    for options in [Options::default(), files()] {
        assert!(is_complete(&sqlite(), options));
    }
    let flat = MemoryDir::new().file("1_a.up.sql", UP);
    assert!(!is_complete(&flat, Options::default()));
    assert!(is_complete(&flat, files()));
    assert!(!is_complete(&flat.broken("2_b.sql"), files()));
    let folders = ours(sqlite(), "1_a", "revises = []");
    assert!(!is_complete(&folders, files()));
}

#[test]
fn folders_whose_names_differ_by_case_are_both_revisions() {
    let dir = ours(sqlite(), "a_one", "revises = []");
    let dir = ours(dir, "A_One", "revises = \"a\"");
    assert_eq!(codes(&dir, &Options::default()), ["name-case"]);
    assert_eq!(load(&dir, &Options::default()).revisions.len(), 2);
}

fn helps(dir: &MemoryDir, options: &Options) -> Vec<String> {
    let outcome = check(dir, options);
    let fields = |d: &migrate_check::diagnostic::Diagnostic| d.fields(&outcome.files, "sql/").help;
    outcome.diagnostics.iter().filter_map(fields).collect()
}

#[test]
fn a_copied_folder_that_kept_its_id_is_one_mistake() {
    let dir = ours(sqlite(), "1_a", "revision = \"a\"\nrevises = []");
    let dir = ours(dir, "2_b", "revision = \"a\"\nrevises = \"a\"");
    assert_eq!(codes(&dir, &Options::default()), ["duplicate-revision"]);
}

#[test]
fn words_for_nothing_are_told_how_nothing_is_written() {
    for word in ["", "base", "None"] {
        let dir = ours(sqlite(), "1_a", &format!("revises = \"{word}\""));
        let help = helps(&dir, &Options::default());
        assert_eq!(help, ["write `revises = []` if it is the first one"]);
    }
    let dir = ours(sqlite(), "1_a", "revises = []\ndepends_on = \"\"");
    let help = helps(&dir, &Options::default());
    assert_eq!(help, ["leave the key out if it depends on nothing"]);
}

#[test]
fn each_layout_has_its_own_way_out_of_the_transaction() {
    let begin = "BEGIN; SELECT 1; COMMIT;";
    let ours = ours(sqlite(), "1_a", "revises = []").file("1_a/up.sql", begin);
    let diesels = sqlite()
        .file("1_a/up.sql", begin)
        .file("1_a/down.sql", DOWN);
    let flat = sqlite()
        .file("1_a.up.sql", UP)
        .file("1_a.down.sql", "BEGIN; SELECT 1; COMMIT;");
    for (dir, options, way) in [
        (
            &ours,
            Options::default(),
            "write `transaction = false` into `sql/1_a/revision.toml`",
        ),
        (
            &diesels,
            Options::default(),
            "write `run_in_transaction = false` into `sql/1_a/metadata.toml`",
        ),
        (
            &flat,
            files(),
            "write `-- no-transaction` as the first line of `sql/1_a.up.sql`, which holds for both directions",
        ),
    ] {
        let help = helps(dir, &options);
        assert_eq!(help, vec![format!("remove it, or {way}"); 2]);
    }
}

#[test]
fn the_first_of_several_errors_in_a_toml_file_is_the_one_reported() {
    let dir = ours(sqlite(), "1_a", "x = \n\n\"");
    let outcome = check(&dir, &Options::default());
    let places: Vec<_> = outcome
        .diagnostics
        .iter()
        .map(|d| d.position(&outcome.files))
        .collect();
    assert_eq!(places, [Some((1, 5))]);
}

#[test]
fn a_flat_name_without_a_version_among_others_is_told() {
    let dir = sqlite().file("2_b.sql", UP).file("10_c.sql", UP);
    assert_eq!(ids(&chain(&dir, &files())), ["2", "10"]);
    let dir = dir.file("V1.1__d.sql", UP);
    assert_eq!(codes(&dir, &files()), ["misnamed-file"]);
    assert_eq!(ids(&chain(&dir, &files())), ["10_c", "2_b", "V1.1__d"]);
    let unnumbered = sqlite().file("a.sql", UP).file("2024_01_02_b.sql", UP);
    assert_eq!(codes(&unnumbered, &files()), [""; 0]);
}

#[test]
fn a_file_in_utf_16_is_told_its_own_way_out() {
    let utf_16: Vec<u8> = "\u{feff}SELECT 1;"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let dir = ours(sqlite(), "1 a", "revision = \"a\"\nrevises = []").file("1 a/up.sql", utf_16);
    let help = "save it as UTF-8; from this UTF-16 by `iconv -f UTF-16 -t UTF-8 sql/'1 a/up.sql'`, which prints it";
    assert_eq!(helps(&dir, &Options::default()), [help]);
}

#[test]
fn a_nul_is_one_mistake() {
    let dir = ours(sqlite(), "1_a", "revises = []").file("1_a/up.sql", "SELECT 1;\nSELECT \0 1;");
    assert_eq!(codes(&dir, &Options::default()), ["sql-nul"]);
}

#[test]
fn errors_that_are_placed_together_are_where_each_is_by_itself() {
    use migrate_check::diagnostic::Diagnostic;
    let dir = ours(sqlite(), "1_a", "revises = []").file("1_a/up.sql", "SELEC 1;\n".repeat(2_000));
    let outcome = check(&dir, &Options::default());
    let fields = Diagnostic::fields_of_all(&outcome.diagnostics, &outcome.files, "sql");
    let last = outcome
        .diagnostics
        .last()
        .map(|d| d.fields(&outcome.files, "sql"));
    assert_eq!(fields.last(), last.as_ref());
    assert_eq!(fields.len(), outcome.diagnostics.len());
}

/// Git keeps no empty folders, so this can't be a golden.
#[test]
fn an_empty_folder_is_to_be_removed() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |file: &str, text: &str| {
        let file = folder.path().join(file);
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        std::fs::write(file, text).expect("a file");
    };
    write("migrate.toml", "dialects = [\"sqlite\"]");
    write("001_a/revision.toml", "revises = []\nirreversible = \"no\"");
    write("001_a/up.sql", "CREATE TABLE a (id INT);");
    std::fs::create_dir(folder.path().join("002_größe")).expect("a folder");
    let dir = migrate_check::source::LocalDir::new(folder.path());
    let outcome = migrate_check::check(&dir, &migrate_check::Options::default());
    let [only] = &outcome.diagnostics[..] else {
        panic!("{:?}", outcome.diagnostics);
    };
    assert_eq!(only.message, "this folder holds no file of a revision");
    let help = only.help.as_deref().unwrap_or_default();
    assert!(
        help.starts_with("remove `{dir}/002_größe`: git keeps no empty folders"),
        "{help}"
    );
}
