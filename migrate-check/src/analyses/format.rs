//! Analyses and replays as bytes.
//!
//! A header that only this very code writes; the files, each with its text and the analyses of it; the
//! replays; a sum over all before it.
use super::bytes::{Left, put_number, put_text, put_text_if_any};
use super::{Asked, Known, replays};
use crate::Dialect;
use crate::analyses::KeptReplay;
use migrate_sql::{Analysis, Checksum, Statement};
use std::any::TypeId;
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// A file on its way into the bytes: its text and what is known of it.
pub(super) type File<'a> = (&'a str, Vec<(Asked, &'a Analysis)>);

/// What [`encoded`] took.
type Decoded = (BTreeMap<String, Known>, BTreeMap<Dialect, KeptReplay>);

/// To be raised whenever the same bytes would mean something else.
const FORMAT: u32 = 3;

/// Tells this build of this crate from every other one.
///
/// The source of the crate and of those below it are in it, and the type's id, into which the compiler puts its own
/// version, and cargo the versions and features of this crate and of all that it depends on: the
/// parsers above all.
fn fingerprint() -> u64 {
    let mut hasher = DefaultHasher::new();
    (FORMAT, env!("CARGO_PKG_VERSION")).hash(&mut hasher);
    (env!("SOURCE"), migrate_schema::SOURCE, migrate_sql::SOURCE).hash(&mut hasher);
    TypeId::of::<Known>().hash(&mut hasher);
    hasher.finish()
}

pub(super) fn encoded(
    files: &BTreeMap<&str, File<'_>>,
    replays: &BTreeMap<Dialect, KeptReplay>,
) -> Vec<u8> {
    let mut bytes = Vec::new();
    bytes.extend(fingerprint().to_le_bytes());
    put_number(files.len(), &mut bytes);
    for (file, (text, analyses)) in files {
        put_text(file, &mut bytes);
        put_text(text, &mut bytes);
        put_number(analyses.len(), &mut bytes);
        for (asked, analysis) in analyses {
            put_analysis(*asked, analysis, &mut bytes);
        }
    }
    put_number(replays.len(), &mut bytes);
    for (dialect, replay) in replays {
        bytes.push(*dialect as u8);
        replays::put(replay, &mut bytes);
    }
    let sum = sum(&bytes);
    bytes.extend(sum.to_le_bytes());
    bytes
}

fn put_analysis(asked: Asked, analysis: &Analysis, bytes: &mut Vec<u8>) {
    let flags = [asked.transaction, asked.is_sealed, asked.is_mariadb].map(u8::from);
    bytes.push(asked.dialect as u8);
    bytes.extend(flags);
    bytes.extend(analysis.checksum.0.to_le_bytes());
    put_text_if_any(analysis.documentation.as_deref(), bytes);
    put_number(analysis.statements.len(), bytes);
    for Statement { span, line } in &analysis.statements {
        put_number(span.start, bytes);
        put_number(span.end, bytes);
        bytes.extend(line.to_le_bytes());
    }
}

/// `None` where the bytes are not those of [`encoded`], to the last one.
pub(super) fn decoded(bytes: &[u8]) -> Option<Decoded> {
    let (bytes, written) = bytes.split_last_chunk::<8>()?;
    if u64::from_le_bytes(*written) != sum(bytes) {
        return None;
    }
    let mut left = Left(bytes);
    if u64::from_le_bytes(left.chunk()?) != fingerprint() {
        return None;
    }
    let mut files = BTreeMap::new();
    for _ in 0..left.number()? {
        let file = left.text()?.to_owned();
        let text = left.text()?.to_owned();
        let mut analyses = Vec::new();
        for _ in 0..left.number()? {
            analyses.push(analysis(&mut left, &text)?);
        }
        files.insert(file, Known { text, analyses });
    }
    let mut replays = BTreeMap::new();
    for _ in 0..left.number()? {
        let [dialect] = left.chunk()?;
        replays.insert(dialect_of(dialect)?, replays::get(&mut left)?);
    }
    left.0.is_empty().then_some((files, replays))
}

fn analysis(left: &mut Left<'_>, text: &str) -> Option<(Asked, Analysis)> {
    let [dialect, transaction, sealed, mariadb] = left.chunk()?;
    let asked = Asked {
        dialect: dialect_of(dialect)?,
        transaction: transaction != 0,
        is_sealed: sealed != 0,
        is_mariadb: mariadb != 0,
    };
    let checksum = Checksum(u128::from_le_bytes(left.chunk()?));
    let documentation = left.text_if_any()?.map(str::to_owned);
    let mut statements = Vec::new();
    for _ in 0..left.number()? {
        statements.push(statement(left, text)?);
    }
    let analysis = Analysis {
        statements,
        checksum,
        documentation,
        problems: Vec::new(),
    };
    Some((asked, analysis))
}

fn dialect_of(number: u8) -> Option<Dialect> {
    let mut dialects = Dialect::ALL.into_iter();
    dialects.find(|known| *known as u8 == number)
}

fn statement(left: &mut Left<'_>, text: &str) -> Option<Statement> {
    let (start, end) = (left.number()?, left.number()?);
    let line = u32::from_le_bytes(left.chunk()?);
    let is_sound = start < end && text.is_char_boundary(start) && text.is_char_boundary(end);
    let span = start..end;
    is_sound.then_some(Statement { span, line })
}

/// A sum that a torn file does not have. Eight bytes a step: this runs unoptimised, over all texts.
pub(super) fn sum(bytes: &[u8]) -> u64 {
    const ODD: u64 = 0x9e37_79b9_7f4a_7c15;
    let (words, rest) = bytes.as_chunks::<8>();
    let mut sum = bytes.len() as u64;
    for word in words {
        sum = (sum.rotate_left(5) ^ u64::from_le_bytes(*word)).wrapping_mul(ODD);
    }
    for byte in rest {
        sum = (sum.rotate_left(5) ^ u64::from(*byte)).wrapping_mul(ODD);
    }
    sum
}
