//! What a file's name means.
use crate::Dialect;
use migrate_graph::RevisionId;
use migrate_sql::spelling::closest;

/// Which script a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Up,
    Down,
}

/// What a file in a revision's folder is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    Script(Direction, Option<Dialect>),
    RevisionToml,
    MetadataToml,
    /// Nothing of ours, and known to be: read-me files, editors' copies.
    Ignored,
    /// It would be skipped, and its name is close to one that counts, which is given if there is
    /// one.
    Misnamed(Option<String>),
    Unknown,
}

const KNOWN: &[&str] = &["up.sql", "down.sql", "revision.toml", "metadata.toml"];

/// What a file in a revision's folder is, by its name.
pub(super) fn meaning(name: &str) -> Meaning {
    match name {
        "up.sql" => return Meaning::Script(Direction::Up, None),
        "down.sql" => return Meaning::Script(Direction::Down, None),
        "revision.toml" => return Meaning::RevisionToml,
        "metadata.toml" => return Meaning::MetadataToml,
        _ if is_ignored(name) => return Meaning::Ignored,
        _ => {}
    }
    let lower = name.to_lowercase();
    for (word, direction) in [("up", Direction::Up), ("down", Direction::Down)] {
        let middle = lower
            .strip_prefix(word)
            .and_then(|rest| rest.strip_prefix('.'))
            .and_then(|rest| rest.strip_suffix(".sql"));
        let Some(middle) = middle else { continue };
        let names = Dialect::ALL.map(Dialect::name);
        let exact = Dialect::parse(middle).filter(|dialect| dialect.name() == middle);
        return match exact {
            Some(dialect) if name == lower => Meaning::Script(direction, Some(dialect)),
            _ => {
                let meant = Dialect::parse(middle)
                    .map(Dialect::name)
                    .or_else(|| closest(middle, names));
                Meaning::Misnamed(meant.map(|dialect| format!("{word}.{dialect}.sql")))
            }
        };
    }
    let meant = match lower.as_str() {
        "upgrade.sql" | "migrate.sql" | "forward.sql" => Some("up.sql"),
        "downgrade.sql" | "rollback.sql" | "revert.sql" | "undo.sql" => Some("down.sql"),
        _ => closest(name, KNOWN.iter().copied()),
    };
    match meant {
        Some(meant) => Meaning::Misnamed(Some(meant.to_owned())),
        None if lower.ends_with(".sql") => Meaning::Misnamed(None),
        None => Meaning::Unknown,
    }
}

/// What lies beside the revisions.
pub(super) const TOP_FILES: &[&str] = &["migrate.toml", "migrations.lock"];

/// Whether a file is nothing of ours and known to be: read-me files and what editors, merges and
/// file browsers leave behind. (Names that start with a dot never get here.)
pub(super) fn is_ignored(name: &str) -> bool {
    let lower = name.to_lowercase();
    let endings = [
        ".md",
        "~",
        ".bak",
        ".orig",
        ".rej",
        ".swp",
        ".tmp",
        "thumbs.db",
        "desktop.ini",
    ];
    lower.starts_with("readme")
        || lower.starts_with("license")
        || endings.iter().any(|ending| lower.ends_with(ending))
        || (lower.starts_with('#') && lower.ends_with('#'))
}

/// The id of a folder that does not say one: as Diesel has it, the name up to the first `_`,
/// without `-`.
pub(super) fn diesel_version(folder: &str) -> String {
    folder.split('_').next().unwrap_or("").replace('-', "")
}

/// What a name says behind the id: `20240115_add_users` is "add users".
pub(super) fn slug(name: &str, id: &str) -> String {
    let behind_id = name
        .strip_prefix(id)
        .and_then(|rest| rest.strip_prefix('_'));
    let rest = behind_id
        .or_else(|| name.split_once('_').map(|(_, rest)| rest))
        .unwrap_or(name);
    let words = rest.split('_').filter(|word| !word.is_empty());
    let message = words.collect::<Vec<_>>().join(" ");
    match message.is_empty() {
        true => name.to_owned(),
        false => message,
    }
}

/// What the name of a file in a flat layout says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FlatName {
    /// `None` for a bare `.sql`.
    pub(super) direction: Option<Direction>,
    /// The digits in front, if there are any.
    pub(super) version: Option<String>,
    /// The name without its ending.
    pub(super) stem: String,
}

/// Reads `<version>_<name>.up.sql`, `V<version>__<name>.sql` or any `<name>.sql`; `None` if the
/// file is no `.sql`.
pub(super) fn flat_name(name: &str) -> Option<FlatName> {
    let stem = name.strip_suffix(".sql")?;
    let (stem, direction) = match stem.rsplit_once('.') {
        Some((stem, "up")) => (stem, Some(Direction::Up)),
        Some((stem, "down")) => (stem, Some(Direction::Down)),
        _ => (stem, None),
    };
    Some(FlatName {
        direction,
        version: version(stem),
        stem: stem.to_owned(),
    })
}

fn version(stem: &str) -> Option<String> {
    // refinery's `V1__name` and `U1__name` (its `U` is an upgrade too: one that may come late).
    let (number, rest) = match stem.strip_prefix(['V', 'U']) {
        Some(refinery) => refinery.split_once("__")?,
        None => stem.split_once('_').unwrap_or((stem, "")),
    };
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    (is_number && !(number.len() == 4 && is_rest_of_date(rest))).then(|| number.to_owned())
}

/// `2024_01_15_…`: the year alone is no version.
fn is_rest_of_date(rest: &str) -> bool {
    let mut parts = rest.split('_');
    let mut two_digits = || {
        let part = parts.next().unwrap_or("");
        part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    two_digits() && two_digits()
}

/// A legal id for a file without a version: its stem, with `_` for what ids can't contain, cut
/// where it is too long.
pub(super) fn id_from_stem(stem: &str) -> String {
    let legal = |c: char| !c.is_whitespace() && !c.is_control() && !"@-+:'\"`".contains(c);
    let id: String = stem
        .chars()
        .map(|c| if legal(c) { c } else { '_' })
        .collect();
    if RevisionId::parse(&id).is_ok() && id == stem {
        return id;
    }
    // Two names must not become one id by what they lose.
    let mut hasher = siphasher::sip::SipHasher13::new();
    std::hash::Hasher::write(&mut hasher, stem.as_bytes());
    let hash = std::hash::Hasher::finish(&hasher) as u32;
    let mut end = id.len().min(40);
    while !id.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}_{hash:08x}", &id[..end])
}
