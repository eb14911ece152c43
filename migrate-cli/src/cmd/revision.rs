use crate::authoring::{DialectArg, DialectArgs, DirectoryArgs, Outcome, distinct};
use crate::autogenerate::{self, Autogenerate};
use crate::directory::{Chain, Directory};
use crate::draft::{Draft, Scripts};
use crate::timestamp::Timestamp;
use crate::{Failure, Terminal};
use clap::Args;
use migrate_check::diagnostic::shell_word;
use migrate_graph::{Graph, NewParents, PlanError, RevisionIndex};

/// Writes the folder of a new revision, to be filled in
///
/// It revises the present head. Where there are several heads, --head says which one it revises; or
/// give several to join them.
///
/// With --autogenerate, the scripts are written: from what the revisions make to what a hand-edited
/// schema.rs (that of [schema] in migrate.toml, or --schema) or a live database (--url) has.
#[derive(Args, Debug)]
#[command(
    verbatim_doc_comment,
    after_help = "Examples: cargo migrate revision -m \"add user profile\"\n          \
                  cargo migrate revision --autogenerate -m \"add user profile\""
)]
pub(crate) struct Revision {
    #[command(flatten)]
    directory: DirectoryArgs,
    /// What it does, in one line
    #[arg(long, short, value_name = "TEXT", value_parser = one_line)]
    message: String,
    /// What it revises; several make a merge, `base` begins a new chain
    #[arg(long = "head", value_name = "REV", value_delimiter = ',')]
    heads: Vec<String>,
    /// Allow --head to name a revision that has children: a new branch begins there
    #[arg(long)]
    splice: bool,
    /// Its id, instead of the present time
    #[arg(long, value_name = "ID")]
    rev_id: Option<String>,
    /// A name for the branch that begins with it
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
    /// The time of its making, instead of the present
    #[arg(long, value_name = "TIME", hide = true, value_parser = Timestamp::parse)]
    created: Option<Timestamp>,
}

