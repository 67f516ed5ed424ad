//! What fits into `now`: weeks beside the reserve, the cut line, and weeks of every skill. Warns, never decides.

use super::score;
use crate::domain::candidate::{Candidate, Horizon};
use crate::domain::id::CandidateId;
use crate::domain::workspace::Workspace;
use std::collections::BTreeMap;

/// The room in `now`, in weeks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Room {
    /// All weeks there are.
    pub weeks: f64,
    /// Kept for fixes.
    pub reserve: f64,
    /// What is left for candidates.
    pub available: f64,
    /// What candidates in `now` take, by the middle of their efforts.
    pub used: f64,
    /// Candidates in `now` above the cut line, in the order of the list, with their weeks.
    pub above: Vec<(CandidateId, f64)>,
    /// Those below it.
    pub below: Vec<CandidateId>,
}

/// Returns the weeks a candidate takes: the middle of its effort, 0 when unknown.
pub fn weeks(candidate: &Candidate) -> f64 {
    candidate.effort_weeks.filter(|range| range.is_valid()).map_or(0.0, |range| range.mid().max(0.0))
}

/// Returns the room in `now` and what fits. The line is drawn before the first candidate that does not fit.
pub fn of_now(workspace: &Workspace) -> Room {
    let strategy = workspace.strategy();
    let capacity = &strategy.capacity;
    let lens = score::lens(strategy, "");
    let scored = workspace
        .candidates()
        .filter(|one| one.horizon == Horizon::Now)
        .map(|one| (one.as_ref(), lens.and_then(|lens| score::total(one, lens, strategy).total)));
    let mut order: Vec<(&Candidate, Option<f64>)> = scored.collect();
    order.sort_by(|a, b| score::compare(*a, *b));
    let available = (capacity.weeks - capacity.reserve).max(0.0);
    let mut room = Room { weeks: capacity.weeks, reserve: capacity.reserve, available, ..Room::default() };
    for (candidate, _) in order {
        let own = weeks(candidate);
        room.used += own;
        if room.below.is_empty() && room.used <= available + 1e-9 {
            room.above.push((candidate.id, own));
        } else {
            room.below.push(candidate.id);
        }
    }
    room
}

/// Weeks of one skill that `now` needs and that there are.
#[derive(Clone, Debug, PartialEq)]
pub struct SkillRoom {
    pub name: String,
    pub needed: f64,
    pub there: f64,
}

/// Returns every skill that is planned or there; nothing while no capacity of skills is given.
pub fn skills(workspace: &Workspace) -> Vec<SkillRoom> {
    let there = &workspace.strategy().capacity.skills;
    if there.is_empty() {
        return Vec::new();
    }
    let mut rooms: BTreeMap<&str, (f64, f64)> =
        there.iter().map(|(name, weeks)| (name.as_str(), (0.0, *weeks))).collect();
    for candidate in workspace.candidates().filter(|one| one.horizon == Horizon::Now) {
        for (name, weeks) in &candidate.skills {
            rooms.entry(name).or_default().0 += weeks.max(0.0);
        }
    }
    let room = |(name, (needed, there)): (&str, (f64, f64))| SkillRoom { name: name.into(), needed, there };
    rooms.into_iter().map(room).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::candidate::ManualRank;
    use crate::domain::edit::Edit;
    use crate::domain::evidence::Range;
    use crate::domain::strategy::{Capacity, Strategy};
    use jiff::civil::date;

    fn room(reserve: f64) -> (usize, usize) {
        let mut workspace = Workspace::default();
        let capacity = Capacity { weeks: 8.0, reserve, skills: [("sre".to_string(), 1.0)].into() };
        workspace.apply(Edit::from(Strategy { capacity, ..Strategy::default() })).unwrap();
        for (place, weeks) in [1.5, 2.0, 2.5].into_iter().enumerate() {
            let mut one = Candidate::new(CandidateId::derived(&place.to_string()), "A");
            one.horizon = Horizon::Now;
            one.effort_weeks = Some(Range { lo: weeks - 0.5, hi: weeks + 0.5 });
            one.manual_rank =
                Some(ManualRank { place: place as f64, on: date(2026, 11, 1), why: String::new() });
            one.skills.insert("sre".into(), 0.5);
            workspace.apply(Edit::from(one)).unwrap();
        }
        let sre = &skills(&workspace)[0];
        assert_eq!((sre.needed, sre.there), (1.5, 1.0));
        let room = of_now(&workspace);
        assert_eq!(room.used, 6.0);
        (room.above.len(), room.below.len())
    }

    #[test]
    fn raising_the_reserve_moves_the_cut_line() {
        assert_eq!(room(2.0), (3, 0));
        assert_eq!(room(2.1), (2, 1));
        assert_eq!(room(5.0), (1, 2));
        assert_eq!(room(8.0), (0, 3));
    }
}
