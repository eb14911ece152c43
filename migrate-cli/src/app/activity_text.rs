//! Describes the activity of a server in words.

use super::progress::readable;
use super::redacted_query::shorten;
use migrate_runtime::{Activity, Blocker, Part, ServerSession, StepInfo};

/// Differences between servers: whether `"` may quote a string, and the word for a session.
#[derive(Clone, Copy)]
pub(super) struct Manner {
    pub is_mysql: bool,
}

/// Returns the part after the time in the line of a step: `, statement 2 of 5: …`.
pub(super) fn describe_step(
    step: &StepInfo,
    part: Option<Part>,
    seen: Option<&Activity>,
    manner: Manner,
) -> String {
    let mut text = match part {
        Some(Part::Batch(number)) => format!(", batch {number}"),
        Some(Part::Statement(told)) if step.statements > 1 => {
            let found = seen.and_then(|seen| seen.statement);
            match found.unwrap_or(told).max(told) {
                number if number > step.statements => ", its record".to_owned(),
                number => format!(", statement {number} of {}", step.statements),
            }
        }
        _ => String::new(),
    };
    let Some(seen) = seen else { return text };
    if let Some(progress) = &seen.progress {
        text.push_str(&format!(", {progress}"));
    }
    if let Some(waits) = describe_blockers(&seen.blockers, manner) {
        text.push_str(&format!(": waits for {waits}"));
    }
    text
}

/// Returns the part after the time in the line of a run that waits for another one.
pub(super) fn describe_waiting(seen: Option<&Activity>, manner: Manner) -> String {
    let Some(seen) = seen else {
        return String::new();
    };
    let mut text = format!(": {}", describe_session(&seen.session, manner));
    if let Some(progress) = &seen.progress {
        text.push_str(&format!(", {progress}"));
    }
    if let Some(query) = shorten_query(&seen.session, manner) {
        text.push_str(&query);
    }
    if let Some(waits) = describe_blockers(&seen.blockers, manner) {
        text.push_str(&format!("; it waits for {waits}"));
    }
    text
}

/// Describes the first of the blocking sessions, and the number of others.
fn describe_blockers(blockers: &[Blocker], manner: Manner) -> Option<String> {
    let (first, others) = blockers.split_first()?;
    let mut text = match first.is_certain {
        true => describe_session(&first.session, manner),
        false => format!(
            "a lock, perhaps of {}",
            describe_session(&first.session, manner)
        ),
    };
    if let Some(lock) = &first.lock {
        text.push_str(&format!(", which holds {lock}"));
    }
    match (others.len(), first.is_certain) {
        (0, _) => {}
        (more, true) => text.push_str(&format!(", and for {more} more")),
        (more, false) => text.push_str(&format!(", or of one of {more} others")),
    }
    text.extend(shorten_query(&first.session, manner));
    Some(text)
}

/// `process 4711 (ada, psql, idle in transaction for 34 s)`.
fn describe_session(session: &ServerSession, manner: Manner) -> String {
    let kind = match manner.is_mysql {
        true => "connection",
        false if session.id == 0 => return "a prepared transaction (pg_prepared_xacts)".to_owned(),
        false => "process",
    };
    let state = session.state.as_ref().map(|state| match session.since {
        Some(since) => format!("{state} for {}", readable(since)),
        None => state.clone(),
    });
    let known = [session.user.clone(), session.application.clone(), state];
    let known: Vec<String> = known.into_iter().flatten().collect();
    let id = session.id;
    match known.is_empty() {
        true => format!("{kind} {id}"),
        false => format!("{kind} {id} ({})", known.join(", ")),
    }
}

fn shorten_query(session: &ServerSession, manner: Manner) -> Option<String> {
    let query = shorten(session.query.as_deref()?, manner.is_mysql);
    (!query.is_empty()).then(|| format!(": {query}"))
}
