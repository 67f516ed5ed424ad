//! The roadmap: candidates by horizon, with the cut line where the capacity of `now` ends.

use super::{Line, Tone};
use crate::analysis::score;
use crate::app::model::Model;
use crate::domain::candidate::Horizon;
use crate::domain::record::RecordId;

pub(super) fn lines(model: &Model) -> Vec<Line> {
    let strategy = model.workspace.strategy();
    let lens = score::lens(strategy, "");
    let room = strategy.capacity.weeks - strategy.capacity.reserve;
    let order = score::order(&model.workspace, lens);
    let mut lines = Vec::new();
    for horizon in Horizon::ALL {
        let of: Vec<_> = order
            .iter()
            .filter_map(|id| model.workspace.candidate(*id))
            .filter(|candidate| candidate.horizon == horizon)
            .collect();
        if of.is_empty() && Horizon::Later < horizon {
            continue;
        }
        lines.push(Line::heading(format!("{} · {}", horizon.name(), of.len())));
        let mut weeks = 0.0;
        let mut is_cut = false;
        for candidate in of {
            let effort = candidate.effort_weeks.map(crate::domain::evidence::Range::mid);
            weeks += effort.unwrap_or(0.0);
            if horizon == Horizon::Now && 0.0 < strategy.capacity.weeks && room < weeks && !is_cut {
                is_cut = true;
                lines.push(Line::default().and(
                    Tone::Warning,
                    format!(
                        "  ─── cut line · {room} of {} weeks, {} kept for fixes ───",
                        strategy.capacity.weeks, strategy.capacity.reserve
                    ),
                ));
            }
            let scored = lens.and_then(|lens| score::total(candidate, lens, strategy).total);
            let scored = scored.map_or(" .  ".to_string(), |total| format!("{total:.2}"));
            let effort = effort.map_or("  ? w".to_string(), |weeks| format!("{weeks:>3} w"));
            let hand = if candidate.manual_rank.is_some() { "✋" } else { "  " };
            lines.push(
                Line::default()
                    .and(Tone::Muted, format!("  {scored} {effort} {hand} "))
                    .and(Tone::Plain, candidate.title.clone())
                    .to(RecordId::Candidate(candidate.id)),
            );
        }
        lines.push(Line::empty());
    }
    lines
}
