//! A new revision: its position in the chain, its id, and its folder.

use crate::directory::{Chain, Changes, Directory};
use crate::draft::{Draft, Scripts};
use crate::format::Format;
use crate::hooks;
use crate::naming::{Naming, is_dated};
use crate::timestamp::Timestamp;
use crate::{Failure, Terminal};
use migrate_graph::{Graph, NewParents, PlanError, RevisionIndex};
use serde_json::json;

/// The requested position of the new revision.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    /// The heads to revise; empty for the only head.
    pub heads: &'a [String],
    pub splice: bool,
    pub depends_on: &'a [String],
}

/// The requested id and message of the new revision.
#[derive(Clone, Copy)]
pub(crate) struct Made<'a> {
    pub rev_id: Option<&'a str>,
    pub now: Timestamp,
    /// The message.
    pub message: &'a str,
}

/// A new revision with its position and id.
pub(crate) struct NewRevision<'a> {
    directory: &'a Directory,
    chain: &'a Chain<'a>,
    parents: NewParents,
    naming: Naming,
    id: String,
    made: Made<'a>,
}

/// The reason why a new revision has no position or no id.
pub(crate) enum NotPlaced {
    Plan(PlanError),
    Id(Box<Failure>),
}

impl<'a> NewRevision<'a> {
    pub fn find(
        directory: &'a Directory,
        chain: &'a Chain<'a>,
        place: Place<'_>,
        made: Made<'a>,
    ) -> Result<Self, NotPlaced> {
        let heads: Vec<&str> = place.heads.iter().map(String::as_str).collect();
        let depends_on: Vec<&str> = place.depends_on.iter().map(String::as_str).collect();
        let parents =
            parents(&chain.graph, &heads, place.splice, &depends_on).map_err(NotPlaced::Plan)?;
        let other = |failure: Failure| NotPlaced::Id(Box::new(failure));
        let naming = match chain.is_plain_diesel() {
            true => Naming::default(),
            false => directory.naming(chain).map_err(other)?,
        };
        let id = id(chain, &naming, &parents.revises, made).map_err(other)?;
        Ok(Self {
            directory,
            chain,
            parents,
            naming,
            id,
            made,
        })
    }

    pub fn is_merge(&self) -> bool {
        self.parents.revises.len() > 1
    }

    /// Returns the ids of its parents.
    pub fn revises(&self) -> Vec<&str> {
        let revises = self.parents.revises.iter();
        revises
            .map(|parent| self.chain.graph.id(*parent).as_str())
            .collect()
    }

    /// Returns the changes that add its folder, after checking the directory with it.
    pub fn changes(
        &self,
        branch_labels: &[String],
        scripts: Vec<Scripts>,
    ) -> Result<Changes, Failure> {
        let Made { now, message, .. } = self.made;
        let plain = self.chain.is_plain_diesel();
        let (scripts, more) = self.apply_templates(scripts)?;
        let draft = Draft {
            id: &self.id,
            folder: self.naming.folder(&self.id, message, now),
            revises: self.revises(),
            message,
            created: self.naming.zone.format(now),
            depends_on: self.parents.depends_on.clone(),
            branch_labels: branch_labels.iter().map(String::as_str).collect(),
            scripts,
            more,
        };
        let changes = Changes::new_folder(draft.folder(plain));
        let extended = self.directory.chain_with(&changes)?;
        if self.chain.is_plain_diesel() {
            self.refuse_what_names_cannot_say(&extended.graph, branch_labels)?;
        }
        Ok(changes)
    }

    /// Writes the revision and reports it. The JSON document is `{"revision","written":[…],…}`.
    pub fn write(
        &self,
        changes: &Changes,
        format: Format,
        terminal: &mut Terminal,
    ) -> Result<(), Failure> {
        let done = changes.apply(self.directory)?;
        done.say(json!({ "revision": self.id }), format, terminal);
        hooks::run(&self.naming.new.hooks, &done.written, terminal)
    }

