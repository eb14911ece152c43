//! Mistakes made on purpose in a chain that works: one name is misspelt, one definition left out or
//! written twice.

use std::collections::BTreeSet;

/// A chain with one mistake in one statement.
#[derive(Clone, Debug)]
pub struct Mutant {
    /// What kind of mistake it is.
    pub kind: &'static str,
    /// Which statement it is in, from 0.
    pub statement: usize,
    /// What stands in its place: nothing, one statement or two.
    pub instead: Vec<String>,
}

/// All mutants of a chain's statements.
pub fn mutants(statements: &[String]) -> Vec<Mutant> {
    let names = names(statements);
    let mut mutants = Vec::new();
    for (number, statement) in statements.iter().enumerate() {
        let mut add = |kind, instead: Vec<String>| {
            mutants.push(Mutant {
                kind,
                statement: number,
                instead,
            });
        };
        if is_definition(statement) {
            add("statement left out", Vec::new());
            add(
                "statement twice",
                vec![statement.clone(), statement.clone()],
            );
        }
        for word in words(statement) {
            let written = &statement[word.start..word.end];
            if names.contains(&written.to_lowercase()) {
                let misspelt = format!("{written}_x");
                add("name misspelt", vec![replaced(statement, word, &misspelt)]);
            }
        }
        for part in definitions(statement) {
            let text = &statement[part.start..part.end];
            let without = replaced(statement, part.with_comma(statement), "");
            add("definition left out", vec![without]);
            let twice = format!("{text}, {text}");
            add("definition twice", vec![replaced(statement, part, &twice)]);
        }
    }
    mutants
}

/// All mutants that lack one clause of a definition.
pub fn without_clauses(statements: &[String]) -> Vec<Mutant> {
    const CLAUSES: &[&str] = &[
        "not null",
        "unique",
        "default",
        "on delete cascade",
        "on delete set null",
        "on update cascade",
        "deferrable initially deferred",
        "auto_increment",
        "autoincrement",
        "unsigned",
        "desc",
        "stored",
        "strict",
        "without rowid",
        "nulls not distinct",
    ];
    let mut mutants = Vec::new();
    for (number, statement) in statements.iter().enumerate() {
        let words = words(statement);
        for (at, start) in words.iter().enumerate() {
            let is_at = |clause: &&str| {
                let mut own = words[at..].iter();
                clause.split(' ').all(|word| {
                    own.next().is_some_and(|part| {
                        statement[part.start..part.end].eq_ignore_ascii_case(word)
                    })
                })
            };
            let Some(clause) = CLAUSES.iter().find(|clause| is_at(clause)) else {
                continue;
            };
            let mut end = words[at + clause.split(' ').count() - 1].end;
            if *clause == "default" {
                end = value_behind(statement, end);
            }
            let part = Part {
                start: start.start,
                end,
            };
            mutants.push(Mutant {
                kind: "clause left out",
                statement: number,
                instead: vec![replaced(statement, part, "")],
            });
        }
    }
    mutants
}

