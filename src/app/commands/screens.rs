//! The screens behind `g` and a letter.

use super::{CommandSpec, Group, Ready, always, on};
use crate::app::effect::Effects;
use crate::app::model::Model;
use crate::app::page::{Page, PageKind};
use crate::app::scope::Scope;
use crate::domain::id::StakeholderId;
use crate::domain::record::RecordId;

macro_rules! screen {
    ($id:literal, $title:literal, $help:literal, $keys:literal, $kind:expr) => {
        CommandSpec {
            id: $id,
            title: $title,
            help: $help,
            group: Group::Screens,
            hint: "",
            keys: &[on(Scope::Global, $keys)],
            ready: always,
            run: |model| {
                Page::open(model, $kind);
                Vec::new()
            },
        }
    };
}

pub(super) const ROWS: &[CommandSpec] = &[
    CommandSpec {
        id: "screen.one_on_one",
        title: "One-on-one",
        help: "What to know before a talk with this person.",
        group: Group::Screens,
        hint: "",
        keys: &[on(Scope::Global, "g o")],
        ready: |model| {
            Ready::when(
                person(model).is_some(),
                "Put the cursor on a person, or on a signal somebody known gave.",
            )
        },
        run: |model| -> Effects {
            if let Some(person) = person(model) {
                Page::open(model, PageKind::OneOnOne(person));
            }
            Vec::new()
        },
    },
    screen!(
        "screen.review",
        "Review",
        "What is worth another look, the oldest first.",
        "g v",
        PageKind::Review
    ),
    screen!(
        "screen.balance",
        "Balance",
        "Ten channels and four families against the target.",
        "g b",
        PageKind::Balance
    ),
    screen!(
        "screen.findings",
        "Findings",
        "What the rules say, and records not readable.",
        "g f",
        PageKind::Findings
    ),
    screen!(
        "screen.problems",
        "Problems",
        "Records not readable, fields left out, conflicts to settle.",
        "g p",
        PageKind::Problems
    ),
    screen!("screen.history", "History", "What was done, latest first, in words.", "g h", PageKind::History),
    screen!(
        "screen.north_star",
        "North Star",
        "The statement, its metric and the goals; e edits.",
        "g n",
        PageKind::NorthStar
    ),
    screen!(
        "screen.coverage",
        "Coverage",
        "What accounts are worth, and how safely champions hold it.",
        "g a",
        PageKind::Coverage
    ),
    screen!(
        "screen.value_chart",
        "Value chart",
        "Cost against the value the cheapest substitute leaves.",
        "g c",
        PageKind::ValueChart
    ),
    screen!(
        "screen.ranks",
        "Rank ribbons",
        "How often the draws give each candidate each rank.",
        "g k",
        PageKind::Ranks
    ),
];

/// The person under the cursor, or who gave the signal under it.
fn person(model: &Model) -> Option<StakeholderId> {
    match super::records::subject(model)? {
        RecordId::Stakeholder(id) => Some(id),
        RecordId::Signal(id) => model.workspace.signal(id)?.who,
        _ => None,
    }
}
