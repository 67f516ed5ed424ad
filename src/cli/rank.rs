//! `northstar rank`: the open candidates in the order of the screen, with the terms each score adds up from and
//! how firm each rank is.

use super::args::{Order, Rank};
use super::explain;
use super::failure::Failure;
use super::json;
use super::out::Out;
use super::place::Place;
use super::table::{self, Column, fixed, flexible};
use crate::analysis::evidence;
use crate::analysis::finding::Facts;
use crate::analysis::model::{Factor, plain};
use crate::analysis::number::Context;
use crate::analysis::rank::{FEW, Firmness, MANY, of_workspace_with};
use crate::analysis::score::{self, Total};
use crate::analysis::tipping::{Tip, tips};
use crate::domain::candidate::Candidate;
use crate::domain::channel::{Channel, Family};
use crate::domain::id::CandidateId;
use crate::domain::nearest::did_you_mean;
use crate::domain::record::RecordId;
use crate::domain::shown::shown;
use crate::domain::strategy::{Lens, Strategy};
use crate::domain::when::day_of;
use crate::domain::workspace::Workspace;
use crate::runtime::clock;
use jiff::{Timestamp, civil::Date};
use serde::Serialize;
use std::collections::BTreeMap;

/// The same workspace always gets the same answer.
const SEED: u64 = 1;

/// Candidates above which fewer draws have to do.
const CROWD: usize = 1_000;

const COLUMNS: &[Column] = &[
    fixed("rank"),
    fixed("id"),
    fixed("horizon"),
    fixed("score"),
    fixed("holds"),
    flexible("title"),
    flexible("terms"),
];

/// One candidate with its score opened.
#[derive(Serialize)]
struct Ranked<'a> {
    id: CandidateId,
    title: &'a str,
    horizon: &'static str,
    /// First and last rank of its band.
    rank: (usize, usize),
    score: Option<f64>,
    terms: Vec<Part>,
    /// Drivers of the lens without a value.
    missing: Vec<String>,
    /// `firm`, `band`, `fragile` or `loose`; `by hand` where no score decides, `no score` without one.
    holds: &'static str,
    /// The share of draws in which it has its rank.
    at_rank: f64,
    /// The share of draws in which its score is among the best so many as there are in `now`.
    in_top: f64,
    /// Single weights at which the next in its horizon would pass it, the smallest move first, in words.
    tips: Vec<String>,
    /// The lens under which it scores least, and its score there.
    #[serde(skip_serializing_if = "Option::is_none")]
    weakest: Option<(&'a str, f64)>,
    /// Its place by evidence, and without what is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    without: Option<(usize, usize)>,
    /// What a model other than the weighted sum was filled with.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    factors: Vec<Filled>,
}

#[derive(Serialize)]
struct Filled {
    slot: &'static str,
    source: String,
    lo: f64,
    hi: f64,
}

#[derive(Serialize)]
struct Part {
    driver: String,
    value: f64,
    weight: f64,
    term: f64,
}

/// Ranks the open candidates under a lens, or opens the numbers of one.
pub fn run(place: &Place, args: &Rank, out: &mut Out) -> Result<(), Failure> {
    let opened = place.read()?;
    let workspace = &opened.workspace;
    let strategy = workspace.strategy();
    let lens = lens(strategy, args.lens.as_deref())?;
    let now = clock::now();
    let today = day_of(now, &clock::zone());
    if let Some(id) = &args.explain {
        let RecordId::Candidate(id) = workspace.resolve(id)? else {
            return Err(Failure::usage("Only a candidate has a rank to explain."));
        };
        return explain::run(id, &Context { workspace, lens: &lens.name, now, today }, args.json, out);
    }
    let left_out = args.without.as_deref().map(left_out).transpose()?;
    let bare = score::without_effort(lens, strategy);
    let lens = if args.without_effort { &bare } else { lens };
    let worth = evidence::of_workspace(workspace, lens, now);
    let (ids, mut draws) = of_workspace_with(workspace, lens, &worth, SEED);
    draws.draw(if ids.len() <= CROWD { MANY } else { FEW });
    let firmness = draws.firmness(strategy.limits());
    let candidates = ids.iter().filter_map(|id| workspace.candidate(*id)).map(AsRef::as_ref);
    let scored: Vec<(&Candidate, Total)> =
        candidates.map(|one| (one, score::of(one, lens, strategy, worth.get(&one.id).copied()))).collect();
    let moves = left_out.map(|group| moves(group, workspace, now, today)).unwrap_or_default();
    let ranked = scored.iter().zip(firmness).enumerate();
    let mut ranked: Vec<Ranked> = ranked
        .map(|(place, (one, firm))| Ranked {
            weakest: score::weakest(one.0, strategy, worth.get(&one.0.id).copied()),
            without: moves.get(&one.0.id).copied(),
            ..ranked_before(one, scored.get(place + 1), firm)
        })
        .collect();
    if args.by == Order::Weakest {
        let order = score::order_by_weakest(workspace, &worth);
        let places: BTreeMap<CandidateId, usize> =
            order.into_iter().enumerate().map(|(place, id)| (id, place)).collect();
        ranked.sort_by_key(|one| places.get(&one.id).copied());
    }
    if args.json {
        json::write_all(out, &ranked)?;
    } else if !ranked.is_empty() {
        let is_short = out.width().is_some();
        let rows: Vec<_> = ranked.iter().map(|one| cells(one, workspace, is_short)).collect();
        table::write(out, COLUMNS, &rows)?;
    }
    if ranked.is_empty() { Err(Failure::nothing("There are no open candidates yet.")) } else { Ok(()) }
}

