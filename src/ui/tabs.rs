//! The line of tabs on narrow screens: which pane is shown, and what the other keys show.

use super::Scene;
use super::widgets::{put_line, thousands};
use crate::app::model::Pane;
use ratatui::buffer::Buffer;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Draws the tabs: with counts if they fit, else with names, else only the focused one by its name.
pub fn draw(scene: &Scene<'_>, buf: &mut Buffer) {
    let area = scene.layout.tabs;
    let wide = tabs(scene, |pane, _| format!("{} {}", pane.name(), count(scene, pane)));
    let named = tabs(scene, |pane, _| pane.name().to_string());
    let short = tabs(scene, |pane, is_focused| if is_focused { pane.name() } else { "" }.to_string());
    let fits = |line: &Line<'_>| line.width() <= usize::from(area.width);
    let line = if fits(&wide) {
        wide
    } else if fits(&named) {
        named
    } else {
        short
    };
    put_line(buf, area, &line);
}

fn count(scene: &Scene<'_>, pane: Pane) -> String {
    thousands(scene.model.list(pane).rows.len())
}

fn tabs(scene: &Scene<'_>, label: impl Fn(Pane, bool) -> String) -> Line<'static> {
    let mut line = Line::default();
    for (pane, key) in Pane::ALL.into_iter().zip('1'..) {
        let is_focused = pane == scene.model.focus;
        let pick = |style: Style| if is_focused { scene.theme.selected } else { style };
        line.push_span(Span::styled(format!(" {key} "), pick(scene.theme.key)));
        line.push_span(Span::styled(format!("{} ", label(pane, is_focused)), pick(scene.theme.text)));
        line.push_span(Span::raw(" "));
    }
    line
}
