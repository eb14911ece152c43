//! What a replay keeps for the next one, so that it starts at the first revision that has changed.
//!
//! Kept are, of all revisions in the chain's order, what was found and all that it was found from
//! (beside the scripts, whose texts are kept with their analyses); and the schema behind one of them.
//! The next replay goes along as long as nothing is different, takes what was found there as found,
//! and goes on from the schema. Which one is kept follows from where people work: the one before the
//! first revision that has changed, since the next edit is likely to be there too; at first, the one
//! before the newest.
//!
//! A schema can only be gone on from where the chain has a waist: all revisions before are needed by
//! one, and all that follow need that one. Where branches are open, it is the waist below them.
use super::Chain;
use crate::Dialect;
use crate::analyses::{KeptReplay, KeptStep, put_bytes, put_number, put_text, put_text_if_any};
use crate::diagnostic::{Finding, Severity};
use crate::located::Located;
use migrate_schema::{Schema, kept};

/// How to go through a chain.
pub(super) struct Plan<'c> {
    chain: Chain<'c>,
    dialect: Dialect,
    /// The chain's order.
    pub(super) order: Vec<usize>,
    /// So many steps at its beginning are sealed.
    sealed: usize,
    terms: String,
    /// Of each step; empty where nothing is to be kept.
    facts: Vec<Vec<u8>>,
    before: Option<&'c KeptReplay>,
    /// So many steps are what they were before.
    same: usize,
    /// So many steps the kept schema is to be behind of; 0 if none can be.
    keep_at: usize,
}

/// Where to start.
pub(super) struct Start {
    /// The first step to be replayed.
    pub(super) from: usize,
    /// The schema before it, and the revision that it is behind of.
    pub(super) schema: Option<(usize, Schema)>,
    /// Whether that was kept, and what was found before is to be taken as found.
    pub(super) is_kept: bool,
}

impl<'c> Plan<'c> {
    pub(super) fn new(chain: Chain<'c>, dialect: Dialect) -> Self {
        let order = chain.graph.order().iter().map(|revision| revision.get());
        let order: Vec<usize> = order.collect();
        let is_sealed = |n: &usize| chain.seal.covers(*n, dialect);
        let sealed = order.iter().take_while(|n| is_sealed(n)).count();
        let mut plan = Self {
            chain,
            dialect,
            sealed,
            terms: String::new(),
            facts: Vec::new(),
            before: None,
            same: 0,
            keep_at: 0,
            order,
        };
        let Some(known) = chain.known else {
            return plan;
        };
        if plan.order[sealed..].iter().any(is_sealed) {
            return plan;
        }
        plan.terms = terms(chain, dialect);
        plan.facts = plan
            .order
            .iter()
            .map(|n| facts(chain, *n, dialect))
            .collect();
        let before = known.replay(dialect);
        plan.before = before.filter(|it| it.terms == plan.terms && it.seal == plan.seal());
        plan.same = plan.same_steps();
        plan.choose();
        plan
    }

    /// Whether all that would be found was found before, and nobody wants the schema.
    pub(super) fn is_done(&self) -> bool {
        let all = self.order.len();
        self.before.is_some() && self.same == all && !self.chain.wants_schema
    }

    /// Where to start, with what is kept if that can be.
    pub(super) fn start(&self) -> Start {
        let at_kept = self.kept().and_then(|before| {
            if !self.waists().any(|waist| waist == before.behind) {
                return None;
            }
            let schema = kept::read(&before.model, self.dialect)?;
            Some(Start {
                from: before.behind,
                schema: Some((self.order[before.behind - 1], schema)),
                is_kept: true,
            })
        });
        at_kept.unwrap_or_else(|| self.start_at_seal())
    }

    /// Where to start without anything that is kept.
    pub(super) fn start_at_seal(&self) -> Start {
        let sealed = self.chain.seal.models.get(&self.dialect);
        let sealed = self.chain.seal.head.zip(sealed);
        Start {
            from: self.sealed,
            schema: sealed.map(|(head, model)| (head, model.schema().into_owned())),
            is_kept: false,
        }
    }

    /// What was found in some of the steps that are what they were.
    pub(super) fn found_before(&self, from: usize, to: usize) -> impl Iterator<Item = Finding> {
        let steps = self.before.map_or(&[][..], |before| &before.steps);
        let steps = steps.get(from..to.min(self.same)).unwrap_or_default();
        steps.iter().flat_map(|step| step.findings.clone())
    }

    /// Whether the schema behind so many steps is the one to keep.
    pub(super) fn keeps(&self, steps: usize) -> bool {
        steps == self.keep_at && steps > 0
    }

    /// What to keep: what was found in each step, and the schema, if it can be gone on from.
    pub(super) fn keep(
        self,
        findings: impl IntoIterator<Item = Vec<Finding>>,
        model: Option<String>,
    ) -> Option<KeptReplay> {
        self.chain.known?;
        let seal = self.seal().to_owned();
        let steps = self.facts.into_iter().zip(findings);
        let steps = steps.map(|(facts, findings)| KeptStep { facts, findings });
        Some(KeptReplay {
            terms: self.terms,
            seal,
            steps: steps.collect(),
            behind: model.as_ref().map_or(0, |_| self.keep_at),
            model: model.unwrap_or_default(),
        })
    }

