//! The order of candidates on the screen: totals under the chosen lens, who moved in the last edit, what
//! falls below the line, and how firm the ranks are. Follows single edits; the draws are made elsewhere.

use super::effect::{Effect, Effects};
use super::model::Model;
use super::page::ranks::RANKS;
use crate::analysis::rank::{self, Acceptability, Firmness};
use crate::analysis::score;
use crate::domain::candidate::{Candidate, Horizon};
use crate::domain::edit::Change;
use crate::domain::id::CandidateId;
use crate::domain::record::RecordId;
use crate::domain::strategy::{Lens, Strategy};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The seed of the draws: the same records give the same ranks, on the command line too.
const SEED: u64 = 1;
/// Names of candidates one sentence of consequences holds.
const NAMED: usize = 3;

/// How candidates are ordered and what came of it.
#[derive(Clone, Debug, Default)]
pub struct Ranking {
    /// The lens chosen on this screen; empty is the strategy's own.
    pub chosen: String,
    pub without_effort: bool,
    /// By the lens under which a candidate is worst, instead of one lens.
    pub weakest: bool,
    /// All candidates in the order of lists.
    pub order: Vec<CandidateId>,
    /// Places gained in the last edit of candidates or strategy; lost ones are below 0.
    pub moved: BTreeMap<CandidateId, i32>,
    /// What the draws say; of the order before while they are being made.
    pub firmness: BTreeMap<CandidateId, Firmness>,
    /// The share of draws in which a candidate had each of the first ranks; none where too many compete.
    pub shares: BTreeMap<CandidateId, Vec<f64>>,
    /// How many draws were made.
    pub draws: u32,
    /// The order the draws were made for.
    drawn_for: u64,
    /// Rises with every order; what was drawn for an older one is dropped.
    pub generation: u64,
    is_due: bool,
    totals: BTreeMap<CandidateId, f64>,
    below: BTreeSet<CandidateId>,
}

/// Draws to be made for one order.
#[derive(Clone, Debug, PartialEq)]
pub struct RankJob {
    pub generation: u64,
    candidates: Vec<Arc<Candidate>>,
    strategy: Arc<Strategy>,
    lens: Lens,
}

/// What draws said of one order.
#[derive(Clone, Debug)]
pub struct Drawn {
    pub generation: u64,
    pub firmness: Vec<(CandidateId, Firmness)>,
    /// How often each had each of the first ranks, in the same order.
    pub shares: Vec<(CandidateId, Vec<f64>)>,
    pub draws: u32,
}

impl RankJob {
    /// Prepares the draws.
    pub fn start(&self) -> Acceptability {
        let candidates: Vec<&Candidate> = self.candidates.iter().map(AsRef::as_ref).collect();
        rank::of_order(&candidates, &self.strategy, &self.lens, SEED)
    }

    /// Returns what the draws say so far.
    pub fn answer(&self, draws: &Acceptability) -> Drawn {
        let firmness = draws.firmness(self.strategy.limits());
        let firmness = self.candidates.iter().map(|one| one.id).zip(firmness).collect();
        let shares = |place: usize| (0..RANKS).map_while(|rank| draws.share(place, rank)).collect();
        let shares = self.candidates.iter().enumerate().map(|(place, one)| (one.id, shares(place))).collect();
        Drawn { generation: self.generation, firmness, shares, draws: draws.draws() }
    }
}

impl Ranking {
    /// The total of a candidate in the order shown, 0 to 1.
    pub fn total(&self, id: CandidateId) -> Option<f64> {
        self.totals.get(&id).copied()
    }

    /// Tells whether the draws are of the present order.
    pub fn is_drawn(&self) -> bool {
        self.drawn_for == self.generation
    }

    /// Tells whether a candidate of `now` lies below the cut line.
    pub fn is_below(&self, id: CandidateId) -> bool {
        self.below.contains(&id)
    }
}

/// A lens without the drivers of which more is worse.
fn without_effort(mut lens: Lens, strategy: &Strategy) -> Lens {
    let is_effort = |key: &String| strategy.drivers.iter().any(|one| one.is_effort && one.key == *key);
    lens.weights.retain(|key, _| !is_effort(key));
    lens
}

