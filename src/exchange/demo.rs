//! The sample workspace behind `northstar demo`: a believable autumn at an invented software maker, with the
//! traps the judgements should find.
//!
//! Its days move with the calendar, so the demo is always this morning. It never touches a workspace.

use crate::domain::account::Account;
use crate::domain::candidate::Candidate;
use crate::domain::meeting::Meeting;
use crate::domain::record::Record;
use crate::domain::signal::Signal;
use crate::domain::stakeholder::Stakeholder;
use crate::domain::strategy::Strategy;
use crate::domain::text;
use crate::domain::when::days_between;
use jiff::{Span, civil::Date};
use serde::Deserialize;

const SOURCE: &str = include_str!("../../assets/demo.ron");

/// Why the sample cannot be built. The sample is part of the program, so neither happens unless `today` lies
/// outside the calendar.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    #[error("The sample cannot be moved to {today}. Set the clock of this machine, then try again.")]
    OutOfCalendar { today: Date },
    #[error("The sample inside this program is broken: {0}. Report this, please.")]
    Broken(#[from] ron::error::SpannedError),
}

/// The layout of the sample file; `base` is the day that stands for today.
#[derive(Deserialize)]
struct Sample {
    base: Date,
    strategy: Strategy,
    accounts: Vec<Account>,
    stakeholders: Vec<Stakeholder>,
    candidates: Vec<Candidate>,
    meetings: Vec<Meeting>,
    signals: Vec<Signal>,
}

/// Returns all records of the sample, moved so that it is the morning of `today`.
pub fn records(today: Date) -> Result<Vec<Record>, DemoError> {
    let days = days_between(read(SOURCE)?.base, today);
    let moved = shift(SOURCE, days).ok_or(DemoError::OutOfCalendar { today })?;
    let sample = read(&moved)?;
    let mut records = vec![Record::from(sample.strategy)];
    records.extend(sample.accounts.into_iter().map(Record::from));
    records.extend(sample.stakeholders.into_iter().map(Record::from));
    records.extend(sample.candidates.into_iter().map(Record::from));
    records.extend(sample.meetings.into_iter().map(Record::from));
    records.extend(sample.signals.into_iter().map(Record::from));
    Ok(records)
}

fn read(source: &str) -> Result<Sample, DemoError> {
    Ok(text::parse(source)?)
}

