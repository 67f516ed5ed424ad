//! Rank ribbons: for every open candidate, how often the draws gave it each of the first ranks (METHODS 4.4), one
//! cell a rank, and below it in words which weight would let the next one pass. Reads the latest draws, makes none.

use super::record::to_be_passed;
use super::{Line, Tone};
use crate::analysis::balance::percent;
use crate::analysis::number::Number;
use crate::analysis::rank::Firmness;
use crate::app::model::Model;
use crate::domain::candidate::{Candidate, Horizon};
use crate::domain::record::RecordId;
use crate::domain::shown::shortened;
use std::sync::Arc;

/// Ranks a ribbon has a cell for.
pub const RANKS: usize = 20;
/// Pairs whose tipping weight is told.
const PAIRS: usize = 6;
/// A share below this is no cell.
const LEAST: f64 = 0.01;

pub(super) fn lines(model: &Model) -> Vec<Line> {
    let Some(lens) = model.lens_name() else {
        return vec![Line::muted("There is no lens yet: g n, then e sets up drivers and lenses.")];
    };
    if model.ranking.weakest {
        return vec![Line::text("By the weakest of all lenses nothing is drawn: choose one lens first.")];
    }
    if model.ranking.firmness.is_empty() {
        return vec![
            Line::text("Nothing is drawn yet: ribbons come by themselves once the draws are made."),
            Line::muted("Draws need an open candidate with a score."),
        ];
    }
    let open = |one: &&Arc<Candidate>| !matches!(one.horizon, Horizon::Shipped | Horizon::Rejected);
    let order = model.ranking.order.iter().filter_map(|id| model.workspace.candidate(*id));
    let candidates: Vec<&Arc<Candidate>> = order.filter(open).collect();
    let mut lines = vec![
        Line::heading(format!("Ranks under {lens}")).and(Tone::Muted, drawn(model)),
        Line::muted(format!(
            "  {:<5} {:<22} {:<4} {:<7} {:<21} {}",
            "rank", "", "sum", "", "1   5    10   15   20", "mostly"
        )),
    ];
    lines.extend(candidates.iter().map(|one| row(model, one)));
    lines.push(Line::empty());
    lines.push(Line::heading("What would change places"));
    lines.extend(candidates.windows(2).take(PAIRS).filter_map(|pair| match pair {
        [one, next] => Some(tip(model, one, next)),
        _ => None,
    }));
    lines
}

/// How many draws there were, and whether newer ones are on their way.
fn drawn(model: &Model) -> String {
    let late = if model.ranking.is_drawn() { "" } else { ", of the order before; new ones are being made" };
    format!("  a cell is a rank, its height the share of {} draws{late}", model.ranking.draws)
}

fn row(model: &Model, candidate: &Candidate) -> Line {
    let firm = model.ranking.firmness.get(&candidate.id);
    let shares = model.ranking.shares.get(&candidate.id).map_or(&[][..], Vec::as_slice);
    let total = model.ranking.total(candidate.id).map_or("–".to_string(), |total| format!("{total:.2}"));
    let title = shortened(&candidate.title, 22);
    Line::default()
        .and(Tone::Strong, format!("  {:<5} ", firm.map_or("…".to_string(), Firmness::place)))
        .and(Tone::Plain, format!("{title:<22} "))
        .and(Tone::Muted, format!("{total:<4} {:<7} ", model.how_firm(candidate)))
        .and(Tone::Bar, ribbon(shares))
        .and(Tone::Muted, format!("  {}", most_often(shares)))
        .opening(Number::Acceptability, Some(RecordId::Candidate(candidate.id)))
}

/// One cell a rank, the higher the more often.
fn ribbon(shares: &[f64]) -> String {
    const CELLS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let cell = |share: &f64| match *share {
        share if share < LEAST => ' ',
        share => CELLS[((share * 8.0).ceil() as usize).clamp(1, 8) - 1],
    };
    let cells: String = shares.iter().take(RANKS).map(cell).collect();
    format!("{cells:<RANKS$}")
}

/// The rank it has most often, in words for whoever cannot read the ribbon.
fn most_often(shares: &[f64]) -> String {
    let best = shares.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(&a.0)));
    match best {
        None => "not counted".into(),
        Some((_, share)) if *share < LEAST => format!("past {}", ordinal(RANKS)),
        Some((rank, share)) => format!("{} {}", ordinal(rank + 1), percent(*share)),
    }
}

fn ordinal(rank: usize) -> String {
    let tail = match (rank % 10, rank % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{rank}{tail}")
}

fn tip(model: &Model, one: &Candidate, next: &Candidate) -> Line {
    let tip = to_be_passed(model, one).unwrap_or_else(|| "no single weight can flip it".into());
    let mut line = Line::default()
        .and(Tone::Plain, format!("  {} before {}: ", shortened(&one.title, 24), shortened(&next.title, 24)))
        .and(Tone::Muted, tip)
        .opening(Number::Tipping, Some(RecordId::Candidate(one.id)));
    line.indent = 4;
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_rise_with_the_share_and_words_say_the_largest() {
        assert_eq!(ribbon(&[0.89, 0.1, 0.009, 0.0, 0.01, 1.0]).trim_end(), "█▁  ▁█");
        assert_eq!(ribbon(&[]).chars().count(), RANKS);
        assert_eq!(ribbon(&[0.5; 40]).chars().count(), RANKS);
        assert_eq!(most_often(&[0.89, 0.11]), "1st 89 %");
        assert_eq!(most_often(&[0.5, 0.5]), "1st 50 %");
        assert_eq!(most_often(&[0.0; 20]), "past 20th");
        assert_eq!(most_often(&[]), "not counted");
        assert_eq!([2, 3, 11, 12, 13, 21].map(ordinal), ["2nd", "3rd", "11th", "12th", "13th", "21st"]);
    }
}
