//! Where audiences disagree (METHODS 4.8, 4.9): how far the orders under several lenses agree, about which
//! candidate they do not, and how far one order is from another.

use super::score;
use crate::domain::candidate::Horizon;
use crate::domain::id::CandidateId;
use crate::domain::workspace::Workspace;
use std::cmp::Ordering;

/// Returns Kendall's W over rows of ranks, one row a lens, one column an item: 1 where all agree, 0 where the
/// orders cancel out. Nothing below two lenses or two items. Ties are not corrected for.
pub fn kendall_w(ranks: &[Vec<f64>]) -> Option<f64> {
    let items = ranks.first()?.len();
    if ranks.len() < 2 || items < 2 || ranks.iter().any(|row| row.len() != items) {
        return None;
    }
    let (m, n) = (ranks.len() as f64, items as f64);
    let sums: Vec<f64> = (0..items).map(|item| ranks.iter().map(|row| row[item]).sum()).collect();
    let mean = m * (n + 1.0) / 2.0;
    let squares: f64 = sums.iter().map(|sum| (sum - mean).powi(2)).sum();
    Some(12.0 * squares / (m * m * (n.powi(3) - n)))
}

/// Returns for every item how far its best and worst rank are apart.
pub fn spreads(ranks: &[Vec<f64>]) -> Vec<f64> {
    let items = ranks.iter().map(Vec::len).min().unwrap_or(0);
    let spread = |item: usize| {
        let of_item = ranks.iter().map(|row| row[item]);
        of_item.clone().fold(f64::MIN, f64::max) - of_item.fold(f64::MAX, f64::min)
    };
    (0..items).map(spread).collect()
}

/// Returns Kendall's tau-b of two orders given as values of the same items: 1 the same, −1 turned round, 0
/// unrelated. Nothing where one of them does not order anything.
pub fn tau_b(a: &[f64], b: &[f64]) -> Option<f64> {
    let (mut balance, mut pairs_a, mut pairs_b) = (0_i64, 0_i64, 0_i64);
    let items = a.len().min(b.len());
    for one in 0..items {
        for other in one + 1..items {
            let (in_a, in_b) = (sign(a[one], a[other]), sign(b[one], b[other]));
            balance += in_a * in_b;
            pairs_a += in_a.abs();
            pairs_b += in_b.abs();
        }
    }
    let pairs = (pairs_a as f64 * pairs_b as f64).sqrt();
    (0.0 < pairs).then(|| balance as f64 / pairs)
}

fn sign(a: f64, b: f64) -> i64 {
    match a.total_cmp(&b) {
        Ordering::Less => -1,
        Ordering::Equal => 0,
        Ordering::Greater => 1,
    }
}

/// Returns the ranks of values, 1 for the largest; equals share the middle of their ranks.
pub fn ranks(values: &[f64]) -> Vec<f64> {
    let rank = |value: &f64| {
        let ahead = values.iter().filter(|other| *value < **other).count();
        let equal = values.iter().filter(|other| *value == **other).count();
        ahead as f64 + (equal as f64 + 1.0) / 2.0
    };
    values.iter().map(rank).collect()
}

/// How far the lenses agree on the open candidates.
#[derive(Clone, Debug, PartialEq)]
pub struct Agreement {
    /// The candidates that have a score under every lens, in the order of the list.
    pub candidates: Vec<CandidateId>,
    pub lenses: Vec<String>,
    /// Ranks by score alone, one row a lens.
    pub ranks: Vec<Vec<f64>>,
    /// Kendall's W.
    pub w: f64,
    pub spreads: Vec<f64>,
}

/// Returns how far the lenses of the strategy agree, or nothing below two lenses or two scored candidates.
pub fn of_lenses(workspace: &Workspace) -> Option<Agreement> {
    let strategy = workspace.strategy();
    let order = score::order(workspace, score::lens(strategy, ""));
    let open = order.into_iter().filter_map(|id| workspace.candidate(id)).filter(|candidate| {
        !matches!(candidate.horizon, Horizon::Shipped | Horizon::Rejected | Horizon::Parked)
    });
    let scored = open.filter_map(|candidate| {
        let scores = strategy.lenses.iter().map(|lens| score::total(candidate, lens, strategy).total);
        Some((candidate.id, scores.collect::<Option<Vec<f64>>>()?))
    });
    let (candidates, scores): (Vec<CandidateId>, Vec<Vec<f64>>) = scored.unzip();
    let under = |lens: usize| ranks(&scores.iter().map(|row| row[lens]).collect::<Vec<f64>>());
    let ranks: Vec<Vec<f64>> = (0..strategy.lenses.len()).map(under).collect();
    let lenses = strategy.lenses.iter().map(|lens| lens.name.clone()).collect();
    Some(Agreement { candidates, lenses, w: kendall_w(&ranks)?, spreads: spreads(&ranks), ranks })
}

