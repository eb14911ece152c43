//! The revision-graph vectors through the command line: each graph as a directory, each case as a
//! command. What only a database can tell (`current`, and ranges that count from it) goes to the
//! function behind the command; `command_vectors.rs` of `migrate-tests` asks an application for it.

mod support;

use migrate_graph::{Declaration, Graph};
use serde_json::Value;
use std::collections::BTreeMap;
use support::Session;

/// How many cases the file has: an empty or cut file must not pass.
const CASES: usize = 340;

/// What a command line found: names, or the kind of an error.
type Found = Result<Answer, String>;

#[derive(Debug, Default)]
struct Answer {
    revisions: Vec<String>,
    heads: Option<Vec<String>>,
}

#[test]
fn every_case_through_the_command_line() {
    let text = include_str!("../../migrate-graph/tests/vectors/revision_graph.json");
    let document: Value = serde_json::from_str(text).expect("JSON");
    let cases = document["cases"].as_array().expect("cases");
    assert_eq!(cases.len(), CASES);
    let mut directories = BTreeMap::new();
    let mut failures = Vec::new();
    for case in cases {
        let name = string(&case["graph"]);
        let graph = &document["graphs"][&name];
        let session = directories.entry(name).or_insert_with(|| directory(graph));
        if let Err(why) = judge(case, graph, run(case, graph, session)) {
            failures.push(format!("{case}\n    {why}"));
        }
    }
    let count = failures.len();
    assert!(
        failures.is_empty(),
        "{count} of {CASES} cases fail:\n{}",
        failures.join("\n")
    );
}

/// Writes a graph as a directory; the folders' names keep the order of its listing.
fn directory(graph: &Value) -> Session {
    let session = Session::new();
    std::fs::create_dir(session.path("migrations")).expect("a folder");
    for (position, revision) in graph["revisions"]
        .as_array()
        .expect("revisions")
        .iter()
        .enumerate()
    {
        // What JSON writes of strings and lists of them is TOML as well.
        let toml = format!(
            "revision = {}\nrevises = {}\ndepends_on = {}\nbranch_labels = {}\n",
            revision["revision"],
            revision["down_revision"],
            revision["depends_on"],
            revision["branch_labels"],
        );
        let folder = format!("migrations/{position:04}");
        session.file(&format!("{folder}/revision.toml"), toml);
        session.file(&format!("{folder}/up.sql"), "");
        session.file(&format!("{folder}/down.sql"), "");
    }
    session
}

fn run(case: &Value, graph: &Value, session: &Session) -> Found {
    let operation = string(&case["op"]);
    match operation.as_str() {
        "upgrade" | "downgrade" => plan(session, case, &operation, &[string(&case["target"])]),
        "stamp" => plan(session, case, &operation, &strings(&case["targets"])),
        "load" => {
            plan(session, case, "upgrade", &["heads".to_owned()])?;
            let listed = listed(session, &["heads"], |line| line.split(' ').next())?;
            Ok(Answer {
                heads: Some(listed),
                ..Answer::default()
            })
        }
        "resolve" => {
            let target = string(&case["target"]);
            let revisions = listed(session, &["show", &target], |line| {
                line.strip_prefix("Rev:")?.trim_start().split(' ').next()
            })?;
            Ok(Answer {
                revisions,
                heads: None,
            })
        }
        "history" if !depends_on_database(&case["range"]) => {
            let range = case["range"].as_str().unwrap_or(":");
            let revisions = listed(session, &["history", "-r", range], |line| {
                line.split(" -> ").nth(1)?.split([' ', ',']).next()
            })?;
            Ok(Answer {
                revisions,
                heads: None,
            })
        }
        "history" | "current" => without_command_line(case, graph),
        "revision" | "merge" => new_revision(case, graph),
        other => panic!("no such operation: {other}"),
    }
}