/// Moves every string that is a day or an instant. A sentence that merely contains or begins with a day is
/// left alone; nothing is returned when a day would leave the calendar.
fn shift(source: &str, days: i32) -> Option<String> {
    let span = Span::new().try_days(days).ok()?;
    let mut pieces = Vec::new();
    for piece in source.split('"') {
        let day = piece.get(..10).and_then(|day| day.parse::<Date>().ok());
        let rest = piece.get(10..).unwrap_or_default();
        match day {
            Some(day) if rest.is_empty() || rest.starts_with('T') => {
                pieces.push(format!("{}{rest}", day.checked_add(span).ok()?));
            }
            _ => pieces.push(piece.to_string()),
        }
    }
    Some(pieces.join("\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::channel::{Channel, Family};
    use crate::domain::edit::{Edit, EditError};
    use crate::domain::id::{CandidateId, SignalId, StakeholderId};
    use crate::domain::record::RecordId;
    use crate::domain::verdict::Verdict;
    use crate::domain::workspace::Workspace;
    use jiff::civil::date;
    use std::collections::BTreeSet;

    const TODAY: Date = date(2026, 11, 21);

    fn demo() -> Workspace {
        let mut workspace = Workspace::default();
        for record in records(TODAY).unwrap() {
            workspace.apply(Edit::Put(record)).unwrap();
        }
        workspace
    }

    fn candidate(workspace: &Workspace, id: &str) -> Candidate {
        Candidate::clone(workspace.candidate(CandidateId::parse(id).unwrap()).unwrap())
    }

    fn signal(workspace: &Workspace, id: &str) -> Signal {
        Signal::clone(workspace.signal(SignalId::parse(id).unwrap()).unwrap())
    }

    fn person(workspace: &Workspace, id: &str) -> Stakeholder {
        Stakeholder::clone(workspace.stakeholder(StakeholderId::parse(id).unwrap()).unwrap())
    }

    #[test]
    fn has_what_a_morning_needs() {
        let demo = demo();
        demo.validate().unwrap();
        let channels: BTreeSet<Channel> = demo.signals().map(|signal| signal.channel).collect();
        assert_eq!(channels.len(), 10);
        assert_eq!((demo.signals().len(), demo.stakeholders().len(), demo.accounts().len()), (50, 10, 6));
        assert_eq!((demo.candidates().len(), demo.meetings().len()), (8, 2));
        assert_eq!(demo.index().inbox_count(TODAY), 24);
        assert_eq!(demo.signals().len() + 26 + 1, records(TODAY).unwrap().len(), "every id is its own");
        let strategy = demo.strategy();
        assert_eq!((strategy.goals.len(), strategy.drivers.len(), strategy.lenses.len()), (5, 5, 3));
        assert_eq!((strategy.capacity.weeks, strategy.capacity.reserve), (8.0, 2.0));
    }

    #[test]
    fn every_id_leads_to_a_record() {
        let demo = demo();
        let known = |text: &str| RecordId::parse(text).is_none_or(|id| demo.get(id).is_some());
        for text in SOURCE.split('"') {
            assert!(known(text), "{text} leads nowhere");
        }
    }

    #[test]
    fn days_move_with_today_and_sentences_stay() {
        let later = records(date(2028, 2, 29)).unwrap();
        let Some(Record::Signal(first)) = later.iter().find(|record| matches!(record, Record::Signal(_)))
        else {
            panic!("the sample has signals");
        };
        assert_eq!(first.at.to_string(), "2028-02-27T07:42:00Z");
        assert_eq!(
            shift(r#""2026-11-21" "2026-11-21 is a day" "2026-02-28T07:00:00Z""#, 1).unwrap(),
            r#""2026-11-22" "2026-11-21 is a day" "2026-03-01T07:00:00Z""#
        );
        assert!(matches!(records(Date::MAX), Err(DemoError::OutOfCalendar { .. })));
    }

    #[test]
    fn nothing_has_happened_later_than_this_morning() {
        let demo = demo();
        let morning = "2026-11-21T00:00:00Z".parse().unwrap();
        for signal in demo.signals() {
            assert!(
                signal.at < morning && signal.added < morning && signal.at <= signal.added,
                "{}",
                signal.title
            );
            assert!(signal.decided.is_none_or(|at| signal.added <= at && at < morning), "{}", signal.title);
            assert_eq!(signal.decided.is_none(), signal.verdict == Verdict::Inbox, "{}", signal.title);
        }
    }

    #[test]
    fn a_third_dependency_is_refused_as_a_circle() {
        let mut demo = demo();
        let [leavers, sessions, regions] =
            ["c-1eavers000", "c-sess10n000", "c-reg10ns000"].map(|id| candidate(&demo, id));
        assert_eq!(leavers.depends_on[0].on, Some(sessions.id));
        assert_eq!(sessions.depends_on[0].on, Some(regions.id));
        let mut circle = regions;
        circle.depends_on.push(leavers.depends_on[0].clone());
        circle.depends_on[0].on = Some(leavers.id);
        assert!(matches!(demo.apply(Edit::from(circle)), Err(EditError::DependencyCycle { .. })));
    }

    #[test]
    fn traps_among_signals() {
        let demo = demo();
        assert!(signal(&demo, "s-b0nvs00000").push && signal(&demo, "s-web1nar000").self_echo);
        assert!(matches!(signal(&demo, "s-r0vted0000").verdict, Verdict::Routed { .. }));
        assert!(matches!(signal(&demo, "s-exp0rt0008").verdict, Verdict::Merged { .. }));
        assert_eq!(
            demo.signals().filter(|signal| matches!(signal.verdict, Verdict::Declined { .. })).count(),
            2
        );
        let woken: Vec<SignalId> = demo.index().woken(TODAY).collect();
        assert_eq!(woken, [signal(&demo, "s-merger0000").id]);
        let twice = signal(&demo, "s-b0ts000000");
        assert_eq!((twice.snoozes, twice.is_in_inbox(TODAY)), (2, false));
        let top = signal(&demo, "s-shad0w0000");
        let below = signal(&demo, "s-0ver10ad00");
        assert_eq!(top.because_of, [below.id]);
        let levels = [top.who, below.who].map(|id| demo.stakeholder(id.unwrap()).unwrap().level);
        assert_ne!(levels[0], levels[1]);
    }

    #[test]
    fn traps_among_candidates() {
        let demo = demo();
        assert_eq!(candidate(&demo, "c-1eavers000").technical_text, "");
        let bonus = candidate(&demo, "c-darkm0de00");
        assert!(demo.index().of_candidate(bonus.id).all(|id| demo.signal(id).unwrap().push));
        let regions = candidate(&demo, "c-reg10ns000");
        let halden = person(&demo, "p-dana000000").account.and_then(|id| demo.account(id).cloned()).unwrap();
        let freeze = &halden.freezes[0];
        assert!(regions.window.is_some_and(|day| freeze.from <= day && day <= freeze.to));
        let asked = demo.index().of_candidate(regions.id);
        assert!(
            asked.filter_map(|id| demo.signal(id)).any(|signal| signal.account == Some(halden.id)),
            "the account with the freeze wants it"
        );
        let parity = candidate(&demo, "c-r1skb0ard0");
        let families: Vec<Family> = demo
            .index()
            .of_candidate(parity.id)
            .filter_map(|id| demo.signal(id))
            .map(|signal| signal.channel.family())
            .collect();
        let count = |family| families.iter().filter(|other| **other == family).count();
        assert_eq!((count(Family::Competitive), count(Family::Customer)), (4, 1));
    }

    #[test]
    fn traps_among_people() {
        let demo = demo();
        let stale: Vec<String> = demo
            .stakeholders()
            .flat_map(|person| person.promises.clone())
            .filter(|promise| promise.is_stale(TODAY))
            .map(|promise| promise.text)
            .collect();
        assert_eq!(stale, ["Send the outline of the SOC 2 evidence pack"]);
        let overdue = demo.stakeholders().filter(|person| person.overdue_days(TODAY).is_some());
        assert_eq!(overdue.count(), 3);
        let [ada, ben, petra] = ["p-ada0000000", "p-ben0000000", "p-petra00000"].map(|id| person(&demo, id));
        assert_eq!(ben.influences.iter().map(|edge| edge.on).collect::<Vec<_>>(), [petra.id]);
        assert_eq!(petra.influences.iter().map(|edge| edge.on).collect::<Vec<_>>(), [ada.id]);
        assert_eq!(person(&demo, "p-greta00000").champion_test.has_power, None);
    }
}
