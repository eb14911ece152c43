use super::revision::one_line;
use crate::args::{DialectArgs, DirectoryArgs, Outcome};
use crate::directory::{Chain, Changes, Directory, without_database};
use crate::draft::{array, quoted};
use crate::format::Format;
use crate::rewrite::{list, refuse_plain_diesel};
use crate::squash_scripts::{Squashed, check_same_schema};
use crate::timestamp::Timestamp;
use crate::{Failure, Terminal};
use clap::Args;
use migrate_check::LOCK_FILE;
use migrate_graph::RevisionIndex;
use serde_json::json;
use std::collections::BTreeSet;

/// Combines several revisions into one
///
/// Its scripts are theirs, joined in order, and their folders are removed. It records what it replaces: a
/// database that has applied all of them counts as having applied it, an empty one runs only it, and
/// one that has applied some of them is refused, until a version with the old files has brought it to
/// the last of them. The resulting schema is compared with theirs before anything is written.
///
/// Sealed revisions are squashed with --checkpoint, which rewrites migrations.lock.
#[derive(Args, Debug)]
#[command(
    verbatim_doc_comment,
    after_help = "Examples: cargo migrate squash 20240102:20240105 -m \"orders\"\n          \
                  cargo migrate squash base:20241231 --checkpoint -m \"all of 2024\""
)]
pub(crate) struct Squash {
    #[command(flatten)]
    directory: DirectoryArgs,
    /// From a to b, inclusive: `base:b` from the first one
    #[arg(value_name = "A:B")]
    range: String,
    /// The message of the new revision
    #[arg(long, short, value_name = "TEXT", value_parser = one_line)]
    message: Option<String>,
    /// The id; by default that of the last one followed by `_squashed`
    #[arg(long, value_name = "ID")]
    rev_id: Option<String>,
    /// Allow sealed revisions: databases that have applied them carry on
    #[arg(long)]
    checkpoint: bool,
    /// Write nothing
    #[arg(long)]
    dry_run: bool,
    /// How to report the changes
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// The time of creation, instead of the current time
    #[arg(long, value_name = "TIME", hide = true, value_parser = Timestamp::parse)]
    created: Option<Timestamp>,
}

impl Squash {
    pub fn run(&self, terminal: &mut Terminal) -> Outcome {
        let directory = Directory::new(&self.directory);
        let chain = directory.chain()?;
        refuse_plain_diesel(&chain, "what a revision replaces can't be said")?;
        let region = Region::find(&chain, &self.range)?;
        let sealed = directory.sealed()?;
        let is_sealed = self.refuse_half_sealed(&directory, &chain, &region, &sealed)?;
        let checked = directory.checked_chain(&DialectArgs::default())?;
        let ids: Vec<&str> = region.ids(&chain);
        let squashed = Squashed::join(&checked, &ids)?;
        let last = ids.last().copied().unwrap_or_default();
        let id = self
            .rev_id
            .clone()
            .unwrap_or_else(|| format!("{last}_squashed"));
        let message = match &self.message {
            Some(message) => message.clone(),
            None => format!("squash {} to {last}", ids[0]),
        };
        let now = self.created.unwrap_or_else(Timestamp::now);
        let naming = directory.naming(&chain)?;
        let mut toml = format!("revision = {}\n", quoted(&id));
        toml += &format!("revises = {}\n", list(&region.parents(&chain)));
        toml += &format!("message = {}\n", quoted(&message));
        toml += &format!("created = {}\n", naming.zone.format(now));
        toml += &squashed.keys();
        toml += &format!("replaces = {}\n", array(&squashed.replaces));
        let mut changes = Changes::new_folder(crate::draft::Folder {
            name: naming.folder(&id, &message, now),
            files: [("revision.toml".to_owned(), toml)]
                .into_iter()
                .chain(squashed.files)
                .collect(),
        });
        changes.removed = region
            .revisions
            .iter()
            .map(|revision| chain.path(*revision).to_owned())
            .collect();
        let after = directory.chain_with(&changes)?;
        if is_sealed {
            let end = sealed
                .iter()
                .filter(|sealed| !ids.contains(&sealed.as_str()));
            let end = end.filter_map(|sealed| after.graph.find(sealed));
            let own = after.graph.find(&id);
            // The last one in the order of the chain is the sealed head.
            let order = after.graph.order();
            let at = |revision: &RevisionIndex| order.iter().position(|one| one == revision);
            let target = end.chain(own).max_by_key(at);
            let lock = target.map(|target| directory.seal_with(&changes, target.get()));
            if let Some(lock) = lock {
                changes.texts.insert(LOCK_FILE.to_owned(), lock?);
            }
        }
        let errors = directory.new_errors(&changes);
        let help = "what works in several transactions may not in one: squash a smaller range, or mend the \
                    scripts first";
        errors.refuse(&directory, help)?;
        if let Some(new) = &errors.chain {
            check_same_schema(&checked, new, last, &id)?;
        }
        let document = json!({ "revision": id, "replaces": squashed.replaces });
        match self.dry_run {
            true if self.format == Format::Json => terminal.line(document),
            true => terminal.line(format!(
                "{id} would replace {}: a dry run, nothing was written",
                ids.join(", ")
            )),
            false => changes
                .apply(&directory)?
                .say(document, self.format, terminal),
        }
        terminal.say(format!(
            "note: a database that has applied all of them goes on from `{id}`; one that has applied only \
             some is refused until the old files have brought it to `{last}`"
        ));
        Ok(true)
    }

