//! Parses the top level of a Python file, as far as an Alembic revision needs it: the docstring, and
//! assignments of literals. Nothing is executed, and functions are ignored.

/// An assigned value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    None,
    Text(String),
    Texts(Vec<String>),
    /// A value that only Python can compute.
    Other,
}

/// The top level of a file.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Module {
    pub docstring: Option<String>,
    /// The assigned names and values, each with its line (from 1), in order.
    pub assignments: Vec<(String, Value, usize)>,
}

impl Module {
    pub fn read(text: &str) -> Self {
        let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
        let mut module = Self::default();
        for (number, (line, code)) in top_level(&text).into_iter().enumerate() {
            if number == 0
                && let Some(Value::Text(docstring)) = literal(&code)
            {
                module.docstring = Some(docstring);
            } else if let Some((name, value)) = assignment(&code) {
                module.assignments.push((name.to_owned(), value, line));
            }
        }
        module
    }

    /// Returns the last value of a name, and its line.
    pub fn value(&self, name: &str) -> Option<(&Value, usize)> {
        let mut found = self.assignments.iter().rev();
        let found = found.find(|(other, ..)| other == name);
        found.map(|(_, value, line)| (value, *line))
    }
}

/// The beginning of a string: its quotes, and whether it is raw or formatted.
struct Opening<'t> {
    quotes: &'static str,
    is_raw: bool,
    is_formatted: bool,
    rest: &'t str,
}

/// Returns the string that begins here, if one does.
fn opening(text: &str) -> Option<Opening<'_>> {
    let prefix = text.find(['"', '\'']).filter(|at| *at <= 2)?;
    let letters = text[..prefix].to_ascii_lowercase();
    if !letters.bytes().all(|letter| b"rbuf".contains(&letter)) {
        return None;
    }
    let rest = &text[prefix..];
    let quotes = ["\"\"\"", "'''", "\"", "'"];
    let quotes = quotes.into_iter().find(|quotes| rest.starts_with(quotes))?;
    Some(Opening {
        quotes,
        is_raw: letters.contains('r'),
        is_formatted: letters.contains('f') || letters.contains('b'),
        rest: &rest[quotes.len()..],
    })
}

/// Returns the length of the contents of a string. An unclosed one ends with its line, or with the text.
fn length(opening: &Opening<'_>) -> usize {
    let rest = opening.rest;
    let mut at = 0;
    while at < rest.len() {
        if rest[at..].starts_with(opening.quotes) {
            return at;
        }
        if opening.quotes.len() == 1 && rest[at..].starts_with('\n') {
            return at;
        }
        let mut signs = rest[at..].chars();
        let sign = signs.next().map_or(1, char::len_utf8);
        let escaped = signs.next().map_or(0, char::len_utf8);
        let is_escape = rest[at..].starts_with('\\');
        at += sign + if is_escape { escaped } else { 0 };
    }
    rest.len()
}

/// Returns the statements that begin in the first column, with their lines: without comments, each on one
/// line except for strings.
fn top_level(text: &str) -> Vec<(usize, String)> {
    let mut statements: Vec<(usize, String)> = Vec::new();
    let (mut at, mut line, mut depth) = (0, 1, 0_usize);
    let (mut begins, mut is_ours) = (true, false);
    while at < text.len() {
        let rest = &text[at..];
        let Some(sign) = rest.chars().next() else {
            break;
        };
        if begins && depth == 0 && sign != '\n' {
            // Indented lines belong to another statement.
            is_ours = !sign.is_whitespace() && sign != '#';
            if is_ours {
                statements.push((line, String::new()));
            }
        }
        begins = false;
        let is_inside_word =
            at > 0 && text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let mut taken = sign.len_utf8();
        let mut code = &rest[..taken];
        if let Some(opening) = opening(rest).filter(|_| !is_inside_word) {
            let head = rest.len() - opening.rest.len();
            let inside = length(&opening);
            let is_closed = opening.rest[inside..].starts_with(opening.quotes);
            taken = head + inside + if is_closed { opening.quotes.len() } else { 0 };
            code = &rest[..taken];
        } else {
            match sign {
                '#' => {
                    taken = rest.find('\n').unwrap_or(rest.len());
                    code = "";
                }
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' => depth = depth.saturating_sub(1),
                '\\' if rest[1..].starts_with('\n') => {
                    taken = 2;
                    code = " ";
                }
                '\n' if depth > 0 => code = " ",
                '\n' => {
                    begins = true;
                    code = "";
                }
                _ => {}
            }
        }
        if is_ours && let Some((_, statement)) = statements.last_mut() {
            statement.push_str(code);
        }
        line += rest[..taken].matches('\n').count();
        at += taken;
    }
    statements
}

