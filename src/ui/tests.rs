//! The whole view: every screen at every size draws without a panic, builds only what is seen, and lets
//! nothing through that could steer a terminal.

use super::theme::Theme;
use crate::app::keymap::Keymap;
use crate::app::layout::Layout;
use crate::app::message::{ImportPlan, Message};
use crate::app::model::{Beginnings, Model, Pane};
use crate::app::notice::Notice;
use crate::app::overlay::Overlay;
use crate::app::{chord, commands, update};
use crate::domain::account::Account;
use crate::domain::candidate::Candidate;
use crate::domain::channel::Channel;
use crate::domain::id::{AccountId, CandidateId, SignalId, StakeholderId};
use crate::domain::record::Record;
use crate::domain::shown::shown;
use crate::domain::signal::Signal;
use crate::domain::stakeholder::{DealRole, Stakeholder};
use crate::domain::tag::Tag;
use crate::domain::verdict::Verdict;
use crate::domain::workspace::Workspace;
use jiff::{Timestamp, tz::TimeZone};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::{Buffer, Cell};

const DAY: i64 = 86_400;

fn now() -> Timestamp {
    "2026-11-21T06:00:00Z".parse().unwrap()
}

/// Titles that have broken terminals and layouts before.
fn hostile() -> Vec<String> {
    vec![
        "a\x1b[2Jb\x07\x1b]52;c;aGk=\x07".into(),
        "new\nline\r\nand\ttab \u{85}\u{9b}31m".into(),
        "bidi \u{202e}gpj.exe \u{2066}x\u{2069} \u{200f}\u{feff}".into(),
        format!("e{}", "\u{301}".repeat(5_000)),
        "東京駅の監査ログを輸出する方法について".into(),
        "👩‍👩‍👧‍👦 family 🇩🇪 flag 👍🏽 skin ❤️ heart".into(),
        "لا إله سلام ﷽ \u{115f}\u{3164}\u{2028}\u{e0041} fillers".into(),
        "x".repeat(10_000),
    ]
}

fn records() -> Vec<Record> {
    let mut acme = Account::new(AccountId::from_bits(1), "Acme\x1b[31m Corp");
    acme.value = 480_000.0;
    let mut ada = Stakeholder::new(StakeholderId::from_bits(1), "Ada Obi");
    (ada.title, ada.account, ada.cadence_days) = ("CIO".into(), Some(acme.id), 7);
    ada.roles.push(DealRole::Buyer);
    ada.private_notes = "Looks for another job.".into();
    let mut passkeys = Candidate::new(CandidateId::from_bits(1), "Passkeys \u{202e}");
    passkeys.private_notes = "Kill it if Ada leaves.".into();
    let mut records: Vec<Record> = vec![acme.into(), ada.into(), passkeys.into()];
    for (place, title) in hostile().into_iter().chain((0..60).map(|at| format!("Signal {at}"))).enumerate() {
        let at = Timestamp::from_second(now().as_second() - place as i64 * DAY).unwrap();
        let mut signal =
            Signal::new(SignalId::from_bits(place as u64), title.clone(), Channel::ALL[place % 10], at);
        signal.body = format!("{title}\n\nTold by Ada Obi.\n{}", "Every Monday. ".repeat(40));
        signal.tags.extend(Tag::new("sso"));
        signal.so_what.push(title);
        signal.who = Some(StakeholderId::from_bits(1)).filter(|_| place % 2 == 0);
        signal.woke = if place % 7 == 0 { "\u{1b}heard again".into() } else { String::new() };
        if place % 9 == 3 {
            signal.verdict = Verdict::Kept;
        }
        records.push(signal.into());
    }
    records
}

fn model(size: (u16, u16)) -> Model {
    let mut workspace = Workspace::default();
    records().into_iter().for_each(|record| workspace.load(record));
    Model::new(Beginnings {
        workspace,
        now: now(),
        zone: TimeZone::UTC,
        size,
        next_number: 1,
        seed: 1,
        device: "laptop".into(),
        name: "~/northstar".into(),
        keymap: Keymap::new(&Default::default()).0,
    })
}

fn press(model: &mut Model, keys: &str) {
    for chord in chord::parse_typed(keys).unwrap() {
        update(model, now(), Message::Key(chord));
    }
}

fn draw(model: &Model, (columns, rows): (u16, u16)) -> Terminal<TestBackend> {
    let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
    terminal.draw(|frame| super::view(frame, model, &Theme::default())).unwrap();
    terminal
}

fn text(buffer: &Buffer) -> String {
    let width = usize::from(buffer.area.width).max(1);
    let rows = buffer.content.chunks(width);
    rows.map(|row| row.iter().map(Cell::symbol).collect::<String>() + "\n").collect()
}

fn screen(keys: &str, size: (u16, u16)) -> String {
    let mut model = model(size);
    press(&mut model, keys);
    text(draw(&model, size).backend().buffer())
}

/// Every screen there is, by the keys that lead to it.
const SCREENS: [&str; 42] = [
    "",
    "v",
    "V",
    "2",
    "2v",
    "3",
    "3f1",
    "/sso",
    "/chanel:x",
    "<enter>",
    "<enter>}}}",
    "l",
    "lnew",
    "t<tab>",
    ":",
    "?",
    "S",
    "Sd3w",
    "Sdx",
    "x",
    "w",
    "m",
    "r",
    "c",
    "n",
    "o",
    "ov}<enter>v",
    "a<ctrl-s>",
    "e<tab>",
    "2e",
    "3e<tab>",
    "g",
    "gb",
    "gr",
    "2go",
    "3<enter>G",
    "gi~/x.csv",
    "jje<tab>",
    "jjjjjjo",
    "jjjjjje<tab>",
    "jjj<enter>",
    "jjjjjjj<enter>",
];

