//! The file.
//!
//! ```text
//! migrations.lock 2 5f0c…
//! # Made by `cargo migrate seal`, …
//!
//! sealed "20260101"
//!   postgres 0f3a… 77b0…
//! sealed "20260102" revises "20260101" no_transaction irreversible
//!   postgres 9c11… none
//! allowed unknown-table postgres,sqlite "20260101_a/down.sql" "users" 0f3a…
//!
//! model postgres 1
//! table public.users#1
//!   …
//! end
//! ```
//!
//! The number in the first line is that of the format, that of a model is [`kept::FORM`]; the sum is over all lines below the first, with LF between them.
//! Two branches that seal different things change the same first line, so that git can't merge them
//! in silence; nor can a line that was edited by hand pass for a sealed one.
use super::{Allowance, LOCK_FILE, Lock, SealedRevision};
use crate::diagnostic::{Diagnostic, Label};
use crate::{Dialect, codes};
use migrate_schema::kept;
use migrate_sql::Checksum;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// The format that this build writes.
const FORMAT: u32 = 2;
const NAME: &str = "migrations.lock";
const ABOUT: &str = "\
# Made by `cargo migrate seal`, to be committed. The revisions below must not change any more: a build
# does not parse them again, and goes on from the model of the schema at the last one.
";

/// Writes the file.
pub(crate) fn written(lock: &Lock) -> String {
    let mut body = format!("{ABOUT}\n");
    for revision in &lock.revisions {
        put_revision(&mut body, revision);
    }
    if !lock.allowances.is_empty() {
        body.push('\n');
    }
    for allowance in &lock.allowances {
        let (file, name) = (quoted(&allowance.file), quoted(&allowance.name));
        let (code, statement) = (&allowance.code, allowance.statement.0);
        let dialects = allowance.dialects.iter().map(|dialect| dialect.name());
        let dialects = match dialects.collect::<Vec<_>>().join(",") {
            none if none.is_empty() => "all".to_owned(),
            dialects => dialects,
        };
        _ = writeln!(
            body,
            "allowed {code} {dialects} {file} {name} {statement:032x}"
        );
    }
    for (dialect, model) in &lock.models {
        _ = write!(body, "\nmodel {dialect} {}\n{model}end\n", kept::FORM);
    }
    format!("{NAME} {FORMAT} {:016x}\n{body}", sum_of(&body))
}

fn put_revision(body: &mut String, revision: &SealedRevision) {
    _ = write!(body, "sealed {}", quoted(&revision.id));
    for (word, ids) in [
        ("revises", &revision.revises),
        ("depends_on", &revision.depends_on),
    ] {
        for id in ids {
            _ = write!(body, " {word} {}", quoted(id));
        }
    }
    for (word, is_so) in [
        ("no_transaction", revision.no_transaction),
        ("irreversible", revision.irreversible),
    ] {
        if is_so {
            _ = write!(body, " {word}");
        }
    }
    if let Some(backfill) = &revision.backfill {
        _ = write!(body, " backfill {}", quoted(backfill));
    }
    body.push('\n');
    for (dialect, scripts) in &revision.scripts {
        _ = write!(body, "  {dialect}");
        for checksum in scripts {
            match checksum {
                Some(checksum) => _ = write!(body, " {:032x}", checksum.0),
                None => body.push_str(" none"),
            }
        }
        body.push('\n');
    }
}

