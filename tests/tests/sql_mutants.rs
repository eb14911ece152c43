//! One-token mistakes in our own scripts: the verdict and the place that `migrate-check` gives,
//! against the engine's own parser.
use diesel::connection::SimpleConnection;
use diesel::result::Error;
use diesel::{Connection, PgConnection, SqliteConnection};
use migrate_check::Dialect;
use migrate_check::codes;
use migrate_sql::{Problem, analyse};
use std::env;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// How many mutants each statement gets.
const MUTANTS: usize = 12;

#[test]
fn sqlite() {
    let mut tally = Tally::default();
    for folder in scripts(Dialect::Sqlite) {
        let mut connection = SqliteConnection::establish(":memory:").unwrap();
        for script in folder {
            let text = fs::read_to_string(&script).unwrap();
            for statement in analyse(&text, Dialect::Sqlite).statements {
                let sql = &text[statement.span];
                for mutant in mutants(sql) {
                    let verdict = sqlite_verdict(&mut connection, &mutant);
                    tally.compare(&mutant, Dialect::Sqlite, verdict);
                }
                // What a statement means may depend on the tables: they are made as we go.
                let _ = connection.batch_execute(sql);
            }
        }
    }
    tally.judge(0.99);
}

#[test]
#[ignore = "needs a PostgreSQL server: tests/run"]
fn postgres_mutants() {
    let url = env::var("MIGRATE_TEST_POSTGRES_URL").expect("MIGRATE_TEST_POSTGRES_URL");
    let mut connection = PgConnection::establish(&url).unwrap();
    let mut tally = Tally::default();
    for script in scripts(Dialect::Postgres).into_iter().flatten() {
        let text = fs::read_to_string(&script).unwrap();
        assert_eq!(
            postgres_verdict(&mut connection, &text),
            Verdict::Accepted,
            "{script:?}"
        );
        for statement in analyse(&text, Dialect::Postgres).statements {
            for mutant in mutants(&text[statement.span]) {
                let verdict = postgres_verdict(&mut connection, &mutant);
                tally.compare(&mutant, Dialect::Postgres, verdict);
            }
        }
    }
    // A floor below what was measured (0.963): the parser is not the server's own grammar.
    tally.judge(0.95);
}

/// Statements that are valid and that our parser can't read are to be valid indeed.
#[test]
#[ignore = "needs a PostgreSQL server: tests/run"]
fn postgres_takes_what_we_cannot_read() {
    let url = env::var("MIGRATE_TEST_POSTGRES_URL").expect("MIGRATE_TEST_POSTGRES_URL");
    let mut connection = PgConnection::establish(&url).unwrap();
    let file = "../migrate-sql/tests/sql/postgres/unread.sql";
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
    assert_eq!(postgres_verdict(&mut connection, &text), Verdict::Accepted);
}

/// What the engine's parser says.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Verdict {
    Accepted,
    /// Refused at this offset.
    At(usize),
    /// Refused near this token, wherever it is.
    Near(String),
    /// Refused, the place isn't told.
    Somewhere,
    /// It stumbled over the meaning first.
    Unknown,
}

/// Asks SQLite, which compiles what is to be explained and does not run it.
fn sqlite_verdict(connection: &mut SqliteConnection, sql: &str) -> Verdict {
    // A second statement would be run.
    if analyse(sql, Dialect::Sqlite).statements.len() != 1 || sql.starts_with("EXPLAIN") {
        return Verdict::Unknown;
    }
    let Err(error) = connection.batch_execute(&format!("EXPLAIN {sql}")) else {
        return Verdict::Accepted;
    };
    let message = error.to_string();
    let quoted = |start: &str, end: &str| {
        let message = message.strip_prefix(start)?.strip_suffix(end)?;
        Some(message.to_owned())
    };
    if let Some(near) = quoted("near \"", "\": syntax error") {
        Verdict::Near(near)
    } else if quoted("unrecognized token: \"", "\"").is_some() {
        Verdict::Somewhere
    } else if message == "incomplete input" {
        Verdict::At(sql.len())
    } else {
        Verdict::Unknown
    }
}

/// Asks PostgreSQL, which parses all that it is sent before it runs the first statement; that one
/// fails, so that nothing is ever done.
fn postgres_verdict(connection: &mut PgConnection, sql: &str) -> Verdict {
    const FAILS: &str = "SELECT 1/0;\n";
    let error = connection
        .batch_execute(&format!("{FAILS}{sql}"))
        .unwrap_err();
    let Error::DatabaseError(_, information) = &error else {
        panic!("{error}");
    };
    if information.message() == "division by zero" {
        return Verdict::Accepted;
    }
    match information.statement_position() {
        Some(position) => {
            let characters = position as usize - 1 - FAILS.len();
            let offset = sql.char_indices().nth(characters);
            Verdict::At(offset.map_or(sql.len(), |(offset, _)| offset))
        }
        None => Verdict::Somewhere,
    }
}

/// What came of all comparisons.
#[derive(Default)]
struct Tally {
    accepted: usize,
    refused: usize,
    exact: usize,
    same_line: usize,
    false_refusals: Vec<String>,
    false_acceptances: Vec<String>,
}

