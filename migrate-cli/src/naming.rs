//! The ids and folder names of new revisions, according to `[new]` in migrate.toml.

use crate::timestamp::{Timestamp, Zone};
use migrate_check::{NameKey, NamePart, NameTemplate, NewRevisions};

/// The default maximum length of a slug, which is also Alembic's.
const LONGEST_SLUG: usize = 40;

/// The naming rules of a directory.
#[derive(Clone, Debug, Default)]
pub(crate) struct Naming {
    pub new: NewRevisions,
    pub zone: Zone,
}

impl Naming {
    /// Returns the id from the template: one that is not taken, and that sorts after the parents' ids if
    /// those are of the same kind.
    pub fn id(
        &self,
        template: &NameTemplate,
        now: Timestamp,
        message: &str,
        parents: &[&str],
        taken: &[&str],
    ) -> Option<String> {
        let slug = self.slug(message);
        let at = |moment: Timestamp| {
            let prefix = self.fill_in(&before_number(template), moment, "", &slug, 0);
            let number = next_number(&prefix, taken);
            self.fill_in(template, moment, "", &slug, number)
        };
        let is_later = |id: &str| parents.iter().all(|parent| id > *parent);
        let mut moment = now;
        if parents.iter().any(|parent| is_dated(parent)) && !is_later(&at(now)) {
            // If no time helps, the parents' ids are of another kind.
            let later = now.first_that(|moment| is_later(&at(moment)));
            moment = later.filter(|later| is_later(&at(*later))).unwrap_or(now);
        }
        // A template with a day and no number gives one id a day: the next one is tomorrow's.
        for _ in 0..=SECONDS_OF_A_DAY {
            let id = at(moment);
            if !taken.contains(&id.as_str()) {
                return Some(id);
            }
            moment = moment.next()?;
        }
        None
    }

    /// Returns the name of a revision's folder: its id and a slug of its message.
    pub fn folder(&self, id: &str, message: &str, moment: Timestamp) -> String {
        let slug = self.slug(message);
        let name = match (&self.new.name, slug.as_str()) {
            (Some(template), slug) => self.fill_in(template, moment, id, slug, 0),
            (None, "") => id.to_owned(),
            (None, slug) => format!("{id}_{slug}"),
        };
        // Remove the separators that an empty slug leaves.
        let name = if slug.is_empty() {
            name.trim_end_matches(['_', '-'])
        } else {
            &name
        };
        let legal = |c: char| match c {
            '/' | '\\' | '<' | '>' | '|' | '?' | '*' | '"' => '_',
            c if c.is_whitespace() || c.is_control() => '_',
            c => c,
        };
        let name: String = name.chars().map(legal).collect();
        // A leading dot would hide the folder.
        name.replacen('.', "_", usize::from(name.starts_with('.')))
    }

    /// Returns the slug of a message: lower case letters and digits, words joined by `_`, cut at the end
    /// of a word.
    pub fn slug(&self, message: &str) -> String {
        let longest = self.new.slug_length.unwrap_or(LONGEST_SLUG);
        let lower = message.to_lowercase();
        let words = lower
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty());
        let mut slug = String::new();
        for word in words {
            let length = slug.chars().count() + word.chars().count() + 1;
            if !slug.is_empty() && length > longest {
                break;
            }
            if !slug.is_empty() {
                slug.push('_');
            }
            slug.extend(word.chars().take(longest));
        }
        slug
    }

    /// Fills in a project's script template. Braces with other contents are kept.
    pub fn script(&self, text: &str, moment: Timestamp, said: &[(&str, &str)]) -> String {
        let mut filled = text.to_owned();
        let id = said
            .iter()
            .find(|(key, _)| *key == "rev")
            .map_or("", |(_, id)| id);
        for (name, key) in TIMES {
            let value = self.key(*key, moment, id, "");
            filled = filled.replace(&format!("{{{name}}}"), &value);
        }
        for (name, value) in said {
            filled = filled.replace(&format!("{{{name}}}"), value);
        }
        filled
    }

    fn fill_in(
        &self,
        template: &NameTemplate,
        moment: Timestamp,
        id: &str,
        slug: &str,
        number: u64,
    ) -> String {
        let part = |part: &NamePart| match part {
            NamePart::Text(text) => text.clone(),
            NamePart::Key(key) => self.key(*key, moment, id, slug),
            NamePart::Number(digits) => format!("{number:0digits$}", digits = *digits),
        };
        template.parts.iter().map(part).collect()
    }

    fn key(&self, key: NameKey, moment: Timestamp, id: &str, slug: &str) -> String {
        let [year, month, day, hour, minute, second] = self.zone.fields(moment);
        match key {
            NameKey::Rev => id.to_owned(),
            NameKey::Slug => slug.to_owned(),
            NameKey::Epoch => moment.epoch().to_string(),
            NameKey::Year => format!("{year:04}"),
            NameKey::Month => format!("{month:02}"),
            NameKey::Day => format!("{day:02}"),
            NameKey::Hour => format!("{hour:02}"),
            NameKey::Minute => format!("{minute:02}"),
            NameKey::Second => format!("{second:02}"),
        }
    }
}

