//! Each revision on the schema that its parents and dependencies make.
use super::Chain;
use super::graves::{self, Grave};
use super::kept::{Plan, Start, has_errors};
use super::script::{self, Linting, Ran};
use crate::analyses::KeptReplay;
use crate::chain::CheckedScript;
use crate::diagnostic::{Code, Finding, Label, Severity};
use crate::lint::{self, Downgrade, Level};
use crate::{Dialect, codes};
use migrate_graph::RevisionIndex;
use migrate_schema::kept::written;
use migrate_schema::{Fault, Missing, Schema};
use migrate_sql::reader;
use migrate_sql::statement::Span;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What came of a replay in one dialect.
#[derive(Default)]
pub(super) struct Followed {
    pub(super) findings: Vec<Finding>,
    /// The schema after all revisions, if it is wanted and could be followed.
    pub(super) schema: Option<Schema>,
    /// The one behind the revision that is wanted.
    pub(super) model: Option<Schema>,
    pub(super) kept: Option<KeptReplay>,
}

/// Replays every revision in one dialect that is not sealed and not what it was: up, and where it can
/// be undone, down again.
pub(super) fn replay(chain: Chain<'_>, dialect: Dialect) -> Followed {
    let plan = Plan::new(chain, dialect);
    if plan.is_done() {
        return Followed {
            findings: plan.found_before(0, usize::MAX).collect(),
            kept: plan.keep_all(),
            ..Followed::default()
        };
    }
    let mut walk = Walk::new(chain, dialect);
    let mut all = walk.along(&plan, plan.start());
    if walk.misses_graves {
        // What dropped it may be in a revision that was not replayed: so all are.
        walk = Walk::new(chain, dialect);
        all = walk.along(&plan, plan.start_at_seal());
    }
    let Some(ends) = all else {
        return Followed {
            findings: walk.findings,
            ..Followed::default()
        };
    };
    let model = chain.model_at.and_then(|wanted| {
        walk.waiting[wanted] -= 1;
        walk.after.get(&wanted).cloned()
    });
    let heads = chain.graph.heads();
    let heads: Vec<usize> = heads.into_iter().map(|head| head.get()).collect();
    let schema = || catch_unwind(AssertUnwindSafe(|| walk.after_all(&heads))).ok();
    let schema = chain.wants_schema.then(schema).flatten();
    let kept = std::mem::take(&mut walk.kept_model);
    let starts = [0].into_iter().chain(ends.iter().copied());
    let findings = starts.zip(&ends);
    let findings = findings.map(|(start, end)| walk.findings[start..*end].to_vec());
    Followed {
        kept: plan.keep(findings, kept),
        findings: walk.findings,
        schema,
        model,
    }
}

pub(super) struct Walk<'c> {
    pub(super) chain: Chain<'c>,
    pub(super) dialect: Dialect,
    /// The schema behind each revision, as long as one that comes later needs it.
    after: BTreeMap<usize, Schema>,
    /// How many revisions still need the schema behind each one.
    waiting: Vec<usize>,
    /// What each revision dropped or renamed.
    graves: Vec<Vec<(&'c str, Grave)>>,
    /// What the upgrade of each revision is refused for on its own line.
    pub(super) own_faults: Vec<BTreeSet<(Span, Code)>>,
    pub(super) findings: Vec<Finding>,
    /// The schema to keep, once it was there.
    kept_model: Option<String>,
    /// Where it was not started from the first revision.
    is_shortened: bool,
    /// Whether something is missed that a revision may have dropped that was not replayed.
    misses_graves: bool,
    /// What the lints have to know of the seal; `None` where none of them looks at statements.
    sealed: Option<Sealed>,
}

/// What is sealed, for the lints that look at statements.
#[derive(Default)]
struct Sealed {
    /// The sealed head, if all that is not sealed comes behind it.
    head: Option<usize>,
    /// Whether each revision is sealed.
    revisions: Vec<bool>,
    /// The model at the head, once it was there.
    model: Option<Schema>,
}

impl Sealed {
    fn new(chain: Chain<'_>, dialect: Dialect) -> Option<Self> {
        if !chain.lints.look_at_statements() {
            return None;
        }
        let Some((head, revisions)) = chain.seal.lock.waist(chain.graph) else {
            return Some(Self::default());
        };
        let model = chain.seal.models.get(&dialect);
        Some(Self {
            head: Some(head),
            revisions,
            model: model.map(|model| model.schema().into_owned()),
        })
    }
}