/// Reads the file.
pub(crate) fn read(text: &str) -> Result<Lock, Box<Diagnostic>> {
    let unix;
    let text = match text.contains('\r') {
        true => {
            unix = text.replace("\r\n", "\n");
            &unix
        }
        false => text,
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let conflict = text.lines().position(|line| line.starts_with("<<<<<<< "));
    if let Some(line) = conflict {
        return Err(Box::new(conflict_in(text, line)));
    }
    let (first, body) = text.split_once('\n').unwrap_or((text, ""));
    let mut words = first.split(' ');
    let format = match (words.next(), words.next().map(str::parse::<u32>)) {
        (Some(NAME), Some(Ok(format))) => format,
        _ => return Err(Box::new(no_lock())),
    };
    if format != FORMAT {
        return Err(Box::new(other_format(format)));
    }
    let sum = words
        .next()
        .and_then(|sum| u64::from_str_radix(sum, 16).ok());
    if sum != Some(sum_of(body)) {
        return Err(Box::new(edited()));
    }
    lock(body).ok_or_else(|| Box::new(edited()))
}

fn lock(body: &str) -> Option<Lock> {
    let mut lock = Lock::default();
    let mut left = body;
    while let Some((line, below)) = left.split_once('\n') {
        left = below;
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        match word {
            "" if rest.is_empty() => {}
            "#" => {}
            "sealed" => lock.revisions.push(revision(rest)?),
            // A line within a revision starts with two spaces.
            "" => {
                let (dialect, scripts) = scripts(rest.strip_prefix(' ')?)?;
                lock.revisions.last_mut()?.scripts.insert(dialect, scripts);
            }
            "allowed" => drop(lock.allowances.insert(allowance(rest)?)),
            "model" => {
                let end = left.find("\nend\n")?;
                let model = left[..=end].to_owned();
                let (dialect, form) = rest.split_once(' ')?;
                let dialect = Dialect::parse(dialect)?;
                match form.parse::<u32>().ok()? == kept::FORM {
                    true => drop(lock.models.insert(dialect, model)),
                    false => drop(lock.other_forms.insert(dialect)),
                }
                left = &left[end + 5..];
            }
            _ => return None,
        }
    }
    left.is_empty().then_some(lock)
}

fn revision(text: &str) -> Option<SealedRevision> {
    let (id, mut left) = unquoted(text)?;
    let mut revision = SealedRevision {
        id,
        ..SealedRevision::default()
    };
    while let Some(more) = left.strip_prefix(' ') {
        let (word, behind) = more.split_at(more.find(' ').unwrap_or(more.len()));
        left = behind;
        match word {
            "no_transaction" => revision.no_transaction = true,
            "irreversible" => revision.irreversible = true,
            _ => {
                let (value, behind) = unquoted(behind.strip_prefix(' ')?)?;
                left = behind;
                match word {
                    "revises" => revision.revises.push(value),
                    "depends_on" => revision.depends_on.push(value),
                    "backfill" => revision.backfill = Some(value),
                    _ => return None,
                }
            }
        }
    }
    left.is_empty().then_some(revision)
}

fn scripts(line: &str) -> Option<(Dialect, [Option<Checksum>; 2])> {
    let mut words = line.split(' ');
    let dialect = Dialect::parse(words.next()?)?;
    let mut checksum = || match words.next()? {
        "none" => Some(None),
        word => hex(word).map(Some),
    };
    let scripts = [checksum()?, checksum()?];
    words.next().is_none().then_some((dialect, scripts))
}

fn allowance(text: &str) -> Option<Allowance> {
    let (code, left) = text.split_once(' ')?;
    let (dialects, left) = left.split_once(' ')?;
    let dialects = match dialects {
        "all" => Some(BTreeSet::new()),
        names => names.split(',').map(Dialect::parse).collect(),
    };
    let (file, left) = unquoted(left)?;
    let (name, left) = unquoted(left.strip_prefix(' ')?)?;
    Some(Allowance {
        file,
        code: code.to_owned(),
        name,
        statement: hex(left.strip_prefix(' ')?)?,
        dialects: dialects?,
    })
}

fn hex(text: &str) -> Option<Checksum> {
    u128::from_str_radix(text, 16).ok().map(Checksum)
}

fn quoted(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{}\"", escaped.replace('\n', "\\n").replace('\r', "\\r"))
}

/// A quoted text, and what is behind it.
fn unquoted(text: &str) -> Option<(String, &str)> {
    let inner = text.strip_prefix('"')?;
    let mut value = String::new();
    let mut signs = inner.char_indices();
    loop {
        match signs.next()? {
            (at, '"') => return Some((value, &inner[at + 1..])),
            (_, '\\') => value.push(match signs.next()?.1 {
                'n' => '\n',
                'r' => '\r',
                other => other,
            }),
            (_, other) => value.push(other),
        }
    }
}

/// The sum of a text that is stable and quick to make, even where nothing is optimised: it guards
/// against accidents. Part of the format: it can't change without changing that.
pub(crate) fn sum_of(text: &str) -> u64 {
    const ODD: u64 = 0x9e37_79b9_7f4a_7c15;
    let (words, rest) = text.as_bytes().as_chunks::<8>();
    let mut sum = text.len() as u64;
    for word in words {
        sum = (sum.rotate_left(5) ^ u64::from_le_bytes(*word)).wrapping_mul(ODD);
    }
    for byte in rest {
        sum = (sum.rotate_left(5) ^ u64::from(*byte)).wrapping_mul(ODD);
    }
    sum
}

