//! The only place that asks what time it is. Everything else is given `now`, `today` or a zone, so that
//! tests and replays can say what they like.

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use std::time::Duration;

/// What is waited when the calendar has no next day to offer.
const AN_HOUR: Duration = Duration::from_secs(3_600);

/// Returns the present instant.
#[expect(clippy::disallowed_methods, reason = "this is the one place the lint points at")]
pub fn now() -> Timestamp {
    Timestamp::now()
}

/// Returns the zone of the machine; UTC when it names none that is known.
pub fn zone() -> TimeZone {
    TimeZone::system()
}

/// Returns what is wrong with a time zone of the environment that the machine would pass over in silence.
pub fn zone_trouble(named: Option<&str>) -> Option<String> {
    let name = named?.trim_start_matches(':');
    let is_known = name.is_empty()
        || name.starts_with('/')
        || TimeZone::get(name).is_ok()
        || TimeZone::posix(name).is_ok();
    let shown = crate::domain::shown::shown(name);
    (!is_known).then(|| format!("TZ={shown} names no time zone, so days are those of UTC."))
}

/// Returns how long it is until the next day begins in the zone, in whole milliseconds rounded up, so that
/// a sleeper never wakes a moment too early.
pub fn until_midnight(now: Timestamp, zone: &TimeZone) -> Duration {
    let today = now.to_zoned(zone.clone()).date();
    let Ok(next) = today.tomorrow().and_then(|day| day.to_zoned(zone.clone())) else {
        return AN_HOUR;
    };
    let left = next.timestamp().duration_since(now) + SignedDuration::new(0, 999_999);
    Duration::try_from(left)
        .map_or(AN_HOUR, |left| Duration::from_millis(u64::try_from(left.as_millis()).unwrap_or(u64::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn until(now: &str, zone: &str) -> Duration {
        until_midnight(now.parse().unwrap(), &TimeZone::get(zone).unwrap())
    }

    #[test]
    fn a_day_ends_at_its_own_midnight() {
        assert_eq!(until("2026-11-21T23:59:59Z", "UTC"), Duration::from_secs(1));
        assert_eq!(until("2026-11-22T00:00:00Z", "UTC"), Duration::from_secs(86_400));
        assert_eq!(until("2026-11-21T23:59:59.9999Z", "UTC"), Duration::from_millis(1));
        assert_eq!(until("2026-11-21T14:00:00Z", "Asia/Tokyo"), Duration::from_secs(3_600));
    }

    #[test]
    fn days_of_23_and_25_hours() {
        assert_eq!(until("2026-03-28T23:00:00Z", "Europe/Berlin"), Duration::from_secs(23 * 3_600));
        assert_eq!(until("2026-10-24T22:00:00Z", "Europe/Berlin"), Duration::from_secs(25 * 3_600));
    }

    #[test]
    fn a_zone_nobody_knows_is_told() {
        for known in [None, Some(""), Some("UTC"), Some(":Europe/Berlin"), Some("CET-1CEST,M3.5.0,M10.5.0/3")]
        {
            assert_eq!(zone_trouble(known), None, "{known:?}");
        }
        let said = zone_trouble(Some("Nowhere/Bad\x1b")).unwrap();
        assert_eq!(said, "TZ=Nowhere/Bad␛ names no time zone, so days are those of UTC.");
    }

    #[test]
    fn the_end_of_time_is_waited_for_by_the_hour() {
        assert_eq!(until_midnight(Timestamp::MAX, &TimeZone::UTC), AN_HOUR);
    }
}
