//! Drawing: reads the model, never changes it. `view` draws the home screen, then the overlays bottom to
//! top, then the status bar, and puts the terminal's cursor on the focused row or the caret.
//!
//! Every text reaches the buffer through `text.rs`, so nothing a stranger wrote can steer the terminal.

mod detail;
mod facts;
mod home;
mod overlays;
mod panes;
mod pending;
mod start;
mod status_bar;
pub mod svg;
mod tabs;
pub mod text;
pub mod theme;
mod veil;
mod widgets;

#[cfg(test)]
mod tests;

use crate::app::layout::{Layout, Mode, SMALLEST};
use crate::app::model::Model;
use crate::app::overlay::Overlay;
use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use text::{Align, fit};
use theme::Theme;
use veil::Veil;

/// What every part of the screen is drawn from.
struct Scene<'a> {
    model: &'a Model,
    theme: &'a Theme,
    layout: Layout,
    veil: Veil,
}

/// Draws the whole screen, at any size.
pub fn view(frame: &mut Frame<'_>, model: &Model, theme: &Theme) {
    let area = frame.area();
    // By the frame, not by the model: a terminal that shrank a moment ago must not be drawn beyond its end.
    let layout = Layout::of((area.width, area.height));
    if layout.mode == Mode::TooSmall {
        too_small(frame.buffer_mut(), area, theme);
        return;
    }
    let scene = Scene { model, theme, layout, veil: Veil::of(model) };
    if let Some(caret) = draw(&scene, frame.buffer_mut()) {
        frame.set_cursor_position(caret);
    }
}

/// Draws every layer. Returns where the terminal's cursor belongs: with the topmost thing that has a place.
fn draw(scene: &Scene<'_>, buf: &mut Buffer) -> Option<Position> {
    let overlays = &scene.model.overlays;
    let mut caret = None;
    if scene.model.is_first_start {
        start::draw(scene, buf);
    } else if !overlays.iter().any(overlays::covers) {
        caret = home::draw(scene, buf);
    }
    let first = overlays.iter().rposition(overlays::covers).unwrap_or(0);
    for overlay in &overlays[first.min(overlays.len())..] {
        caret = overlays::draw(scene, overlay, buf).or(caret);
    }
    pending::draw(scene, buf);
    match overlays.last() {
        Some(Overlay::Filter(line)) => Some(overlays::filter::draw(scene, line, buf)),
        _ => {
            status_bar::draw(scene, buf);
            caret
        }
    }
}

fn too_small(buf: &mut Buffer, area: Rect, theme: &Theme) {
    let text = format!("Too small: 60×20 is enough, {}×{} the least.", SMALLEST.0, SMALLEST.1);
    let short = "Too small: 60×20 is enough.";
    let text = if text::width(&text) <= usize::from(area.width) { text.as_str() } else { short };
    let row = Rect { y: area.y + area.height / 2, height: area.height.min(1), ..area };
    widgets::put(buf, row, &fit(text, usize::from(area.width), Align::Centre), theme.text);
}
