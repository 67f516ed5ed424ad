//! A mix of input that chance does not explain under the mix that is meant (METHODS 4.1).

use crate::analysis::balance::MixVerdict;
use crate::analysis::finding::{Facts, Finding, Reach, Rule, Severity};

pub(super) const RULE: Rule = Rule {
    id: "skewed",
    title: "Skewed input",
    help: "The mix of voices is far from the one you mean: listen where it is silent.",
    severity: Severity::Note,
    reach: Reach::Record,
    check,
};

fn check(facts: &Facts) -> Vec<Finding> {
    let limit = facts.limits().skewed;
    let skewed = facts.open_candidates().filter_map(|candidate| {
        let reading = &facts.standings.get(&candidate.id)?.reading;
        let MixVerdict::SkewedTo(family) = reading.verdict else { return None };
        let (heard, voices) = (reading.mix.counts[family as usize], reading.voices());
        let chance = reading.probability.unwrap_or_default();
        let message = format!(
            "Skewed to {family}: {heard} of {voices} voices, as uneven by chance in {:.1} % of mixes where {:.1} % is the limit.",
            chance * 100.0,
            limit * 100.0
        );
        Some(RULE.of_candidate(candidate, message).number("probability", chance).limit("skewed", limit))
    });
    skewed.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::{candidate_heard_through, messages};
    use crate::domain::channel::Channel::{Competitive, Engineering, Industry, Sales, Support};

    #[test]
    fn what_chance_does_not_explain_is_skewed() {
        let mut rivals = vec![Competitive; 9];
        rivals.push(Sales);
        let said = messages(&RULE, candidate_heard_through(&rivals));
        assert!(said.len() == 1 && said[0].starts_with("Skewed to competitive: 9 of 10 voices"), "{said:?}");
        let even = [Sales, Sales, Support, Industry, Engineering, Competitive];
        assert_eq!(messages(&RULE, candidate_heard_through(&even)), [""; 0]);
    }
}
