//! What is hidden while presenting: names of people and organisations, wherever they stand in a text. Who
//! somebody is stays ("a CIO at a customer"), only which one does not. Costs nothing while nobody looks on.

use crate::app::model::Model;
use crate::app::overlay::Overlay;
use crate::app::page::PageKind;
use crate::domain::account::{Account, AccountKind};
use crate::domain::id::StakeholderId;
use crate::domain::stakeholder::{Level, Side, Stakeholder};
use crate::domain::workspace::Workspace;
use std::borrow::Cow;
use std::collections::HashMap;

/// Names by their first word in lower case, longer ones first.
type Names = HashMap<String, Vec<Name>>;

/// What must not be read, and what is read instead.
struct Name {
    text: String,
    instead: String,
    /// A part of a name may also be a word, so only its own capitals count.
    is_part: bool,
}

/// Letters a part of a name has at least, so that initials and articles stay words.
const PART: usize = 3;

/// Names to hide; nothing while names are shown.
pub struct Veil {
    names: Option<Names>,
    /// Who sits at the table in a one-on-one and may read their own name.
    partner: Option<StakeholderId>,
}

impl Veil {
    /// Returns the veil a model asks for.
    pub fn of(model: &Model) -> Self {
        let partner = model.overlays.iter().rev().find_map(|overlay| match overlay {
            Overlay::Page(page) => match &page.kind {
                PageKind::OneOnOne(id) => Some(*id),
                _ => None,
            },
            _ => None,
        });
        let names = model.presenting.then(|| names(&model.workspace, partner));
        Self { names, partner }
    }

    pub fn is_on(&self) -> bool {
        self.names.is_some()
    }

    /// Returns a text with every known name in it replaced by what its bearer is.
    pub fn cover<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let Some(names) = &self.names else { return Cow::Borrowed(text) };
        let mut out = String::new();
        let (mut done, mut at) = (0, 0);
        while let Some((start, word)) = next_word(text, at) {
            at = start + word.len();
            let known = names.get(&word.to_lowercase());
            let hit = known.and_then(|known| known.iter().find(|name| name.stands_at(text, start)));
            if let Some(name) = hit {
                out.push_str(&text[done..start]);
                out.push_str(&name.instead);
                done = start + name.text.len();
                at = done;
            }
        }
        if done == 0 {
            return Cow::Borrowed(text);
        }
        out.push_str(&text[done..]);
        Cow::Owned(out)
    }

    /// Returns what a list calls a person.
    pub fn person<'p>(&self, person: &'p Stakeholder) -> Cow<'p, str> {
        if self.is_on() && self.partner != Some(person.id) {
            Cow::Borrowed(position(person))
        } else {
            Cow::Borrowed(&person.name)
        }
    }

    /// Returns what a list calls an organisation.
    pub fn account<'p>(&self, account: &'p Account) -> Cow<'p, str> {
        if self.is_on() && account.kind != AccountKind::Own {
            Cow::Borrowed(account.kind.name())
        } else {
            Cow::Borrowed(&account.name)
        }
    }
}

fn names(workspace: &Workspace, partner: Option<StakeholderId>) -> Names {
    let mut names = Names::new();
    let partner = partner.and_then(|id| workspace.stakeholder(id));
    for person in workspace.stakeholders().filter(|person| partner.is_none_or(|who| who.id != person.id)) {
        let instead = someone(person, workspace);
        add(&mut names, &person.name, &instead, false);
        person.name.split_whitespace().for_each(|part| add(&mut names, part, &instead, true));
        person.emails.iter().for_each(|mail| add(&mut names, mail, &instead, false));
    }
    let theirs = partner.and_then(|person| person.account);
    let others = workspace.accounts().filter(|account| Some(account.id) != theirs);
    for account in others.filter(|account| account.kind != AccountKind::Own) {
        add(&mut names, &account.name, kind(account.kind), false);
        let first = account.name.split_whitespace().next().unwrap_or_default();
        add(&mut names, first, kind(account.kind), true);
        account.domains.iter().for_each(|domain| add(&mut names, domain, kind(account.kind), false));
    }
    for known in names.values_mut() {
        known.sort_by_key(|name| std::cmp::Reverse(name.text.len()));
    }
    names
}

fn add(names: &mut Names, text: &str, instead: &str, is_part: bool) {
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric()).trim_end();
    let Some((_, word)) = next_word(text, 0) else { return };
    if !is_part || PART <= text.chars().count() {
        let name = Name { text: text.into(), instead: instead.into(), is_part };
        names.entry(word.to_lowercase()).or_default().push(name);
    }
}

