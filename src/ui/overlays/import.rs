//! What an import would bring, before anything is changed: counts, how columns are read, the first titles,
//! and what is left out and why.

use crate::app::message::ImportPlan;
use crate::app::page::{Line as Sentence, Tone};
use crate::ui::Scene;
use crate::ui::widgets::panel::Panel;
use crate::ui::widgets::{box_in, clear, inset, put_lines, thousands, tones};
use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use ratatui::text::Line;

/// Columns of the box.
const WIDTH: u16 = 100;
/// Titles and skipped places that are listed.
const LISTED: usize = 5;

/// Draws the preview. Returns the place of its first line.
pub fn draw(scene: &Scene<'_>, plan: &ImportPlan, buf: &mut Buffer) -> Option<Position> {
    let body = scene.layout.body;
    let columns = WIDTH.min(body.width.saturating_sub(2));
    let text = usize::from(columns).saturating_sub(4);
    let rows: Vec<Line<'_>> =
        sentences(plan, body.height.into()).iter().flat_map(|line| tones::rows(scene, line, text)).collect();
    let area = box_in(body, columns, rows.len() as u16 + 2);
    clear(buf, area);
    let title = format!("Import {}", scene.veil.cover(&plan.path));
    let foot = "enter imports, esc leaves";
    let panel = Panel { title: &title, aside: &plan.format, foot, is_focused: true };
    let inner = inset(panel.draw(buf, area, scene.theme), 1);
    put_lines(buf, inner, &rows);
    Some(inner.as_position())
}

fn sentences(plan: &ImportPlan, height: usize) -> Vec<Sentence> {
    let is_low = height < 24;
    let mut lines = vec![counts(plan)];
    if !plan.sample.is_empty() {
        heading(&mut lines, "The first titles", is_low);
        let shown = if is_low { 3 } else { LISTED };
        lines.extend(plan.sample.iter().take(shown).map(|title| set_in(Tone::Plain, title)));
    }
    if !plan.mapping.is_empty() {
        heading(&mut lines, "Read from columns", is_low);
        let pairs: Vec<String> =
            plan.mapping.iter().map(|(field, column)| format!("{field} ← {column}")).collect();
        lines.push(set_in(Tone::Plain, &pairs.join(", ")));
    }
    if !plan.skipped.is_empty() {
        heading(&mut lines, &format!("Left out · {}", thousands(plan.skipped.len())), is_low);
        let shown = if is_low { 3 } else { LISTED };
        for (place, why) in plan.skipped.iter().take(shown) {
            lines.push(set_in(Tone::Warning, &format!("{place}: ")).and(Tone::Plain, why.clone()));
        }
        let more = plan.skipped.len().saturating_sub(shown);
        if 0 < more {
            lines.push(set_in(Tone::Muted, &format!("… and {} more", thousands(more))));
        }
    }
    lines
}

fn counts(plan: &ImportPlan) -> Sentence {
    let number = |count: usize, word: &str| format!("{} {word}", thousands(count));
    let skipped = if plan.skipped.is_empty() { Tone::Muted } else { Tone::Warning };
    Sentence::default()
        .and(Tone::Good, number(plan.new, "new"))
        .and(Tone::Plain, format!(" · {}", number(plan.updated, "updated")))
        .and(Tone::Muted, format!(" · {}", number(plan.same, "same as before")))
        .and(skipped, format!(" · {}", number(plan.skipped.len(), "left out")))
}

fn heading(lines: &mut Vec<Sentence>, text: &str, is_low: bool) {
    if !is_low {
        lines.push(Sentence::empty());
    }
    lines.push(Sentence::heading(text));
}

fn set_in(tone: Tone, text: &str) -> Sentence {
    let mut line = Sentence::default().and(Tone::Plain, "  ").and(tone, text);
    line.indent = 4;
    line
}
