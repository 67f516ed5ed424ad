//! Ranks that admit how firm they are (METHODS 4.4, SMAA-2): weights are drawn around those of the lens,
//! scores from their ranges, and what is counted is how often the order holds. Draws come in chunks, so that a
//! screen can stop between two of them; a seed makes the answer repeatable.

use super::draws;
use super::model;
use super::score;
use crate::domain::candidate::{Candidate, Horizon};
use crate::domain::evidence::Range;
use crate::domain::id::CandidateId;
use crate::domain::model::{EVIDENCE, ModelKind};
use crate::domain::strategy::{Lens, Strategy};
use crate::domain::thresholds::Thresholds;
use crate::domain::workspace::Workspace;
use fastrand::Rng;
use std::collections::BTreeMap;

/// Draws that keep every share within 0.0098 of its true value, 95 times of 100.
pub const MANY: u32 = 10_000;
/// Draws for while a key is held; within 0.031.
pub const FEW: u32 = 1_000;

/// One candidate as the draws see it.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// What no score can overrule: an item of a lower tier is always ahead of one of a higher.
    pub tier: u16,
    /// The range of every criterion, 0 to 1, more is better. A missing one is left out of the sum, as in
    /// `score::total`.
    pub scores: Vec<Option<Range>>,
}

/// What the draws say of one item.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Firmness {
    /// The share of draws in which it has its rank.
    pub at_rank: f64,
    /// First and last rank of its band, 1 for the first; equal where it shares none.
    pub band: (usize, usize),
    /// The share of draws in which its score is among the best so many as there are in `now`.
    pub in_top: f64,
    /// Its rank holds.
    pub is_firm: bool,
    /// A small change takes it in or out of the best.
    pub is_fragile: bool,
}

impl Firmness {
    /// Returns the label of the list: `band`, `fragile`, `firm`, or `loose` where none applies.
    pub fn label(&self) -> &'static str {
        match self {
            _ if self.band.0 < self.band.1 => "band",
            Self { is_fragile: true, .. } => "fragile",
            Self { is_firm: true, .. } => "firm",
            _ => "loose",
        }
    }

    /// Returns the rank or band as shown: `1`, `2-3`.
    pub fn place(&self) -> String {
        match self.band {
            (first, last) if first == last => first.to_string(),
            (first, last) => format!("{first}-{last}"),
        }
    }
}

/// Items up to which all ranks are counted, in at most 4 MB; above it only everyone's own is.
const MOST_COUNTED: usize = 1_000;

/// Counts over the draws so far, for at most 65,536 items.
#[derive(Clone, Debug)]
pub struct Acceptability {
    items: Vec<Item>,
    form: Form,
    /// Concentration of every criterion: kappa times its weight.
    shapes: Vec<f64>,
    top: usize,
    rng: Rng,
    draws: u32,
    /// Draws in which item `a` had rank `r`, at `a × items + r`; empty where there are too many.
    ranks: Vec<u32>,
    /// Draws in which an item had the rank it has in the list.
    own: Vec<u32>,
    /// Draws in which an item stayed ahead of the next.
    holds: Vec<u32>,
    in_top: Vec<u32>,
}

impl Acceptability {
    /// Prepares draws over items in the order of the list. `weights` are those of the lens, `top` is how many
    /// have room; the same seed gives the same counts.
    pub fn new(items: Vec<Item>, weights: &[f64], kappa: f64, top: usize, seed: u64) -> Self {
        let sum: f64 = weights.iter().sum();
        let count = items.len();
        Self {
            items,
            form: Form::Sum,
            // A weight or kappa of 0 has no distribution; a trace of it has.
            shapes: weights.iter().map(|weight| (kappa * weight / sum).max(1e-9)).collect(),
            top: top.min(count),
            rng: Rng::with_seed(seed),
            draws: 0,
            ranks: vec![0; if count <= MOST_COUNTED { count * count } else { 0 }],
            own: vec![0; count],
            holds: vec![0; count.saturating_sub(1)],
            in_top: vec![0; count],
        }
    }

    /// Returns how many draws there were.
    pub fn draws(&self) -> u32 {
        self.draws
    }

