//! Percent-encoding (`%xx`) in URLs.

/// Escapes characters that would end this part of a URL, or that a client can't read. Escaped characters
/// are kept.
pub(super) fn escape(text: &str) -> String {
    let mut url = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let is_escape = || byte_at(&text.as_bytes()[at..]).is_some();
        match c {
            '@' | '/' | ':' | '?' | '#' | '[' | ']' | ' ' | '&' | '=' | '\\' => push(&mut url, c),
            '%' if !is_escape() => push(&mut url, c),
            c if c.is_ascii_control() => push(&mut url, c),
            c => url.push(c),
        }
    }
    url
}

/// Escapes a text, including its `%`, so that [`unescape`] gives it back.
pub(super) fn encode(text: &str) -> String {
    escape(&text.replace('%', "%25"))
}

/// Decodes `%xx`; any other `%` is kept.
pub(super) fn unescape(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, others @ ..] = rest {
        match byte_at(rest) {
            Some(byte) => {
                bytes.push(byte);
                rest = &others[2..];
            }
            None => {
                bytes.push(*first);
                rest = others;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Returns the byte that `%xx` at the beginning of a text stands for.
fn byte_at(text: &[u8]) -> Option<u8> {
    let digits = text.strip_prefix(b"%")?.get(..2)?;
    let value = |digit: u8| char::from(digit).to_digit(16);
    u8::try_from(value(digits[0])? * 16 + value(digits[1])?).ok()
}

fn push(url: &mut String, c: char) {
    url.push_str(&format!("%{:02X}", c as u32));
}

#[cfg(test)]
mod tests {
    use super::{encode, escape, unescape};

    #[test]
    fn escapes() {
        assert_eq!(escape("a%40b@c%d%"), "a%40b%40c%25d%25");
        assert_eq!(encode("a%40b"), "a%2540b");
        assert_eq!(unescape("a%40b%C3%A4%zz%4"), "a@bä%zz%4");
        for text in ["%", "%41", "a/b c", "ü\t\\", "50%off"] {
            assert_eq!(unescape(&encode(text)), text);
        }
    }
}