impl Model {
    /// The lens shown, without effort where that was chosen.
    pub fn lens(&self) -> Option<Lens> {
        let strategy = self.workspace.strategy();
        let lens = score::lens(strategy, &self.ranking.chosen)?.clone();
        Some(if self.ranking.without_effort { without_effort(lens, strategy) } else { lens })
    }

    /// What the order goes by, in words.
    pub fn lens_name(&self) -> Option<String> {
        let lens = self.lens()?;
        let name = if self.ranking.weakest { "weakest of all".to_string() } else { lens.name };
        Some(if self.ranking.without_effort { format!("{name}, without effort") } else { name })
    }

    fn total_of(&self, candidate: &Candidate, lenses: &[Lens]) -> Option<f64> {
        let strategy = self.workspace.strategy();
        let totals = lenses.iter().filter_map(|lens| score::total(candidate, lens, strategy).total);
        totals.min_by(f64::total_cmp)
    }

    /// How firm a rank is, in a word: nothing while it is being drawn, and no promise where drivers are not rated.
    pub fn how_firm(&self, candidate: &Candidate) -> &'static str {
        let Some(firmness) = self.ranking.firmness.get(&candidate.id) else { return "" };
        let Some(lens) = self.lens() else { return "" };
        let scored = score::total(candidate, &lens, self.workspace.strategy());
        match (scored.total, scored.missing.is_empty()) {
            (None, _) => "unrated",
            (Some(_), false) => "partial",
            (Some(_), true) => firmness.label(),
        }
    }

    fn lenses(&self) -> Vec<Lens> {
        let strategy = self.workspace.strategy();
        if !self.ranking.weakest {
            return self.lens().into_iter().collect();
        }
        let lenses = strategy.lenses.iter().cloned();
        lenses
            .map(|lens| if self.ranking.without_effort { without_effort(lens, strategy) } else { lens })
            .collect()
    }

    /// Scores and orders everything anew: another lens, another strategy, another workspace.
    pub fn rank_all(&mut self) {
        let lenses = self.lenses();
        let total = |one: &Arc<Candidate>| Some((one.id, self.total_of(one, &lenses)?));
        self.ranking.totals = self.workspace.candidates().filter_map(total).collect();
        self.ranking.moved.clear();
        self.put_in_order();
    }

    /// Lets the order follow an edit. Returns in words what it moved, beside what was edited itself.
    pub(super) fn follow_ranking(&mut self, changes: &[Change]) -> Option<String> {
        let changed = |id: RecordId| match id {
            RecordId::Candidate(id) => Some(id),
            _ => None,
        };
        let candidates: Vec<CandidateId> = changes.iter().filter_map(|change| changed(change.id)).collect();
        let is_all = changes.iter().any(|change| change.id == RecordId::Strategy);
        if candidates.is_empty() && !is_all {
            return None;
        }
        let (before, below) =
            (std::mem::take(&mut self.ranking.order), std::mem::take(&mut self.ranking.below));
        if is_all {
            self.rank_all();
        } else {
            let lenses = self.lenses();
            for id in candidates {
                let total = self.workspace.candidate(id).and_then(|one| self.total_of(one, &lenses));
                match total {
                    Some(total) => drop(self.ranking.totals.insert(id, total)),
                    None => drop(self.ranking.totals.remove(&id)),
                }
            }
            self.put_in_order();
        }
        self.ranking.moved = moved(&before, &self.ranking.order);
        self.consequences(&below)
    }

    fn put_in_order(&mut self) {
        let totals = &self.ranking.totals;
        let mut rows: Vec<(&Candidate, Option<f64>)> =
            self.workspace.candidates().map(|one| (one.as_ref(), totals.get(&one.id).copied())).collect();
        rows.sort_by(|a, b| score::compare(*a, *b));
        let order = rows.iter().map(|(one, _)| one.id).collect();
        let below = below_line(rows.iter().map(|(one, _)| *one), self.workspace.strategy());
        (self.ranking.order, self.ranking.below) = (order, below);
        self.ranking.generation += 1;
        self.ranking.is_due = true;
    }

    /// What the last edit led to: who rose most, who crossed the line.
    fn consequences(&self, was_below: &BTreeSet<CandidateId>) -> Option<String> {
        let title = |id: &CandidateId| self.workspace.candidate(*id).map(|one| one.title.clone());
        let mut risen: Vec<(&CandidateId, &i32)> =
            self.ranking.moved.iter().filter(|(_, by)| 0 < **by).collect();
        risen.sort_by_key(|(_, by)| -**by);
        let mut said: Vec<String> =
            risen.iter().take(NAMED).filter_map(|(id, by)| Some(format!("▲{by} {}", title(id)?))).collect();
        let is_now =
            |id: &&CandidateId| self.workspace.candidate(**id).is_some_and(|one| one.horizon == Horizon::Now);
        let fallen = self.ranking.below.difference(was_below).filter_map(title);
        said.extend(fallen.take(NAMED).map(|title| format!("{title} falls below the line")));
        let saved = was_below.difference(&self.ranking.below).filter(is_now).filter_map(title);
        said.extend(saved.take(NAMED).map(|title| format!("{title} rises above the line")));
        (!said.is_empty()).then(|| said.join("; "))
    }

    /// The draws for the present order, once for each.
    pub(super) fn rank_effect(&mut self) -> Effects {
        if !std::mem::take(&mut self.ranking.is_due) {
            return Vec::new();
        }
        let (Some(lens), false) = (self.lens(), self.ranking.weakest) else {
            self.ranking.firmness.clear();
            return Vec::new();
        };
        let is_open = |one: &&Arc<Candidate>| !matches!(one.horizon, Horizon::Shipped | Horizon::Rejected);
        let order = self.ranking.order.iter().filter_map(|id| self.workspace.candidate(*id));
        let candidates: Vec<Arc<Candidate>> = order.filter(is_open).cloned().collect();
        if candidates.is_empty() {
            self.ranking.firmness.clear();
            return Vec::new();
        }
        let (generation, strategy) = (self.ranking.generation, self.workspace.strategy().clone());
        vec![Effect::Rank(Box::new(RankJob { generation, candidates, strategy, lens }))]
    }

    /// Takes what draws said, unless the order has changed since.
    pub(super) fn take_drawn(&mut self, drawn: Drawn) {
        if drawn.generation == self.ranking.generation {
            self.ranking.firmness = drawn.firmness.into_iter().collect();
            self.ranking.shares = drawn.shares.into_iter().collect();
            (self.ranking.draws, self.ranking.drawn_for) = (drawn.draws, drawn.generation);
            self.follow_pages();
        }
    }
}

