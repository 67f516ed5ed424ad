//! Rivals alone bear a candidate's rank, and hardly a customer asks for it (METHODS 4.3).

use crate::analysis::finding::{Facts, Finding, Reach, Rule, Severity};
use crate::analysis::parity::{by_family, customers_for, is_parity_only, jackknife};
use crate::domain::candidate::Horizon;
use crate::domain::channel::Family;
use crate::domain::record::RecordId;

pub(super) const RULE: Rule = Rule {
    id: "parity-chase",
    title: "Parity chase",
    help: "Only rivals carry this candidate: find customers who need it, or leave it to the rivals.",
    severity: Severity::Warning,
    reach: Reach::Across,
    check,
};

fn check(facts: &Facts) -> Vec<Finding> {
    let line = facts.open_candidates().filter(|candidate| candidate.horizon == Horizon::Now).count().max(1);
    let rows: Vec<[f64; 4]> = facts.standings.values().map(|standing| by_family(&standing.voices)).collect();
    let places = jackknife(&rows);
    let chases = facts.standings.iter().zip(places).filter_map(|((id, standing), place)| {
        let customers = customers_for(&standing.voices);
        let message = format!(
            "Parity chase: without rivals it falls from place {} to {} by evidence, below the line of {line}, with {customers} of the 2 customers needed.",
            place.place + 1,
            place.without[Family::Competitive as usize] + 1,
        );
        is_parity_only(&place, line, customers)
            .then(|| {
                let counts = standing.reading.mix.counts;
                RULE.finding(RecordId::Candidate(*id), message)
                    .on_facts(format!("{counts:?} voices by family"))
                    .number("customers", customers as f64)
            })
    });
    chases.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::{candidate_heard_through, messages};
    use crate::domain::channel::Channel::{self, Competitive, Engineering, Industry, Sales};

    /// The candidate beside another that two of the industry speak for.
    fn beside_another(channels: &[Channel]) -> Vec<String> {
        let mut records = candidate_heard_through(channels);
        records.extend(crate::analysis::rules::testing::another_heard_through(&[Industry, Engineering]));
        messages(&RULE, records)
    }

    #[test]
    fn rivals_alone_trip_and_a_second_customer_lifts_it() {
        assert_eq!(
            beside_another(&[Competitive, Competitive, Competitive, Sales]),
            [
                "Parity chase: without rivals it falls from place 1 to 2 by evidence, below the line of 1, with 1 of the 2 customers needed."
            ]
        );
        assert_eq!(beside_another(&[Competitive, Competitive, Competitive, Sales, Sales]), [""; 0]);
    }

    #[test]
    fn what_stands_without_rivals_is_no_chase() {
        assert_eq!(beside_another(&[Competitive, Industry, Industry, Engineering]), [""; 0]);
        assert_eq!(beside_another(&[]), [""; 0]);
    }
}
