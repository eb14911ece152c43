//! Diesel's `metadata.toml`.
use super::reader::Reader;
use crate::diagnostic::{Diagnostic, Label};
use crate::located::Located;
use migrate_sql::codes;

const KEY: &str = "run_in_transaction";

/// Reads `run_in_transaction`. A file without it, or one that does not parse, is refused: Diesel
/// (`migrations_internals` 2.3) takes the former to mean `false` and the latter `true`, and says
/// nothing. Other keys are let be, as Diesel does.
pub(crate) fn read_metadata_toml(
    file: &str,
    text: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Located<bool>> {
    let mut found = Vec::new();
    let mut reader = Reader::new(file, text, &mut found);
    let value = reader
        .entries()
        .into_iter()
        .find(|(key, _)| key.value == KEY);
    let mut flag = None;
    if let Some((_, value)) = &value {
        flag = reader.boolean(KEY, value);
    }
    if value.is_none() && !reader.damaged {
        let message = format!("`{KEY}` is missing, which Diesel takes to mean `false`");
        reader.report(Diagnostic::error(
            codes::DIESEL_METADATA,
            Label::whole(file),
            message,
        ));
    }
    for mut diagnostic in found {
        if diagnostic.code != codes::DIESEL_METADATA {
            diagnostic.code = codes::DIESEL_METADATA;
            diagnostic
                .message
                .push_str(", and Diesel would silently ignore the file");
        }
        diagnostics.push(diagnostic.help(format!(
            "write `{KEY} = true` or `{KEY} = false`, or delete the file, which means `true`"
        )));
    }
    flag
}
