//! Runs every case of the revision-graph vectors; see `vectors/README.md`.
use migrate_graph::{
    Applied, Declaration, Direction, Graph, GraphError, Plan, PlanError, RevisionIndex, Target,
};
use serde_json::Value;
use std::collections::BTreeMap;

/// The number of cases in the file: an empty or truncated file must not pass.
const CASES: usize = 340;

#[test]
fn every_case_gives_alembics_answer() {
    let document: Value =
        serde_json::from_str(include_str!("vectors/revision_graph.json")).expect("JSON");
    let cases = document["cases"].as_array().expect("cases");
    assert_eq!(cases.len(), CASES);
    let mut failures = Vec::new();
    let mut as_alembic = (0, 0);
    for case in cases {
        let graph = &document["graphs"][text(&case["graph"])];
        if let Err(why) = run(case, graph, &mut as_alembic) {
            failures.push(format!("{case}\n    {why}"));
        }
    }
    println!(
        "{} of {} free orders are Alembic's own",
        as_alembic.0, as_alembic.1
    );
    assert!(
        failures.is_empty(),
        "{} of {CASES} cases fail:\n{}",
        failures.len(),
        failures.join("\n")
    );
}

/// Runs one case, and counts the cases in which any order is valid and ours is Alembic's.
fn run(case: &Value, graph: &Value, as_alembic: &mut (u32, u32)) -> Result<(), String> {
    let expect = &case["expect"];
    let built = with_graph(graph);
    if case["op"] == "load" {
        return load(case, &built);
    }
    let graph = built.map_err(|errors| format!("does not load: {errors:?}"))?;
    let rows = texts(&case["current"]);
    let applied = graph.applied_below_known(&rows);
    let target = || Target::parse(text(&case["target"]));
    match text(&case["op"]) {
        "upgrade" => steps(
            expect,
            &graph,
            &applied,
            graph.upgrade(&applied, &target()),
            Direction::Up,
            as_alembic,
        ),
        "downgrade" => steps(
            expect,
            &graph,
            &applied,
            graph.downgrade(&applied, &target()),
            Direction::Down,
            as_alembic,
        ),
        "stamp" => {
            let targets: Vec<_> = texts(&case["targets"])
                .into_iter()
                .map(Target::from)
                .collect();
            outcome(expect, graph.stamp(&applied, &targets), |plan| {
                same("rows", expected_rows(expect), ids(&graph, &plan.heads))
            })
        }
        "history" => {
            let found = graph.history(case["range"].as_str(), Some(&applied));
            outcome(expect, found, |found| {
                listing(expect, &graph, &found, as_alembic)
            })
        }
        "resolve" => outcome(
            expect,
            graph.resolve(text(&case["target"]), Some(&applied)),
            |found| {
                same(
                    "revisions",
                    texts(&expect["revisions"]),
                    ids(&graph, &found),
                )
            },
        ),
        "current" => {
            let found = graph
                .applied_below(&rows)
                .map(|applied| graph.current(&applied));
            outcome(expect, found, |found| {
                same(
                    "revisions",
                    texts(&expect["revisions"]),
                    ids(&graph, &found),
                )
            })
        }
        "revision" | "merge" => {
            let splice = case["splice"] == true;
            let found =
                graph.parents_for_new(&texts(&case["heads"]), splice, &texts(&case["depends_on"]));
            outcome(expect, found, |found| {
                same(
                    "down_revision",
                    texts(&expect["down_revision"]),
                    ids(&graph, &found.revises),
                )?;
                let depends_on: Vec<_> = found.depends_on.iter().map(String::as_str).collect();
                same("depends_on", texts(&expect["depends_on"]), depends_on)
            })
        }
        op => Err(format!("no such op: {op}")),
    }
}

