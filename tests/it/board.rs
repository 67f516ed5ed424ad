//! The roadmap board, the order of candidates and what moves it: keys in, screen out.

use crate::harness::{TestApp, load, today};
use jiff::civil::date;
use northstar::app::overlay::Overlay;
use northstar::app::{Effect, Message};
use northstar::domain::candidate::{Candidate, Dependency, Horizon};
use northstar::domain::evidence::{Range, Score};
use northstar::domain::id::CandidateId;
use northstar::domain::record::Record;
use northstar::domain::signal::Link;
use northstar::domain::strategy::{Capacity, Driver, Lens, Strategy};
use proptest::prelude::*;

fn driver(key: &str, is_effort: bool) -> Driver {
    let (low, high) = (String::new(), String::new());
    Driver { key: key.into(), name: key.into(), low, high, is_effort, stale_days: 0 }
}

fn lens(name: &str, weights: [(&str, f64); 3]) -> Lens {
    Lens { name: name.into(), weights: weights.map(|(key, weight)| (key.to_string(), weight)).into() }
}

fn strategy() -> Strategy {
    let lenses = vec![
        lens("house", [("reach", 1.0), ("impact", 1.0), ("effort", 1.0)]),
        lens("reach only", [("reach", 1.0), ("impact", 0.0), ("effort", 0.0)]),
        lens("impact only", [("reach", 0.0), ("impact", 1.0), ("effort", 0.0)]),
    ];
    let drivers = vec![driver("reach", false), driver("impact", false), driver("effort", true)];
    let capacity = Capacity { weeks: 8.0, reserve: 2.0, skills: [("sre".to_string(), 1.0)].into() };
    Strategy { drivers, lenses, capacity, ..Strategy::default() }
}

fn candidate(title: &str, horizon: Horizon, values: [f64; 3], weeks: f64) -> Candidate {
    let mut one = Candidate::new(CandidateId::derived(title), title);
    one.horizon = horizon;
    one.effort_weeks = Some(Range::point(weeks));
    for (key, value) in ["reach", "impact", "effort"].into_iter().zip(values) {
        let score = Score { range: Range::point(value), from: String::new(), by: None, on: None };
        one.scores.insert(key.into(), score);
    }
    one
}

fn app(candidates: Vec<Candidate>) -> TestApp {
    let mut records: Vec<Record> = candidates.into_iter().map(Record::from).collect();
    records.push(strategy().into());
    let mut app = TestApp::new(load(records));
    app.send(Message::NewDay);
    app
}

fn three() -> TestApp {
    app(vec![
        candidate("Alpha", Horizon::Now, [0.9, 0.9, 0.5], 3.0),
        candidate("Beta", Horizon::Now, [0.7, 0.7, 0.5], 3.0),
        candidate("Gamma", Horizon::Now, [0.6, 0.6, 0.5], 2.0),
        candidate("Delta", Horizon::Next, [0.5, 0.5, 0.5], 1.0),
    ])
}

fn order(app: &TestApp) -> Vec<String> {
    let titles = app.model.ranking.order.iter().filter_map(|id| app.model.workspace.candidate(*id));
    titles.map(|one| one.title.clone()).collect()
}

#[test]
fn the_line_is_drawn_where_the_weeks_end() {
    let mut app = three();
    app.keys("gr");
    let screen = app.screen_at(200, 40);
    let lines: Vec<&str> = screen.lines().collect();
    let at = |text: &str| {
        lines.iter().position(|line| line.contains(text)).unwrap_or_else(|| panic!("{text}\n{screen}"))
    };
    assert!(at("Beta") < at("cut line · 6 of 8 weeks, reserve 2"), "{screen}");
    assert!(at("cut line") < at("Gamma"), "{screen}");
    assert!(screen.contains("8 of 6 w"), "{screen}");
}

#[test]
fn what_an_edit_displaces_is_said_at_once_and_marked_until_the_next() {
    let mut app = three();
    app.keys("grG");
    app.keys("]+++++++]");
    while order(&app)[0] != "Gamma" {
        app.keys("+");
    }
    assert_eq!(order(&app)[..3], ["Gamma", "Alpha", "Beta"].map(String::from));
    assert!(app.notice().contains("▲1 Gamma"), "{}", app.notice());
    let screen = app.screen_at(200, 40);
    assert!(screen.contains('▼'), "{screen}");
    app.keys("-");
    app.keys("+");
    app.keys("+");
    assert!(!app.screen_at(200, 40).contains('▼'), "an edit that moves nothing leaves no marks");
}

