//! `now` holds more work than there is room for beside the reserve.

use crate::analysis::capacity;
use crate::analysis::finding::{Facts, Finding, Reach, Rule, Severity};
use crate::analysis::rules::mend;

pub(super) const RULE: Rule = Rule {
    id: "capacity-overrun",
    title: "Over capacity",
    help: "More is planned now than fits beside the reserve: move the last to next.",
    severity: Severity::Warning,
    reach: Reach::Across,
    check,
};

fn check(facts: &Facts) -> Vec<Finding> {
    let room = capacity::of_now(facts.workspace);
    let over = room.used - room.available;
    if room.available <= 0.0 && room.weeks <= 0.0 || over <= 1e-9 {
        return Vec::new();
    }
    let message = format!(
        "{:.1} weeks are planned in now where {:.1} of {:.1} are left beside the reserve.",
        room.used, room.available, room.weeks
    );
    let last = room.below.first().and_then(|id| facts.workspace.candidate(*id));
    let finding = RULE.of_strategy(message).number("used", room.used).number("available", room.available);
    vec![last.into_iter().fold(finding, |finding, last| finding.mend(mend::to_next(last)))]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::{in_now, mended};
    use crate::domain::evidence::Range;
    use crate::domain::strategy::{Capacity, Strategy};

    fn planned(weeks: f64, reserve: f64) -> Vec<String> {
        let capacity = Capacity { weeks, reserve, ..Capacity::default() };
        let mut candidate = in_now();
        candidate.effort_weeks = Some(Range { lo: 5.0, hi: 7.0 });
        mended(&RULE, vec![Strategy { capacity, ..Strategy::default() }.into(), candidate.into()])
    }

    #[test]
    fn raising_the_reserve_moves_the_line() {
        assert_eq!(planned(8.0, 2.0), [""; 0]);
        assert_eq!(
            planned(8.0, 2.5),
            ["6.0 weeks are planned in now where 5.5 of 8.0 are left beside the reserve."]
        );
        assert_eq!(planned(0.0, 0.0), [""; 0], "no capacity was given");
    }
}