fn load(case: &Value, built: &Result<Graph, Vec<GraphError>>) -> Result<(), String> {
    let expect = &case["expect"];
    let refused = match text(&case["graph"]) {
        "bad_dup_id" => Some("duplicate_revision"),
        "bad_reserved_head" => Some("illegal_revision_id"),
        _ => expect["error"]["kind"].as_str(),
    };
    match (refused, built) {
        (Some(kind), Err(errors)) => {
            let kinds: Vec<_> = errors.iter().map(GraphError::kind).collect();
            // Each graph has one mistake, except the one whose three ids are all reserved.
            let count = if text(&case["graph"]) == "bad_reserved_head" {
                3
            } else {
                1
            };
            same("kinds", vec![kind; count], kinds)
        }
        (Some(kind), Ok(_)) => Err(format!("loads, {kind} expected")),
        (None, Err(errors)) => Err(format!("does not load: {errors:?}")),
        (None, Ok(graph)) => loaded(expect, graph),
    }
}

fn loaded(expect: &Value, graph: &Graph) -> Result<(), String> {
    same("heads", texts(&expect["heads"]), ids(graph, &graph.heads()))?;
    same(
        "effective_heads",
        texts(&expect["effective_heads"]),
        ids(graph, &graph.effective_heads()),
    )?;
    same("bases", texts(&expect["bases"]), ids(graph, &graph.bases()))?;
    same(
        "effective_bases",
        texts(&expect["effective_bases"]),
        ids(graph, &graph.effective_bases()),
    )?;
    same(
        "branch_points",
        texts(&expect["branch_points"]),
        sorted(ids(graph, &graph.branch_points())),
    )?;
    same(
        "merge_points",
        texts(&expect["merge_points"]),
        sorted(ids(graph, &graph.merge_points())),
    )?;
    let mut labels = BTreeMap::new();
    let mut needs = BTreeMap::new();
    for revision in graph.order() {
        let id = graph.id(*revision).as_str();
        let on: Vec<_> = graph
            .branch_labels(*revision)
            .into_iter()
            .map(|label| label.as_str())
            .collect();
        if !on.is_empty() {
            labels.insert(id, on);
        }
        needs.insert(id, ids(graph, &graph.own_needs(*revision)));
    }
    same("labels", map(&expect["labels"]), labels)?;
    same("normalized_down", map(&expect["normalized_down"]), needs)
}

fn steps(
    expect: &Value,
    graph: &Graph,
    applied: &Applied,
    plan: Result<Plan, PlanError>,
    direction: Direction,
    as_alembic: &mut (u32, u32),
) -> Result<(), String> {
    let apply_crash = expect["error"]["kind"] == "apply_crash";
    let expected: Vec<_> = expect["steps"]
        .as_array()
        .map_or(&[][..], |steps| &steps[..])
        .iter()
        .map(|step| text(&step["revision"]))
        .collect();
    let mut check = |plan: Plan| {
        let found: Vec<_> = plan.steps.iter().map(|step| step.revision).collect();
        if plan.steps.iter().any(|step| step.direction != direction) {
            return Err("a step in the wrong direction".to_owned());
        }
        order(
            expect,
            graph,
            &expected,
            &found,
            direction == Direction::Up,
            as_alembic,
        )?;
        same("rows", expected_rows(expect), ids(graph, &plan.heads))?;
        if ids(graph, &found) == expected {
            rows_on_the_way(expect, graph, applied, &plan)?;
        }
        Ok(())
    };
    if apply_crash {
        return check(plan.map_err(|error| format!("fails: {error}"))?);
    }
    outcome(expect, plan, check)
}

/// Compares the rows after every step, where Alembic's are those of the simple model.
fn rows_on_the_way(
    expect: &Value,
    graph: &Graph,
    applied: &Applied,
    plan: &Plan,
) -> Result<(), String> {
    if expect.get("quirk").is_some() {
        return Ok(());
    }
    let mut now: Vec<_> = graph
        .order()
        .iter()
        .copied()
        .filter(|revision| applied.contains(*revision))
        .collect();
    for (step, expected) in plan
        .steps
        .iter()
        .zip(expect["steps"].as_array().into_iter().flatten())
    {
        match step.direction {
            Direction::Up => now.push(step.revision),
            Direction::Down => now.retain(|revision| *revision != step.revision),
        }
        // They are missing where they depend on an arbitrary choice of Alembic's.
        if expected.get("rows_after").is_none() {
            continue;
        }
        let state = graph
            .applied_exactly(&ids(graph, &now))
            .map_err(|error| error.to_string())?;
        same(
            "rows_after",
            texts(&expected["rows_after"]),
            ids(graph, &graph.applied_heads(&state)),
        )?;
    }
    Ok(())
}

