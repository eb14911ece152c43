//! Branches that come together: a database may have met them in any order.
//!
//! Looked at are the two orders in which one branch comes after the other as a whole. All other orders
//! are too many.
use super::script;
use super::walk::Walk;
use crate::codes;
use crate::diagnostic::{Finding, Label, Severity};
use migrate_graph::RevisionIndex;
use migrate_schema::compare::{self, Difference};
use migrate_schema::{Fault, Schema};

/// Branches with more revisions than this together are not looked at in the other order.
const MOST_REVISIONS: usize = 200;
/// Lines of a diff that are shown.
const MOST_LINES: usize = 12;

/// What two orders make of a schema.
struct Outcome {
    /// What one order is refused for: the revision and the fault.
    refused: Option<(usize, Fault)>,
    /// Whether the other order is refused as well.
    never_runs: bool,
    /// Which differ: `-` where the first branch came first.
    differences: Vec<Difference>,
}

impl Outcome {
    fn is_same(&self) -> bool {
        self.refused.is_none() && self.differences.is_empty()
    }
}

impl Walk<'_> {
    /// The schema behind several revisions; says if it is another in another order.
    pub(super) fn merged(&mut self, revision: RevisionIndex, needs: &[usize]) -> Schema {
        let mut needs = needs.to_vec();
        let all: Vec<Vec<bool>> = needs.iter().map(|need| self.ancestors(*need)).collect();
        let is_below_another = |need: &usize| {
            let mut others = needs.iter().zip(&all);
            others.any(|(other, ancestors)| other != need && ancestors[*need])
        };
        let (below, own): (Vec<usize>, Vec<usize>) =
            needs.iter().partition(|n| is_below_another(n));
        for need in below {
            self.release(need);
        }
        needs = own;
        let mut schema = self.take(needs[0]);
        let mut done = self.ancestors(needs[0]);
        for need in &needs[1..] {
            let other = self.take(*need);
            let wanted = self.ancestors(*need);
            let order = self.chain.graph.order().iter().map(|step| step.get());
            let ours: Vec<usize> = order.clone().filter(|n| done[*n] && !wanted[*n]).collect();
            let theirs: Vec<usize> = order.filter(|n| wanted[*n] && !done[*n]).collect();
            let refused = self.run_all(&mut schema, &theirs);
            let are_few = ours.len() + theirs.len() <= MOST_REVISIONS;
            if are_few && !ours.is_empty() && !theirs.is_empty() {
                let mut otherwise = other;
                let refused_otherwise = self.run_all(&mut otherwise, &ours);
                let outcome = Outcome {
                    never_runs: refused.is_some() && refused_otherwise.is_some(),
                    refused: refused.or(refused_otherwise),
                    differences: compare::compare(&schema, &otherwise),
                };
                if !outcome.is_same() {
                    let finding = self.merge_finding(revision, &ours, &theirs, outcome);
                    self.findings.push(finding);
                }
            }
            for step in theirs {
                done[step] = true;
            }
        }
        schema
    }

    /// Runs upgrades; returns the first thing that one is refused for here and not in its own line.
    fn run_all(&self, schema: &mut Schema, revisions: &[usize]) -> Option<(usize, Fault)> {
        let mut refused = None;
        for revision in revisions {
            let Some(up) = self.chain.up(*revision, self.dialect) else {
                continue;
            };
            let in_transaction = self.chain.revisions[*revision].transaction;
            let ran = script::run(schema, up, self.dialect, in_transaction);
            let own = &self.own_faults[*revision];
            let mut faults = ran.faults.into_iter();
            let new = faults.find(|fault| !own.contains(&(fault.span, fault.code)));
            refused = refused.or(new.map(|fault| (*revision, fault)));
        }
        refused
    }

    fn merge_finding(
        &self,
        revision: RevisionIndex,
        ours: &[usize],
        theirs: &[usize],
        outcome: Outcome,
    ) -> Finding {
        let (first, second, outcome) = self.first_pair(ours, theirs, outcome);
        let (chain, found) = (self.chain, &self.chain.revisions[revision.get()]);
        let (a, b) = (chain.id(first), chain.id(second));
        let located = found.revises.first().or(found.depends_on.first());
        let primary = match located {
            Some(located) if located.at.span.is_some() => located.at.clone(),
            _ => Label::whole(&found.path),
        };
        let mut related = Vec::new();
        let mut notes = Vec::new();
        let mut message = format!(
            "the revisions `{a}` and `{b}` of two branches give another schema the other way round"
        );
        if let Some((refused, fault)) = &outcome.refused {
            let after = if *refused == first { b } else { a };
            let refused_id = chain.id(*refused);
            message = format!(
                "revision `{refused_id}` is refused where `{after}` of another branch ran first"
            );
            let text = format!("behind `{after}`, {}", fault.message);
            related.extend(
                chain
                    .up(*refused, self.dialect)
                    .map(|up| Label::at(&up.file, fault.span.range()).text(text)),
            );
        } else {
            let diff = compare::diff(&outcome.differences, MOST_LINES).join("\n");
            notes.push(format!(
                "the schema with `{a}` first (-) and with `{b}` first (+):\n{diff}"
            ));
        }
        // The one that is refused behind the other has to come first; else the one that does in a
        // database that is made anew.
        let (earlier, later) = match &outcome.refused {
            Some((refused, _)) if *refused == second => (second, first),
            _ => (first, second),
        };
        let later_path = &chain.revisions[later].path;
        let earlier_path = &chain.revisions[earlier].path;
        let earlier = chain.id(earlier);
        let help = match outcome.never_runs {
            true => format!(
                "neither can run after the other: edit one of `{{dir}}/{earlier_path}` and \
                 `{{dir}}/{later_path}`, and remove there what both do, in `up.sql` and in `down.sql`"
            ),
            false => format!(
                "let one of them come first: `depends_on = \"{earlier}\"` in \
                 `{{dir}}/{later_path}/revision.toml`"
            ),
        };
        Finding {
            code: codes::MERGE_ORDER,
            severity: Severity::Error,
            primary,
            message,
            related,
            notes,
            help: Some(help),
        }
    }

    /// The first revision of ours that does not commute with theirs, and the first of theirs that it
    /// does not commute with.
    fn first_pair(
        &self,
        ours: &[usize],
        theirs: &[usize],
        whole: Outcome,
    ) -> (usize, usize, Outcome) {
        let mut base = Schema::on(self.dialect, self.chain.server(self.dialect));
        let below = self.common_ancestors(ours, theirs);
        self.run_all(&mut base, &below);
        let try_both = |i: usize, j: usize| {
            let (mut one, mut other) = (base.clone(), base.clone());
            let run = |schema: &mut Schema, first: &[usize], second: &[usize]| {
                let refused = self.run_all(schema, first);
                let refused_behind = self.run_all(schema, second);
                refused.or(refused_behind)
            };
            let refused = run(&mut one, &ours[..i], &theirs[..j]);
            let refused_otherwise = run(&mut other, &theirs[..j], &ours[..i]);
            Outcome {
                never_runs: refused.is_some() && refused_otherwise.is_some(),
                refused: refused.or(refused_otherwise),
                differences: compare::compare(&one, &other),
            }
        };
        let first = |all: usize, is_same: &dyn Fn(usize) -> bool| {
            let (mut low, mut high) = (1, all);
            while low < high {
                let middle = (low + high) / 2;
                match is_same(middle) {
                    true => low = middle + 1,
                    false => high = middle,
                }
            }
            low
        };
        let i = first(ours.len(), &|i| try_both(i, theirs.len()).is_same());
        let j = first(theirs.len(), &|j| try_both(i, j).is_same());
        let outcome = try_both(i, j);
        match outcome.is_same() {
            true => (ours[0], theirs[0], whole),
            false => (ours[i - 1], theirs[j - 1], outcome),
        }
    }

    /// What both branches stand on, in order.
    fn common_ancestors(&self, ours: &[usize], theirs: &[usize]) -> Vec<usize> {
        let mut found = vec![false; self.chain.revisions.len()];
        for revision in ours.iter().chain(theirs) {
            for (n, is_below) in self.ancestors(*revision).into_iter().enumerate() {
                found[n] |= is_below;
            }
        }
        let order = self.chain.graph.order().iter().map(|step| step.get());
        let own = |n: &usize| ours.contains(n) || theirs.contains(n);
        order.filter(|n| found[*n] && !own(n)).collect()
    }
}
