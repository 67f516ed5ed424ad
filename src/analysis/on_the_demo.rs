//! The methods on the sample workspace: every trap planted in it is found, and nothing else is.

use super::alike::likely_duplicates;
use super::balance::{MixVerdict, percent};
use super::finding::Facts;
use super::guess::Profiles;
use super::{agreement, champions, economics, explain, meter, pipeline, rank, rules, score, voices};
use crate::domain::candidate::{Candidate, Horizon};
use crate::domain::channel::{Channel, Family};
use crate::domain::edit::Edit;
use crate::domain::evidence::Basis;
use crate::domain::id::{AccountId, CandidateId, SignalId, StakeholderId};
use crate::domain::promise::PromiseState;
use crate::domain::record::RecordId;
use crate::domain::signal::{Link, Signal};
use crate::domain::stakeholder::{ChampionTest, DealRole, Influence, Stakeholder};
use crate::domain::verdict::Verdict;
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
            "no-quote · Passkeys: In now without a first-hand quote in 2 signals.",
            "push-only · Dark mode for the console: Of 1 signal behind it 1 pushed and 0 answering our own pitch, none unprompted.",
            "parity-chase · Risk dashboard: Parity chase: without rivals it falls from place 2 to 6 by evidence, below the line of 3, with 1 of the 2 customers needed.",
            "no-sign-off · Passkeys: In now without a decision.",
            "no-sign-off · Regional hosting: In now without a decision.",
            "value-basis · Regional hosting: 2 sums, and not said whether per customer or in total.",
            "freeze · Regional hosting: The window ends on 2027-01-08, inside the freeze of Halden Bank from 2026-12-12 to 2027-01-10 (Year-end close).",
            "skill-shortage · strategy: Now needs 4.5 weeks of platform where 4.0 are there.",
            "missing-skill · strategy: Nobody has the required skill compliance.",
            "single-champion · Acme: 1 departure away where 2 are safe: without Ben Roth or Petra Nunes no champion reaches the buyer.",
            "single-champion · Halden Bank: 1 departure away where 2 are safe: without Tess Mensah no champion reaches the buyer, and that was last seen 83 d ago where 60 are fresh.",
            "single-champion · Meridian Health: No champion: nobody passes all 3 tests, 1 coaching.",
            "stale-promise · Ada Obi: We have owed Ada Obi for 7 days: Send the outline of the SOC 2 evidence pack.",
            "thin-evidence · Passkeys: In now on 3 of the 5 voices a verdict needs.",
            "thin-evidence · Regional hosting: In now on 2 of the 5 voices a verdict needs.",
            "one-account · Audit export for SOC 2: Acme holds 45 % of the weight where 40 % is the limit: without it place 1 by evidence becomes 1.",
            "own-view · Passkeys: All of 2 signals behind it are our own view.",
            "blind-stage · strategy: 1 of 42 signals come from purchase, by chance in 1.2 % where 5.0 % is the limit.",
            "idle-transition · strategy: Nothing in now moves 3 of 6 steps: anonymous to visitor, visitor to lead, purchase to adoption.",
            "quiet-theme · strategy: audit: none of 7 signals is from the industry.",
            "quiet-theme · strategy: dashboard: none of 5 signals is from the industry.",
            "low-effort-top · Dark mode for the console: First in next at 0.62 with effort, without it 0.57 against 0.67 of One session service.",
            "missing-text · Leavers lose access within the hour: No technical text: nobody who builds can check this.",
            "objected · Audit export for SOC 2: Objecting 1, agreed 1, unknown 4.",
            "no-goal · Dark mode for the console: Serves none of 5 goals.",
            "no-window · Passkeys: In now without a market window.",
            "low-coverage · Audit export for SOC 2: Fresh champion chains cover 48 % of the value behind it where 50 % is meant.",
            "low-coverage · Regional hosting: Fresh champion chains cover 0 % of the value behind it where 50 % is meant.",
            "untested-champion · Greta Lind: A coach until tested: 1 of 3 tests passed, without power and selling without us.",
            "overdue-contact · Ada Obi: Last contact on 2026-11-09, 5 d beyond the 7 d you meant.",
            "overdue-contact · Dana Vale: Last contact on 2026-10-20, 11 d beyond the 21 d you meant.",
            "overdue-contact · Hana Sato: Last contact on 2026-10-10, 12 d beyond the 30 d you meant.",
            "industry-contact · strategy: No industry contact for 42 days where 30 are the limit, the last on 2026-10-10.",
            "unlinked-kept · Buyers now bring their works council to the demo: Kept 20 days ago and linked to no candidate.",
        ]
    );
}

