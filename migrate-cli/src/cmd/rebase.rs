use crate::args::{DirectoryArgs, Outcome};
use crate::directory::{Chain, Changes, Directory, without_database};
use crate::format::Format;
use crate::rewrite::{list, refuse_plain_diesel, refuse_sealed, set_key};
use crate::{Failure, Terminal};
use clap::Args;
use migrate_check::diagnostic::shell_word;
use migrate_graph::RevisionIndex;
use serde_json::json;
use std::collections::BTreeSet;

/// Moves a branch on top of the head of another one, so that the chain is linear again
///
/// Only `revises` is rewritten, and only in unsealed revisions. The result is replayed in the model of
/// the schema first: if a script would be refused at its new position, nothing is written.
#[derive(Args, Debug)]
#[command(
    verbatim_doc_comment,
    after_help = "Examples: cargo migrate rebase\n          \
                  cargo migrate rebase prices@head --onto orders@head"
)]
pub(crate) struct Rebase {
    #[command(flatten)]
    directory: DirectoryArgs,
    /// The head of the branch to move; by default the unsealed one of two heads, otherwise the newer one
    #[arg(value_name = "HEAD")]
    head: Option<String>,
    /// The head to move it onto; by default the other one of two
    #[arg(long, value_name = "HEAD")]
    onto: Option<String>,
    /// Write nothing
    #[arg(long)]
    dry_run: bool,
    /// How to report the changes
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

/// A branch and its destination.
struct Move {
    /// The revisions of the branch that are not below the other head, in the order of the chain.
    branch: Vec<RevisionIndex>,
    onto: RevisionIndex,
    below: BTreeSet<RevisionIndex>,
}

impl Rebase {
    pub fn run(&self, terminal: &mut Terminal) -> Outcome {
        let directory = Directory::new(&self.directory);
        let chain = directory.chain()?;
        refuse_plain_diesel(&chain, "there are no branches to move")?;
        let moved = self.find(&directory, &chain)?;
        refuse_sealed(&directory, &chain, &moved.branch, "moved")?;
        let id = |revision: &RevisionIndex| chain.graph.id(*revision).to_string();
        let mut changes = Changes::default();
        let mut lines = Vec::new();
        for revision in &moved.branch {
            let before = chain.graph.revises(*revision);
            let is_below = |parent: &&RevisionIndex| moved.below.contains(parent);
            let is_root = before.is_empty() || before.iter().any(|parent| is_below(&parent));
            if !is_root {
                continue;
            }
            if before.len() > 1 {
                return Err(merge_in_branch(&id(revision)));
            }
            let after = [id(&moved.onto)];
            let path = chain.path(*revision);
            set_key(&directory, &mut changes, path, "revises", &list(&after))?;
            let from = before.first().map_or("<base>".to_owned(), &id);
            lines.push((id(revision), from));
        }
        let help = "edit the scripts of the branch that moves, so that they fit behind the other: what both \
                    branches do, remove from one of them, in `up.sql` and in `down.sql`; then type this again";
        directory.new_errors(&changes).refuse(&directory, help)?;
        self.say(&directory, &chain, &moved, &lines, &changes, terminal)?;
        Ok(true)
    }

    fn say(
        &self,
        directory: &Directory,
        chain: &Chain<'_>,
        moved: &Move,
        lines: &[(String, String)],
        changes: &Changes,
        terminal: &mut Terminal,
    ) -> Result<(), Failure> {
        let onto = chain.graph.id(moved.onto).as_str();
        let branch: Vec<&str> = moved
            .branch
            .iter()
            .map(|revision| chain.graph.id(*revision).as_str())
            .collect();
        let document = json!({ "onto": onto, "moved": branch });
        if self.format == Format::Text {
            for (revision, from) in lines {
                terminal.line(format!("{revision} revises {onto}, no longer {from}"));
            }
        }
        match self.dry_run {
            true if self.format == Format::Json => terminal.line(document),
            true => terminal.line("a dry run: nothing was written"),
            false => changes
                .apply(directory)?
                .say(document, self.format, terminal),
        }
        if let Some(unsorted) = branch.iter().find(|id| **id < onto) {
            let rename = format!("rename {} --rev-id NEW", shell_word(unsorted));
            terminal.say(format!(
                "note: `{unsorted}` sorts before `{onto}`, and tools that go by ids alone (Diesel's) would \
                 apply it first; to give it another id: `{}`",
                directory.command(&rename)
            ));
        }
        Ok(())
    }