    /// Draws `times` more.
    pub fn draw(&mut self, times: u32) {
        let mut weights = vec![0.0; self.shapes.len()];
        let mut keys = Vec::with_capacity(self.items.len());
        let mut places = vec![0; self.items.len()];
        for _ in 0..times {
            draws::dirichlet(&self.shapes, &mut weights, &mut self.rng);
            keys.clear();
            for (place, item) in self.items.iter().enumerate() {
                keys.push(key(item.tier, score_of(item, self.form, &weights, &mut self.rng), place));
            }
            self.count(&mut keys, &mut places);
        }
        self.draws += times;
    }

    fn count(&mut self, keys: &mut [u64], places: &mut [usize]) {
        let items = self.items.len();
        keys.sort_unstable();
        for (rank, key) in keys.iter().enumerate() {
            let item = item_of(*key);
            places[item] = rank;
            self.own[item] += u32::from(item == rank);
            if let Some(count) = self.ranks.get_mut(item * items + rank) {
                *count += 1;
            }
        }
        for (hold, pair) in self.holds.iter_mut().zip(places.windows(2)) {
            *hold += u32::from(pair[0] < pair[1]);
        }
        if 0 < self.top {
            keys.iter_mut().for_each(|key| *key = without_tier(*key));
            let (best, last, _) = keys.select_nth_unstable(self.top - 1);
            for key in best.iter().chain(std::iter::once(&*last)) {
                self.in_top[item_of(*key)] += 1;
            }
        }
    }

    /// Returns the share of draws in which an item has a rank, both counted from 0; nothing where there are
    /// too many items to count all their ranks.
    pub fn share(&self, item: usize, rank: usize) -> Option<f64> {
        let is_inside = rank < self.items.len();
        let count = self.ranks.get(item * self.items.len() + rank).filter(|_| is_inside)?;
        Some(self.of_draws(*count))
    }

    /// Returns the share of draws in which an item is ahead of the next in the list.
    pub fn holds(&self, item: usize) -> f64 {
        self.of_draws(self.holds.get(item).copied().unwrap_or_default())
    }

    fn of_draws(&self, count: u32) -> f64 {
        f64::from(count) / f64::from(self.draws.max(1))
    }

    /// Returns what the draws so far say of every item, in the order of the list. Nothing is firm before the
    /// first draw.
    pub fn firmness(&self, limits: &Thresholds) -> Vec<Firmness> {
        let mut all = Vec::with_capacity(self.items.len());
        let mut first = 0;
        while first < self.items.len() {
            let mut last = first;
            while last + 1 < self.items.len() && self.holds(last) < limits.band {
                last += 1;
            }
            all.extend((first..=last).map(|item| self.firmness_of(item, (first + 1, last + 1), limits)));
            first = last + 1;
        }
        all
    }

    fn firmness_of(&self, item: usize, band: (usize, usize), limits: &Thresholds) -> Firmness {
        let at_rank = self.of_draws(self.own[item]);
        let in_top = self.of_draws(self.in_top[item]);
        // The share that is not firm enough for one side is too much for the other.
        let is_fragile = (1.0 - limits.firm..=limits.firm).contains(&in_top);
        Firmness { at_rank, band, in_top, is_firm: limits.firm <= at_rank, is_fragile }
    }

    /// Names the bands: `2-3: B, C`. Titles come in the order of the list.
    pub fn bands(&self, titles: &[&str], limits: &Thresholds) -> Vec<String> {
        let firmness = self.firmness(limits);
        let starts = firmness.iter().enumerate().filter(|(item, firm)| firm.band.0 == item + 1);
        starts
            .filter(|(_, firm)| firm.band.0 < firm.band.1)
            .filter_map(|(item, firm)| {
                Some(format!("{}: {}", firm.place(), titles.get(item..firm.band.1)?.join(", ")))
            })
            .collect()
    }
}

