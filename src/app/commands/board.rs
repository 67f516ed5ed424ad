//! The roadmap board: moving between its columns, and opening a candidate. What changes candidates lives in
//! `candidates.rs` and works here too.

use super::{CommandSpec, Group, Ready, always, on};
use crate::analysis::number::Number;
use crate::app::board::Board;
use crate::app::effect::Effects;
use crate::app::model::Model;
use crate::app::overlay::Overlay;
use crate::app::page::{Page, PageKind};
use crate::app::scope::Scope;
use crate::domain::record::RecordId;

pub(super) const ROWS: &[CommandSpec] = &[
    CommandSpec {
        id: "screen.roadmap",
        title: "Roadmap",
        help: "Now, next, later and parked as a board, with the cut line.",
        group: Group::Screens,
        hint: "",
        keys: &[on(Scope::Global, "g r")],
        ready: always,
        run: open,
    },
    CommandSpec {
        id: "board.right",
        title: "Next column",
        help: "Goes to the column at the right, round the end.",
        group: Group::Screens,
        hint: "column",
        keys: &[on(Scope::Board, "l"), on(Scope::Board, "right"), on(Scope::Board, "tab")],
        ready: is_open,
        run: |model| step(model, 1),
    },
    CommandSpec {
        id: "board.left",
        title: "Column before",
        help: "Goes to the column at the left, round the end.",
        group: Group::Screens,
        hint: "",
        keys: &[on(Scope::Board, "h"), on(Scope::Board, "left"), on(Scope::Board, "shift-tab")],
        ready: is_open,
        run: |model| step(model, -1),
    },
    CommandSpec {
        id: "board.open",
        title: "Open the candidate",
        help: "Opens the page of the candidate under the cursor.",
        group: Group::Screens,
        hint: "open",
        keys: &[on(Scope::Board, "enter")],
        ready: |model| Ready::when(current(model).is_some(), "There is no candidate in this column."),
        run: |model| {
            if let Some(id) = current(model) {
                Page::open(model, PageKind::Record(id));
            }
            Vec::new()
        },
    },
    CommandSpec {
        id: "board.room",
        title: "Room in now",
        help: "Opens the arithmetic of the weeks and skills of now.",
        group: Group::Screens,
        hint: "",
        keys: &[on(Scope::Board, "w")],
        ready: is_open,
        run: |model| super::navigation::arithmetic(model, Number::Capacity, None),
    },
];

fn is_open(model: &Model) -> Ready {
    Ready::when(
        matches!(model.overlays.last(), Some(Overlay::Board(_))),
        "The board is not open; g r opens it.",
    )
}

fn current(model: &Model) -> Option<RecordId> {
    match model.overlays.last() {
        Some(Overlay::Board(board)) => board.current().map(RecordId::Candidate),
        _ => None,
    }
}

fn open(model: &mut Model) -> Effects {
    model.overlays.retain(|overlay| !matches!(overlay, Overlay::Board(_)));
    let mut board = Board::of(model);
    if let Some(RecordId::Candidate(id)) = model.candidates.current() {
        board.go_to(id);
    }
    model.overlays.push(Overlay::Board(board));
    Vec::new()
}

fn step(model: &mut Model, by: isize) -> Effects {
    if let Some(Overlay::Board(board)) = model.overlays.last_mut() {
        board.step_column(by);
    }
    Vec::new()
}
