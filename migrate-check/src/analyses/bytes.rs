//! Numbers and texts as bytes: numbers are little-endian, texts and lists have their length before
//! them.

/// Stands for a text that is not there.
const NOTHING: u32 = u32::MAX;

/// One that is too large would not come back as the same, and is never met: files are far smaller.
pub(crate) fn put_number(number: usize, bytes: &mut Vec<u8>) {
    let number = u32::try_from(number).unwrap_or(NOTHING);
    bytes.extend_from_slice(&number.to_le_bytes());
}

pub(crate) fn put_bytes(value: &[u8], bytes: &mut Vec<u8>) {
    put_number(value.len(), bytes);
    bytes.extend_from_slice(value);
}

pub(crate) fn put_text(text: &str, bytes: &mut Vec<u8>) {
    put_bytes(text.as_bytes(), bytes);
}

pub(crate) fn put_text_if_any(text: Option<&str>, bytes: &mut Vec<u8>) {
    match text {
        Some(text) => put_text(text, bytes),
        None => bytes.extend_from_slice(&NOTHING.to_le_bytes()),
    }
}

/// What is left to decode. Each step is `None` where the bytes are not what was put.
pub(super) struct Left<'b>(pub(super) &'b [u8]);

impl<'b> Left<'b> {
    pub(super) fn chunk<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (chunk, left) = self.0.split_first_chunk()?;
        self.0 = left;
        Some(*chunk)
    }

    pub(super) fn number(&mut self) -> Option<usize> {
        Some(u32::from_le_bytes(self.chunk()?) as usize)
    }

    pub(super) fn bytes(&mut self) -> Option<&'b [u8]> {
        let length = self.number()?;
        let (bytes, left) = self.0.split_at_checked(length)?;
        self.0 = left;
        Some(bytes)
    }

    pub(super) fn text(&mut self) -> Option<&'b str> {
        std::str::from_utf8(self.bytes()?).ok()
    }

    pub(super) fn text_if_any(&mut self) -> Option<Option<&'b str>> {
        if let Some(left) = self.0.strip_prefix(&NOTHING.to_le_bytes()) {
            self.0 = left;
            return Some(None);
        }
        self.text().map(Some)
    }
}
