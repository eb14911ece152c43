//! A place in a script, for the lexers.

/// Bytes to read one after the other. All places are on character boundaries as long as only whole
/// ASCII characters and whole names are read.
pub(crate) struct Cursor<'a> {
    text: &'a str,
    bytes: &'a [u8],
    /// Where it stands.
    pub(crate) at: usize,
}

impl<'a> Cursor<'a> {
    /// Starts at the beginning.
    pub(crate) fn new(text: &'a str) -> Self {
        Cursor {
            text,
            bytes: text.as_bytes(),
            at: 0,
        }
    }

    /// The byte `n` places on; 0 past the end.
    pub(crate) fn peek(&self, n: usize) -> u8 {
        self.bytes.get(self.at + n).copied().unwrap_or(0)
    }

    /// Whether everything was read.
    pub(crate) fn is_end(&self) -> bool {
        self.at >= self.bytes.len()
    }

    /// Whether this is what comes next.
    pub(crate) fn starts_with(&self, what: &[u8]) -> bool {
        self.bytes[self.at..].starts_with(what)
    }

    /// Whether the byte before is one of these.
    pub(crate) fn is_behind(&self, bytes: &[u8]) -> bool {
        self.at > 0 && bytes.contains(&self.bytes[self.at - 1])
    }

    /// Reads on, but not past the end.
    pub(crate) fn advance(&mut self, n: usize) {
        self.at = (self.at + n).min(self.bytes.len());
    }

    /// Reads while the bytes fit.
    pub(crate) fn skip_while(&mut self, fits: impl Fn(u8) -> bool) {
        let rest = &self.bytes[self.at..];
        let count = rest.iter().position(|byte| !fits(*byte));
        self.at += count.unwrap_or(rest.len());
    }

    /// Reads past the next occurrence of `what`; to the end, and `false`, if there is none. Has to
    /// stand on a character boundary.
    pub(crate) fn skip_past(&mut self, what: &str) -> bool {
        match self.text[self.at..].find(what) {
            Some(position) => {
                self.at += position + what.len();
                true
            }
            None => {
                self.at = self.bytes.len();
                false
            }
        }
    }

    /// Reads the rest of a quoted text, up to and with `quote`, which is doubled to stand for itself
    /// and, with `backslash`, escaped by one. `false` if it never ends.
    pub(crate) fn skip_quoted(&mut self, quote: u8, backslash: bool) -> bool {
        while let Some(byte) = self.bytes.get(self.at) {
            if *byte == b'\\' && backslash {
                self.advance(2);
            } else if *byte != quote {
                self.at += 1;
            } else if self.peek(1) == quote {
                self.at += 2;
            } else {
                self.at += 1;
                return true;
            }
        }
        false
    }
}