fn score_of(item: &Item, form: Form, weights: &[f64], rng: &mut Rng) -> f64 {
    if let Form::Model { kind, scale } = form {
        let values: Vec<f64> = item.scores.iter().flatten().map(|range| drawn(*range, rng)).collect();
        let total = model::combined(kind, &values).unwrap_or(0.0).max(0.0);
        return total / (total + scale);
    }
    let (mut sum, mut present) = (0.0, 0.0);
    for (weight, range) in weights.iter().zip(&item.scores) {
        if let Some(range) = range {
            sum += weight * drawn(*range, rng);
            present += weight;
        }
    }
    if present == 0.0 { 0.0 } else { sum / present }
}

fn drawn(range: Range, rng: &mut Rng) -> f64 {
    let width = range.hi - range.lo;
    if width == 0.0 { range.lo } else { range.lo + width * rng.f64() }
}

/// Packs tier, score and item into one number that sorts as the list does: 16, 32 and 16 bits.
fn key(tier: u16, score: f64, item: usize) -> u64 {
    let missing = ((1.0 - score.clamp(0.0, 1.0)) * f64::from(u32::MAX)) as u64;
    u64::from(tier) << 48 | missing << 16 | item as u64 & 0xffff
}

fn item_of(key: u64) -> usize {
    (key & 0xffff) as usize
}

fn without_tier(key: u64) -> u64 {
    key & 0xffff_ffff_ffff
}

/// How an item's score follows from its criteria.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Form {
    /// Weights times values.
    Sum,
    /// A model over its slots; the scale is a total in the middle of the field.
    Model { kind: ModelKind, scale: f64 },
}

/// What the evidence of candidates is worth, as `evidence::of_workspace` has it.
type Worth = BTreeMap<CandidateId, f64>;

/// Returns the open candidates in the order of the list and the draws over them, none made yet.
pub fn of_workspace(workspace: &Workspace, lens: &Lens, seed: u64) -> (Vec<CandidateId>, Acceptability) {
    of_workspace_with(workspace, lens, &Worth::new(), seed)
}

/// The same with what the candidates' evidence is worth.
pub fn of_workspace_with(
    workspace: &Workspace,
    lens: &Lens,
    worth: &Worth,
    seed: u64,
) -> (Vec<CandidateId>, Acceptability) {
    let mut candidates: Vec<&Candidate> = score::order_with(workspace, Some(lens), worth)
        .into_iter()
        .filter_map(|id| workspace.candidate(id))
        .map(AsRef::as_ref)
        .filter(|candidate| !matches!(candidate.horizon, Horizon::Shipped | Horizon::Rejected))
        .collect();
    candidates.truncate(MOST);
    let ids = candidates.iter().map(|candidate| candidate.id).collect();
    (ids, of_order_with(&candidates, workspace.strategy(), lens, worth, seed))
}

/// More cannot be told apart in a key, nor read in a list.
const MOST: usize = u16::MAX as usize;

/// Prepares draws over candidates in the order of the list. What was put where it is by hand, by horizon or as
/// a constraint stays there in every draw.
pub fn of_order(candidates: &[&Candidate], strategy: &Strategy, lens: &Lens, seed: u64) -> Acceptability {
    of_order_with(candidates, strategy, lens, &Worth::new(), seed)
}

/// The same with what the candidates' evidence is worth.
pub fn of_order_with(
    candidates: &[&Candidate],
    strategy: &Strategy,
    lens: &Lens,
    worth: &Worth,
    seed: u64,
) -> Acceptability {
    let candidates = &candidates[..candidates.len().min(MOST)];
    let kind = model::kind_under(lens, strategy);
    let criteria: Vec<(&String, f64)> = lens
        .weights
        .iter()
        .filter(|(_, weight)| weight.is_finite() && 0.0 < **weight)
        .map(|(key, weight)| (key, *weight))
        .collect();
    let worth = |one: &Candidate| worth.get(&one.id).copied();
    let scores = |one: &Candidate| match kind {
        ModelKind::WeightedSum => {
            criteria.iter().map(|(driver, _)| range(one, driver, strategy, worth(one))).collect()
        }
        _ => model::factors(one, strategy, worth(one))
            .map(|factors| factors.into_iter().map(|factor| Some(factor.range)).collect())
            .unwrap_or_default(),
    };
    let tiers = tiers(candidates);
    let item = |(one, tier): (&&Candidate, u16)| Item { tier, scores: scores(one) };
    let items: Vec<Item> = candidates.iter().zip(tiers).map(item).collect();
    let weights: Vec<f64> = criteria.iter().map(|(_, weight)| *weight).collect();
    let top = candidates.iter().filter(|candidate| candidate.horizon == Horizon::Now).count();
    let form = form(kind, &items);
    Acceptability { form, ..Acceptability::new(items, &weights, strategy.limits().kappa, top, seed) }
}

