//! Compares our verdict on public migration folders, file by file, with a real server's.
//!
//! ```text
//! folder-verdicts --dialect postgres --url URL [--layout folders|files] [--jobs N] [--schemas] FOLDER…
//! folder-verdicts --dialect sqlite --clone GIT-URL PATH
//! ```
//!
//! `--schemas` asks the server (PostgreSQL) whether each downgrade brings the schema back, too.
//! A folder may be given as `NAME=PATH`. Prints what is worth a look, a line each, and a table;
//! leaves with 1 if we refuse anything that the server accepts, with 2 if something could not be
//! compared.

use migrate_check::{Dialect, Layout};
use migrate_tests::verdicts::{Comparison, Folder, Outcome, compare, details, table};
use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::Mutex;

fn main() -> ExitCode {
    let asked = match Asked::parse(std::env::args().skip(1)) {
        Ok(asked) => asked,
        Err(problem) => {
            eprintln!("folder-verdicts: {problem}");
            return ExitCode::from(2);
        }
    };
    let (comparisons, problems) = compare_all(&asked);
    print!("{}\n{}", details(&comparisons), table(&comparisons));
    for problem in &problems {
        eprintln!("folder-verdicts: {problem}");
    }
    let mut files = comparisons.iter().flat_map(|it| &it.files);
    if !problems.is_empty() {
        ExitCode::from(2)
    } else if files.any(|file| file.outcome == Outcome::FalseRefusal) {
        ExitCode::from(1)
    } else {
        ExitCode::SUCCESS
    }
}

/// What the arguments say.
struct Asked {
    dialect: Dialect,
    url: Option<String>,
    layout: Option<Layout>,
    jobs: usize,
    schemas: bool,
    /// Names and paths.
    folders: Vec<(String, PathBuf)>,
    /// Keeps the clones until all is compared.
    _clones: Vec<tempfile::TempDir>,
}

impl Asked {
    fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let (mut dialect, mut url, mut layout) = (None, None, None);
        let (mut jobs, mut folders, mut clones) = (1, Vec::new(), Vec::new());
        let mut schemas = false;
        while let Some(argument) = arguments.next() {
            let mut value = || {
                arguments
                    .next()
                    .ok_or(format!("`{argument}` needs a value"))
            };
            match argument.as_str() {
                "--dialect" => {
                    let name = value()?;
                    let parsed = Dialect::parse(&name);
                    dialect = Some(parsed.ok_or(format!("there is no dialect `{name}`"))?);
                }
                "--url" => url = Some(value()?),
                "--layout" => layout = Some(layout_named(&value()?)?),
                "--jobs" => {
                    jobs = value()?
                        .parse()
                        .map_err(|_| "`--jobs` takes a number".to_owned())?;
                }
                "--schemas" => schemas = true,
                "--clone" => {
                    let (from, path) = (value()?, value()?);
                    let clone = clone(&from)?;
                    folders.push((from, clone.path().join(path)));
                    clones.push(clone);
                }
                option if option.starts_with("--") => {
                    return Err(format!("unknown argument `{option}`"));
                }
                folder => folders.push(match folder.split_once('=') {
                    Some((name, path)) => (name.to_owned(), PathBuf::from(path)),
                    None => (folder.to_owned(), PathBuf::from(folder)),
                }),
            }
        }
        if folders.is_empty() {
            return Err("no folder is given".to_owned());
        }
        Ok(Self {
            dialect: dialect.ok_or("`--dialect` is missing")?,
            url,
            layout,
            jobs,
            schemas,
            folders,
            _clones: clones,
        })
    }
}

fn layout_named(name: &str) -> Result<Layout, String> {
    match name {
        "folders" => Ok(Layout::Folders),
        "files" => Ok(Layout::Files),
        _ => Err(format!("there is no layout `{name}`: `folders` or `files`")),
    }
}

fn clone(url: &str) -> Result<tempfile::TempDir, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let mut git = Command::new("git");
    git.args(["clone", "--quiet", "--depth", "1", "--", url])
        .arg(folder.path());
    match git.status() {
        Ok(status) if status.success() => Ok(folder),
        Ok(status) => Err(format!("`git clone {url}` left with {status}")),
        Err(error) => Err(format!("`git` can't be run: {error}")),
    }
}

/// Compares the folders, several at once; in the order in which they were given.
fn compare_all(asked: &Asked) -> (Vec<Comparison>, Vec<String>) {
    let queue: Mutex<VecDeque<usize>> = Mutex::new((0..asked.folders.len()).collect());
    let compared = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..asked.jobs.max(1) {
            scope.spawn(|| {
                while let Some(at) = { queue.lock().expect("no job panics with it").pop_front() } {
                    let outcome = compare_one(asked, at);
                    compared
                        .lock()
                        .expect("no job panics with it")
                        .push((at, outcome));
                }
            });
        }
    });
    let mut compared = compared.into_inner().expect("all jobs have ended");
    compared.sort_by_key(|(at, _)| *at);
    let (mut comparisons, mut problems) = (Vec::new(), Vec::new());
    for (at, outcome) in compared {
        match outcome {
            Ok(comparison) => comparisons.push(comparison),
            Err(problem) => problems.push(format!("{}: {problem}", asked.folders[at].0)),
        }
    }
    (comparisons, problems)
}

fn compare_one(asked: &Asked, at: usize) -> Result<Comparison, String> {
    let (name, path) = &asked.folders[at];
    if !Path::new(path).is_dir() {
        return Err(format!("`{}` is no folder", path.display()));
    }
    let mut folder = Folder::read(path, asked.dialect, asked.layout)?;
    folder.compares_schemas = asked.schemas;
    compare(name, &folder, asked.url.as_deref())
}