/// All mutants in which an operator, a function or another word is another one that may stand in its place.
pub fn with_other_words(statements: &[String]) -> Vec<Mutant> {
    const OTHERS: &[(&str, &str)] = &[
        (" > ", " >= "),
        (" >= ", " > "),
        (" < ", " <= "),
        (" <= ", " < "),
        (" = ", " <> "),
        (" <> ", " = "),
        (" + ", " - "),
        (" - ", " + "),
        (" * ", " + "),
        ("and", "or"),
        ("or", "and"),
        ("lower", "upper"),
        ("upper", "lower"),
        ("min", "max"),
        ("sum", "count"),
        ("abs", "floor"),
        ("is not null", "is null"),
        ("is null", "is not null"),
        ("distinct", ""),
        ("desc", ""),
        ("left", "inner"),
        ("union all", "union"),
        ("union", "union all"),
        ("new", "old"),
        ("before", "after"),
        ("after", "before"),
        ("row", "statement"),
        ("nocase", "rtrim"),
        ("collate nocase", ""),
        ("collate utf8mb4_bin", ""),
        ("first", "last"),
        ("low", "high"),
        ("0", "1"),
        ("1", "2"),
        ("7", "8"),
        ("'a'", "'b'"),
        ("true", "false"),
        ("stored", "virtual"),
        ("unique index", "index"),
    ];
    let mut mutants = Vec::new();
    for (number, statement) in statements.iter().enumerate() {
        let lower = statement.to_ascii_lowercase();
        for (from, to) in OTHERS {
            for (start, _) in lower.match_indices(from) {
                let end = start + from.len();
                let is_part = |c: char| c.is_alphanumeric() || c == '_';
                let is_within = from.starts_with(is_part)
                    && (lower[..start].ends_with(is_part) || lower[end..].starts_with(is_part));
                if !is_within {
                    mutants.push(Mutant {
                        kind: "another word",
                        statement: number,
                        instead: vec![replaced(statement, Part { start, end }, to)],
                    });
                }
            }
        }
    }
    mutants
}

/// The end of a value: a string, a word or number, and brackets behind it.
fn value_behind(statement: &str, start: usize) -> usize {
    let (mut depth, mut is_text, mut has_begun) = (0, false, false);
    for (place, letter) in statement[start..].char_indices() {
        match letter {
            '\'' => is_text = !is_text,
            _ if is_text => {}
            '(' => depth += 1,
            ')' if depth > 0 => depth -= 1,
            ',' | ')' | '\n' if depth == 0 => return start + place,
            _ if letter.is_whitespace() && depth == 0 && has_begun => return start + place,
            _ => {}
        }
        has_begun |= !letter.is_whitespace();
    }
    statement.len()
}

/// How many mutants of each kind were refused and found.
#[derive(Debug, Default)]
pub struct Tally {
    /// Mutants that the engine refuses.
    pub refused: usize,
    /// Of these, how many are found, in the statement that the engine refuses.
    pub found: usize,
    /// Mutants that the engine accepts.
    pub accepted: usize,
    /// What the engine refuses and is not found.
    pub missed: Vec<String>,
    /// What is refused and the engine accepts.
    pub false_alarms: Vec<String>,
}

impl Tally {
    /// Of what the engine refuses, the part that is found.
    pub fn recall(&self) -> f64 {
        // Some thousands of mutants.
        #[allow(clippy::cast_precision_loss)]
        let of = |count: usize| count as f64;
        of(self.found) / of(self.refused.max(1))
    }

    /// Prints the figures and some of what was missed.
    pub fn print(&self, title: &str) {
        println!(
            "{title}: {} refused, {} found ({:.1} %), {} accepted, {} false alarms",
            self.refused,
            self.found,
            self.recall() * 100.0,
            self.accepted,
            self.false_alarms.len()
        );
        for missed in self.missed.iter().take(40) {
            println!("missed: {missed}");
        }
        for alarm in self.false_alarms.iter().take(40) {
            println!("FALSE ALARM: {alarm}");
        }
    }
}

/// Bytes of a statement.
#[derive(Clone, Copy, Debug)]
struct Part {
    start: usize,
    end: usize,
}

impl Part {
    /// With the comma behind it, or else the one before it.
    fn with_comma(self, statement: &str) -> Part {
        let behind = statement[self.end..].find(|letter: char| !letter.is_whitespace());
        if let Some(comma) = behind
            && statement[self.end + comma..].starts_with(',')
        {
            let end = self.end + comma + 1;
            return Part { end, ..self };
        }
        match statement[..self.start].trim_end().strip_suffix(',') {
            Some(before) => Part {
                start: before.len(),
                ..self
            },
            None => self,
        }
    }
}

fn replaced(statement: &str, part: Part, by: &str) -> String {
    format!("{}{by}{}", &statement[..part.start], &statement[part.end..])
}

fn is_definition(statement: &str) -> bool {
    let start = statement.trim_start().to_lowercase();
    ["create", "alter", "drop", "comment"]
        .iter()
        .any(|word| start.starts_with(word))
}

