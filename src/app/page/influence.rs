//! The influence map of an account, drawn from the buyer outwards: who sways whom, who is a champion, and whose
//! departure would cut the chain (METHODS 4.6). A person met twice is drawn once and pointed at after that.

use super::{Line, Tone};
use crate::analysis::champions::{Coverage, Map};
use crate::analysis::number::Number;
use crate::app::model::Model;
use crate::domain::id::{AccountId, StakeholderId};
use crate::domain::record::RecordId;
use std::collections::BTreeSet;

/// Steps away from the buyer that are drawn.
const DEEPEST: usize = 8;

/// The four numbers in words, then the map.
pub(super) fn lines(model: &Model, account: AccountId) -> Vec<Line> {
    let map = Map::of_account(account, &model.workspace, model.today);
    let coverage = map.coverage();
    let mut lines = vec![Line::empty(), Line::heading("Influence"), summary(&coverage, model, account)];
    let mut drawn = BTreeSet::new();
    for buyer in &map.buyers {
        let mut drawing =
            Drawing { model, map: &map, coverage: &coverage, drawn: &mut drawn, lines: Vec::new() };
        drawing.person(*buyer, None, "  ", "  ", 0);
        lines.extend(drawing.lines);
    }
    let apart = map.champions.iter().chain(&map.coaches).filter(|id| !drawn.contains(id));
    for id in apart {
        let role = if map.champions.contains(id) { "champion" } else { "coach" };
        let word = if map.buyers.is_empty() { "" } else { ", sways nobody who leads to the buyer" };
        lines.push(named(model, "  ", *id).and(Tone::Warning, format!("  {role}{word}")));
    }
    lines
}

/// Says how safe the account is, with the numbers.
fn summary(coverage: &Coverage, model: &Model, account: AccountId) -> Line {
    let Coverage { roles, depth, cut, freshness, .. } = coverage;
    let limit = model.workspace.strategy().limits().champion_fresh_days;
    let (tone, says) = match cut {
        0 if *roles < 2 => (Tone::Warning, "! a buyer and a champion are needed".to_string()),
        0 => (Tone::Warning, "! no champion reaches the buyer".to_string()),
        1 => (Tone::Warning, "! one resignation away".to_string()),
        many => (Tone::Good, format!("{many} would have to leave")),
    };
    let age = match freshness {
        Some(days) if i64::from(*days) < i64::from(limit) => format!("seen {days} d ago"),
        Some(days) => format!("! last seen {days} d ago, stale from {limit}"),
        None => "never seen to hold".into(),
    };
    let age = if *cut == 0 { String::new() } else { format!(" · {age}") };
    Line::default()
        .and(tone, format!("  {says}"))
        .and(Tone::Muted, format!(" · roles {roles} of 2 · depth {depth} · cut {cut}{age}"))
        .opening(Number::Cut, Some(RecordId::Account(account)))
}

fn named(model: &Model, lead: &str, id: StakeholderId) -> Line {
    let name = model.workspace.stakeholder(id).map_or_else(|| id.to_string(), |person| person.name.clone());
    Line::default().and(Tone::Muted, lead).and(Tone::Plain, name).to(RecordId::Stakeholder(id))
}

/// One walk over the map.
struct Drawing<'a> {
    model: &'a Model,
    map: &'a Map,
    coverage: &'a Coverage,
    drawn: &'a mut BTreeSet<StakeholderId>,
    lines: Vec<Line>,
}

