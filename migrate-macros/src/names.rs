//! The names of the revision constants.
use migrate_check::CheckedRevision;
use std::collections::BTreeMap;
use syn::Ident;

/// The parts of a revision that its constant's name can come from.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The id of the revision.
    pub id: &'a str,
    /// The folder (or file) of the revision, relative to the directory.
    pub path: &'a str,
    /// The message of the revision.
    pub message: &'a str,
}

impl<'a> Source<'a> {
    /// Takes the parts from a revision.
    pub fn from_revision(revision: &'a CheckedRevision) -> Self {
        Source {
            id: &revision.id,
            path: &revision.path,
            message: &revision.message,
        }
    }
}

/// Returns a name for each revision, in the same order, all different and all valid.
///
/// A name comes from what the folder says after the id, else from the message, else it is the id.
/// Revisions that would share a name all get their id appended: were one of them to keep the short
/// name, it could come to mean another revision when the chain changes.
pub fn constant_names(revisions: &[Source<'_>]) -> Vec<String> {
    let mut names: Vec<String> = revisions.iter().copied().map(short_name).collect();
    for shared in find_shared(&names) {
        for index in shared {
            let id = screaming_snake(revisions[index].id);
            names[index] = identifier(&format!("{}_{id}", names[index]));
        }
    }
    // Ids may differ only in what an identifier can't hold (`a.b` and `a-b`): number those.
    loop {
        let clashes = find_shared(&names);
        if clashes.is_empty() {
            return names;
        }
        for mut shared in clashes {
            shared.sort_by_key(|&index| revisions[index].id);
            for (number, index) in shared.into_iter().enumerate().skip(1) {
                names[index] = format!("{}_{}", names[index], number + 1);
            }
        }
    }
}

/// Finds the positions of the names that occur more than once, by name.
fn find_shared(names: &[String]) -> Vec<Vec<usize>> {
    let mut positions: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, name) in names.iter().enumerate() {
        positions.entry(name).or_default().push(index);
    }
    positions
        .into_values()
        .filter(|shared| shared.len() > 1)
        .collect()
}

fn short_name(revision: Source<'_>) -> String {
    let slug = screaming_snake(slug(revision.path, revision.id));
    if !slug.is_empty() {
        return identifier(&slug);
    }
    // A message that is the id, or only figures, says nothing.
    let message = screaming_snake(revision.message);
    if message.chars().any(char::is_alphabetic) {
        return identifier(&message);
    }
    identifier(&screaming_snake(revision.id))
}

/// What a folder's or file's name says after the id and after figures: `add_user_profile` of
/// `20240115143000_add_user_profile` and of `2024-01-15_abc123_add_user_profile`.
fn slug<'a>(path: &'a str, id: &str) -> &'a str {
    let name = path.rsplit('/').next().unwrap_or(path);
    let mut rest = name.strip_suffix(".sql").unwrap_or(name);
    rest = rest.strip_suffix(".up").unwrap_or(rest);
    loop {
        let behind_id = rest.strip_prefix(id).filter(|rest| starts_a_word(rest));
        let behind_word = || {
            let end = rest.find('_').unwrap_or(rest.len());
            let is_time_or_id = rest[..end]
                .bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b'-')
                || rest[..end].replace('-', "") == id;
            is_time_or_id.then(|| &rest[end..])
        };
        match behind_id.or_else(behind_word) {
            Some("") => return "",
            Some(behind) => rest = behind.trim_start_matches(['_', '-', '.', ' ']),
            None => return rest,
        }
    }
}

fn starts_a_word(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with(['_', '-', '.', ' '])
}

/// `add user profile`, `add-user-profile` and `AddUserProfile` as `ADD_USER_PROFILE`; letters of
/// any script stay, upper case where there is one.
fn screaming_snake(text: &str) -> String {
    let mut name = String::new();
    let mut previous = '_';
    for character in text.chars() {
        if !character.is_alphanumeric() {
            if !name.is_empty() && !name.ends_with('_') {
                name.push('_');
            }
        } else {
            if character.is_uppercase() && previous.is_lowercase() {
                name.push('_');
            }
            name.extend(character.to_uppercase());
        }
        previous = character;
    }
    name.truncate(name.trim_end_matches('_').len());
    name
}