/// Checks that a rule speaks about a record of the sample with this message, and is silent after a change.
fn trap(rule: &str, subject: &str, message: &str, change: impl FnOnce(&mut Workspace)) {
    let mut workspace = sample();
    let subject = RecordId::parse(subject).unwrap();
    let said = |workspace: &Workspace| -> Vec<String> {
        let found = rules::findings(&Facts::new(workspace, now(), TODAY));
        let about = found.into_iter().filter(|one| one.subject == subject && one.rule == rule);
        about.map(|one| one.message).collect()
    };
    assert_eq!(said(&workspace), [message], "{rule}");
    change(&mut workspace);
    assert_eq!(said(&workspace), [""; 0], "{rule} after the mend");
}

fn put_candidate(workspace: &mut Workspace, id: &str, change: impl FnOnce(&mut Candidate)) {
    let mut candidate = (**workspace.candidate(CandidateId::parse(id).unwrap()).unwrap()).clone();
    change(&mut candidate);
    workspace.apply(Edit::from(candidate)).unwrap();
}

fn put_person(workspace: &mut Workspace, id: &str, change: impl FnOnce(&mut Stakeholder)) {
    let mut person = (**workspace.stakeholder(StakeholderId::parse(id).unwrap()).unwrap()).clone();
    change(&mut person);
    workspace.apply(Edit::from(person)).unwrap();
}

/// Keeps a signal of a stranger for a candidate.
fn hear(workspace: &mut Workspace, key: &str, channel: Channel, to: &str) {
    let mut signal = Signal::new(SignalId::derived(key), key, channel, now());
    let to = CandidateId::parse(to).unwrap();
    signal.links.push(Link { to, importance: 3, against: false, note: String::new() });
    (signal.verdict, signal.decided) = (Verdict::Kept, Some(now()));
    workspace.apply(Edit::from(signal)).unwrap();
}

#[test]
fn the_faster_horse_is_mended_by_two_voices_that_look_ahead() {
    let message = "Faster horse: at least 69 % of 6 voices are customers, 0 % of the weight looks ahead.";
    trap("faster-horse", "c-exp0rt0000", message, |workspace| {
        hear(workspace, "a rule", Channel::Industry, "c-exp0rt0000");
        hear(workspace, "a build", Channel::Engineering, "c-exp0rt0000");
    });
}

#[test]
fn the_parity_chase_is_mended_by_a_second_customer() {
    let message = "Parity chase: without rivals it falls from place 2 to 6 by evidence, below the line of 3, with 1 of the 2 customers needed.";
    trap("parity-chase", "c-r1skb0ard0", message, |workspace| {
        hear(workspace, "a customer", Channel::Support, "c-r1skb0ard0");
    });
}

#[test]
fn broken_chains_are_mended_by_a_second_way_to_the_buyer() {
    let rows = [
        (
            "a-acme000000",
            "p-ada0000000",
            "1 departure away where 2 are safe: without Ben Roth or Petra Nunes no champion reaches the buyer.",
        ),
        (
            "a-ha1den0000",
            "p-dana000000",
            "1 departure away where 2 are safe: without Tess Mensah no champion reaches the buyer, and that was last seen 83 d ago where 60 are fresh.",
        ),
        ("a-mer1d1an00", "p-farah00000", "No champion: nobody passes all 3 tests, 1 coaching."),
    ];
    for (account, buyer, message) in rows {
        trap("single-champion", account, message, |workspace| {
            for name in ["Eli", "Ivo"] {
                workspace.apply(Edit::from(champion(name, account, buyer))).unwrap();
            }
        });
    }
}

#[test]
fn the_cheap_leader_is_mended_by_leaving_the_list() {
    let message = "First in next at 0.62 with effort, without it 0.57 against 0.67 of One session service.";
    trap("low-effort-top", "c-darkm0de00", message, |workspace| {
        put_candidate(workspace, "c-darkm0de00", |one| one.horizon = Horizon::Parked);
    });
}

#[test]
fn the_missing_text_is_mended_by_writing_it() {
    let message = "No technical text: nobody who builds can check this.";
    trap("missing-text", "c-1eavers000", message, |workspace| {
        put_candidate(workspace, "c-1eavers000", |one| one.technical_text = "A revocation stream.".into());
    });
}

#[test]
fn the_freeze_is_mended_by_delivering_after_it() {
    let message = "The window ends on 2027-01-08, inside the freeze of Halden Bank from 2026-12-12 to 2027-01-10 (Year-end close).";
    trap("freeze", "c-reg10ns000", message, |workspace| {
        put_candidate(workspace, "c-reg10ns000", |one| one.window = Some(date(2027, 1, 11)));
    });
}