impl<'c> Walk<'c> {
    fn new(chain: Chain<'c>, dialect: Dialect) -> Self {
        Self {
            chain,
            dialect,
            after: BTreeMap::new(),
            waiting: waiting(chain),
            graves: vec![Vec::new(); chain.revisions.len()],
            own_faults: vec![BTreeSet::new(); chain.revisions.len()],
            findings: Vec::new(),
            kept_model: None,
            is_shortened: false,
            misses_graves: false,
            sealed: Sealed::new(chain, dialect),
        }
    }

    /// Replays the steps of a plan. Returns how many findings there were behind each; `None` where the
    /// schema could not be followed.
    fn along(&mut self, plan: &Plan<'_>, start: Start) -> Option<Vec<usize>> {
        self.is_shortened = start.is_kept;
        if let Some((revision, mut schema)) = start.schema {
            schema.server = self.chain.server(self.dialect);
            self.after.insert(revision, schema);
        }
        let mut ends = Vec::with_capacity(plan.order.len());
        for (at, revision) in self.chain.graph.order().iter().enumerate() {
            let n = revision.get();
            if at < start.from {
                let found = plan.found_before(at, at + 1);
                self.findings.extend(found.filter(|_| start.is_kept));
            } else if !self.chain.seal.covers(n, self.dialect) {
                let one = AssertUnwindSafe(|| self.revision(*revision));
                if catch_unwind(one).is_err() {
                    let finding = broken_down(self.chain, n, self.dialect);
                    self.findings.push(finding);
                    return None;
                }
            }
            ends.push(self.findings.len());
            // A schema that an error led to may be odd: nobody has to go on from it.
            if plan.keeps(at + 1) && !has_errors(&self.findings) {
                let written = || self.after.get(&n).map(written);
                self.kept_model = plan.kept_model().or_else(written);
            }
        }
        Some(ends)
    }

    fn revision(&mut self, revision: RevisionIndex) {
        let n = revision.get();
        let before = self.before(revision);
        let (up, down) = (
            self.chain.up(n, self.dialect),
            self.chain.down(n, self.dialect),
        );
        let mut schema = before.clone();
        let (mut is_fine, mut misses_a_change) = (true, false);
        let mut up_statements = Vec::new();
        if let Some(up) = up {
            let ran = self.run_linted(&mut schema, n, (up, false), &before);
            is_fine = ran.is_fine();
            misses_a_change = ran.misses_a_change;
            let faults = ran.faults.iter().map(|fault| (fault.span, fault.code));
            self.own_faults[n] = faults.collect();
            let allowed = ran.allowed.into_iter();
            self.findings
                .extend(allowed.map(|fault| Finding::of_allowed(&up.file, fault)));
            let graves = ran.graves.into_iter().map(|grave| (&*up.file, grave));
            self.graves[n] = graves.collect();
            self.report(n, up, ran.faults, &schema);
            self.report_odd(up, ran.odd);
            self.findings.extend(ran.linted);
            up_statements = ran.statements;
        } else if self.may_lack_script(n) {
            // It has one for another dialect, or it could not be read: that was reported.
            schema.doubt_everything();
        }
        if let Some(down) = down {
            let mut undone = schema.clone();
            let ran = self.run_linted(&mut undone, n, (down, true), &before);
            is_fine &= ran.is_fine();
            // What a refused change would have left is not known, and the downgrade that takes it
            // back may only fail for the same mistake.
            if !misses_a_change {
                let allowed = ran.allowed.into_iter();
                self.findings
                    .extend(allowed.map(|fault| Finding::of_allowed(&down.file, fault)));
                self.report(n, down, ran.faults, &undone);
                self.report_odd(down, ran.odd);
                self.findings.extend(ran.linted);
            }
            if is_fine {
                let graves = self.graves[n].iter();
                let dropped = graves.map(|(_, grave)| (&grave.was, grave.span));
                let downgrade = Downgrade {
                    dialect: self.dialect,
                    revision: &self.chain.revisions[n],
                    up,
                    up_statements: &up_statements,
                    down,
                    before: &before,
                    after: &schema,
                    undone: &undone,
                    dropped: &dropped.collect::<Vec<_>>(),
                };
                let found = lint::of_downgrade(self.chain.lints, &downgrade);
                self.findings.extend(found);
            }
        }
        if let Some(sealed) = self.sealed.as_mut().filter(|it| it.head == Some(n)) {
            sealed.model = Some(schema.clone());
        }
        if self.waiting[n] > 0 {
            self.after.insert(n, schema);
        }
    }

    /// Whether a revision without an `up` script may be one that has it after all.
    fn may_lack_script(&self, revision: usize) -> bool {
        let revision = &self.chain.revisions[revision];
        revision.up.is_excused || (revision.backfill.is_none() && !revision.is_merge())
    }

