//! The cost of a check grows with the chain, not with its square.
use migrate_check::source::MemoryDir;
use migrate_check::{Options, check};
use std::time::{Duration, Instant};

/// The best of a few runs, since other work may be in the way of one.
fn time(dialect: &str, revisions: usize) -> Duration {
    let declared = format!("dialects = [\"{dialect}\"]");
    let mut dir = MemoryDir::new().file("migrate.toml", declared);
    for n in 1..=revisions {
        let folder = format!("{n:08}_table");
        let up = format!(
            "CREATE TABLE t{n} (id BIGINT PRIMARY KEY, a BIGINT, CHECK (a > 0));\n\
             CREATE INDEX i{n} ON t{n} (a);"
        );
        let down = format!("DROP TABLE t{n};");
        dir = dir.file(&format!("{folder}/up.sql"), up);
        dir = dir.file(&format!("{folder}/down.sql"), down);
    }
    let one = || {
        let start = Instant::now();
        let outcome = check(&dir, &Options::default());
        let elapsed = start.elapsed();
        // A replay that broke down is fast too: that is a note.
        assert!(outcome.diagnostics.is_empty(), "{:?}", outcome.diagnostics);
        elapsed
    };
    (0..3).map(|_| one()).min().unwrap_or_default()
}

#[test]
fn twice_the_revisions_take_not_four_times_as_long() {
    for dialect in ["postgres", "sqlite", "mysql"] {
        let (few, many) = (time(dialect, 150), time(dialect, 600));
        let ratio = many.as_secs_f64() / few.as_secs_f64();
        println!("{dialect}: 150 {few:?}, 600 {many:?}: {ratio:.1}");
        // 4 would be in proportion, 16 the square.
        assert!(ratio < 13.0, "{dialect}: {few:?}, {many:?}");
    }
}
