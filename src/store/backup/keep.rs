//! Which backups stay: the ten latest, and the last one of each of seven days, four weeks and twelve months.

use jiff::Timestamp;
use jiff::civil::ISOWeekDate;
use jiff::tz::TimeZone;
use std::collections::BTreeSet;

const LATEST: usize = 10;
const DAYS: usize = 7;
const WEEKS: usize = 4;
const MONTHS: usize = 12;

/// Returns the places of the times that stay; the latest time comes first. Only days, weeks and months that
/// have a backup count, so that a long pause removes nothing.
pub fn kept(latest_first: &[Timestamp]) -> BTreeSet<usize> {
    let dates: Vec<_> = latest_first.iter().map(|at| at.to_zoned(TimeZone::UTC).date()).collect();
    let week = |date: &jiff::civil::Date| {
        let week: ISOWeekDate = date.iso_week_date();
        (week.year(), week.week())
    };
    let mut kept: BTreeSet<usize> = (0..latest_first.len().min(LATEST)).collect();
    kept.extend(firsts(dates.iter().copied(), DAYS));
    kept.extend(firsts(dates.iter().map(week), WEEKS));
    kept.extend(firsts(dates.iter().map(|date| (date.year(), date.month())), MONTHS));
    kept
}

/// Returns the place of the first element of each of the first `count` groups.
fn firsts<K: PartialEq>(keys: impl Iterator<Item = K>, count: usize) -> Vec<usize> {
    let mut last = None;
    let mut places = Vec::new();
    for (place, key) in keys.enumerate() {
        if last.as_ref() != Some(&key) {
            places.push(place);
            last = Some(key);
        }
    }
    places.truncate(count);
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::{SignedDuration, ToSpan};
    use proptest::prelude::*;

    const NOON: &str = "2026-11-22T12:00:00Z"; // a Sunday

    fn every(step: jiff::Span, count: i32) -> Vec<Timestamp> {
        let noon = NOON.parse::<Timestamp>().unwrap().to_zoned(TimeZone::UTC);
        (0..count).map(|n| noon.checked_sub(step * i64::from(n)).unwrap().timestamp()).collect()
    }

    fn days(times: &[Timestamp]) -> Vec<String> {
        kept(times).into_iter().map(|place| times[place].strftime("%m-%d").to_string()).collect()
    }

    #[test]
    fn bursts_days_weeks_and_months() {
        assert_eq!(kept(&[]), BTreeSet::new());
        assert_eq!(kept(&every(1.minute(), 40)).len(), 10, "a burst of one hour");
        let daily = every(1.day(), 400);
        let left = days(&daily);
        assert_eq!(
            left[..10],
            ["11-22", "11-21", "11-20", "11-19", "11-18", "11-17", "11-16", "11-15", "11-14", "11-13"]
        );
        assert_eq!(left[10..12], ["11-08", "11-01"].map(String::from), "Sundays end weeks");
        assert_eq!(
            left[12..],
            [
                "10-31", "09-30", "08-31", "07-31", "06-30", "05-31", "04-30", "03-31", "02-28", "01-31",
                "12-31"
            ]
        );
        assert_eq!(kept(&every(2.months(), 30)).len(), 12, "only months with a backup count");
    }

    proptest! {
        #[test]
        fn the_latest_stay_and_there_is_an_end(hours in prop::collection::vec(0..30_000i64, 0..120)) {
            let now: Timestamp = NOON.parse().unwrap();
            let mut times: Vec<_> = hours.iter().map(|h| now - SignedDuration::from_hours(*h)).collect();
            times.sort_unstable_by(|a, b| b.cmp(a));
            let left = kept(&times);
            prop_assert!((0..times.len().min(LATEST)).all(|place| left.contains(&place)));
            prop_assert!(left.len() <= LATEST + DAYS + WEEKS + MONTHS);
            let again: Vec<_> = left.iter().map(|place| times[*place]).collect();
            prop_assert_eq!(kept(&again).len(), again.len(), "pruning twice removes no more");
        }
    }
}
