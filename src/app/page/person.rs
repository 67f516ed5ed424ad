//! The page of a person: place and roles, the three tests of a champion, who sways whom, what they can verify,
//! contact, trust, their words and signals.

use super::record::{filled, listed, private, signals};
use super::{Line, Tone};
use crate::analysis::champions;
use crate::app::model::Model;
use crate::domain::id::StakeholderId;
use crate::domain::record::RecordId;
use crate::domain::stakeholder::{DealRole, Stakeholder};
use jiff::civil::Date;

pub(super) fn lines(model: &Model, person: &Stakeholder) -> Vec<Line> {
    let mut lines = place(model, person);
    words(&mut lines, model, person);
    contact(&mut lines, model, person);
    champion(&mut lines, person);
    influence(&mut lines, model, person);
    objections(&mut lines, person);
    private(&mut lines, model, &person.private_notes);
    lines.extend(super::one_on_one::promises(model, person));
    signals(&mut lines, model, "Signals", model.workspace.index().of_person(person.id).collect());
    lines
}

fn place(model: &Model, person: &Stakeholder) -> Vec<Line> {
    let mut lines = Vec::new();
    if let Some(account) = person.account.and_then(|id| model.workspace.account(id)) {
        lines.push(Line::field("Organisation", account.name.clone()).to(RecordId::Account(account.id)));
    }
    filled(&mut lines, "Title", &person.title);
    lines.push(Line::field("Level", format!("{}, {}", person.level.name(), person.side.name())));
    filled(&mut lines, "Decides", &person.decides);
    let roles = person.roles.iter().map(|role| role.name()).collect::<Vec<_>>().join(", ");
    filled(&mut lines, "Deal roles", &roles);
    person_field(&mut lines, model, "Reports to", person.reports_to);
    lines
}

fn person_field(lines: &mut Vec<Line>, model: &Model, label: &str, id: Option<StakeholderId>) {
    if let Some(other) = id.and_then(|id| model.workspace.stakeholder(id)) {
        lines.push(Line::field(label, other.name.clone()).to(RecordId::Stakeholder(other.id)));
    }
}

fn words(lines: &mut Vec<Line>, model: &Model, person: &Stakeholder) {
    filled(lines, "Concern", &person.concern);
    filled(lines, "Perspective", &person.perspective);
    listed(lines, "Constraints", &person.constraints);
    filled(lines, "Schedule", &person.schedule);
    let verifies =
        person.expert_in.iter().map(crate::domain::tag::Tag::as_str).collect::<Vec<_>>().join(", ");
    filled(lines, "Can verify", &verifies);
    let held = model.workspace.strategy().skills.iter().filter(|skill| skill.held_by.contains(&person.id));
    filled(lines, "Skills", &held.map(|skill| skill.name.as_str()).collect::<Vec<_>>().join(", "));
}

fn contact(lines: &mut Vec<Line>, model: &Model, person: &Stakeholder) {
    let every = match person.cadence_days {
        0 => String::new(),
        days => format!(", meant every {days} days"),
    };
    let text = match (person.last_contact, person.overdue_days(model.today)) {
        (Some(day), Some(days)) => format!("{day}, ! overdue by {days} days{every}"),
        (None, Some(days)) => format!("never, ! overdue by {days} days{every}"),
        (Some(day), None) => format!("{day}{every}"),
        (None, None) => return,
    };
    lines.push(Line::field("Last contact", text));
}

/// The three dated tests, for whoever is called a champion.
fn champion(lines: &mut Vec<Line>, person: &Stakeholder) {
    if !person.roles.contains(&DealRole::Champion) {
        return;
    }
    let counts = champions::is_champion(person);
    let word = if counts { "counts as champion" } else { "! counts as coach: all three must be dated" };
    lines.push(Line::empty());
    lines.push(Line::heading("Tests of a champion").and(Tone::Muted, format!("  {word}")));
    let tests = &person.champion_test;
    for (what, day) in [
        ("has power and influence", tests.has_power),
        ("sells when we are away", tests.sells_without_us),
        ("has a stake of their own", tests.has_stake),
    ] {
        lines.push(test(what, day));
    }
}

fn test(what: &str, day: Option<Date>) -> Line {
    let (tone, mark, when) = match day {
        Some(day) => (Tone::Good, "✓", day.to_string()),
        None => (Tone::Warning, "!", "not tested".into()),
    };
    Line::default()
        .and(tone, format!("  {mark} "))
        .and(Tone::Plain, format!("{what:<26}"))
        .and(Tone::Muted, when)
}

/// Both directions: whom they sway, and who sways them.
fn influence(lines: &mut Vec<Line>, model: &Model, person: &Stakeholder) {
    let all = model.workspace.stakeholders();
    let swaying = all.filter(|other| other.influences.iter().any(|edge| edge.on == person.id));
    let swaying: Vec<StakeholderId> = swaying.map(|other| other.id).collect();
    if person.influences.is_empty() && swaying.is_empty() {
        return;
    }
    lines.push(Line::empty());
    for edge in &person.influences {
        let seen = edge.seen.map_or("never seen to hold".to_string(), |day| format!("seen {day}"));
        let Some(other) = model.workspace.stakeholder(edge.on) else { continue };
        let line =
            Line::field("Sways", other.name.clone()).and(Tone::Muted, format!("  {seen} {}", edge.note));
        lines.push(line.to(RecordId::Stakeholder(other.id)));
    }
    swaying.into_iter().for_each(|id| person_field(lines, model, "Swayed by", Some(id)));
}

fn objections(lines: &mut Vec<Line>, person: &Stakeholder) {
    for objection in &person.objections {
        let verdict = objection.verdict.map_or("no verdict yet", |verdict| verdict.name());
        let line = Line::field("Objects", objection.text.clone());
        lines.push(line.and(Tone::Muted, format!("  {}, {verdict}", objection.on)));
    }
}
