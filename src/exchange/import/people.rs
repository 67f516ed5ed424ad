//! Who a sender is: a stakeholder by exact mail address, then by exact and only name; an account by name,
//! then by mail domain. Built once for an import; never guesses.

use super::draft::Draft;
use crate::domain::id::{AccountId, StakeholderId};
use crate::domain::workspace::Workspace;
use std::collections::BTreeMap;

/// Names of a workspace's people and organisations. A name two of them share finds neither.
#[derive(Default)]
pub struct People {
    by_email: BTreeMap<String, StakeholderId>,
    by_name: BTreeMap<String, Option<StakeholderId>>,
    by_account: BTreeMap<String, Option<AccountId>>,
    by_domain: BTreeMap<String, AccountId>,
}

impl People {
    /// Reads the names of a workspace.
    pub fn new(workspace: &Workspace) -> Self {
        let mut people = Self::default();
        for person in workspace.stakeholders() {
            add(&mut people.by_name, &person.name, person.id);
            for email in &person.emails {
                people.by_email.entry(plain(email)).or_insert(person.id);
            }
        }
        for account in workspace.accounts() {
            add(&mut people.by_account, &account.name, account.id);
            for domain in &account.domains {
                let domain = plain(domain).trim_start_matches('@').to_string();
                people.by_domain.entry(domain).or_insert(account.id);
            }
        }
        people
    }

    /// Returns the stakeholder with the mail address.
    pub fn by_email(&self, email: Option<&str>) -> Option<StakeholderId> {
        self.by_email.get(&plain(email?)).copied()
    }

    /// Returns the only stakeholder of a name.
    pub fn by_name(&self, name: &str) -> Option<StakeholderId> {
        self.by_name.get(&plain(name)).copied().flatten()
    }

    /// Returns who a draft's sender is.
    pub fn sender(&self, draft: &Draft) -> Option<StakeholderId> {
        let name = draft.said_by.split('<').next().unwrap_or_default();
        self.by_email(draft.email.as_deref()).or_else(|| self.by_name(name))
    }

    /// Returns the account a draft names, else the one its sender writes from.
    pub fn account(&self, draft: &Draft) -> Option<AccountId> {
        let named =
            draft.account.as_ref().and_then(|name| self.by_account.get(&plain(name)).copied().flatten());
        named.or_else(|| self.by_domain(draft.email.as_deref()?))
    }

    /// The domain itself or one it is part of: `mail.acme.com` is of `acme.com`.
    fn by_domain(&self, email: &str) -> Option<AccountId> {
        let mut domain = plain(email.rsplit_once('@')?.1);
        loop {
            if let Some(id) = self.by_domain.get(&domain) {
                return Some(*id);
            }
            domain = domain.split_once('.')?.1.to_string();
        }
    }
}

fn plain(text: &str) -> String {
    text.trim().to_lowercase()
}

fn add<T>(names: &mut BTreeMap<String, Option<T>>, name: &str, id: T) {
    names.entry(plain(name)).and_modify(|known| *known = None).or_insert(Some(id));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::account::Account;
    use crate::domain::stakeholder::Stakeholder;

    fn draft(said_by: &str, email: &str) -> Draft {
        let email = Some(email.to_string()).filter(|email| !email.is_empty());
        Draft { said_by: said_by.into(), email, ..Draft::default() }
    }

    #[test]
    fn senders_are_matched_exactly_or_not_at_all() {
        let mut workspace = Workspace::default();
        for (bits, name, email) in [(1, "Ada Obi", "ada@acme.com"), (2, "Jo Li", ""), (3, "Jo Li", "")] {
            let mut person = Stakeholder::new(StakeholderId::from_bits(bits), name);
            person.emails = vec![email.to_string()];
            workspace.load(person.into());
        }
        let mut account = Account::new(AccountId::from_bits(4), "Acme");
        account.domains = vec!["acme.com".into()];
        workspace.load(account.into());
        let people = People::new(&workspace);
        let who = |said_by, email| people.sender(&draft(said_by, email)).map(StakeholderId::bits);
        assert_eq!(who("Somebody", "ADA@acme.com"), Some(1));
        assert_eq!(who("ada obi <ada@home.org>", "ada@home.org"), Some(1));
        assert_eq!(who("Jo Li", ""), None);
        assert_eq!(who("Ada", "obi@acme.com"), None);
        let account = |name: &str, email| {
            people.account(&Draft { account: Some(name.into()), ..draft("", email) }).map(AccountId::bits)
        };
        assert_eq!(account("ACME", ""), Some(4));
        assert_eq!(account("Other", "x@mail.acme.com"), Some(4));
        assert_eq!(account("Other", "x@notacme.com"), None);
    }
}
