//! A query made ready for one workspace: names resolved to ids, ages to instants, words folded, once a query
//! instead of once a record. Two equal checks say the same of the same record, whatever changed elsewhere.

use super::fold::fold;
use super::needle::Needle;
use super::test::{Age, Compare, Part, Status, Test, Unit};
use super::{Context, Query};
use crate::domain::channel::Channel;
use crate::domain::id::{AccountId, CandidateId, StakeholderId};
use crate::domain::stage::Stage;
use crate::domain::stakeholder::Stakeholder;
use crate::domain::tag::Tag;
use crate::domain::when::start_of;
use jiff::{Span, Timestamp, civil::Date};
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// Tells whether a folded word fits a folded title in a looser way than by being part of it.
pub type Fuzzy<'a> = Box<dyn Fn(&str, &str) -> bool + 'a>;

/// A query ready to be asked of many records.
pub struct Filter<'a> {
    pub(super) context: &'a Context<'a>,
    pub(super) asks: Vec<Ask>,
    pub(super) fuzzy: Option<Fuzzy<'a>>,
}

impl<'a> Filter<'a> {
    /// Resolves a query. Costs a pass over people, accounts and candidates, never over signals.
    pub fn new(query: &Query, context: &'a Context<'a>) -> Self {
        Self { context, asks: asks(query, context), fuzzy: None }
    }

    /// Returns the filter with titles matched fuzzily as well.
    pub fn with_fuzzy(self, fuzzy: Fuzzy<'a>) -> Self {
        Self { fuzzy: Some(fuzzy), ..self }
    }
}

/// Resolves the terms of a query, in their order.
pub fn asks(query: &Query, context: &Context<'_>) -> Vec<Ask> {
    let ask = |term: &super::Term| Ask { negated: term.negated, check: Check::of(&term.test, context) };
    query.terms.iter().map(ask).collect()
}

/// A resolved term.
#[derive(Clone, Debug, PartialEq)]
pub struct Ask {
    pub negated: bool,
    pub check: Check,
}

/// A resolved test.
#[derive(Clone, Debug, PartialEq)]
pub enum Check {
    /// A word; `fuzzy` unless it was quoted.
    Text {
        needle: Needle,
        fuzzy: bool,
    },
    Channels(Vec<Channel>),
    Status(Status, Date),
    Tag(Tag),
    /// Any of these people, or somebody without a record whose name contains the text.
    People {
        ids: BTreeSet<StakeholderId>,
        name: Option<Needle>,
    },
    /// Any of these organisations, or one of their people.
    Accounts {
        ids: BTreeSet<AccountId>,
        people: BTreeSet<StakeholderId>,
    },
    Candidates(BTreeSet<CandidateId>),
    Stage(Stage),
    Has(Part),
    Age(AgeCheck),
    Importance(Compare, u8),
}

impl Check {
    fn of(test: &Test, context: &Context<'_>) -> Self {
        match test {
            Test::Word(text) => Self::Text { needle: Needle::new(text), fuzzy: true },
            Test::Phrase(text) => Self::Text { needle: Needle::new(text), fuzzy: false },
            Test::Channel(channel) => Self::Channels(vec![*channel]),
            Test::Family(family) => {
                let strategy = context.workspace.strategy();
                let belongs = |channel: &Channel| strategy.family(*channel) == *family;
                Self::Channels(Channel::ALL.into_iter().filter(belongs).collect())
            }
            Test::Status(status) => Self::Status(*status, context.today),
            Test::Tag(tag) => Self::Tag(tag.clone()),
            Test::From(text) => {
                let name = Needle::new(text);
                let ids = people(context, |person| name.is_in(&person.name));
                Self::People { ids, name: Some(name) }
            }
            Test::Account(text) => {
                let name = Needle::new(text);
                accounts(context, |account| name.is_in(&account.name))
            }
            Test::Stage(stage) => Self::Stage(*stage),
            Test::To(text) => {
                let title = Needle::new(text);
                candidates(context, |one| one.id.has_prefix(text) || title.is_in(&one.title))
            }
            Test::Has(part) => Self::Has(*part),
            Test::Age(compare, age) => Self::Age(AgeCheck::new(*compare, *age, context)),
            Test::Importance(compare, number) => Self::Importance(*compare, *number),
            Test::Horizon(horizon) => candidates(context, |one| one.horizon == *horizon),
            Test::Level(level) => anybody(context, |person| person.level == *level),
            Test::Side(side) => anybody(context, |person| person.side == *side),
            Test::Role(role) => anybody(context, |person| person.roles.contains(role)),
            Test::Kind(kind) => accounts(context, |account| account.kind == *kind),
        }
    }
}

