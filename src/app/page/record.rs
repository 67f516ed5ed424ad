//! The page of one record: a person, an account, a candidate, a meeting or a signal.

use super::{Line, Target, Tone, arithmetic, bar, signal_line};
use crate::analysis::number::{self, Number};
use crate::analysis::{balance, score, tipping, voices};
use crate::app::model::Model;
use crate::domain::candidate::Candidate;
use crate::domain::record::{Record, RecordId};
use crate::domain::signal::Signal;

/// Signals a page lists at the most.
const LISTED: usize = 50;

pub(super) fn lines(model: &Model, id: RecordId) -> Vec<Line> {
    let Some(record) = model.workspace.get(id) else {
        return vec![Line::text("This record does not exist any more.")];
    };
    let mut lines = match &record {
        Record::Stakeholder(person) => super::person::lines(model, person),
        Record::Account(account) => super::account::lines(model, account),
        Record::Candidate(candidate) => of_candidate(model, candidate),
        Record::Signal(signal) => of_signal(model, signal),
        Record::Meeting(meeting) => {
            vec![Line::field("On", meeting.on.to_string()), Line::field("Notes", meeting.notes.clone())]
        }
        Record::Strategy(_) => super::north_star::lines(model),
    };
    lines.push(Line::empty());
    lines.push(Line::muted(format!("{} {}", record.id().kind(), model.workspace.short_id(id))));
    lines
}

pub(super) fn filled(lines: &mut Vec<Line>, label: &str, text: &str) {
    if !text.trim().is_empty() {
        lines.push(Line::field(label, text.trim()));
    }
}

pub(super) fn listed(lines: &mut Vec<Line>, label: &str, items: &[String]) {
    for (place, item) in items.iter().enumerate() {
        lines.push(Line::field(if place == 0 { label } else { "" }, item.clone()));
    }
}

pub(super) fn private(lines: &mut Vec<Line>, model: &Model, text: &str) {
    if !text.is_empty() && !model.presenting {
        lines.push(Line::default().and(Tone::Muted, "Private        ").and(Tone::Private, text));
    }
}

pub(super) fn signals(
    lines: &mut Vec<Line>,
    model: &Model,
    heading: &str,
    ids: Vec<crate::domain::id::SignalId>,
) {
    if ids.is_empty() {
        return;
    }
    lines.push(Line::empty());
    lines.push(Line::heading(format!("{heading} · {}", ids.len())));
    let mut ids = ids;
    ids.sort_by_key(|id| std::cmp::Reverse(model.workspace.signal(*id).map(|signal| signal.at)));
    lines.extend(ids.iter().take(LISTED).map(|id| signal_line(model, *id)));
    if LISTED < ids.len() {
        lines.push(Line::muted(format!("  … and {} more; f narrows the list to them", ids.len() - LISTED)));
    }
}

fn of_candidate(model: &Model, candidate: &Candidate) -> Vec<Line> {
    let mut lines = vec![Line::field("Horizon", candidate.horizon.name())];
    let must =
        |text: &str| if text.is_empty() { "— not said yet; e edits".to_string() } else { text.to_string() };
    lines.push(Line::field("Problem", must(&candidate.problem)));
    lines.push(Line::field("Value", must(&candidate.value)));
    filled(&mut lines, "Approach", &candidate.approach);
    lines.push(Line::field("Business text", must(&candidate.business_text)));
    lines.push(Line::field("Technical text", must(&candidate.technical_text)));
    listed(&mut lines, "Use cases", &candidate.use_cases);
    listed(&mut lines, "In scope", &candidate.scope_in);
    listed(&mut lines, "Out of scope", &candidate.scope_out);
    if let Some(effort) = candidate.effort_weeks {
        let text = format!("{} to {} weeks", effort.lo, effort.hi);
        lines.push(Line::field("Effort", text).opening(Number::Weeks, of(candidate)));
    }
    for dependency in &candidate.depends_on {
        let other = dependency.on.and_then(|id| model.workspace.candidate(id));
        let name = other.map_or(dependency.what.as_str(), |other| &other.title);
        let line = Line::field("Needs", name);
        lines.push(match other {
            Some(other) => line.to(RecordId::Candidate(other.id)),
            None => line,
        });
    }
    private(&mut lines, model, &candidate.private_notes);
    drivers(&mut lines, model, candidate);
    rank(&mut lines, model, candidate);
    reckoned(&mut lines, model, candidate);
    evidence(&mut lines, model, candidate);
    lines
}

fn drivers(lines: &mut Vec<Line>, model: &Model, candidate: &Candidate) {
    let strategy = model.workspace.strategy();
    let Some(lens) = model.lens() else {
        lines.push(Line::empty());
        lines.push(Line::muted("No driver to score by yet: g n, then e, suggests the usual ones."));
        return;
    };
    let scored = score::total(candidate, &lens, strategy);
    let total = scored.total.map_or("No score yet".to_string(), |total| format!("Score {total:.2}"));
    lines.push(Line::empty());
    let hint = format!("  lens {}; enter shows the arithmetic, + - and = move a driver", lens.name);
    let head = Line::heading(total).and(Tone::Muted, hint);
    lines.push(head.opening(Number::Total, of(candidate)));
    for term in &scored.terms {
        let mut line = Line::default()
            .and(Tone::Plain, format!("  {:<16}", term.driver))
            .and(Tone::Bar, bar(term.value, 20))
            .and(Tone::Muted, format!(" {:.2} × {:.2} = {:.3}", term.value, term.weight, term.term));
        line.target = Some(Target::Driver(candidate.id, term.driver.clone()));
        lines.push(line);
    }
    for missing in &scored.missing {
        let mut line =
            Line::default().and(Tone::Warning, format!("  {missing:<16}")).and(Tone::Muted, "not rated yet");
        line.target = Some(Target::Driver(candidate.id, missing.clone()));
        lines.push(line);
    }
}

