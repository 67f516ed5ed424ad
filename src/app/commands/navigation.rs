//! Moving: in a list, in a page, between panes.

use super::{CommandSpec, Group, always, on};
use crate::analysis::number::Number;
use crate::app::effect::Effects;
use crate::app::model::{Model, Pane};
use crate::app::notice::Notice;
use crate::app::overlay::Overlay;
use crate::app::page::{Page, PageKind, Target};
use crate::app::scope::Scope;
use crate::domain::record::Record;
use crate::domain::record::RecordId;

macro_rules! step {
    ($id:literal, $title:literal, $help:literal, [$($keys:literal),+], $how:expr) => {
        CommandSpec {
            id: $id,
            title: $title,
            help: $help,
            group: Group::Move,
            hint: "",
            keys: &[$(on(Scope::List, $keys), on(Scope::Page, $keys), on(Scope::Board, $keys)),+],
            ready: always,
            run: |model| go(model, $how),
        }
    };
}

macro_rules! focus {
    ($id:literal, $title:literal, $help:literal, [$($keys:literal),+], $pane:expr) => {
        CommandSpec {
            id: $id,
            title: $title,
            help: $help,
            group: Group::Move,
            hint: "",
            keys: &[$(on(Scope::List, $keys)),+],
            ready: always,
            run: |model| {
                go_to_pane(model, $pane)
            },
        }
    };
}

pub(super) const ROWS: &[CommandSpec] = &[
    step!("list.down", "Down", "Moves one row down.", ["j", "down"], |_| 1),
    step!("list.up", "Up", "Moves one row up.", ["k", "up"], |_| -1),
    step!("list.top", "Top", "Goes to the first row.", ["g g", "home"], |_| isize::MIN),
    step!("list.bottom", "Bottom", "Goes to the last row.", ["G", "end"], |_| isize::MAX),
    step!("list.page_down", "Page down", "Moves half a page down.", ["ctrl-d", "pagedown"], |rows| rows / 2),
    step!("list.page_up", "Page up", "Moves half a page up.", ["ctrl-u", "pageup"], |rows| -(rows / 2)),
    focus!("focus.signals", "Signals", "Goes to the signals.", ["1"], |_| Pane::Signals),
    focus!("focus.stakeholders", "Stakeholders", "Goes to the stakeholders.", ["2"], |_| Pane::Stakeholders),
    focus!("focus.candidates", "Candidates", "Goes to the candidates.", ["3"], |_| Pane::Candidates),
    focus!("focus.next", "Next pane", "Goes to the next pane.", ["tab"], Pane::next),
    focus!("focus.previous", "Previous pane", "Goes to the pane before.", ["shift-tab"], Pane::previous),
    CommandSpec {
        id: "detail.down",
        title: "Scroll detail down",
        help: "Scrolls the text of the record under the cursor.",
        group: Group::Move,
        hint: "",
        keys: &[on(Scope::List, "ctrl-j"), on(Scope::List, "alt-j"), on(Scope::Focus, "}")],
        ready: always,
        run: |model| scroll(model, 3),
    },
    CommandSpec {
        id: "detail.up",
        title: "Scroll detail up",
        help: "Scrolls the text of the record under the cursor.",
        group: Group::Move,
        hint: "",
        keys: &[on(Scope::List, "ctrl-k"), on(Scope::List, "alt-k"), on(Scope::Focus, "{")],
        ready: always,
        run: |model| scroll(model, -3),
    },
    CommandSpec {
        id: "page.open",
        title: "Open the line",
        help: "Opens the record the line is about.",
        group: Group::Move,
        hint: "open",
        keys: &[on(Scope::Page, "enter")],
        ready: |model| {
            let target = match model.overlays.last() {
                Some(Overlay::Page(page)) => page.target(),
                _ => None,
            };
            super::Ready::when(target.is_some(), "There is no record behind this line.")
        },
        run: open_line,
    },
];

fn go_to_pane(model: &mut Model, pane: fn(Pane) -> Pane) -> Effects {
    let to = pane(model.focus);
    if to == model.focus && !model.is_focusing() {
        model.say(Notice::info(format!("{} have the focus already.", to.name())));
    }
    model.focus = to;
    model.detail_scroll = 0;
    model.overlays.retain(|overlay| !matches!(overlay, Overlay::Focus(_)));
    Vec::new()
}

fn go(model: &mut Model, how: fn(isize) -> isize) -> Effects {
    let body = usize::from(model.layout().body.height.saturating_sub(2));
    if let Some(Overlay::Page(page)) = model.overlays.last_mut() {
        let before = page.selected;
        page.step(how(body as isize), body);
        if page.selected == before {
            say_end(model, how(1), "line");
        }
        return Vec::new();
    }
    if let Some(Overlay::Board(board)) = model.overlays.last_mut() {
        if !board.step(how(body as isize / 2)) {
            say_end(model, how(1), "row");
        }
        return Vec::new();
    }
    let (list, height) = model.focused();
    if !list.step(how(height as isize), height) {
        say_end(model, how(1), "row");
        return Vec::new();
    }
    model.detail_scroll = 0;
    if let Some(Overlay::Focus(focus)) = model.overlays.last_mut() {
        focus.scroll = 0;
    }
    Vec::new()
}

/// A step that went nowhere says so.
fn say_end(model: &mut Model, by: isize, what: &str) {
    let end = if by < 0 { "first" } else { "last" };
    model.say(Notice::info(format!("This is the {end} {what}.")));
}

/// Scrolls the text of the selected record, no further than it can reach at the narrowest wrap.
fn scroll(model: &mut Model, by: i16) -> Effects {
    let most = model.current().and_then(|id| model.workspace.get(id)).map_or(0, |record| match record {
        Record::Signal(signal) => lines_at_most(&signal.body),
        _ => LONG_RECORD,
    });
    let scroll = match model.overlays.last_mut() {
        Some(Overlay::Focus(focus)) => &mut focus.scroll,
        _ => &mut model.detail_scroll,
    };
    let before = *scroll;
    *scroll = scroll.saturating_add_signed(by).min(most);
    if *scroll == before {
        let end = if by < 0 { "beginning" } else { "end" };
        model.say(Notice::info(format!("This is the {end} of the text.")));
    }
    Vec::new()
}

/// Lines of a record that is shown field by field.
const LONG_RECORD: u16 = 200;

/// How many lines a text can take in the narrowest pane.
fn lines_at_most(text: &str) -> u16 {
    const NARROWEST: usize = 30;
    let lines: usize = text.lines().map(|line| 1 + line.chars().count() / NARROWEST).sum();
    u16::try_from(lines.saturating_sub(1)).unwrap_or(u16::MAX)
}

fn open_line(model: &mut Model) -> Effects {
    let target = match model.overlays.last() {
        Some(Overlay::Page(page)) => page.target().cloned(),
        _ => None,
    };
    match target {
        Some(Target::Record(id)) => super::records::open(model, id),
        Some(Target::Conflict(id, _)) => super::records::open(model, id),
        Some(Target::Problem(place)) => model.open_problem(place),
        Some(Target::Finding(finding)) => super::records::open(model, finding.subject),
        Some(Target::Number(number, of)) => arithmetic(model, number, of),
        Some(Target::Driver(id, key)) => {
            arithmetic(model, Number::Driver(key), Some(RecordId::Candidate(id)))
        }
        None => Vec::new(),
    }
}

/// Opens what a number is reckoned from.
pub(super) fn arithmetic(model: &mut Model, number: Number, of: Option<RecordId>) -> Effects {
    Page::open(model, PageKind::Arithmetic(number, of));
    Vec::new()
}
