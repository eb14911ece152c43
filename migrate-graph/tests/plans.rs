//! Cases that the vectors lack: databases that list every revision, gaps, and messages.
use migrate_graph::{Applied, Declaration, Graph, Plan, PlanError};

/// Builds a base, two labelled branches, a merge and a tail, and a line that depends on one branch.
fn graph() -> Graph {
    let declarations = [
        Declaration {
            id: "root",
            ..Default::default()
        },
        Declaration {
            id: "left1",
            revises: &["root"],
            branch_labels: &["left"],
            ..Default::default()
        },
        Declaration {
            id: "left2",
            revises: &["left1"],
            ..Default::default()
        },
        Declaration {
            id: "right1",
            revises: &["root"],
            branch_labels: &["right"],
            ..Default::default()
        },
        Declaration {
            id: "merge",
            revises: &["left2", "right1"],
            ..Default::default()
        },
        Declaration {
            id: "tail",
            revises: &["merge"],
            ..Default::default()
        },
        Declaration {
            id: "side",
            depends_on: &["left"],
            ..Default::default()
        },
    ];
    Graph::build(&declarations).expect("a valid graph")
}

fn shown(graph: &Graph, plan: &Plan) -> String {
    let name = |revision: &_| graph.id(*revision).as_str().to_owned();
    let steps: Vec<_> = plan.steps.iter().map(|step| name(&step.revision)).collect();
    let heads: Vec<_> = plan.heads.iter().map(name).collect();
    format!("{} => {}", steps.join(" "), heads.join(" "))
}

fn down(graph: &Graph, applied: &Applied, target: &str) -> String {
    match graph.downgrade(applied, &target.into()) {
        Ok(plan) => shown(graph, &plan),
        Err(error) => format!("{}: {error}", error.kind()),
    }
}

fn up(graph: &Graph, applied: &Applied, target: &str) -> String {
    match graph.upgrade(applied, &target.into()) {
        Ok(plan) => shown(graph, &plan),
        Err(error) => format!("{}: {error}", error.kind()),
    }
}

#[test]
fn an_upgrade_fills_gaps() {
    let graph = graph();
    let applied = graph
        .applied_exactly(&["root", "left2", "merge"])
        .expect("known ids");
    assert_eq!(up(&graph, &applied, "tail"), "left1 right1 tail => tail");
    let merged = up(&graph, &applied, "merge");
    assert_eq!(merged, "left1 right1 => merge");
}

#[test]
fn a_downgrade_reverts_what_is_applied_above_gaps() {
    let graph = graph();
    let applied = graph
        .applied_exactly(&["root", "left2", "side"])
        .expect("known ids");
    assert_eq!(down(&graph, &applied, "root"), "left2 side => root");
    assert_eq!(down(&graph, &applied, "base"), "left2 side root => ");
}

#[test]
fn one_step_down_undoes_a_merge_where_every_revision_is_listed() {
    let graph = graph();
    let all = ["root", "left1", "left2", "right1", "merge"];
    let applied = graph.applied_exactly(&all).expect("known ids");
    assert_eq!(down(&graph, &applied, "-1"), "merge => left2 right1");
    assert_eq!(
        down(&graph, &applied, "-2"),
        "ambiguous_walk: `-2` comes to a place with several ways on: `left2`, `right1`; type the \
         revision that you mean, or put `<label>@` before it"
    );
    // Alembic's way, which the vectors hold.
    let rows = graph.applied_below(&["merge"]).expect("a known row");
    assert!(down(&graph, &rows, "-1").starts_with("ambiguous_walk: "));
}

#[test]
fn one_step_down_from_several_heads_asks_which() {
    let graph = graph();
    let applied = graph
        .applied_exactly(&["root", "left1", "right1"])
        .expect("known ids");
    assert_eq!(
        down(&graph, &applied, "-1"),
        "ambiguous_current: `-1` counts from what is applied, and there are several heads: \
         `left1`, `right1`; type `left@-1` or \
         `right@-1`, or the revision to go to"
    );
    assert_eq!(down(&graph, &applied, "left@-1"), "left1 => right1");
    assert_eq!(down(&graph, &applied, "right1@-1"), "right1 => left1");
}

