//! Whether two texts surely differ although they are made of much the same words: everything is in the same
//! place, but for an operator, a constant, a function or a column that is another one; or everything is the
//! same, but for a word such as `NOT` or `DESC` that one of them lacks.
//!
//! Where a server rewrites what it keeps, the rest is not the same, so that nothing is said.
use super::expression::{Token, are_synonyms, literals_differ};
use std::collections::BTreeMap;

/// Words that may be left out without a change of meaning.
const OPTIONAL: &[&str] = &["as", "asc", "inner", "outer"];

/// Words that mean something by being there.
const SAYING: &[&str] = &["distinct", "desc", "left", "right", "full", "natural"];

/// Words with brackets behind them that are no functions.
const NO_FUNCTIONS: &[&str] = &[
    "in",
    "and",
    "or",
    "not",
    "values",
    "when",
    "then",
    "else",
    "case",
    "any",
    "all",
    "some",
    "exists",
    "using",
    "on",
    "from",
    "where",
    "select",
    "over",
    "by",
    "filter",
    "between",
    "like",
    "is",
    "check",
    "join",
    "with",
    "array",
    "row",
    "interval",
    "if",
    "union",
    "except",
    "having",
    "limit",
    "offset",
    "glob",
    "regexp",
    "ilike",
    "similar",
    "escape",
    "into",
    "set",
    "return",
    "cast",
    "convert",
    "char",
    "binary",
    "extract",
    "date_part",
    "trim",
    "btrim",
    "ltrim",
    "rtrim",
    "substring",
    "position",
    "strpos",
];

/// What is known of the words of two texts.
#[derive(Clone, Copy)]
pub(super) struct Words<'a> {
    /// Whether a word is a name whose meaning does not depend on the text: a column, say, and not an alias.
    pub(super) is_name: &'a dyn Fn(&str) -> bool,
    /// Whether a word says nothing.
    pub(super) is_noise: &'a dyn Fn(&str) -> bool,
    /// Whether the engine keeps functions under the names that they were called by.
    pub(super) keeps_functions: bool,
}

/// Whether two texts surely differ.
pub(super) fn surely_differ(a: &[Token<'_>], b: &[Token<'_>], words: Words<'_>) -> bool {
    let (a, b) = (reduced(a), reduced(b));
    one_has_another(&a, &b, words) || one_lacks_a_word(&a, &b, words)
}

/// A token, and whether a bracket follows.
#[derive(Clone, Copy)]
struct Placed<'t> {
    token: &'t Token<'t>,
    is_call: bool,
}

/// Leaves out brackets and what is optional.
fn reduced<'t>(tokens: &'t [Token<'t>]) -> Vec<Placed<'t>> {
    let is = |token: Option<&Token<'_>>, wanted: &str| matches!(token, Some(Token::Symbol(it)) if it == wanted);
    let mut kept = Vec::with_capacity(tokens.len());
    for (at, token) in tokens.iter().enumerate() {
        let is_bracket = is(Some(token), "(") || is(Some(token), ")");
        let is_optional = matches!(token, Token::Word(word) if OPTIONAL.contains(&&**word));
        if !is_bracket && !is_optional {
            let is_call = is(tokens.get(at + 1), "(");
            kept.push(Placed { token, is_call });
        }
    }
    kept
}

fn one_has_another(a: &[Placed<'_>], b: &[Placed<'_>], words: Words<'_>) -> bool {
    if a.len() != b.len() {
        return false;
    }
    // Names that only change places may mean the same: `a = b`, `b = a`.
    let mut names: BTreeMap<&str, isize> = BTreeMap::new();
    let (mut has_names, mut has_others) = (false, false);
    for (a, b) in a.iter().zip(b) {
        if are_same(a.token, b.token, words) {
            continue;
        }
        if let (Token::Word(one), Token::Word(other)) = (a.token, b.token)
            && are_other_names((one, a.is_call), (other, b.is_call), words)
        {
            *names.entry(one).or_default() += 1;
            *names.entry(other).or_default() -= 1;
            has_names = true;
        } else if are_others(a.token, b.token) {
            has_others = true;
        } else {
            return false;
        }
    }
    match has_names {
        true => names.values().any(|count| *count != 0),
        false => has_others,
    }
}

/// Whether the only difference is that one says more often `NOT`, or one of the others.
fn one_lacks_a_word(a: &[Placed<'_>], b: &[Placed<'_>], words: Words<'_>) -> bool {
    let (a, b) = (Said::new(a), Said::new(b));
    let mut pairs = a.others.iter().zip(&b.others);
    a.others.len() == b.others.len()
        && pairs.all(|(a, b)| are_same(a, b, words))
        && (a.negations % 2 != b.negations % 2 || a.words != b.words)
}

/// A text taken apart.
#[derive(Default)]
struct Said<'t> {
    others: Vec<&'t Token<'t>>,
    negations: usize,
    /// How often each of the words is there, and each collation.
    words: BTreeMap<&'t str, usize>,
}

