//! Replays as bytes.
use super::bytes::{Left, put_bytes, put_number, put_text, put_text_if_any};
use crate::codes;
use crate::diagnostic::{Finding, Label, Severity};

/// What came of a replay in one dialect.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct KeptReplay {
    /// What all of it was found under.
    pub(crate) terms: String,
    /// The first line of the lock whose model it started from; empty where it started from nothing.
    pub(crate) seal: String,
    /// In the chain's order.
    pub(crate) steps: Vec<KeptStep>,
    /// So many steps the model is behind of; 0 where none is kept.
    pub(crate) behind: usize,
    /// The model there, as [`kept`] writes it.
    pub(crate) model: String,
}

/// What came of one revision.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct KeptStep {
    /// All that the replay looks at, but for the texts of the scripts.
    pub(crate) facts: Vec<u8>,
    pub(crate) findings: Vec<Finding>,
}

const SEVERITIES: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Note];

pub(super) fn put(replay: &KeptReplay, bytes: &mut Vec<u8>) {
    let KeptReplay {
        terms,
        seal,
        steps,
        behind,
        model,
    } = replay;
    put_text(terms, bytes);
    put_text(seal, bytes);
    put_number(steps.len(), bytes);
    for KeptStep { facts, findings } in steps {
        put_bytes(facts, bytes);
        put_number(findings.len(), bytes);
        for finding in findings {
            put_finding(finding, bytes);
        }
    }
    put_number(*behind, bytes);
    put_text(model, bytes);
}

fn put_finding(finding: &Finding, bytes: &mut Vec<u8>) {
    let Finding {
        code,
        severity,
        primary,
        message,
        related,
        notes,
        help,
    } = finding;
    put_text(code.name(), bytes);
    bytes.push(*severity as u8);
    put_label(primary, bytes);
    put_text(message, bytes);
    put_number(related.len(), bytes);
    for label in related {
        put_label(label, bytes);
    }
    put_number(notes.len(), bytes);
    for note in notes {
        put_text(note, bytes);
    }
    put_text_if_any(help.as_deref(), bytes);
}

fn put_label(label: &Label, bytes: &mut Vec<u8>) {
    let Label { file, span, text } = label;
    put_text(file, bytes);
    bytes.push(span.is_some().into());
    if let Some(span) = span {
        put_number(span.start, bytes);
        put_number(span.end, bytes);
    }
    put_text_if_any(text.as_deref(), bytes);
}

pub(super) fn get(left: &mut Left<'_>) -> Option<KeptReplay> {
    let (terms, seal) = (left.text()?.to_owned(), left.text()?.to_owned());
    let mut steps = Vec::new();
    for _ in 0..left.number()? {
        let facts = left.bytes()?.to_owned();
        let mut findings = Vec::new();
        for _ in 0..left.number()? {
            findings.push(finding(left)?);
        }
        steps.push(KeptStep { facts, findings });
    }
    Some(KeptReplay {
        terms,
        seal,
        steps,
        behind: left.number()?,
        model: left.text()?.to_owned(),
    })
}

fn finding(left: &mut Left<'_>) -> Option<Finding> {
    let code = left.text()?;
    let [severity] = left.chunk()?;
    let mut severities = SEVERITIES.into_iter();
    Some(Finding {
        code: codes::find(code)?,
        severity: severities.find(|known| *known as u8 == severity)?,
        primary: label(left)?,
        message: left.text()?.to_owned(),
        related: list(left, label)?,
        notes: list(left, |left| left.text().map(str::to_owned))?,
        help: left.text_if_any()?.map(str::to_owned),
    })
}

fn list<T>(left: &mut Left<'_>, one: fn(&mut Left<'_>) -> Option<T>) -> Option<Vec<T>> {
    let mut all = Vec::new();
    for _ in 0..left.number()? {
        all.push(one(left)?);
    }
    Some(all)
}

fn label(left: &mut Left<'_>) -> Option<Label> {
    let file = left.text()?.to_owned();
    let span = match left.chunk()? {
        [0] => None,
        _ => Some(left.number()?..left.number()?),
    };
    let text = left.text_if_any()?.map(str::to_owned);
    Some(Label { file, span, text })
}
