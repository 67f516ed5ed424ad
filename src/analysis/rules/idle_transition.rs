//! A step of the pipeline that nothing in `now` claims to move.

use crate::analysis::finding::{Facts, Finding, Reach, Rule, Severity};
use crate::analysis::pipeline;

pub(super) const RULE: Rule = Rule {
    id: "idle-transition",
    title: "Nobody moves this step",
    help: "Nothing in now brings people over this step of the pipeline: plan something that does, or accept it.",
    severity: Severity::Note,
    reach: Reach::Across,
    check,
};

/// Speaks once anything in `now` claims to move a step.
fn check(facts: &Facts) -> Vec<Finding> {
    let strategy = facts.workspace.strategy();
    let steps = pipeline::transitions(facts.workspace);
    let idle: Vec<String> = steps
        .iter()
        .filter(|step| step.movers.is_empty())
        .map(|step| format!("{} to {}", strategy.stage_name(step.from), strategy.stage_name(step.to)))
        .collect();
    let message =
        format!("Nothing in now moves {} of {} steps: {}.", idle.len(), steps.len(), idle.join(", "));
    let is_told = !idle.is_empty() && idle.len() < steps.len();
    is_told.then(|| RULE.of_strategy(message).number("idle", idle.len() as f64)).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::{in_now, messages};
    use crate::domain::stage::Stage;

    #[test]
    fn steps_nobody_moves_are_named() {
        let mut candidate = in_now();
        assert_eq!(messages(&RULE, vec![candidate.clone().into()]), [""; 0], "nobody claims anything yet");
        candidate.moves = Some((Stage::Anonymous, Stage::Adoption));
        assert_eq!(
            messages(&RULE, vec![candidate.clone().into()]),
            ["Nothing in now moves 1 of 6 steps: adoption to renewal."]
        );
        candidate.moves = Some((Stage::Anonymous, Stage::Renewal));
        assert_eq!(messages(&RULE, vec![candidate.into()]), [""; 0]);
    }
}