/// The scale of a model is its middle total, so that most totals are told apart in a key.
fn form(kind: ModelKind, items: &[Item]) -> Form {
    if kind == ModelKind::WeightedSum {
        return Form::Sum;
    }
    let middle = |item: &Item| {
        let values: Vec<f64> = item.scores.iter().flatten().map(|range| range.mid()).collect();
        model::combined(kind, &values).filter(|total| 0.0 < *total)
    };
    let mut totals: Vec<f64> = items.iter().filter_map(middle).collect();
    totals.sort_by(f64::total_cmp);
    Form::Model { kind, scale: totals.get(totals.len() / 2).copied().unwrap_or(1.0) }
}

/// Returns a tier for every candidate of the list: a new one where a score does not decide.
fn tiers(candidates: &[&Candidate]) -> Vec<u16> {
    let is_scored = |one: &Candidate| one.manual_rank.is_none();
    let mut tier = 0;
    let mut tiers = Vec::with_capacity(candidates.len());
    for (place, candidate) in candidates.iter().enumerate() {
        if let Some(before) = place.checked_sub(1).and_then(|before| candidates.get(before)) {
            let same = before.constraint == candidate.constraint && before.horizon == candidate.horizon;
            tier += u16::from(!same || !is_scored(before) || !is_scored(candidate));
        }
        tiers.push(tier);
    }
    tiers
}

fn range(candidate: &Candidate, driver: &str, strategy: &Strategy, evidence: Option<f64>) -> Option<Range> {
    if let Some(worth) = evidence.filter(|_| driver == EVIDENCE) {
        return Some(Range::point(worth));
    }
    // A range written by hand may be no range; then it is as good as missing.
    let range = candidate.scores.get(driver).map(|score| score.range).filter(|range| range.is_valid())?;
    let (lo, hi) = (range.lo.clamp(0.0, 1.0), range.hi.clamp(0.0, 1.0));
    let is_effort = strategy.drivers.iter().any(|one| one.key == driver && one.is_effort);
    Some(if is_effort { Range { lo: 1.0 - hi, hi: 1.0 - lo } } else { Range { lo, hi } })
}

#[cfg(test)]
mod tests {
    use super::*;

    const WEIGHTS: [f64; 5] = [0.25, 0.25, 0.25, 0.15, 0.10];

    fn item(values: [f64; 5]) -> Item {
        Item { tier: 0, scores: values.map(|value| Some(Range::point(value))).to_vec() }
    }

    fn fixture() -> Vec<Item> {
        vec![
            item([0.8, 0.6, 0.7, 0.9, 0.5]),
            item([0.9, 0.5, 0.5, 0.8, 0.8]),
            item([0.4, 0.9, 0.95, 0.5, 0.3]),
            item([0.7, 0.4, 0.2, 0.9, 0.7]),
        ]
    }

    fn drawn(items: Vec<Item>, top: usize) -> Acceptability {
        let mut result = Acceptability::new(items, &WEIGHTS, 99.0, top, 1);
        result.draw(MANY);
        result
    }

    #[test]
    fn the_shares_of_the_method() {
        let result = drawn(fixture(), 2);
        for (share, expected, what) in [
            (result.share(0, 0).unwrap(), 0.890, "A first"),
            (result.share(3, 3).unwrap(), 0.998, "D last"),
            (result.share(1, 1).unwrap(), 0.551, "B second"),
            (result.share(2, 1).unwrap(), 0.339, "C second"),
            (result.share(2, 0).unwrap(), 0.094, "C first"),
            (result.holds(1), 0.566, "B ahead of C"),
        ] {
            assert!((share - expected).abs() < 0.01, "{what}: {share}");
        }
        for item in 0..4 {
            let sum: f64 = (0..4).map(|rank| result.share(item, rank).unwrap()).sum();
            assert!((sum - 1.0).abs() < 1e-9);
        }
    }