    /// Says how to run a statement that can't run in a transaction.
    fn without_transaction(&self, revision: usize, script: &CheckedScript) -> String {
        let setting = self.chain.revisions[revision].without_transaction(&script.file);
        match script.analysis.statements.len() {
            1 => setting,
            _ => {
                format!("{setting}; best in a revision of its own, as nothing is rolled back then")
            }
        }
    }

    /// Runs a script of a revision before which the schema was `before`, and shows it to the lints.
    fn run_linted(
        &self,
        schema: &mut Schema,
        revision: usize,
        (script, is_downgrade): (&CheckedScript, bool),
        before: &Schema,
    ) -> Ran {
        let found = &self.chain.revisions[revision];
        let is_sealed =
            |sealed: &&Sealed| sealed.revisions.get(revision).copied().unwrap_or_default();
        let sealed = self.sealed.as_ref().filter(|it| !is_sealed(it));
        let linting = sealed.map(|sealed| Linting {
            levels: self.chain.lints,
            revision: found,
            is_downgrade,
            before_revision: before,
            sealed: sealed.model.as_ref(),
        });
        script::run_linted(schema, script, self.dialect, found.transaction, linting)
    }

    fn run(&self, schema: &mut Schema, revision: usize, script: &CheckedScript) -> Ran {
        let in_transaction = self.chain.revisions[revision].transaction;
        script::run(schema, script, self.dialect, in_transaction)
    }

    /// The schema that a revision's script meets.
    fn before(&mut self, revision: RevisionIndex) -> Schema {
        let graph = self.chain.graph;
        let mut needs: Vec<usize> = graph.revises(revision).iter().map(|n| n.get()).collect();
        needs.extend(graph.depends_on(revision).iter().map(|n| n.get()));
        needs.sort_unstable();
        needs.dedup();
        match needs.as_slice() {
            [] => self.empty(),
            [need] => self.take(*need),
            needs => self.merged(revision, needs),
        }
    }

    /// The schema behind several revisions, in the order of the chain.
    fn after_all(&mut self, revisions: &[usize]) -> Schema {
        let Some((first, others)) = revisions.split_first() else {
            return self.empty();
        };
        let mut schema = self.take(*first);
        let mut done = self.ancestors(*first);
        for other in others {
            self.release(*other);
            let wanted = self.ancestors(*other);
            for step in self.chain.graph.order().iter().map(|step| step.get()) {
                if !wanted[step] || done[step] {
                    continue;
                }
                done[step] = true;
                if let Some(up) = self.chain.up(step, self.dialect) {
                    self.run(&mut schema, step, up);
                }
            }
        }
        schema
    }

    /// A revision and all that it needs.
    pub(super) fn ancestors(&self, revision: usize) -> Vec<bool> {
        let graph = self.chain.graph;
        let mut found = vec![false; self.chain.revisions.len()];
        let index = |n: usize| graph.order().iter().find(|r| r.get() == n).copied();
        let mut open: Vec<RevisionIndex> = index(revision).into_iter().collect();
        while let Some(next) = open.pop() {
            if !std::mem::replace(&mut found[next.get()], true) {
                open.extend(graph.revises(next).iter().chain(graph.depends_on(next)));
            }
        }
        found
    }

    /// The schema behind a revision, which is forgotten when no other revision needs it.
    pub(super) fn take(&mut self, revision: usize) -> Schema {
        let is_last = self.waiting[revision] == 1;
        let schema = match is_last {
            true => self.after.remove(&revision),
            false => self.after.get(&revision).cloned(),
        };
        self.waiting[revision] -= 1;
        schema.unwrap_or_else(|| self.empty())
    }

    fn empty(&self) -> Schema {
        Schema::on(self.dialect, self.chain.server(self.dialect))
    }

    pub(super) fn release(&mut self, revision: usize) {
        self.waiting[revision] -= 1;
        if self.waiting[revision] == 0 {
            self.after.remove(&revision);
        }
    }

    /// Reports what the engine accepts, as much as is made of it.
    fn report_odd(&mut self, script: &CheckedScript, odd: Vec<Fault>) {
        for fault in odd {
            let lint = lint::find(fault.code);
            let level = lint.map(|lint| self.chain.lints.level(lint));
            let finding = Finding::of_fault(&script.file, fault);
            let severity = level.and_then(Level::severity);
            self.findings.extend(severity.map(|severity| Finding {
                severity,
                ..finding
            }));
        }
    }