fn people(context: &Context<'_>, is_meant: impl Fn(&Stakeholder) -> bool) -> BTreeSet<StakeholderId> {
    let all = context.workspace.stakeholders();
    all.filter(|person| is_meant(person)).map(|person| person.id).collect()
}

fn anybody(context: &Context<'_>, is_meant: impl Fn(&Stakeholder) -> bool) -> Check {
    Check::People { ids: people(context, is_meant), name: None }
}

fn accounts(context: &Context<'_>, is_meant: impl Fn(&crate::domain::account::Account) -> bool) -> Check {
    let all = context.workspace.accounts();
    let ids: BTreeSet<_> = all.filter(|account| is_meant(account)).map(|account| account.id).collect();
    let people = people(context, |person| person.account.is_some_and(|id| ids.contains(&id)));
    Check::Accounts { ids, people }
}

fn candidates(
    context: &Context<'_>,
    is_meant: impl Fn(&crate::domain::candidate::Candidate) -> bool,
) -> Check {
    let all = context.workspace.candidates();
    Check::Candidates(all.filter(|one| is_meant(one)).map(|one| one.id).collect())
}

/// An age as the day it points at, so that no record's day has to be worked out.
#[derive(Clone, Debug, PartialEq)]
pub struct AgeCheck {
    compare: Compare,
    day: Date,
    start: Timestamp,
    end: Timestamp,
}

impl AgeCheck {
    fn new(compare: Compare, age: Age, context: &Context<'_>) -> Self {
        let count = i64::from(age.count);
        let span = match age.unit {
            Unit::Days => Span::new().try_days(count),
            Unit::Weeks => Span::new().try_weeks(count),
            Unit::Months => Span::new().try_months(count),
            Unit::Years => Span::new().try_years(count),
        };
        let day = context.today.saturating_sub(span.unwrap_or_default());
        let end = day.tomorrow().map_or(Timestamp::MAX, |next| start_of(next, context.zone));
        Self { compare, day, start: start_of(day, context.zone), end }
    }

    /// Tells whether a moment has the age.
    pub(super) fn accepts(&self, at: Timestamp) -> bool {
        self.compare.accepts(if at < self.start {
            Ordering::Greater
        } else if at < self.end {
            Ordering::Equal
        } else {
            Ordering::Less
        })
    }

    /// Tells whether a day has the age.
    pub(super) fn accepts_day(&self, on: Date) -> bool {
        self.compare.accepts(self.day.cmp(&on))
    }

    /// Tells whether what never happened has the age: it is older than anything.
    pub(super) fn accepts_never(&self) -> bool {
        self.compare.accepts(Ordering::Greater)
    }
}

impl Filter<'_> {
    /// Tells whether a word is in a title or, whole, in one of the longer texts.
    pub(super) fn has_text<'t>(
        &self,
        needle: &Needle,
        fuzzy: bool,
        titles: &[&str],
        mut texts: impl Iterator<Item = &'t str>,
    ) -> bool {
        let in_title = |title: &&str| {
            let title = fold(title);
            let looser = self.fuzzy.as_ref().filter(|_| fuzzy);
            needle.is_in_title(&title) || looser.is_some_and(|fits| fits(needle.as_str(), &title))
        };
        titles.iter().any(in_title) || texts.any(|text| needle.is_word_of(text))
    }
}
