//! The four families of what was kept, against the mix that is meant; the mark in a bar is the target.

use super::BAR;
use crate::analysis::balance::{Reading, percent};
use crate::analysis::meter;
use crate::analysis::number::Number;
use crate::app::model::Model;
use crate::app::page::{Line, Tone, bar_with_mark};
use crate::domain::channel::Family;
use jiff::Timestamp;

pub(super) fn lines(model: &Model) -> Vec<Line> {
    let mut lines = vec![Line::heading("Kept signals by family; │ is the target")];
    let Some(reading) = meter::since(&model.workspace, Timestamp::MIN) else {
        lines.push(Line::muted("  Nothing was kept yet: K keeps a signal, l links it."));
        return lines;
    };
    let target = model.workspace.strategy().target_mix.shares();
    lines.extend(Family::ALL.map(|family| row(&reading, family, target[family as usize])));
    let sentence = Line::text(format!("  {}", reading.sentence()));
    lines.push(sentence.opening(Number::CustomerShare, None));
    let week = model.mix.as_ref().map_or("nothing was kept yet".to_string(), Reading::sentence);
    lines.push(Line::muted(format!("  this week: {week}")));
    lines
}

fn row(reading: &Reading, family: Family, meant: f64) -> Line {
    let share = reading.share(family);
    let apart = (share - meant) * 100.0;
    Line::default()
        .opening(Number::CustomerShare, None)
        .and(Tone::Plain, format!("  {:<12}", family.name()))
        .and(Tone::Muted, format!("{:>6} of {:>5}   ", percent(share), percent(meant)))
        .and(Tone::Bar, bar_with_mark(share, meant, BAR * 3 / 2))
        .and(Tone::Muted, format!(" {apart:+.0}"))
}
