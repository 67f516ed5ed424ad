//! What lies over the home screen, one file each. `covers` says which fill the whole body, so that nothing
//! below them is drawn for nothing.

mod board;
pub mod filter;
mod focus;
mod form;
mod form_list;
mod import;
mod menu;
mod page;
mod picker;
mod prompt;
mod split;

use super::Scene;
use crate::app::overlay::Overlay;
use ratatui::buffer::Buffer;
use ratatui::layout::Position;

/// Tells whether an overlay fills the whole body.
pub fn covers(overlay: &Overlay) -> bool {
    matches!(overlay, Overlay::Focus(_) | Overlay::Page(_) | Overlay::Board(_) | Overlay::Split(_))
}

/// Draws one overlay. Returns where its caret or selected row is.
pub fn draw(scene: &Scene<'_>, overlay: &Overlay, buf: &mut Buffer) -> Option<Position> {
    match overlay {
        Overlay::Focus(focus) => focus::draw(scene, focus, buf),
        Overlay::Page(page) => page::draw(scene, page, buf),
        Overlay::Board(one) => board::draw(scene, one, buf),
        Overlay::Form(form) => form::draw(scene, form, buf),
        Overlay::Picker(picker) => picker::draw(scene, picker, buf),
        Overlay::Menu(menu) => menu::draw(scene, menu, buf),
        Overlay::Prompt(prompt) => prompt::draw(scene, prompt, buf),
        // Takes the place of the status line, which is drawn last.
        Overlay::Filter(_) => None,
        Overlay::Split(split) => split::draw(scene, split, buf),
        Overlay::Import(plan) => import::draw(scene, plan, buf),
    }
}