impl<'t> Said<'t> {
    fn new(tokens: &[Placed<'t>]) -> Self {
        let mut said = Self::default();
        let word = |at: usize| match tokens.get(at)?.token {
            Token::Word(word) => Some(&**word),
            _ => None,
        };
        let mut at = 0;
        while let Some(placed) = tokens.get(at) {
            at += 1;
            let before = at.checked_sub(2).and_then(word);
            match word(at - 1) {
                // `IF NOT EXISTS` of a statement that makes something.
                Some("if") if word(at) == Some("not") && word(at + 1) == Some("exists") => at += 2,
                Some("not") => said.negations += 1,
                Some("all") if matches!(before, Some("union" | "except" | "intersect")) => {
                    *said.words.entry("all").or_default() += 1;
                }
                Some("collate") if word(at).is_some() => {
                    *said.words.entry(word(at).unwrap_or_default()).or_default() += 1;
                    at += 1;
                }
                Some(word) if SAYING.contains(&word) && !placed.is_call => {
                    *said.words.entry(word).or_default() += 1;
                }
                _ => said.others.push(placed.token),
            }
        }
        said
    }
}

fn are_same(a: &Token<'_>, b: &Token<'_>, words: Words<'_>) -> bool {
    match (a, b) {
        (Token::Symbol(a), Token::Symbol(b)) => usual(a) == usual(b),
        (Token::Number(_), Token::Number(_)) => a == b || !literals_differ(a, b),
        (Token::Word(one), Token::Word(other)) => {
            let has_class = |word: &str| WORDS.iter().any(|class| class.contains(&word));
            let is_noise = |word: &str| (words.is_noise)(word) && !has_class(word);
            one == other || is_noise(one) && is_noise(other)
        }
        _ => a == b,
    }
}

/// Words that may stand in each other's place, and say another thing there.
const WORDS: &[&[&str]] = &[&["and", "or"], &["row", "statement"]];

/// Whether two tokens surely say another thing.
fn are_others(a: &Token<'_>, b: &Token<'_>) -> bool {
    const CLASSES: &[&[&str]] = &[
        &["=", "<>", "<", "<=", ">", ">="],
        &["+", "-", "*", "/", "%"],
    ];
    match (a, b) {
        (Token::Symbol(a), Token::Symbol(b)) => {
            let has_both = |class: &&[&str]| class.contains(&usual(a)) && class.contains(&usual(b));
            CLASSES.iter().any(has_both)
        }
        (Token::Word(a), Token::Word(b)) => {
            let has_both = |class: &&[&str]| class.contains(&&**a) && class.contains(&&**b);
            WORDS.iter().any(has_both)
        }
        (Token::Number(_), Token::Number(_)) | (Token::Text(_), Token::Text(_)) => {
            literals_differ(a, b)
        }
        _ => false,
    }
}

fn are_other_names(
    (a, a_is_call): (&str, bool),
    (b, b_is_call): (&str, bool),
    words: Words<'_>,
) -> bool {
    if a_is_call && b_is_call {
        return are_other_functions(a, b, words.keeps_functions);
    }
    !a_is_call && !b_is_call && (words.is_name)(a) && (words.is_name)(b)
}

/// Whether two functions surely do another thing. MySQL and MariaDB show some under another name than they
/// were called by, so that only these are known.
fn are_other_functions(a: &str, b: &str, are_kept: bool) -> bool {
    const KNOWN: &[&[&str]] = &[
        &["lower", "lcase"],
        &["upper", "ucase"],
        &["min"],
        &["max"],
        &["sum"],
        &["avg"],
        &["count"],
        &["abs"],
        &["floor"],
        &["ceil", "ceiling"],
        &["round"],
    ];
    let known = |name: &str| KNOWN.iter().find(|names| names.contains(&name));
    match (known(a), known(b)) {
        (Some(a), Some(b)) => a != b,
        _ => {
            let is_function = |word: &str| !NO_FUNCTIONS.contains(&word);
            are_kept && is_function(a) && is_function(b) && !are_synonyms(a, b)
        }
    }
}

/// The one spelling of an operator that has several.
fn usual(operator: &str) -> &str {
    match operator {
        "!=" => "<>",
        "==" => "=",
        operator => operator,
    }
}

#[cfg(test)]
mod tests {
    use super::super::definition::tokens;
    use super::{Words, surely_differ};