/// `cargo migrate plan --format json`, whose answer is a contract.
fn plan(session: &Session, case: &Value, operation: &str, targets: &[String]) -> Found {
    let from = strings(&case["current"]).join(",");
    let mut arguments = vec!["plan", "--from", &from, "--format", "json", operation];
    arguments.extend(targets.iter().map(String::as_str));
    let output = session.output(&arguments);
    let answer: Value = serde_json::from_slice(&output.stdout).expect("one JSON document");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{arguments:?}");
    if let Some(error) = answer.get("error") {
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert!(!string(&error["message"]).is_empty());
        return Err(string(&error["kind"]));
    }
    assert_eq!(output.status.code(), Some(0), "{arguments:?}");
    let direction = if operation == "downgrade" {
        "down"
    } else {
        "up"
    };
    let steps = answer["steps"].as_array().expect("steps");
    assert!(
        steps.iter().all(|step| step["direction"] == direction),
        "{answer}"
    );
    let revisions = steps.iter().map(|step| string(&step["revision"])).collect();
    Ok(Answer {
        revisions,
        heads: Some(strings(&answer["heads"])),
    })
}

/// A command that prints lines, each with an id in it. It has no machine-readable errors, so the
/// kind of one is that of the function behind it, and is judged by `migrate-graph`.
fn listed(
    session: &Session,
    arguments: &[&str],
    id: impl Fn(&str) -> Option<&str>,
) -> Result<Vec<String>, String> {
    let output = session.output(arguments);
    if output.status.success() {
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        return Ok(text.lines().filter_map(id).map(str::to_owned).collect());
    }
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(text.starts_with("error: "), "{arguments:?}: {text}");
    Err("any".to_owned())
}

fn depends_on_database(range: &Value) -> bool {
    let range = range.as_str().unwrap_or_default();
    range.contains("current") || range.split(':').any(|end| end.starts_with(['-', '+']))
}

/// The function that an application's `current` and `history` call.
fn without_command_line(case: &Value, graph: &Value) -> Found {
    with_graph(graph, |graph| {
        let rows = strings(&case["current"]);
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let applied = graph
            .applied_below(&rows)
            .map_err(|error| error.kind().to_owned())?;
        let found = match case["op"] == "current" {
            true => graph.current(&applied),
            false => graph
                .history(case["range"].as_str(), Some(&applied))
                .map_err(|error| error.kind().to_owned())?,
        };
        let revisions = found
            .iter()
            .map(|revision| graph.id(*revision).to_string())
            .collect();
        Ok(Answer {
            revisions,
            heads: None,
        })
    })
}

/// `cargo migrate revision` in a copy, since it writes.
fn new_revision(case: &Value, graph: &Value) -> Found {
    let session = directory(graph);
    let mut arguments = vec!["revision", "-m", "new", "--rev-id", "new"];
    let (heads, depends_on) = (strings(&case["heads"]), strings(&case["depends_on"]));
    heads
        .iter()
        .for_each(|head| arguments.extend(["--head", head]));
    depends_on
        .iter()
        .for_each(|name| arguments.extend(["--depends-on", name]));
    if case["splice"] == true {
        arguments.push("--splice");
    }
    listed(&session, &arguments, |_| None)?;
    let text = std::fs::read_to_string(session.path("migrations/new_new/revision.toml"));
    let toml: BTreeMap<String, Value> = text
        .expect("the new revision.toml")
        .lines()
        .filter(|line| !line.starts_with("created"))
        .map(|line| line.split_once(" = ").expect("a key"))
        .map(|(key, value)| {
            (
                key.to_owned(),
                serde_json::from_str(value).expect("a value"),
            )
        })
        .collect();
    let revises = match &toml["revises"] {
        Value::String(one) => vec![one.clone()],
        several => strings(several),
    };
    let depends_on = toml.get("depends_on").map(strings).unwrap_or_default();
    assert_eq!(depends_on, strings(&case["expect"]["depends_on"]));
    Ok(Answer {
        revisions: revises,
        heads: None,
    })
}

