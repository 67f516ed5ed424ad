//! Lines of pages as styled rows: each piece in the style of its tone, long lines wrapped and set in.

use super::head;
use crate::app::page::{self, Tone};
use crate::domain::shown::shown;
use crate::ui::Scene;
use crate::ui::theme::Theme;
use ratatui::buffer::CellWidth;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_segmentation::UnicodeSegmentation;

/// Rows one line may take; what is longer is opened in an editor.
const ROWS: usize = 200;

/// Returns how a tone looks.
pub fn style(theme: &Theme, tone: Tone) -> Style {
    match tone {
        Tone::Plain => theme.text,
        Tone::Muted => theme.muted,
        Tone::Heading | Tone::Strong => theme.title,
        Tone::Good => theme.good,
        Tone::Warning | Tone::Private => theme.warning,
        Tone::Error => theme.error,
        Tone::Bar => theme.accent,
    }
}

/// One character as the screen counts it.
struct Glyph {
    text: String,
    columns: usize,
    style: Style,
}

/// Returns the rows a line takes in so many columns, at least one.
pub fn rows(scene: &Scene<'_>, line: &page::Line, width: usize) -> Vec<Line<'static>> {
    let glyphs = glyphs(scene, line, width * ROWS);
    let lead = glyphs.iter().take_while(|glyph| glyph.text == " ").count();
    let set_in = if line.indent == 0 && 0 < lead { lead + 2 } else { line.indent };
    let mut rows = Vec::new();
    let mut start = 0;
    let mut indent = 0;
    while start < glyphs.len() && rows.len() < ROWS && 0 < width {
        let end = row_end(&glyphs, start, width - indent);
        rows.push(row(&glyphs[start..end], indent));
        start = end + glyphs[end..].iter().take_while(|glyph| glyph.text == " ").count();
        indent = set_in.min(width / 2);
    }
    if rows.is_empty() {
        rows.push(Line::default());
    }
    rows
}

fn glyphs(scene: &Scene<'_>, line: &page::Line, most: usize) -> Vec<Glyph> {
    let mut glyphs = Vec::new();
    let pieces = line.spans.iter().filter(|(tone, _)| *tone != Tone::Private || !scene.model.presenting);
    for (tone, text) in pieces {
        let style = style(scene.theme, *tone);
        let text = head(text, most * 8);
        let covered = scene.veil.cover(text);
        let safe = shown(&covered);
        let measured = safe.graphemes(true).map(|text| (text, usize::from(text.cell_width())));
        let drawn = measured.filter(|(_, columns)| *columns != 0).take(most);
        glyphs.extend(drawn.map(|(text, columns)| Glyph { text: text.into(), columns, style }));
    }
    while glyphs.last().is_some_and(|glyph: &Glyph| glyph.text == " ") {
        glyphs.pop();
    }
    glyphs
}

/// Where a row that begins at `start` ends: at a space if there is one behind a word, else where it is full.
fn row_end(glyphs: &[Glyph], start: usize, width: usize) -> usize {
    let (mut end, mut used) = (start, 0);
    let (mut has_word, mut space) = (false, None);
    while let Some(glyph) = glyphs.get(end).filter(|glyph| used + glyph.columns <= width) {
        if glyph.text == " " && has_word {
            space = Some(end);
        }
        has_word |= glyph.text != " ";
        used += glyph.columns;
        end += 1;
    }
    match glyphs.get(end) {
        None => end,
        Some(next) if next.text == " " => end,
        Some(_) => space.unwrap_or(end).max(start + 1),
    }
}

fn row(glyphs: &[Glyph], indent: usize) -> Line<'static> {
    let mut spans = vec![Span::raw(" ".repeat(indent))];
    for glyph in glyphs {
        match spans.last_mut() {
            Some(last) if last.style == glyph.style => last.content.to_mut().push_str(&glyph.text),
            _ => spans.push(Span::styled(glyph.text.clone(), glyph.style)),
        }
    }
    Line::from(spans)
}