/// Parses `name = value` or `name: annotation = value`.
fn assignment(code: &str) -> Option<(&str, Value)> {
    let end = code.find(|c: char| !c.is_alphanumeric() && c != '_')?;
    let (name, rest) = (&code[..end], code[end..].trim_start());
    if name.is_empty() {
        return None;
    }
    let value = match rest.strip_prefix(':') {
        Some(annotated) => &annotated[equals(annotated)? + 1..],
        None => rest
            .strip_prefix('=')
            .filter(|value| !value.starts_with('='))?,
    };
    Some((name, literal(value).unwrap_or(Value::Other)))
}

/// Finds the `=` after an annotation, which may contain strings and brackets.
fn equals(text: &str) -> Option<usize> {
    let (mut at, mut depth) = (0, 0_i32);
    while at < text.len() {
        let rest = &text[at..];
        if let Some(opening) = opening(rest) {
            let head = rest.len() - opening.rest.len();
            at += head + length(&opening) + opening.quotes.len();
            continue;
        }
        match rest.as_bytes()[0] {
            b'[' | b'(' => depth += 1,
            b']' | b')' => depth -= 1,
            b'=' if depth == 0 => return Some(at),
            _ => {}
        }
        at += rest.chars().next().map_or(1, char::len_utf8);
    }
    None
}

/// Returns the string that begins here, whatever follows.
pub(super) fn text_at(code: &str) -> Option<String> {
    Literals { rest: code }.text()
}

/// Parses a text that is one literal; returns `None` for anything else.
fn literal(code: &str) -> Option<Value> {
    let mut reader = Literals {
        rest: code.trim_end().trim_end_matches(';'),
    };
    let value = reader.value_or_tuple()?;
    reader.rest.trim().is_empty().then_some(value)
}

struct Literals<'t> {
    rest: &'t str,
}

impl Literals<'_> {
    fn takes(&mut self, sign: &str) -> bool {
        self.rest = self.rest.trim_start();
        match self.rest.strip_prefix(sign) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// Parses a value; `"a", "b"` is a tuple without brackets.
    fn value_or_tuple(&mut self) -> Option<Value> {
        let first = self.value()?;
        if !self.takes(",") {
            return Some(first);
        }
        let Value::Text(first) = first else {
            return None;
        };
        let mut texts = vec![first];
        while let Some(Value::Text(text)) = self.value() {
            texts.push(text);
            if !self.takes(",") {
                break;
            }
        }
        Some(Value::Texts(texts))
    }

    fn value(&mut self) -> Option<Value> {
        for (open, close) in [("(", ")"), ("[", "]"), ("{", "}")] {
            if self.takes(open) {
                return self.texts_up_to(close, open == "(");
            }
        }
        self.rest = self.rest.trim_start();
        if let Some(rest) = self.rest.strip_prefix("None") {
            self.rest = rest;
            return Some(Value::None);
        }
        self.text().map(Value::Text)
    }

    fn texts_up_to(&mut self, close: &str, may_be_one: bool) -> Option<Value> {
        let mut texts = Vec::new();
        let mut is_list = !may_be_one;
        while !self.takes(close) {
            match self.value()? {
                Value::Text(text) => texts.push(text),
                // `(None)`, also in nested brackets.
                other if !is_list && texts.is_empty() && self.takes(close) => return Some(other),
                _ => return None,
            }
            if !self.takes(",") {
                if self.takes(close) {
                    break;
                }
                return None;
            }
            is_list = true;
        }
        match (is_list, texts.pop()) {
            (false, Some(only)) if texts.is_empty() => Some(Value::Text(only)),
            (_, last) => {
                texts.extend(last);
                Some(Value::Texts(texts))
            }
        }
    }

    /// Parses adjacent strings, which are one.
    fn text(&mut self) -> Option<String> {
        let mut joined: Option<String> = None;
        loop {
            self.rest = self.rest.trim_start();
            let Some(opening) = opening(self.rest) else {
                return joined;
            };
            let inside = length(&opening);
            let after = opening.rest[inside..].strip_prefix(opening.quotes)?;
            if opening.is_formatted {
                return None;
            }
            let text = &opening.rest[..inside];
            let text = match opening.is_raw {
                true => text.to_owned(),
                false => unescaped(text)?,
            };
            joined.get_or_insert_default().push_str(&text);
            self.rest = after;
        }
    }
}

