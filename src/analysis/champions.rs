//! Champion chains (METHODS 4.6): who carries our case to the one who signs, and whose departure would end
//! it. A person counts as champion only with all three tests dated; everybody else is a coach.

use crate::domain::account::Account;
use crate::domain::candidate::Candidate;
use crate::domain::id::{AccountId, StakeholderId};
use crate::domain::stakeholder::{DealRole, Stakeholder};
use crate::domain::when::days_between;
use crate::domain::workspace::Workspace;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Departures that are looked for; a map that survives this many is safe.
const MOST_DEPARTURES: usize = 4;

/// One person sways another; the age of the edge in days, nothing when it was never seen to hold.
type Edge = (StakeholderId, StakeholderId, Option<i32>);

/// The people of one account who matter for a decision.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Map {
    pub buyers: BTreeSet<StakeholderId>,
    /// Those who pass all three tests.
    pub champions: BTreeSet<StakeholderId>,
    /// Those who have the role and not the tests.
    pub coaches: BTreeSet<StakeholderId>,
    edges: Vec<Edge>,
}

/// How safely an account is covered.
#[derive(Clone, Debug, PartialEq)]
pub struct Coverage {
    /// Of buyer and champion, how many there are: 0 to 2.
    pub roles: u8,
    /// Steps from the farthest champion to the buyer; 0 without a chain.
    pub depth: usize,
    /// The fewest people whose departure cuts every champion from the buyer; 0 without a chain.
    pub cut: usize,
    /// Those people; one such set where there are several.
    pub weakest: Vec<StakeholderId>,
    /// Everyone whose departure alone cuts the chain.
    pub single_points: Vec<StakeholderId>,
    /// Age in days of the oldest step of the freshest chain; nothing when no chain was ever seen whole.
    pub freshness: Option<i32>,
}

/// Tells whether a person passes all three tests of a champion.
pub fn is_champion(person: &Stakeholder) -> bool {
    let test = &person.champion_test;
    person.roles.contains(&DealRole::Champion)
        && test.has_power.is_some()
        && test.sells_without_us.is_some()
        && test.has_stake.is_some()
}

impl Map {
    /// Draws the map of an account from the people in it.
    pub fn of_account(account: AccountId, workspace: &Workspace, today: Date) -> Self {
        let mut map = Self::default();
        let people = workspace.stakeholders().filter(|person| person.account == Some(account));
        for person in people.filter(|person| !person.archived) {
            if person.roles.contains(&DealRole::Buyer) {
                map.buyers.insert(person.id);
            } else if is_champion(person) {
                map.champions.insert(person.id);
            } else if person.roles.iter().any(|role| matches!(role, DealRole::Champion | DealRole::Coach)) {
                map.coaches.insert(person.id);
            }
            let age = |seen: Option<Date>| seen.map(|day| days_between(day, today).max(0));
            map.edges.extend(person.influences.iter().map(|edge| (person.id, edge.on, age(edge.seen))));
        }
        map
    }

    /// Returns who sways a person, with the age in days of the step, freshest first.
    pub fn swaying(&self, person: StakeholderId) -> Vec<(StakeholderId, Option<i32>)> {
        let steps = self.edges.iter().filter(|(_, to, _)| *to == person);
        let mut steps: Vec<_> = steps.map(|(from, _, age)| (*from, *age)).collect();
        steps.sort_by_key(|(from, age)| (age.unwrap_or(i32::MAX), *from));
        steps
    }

    /// Works out the four numbers.
    pub fn coverage(&self) -> Coverage {
        let weakest = self.weakest();
        let single = |person: &StakeholderId| self.path(&BTreeSet::from([*person]), None).is_none();
        let has_chain = !weakest.is_empty();
        Coverage {
            roles: u8::from(!self.buyers.is_empty()) + u8::from(!self.champions.is_empty()),
            depth: self.depth(),
            cut: weakest.len(),
            single_points: self.people().filter(|person| has_chain && single(person)).collect(),
            weakest,
            freshness: self.freshness(),
        }
    }

    /// Everyone who could leave: the buyer's own departure cuts no chain, it ends the deal.
    fn people(&self) -> impl Iterator<Item = StakeholderId> {
        let steps = self.edges.iter().flat_map(|(from, to, _)| [*from, *to]);
        let people: BTreeSet<StakeholderId> = self.champions.iter().copied().chain(steps).collect();
        people.into_iter().filter(|person| !self.buyers.contains(person))
    }