    fn differ(a: &str, b: &str) -> bool {
        let words = Words {
            is_name: &|word| ["a", "b", "c"].contains(&word),
            is_noise: &|word| ["procedure", "function", "or"].contains(&word),
            keeps_functions: true,
        };
        let differ = surely_differ(&tokens(a), &tokens(b), words);
        assert_eq!(
            surely_differ(&tokens(b), &tokens(a), words),
            differ,
            "{a} and {b}"
        );
        differ
    }

    #[test]
    fn what_is_another_thing_in_its_place() {
        for (a, b) in [
            ("n > 0", "n >= 0"),
            ("(n) > 0 AND ( b <> 1)", "n > 0 or b != 1"),
            ("a + 1", "a - 1"),
            ("n > 0", "n > 1"),
            ("a > 5", "b > 5"),
            ("a = b", "a = c"),
            ("lower(a)", "upper(a)"),
            ("a IS NULL", "a IS NOT NULL"),
            ("NOT a", "a"),
            ("a COLLATE nocase = 'x'", "a = 'x'"),
            ("a COLLATE nocase", "a COLLATE rtrim"),
            ("SELECT DISTINCT a FROM t", "SELECT a FROM t"),
            (
                "SELECT a FROM t UNION ALL SELECT b FROM t",
                "SELECT a FROM t UNION SELECT b FROM t",
            ),
            (
                "SELECT a FROM t LEFT JOIN u USING (a)",
                "SELECT a FROM t INNER JOIN u USING (a)",
            ),
            (
                "SELECT a FROM t ORDER BY a DESC",
                "SELECT a FROM t ORDER BY a",
            ),
            ("a LIKE 'x%'", "a LIKE 'y%'"),
        ] {
            assert!(differ(a, b), "{a} and {b}");
        }
    }

    #[test]
    fn what_may_be_the_same() {
        for (a, b) in [
            ("a > b", "b < a"),
            ("a = b", "b = a"),
            ("a + b > c", "c < b + a"),
            ("n <> 0", "n != 0"),
            ("n == 0", "(n = 0)"),
            ("n > 1", "n > 1.0"),
            ("a IN (1)", "a = 1"),
            ("NOT a = b", "a <> b"),
            ("NOT a IS NULL", "a IS NOT NULL"),
            ("NOT NOT a", "a"),
            ("substr(a, 1)", "substring(a, 1)"),
            ("SELECT u.x FROM t u", "SELECT v.x FROM t v"),
            (
                "SELECT a AS x FROM t LEFT OUTER JOIN u",
                "SELECT a x FROM t LEFT JOIN u",
            ),
            (
                "SELECT a FROM t ORDER BY a ASC",
                "SELECT a FROM t ORDER BY a",
            ),
            ("CREATE TRIGGER IF NOT EXISTS x", "CREATE TRIGGER x"),
            ("EXECUTE PROCEDURE x()", "EXECUTE FUNCTION x()"),
            ("a > '2020-01-01'", "a > '2020-01-01 00:00:00'"),
        ] {
            assert!(!differ(a, b), "{a} and {b}");
        }
    }
}
