//! What the product talks about, and nothing else.
//!
//! A *signal* is one input from one of ten *channels*, verbatim. Triage gives it a *verdict*. A *link* ties
//! it to a roadmap *candidate*, for or against. *Stakeholders* are people, *accounts* their organisations;
//! *meetings* are one-on-ones, *promises* who owes what to whom. The *strategy* holds the North Star, the
//! goals, the weights and the limits. All of them are *records*; a *workspace* holds them; an [`edit::Edit`]
//! is the only thing that changes one, and a [`edit::Transaction`] is one user action.
//!
//! This folder knows no file, no clock, no terminal and no randomness.

pub mod account;
pub mod candidate;
pub mod capture;
pub mod channel;
pub mod edit;
pub mod evidence;
pub mod flaw;
pub mod history;
pub mod id;
pub mod index;
pub mod meeting;
pub mod merge;
pub mod model;
pub mod nearest;
pub mod problem;
pub mod promise;
pub mod query;
pub mod record;
pub mod rename;
pub mod shown;
pub mod signal;
pub mod stage;
pub mod stakeholder;
pub mod strategy;
pub mod tag;
pub mod text;
pub mod thresholds;
pub mod verb;
pub mod verdict;
pub mod wake;
pub mod when;
pub mod workspace;

/// Tells serde to leave a field out when it holds its default, so that a signal's line stays short.
pub(crate) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
