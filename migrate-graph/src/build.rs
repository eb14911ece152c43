//! Builds a graph from declarations, or collects every error in them.
use crate::cycles::{self, Link, Links};
use crate::edges::Edges;
use crate::names::NameTable;
use crate::{BranchLabel, Declaration, Field, Graph, GraphError, RevisionId, RevisionIndex, order};
use std::collections::HashSet;
use std::sync::OnceLock;

impl Graph {
    /// Builds the graph, or returns every error in the declarations, in their order.
    ///
    /// One mistake gives one error: errors that only follow from another one are left out.
    ///
    /// # Errors
    ///
    /// Returns all errors; the list is never empty.
    pub fn build(declarations: &[Declaration<'_>]) -> Result<Graph, Vec<GraphError>> {
        build(declarations)
    }
}

fn build(declarations: &[Declaration<'_>]) -> Result<Graph, Vec<GraphError>> {
    let mut names = Names::new(declarations);
    let ids = names.read_ids();
    let labels = names.read_labels();
    let (links, dependencies) = names.read_references();
    names.find_cycles(&links, &dependencies);
    let Names { errors, names, .. } = names;
    if !errors.is_empty() {
        return Err(in_order(errors));
    }
    Ok(assemble(ids, labels, names, &links, &dependencies))
}

/// The names in the declarations, and the errors found so far.
struct Names<'d> {
    declarations: &'d [Declaration<'d>],
    names: NameTable,
    /// The labels in the table, with the revisions that carry them.
    labels: Vec<(&'d str, RevisionIndex)>,
    /// Ids and labels that have an error already: references to them are not reported again.
    broken: HashSet<&'d str>,
    /// Revisions that share their id with another one: a cycle through them is not certain.
    doubled: HashSet<RevisionIndex>,
    errors: Vec<GraphError>,
}

impl<'d> Names<'d> {
    fn new(declarations: &'d [Declaration<'d>]) -> Self {
        let labels: usize = declarations
            .iter()
            .map(|each| each.branch_labels.len())
            .sum();
        Self {
            declarations,
            names: NameTable::for_names(declarations.len() + labels),
            labels: Vec::new(),
            broken: HashSet::new(),
            doubled: HashSet::new(),
            errors: Vec::new(),
        }
    }

    fn each(&self) -> impl Iterator<Item = (RevisionIndex, &'d Declaration<'d>)> + use<'d> {
        (0..).map(RevisionIndex).zip(self.declarations)
    }

    /// Adds a name, or returns the revision that has it.
    fn add(&mut self, name: &str, entry: u32) -> Option<RevisionIndex> {
        let (declarations, labels) = (self.declarations, &self.labels);
        let first = self
            .names
            .insert(name, entry, |entry| entry_at(declarations, labels, entry).0)?;
        Some(entry_at(declarations, labels, first).1)
    }

    fn find_by_name(&self, name: &str) -> Option<RevisionIndex> {
        let (declarations, labels) = (self.declarations, &self.labels);
        let entry = self
            .names
            .find(name, |entry| entry_at(declarations, labels, entry).0)?;
        Some(entry_at(declarations, labels, entry).1)
    }

    fn read_ids(&mut self) -> Vec<RevisionId> {
        let mut ids = Vec::with_capacity(self.declarations.len());
        for (revision, declaration) in self.each() {
            match RevisionId::parse(declaration.id) {
                Ok(id) => ids.push(id),
                Err(error) => {
                    self.broken.insert(declaration.id);
                    self.errors.push(GraphError::IllegalId {
                        revision,
                        field: Field::Id,
                        error,
                    });
                    continue;
                }
            }
            if let Some(first) = self.add(declaration.id, revision.0) {
                self.doubled.extend([first, revision]);
                self.errors
                    .push(GraphError::DuplicateId { revision, first });
            }
        }
        ids
    }

    fn read_labels(&mut self) -> Vec<(BranchLabel, RevisionIndex)> {
        let mut labels = Vec::new();
        for (revision, declaration) in self.each() {
            // A second declaration of one id is often a copy, labels and all.
            if self.doubled.contains(&revision)
                && self.find_by_name(declaration.id) != Some(revision)
            {
                continue;
            }
            for (place, text) in declaration.branch_labels.iter().enumerate() {
                let field = Field::BranchLabel(place);
                match BranchLabel::parse(text) {
                    Ok(label) => labels.push((label, revision)),
                    Err(error) => {
                        self.broken.insert(text);
                        self.errors.push(GraphError::IllegalId {
                            revision,
                            field,
                            error,
                        });
                        continue;
                    }
                }
                self.labels.push((text, revision));
                let entry = self.declarations.len() + self.labels.len() - 1;
                if let Some(first) = self.add(text, entry as u32) {
                    self.errors.push(GraphError::DuplicateLabel {
                        revision,
                        field,
                        first,
                    });
                }
            }
        }
        labels
    }

    /// The links of `revises` and those of `depends_on`, self loops left out.
    fn read_references(&mut self) -> (Links, Links) {
        let mut parents: Links = Vec::with_capacity(self.declarations.len());
        let mut dependencies: Links = Vec::with_capacity(self.declarations.len());
        for (revision, declaration) in self.each() {
            let mut links = Vec::with_capacity(declaration.revises.len());
            for (place, name) in declaration.revises.iter().enumerate() {
                let field = Field::Revises(place);
                if *name == declaration.id {
                    self.errors.push(GraphError::SelfLoop { revision, field });
                    continue;
                }
                match self.find_by_name(name) {
                    Some(to) if self.declarations[to.get()].id == *name => {
                        links.push(Link { to, field });
                    }
                    _ => self.missing(revision, field, name),
                }
            }
            parents.push(links);

            let mut links = Vec::with_capacity(declaration.depends_on.len());
            for (place, name) in declaration.depends_on.iter().enumerate() {
                let field = Field::DependsOn(place);
                match self.find_by_name(name) {
                    _ if *name == declaration.id => {
                        self.errors
                            .push(GraphError::DependencySelfLoop { revision, field });
                    }
                    Some(to) if to == revision => {
                        self.errors
                            .push(GraphError::DependencySelfLoop { revision, field });
                    }
                    Some(to) => links.push(Link { to, field }),
                    None => self.missing(revision, field, name),
                }
            }
            dependencies.push(links);
        }
        (parents, dependencies)
    }

    fn missing(&mut self, revision: RevisionIndex, field: Field, name: &str) {
        if !self.broken.contains(name) {
            self.errors
                .push(GraphError::MissingReference { revision, field });
        }
    }

    fn find_cycles(&mut self, parents: &Links, dependencies: &Links) {
        if is_certainly_acyclic(parents, dependencies) {
            return;
        }
        let certain = |(node, links): (usize, &Vec<Link>)| -> Vec<Link> {
            if self.doubled.contains(&RevisionIndex(node as u32)) {
                return Vec::new();
            }
            links
                .iter()
                .filter(|link| !self.doubled.contains(&link.to))
                .copied()
                .collect()
        };
        let mut links: Links = parents.iter().enumerate().map(certain).collect();
        let dependencies: Links = dependencies.iter().enumerate().map(certain).collect();
        let cycles = cycles::take_out(&mut links);
        self.errors
            .extend(cycles.into_iter().map(|path| GraphError::Cycle { path }));

        for (links, more) in links.iter_mut().zip(dependencies) {
            links.extend(more);
        }
        let cycles = cycles::take_out(&mut links);
        self.errors.extend(
            cycles
                .into_iter()
                .map(|path| GraphError::DependencyCycle { path }),
        );
    }
}

