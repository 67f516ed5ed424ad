//! The methods on the sample workspace: every trap planted in it is found, and nothing else is.

use super::alike::likely_duplicates;
use super::balance::{MixVerdict, percent};
use super::finding::Facts;
use super::guess::Profiles;
use super::{meter, rules, score, voices};
use crate::domain::channel::Family;
use crate::domain::edit::Edit;
use crate::domain::id::{CandidateId, SignalId};
use crate::domain::workspace::Workspace;
use crate::exchange::demo;
use jiff::{Timestamp, civil::Date, civil::date};

const TODAY: Date = date(2026, 11, 21);

fn now() -> Timestamp {
    "2026-11-21T06:00:00Z".parse().unwrap()
}

fn sample() -> Workspace {
    let mut workspace = Workspace::default();
    for record in demo::records(TODAY).unwrap() {
        workspace.apply(Edit::Put(record)).unwrap();
    }
    workspace
}

fn title_of(workspace: &Workspace, id: CandidateId) -> &str {
    &workspace.candidate(id).unwrap().title
}

#[test]
fn findings_name_the_traps() {
    let workspace = sample();
    let found = rules::findings(&Facts::new(&workspace, now(), TODAY));
    let lines: Vec<String> = found
        .iter()
        .map(|one| format!("{} · {}: {}", one.rule, workspace.get(one.subject).unwrap().title(), one.message))
        .collect();
    assert_eq!(
        lines,
        [
            "faster-horse · Audit export for SOC 2: Faster horse: at least 69 % of 6 voices are customers, 0 % of the weight looks ahead.",
            "stale-promise · Ada Obi: We have owed Ada Obi for 7 days: Send the outline of the SOC 2 evidence pack.",
            "missing-text · Leavers lose access within the hour: No technical text: nobody who builds can check this.",
            "overdue-contact · Ada Obi: Last contact on 2026-11-09, 5 d beyond the 7 d you meant.",
            "overdue-contact · Dana Vale: Last contact on 2026-10-20, 11 d beyond the 21 d you meant.",
            "overdue-contact · Hana Sato: Last contact on 2026-10-10, 12 d beyond the 30 d you meant.",
            "unlinked-kept · Buyers now bring their works council to the demo: Kept 20 days ago and linked to no candidate.",
        ]
    );
}

#[test]
fn the_horse_has_eight_signals_and_six_voices() {
    let workspace = sample();
    let heard = voices::of_candidate(CandidateId::parse("c-exp0rt0000").unwrap(), &workspace, now());
    assert_eq!((heard.signals(), heard.voices.len()), (8, 6));
}

#[test]
fn the_parity_chase_has_more_rivals_than_customers() {
    let workspace = sample();
    let heard = voices::of_candidate(CandidateId::parse("c-r1skb0ard0").unwrap(), &workspace, now());
    assert_eq!(heard.mix().counts, [1, 0, 0, 4]);
}

#[test]
fn both_pairs_of_duplicates_are_suggested() {
    let workspace = sample();
    for (one, other) in [("s-safar1a000", "s-safar1b000"), ("s-csv1000000", "s-csv2000000")] {
        let [one, other] = [one, other].map(|id| workspace.signal(SignalId::parse(id).unwrap()).unwrap());
        assert_ne!(one.channel, other.channel);
        assert_eq!(likely_duplicates(one, &workspace, 1)[0].signal, other.id);
        assert_eq!(likely_duplicates(other, &workspace, 1)[0].signal, one.id);
    }
}

#[test]
fn the_list_is_the_one_of_the_method() {
    let workspace = sample();
    let strategy = workspace.strategy();
    let lens = score::lens(strategy, "house").unwrap();
    let rows: Vec<String> = score::order(&workspace, Some(lens))
        .into_iter()
        .map(|id| {
            let candidate = workspace.candidate(id).unwrap();
            let total = score::total(candidate, lens, strategy).total.unwrap();
            format!("{} {total:.4}", candidate.title)
        })
        .collect();
    assert_eq!(
        rows,
        [
            "Audit export for SOC 2 0.7100",
            "Passkeys 0.6750",
            "Regional hosting 0.6675",
            "Dark mode for the console 0.6175",
            "One session service 0.6075",
            "Leavers lose access within the hour 0.8083",
            "Risk dashboard 0.5300",
            "Status page per tenant 0.6225",
        ]
    );
}

#[test]
fn dark_mode_leads_next_only_because_it_is_cheap() {
    let workspace = sample();
    let strategy = workspace.strategy();
    let mut lens = score::lens(strategy, "house").unwrap().clone();
    lens.weights.remove("effort");
    let order = score::order(&workspace, Some(&lens));
    assert_eq!(title_of(&workspace, order[3]), "One session service");
}

#[test]
fn this_week_was_mostly_customers() {
    let workspace = sample();
    let week = meter::since(&workspace, "2026-11-14T06:00:00Z".parse().unwrap()).unwrap();
    assert_eq!((week.voices(), week.leading()), (7, Family::Customer));
    assert_eq!(percent(week.share(Family::Customer)), "71 %");
    assert_eq!(week.verdict, MixVerdict::Balanced);
}

#[test]
fn the_first_guess_is_the_right_one() {
    let workspace = sample();
    let profiles = Profiles::of(&workspace);
    for (signal, candidate) in [
        ("s-s0c2a00000", "Audit export for SOC 2"),
        ("s-csv2000000", "Audit export for SOC 2"),
        ("s-ana1yst000", "Passkeys"),
        ("s-1nsvrer000", "Passkeys"),
        ("s-darkask000", "Dark mode for the console"),
        ("s-keyshome00", "Regional hosting"),
        ("s-tab1e00000", "One session service"),
    ] {
        let signal = workspace.signal(SignalId::parse(signal).unwrap()).unwrap();
        let best = &profiles.guess(signal, &workspace, 3)[0];
        assert_eq!(title_of(&workspace, best.candidate), candidate, "{}", signal.title);
        assert!(!best.reasons.is_empty());
    }
}