#[test]
fn consequences_name_who_rises_and_who_falls() {
    let mut app = three();
    app.keys("grGK");
    assert_eq!(order(&app)[..3], ["Alpha", "Gamma", "Beta"].map(String::from));
    let notice = app.notice().to_string();
    assert!(notice.contains("▲1 Gamma") && notice.contains("Beta falls below the line"), "{notice}");
    assert!(notice.contains("Gamma rises above the line"), "{notice}");
    let screen = app.screen_at(120, 40);
    assert!(screen.contains("▲1") && screen.contains("▼1"), "{screen}");
    assert!(screen.contains("by score it is 3"), "{screen}");
    app.keys("Rthe CIO asked<enter>");
    assert!(
        app.screen_at(120, 40).contains("placed by hand on 2026-11-21: the CIO asked"),
        "{}",
        app.screen()
    );
    app.keys("M");
    assert_eq!(order(&app)[..3], ["Alpha", "Beta", "Gamma"].map(String::from));
    app.keys("uuu");
    assert_eq!(order(&app)[..3], ["Alpha", "Beta", "Gamma"].map(String::from));
}

#[test]
fn a_blocked_candidate_cannot_enter_now() {
    let mut blocked = candidate("Delta", Horizon::Next, [0.5; 3], 1.0);
    let on = Some(CandidateId::derived("Epsilon"));
    blocked.depends_on.push(Dependency { on, what: String::new(), technical: false, done: false });
    let mut app = app(vec![blocked, candidate("Epsilon", Horizon::Later, [0.1; 3], 1.0)]);
    app.keys("gr");
    assert!(app.screen_at(120, 40).contains("B blocked by Epsilon"), "{}", app.screen());
    app.keys("<lt>");
    assert!(app.notice().contains("Epsilon"), "{}", app.notice());
    assert_eq!(app.model.workspace.candidate(CandidateId::derived("Delta")).unwrap().horizon, Horizon::Next);
}

#[test]
fn the_cursor_follows_its_candidate_into_another_column() {
    let mut app = three();
    app.keys("grj>");
    let Some(Overlay::Board(board)) = app.model.overlays.last() else { panic!("no board") };
    assert_eq!((board.column, board.current()), (1, Some(CandidateId::derived("Beta"))));
    app.keys("l<enter>");
    assert!(app.notice().contains("no candidate"), "{}", app.notice());
    app.keys("h<enter>");
    assert!(app.screen().contains("Beta"));
}

#[test]
fn one_column_at_a_time_on_narrow_screens() {
    for (columns, rows) in [(80, 24), (60, 20), (40, 10)] {
        let mut app = three();
        app.keys("gr");
        let screen = app.screen_at(columns, rows);
        assert!(screen.contains("now 3") && screen.contains("Alpha"), "{screen}");
        assert!(!screen.contains("Delta"), "{screen}");
        app.keys("<tab>");
        assert!(app.screen_at(columns, rows).contains("Delta"), "{screen}");
    }
}

#[test]
fn the_weakest_lens_puts_nine_nine_one_below_six_six_six() {
    let mut app = app(vec![
        candidate("Lopsided", Horizon::Later, [0.9, 0.1, 0.1], 1.0),
        candidate("Even", Horizon::Later, [0.6, 0.45, 0.6], 1.0),
    ]);
    assert_eq!(order(&app), ["Lopsided", "Even"]);
    app.keys("3W");
    assert_eq!(order(&app), ["Even", "Lopsided"]);
    assert!(app.screen().contains("lens: weakest of all"), "{}", app.screen());
    app.keys("W");
    assert_eq!(order(&app), ["Lopsided", "Even"]);
}

#[test]
fn the_lens_and_effort_are_chosen_by_key() {
    let mut app = app(vec![
        candidate("Reaching", Horizon::Later, [0.9, 0.1, 0.9], 1.0),
        candidate("Striking", Horizon::Later, [0.1, 0.9, 0.1], 1.0),
    ]);
    assert_eq!(order(&app), ["Striking", "Reaching"]);
    app.keys("3L2");
    assert_eq!(order(&app), ["Reaching", "Striking"]);
    assert!(app.screen().contains("lens: reach only"), "{}", app.screen());
    app.keys("L1E");
    assert!(app.screen().contains("lens: house, without effort"), "{}", app.screen());
    assert_eq!(order(&app), ["Reaching", "Striking"], "without effort they are equal, then by title");
}