fn listing(
    expect: &Value,
    graph: &Graph,
    found: &[RevisionIndex],
    as_alembic: &mut (u32, u32),
) -> Result<(), String> {
    order(
        expect,
        graph,
        &texts(&expect["revisions"]),
        found,
        false,
        as_alembic,
    )
}

/// Checks that the revisions are the same, in the same order or in another valid one.
fn order(
    expect: &Value,
    graph: &Graph,
    expected: &[&str],
    found: &[RevisionIndex],
    upwards: bool,
    as_alembic: &mut (u32, u32),
) -> Result<(), String> {
    let names = ids(graph, found);
    if expect["order"] == "unique" {
        return same("steps", expected.to_vec(), names);
    }
    as_alembic.1 += 1;
    as_alembic.0 += u32::from(names == expected);
    same(
        "steps in any order",
        sorted(expected.to_vec()),
        sorted(names.clone()),
    )?;
    for (place, revision) in found.iter().enumerate() {
        let needs = graph
            .revises(*revision)
            .iter()
            .chain(graph.depends_on(*revision));
        for needed in needs {
            if found
                .iter()
                .position(|other| other == needed)
                .is_some_and(|at| (at < place) != upwards)
            {
                return Err(format!(
                    "{} stands on the wrong side: {names:?}",
                    graph.id(*revision)
                ));
            }
        }
    }
    Ok(())
}

/// Compares success or the kind of the error; `check` compares the result.
fn outcome<T>(
    expect: &Value,
    found: Result<T, PlanError>,
    check: impl FnOnce(T) -> Result<(), String>,
) -> Result<(), String> {
    match (expect["error"]["kind"].as_str(), found) {
        (None, Ok(found)) => check(found),
        (None, Err(error)) => Err(format!("fails: {} ({error})", error.kind())),
        (Some("crash"), Err(_)) => Ok(()),
        (Some(kind), Err(error)) if error.kind() == kind => Ok(()),
        (Some(kind), Err(error)) => {
            Err(format!("{kind} expected, found {} ({error})", error.kind()))
        }
        (Some(kind), Ok(_)) => Err(format!("{kind} expected, but it succeeds")),
    }
}

fn with_graph(graph: &Value) -> Result<Graph, Vec<GraphError>> {
    let revisions: Vec<_> = graph["revisions"]
        .as_array()
        .expect("revisions")
        .iter()
        .map(|revision| {
            (
                text(&revision["revision"]),
                [
                    texts(&revision["down_revision"]),
                    texts(&revision["depends_on"]),
                    texts(&revision["branch_labels"]),
                ],
            )
        })
        .collect();
    let declarations: Vec<_> = revisions
        .iter()
        .map(|(id, [revises, depends_on, branch_labels])| Declaration {
            id,
            revises,
            depends_on,
            branch_labels,
        })
        .collect();
    Graph::build(&declarations)
}

fn expected_rows(expect: &Value) -> Vec<&str> {
    texts(expect.get("rows_model").unwrap_or(&expect["rows"]))
}

fn ids<'g>(graph: &'g Graph, revisions: &[RevisionIndex]) -> Vec<&'g str> {
    revisions
        .iter()
        .map(|revision| graph.id(*revision).as_str())
        .collect()
}

fn map(value: &Value) -> BTreeMap<&str, Vec<&str>> {
    value
        .as_object()
        .expect("object")
        .iter()
        .map(|(key, value)| (key.as_str(), texts(value)))
        .collect()
}

fn text(value: &Value) -> &str {
    value
        .as_str()
        .unwrap_or_else(|| panic!("a string expected: {value}"))
}

fn texts(value: &Value) -> Vec<&str> {
    value
        .as_array()
        .map_or(Vec::new(), |values| values.iter().map(text).collect())
}

fn sorted(mut names: Vec<&str>) -> Vec<&str> {
    names.sort_unstable();
    names
}

fn same<T: PartialEq + std::fmt::Debug>(what: &str, expected: T, found: T) -> Result<(), String> {
    if expected == found {
        Ok(())
    } else {
        Err(format!("{what}: expected {expected:?}, found {found:?}"))
    }
}