/// How firm the place is, as the latest draws say, and what would let the next pass.
fn rank(lines: &mut Vec<Line>, model: &Model, candidate: &Candidate) {
    let Some(firm) = model.ranking.firmness.get(&candidate.id) else { return };
    let text = format!(
        "{} {}, at it in {}, among the best in {} of the draws",
        firm.place(),
        model.how_firm(candidate),
        balance::percent(firm.at_rank),
        balance::percent(firm.in_top)
    );
    lines.push(Line::field("Rank", text).opening(Number::Acceptability, of(candidate)));
    if let Some(tip) = to_be_passed(model, candidate) {
        lines.push(Line::field("To be passed", tip).opening(Number::Tipping, of(candidate)));
    }
}

/// The smallest move of one weight that lets the next in the list pass.
pub(super) fn to_be_passed(model: &Model, candidate: &Candidate) -> Option<String> {
    let (lens, strategy) = (model.lens()?, model.workspace.strategy());
    let place = model.ranking.order.iter().position(|id| *id == candidate.id)?;
    let next = model.workspace.candidate(*model.ranking.order.get(place + 1)?)?;
    let of = |one: &Candidate| score::total(one, &lens, strategy);
    let tips = tipping::tips(&of(candidate), &of(next));
    Some(tips.first().map_or("no single weight can flip it".into(), tipping::Tip::sentence))
}

/// Numbers of worth and safety that are known.
fn reckoned(lines: &mut Vec<Line>, model: &Model, candidate: &Candidate) {
    let rows = [
        ("Return", Number::Roi),
        ("Break-even", Number::BreakEven),
        ("Present value", Number::PresentValue),
        ("Stays ours", Number::Sustainable),
        ("Covered", Number::Coverage),
    ];
    let known: Vec<Line> = rows
        .into_iter()
        .filter_map(|(label, number)| {
            let opened = number::explain(&number, of(candidate), &arithmetic::context(model)).ok()?;
            Some(Line::field(label, opened.result).opening(number, of(candidate)))
        })
        .collect();
    if !known.is_empty() {
        lines.push(Line::empty());
        lines.extend(known);
    }
}

fn of(candidate: &Candidate) -> Option<RecordId> {
    Some(RecordId::Candidate(candidate.id))
}

fn evidence(lines: &mut Vec<Line>, model: &Model, candidate: &Candidate) {
    let ids: Vec<_> = model.workspace.index().of_candidate(candidate.id).collect();
    if ids.is_empty() {
        lines.push(Line::empty());
        lines.push(Line::muted("No signal is linked yet: l on a signal links it."));
        return;
    }
    let heard = voices::of_candidate(candidate.id, &model.workspace, model.now);
    let mix = balance::read(heard.mix(), model.workspace.strategy());
    lines.push(Line::empty());
    lines.push(Line::text(heard.sentence()).opening(Number::Voices, of(candidate)));
    lines.push(Line::text(mix.sentence()).opening(Number::CustomerShare, of(candidate)));
    signals(lines, model, "Signals", ids);
}

fn of_signal(model: &Model, signal: &Signal) -> Vec<Line> {
    let mut lines = vec![Line::field("Channel", signal.channel.name())];
    match signal.who.and_then(|who| model.workspace.stakeholder(who)) {
        Some(who) => lines.push(Line::field("Said by", who.name.clone()).to(RecordId::Stakeholder(who.id))),
        None => filled(&mut lines, "Said by", &signal.said_by),
    }
    if let Some(account) = signal.account.and_then(|id| model.workspace.account(id)) {
        lines.push(Line::field("Account", account.name.clone()).to(RecordId::Account(account.id)));
    }
    lines.push(Line::field("Said", signal.at.to_zoned(model.zone.clone()).strftime("%F %H:%M").to_string()));
    lines.push(Line::field("Verdict", super::one_on_one::became(model, signal)));
    for link in &signal.links {
        let title =
            model.workspace.candidate(link.to).map_or_else(|| link.to.to_string(), |c| c.title.clone());
        let side = if link.against { "against " } else { "" };
        let text = format!("{side}{title}, importance {} {}", link.importance, link.note);
        lines.push(Line::field("Link", text.trim_end()).to(RecordId::Candidate(link.to)));
    }
    listed(&mut lines, "So what", &signal.so_what);
    if let Some(source) = &signal.source {
        filled(&mut lines, "Source", &format!("{} {} {}", source.key, source.url, source.status));
    }
    for (column, value) in &signal.extra {
        filled(&mut lines, column, value);
    }
    lines.push(Line::empty());
    lines.extend(signal.body.lines().map(Line::text));
    let merged: Vec<_> = model.workspace.index().merged_into(signal.id).collect();
    signals(&mut lines, model, "Merged into this", merged);
    lines
}
