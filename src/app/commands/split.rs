//! Cutting one signal into several: passages are picked from its body and become signals of their own, with
//! the same person, channel and day. The original stays as context.

use super::{CommandSpec, Group, Ready, always, on, on_signal};
use crate::app::chord::{Chord, Key};
use crate::app::effect::Effects;
use crate::app::field::TextField;
use crate::app::model::Model;
use crate::app::notice::Notice;
use crate::app::overlay::{Overlay, Split};
use crate::app::scope::Scope;
use crate::domain::edit::Edit;
use crate::domain::id::SignalId;
use crate::domain::shown::shortened;
use crate::domain::signal::Signal;
use crate::domain::verb::Verb;
use crate::domain::verdict::Verdict;
use tui_textarea::CursorMove;

pub(super) const ROWS: &[CommandSpec] = &[
    CommandSpec {
        id: "signal.split",
        title: "Split signal",
        help: "Makes several signals from passages of one.",
        group: Group::Triage,
        hint: "",
        keys: &[on(Scope::Signals, "o")],
        ready: |model| match on_signal(model) {
            Ready::Yes => {
                let body = model.signals.signal().and_then(|id| model.workspace.signal(id));
                Ready::when(
                    body.is_some_and(|signal| !signal.body.trim().is_empty()),
                    "This signal has no text beyond its title to split.",
                )
            }
            no => no,
        },
        run: open,
    },
    CommandSpec {
        id: "split.select",
        title: "Start or end a selection",
        help: "Marks where the passage begins.",
        group: Group::Form,
        hint: "select",
        keys: &[on(Scope::Split, "v"), on(Scope::Split, "space")],
        ready: always,
        run: |model| {
            if let Some(Overlay::Split(split)) = model.overlays.last_mut() {
                split.selecting = !split.selecting;
                if split.selecting {
                    split.field.area_mut().start_selection();
                } else {
                    split.field.area_mut().cancel_selection();
                }
            }
            Vec::new()
        },
    },
    CommandSpec {
        id: "split.take",
        title: "Take the passage",
        help: "Takes the selection, or the paragraph, as a piece.",
        group: Group::Form,
        hint: "take",
        keys: &[on(Scope::Split, "enter")],
        ready: always,
        run: take,
    },
    CommandSpec {
        id: "split.drop",
        title: "Drop the last passage",
        help: "Takes the last piece back.",
        group: Group::Form,
        hint: "drop last",
        keys: &[on(Scope::Split, "backspace")],
        ready: always,
        run: |model| {
            if let Some(Overlay::Split(split)) = model.overlays.last_mut()
                && split.pieces.pop().is_none()
            {
                model.say(Notice::info("No passage was taken yet."));
            }
            Vec::new()
        },
    },
    CommandSpec {
        id: "split.finish",
        title: "Split now",
        help: "Makes the pieces into signals.",
        group: Group::Form,
        hint: "split",
        keys: &[on(Scope::Split, "ctrl-s")],
        ready: |model| match model.overlays.last() {
            Some(Overlay::Split(split)) => {
                Ready::when(!split.pieces.is_empty(), "Take a passage first: v selects, enter takes.")
            }
            _ => Ready::no("Nothing is being split."),
        },
        run: finish,
    },
    CommandSpec {
        id: "split.cancel",
        title: "Leave the split",
        help: "Changes nothing.",
        group: Group::Form,
        hint: "leave",
        keys: &[on(Scope::Split, "esc")],
        ready: always,
        run: |model| {
            model.overlays.pop();
            Vec::new()
        },
    },
];

fn open(model: &mut Model) -> Effects {
    let Some(signal) = model.signals.signal().and_then(|id| model.workspace.signal(id)) else {
        return Vec::new();
    };
    let mut field = TextField::text(&signal.body);
    field.area_mut().move_cursor(CursorMove::Top);
    let split = Split { signal: signal.id, field, selecting: false, pieces: Vec::new() };
    model.overlays.push(Overlay::Split(Box::new(split)));
    Vec::new()
}

