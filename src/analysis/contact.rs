//! Whom we speak with: people of the industry, and how each kind of organisation is covered.

use crate::domain::account::AccountKind;
use crate::domain::channel::Channel;
use crate::domain::stakeholder::{Side, Stakeholder};
use crate::domain::workspace::Workspace;
use jiff::civil::Date;

/// Returns people outside who are not customers: they come through the industry, or their organisation is an
/// analyst, a medium or a partner.
pub fn of_industry(workspace: &Workspace) -> impl Iterator<Item = &Stakeholder> {
    let people = workspace.stakeholders().map(AsRef::as_ref);
    people.filter(|person| !person.archived && person.side == Side::Outside).filter(|person| {
        let kind = kind_of(person, workspace);
        person.channel == Some(Channel::Industry)
            || matches!(kind, Some(AccountKind::Analyst | AccountKind::Media | AccountKind::Partner))
    })
}

/// People of one kind of organisation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Kind {
    pub kind: AccountKind,
    pub people: usize,
    /// The latest talk with any of them.
    pub last: Option<Date>,
}

/// Returns every kind of organisation with how many people of it are known; nobody counts too.
pub fn by_kind(workspace: &Workspace) -> Vec<Kind> {
    let of = |kind: AccountKind| {
        let known: Vec<_> = workspace
            .stakeholders()
            .filter(|person| !person.archived && kind_of(person, workspace) == Some(kind))
            .collect();
        Kind { kind, people: known.len(), last: known.iter().filter_map(|person| person.last_contact).max() }
    };
    AccountKind::ALL.into_iter().map(of).collect()
}

fn kind_of(person: &Stakeholder, workspace: &Workspace) -> Option<AccountKind> {
    Some(workspace.account(person.account?)?.kind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::account::Account;
    use crate::domain::edit::Edit;
    use crate::domain::id::{AccountId, StakeholderId};
    use jiff::civil::date;

    #[test]
    fn analysts_are_of_the_industry_and_every_kind_is_listed() {
        let mut workspace = Workspace::default();
        for (name, kind) in [("Larkfield", AccountKind::Analyst), ("Acme", AccountKind::Customer)] {
            let mut account = Account::new(AccountId::derived(name), name);
            account.kind = kind;
            let mut person = Stakeholder::new(StakeholderId::derived(name), name);
            (person.account, person.last_contact) = (Some(account.id), Some(date(2026, 11, 1)));
            workspace.apply(Edit::from(account)).unwrap();
            workspace.apply(Edit::from(person)).unwrap();
        }
        let names: Vec<&str> = of_industry(&workspace).map(|person| person.name.as_str()).collect();
        assert_eq!(names, ["Larkfield"]);
        let kinds = by_kind(&workspace);
        assert_eq!(kinds.len(), AccountKind::ALL.len());
        assert_eq!(kinds.iter().map(|kind| kind.people).sum::<usize>(), 2);
        let media = kinds.iter().find(|kind| kind.kind == AccountKind::Media).unwrap();
        assert_eq!((media.people, media.last), (0, None));
    }
}