impl Agreement {
    /// Returns the candidate the lenses disagree about most, and by how many ranks; the first of equals.
    pub fn topic(&self) -> Option<(CandidateId, f64)> {
        let pairs = self.candidates.iter().copied().zip(self.spreads.iter().copied());
        pairs.rev().max_by(|one, other| one.1.total_cmp(&other.1))
    }

    /// Tells whether the lenses are far enough apart to talk about it.
    pub fn asks_for_a_talk(&self, limit: f64) -> bool {
        self.w < limit
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::candidate::Candidate;
    use crate::domain::edit::Edit;
    use crate::domain::evidence::{Range, Score};
    use crate::domain::strategy::{Lens, Strategy};

    fn fixture() -> Vec<Vec<f64>> {
        ["123456", "214365", "512634", "621543"]
            .map(|row| row.chars().map(|digit| f64::from(digit.to_digit(10).unwrap())).collect())
            .to_vec()
    }

    #[test]
    fn the_fixture_asks_for_a_talk_about_item_one() {
        assert!((kendall_w(&fixture()).unwrap() - 0.457).abs() < 0.001);
        assert_eq!(spreads(&fixture()), [5.0, 1.0, 3.0, 3.0, 3.0, 3.0]);
    }

    #[test]
    fn agreement_has_its_ends() {
        let row = vec![1.0, 2.0, 3.0];
        assert_eq!(kendall_w(&[row.clone(), row.clone()]), Some(1.0));
        assert_eq!(kendall_w(&[row.clone(), vec![3.0, 2.0, 1.0]]), Some(0.0));
        for too_few in [vec![], vec![row.clone()], vec![vec![1.0]; 3], vec![row, vec![1.0]]] {
            assert_eq!(kendall_w(&too_few), None);
        }
    }

    #[test]
    fn orders_are_compared_pair_by_pair() {
        assert_eq!(tau_b(&[1.0, 2.0, 3.0], &[1.0, 2.0, 3.0]), Some(1.0));
        assert_eq!(tau_b(&[1.0, 2.0, 3.0], &[9.0, 5.0, 2.0]), Some(-1.0));
        // Four pairs agree, one does not, one is tied in b: (4 - 1) / sqrt(6 x 5).
        let tau = tau_b(&[1.0, 2.0, 3.0, 4.0], &[1.0, 3.0, 2.0, 3.0]).unwrap();
        assert!((tau - 3.0 / 30.0_f64.sqrt()).abs() < 1e-9, "{tau}");
        assert_eq!(tau_b(&[1.0, 1.0], &[1.0, 2.0]), None);
        assert_eq!(tau_b(&[], &[]), None);
    }

    #[test]
    fn equals_share_a_rank() {
        assert_eq!(ranks(&[0.5, 0.9, 0.5, 0.1]), [2.5, 1.0, 2.5, 4.0]);
    }

    #[test]
    fn lenses_that_turn_the_order_round_name_the_topic() {
        let lens = |name: &str, key: &str| Lens { name: name.into(), weights: [(key.into(), 1.0)].into() };
        let mut workspace = Workspace::default();
        let lenses = vec![lens("house", "a"), lens("executive", "b")];
        workspace.apply(Edit::from(Strategy { lenses, ..Strategy::default() })).unwrap();
        for (title, a, b) in [("One", 0.9, 0.1), ("Two", 0.5, 0.5), ("Three", 0.4, 0.4)] {
            let mut candidate = Candidate::new(CandidateId::derived(title), title);
            for (key, value) in [("a", a), ("b", b)] {
                let score = Score { range: Range::point(value), from: String::new(), by: None, on: None };
                candidate.scores.insert(key.into(), score);
            }
            workspace.apply(Edit::from(candidate)).unwrap();
        }
        workspace.apply(Edit::from(Candidate::new(CandidateId::derived("x"), "Unscored"))).unwrap();
        let agreement = of_lenses(&workspace).unwrap();
        assert_eq!(agreement.ranks, [[1.0, 2.0, 3.0], [3.0, 1.0, 2.0]]);
        assert_eq!(agreement.topic(), Some((CandidateId::derived("One"), 2.0)));
        assert!((agreement.w - 0.25).abs() < 1e-9 && agreement.asks_for_a_talk(0.5));
        assert_eq!(of_lenses(&Workspace::default()), None);
    }
}
