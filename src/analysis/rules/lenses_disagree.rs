//! The audiences order the candidates so differently that they should talk (METHODS 4.8).

use crate::analysis::agreement;
use crate::analysis::finding::{Facts, Finding, Reach, Rule, Severity};
use crate::domain::shown::shown;

pub(super) const RULE: Rule = Rule {
    id: "lenses-disagree",
    title: "Audiences disagree",
    help: "The lenses order the roadmap differently: bring them together on the named candidate.",
    severity: Severity::Note,
    reach: Reach::Across,
    check,
};

fn check(facts: &Facts) -> Vec<Finding> {
    let limit = facts.limits().agreement;
    let Some(agreement) = agreement::of_lenses(facts.workspace).filter(|one| one.asks_for_a_talk(limit))
    else {
        return Vec::new();
    };
    let topic = agreement.topic().and_then(|(id, spread)| Some((facts.workspace.candidate(id)?, spread)));
    let topic = topic.map(|(one, spread)| format!(", most about {} by {spread} ranks", shown(&one.title)));
    let message = format!(
        "{} lenses agree at W = {:.2} where {limit:.2} is the limit{}.",
        agreement.lenses.len(),
        agreement.w,
        topic.unwrap_or_default()
    );
    vec![RULE.of_strategy(message).number("w", agreement.w).limit("agreement", limit)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::messages;
    use crate::domain::candidate::Candidate;
    use crate::domain::evidence::{Range, Score};
    use crate::domain::id::CandidateId;
    use crate::domain::record::Record;
    use crate::domain::strategy::{Lens, Strategy};

    fn lenses(second: [(&str, f64); 2]) -> Vec<String> {
        let lens = |name: &str, weights: [(&str, f64); 2]| Lens {
            name: name.into(),
            weights: weights.into_iter().map(|(key, weight)| (key.to_string(), weight)).collect(),
        };
        let lenses = vec![lens("house", [("a", 1.0), ("b", 0.0)]), lens("other", second)];
        let mut records: Vec<Record> = vec![Strategy { lenses, ..Strategy::default() }.into()];
        for (title, a, b) in [("One", 0.9, 0.1), ("Two", 0.5, 0.5), ("Three", 0.1, 0.9)] {
            let mut candidate = Candidate::new(CandidateId::derived(title), title);
            for (key, value) in [("a", a), ("b", b)] {
                let score = Score { range: Range::point(value), from: String::new(), by: None, on: None };
                candidate.scores.insert(key.into(), score);
            }
            records.push(candidate.into());
        }
        messages(&RULE, records)
    }

    #[test]
    fn opposite_orders_ask_for_a_talk() {
        assert_eq!(
            lenses([("a", 0.0), ("b", 1.0)]),
            ["2 lenses agree at W = 0.00 where 0.50 is the limit, most about One by 2 ranks."]
        );
        assert_eq!(lenses([("a", 1.0), ("b", 0.0)]), [""; 0]);
    }
}