const SEAL_AGAIN: &str = "restore it from version control; or, if the revisions are what they should \
                          be, make it anew by `cargo migrate seal --again --dir {dir}`";

fn conflict_in(text: &str, line: usize) -> Diagnostic {
    let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    let length = text[start..].lines().next().map_or(0, str::len);
    let label = Label::at(LOCK_FILE, start..start + length);
    let message = "two branches have sealed different revisions, and the conflict is not resolved";
    Diagnostic::error(codes::BAD_LOCK, label, message).help(
        "bring the revisions in order first (`cargo migrate heads --dir {dir}`), then make the lock \
         anew by `cargo migrate seal --again --dir {dir}`: it checks all of them",
    )
}

fn no_lock() -> Diagnostic {
    let message = "this is no lock file: its first line has to be `migrations.lock`, the number of \
                   its format and a sum";
    Diagnostic::error(codes::BAD_LOCK, Label::whole(LOCK_FILE), message).help(SEAL_AGAIN)
}

fn edited() -> Diagnostic {
    let message = "the lock was edited, or is not whole: the sum in its first line is not that of \
                   the lines below";
    Diagnostic::error(codes::BAD_LOCK, Label::whole(LOCK_FILE), message).help(SEAL_AGAIN)
}

fn other_format(format: u32) -> Diagnostic {
    let message = format!(
        "the lock has format {format}, and this version of `migrate` reads format {FORMAT}"
    );
    let help = match format > FORMAT {
        true => {
            "use the version of `migrate` that sealed it, or a later one, in the build and on the \
             command line"
        }
        false => {
            "make it anew by `cargo migrate seal --again --dir {dir}`: it checks all revisions, and \
             takes them as they are now (with `--allow-existing`, old faults are allowed again)"
        }
    };
    Diagnostic::error(codes::BAD_LOCK, Label::whole(LOCK_FILE), message).help(help)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn lock() -> Lock {
        let revision = |id: &str, revises: &[&str]| SealedRevision {
            id: id.to_owned(),
            revises: revises.iter().map(|id| (*id).to_owned()).collect(),
            depends_on: vec!["a \"b\"".to_owned()],
            no_transaction: revises.is_empty(),
            irreversible: true,
            backfill: revises.first().map(|id| format!("a::{id}")),
            scripts: BTreeMap::from([(Dialect::Sqlite, [Some(Checksum(7)), None])]),
        };
        Lock {
            revisions: vec![revision("a \"b\"", &[]), revision("c", &["a", "b"])],
            allowances: BTreeSet::from([Allowance {
                file: "x/up.sql".to_owned(),
                code: "unknown-table".to_owned(),
                name: "\"a\nb\\\"".to_owned(),
                statement: Checksum(u128::MAX),
                dialects: BTreeSet::from([Dialect::Sqlite, Dialect::Mysql]),
            }]),
            other_forms: BTreeSet::new(),
            models: BTreeMap::from([(Dialect::Sqlite, "last 0\n".to_owned())]),
        }
    }

    #[test]
    fn a_model_of_another_form_is_not_read() {
        let text = written(&lock()).replace("model sqlite 1\n", "model sqlite 999\n");
        let (first, body) = text.split_once('\n').expect("lines");
        let head = first.rsplit_once(' ').expect("a sum").0;
        let read = read(&format!("{head} {:016x}\n{body}", sum_of(body))).expect("a lock");
        assert_eq!(read.models, BTreeMap::new());
        assert_eq!(read.other_forms, BTreeSet::from([Dialect::Sqlite]));
        assert_eq!(read.revisions, lock().revisions);
    }

    #[test]
    fn what_is_written_is_read() {
        let text = written(&lock());
        assert_eq!(read(&text).expect("a lock"), lock());
        assert_eq!(read(&text.replace('\n', "\r\n")).expect("a lock"), lock());
        assert_eq!(
            read(&written(&Lock::default())).expect("a lock"),
            Lock::default()
        );
    }

    #[test]
    fn whatever_was_changed_is_no_lock() {
        let text = written(&lock());
        for (at, sign) in text.char_indices() {
            assert!(read(&text[..at]).is_err(), "cut at {at}");
            if sign.is_ascii_alphanumeric() {
                let other = if sign == 'x' { "y" } else { "x" };
                let changed = format!("{}{other}{}", &text[..at], &text[at + 1..]);
                assert!(read(&changed).is_err(), "{changed}");
            }
        }
    }
}
