//! Coverage: how much of what the accounts are worth hangs on a champion chain that stands, account by account,
//! and whom to speak to next (METHODS 4.6). The largest account comes first.

use super::{Line, Tone, bar};
use crate::analysis::amount::short;
use crate::analysis::balance::percent;
use crate::analysis::champions::{Coverage, Map};
use crate::analysis::number::Number;
use crate::app::model::Model;
use crate::domain::account::{Account, AccountKind};
use crate::domain::record::RecordId;
use crate::domain::shown::shortened;
use std::sync::Arc;

/// People the list of late contacts shows at the most.
const LISTED: usize = 30;

pub(super) fn lines(model: &Model) -> Vec<Line> {
    let accounts = accounts(model);
    if accounts.is_empty() {
        return vec![
            Line::text("There is no customer or prospect yet."),
            Line::muted("v in the stakeholders shows accounts; a there adds one."),
        ];
    }
    let mut lines = headline(model, &accounts);
    lines.push(Line::muted(format!(
        "  {:<18}{:>8}  {:>5}{:>6}{:>4}{:>7}",
        "", "value", "roles", "depth", "cut", "seen"
    )));
    lines.extend(accounts.iter().map(|(account, coverage)| row(model, account, coverage)));
    lines.extend(late(model));
    lines
}

/// Those who buy or may buy, by what they are worth.
fn accounts(model: &Model) -> Vec<(Arc<Account>, Coverage)> {
    let buys = |account: &&Arc<Account>| {
        !account.archived && matches!(account.kind, AccountKind::Customer | AccountKind::Prospect)
    };
    let cover = |account: &Arc<Account>| {
        (account.clone(), Map::of_account(account.id, &model.workspace, model.today).coverage())
    };
    let mut accounts: Vec<_> = model.workspace.accounts().filter(buys).map(cover).collect();
    accounts.sort_by(|a, b| b.0.value.total_cmp(&a.0.value).then_with(|| a.0.name.cmp(&b.0.name)));
    accounts
}

fn headline(model: &Model, accounts: &[(Arc<Account>, Coverage)]) -> Vec<Line> {
    let fresh = model.workspace.strategy().limits().champion_fresh_days;
    let worth = |account: &Account| account.value.max(0.0);
    let all: f64 = accounts.iter().map(|(account, _)| worth(account)).sum();
    let covered = accounts.iter().filter(|(_, coverage)| coverage.is_covered(fresh));
    let covered: f64 = covered.map(|(account, _)| worth(account)).sum();
    let share = if 0.0 < all { covered / all } else { 0.0 };
    let currency = &model.workspace.strategy().currency;
    let sums = format!(" {} of {} {currency}, seen within {fresh} days", short(covered), short(all));
    vec![
        Line::heading("Covered by a champion chain"),
        Line::default()
            .and(Tone::Bar, format!("  {}", bar(share, 20)))
            .and(Tone::Strong, format!(" {}", percent(share)))
            .and(Tone::Muted, sums)
            .opening(Number::Coverage, None),
        Line::empty(),
    ]
}

fn row(model: &Model, account: &Account, coverage: &Coverage) -> Line {
    let fresh = model.workspace.strategy().limits().champion_fresh_days;
    let seen = coverage.freshness.map_or("never".to_string(), |days| format!("{days} d"));
    let (tone, word) = match coverage.cut {
        _ if coverage.roles < 2 => (Tone::Warning, "! a role is missing"),
        0 => (Tone::Warning, "! no chain"),
        _ if !coverage.is_covered(fresh) => (Tone::Warning, "! stale"),
        1 => (Tone::Warning, "! hangs on one person"),
        _ => (Tone::Good, "safe"),
    };
    Line::default()
        .and(Tone::Plain, format!("  {:<18}", shortened(&account.name, 17)))
        .and(Tone::Muted, format!("{:>8}  {:>5}", short(account.value), format!("{} / 2", coverage.roles)))
        .and(Tone::Muted, format!("{:>6}{:>4}{seen:>7}  ", coverage.depth, coverage.cut))
        .and(tone, word)
        .to(RecordId::Account(account.id))
}

/// Whom to speak to next, the latest first.
fn late(model: &Model) -> Vec<Line> {
    let people = model.workspace.stakeholders();
    let mut late: Vec<_> =
        people.filter_map(|person| Some((person.overdue_days(model.today)?, person))).collect();
    late.sort_by_key(|(days, person)| (std::cmp::Reverse(*days), person.id));
    if late.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![Line::empty(), Line::heading(format!("Overdue contacts · {}", late.len()))];
    lines.extend(late.into_iter().take(LISTED).map(|(days, person)| {
        let account = person.account.and_then(|id| model.workspace.account(id));
        Line::default()
            .and(Tone::Plain, format!("  {:<22}", shortened(&person.name, 21)))
            .and(
                Tone::Muted,
                format!("{:<22}", account.map_or(String::new(), |one| shortened(&one.name, 21))),
            )
            .and(Tone::Warning, format!("! {days} days late"))
            .to(RecordId::Stakeholder(person.id))
    }));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::page::testing::{self, model_of};
    use crate::domain::id::{AccountId, StakeholderId};
    use crate::domain::stakeholder::{ChampionTest, DealRole, Influence, Stakeholder};
    use crate::domain::workspace::Workspace;
    use jiff::civil::date;

    /// Acme is worth 300 and has a chain; Halden is worth 100 and has nobody.
    fn page(seen: jiff::civil::Date) -> String {
        let account = |name: &str, value: f64| {
            let mut account = Account::new(AccountId::derived(name), name);
            account.value = value;
            account
        };
        let person = |name: &str, role: DealRole| {
            let mut person = Stakeholder::new(StakeholderId::derived(name), name);
            person.account = Some(AccountId::derived("Acme"));
            person.roles = vec![role];
            person
        };
        let buyer = person("Dee", DealRole::Buyer);
        let mut champion = person("Ana", DealRole::Champion);
        champion.influences.push(Influence { on: buyer.id, seen: Some(seen), note: String::new() });
        let day = Some(date(2026, 10, 1));
        champion.champion_test = ChampionTest { has_power: day, sells_without_us: day, has_stake: day };
        champion.cadence_days = 7;
        let mut workspace = Workspace::default();
        workspace.load(account("Halden", 100.0).into());
        workspace.load(account("Acme", 300.0).into());
        workspace.load(buyer.into());
        workspace.load(champion.into());
        testing::text(&lines(&model_of(workspace)))
    }

    #[test]
    fn the_share_is_by_worth_and_the_largest_comes_first() {
        let text = page(date(2026, 11, 11));
        assert!(text.contains(" 75 % 300 of 400"), "{text}");
        let rows: Vec<&str> = text.lines().filter(|line| line.contains(" / 2")).collect();
        assert!(rows[0].contains("Acme") && rows[0].contains("! hangs on one person"), "{text}");
        assert!(rows[1].contains("Halden") && rows[1].contains("! a role is missing"), "{text}");
        assert!(text.contains("Ana                   Acme                  ! 7 days late"), "{text}");
    }

    #[test]
    fn a_chain_that_was_not_seen_lately_covers_nothing() {
        let text = page(date(2026, 9, 1));
        assert!(text.contains(" 0 % 0 of 400") && text.contains("! stale"), "{text}");
    }
}
