//! The three lists. A pane builds only the rows on the screen and looks up only their records, so drawing
//! costs the same whatever the list holds.

pub mod candidates;
pub mod signals;
pub mod stakeholders;

use super::Scene;
use super::text::{Align, fit, width, wrap};
use super::widgets::panel::Panel;
use super::widgets::row::Row;
use super::widgets::{inset, put_line, thousands, window_top};
use crate::app::lists::List;
use crate::app::model::{Model, Pane};
use crate::domain::record::RecordId;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::Line;

/// What a row is told about itself.
#[derive(Clone, Copy)]
pub struct Place {
    /// Index in the list.
    pub at: usize,
    /// Columns behind the cursor's bar and the mark.
    pub width: usize,
}

/// A row without bar and mark, and the column its title begins at.
pub struct Drawn {
    pub line: Line<'static>,
    pub title_at: usize,
}

/// Columns for the cursor's bar and the mark.
const LEAD: usize = 2;

/// Draws a pane. Returns where the title of its selected row is, if the pane has the focus.
pub fn draw(scene: &Scene<'_>, pane: Pane, buf: &mut Buffer) -> Option<Position> {
    let list = scene.model.list(pane);
    let is_focused = scene.model.focus == pane;
    let (title, aside) = titles(scene, pane);
    let panel = Panel { title: &title, aside: &aside, is_focused, ..Panel::default() };
    let inner = panel.draw(buf, scene.layout.pane(pane), scene.theme);
    if inner.is_empty() {
        return None;
    }
    if list.rows.is_empty() {
        say_empty(scene, pane, inner, buf);
        return is_focused.then(|| inner.as_position());
    }
    let top = window_top(list.top, list.selected, list.rows.len(), usize::from(inner.height));
    let mut caret = None;
    for (area, (at, id)) in inner.rows().zip(list.rows.iter().enumerate().skip(top)) {
        let place = Place { at, width: usize::from(inner.width).saturating_sub(LEAD) };
        let drawn = row(scene, *id, place);
        let title_at = (LEAD + drawn.title_at).min(usize::from(inner.width) - 1) as u16;
        let is_selected = at == list.selected;
        put_row(scene, list, (*id, is_selected, is_focused), drawn, area, buf);
        if is_selected && is_focused {
            caret = Some(Position::new(area.x + title_at, area.y));
        }
    }
    caret
}

fn row(scene: &Scene<'_>, id: RecordId, place: Place) -> Drawn {
    let workspace = &scene.model.workspace;
    let drawn = match id {
        RecordId::Signal(id) => workspace.signal(id).map(|one| signals::row(scene, one, place)),
        RecordId::Stakeholder(id) => {
            workspace.stakeholder(id).map(|one| stakeholders::person(scene, one, place))
        }
        RecordId::Account(id) => workspace.account(id).map(|one| stakeholders::account(scene, one, place)),
        RecordId::Candidate(id) => workspace.candidate(id).map(|one| candidates::row(scene, one, place)),
        RecordId::Meeting(_) | RecordId::Strategy => None,
    };
    drawn.unwrap_or_else(|| {
        let line = Row::default().left(&id.to_string(), place.width, scene.theme.muted).done();
        Drawn { line, title_at: 0 }
    })
}

fn put_row(
    scene: &Scene<'_>,
    list: &List,
    (id, is_selected, is_focused): (RecordId, bool, bool),
    drawn: Drawn,
    area: Rect,
    buf: &mut Buffer,
) {
    let theme = scene.theme;
    let is_marked = list.marks.contains(&id);
    let bar = if is_selected { "▌" } else { " " };
    let mark = if is_marked { "*" } else { " " };
    let row = Row::default().left(bar, 1, theme.border_focused).left(mark, 1, theme.marked);
    put_line(buf, area, &row.line(drawn.line, area.width.into()).done());
    let body = Rect { x: area.x + 1, width: area.width.saturating_sub(1), ..area };
    match (is_selected, is_focused) {
        (true, true) => buf.set_style(body, theme.selected),
        (true, false) => buf.set_style(body, theme.selected_idle),
        (false, _) if is_marked => buf.set_style(body, theme.marked),
        (false, _) => {}
    }
}

/// The title of a pane and what stands at the right of it.
fn titles(scene: &Scene<'_>, pane: Pane) -> (String, String) {
    let (mut title, aside) = match pane {
        Pane::Signals => signals::titles(scene),
        Pane::Stakeholders => stakeholders::titles(scene),
        Pane::Candidates => candidates::titles(scene),
    };
    let list = scene.model.list(pane);
    if !list.filter.trim().is_empty() {
        let text = scene.veil.cover(list.filter.trim());
        let text = fit(&text, width(&text).min(40), Align::Left);
        title.push_str(&format!(" · /{text} {}", thousands(list.rows.len())));
    }
    if !list.marks.is_empty() {
        title.push_str(&format!(" · {} marked", thousands(list.marks.len())));
    }
    if let Some(record) = list.narrowed.and_then(|id| scene.model.workspace.get(id)) {
        title.push_str(&format!(" · of {}", scene.veil.cover(record.title())));
    }
    if scene.model.is_loading && pane == Pane::Signals {
        title.push_str(" · loading …");
    }
    (title, aside)
}

/// How many records a pane shows in its view when nothing is filtered.
pub fn count_in_view(model: &Model, pane: Pane) -> usize {
    use crate::app::lists::View::{Other, Usual};
    let workspace = &model.workspace;
    match (pane, model.list(pane).view) {
        (Pane::Signals, Usual) => workspace.index().inbox_count(model.today),
        (Pane::Signals, Other) => workspace.signals().len(),
        (Pane::Stakeholders, Usual) => workspace.stakeholders().len(),
        (Pane::Stakeholders, Other) => workspace.accounts().len(),
        (Pane::Candidates, _) => workspace.candidates().len(),
    }
}

/// An empty list says why it is empty and what can be done.
fn say_empty(scene: &Scene<'_>, pane: Pane, inner: Rect, buf: &mut Buffer) {
    let list = scene.model.list(pane);
    let text = if scene.model.is_loading && pane == Pane::Signals {
        "Loading …"
    } else if !list.filter.trim().is_empty() {
        "Nothing matches the filter; esc takes it off, v looks in the other view."
    } else if list.narrowed.is_some() {
        "Nothing belongs to it; esc widens."
    } else {
        match pane {
            Pane::Signals => "The inbox is empty. v shows all signals, a adds one, g i imports.",
            Pane::Stakeholders => "Nobody here yet. a adds one, g i imports; v shows people or accounts.",
            Pane::Candidates => "No candidates yet. a adds one; l on a signal makes one by its name.",
        }
    };
    let area = inset(inner, LEAD as u16);
    for (line, row) in wrap(text, area.width.into()).iter().zip(area.rows()) {
        put_line(buf, row, &Line::styled(line.clone(), scene.theme.muted));
    }
}

/// The style of an age or a count that is late.
pub fn late(scene: &Scene<'_>, is_late: bool) -> Style {
    if is_late { scene.theme.warning } else { scene.theme.muted }
}