    /// Returns a shortest chain from a champion to a buyer, the buyer left out, without those who are gone
    /// and, with an age, over steps no older than it.
    fn path(&self, gone: &BTreeSet<StakeholderId>, age: Option<i32>) -> Option<Vec<StakeholderId>> {
        let mut came_from: BTreeMap<StakeholderId, Option<StakeholderId>> = BTreeMap::new();
        let mut next: VecDeque<StakeholderId> = VecDeque::new();
        for champion in self.champions.difference(gone) {
            came_from.insert(*champion, None);
            next.push_back(*champion);
        }
        while let Some(person) = next.pop_front() {
            for to in self.swayed_by(person, age).filter(|to| !gone.contains(to)) {
                if self.buyers.contains(&to) {
                    return Some(chain(person, &came_from));
                }
                came_from.entry(to).or_insert_with(|| {
                    next.push_back(to);
                    Some(person)
                });
            }
        }
        None
    }

    fn swayed_by(&self, person: StakeholderId, age: Option<i32>) -> impl Iterator<Item = StakeholderId> {
        let is_fresh = move |seen: Option<i32>| age.is_none_or(|age| seen.is_some_and(|days| days <= age));
        self.edges.iter().filter(move |(from, _, seen)| *from == person && is_fresh(*seen)).map(|edge| edge.1)
    }

    /// Returns the fewest people whose departure leaves no chain; nobody when there is none anyway. Every cut
    /// holds somebody of every chain, so trying the people of one chain after the other finds the least.
    fn weakest(&self) -> Vec<StakeholderId> {
        if self.path(&BTreeSet::new(), None).is_none() {
            return Vec::new();
        }
        let cut = (1..=MOST_DEPARTURES).find_map(|most| self.cut(&mut BTreeSet::new(), most));
        // More than were looked for are as good as all champions.
        cut.unwrap_or_else(|| self.champions.clone()).into_iter().collect()
    }

    fn cut(&self, gone: &mut BTreeSet<StakeholderId>, most: usize) -> Option<BTreeSet<StakeholderId>> {
        let Some(path) = self.path(gone, None) else { return Some(gone.clone()) };
        if gone.len() == most {
            return None;
        }
        path.into_iter().find_map(|person| {
            gone.insert(person);
            let found = self.cut(gone, most);
            gone.remove(&person);
            found
        })
    }

    /// Returns the most steps any champion is away from a buyer by their shortest way.
    fn depth(&self) -> usize {
        let mut steps: BTreeMap<StakeholderId, usize> = self.buyers.iter().map(|id| (*id, 0)).collect();
        let mut next: VecDeque<StakeholderId> = self.buyers.iter().copied().collect();
        while let Some(person) = next.pop_front() {
            let away = steps.get(&person).copied().unwrap_or_default() + 1;
            for (from, _, _) in self.edges.iter().filter(|(_, to, _)| *to == person) {
                steps.entry(*from).or_insert_with(|| {
                    next.push_back(*from);
                    away
                });
            }
        }
        self.champions.iter().filter_map(|champion| steps.get(champion)).max().copied().unwrap_or(0)
    }

    fn freshness(&self) -> Option<i32> {
        let ages: BTreeSet<i32> = self.edges.iter().filter_map(|(_, _, age)| *age).collect();
        ages.into_iter().find(|age| self.path(&BTreeSet::new(), Some(*age)).is_some())
    }
}

fn chain(
    last: StakeholderId,
    came_from: &BTreeMap<StakeholderId, Option<StakeholderId>>,
) -> Vec<StakeholderId> {
    let mut chain = vec![last];
    while let Some(Some(before)) = chain.last().and_then(|person| came_from.get(person)) {
        chain.push(*before);
    }
    chain.reverse();
    chain
}

impl Coverage {
    /// Tells whether a chain stands and was seen to hold within so many days.
    pub fn is_covered(&self, fresh_days: u32) -> bool {
        1 <= self.cut && self.freshness.is_some_and(|days| i64::from(days) < i64::from(fresh_days))
    }
}

/// Returns the share of the value of the accounts behind a candidate that fresh chains cover, 0 to 1; nothing
/// when no account with a value is behind it.
pub fn of_candidate(candidate: &Candidate, workspace: &Workspace, today: Date) -> Option<f64> {
    let fresh = workspace.strategy().limits().champion_fresh_days;
    let (mut covered, mut all) = (0.0, 0.0);
    for account in interested(candidate, workspace) {
        let value = account.value.max(0.0);
        let coverage = Map::of_account(account.id, workspace, today).coverage();
        covered += if coverage.is_covered(fresh) { value } else { 0.0 };
        all += value;
    }
    (0.0 < all).then(|| covered / all)
}