/// What is left out of the evidence.
#[derive(Clone, Copy)]
enum Group {
    Family(Family),
    Channel(Channel),
}

fn left_out(name: &str) -> Result<Group, Failure> {
    let family = Family::ALL.into_iter().find(|family| family.name().eq_ignore_ascii_case(name.trim()));
    // `customer` and `competitive` name both; the wider one is meant.
    let group = family.map(Group::Family).or_else(|| Channel::parse(name).map(Group::Channel));
    group.ok_or_else(|| {
        let names = || Family::ALL.map(Family::name).into_iter().chain(Channel::ALL.map(Channel::name));
        let hint = did_you_mean(name, names());
        Failure::usage(format!("There is no family or channel {}.{hint}", shown(name)))
            .with_hint(format!("There are {}.", names().collect::<Vec<_>>().join(", ")))
    })
}

/// Returns the place of every candidate by evidence, with everything and without a group.
fn moves(
    group: Group,
    workspace: &Workspace,
    now: Timestamp,
    today: Date,
) -> BTreeMap<CandidateId, (usize, usize)> {
    let facts = Facts::new(workspace, now, today);
    let limits = workspace.strategy().limits();
    let with = evidence::places(&facts.standings, limits, &|_| true);
    let without = evidence::places(&facts.standings, limits, &|voice| match group {
        Group::Family(family) => voice.family != family,
        Group::Channel(channel) => voice.channel != channel,
    });
    with.into_iter().filter_map(|(id, place)| Some((id, (place, *without.get(&id)?)))).collect()
}

fn lens<'a>(strategy: &'a Strategy, name: Option<&str>) -> Result<&'a Lens, Failure> {
    let none = || {
        Failure::nothing("There is no lens yet, so nothing can be ranked.")
            .with_hint("`northstar edit strategy` adds drivers and lenses.")
    };
    let Some(name) = name else { return score::lens(strategy, "").ok_or_else(none) };
    let names = || strategy.lenses.iter().map(|lens| lens.name.as_str());
    let unknown = || {
        let hint = did_you_mean(name, names());
        let all = names().collect::<Vec<_>>().join(", ");
        let sentence = format!("There is no lens {}.{hint}", shown(name));
        Failure::usage(shown(&sentence)).with_hint(shown(&format!("The lenses are {all}.")))
    };
    strategy.lenses.iter().find(|lens| lens.name.eq_ignore_ascii_case(name)).ok_or_else(unknown)
}

fn ranked_before<'a>(
    (candidate, total): &(&'a Candidate, Total),
    next: Option<&(&Candidate, Total)>,
    firm: Firmness,
) -> Ranked<'a> {
    let part = |term: &score::Term| Part {
        driver: term.driver.clone(),
        value: term.value,
        weight: term.weight,
        term: term.term,
    };
    let holds = match (&candidate.manual_rank, total.total) {
        (Some(_), _) => "by hand",
        (None, None) => "no score",
        (None, Some(_)) => firm.label(),
    };
    Ranked {
        id: candidate.id,
        title: &candidate.title,
        horizon: candidate.horizon.name(),
        rank: firm.band,
        score: total.total,
        terms: total.terms.iter().map(part).collect(),
        missing: total.missing.clone(),
        holds,
        at_rank: firm.at_rank,
        in_top: firm.in_top,
        tips: tips_before(candidate, total, next),
        weakest: None,
        without: None,
        factors: total.factors.iter().map(filled).collect(),
    }
}

fn filled(factor: &Factor) -> Filled {
    let (lo, hi) = (factor.range.lo, factor.range.hi);
    Filled { slot: factor.slot, source: factor.source.clone(), lo, hi }
}

/// Between horizons and places given by hand no weight decides.
fn tips_before(candidate: &Candidate, total: &Total, next: Option<&(&Candidate, Total)>) -> Vec<String> {
    let by_score = |one: &Candidate| one.manual_rank.is_none() && !one.constraint;
    let next =
        next.filter(|(next, _)| next.horizon == candidate.horizon && by_score(candidate) && by_score(next));
    next.map(|(_, other)| tips(total, other).iter().map(Tip::sentence).collect()).unwrap_or_default()
}

fn cells(one: &Ranked<'_>, workspace: &Workspace, is_short: bool) -> Vec<String> {
    let id = RecordId::Candidate(one.id);
    let (first, last) = one.rank;
    vec![
        if first == last { first.to_string() } else { format!("{first}-{last}") },
        if is_short { workspace.short_id(id) } else { id.to_string() },
        one.horizon.into(),
        one.score.map_or_else(String::new, |score| format!("{score:.4}")),
        one.holds.into(),
        one.title.into(),
        terms(one),
    ]
}

/// Returns the terms in words that add up to the score: `reach 0.2000 + impact 0.1500`.
fn terms(one: &Ranked<'_>) -> String {
    let terms = one.terms.iter().map(|part| format!("{} {:.4}", part.driver, part.term));
    let mut text = terms.collect::<Vec<_>>().join(" + ");
    if !one.factors.is_empty() {
        let filled = one
            .factors
            .iter()
            .map(|factor| format!("{} {}", factor.slot, plain(f64::midpoint(factor.lo, factor.hi))));
        text = filled.collect::<Vec<_>>().join(", ");
    }
    if !one.missing.is_empty() {
        text.push_str(&format!(", without {}", one.missing.join(", ")));
    }
    if let Some((with, without)) = one.without {
        text.push_str(&format!("; by evidence {with}, then {without}"));
    }
    text
}
