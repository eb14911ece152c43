//! Measures us against our peers on the same SQL in one run, and prints tables of ratios.

mod apply;
mod cold;
mod contender;
mod corpus;
mod edit;
mod project;
mod server;
mod table;
mod wire;

use contender::Result;
use server::Server;

fn main() -> Result<()> {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let all = wanted.is_empty();
    let wants = |part: &str| all || wanted.iter().any(|word| word == part);
    if let Some(unknown) = wanted
        .iter()
        .find(|word| !["apply", "edit", "cold"].contains(&word.as_str()))
    {
        return Err(format!("no part `{unknown}`: there are apply, edit and cold").into());
    }
    let root = tempfile::tempdir()?;
    if wants("apply") {
        apply::measure(&root.path().join("apply"), Server::from_env()?.as_ref())?;
    }
    if wants("edit") {
        edit::measure(&root.path().join("edit"))?;
    }
    if wants("cold") {
        cold::measure(&root.path().join("cold"))?;
    }
    Ok(())
}