/// Returns the accounts that speak for a candidate, each once.
pub fn interested<'a>(candidate: &Candidate, workspace: &'a Workspace) -> Vec<&'a Account> {
    let signals = workspace.index().of_candidate(candidate.id).filter_map(|id| workspace.signal(id));
    let kept = signals.filter(|signal| signal.verdict.counts());
    let for_it = kept.filter(|signal| signal.link_to(candidate.id).is_some_and(|link| !link.against));
    let accounts: BTreeSet<AccountId> =
        for_it.filter_map(|signal| super::voices::account_of(signal, workspace)).collect();
    accounts.into_iter().filter_map(|id| workspace.account(id)).map(AsRef::as_ref).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::edit::Edit;
    use crate::domain::stakeholder::{ChampionTest, Influence};
    use jiff::civil::date;

    const TODAY: Date = date(2026, 11, 21);
    const SEEN: Date = date(2026, 11, 11);

    fn id(name: &str) -> StakeholderId {
        StakeholderId::derived(name)
    }

    fn person(name: &str, roles: &[DealRole], sways: &[&str]) -> Stakeholder {
        let mut person = Stakeholder::new(id(name), name);
        person.account = Some(AccountId::derived("acme"));
        person.roles = roles.to_vec();
        let edge = |name: &&str| Influence { on: id(name), seen: Some(SEEN), note: String::new() };
        person.influences = sways.iter().map(edge).collect();
        let day = Some(date(2026, 10, 1));
        person.champion_test = ChampionTest { has_power: day, sells_without_us: day, has_stake: day };
        person
    }

    /// Ana > Ben > Dee, Ana > Cyd > Dee, Eli > Ben; Dee buys, Ana and Eli are champions.
    fn fixture() -> Vec<Stakeholder> {
        vec![
            person("Ana", &[DealRole::Champion], &["Ben", "Cyd"]),
            person("Ben", &[], &["Dee"]),
            person("Cyd", &[], &["Dee"]),
            person("Dee", &[DealRole::Buyer], &[]),
            person("Eli", &[DealRole::Champion], &["Ben"]),
        ]
    }

    fn coverage(people: Vec<Stakeholder>) -> Coverage {
        let mut workspace = Workspace::default();
        for person in people {
            workspace.apply(Edit::from(person)).unwrap();
        }
        Map::of_account(AccountId::derived("acme"), &workspace, TODAY).coverage()
    }

    #[test]
    fn two_departures_cut_the_map_of_the_method() {
        let coverage = coverage(fixture());
        assert_eq!((coverage.roles, coverage.depth, coverage.cut), (2, 2, 2));
        assert_eq!((coverage.freshness, coverage.single_points), (Some(10), Vec::new()));
        let mut gone: Vec<Stakeholder> = fixture();
        gone.retain(|person| !coverage.weakest.contains(&person.id));
        assert_eq!(super::tests::coverage(gone).cut, 0, "those two are a cut");
    }

    #[test]
    fn without_cyd_ben_is_the_single_point_of_failure() {
        let mut people = fixture();
        people.retain(|person| person.name != "Cyd");
        let coverage = coverage(people);
        assert_eq!((coverage.cut, coverage.weakest), (1, vec![id("Ben")]));
        assert_eq!(coverage.single_points, [id("Ben")]);
    }

    #[test]
    fn a_champion_without_the_tests_is_a_coach() {
        let mut people = fixture();
        people.retain(|person| person.name != "Eli");
        people[0].champion_test.sells_without_us = None;
        let mut workspace = Workspace::default();
        people.iter().for_each(|person| workspace.load(person.clone().into()));
        let map = Map::of_account(AccountId::derived("acme"), &workspace, TODAY);
        assert_eq!((map.champions.len(), map.coaches), (0, BTreeSet::from([id("Ana")])));
        let coverage = coverage(people);
        assert_eq!((coverage.roles, coverage.cut, coverage.depth), (1, 0, 0));
        assert_eq!(coverage.single_points, Vec::new(), "nobody can cut what is not there");
    }

    #[test]
    fn one_chain_of_one_champion_has_every_step_as_single_point() {
        let chain = vec![
            person("Ben", &[DealRole::Champion], &["Petra"]),
            person("Petra", &[], &["Ada"]),
            person("Ada", &[DealRole::Buyer], &["Ben"]),
        ];
        let coverage = coverage(chain);
        assert_eq!((coverage.cut, coverage.depth, coverage.single_points.len()), (1, 2, 2));
    }

    #[test]
    fn the_freshest_chain_counts_and_its_oldest_step_is_its_age() {
        let mut people = fixture();
        people[1].influences[0].seen = None;
        people[2].influences[0].seen = Some(date(2026, 9, 12));
        let first = coverage(people.clone());
        assert_eq!(first.freshness, Some(70));
        assert!(!first.is_covered(60) && first.is_covered(71));
        people[2].influences[0].seen = None;
        assert_eq!(coverage(people).freshness, None);
    }
}