/// Places gained between two orders, among those in both.
fn moved(before: &[CandidateId], after: &[CandidateId]) -> BTreeMap<CandidateId, i32> {
    let were: BTreeSet<CandidateId> = before.iter().copied().collect();
    let are: BTreeSet<CandidateId> = after.iter().copied().collect();
    let old = before.iter().filter(|id| are.contains(id)).zip(0_i32..);
    let old: BTreeMap<CandidateId, i32> = old.map(|(id, place)| (*id, place)).collect();
    let now = after.iter().filter(|id| were.contains(id)).zip(0_i32..);
    now.filter_map(|(id, place)| Some((*id, old.get(id)? - place))).filter(|(_, by)| *by != 0).collect()
}

/// The candidates of `now` for which the weeks beside the reserve do not suffice; none without a capacity.
fn below_line<'a>(order: impl Iterator<Item = &'a Candidate>, strategy: &Strategy) -> BTreeSet<CandidateId> {
    let room = strategy.capacity.weeks - strategy.capacity.reserve;
    let mut used = 0.0;
    let mut below = BTreeSet::new();
    for candidate in order.filter(|one| one.horizon == Horizon::Now && 0.0 < strategy.capacity.weeks) {
        used += weeks(candidate);
        // The line is drawn once: what comes after it is below, however small.
        if room + 1e-9 < used {
            below.insert(candidate.id);
        }
    }
    below
}

/// The weeks a candidate takes: the middle of its effort, 0 when nobody knows.
pub fn weeks(candidate: &Candidate) -> f64 {
    candidate.effort_weeks.filter(|range| range.is_valid()).map_or(0.0, |range| range.mid().max(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_compared_among_those_in_both_orders() {
        let [a, b, c, d] = ["a", "b", "c", "d"].map(CandidateId::derived);
        assert_eq!(moved(&[a, b, c], &[c, a, b]), [(a, -1), (b, -1), (c, 2)].into());
        assert_eq!(moved(&[a, b], &[d, a, b]), BTreeMap::new());
    }
}
