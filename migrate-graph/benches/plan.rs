//! Measures building a graph and planning on it, with 1,000 and with 10,000 revisions.
//!
//! `cargo bench -p migrate-graph` prints a table. The last column shows that the cost grows with the
//! size of the graph and not with its square: ten times the revisions take about ten times as long.
use migrate_graph::{Declaration, Graph};
use std::hint::black_box;
use std::time::{Duration, Instant};

/// The time that building and one plan may take with 10,000 revisions, in a release build.
const LIMIT: Duration = Duration::from_millis(5);

const ROUNDS: usize = 41;

/// A revision's id, parents, dependencies and labels.
type Revision = (String, Vec<String>, Vec<String>, Vec<String>);

fn main() {
    // `cargo test --all-targets` runs this unoptimised, where the figures mean nothing.
    if !std::env::args().any(|argument| argument == "--bench") {
        println!("measures only under `cargo bench`");
        return;
    }
    println!(
        "{:<14} {:<24} {:>10} {:>10} {:>7}",
        "graph", "what", "1,000", "10,000", "ratio"
    );
    let mut slow = Vec::new();
    for (name, shape) in [
        ("linear", linear as fn(usize) -> Vec<Revision>),
        ("branchy", branchy),
        ("dependencies", with_dependencies),
        ("labels", with_labels),
        ("wide", wide),
    ] {
        let small = measure(&shape(1_000));
        let large = measure(&shape(10_000));
        for ((what, small), (_, large)) in small.iter().zip(&large) {
            let ratio = large.as_secs_f64() / small.as_secs_f64();
            println!("{name:<14} {what:<24} {small:>10.1?} {large:>10.1?} {ratio:>6.1}×");
            if *large > LIMIT {
                slow.push(format!("{name}, {what}: {large:.1?}"));
            }
        }
    }
    assert!(
        slow.is_empty(),
        "over {LIMIT:?} at 10,000 revisions: {}",
        slow.join("; ")
    );
}

/// Returns the fastest of some rounds of each task, which excludes other load on the machine.
fn measure(revisions: &[Revision]) -> Vec<(&'static str, Duration)> {
    let texts: Vec<_> = revisions
        .iter()
        .map(|(id, a, b, c)| (id.as_str(), borrowed(a), borrowed(b), borrowed(c)))
        .collect();
    let declarations: Vec<_> = texts
        .iter()
        .map(|(id, revises, depends_on, branch_labels)| Declaration {
            id,
            revises,
            depends_on,
            branch_labels,
        })
        .collect();
    let build = || Graph::build(black_box(&declarations)).expect("a valid graph");
    let graph = build();
    let all: Vec<_> = graph
        .order()
        .iter()
        .map(|revision| graph.id(*revision).as_str())
        .collect();
    let nothing = graph.applied_exactly(&[]).expect("no ids");
    let everything = graph.applied_exactly(&all).expect("known ids");
    let half = &all[all.len() / 2..][..1];
    vec![
        ("build", fastest(|| drop(black_box(build())))),
        (
            "build + upgrade heads",
            fastest(|| {
                let graph = build();
                let nothing = graph.applied_exactly(&[]).expect("no ids");
                let plan = graph.upgrade(&nothing, &"heads".into()).expect("a plan");
                assert_eq!(black_box(plan).steps.len(), revisions.len());
            }),
        ),
        (
            "upgrade heads",
            fastest(|| drop(black_box(graph.upgrade(&nothing, &"heads".into())))),
        ),
        (
            "downgrade base",
            fastest(|| drop(black_box(graph.downgrade(&everything, &"base".into())))),
        ),
        (
            "nothing to do",
            fastest(|| drop(black_box(graph.upgrade(&everything, &"heads".into())))),
        ),
        (
            "applied (all ids)",
            fastest(|| drop(black_box(graph.applied_exactly(&all)))),
        ),
        (
            "applied (one row)",
            fastest(|| drop(black_box(graph.applied_below(half)))),
        ),
        (
            "a prefix",
            fastest(|| drop(black_box(graph.resolve("r0000", None)))),
        ),
        (
            "history",
            fastest(|| drop(black_box(graph.history(None, None)))),
        ),
        (
            "stamp heads",
            fastest(|| drop(black_box(graph.stamp(&everything, &["heads".into()])))),
        ),
        (
            "build + all labels",
            fastest(|| {
                let graph = build();
                let labels = graph
                    .order()
                    .iter()
                    .map(|revision| graph.branch_labels(*revision).len());
                black_box(labels.sum::<usize>());
            }),
        ),
    ]
}

fn fastest(mut task: impl FnMut()) -> Duration {
    let round = |_| {
        let start = Instant::now();
        task();
        start.elapsed()
    };
    (0..ROUNDS).map(round).min().unwrap_or_default()
}

fn borrowed(texts: &[String]) -> Vec<&str> {
    texts.iter().map(String::as_str).collect()
}

fn id(number: usize) -> String {
    format!("r{number:08}_revision")
}

fn linear(size: usize) -> Vec<Revision> {
    let parents = |number| {
        if number == 0 {
            vec![]
        } else {
            vec![id(number - 1)]
        }
    };
    (0..size)
        .map(|number| (id(number), parents(number), vec![], vec![]))
        .collect()
}

/// Builds a graph in which every tenth revision starts two branches that the next tenth merges.
fn branchy(size: usize) -> Vec<Revision> {
    let parents = |number: usize| match (number, number % 10) {
        (0, _) => vec![],
        (_, 0) => vec![id(number - 1), id(number - 2)],
        (_, 1 | 2) => vec![id(number - number % 10)],
        _ => vec![id(number - 2)],
    };
    (0..size)
        .map(|number| (id(number), parents(number), vec![], vec![]))
        .collect()
}

/// Builds ten parallel lines; each revision except the first of a line depends on one of the next line.
fn with_dependencies(size: usize) -> Vec<Revision> {
    let revision = |number: usize| {
        let parents = if number < 10 {
            vec![]
        } else {
            vec![id(number - 10)]
        };
        let needs = if number < 10 {
            vec![]
        } else {
            vec![id(number - 9)]
        };
        (id(number), parents, needs, vec![])
    };
    (0..size).map(revision).collect()
}

/// Builds ten labelled lines.
fn with_labels(size: usize) -> Vec<Revision> {
    let revision = |number: usize| {
        let parents = if number < 10 {
            vec![]
        } else {
            vec![id(number - 10)]
        };
        let labels = if number < 10 {
            vec![format!("line-{number}")]
        } else {
            vec![]
        };
        (id(number), parents, vec![], labels)
    };
    (0..size).map(revision).collect()
}

/// Builds a base from which everything else branches off: as many heads as revisions.
fn wide(size: usize) -> Vec<Revision> {
    let parents = |number| if number == 0 { vec![] } else { vec![id(0)] };
    (0..size)
        .map(|number| (id(number), parents(number), vec![], vec![]))
        .collect()
}