#[test]
fn a_driver_is_chosen_moved_and_set_in_the_pane() {
    let mut app = three();
    app.keys("3");
    assert!(app.screen().contains("‹ effort 0.50 ›"), "{}", app.screen());
    app.keys("<right>+");
    let id = CandidateId::derived("Alpha");
    let value = |app: &TestApp| app.model.workspace.candidate(id).unwrap().scores["impact"].clone();
    assert_eq!(value(&app).range, Range::point(0.95));
    app.keys("=<ctrl-a><ctrl-k>.2..0.4<tab>twelve interviews<ctrl-s>");
    assert!(app.model.overlays.is_empty(), "{}", app.screen());
    let set = value(&app);
    assert_eq!((set.range, set.on), (Range { lo: 0.2, hi: 0.4 }, Some(today())));
    assert!(set.from.ends_with("twelve interviews"), "{}", set.from);
    app.keys("=<ctrl-a><ctrl-k>3<ctrl-s>");
    assert!(app.screen().contains("above 1"), "{}", app.screen());
    app.keys("<esc>");
    assert!(app.model.overlays.is_empty());
    assert_eq!(value(&app), set);
}

#[test]
fn draws_for_an_older_order_are_dropped() {
    let mut app = three();
    app.keys("3+");
    let job = app.effects.iter().rev().find_map(|effect| match effect {
        Effect::Rank(job) => Some(job.clone()),
        _ => None,
    });
    let job = job.unwrap();
    let mut draws = job.start();
    draws.draw(10);
    let stale = job.answer(&draws);
    app.keys("++");
    let before = app.model.ranking.firmness.clone();
    app.send(Message::Ranked(stale));
    assert_eq!(app.model.ranking.firmness, before);
    assert!(app.screen().contains("firm"), "{}", app.screen());
}

#[test]
fn an_order_is_drawn_once_and_nothing_else_asks_for_draws() {
    let mut app = three();
    let jobs = |app: &TestApp| app.effects.iter().filter(|effect| matches!(effect, Effect::Rank(_))).count();
    let before = jobs(&app);
    app.keys("3jjkgrlhq/al<enter><esc>");
    assert_eq!(jobs(&app), before);
    app.keys("3+");
    assert_eq!(jobs(&app), before + 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]
    #[test]
    fn adding_a_candidate_never_changes_another_total(values in prop::collection::vec(0.0_f64..=1.0, 3), steps in 0_usize..4) {
        let mut app = three();
        app.keys("3");
        for _ in 0..steps {
            app.keys("j+");
        }
        let totals = |app: &TestApp| ["Alpha", "Beta", "Gamma", "Delta"].map(|title| app.model.ranking.total(CandidateId::derived(title)));
        let shown = |app: &mut TestApp| -> Vec<String> {
            let screen = app.screen_at(200, 50);
            let rows = screen.lines().filter(|line| ["Alpha", "Beta", "Gamma", "Delta"].iter().any(|title| line.contains(title)));
            rows.filter_map(|line| line.split_whitespace().find(|word| word.starts_with('.')).map(String::from)).collect()
        };
        let (before, mut on_screen) = (totals(&app), shown(&mut app));
        let new = candidate("Zeta", Horizon::Parked, [values[0], values[1], values[2]], 1.0);
        app.model.commit("add Zeta", vec![new.into()]);
        prop_assert_eq!(totals(&app), before);
        let mut after = shown(&mut app);
        on_screen.sort();
        after.sort();
        prop_assert_eq!(after, on_screen);
    }

    #[test]
    fn the_order_that_follows_edits_is_the_order_made_anew(keys in "[3jk+LWE12<\\[\\]JKM-]{0,30}") {
        let mut app = three();
        app.keys("3");
        for key in keys.chars() {
            app.keys(&if key == '<' { "<lt>".to_string() } else { key.to_string() });
        }
        app.model.overlays.clear();
        let followed = app.model.ranking.order.clone();
        app.model.rank_all();
        prop_assert_eq!(&followed, &app.model.ranking.order);
    }
}

#[test]
fn manual_places_carry_their_day() {
    let mut app = three();
    app.keys("3J");
    let placed = app.model.workspace.candidates().filter_map(|one| one.manual_rank.clone());
    let days: Vec<_> = placed.map(|rank| rank.on).collect();
    assert_eq!(days, [date(2026, 11, 21); 3]);
}

#[test]
fn a_finding_is_accepted_with_a_reason_and_heard_again() {
    let mut app = TestApp::demo();
    app.keys("gf");
    app.keys("j");
    let page = |app: &TestApp| match app.model.overlays.last() {
        Some(Overlay::Page(page)) => page.lines[0].plain(),
        other => panic!("{other:?}"),
    };
    let before = (page(&app), app.model.workspace.clone());
    app.keys("A<enter>");
    assert!(app.notice().contains("needs a reason"), "{}", app.notice());
    app.keys("known since March<enter>");
    assert_ne!(page(&app), before.0, "{}", app.notice());
    app.keys("z");
    let found = match app.model.overlays.last() {
        Some(Overlay::Page(page)) => {
            page.lines.iter().position(|line| line.plain().contains("known since March"))
        }
        _ => None,
    };
    assert!(found.is_some());
    app.keys("u");
    assert_eq!((page(&app), &app.model.workspace), (before.0, &before.1));
}

