//! Analyses as bytes.
//!
//! A header that only this very code writes; the files, each with its text and the analyses of it;
//! a sum over all before it. Numbers are little-endian, texts have their length before them.
use super::{Asked, Known};
use crate::Dialect;
use crate::sql::{Analysis, Checksum, Statement};
use std::any::TypeId;
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// A file on its way into the bytes: its text and what is known of it.
pub(super) type File<'a> = (&'a str, Vec<(Asked, &'a Analysis)>);

/// To be raised whenever the same bytes would mean something else.
const FORMAT: u32 = 2;
const NOTHING: u32 = u32::MAX;

/// Tells this build of this crate from every other one.
///
/// The source of the crate is in it, and the type's id, into which the compiler puts its own
/// version, and cargo the versions and features of this crate and of all that it depends on: the
/// parsers above all.
fn fingerprint() -> u64 {
    let mut hasher = DefaultHasher::new();
    (FORMAT, env!("CARGO_PKG_VERSION")).hash(&mut hasher);
    env!("MIGRATE_CHECK_SOURCE").hash(&mut hasher);
    TypeId::of::<Known>().hash(&mut hasher);
    hasher.finish()
}

pub(super) fn encoded(files: &BTreeMap<&str, File<'_>>) -> Vec<u8> {
    let mut bytes = Vec::new();
    bytes.extend(fingerprint().to_le_bytes());
    for (file, (text, analyses)) in files {
        put_text(file, &mut bytes);
        put_text(text, &mut bytes);
        put_number(analyses.len(), &mut bytes);
        for (asked, analysis) in analyses {
            put_analysis(*asked, analysis, &mut bytes);
        }
    }
    let sum = sum(&bytes);
    bytes.extend(sum.to_le_bytes());
    bytes
}

fn put_analysis(asked: Asked, analysis: &Analysis, bytes: &mut Vec<u8>) {
    let [transaction, sealed] = [asked.transaction, asked.is_sealed].map(u8::from);
    bytes.extend([asked.dialect as u8, transaction, sealed]);
    bytes.extend(analysis.checksum.0.to_le_bytes());
    match &analysis.documentation {
        Some(documentation) => put_text(documentation, bytes),
        None => bytes.extend(NOTHING.to_le_bytes()),
    }
    put_number(analysis.statements.len(), bytes);
    for Statement { span, line } in &analysis.statements {
        put_number(span.start, bytes);
        put_number(span.end, bytes);
        bytes.extend(line.to_le_bytes());
    }
}

/// One that is too large would not come back as the same, and is never met: files are far smaller.
fn put_number(number: usize, bytes: &mut Vec<u8>) {
    let number = u32::try_from(number).unwrap_or(NOTHING);
    bytes.extend(number.to_le_bytes());
}

fn put_text(text: &str, bytes: &mut Vec<u8>) {
    put_number(text.len(), bytes);
    bytes.extend_from_slice(text.as_bytes());
}

/// `None` where the bytes are not those of [`encoded`], to the last one.
pub(super) fn decoded(bytes: &[u8]) -> Option<BTreeMap<String, Known>> {
    let (bytes, written) = bytes.split_last_chunk::<8>()?;
    if u64::from_le_bytes(*written) != sum(bytes) {
        return None;
    }
    let mut left = Left(bytes);
    if u64::from_le_bytes(left.chunk()?) != fingerprint() {
        return None;
    }
    let mut files = BTreeMap::new();
    while !left.0.is_empty() {
        let file = left.text()?.to_owned();
        let text = left.text()?.to_owned();
        let mut analyses = Vec::new();
        for _ in 0..left.number()? {
            analyses.push(left.analysis(&text)?);
        }
        files.insert(file, Known { text, analyses });
    }
    Some(files)
}

/// What is left to decode.
struct Left<'b>(&'b [u8]);

impl<'b> Left<'b> {
    fn chunk<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (chunk, left) = self.0.split_first_chunk()?;
        self.0 = left;
        Some(*chunk)
    }

    fn number(&mut self) -> Option<u32> {
        self.chunk().map(u32::from_le_bytes)
    }

    fn text(&mut self) -> Option<&'b str> {
        let length = self.number()?;
        self.text_of(length)
    }

    fn text_of(&mut self, length: u32) -> Option<&'b str> {
        let (text, left) = self.0.split_at_checked(length as usize)?;
        self.0 = left;
        std::str::from_utf8(text).ok()
    }

    fn analysis(&mut self, text: &str) -> Option<(Asked, Analysis)> {
        let [dialect, transaction, sealed] = self.chunk()?;
        let mut dialects = Dialect::ALL.into_iter();
        let asked = Asked {
            dialect: dialects.find(|known| *known as u8 == dialect)?,
            transaction: transaction != 0,
            is_sealed: sealed != 0,
        };
        let checksum = Checksum(u128::from_le_bytes(self.chunk()?));
        let documentation = match self.number()? {
            NOTHING => None,
            length => Some(self.text_of(length)?.to_owned()),
        };
        let mut statements = Vec::new();
        for _ in 0..self.number()? {
            statements.push(self.statement(text)?);
        }
        let analysis = Analysis {
            statements,
            checksum,
            documentation,
            problems: Vec::new(),
        };
        Some((asked, analysis))
    }

    fn statement(&mut self, text: &str) -> Option<Statement> {
        let (start, end) = (self.number()? as usize, self.number()? as usize);
        let line = self.number()?;
        let is_sound = start < end && text.is_char_boundary(start) && text.is_char_boundary(end);
        let span = start..end;
        is_sound.then_some(Statement { span, line })
    }
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
