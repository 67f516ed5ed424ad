//! Who agrees to a candidate, who objects, and of whom nobody knows. Silence is not consent.

use super::facts::backing;
use crate::domain::candidate::Candidate;
use crate::domain::evidence::Stand;
use crate::domain::id::StakeholderId;
use crate::domain::workspace::Workspace;
use std::collections::BTreeSet;

/// Where everybody stands whom a candidate concerns.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stands {
    pub agreed: BTreeSet<StakeholderId>,
    pub objects: BTreeSet<StakeholderId>,
    pub unknown: BTreeSet<StakeholderId>,
}

/// Counts the stands on a candidate. It concerns its owner and sponsor, those who verified its gates, those
/// who spoke for it, and everybody who has taken a stand.
pub fn of_candidate(candidate: &Candidate, workspace: &Workspace) -> Stands {
    let with = |stand: Stand| {
        candidate
            .consent
            .iter()
            .filter(move |one| one.stand == stand)
            .map(|one| one.who)
            .collect::<BTreeSet<_>>()
    };
    let (agreed, objects) = (with(Stand::Agreed), with(Stand::Objects));
    let gates = super::entry::gates(candidate).into_iter().filter_map(|(_, gate)| gate?.by);
    let named = candidate.owner.into_iter().chain(candidate.sponsor).chain(gates);
    let heard = backing(candidate.id, workspace).filter_map(|signal| signal.who);
    let unknown = named.chain(heard).filter(|who| !agreed.contains(who) && !objects.contains(who)).collect();
    Stands { agreed, objects, unknown }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::evidence::Consent;
    use crate::domain::id::CandidateId;

    #[test]
    fn those_it_concerns_who_have_not_spoken_are_unknown() {
        let id = |name: &str| StakeholderId::derived(name);
        let mut candidate = Candidate::new(CandidateId::derived("a"), "A");
        (candidate.owner, candidate.sponsor) = (Some(id("kay")), Some(id("marek")));
        for (name, stand) in [("marek", Stand::Agreed), ("petra", Stand::Objects)] {
            candidate.consent.push(Consent { who: id(name), stand, on: None, why: String::new() });
        }
        let stands = of_candidate(&candidate, &Workspace::default());
        assert_eq!(stands.agreed, [id("marek")].into());
        assert_eq!(stands.objects, [id("petra")].into());
        assert_eq!(stands.unknown, [id("kay")].into());
    }
}