#[test]
fn what_can_be_mended_is_mended_by_key_and_undone() {
    let mut app = TestApp::large(10);
    let mut signal = app.current();
    let to = CandidateId::derived("gone");
    signal.verdict = northstar::domain::verdict::Verdict::Kept;
    signal.links.push(Link { to, importance: 1, against: false, note: String::new() });
    app.model.workspace.load(signal.into());
    let start = app.model.workspace.clone();
    app.keys("gf");
    let number = app.model.next_number;
    for _ in 0..20 {
        app.keys("jF");
    }
    assert!(number < app.model.next_number, "a link to nothing can be mended: {}", app.screen());
    while number < app.model.history.next_undo().map_or(0, |step| step.number + 1) {
        app.keys("u");
    }
    assert!(app.model.workspace == start, "{}", app.notice());
}

#[test]
fn numbers_open_to_their_arithmetic_and_on_to_the_signals() {
    let mut app = TestApp::demo();
    app.keys("3<enter>");
    for _ in 0..60 {
        let is_number = |app: &TestApp| match app.model.overlays.last() {
            Some(Overlay::Page(page)) => {
                page.lines.get(page.selected).is_some_and(|line| line.plain().starts_with("Score"))
            }
            _ => false,
        };
        if is_number(&app) {
            break;
        }
        app.keys("j");
    }
    app.keys("<enter>");
    let screen = app.screen_at(120, 60);
    assert!(screen.contains("Arithmetic · Audit export"), "{screen}");
    assert!(screen.contains("Score under house") && screen.contains("0.8000 × 25.0 % = 0.2000"), "{screen}");
    to_line(&mut app, "Reach");
    app.keys("<enter>");
    assert!(app.screen().contains("asked for in 6 of 8 renewals"), "{}", app.screen());
    app.keys("q");
    to_line(&mut app, "Evidence");
    app.keys("<enter>");
    assert!(app.screen().contains("0.5^("), "{}", app.screen());
    to_line(&mut app, "The auditor wants");
    app.keys("<enter>");
    assert!(app.screen().contains("Verdict"), "{}", app.screen());
    app.keys("qqq");
    assert!(app.screen().contains("╭ Audit export for SOC 2"), "{}", app.screen());
}

fn to_line(app: &mut TestApp, text: &str) {
    let Some(Overlay::Page(page)) = app.model.overlays.last_mut() else { panic!("no page is open") };
    let found = page.lines.iter().position(|line| line.plain().contains(text));
    page.selected = found.unwrap_or_else(|| panic!("{text}: {:?}", page.lines));
}

#[test]
fn the_room_in_now_opens_to_the_candidates_that_take_it() {
    let mut app = three();
    app.keys("grw");
    let screen = app.screen_at(120, 40);
    assert!(screen.contains("Room in now") && screen.contains("8 − 2 = 6 weeks"), "{screen}");
    assert!(screen.contains("below the line") && screen.contains("sre"), "{screen}");
    to_line(&mut app, "Gamma");
    app.keys("<enter>");
    assert!(app.screen().contains("╭ Gamma"), "{}", app.screen());
    app.keys("qq");
    assert!(app.screen().contains("cut line"), "{}", app.screen());
}

#[test]
fn ribbons_come_with_the_draws_and_say_whose_they_are() {
    let mut app = three();
    app.keys("gk");
    let screen = app.screen_at(80, 24);
    assert!(screen.contains("Ranks under house") && screen.contains("1st 100 %"), "{screen}");
    assert!(screen.contains("Alpha before Beta: effort would have to rise from 33 % to 100 %"), "{screen}");
    app.keys("qLgk");
    assert!(!app.screen().contains("of the order before"), "{}", app.screen());
    let mut empty = TestApp::empty();
    empty.keys("gk");
    assert!(empty.screen().contains("There is no lens yet"), "{}", empty.screen());
}

#[test]
fn a_rank_is_not_called_firm_before_every_driver_is_rated() {
    let mut app = TestApp::empty();
    app.keys("gne").keys("Sign in anywhere<ctrl-s>q3aPasskeys<ctrl-s>");
    let screen = app.screen_at(120, 40);
    assert!(screen.contains("unrated") && !screen.contains("firm"), "{screen}");
    let screen = app.keys("+").screen_at(120, 40);
    assert!(screen.contains("partial") && !screen.contains("firm"), "{screen}");
    let screen = app.keys("gr").screen_at(120, 40);
    assert!(!screen.contains("-0 w"), "{screen}");
}
