//! The revision-graph vectors, which Alembic answered, through the commands of an application, on a
//! database: what really runs, what is recorded, what is printed, and the exit code.
//!
//! Those of `revision` and `merge` write a directory: `migrate-cli/tests/vectors.rs` has them.

mod vectors;

use migrate_tests::databases::{Mysql, Postgres, Sqlite, TestDatabase};
use serde_json::Value;
use std::collections::BTreeMap;
use vectors::application::{Application, embedded};
use vectors::judge::{Expected, Trial};
use vectors::reading::{Written, string, strings};

/// How many cases of each kind run: none is left out in silence.
const RUN: [(&str, usize); 7] = [
    ("current", 8),
    ("downgrade", 103),
    ("history", 24),
    ("load", 46),
    ("resolve", 13),
    ("stamp", 26),
    ("upgrade", 105),
];

/// How many are not for a database.
const ELSEWHERE: [(&str, usize); 2] = [("merge", 5), ("revision", 10)];

/// Where we answer otherwise than Alembic, on purpose: the cases, our answer, and why.
const DIFFERENCES: &[(&[&str], Expected, &str)] = &[
    (
        &["public-0013", "public-0115", "public-0118", "public-0261"],
        Expected::Refusal("below_current", 1),
        "whoever types `upgrade` to what lies below is about to believe that it went there: Alembic \
         succeeds and does nothing, we name `downgrade`",
    ),
    (
        &["public-0039", "public-0040", "public-0041", "public-0042"],
        Expected::Refusal("unknown_applied_revision", 4),
        "the database has a revision that this program does not know: for scripts that is another \
         thing than a target that was mistyped, and has an exit code of its own",
    ),
    (
        &["public-0043"],
        Expected::Success,
        "`current` says where a database is, above all where it is somewhere unexpected",
    ),
    (
        &[
            "public-0126",
            "public-0168",
            "public-0225",
            "public-0227",
            "public-0274",
            "public-0284",
            "public-0290",
        ],
        Expected::Refusal("ambiguous_current", 1),
        "`downgrade -1` with several heads: Alembic takes the one that its table lists first, and \
         warns that it will not do so for ever; we ask which",
    ),
    (
        &["public-0162"],
        Expected::Steps(&["f200", "e200"], &["d201", "d202"]),
        "`-2` above a merge: the second step back is the merge's, and Alembic can't write that down, \
         since it records heads where we record revisions",
    ),
    (
        &["public-0167"],
        Expected::Steps(&["e200"], &["d201", "d202"]),
        "`-1` at a merge undoes the merge, from whichever of its branches it is counted",
    ),
    (
        &["public-0235"],
        Expected::Steps(&["left3b", "right1"], &["left3a", "left3b", "right1"]),
        "rows of which one lies below the other are no state that we could record",
    ),
    (
        &["public-0256"],
        Expected::Steps(&["p3"], &["p3", "s1"]),
        "as before",
    ),
    (
        &["public-0310"],
        Expected::Refusal("invalid_chain", 1),
        "one id twice: Alembic drops one of the two with a warning",
    ),
    (
        &["public-0317"],
        Expected::Refusal("invalid_chain", 1),
        "`head`, `base` and `heads` as ids: nothing that is typed could mean them",
    ),
];

#[test]
fn sqlite_every_vector_through_the_commands() {
    every_vector::<Sqlite>();
}

#[test]
#[ignore = "needs a PostgreSQL server: tests/run"]
fn postgres_every_vector_through_the_commands() {
    every_vector::<Postgres>();
}

#[test]
#[ignore = "needs a MariaDB server: tests/run"]
fn mysql_every_vector_through_the_commands() {
    every_vector::<Mysql>();
}

fn every_vector<D: TestDatabase>() {
    let text = include_str!("../../migrate-graph/tests/vectors/revision_graph.json");
    let document: Value = serde_json::from_str(text).expect("JSON");
    let cases = document["cases"].as_array().expect("cases");
    let mut application = Application::<D>::new();
    let mut chains = BTreeMap::new();
    let (mut run, mut elsewhere) = (BTreeMap::new(), BTreeMap::new());
    let (mut differing, mut failures) = (0, Vec::new());
    for case in cases {
        let operation = string(&case["op"]);
        if ELSEWHERE.iter().any(|(known, _)| *known == operation) {
            *elsewhere.entry(operation).or_insert(0) += 1;
            continue;
        }
        *run.entry(operation).or_insert(0) += 1;
        let name = string(&case["graph"]);
        let graph = &document["graphs"][name];
        let chain = *chains.entry(name).or_insert_with(|| embedded(graph));
        let (expected, is_other) = expected(case);
        differing += usize::from(is_other);
        let mut trial = Trial {
            application: &mut application,
            chain,
            written: &Written::of(graph),
            heads: &heads(cases, name),
            case,
            expected,
        };
        if let Err(why) = trial.judge() {
            failures.push(format!("{case}\n    {why}"));
        }
    }
    let count = failures.len();
    assert!(
        failures.is_empty(),
        "{count} cases fail:\n{}",
        failures.join("\n")
    );
    assert_eq!(run, BTreeMap::from(RUN));
    assert_eq!(elsewhere, BTreeMap::from(ELSEWHERE));
    let listed: usize = DIFFERENCES.iter().map(|(cases, ..)| cases.len()).sum();
    assert_eq!(
        differing, listed,
        "cases in the table that the file does not have"
    );
}

/// What we answer, and whether that is another answer than Alembic's.
fn expected(case: &Value) -> (Expected, bool) {
    let alembics = match case["expect"]["error"]["kind"].as_str() {
        // Its plan is right, and it dies carrying it out.
        None | Some("apply_crash") => Expected::Success,
        Some("crash") => Expected::AnyRefusal,
        Some(_) if case["op"] == "load" => Expected::Refusal("invalid_chain", 1),
        Some(kind) => Expected::Refusal(kind.to_owned().leak(), 1),
    };
    let id = string(&case["id"]);
    let mut listed = DIFFERENCES.iter().filter(|(cases, ..)| cases.contains(&id));
    match listed.next() {
        None => (alembics, false),
        Some((_, ours, _)) => {
            assert_ne!(alembics, *ours, "{id} is no difference");
            (*ours, true)
        }
    }
}

fn heads<'v>(cases: &'v [Value], graph: &str) -> Vec<&'v str> {
    let mut loads = cases.iter().filter(|case| case["op"] == "load");
    let load = loads.find(|case| case["graph"] == graph).expect("a load");
    strings(&load["expect"]["heads"])
}
