//! Somebody objects to what is done now; those who have not said anything are counted beside.

use crate::analysis::consent;
use crate::analysis::finding::{Facts, Finding, Reach, Rule, Severity};

pub(super) const RULE: Rule = Rule {
    id: "objected",
    title: "Objected",
    help: "Somebody objects: hear them out, answer, and note what they say then.",
    severity: Severity::Note,
    reach: Reach::Record,
    check,
};

fn check(facts: &Facts) -> Vec<Finding> {
    let disputed = facts.in_now().filter_map(|candidate| {
        let stands = consent::of_candidate(candidate, facts.workspace);
        let objecting = stands.objects.len();
        let message = format!(
            "Objecting {objecting}, agreed {}, unknown {}.",
            stands.agreed.len(),
            stands.unknown.len()
        );
        (0 < objecting).then(|| RULE.of_candidate(candidate, message).number("objects", objecting as f64))
    });
    disputed.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::{in_now, messages};
    use crate::domain::evidence::{Consent, Stand};
    use crate::domain::id::StakeholderId;

    fn stand(stand: Stand) -> Vec<String> {
        let mut candidate = in_now();
        let who = StakeholderId::derived("petra");
        candidate.owner = Some(StakeholderId::derived("kay"));
        candidate.consent.push(Consent { who, stand, on: None, why: String::new() });
        messages(&RULE, vec![candidate.into()])
    }

    #[test]
    fn one_who_objects_is_enough() {
        assert_eq!(stand(Stand::Agreed), [""; 0]);
        assert_eq!(stand(Stand::Objects), ["Objecting 1, agreed 0, unknown 1."]);
    }
}
