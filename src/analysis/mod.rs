//! What can be concluded from the records. Pure: no files, no clock, no terminal.
//!
//! The methods come first, each with its fixtures as tests; `rules` holds what the program says by itself.
//! Nothing in here changes a record: a rule offers edits, the user makes them.

pub mod amount;

pub mod weight;

pub mod stats;

pub mod voices;

pub mod balance;

pub mod meter;

pub mod score;

pub mod model;

pub mod number;

pub mod tipping;

mod draws;

pub mod rank;

pub mod parity;

pub mod economics;

pub mod champions;

pub mod pipeline;

pub mod agreement;

pub mod explain;

pub mod words;

pub mod alike;

pub mod guess;

pub mod evidence;

pub mod entry;

pub mod consent;

pub mod capacity;

pub mod composition;

pub mod contact;

pub mod load;

pub mod team;

pub mod trends;

pub mod facts;

pub mod finding;

pub mod acceptance;

pub mod ledger;

pub mod rules;

pub mod search;

#[cfg(test)]
mod on_the_demo;