#[test]
fn a_target_below_what_is_applied_is_told_from_nothing_to_do() {
    let graph = graph();
    let plan = |rows: &[&str], target: &str| {
        let applied = graph.applied_below(rows).expect("known rows");
        let plan = graph.upgrade(&applied, &target.into()).expect("a plan");
        (plan.steps.len(), plan.already_applied)
    };
    assert_eq!(plan(&["left2"], "left1"), (0, true));
    assert_eq!(plan(&["left2"], "base"), (0, true));
    assert_eq!(plan(&["left2"], "left2"), (0, false));
    assert_eq!(plan(&["tail", "side"], "heads"), (0, false));
    assert_eq!(plan(&[], "base"), (0, false));
    assert_eq!(plan(&["left1"], "left2"), (1, false));
}

#[test]
fn a_mistyped_branch_is_never_read_as_everything() {
    let graph = graph();
    let applied = graph.applied_below(&["tail"]).expect("a known row");
    let error = "unknown_branch: no branch `lefd`: type a branch label, or a revision or its unique beginning";
    assert_eq!(down(&graph, &applied, "lefd@base"), error);
    assert_eq!(up(&graph, &applied, "lefd@base"), error);
}

#[test]
fn unknown_ids_are_reported_together() {
    let graph = graph();
    let unknown = PlanError::UnknownRevision {
        names: vec!["x1".into(), "x2".into()],
    };
    assert_eq!(
        graph
            .applied_exactly(&["x1", "root", "x2"])
            .expect_err("unknown"),
        unknown
    );
    assert_eq!(
        graph
            .applied_below(&["x1", "root", "x2"])
            .expect_err("unknown"),
        unknown
    );
    assert_eq!(
        unknown.to_string(),
        "can't locate revisions identified by `x1`, `x2`"
    );

    let tolerated = graph.applied_below_known(&["x1", "left1"]);
    assert_eq!(tolerated.unknown(), ["x1"]);
    assert!(tolerated.contains(graph.find("root").expect("root")));
}

#[test]
fn messages_say_what_to_type_instead() {
    let graph = graph();
    let nothing = graph.applied_below(&[]).expect("no rows");
    assert_eq!(
        up(&graph, &nothing, "head"),
        "multiple_heads: multiple head revisions are present, where `head` means one: `tail`, `side`; type one of \
         them, `<label>@head` for one branch or `heads` for all, or merge them"
    );
    assert_eq!(
        up(&graph, &nothing, "righ"),
        "ambiguous_prefix: `righ` could be any of `right1`, `right`; type more of it"
    );
    assert_eq!(
        up(&graph, &nothing, "right@left2"),
        "not_in_branch: revision `left2` is not on branch `right`"
    );
    assert_eq!(
        up(&graph, &nothing, "zzzz"),
        "unknown_revision: can't locate revision identified by `zzzz`: no revision or label is that \
         or starts with it"
    );
    assert_eq!(
        down(&graph, &nothing, "left1"),
        "not_ancestor: `left1` can't be reached downwards, since nothing is applied"
    );
}

#[test]
fn a_stamp_says_what_to_record_and_what_to_forget() {
    let graph = graph();
    let ids = |revisions: &[_]| -> Vec<String> {
        revisions
            .iter()
            .map(|revision| graph.id(*revision).to_string())
            .collect()
    };
    let applied = graph
        .applied_exactly(&["root", "right1"])
        .expect("known ids");
    let plan = graph.stamp(&applied, &["left2".into()]).expect("a plan");
    assert_eq!(ids(&plan.record), ["left1", "left2"]);
    assert_eq!(ids(&plan.remove), [""; 0]);
    assert_eq!(ids(&plan.heads), ["left2", "right1"]);

    let plan = graph.stamp(&applied, &["base".into()]).expect("a plan");
    assert_eq!(ids(&plan.remove), ["right1", "root"]);
    assert_eq!(ids(&plan.heads), [""; 0]);
}

#[test]
fn labels_with_a_dash_work_everywhere() {
    let declarations = [
        Declaration {
            id: "a1",
            branch_labels: &["feature-2"],
            ..Default::default()
        },
        Declaration {
            id: "a2",
            revises: &["a1"],
            ..Default::default()
        },
    ];
    let graph = Graph::build(&declarations).expect("a valid graph");
    let nothing = graph.applied_below(&[]).expect("no rows");
    assert_eq!(up(&graph, &nothing, "feature-2@head"), "a1 a2 => a2");
    assert_eq!(up(&graph, &nothing, "feature-2"), "a1 => a1");
    assert_eq!(up(&graph, &nothing, "feature-2+1"), "a1 a2 => a2");
    assert_eq!(up(&graph, &nothing, "feature-2@+1"), "a1 => a1");
}
