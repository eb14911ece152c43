use crate::args::{DialectArgs, DirectoryArgs, Outcome};
use crate::directory::{Directory, without_database};
use crate::listing::Revisions;
use crate::rewrite::refuse_sealed;
use crate::{Failure, Terminal};
use clap::Args;
use migrate_check::diagnostic::Diagnostic;
use std::process::Command;

/// Opens the scripts of a revision in an editor, and checks them afterwards
///
/// The editor is `$VISUAL`, otherwise `$EDITOR`. For a revision without scripts, revision.toml is opened.
#[derive(Args, Debug)]
#[command(
    verbatim_doc_comment,
    after_help = "Example: EDITOR=\"code --wait\" cargo migrate edit head"
)]
pub(crate) struct Edit {
    #[command(flatten)]
    directory: DirectoryArgs,
    /// An id, the unique beginning of one, head or label@head
    #[arg(value_name = "REV", default_value = "head")]
    revision: String,
    /// Open revision.toml too
    #[arg(long)]
    toml: bool,
}

impl Edit {
    pub fn run(&self, terminal: &mut Terminal) -> Outcome {
        let directory = Directory::new(&self.directory);
        let chain = directory.chain()?;
        let revisions = chain
            .graph
            .resolve(&self.revision, None)
            .map_err(without_database)?;
        if revisions.is_empty() {
            return Err(Failure::new("there is no revision to edit"));
        }
        refuse_sealed(&directory, &chain, &revisions, "edited")?;
        let mut files = Vec::new();
        for revision in &revisions {
            let scripts = chain.facts(*revision).scripts;
            if self.toml || scripts.is_empty() {
                let toml = format!("{}/revision.toml", chain.path(*revision));
                files.push(directory.path_of(&toml));
            }
            files.extend(scripts);
        }
        open(&files)?;
        let mut found = directory.check(&DialectArgs::default(), false, false);
        let paths: Vec<&str> = revisions.iter().map(|one| chain.path(*one)).collect();
        let concerns = |found: &Diagnostic| {
            let file = found.primary.as_ref().map_or("", |label| &*label.file);
            paths.iter().any(|path| file.starts_with(path))
        };
        found.diagnostics.retain(concerns);
        directory.say_all(&found.diagnostics, &found.files, terminal);
        Ok(!found.diagnostics.iter().any(Diagnostic::is_error))
    }
}

/// Opens files in the user's editor, and waits until it ends.
fn open(files: &[String]) -> Result<(), Failure> {
    let named = ["VISUAL", "EDITOR"].into_iter().find_map(|variable| {
        let editor = std::env::var(variable).ok()?;
        (!editor.trim().is_empty()).then_some(editor)
    });
    let listed = files.join(" ");
    let Some(editor) = named else {
        return Err(
            Failure::new("neither `VISUAL` nor `EDITOR` names an editor")
                .help(format!("set one, or open the files yourself: {listed}")),
        );
    };
    let mut words = editor.split_whitespace();
    let program = words.next().unwrap_or_default();
    let failure = |what: String| {
        Failure::new(format!("the editor `{editor}` {what}"))
            .help(format!("the files are as they were left: {listed}"))
    };
    let status = Command::new(program)
        .args(words)
        .args(files)
        .status()
        .map_err(|error| failure(format!("can't be run: {error}")))?;
    match status.success() {
        true => Ok(()),
        false => Err(failure(format!("failed: {status}"))),
    }
}
