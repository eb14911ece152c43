//! Names, as each engine keeps them.
use super::Reader;
use crate::Dialect;
use crate::statement::{Name, QualifiedName, Span};
use crate::token::TokenKind;

/// PostgreSQL cuts longer names (`NAMEDATALEN` - 1).
const LONGEST_POSTGRES: usize = 63;

impl Reader<'_> {
    /// Reads a name. Keywords are names here: whether a keyword may be one where it stands was judged
    /// before; where a name is optional, the caller looks for the keywords that may follow first.
    pub(crate) fn name(&mut self) -> Option<Name> {
        let token = self.token(0)?;
        let written = &self.text[token.span.clone()];
        let (text, quoted) = match token.kind {
            TokenKind::Word => (folded(written, self.dialect), false),
            TokenKind::QuotedName if written.starts_with(['u', 'U']) => {
                return self.unicode_name(written, token.span.clone().into());
            }
            TokenKind::QuotedName => (unquoted(written, self.dialect)?, true),
            // SQLite takes `'a'` for a name where one has to stand, MySQL does for aliases.
            TokenKind::String if self.dialect != Dialect::Postgres => {
                (unquoted(written, self.dialect)?, true)
            }
            _ => return None,
        };
        self.at += 1;
        Some(Name {
            text: cut(text, self.dialect),
            quoted,
            span: token.span.clone().into(),
        })
    }

    /// Reads `U&"d\0061t"`, with `UESCAPE '!'` behind it where another sign is for the backslash.
    fn unicode_name(&mut self, written: &str, span: Span) -> Option<Name> {
        let inner = written[1..].strip_prefix("&\"")?.strip_suffix('"')?;
        let has_sign = self.is_word_at(1, "uescape");
        let sign = match has_sign {
            true => self.written(2).strip_prefix('\'')?.chars().next()?,
            false => '\\',
        };
        let text = without_unicode_escapes(&inner.replace("\"\"", "\""), sign)?;
        self.at += if has_sign { 3 } else { 1 };
        Some(Name {
            text: cut(text, self.dialect),
            quoted: true,
            span,
        })
    }

    /// Reads a name with what stands before it.
    pub(crate) fn qualified_name(&mut self) -> Option<QualifiedName> {
        let mut name = self.name()?;
        let mut qualifiers = Vec::new();
        while self.is_symbol(".") && !self.is_symbol_at(1, "*") {
            self.at += 1;
            qualifiers.push(std::mem::replace(&mut name, self.name()?));
        }
        Some(QualifiedName { qualifiers, name })
    }

    /// Reads names in brackets, separated by commas.
    pub(crate) fn names_in_brackets(&mut self) -> Option<Vec<Name>> {
        self.in_brackets(|reader| reader.list(Reader::name))
    }

    /// Reads a string and resolves its quotes and escapes; `None` for what is no plain string, or
    /// has escapes that are not known here.
    pub(crate) fn string(&mut self) -> Option<String> {
        let token = self
            .token(0)
            .filter(|token| token.kind == TokenKind::String)?;
        let written = &self.text[token.span.clone()];
        let mut text = string_value(written, self.dialect)?;
        self.at += 1;
        // `'a'` and `'b'` on the next line are one string (PostgreSQL's manual, 4.1.2.1).
        let prefix = match written.as_bytes().first() {
            Some(b'e' | b'E') => "E",
            _ => "",
        };
        while let Some(more) = self.continued() {
            text += &string_value(&format!("{prefix}{more}"), self.dialect)?;
            self.at += 1;
        }
        Some(text)
    }

    /// The string that continues the one before.
    fn continued(&self) -> Option<&str> {
        let before = self.tokens.get(self.at.checked_sub(1)?)?;
        let token = self
            .token(0)
            .filter(|token| token.kind == TokenKind::String)?;
        let between = &self.text[before.span.end..token.span.start];
        let continues = self.dialect == Dialect::Postgres
            && before.kind == TokenKind::String
            && self.text[token.span.clone()].starts_with('\'')
            && between.contains(['\n', '\r']);
        continues.then_some(self.written(0))
    }
}

/// A name without quotes, as the engine keeps it. SQLite and MySQL keep names as they are written
/// and compare them without regard to case (MySQL: columns and indexes; tables by its setting): the
/// model folds theirs for looking up only, see `names` of migrate-schema.
fn folded(written: &str, dialect: Dialect) -> String {
    match dialect {
        Dialect::Postgres => written.to_ascii_lowercase(),
        Dialect::Sqlite | Dialect::Mysql => written.to_owned(),
    }
}

/// A name in quotes, as the engine keeps it.
fn unquoted(written: &str, dialect: Dialect) -> Option<String> {
    let quote = written.chars().next()?;
    let close = if quote == '[' { ']' } else { quote };
    let inner = written.strip_prefix(quote)?.strip_suffix(close)?;
    let doubled: String = [quote, quote].iter().collect();
    Some(match (quote, dialect) {
        ('[', _) => inner.to_owned(),
        _ => inner.replace(&doubled, &quote.to_string()),
    })
}

