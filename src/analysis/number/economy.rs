//! Money, chains and room, opened.

use super::{Breakdown, Context, Line};
use crate::analysis::balance::percent;
use crate::analysis::capacity as room;
use crate::analysis::champions::{self, Map};
use crate::analysis::economics::{self, Case, YEARS, bounded, ratio};
use crate::analysis::model::plain;
use crate::domain::account::{Account, AccountKind};
use crate::domain::candidate::{Candidate, Horizon};
use crate::domain::evidence::Basis;
use crate::domain::id::AccountId;
use crate::domain::record::RecordId;
use crate::domain::shown::shown;
use std::sync::Arc;

fn case(candidate: &Candidate) -> Result<Case, String> {
    economics::case(candidate).map_err(|missing| format!("Not known: {missing}."))
}

/// Every part with its cheapest substitute.
fn parts(candidate: &Candidate) -> Vec<Line> {
    let line = |part: &crate::domain::evidence::Part| {
        let words = match part.substitute {
            Some(substitute) => format!(
                "min({}, {} + {}) = {}",
                plain(part.size),
                plain(substitute),
                plain(part.difference),
                plain(bounded(part))
            ),
            None => format!("{}, no substitute", plain(part.size)),
        };
        Line::new(shown(&part.what), words).worth(bounded(part))
    };
    candidate.parts.iter().map(line).collect()
}

/// V = N × Σ min(P, S + D) × capture.
fn value_line(case: &Case) -> Line {
    let times = match case.basis {
        Basis::PerCustomer => format!("{} customers × ", plain(case.customers)),
        Basis::InTotal => String::new(),
    };
    let words =
        format!("{times}{} × {} = {}", plain(case.bounded), percent(case.capture), plain(case.value()));
    Line::new(format!("value, sums {}", case.basis_words()), words)
}

/// (V − C) / C, beside what doing nothing would bring.
pub fn roi(candidate: &Candidate) -> Result<Breakdown, String> {
    let case = case(candidate)?;
    let mut lines = parts(candidate);
    lines.push(value_line(&case));
    lines.push(Line::new("cost", plain(case.cost)));
    if let Some(gain) = case.over_nothing() {
        lines.push(Line::new(
            "over doing nothing",
            format!("{} − {} = {}", plain(case.value()), plain(case.value() - gain), plain(gain)),
        ));
    }
    let result = case.roi().map_or_else(
        || "no return without a cost".into(),
        |roi| {
            format!(
                "({} − {}) / {} = {}",
                plain(case.value()),
                plain(case.cost),
                plain(case.cost),
                ratio(roi)
            )
        },
    );
    Ok(Breakdown { title: "Return on investment".into(), lines, result })
}

/// C / (capture × Σ min(P, S + D)), beside what it would be without substitutes.
pub fn break_even(candidate: &Candidate) -> Result<Breakdown, String> {
    let case = case(candidate)?;
    let bounded = case.break_even().ok_or("Sums in total have no break-even in customers.")?;
    let mut lines = parts(candidate);
    let naive = case.naive_break_even().unwrap_or_default();
    let naive = format!(
        "{} / ({} × {}) = {naive:.1} customers",
        plain(case.cost),
        percent(case.capture),
        plain(case.problem)
    );
    lines.push(Line::new("if nobody had another way out", naive));
    let result = format!(
        "{} / ({} × {}) = {bounded:.1} customers",
        plain(case.cost),
        percent(case.capture),
        plain(case.bounded)
    );
    Ok(Breakdown { title: "Break-even".into(), lines, result })
}

/// The value over the years in which the substitutes may appear.
pub fn present_value(candidate: &Candidate, context: &Context) -> Result<Breakdown, String> {
    let case = case(candidate)?;
    let discount = context.workspace.strategy().limits().discount;
    let year = |year: u32| {
        let alone = (1.0 - case.chance).powf(f64::from(year));
        let value =
            (alone * case.problem + (1.0 - alone) * case.displaced) / (1.0 + discount).powf(f64::from(year));
        let words = format!(
            "({} × {} + {} × {}) / {}^{year} = {}",
            percent(alone),
            plain(case.problem),
            percent(1.0 - alone),
            plain(case.displaced),
            plain(1.0 + discount),
            plain(value)
        );
        Line::new(format!("year {year}"), words).worth(value)
    };
    let lines: Vec<Line> = (0..YEARS).map(year).collect();
    let result = format!("{} {}", plain(case.displaced_value(discount)), case.basis_words());
    Ok(Breakdown { title: format!("Present value over {YEARS} years"), lines, result })
}

/// The share of the problem's size that stays ours.
pub fn sustainable(candidate: &Candidate) -> Result<Breakdown, String> {
    let case = case(candidate)?;
    let result =
        format!("{} / {} = {}", plain(case.bounded), plain(case.problem), percent(case.sustainable()));
    Ok(Breakdown { title: "Sustainable share".into(), lines: parts(candidate), result })
}

