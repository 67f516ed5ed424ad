//! A form: labels at the left, fields at the right, help or what is wrong under the field. Only the focused
//! field is drawn by its text area, which keeps its own scroll; the others show their beginnings.

use crate::app::form::fields::Shape;
use crate::app::form::{Field, Form};
use crate::ui::Scene;
use crate::ui::text::{Align, fit, wrap};
use crate::ui::widgets::panel::Panel;
use crate::ui::widgets::{below, box_in, clear, input, inset, prose, put, row_of};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Columns of the widest form.
const WIDTH: u16 = 100;
/// Columns of the labels, bar and gap included.
const LABEL: u16 = 16;
/// Rows of a field of many lines.
const ROWS: (u16, u16) = (3, 8);

/// Draws the form. Returns where the caret is.
pub fn draw(scene: &Scene<'_>, form: &Form, buf: &mut Buffer) -> Option<Position> {
    let body = scene.layout.body;
    let columns = WIDTH.min(body.width.saturating_sub(2));
    let text_columns = columns.saturating_sub(LABEL + 4);
    let most = (body.height / 2).clamp(ROWS.0, ROWS.1);
    let heights: Vec<u16> = form
        .fields
        .iter()
        .enumerate()
        .map(|(at, field)| height(form, at, field, text_columns, most))
        .collect();
    let wanted = heights.iter().fold(0_u16, |sum, rows| sum.saturating_add(*rows));
    let area = box_in(body, columns, wanted.saturating_add(2));
    clear(buf, area);
    let is_draft = form.from_draft || form.draft().is_some();
    let title = if is_draft { format!("{} · draft", form.title) } else { form.title.clone() };
    let place = format!("{} of {}", form.focus + 1, form.fields.len());
    let panel = Panel { title: &title, foot: &place, is_focused: true, ..Panel::default() };
    let mut rest = inset(panel.draw(buf, area, scene.theme), 1);
    let mut caret = None;
    for (at, field) in form.fields.iter().enumerate().skip(first(form, &heights, rest.height)) {
        let place = Rect { height: heights[at].min(rest.height), ..rest };
        let is_focused = at == form.focus;
        caret = put_field(scene, (field, is_focused), place, buf).or(caret);
        rest = below(rest, heights[at]);
    }
    caret
}

/// The first field on the screen, so that the focused one is on it whole.
fn first(form: &Form, heights: &[u16], room: u16) -> usize {
    let focus = form.focus.min(heights.len().saturating_sub(1));
    let mut first = form.top.min(focus);
    while first < focus && room < heights[first..=focus].iter().sum() {
        first += 1;
    }
    first
}

/// Rows of a field with the sentences under it.
fn height(form: &Form, at: usize, field: &Field, columns: u16, most: u16) -> u16 {
    let is_focused = at == form.focus;
    let text = match field.shape {
        Shape::Line | Shape::Choice(_) => 1,
        Shape::Text | Shape::Private => {
            let value = field.text.value();
            let rows = prose::window(&value, columns.into(), 0, usize::from(most)).lines.len() as u16;
            // A line more than there is, to go on writing in.
            (rows + u16::from(is_focused)).clamp(ROWS.0, most)
        }
    };
    text + (sentences(field, is_focused, columns).len() as u16)
}

/// What stands under a field: what is wrong with it, else help while it has the focus.
fn sentences(field: &Field, is_focused: bool, columns: u16) -> Vec<String> {
    match &field.error {
        Some(why) => wrap(&format!("✗ {why}"), columns.into()),
        None if is_focused => wrap(field.help, columns.into()),
        None => Vec::new(),
    }
}

fn put_field(
    scene: &Scene<'_>,
    (field, is_focused): (&Field, bool),
    area: Rect,
    buf: &mut Buffer,
) -> Option<Position> {
    let theme = scene.theme;
    let label = Rect { width: LABEL.min(area.width), ..area };
    let label_style = if is_focused { theme.title } else { theme.muted };
    if is_focused {
        put(buf, row_of(label, 0), "▌", theme.border_focused);
    }
    let name = Rect { x: label.x + 2.min(label.width), width: label.width.saturating_sub(2), ..label };
    put(buf, row_of(name, 0), &fit(field.label, name.width.into(), Align::Left), label_style);
    let right = Rect { x: label.right(), width: area.width - label.width, ..area };
    let sentences = sentences(field, is_focused, right.width);
    let text_height = area.height.saturating_sub(sentences.len() as u16).max(area.height.min(1));
    let text = Rect { height: text_height, ..right };
    let caret = match field.shape {
        Shape::Private if scene.model.presenting => {
            put(buf, text, "hidden while presenting", theme.muted);
            Some(text.as_position())
        }
        // Opening a form must not show a name; typing in it may.
        _ if is_focused && is_veiled(scene, field) => {
            put_still(scene, field, text, buf);
            Some(text.as_position())
        }
        Shape::Choice(_) => put_choice(scene, field, is_focused, text, buf),
        _ if is_focused => input::draw(buf, text, &field.text, theme),
        _ => {
            put_still(scene, field, text, buf);
            None
        }
    };
    let style = if field.error.is_some() { theme.error } else { theme.muted };
    for (line, row) in sentences.iter().zip(below(right, text_height).rows()) {
        put(buf, row, line, style);
    }
    caret.filter(|_| is_focused)
}

/// Tells whether a field holds names that are hidden now, and nothing was typed into it yet.
fn is_veiled(scene: &Scene<'_>, field: &Field) -> bool {
    let value = field.text.value();
    scene.veil.is_on() && value == field.before && scene.veil.cover(&value) != value
}

/// A value of a closed list between the arrows that turn it; typing its name works as in any line.
fn put_choice(
    scene: &Scene<'_>,
    field: &Field,
    is_focused: bool,
    area: Rect,
    buf: &mut Buffer,
) -> Option<Position> {
    let theme = scene.theme;
    if !is_focused {
        let value = field.text.value();
        let value = if value.is_empty() { "–" } else { &value };
        put(buf, area, &fit(value, area.width.into(), Align::Left), theme.text);
        return None;
    }
    let value = crate::ui::text::width(&field.text.value()) as u16 + 1;
    let columns = value.min(area.width.saturating_sub(4));
    put(buf, area, "‹", theme.key);
    let text = Rect { x: area.x + 2.min(area.width), width: columns, height: area.height.min(1), ..area };
    let caret = input::draw(buf, text, &field.text, theme);
    put(
        buf,
        Rect { x: text.right(), width: area.right().saturating_sub(text.right()), ..area },
        "›",
        theme.key,
    );
    caret.or(Some(area.as_position()))
}

/// A field that is not being typed in shows how its text begins.
fn put_still(scene: &Scene<'_>, field: &Field, area: Rect, buf: &mut Buffer) {
    let value = field.text.value();
    if value.is_empty() {
        put(buf, area, "–", scene.theme.muted);
        return;
    }
    let text = scene.veil.cover(&value);
    let lines = if field.text.is_many() {
        prose::window(&text, area.width.into(), 0, area.height.into()).lines
    } else {
        vec![fit(&text, area.width.into(), Align::Left)]
    };
    for (line, row) in lines.iter().zip(area.rows()) {
        put(buf, row, line, scene.theme.text);
    }
}
