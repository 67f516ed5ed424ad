//! What keeps a candidate out of `now`: gates, order of thought, scope, dependencies, unknowns. All reasons at
//! once, so that they can be mended at once. Nothing overrules them; capacity alone only warns.

use super::capacity;
use crate::domain::candidate::{Candidate, Horizon};
use crate::domain::evidence::{Gate, Unknown};
use crate::domain::shown::shown;
use crate::domain::workspace::Workspace;

/// The answer to whether a candidate may enter `now`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entry {
    /// Why not, each a sentence; it may enter when there is none.
    pub refused: Vec<String>,
    /// What to know before it does.
    pub warnings: Vec<String>,
}

impl Entry {
    pub fn is_open(&self) -> bool {
        self.refused.is_empty()
    }

    /// Says all reasons in one line, or nothing when it may enter.
    pub fn sentence(&self) -> Option<String> {
        (!self.is_open()).then(|| format!("Not ready for now: {}", self.refused.join(" ")))
    }
}

/// Tells whether a candidate may enter `now`, as it would stand in the workspace.
pub fn into_now(candidate: &Candidate, workspace: &Workspace) -> Entry {
    let mut refused: Vec<String> =
        gates(candidate).into_iter().filter_map(|(name, gate)| shut(name, gate)).collect();
    let texts = [
        (&candidate.problem, "Its problem is not written."),
        (&candidate.value, "Its value is not written."),
    ];
    refused.extend(texts.into_iter().filter(|(text, _)| text.trim().is_empty()).map(|(_, why)| why.into()));
    let lines = [
        (candidate.scope_in.is_empty(), "Nothing is said to be in its scope."),
        (candidate.scope_out.is_empty(), "Nothing is said to be out of its scope."),
    ];
    refused.extend(lines.into_iter().filter(|(is_missing, _)| *is_missing).map(|(_, why)| why.into()));
    let open = open_dependencies(candidate, workspace);
    if !open.is_empty() {
        refused.push(format!("It waits for {}.", open.join(", ")));
    }
    let (unknowns, limit) = (open_unknowns(candidate).count(), workspace.strategy().limits().unknowns);
    if limit < unknowns as u32 {
        refused.push(format!("It has {unknowns} open questions where {limit} are the limit."));
    }
    Entry { refused, warnings: over_capacity(candidate, workspace).into_iter().collect() }
}

