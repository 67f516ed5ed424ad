//! Days in words: "tomorrow", "2d", "fri", "3w", "end of quarter". Never asks what day it is; the caller
//! says.

use jiff::{Span, Timestamp, civil::Date, civil::Weekday, tz::TimeZone};

/// The day of an instant in a zone.
pub fn day_of(at: Timestamp, zone: &TimeZone) -> Date {
    at.to_zoned(zone.clone()).date()
}

/// The first instant of a day in a zone; the first of all for a day no instant is left for.
pub fn start_of(day: Date, zone: &TimeZone) -> Timestamp {
    zone.to_timestamp(day.to_datetime(jiff::civil::Time::midnight())).unwrap_or(Timestamp::MIN)
}

/// Days from one day to another; negative when `to` lies before.
pub fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

/// An age in at most four columns: `now`, `5m`, `3h`, `12d`, `7w`, `3y`. A moment in the future is `now`.
pub fn age(at: Timestamp, now: Timestamp) -> String {
    let seconds = now.as_second().saturating_sub(at.as_second()).max(0);
    match seconds {
        0..60 => "now".into(),
        60..3_600 => format!("{}m", seconds / 60),
        3_600..86_400 => format!("{}h", seconds / 3_600),
        86_400..5_184_000 => format!("{}d", seconds / 86_400),
        5_184_000..63_072_000 => format!("{}w", seconds / 604_800),
        _ => format!("{}y", seconds / 31_536_000),
    }
}

/// Reads a day in words as seen from `today`. `2d`, `3w`, `1m`, `1q`, `1y`; `today`, `tomorrow`; a weekday
/// (the next one, never today); `end of week|month|quarter|year` or `eow eom eoq eoy`; `2026-12-24`.
pub fn parse_day(text: &str, today: Date) -> Option<Date> {
    let text = text.trim().to_lowercase();
    match text.as_str() {
        "today" => return Some(today),
        "tomorrow" | "tom" => return today.tomorrow().ok(),
        "end of week" | "eow" => return upcoming(Weekday::Friday, today, true),
        "end of month" | "eom" => return Some(today.last_of_month()),
        "end of quarter" | "eoq" => return end_of_quarter(today),
        "end of year" | "eoy" => return Some(today.last_of_year()),
        _ => {}
    }
    if let Ok(date) = text.parse::<Date>() {
        return Some(date);
    }
    let word = text.strip_prefix("next ").unwrap_or(&text);
    if let Some(weekday) = weekday(word) {
        return upcoming(weekday, today, false);
    }
    let text = text.strip_prefix("in ").unwrap_or(&text);
    let split = text.find(|c: char| !c.is_ascii_digit())?;
    let count: i32 = text[..split].parse().ok()?;
    let span = match text[split..].trim() {
        "d" | "day" | "days" => Span::new().try_days(count),
        "w" | "week" | "weeks" => Span::new().try_weeks(count),
        "m" | "month" | "months" => Span::new().try_months(count),
        "q" | "quarter" | "quarters" => Span::new().try_months(count.checked_mul(3)?),
        "y" | "year" | "years" => Span::new().try_years(count),
        _ => return None,
    };
    today.checked_add(span.ok()?).ok()
}

fn weekday(word: &str) -> Option<Weekday> {
    const NAMES: [(&str, Weekday); 7] = [
        ("monday", Weekday::Monday),
        ("tuesday", Weekday::Tuesday),
        ("wednesday", Weekday::Wednesday),
        ("thursday", Weekday::Thursday),
        ("friday", Weekday::Friday),
        ("saturday", Weekday::Saturday),
        ("sunday", Weekday::Sunday),
    ];
    if word.len() < 2 {
        return None;
    }
    NAMES.iter().find(|(name, _)| name.starts_with(word)).map(|(_, weekday)| *weekday)
}

fn upcoming(weekday: Weekday, today: Date, today_counts: bool) -> Option<Date> {
    if today_counts && today.weekday() == weekday {
        return Some(today);
    }
    today.nth_weekday(1, weekday).ok()
}

fn end_of_quarter(today: Date) -> Option<Date> {
    let last_month = (today.month() + 2) / 3 * 3;
    Date::new(today.year(), last_month, 1).ok().map(Date::last_of_month)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn words_for_days() {
        let today = date(2026, 11, 21); // a Saturday
        for (text, day) in [
            ("2d", date(2026, 11, 23)),
            ("in 3 weeks", date(2026, 12, 12)),
            ("1m", date(2026, 12, 21)),
            ("fri", date(2026, 11, 27)),
            ("next sat", date(2026, 11, 28)),
            ("end of quarter", date(2026, 12, 31)),
            ("eom", date(2026, 11, 30)),
            ("tomorrow", date(2026, 11, 22)),
            ("2027-01-05", date(2027, 1, 5)),
        ] {
            assert_eq!(parse_day(text, today), Some(day), "{text}");
        }
        for text in ["", "d", "2", "2x", "99999999999d", "someday", "2026-02-30"] {
            assert_eq!(parse_day(text, today), None, "{text}");
        }
    }

    #[test]
    fn ages_fit_four_columns() {
        let at = Timestamp::from_second(1_000_000_000).unwrap();
        for (later, text) in
            [(0, "now"), (300, "5m"), (86_400 * 12, "12d"), (86_400 * 70, "10w"), (86_400 * 800, "2y")]
        {
            assert_eq!(age(at, Timestamp::from_second(1_000_000_000 + later).unwrap()), text);
        }
        assert_eq!(age(at, Timestamp::from_second(0).unwrap()), "now");
    }
}