    fn report(&mut self, revision: usize, script: &CheckedScript, faults: Vec<Fault>, at: &Schema) {
        for fault in faults {
            let missing = fault.missing.clone().map(|missing| *missing);
            let is_missing = missing.is_some();
            let mut finding = Finding::of_fault(&script.file, fault);
            let grave = missing.as_ref().and_then(|missing| {
                let ancestors = self.ancestors(revision);
                let order = self.chain.graph.order().iter().rev().map(|r| r.get());
                let mut on_line = order.filter(|n| ancestors[*n]);
                on_line.find_map(|n| {
                    let mut graves = self.graves[n].iter().rev();
                    let found = graves.find(|(_, grave)| grave.holds(at, missing));
                    let found = found.map(|(file, grave)| (n, *file, grave.clone()));
                    found.or_else(|| self.grave_in_sealed(n, at, missing))
                })
            });
            if finding.code == codes::IN_TRANSACTION {
                finding.help = Some(self.without_transaction(revision, script));
            }
            let is_missed = is_missing && grave.is_none();
            if grave.is_none() {
                finding.advise(missing.as_ref(), self.dialect, &script.text);
            }
            if let Some((by, file, grave)) = grave {
                let what = match &grave.renamed_to {
                    Some(to) => format!("renamed to `{to}`"),
                    None => "dropped".to_owned(),
                };
                let text = match by == revision {
                    true => format!("{what} here"),
                    false => format!("{what} by revision `{}`", self.chain.id(by)),
                };
                let label = Label::at(file, grave.span.range()).text(text);
                finding.related.push(label);
                if let Some(to) = &grave.renamed_to {
                    finding.help = Some(format!("write `{to}`"));
                }
            }
            self.misses_graves |= is_missed && self.is_shortened;
            self.findings.push(finding);
        }
    }

    /// Where a sealed revision dropped or renamed what is missed. Its script is only looked into now,
    /// when something is missed that it names.
    fn grave_in_sealed(
        &self,
        revision: usize,
        at: &Schema,
        missing: &Missing,
    ) -> Option<(usize, &'c str, Grave)> {
        let is_sealed = self.chain.seal.covers(revision, self.dialect);
        let up = self
            .chain
            .up(revision, self.dialect)
            .filter(|_| is_sealed)?;
        if !up
            .text
            .to_lowercase()
            .contains(&missing.name.to_lowercase())
        {
            return None;
        }
        let statements = reader::read(&up.text, self.dialect);
        let graves: Vec<Grave> = statements
            .iter()
            .flat_map(|one| graves::dug(at, one))
            .collect();
        let graves = graves.into_iter();
        // What is refused drops nothing.
        let is_allowed = |grave: &Grave| {
            let mut allowances = self.chain.seal.lock.allowances.iter();
            allowances
                .any(|it| it.file == up.file && up.text.get(grave.span.range()) == Some(&*it.name))
        };
        let mut graves = graves.filter(|grave| !is_allowed(grave));
        let found = graves.rfind(|grave| grave.holds(at, missing))?;
        Some((revision, &up.file, found))
    }
}

/// How many revisions need the schema behind each one.
fn waiting(chain: Chain<'_>) -> Vec<usize> {
    let mut waiting = vec![0; chain.revisions.len()];
    for revision in chain.graph.order() {
        let revises = chain.graph.revises(*revision).iter();
        let mut needs: Vec<usize> = revises
            .chain(chain.graph.depends_on(*revision))
            .map(|need| need.get())
            .collect();
        needs.sort_unstable();
        needs.dedup();
        for need in needs {
            waiting[need] += 1;
        }
    }
    // Of all heads the schema at the end is made.
    for head in chain.graph.heads() {
        waiting[head.get()] += 1;
    }
    if let Some(wanted) = chain.model_at {
        waiting[wanted] += 1;
    }
    waiting
}

/// What is said where nothing came of a replay.
pub(super) fn lost(chain: Chain<'_>, dialect: Dialect) -> Followed {
    let first = chain.graph.order().first();
    let finding = first.map(|first| broken_down(chain, first.get(), dialect));
    Followed {
        findings: finding.into_iter().collect(),
        ..Followed::default()
    }
}

/// The model is wrong somewhere: what it can't follow is not checked, and that is said.
fn broken_down(chain: Chain<'_>, revision: usize, dialect: Dialect) -> Finding {
    let file = match chain.up(revision, dialect) {
        Some(up) => up.file.clone(),
        None => chain.revisions[revision].path.clone(),
    };
    Finding {
        code: codes::NOT_REPLAYED,
        severity: Severity::Note,
        primary: Label::whole(file),
        message:
            "from this revision on the schema could not be followed, so names were not checked"
                .to_owned(),
        related: Vec::new(),
        notes: Vec::new(),
        help: Some("this is a mistake of `migrate`: please report it with this script".to_owned()),
    }
}
