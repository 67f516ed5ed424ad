//! From any number on any page, Enter leads on: to the arithmetic, and from there to the records behind it.

use crate::harness::TestApp;
use northstar::app::commands::all;
use northstar::app::overlay::Overlay;
use northstar::app::page::{Line, Page, PageKind, Target, Tone};
use northstar::app::{Message, Model};

/// How to get to every page: the keys of every screen of the table, and pages of records.
fn ways(app: &TestApp) -> Vec<String> {
    let screens = all().filter(|spec| spec.id.starts_with("screen."));
    let mut ways: Vec<String> =
        screens.map(|spec| app.model.keymap.keys_of(spec.id)[0].replace(' ', "")).collect();
    assert!(9 < ways.len(), "{ways:?}");
    ways.push("2<enter>".into());
    ways.push("2v<enter>".into());
    ways.extend((0..8).map(|row| format!("3{}<enter>", "j".repeat(row))));
    ways
}

fn page(model: &Model) -> Option<&Page> {
    match model.overlays.last() {
        Some(Overlay::Page(page)) => Some(page),
        _ => None,
    }
}

/// A bar is drawn, or a share stands at its end.
fn is_number(line: &Line) -> bool {
    line.spans.iter().any(|(tone, _)| *tone == Tone::Bar) || line.plain().trim_end().ends_with(" %")
}

#[test]
fn every_number_leads_on() {
    for way in ways(&TestApp::demo()) {
        let mut app = TestApp::demo();
        app.send(Message::NewDay).keys(&way);
        let Some(page) = page(&app.model) else { continue };
        let dead: Vec<String> = page
            .lines
            .iter()
            .filter(|line| is_number(line) && line.target.is_none())
            .map(Line::plain)
            .collect();
        assert_eq!(dead, [""; 0], "{way}");
    }
}

#[test]
fn every_target_of_every_page_opens_something_to_read_and_q_goes_back() {
    let mut opened = 0;
    for way in ways(&TestApp::demo()) {
        let mut app = TestApp::demo();
        app.send(Message::NewDay).keys(&way);
        let Some(first) = page(&app.model).cloned() else { continue };
        for place in 0..first.lines.len() {
            opened += open(&mut app, &first.kind, place, 2);
        }
    }
    assert!(300 < opened, "only {opened} lines lead anywhere");
}

/// Presses Enter on a line, and on the lines of the arithmetic behind it. Returns how many opened.
fn open(app: &mut TestApp, kind: &PageKind, place: usize, deep: usize) -> usize {
    let depth = app.model.overlays.len();
    let Some(Overlay::Page(page)) = app.model.overlays.last_mut() else { panic!("{kind:?} went away") };
    page.selected = place;
    let line = page.lines[place].clone();
    if line.target.is_none() {
        return 0;
    }
    let before = app.model.overlays.clone();
    app.keys("<enter>");
    if !matches!(line.target, Some(Target::Number(..) | Target::Driver(..))) {
        assert!(!app.screen().is_empty(), "{kind:?}: {line:?}");
        app.model.overlays = before;
        return 1;
    }
    let Some(behind) = self::page(&app.model).cloned() else { panic!("{kind:?}: {line:?}") };
    assert!(matches!(behind.kind, PageKind::Arithmetic(..)), "{kind:?}: {line:?}");
    assert!(behind.lines.iter().any(|line| !line.plain().trim().is_empty()), "{kind:?}: {line:?}");
    let mut opened = 1;
    if 1 < deep {
        for place in 0..behind.lines.len() {
            opened += open(app, &behind.kind, place, deep - 1);
        }
    }
    app.keys("q");
    assert!(app.model.overlays.len() <= depth, "{kind:?}: {line:?}");
    opened
}
