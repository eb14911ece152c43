//! A chain as two texts, as `embed!` writes it, and unpacked at its first use.
//!
//! At every save, a build waits for the compiler to go over each item and each literal of the
//! expansion: a thousand revisions as values took it 0.2 s, as two literals they take
//! it 0.01 s. In an application's binary they need no relocation either.
//!
//! One text holds all strings, one after the other in the order in which they are read. The other
//! holds their lengths and whatever else is a number, five bits a character: `0` to `O` end a number,
//! `P` to `o` say that more follows, the lowest bits come first. In that order:
//!
//! - the number of files, and for each the lengths of its path and of its text;
//! - the number of parents, dependencies and labels of all revisions together, and their lengths;
//! - the number of revisions, and each of them: see [`Reader::revision`].
//!
//! What writes it is `packed.rs` in `migrate-macros`.

use crate::embedded::{Revision, Script, Scripts, statements};

/// The two texts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Packed {
    pub(crate) strings: &'static str,
    pub(crate) numbers: &'static str,
}

/// The bits of a revision's first number.
mod flag {
    pub(super) const CREATED: usize = 1;
    pub(super) const DOCUMENTATION: usize = 1 << 1;
    pub(super) const TRANSACTION: usize = 1 << 2;
    pub(super) const IRREVERSIBLE: usize = 1 << 3;
    /// Whether there is an upgrade and a downgrade for PostgreSQL; two bits higher those of SQLite,
    /// and then those of MySQL.
    pub(super) const UP: usize = 1 << 4;
    pub(super) const DOWN: usize = 1 << 5;
    /// All of it is a step in Rust.
    pub(super) const RUST: usize = 1 << 10;
}

impl Packed {
    /// Returns the revisions, in the order in which they are embedded.
    ///
    /// # Panics
    ///
    /// Where the texts are not what `embed!` of the same version writes.
    pub(crate) fn unpack(self) -> Vec<Revision> {
        let mut reader = Reader {
            strings: self.strings,
            numbers: self.numbers.as_bytes(),
        };
        let files: Vec<File> = (0..reader.number()).map(|_| reader.file()).collect();
        let items: Vec<&'static str> = (0..reader.number()).map(|_| reader.string()).collect();
        let mut lists: &'static [&'static str] = items.leak();
        (0..reader.number())
            .map(|_| reader.revision(&files, &mut lists))
            .collect()
    }
}

/// A file and its text, which may be the script of several dialects.
struct File {
    path: &'static str,
    text: &'static str,
}

/// What is left to read.
struct Reader {
    strings: &'static str,
    numbers: &'static [u8],
}

impl Reader {
    fn number(&mut self) -> usize {
        let (mut number, mut shift) = (0, 0);
        loop {
            let (first, rest) = self.numbers.split_first().expect("another number");
            self.numbers = rest;
            let digit = usize::from(first - b'0');
            number |= (digit & 0x1f) << shift;
            if digit & 0x20 == 0 {
                return number;
            }
            shift += 5;
        }
    }