    /// What is to be kept where all [is done](Self::is_done).
    pub(super) fn keep_all(self) -> Option<KeptReplay> {
        let before = self.before?;
        let findings = before.steps.iter().map(|step| step.findings.clone());
        let findings: Vec<_> = findings.take(self.order.len()).collect();
        let model = self.kept_model();
        self.keep(findings, model)
    }

    /// The kept schema, if it is still the one to keep.
    pub(super) fn kept_model(&self) -> Option<String> {
        let before = self.kept().filter(|before| self.keeps(before.behind));
        before.map(|before| before.model.clone())
    }

    /// What was kept, if its schema is behind steps that are what they were.
    fn kept(&self) -> Option<&'c KeptReplay> {
        self.before.filter(|before| {
            before.behind > self.sealed
                && before.behind <= self.same
                && before.behind <= self.keep_at
        })
    }

    fn seal(&self) -> &'c str {
        let seal = self.chain.seal;
        match seal.models.contains_key(&self.dialect) {
            true => &seal.line,
            false => "",
        }
    }

    fn same_steps(&self) -> usize {
        let (Some(before), Some(known)) = (self.before, self.chain.known) else {
            return 0;
        };
        let is_same = |((n, facts), before): &((&usize, &Vec<u8>), &KeptStep)| {
            let scripts = [
                self.chain.up(**n, self.dialect),
                self.chain.down(**n, self.dialect),
            ];
            let mut scripts = scripts.into_iter().flatten();
            **facts == before.facts && scripts.all(|it| known.is_same(&it.file, &it.text))
        };
        let steps = self.order.iter().zip(&self.facts).zip(&before.steps);
        steps.take_while(is_same).count()
    }

    /// Chooses the schema to keep.
    fn choose(&mut self) {
        let all = self.order.len();
        let limit = match self.same {
            // Nothing is known of what will change.
            0 => all.saturating_sub(1),
            same if same == all => match self.before {
                Some(before) if before.behind > 0 => before.behind.min(all),
                _ => all - 1,
            },
            same => same,
        };
        let waists = self.waists();
        let below = waists.take_while(|waist| *waist <= limit);
        let last = below.filter(|waist| *waist > self.sealed).last();
        self.keep_at = last.unwrap_or(0);
    }

    /// The numbers of steps behind which there is a waist, ascending.
    fn waists(&self) -> impl Iterator<Item = usize> {
        let all = self.order.len();
        let graph = self.chain.graph;
        let mut place = vec![0; all];
        for (at, n) in self.order.iter().enumerate() {
            place[*n] = at;
        }
        // The last step that needs each one; the heads are needed behind all of them.
        let mut needed_by = vec![all; all];
        let mut last_base = 0;
        for (at, revision) in graph.order().iter().enumerate() {
            let needs = graph.revises(*revision).iter();
            let mut is_base = true;
            for need in needs.chain(graph.depends_on(*revision)) {
                needed_by[place[need.get()]] = at;
                is_base = false;
            }
            if is_base {
                last_base = at;
            }
        }
        let mut reach = 0;
        (1..=all).filter(move |steps| {
            if *steps > 1 {
                reach = reach.max(needed_by[steps - 2]);
            }
            reach < *steps && last_base < *steps
        })
    }
}

/// Whether a build fails for any of these: a schema behind them is not gone on from.
pub(super) fn has_errors(findings: &[Finding]) -> bool {
    let mut findings = findings.iter();
    findings.any(|finding| finding.severity == Severity::Error)
}

/// All that the replay looks at beside the revisions.
fn terms(chain: Chain<'_>, dialect: Dialect) -> String {
    let sealed = chain.seal.lock.revisions.last();
    let sealed = sealed.filter(|_| chain.lints.look_at_statements());
    let head = sealed.map(|sealed| &*sealed.id);
    format!(
        "{} {:?} {head:?}",
        chain.lints.terms(),
        chain.server(dialect)
    )
}

/// All that the replay looks at in a revision, but for the texts of its scripts.
fn facts(chain: Chain<'_>, revision: usize, dialect: Dialect) -> Vec<u8> {
    let found = &chain.revisions[revision];
    let mut facts = Vec::with_capacity(160);
    put_text(&found.id.value, &mut facts);
    put_text(&found.path, &mut facts);
    for ids in [&found.revises, &found.depends_on] {
        put_number(ids.len(), &mut facts);
        for Located { value, at } in ids {
            put_text(value, &mut facts);
            put_text(&at.file, &mut facts);
            if let Some(span) = &at.span {
                put_number(span.start, &mut facts);
                put_number(span.end, &mut facts);
            }
        }
    }
    for script in [chain.up(revision, dialect), chain.down(revision, dialect)] {
        put_text_if_any(script.map(|script| &*script.file), &mut facts);
    }
    let flags = [
        found.transaction,
        found.backfill.is_some(),
        found.up.is_excused,
        chain.seal.covers(revision, dialect),
    ];
    put_bytes(&flags.map(u8::from), &mut facts);
    facts.push(found.origin as u8);
    facts
}
