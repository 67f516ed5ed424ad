//! An account whose way to the one who signs hangs on one person, or is not there (METHODS 4.6).

use crate::analysis::champions::{Coverage, Map};
use crate::analysis::finding::{Facts, Finding, Reach, Rule, Severity};
use crate::domain::account::{Account, AccountKind};
use crate::domain::id::StakeholderId;
use crate::domain::record::RecordId;
use crate::domain::shown::shown;
use crate::domain::workspace::Workspace;

pub(super) const RULE: Rule = Rule {
    id: "single-champion",
    title: "Single champion",
    help: "One departure would end the deal: find a second way to the buyer. Speaks once a role is known.",
    severity: Severity::Warning,
    reach: Reach::Record,
    check,
};

/// Accounts nobody has mapped yet are left alone: they would all say the same.
fn check(facts: &Facts) -> Vec<Finding> {
    let buying = facts.accounts().filter(|account| {
        !account.archived && matches!(account.kind, AccountKind::Customer | AccountKind::Prospect)
    });
    let mapped = buying.filter(|account| has_roles(account, facts.workspace));
    mapped
        .filter_map(|account| {
            let map = Map::of_account(account.id, facts.workspace, facts.today);
            let coverage = map.coverage();
            let message = message(&map, &coverage, facts)?;
            let is_fresh = coverage.is_covered(facts.limits().champion_fresh_days);
            let facts = format!(
                "{:?} alone, {} of 2 roles, fresh {is_fresh}",
                coverage.single_points, coverage.roles
            );
            let finding = RULE.finding(RecordId::Account(account.id), message).on_facts(facts);
            Some(finding.number("cut", coverage.cut as f64).number("depth", coverage.depth as f64))
        })
        .collect()
}

fn has_roles(account: &Account, workspace: &Workspace) -> bool {
    let mut people = workspace.stakeholders().filter(|person| person.account == Some(account.id));
    people.any(|person| !person.archived && !person.roles.is_empty())
}

fn message(map: &Map, coverage: &Coverage, facts: &Facts) -> Option<String> {
    let coaches = map.coaches.len();
    let missing = match (map.buyers.is_empty(), map.champions.is_empty()) {
        (true, true) => Some(format!("Neither buyer nor champion is known, {coaches} coaching.")),
        (true, false) => Some(format!("No buyer is known, {} of 2 roles present.", coverage.roles)),
        (false, true) => Some(format!("No champion: nobody passes all 3 tests, {coaches} coaching.")),
        (false, false) => None,
    };
    missing.or_else(|| match coverage.cut {
        0 => Some(format!("0 of {} champions reach the buyer.", map.champions.len())),
        1 => Some(format!(
            "1 departure away where 2 are safe: without {} no champion reaches the buyer{}.",
            names(&coverage.single_points, facts.workspace),
            staleness(coverage, facts.workspace.strategy().limits().champion_fresh_days)
        )),
        _ => None,
    })
}

fn names(people: &[StakeholderId], workspace: &Workspace) -> String {
    let name = |id: &StakeholderId| {
        workspace.stakeholder(*id).map_or_else(|| id.to_string(), |person| shown(&person.name).into_owned())
    };
    people.iter().map(name).collect::<Vec<_>>().join(" or ")
}

fn staleness(coverage: &Coverage, fresh: u32) -> String {
    match coverage.freshness {
        _ if coverage.is_covered(fresh) => String::new(),
        Some(days) => format!(", and that was last seen {days} d ago where {fresh} are fresh"),
        None => ", and that was never seen whole".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::messages;
    use crate::domain::id::AccountId;
    use crate::domain::stakeholder::{ChampionTest, DealRole, Influence, Stakeholder};
    use jiff::civil::{Date, date};

    fn person(name: &str, role: DealRole, sways: Option<(&str, Date)>) -> Stakeholder {
        let mut person = Stakeholder::new(StakeholderId::derived(name), name);
        person.account = Some(AccountId::derived("acme"));
        person.roles.push(role);
        let day = Some(date(2026, 10, 1));
        person.champion_test = ChampionTest { has_power: day, sells_without_us: day, has_stake: day };
        person.influences.extend(sways.map(|(name, seen)| Influence {
            on: StakeholderId::derived(name),
            seen: Some(seen),
            note: String::new(),
        }));
        person
    }

    fn said(people: Vec<Stakeholder>) -> Vec<String> {
        let mut records = vec![Account::new(AccountId::derived("acme"), "Acme").into()];
        records.extend(people.into_iter().map(Into::into));
        messages(&RULE, records)
    }

    const LATELY: Date = date(2026, 11, 11);

    #[test]
    fn one_champion_is_one_departure_and_two_are_safe() {
        let ada = person("Ada", DealRole::Buyer, None);
        let ben = person("Ben", DealRole::Champion, Some(("Ada", LATELY)));
        let eli = person("Eli", DealRole::Champion, Some(("Ada", LATELY)));
        let one = "1 departure away where 2 are safe: without Ben no champion reaches the buyer.";
        assert_eq!(said(vec![ada.clone(), ben.clone()]), [one]);
        assert_eq!(said(vec![ada.clone(), ben, eli]), [""; 0]);
        let stale = person("Ben", DealRole::Champion, Some(("Ada", date(2026, 8, 30))));
        let message = &said(vec![ada, stale])[0];
        assert!(message.ends_with("and that was last seen 83 d ago where 60 are fresh."), "{message}");
    }

    #[test]
    fn what_is_missing_is_named() {
        let ada = person("Ada", DealRole::Buyer, None);
        let ben = person("Ben", DealRole::Champion, None);
        let mut coach = ben.clone();
        coach.champion_test.has_stake = None;
        assert_eq!(said(vec![ada.clone(), ben.clone()]), ["0 of 1 champions reach the buyer."]);
        assert_eq!(said(vec![ben]), ["No buyer is known, 1 of 2 roles present."]);
        assert_eq!(said(vec![ada, coach.clone()]), ["No champion: nobody passes all 3 tests, 1 coaching."]);
        assert_eq!(said(vec![coach]), ["Neither buyer nor champion is known, 1 coaching."]);
        let mut nobody = person("Kay", DealRole::User, None);
        nobody.roles.clear();
        assert_eq!(said(vec![nobody]), [""; 0]);
    }
}
