//! Numbers of the sample, opened.

use super::*;
use crate::domain::edit::Edit;
use crate::domain::strategy::Strategy;
use crate::exchange::demo;
use jiff::civil::date;

const TODAY: Date = date(2026, 11, 21);

fn sample() -> Workspace {
    let mut workspace = Workspace::default();
    for record in demo::records(TODAY).unwrap() {
        workspace.apply(Edit::Put(record)).unwrap();
    }
    workspace
}

fn open(workspace: &Workspace, number: &Number, subject: &str) -> Result<Breakdown, String> {
    let now = "2026-11-21T06:00:00Z".parse().unwrap();
    explain(number, RecordId::parse(subject), &Context { workspace, lens: "", now, today: TODAY })
}

const EXPORT: &str = "c-exp0rt0000";

fn results(number: &Number, subject: &str) -> String {
    open(&sample(), number, subject).unwrap().result
}

#[test]
fn every_total_opens_to_terms_that_add_up() {
    let workspace = sample();
    for candidate in workspace.candidates() {
        let opened = open(&workspace, &Number::Total, &candidate.id.to_string()).unwrap();
        let sum: f64 = opened.lines.iter().filter_map(|line| line.value).sum();
        let total: f64 = opened.result.rsplit(' ').next().unwrap().parse().unwrap();
        assert!((sum - total).abs() < 0.0001, "{}: {sum} is not {}", candidate.title, opened.result);
    }
    let export = open(&workspace, &Number::Total, EXPORT).unwrap();
    assert_eq!(export.title, "Score under house");
    let reach = export.lines.iter().find(|line| line.what == "Reach").unwrap();
    assert_eq!(reach.arithmetic, "0.8000 × 25.0 % = 0.2000");
    assert_eq!(reach.records, [RecordId::parse("p-marek00000").unwrap()]);
    let leavers = open(&workspace, &Number::Total, "c-1eavers000").unwrap();
    assert!(leavers.lines.iter().any(|line| line.arithmetic.starts_with("no value")), "{leavers:?}");
}

#[test]
fn every_kind_of_number_says_its_arithmetic() {
    let rows = [
        (Number::Driver("effort".into()), "0.5"),
        (Number::CustomerShare, "100 %"),
        (Number::Voices, "8 signals, 6 voices, largest account 45 %"),
        (Number::Roi, "(198000 − 75000) / 75000 = 1.64"),
        (Number::BreakEven, "75000 / (20 % × 33000) = 11.4 customers"),
        (Number::Sustainable, "33000 / 68000 = 49 %"),
        (Number::Coverage, "480000 / 1010000 = 48 %"),
        (Number::Acceptability, "1 loose"),
    ];
    for (number, expected) in rows {
        assert_eq!(results(&number, EXPORT), expected, "{number:?}");
    }
    assert!(results(&Number::Evidence, EXPORT).contains(" / ("));
    assert!(results(&Number::EffectiveCount, EXPORT).contains("² / "));
    assert!(results(&Number::PresentValue, EXPORT).ends_with("per customer"));
    assert!(results(&Number::Tipping, EXPORT).contains(" would have to "));
    assert_eq!(results(&Number::Cut, "a-acme000000"), "1");
    assert_eq!(results(&Number::Capacity, ""), "6.0 of 6.0 weeks");
    assert_eq!(results(&Number::ChannelOut(Channel::Sales), ""), "1 told");
    assert!(results(&Number::ChannelIn(Channel::Support), "").ends_with(" kept"));
    assert_eq!(results(&Number::StageCount(Stage::Purchase), ""), "1");
    assert!(
        results(&Number::Agreement, "").ends_with("= 0.657")
            || results(&Number::Agreement, "").contains("0.6")
    );
}

#[test]
fn evidence_opens_to_its_signals_and_caps_the_rivals() {
    let workspace = sample();
    let board = open(&workspace, &Number::Evidence, "c-r1skb0ard0").unwrap();
    let rivals = board.lines.iter().find(|line| line.what == "competitive").unwrap();
    assert!(rivals.arithmetic.contains("capped to"), "{}", rivals.arithmetic);
    assert_eq!(rivals.records.len(), 4);
    let families: f64 = board.lines.iter().filter_map(|line| line.value).sum();
    let sum: f64 = board.result.split(' ').next().unwrap().parse().unwrap();
    assert!((families - sum).abs() < 0.01);
    let voices = open(&workspace, &Number::Voices, EXPORT).unwrap();
    assert_eq!(voices.lines.iter().map(|line| line.records.len()).sum::<usize>(), 8);
}

#[test]
fn what_there_is_not_is_said_in_a_sentence() {
    let workspace = sample();
    for (number, subject) in [
        (Number::Total, "p-ada0000000"),
        (Number::Roi, "c-reg10ns000"),
        (Number::Driver("effort".into()), "c-1eavers000"),
        (Number::Coverage, "c-darkm0de00"),
        (Number::Cut, EXPORT),
        (Number::Acceptability, "c-statpage00"),
    ] {
        let sentence = open(&workspace, &number, subject).unwrap_err();
        assert!(sentence.ends_with('.') && sentence.starts_with(char::is_uppercase), "{sentence}");
    }
    let mut bare = workspace.clone();
    bare.apply(Edit::from(Strategy::default())).unwrap();
    assert_eq!(open(&bare, &Number::Total, EXPORT), Err("There is no lens yet.".into()));
}
