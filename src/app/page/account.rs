//! The page of an account: its value and dates, the plan against its freezes and renewal, its people with the
//! influence map, and what it asked for.

use super::record::{filled, listed, private, signals};
use super::{Line, Tone};
use crate::analysis::champions::interested;
use crate::app::model::Model;
use crate::domain::account::Account;
use crate::domain::candidate::{Candidate, Horizon};
use crate::domain::record::RecordId;
use crate::domain::stakeholder::DealRole;
use std::sync::Arc;

pub(super) fn lines(model: &Model, account: &Account) -> Vec<Line> {
    let mut lines = facts(model, account);
    plan(&mut lines, model, account);
    people(&mut lines, model, account);
    lines.extend(super::influence::lines(model, account.id));
    signals(&mut lines, model, "Signals", model.workspace.index().of_account(account.id).collect());
    lines
}

fn facts(model: &Model, account: &Account) -> Vec<Line> {
    let mut lines = vec![Line::field("Kind", account.kind.name())];
    if account.value != 0.0 {
        let currency = &model.workspace.strategy().currency;
        let value = crate::analysis::amount::short(account.value);
        lines.push(Line::field("Value a year", format!("{value} {currency}").trim()));
    }
    filled(&mut lines, "Segment", &account.segment);
    listed(&mut lines, "Pains", &account.pains);
    listed(&mut lines, "Constraints", &account.constraints);
    for (label, day) in [("Budget", account.budget), ("Renewal", account.renewal)] {
        filled(&mut lines, label, &day.map(|day| day.to_string()).unwrap_or_default());
    }
    for span in &account.freezes {
        lines.push(Line::field("Freeze", format!("{} to {} {}", span.from, span.to, span.why)));
    }
    filled(&mut lines, "Notes", &account.notes);
    private(&mut lines, model, &account.private_notes);
    lines
}

/// What the account wants, with what its own dates say to our plan.
fn plan(lines: &mut Vec<Line>, model: &Model, account: &Account) {
    let wants = |candidate: &&Arc<Candidate>| {
        candidate.horizon < Horizon::Shipped
            && interested(candidate, &model.workspace).iter().any(|one| one.id == account.id)
    };
    let mut wanted: Vec<_> = model.workspace.candidates().filter(wants).collect();
    wanted.sort_by_key(|candidate| (candidate.horizon, candidate.window, candidate.id));
    if wanted.is_empty() {
        return;
    }
    lines.push(Line::empty());
    lines.push(Line::heading(format!("Wants · {}", wanted.len())));
    for candidate in wanted {
        let due = candidate.window.map(|day| format!(" by {day}")).unwrap_or_default();
        lines.push(
            Line::default()
                .and(Tone::Plain, format!("  {}", candidate.title))
                .and(Tone::Muted, format!("  {}{due}", candidate.horizon.name()))
                .and(
                    Tone::Warning,
                    clash(account, candidate).map(|text| format!("  ! {text}")).unwrap_or_default(),
                )
                .to(RecordId::Candidate(candidate.id)),
        );
    }
}

/// Says where a candidate's window and the account's dates do not fit.
fn clash(account: &Account, candidate: &Candidate) -> Option<String> {
    let window = candidate.window?;
    if account.freezes.iter().any(|span| span.from <= window && window <= span.to) {
        return Some("lands in their freeze".into());
    }
    let renewal = account.renewal?;
    (renewal < window).then(|| format!("after their renewal on {renewal}"))
}

fn people(lines: &mut Vec<Line>, model: &Model, account: &Account) {
    let all = model.workspace.stakeholders();
    let mut people: Vec<_> =
        all.filter(|person| person.account == Some(account.id) && !person.archived).collect();
    people
        .sort_by_key(|person| (person.roles.first().map_or(usize::MAX, |role| *role as usize), &person.name));
    lines.push(Line::empty());
    lines.push(Line::heading(format!("People · {}", people.len())));
    for person in &people {
        let roles = person.roles.iter().map(|role| role.name()).collect::<Vec<_>>().join(", ");
        let late = person.overdue_days(model.today).map(|days| format!("  ! overdue {days} d"));
        lines.push(
            Line::default()
                .and(Tone::Plain, format!("  {:<22}", person.name))
                .and(Tone::Muted, format!("{:<24} {roles}", person.title))
                .and(Tone::Warning, late.unwrap_or_default())
                .to(RecordId::Stakeholder(person.id)),
        );
    }
    let has = |role| people.iter().any(|person| person.roles.contains(&role));
    for role in [DealRole::Buyer, DealRole::Champion].into_iter().filter(|role| !has(*role)) {
        lines.push(Line::default().and(Tone::Warning, format!("  ! nobody is the {}", role.name())));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::page::testing::{self, model_of};
    use crate::domain::account::Span;
    use crate::domain::channel::Channel;
    use crate::domain::id::{AccountId, CandidateId, SignalId};
    use crate::domain::signal::{Link, Signal};
    use crate::domain::verdict::Verdict;
    use crate::domain::workspace::Workspace;
    use jiff::{Timestamp, civil::date};

    fn page(window: jiff::civil::Date) -> String {
        let mut account = Account::new(AccountId::derived("acme"), "Acme");
        account.freezes.push(Span { from: date(2026, 12, 12), to: date(2027, 1, 10), why: String::new() });
        account.renewal = Some(date(2027, 3, 1));
        let mut candidate = Candidate::new(CandidateId::derived("c"), "Audit export");
        candidate.window = Some(window);
        let mut signal =
            Signal::new(SignalId::derived("s"), "We need it", Channel::Customer, Timestamp::UNIX_EPOCH);
        (signal.account, signal.verdict) = (Some(account.id), Verdict::Kept);
        signal.links.push(Link { to: candidate.id, importance: 2, against: false, note: String::new() });
        let mut workspace = Workspace::default();
        let lines_of = account.clone();
        workspace.load(account.into());
        workspace.load(candidate.into());
        workspace.load(signal.into());
        testing::text(&lines(&model_of(workspace), &lines_of))
    }

    #[test]
    fn the_plan_is_held_against_freeze_and_renewal() {
        assert!(
            page(date(2026, 12, 20)).contains("Audit export  later by 2026-12-20  ! lands in their freeze")
        );
        assert!(page(date(2027, 3, 2)).contains("! after their renewal on 2027-03-01"));
        assert!(!page(date(2027, 2, 1)).contains("! lands") && !page(date(2027, 2, 1)).contains("! after"));
    }

    #[test]
    fn missing_roles_are_named() {
        let text = page(date(2027, 2, 1));
        assert!(
            text.contains("! nobody is the buyer") && text.contains("! nobody is the champion"),
            "{text}"
        );
    }
}
