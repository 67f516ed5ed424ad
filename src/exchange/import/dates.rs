//! Dates as other tools write them. A text that is none of the known forms is no date; nothing is guessed.
//!
//! `6/7/2025` is read as the American June 7; only a number above 12 in front makes it a day.

use jiff::civil::{Date, DateTime};
use jiff::{Span, Timestamp, fmt::rfc2822, tz::TimeZone};

/// Years a record can be of. Others are typing errors or attacks, and would open month files of their own.
const YEARS: std::ops::RangeInclusive<i16> = 1970..=2200;

/// Forms with a time of day and an offset.
const WITH_OFFSET: &[&str] = &["%Y-%m-%dT%H:%M:%S%.f%z", "%Y-%m-%d %H:%M:%S%.f %z", "%Y-%m-%d %H:%M %z"];

/// Forms with a time of day, in the user's zone.
const WITH_TIME: &[&str] = &[
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%dT%H:%M",
    "%d/%b/%y %I:%M %p",
    "%d/%b/%Y %I:%M %p",
    "%d %b %Y %H:%M",
    "%b %d, %Y %I:%M %p",
    "%b %d, %Y, %I:%M %p",
    "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M",
    "%m/%d/%Y %I:%M %p",
    "%d/%m/%Y %H:%M",
    "%d.%m.%Y %H:%M",
];

/// Forms of a day.
const DAYS: &[&str] = &[
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%d/%b/%y",
    "%d/%b/%Y",
    "%d-%b-%Y",
    "%d %b %Y",
    "%d %B %Y",
    "%b %d, %Y",
    "%B %d, %Y",
    "%m/%d/%Y",
    "%d/%m/%Y",
    "%d.%m.%Y",
];

/// Reads a date. Times without an offset are in `zone`, days begin there; "3 days ago" is counted from `now`
/// and names the beginning of that day.
pub fn parse(text: &str, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
    let text = text.trim();
    if 64 < text.len() || text.is_empty() {
        return None;
    }
    let at = absolute(text, zone).or_else(|| relative(text, now, zone))?;
    YEARS.contains(&at.to_zoned(zone.clone()).year()).then_some(at)
}

fn absolute(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    let utc = text.strip_suffix(" UTC").map(|text| format!("{text} +0000"));
    let text = utc.as_deref().unwrap_or(text);
    let by_offset = |form: &&str| Timestamp::strptime(form, text).ok();
    let by_time = |form: &&str| DateTime::strptime(form, text).ok();
    let by_day = |form: &&str| Date::strptime(form, text).ok();
    text.parse::<Timestamp>()
        .ok()
        .or_else(|| rfc2822::parse(text).ok().map(|zoned| zoned.timestamp()))
        .or_else(|| WITH_OFFSET.iter().find_map(by_offset))
        .or_else(|| in_zone(WITH_TIME.iter().find_map(by_time)?, zone))
        .or_else(|| in_zone(DAYS.iter().find_map(by_day)?.into(), zone))
}

fn in_zone(at: DateTime, zone: &TimeZone) -> Option<Timestamp> {
    at.to_zoned(zone.clone()).ok().map(|zoned| zoned.timestamp())
}

/// Tells whether the text is a date that moves with the day it is read on.
pub fn is_relative(text: &str) -> bool {
    age(&text.trim().to_lowercase()).is_some()
}

fn relative(text: &str, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
    let age = age(&text.to_lowercase())?;
    let moment = now.to_zoned(zone.clone()).checked_sub(age).ok()?;
    moment.start_of_day().ok().map(|start| start.timestamp())
}

/// Reads `11 days ago`, `a day ago`, `an hour ago`, `yesterday`, `today`, `just now`.
fn age(text: &str) -> Option<Span> {
    match text {
        "now" | "just now" | "today" => return Some(Span::new()),
        "yesterday" => return Span::new().try_days(1).ok(),
        _ => {}
    }
    let mut words = text.strip_suffix(" ago")?.split_whitespace();
    let count: i32 = match words.next()? {
        "a" | "an" | "one" => 1,
        number => number.parse().ok().filter(|count| 0 <= *count)?,
    };
    let unit = words.next().filter(|_| words.next().is_none())?;
    let span = match unit.trim_end_matches('s') {
        "second" | "sec" => Span::new().try_seconds(count),
        "minute" | "min" => Span::new().try_minutes(count),
        "hour" | "hr" => Span::new().try_hours(count),
        "day" => Span::new().try_days(count),
        "week" => Span::new().try_weeks(count),
        "month" => Span::new().try_months(count),
        "year" => Span::new().try_years(count),
        _ => return None,
    };
    span.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        let now: Timestamp = "2026-11-21T14:30:00Z".parse().unwrap();
        parse(text, now, &TimeZone::fixed(jiff::tz::offset(1))).map(|at| at.to_string())
    }

    #[test]
    fn forms_of_the_tools() {
        for (text, at) in [
            ("2024-03-12T09:41:00Z", "2024-03-12T09:41:00Z"),
            ("2024-03-12T09:41:00.000+0000", "2024-03-12T09:41:00Z"),
            ("Tue, 12 Mar 2024 09:41:00 +0100", "2024-03-12T08:41:00Z"),
            ("2024-03-12 09:41:00 UTC", "2024-03-12T09:41:00Z"),
            ("2024-03-12 09:41", "2024-03-12T08:41:00Z"),
            ("2024-03-12", "2024-03-11T23:00:00Z"),
            ("12/Mar/24 9:41 AM", "2024-03-12T08:41:00Z"),
            ("12/Mar/24 12:41 PM", "2024-03-12T11:41:00Z"),
            ("6/21/2025 16:14", "2025-06-21T15:14:00Z"),
            ("21/6/2025 16:14", "2025-06-21T15:14:00Z"),
            ("12 Mar 2024", "2024-03-11T23:00:00Z"),
            ("1 March 2024", "2024-02-29T23:00:00Z"),
            ("May 3, 2020", "2020-05-02T23:00:00Z"),
        ] {
            assert_eq!(read(text).as_deref(), Some(at), "{text}");
        }
    }

    #[test]
    fn relative_dates_name_a_day() {
        for (text, at) in [
            ("11 days ago", "2026-11-09T23:00:00Z"),
            ("3 hours ago", "2026-11-20T23:00:00Z"),
            ("a day ago", "2026-11-19T23:00:00Z"),
            ("Yesterday", "2026-11-19T23:00:00Z"),
            ("2 months ago", "2026-09-20T23:00:00Z"),
        ] {
            assert_eq!(read(text).as_deref(), Some(at), "{text}");
            assert!(is_relative(text), "{text}");
        }
        assert!(!is_relative("2024-03-12"));
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "soon",
            "2024-02-30",
            "99999999999 days ago",
            "-1 days ago",
            "9999-11-30",
            "0001-01-01",
            "days ago",
            "9999 years ago",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