impl Tally {
    fn compare(&mut self, sql: &str, dialect: Dialect, verdict: Verdict) {
        let problems = analyse(sql, dialect).problems;
        let problem = problems
            .iter()
            .find(|problem| problem.code == codes::SQL_SYNTAX);
        match (&verdict, problem) {
            (Verdict::Unknown, _) => {}
            (Verdict::Accepted, None) => self.accepted += 1,
            (Verdict::Accepted, Some(problem)) => {
                let refusal = format!("{}: {sql}", problem.message);
                self.false_refusals.push(refusal);
            }
            (_, None) => {
                self.refused += 1;
                self.false_acceptances.push(format!("{verdict:?}: {sql}"));
            }
            (_, Some(problem)) => {
                self.refused += 1;
                let (is_exact, is_same_line) = compare_places(sql, &verdict, problem);
                if !is_exact {
                    println!(
                        "{verdict:?}, not {:?} ({}): {sql}",
                        problem.span, problem.message
                    );
                }
                self.exact += usize::from(is_exact);
                self.same_line += usize::from(is_same_line);
            }
        }
    }

    /// Fails unless everything valid is accepted and nearly everything broken is refused, nearly
    /// always at the very token.
    fn judge(self, exact: f64) {
        let share = |count: usize| count as f64 / self.refused as f64;
        println!(
            "{} accepted, {} refused by the engine; {} false refusals, {} false acceptances; \
             exact {:.3}, same line {:.3}",
            self.accepted,
            self.refused,
            self.false_refusals.len(),
            self.false_acceptances.len(),
            share(self.exact),
            share(self.same_line),
        );
        assert!(self.refused > 300, "too few mutants to tell");
        assert!(self.false_refusals.is_empty(), "{:#?}", self.false_refusals);
        let missed = share(self.false_acceptances.len());
        assert!(missed <= 0.005, "{:#?}", self.false_acceptances);
        assert!(share(self.exact) >= exact);
        assert!(share(self.same_line) >= 0.985);
    }
}

/// Whether the place is the same, and whether at least the line is.
fn compare_places(sql: &str, verdict: &Verdict, problem: &Problem) -> (bool, bool) {
    let line = |offset: usize| sql[..offset].matches('\n').count();
    match verdict {
        Verdict::At(offset) => {
            let is_exact = *offset == problem.span.start
                || *offset >= sql.trim_end().len() && problem.span.is_empty();
            (
                is_exact,
                is_exact || line(*offset) == line(problem.span.start),
            )
        }
        Verdict::Near(token) => {
            let is_exact = sql[problem.span.clone()] == **token;
            (is_exact, is_exact)
        }
        _ => (true, true),
    }
}

/// Our own valid scripts, a list for each folder, in their order.
fn scripts(dialect: Dialect) -> Vec<Vec<PathBuf>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let golden = root.join("migrate-sql/tests/sql").join(dialect.name());
    let mut folders = vec![vec![
        golden.join("accepted.sql"),
        golden.join("boundaries.sql"),
    ]];
    for system in sorted(&root.join("migrations")) {
        let of_revision = |revision: PathBuf| {
            let own = |direction: &str| revision.join(format!("{direction}.{dialect}.sql"));
            let plain = |direction: &str| revision.join(format!("{direction}.sql"));
            let pick = move |direction: &str| {
                [own(direction), plain(direction)]
                    .into_iter()
                    .find(|path| path.exists())
            };
            [pick("up"), pick("down")]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
        };
        folders.push(sorted(&system).into_iter().flat_map(of_revision).collect());
    }
    assert!(
        folders.iter().any(|folder| folder.len() > 2),
        "no example systems"
    );
    folders
}

fn sorted(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.is_dir());
    paths.sort();
    paths
}

/// Breaks a statement in one place, in many ways; the same ones every time.
fn mutants(sql: &str) -> Vec<String> {
    let tokens = tokens(sql);
    let mut dice = Dice(sql.len() as u64);
    let mut mutants = Vec::new();
    for round in 0..MUTANTS {
        let position = dice.throw(tokens.len());
        let token = tokens[position].clone();
        let word = &sql[token.clone()];
        let replace =
            |range: Range<usize>, by: &str| [&sql[..range.start], by, &sql[range.end..]].concat();
        let lose = |dice: &mut Dice, what: &[char]| {
            let places: Vec<usize> = sql.match_indices(what).map(|(place, _)| place).collect();
            let place = *places.get(dice.throw(places.len().max(1)))?;
            Some(replace(place..place + 1, ""))
        };
        let mutant = match round % 7 {
            0 => Some(replace(token, "")),
            1 => Some(replace(token, &format!("{word} {word}"))),
            2 => tokens.get(position + 1).map(|next| {
                let between = &sql[token.end..next.start];
                let swapped = [&sql[next.clone()], between, word].concat();
                replace(token.start..next.end, &swapped)
            }),
            3 if word.len() > 2 && word.bytes().all(|byte| byte.is_ascii_alphabetic()) => {
                let at = 1 + dice.throw(word.len() - 1);
                Some(replace(token, &[&word[..at], &word[at - 1..]].concat()))
            }
            4 => lose(&mut dice, &['(', ')']),
            5 => lose(&mut dice, &[',']),
            _ => lose(&mut dice, &['\'', '"']),
        };
        mutants.extend(mutant.filter(|mutant| !mutant.trim().is_empty()));
    }
    mutants
}

/// Words, quoted texts and single signs.
fn tokens(sql: &str) -> Vec<Range<usize>> {
    let mut tokens = Vec::new();
    let mut rest = sql;
    while let Some(first) = rest.trim_start().chars().next() {
        rest = rest.trim_start();
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let length = match first {
            _ if is_word(first) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
            '\'' | '"' => rest[1..].find(first).map_or(rest.len(), |end| end + 2),
            '-' if rest.starts_with("--") => {
                rest = rest.split_once('\n').map_or("", |(_, rest)| rest);
                continue;
            }
            _ => first.len_utf8(),
        };
        let start = sql.len() - rest.len();
        tokens.push(start..start + length);
        rest = &rest[length..];
    }
    tokens
}

/// Chance that falls the same every time.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }
}
