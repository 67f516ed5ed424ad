//! Blind spots along the pipeline (METHODS 4.7): from which stages so little is heard that chance does not
//! explain it. Below a number of signals the answer is "too early", and nothing else.

use crate::domain::candidate::Horizon;
use crate::domain::id::CandidateId;
use crate::domain::stage::Stage;
use crate::domain::strategy::Strategy;
use crate::domain::verdict::Verdict;
use crate::domain::workspace::Workspace;

/// Signals by stage, in the order of `Stage::ALL`.
pub type Counts = [u32; 7];

/// What is heard from one stage.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ear {
    pub stage: Stage,
    pub heard: u32,
    /// The share that was expected, 0 to 1.
    pub expected: f64,
    /// The probability to hear so little or less by chance.
    pub probability: f64,
    /// So little that chance does not explain it.
    pub is_blind: bool,
}

/// How the listening is spread over the pipeline.
#[derive(Clone, Debug, PartialEq)]
pub struct Pipeline {
    pub ears: [Ear; 7],
    pub signals: u32,
    /// Too few signals for a verdict on any stage.
    pub is_too_early: bool,
    /// The share after the sale, 0 to 1.
    pub post_sale: f64,
    /// The share before the pipeline proper.
    pub pre_pipeline: f64,
    /// Jensen-Shannon divergence from the expected mix, in bits, 0 to 1.
    pub divergence: f64,
}

/// Judges counts against the stage mix and the limits in force.
pub fn read(counts: Counts, strategy: &Strategy) -> Pipeline {
    let limits = strategy.limits();
    let signals: u32 = counts.iter().sum();
    let expected = expected(strategy);
    let is_too_early = signals < limits.blind_signals;
    let ear = |place: usize| {
        let probability = at_most(counts[place], signals, expected[place]);
        Ear {
            stage: Stage::ALL[place],
            heard: counts[place],
            expected: expected[place],
            probability,
            is_blind: !is_too_early && probability < limits.blind,
        }
    };
    let all = f64::from(signals.max(1));
    let shares = counts.map(|count| f64::from(count) / all);
    Pipeline {
        ears: std::array::from_fn(ear),
        signals,
        is_too_early,
        post_sale: shares[Stage::Adoption as usize] + shares[Stage::Renewal as usize],
        pre_pipeline: shares[..Stage::Pipeline as usize].iter().sum(),
        divergence: if signals == 0 { 0.0 } else { divergence(shares, expected) },
    }
}

impl Pipeline {
    /// Returns the stages that are not heard.
    pub fn blind(&self) -> impl Iterator<Item = Stage> {
        self.ears.iter().filter(|ear| ear.is_blind).map(|ear| ear.stage)
    }

    /// Says the verdict with its numbers, without a full stop.
    pub fn sentence(&self, strategy: &Strategy) -> String {
        let limits = strategy.limits();
        let blind: Vec<&str> = self.blind().map(|stage| strategy.stage_name(stage)).collect();
        match (self.is_too_early, blind.is_empty()) {
            (true, _) => format!("too early: {} of {} signals", self.signals, limits.blind_signals),
            (false, true) => format!("no blind spot in {} signals", self.signals),
            (false, false) => format!("blind at {} in {} signals", blind.join(" and "), self.signals),
        }
    }
}

/// Returns the expected share of every stage; even when the strategy has none.
fn expected(strategy: &Strategy) -> [f64; 7] {
    let share = |stage: &Stage| strategy.stage_mix.get(stage).copied().unwrap_or(0.0).max(0.0);
    let sum: f64 = Stage::ALL.iter().map(share).sum();
    Stage::ALL.map(|stage| if 0.0 < sum && sum.is_finite() { share(&stage) / sum } else { 1.0 / 7.0 })
}

/// Returns P(X ≤ x) of a binomial distribution with n draws of probability p.
pub fn at_most(x: u32, n: u32, p: f64) -> f64 {
    if p <= 0.0 || n <= x {
        return 1.0;
    }
    if 1.0 <= p {
        return 0.0;
    }
    let mut log_term = f64::from(n) * (1.0 - p).ln();
    let mut sum = log_term.exp();
    for k in 0..x {
        log_term += (f64::from(n - k) / f64::from(k + 1)).ln() + p.ln() - (1.0 - p).ln();
        sum += log_term.exp();
    }
    sum.min(1.0)
}

/// Returns the Jensen-Shannon divergence of two mixes in bits.
fn divergence(p: [f64; 7], q: [f64; 7]) -> f64 {
    p.into_iter().zip(q).map(|(p, q)| apart(p, q)).sum::<f64>().max(0.0)
}

/// Returns what one share adds to the divergence of two mixes, in bits.
pub fn apart(p: f64, q: f64) -> f64 {
    let half = |own: f64, other: f64| if own <= 0.0 { 0.0 } else { own * (2.0 * own / (own + other)).log2() };
    f64::midpoint(half(p, q), half(q, p))
}

/// Returns how many signals each stage gave. Merged ones are counted once, routed ones are not ours.
pub fn heard(workspace: &Workspace) -> Counts {
    let mut counts = [0; 7];
    for signal in workspace.signals() {
        if matches!(signal.verdict, Verdict::Merged { .. } | Verdict::Routed { .. }) {
            continue;
        }
        if let Some(stage) = signal.stage {
            counts[stage as usize] += 1;
        }
    }
    counts
}

