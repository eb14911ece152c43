//! The revisions as two texts, which `packed.rs` of `migrate-runtime` reads (and describes): one with
//! all strings, one with all numbers.
use migrate_check::{Chain, CheckedRevision, CheckedScript, Dialect, Scripts};
use migrate_sql::Statement;
use std::collections::BTreeMap;
use std::fmt::Write;

/// The two texts.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Packed {
    /// All strings, without anything between them.
    pub strings: String,
    /// Their lengths, and what else is a number.
    pub numbers: String,
}

impl Packed {
    /// Packs the revisions of a chain, with the scripts of these dialects; `directory` is put before
    /// the names of the files.
    pub fn new(chain: &Chain, dialects: &[Dialect], directory: &str) -> Packed {
        let mut packed = Packed::default();
        let files = packed.put_files(&chain.revisions, dialects, directory);
        packed.put_lists(&chain.revisions);
        packed.put_number(chain.revisions.len());
        for revision in &chain.revisions {
            packed.put_revision(revision, dialects, &files);
        }
        packed
    }

    /// Puts each file once, however many dialects it is for, and returns their numbers.
    fn put_files<'a>(
        &mut self,
        revisions: &'a [CheckedRevision],
        dialects: &[Dialect],
        directory: &str,
    ) -> BTreeMap<&'a str, usize> {
        let mut numbers = BTreeMap::new();
        let mut files: Vec<&CheckedScript> = Vec::new();
        for revision in revisions {
            for dialect in dialects {
                let scripts = revision.scripts.get(dialect);
                let both = scripts.map(|scripts| scripts.up.iter().chain(&scripts.down));
                for script in both.into_iter().flatten() {
                    numbers.entry(script.file.as_str()).or_insert_with(|| {
                        files.push(script);
                        files.len() - 1
                    });
                }
            }
        }
        self.put_number(files.len());
        for script in files {
            self.put_number(directory.len() + 1 + script.file.len());
            self.strings.push_str(directory);
            self.strings.push('/');
            self.strings.push_str(&script.file);
            self.put_string(&script.text);
        }
        numbers
    }

    fn put_lists(&mut self, revisions: &[CheckedRevision]) {
        let lengths = revisions.iter().flat_map(lists);
        self.put_number(lengths.map(|list| list.len()).sum());
        for list in revisions.iter().flat_map(lists) {
            for item in list {
                self.put_string(item);
            }
        }
    }

    fn put_revision(
        &mut self,
        revision: &CheckedRevision,
        dialects: &[Dialect],
        files: &BTreeMap<&str, usize>,
    ) {
        // In the order of the flags.
        let scripts = [Dialect::Postgres, Dialect::Sqlite, Dialect::Mysql].map(|dialect| {
            let scripts = revision.scripts.get(&dialect)?;
            let embedded = dialects.contains(&dialect) && scripts.up.is_some();
            embedded.then_some(scripts)
        });
        let has = [
            revision.created.is_some(),
            revision.documentation.is_some(),
            revision.transaction,
            revision.irreversible.is_some(),
        ];
        let has_scripts = scripts.iter().flat_map(|scripts| {
            let has_down = scripts.is_some_and(|scripts| scripts.down.is_some());
            [scripts.is_some(), has_down]
        });
        let is_rust = revision.backfill.is_some() && scripts.iter().all(Option::is_none);
        let flags = has.into_iter().chain(has_scripts).chain([is_rust]);
        let flags = flags.enumerate();
        self.put_number(flags.map(|(bit, is_set)| usize::from(is_set) << bit).sum());
        self.put_string(&revision.id);
        for list in lists(revision) {
            self.put_number(list.len());
        }
        self.put_string(&revision.message);
        let texts = [
            &revision.created,
            &revision.documentation,
            &revision.irreversible,
        ];
        for text in texts.into_iter().flatten() {
            self.put_string(text);
        }
        for Scripts { up, down } in scripts.into_iter().flatten() {
            for script in up.iter().chain(down) {
                self.put_script(script, files);
            }
        }
    }

    fn put_script(&mut self, script: &CheckedScript, files: &BTreeMap<&str, usize>) {
        self.put_number(files[script.file.as_str()]);
        write!(self.numbers, "{:032x}", script.analysis.checksum.0)
            .expect("a String takes any text");
        let mut statements = Packed::default();
        statements.put_statements(&script.analysis.statements);
        self.put_number(statements.numbers.len());
        self.numbers.push_str(&statements.numbers);
    }

    fn put_statements(&mut self, statements: &[Statement]) {
        self.put_number(statements.len());
        let (mut end, mut last) = (0, 0);
        for Statement { span, line } in statements {
            self.put_number(span.start - end);
            self.put_number(span.len());
            self.put_number((line - last) as usize);
            (end, last) = (span.end, *line);
        }
    }

    fn put_string(&mut self, string: &str) {
        self.put_number(string.len());
        self.strings.push_str(string);
    }

    fn put_number(&mut self, mut number: usize) {
        while number > 0x1f {
            self.numbers.push(char::from(b'P' + (number & 0x1f) as u8));
            number >>= 5;
        }
        self.numbers.push(char::from(b'0' + number as u8));
    }
}

fn lists(revision: &CheckedRevision) -> [&[String]; 3] {
    [
        &revision.revises,
        &revision.depends_on,
        &revision.branch_labels,
    ]
}

/// Writes a literal of this text.
///
/// A raw one where that is possible: the compiler has nothing to do for it, whatever is in it. It
/// takes no `\r`, and none of the characters that change the direction of writing, which are an error
/// in a literal.
pub fn write_literal(text: &str, source: &mut String) {
    const HASHES: &str = "##########";
    const TURNING: [char; 9] = [
        '\u{202a}', '\u{202b}', '\u{202c}', '\u{202d}', '\u{202e}', '\u{2066}', '\u{2067}',
        '\u{2068}', '\u{2069}',
    ];
    // Searches of the standard library run optimised, which loops in a macro do not.
    let bytes = text.as_bytes();
    let turns = || bytes.contains(&0xe2) && TURNING.into_iter().any(|sign| text.contains(sign));
    let ends = || bytes.contains(&b'#') && text.contains(HASHES);
    if bytes.contains(&b'\r') || turns() || ends() {
        write!(source, "{text:?}").expect("a String takes any text");
    } else {
        for part in ["r", HASHES, "\"", text, "\"", HASHES] {
            source.push_str(part);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_as_many_characters_as_they_need() {
        let mut packed = Packed::default();
        for number in [0, 31, 32, (1 << 20) - 1] {
            packed.put_number(number);
        }
        assert_eq!(packed.numbers, "0OP1oooO");
    }

    #[test]
    fn any_text_is_a_literal() {
        for text in [
            "plain \\ \"#\" \0 …\n",
            "\r\n",
            "\u{2066}turned\u{2069}",
            "\"##########",
        ] {
            let mut source = String::new();
            write_literal(text, &mut source);
            let literal = syn::parse_str::<syn::LitStr>(&source).expect("a literal");
            assert_eq!(literal.value(), text);
            assert_eq!(source.starts_with('r'), text.starts_with("plain"));
        }
    }
}
