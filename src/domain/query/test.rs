//! What one term of a query asks of a record, as a value. Prints itself the way it is typed.

use crate::domain::account::AccountKind;
use crate::domain::candidate::Horizon;
use crate::domain::channel::{Channel, Family};
use crate::domain::stage::Stage;
use crate::domain::stakeholder::{DealRole, Level, Side};
use crate::domain::tag::Tag;
use crate::domain::verdict::Verdict;
use std::cmp::Ordering;
use std::fmt;

/// What a term asks.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// A free word: fuzzy on titles, whole in bodies.
    Word(String),
    /// A quoted phrase: to the letter on titles, whole words in bodies.
    Phrase(String),
    Channel(Channel),
    Family(Family),
    Status(Status),
    Tag(Tag),
    /// Part of the name of who said it.
    From(String),
    /// Part of the name of the organisation.
    Account(String),
    Stage(Stage),
    /// A candidate, by a prefix of its id or part of its title.
    To(String),
    Has(Part),
    Age(Compare, Age),
    Importance(Compare, u8),
    Horizon(Horizon),
    Level(Level),
    Side(Side),
    Role(DealRole),
    Kind(AccountKind),
}

impl fmt::Display for Test {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Word(word) => out.write_str(word),
            Self::Phrase(phrase) => quoted(out, phrase),
            Self::Channel(channel) => write!(out, "channel:{channel}"),
            Self::Family(family) => write!(out, "family:{family}"),
            Self::Status(status) => write!(out, "status:{}", status.name()),
            Self::Tag(tag) => value(out, "tag", tag.as_str()),
            Self::From(text) => value(out, "from", text),
            Self::Account(text) => value(out, "account", text),
            Self::Stage(stage) => write!(out, "stage:{stage}"),
            Self::To(text) => value(out, "to", text),
            Self::Has(part) => write!(out, "has:{}", part.name()),
            Self::Age(compare, age) => write!(out, "age{}{age}", compare.sign()),
            Self::Importance(compare, number) => write!(out, "importance{}{number}", compare.sign()),
            Self::Horizon(horizon) => write!(out, "horizon:{}", horizon.name()),
            Self::Level(level) => write!(out, "level:{}", level.name()),
            Self::Side(side) => write!(out, "side:{}", side.name()),
            Self::Role(role) => write!(out, "role:{}", role.name()),
            Self::Kind(kind) => write!(out, "kind:{}", kind.name()),
        }
    }
}

fn value(out: &mut fmt::Formatter<'_>, key: &str, text: &str) -> fmt::Result {
    write!(out, "{key}:")?;
    // `key://` would be read as a pasted address.
    let is_odd = text.starts_with('"') || text.starts_with("//") || text.contains(char::is_whitespace);
    let is_bare = !text.is_empty() && !is_odd;
    if is_bare { out.write_str(text) } else { quoted(out, text) }
}

fn quoted(out: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    write!(out, "\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// What triage made of a signal: the verdicts, and two states that are read off a signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Waits for a verdict; a snooze that ran out does.
    Inbox,
    Kept,
    /// Snoozed and still asleep.
    Snoozed,
    Routed,
    Declined,
    Merged,
    /// In the inbox again after a snooze or a withdrawn verdict.
    Woken,
    /// Kept with at least one link.
    Linked,
}

impl Status {
    pub const ALL: [Self; 8] = [
        Self::Inbox,
        Self::Kept,
        Self::Snoozed,
        Self::Routed,
        Self::Declined,
        Self::Merged,
        Self::Woken,
        Self::Linked,
    ];

    /// Returns the word of the filter; the first six are the names of verdicts.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Inbox => Verdict::NAMES[0],
            Self::Kept => Verdict::NAMES[1],
            Self::Snoozed => Verdict::NAMES[2],
            Self::Routed => Verdict::NAMES[3],
            Self::Declined => Verdict::NAMES[4],
            Self::Merged => Verdict::NAMES[5],
            Self::Woken => "woken",
            Self::Linked => "linked",
        }
    }

    /// Reads a status, in any case.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name().eq_ignore_ascii_case(text.trim()))
    }
}

/// A part of a record that may be missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Link,
    Tag,
    Who,
    Account,
    Stage,
    Body,
    SoWhat,
    Source,
}

impl Part {
    pub const ALL: [Self; 8] = [
        Self::Link,
        Self::Tag,
        Self::Who,
        Self::Account,
        Self::Stage,
        Self::Body,
        Self::SoWhat,
        Self::Source,
    ];

    /// Returns the word of the filter.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::Tag => "tag",
            Self::Who => "who",
            Self::Account => "account",
            Self::Stage => "stage",
            Self::Body => "body",
            Self::SoWhat => "sowhat",
            Self::Source => "source",
        }
    }

    /// Reads a part, in any case.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.name().eq_ignore_ascii_case(text.trim()))
    }
}

/// How a number is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compare {
    Less,
    LessOrEqual,
    Equal,
    MoreOrEqual,
    More,
}

impl Compare {
    pub const ALL: [Self; 5] = [Self::Less, Self::LessOrEqual, Self::Equal, Self::MoreOrEqual, Self::More];

    /// Returns the sign as it is typed.
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Equal => "=",
            Self::MoreOrEqual => ">=",
            Self::More => ">",
        }
    }

    /// Tells whether a value that stands in this order to the number passes.
    pub const fn accepts(self, order: Ordering) -> bool {
        match self {
            Self::Less => matches!(order, Ordering::Less),
            Self::LessOrEqual => !matches!(order, Ordering::Greater),
            Self::Equal => matches!(order, Ordering::Equal),
            Self::MoreOrEqual => !matches!(order, Ordering::Less),
            Self::More => matches!(order, Ordering::Greater),
        }
    }
}

/// A length of time in calendar units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Age {
    /// At most 9999.
    pub count: u16,
    pub unit: Unit,
}

impl Age {
    /// Reads `14d`, `2w`, `6m`, `1y`; a bare number counts days.
    pub fn parse(text: &str) -> Option<Self> {
        let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let count = text[..end].parse().ok().filter(|count| *count <= 9999)?;
        let unit = match text[end..].to_ascii_lowercase().as_str() {
            "" | "d" => Unit::Days,
            "w" => Unit::Weeks,
            "m" => Unit::Months,
            "y" => Unit::Years,
            _ => return None,
        };
        Some(Self { count, unit })
    }
}

impl fmt::Display for Age {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letter = match self.unit {
            Unit::Days => 'd',
            Unit::Weeks => 'w',
            Unit::Months => 'm',
            Unit::Years => 'y',
        };
        write!(out, "{}{letter}", self.count)
    }
}

/// What an age is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Days,
    Weeks,
    Months,
    Years,
}
