//! The home screen: three panes and the detail side by side, or one pane at a time under a line of tabs.

use super::{Scene, detail, panes, tabs};
use crate::app::layout::Mode;
use crate::app::model::Pane;
use ratatui::buffer::Buffer;
use ratatui::layout::Position;

/// Draws the home screen. Returns where the focused row is.
pub fn draw(scene: &Scene<'_>, buf: &mut Buffer) -> Option<Position> {
    let focus = scene.model.focus;
    if scene.layout.mode == Mode::Narrow {
        tabs::draw(scene, buf);
    } else {
        for pane in Pane::ALL.into_iter().filter(|pane| *pane != focus) {
            panes::draw(scene, pane, buf);
        }
    }
    let caret = panes::draw(scene, focus, buf);
    detail::draw(scene, buf);
    caret
}
