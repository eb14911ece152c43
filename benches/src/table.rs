//! Figures as a table of ratios: the machines are noisy, a ratio within one run is not.

use std::time::Duration;

/// One measured contender.
pub struct Row {
    /// Who.
    pub name: &'static str,
    /// The median of its runs.
    pub median: Duration,
    /// What else was counted, as text.
    pub note: String,
}

/// Prints the rows under a title, each with its ratio to the row named `reference`.
pub fn print(title: &str, reference: &str, rows: &[Row]) {
    println!("\n## {title}\n");
    let Some(base) = rows.iter().find(|row| row.name == reference) else {
        println!("(no `{reference}` to compare with)");
        return;
    };
    println!("| | median | × {reference} | |\n|---|---:|---:|---|");
    for row in rows {
        println!(
            "| {} | {} | {:.2} | {} |",
            row.name,
            show(row.median),
            row.median.as_secs_f64() / base.median.as_secs_f64(),
            row.note
        );
    }
}

/// The median of several durations.
pub fn median(mut runs: Vec<Duration>) -> Duration {
    runs.sort();
    runs[runs.len() / 2]
}

fn show(duration: Duration) -> String {
    let seconds = duration.as_secs_f64();
    if seconds >= 1.0 {
        format!("{seconds:.2} s")
    } else if seconds >= 0.001 {
        format!("{:.1} ms", seconds * 1e3)
    } else {
        format!("{:.0} µs", seconds * 1e6)
    }
}