/// Makes a valid identifier: characters that can't stand in one become `_`, and a figure at the
/// start gets one put before it. The compiler's own normal form is what is compared later on.
fn identifier(name: &str) -> String {
    // There is no keyword in upper case: nobody has to be asked, which takes a while.
    let is_plain = |byte: u8| matches!(byte, b'A'..=b'Z' | b'0'..=b'9' | b'_');
    if name.starts_with(|first: char| first.is_ascii_uppercase()) && name.bytes().all(is_plain) {
        return name.to_owned();
    }
    let as_identifier = |text: &str| syn::parse_str::<Ident>(text).map(|name| name.to_string());
    let fits = |character: char| {
        character.is_ascii_alphanumeric() || as_identifier(&format!("A{character}")).is_ok()
    };
    let mut valid: String = name
        .chars()
        .map(|character| if fits(character) { character } else { '_' })
        .collect();
    if as_identifier(&valid).is_err() {
        valid.insert(0, '_');
    }
    // `_` alone is no name; nothing but an id made of signs gets here.
    as_identifier(&valid).unwrap_or_else(|_| "REVISION".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(revisions: &[(&str, &str, &str)], expect: &[&str]) {
        let sources: Vec<Source<'_>> = revisions
            .iter()
            .map(|&(id, path, message)| Source { id, path, message })
            .collect();
        assert_eq!(constant_names(&sources), expect);
    }

    #[test]
    fn the_folder_gives_the_name() {
        check(
            &[
                ("20240115143000", "20240115143000_add_user_profile", "x"),
                ("20240115143000", "2024-01-15-143000_create_users", "x"),
                ("abc123", "abc123_drop_it", "x"),
                ("abc123", "2024-01-15_abc123_rename_it", "x"),
                (
                    "20241208_130000_001",
                    "20241208_130000_001_initial_schema",
                    "x",
                ),
                ("abc123", "20240115143000_AddUserProfile", "x"),
                ("0001", "0001_two-factor login", "x"),
                ("0002", "0002_2fa", "x"),
            ],
            &[
                "ADD_USER_PROFILE_20240115143000",
                "CREATE_USERS",
                "DROP_IT",
                "RENAME_IT",
                "INITIAL_SCHEMA",
                "ADD_USER_PROFILE_ABC123",
                "TWO_FACTOR_LOGIN",
                "_2FA",
            ],
        );
    }

    #[test]
    fn files_of_a_flat_layout_give_names_too() {
        check(
            &[
                ("0001", "0001_init.up.sql", ""),
                ("0002", "0002_more.sql", ""),
            ],
            &["INIT", "MORE"],
        );
    }

    #[test]
    fn without_a_slug_the_message_then_the_id() {
        check(
            &[
                (
                    "20241209_100000_002",
                    "20241209_100000_002",
                    "Add operational_status to agents",
                ),
                (
                    "20241209_100000_003",
                    "20241209_100000_003",
                    "20241209_100000_003",
                ),
                ("abc-1", "abc-1", ""),
            ],
            &[
                "ADD_OPERATIONAL_STATUS_TO_AGENTS",
                "_20241209_100000_003",
                "ABC_1",
            ],
        );
    }

    #[test]
    fn letters_of_any_script_stay() {
        check(
            &[
                ("1", "1_größe_ändern", ""),
                ("2", "2_добавить_индекс", ""),
                ("3", "3_用户表", ""),
                ("4", "4_add_🚀_table", ""),
                ("5", "5_m²", ""),
            ],
            &[
                "GRÖSSE_ÄNDERN",
                "ДОБАВИТЬ_ИНДЕКС",
                "用户表",
                "ADD_TABLE",
                "M_",
            ],
        );
    }

    #[test]
    fn sharers_all_get_their_id_in_any_order() {
        let one = ("1", "1_add_index", "");
        let two = ("2", "2_add_index", "");
        check(&[one, two], &["ADD_INDEX_1", "ADD_INDEX_2"]);
        check(&[two, one], &["ADD_INDEX_2", "ADD_INDEX_1"]);
    }

    #[test]
    fn ids_that_become_one_name_are_numbered() {
        check(
            &[("a.b", "x", ""), ("a-b", "x", ""), ("A", "X_a_b", "")],
            &["X_A_B_3", "X_A_B_2", "X_A_B"],
        );
    }
}
