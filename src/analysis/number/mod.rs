//! Any number on a screen, opened: the lines it is reckoned from, each with its arithmetic and the records behind
//! it. One call for every kind of number; what it says is text to show, not to parse.

mod economy;
mod listening;
mod scoring;

#[cfg(test)]
mod tests;

use super::facts::Standing;
use super::voices;
use crate::domain::candidate::Candidate;
use crate::domain::channel::Channel;
use crate::domain::record::RecordId;
use crate::domain::stage::Stage;
use crate::domain::workspace::Workspace;
use jiff::{Timestamp, civil::Date};

/// Which number is meant. Those of a candidate or account need it as the subject; the others need none.
#[derive(Clone, Debug, PartialEq)]
pub enum Number {
    /// A candidate's total under the lens.
    Total,
    /// One driver's value, by key.
    Driver(String),
    /// What a candidate's evidence is worth.
    Evidence,
    /// The customers' share of a candidate's voices; without a subject, of all kept signals.
    CustomerShare,
    /// Kish's effective count of a candidate's voices.
    EffectiveCount,
    Voices,
    Roi,
    BreakEven,
    PresentValue,
    Sustainable,
    /// How many departures cut an account's champions from the buyer.
    Cut,
    /// The share of the value behind a candidate, or of all who buy, that fresh chains cover.
    Coverage,
    /// The weeks a candidate takes.
    Weeks,
    /// Weeks in `now`, and the skills it needs.
    Capacity,
    ChannelIn(Channel),
    ChannelOut(Channel),
    StageCount(Stage),
    /// How far the stages are from the expected mix, in bits.
    Divergence,
    /// Kendall's W over the lenses.
    Agreement,
    /// How often a candidate has its rank.
    Acceptability,
    /// The weights at which the next in the list would pass a candidate.
    Tipping,
}

/// What a number is read in.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    pub workspace: &'a Workspace,
    /// The name of the lens, empty for the one that is shown.
    pub lens: &'a str,
    pub now: Timestamp,
    pub today: Date,
}

/// One line of an opened number.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Line {
    pub what: String,
    /// `0.80 × 25 % = 0.2000`
    pub arithmetic: String,
    /// What the line adds, where lines add up.
    pub value: Option<f64>,
    /// The records behind it.
    pub records: Vec<RecordId>,
    /// The number of the same subject the line rests on.
    pub opens: Option<Number>,
}

/// A number opened.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Breakdown {
    pub title: String,
    pub lines: Vec<Line>,
    /// The number as it is shown.
    pub result: String,
}

impl Line {
    fn new(what: impl Into<String>, arithmetic: impl Into<String>) -> Self {
        Self { what: what.into(), arithmetic: arithmetic.into(), ..Self::default() }
    }

    fn of(self, records: impl IntoIterator<Item = RecordId>) -> Self {
        Self { records: records.into_iter().collect(), ..self }
    }

    fn opening(self, number: Number) -> Self {
        Self { opens: Some(number), ..self }
    }

    fn worth(self, value: f64) -> Self {
        Self { value: Some(value), ..self }
    }
}

/// Opens a number, or says in a sentence why there is none.
pub fn explain(number: &Number, subject: Option<RecordId>, context: &Context) -> Result<Breakdown, String> {
    let candidate = || match subject {
        Some(RecordId::Candidate(id)) => {
            context.workspace.candidate(id).map(AsRef::as_ref).ok_or_else(|| format!("{id} does not exist."))
        }
        _ => Err("This number belongs to a candidate.".to_string()),
    };
    match number {
        Number::Total => scoring::total(candidate()?, context),
        Number::Driver(key) => scoring::driver(candidate()?, key, context),
        Number::Agreement => scoring::agreement(context),
        Number::Acceptability => scoring::acceptability(candidate()?, context),
        Number::Tipping => scoring::tipping(candidate()?, context),
        Number::Evidence => Ok(listening::evidence(candidate()?, context)),
        Number::CustomerShare if subject.is_none() => listening::share_of_all(context),
        Number::CustomerShare => Ok(listening::customer_share(candidate()?, context)),
        Number::EffectiveCount => Ok(listening::effective_count(candidate()?, context)),
        Number::Voices => Ok(listening::voices(candidate()?, context)),
        Number::ChannelIn(channel) => Ok(listening::channel_in(*channel, context)),
        Number::ChannelOut(channel) => Ok(listening::channel_out(*channel, context)),
        Number::StageCount(stage) => Ok(listening::stage(*stage, context)),
        Number::Roi => economy::roi(candidate()?),
        Number::BreakEven => economy::break_even(candidate()?),
        Number::PresentValue => economy::present_value(candidate()?, context),
        Number::Sustainable => economy::sustainable(candidate()?),
        Number::Divergence => listening::divergence(context),
        Number::Weeks => economy::weeks(candidate()?),
        Number::Coverage if subject.is_none() => economy::coverage_of_all(context),
        Number::Coverage => economy::coverage(candidate()?, context),
        Number::Capacity => Ok(economy::capacity(context)),
        Number::Cut => match subject {
            Some(RecordId::Account(id)) => Ok(economy::cut(id, context)),
            _ => Err("This number belongs to an account.".into()),
        },
    }
}

fn standing(candidate: &Candidate, context: &Context) -> Standing {
    let voices = voices::of_candidate(candidate.id, context.workspace, context.now);
    let reading = super::balance::read(voices.mix(), context.workspace.strategy());
    Standing { voices, reading, accounts: Vec::new() }
}
