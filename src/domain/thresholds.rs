//! The limits rules judge by, with the defaults of METHODS.md; each is printed beside the verdict it led to.

use serde::{Deserialize, Serialize};

/// All limits. Unset ones take their defaults, so a file only names what differs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Thresholds {
    /// Voices under which a mix is only called thin (4.1).
    pub thin_voices: u32,
    /// Lower bound of the customer share from which it is a faster horse (4.1).
    pub faster_horse: f64,
    /// Share of market and engineering from which it is none (4.1).
    pub faster_horse_market: f64,
    /// Probability under which a mix is called skewed (4.1).
    pub skewed: f64,
    /// z of the one-sided bounds; 1.6448536 is 95 % (4.1).
    pub z: f64,
    /// Share of one account in a candidate's weight that is named (4.2).
    pub largest_account: f64,
    /// Share of a candidate's evidence the competitive family may have (4.3).
    pub competitive_cap: f64,
    /// Weight kept per mouth a signal passed (4).
    pub fidelity: f64,
    /// Days after which a link weighs half (4).
    pub half_life_days: f64,
    /// Share of draws from which a rank is firm (4.4).
    pub firm: f64,
    /// Share of draws under which neighbours share a band (4.4).
    pub band: f64,
    /// Concentration of the weights' wobble (4.4).
    pub kappa: f64,
    /// Share of sustainable value that is flagged (4.5).
    pub sustainable: f64,
    /// Discount a year (4.5).
    pub discount: f64,
    /// Days until a champion's chain is stale (4.6).
    pub champion_fresh_days: u32,
    /// Probability under which a stage is blind (4.7).
    pub blind: f64,
    /// Signals under which the blind-spot test says "too early" (4.7).
    pub blind_signals: u32,
    /// Technical terms per 100 words a business text may have (4.8).
    pub jargon: f64,
    /// Kendall's W under which lenses disagree (4.8).
    pub agreement: f64,
    /// Lower bound of follow-through that reads "trusted" (4.9).
    pub trusted: f64,
    /// Share of tactical work that warns.
    pub tactical: f64,
    /// Snoozes after which a verdict is asked for (4.10).
    pub snoozes: u8,
    /// Days without an industry contact that are named.
    pub industry_days: u32,
    /// Days a theme may be without an industry signal.
    pub theme_days: u32,
    /// Open unknowns a candidate in `now` may have.
    pub unknowns: u32,
    /// Share of one channel over all candidates that is named.
    pub owning_channel: f64,
    /// Share of own thesis in `now` under which it is flagged.
    pub own_thesis: f64,
    /// Days after shipping until the look-back is due.
    pub look_back_days: u32,
    /// Days after which an open risk escalates.
    pub risk_days: u32,
    /// Trigram or token similarity from which two signals look alike.
    pub alike: f64,
    /// Weight of links at which the evidence driver reads 0.5.
    pub evidence_half: f64,
    /// Days back the share of tactical work is taken over.
    pub tactical_days: u32,
    /// Years after which the assumption a candidate in `now` rests on is called old.
    pub assumption_years: u32,
    /// Share of the value behind a candidate in `now` that fresh champion chains should cover.
    pub covered: f64,
    /// Share of `now` that should lead towards the North Star.
    pub aligned: f64,
    /// Weeks of work up to which a candidate counts as short-term.
    pub short_weeks: f64,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            thin_voices: 5,
            faster_horse: 0.60,
            faster_horse_market: 0.15,
            skewed: 0.05,
            z: 1.644_853_6,
            largest_account: 0.40,
            competitive_cap: 0.15,
            fidelity: 0.6,
            half_life_days: 90.0,
            firm: 0.8,
            band: 0.65,
            kappa: 99.0,
            sustainable: 0.25,
            discount: 0.10,
            champion_fresh_days: 60,
            blind: 0.05,
            blind_signals: 20,
            jargon: 2.0,
            agreement: 0.5,
            trusted: 0.70,
            tactical: 0.5,
            snoozes: 3,
            industry_days: 30,
            theme_days: 60,
            unknowns: 3,
            owning_channel: 0.80,
            own_thesis: 0.20,
            look_back_days: 90,
            risk_days: 30,
            alike: 0.45,
            evidence_half: 4.0,
            tactical_days: 7,
            assumption_years: 5,
            covered: 0.5,
            aligned: 0.5,
            short_weeks: 13.0,
        }
    }
}