    /// Finds the branch to move, and its destination.
    fn find(&self, directory: &Directory, chain: &Chain<'_>) -> Result<Move, Failure> {
        let heads = chain.graph.heads();
        let head = self
            .head
            .as_deref()
            .map(|head| find_one(chain, head))
            .transpose()?;
        let onto = self
            .onto
            .as_deref()
            .map(|head| find_one(chain, head))
            .transpose()?;
        let other = |than: RevisionIndex| -> Result<RevisionIndex, Failure> {
            let others: Vec<RevisionIndex> = heads.iter().copied().filter(|h| *h != than).collect();
            match others[..] {
                [other] => Ok(other),
                _ => Err(ambiguous(directory, chain, &heads)),
            }
        };
        let (head, onto) = match (head, onto) {
            (Some(head), Some(onto)) => (head, onto),
            (Some(head), None) => (head, other(head)?),
            (None, Some(onto)) => (other(onto)?, onto),
            (None, None) => match heads[..] {
                [a, b] => self.find_newer(directory, chain, a, b)?,
                _ => return Err(ambiguous(directory, chain, &heads)),
            },
        };
        let moved = branch_between(chain, head, onto);
        if moved.branch.is_empty() || moved.below.contains(&head) || is_above(chain, head, onto) {
            let (head, onto) = (chain.graph.id(head), chain.graph.id(onto));
            return Err(Failure::new(format!(
                "`{head}` and `{onto}` are in one line already"
            )));
        }
        Ok(moved)
    }

    /// Returns the one of two heads whose branch can move; the one that began later if both can.
    fn find_newer(
        &self,
        directory: &Directory,
        chain: &Chain<'_>,
        a: RevisionIndex,
        b: RevisionIndex,
    ) -> Result<(RevisionIndex, RevisionIndex), Failure> {
        let sealed = directory.sealed()?;
        let is_free = |head, onto| {
            let branch = branch_between(chain, head, onto).branch;
            let mut ids = branch
                .iter()
                .map(|revision| chain.graph.id(*revision).as_str());
            ids.all(|id| !sealed.contains(id))
        };
        let began = |head, onto| {
            let branch = branch_between(chain, head, onto).branch;
            branch
                .first()
                .map(|first| chain.graph.id(*first).to_string())
        };
        let a_moves = match (is_free(a, b), is_free(b, a)) {
            (true, false) => true,
            (false, true) => false,
            _ => began(a, b) > began(b, a),
        };
        Ok(if a_moves { (a, b) } else { (b, a) })
    }
}

/// Returns the revisions below one head and not below another.
fn branch_between(chain: &Chain<'_>, head: RevisionIndex, onto: RevisionIndex) -> Move {
    let below = ancestors(chain, onto);
    let of_head = self::ancestors(chain, head);
    let order = chain.graph.order().iter().copied();
    Move {
        branch: order
            .filter(|revision| of_head.contains(revision) && !below.contains(revision))
            .collect(),
        onto,
        below,
    }
}

fn is_above(chain: &Chain<'_>, head: RevisionIndex, other: RevisionIndex) -> bool {
    ancestors(chain, head).contains(&other)
}

/// Returns a revision and all its ancestors.
fn ancestors(chain: &Chain<'_>, revision: RevisionIndex) -> BTreeSet<RevisionIndex> {
    chain.closure(revision, |revision| chain.graph.revises(revision))
}

fn find_one(chain: &Chain<'_>, name: &str) -> Result<RevisionIndex, Failure> {
    match chain.graph.resolve(name, None).map_err(without_database)?[..] {
        [one] => Ok(one),
        _ => Err(Failure::new(format!("`{name}` is not one revision"))),
    }
}

fn ambiguous(directory: &Directory, chain: &Chain<'_>, heads: &[RevisionIndex]) -> Failure {
    let ids: Vec<&str> = heads
        .iter()
        .map(|head| chain.graph.id(*head).as_str())
        .collect();
    match ids[..] {
        [] => Failure::new("there is no revision to move"),
        [one] => Failure::new(format!("there is one head, `{one}`: nothing to move")),
        [first, second, ..] => {
            let command = format!("rebase {} --onto {}", shell_word(first), shell_word(second));
            Failure::new(format!(
                "multiple head revisions are present: `{}`",
                ids.join("`, `")
            ))
            .help(format!(
                "say which branch to move, and onto which head: `{}`",
                directory.command(&command)
            ))
        }
    }
}

fn merge_in_branch(id: &str) -> Failure {
    Failure::new(format!("`{id}` merges the branch with its destination"))
        .help("remove that merge first, if no database has it")
}
