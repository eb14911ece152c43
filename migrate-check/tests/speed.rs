//! The cost of a check grows with the chain, not with its square.
#[path = "large/clock.rs"]
mod clock;

use clock::cpu_time;
use migrate_check::source::MemoryDir;
use migrate_check::{Options, check};
use std::time::Duration;

/// The best of a few runs: neighbours take their share of the processor's caches.
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
        let start = cpu_time();
        let outcome = check(&dir, &Options::default());
        let elapsed = cpu_time() - start;
        // A replay that broke down is fast too: that is a note.
        assert!(outcome.diagnostics.is_empty(), "{:?}", outcome.diagnostics);
        elapsed
    };
    (0..5).map(|_| one()).min().unwrap_or_default()
}

#[test]
fn four_times_the_revisions_take_no_more_than_seven_times_as_long() {
    for dialect in ["postgres", "sqlite", "mysql"] {
        let (few, many) = (time(dialect, 150), time(dialect, 600));
        let ratio = many.as_secs_f64() / few.as_secs_f64();
        println!("{dialect}: 150 {few:?}, 600 {many:?}: {ratio:.1}");
        // 4 would be in proportion, 16 the square.
        assert!(ratio < 7.0, "{dialect}: {few:?}, {many:?}");
    }
}
