//! The first start: what northstar is and where its files will be. The menu of beginnings lies over it.

use super::Scene;
use super::text::{Align, fit, wrap};
use super::widgets::{inset, put, row_of};
use ratatui::buffer::Buffer;

const WHAT: &str =
    "Signals in, defended priorities out: what you hear, who said it, and what follows from it.";

/// Draws the ground of the first start.
pub fn draw(scene: &Scene<'_>, buf: &mut Buffer) {
    let area = inset(scene.layout.body, 2);
    let columns = usize::from(area.width);
    put(buf, row_of(area, 1), &fit("★ northstar", columns, Align::Centre), scene.theme.title);
    let lines = wrap(WHAT, columns);
    for (line, at) in lines.iter().zip(2..) {
        put(buf, row_of(area, at), &fit(line, columns, Align::Centre), scene.theme.text);
    }
    if scene.model.overlays.is_empty() {
        let place = format!("Your files will be in {}.", scene.model.name);
        let ask = "Nothing is written before you choose; press any key to choose how to begin.";
        let at = 3 + lines.len() as u16;
        for (line, at) in wrap(&place, columns).into_iter().chain(wrap(ask, columns)).zip(at..) {
            put(buf, row_of(area, at), &fit(&line, columns, Align::Centre), scene.theme.muted);
        }
    }
}
