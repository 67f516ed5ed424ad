//! A stage of the pipeline so little is heard from that chance does not explain it (METHODS 4.7).

use crate::analysis::finding::{Facts, Finding, Reach, Rule, Severity};
use crate::analysis::pipeline;

pub(super) const RULE: Rule = Rule {
    id: "blind-stage",
    title: "Blind stage",
    help: "Nobody speaks from this stage: find out who is there and ask them.",
    severity: Severity::Note,
    reach: Reach::Across,
    check,
};

fn check(facts: &Facts) -> Vec<Finding> {
    let strategy = facts.workspace.strategy();
    let read = pipeline::read(pipeline::heard(facts.workspace), strategy);
    let limit = strategy.limits().blind;
    let blind = read.ears.iter().filter(|ear| ear.is_blind).map(|ear| {
        let name = strategy.stage_name(ear.stage);
        let message = format!(
            "{} of {} signals come from {name}, by chance in {:.1} % where {:.1} % is the limit.",
            ear.heard,
            read.signals,
            ear.probability * 100.0,
            limit * 100.0
        );
        RULE.of_strategy(message)
            .on_facts(ear.stage.name().into())
            .number("probability", ear.probability)
            .limit("blind", limit)
    });
    blind.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::{messages, now};
    use crate::domain::channel::Channel;
    use crate::domain::id::SignalId;
    use crate::domain::signal::Signal;
    use crate::domain::stage::Stage;

    fn heard(counts: [usize; 7]) -> Vec<String> {
        let mut records = Vec::new();
        for (stage, count) in Stage::ALL.into_iter().zip(counts) {
            for place in 0..count {
                let key = format!("{}{place}", stage.name());
                let mut signal = Signal::new(SignalId::derived(&key), key, Channel::Sales, now());
                signal.stage = Some(stage);
                records.push(signal.into());
            }
        }
        messages(&RULE, records)
    }

    #[test]
    fn the_first_two_stages_of_the_method_are_blind() {
        assert_eq!(
            heard([0, 1, 2, 6, 3, 22, 6]),
            [
                "0 of 40 signals come from anonymous, by chance in 0.2 % where 5.0 % is the limit.",
                "1 of 40 signals come from visitor, by chance in 1.6 % where 5.0 % is the limit.",
            ]
        );
        assert_eq!(heard([0, 3, 3, 3, 3, 3, 4]), [""; 0], "19 are too early");
        assert_eq!(heard([0, 3, 3, 3, 3, 4, 4]).len(), 1, "20 are not");
    }
}
