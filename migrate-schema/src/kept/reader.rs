//! Lines and values, read. Each step is `None` where the text is not what was written.
use super::values::Kept;
use crate::model::{ColumnId, ObjectId, Piece};

/// The bytes of plain words.
const PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        plain[byte] = (byte as u8).is_ascii_alphanumeric() || byte as u8 == b'_';
        byte += 1;
    }
    plain
};
const IN_QUOTES: [bool; 256] = all_but(b"\"\\\n");
const IN_TOKEN: [bool; 256] = all_but(b" `\n");

const fn all_but(ends: &[u8]) -> [bool; 256] {
    let mut bytes = [true; 256];
    let mut end = 0;
    while end < ends.len() {
        bytes[ends[end] as usize] = false;
        end += 1;
    }
    bytes
}

/// What is left to be read.
pub(super) struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Reader<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    /// Where the next byte is that is none of these.
    fn end_of(&self, these: &[bool; 256]) -> usize {
        let bytes = self.text.as_bytes();
        let mut at = self.at;
        while at < bytes.len() && these[bytes[at] as usize] {
            at += 1;
        }
        at
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Goes over a sign, if it is the next.
    pub(super) fn eat(&mut self, sign: u8) -> bool {
        let is_next = self.peek() == Some(sign);
        self.at += usize::from(is_next);
        is_next
    }

    pub(super) fn is_at(&self, sign: u8) -> bool {
        self.peek() == Some(sign)
    }

    /// A list, if one starts here.
    pub(super) fn list_if_any<T: Kept>(&mut self) -> Option<Option<Vec<T>>> {
        match self.is_at(b'[') {
            true => Vec::get(self).map(Some),
            false => Some(None),
        }
    }

    pub(super) fn expect(&mut self, sign: u8) -> Option<()> {
        self.eat(sign).then_some(())
    }

    /// The next plain word of this line or these brackets; `Some(None)` where there is none left.
    pub(super) fn word(&mut self) -> Option<Option<&'t str>> {
        let bytes = self.text.as_bytes();
        while self.at < bytes.len() && bytes[self.at] == b' ' {
            self.at += 1;
        }
        if self.at == bytes.len() || matches!(bytes[self.at], b'\n' | b'}') {
            return Some(None);
        }
        let word = self.plain();
        // What follows the first word of a line.
        if self.at < bytes.len() && bytes[self.at] == b' ' {
            self.at += 1;
        }
        (!word.is_empty()).then_some(Some(word))
    }

    /// A flag, if it is the next word.
    pub(super) fn flag(&mut self, flag: &str) -> bool {
        let left = &self.text[self.at..];
        let found = left
            .strip_prefix(' ')
            .and_then(|left| left.strip_prefix(flag));
        match found {
            Some(left) if left.is_empty() || left.starts_with([' ', '\n']) => {
                self.at = self.text.len() - left.len();
                true
            }
            _ => false,
        }
    }

    /// The value of a field.
    pub(super) fn value<T: Kept>(&mut self) -> Option<T> {
        if T::IS_FLAG {
            return T::flagged();
        }
        self.expect(b'=')?;
        T::get(self)
    }

    pub(super) fn end_of_line(&mut self) -> Option<()> {
        self.expect(b'\n')
    }

    /// Whether the next line is one of an object.
    pub(super) fn is_indented(&self) -> bool {
        self.text.as_bytes()[self.at..].starts_with(b"  ")
    }

    pub(super) fn plain(&mut self) -> &'t str {
        let start = self.at;
        self.at = self.end_of(&PLAIN);
        &self.text[start..self.at]
    }

    pub(super) fn number(&mut self) -> Option<u64> {
        self.plain().parse().ok()
    }

    pub(super) fn string(&mut self) -> Option<String> {
        if !self.eat(b'"') {
            let word = self.plain();
            return (!word.is_empty()).then(|| word.to_owned());
        }
        let mut text = String::new();
        loop {
            let end = self.end_of(&IN_QUOTES);
            let sign = self.text.as_bytes().get(end)?;
            text.push_str(&self.text[self.at..end]);
            self.at = end + 1;
            match sign {
                b'"' => return Some(text),
                b'\\' => {
                    text.push(match self.peek()? {
                        b'n' => '\n',
                        b'r' => '\r',
                        b'"' => '"',
                        b'\\' => '\\',
                        _ => return None,
                    });
                    self.at += 1;
                }
                _ => return None,
            }
        }
    }

    pub(super) fn object(&mut self) -> Option<(String, String, ObjectId)> {
        let namespace = self.string()?;
        self.expect(b'.')?;
        let name = self.string()?;
        self.expect(b'#')?;
        Some((namespace, name, ObjectId(self.number()?.try_into().ok()?)))
    }

    /// A reference to an object: only its number counts.
    pub(super) fn object_id(&mut self) -> Option<ObjectId> {
        self.skip_name()?;
        self.expect(b'.')?;
        self.skip_name()?;
        self.expect(b'#')?;
        Some(ObjectId(self.number()?.try_into().ok()?))
    }

    pub(super) fn column_id(&mut self) -> Option<ColumnId> {
        self.skip_name()?;
        self.expect(b'#')?;
        Some(ColumnId(self.number()?.try_into().ok()?))
    }

    fn skip_name(&mut self) -> Option<()> {
        match self.peek()? {
            b'"' => self.string().map(drop),
            _ => (!self.plain().is_empty()).then_some(()),
        }
    }

    /// The tokens of an expression, up to the backquote.
    pub(super) fn pieces(&mut self) -> Option<Vec<Piece>> {
        self.expect(b'`')?;
        let mut pieces = Vec::new();
        while !self.eat(b'`') {
            if !pieces.is_empty() {
                self.expect(b' ')?;
            }
            if self.eat(b'{') {
                pieces.push(Piece::Column(self.column_id()?));
                self.expect(b'}')?;
            } else {
                pieces.push(Piece::Text(self.token()?));
            }
        }
        Some(pieces)
    }

    fn token(&mut self) -> Option<String> {
        let end = self.end_of(&IN_TOKEN);
        let written = &self.text[self.at..end];
        self.at = end;
        if !written.contains('\\') {
            return (!written.is_empty()).then(|| written.to_owned());
        }
        let mut token = String::with_capacity(written.len());
        let mut signs = written.chars();
        while let Some(sign) = signs.next() {
            match sign {
                '\\' => match signs.next()? {
                    'e' => {}
                    's' => token.push(' '),
                    'q' => token.push('`'),
                    'b' => token.push('{'),
                    'n' => token.push('\n'),
                    'r' => token.push('\r'),
                    '\\' => token.push('\\'),
                    _ => return None,
                },
                sign => token.push(sign),
            }
        }
        Some(token)
    }
}