/// Puts characters for `\0061` and `\+000061`; `None` for what is none, as halves of a pair.
fn without_unicode_escapes(text: &str, sign: char) -> Option<String> {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once(sign) {
        plain.push_str(before);
        if let Some(behind) = behind.strip_prefix(sign) {
            plain.push(sign);
            rest = behind;
            continue;
        }
        let (digits, behind) = match behind.strip_prefix('+') {
            Some(behind) => behind.split_at_checked(6)?,
            None => behind.split_at_checked(4)?,
        };
        plain.push(char::from_u32(u32::from_str_radix(digits, 16).ok()?)?);
        rest = behind;
    }
    plain.push_str(rest);
    Some(plain)
}

fn cut(mut name: String, dialect: Dialect) -> String {
    if dialect == Dialect::Postgres && name.len() > LONGEST_POSTGRES {
        let mut end = LONGEST_POSTGRES;
        while !name.is_char_boundary(end) {
            end -= 1;
        }
        name.truncate(end);
    }
    name
}

/// What a string stands for.
fn string_value(written: &str, dialect: Dialect) -> Option<String> {
    if dialect == Dialect::Postgres && written.starts_with('$') {
        let tag = written[1..].find('$')? + 2;
        return written
            .get(tag..written.len().checked_sub(tag)?)
            .map(str::to_owned);
    }
    let is_escaped = matches!(written.as_bytes().first(), Some(b'e' | b'E'));
    let inner = match is_escaped {
        true => &written[1..],
        false => written,
    };
    let quote = inner
        .chars()
        .next()
        .filter(|quote| "'\"".contains(*quote))?;
    let inner = inner.strip_prefix(quote)?.strip_suffix(quote)?;
    if is_escaped && let Some(text) = without_backslashes(inner, quote) {
        return Some(text);
    }
    if inner.contains('\\') {
        match dialect {
            Dialect::Mysql => return mysql_text(inner, quote),
            _ if is_escaped => return None,
            _ => {}
        }
    }
    let doubled: String = [quote, quote].iter().collect();
    Some(inner.replace(&doubled, &quote.to_string()))
}

/// The text between the quotes of a MySQL string with backslashes. Where `sql_mode` takes their meaning
/// from them, the script is not read at all.
fn mysql_text(inner: &str, quote: char) -> Option<String> {
    let mut text = String::with_capacity(inner.len());
    let mut rest = inner.chars();
    while let Some(c) = rest.next() {
        match c {
            '\\' => match rest.next()? {
                '0' => text.push('\0'),
                'b' => text.push('\u{8}'),
                'n' => text.push('\n'),
                'r' => text.push('\r'),
                't' => text.push('\t'),
                'Z' => text.push('\u{1a}'),
                // They keep it, for `LIKE`.
                wild @ ('%' | '_') => text.extend(['\\', wild]),
                other => text.push(other),
            },
            c if c == quote => text.push(rest.next()?),
            c => text.push(c),
        }
    }
    Some(text)
}

/// The text of an `E'…'` in which backslashes stand before backslashes and quotes alone, as PostgreSQL
/// writes it.
fn without_backslashes(inner: &str, quote: char) -> Option<String> {
    let mut text = String::with_capacity(inner.len());
    let mut rest = inner.chars();
    while let Some(c) = rest.next() {
        text.push(match c {
            '\\' => rest.next().filter(|next| *next == '\\' || *next == quote)?,
            c if c == quote => rest.next()?,
            c => c,
        });
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use crate::Dialect;
    use crate::reader::Reader;

    fn name(text: &str, dialect: Dialect) -> String {
        let mut statements = match dialect {
            Dialect::Postgres => crate::postgres::tokens(text),
            Dialect::Sqlite => crate::sqlite::tokens(text),
            Dialect::Mysql => crate::mysql::tokens(text),
        };
        let tokens = statements.remove(0);
        let mut reader = Reader::new(text, &tokens, dialect);
        reader.qualified_name().expect("a name").to_string()
    }

    #[test]
    fn backslashes_of_mysql_are_read_as_the_server_reads_them() {
        let text = |written: &str| {
            let tokens = crate::mysql::tokens(written).remove(0);
            Reader::new(written, &tokens, Dialect::Mysql).string()
        };
        let all = r"'it\'s ''a''\n\\ \%\_ \x'";
        assert_eq!(text(all).as_deref(), Some("it's 'a'\n\\ \\%\\_ x"));
        assert_eq!(text(r#""\"a""""#).as_deref(), Some("\"a\""));
    }

    #[test]
    fn names_are_kept_as_the_engine_keeps_them() {
        assert_eq!(name("Public.Users", Dialect::Postgres), "public.users");
        assert_eq!(name("\"A \"\"b\"\"\"", Dialect::Postgres), "A \"b\"");
        assert_eq!(name("ÄÖ", Dialect::Postgres), "ÄÖ");
        let long = "ä".repeat(40);
        assert_eq!(name(&long, Dialect::Postgres), "ä".repeat(31));
        assert_eq!(name("[a b].`c``d`", Dialect::Sqlite), "a b.c`d");
        assert_eq!(name("Users", Dialect::Sqlite), "Users");
        assert_eq!(name("`a`.`b`", Dialect::Mysql), "a.b");
    }
}
