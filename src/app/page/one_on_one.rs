//! What to know before a talk: promises, asks and what became of them, concern and constraints.

use super::{Line, Tone};
use crate::app::model::Model;
use crate::domain::id::StakeholderId;
use crate::domain::promise::{OwedBy, PromiseState};
use crate::domain::record::RecordId;
use crate::domain::signal::Signal;
use crate::domain::stakeholder::Stakeholder;
use crate::domain::verdict::Verdict;

/// Asks the card lists at the most.
const LISTED: usize = 30;

pub(super) fn lines(model: &Model, id: StakeholderId) -> Vec<Line> {
    let Some(person) = model.workspace.stakeholder(id) else {
        return vec![Line::text("This person does not exist any more.")];
    };
    let mut lines = Vec::new();
    let account = person.account.and_then(|id| model.workspace.account(id));
    let place = [person.title.as_str(), account.map_or("", |account| &account.name)];
    lines.push(Line::text(
        place.iter().filter(|text| !text.is_empty()).copied().collect::<Vec<_>>().join(", "),
    ));
    if let Some(days) = person.overdue_days(model.today) {
        lines.push(Line::default().and(Tone::Warning, format!("! contact overdue by {days} days")));
    }
    for (label, text) in
        [("Concern", &person.concern), ("Perspective", &person.perspective), ("Schedule", &person.schedule)]
    {
        if !text.is_empty() {
            lines.push(Line::field(label, text.clone()));
        }
    }
    lines.extend(promises(model, person));
    lines.extend(asks(model, person));
    lines
}

/// Promises both ways, open ones first, stale ones marked.
pub(super) fn promises(model: &Model, person: &Stakeholder) -> Vec<Line> {
    if person.promises.is_empty() {
        return Vec::new();
    }
    let mut sorted: Vec<_> = person.promises.iter().collect();
    sorted.sort_by_key(|promise| (promise.state != PromiseState::Open, promise.due));
    let mut lines = vec![Line::empty(), Line::heading(format!("Promises · {}", sorted.len()))];
    for promise in sorted {
        let who = if promise.owed_by == OwedBy::Us { "we owe" } else { "they owe" };
        let (tone, state) = if promise.is_stale(model.today) {
            (Tone::Warning, "! late")
        } else {
            (Tone::Muted, promise.state.name())
        };
        let due = promise.due.map(|due| format!(" by {due}")).unwrap_or_default();
        lines.push(
            Line::default()
                .and(tone, format!("  {state:<7}"))
                .and(Tone::Muted, format!("{who:<9}"))
                .and(Tone::Plain, format!("{}{due}", promise.text)),
        );
    }
    lines
}

fn asks(model: &Model, person: &Stakeholder) -> Vec<Line> {
    let mut signals: Vec<_> =
        model.workspace.index().of_person(person.id).filter_map(|id| model.workspace.signal(id)).collect();
    if signals.is_empty() {
        return vec![Line::empty(), Line::muted("No signal of theirs yet: w on a signal says who gave it.")];
    }
    signals.sort_by_key(|signal| std::cmp::Reverse(signal.at));
    let mut lines = vec![
        Line::empty(),
        Line::heading(format!("What they asked, and what became of it · {}", signals.len())),
    ];
    for signal in signals.into_iter().take(LISTED) {
        let age = crate::domain::when::age(signal.at, model.now);
        lines.push(
            Line::default()
                .and(Tone::Muted, format!("  {age:>4}  "))
                .and(Tone::Plain, signal.title.clone())
                .and(Tone::Muted, format!("  {}", became(model, signal)))
                .to(RecordId::Signal(signal.id)),
        );
    }
    lines
}

/// What became of a signal, in words.
pub fn became(model: &Model, signal: &Signal) -> String {
    let title = |id| model.workspace.candidate(id).map(|c| format!("{} ({})", c.title, c.horizon.name()));
    match &signal.verdict {
        Verdict::Inbox => "in the inbox".into(),
        Verdict::Kept => {
            let links: Vec<String> = signal.links.iter().filter_map(|link| title(link.to)).collect();
            if links.is_empty() { "kept as context".into() } else { format!("→ {}", links.join(", ")) }
        }
        Verdict::Snoozed { until: Some(day), .. } => format!("snoozed until {day}"),
        Verdict::Snoozed { until: None, .. } => "snoozed until new activity".into(),
        Verdict::Routed { to } => format!("routed: {}", to.name()),
        Verdict::Declined { reason } => format!("declined: {reason}"),
        Verdict::Merged { into } => {
            let other = model.workspace.signal(*into).map(|other| other.title.clone());
            format!("same as {}", other.unwrap_or_else(|| into.to_string()))
        }
    }
}
