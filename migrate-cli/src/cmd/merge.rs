use super::revision::one_line;
use crate::args::{DirectoryArgs, Outcome};
use crate::directory::{Chain, Directory};
use crate::format::Format;
use crate::new_revision::{Made, NewRevision, NotPlaced, Place};
use crate::timestamp::Timestamp;
use crate::{Failure, Terminal};
use clap::Args;

/// Writes a revision that joins several heads to one
///
/// It has no scripts: it only joins the branches. They are first checked in either order; if the
/// results differ, nothing is written.
#[derive(Args, Debug)]
#[command(
    verbatim_doc_comment,
    after_help = "Examples: cargo migrate merge -m \"merge heads\"\n          \
                  cargo migrate merge abc123 def456 -m \"merge prices and orders\""
)]
pub(crate) struct Merge {
    #[command(flatten)]
    directory: DirectoryArgs,
    /// The heads to join: ids, their unique beginnings, label@head; by default all heads
    #[arg(value_name = "REV", value_delimiter = ',')]
    revisions: Vec<String>,
    /// The message of the revision
    #[arg(long, short, value_name = "TEXT", value_parser = one_line)]
    message: Option<String>,
    /// Allow revisions that have children: a new branch begins there
    #[arg(long)]
    splice: bool,
    /// The id, instead of one from the current time
    #[arg(long, value_name = "ID")]
    rev_id: Option<String>,
    /// A label for the branch that begins with it
    #[arg(long = "branch-label", value_name = "LABEL", value_delimiter = ',')]
    branch_labels: Vec<String>,
    /// How to report the changes
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// The time of creation, instead of the current time
    #[arg(long, value_name = "TIME", hide = true, value_parser = Timestamp::parse)]
    created: Option<Timestamp>,
}

impl Merge {
    pub fn run(&self, terminal: &mut Terminal) -> Outcome {
        let directory = Directory::new(&self.directory);
        let chain = directory.chain_to_extend()?;
        let all = ["heads".to_owned()];
        let place = Place {
            heads: match &self.revisions[..] {
                [] => &all,
                revisions => revisions,
            },
            splice: self.splice,
            depends_on: &[],
        };
        let joined = || format!("merge {}", joined(&chain, &self.revisions));
        let message = self.message.clone().unwrap_or_else(joined);
        let made = Made {
            rev_id: self.rev_id.as_deref(),
            now: self.created.unwrap_or_else(Timestamp::now),
            message: &message,
        };
        let new = NewRevision::find(&directory, &chain, place, made);
        let new = new.map_err(|error| match error {
            NotPlaced::Plan(error) => error.into(),
            NotPlaced::Id(failure) => *failure,
        })?;
        if !new.is_merge() {
            return Err(nothing_to_merge(&directory, &new.revises()));
        }
        if chain.is_plain_diesel() {
            return Err(Failure::new(
                "in a directory without `revision.toml`, there are no branches to merge",
            ));
        }
        let changes = new.changes(&self.branch_labels, Vec::new())?;
        let errors = directory.new_errors(&changes);
        let rebase = directory.command("rebase");
        errors.refuse(
            &directory,
            &format!(
                "edit one of the two revisions, so that both can run in either order: what both do, remove \
                 from one of them, in `up.sql` and in `down.sql`; then type this again. Where only one \
                 order is possible, move one branch on top of the other: `{rebase}`"
            ),
        )?;
        new.write(&changes, self.format, terminal)?;
        Ok(true)
    }
}

/// Returns the ids of the joined revisions.
fn joined(chain: &Chain<'_>, revisions: &[String]) -> String {
    let named = revisions
        .iter()
        .filter_map(|name| chain.graph.resolve(name, None).ok());
    let mut found: Vec<_> = named.flatten().collect();
    if revisions.is_empty() {
        found = chain.graph.heads();
    }
    let ids: Vec<&str> = found
        .iter()
        .map(|one| chain.graph.id(*one).as_str())
        .collect();
    ids.join(" and ")
}

fn nothing_to_merge(directory: &Directory, found: &[&str]) -> Failure {
    let heads = directory.command("heads");
    match found {
        [one] => Failure::new(format!("one revision is not a merge: `{one}`")),
        _ => Failure::new("there is no revision to merge"),
    }
    .help(format!(
        "name two or more, or none to join all heads; they are listed by `{heads}`"
    ))
}