const SECONDS_OF_A_DAY: u32 = 86_400;
const TIMES: &[(&str, NameKey)] = &[
    ("year", NameKey::Year),
    ("month", NameKey::Month),
    ("day", NameKey::Day),
    ("hour", NameKey::Hour),
    ("minute", NameKey::Minute),
    ("second", NameKey::Second),
    ("epoch", NameKey::Epoch),
];

/// Returns whether an id begins with a date. Ids of other kinds don't move the time of a new one.
pub(crate) fn is_dated(id: &str) -> bool {
    id.len() >= 8 && id.bytes().take(8).all(|byte| byte.is_ascii_digit())
}

/// Returns the part of a template before its number, or all of it.
fn before_number(template: &NameTemplate) -> NameTemplate {
    let parts = template.parts.iter();
    let is_other = |part: &&NamePart| !matches!(part, NamePart::Number(_));
    NameTemplate {
        parts: parts.take_while(is_other).cloned().collect(),
    }
}

/// Returns one more than the greatest number after this prefix.
fn next_number(prefix: &str, taken: &[&str]) -> u64 {
    let numbers = taken.iter().filter_map(|id| {
        let rest = id.strip_prefix(prefix)?;
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        // `26a6cb1543c8` doesn't begin with a number of ours.
        let ends = !rest[digits..].starts_with(char::is_alphanumeric);
        rest[..digits].parse::<u64>().ok().filter(|_| ends)
    });
    numbers
        .max()
        .map_or(1, |greatest| greatest.saturating_add(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap()
    }

    fn counted(text: &[NamePart]) -> NameTemplate {
        NameTemplate {
            parts: text.to_vec(),
        }
    }

    #[test]
    fn slugs() {
        let slug = |message: &str| Naming::default().slug(message);
        assert_eq!(slug("Add  user-profile!"), "add_user_profile");
        assert_eq!(slug("Größe ändern"), "größe_ändern");
        assert_eq!(slug("…"), "");
        let long = "a rather long message that would make a folder name nobody wants to read";
        assert_eq!(slug(long), "a_rather_long_message_that_would_make_a");
        assert_eq!(slug(&"x".repeat(60)).len(), LONGEST_SLUG);
    }

    #[test]
    fn ids_count_within_what_stands_before_the_number() {
        use NamePart::{Key, Number, Text};
        let day = counted(&[
            Key(NameKey::Year),
            Key(NameKey::Month),
            Key(NameKey::Day),
            Text("_".to_owned()),
            Number(4),
        ]);
        let now = at("2024-01-15T14:30:00Z");
        let id = |parents: &[&str], taken: &[&str]| {
            Naming::default().id(&day, now, "", parents, taken).unwrap()
        };
        assert_eq!(id(&[], &[]), "20240115_0001");
        assert_eq!(id(&["20240115_0001"], &["20240115_0001"]), "20240115_0002");
        assert_eq!(id(&["20240115_9999"], &["20240115_9999"]), "20240116_0001");
        assert_eq!(id(&["20300101_0007"], &["20300101_0007"]), "20300101_0008");
        assert_eq!(id(&["f00"], &["f00"]), "20240115_0001");
        let plain = counted(&[Number(3), Text("_".to_owned()), Key(NameKey::Slug)]);
        let taken = ["26a6cb1543c8", "001_langsmith", "004_indexes"];
        let id = Naming::default().id(&plain, now, "Voice agents", &["004_indexes"], &taken);
        assert_eq!(id.as_deref(), Some("005_voice_agents"));
    }

    #[test]
    fn an_id_of_a_day_is_taken_once() {
        let day = counted(&[NamePart::Key(NameKey::Month), NamePart::Key(NameKey::Day)]);
        let now = at("2024-01-31T23:59:59Z");
        let id = Naming::default().id(&day, now, "", &[], &["0131"]);
        assert_eq!(id.as_deref(), Some("0201"));
    }

    #[test]
    fn times_are_told_where_the_team_is() {
        let berlin = Zone::find("Europe/Berlin").unwrap();
        let summer = at("2024-07-01T22:30:00Z");
        assert_eq!(berlin.fields(summer), [2024, 7, 2, 0, 30, 0]);
        assert_eq!(berlin.format(summer), "2024-07-02T00:30:00+02:00");
        assert_eq!(Zone::default().format(summer), "2024-07-01T22:30:00Z");
        assert_eq!(
            Zone::find("+05:30").unwrap().format(summer),
            "2024-07-02T04:00:00+05:30"
        );
        assert!(Zone::find("Berlin").is_err());
        assert_eq!(
            Timestamp::from_text("2024-07-02T00:30:00+02:00"),
            Some(summer)
        );
        assert_eq!(Timestamp::from_text("yesterday"), None);
    }
}
