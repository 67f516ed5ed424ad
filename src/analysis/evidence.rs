//! What the evidence of a candidate is worth (METHODS 4.3): the weight of the voices for it, with the rivals'
//! held to their share, so that more of the same rivals never lifts it. Depends on its own signals only.

use super::facts::{Standing, is_open};
use super::model;
use super::parity::{by_family, capped};
use super::voices::{self, Voice, Voices};
use crate::domain::channel::Family;
use crate::domain::id::{AccountId, CandidateId};
use crate::domain::model::EVIDENCE;
use crate::domain::strategy::{Lens, Strategy};
use crate::domain::thresholds::Thresholds;
use crate::domain::workspace::Workspace;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// The evidence of one candidate.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Evidence {
    /// Weight by family as it counts, in the order of `Family::ALL`: the competitive one is capped.
    pub families: [f64; 4],
    /// What rivals would weigh without the cap.
    pub uncapped: f64,
    /// All that counts.
    pub sum: f64,
    /// On the scale of drivers: 0 for none, 0.5 at `evidence_half`, never quite 1.
    pub value: f64,
}

/// Returns the evidence that voices are.
pub fn of_voices(voices: &Voices, limits: &Thresholds) -> Evidence {
    of_families(by_family(voices), limits)
}

/// Returns the evidence of weights by family.
pub fn of_families(mut families: [f64; 4], limits: &Thresholds) -> Evidence {
    const RIVALS: usize = Family::Competitive as usize;
    let uncapped = families[RIVALS];
    let others: f64 = families.iter().sum::<f64>() - uncapped;
    families[RIVALS] = capped(uncapped, others, limits.competitive_cap);
    let sum = others + families[RIVALS];
    let half = limits.evidence_half.max(f64::MIN_POSITIVE);
    Evidence { families, uncapped, sum, value: sum / (sum + half) }
}

/// Tells whether a lens, or the model in force under it, asks what evidence is worth.
pub fn is_asked_for(lens: &Lens, strategy: &Strategy) -> bool {
    let slots = model::kind_under(lens, strategy).slots();
    let is_slot = slots.iter().any(|slot| strategy.model.slot(slot).driver == EVIDENCE);
    is_slot || lens.weights.get(EVIDENCE).is_some_and(|weight| 0.0 < *weight)
}

/// Returns what the evidence of every open candidate is worth, 0 to 1; nothing where the lens does not ask, so
/// that it costs nothing there. Grows with the links: kept from one key to the next.
pub fn of_workspace(workspace: &Workspace, lens: &Lens, now: Timestamp) -> BTreeMap<CandidateId, f64> {
    let strategy = workspace.strategy();
    if !is_asked_for(lens, strategy) {
        return BTreeMap::new();
    }
    let open = workspace.candidates().filter(|one| is_open(one));
    let worth =
        |id: CandidateId| of_voices(&voices::of_candidate(id, workspace, now), strategy.limits()).value;
    open.map(|one| (one.id, worth(one.id))).collect()
}

/// Returns the place of every candidate by the evidence of the voices that are left, 1 for the most.
pub fn places(
    standings: &BTreeMap<CandidateId, Standing>,
    limits: &Thresholds,
    is_left: &dyn Fn(&Voice) -> bool,
) -> BTreeMap<CandidateId, usize> {
    let sum = |standing: &Standing| {
        let mut families = [0.0; 4];
        for voice in standing.voices.voices.iter().filter(|voice| !voice.against && is_left(voice)) {
            families[voice.family as usize] += voice.weight;
        }
        of_families(families, limits).sum
    };
    let mut sums: Vec<(CandidateId, f64)> =
        standings.iter().map(|(id, standing)| (*id, sum(standing))).collect();
    sums.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    sums.into_iter().enumerate().map(|(place, (id, _))| (id, place + 1)).collect()
}

/// Returns a candidate's place with all evidence, and without an account's.
pub fn rank_without_account(
    id: CandidateId,
    account: AccountId,
    standings: &BTreeMap<CandidateId, Standing>,
    limits: &Thresholds,
) -> Option<(usize, usize)> {
    let with = places(standings, limits, &|_| true);
    let without = places(standings, limits, &|voice| voice.account != Some(account));
    Some((*with.get(&id)?, *without.get(&id)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn more_rivals_beyond_the_cap_leave_it_unchanged(
            customer in 0.0..20.0_f64, market in 0.0..20.0_f64, internal in 0.0..20.0_f64, more in 0.0..100.0_f64,
        ) {
            let limits = Thresholds::default();
            let others = customer + market + internal;
            let at_cap = 0.15 / 0.85 * others;
            let before = of_families([customer, market, internal, at_cap], &limits);
            let after = of_families([customer, market, internal, at_cap + more], &limits);
            prop_assert!((before.value - after.value).abs() < 1e-12);
            prop_assert!(after.families[3] <= 0.15 * after.sum + 1e-9);
            prop_assert!((0.0..1.0).contains(&after.value));
        }

        #[test]
        fn every_other_family_lifts_it(weights in proptest::array::uniform4(0.0..20.0_f64), family in 0..3_usize) {
            let limits = Thresholds::default();
            let mut more = weights;
            more[family] += 1.0;
            prop_assert!(of_families(weights, &limits).value < of_families(more, &limits).value);
        }
    }

    #[test]
    fn half_is_reached_at_its_weight() {
        let limits = Thresholds::default();
        assert_eq!(of_families([4.0, 0.0, 0.0, 0.0], &limits).value, 0.5);
        assert_eq!(of_families([0.0; 4], &limits).value, 0.0);
        assert_eq!(of_families([0.0, 0.0, 0.0, 9.0], &limits).value, 0.0, "rivals alone are no evidence");
    }
}
