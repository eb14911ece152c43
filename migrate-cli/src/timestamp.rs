//! Timestamps in UTC, to the second, for ids and `created`.

use jiff::Zoned;
use jiff::fmt::temporal::DateTimeParser;
use jiff::tz::TimeZone;
use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

const SECONDS_OF_A_DAY: u64 = 86_400;
/// The last second of the year 9999: later timestamps have more than 14 digits.
const LAST: u64 = 253_402_300_799;

/// Seconds since 1970, in the years 1970 to 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Timestamp(u64);

impl Timestamp {
    /// Returns the current time.
    pub fn now() -> Self {
        let seconds = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |past| past.as_secs());
        Self(seconds.min(LAST))
    }

    /// Reads the time of a `revision.toml`, in any offset, or a local time without one.
    pub fn from_text(text: &str) -> Option<Self> {
        let moment: jiff::Timestamp = text.replacen(' ', "T", 1).parse().ok()?;
        let seconds = u64::try_from(moment.as_second()).ok()?;
        Some(Self(seconds.min(LAST)))
    }

    /// Reads `2024-01-15T14:30:00Z`.
    pub fn parse(text: &str) -> Result<Self, String> {
        let expected = || format!("`{text}` is not a time like `2024-01-15T14:30:00Z`");
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let number: u64 = digits.parse().map_err(|_| expected())?;
        // The text of a timestamp is unique, so the timestamp is found by comparing texts.
        let found = Self(0)
            .first_that(|moment| moment.number() >= number)
            .ok_or_else(expected)?;
        if found.to_string() == text {
            Ok(found)
        } else {
            Err(expected())
        }
    }

    /// Returns the sortable id of this timestamp: `YYYYMMDDHHMMSS`.
    pub fn id(self) -> String {
        format!("{:014}", self.number())
    }

    /// Returns the timestamp a second later, if it is in range.
    pub fn next(self) -> Option<Self> {
        (self.0 < LAST).then_some(Self(self.0 + 1))
    }

    /// Returns the seconds since 1970.
    pub fn epoch(self) -> u64 {
        self.0
    }

    /// Returns the first timestamp from this one on whose id sorts after `id`, as text; `None` if none
    /// does (`f3a9…`).
    pub fn first_after(self, id: &str) -> Option<Self> {
        self.first_that(|moment| moment.id().as_str() > id)
    }

    /// Finds the first timestamp for which `is_late` is true, by bisection; it must stay true.
    pub fn first_that(self, is_late: impl Fn(Self) -> bool) -> Option<Self> {
        let (mut low, mut high) = (self.0, LAST);
        if !is_late(Self(high)) {
            return None;
        }
        while low < high {
            let middle = low.midpoint(high);
            if is_late(Self(middle)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        Some(Self(low))
    }

    fn number(self) -> u64 {
        let (year, month, day) = self.date();
        let (hour, minute, second) = self.time();
        [month, day, hour, minute, second]
            .into_iter()
            .fold(year, |number, two| number * 100 + two)
    }

    /// Returns year, month and day in the Gregorian calendar, counting days from 0000-03-01: a year that
    /// begins in March ends with its leap day, so every month's start is a fixed number of days.
    fn date(self) -> (u64, u64, u64) {
        let days = self.0 / SECONDS_OF_A_DAY + 719_468;
        let (era, day_of_era) = (days / 146_097, days % 146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = if month_from_march < 10 {
            month_from_march + 3
        } else {
            month_from_march - 9
        };
        (era * 400 + year_of_era + u64::from(month <= 2), month, day)
    }

    fn time(self) -> (u64, u64, u64) {
        let second = self.0 % SECONDS_OF_A_DAY;
        (second / 3_600, second / 60 % 60, second % 60)
    }
}

/// A time zone: UTC, an offset (`+02:00`), or a place (`Europe/Berlin`).
#[derive(Clone, Debug)]
pub(crate) struct Zone(TimeZone);

impl Default for Zone {
    fn default() -> Self {
        Self(TimeZone::UTC)
    }
}

impl Zone {
    /// Finds a zone by its name.
    pub fn find(name: &str) -> Result<Self, String> {
        let zone = DateTimeParser::new().parse_time_zone(name);
        zone.map(Self)
            .map_err(|_| format!("there is no time zone `{name}`"))
    }

    /// Returns year, month, day, hour, minute and second.
    pub fn fields(&self, moment: Timestamp) -> [u64; 6] {
        let Some(there) = self.at(moment) else {
            let ([year, month, day], [hour, minute, second]) =
                (moment.date().into(), moment.time().into());
            return [year, month, day, hour, minute, second];
        };
        let two = |number: i8| u64::try_from(number).unwrap_or(0);
        [
            u64::try_from(there.year()).unwrap_or(0),
            two(there.month()),
            two(there.day()),
            two(there.hour()),
            two(there.minute()),
            two(there.second()),
        ]
    }

    /// Formats the timestamp as in TOML and RFC 3339, with the offset.
    pub fn format(&self, moment: Timestamp) -> String {
        match self.at(moment).filter(|there| !there.offset().is_zero()) {
            Some(there) => there.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
            None => moment.to_string(),
        }
    }

    fn at(&self, moment: Timestamp) -> Option<Zoned> {
        let moment = jiff::Timestamp::from_second(i64::try_from(moment.0).ok()?).ok()?;
        Some(moment.to_zoned(self.0.clone()))
    }
}

/// Formats the timestamp as in TOML and RFC 3339.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.date();
        let (hour, minute, second) = self.time();
        write!(
            f,
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap()
    }

    #[test]
    fn known_moments() {
        assert_eq!(Timestamp(0).to_string(), "1970-01-01T00:00:00Z");
        assert_eq!(Timestamp(951_782_400).to_string(), "2000-02-29T00:00:00Z");
        assert_eq!(Timestamp(1_705_329_000).id(), "20240115143000");
        assert_eq!(Timestamp(LAST).id(), "99991231235959");
        assert_eq!(
            at("2100-02-28T23:59:59Z").next().unwrap().to_string(),
            "2100-03-01T00:00:00Z"
        );
    }

    #[test]
    fn every_day_follows_the_one_before() {
        let mut last = (1970, 1, 0);
        for day in 0..150_000 {
            let date = Timestamp(day * SECONDS_OF_A_DAY).date();
            assert!(
                date == (last.0, last.1, last.2 + 1)
                    || (date == (last.0, last.1 + 1, 1) && last.2 >= 28)
                    || (date == (last.0 + 1, 1, 1) && last == (last.0, 12, 31)),
                "{last:?} then {date:?}"
            );
            last = date;
        }
    }

    #[test]
    fn other_texts_are_refused() {
        for text in [
            "",
            "2024",
            "2024-02-30T00:00:00Z",
            "2024-01-15 14:30:00",
            "99999-01-01",
        ] {
            assert!(Timestamp::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_id_that_sorts_after_another() {
        let now = at("2024-01-15T14:30:00Z");
        let after = |id: &str| now.first_after(id).map(Timestamp::id);
        assert_eq!(after("20230101000000").as_deref(), Some("20240115143000"));
        assert_eq!(after("20240115143000").as_deref(), Some("20240115143001"));
        assert_eq!(after("20991231235959").as_deref(), Some("21000101000000"));
        assert_eq!(
            after("20241208_130000_001").as_deref(),
            Some("20241209000000")
        );
        assert_eq!(after("3").as_deref(), Some("30000101000000"));
        assert_eq!(after("f3a9c0de").as_deref(), None);
    }
}