fn unescaped(text: &str) -> Option<String> {
    let mut plain = String::with_capacity(text.len());
    let mut signs = text.chars();
    while let Some(sign) = signs.next() {
        if sign != '\\' {
            plain.push(sign);
            continue;
        }
        let digits = |signs: &mut std::str::Chars<'_>, count| {
            let digits: String = signs.by_ref().take(count).collect();
            let code = u32::from_str_radix(&digits, 16).ok();
            code.filter(|_| digits.len() == count)
                .and_then(char::from_u32)
        };
        match signs.next()? {
            '\n' => {}
            'n' => plain.push('\n'),
            't' => plain.push('\t'),
            'r' => plain.push('\r'),
            'x' => plain.push(digits(&mut signs, 2)?),
            'u' => plain.push(digits(&mut signs, 4)?),
            'U' => plain.push(digits(&mut signs, 8)?),
            sign @ ('\\' | '\'' | '"') => plain.push(sign),
            'N' | '0'..='7' | 'a' | 'b' | 'f' | 'v' => return None,
            // Python keeps the backslash of an unknown escape.
            sign => plain.extend(['\\', sign]),
        }
    }
    Some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str, name: &str) -> Value {
        let module = Module::read(text);
        module.value(name).expect(name).0.clone()
    }

    fn texts(texts: &[&str]) -> Value {
        Value::Texts(texts.iter().map(|text| (*text).to_owned()).collect())
    }

    #[test]
    fn assignments_in_all_their_forms() {
        for (line, expected) in [
            ("x = 'a1'", Value::Text("a1".into())),
            ("x: str = \"a1\"  # the id", Value::Text("a1".into())),
            (
                "x: Union[str, Sequence[str], None] = ('a', \"b\",)",
                texts(&["a", "b"]),
            ),
            ("x: \"str = 1\" = 'a'", Value::Text("a".into())),
            ("x=None", Value::None),
            ("x = (None)", Value::None),
            ("x = ()", texts(&[])),
            ("x = ('a')", Value::Text("a".into())),
            ("x = ('a',)", texts(&["a"])),
            ("x = ['a', 'b']", texts(&["a", "b"])),
            ("x = 'a', 'b'", texts(&["a", "b"])),
            ("x = (\n    'a',  # one\n    'b',\n)", texts(&["a", "b"])),
            ("x = 'a' \\\n    'b'", Value::Text("ab".into())),
            ("x = \"\"\"a\"\"\"", Value::Text("a".into())),
            ("x = r'a\\n'", Value::Text("a\\n".into())),
            ("x = 'it\\'s \\x41'", Value::Text("it's A".into())),
            ("x = f'{a}'", Value::Other),
            ("x = OTHER", Value::Other),
            ("x = 'a' + 'b'", Value::Other),
            ("x = 'a'\nx = 'b'", Value::Text("b".into())),
        ] {
            assert_eq!(value(line, "x"), expected, "{line}");
        }
    }

    #[test]
    fn only_the_top_level_counts() {
        let text = "\u{feff}# comment\r\n'''Adds \"x\"\r\n\r\nrevision = 'no'\r\n'''\r\n\
                    import os\r\nrevision = 'yes'\r\n\r\n\r\ndef upgrade():\r\n    \
                    revision = 'inside'\r\n    op.execute('''\r\nrevision = 'in a string'\r\n''')\r\n";
        let module = Module::read(text);
        assert_eq!(
            module.docstring.as_deref(),
            Some("Adds \"x\"\n\nrevision = 'no'\n")
        );
        assert_eq!(
            module.value("revision"),
            Some((&Value::Text("yes".into()), 7))
        );
    }

    #[test]
    fn a_torn_file_is_read_as_far_as_it_goes() {
        for text in [
            "x = 'a",
            "x = (",
            "x = '''",
            "x = \\",
            "'",
            "f(\"",
            "x: ",
            "é = 'ü'",
        ] {
            let _ = Module::read(text);
        }
        assert_eq!(value("x = 'a\ny = 'b'", "y"), Value::Text("b".into()));
    }
}