    #[test]
    fn a_false_order_is_printed_as_a_band() {
        let limits = Thresholds::default();
        let result = drawn(fixture(), 2);
        assert_eq!(result.bands(&["A", "B", "C", "D"], &limits), ["2-3: B, C"]);
        let labels: Vec<(String, &str)> =
            result.firmness(&limits).iter().map(|firm| (firm.place(), firm.label())).collect();
        let expected = [("1", "firm"), ("2-3", "band"), ("2-3", "band"), ("4", "firm")];
        assert_eq!(labels, expected.map(|(place, label)| (place.to_string(), label)));
        let fragile: Vec<bool> = result.firmness(&limits).iter().map(|firm| firm.is_fragile).collect();
        assert_eq!(fragile, [false, true, true, false], "two have room: A and one of B and C");
    }

    #[test]
    fn chunks_and_seeds_do_not_change_the_answer() {
        let mut chunks = Acceptability::new(fixture(), &WEIGHTS, 99.0, 2, 1);
        (0..10).for_each(|_| chunks.draw(MANY / 10));
        let whole = drawn(fixture(), 2);
        assert_eq!((chunks.draws(), &chunks.ranks, &chunks.holds), (MANY, &whole.ranks, &whole.holds));
        let mut other = Acceptability::new(fixture(), &WEIGHTS, 99.0, 2, 2);
        other.draw(MANY);
        assert_ne!(other.ranks, whole.ranks);
        assert!((other.share(0, 0).unwrap() - whole.share(0, 0).unwrap()).abs() < 0.02);
    }

    #[test]
    fn wide_ranges_make_a_rank_loose() {
        let wide = |lo: f64, hi: f64| Item { tier: 0, scores: vec![Some(Range { lo, hi }); 5] };
        let narrow = drawn(vec![wide(0.6, 0.6), wide(0.5, 0.5)], 1);
        assert!((narrow.share(0, 0).unwrap() - 1.0).abs() < 1e-9);
        let unsure = drawn(vec![wide(0.2, 1.0), wide(0.1, 0.9)], 1);
        assert!(unsure.share(0, 0).unwrap() < 0.8, "{}", unsure.share(0, 0).unwrap());
    }

    #[test]
    fn tiers_hold_in_every_draw_but_not_in_the_top() {
        let mut items = fixture();
        items.swap(0, 3);
        (1..4).for_each(|item| items[item].tier = 1);
        let result = drawn(items, 1);
        assert!((result.share(0, 0).unwrap() - 1.0).abs() < 1e-9, "D was put first");
        let firmness = result.firmness(&Thresholds::default());
        assert!(firmness[0].in_top < 0.01 && 0.8 < firmness[3].in_top, "by score A is first");
    }

    #[test]
    fn nothing_to_rank_is_no_trouble() {
        let mut none = Acceptability::new(Vec::new(), &[], 99.0, 3, 1);
        none.draw(5);
        assert_eq!(none.firmness(&Thresholds::default()), []);
        let blank = Item { tier: 0, scores: Vec::new() };
        let mut unscored = Acceptability::new(vec![blank.clone(), blank], &[], 99.0, 0, 1);
        unscored.draw(5);
        assert_eq!(unscored.share(0, 0).unwrap(), 1.0, "without a score the list's order stays");
        assert_eq!((unscored.share(9, 0), unscored.share(0, 2)), (None, None));
    }

    #[test]
    fn a_crowd_is_ranked_without_counting_every_rank() {
        let crowd: Vec<Item> = (0..=MOST_COUNTED).map(|place| item([1.0 - place as f64 / 2e3; 5])).collect();
        let mut result = Acceptability::new(crowd, &WEIGHTS, 99.0, 5, 1);
        result.draw(2);
        let firmness = result.firmness(&Thresholds::default());
        assert!(result.share(0, 0).is_none() && firmness.iter().all(|firm| firm.is_firm));
    }
}
