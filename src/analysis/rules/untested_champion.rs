//! A champion who has not passed all three tests, which makes them a coach (METHODS 4.6).

use crate::analysis::finding::{Facts, Finding, Reach, Rule, Severity};
use crate::domain::record::RecordId;
use crate::domain::stakeholder::DealRole;

pub(super) const RULE: Rule = Rule {
    id: "untested-champion",
    title: "Champion not tested",
    help: "Without all three tests this is a coach: test power, selling without us, and stake.",
    severity: Severity::Note,
    reach: Reach::Record,
    check,
};

fn check(facts: &Facts) -> Vec<Finding> {
    let people =
        facts.people().filter(|person| !person.archived && person.roles.contains(&DealRole::Champion));
    people
        .filter_map(|person| {
            let test = &person.champion_test;
            let tests = [
                (test.has_power, "power"),
                (test.sells_without_us, "selling without us"),
                (test.has_stake, "a stake of their own"),
            ];
            let open: Vec<&str> =
                tests.into_iter().filter(|(day, _)| day.is_none()).map(|(_, name)| name).collect();
            let message = format!(
                "A coach until tested: {} of 3 tests passed, without {}.",
                3 - open.len(),
                open.join(" and ")
            );
            (!open.is_empty()).then(|| {
                RULE.finding(RecordId::Stakeholder(person.id), message)
                    .number("passed", (3 - open.len()) as f64)
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::{TODAY, messages};
    use crate::domain::id::StakeholderId;
    use crate::domain::stakeholder::{ChampionTest, Stakeholder};

    #[test]
    fn three_dated_tests_make_a_champion() {
        let mut ben = Stakeholder::new(StakeholderId::derived("ben"), "Ben");
        let day = Some(TODAY);
        ben.champion_test = ChampionTest { has_power: day, sells_without_us: day, has_stake: None };
        assert_eq!(messages(&RULE, vec![ben.clone().into()]), [""; 0], "a coach never claimed to be one");
        ben.roles.push(DealRole::Champion);
        assert_eq!(
            messages(&RULE, vec![ben.clone().into()]),
            ["A coach until tested: 2 of 3 tests passed, without a stake of their own."]
        );
        ben.champion_test.has_stake = day;
        assert_eq!(messages(&RULE, vec![ben.into()]), [""; 0]);
    }
}
