//! One channel alone carries a candidate in `now` (METHODS 4.3): without it the rank would not hold.

use crate::analysis::balance::percent;
use crate::analysis::finding::{Facts, Finding, Reach, Rule, Severity};
use crate::analysis::parity::{Jackknife, by_channel, jackknife};
use crate::domain::candidate::Horizon;
use crate::domain::channel::{Channel, Family};
use crate::domain::record::RecordId;

pub(super) const RULE: Rule = Rule {
    id: "load-bearing",
    title: "Load-bearing channel",
    help: "One channel carries this rank: hear the same from another before you rely on it.",
    severity: Severity::Note,
    reach: Reach::Across,
    check,
};

fn check(facts: &Facts) -> Vec<Finding> {
    let line = facts.open_candidates().filter(|candidate| candidate.horizon == Horizon::Now).count();
    let rows: Vec<[f64; 10]> =
        facts.standings.values().map(|standing| by_channel(&standing.voices)).collect();
    let places = jackknife(&rows);
    let borne = facts.standings.keys().zip(rows.iter().zip(places)).filter_map(|(id, (row, place))| {
        let channel = Channel::ALL.get(place.load_bearing(line)?).copied()?;
        let candidate = facts.workspace.candidate(*id)?;
        // What rivals bear is the other rule's.
        let is_rivals = facts.workspace.strategy().family(channel) == Family::Competitive;
        (candidate.horizon == Horizon::Now && !is_rivals)
            .then(|| RULE.finding(RecordId::Candidate(*id), message(channel, row, &place, line)))
    });
    borne.collect()
}

fn message(channel: Channel, row: &[f64; 10], place: &Jackknife<10>, line: usize) -> String {
    let share = percent(row[channel as usize] / row.iter().sum::<f64>());
    let without = place.without[channel as usize] + 1;
    format!(
        "Rests on {channel}: {share} of its evidence, and without it place {} of {line} in now becomes {without}.",
        place.place + 1
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::{another_heard_through, candidate_heard_through, messages};
    use crate::domain::channel::Channel::{Competitive, Industry, Sales, Support};
    use crate::domain::record::Record;

    fn in_now(channels: &[Channel]) -> Vec<String> {
        let mut records = candidate_heard_through(channels);
        let Some(Record::Candidate(candidate)) = records.first().cloned() else { panic!("a candidate") };
        let mut candidate = (*candidate).clone();
        candidate.horizon = Horizon::Now;
        records[0] = candidate.into();
        records.extend(another_heard_through(&[Industry, Industry]));
        messages(&RULE, records)
    }

    #[test]
    fn a_rank_that_falls_without_one_channel_is_named() {
        assert_eq!(
            in_now(&[Sales, Sales, Sales, Support]),
            ["Rests on sales: 75 % of its evidence, and without it place 1 of 1 in now becomes 2."]
        );
        assert_eq!(in_now(&[Sales, Sales, Sales, Support, Support, Support]), [""; 0]);
    }

    #[test]
    fn rivals_and_what_is_not_in_now_are_left_to_others() {
        assert_eq!(in_now(&[Competitive, Competitive, Competitive]), [""; 0]);
        assert_eq!(messages(&RULE, candidate_heard_through(&[Sales; 3])), [""; 0]);
    }
}
