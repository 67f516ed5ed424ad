//! Whether the team covers what it must, and who could verify a claim.

use crate::domain::candidate::Candidate;
use crate::domain::stakeholder::Stakeholder;
use crate::domain::strategy::Need;
use crate::domain::tag::Tag;
use crate::domain::workspace::Workspace;

/// Returns the required skills nobody holds; what is optional or not required never counts.
pub fn missing_skills(workspace: &Workspace) -> Vec<&str> {
    let is_held = |id: &crate::domain::id::StakeholderId| {
        workspace.stakeholder(*id).is_some_and(|person| !person.archived)
    };
    let required = workspace.strategy().skills.iter().filter(|skill| skill.need == Need::Required);
    required.filter(|skill| !skill.held_by.iter().any(is_held)).map(|skill| skill.name.as_str()).collect()
}

/// Returns who can verify a claim about these tags, most tags first.
pub fn verifiers<'a>(tags: &[Tag], workspace: &'a Workspace) -> Vec<(&'a Stakeholder, usize)> {
    let known = |person: &'a Stakeholder| {
        let count = person.expert_in.iter().filter(|tag| tags.contains(tag)).count();
        (0 < count && !person.archived).then_some((person, count))
    };
    let mut experts: Vec<_> = workspace.stakeholders().filter_map(|person| known(person)).collect();
    experts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    experts
}

/// Tells whether one who knows the field verified a gate of a candidate.
pub fn is_verified(candidate: &Candidate, workspace: &Workspace) -> bool {
    let by =
        super::entry::gates(candidate).into_iter().filter_map(|(_, gate)| gate.filter(|gate| gate.open)?.by);
    let mut experts = by.filter_map(|id| workspace.stakeholder(id));
    experts.any(|person| person.expert_in.iter().any(|tag| candidate.tags.contains(tag)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::edit::Edit;
    use crate::domain::evidence::Gate;
    use crate::domain::id::{CandidateId, StakeholderId};
    use jiff::civil::date;

    #[test]
    fn experts_of_the_tags_can_verify() {
        let mut workspace = Workspace::default();
        let tags = |words: &[&str]| words.iter().filter_map(|word| Tag::new(word)).collect::<Vec<_>>();
        for (name, expert_in) in [("ben", &["sso"][..]), ("kay", &["sso", "audit"]), ("ada", &[])] {
            let mut person = Stakeholder::new(StakeholderId::derived(name), name);
            person.expert_in = tags(expert_in);
            workspace.apply(Edit::from(person)).unwrap();
        }
        let found = verifiers(&tags(&["audit", "sso"]), &workspace);
        let names: Vec<(&str, usize)> =
            found.iter().map(|(who, count)| (who.name.as_str(), *count)).collect();
        assert_eq!(names, [("kay", 2), ("ben", 1)]);
        let mut candidate = Candidate::new(CandidateId::derived("a"), "A");
        candidate.tags = tags(&["audit"]);
        let gate = |name| Gate {
            open: true,
            why: "W".into(),
            by: Some(StakeholderId::derived(name)),
            on: date(2026, 11, 1),
        };
        candidate.gates.importance = Some(gate("ben"));
        assert!(!is_verified(&candidate, &workspace));
        candidate.gates.feasibility = Some(gate("kay"));
        assert!(is_verified(&candidate, &workspace));
    }
}