fn plan() -> ImportPlan {
    ImportPlan {
        path: "~/\x1b[2J.csv".into(),
        format: "csv".into(),
        new: 1_204,
        skipped: (0..40).map(|at| (format!("line {at}"), hostile()[0].clone())).collect(),
        mapping: vec![("title".into(), "Subject\n".into())],
        sample: hostile(),
        ..ImportPlan::default()
    }
}

/// All screens, presenting or not, with one that keys do not lead to.
fn models(size: (u16, u16)) -> Vec<Model> {
    let mut models = Vec::new();
    for presenting in [false, true] {
        for keys in SCREENS {
            let mut model = model(size);
            model.presenting = presenting;
            press(&mut model, keys);
            models.push(model);
        }
    }
    let mut import = model(size);
    import.overlays.push(Overlay::Import(Box::new(plan())));
    let mut start = model(size);
    start.is_first_start = true;
    commands::session::open_start(&mut start);
    let mut loud = model(size);
    (loud.is_demo, loud.is_loading) = (true, true);
    loud.save_problem = Some("no space\nleft \x1b[2J".into());
    loud.say(Notice::error(hostile()[1].clone()));
    models.extend([import, start, loud]);
    models
}

#[test]
fn every_screen_draws_at_every_size() {
    let mut sizes: Vec<(u16, u16)> = vec![(0, 0), (1, 1), (0, 9), (200, 50), (120, 40), (300, 12), (40, 200)];
    sizes.extend([(39, 10), (40, 9), (40, 10), (41, 11), (60, 20), (80, 24), (99, 24), (100, 13), (100, 10)]);
    // The model may still have the size before, so every screen is drawn at all of them.
    for model in models((80, 24)) {
        for size in &sizes {
            draw(&model, *size);
        }
    }
}

#[test]
fn nothing_that_steers_a_terminal_reaches_a_cell() {
    for size in [(200, 50), (80, 24)] {
        for model in models(size) {
            let terminal = draw(&model, size);
            for cell in &terminal.backend().buffer().content {
                let symbol = cell.symbol();
                assert_eq!(shown(symbol), symbol, "{:?}", model.overlays.last());
                assert!(symbol.chars().count() < 16, "a flood of marks: {symbol:?}");
            }
        }
    }
}

#[test]
fn the_cursor_is_on_the_screen_and_on_the_selected_row() {
    let mut model = model((80, 24));
    press(&mut model, "jjj");
    let mut terminal = draw(&model, (80, 24));
    let cursor = terminal.get_cursor_position().unwrap();
    let inner = Layout::of((80, 24)).signals.y + 1;
    assert_eq!(cursor.y, inner + 3);
    assert_eq!(terminal.backend().buffer()[(1, cursor.y)].symbol(), "▌");
    for model in models((80, 24)) {
        let mut terminal = draw(&model, (60, 20));
        let cursor = terminal.get_cursor_position().unwrap();
        assert!(cursor.x < 60 && cursor.y < 20, "{:?}", model.overlays.last());
    }
}

#[test]
fn only_rows_on_the_screen_are_drawn_and_the_window_follows() {
    let first = screen("", (80, 24));
    assert!(first.contains("Signal 0") && !first.contains("Signal 30"));
    let last = screen("G", (80, 24));
    assert!(last.contains("Signal 59") && !last.contains("Signal 0 "));
}

#[test]
fn presenting_hides_private_notes_and_names() {
    for keys in
        ["P", "P2", "P2<enter>", "P2e", "P2v", "P3<enter>", "P<enter>", "Pw", "Pgv", "Pv2f1", "Po", "Pe<tab>"]
    {
        let screen = screen(keys, (200, 50));
        for secret in ["Ada", "Obi", "Acme", "another job", "Kill it"] {
            assert!(!screen.contains(secret), "{keys} shows {secret}:\n{screen}");
        }
        assert!(screen.contains("PRESENTING"), "{keys}");
    }
    assert!(screen("2<enter>", (200, 50)).contains("Looks for another job."));
    assert!(screen("2", (200, 50)).contains("Ada Obi"));
}

#[test]
fn the_status_line_never_hides_that_nothing_is_saved() {
    for columns in [40, 60, 80, 200] {
        let mut model = model((columns, 24));
        model.is_demo = true;
        model.save_problem = Some("the disk is full, so nothing you do now will be there tomorrow".into());
        model.say(Notice::info("A long notice that would like to have all of the line for itself."));
        let drawn = text(draw(&model, (columns, 24)).backend().buffer());
        assert!(drawn.contains("NOT SAVED"), "{drawn}");
    }
}

#[test]
fn titles_say_what_a_list_shows() {
    assert!(screen("", (120, 40)).contains("╭ Signals · inbox 60 of 68 ─"));
    assert!(screen("v", (120, 40)).contains("╭ Signals · all 68 ─"));
    let filtered = screen("/signal<enter>  ", (120, 40));
    assert!(filtered.contains("· /signal 53 · 2 marked ─"), "{filtered}");
    assert!(screen("2", (80, 24)).contains("╭ Stakeholders · 1 overdue ─"));
}

#[test]
fn a_pane_with_the_focus_is_the_one_that_is_shown_when_narrow() {
    for (key, pane) in [("1", Pane::Signals), ("2", Pane::Stakeholders), ("3", Pane::Candidates)] {
        let drawn = screen(key, (60, 20));
        assert!(drawn.lines().nth(1).is_some_and(|line| line.starts_with(&format!("╭ {}", pane.name()))));
    }
}
