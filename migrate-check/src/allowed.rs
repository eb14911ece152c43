//! What the scripts themselves allow (`-- migrate-allow …`): nobody is to be kept waiting by a mistake
//! of ours. What is allowed and not there is said, so that such comments go when they may.
use crate::chain::Scripts;
use crate::codes::is_of_a_script;
use crate::diagnostic::{Code, Diagnostic, Label};
use crate::load::Directory;
use crate::lock::Seal;
use crate::{Dialect, codes};
use migrate_sql::allowance::{Allowance, allowances, allowances_in_toml};
use migrate_sql::spelling::closest;
use std::collections::{BTreeMap, BTreeSet};

/// The allowances of each file: of a script, as each dialect reads it.
type Allowances = BTreeMap<String, Vec<Allowance>>;

/// Takes what the scripts allow out of what was found, and returns what is left. `is_whole`: whether all
/// mistakes were looked for, so that what was not found is not there.
pub(crate) fn allow(
    directory: &Directory<'_>,
    scripts: &[BTreeMap<Dialect, Scripts>],
    seal: &Seal,
    is_whole: bool,
    mut diagnostics: Vec<Diagnostic>,
) -> Vec<Diagnostic> {
    let allowances = find(directory, scripts, seal);
    if allowances.is_empty() {
        return diagnostics;
    }
    let mut used = BTreeSet::new();
    diagnostics.retain(|diagnostic| {
        let Some(label) = diagnostic.primary.as_ref() else {
            return true;
        };
        let at = label.span.as_ref().map(|span| span.start);
        let of_file = allowances.get(&label.file).into_iter().flatten();
        let mut allowing = of_file
            .filter(|it| is_of_a_script(diagnostic.code) && it.allows(diagnostic.code, at))
            .peekable();
        let is_allowed = allowing.peek().is_some();
        used.extend(allowing.map(|it| (label.file.clone(), it.span.start, diagnostic.code)));
        !is_allowed
    });
    let mut found = Vec::new();
    for (file, allowances) in &allowances {
        let mut seen = BTreeSet::new();
        for allowance in allowances.iter().filter(|it| seen.insert(it.span.start)) {
            found.extend(mistakes(file, allowance));
        }
    }
    let has_errors = diagnostics.iter().chain(&found).any(Diagnostic::is_error);
    if is_whole && !has_errors {
        for (file, allowances) in &allowances {
            let mut seen = BTreeSet::new();
            for allowance in allowances.iter().filter(|it| seen.insert(it.span.start)) {
                let is_used = |code: &str| {
                    let mut used = used.iter();
                    used.any(|(of, at, it)| {
                        of == file && *at == allowance.span.start && it.name() == code
                    })
                };
                let unused = allowance.codes.iter().filter(|(_, code)| !is_used(code));
                found.extend(unused.map(|(span, code)| unneeded(file, span.clone(), code)));
            }
        }
    }
    diagnostics.extend(found);
    diagnostics
}

/// The allowances in all that is looked into: what is sealed is not.
fn find(
    directory: &Directory<'_>,
    scripts: &[BTreeMap<Dialect, Scripts>],
    seal: &Seal,
) -> Allowances {
    let mut found = Allowances::new();
    for (n, revision) in directory.found.revisions.iter().enumerate() {
        let mut is_looked_into = false;
        for (dialect, both) in scripts.get(n).into_iter().flatten() {
            if seal.covers(n, *dialect) {
                continue;
            }
            is_looked_into = true;
            for script in [&both.up, &both.down].into_iter().flatten() {
                let own = allowances(&script.text, *dialect);
                if !own.is_empty() {
                    found.entry(script.file.clone()).or_default().extend(own);
                }
            }
        }
        let toml = format!("{}/revision.toml", revision.path);
        if let Some(text) = directory
            .reading
            .files
            .get(&toml)
            .filter(|_| is_looked_into)
        {
            let own = allowances_in_toml(text);
            if !own.is_empty() {
                found.insert(toml, own);
            }
        }
    }
    found
}

/// What is wrong with an allowance itself.
fn mistakes(file: &str, allowance: &Allowance) -> Vec<Diagnostic> {
    let error = |span: &std::ops::Range<usize>, message: String| {
        let at = Label::at(file, span.clone());
        Diagnostic::error(codes::BAD_ALLOWANCE, at, message)
    };
    let form = "write the code of the message and why it does not hold here: `migrate-allow \
                unknown-function: the server's own extension has it`";
    if allowance.codes.is_empty() {
        let message = "this allows nothing".to_owned();
        return vec![error(&allowance.span, message).help(form)];
    }
    let unknown = allowance.codes.iter();
    let unknown = unknown.filter(|(_, code)| !codes::find(code).is_some_and(is_of_a_script));
    let unknown = unknown.map(|(span, code)| {
        let message = format!("`{code}` is nothing that can be allowed in a script");
        let all = codes::all().filter(|code| is_of_a_script(*code));
        error(span, message).help(match closest(code, all.map(Code::name)) {
            Some(close) => format!("the closest one is `{close}`"),
            None => form.to_owned(),
        })
    });
    let mut found: Vec<Diagnostic> = unknown.collect();
    if found.is_empty() && !allowance.has_reason {
        let message = "this does not say why".to_owned();
        found.push(error(&allowance.span, message).help(form));
    }
    found
}

fn unneeded(file: &str, span: std::ops::Range<usize>, code: &str) -> Diagnostic {
    let message = format!("`{code}` is allowed here, and there is no such mistake");
    Diagnostic::warning(codes::UNUSED_ALLOWANCE, Label::at(file, span), message)
        .help("leave it out: it would hide the next one")
}
