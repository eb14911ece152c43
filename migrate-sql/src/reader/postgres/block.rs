//! `DO`.
use super::Reader;
use super::plpgsql::Frame;
use super::routine::text_within;
use crate::statement::StatementKind;
use crate::token::TokenKind;

/// Reads `DO`.
pub(super) fn anonymous(reader: &mut Reader<'_>) -> Option<StatementKind> {
    reader.expect("do")?;
    let mut body = None;
    while !reader.is_end() {
        if reader.eat("language") {
            let name = reader.name().map(|name| name.text);
            let name = name.or_else(|| reader.string())?;
            if !name.eq_ignore_ascii_case("plpgsql") {
                return None;
            }
        } else {
            body = Some(reader.next_of(TokenKind::String)?.span.clone());
        }
    }
    let range = text_within(reader.text, body?)?;
    super::plpgsql::read(reader, range, Frame::of_block()).map(StatementKind::Block)
}