    /// The next of the strings, whose length is the next number.
    fn string(&mut self) -> &'static str {
        let (string, rest) = self.strings.split_at(self.number());
        self.strings = rest;
        string
    }

    fn string_if(&mut self, is_there: bool) -> Option<&'static str> {
        is_there.then(|| self.string())
    }

    /// So many characters of the numbers themselves.
    fn characters(&mut self, count: usize) -> &'static [u8] {
        let (characters, rest) = self.numbers.split_at(count);
        self.numbers = rest;
        characters
    }

    fn file(&mut self) -> File {
        File {
            path: self.string(),
            text: self.string(),
        }
    }

    /// Reads a revision: its flags; the id; how many parents, dependencies and labels it has; the
    /// message; what the flags say that there is of time, documentation and reason; and the scripts.
    fn revision(&mut self, files: &[File], lists: &mut &'static [&'static str]) -> Revision {
        let flags = self.number();
        let has = |flag| flags & flag != 0;
        let id = self.string();
        let mut list = || {
            let (list, rest) = lists.split_at(self.number());
            *lists = rest;
            list
        };
        let mut revision = Revision {
            id,
            revises: list(),
            depends_on: list(),
            branch_labels: list(),
            message: self.string(),
            created: self.string_if(has(flag::CREATED)),
            documentation: self.string_if(has(flag::DOCUMENTATION)),
            transaction: has(flag::TRANSACTION),
            irreversible: self.string_if(has(flag::IRREVERSIBLE)),
            postgres: self.scripts(flags, files),
            sqlite: self.scripts(flags >> 2, files),
            mysql: self.scripts(flags >> 4, files),
        };
        if has(flag::RUST) {
            let nothing = || match revision.irreversible {
                Some(_) => Some(Scripts::NOTHING_UP),
                None => Some(Scripts::NOTHING),
            };
            let [postgres, sqlite, mysql] = [nothing(), nothing(), nothing()];
            (revision.postgres, revision.sqlite, revision.mysql) = (postgres, sqlite, mysql);
        }
        revision
    }

    fn scripts(&mut self, flags: usize, files: &[File]) -> Option<Scripts> {
        (flags & flag::UP != 0).then(|| Scripts {
            up: self.script(files),
            down: (flags & flag::DOWN != 0).then(|| self.script(files)),
        })
    }

    /// Reads a script: the number of its file; the checksum, as it is recorded; how many characters
    /// the statements take, and those.
    fn script(&mut self, files: &[File]) -> Script {
        let file = &files[self.number()];
        let checksum = std::str::from_utf8(self.characters(32)).expect("a checksum");
        let length = self.number();
        let statements = Statements(self.characters(length));
        Script {
            file: file.path,
            sql: file.text,
            statements: statements::Statements::packed(statements),
            checksum,
        }
    }
}

/// The statements of a script, packed: how many there are, and of each how far after the one before
/// it starts, its length, and how many lines below the one before it starts.
#[derive(Clone, Copy)]
pub(crate) struct Statements(&'static [u8]);

impl Statements {
    fn reader(self) -> Reader {
        Reader {
            strings: "",
            numbers: self.0,
        }
    }

    pub(crate) fn len(self) -> usize {
        self.reader().number()
    }

    pub(crate) fn unpack(self) -> Vec<statements::Statement> {
        let mut reader = self.reader();
        // A script has less than 4 GiB.
        let (mut end, mut line) = (0, 0);
        let all = (0..reader.number()).map(|_| {
            let start = end + reader.number() as u32;
            end = start + reader.number() as u32;
            line += reader.number() as u32;
            statements::Statement { start, end, line }
        });
        all.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::embedded::statements::Statement;

    #[test]
    fn numbers_have_as_many_characters_as_they_need() {
        let mut reader = Reader {
            strings: "",
            numbers: b"0OP1oooO",
        };
        let numbers: Vec<usize> = (0..4).map(|_| reader.number()).collect();
        assert_eq!(numbers, [0, 31, 32, (1 << 20) - 1]);
        assert!(reader.numbers.is_empty());
    }

    #[test]
    fn a_revision_is_unpacked() {
        let numbers = concat!(
            "159", // a file, and its lengths
            "11",  // one parent in all, and its length
            "1",   // a revision
            "41",  // its flags (a transaction, no script) and the length of its id
            "000", // no parent, dependency or label
            "0",   // no message
        );
        let first = Packed {
            strings: "a.sqlSELECT 1;xx",
            numbers,
        };
        let unpacked = first.unpack();
        assert_eq!((unpacked.len(), unpacked[0].id), (1, "x"));
        assert!(unpacked[0].transaction && unpacked[0].postgres.is_none());

        let numbers = concat!(
            "15911",
            "1",
            "D1",  // an upgrade for PostgreSQL
            "100", // a parent
            "3",   // the length of the message
            "0",   // the file
            "0123456789abcdef0123456789abcdef",
            "41081", // four characters of statements: one, from 0, 8 long, in line 1
        );
        let second = Packed {
            strings: "a.sqlSELECT 1;xyadd",
            numbers,
        };
        let unpacked = second.unpack();
        let revision = &unpacked[0];
        assert_eq!((revision.id, revision.message), ("y", "add"));
        assert_eq!(revision.revises, ["x"]);
        let scripts = revision.postgres.as_ref().expect("scripts");
        assert!(scripts.down.is_none() && revision.sqlite.is_none());
        assert_eq!((scripts.up.file, scripts.up.sql), ("a.sql", "SELECT 1;"));
        assert_eq!(scripts.up.checksum, "0123456789abcdef0123456789abcdef");
        let (start, end, line) = (0, 8, 1);
        let statement = Statement { start, end, line };
        assert_eq!(scripts.up.statements.all()[..], [statement]);
    }
}