    /// Returns the id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Applies the project's templates: the beginning of scripts that are to be filled in, and additions
    /// to `revision.toml`.
    fn apply_templates(&self, scripts: Vec<Scripts>) -> Result<(Vec<Scripts>, String), Failure> {
        let Some(folder) = &self.naming.new.template else {
            return Ok((scripts, String::new()));
        };
        let files = self.directory.files_in(folder).map_err(|failure| {
            failure.help("`template` under `[new]` in migrate.toml names the folder, from there")
        })?;
        let (created, revises) = (
            self.naming.zone.format(self.made.now),
            match &self.revises()[..] {
                [] => "<base>".to_owned(),
                revises => revises.join(", "),
            },
        );
        let slug = self.naming.slug(self.made.message);
        let said = [
            ("rev", self.id.as_str()),
            ("slug", slug.as_str()),
            ("revises", revises.as_str()),
            ("created", created.as_str()),
            // Last, since it may contain any text.
            ("message", self.made.message),
        ];
        let text = |name: &str| -> Result<Option<String>, Failure> {
            if !files.iter().any(|file| file == name) {
                return Ok(None);
            }
            let text = self.directory.text(&format!("{folder}/{name}"))?;
            Ok(Some(self.naming.script(&text, self.made.now, &said)))
        };
        let mut filled = Vec::with_capacity(scripts.len());
        for mut one in scripts {
            let own = one.suffix.clone();
            for (word, script) in [("up", &mut one.up), ("down", &mut one.down)] {
                if script.trim().is_empty() {
                    let plain = || text(&format!("{word}.sql"));
                    let found =
                        text(&format!("{word}{own}.sql"))?.map_or_else(plain, |t| Ok(Some(t)))?;
                    *script = found.unwrap_or_else(|| script.clone());
                }
            }
            filled.push(one);
        }
        Ok((filled, text("revision.toml")?.unwrap_or_default()))
    }

    /// Returns an error for anything that folder names can't express. Without `revision.toml`, the names
    /// are the chain.
    fn refuse_what_names_cannot_say(
        &self,
        extended: &Graph,
        branch_labels: &[String],
    ) -> Result<(), Failure> {
        let said = extended
            .find(&self.id)
            .map(|revision| extended.revises(revision));
        let said: Option<Vec<&str>> = said.map(|parents| {
            parents
                .iter()
                .map(|parent| extended.id(*parent).as_str())
                .collect()
        });
        let is_plain = branch_labels.is_empty() && self.parents.depends_on.is_empty();
        if is_plain && said.as_ref() == Some(&self.revises()) {
            return Ok(());
        }
        Err(
            Failure::new("in a directory without `revision.toml`, names alone order the revisions")
                .note(format!("`{}` would not stand where it should", self.id))
                .help("leave out all options but `--message`"),
        )
    }
}

/// Finds the parents (without `heads`, the only head) and the dependencies of a new revision.
fn parents(
    graph: &Graph,
    heads: &[&str],
    splice: bool,
    depends_on: &[&str],
) -> Result<NewParents, PlanError> {
    let the_head: &[&str] = if graph.is_empty() { &[] } else { &["head"] };
    let heads = if heads.is_empty() { the_head } else { heads };
    graph.parents_for_new(heads, splice, depends_on)
}

/// Returns the requested id, or one from the current time that sorts after its parents'.
fn id(
    chain: &Chain<'_>,
    naming: &Naming,
    parents: &[RevisionIndex],
    made: Made<'_>,
) -> Result<String, Failure> {
    if let Some(id) = made.rev_id {
        return match chain.graph.find(id) {
            Some(_) => Err(Failure::new(format!("there is a revision `{id}` already"))
                .help("choose another `--rev-id`, or leave it out to use the present time")),
            None => Ok(id.to_owned()),
        };
    }
    if let Some(template) = &naming.new.id {
        let id = |one: &RevisionIndex| chain.graph.id(*one).as_str();
        let parents: Vec<&str> = parents.iter().map(id).collect();
        let taken: Vec<&str> = chain.graph.order().iter().map(id).collect();
        let found = naming.id(template, made.now, made.message, &parents, &taken);
        return found.ok_or_else(|| Failure::new("the template gives no id that is free"));
    }
    let mut moment = made.now;
    for parent in parents {
        let parent = chain.graph.id(*parent).as_str();
        moment = match chain.is_plain_diesel() {
            true => moment.first_after(parent).unwrap_or(moment),
            false => first_moment_after(moment, parent),
        };
    }
    while chain.graph.find(&moment.id()).is_some() {
        moment = moment
            .next()
            .ok_or_else(|| Failure::new("no later time can be written"))?;
    }
    Ok(moment.id())
}

/// Returns the first moment from `now` on whose id sorts after a parent's, if that is a time, too. Ids of
/// other kinds don't move the time.
fn first_moment_after(now: Timestamp, parent: &str) -> Timestamp {
    if is_dated(parent) {
        now.first_after(parent).unwrap_or(now)
    } else {
        now
    }
}
