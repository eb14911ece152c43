//! Names and their places.
use std::fmt;
use std::ops::Range;

/// What the name of a cast begins with, among those of what may have been made (PostgreSQL).
pub const CAST: &str = "cast ";

/// Stands in a name for a value that is known at run time only.
pub const HOLE: &str = "__hole__";

/// Bytes of a script.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The first.
    pub start: u32,
    /// Behind the last.
    pub end: u32,
}

impl Span {
    /// From the start of one to the end of the other.
    #[must_use]
    pub fn to(self, end: Span) -> Span {
        Span {
            start: self.start,
            end: end.end,
        }
    }

    /// As a range of bytes.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        // A script of 4 GiB is refused long before.
        let narrow = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
        Span {
            start: narrow(range.start),
            end: narrow(range.end),
        }
    }
}

/// A name as the engine keeps it: folded to lower case where the engine does that, unquoted, cut
/// where the engine cuts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The name itself.
    pub text: String,
    /// Whether it is written in quotes.
    pub quoted: bool,
    /// Where it is written, quotes included.
    pub span: Span,
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// A name with what stands before it: `a`, `s.a`, `d.s.a`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QualifiedName {
    /// What stands before, outermost first.
    pub qualifiers: Vec<Name>,
    /// The name itself.
    pub name: Name,
}

impl QualifiedName {
    /// The schema (or database) that it names.
    pub fn namespace(&self) -> Option<&Name> {
        self.qualifiers.last()
    }

    /// Where it is written, qualifiers included.
    pub fn span(&self) -> Span {
        let first = self.qualifiers.first().unwrap_or(&self.name);
        first.span.to(self.name.span)
    }
}

impl fmt::Display for QualifiedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for qualifier in &self.qualifiers {
            write!(f, "{qualifier}.")?;
        }
        self.name.fmt(f)
    }
}

/// A type as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeName {
    /// Its name, in lower case and with single spaces where it is several keywords
    /// (`timestamp with time zone`, `double precision`, `int unsigned`).
    pub name: QualifiedName,
    /// What stands in brackets: `(10, 2)`, `('a', 'b')`.
    pub modifiers: Vec<String>,
    /// `[]` and `ARRAY`: how many dimensions.
    pub dimensions: u8,
    /// `SETOF` (of functions).
    pub set_of: bool,
    /// `%TYPE` behind a column's name.
    pub is_reference: bool,
    /// Where it is written.
    pub span: Span,
}