/// Accounts behind a candidate, their value, and whether a fresh chain covers them.
pub fn coverage(candidate: &Candidate, context: &Context) -> Result<Breakdown, String> {
    covered(&champions::interested(candidate, context.workspace), context)
        .ok_or_else(|| "No account with a value is behind it.".into())
}

/// The same of everybody who buys or may buy.
pub fn coverage_of_all(context: &Context) -> Result<Breakdown, String> {
    let buys = |account: &&Arc<Account>| {
        !account.archived && matches!(account.kind, AccountKind::Customer | AccountKind::Prospect)
    };
    let accounts: Vec<&Account> = context.workspace.accounts().filter(buys).map(AsRef::as_ref).collect();
    covered(&accounts, context).ok_or_else(|| "No customer or prospect has a value yet.".into())
}

fn covered(accounts: &[&Account], context: &Context) -> Option<Breakdown> {
    let fresh = context.workspace.strategy().limits().champion_fresh_days;
    let line = |account: &&Account| {
        let chain = Map::of_account(account.id, context.workspace, context.today).coverage();
        let is_covered = chain.is_covered(fresh);
        let age = chain.freshness.map_or_else(|| "never seen whole".into(), |days| format!("{days} d old"));
        let words = format!(
            "{}, cut {}, {age}: {}",
            plain(account.value),
            chain.cut,
            if is_covered { "covered" } else { "not covered" }
        );
        let line = Line::new(shown(&account.name), words).of([RecordId::Account(account.id)]);
        line.worth(if is_covered { account.value.max(0.0) } else { 0.0 })
    };
    let lines: Vec<Line> = accounts.iter().map(line).collect();
    let covered: f64 = lines.iter().filter_map(|line| line.value).sum();
    let all: f64 = accounts.iter().map(|account| account.value.max(0.0)).sum();
    let result = format!("{} / {} = {}", plain(covered), plain(all), percent(covered / all));
    let title = "Covered by fresh champion chains".into();
    (0.0 < all).then_some(Breakdown { title, lines, result })
}

/// The fewest departures that cut every champion from the buyer, and whose they are.
pub fn cut(account: AccountId, context: &Context) -> Breakdown {
    let map = Map::of_account(account, context.workspace, context.today);
    let coverage = map.coverage();
    let people = |ids: Vec<crate::domain::id::StakeholderId>| ids.into_iter().map(RecordId::Stakeholder);
    let row = |what: &str, ids: Vec<_>| Line::new(what, ids.len().to_string()).of(people(ids));
    let lines = vec![
        row("buyers", map.buyers.iter().copied().collect()),
        row("champions", map.champions.iter().copied().collect()),
        row("coaches", map.coaches.iter().copied().collect()),
        Line::new("deepest chain", coverage.depth.to_string()),
        row("without them no champion reaches the buyer", coverage.weakest.clone()),
    ];
    Breakdown { title: "Departures to the end of the deal".into(), lines, result: coverage.cut.to_string() }
}

/// The middle of the effort.
pub fn weeks(candidate: &Candidate) -> Result<Breakdown, String> {
    let range = candidate.effort_weeks.ok_or("Nobody has said what it takes.")?;
    let lines = vec![Line::new("least", plain(range.lo)), Line::new("most", plain(range.hi))];
    let result =
        format!("({} + {}) / 2 = {} weeks", plain(range.lo), plain(range.hi), plain(room::weeks(candidate)));
    Ok(Breakdown { title: "Effort".into(), lines, result })
}

/// The weeks of `now` against what is left beside the reserve.
pub fn capacity(context: &Context) -> Breakdown {
    let room = room::of_now(context.workspace);
    let ids = room.above.iter().map(|(id, _)| (*id, true)).chain(room.below.iter().map(|id| (*id, false)));
    let line = |(id, fits): (crate::domain::id::CandidateId, bool)| {
        let candidate = context.workspace.candidate(id)?;
        let weeks = room::weeks(candidate);
        let words = format!("{weeks:.1} weeks{}", if fits { "" } else { ", below the line" });
        Some(Line::new(shown(&candidate.title), words).worth(weeks).of([RecordId::Candidate(id)]))
    };
    let mut lines: Vec<Line> = ids.filter_map(line).collect();
    lines.extend(room::skills(context.workspace).into_iter().map(|skill| {
        let words = format!("{:.1} weeks needed, {:.1} there", skill.needed, skill.there);
        let needs = context.workspace.candidates().filter(|one| {
            one.horizon == Horizon::Now && one.skills.get(&skill.name).is_some_and(|weeks| 0.0 < *weeks)
        });
        Line::new(shown(&skill.name), words).of(needs.map(|one| RecordId::Candidate(one.id)))
    }));
    lines.push(Line::new(
        "left",
        format!("{} − {} = {} weeks", plain(room.weeks), plain(room.reserve), plain(room.available)),
    ));
    Breakdown {
        title: "Room in now".into(),
        lines,
        result: format!("{:.1} of {:.1} weeks", room.used, room.available),
    }
}
