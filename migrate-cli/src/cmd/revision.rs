use crate::args::{DialectArg, DialectArgs, DirectoryArgs, Outcome, distinct};
use crate::autogenerate::{self, Autogenerate};
use crate::directory::{Chain, Directory};
use crate::draft::Scripts;
use crate::format::Format;
use crate::new_revision::{Made, NewRevision, NotPlaced, Place};
use crate::timestamp::Timestamp;
use crate::{Failure, Terminal};
use clap::Args;
use migrate_check::diagnostic::shell_word;
use migrate_graph::PlanError;

/// Writes the folder of a new revision, to be filled in
///
/// It revises the current head. If there are several heads, select one with --head, or give several to
/// join them.
///
/// With --autogenerate, the scripts are written, too: they change the schema of the revisions to that of
/// a hand-edited schema.rs (the one of [schema] in migrate.toml, or --schema) or of a live database
/// (--live, --url). A statement that loses rows or values, or may be refused, has a line `-- lossy: …`
/// before it. A schema.rs does not describe defaults, checks and indexes: these stay. If there is
/// nothing to do, nothing is written, and the exit code is 0.
#[derive(Args, Debug)]
#[command(
    verbatim_doc_comment,
    after_help = "Examples: cargo migrate revision -m \"add user profile\"\n          \
                  cargo migrate revision --autogenerate -m \"add user profile\""
)]
pub(crate) struct Revision {
    #[command(flatten)]
    directory: DirectoryArgs,
    /// The message of the revision
    #[arg(long, short, value_name = "TEXT", value_parser = one_line)]
    message: String,
    /// The parent; several make a merge, `base` begins a new chain
    #[arg(long = "head", value_name = "REV", value_delimiter = ',')]
    heads: Vec<String>,
    /// Allow --head to name a revision that has children: a new branch begins there
    #[arg(long)]
    splice: bool,
    /// The id, instead of one from the current time
    #[arg(long, value_name = "ID")]
    rev_id: Option<String>,
    /// A label for the branch that begins with it
    #[arg(long = "branch-label", value_name = "LABEL", value_delimiter = ',')]
    branch_labels: Vec<String>,
    /// A revision or branch of another chain that must be applied before it
    #[arg(long, value_name = "REV", value_delimiter = ',')]
    depends_on: Vec<String>,
    /// Write a script for each of these dialects, instead of one for all
    #[arg(
        long = "dialect",
        value_enum,
        value_name = "DIALECT",
        value_delimiter = ','
    )]
    dialects: Vec<DialectArg>,
    #[command(flatten)]
    autogenerate: Autogenerate,
    /// How to report the changes
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// The time of creation, instead of the current time
    #[arg(long, value_name = "TIME", hide = true, value_parser = Timestamp::parse)]
    created: Option<Timestamp>,
}

impl Revision {
    pub fn run(&self, terminal: &mut Terminal) -> Outcome {
        let directory = Directory::new(&self.directory);
        let chain = directory.chain_to_extend()?;
        let new = self.new_revision(&directory, &chain)?;
        let generated = match self.autogenerate.is_asked() {
            true => {
                let dialects = DialectArgs::new(&self.dialects);
                match self
                    .autogenerate
                    .generate(&directory, &dialects, terminal)?
                {
                    Some(generated) => Some(generated),
                    None => return Ok(true),
                }
            }
            false => None,
        };
        let scripts = match &generated {
            Some(generated) => generated.scripts.clone(),
            None if new.is_merge() => Vec::new(),
            None => self.scripts(&chain),
        };
        let changes = new.changes(&self.branch_labels, scripts)?;
        let after = match &generated {
            Some(generated) => autogenerate::judge(&directory, &changes, generated)?,
            None => Vec::new(),
        };
        new.write(&changes, self.format, terminal)?;
        for note in after {
            terminal.say(note);
        }
        Ok(true)
    }

    fn new_revision<'a>(
        &'a self,
        directory: &'a Directory,
        chain: &'a Chain<'a>,
    ) -> Result<NewRevision<'a>, Failure> {
        let place = Place {
            heads: &self.heads,
            splice: self.splice,
            depends_on: &self.depends_on,
        };
        let made = Made {
            rev_id: self.rev_id.as_deref(),
            now: self.created.unwrap_or_else(Timestamp::now),
            message: &self.message,
        };
        NewRevision::find(directory, chain, place, made).map_err(|error| match error {
            NotPlaced::Plan(PlanError::MultipleHeads { heads, .. }) if self.heads.is_empty() => {
                let may_choose = !self.autogenerate.is_asked();
                several_heads(directory, &heads, may_choose)
            }
            NotPlaced::Plan(other) => other.into(),
            NotPlaced::Id(failure) => *failure,
        })
    }

    /// Returns the scripts to write: one for all dialects, or one for each. As requested, otherwise like
    /// the newest revision.
    fn scripts(&self, chain: &Chain<'_>) -> Vec<Scripts> {
        let suffixes: Vec<String> = match distinct(&self.dialects) {
            Some(dialects) => dialects
                .iter()
                .map(|dialect| format!(".{dialect}"))
                .collect(),
            None => chain.suffixes_of_newest_scripts(),
        };
        suffixes.into_iter().map(Scripts::blank).collect()
    }
}

/// Parses a message, which must be one line.
pub(crate) fn one_line(text: &str) -> Result<String, &'static str> {
    match text.trim() {
        "" => Err("say what the revision does"),
        text if text.contains(['\n', '\r']) => Err("write it on one line"),
        text => Ok(text.to_owned()),
    }
}

fn several_heads(directory: &Directory, heads: &[String], may_choose: bool) -> Failure {
    let names: Vec<String> = heads.iter().map(|head| format!("`{head}`")).collect();
    let option = |head: &String| format!(" --head {}", shell_word(head));
    let merge = directory.command("merge heads");
    let failure = Failure::new(format!(
        "multiple head revisions are present: {}",
        names.join(", ")
    ))
    .help(format!("join them first: `{merge}`"));
    match heads.first().filter(|_| may_choose) {
        Some(head) => failure.note(format!(
            "to go on from one of them, add `{}`",
            option(head).trim_start()
        )),
        None => failure,
    }
}
