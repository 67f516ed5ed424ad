//! The North Star: statement and metric, company goals, product goals under them.

use super::{Line, Tone};
use crate::app::model::Model;

pub(super) fn lines(model: &Model) -> Vec<Line> {
    let strategy = model.workspace.strategy();
    let star = &strategy.north_star;
    if star.statement.is_empty() && strategy.goals.is_empty() {
        return vec![
            Line::text("There is no North Star yet."),
            Line::muted("e writes one: statement, metric, goals, drivers and lenses, capacity."),
        ];
    }
    let mut lines = vec![Line::default().and(Tone::Strong, star.statement.clone())];
    if !star.metric.is_empty() {
        let now = star.now.map(|now| format!(" · now {now}")).unwrap_or_default();
        let target = star.target.map(|target| format!(" · target {target}")).unwrap_or_default();
        lines.push(Line::muted(format!("{}{now}{target}", star.metric)));
    }
    for goal in strategy.goals.iter().filter(|goal| goal.of_company) {
        lines.push(Line::empty());
        lines.push(Line::heading(format!("{} · {}", goal.key, goal.text)));
        for below in strategy.goals.iter().filter(|below| below.parent == goal.key) {
            lines.push(Line::text(format!("  {} · {}", below.key, below.text)));
        }
    }
    let orphans: Vec<_> = strategy
        .goals
        .iter()
        .filter(|goal| !goal.of_company && strategy.goals.iter().all(|above| above.key != goal.parent))
        .collect();
    if !orphans.is_empty() {
        lines.push(Line::empty());
        lines.push(Line::default().and(Tone::Warning, "! Product goals without a company goal above"));
        lines.extend(orphans.iter().map(|goal| Line::text(format!("  {} · {}", goal.key, goal.text))));
    }
    lines.push(Line::empty());
    lines.push(Line::muted("e edits goals, drivers, lenses, capacity and limits; ctrl-e in your editor"));
    lines
}