/// A step of the pipeline and the candidates in `now` that claim to move it.
#[derive(Clone, Debug, PartialEq)]
pub struct Transition {
    pub from: Stage,
    pub to: Stage,
    pub movers: Vec<CandidateId>,
}

/// Returns every step from a stage to the next, with those in `now` who move it; steps nobody moves are empty.
/// A claim over several steps moves all of them.
pub fn transitions(workspace: &Workspace) -> Vec<Transition> {
    let now = workspace.candidates().filter(|candidate| candidate.horizon == Horizon::Now);
    let claims: Vec<_> = now.filter_map(|one| one.moves.map(|moves| (one.id, moves))).collect();
    let movers = |from: Stage, to: Stage| {
        claims.iter().filter(|(_, (start, end))| *start <= from && to <= *end).map(|(id, _)| *id).collect()
    };
    Stage::ALL
        .windows(2)
        .map(|pair| Transition { from: pair[0], to: pair[1], movers: movers(pair[0], pair[1]) })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::candidate::Candidate;
    use crate::domain::channel::Channel;
    use crate::domain::edit::Edit;
    use crate::domain::id::SignalId;
    use crate::domain::signal::Signal;
    use crate::domain::verdict::Route;
    use jiff::Timestamp;

    const FIXTURE: Counts = [0, 1, 2, 6, 3, 22, 6];

    #[test]
    fn the_fixture_is_blind_at_the_first_two_stages() {
        let strategy = Strategy::default();
        let read = read(FIXTURE, &strategy);
        let expected = [0.002, 0.016, 0.062, 0.66, 0.16, 1.0, 0.66];
        for (ear, expected) in read.ears.iter().zip(expected) {
            assert!((ear.probability - expected).abs() < 0.005, "{} {}", ear.stage, ear.probability);
        }
        assert_eq!(read.blind().collect::<Vec<_>>(), [Stage::Anonymous, Stage::Visitor]);
        assert!((read.post_sale - 0.70).abs() < 1e-9 && (read.pre_pipeline - 0.075).abs() < 1e-9);
        assert!((read.divergence - 0.22).abs() < 0.005, "{}", read.divergence);
        assert_eq!(read.sentence(&strategy), "blind at anonymous and visitor in 40 signals");
    }

    #[test]
    fn a_zero_means_something_from_twenty_on() {
        assert!((at_most(0, 20, 1.0 / 7.0) - 0.046).abs() < 0.001);
        assert!(0.05 < at_most(0, 19, 1.0 / 7.0));
        let strategy = Strategy::default();
        let early = read([0, 4, 3, 3, 3, 3, 3], &strategy);
        assert!(early.is_too_early && early.blind().count() == 0);
        assert_eq!(early.sentence(&strategy), "too early: 19 of 20 signals");
        assert_eq!(read([0, 4, 3, 3, 3, 3, 4], &strategy).blind().count(), 1);
        assert_eq!(read([3; 7], &strategy).sentence(&strategy), "no blind spot in 21 signals");
    }

    #[test]
    fn the_expected_mix_counts() {
        let mut strategy = Strategy::default();
        strategy.stage_mix.insert(Stage::Adoption, 2.0);
        strategy.stage_mix.insert(Stage::Renewal, 2.0);
        let read = read([0, 0, 0, 0, 0, 20, 20], &strategy);
        assert_eq!((read.blind().count(), read.divergence), (0, 0.0));
        assert_eq!((at_most(0, 5, 0.0), at_most(4, 5, 1.0), at_most(5, 5, 1.0)), (1.0, 0.0, 1.0));
    }

    #[test]
    fn what_is_not_ours_and_what_was_said_twice_is_not_counted() {
        let mut workspace = Workspace::default();
        let survivor = SignalId::derived("0");
        let verdicts = [
            Verdict::Inbox,
            Verdict::Kept,
            Verdict::Routed { to: Route::Bug },
            Verdict::Merged { into: survivor },
        ];
        for (place, verdict) in verdicts.into_iter().enumerate() {
            let id = SignalId::derived(&place.to_string());
            let mut signal = Signal::new(id, "Words", Channel::Sales, Timestamp::UNIX_EPOCH);
            (signal.stage, signal.verdict) = (Some(Stage::Lead), verdict);
            workspace.apply(Edit::from(signal)).unwrap();
        }
        assert_eq!(heard(&workspace), [0, 0, 2, 0, 0, 0, 0]);
    }

    #[test]
    fn steps_nobody_moves_are_named() {
        let mut candidate = Candidate::new(CandidateId::derived("a"), "A");
        candidate.moves = Some((Stage::Lead, Stage::Purchase));
        candidate.horizon = Horizon::Now;
        let mut workspace = Workspace::default();
        workspace.apply(Edit::from(candidate)).unwrap();
        let empty: Vec<(Stage, Stage)> = transitions(&workspace)
            .into_iter()
            .filter(|step| step.movers.is_empty())
            .map(|step| (step.from, step.to))
            .collect();
        assert_eq!(
            empty,
            [
                (Stage::Anonymous, Stage::Visitor),
                (Stage::Visitor, Stage::Lead),
                (Stage::Purchase, Stage::Adoption),
                (Stage::Adoption, Stage::Renewal)
            ]
        );
    }
}