/// Moves in the text; nothing is typed into it.
pub(crate) fn key(split: &mut Split, chord: &Chord) {
    let area = split.field.area_mut();
    let to = match chord.key() {
        Key::Char('j') | Key::Down => CursorMove::Down,
        Key::Char('k') | Key::Up => CursorMove::Up,
        Key::Char('h') | Key::Left => CursorMove::Back,
        Key::Char('l') | Key::Right => CursorMove::Forward,
        Key::Char('w') => CursorMove::WordForward,
        Key::Char('b') => CursorMove::WordBack,
        Key::Char('e') => CursorMove::WordEnd,
        Key::Char('0') | Key::Home => CursorMove::Head,
        Key::Char('$') | Key::End => CursorMove::End,
        Key::Char('}') => CursorMove::ParagraphForward,
        Key::Char('{') => CursorMove::ParagraphBack,
        Key::Char('G') => CursorMove::Bottom,
        _ => return,
    };
    area.move_cursor(to);
}

fn take(model: &mut Model) -> Effects {
    let Some(Overlay::Split(split)) = model.overlays.last_mut() else { return Vec::new() };
    let piece = selected(split).unwrap_or_else(|| paragraph(split));
    if piece.trim().is_empty() {
        model.say(Notice::info("There is no text here; move to a passage."));
        return Vec::new();
    }
    split.selecting = false;
    split.field.area_mut().cancel_selection();
    split.field.area_mut().move_cursor(CursorMove::ParagraphForward);
    split.pieces.push(piece.trim().to_string());
    let count = split.pieces.len();
    model.say(Notice::done(format!("{count} taken; ctrl-s splits.")));
    Vec::new()
}

fn selected(split: &Split) -> Option<String> {
    let ((from_row, from), (to_row, to)) = split.field.area().selection_range()?;
    let lines = split.field.area().lines();
    let cut = |row: usize, from: usize, to: usize| -> String {
        lines
            .get(row)
            .map(|line| line.chars().skip(from).take(to.saturating_sub(from)).collect())
            .unwrap_or_default()
    };
    if from_row == to_row {
        return Some(cut(from_row, from, to + 1));
    }
    let mut text = cut(from_row, from, usize::MAX);
    for row in from_row + 1..to_row {
        text.push('\n');
        text.push_str(&cut(row, 0, usize::MAX));
    }
    text.push('\n');
    text.push_str(&cut(to_row, 0, to + 1));
    Some(text)
}

/// The lines around the cursor up to empty ones.
fn paragraph(split: &Split) -> String {
    let lines = split.field.area().lines();
    let row = split.field.area().cursor().0;
    let is_text = |at: usize| lines.get(at).is_some_and(|line| !line.trim().is_empty());
    if !is_text(row) {
        return String::new();
    }
    let first = (0..=row).rev().take_while(|at| is_text(*at)).last().unwrap_or(row);
    let last = (row..lines.len()).take_while(|at| is_text(*at)).last().unwrap_or(row);
    lines[first..=last].join("\n")
}

fn finish(model: &mut Model) -> Effects {
    let Some(Overlay::Split(split)) = model.overlays.pop() else { return Vec::new() };
    let Some(original) = model.workspace.signal(split.signal).cloned() else { return Vec::new() };
    let mut edits: Vec<Edit> = Vec::new();
    for text in &split.pieces {
        let id = SignalId::from_bits(model.draw_bits());
        edits.push(piece(&original, id, text, model.now).into());
    }
    if original.is_in_inbox(model.today) {
        match Verb::Keep.change(&original, model.now) {
            Ok(kept) => edits.push(kept.into()),
            Err(why) => model.say(Notice::error(why)),
        }
    }
    let label = format!("split “{}” into {}", original.title, split.pieces.len());
    model.commit(label, edits)
}

fn piece(original: &Signal, id: SignalId, text: &str, now: jiff::Timestamp) -> Signal {
    const TITLE: usize = 80;
    let first = text.lines().next().unwrap_or_default().trim();
    Signal {
        id,
        title: shortened(first, TITLE),
        body: text.to_string(),
        added: now,
        verdict: Verdict::Inbox,
        decided: None,
        snoozes: 0,
        woke: String::new(),
        links: Vec::new(),
        so_what: Vec::new(),
        split_from: Some(original.id),
        source: None,
        ..original.clone()
    }
}
