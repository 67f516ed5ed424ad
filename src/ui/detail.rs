//! The detail pane: the verbatim of the signal under the cursor with what is known about it, or the first
//! lines of another record's page.

use super::text::width;
use super::widgets::panel::Panel;
use super::widgets::{inset, prose, put, put_lines, row_of, tones};
use super::{Scene, facts};
use crate::app::page::{self, PageKind};
use crate::domain::record::{Record, RecordId};
use crate::domain::signal::Signal;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// From this width on, facts stand beside the text.
const BESIDE: u16 = 64;

/// Draws the record under the cursor of the focused pane.
pub fn draw(scene: &Scene<'_>, buf: &mut Buffer) {
    let area = scene.layout.detail;
    if area.is_empty() {
        return;
    }
    let record = scene.model.current().and_then(|id| scene.model.workspace.get(id));
    let title = record.as_ref().map(|record| title(scene, record)).unwrap_or_default();
    let id = record.as_ref().map(|record| scene.model.workspace.short_id(record.id())).unwrap_or_default();
    let panel = Panel { title: &title, aside: &id, ..Panel::default() };
    let inner = inset(panel.draw(buf, area, scene.theme), 1);
    match &record {
        Some(Record::Signal(signal)) => draw_signal(scene, signal, inner, buf),
        Some(record) => draw_page(scene, record.id(), inner, buf),
        None => put(buf, inner, "Nothing is under the cursor.", scene.theme.muted),
    }
}

fn title(scene: &Scene<'_>, record: &Record) -> String {
    match record {
        Record::Stakeholder(person) => scene.veil.person(person).into_owned(),
        Record::Account(account) => scene.veil.account(account).into_owned(),
        other => scene.veil.cover(other.title()).into_owned(),
    }
}

fn draw_signal(scene: &Scene<'_>, signal: &Signal, inner: Rect, buf: &mut Buffer) {
    let facts = facts::of(scene, signal);
    if signal.body.trim().is_empty() {
        draw_facts(scene, &facts, inner, buf);
    } else if BESIDE <= inner.width {
        let right = (inner.width * 2 / 5).min(56);
        let left = Rect { width: inner.width - right - 2, ..inner };
        draw_body(scene, signal, left, buf);
        let beside = Rect { x: inner.right() - right, width: right, ..inner };
        draw_facts(scene, &facts, beside, buf);
    } else {
        let above = Rect { height: inner.height.min(2), ..inner };
        draw_facts(scene, &facts[..facts.len().min(2)], above, buf);
        draw_body(scene, signal, super::widgets::below(inner, 2), buf);
    }
}

fn draw_body(scene: &Scene<'_>, signal: &Signal, area: Rect, buf: &mut Buffer) {
    let text = scene.veil.cover(&signal.body);
    let scroll = usize::from(scene.model.detail_scroll);
    let prose = prose::window(&text, area.width.into(), scroll, area.height.into());
    let lines: Vec<Line<'_>> =
        prose.lines.iter().map(|line| Line::styled(line.as_str(), scene.theme.text)).collect();
    put_lines(buf, area, &lines);
    if prose.has_more && 0 < area.height {
        more(scene, area, buf);
    }
}

/// Says at the end of the last line that there is more below.
fn more(scene: &Scene<'_>, area: Rect, buf: &mut Buffer) {
    let keys = scene.model.keymap.keys_of("detail.down");
    let text = keys.first().map_or_else(|| " …".to_string(), |key| format!(" … {key}"));
    let columns = (width(&text) as u16).min(area.width);
    let last = row_of(area, area.height - 1);
    let place = Rect { x: last.right() - columns, width: columns, ..last };
    put(buf, place, &text, scene.theme.muted);
}

fn draw_facts(scene: &Scene<'_>, facts: &[page::Line], area: Rect, buf: &mut Buffer) {
    let lines: Vec<Line<'_>> = facts
        .iter()
        .flat_map(|line| tones::rows(scene, line, area.width.into()))
        .take(area.height.into())
        .collect();
    put_lines(buf, area, &lines);
}

fn draw_page(scene: &Scene<'_>, id: RecordId, inner: Rect, buf: &mut Buffer) {
    let lines = PageKind::Record(id).lines(scene.model);
    let (height, scroll) = (usize::from(inner.height), usize::from(scene.model.detail_scroll));
    let wanted = scroll.saturating_add(height);
    let mut rows: Vec<Line<'_>> =
        lines.iter().flat_map(|line| tones::rows(scene, line, inner.width.into())).take(wanted + 1).collect();
    let has_more = wanted < rows.len();
    rows.truncate(wanted);
    let top = scroll.min(rows.len().saturating_sub(height));
    put_lines(buf, inner, &rows[top..]);
    if has_more {
        more(scene, inner, buf);
    }
}
