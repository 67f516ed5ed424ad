//! What is known about a signal beside its verbatim, in lines, the most telling first. Shown in the detail
//! pane and in focus.

use super::Scene;
use crate::app::lists::View;
use crate::app::page::{Line, Tone, one_on_one};
use crate::domain::signal::Signal;
use crate::domain::tag::Tag;
use crate::domain::verdict::Verdict;
use crate::domain::when;

/// Columns of the names before the lines.
const LABEL: usize = 9;

/// Returns what is known about a signal.
pub fn of(scene: &Scene<'_>, signal: &Signal) -> Vec<Line> {
    let mut lines: Vec<Line> = speaker(scene, signal).map(Line::text).into_iter().collect();
    lines.push(Line::muted(origin(scene, signal)));
    lines.extend(verdict(scene, signal));
    lines.extend(reading(scene, signal));
    lines.extend(history(scene, signal));
    if !scene.veil.is_on() {
        lines.extend(source(signal));
    }
    lines
}

/// Tags, links and the chain of what it leads to: our reading of the signal.
pub fn reading(scene: &Scene<'_>, signal: &Signal) -> Vec<Line> {
    let mut lines = links(scene, signal);
    if !signal.tags.is_empty() {
        let tags: Vec<&str> = signal.tags.iter().map(Tag::as_str).collect();
        lines.push(labelled("tags", tags.join(" ")));
    }
    if !signal.so_what.is_empty() {
        lines.push(labelled("so what", signal.so_what.join(" → ")));
    }
    lines
}

fn labelled(label: &str, text: impl Into<String>) -> Line {
    let mut line = Line::default().and(Tone::Muted, format!("{label:<LABEL$}")).and(Tone::Plain, text);
    line.indent = LABEL;
    line
}

/// Who said it, with title and organisation; nothing when nobody knows.
pub fn speaker(scene: &Scene<'_>, signal: &Signal) -> Option<String> {
    let workspace = &scene.model.workspace;
    let person = signal.who.and_then(|id| workspace.stakeholder(id));
    let account = signal.account.or(person.and_then(|person| person.account));
    let account = account.and_then(|id| workspace.account(id)).map(|one| scene.veil.account(one));
    let name = match person {
        Some(person) => Some(scene.veil.person(person).into_owned()),
        None if scene.veil.is_on() => None,
        None => Some(signal.said_by.clone()).filter(|name| !name.is_empty()),
    };
    let title = person.map(|person| person.title.clone());
    let title = title.filter(|title| !title.is_empty() && !scene.veil.is_on());
    let parts: Vec<String> = [name, title, account.map(Into::into)].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// Channel, kind of evidence, hops, age and day, stage.
pub fn origin(scene: &Scene<'_>, signal: &Signal) -> String {
    let model = scene.model;
    let hops = match signal.hops {
        0 => "first-hand".to_string(),
        1 => "1 hop".to_string(),
        hops => format!("{hops} hops"),
    };
    let day = when::day_of(signal.at, &model.zone);
    let mut parts = vec![
        signal.channel.name().to_string(),
        signal.evidence.name().to_string(),
        hops,
        format!("{}, {day}", when::age(signal.at, model.now)),
    ];
    parts.extend(signal.stage.map(|stage| model.workspace.strategy().stage_name(stage).to_string()));
    if 0 < signal.votes {
        parts.push(format!("{} votes", signal.votes));
    }
    parts.join(" · ")
}

/// What became of it; nothing for what simply waits in the list of the inbox.
fn verdict(scene: &Scene<'_>, signal: &Signal) -> Option<Line> {
    let model = scene.model;
    if let Some(why) = signal.woken_because(model.today) {
        let mut line = Line::default().and(Tone::Warning, format!("↻ woke: {why}"));
        line.indent = 2;
        return Some(line);
    }
    match signal.verdict {
        Verdict::Inbox if model.signals.view == View::Usual => None,
        Verdict::Inbox => Some(Line::muted("in the inbox")),
        Verdict::Kept if !signal.links.is_empty() => Some(Line::default().and(Tone::Good, "linked")),
        _ => Some(Line::text(one_on_one::became(model, signal))),
    }
}

fn links(scene: &Scene<'_>, signal: &Signal) -> Vec<Line> {
    let line = |link: &crate::domain::signal::Link| {
        let candidate = scene.model.workspace.candidate(link.to);
        let title = candidate.map_or_else(|| link.to.to_string(), |candidate| candidate.title.clone());
        let against = if link.against { " against" } else { "" };
        let mut line = Line::default().and(Tone::Muted, "→ ").and(Tone::Strong, title).and(
            if link.against { Tone::Warning } else { Tone::Muted },
            format!(" ({}){against}", link.importance),
        );
        if !link.note.is_empty() {
            line = line.and(Tone::Muted, format!(" {}", link.note));
        }
        line.indent = 2;
        line
    };
    signal.links.iter().map(line).collect()
}

/// What was merged, where it was cut from, and what taints it.
fn history(scene: &Scene<'_>, signal: &Signal) -> Vec<Line> {
    let mut lines = Vec::new();
    let merged = scene.model.workspace.index().merged_into(signal.id).count();
    if 0 < merged {
        lines.push(labelled("merged", format!("{merged} more say the same")));
    }
    if let Some(whole) = signal.split_from.and_then(|id| scene.model.workspace.signal(id)) {
        lines.push(labelled("split of", whole.title.clone()));
    }
    if signal.push {
        lines.push(Line::default().and(Tone::Warning, "! pushed by a discount or by pay, not by need"));
    }
    if signal.self_echo {
        lines.push(Line::default().and(Tone::Warning, "! answers our own pitch or survey"));
    }
    for conflict in &signal.conflicts {
        lines.push(Line::default().and(Tone::Error, format!("! two edits disagree on {}", conflict.field)));
    }
    lines
}

fn source(signal: &Signal) -> Vec<Line> {
    let mut lines = Vec::new();
    if let Some(source) = &signal.source {
        let place = if source.url.is_empty() { &source.key } else { &source.url };
        let status = if source.status.is_empty() { String::new() } else { format!(" · {}", source.status) };
        lines.push(labelled("source", format!("{place}{status}")));
    }
    lines.extend(signal.extra.iter().map(|(name, value)| labelled(&format!("{name} "), value.clone())));
    lines
}
