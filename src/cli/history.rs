//! `northstar history`: what was done, latest first, in words.

use super::args::History;
use super::failure::Failure;
use super::json;
use super::out::{Out, say, say_more};
use super::place::Place;
use super::table::{self, fixed, flexible};
use crate::domain::edit::TransactionKind;
use crate::domain::when::{day_of, parse_day};
use crate::runtime::clock;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Serialize;

/// One transaction without its records.
#[derive(Serialize)]
struct Step {
    number: u64,
    at: Timestamp,
    label: String,
    kind: TransactionKind,
    records: usize,
}

/// Lists the transactions of the journal.
pub fn run(place: &Place, args: &History, out: &mut Out) -> Result<(), Failure> {
    let zone = clock::zone();
    let today = day_of(clock::now(), &zone);
    let since = args.since.as_deref().map(|text| since(text, today)).transpose()?;
    let summaries = place.read()?.journal.summaries()?;
    let first = summaries.first().map(|summary| summary.number).filter(|_| since.is_none());
    let is_wanted = |at: Timestamp| since.is_none_or(|since| since <= day_of(at, &zone));
    let steps = summaries.into_iter().rev().filter(|summary| is_wanted(summary.at)).map(|summary| Step {
        number: summary.number,
        at: summary.at,
        label: summary.label,
        kind: summary.kind,
        records: summary.records,
    });
    let steps: Vec<Step> = steps.collect();
    if args.json {
        json::write_all(out, &steps)?;
    } else if !steps.is_empty() {
        let rows: Vec<_> = steps.iter().map(|step| cells(step, &zone)).collect();
        let columns = [fixed("number"), fixed("time"), fixed("records"), flexible("what")];
        table::write(out, &columns, &rows)?;
    }
    if let Some(first) = first.filter(|first| 1 < *first) {
        say(&format!("What was done before transaction {first} is no longer in the journal."));
        say_more("It cannot be undone step by step; `northstar restore` goes back to a backup.");
    }
    if steps.is_empty() { Err(Failure::nothing("Nothing was done in that time.")) } else { Ok(()) }
}

fn cells(step: &Step, zone: &TimeZone) -> Vec<String> {
    let at = step.at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string();
    vec![step.number.to_string(), at, step.records.to_string(), step.label.clone()]
}

/// Reads a day, or a length of time that lies behind us: `2w` is two weeks ago.
fn since(text: &str, today: Date) -> Result<Date, Failure> {
    let wrong = || {
        Failure::usage(format!("`{}` is no day.", crate::domain::shown::shown(text)))
            .with_hint("Write 2026-11-01, or 2w for two weeks ago.")
    };
    let day = parse_day(text, today).ok_or_else(wrong)?;
    let ahead = crate::domain::when::days_between(today, day).max(0);
    today.checked_sub(jiff::Span::new().days(ahead)).map(|past| past.min(day)).map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn lengths_lie_behind_us() {
        let today = date(2026, 11, 21);
        assert_eq!(since("2w", today), Ok(date(2026, 11, 7)));
        assert_eq!(since("2026-11-01", today), Ok(date(2026, 11, 1)));
        assert_eq!(since("never", today).unwrap_err().exit, 2);
    }
}
