//! The comparison in words: a table, and what is worth a look.

use super::class::Class;
use super::compare::{Comparison, FileComparison, Outcome, Reversal};
use std::fmt::Write;

/// What a row of the table counts.
const COLUMNS: [&str; 18] = [
    "files", "accept", "syntax", "schema", "transact", "data", "environ", "after", "found", "line",
    "missed", "silent", "FALSE", "not-rev", "compared", "differ", "said", "FALSE",
];

/// A row for each folder, and the sum.
pub fn table(comparisons: &[Comparison]) -> String {
    let mut text = format!("{:24}", "folder");
    for column in COLUMNS {
        let _ = write!(text, " {column:>8}");
    }
    let _ = writeln!(text, " {:>8}", "seconds");
    let mut sum = [0; COLUMNS.len()];
    let mut seconds = 0.0;
    for comparison in comparisons {
        let counted = counts(comparison);
        row(&mut text, &comparison.name, &counted, comparison.seconds);
        for (sum, count) in sum.iter_mut().zip(counted) {
            *sum += count;
        }
        seconds += comparison.seconds;
    }
    let name = format!("total ({} folders)", comparisons.len());
    row(&mut text, &name, &sum, seconds);
    let [.., found, lines, missed, _, _, _, compared, differ, said, _] = sum;
    if found + missed > 0 {
        let percent = |part: usize| 100.0 * part as f64 / (found + missed) as f64;
        let _ = writeln!(
            text,
            "\nfound {found} of {} ({:.1} %), with the right line {lines} ({:.1} %)",
            found + missed,
            percent(found),
            percent(lines)
        );
    }
    if compared > 0 {
        let _ = writeln!(
            text,
            "of {compared} downgrades {differ} do not bring the schema back: said of {said}"
        );
    }
    text
}

fn row(text: &mut String, name: &str, counts: &[usize], seconds: f64) {
    let _ = write!(text, "{name:24}");
    for count in counts {
        let _ = write!(text, " {count:>8}");
    }
    let _ = writeln!(text, " {seconds:>8.1}");
}

fn counts(comparison: &Comparison) -> [usize; COLUMNS.len()] {
    let files = &comparison.files;
    let count =
        |wanted: &dyn Fn(&FileComparison) -> bool| files.iter().filter(|it| wanted(it)).count();
    let of_class = |class: Class| {
        count(&|it| {
            it.outcome != Outcome::AfterFailure
                && it
                    .refusal
                    .as_ref()
                    .is_some_and(|refusal| refusal.class == class)
        })
    };
    let reversals = |wanted: &dyn Fn(&Reversal) -> bool| {
        let all = comparison.reversals.iter();
        all.filter(|it| wanted(it)).count()
    };
    let of = |outcome: Outcome| count(&|it| it.outcome == outcome);
    [
        files.len(),
        count(&|it| it.refusal.is_none()),
        of_class(Class::Syntax),
        of_class(Class::Schema),
        of_class(Class::Transaction),
        of_class(Class::Data),
        of_class(Class::Environment),
        of(Outcome::AfterFailure),
        count(&|it| matches!(it.outcome, Outcome::Found(_))),
        count(&|it| matches!(it.outcome, Outcome::Found(None | Some(true)))),
        of(Outcome::Missed),
        of(Outcome::Silent),
        of(Outcome::FalseRefusal),
        comparison.not_reversed,
        comparison.reversals.len(),
        reversals(&|it| !it.differing.is_empty()),
        reversals(&|it| it.is_reported && !it.differing.is_empty()),
        reversals(&|it| it.is_reported && it.differing.is_empty()),
    ]
}

/// Everything worth a look, a line each: what kind, the folder, the file and line, and the words of
/// the server and of us. Never the SQL.
pub fn details(comparisons: &[Comparison]) -> String {
    let mut text = String::new();
    for (kind, wanted) in KINDS {
        for comparison in comparisons {
            for file in comparison.files.iter().filter(|file| wanted(file)) {
                line(&mut text, kind, comparison, file);
            }
        }
    }
    for comparison in comparisons {
        for reversal in &comparison.reversals {
            let kind = match (reversal.is_reported, reversal.differing.is_empty()) {
                (true, true) => "FALSE: it is brought back",
                (false, false) => "not brought back, not said",
                _ => continue,
            };
            let shown: Vec<&str> = reversal
                .differing
                .iter()
                .map(|line| &**line)
                .take(6)
                .collect();
            let (name, file, shown) = (&comparison.name, &reversal.file, shown.join(" | "));
            let _ = writeln!(text, "{kind}: {name}: {file}: {shown}");
        }
    }
    for comparison in comparisons {
        for other in &comparison.others {
            let _ = writeln!(text, "not about a script: {}: {other}", comparison.name);
        }
    }
    text
}

type Wanted = fn(&FileComparison) -> bool;

const KINDS: [(&str, Wanted); 7] = [
    ("FALSE REFUSAL", |it| it.outcome == Outcome::FalseRefusal),
    ("missed", |it| it.outcome == Outcome::Missed),
    ("silent", |it| it.outcome == Outcome::Silent),
    ("wrong line", |it| it.outcome == Outcome::Found(Some(false))),
    ("found", |it| {
        matches!(it.outcome, Outcome::Found(None | Some(true)))
    }),
    ("not comparable", |it| it.outcome == Outcome::NotComparable),
    ("after a failure", |it| it.outcome == Outcome::AfterFailure),
];

fn line(text: &mut String, kind: &str, comparison: &Comparison, file: &FileComparison) {
    let _ = write!(text, "{kind}: {}: {}", comparison.name, file.file);
    if let Some(refusal) = &file.refusal {
        let _ = write!(
            text,
            ":{}: server: {}",
            refusal.place.shown(),
            refusal.class
        );
        if let Some(code) = &refusal.code {
            let _ = write!(text, " {code}");
        }
        let _ = write!(text, ": {}", refusal.message);
    }
    for ours in &file.ours {
        let line = ours.line.map_or("?".to_owned(), |line| line.to_string());
        let _ = write!(
            text,
            " | ours: line {line}: [{}] {}",
            ours.code, ours.message
        );
    }
    text.push('\n');
}