#[test]
fn sums_skills_and_contacts_are_mended_too() {
    trap(
        "value-basis",
        "c-reg10ns000",
        "2 sums, and not said whether per customer or in total.",
        |workspace| {
            put_candidate(workspace, "c-reg10ns000", |one| one.economics.basis = Some(Basis::PerCustomer));
        },
    );
    trap("missing-skill", "strategy", "Nobody has the required skill compliance.", |workspace| {
        let mut strategy = (**workspace.strategy()).clone();
        strategy.skills[1].held_by.push(StakeholderId::parse("p-hana000000").unwrap());
        workspace.apply(Edit::from(strategy)).unwrap();
    });
    let message = "No industry contact for 42 days where 30 are the limit, the last on 2026-10-10.";
    trap("industry-contact", "strategy", message, |workspace| {
        put_person(workspace, "p-hana000000", |one| one.last_contact = Some(TODAY));
    });
    let message = "We have owed Ada Obi for 7 days: Send the outline of the SOC 2 evidence pack.";
    trap("stale-promise", "p-ada0000000", message, |workspace| {
        put_person(workspace, "p-ada0000000", |one| one.promises[0].state = PromiseState::Kept);
    });
}

/// Somebody who passes all tests and sways the buyer.
fn champion(name: &str, account: &str, buyer: &str) -> Stakeholder {
    let mut person = Stakeholder::new(StakeholderId::derived(name), name);
    person.account = AccountId::parse(account);
    person.roles = vec![DealRole::Champion];
    let day = Some(date(2026, 11, 1));
    person.champion_test = ChampionTest { has_power: day, sells_without_us: day, has_stake: day };
    let on = StakeholderId::parse(buyer).unwrap();
    person.influences.push(Influence { on, seen: day, note: String::new() });
    person
}

#[test]
fn the_second_and_third_place_are_a_band() {
    let workspace = sample();
    let strategy = workspace.strategy();
    let lens = score::lens(strategy, "house").unwrap();
    let (ids, mut draws) = rank::of_workspace(&workspace, lens, 1);
    draws.draw(rank::MANY);
    let lines: Vec<String> = ids
        .iter()
        .zip(draws.firmness(strategy.limits()))
        .map(|(id, firm)| format!("{} {} {}", firm.place(), title_of(&workspace, *id), firm.label()))
        .collect();
    assert_eq!(
        lines,
        [
            "1 Audit export for SOC 2 loose",
            "2-3 Passkeys band",
            "2-3 Regional hosting band",
            "4-5 Dark mode for the console band",
            "4-5 One session service band",
            "6 Leavers lose access within the hour firm",
            "7 Risk dashboard firm",
        ]
    );
}

#[test]
fn hardly_anybody_is_heard_while_buying() {
    let workspace = sample();
    let read = pipeline::read(pipeline::heard(&workspace), workspace.strategy());
    assert_eq!(read.sentence(workspace.strategy()), "blind at purchase in 42 signals");
    let idle = pipeline::transitions(&workspace).into_iter().filter(|step| step.movers.is_empty());
    assert_eq!(idle.map(|step| step.from.name()).collect::<Vec<_>>(), ["anonymous", "visitor", "purchase"]);
}

#[test]
fn the_lenses_agree_enough() {
    let workspace = sample();
    let agreement = agreement::of_lenses(&workspace).unwrap();
    let (topic, spread) = agreement.topic().unwrap();
    assert_eq!(
        format!("{:.2} {} {spread}", agreement.w, title_of(&workspace, topic)),
        "0.66 Regional hosting 4"
    );
}

#[test]
fn every_text_names_what_its_reader_needs() {
    let workspace = sample();
    let glossary = &workspace.strategy().glossary;
    for candidate in workspace.candidates() {
        let read = explain::business(&candidate.business_text, glossary);
        assert!(!read.outcomes.is_empty(), "{}", candidate.title);
        let technical = &candidate.technical_text;
        assert!(technical.is_empty() || explain::names_mechanism(technical, glossary), "{}", candidate.title);
    }
}

#[test]
fn fresh_chains_cover_less_than_half_of_the_money_behind_the_export() {
    let workspace = sample();
    let export = workspace.candidate(CandidateId::parse("c-exp0rt0000").unwrap()).unwrap();
    let names: Vec<&str> =
        champions::interested(export, &workspace).iter().map(|account| account.name.as_str()).collect();
    assert_eq!(names, ["Acme", "Halden Bank", "Meridian Health"]);
    // Acme's chain is fresh; Halden's was seen 83 days ago, and Meridian's champion is a coach.
    let covered = champions::of_candidate(export, &workspace, TODAY).unwrap();
    assert!((covered - 480.0 / 1010.0).abs() < 1e-9, "{covered}");
    let dark = workspace.candidate(CandidateId::parse("c-darkm0de00").unwrap()).unwrap();
    assert_eq!(champions::of_candidate(dark, &workspace, TODAY), None, "no account asks for it");
}

#[test]
fn sums_without_a_basis_are_not_reckoned_with() {
    let workspace = sample();
    let case = |id: &str| economics::case(workspace.candidate(CandidateId::parse(id).unwrap()).unwrap());
    assert_eq!(case("c-reg10ns000"), Err("whether its sums are per customer or in total"));
    assert_eq!(
        case("c-exp0rt0000").unwrap().sentence(),
        "33000 per customer of 68000 hold beside the substitutes (49 %), return 1.64 on a cost of 75000, break-even at 11.4 customers of 30"
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
