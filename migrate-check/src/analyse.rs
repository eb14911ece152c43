//! The scripts of the revisions, analysed for each dialect.
use crate::analyses::{Analyses, Asked};
use crate::chain::{CheckedScript, Scripts};
use crate::diagnostic::{Code, Diagnostic, Label, Severity};
use crate::layout::Reading;
use crate::revision::FoundRevision;
use crate::{Dialect, codes};
use migrate_sql::{self, Analysis, Problem};
use std::collections::BTreeMap;

/// Analyses the scripts of one revision for each of `dialects`. Each problem is reported once,
/// with the dialects that it is one for, if its file is for several.
pub(crate) fn analyse_scripts(
    reading: &mut Reading<'_>,
    revision: &FoundRevision,
    dialects: &[Dialect],
    asked: &dyn Fn(Dialect) -> Asked,
    known: &mut Analyses,
) -> BTreeMap<Dialect, Scripts> {
    // Also those that no dialect here is for: all are inputs of the build, and text.
    for file in revision.up.files().chain(revision.down.files()) {
        reading.text(file);
    }
    let mut scripts: BTreeMap<Dialect, Scripts> = BTreeMap::new();
    let mut found: BTreeMap<String, FileProblems> = BTreeMap::new();
    for dialect in dialects {
        let mut one = |file: Option<&str>| {
            let file = file?;
            let text = reading.text(file)?.to_owned();
            let asked = asked(*dialect);
            let analysis = known.take(file, &text, asked);
            let analysis = analysis.unwrap_or_else(|| analyse_one(&text, asked));
            let problems = analysis.problems.clone();
            found
                .entry(file.to_owned())
                .or_default()
                .add(*dialect, problems);
            let file = file.to_owned();
            Some(CheckedScript {
                file,
                text,
                analysis,
            })
        };
        let up = one(revision.up.for_dialect(*dialect));
        let down = one(revision.down.for_dialect(*dialect));
        scripts.insert(*dialect, Scripts { up, down });
    }
    for (file, problems) in found {
        let mut diagnostics: Vec<_> = problems.into_diagnostics(&file).collect();
        for diagnostic in &mut diagnostics {
            if diagnostic.code == codes::TRANSACTION_CONTROL {
                diagnostic.help = Some(format!(
                    "remove it, or {}",
                    revision.without_transaction(&file)
                ));
            }
        }
        reading.diagnostics.extend(diagnostics);
    }
    let up = scripts.values().find_map(|both| both.up.as_ref());
    if let Some(up) = up
        && up.analysis.statements.is_empty()
        && up.analysis.documentation.is_none()
        && !dialects.iter().any(|dialect| asked(*dialect).is_sealed)
        && !revision.is_merge()
        && !has_errors(&up.analysis)
    {
        reading.report(empty_script(&up.file, revision));
    }
    scripts
}

fn analyse_one(text: &str, asked: Asked) -> Analysis {
    if asked.is_sealed {
        return migrate_sql::outline(text, asked.dialect);
    }
    let mut analysis = match asked.is_mariadb {
        true => migrate_sql::analyse_for_mariadb(text),
        false => migrate_sql::analyse(text, asked.dialect),
    };
    if asked.transaction && !has_errors(&analysis) {
        let more = migrate_sql::transaction_control(text, asked.dialect, &analysis.statements);
        analysis.problems.extend(more);
    }
    analysis
}

fn has_errors(analysis: &Analysis) -> bool {
    let mut problems = analysis.problems.iter();
    problems.any(|problem| problem.severity == Severity::Error)
}

/// What is wrong with one file, in all dialects that it is for.
#[derive(Default)]
struct FileProblems {
    dialects: usize,
    by_place: BTreeMap<(usize, Code), (Problem, Vec<Dialect>)>,
}

impl FileProblems {
    fn add(&mut self, dialect: Dialect, problems: Vec<Problem>) {
        self.dialects += 1;
        for problem in problems {
            let place = (problem.span.start, problem.code);
            let (_, dialects) = self
                .by_place
                .entry(place)
                .or_insert_with(|| (problem, Vec::new()));
            if dialects.last() != Some(&dialect) {
                dialects.push(dialect);
            }
        }
    }

    fn into_diagnostics(self, file: &str) -> impl Iterator<Item = Diagnostic> {
        let several = self.dialects > 1;
        self.by_place.into_values().map(move |(problem, dialects)| {
            let mut message = problem.message;
            if several {
                let names: Vec<&str> = dialects.iter().map(|dialect| dialect.name()).collect();
                message = format!("{message} ({})", names.join(", "));
            }
            let only_here = dialects.len() < self.dialects;
            let own_script = || own_script(file, dialects.first().filter(|_| only_here)?);
            Diagnostic {
                code: problem.code,
                severity: problem.severity,
                message,
                primary: Some(Label {
                    file: file.to_owned(),
                    span: Some(problem.span),
                    text: problem.label,
                }),
                related: Vec::new(),
                notes: Vec::new(),
                help: match (problem.help, own_script()) {
                    (Some(help), Some(own)) => Some(format!("{help}; {own}")),
                    (help, own) => help.or(own),
                },
                dialects,
            }
        })
    }
}

/// Where the others take it, a script of its own may be what one dialect needs.
fn own_script(file: &str, dialect: &Dialect) -> Option<String> {
    let (folder, name) = file.rsplit_once('/')?;
    let direction = name.strip_suffix(".sql")?;
    matches!(direction, "up" | "down").then(|| {
        format!("the other dialects take it: write `{{dir}}/{folder}/{direction}.{dialect}.sql` for {dialect}")
    })
}

/// A comment that says why there is nothing to do is enough for a script without statements; one
/// without a single byte is refused by Diesel, at run time.
fn empty_script(file: &str, revision: &FoundRevision) -> Diagnostic {
    let message = "this script holds no statement";
    let help = match revision.backfill.is_some() {
        true => format!("remove `{{dir}}/{file}`: a revision with a `backfill` needs no script"),
        false => "write what the revision changes, or a comment that says why it changes nothing"
            .to_owned(),
    };
    Diagnostic::warning(codes::EMPTY_SCRIPT, Label::whole(file), message).help(help)
}