impl Drawing<'_> {
    /// Draws a person and, under them, those who sway them.
    fn person(&mut self, id: StakeholderId, age: Option<Option<i32>>, lead: &str, below: &str, depth: usize) {
        let is_new = self.drawn.insert(id);
        let line = self.label(named(self.model, lead, id), id, age, is_new);
        self.lines.push(line);
        if !is_new || DEEPEST <= depth {
            return;
        }
        let swaying = self.map.swaying(id);
        let last = swaying.len().saturating_sub(1);
        for (place, (from, age)) in swaying.into_iter().enumerate() {
            let (branch, bar) = if place == last { ("└─ ", "   ") } else { ("├─ ", "│  ") };
            self.person(from, Some(age), &format!("{below}{branch}"), &format!("{below}{bar}"), depth + 1);
        }
    }

    fn label(&self, line: Line, id: StakeholderId, age: Option<Option<i32>>, is_new: bool) -> Line {
        let role = if self.map.buyers.contains(&id) {
            (Tone::Strong, "  buyer")
        } else if self.map.champions.contains(&id) {
            (Tone::Good, "  champion")
        } else if self.map.coaches.contains(&id) {
            (Tone::Warning, "  coach: not all three tests")
        } else {
            (Tone::Muted, "")
        };
        let seen = match age {
            Some(Some(days)) => format!("  seen {days} d"),
            Some(None) => "  never seen".into(),
            None => String::new(),
        };
        let mut line = line.and(role.0, role.1).and(Tone::Muted, seen);
        if self.coverage.single_points.contains(&id) {
            line = line.and(Tone::Warning, "  ! alone holds the chain");
        }
        if is_new { line } else { line.and(Tone::Muted, "  (drawn above)") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::page::testing::{self, model_of};
    use crate::domain::stakeholder::{ChampionTest, DealRole, Influence, Stakeholder};
    use crate::domain::workspace::Workspace;
    use jiff::civil::date;

    fn person(name: &str, roles: &[DealRole], sways: &[&str]) -> Stakeholder {
        let mut person = Stakeholder::new(StakeholderId::derived(name), name);
        person.account = Some(AccountId::derived("acme"));
        person.roles = roles.to_vec();
        let edge = |name: &&str| {
            let seen = Some(date(2026, 11, 11));
            Influence { on: StakeholderId::derived(name), seen, note: String::new() }
        };
        person.influences = sways.iter().map(edge).collect();
        let day = Some(date(2026, 10, 1));
        person.champion_test = ChampionTest { has_power: day, sells_without_us: day, has_stake: day };
        person
    }

    fn map(people: Vec<Stakeholder>) -> String {
        let mut workspace = Workspace::default();
        people.into_iter().for_each(|person| workspace.load(person.into()));
        testing::text(&lines(&model_of(workspace), AccountId::derived("acme")))
    }

    fn fixture() -> Vec<Stakeholder> {
        vec![
            person("Ana", &[DealRole::Champion], &["Ben", "Cyd"]),
            person("Ben", &[], &["Dee"]),
            person("Cyd", &[], &["Dee"]),
            person("Dee", &[DealRole::Buyer], &[]),
            person("Eli", &[DealRole::Champion], &["Ben"]),
        ]
    }

    #[test]
    fn the_map_of_the_method_is_drawn_once_each() {
        let text = map(fixture());
        assert!(
            text.contains("2 would have to leave · roles 2 of 2 · depth 2 · cut 2 · seen 10 d ago"),
            "{text}"
        );
        assert_eq!(text.matches("Ana").count(), 2, "{text}");
        assert_eq!(text.matches("(drawn above)").count(), 1, "{text}");
        assert!(!text.contains("alone holds"), "{text}");
    }

    #[test]
    fn without_cyd_ben_alone_holds_the_chain() {
        let mut people = fixture();
        people.retain(|person| person.name != "Cyd");
        let text = map(people);
        assert!(text.contains("! one resignation away"), "{text}");
        let ben = text.lines().find(|line| line.contains("Ben")).unwrap();
        assert!(ben.contains("! alone holds the chain"), "{text}");
    }

    #[test]
    fn missing_roles_circles_and_loners_are_said() {
        let mut people = fixture();
        people.retain(|person| person.name != "Dee");
        let text = map(people);
        assert!(text.contains("! a buyer and a champion are needed"), "{text}");
        let circle = vec![
            person("Ana", &[DealRole::Champion], &["Ben"]),
            person("Ben", &[], &["Ana"]),
            person("Dee", &[DealRole::Buyer], &["Ben"]),
        ];
        let text = map(circle);
        assert!(text.contains("! no champion reaches the buyer"), "{text}");
        assert!(text.contains("sways nobody who leads to the buyer"), "{text}");
    }
}