/// The next word at or after a place, with where it starts.
fn next_word(text: &str, from: usize) -> Option<(usize, &str)> {
    let rest = &text[from..];
    let start = from + rest.find(char::is_alphanumeric)?;
    let rest = &text[start..];
    let length = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
    Some((start, &rest[..length]))
}

impl Name {
    /// Tells whether the name stands at a place of a text, and ends with a word.
    fn stands_at(&self, text: &str, start: usize) -> bool {
        let end = start + self.text.len();
        let Some(part) = text.get(start..end) else { return false };
        let ends = text[end..].chars().next().is_none_or(|next| !next.is_alphanumeric());
        let is_same = part == self.text;
        ends && (is_same || (!self.is_part && part.to_lowercase() == self.text.to_lowercase()))
    }
}

/// A person without their name: "a CIO at a customer".
pub fn someone(person: &Stakeholder, workspace: &Workspace) -> String {
    let what = position(person);
    let what = if what == SOMEBODY { what.to_string() } else { format!("{} {what}", article(what)) };
    let account = person.account.and_then(|id| workspace.account(id));
    match (person.side, account) {
        (Side::Inside, _) => format!("{what} of ours"),
        (Side::Outside, Some(account)) => format!("{what} at {}", kind(account.kind)),
        (Side::Outside, None) => what,
    }
}

const SOMEBODY: &str = "somebody";

fn position(person: &Stakeholder) -> &str {
    match (person.title.trim(), person.level) {
        ("", Level::Other) => SOMEBODY,
        ("", level) => level.name(),
        (title, _) => title,
    }
}

fn article(what: &str) -> &'static str {
    let word = what.split_whitespace().next().unwrap_or_default();
    let is_spelt = 1 < word.len() && word.len() < 5 && word.chars().all(|c| c.is_ascii_uppercase());
    let vowels = if is_spelt { "AEFHILMNORSX" } else { "AEIOUaeiou" };
    if word.starts_with(|c| vowels.contains(c)) { "an" } else { "a" }
}

/// An organisation without its name.
pub fn kind(kind: AccountKind) -> &'static str {
    match kind {
        AccountKind::Customer => "a customer",
        AccountKind::Prospect => "a prospect",
        AccountKind::Partner => "a partner",
        AccountKind::Competitor => "a competitor",
        AccountKind::Analyst => "an analyst",
        AccountKind::Media => "a publication",
        AccountKind::Own => "our company",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::AccountId;
    use crate::domain::record::Record;

    fn workspace() -> Workspace {
        let mut workspace = Workspace::default();
        let acme = Account::new(AccountId::from_bits(1), "Acme");
        let mut ada = Stakeholder::new(StakeholderId::from_bits(1), "Ada Obi");
        (ada.title, ada.account) = ("CIO".into(), Some(acme.id));
        ada.emails.push("ada@acme.example".into());
        let mut ben = Stakeholder::new(StakeholderId::from_bits(2), "Ben Roth");
        (ben.title, ben.side) = ("SRE".into(), Side::Inside);
        for record in [Record::from(acme), ada.into(), ben.into()] {
            workspace.load(record);
        }
        workspace
    }

    fn covered(text: &str, partner: Option<StakeholderId>) -> String {
        let veil = Veil { names: Some(names(&workspace(), partner)), partner };
        veil.cover(text).into_owned()
    }

    #[test]
    fn names_give_way_to_what_their_bearers_are() {
        assert_eq!(covered("Ada Obi met Ben Roth.", None), "a CIO at a customer met an SRE of ours.");
        assert_eq!(covered("(ACME) acme-wide, Acmeville", None), "(a customer) a customer-wide, Acmeville");
        assert_eq!(covered("From ada@acme.example: hi", None), "From a CIO at a customer: hi");
        assert_eq!(covered("東京 Ada", None), "東京 a CIO at a customer");
    }

    #[test]
    fn a_part_of_a_name_counts_only_in_its_own_capitals() {
        assert_eq!(covered("Ben heard it.", None), "an SRE of ours heard it.");
        assert_eq!(covered("a ben and a roth", None), "a ben and a roth");
    }

    #[test]
    fn who_sits_at_the_table_reads_their_own_name() {
        let ada = Some(StakeholderId::from_bits(1));
        assert_eq!(covered("Ada Obi, Acme; Ben Roth", ada), "Ada Obi, Acme; an SRE of ours");
    }

    #[test]
    fn nothing_is_touched_while_nobody_looks_on() {
        let veil = Veil { names: None, partner: None };
        assert!(matches!(veil.cover("Ada Obi"), Cow::Borrowed("Ada Obi")));
    }
}