impl Revision {
    pub fn run(&self, terminal: &mut Terminal) -> Outcome {
        let directory = Directory::new(&self.directory);
        let chain = directory.chain_to_extend()?;
        let parents = self.parents(&directory, &chain.graph)?;
        let now = self.created.unwrap_or_else(Timestamp::now);
        let id = self.id(&chain, &parents.revises, now)?;
        let revises: Vec<&str> = parents
            .revises
            .iter()
            .map(|parent| chain.graph.id(*parent).as_str())
            .collect();
        let is_merge = revises.len() > 1;
        let generated = match self.autogenerate.is_asked() {
            true => {
                let dialects = DialectArgs::of(&self.dialects);
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
        let draft = Draft {
            id: &id,
            revises: revises.clone(),
            message: &self.message,
            created: now,
            depends_on: parents.depends_on,
            branch_labels: self.branch_labels.iter().map(String::as_str).collect(),
            scripts: match &generated {
                Some(generated) => generated.scripts.clone(),
                None if is_merge => Vec::new(),
                None => self.scripts(&chain),
            },
        };
        let folder = draft.folder(chain.is_plain_diesel());
        let extended = directory.chain_with(&folder)?;
        if chain.is_plain_diesel() {
            self.refuse_what_names_cannot_say(&extended.graph, &id, &revises)?;
        }
        let after = match &generated {
            Some(generated) => autogenerate::judge(&directory, &folder, generated)?,
            None => Vec::new(),
        };
        for file in folder.write(&directory)? {
            terminal.line(format!("wrote {file}"));
        }
        for note in after {
            terminal.say(note);
        }
        Ok(true)
    }

    fn parents(&self, directory: &Directory, graph: &Graph) -> Result<NewParents, Failure> {
        let heads: Vec<&str> = self.heads.iter().map(String::as_str).collect();
        let depends_on: Vec<&str> = self.depends_on.iter().map(String::as_str).collect();
        parents(graph, &heads, self.splice, &depends_on).map_err(|error| match error {
            PlanError::MultipleHeads { heads, .. } if self.heads.is_empty() => {
                several_heads(directory, &heads)
            }
            other => other.into(),
        })
    }

    /// In a directory without `revision.toml`, the folders' names are the chain.
    fn refuse_what_names_cannot_say(
        &self,
        extended: &Graph,
        id: &str,
        revises: &[&str],
    ) -> Result<(), Failure> {
        let said = extended.find(id).map(|revision| extended.revises(revision));
        let said: Option<Vec<&str>> = said.map(|parents| {
            parents
                .iter()
                .map(|parent| extended.id(*parent).as_str())
                .collect()
        });
        let is_plain = self.branch_labels.is_empty() && self.depends_on.is_empty();
        if is_plain && said.as_deref() == Some(revises) {
            return Ok(());
        }
        Err(
            Failure::new("in a directory without `revision.toml`, names alone order the revisions")
                .note(format!("`{id}` would not stand where it should"))
                .help("leave out all options but `--message`"),
        )
    }

    /// The id asked for, or the present time as one that sorts behind what it revises.
    fn id(
        &self,
        chain: &Chain<'_>,
        parents: &[RevisionIndex],
        now: Timestamp,
    ) -> Result<String, Failure> {
        if let Some(id) = &self.rev_id {
            return match chain.graph.find(id) {
                Some(_) => Err(Failure::new(format!("there is a revision `{id}` already"))
                    .help("choose another `--rev-id`, or leave it out to use the present time")),
                None => Ok(id.clone()),
            };
        }
        let mut moment = now;
        for parent in parents {
            let parent = chain.graph.id(*parent).as_str();
            moment = match chain.is_plain_diesel() {
                true => moment.first_after(parent).unwrap_or(moment),
                false => after(moment, parent),
            };
        }
        while chain.graph.find(&moment.id()).is_some() {
            moment = moment
                .next()
                .ok_or_else(|| Failure::new("no later time can be written"))?;
        }
        Ok(moment.id())
    }

    /// What distinguishes the scripts: nothing for one that serves all dialects, or their names. As
    /// asked for, else as the newest revision has them.
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

/// What a new revision revises (without `heads` the one head there is) and depends on.
pub(crate) fn parents(
    graph: &Graph,
    heads: &[&str],
    splice: bool,
    depends_on: &[&str],
) -> Result<NewParents, PlanError> {
    let the_head: &[&str] = if graph.is_empty() { &[] } else { &["head"] };
    let heads = if heads.is_empty() { the_head } else { heads };
    graph.parents_for_new(heads, splice, depends_on)
}

/// The first moment from `now` on whose id sorts behind a parent's, where that is a time too. Ids
/// of other kinds are no reason to invent a future.
fn after(now: Timestamp, parent: &str) -> Timestamp {
    let is_dated = parent.len() >= 8 && parent.bytes().take(8).all(|byte| byte.is_ascii_digit());
    if is_dated {
        now.first_after(parent).unwrap_or(now)
    } else {
        now
    }
}

/// A message as `revision.toml` takes it.
fn one_line(text: &str) -> Result<String, &'static str> {
    match text.trim() {
        "" => Err("say what the revision does"),
        text if text.contains(['\n', '\r']) => Err("write it on one line"),
        text => Ok(text.to_owned()),
    }
}

fn several_heads(directory: &Directory, heads: &[String]) -> Failure {
    let names: Vec<String> = heads.iter().map(|head| format!("`{head}`")).collect();
    let option = |head: &String| format!(" --head {}", shell_word(head));
    let options: String = heads.iter().map(option).collect();
    let merge = directory.command(&format!("revision -m \"merge heads\"{options}"));
    let failure = Failure::new(format!("there are several heads: {}", names.join(", ")))
        .help(format!("join them first: `{merge}`"));
    match heads.first() {
        Some(head) => failure.note(format!(
            "to go on from one of them, add `{}`",
            option(head).trim_start()
        )),
        None => failure,
    }
}