/// Returns the name and the revision of an entry. Entries are the ids first, then the labels.
fn entry_at<'d>(
    declarations: &'d [Declaration<'d>],
    labels: &[(&'d str, RevisionIndex)],
    entry: u32,
) -> (&'d str, RevisionIndex) {
    match declarations.get(entry as usize) {
        Some(declaration) => (declaration.id, RevisionIndex(entry)),
        None => labels[entry as usize - declarations.len()],
    }
}

/// Returns whether counting down the references of each node empties the graph: a quick answer for the
/// usual case, in which no paths are needed.
fn is_certainly_acyclic(parents: &Links, dependencies: &Links) -> bool {
    let nodes = parents.len();
    let targets = |node: usize| {
        parents[node]
            .iter()
            .chain(&dependencies[node])
            .map(|link| link.to)
    };
    let mut waiting_for = vec![0_u32; nodes];
    for node in 0..nodes {
        targets(node).for_each(|to| waiting_for[to.get()] += 1);
    }
    let mut ready: Vec<usize> = (0..nodes).filter(|node| waiting_for[*node] == 0).collect();
    let mut done = 0;
    while let Some(node) = ready.pop() {
        done += 1;
        for to in targets(node) {
            waiting_for[to.get()] -= 1;
            if waiting_for[to.get()] == 0 {
                ready.push(to.get());
            }
        }
    }
    done == nodes
}

/// Sorts errors by declaration and key.
fn in_order(mut errors: Vec<GraphError>) -> Vec<GraphError> {
    errors.sort_by_key(|error| (error.revision(), error.field(), error.kind()));
    errors
}

fn assemble(
    ids: Vec<RevisionId>,
    labels: Vec<(BranchLabel, RevisionIndex)>,
    names: NameTable,
    parents: &Links,
    dependencies: &Links,
) -> Graph {
    let mut revises = Edges::with_capacity(ids.len());
    let mut depends_on = Edges::with_capacity(ids.len());
    let mut needs = Edges::with_capacity(ids.len());
    for (parents, dependencies) in parents.iter().zip(dependencies) {
        for link in parents {
            revises.push(link.to);
            needs.push(link.to);
        }
        for link in dependencies {
            depends_on.push(link.to);
            needs.push(link.to);
        }
        revises.close();
        depends_on.close();
        needs.close();
    }
    let children = revises.reversed();
    let needed_by = needs.reversed();
    let order = order::parents_first(&needs, &needed_by);
    let label_sets = OnceLock::new();
    Graph {
        ids,
        labels,
        names,
        revises,
        depends_on,
        children,
        needs,
        needed_by,
        order,
        label_sets,
    }
}
