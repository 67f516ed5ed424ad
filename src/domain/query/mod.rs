//! The filter language of `/` and `--filter`: words, keys such as `channel:sales`, `!` and quotes.
//!
//! A [`Query`] is what was typed, as a value; [`filter::Filter`] is the same made ready for the records of
//! one workspace. Fuzzy matching is not done here but handed in, so that the domain stays without it.

pub mod filter;
pub mod fold;
pub mod key;
mod matches;
pub mod needle;
pub mod parse;
pub mod test;

pub use filter::Filter;
pub use key::{KEYS, Key, Values};
pub use matches::signal_texts;
pub use parse::{QueryError, parse};
pub use test::Test;

use super::signal::Signal;
use super::stakeholder::Stakeholder;
use super::workspace::Workspace;
use jiff::{civil::Date, tz::TimeZone};
use std::fmt;
use std::ops::Range;

/// Terms that must all hold. No terms let everything pass.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    pub terms: Vec<Term>,
}

/// One test, perhaps negated.
#[derive(Clone, Debug)]
pub struct Term {
    pub negated: bool,
    pub test: Test,
    /// Where it stands in the text it was read from, in bytes.
    pub span: Range<usize>,
}

/// Two terms are equal when they ask the same, wherever they stand.
impl PartialEq for Term {
    fn eq(&self, other: &Self) -> bool {
        self.negated == other.negated && self.test == other.test
    }
}

impl Query {
    /// Tells whether everything passes.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Returns the words and phrases that must occur, to highlight them.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.terms.iter().filter(|term| !term.negated).filter_map(|term| match &term.test {
            Test::Word(text) | Test::Phrase(text) => Some(text.as_str()),
            _ => None,
        })
    }
}

impl fmt::Display for Query {
    /// Prints what can be typed to get the query again.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, term) in self.terms.iter().enumerate() {
            let space = if place == 0 { "" } else { " " };
            let bang = if term.negated { "!" } else { "" };
            write!(out, "{space}{bang}{}", term.test)?;
        }
        Ok(())
    }
}

/// What a query is answered from besides the record itself.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    pub workspace: &'a Workspace,
    pub today: Date,
    pub zone: &'a TimeZone,
}

/// Tells whether a signal passes, its title read plainly. Many signals are for `analysis::search`.
pub fn matches_signal(query: &Query, signal: &Signal, context: &Context<'_>) -> bool {
    Filter::new(query, context).signal(signal)
}

/// Tells whether a person passes. For a whole list make one [`Filter`].
pub fn matches_stakeholder(query: &Query, person: &Stakeholder, context: &Context<'_>) -> bool {
    Filter::new(query, context).stakeholder(person)
}