    /// Returns whether the lock has to be rewritten; an error if only some revisions are sealed.
    fn refuse_half_sealed(
        &self,
        directory: &Directory,
        chain: &Chain<'_>,
        region: &Region,
        sealed: &BTreeSet<String>,
    ) -> Result<bool, Failure> {
        let ids = region.ids(chain);
        let named: Vec<&str> = ids
            .iter()
            .copied()
            .filter(|id| sealed.contains(*id))
            .collect();
        if named.is_empty() {
            return Ok(false);
        }
        if named.len() < ids.len() {
            let lock = directory.path_of(LOCK_FILE);
            return Err(Failure::new(format!(
                "`{}` {} sealed, and the others of the range are not",
                named.join("`, `"),
                if named.len() == 1 { "is" } else { "are" }
            ))
            .note(format!("`{lock}` ends within the range"))
            .help("squash up to the last sealed one, or start after it"));
        }
        if !self.checkpoint {
            let message = format!(
                "`{}` are sealed: databases may have run them",
                named.join("`, `")
            );
            return Err(Failure::new(message).help(
                "add `--checkpoint`: this rewrites the lock, and databases that have applied all of them carry on",
            ));
        }
        Ok(true)
    }
}

/// The revisions to squash: everything between two revisions, without references from outside to its
/// inner revisions.
struct Region {
    /// The revisions, in the order of the chain.
    revisions: Vec<RevisionIndex>,
}

impl Region {
    fn find(chain: &Chain<'_>, range: &str) -> Result<Self, Failure> {
        let Some((first, last)) = range.split_once(':') else {
            return Err(Failure::new(format!("`{range}` is not a range"))
                .help("write both ends: `cargo migrate squash 20240102:20240105`"));
        };
        let one = |name: &str| match chain.graph.resolve(name, None).map_err(without_database)?[..]
        {
            [one] => Ok(one),
            _ => Err(Failure::new(format!("`{name}` is not one revision"))),
        };
        let last = one(if last.is_empty() { "head" } else { last })?;
        let below = chain.closure(last, |revision| chain.graph.revises(revision));
        let inside = match first {
            "" | "base" => below,
            first => {
                let first = one(first)?;
                let above = chain.closure(first, |revision| chain.graph.children(revision));
                below.intersection(&above).copied().collect()
            }
        };
        let order = chain.graph.order().iter().copied();
        let region = Self {
            revisions: order.filter(|one| inside.contains(one)).collect(),
        };
        region.judge(chain, range)?;
        Ok(region)
    }

    fn judge(&self, chain: &Chain<'_>, range: &str) -> Result<(), Failure> {
        let (Some(first), Some(last)) = (self.revisions.first(), self.revisions.last()) else {
            return Err(Failure::new(format!("there is nothing in `{range}`"))
                .help("write the older end first"));
        };
        if first == last {
            return Err(Failure::new(format!(
                "`{range}` is one revision: nothing to squash"
            )));
        }
        let id = |revision: RevisionIndex| chain.graph.id(revision);
        let is_inside = |revision: &RevisionIndex| self.revisions.contains(revision);
        for revision in &self.revisions {
            let parents = chain.graph.revises(*revision);
            let is_entry = revision == first || parents.is_empty();
            if let Some(other) = parents.iter().find(|one| !is_entry && !is_inside(one)) {
                return Err(crossing(
                    id(*revision).as_str(),
                    "revises",
                    id(*other).as_str(),
                ));
            }
            let children = chain.graph.children(*revision);
            if let Some(other) = children
                .iter()
                .find(|one| revision != last && !is_inside(one))
            {
                return Err(crossing(
                    id(*other).as_str(),
                    "revises",
                    id(*revision).as_str(),
                ));
            }
        }
        Ok(())
    }

    fn ids<'c>(&self, chain: &'c Chain<'_>) -> Vec<&'c str> {
        let revisions = self.revisions.iter();
        revisions.map(|one| chain.graph.id(*one).as_str()).collect()
    }

    /// Returns the parents of the first one.
    fn parents(&self, chain: &Chain<'_>) -> Vec<String> {
        let first = self.revisions.first().into_iter();
        let parents = first.flat_map(|first| chain.graph.revises(*first));
        parents
            .map(|one| chain.graph.id(*one).to_string())
            .collect()
    }
}

fn crossing(child: &str, verb: &str, parent: &str) -> Failure {
    Failure::new(format!(
        "the range is not self-contained: `{child}` {verb} `{parent}`, and only one of the two is in it"
    ))
    .help("`cargo migrate graph` shows where branches part and meet: begin and end where all of them are one")
}
