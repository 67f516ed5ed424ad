//! Prompts: one line asked for, its meaning echoed while it is typed.

use super::triage::{snooze, triage};
use super::{CommandSpec, Group, Ready, always, on};
use crate::app::effect::{Effect, Effects};
use crate::app::field::TextField;
use crate::app::model::Model;
use crate::app::overlay::{Ask, Overlay, Prompt};
use crate::app::scope::Scope;
use crate::domain::verb::Verb;
use crate::domain::when::parse_day;

pub(super) const ROWS: &[CommandSpec] = &[
    CommandSpec {
        id: "prompt.take",
        title: "Take the answer",
        help: "Takes what is typed.",
        group: Group::Picker,
        hint: "take",
        keys: &[on(Scope::Prompt, "enter")],
        ready: |model| match model.overlays.last() {
            Some(Overlay::Prompt(Prompt { echo: Err(why), .. })) => Ready::no(why.clone()),
            _ => Ready::Yes,
        },
        run: take,
    },
    CommandSpec {
        id: "prompt.cancel",
        title: "Leave the prompt",
        help: "Answers nothing.",
        group: Group::Picker,
        hint: "leave",
        keys: &[on(Scope::Prompt, "esc")],
        ready: always,
        run: |model| {
            model.overlays.pop();
            Vec::new()
        },
    },
];

/// Asks for a line.
pub(crate) fn open(model: &mut Model, ask: Ask, title: &str) -> Effects {
    let prompt =
        Prompt { ask, title: title.to_string(), field: TextField::line(""), echo: Err(String::new()) };
    model.overlays.push(Overlay::Prompt(prompt));
    echo(model);
    Vec::new()
}

/// Says what the typed text means so far.
pub(crate) fn echo(model: &mut Model) {
    let today = model.today;
    let Some(Overlay::Prompt(prompt)) = model.overlays.last_mut() else { return };
    let text = prompt.field.value();
    prompt.echo = match prompt.ask {
        Ask::SnoozeDay => match parse_day(&text, today) {
            Some(day) if today < day => Ok(format!("{} {day}", day.strftime("%A"))),
            Some(day) => Err(format!("{day} is not in the future.")),
            None => Err("A day: 2d, fri, 3w, end of quarter, 2026-12-24.".into()),
        },
        Ask::ImportPath if text.trim().is_empty() => Err("The path of a CSV, JSON, mbox or eml file.".into()),
        Ask::CopyFolder if text.trim().is_empty() => Err("A new folder, on a disk that takes it.".into()),
        Ask::CopyFolder => Ok("everything in memory is written there as a workspace".into()),
        Ask::SoWhat if text.trim().is_empty() => {
            Err("One step: what this leads to for them or for us.".into())
        }
        Ask::PlaceReason if text.trim().is_empty() => {
            Err("Why it stands where you put it; esc leaves it unsaid.".into())
        }
        Ask::AcceptReason if text.trim().is_empty() => Err("An accepted finding needs a reason.".into()),
        Ask::PlaceReason | Ask::AcceptReason => Ok(String::new()),
        Ask::ImportPath => Ok("enter shows what it brings before anything changes".into()),
        Ask::SoWhat => Ok(String::new()),
    };
}

fn take(model: &mut Model) -> Effects {
    let Some(Overlay::Prompt(prompt)) = model.overlays.pop() else { return Vec::new() };
    let text = prompt.field.value();
    match prompt.ask {
        Ask::SnoozeDay => match parse_day(&text, model.today) {
            Some(day) => snooze(model, Verb::Snooze { until: Some(day), on_activity: false }),
            None => Vec::new(),
        },
        Ask::ImportPath => vec![Effect::PlanImport { path: text.trim().to_string() }],
        Ask::AcceptReason => super::findings::accept(model, text.trim()),
        Ask::CopyFolder => vec![Effect::SaveCopy { folder: text.trim().to_string() }],
        Ask::PlaceReason => super::candidates::give_reason(model, text.trim()),
        Ask::SoWhat => triage(model, Verb::SoWhat(text.trim().to_string()), Vec::new()),
    }
}