fn judge(case: &Value, graph: &Value, found: Found) -> Result<(), String> {
    let expect = &case["expect"];
    let refused = match (
        string(&case["graph"]).as_str(),
        string(&case["op"]).as_str(),
    ) {
        ("bad_dup_id", "load") => Some("duplicate_revision"),
        ("bad_reserved_head", "load") => Some("illegal_revision_id"),
        _ => expect["error"]["kind"]
            .as_str()
            .filter(|kind| *kind != "apply_crash"),
    };
    let answer = match (refused, found) {
        (Some("crash"), Err(_)) => return Ok(()),
        (Some(kind), Err(found)) if found == kind || found == "any" => return Ok(()),
        (Some(kind), found) => return Err(format!("{kind} expected, found {found:?}")),
        (None, found) => found.map_err(|kind| format!("fails: {kind}"))?,
    };
    match string(&case["op"]).as_str() {
        "load" => same(
            &sorted(answer.heads.unwrap_or_default()),
            &sorted(strings(&expect["heads"])),
        ),
        "upgrade" | "downgrade" | "stamp" => {
            let rows = expect.get("rows_model").unwrap_or(&expect["rows"]);
            same(&answer.heads.unwrap_or_default(), &strings(rows))?;
            let steps = expect["steps"].as_array().cloned().unwrap_or_default();
            let steps: Vec<String> = steps.iter().map(|step| string(&step["revision"])).collect();
            ordered(
                expect,
                graph,
                &steps,
                &answer.revisions,
                case["op"] == "upgrade",
            )
        }
        "history" => ordered(
            expect,
            graph,
            &strings(&expect["revisions"]),
            &answer.revisions,
            false,
        ),
        // `heads` names them in the order of the graph, which is not that of the listing.
        "revision" | "merge" => same(
            &sorted(answer.revisions),
            &sorted(strings(&expect["down_revision"])),
        ),
        _ => same(&answer.revisions, &strings(&expect["revisions"])),
    }
}

/// The same revisions, in the same order or, where others are valid, in one that is.
fn ordered(
    expect: &Value,
    graph: &Value,
    expected: &[String],
    found: &[String],
    upwards: bool,
) -> Result<(), String> {
    if expect["order"] == "unique" {
        return same(found, expected);
    }
    same(&sorted(found.to_vec()), &sorted(expected.to_vec()))?;
    let place = |id: &String| found.iter().position(|other| other == id);
    for revision in graph["revisions"].as_array().expect("revisions") {
        let needs = [
            strings(&revision["down_revision"]),
            strings(&revision["depends_on"]),
        ]
        .concat();
        for (needed, own) in needs
            .iter()
            .filter_map(|need| Some((place(need)?, place(&string(&revision["revision"]))?)))
        {
            if (needed < own) != upwards {
                return Err(format!(
                    "{} stands on the wrong side: {found:?}",
                    revision["revision"]
                ));
            }
        }
    }
    Ok(())
}

fn with_graph<T>(graph: &Value, then: impl FnOnce(&Graph) -> T) -> T {
    let revisions: Vec<(String, [Vec<String>; 3])> = graph["revisions"]
        .as_array()
        .expect("revisions")
        .iter()
        .map(|revision| {
            let lists = ["down_revision", "depends_on", "branch_labels"];
            (
                string(&revision["revision"]),
                lists.map(|key| strings(&revision[key])),
            )
        })
        .collect();
    let borrowed: Vec<(&str, [Vec<&str>; 3])> = revisions
        .iter()
        .map(|(id, lists)| {
            (
                id.as_str(),
                [0, 1, 2].map(|at: usize| lists[at].iter().map(String::as_str).collect()),
            )
        })
        .collect();
    let declarations: Vec<Declaration<'_>> = borrowed
        .iter()
        .map(|(id, [revises, depends_on, branch_labels])| Declaration {
            id,
            revises,
            depends_on,
            branch_labels,
        })
        .collect();
    then(&Graph::build(&declarations).expect("a graph"))
}

fn string(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("a string expected: {value}"))
        .to_owned()
}

fn strings(value: &Value) -> Vec<String> {
    value
        .as_array()
        .map_or(Vec::new(), |values| values.iter().map(string).collect())
}

fn sorted(mut names: Vec<String>) -> Vec<String> {
    names.sort_unstable();
    names
}

fn same(found: &[String], expected: &[String]) -> Result<(), String> {
    match found == expected {
        true => Ok(()),
        false => Err(format!("expected {expected:?}, found {found:?}")),
    }
}
