use super::revision::one_line;
use crate::args::{DirectoryArgs, Outcome};
use crate::directory::{Chain, Changes, Directory, without_database};
use crate::draft::quoted;
use crate::format::Format;
use crate::rewrite::{list, refuse_plain_diesel, refuse_sealed, set_key};
use crate::{Failure, Terminal};
use clap::{ArgGroup, Args};
use migrate_graph::RevisionIndex;
use serde_json::json;

/// Changes the message or the id of a revision
///
/// The folder is renamed accordingly. With --rev-id, references in other revisions are updated, too; that
/// is refused for a sealed revision, since databases know it by its id.
#[derive(Args, Debug)]
#[command(
    verbatim_doc_comment,
    group(ArgGroup::new("what").args(["message", "rev_id"]).required(true).multiple(true)),
    after_help = "Examples: cargo migrate rename head -m \"add author\"\n          \
                  cargo migrate rename 20240102 --rev-id 20240105"
)]
pub(crate) struct Rename {
    #[command(flatten)]
    directory: DirectoryArgs,
    /// An id, the unique beginning of one, head or label@head
    #[arg(value_name = "REV")]
    revision: String,
    /// The new message
    #[arg(long, short, value_name = "TEXT", value_parser = one_line)]
    message: Option<String>,
    /// The new id
    #[arg(long, value_name = "ID")]
    rev_id: Option<String>,
    /// How to report the changes
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

impl Rename {
    pub fn run(&self, terminal: &mut Terminal) -> Outcome {
        let directory = Directory::new(&self.directory);
        let chain = directory.chain()?;
        let found = chain.graph.resolve(&self.revision, None);
        let revision = match found.map_err(without_database)?[..] {
            [one] => one,
            _ => {
                let message = format!("`{}` is not one revision", self.revision);
                return Err(Failure::new(message).help("name one"));
            }
        };
        let old_id = chain.graph.id(revision).to_string();
        let new_id = self.rev_id.clone().unwrap_or_else(|| old_id.clone());
        let mut changes = Changes::default();
        if new_id != old_id {
            refuse_plain_diesel(&chain, "an id is the folder's name")?;
            refuse_sealed(&directory, &chain, &[revision], "given another id")?;
            follow(&directory, &chain, &mut changes, revision, &new_id)?;
        }
        if let Some(message) = self.message.as_ref().filter(|_| !chain.is_plain_diesel()) {
            let path = chain.path(revision);
            set_key(&directory, &mut changes, path, "message", &quoted(message))?;
        }
        let message = self.message.as_deref();
        let name = chain.folder_name_of(revision, &new_id, message, &directory.naming(&chain)?);
        if name != chain.path(revision) {
            changes.renamed = vec![(chain.path(revision).to_owned(), name)];
        }
        directory.chain_with(&changes)?;
        let help = "choose another id or message";
        directory.new_errors(&changes).refuse(&directory, help)?;
        let done = changes.apply(&directory)?;
        done.say(json!({ "revision": new_id }), self.format, terminal);
        if new_id != old_id {
            terminal.say(format!(
                "note: a database that has applied it knows it as `{old_id}`: downgrade it with the old \
                 files before"
            ));
        }
        Ok(true)
    }
}

/// Changes the id of the revision, and all references to it.
fn follow(
    directory: &Directory,
    chain: &Chain<'_>,
    changes: &mut Changes,
    revision: RevisionIndex,
    new_id: &str,
) -> Result<(), Failure> {
    let old_id = chain.graph.id(revision).as_str();
    set_key(
        directory,
        changes,
        chain.path(revision),
        "revision",
        &quoted(new_id),
    )?;
    for other in chain.graph.order() {
        let said = chain.revision(*other);
        for (key, ids) in [("revises", &said.revises), ("depends_on", &said.depends_on)] {
            if ids.iter().any(|id| id == old_id) {
                let new = |id: &String| {
                    if id == old_id {
                        new_id.to_owned()
                    } else {
                        id.clone()
                    }
                };
                let ids: Vec<String> = ids.iter().map(new).collect();
                set_key(directory, changes, chain.path(*other), key, &list(&ids))?;
            }
        }
    }
    Ok(())
}
