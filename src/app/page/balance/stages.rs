//! The stages of the pipeline: how much is heard from each, where chance does not explain the silence, and the
//! steps nobody's work in `now` moves.

use super::BAR;
use crate::analysis::number::Number;
use crate::analysis::pipeline::{self, Ear, Pipeline};
use crate::app::model::Model;
use crate::app::page::{Line, Tone, bar_with_mark};
use crate::domain::strategy::Strategy;

pub(super) fn lines(model: &Model) -> Vec<Line> {
    let strategy = model.workspace.strategy();
    let read = pipeline::read(pipeline::heard(&model.workspace), strategy);
    let mut lines = vec![Line::heading("Stages of the pipeline; │ is the expected share")];
    lines.extend(read.ears.iter().map(|ear| row(ear, &read, strategy)));
    let sentence = format!("  {}; {:.2} bit from the expected mix", read.sentence(strategy), read.divergence);
    lines.push(Line::text(sentence).opening(Number::Divergence, None));
    let steps = pipeline::transitions(&model.workspace);
    for step in steps.iter().filter(|step| step.movers.is_empty()) {
        let (from, to) = (strategy.stage_name(step.from), strategy.stage_name(step.to));
        lines.push(Line::muted(format!("  {from} → {to}: nobody moves it in now")));
    }
    lines
}

fn row(ear: &Ear, read: &Pipeline, strategy: &Strategy) -> Line {
    let share = f64::from(ear.heard) / f64::from(read.signals.max(1));
    let (tone, word) = match (read.is_too_early, ear.is_blind) {
        (true, _) => (Tone::Muted, "too early".to_string()),
        (false, true) => (Tone::Warning, "! blind".to_string()),
        (false, false) => (Tone::Muted, String::new()),
    };
    Line::default()
        .opening(Number::StageCount(ear.stage), None)
        .and(Tone::Plain, format!("  {:<12}", strategy.stage_name(ear.stage)))
        .and(Tone::Muted, format!("{:>6}  p {:>5.3}    ", ear.heard, ear.probability))
        .and(Tone::Bar, bar_with_mark(share, ear.expected, BAR * 3 / 2))
        .and(tone, format!(" {word}"))
}
