//! Errors are reported all at once, one for each mistake, in words.
use migrate_graph::{Declaration, Graph, GraphError};

type Revision<'a> = (&'a str, &'a [&'a str], &'a [&'a str], &'a [&'a str]);

/// Returns the errors in words, or the one word `valid`.
fn errors(revisions: &[Revision<'_>]) -> Vec<String> {
    let declarations: Vec<_> = revisions
        .iter()
        .map(|(id, revises, depends_on, branch_labels)| Declaration {
            id,
            revises,
            depends_on,
            branch_labels,
        })
        .collect();
    match Graph::build(&declarations) {
        Ok(_) => vec!["valid".to_owned()],
        Err(errors) => errors
            .iter()
            .map(|error: &GraphError| {
                format!("{}: {}", error.kind(), error.describe(&declarations))
            })
            .collect(),
    }
}

#[test]
fn different_mistakes_are_reported_together_in_the_order_of_the_declarations() {
    let found = errors(&[
        ("a", &[], &["gone"], &["x"]),
        ("b-1", &["a"], &[], &[]),
        ("c", &["c"], &["c"], &["x"]),
        ("d", &["lost", "a"], &[], &["b@c"]),
        ("a", &["d"], &[], &[]),
        ("head", &[], &[], &[]),
    ]);
    assert_eq!(
        found,
        [
            "missing_reference: `depends_on` of `a` names `gone`, which does not exist",
            "illegal_revision_id: the revision id `b-1` contains `-` at byte 1",
            "self_loop: `c` revises itself",
            "dependency_self_loop: `c` depends on itself",
            "duplicate_branch_label: the branch label `x` of `c` already names `a`",
            "missing_reference: `revises` of `d` names `lost`, which does not exist",
            "illegal_revision_id: the branch label `b@c` of `d` contains `@` at byte 1",
            "duplicate_revision: the revision id `a` is already that of declaration 1",
            "illegal_revision_id: the revision id `head` is a word with a meaning of its own in targets",
        ]
    );
}

#[test]
fn a_cycle_prints_its_path_from_its_first_declaration() {
    let found = errors(&[
        ("root", &[], &[], &[]),
        ("a", &["c", "root"], &[], &[]),
        ("b", &["a"], &[], &[]),
        ("c", &["b"], &[], &[]),
        ("tail", &["c"], &[], &[]),
    ]);
    assert_eq!(
        found,
        ["cycle: revisions revise each other in a circle: `a` revises `c` revises `b` revises `a`"]
    );
}

#[test]
fn each_of_several_cycles_is_reported_even_where_they_touch() {
    let found = errors(&[
        ("a", &["b", "d"], &[], &[]),
        ("b", &["a"], &[], &[]),
        ("d", &["e"], &[], &[]),
        ("e", &["a"], &[], &[]),
        ("x", &["y"], &[], &[]),
        ("y", &["x"], &[], &[]),
    ]);
    assert_eq!(
        found,
        [
            "cycle: revisions revise each other in a circle: `a` revises `b` revises `a`",
            "cycle: revisions revise each other in a circle: `a` revises `d` revises `e` revises `a`",
            "cycle: revisions revise each other in a circle: `x` revises `y` revises `x`",
        ]
    );
}

#[test]
fn a_dependency_cycle_says_which_links_are_dependencies() {
    let found = errors(&[
        ("a", &[], &["late"], &[]),
        ("b", &["a"], &[], &[]),
        ("c", &["b"], &[], &["late"]),
    ]);
    assert_eq!(
        found,
        [
            "dependency_cycle: revisions depend on each other in a circle: \
             `a` depends on `c` revises `b` revises `a`"
        ]
    );
}

#[test]
fn a_cycle_above_a_base_and_below_a_head_is_found() {
    // Alembic loads this: everything lies between a base and a head.
    let found = errors(&[
        ("root", &[], &[], &[]),
        ("a", &["root", "b"], &[], &[]),
        ("b", &["a"], &[], &[]),
        ("head1", &["b"], &[], &[]),
    ]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("cycle: "), "{found:?}");
}

#[test]
fn references_to_a_broken_id_or_label_are_not_reported_again() {
    let found = errors(&[
        ("a 'quoted'", &[], &[], &["la@bel"]),
        ("b", &["a 'quoted'"], &["la@bel"], &[]),
    ]);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(
        found
            .iter()
            .all(|error| error.starts_with("illegal_revision_id: ")),
        "{found:?}"
    );
}

#[test]
fn a_duplicate_id_makes_no_cycle_and_its_copied_labels_no_duplicates() {
    let found = errors(&[
        ("a", &["b"], &[], &["x"]),
        ("b", &["a"], &[], &[]),
        ("a", &[], &[], &["x"]),
    ]);
    assert_eq!(
        found,
        ["duplicate_revision: the revision id `a` is already that of declaration 1"]
    );
}

#[test]
fn a_dependency_on_the_own_label_is_one_on_itself() {
    let found = errors(&[("a", &[], &["x"], &["x"])]);
    assert_eq!(found, ["dependency_self_loop: `a` depends on itself"]);
}

#[test]
fn without_declarations_an_error_still_says_where() {
    let declarations = [Declaration {
        id: "a",
        revises: &["a"],
        ..Default::default()
    }];
    let errors = Graph::build(&declarations).expect_err("a self loop");
    assert_eq!(errors[0].to_string(), "declaration 1 revises itself");
}

#[test]
fn repeated_references_and_an_empty_graph_are_valid() {
    assert_eq!(errors(&[]), ["valid"]);
    assert_eq!(
        errors(&[("a", &[], &[], &[]), ("b", &["a", "a"], &["a"], &[])]),
        ["valid"]
    );
}
