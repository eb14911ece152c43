//! Long chains: nothing recurses, so nothing overflows the stack.
use migrate_graph::{Declaration, Graph, GraphError};

const LENGTH: usize = 100_000;

#[test]
fn a_chain_of_100_000_revisions_builds_plans_and_lists() {
    let names = names();
    let parents: Vec<_> = names.iter().map(|name| [name.as_str()]).collect();
    let graph = Graph::build(&chain(&names, &parents)).expect("a valid chain");

    let applied = graph.applied_below(&[]).expect("no rows");
    let up = graph.upgrade(&applied, &"head".into()).expect("one head");
    assert_eq!(up.steps.len(), LENGTH);
    assert_eq!(graph.id(up.steps[0].revision).as_str(), "r0");

    let last = names[LENGTH - 1].as_str();
    let applied = graph.applied_below(&[last]).expect("a known row");
    let down = graph
        .downgrade(&applied, &"base".into())
        .expect("everything is applied");
    assert_eq!(down.steps.len(), LENGTH);
    assert_eq!(graph.id(down.steps[0].revision).as_str(), last);
    let down = graph
        .downgrade(&applied, &"-99999".into())
        .expect("so many are applied");
    assert_eq!(graph.names_of_heads(&down.heads), ["r0"]);

    assert_eq!(graph.history(None, None).expect("no range").len(), LENGTH);
    assert_eq!(graph.branch_labels(graph.heads()[0]).len(), 0);
}

#[test]
fn a_cycle_of_100_000_revisions_is_found_with_its_whole_path() {
    let names = names();
    let parents: Vec<_> = names.iter().map(|name| [name.as_str()]).collect();
    let mut declarations = chain(&names, &parents);
    declarations[0].revises = &parents[LENGTH - 1];
    let errors = Graph::build(&declarations).expect_err("a cycle");
    match &errors[..] {
        [GraphError::Cycle { path }] => assert_eq!(path.len(), LENGTH),
        other => panic!("one cycle expected, found {} errors", other.len()),
    }
}

trait Names {
    fn names_of_heads(&self, heads: &[migrate_graph::RevisionIndex]) -> Vec<&str>;
}

impl Names for Graph {
    fn names_of_heads(&self, heads: &[migrate_graph::RevisionIndex]) -> Vec<&str> {
        heads.iter().map(|head| self.id(*head).as_str()).collect()
    }
}

fn names() -> Vec<String> {
    (0..LENGTH).map(|number| format!("r{number}")).collect()
}

fn chain<'a>(names: &'a [String], parents: &'a [[&'a str; 1]]) -> Vec<Declaration<'a>> {
    names
        .iter()
        .enumerate()
        .map(|(place, id)| Declaration {
            id,
            revises: if place == 0 { &[] } else { &parents[place - 1] },
            ..Default::default()
        })
        .collect()
}