/// What is defined anywhere: the names behind `CREATE … ` and at the start of each definition, and
/// the types of columns.
fn names(statements: &[String]) -> BTreeSet<String> {
    const NO_NAMES: &[&str] = &[
        "constraint",
        "primary",
        "unique",
        "check",
        "foreign",
        "key",
        "exclude",
        "like",
        "if",
        "not",
        "exists",
        "select",
        "on",
        "as",
        "or",
    ];
    let mut names = BTreeSet::new();
    for statement in statements {
        let text = |part: Part| statement[part.start..part.end].to_lowercase();
        let all: Vec<String> = words(statement).into_iter().map(text).collect();
        let define = [
            "table",
            "index",
            "view",
            "trigger",
            "type",
            "constraint",
            "column",
            "to",
            "exists",
            "domain",
            "function",
            "sequence",
        ];
        for pair in all.windows(2) {
            if define.contains(&&*pair[0]) {
                names.insert(pair[1].clone());
            }
        }
        if all.first().is_some_and(|word| word == "create") {
            for part in definitions(statement) {
                let inner = &statement[part.start..part.end];
                let inner_words = words(inner);
                let mut first = inner_words.iter();
                for word in first.by_ref().take(2) {
                    names.insert(inner[word.start..word.end].to_lowercase());
                }
            }
        }
    }
    for word in NO_NAMES {
        names.remove(*word);
    }
    names
}

/// The words that stand in no string and no comment.
fn words(statement: &str) -> Vec<Part> {
    let mut words = Vec::new();
    let mut letters = statement.char_indices().peekable();
    while let Some((start, letter)) = letters.next() {
        if letter == '\'' {
            for (_, letter) in letters.by_ref() {
                if letter == '\'' {
                    break;
                }
            }
        } else if statement[start..].starts_with("--") {
            for (_, letter) in letters.by_ref() {
                if letter == '\n' {
                    break;
                }
            }
        } else if letter.is_alphanumeric() || letter == '_' {
            let mut end = start + letter.len_utf8();
            while let Some((next, letter)) = letters.peek().copied()
                && (letter.is_alphanumeric() || letter == '_')
            {
                end = next + letter.len_utf8();
                letters.next();
            }
            if !letter.is_numeric() {
                words.push(Part { start, end });
            }
        }
    }
    words
}

/// What stands between the commas of the first brackets of a `CREATE TABLE` or `CREATE INDEX`.
fn definitions(statement: &str) -> Vec<Part> {
    let lower = statement.trim_start().to_lowercase();
    let is_one = lower.starts_with("create table")
        || lower.starts_with("create index")
        || lower.starts_with("create unique index");
    let mut parts = Vec::new();
    if !is_one {
        return parts;
    }
    let (mut depth, mut start, mut in_string, mut in_comment) = (0, 0, false, false);
    for (place, letter) in statement.char_indices() {
        in_comment |= !in_string && statement[place..].starts_with("--");
        match letter {
            '\n' => in_comment = false,
            _ if in_comment => {}
            '\'' => in_string = !in_string,
            _ if in_string => {}
            '(' => {
                depth += 1;
                if depth == 1 {
                    start = place + 1;
                }
            }
            ',' | ')' => {
                if depth == 1 {
                    parts.push(trimmed(statement, Part { start, end: place }));
                    start = place + 1;
                }
                depth -= i32::from(letter == ')');
                if depth == 0 {
                    break;
                }
            }
            _ => {}
        }
    }
    parts
}

/// Without white space and comments at its ends.
fn trimmed(statement: &str, mut part: Part) -> Part {
    loop {
        let text = &statement[part.start..part.end];
        let rest = text.trim_start();
        part.start += text.len() - rest.len();
        match rest.strip_prefix("--") {
            Some(comment) => {
                let length = comment.find('\n').unwrap_or(comment.len());
                part.start += 2 + length;
            }
            None => break,
        }
    }
    part.end = part.start + statement[part.start..part.end].trim_end().len();
    part
}
