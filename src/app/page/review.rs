//! What is worth another look, offline and in any order: woken snoozes, kept signals without a candidate,
//! promises due, people not met for long.

use super::{Line, Tone, signal_line};
use crate::app::model::Model;
use crate::domain::promise::PromiseState;
use crate::domain::record::RecordId;
use crate::domain::verdict::Verdict;

/// Records a group lists at the most.
const LISTED: usize = 40;

pub(super) fn lines(model: &Model) -> Vec<Line> {
    let workspace = &model.workspace;
    let mut lines = Vec::new();
    let woken = workspace.index().woken(model.today).map(|id| signal_line(model, id)).collect();
    group(&mut lines, "Woken snoozes", woken);
    let mut unlinked: Vec<_> = workspace
        .signals()
        .filter(|signal| matches!(signal.verdict, Verdict::Kept) && signal.links.is_empty())
        .map(|signal| (signal.at, signal.id))
        .collect();
    unlinked.sort_unstable();
    let unlinked = unlinked.into_iter().map(|(_, id)| signal_line(model, id)).collect();
    group(&mut lines, "Kept without a candidate", unlinked);
    group(&mut lines, "Promises open", promises(model));
    let overdue = workspace
        .stakeholders()
        .filter_map(|person| Some((person.overdue_days(model.today)?, person)))
        .map(|(days, person)| {
            Line::default()
                .and(Tone::Warning, format!("  {days:>4} days over  "))
                .and(Tone::Plain, person.name.clone())
                .to(RecordId::Stakeholder(person.id))
        })
        .collect();
    group(&mut lines, "Silent stakeholders", overdue);
    if lines.is_empty() {
        lines.push(Line::muted("Nothing waits for a second look."));
    }
    lines
}

fn promises(model: &Model) -> Vec<Line> {
    let mut open: Vec<_> = model
        .workspace
        .stakeholders()
        .flat_map(|person| person.promises.iter().map(move |promise| (promise.due, person, promise)))
        .filter(|(_, _, promise)| promise.state == PromiseState::Open)
        .collect();
    open.sort_by_key(|(due, person, _)| (due.is_none(), *due, person.id));
    open.into_iter()
        .map(|(due, person, promise)| {
            let tone = if promise.is_stale(model.today) { Tone::Warning } else { Tone::Muted };
            let due = due.map_or("no day".to_string(), |day| day.to_string());
            Line::default()
                .and(tone, format!("  {due:<11} "))
                .and(Tone::Plain, format!("{} ", promise.text))
                .and(Tone::Muted, person.name.clone())
                .to(RecordId::Stakeholder(person.id))
        })
        .collect()
}

fn group(lines: &mut Vec<Line>, title: &str, of: Vec<Line>) {
    if of.is_empty() {
        return;
    }
    lines.push(Line::heading(format!("{title} · {}", of.len())));
    let more = of.len().saturating_sub(LISTED);
    lines.extend(of.into_iter().take(LISTED));
    if 0 < more {
        lines.push(Line::muted(format!("  … and {more} more")));
    }
    lines.push(Line::empty());
}