/// The three gates, by name.
pub fn gates(candidate: &Candidate) -> [(&'static str, Option<&Gate>); 3] {
    let gates = &candidate.gates;
    [
        ("importance", gates.importance.as_ref()),
        ("feasibility", gates.feasibility.as_ref()),
        ("technical value", gates.technical_value.as_ref()),
    ]
}

/// Tells whether a verdict opens its gate: without a reason and a verifier it opens nothing.
pub fn is_open(gate: &Gate) -> bool {
    gate.open && !gate.why.trim().is_empty() && gate.by.is_some()
}

fn shut(name: &str, gate: Option<&Gate>) -> Option<String> {
    let Some(gate) = gate else { return Some(format!("Nobody has judged its {name}.")) };
    if !gate.open {
        return Some(format!(
            "Its {name} was denied on {}: {}.",
            gate.on,
            shown(gate.why.trim_end_matches('.'))
        ));
    }
    match (gate.why.trim().is_empty(), gate.by) {
        (true, _) => Some(format!("The verdict on its {name} has no reason.")),
        (false, None) => Some(format!("The verdict on its {name} names nobody who verified it.")),
        (false, Some(_)) => None,
    }
}

/// Returns what a candidate waits for and is not done, in words.
pub fn open_dependencies(candidate: &Candidate, workspace: &Workspace) -> Vec<String> {
    let open = candidate.depends_on.iter().filter(|edge| !edge.done).filter_map(|edge| match edge.on {
        None => Some(shown(&edge.what).into_owned()),
        Some(on) => match workspace.candidate(on) {
            None => Some(format!("{on}, which does not exist")),
            Some(other) => (other.horizon != Horizon::Shipped).then(|| shown(&other.title).into_owned()),
        },
    });
    open.collect()
}

/// Returns the questions without an answer.
pub fn open_unknowns(candidate: &Candidate) -> impl Iterator<Item = &Unknown> {
    candidate.unknowns.iter().filter(|unknown| unknown.answer.trim().is_empty())
}

fn over_capacity(candidate: &Candidate, workspace: &Workspace) -> Option<String> {
    let room = capacity::of_now(workspace);
    let own = capacity::weeks(candidate);
    let already = workspace.candidate(candidate.id).is_some_and(|one| one.horizon == Horizon::Now);
    let used = room.used + if already { 0.0 } else { own };
    (0.0 < room.weeks && room.available + 1e-9 < used).then(|| {
        format!(
            "With it {used:.1} weeks are planned where {:.1} are left beside the reserve.",
            room.available
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::candidate::Dependency;
    use crate::domain::edit::Edit;
    use crate::domain::evidence::Range;
    use crate::domain::id::{CandidateId, StakeholderId};
    use crate::domain::strategy::{Capacity, Strategy};
    use jiff::civil::date;

    fn gate() -> Option<Gate> {
        let by = Some(StakeholderId::derived("kay"));
        Some(Gate { open: true, why: "Measured.".into(), by, on: date(2026, 11, 1) })
    }

    fn ready() -> Candidate {
        let mut one = Candidate::new(CandidateId::derived("a"), "A");
        (one.problem, one.value) = ("It hurts.".into(), "It stops.".into());
        (one.scope_in, one.scope_out) = (vec!["Console".into()], vec!["Mail".into()]);
        one.gates.importance = gate();
        one.gates.feasibility = gate();
        one.gates.technical_value = gate();
        one
    }

    fn refused(change: impl Fn(&mut Candidate)) -> Vec<String> {
        let mut candidate = ready();
        change(&mut candidate);
        into_now(&candidate, &Workspace::default()).refused
    }

    #[test]
    fn a_ready_candidate_may_enter() {
        assert_eq!(into_now(&ready(), &Workspace::default()), Entry::default());
        assert_eq!(into_now(&ready(), &Workspace::default()).sentence(), None);
    }

    #[test]
    fn a_bare_candidate_is_told_everything_at_once() {
        let bare = Candidate::new(CandidateId::derived("a"), "A");
        assert_eq!(
            into_now(&bare, &Workspace::default()).refused,
            [
                "Nobody has judged its importance.",
                "Nobody has judged its feasibility.",
                "Nobody has judged its technical value.",
                "Its problem is not written.",
                "Its value is not written.",
                "Nothing is said to be in its scope.",
                "Nothing is said to be out of its scope.",
            ]
        );
    }

    #[test]
    fn a_gate_needs_verdict_reason_and_verifier() {
        let with =
            |change: &dyn Fn(&mut Gate)| refused(|one| change(one.gates.technical_value.as_mut().unwrap()));
        assert_eq!(
            with(&|gate| gate.open = false),
            ["Its technical value was denied on 2026-11-01: Measured."]
        );
        assert_eq!(
            with(&|gate| gate.why = " ".into()),
            ["The verdict on its technical value has no reason."]
        );
        assert_eq!(
            with(&|gate| gate.by = None),
            ["The verdict on its technical value names nobody who verified it."]
        );
    }

    #[test]
    fn what_waits_and_what_is_unclear_stays_out() {
        let edge = |done| Dependency { on: None, what: "the works council".into(), technical: false, done };
        assert_eq!(refused(|one| one.depends_on.push(edge(false))), ["It waits for the works council."]);
        assert_eq!(refused(|one| one.depends_on.push(edge(true))), [""; 0]);
        let unknown = |answer: &str| Unknown {
            question: "Who?".into(),
            asked: date(2026, 11, 1),
            can_answer: None,
            answer: answer.into(),
            understood: false,
        };
        let limit = ["It has 4 open questions where 3 are the limit."];
        assert_eq!(refused(|one| one.unknowns.extend((0..3).map(|_| unknown("")))), [""; 0]);
        assert_eq!(refused(|one| one.unknowns.extend((0..4).map(|_| unknown("")))), limit);
        assert_eq!(refused(|one| one.unknowns.extend((0..4).map(|_| unknown("Kay")))), [""; 0]);
    }

    #[test]
    fn capacity_only_warns() {
        let mut workspace = Workspace::default();
        let capacity = Capacity { weeks: 4.0, reserve: 1.0, ..Capacity::default() };
        workspace.apply(Edit::from(Strategy { capacity, ..Strategy::default() })).unwrap();
        let mut candidate = ready();
        candidate.effort_weeks = Some(Range::point(3.0));
        assert_eq!(into_now(&candidate, &workspace), Entry::default());
        candidate.effort_weeks = Some(Range::point(3.5));
        let entry = into_now(&candidate, &workspace);
        assert!(entry.is_open());
        assert_eq!(entry.warnings, ["With it 3.5 weeks are planned where 3.0 are left beside the reserve."]);
    }
}
