//! A drawn screen as a picture: a buffer in, SVG text out. For the README and `shot`; needs no terminal and
//! is the same on every machine. Every glyph is placed by its cell, because fonts disagree about widths.

use crate::domain::shown::shown;
use ratatui::buffer::{Buffer, Cell, CellWidth};
use ratatui::style::{Color, Modifier};
use std::fmt::Write;

/// The size of a cell and the place of the line its letters stand on, in tenths of a pixel.
const CELL_WIDTH: u32 = 84;
const CELL_HEIGHT: u32 = 180;
const BASELINE: u32 = 136;
/// Letters in pixels.
const FONT_SIZE: u32 = 14;
const FONTS: &str = "'JetBrains Mono','DejaVu Sans Mono','Noto Sans Mono','Noto Sans Mono CJK JP','Noto Color Emoji',monospace";

/// What the terminal's colours look like in a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Palette {
    /// The ground and the text of a cell without colours.
    pub ground: u32,
    pub text: u32,
    /// The sixteen colours in the order of terminals, as 0xRRGGBB.
    pub colours: [u32; 16],
}

impl Palette {
    /// Light text on a dark ground.
    pub const DARK: Self = Self {
        ground: 0x16_1b22,
        text: 0xd0_d7de,
        colours: [
            0x16_1b22, 0xe5_534b, 0x57_ab5a, 0xc6_9026, 0x53_9bf5, 0xb0_83f0, 0x39_c5cf, 0xad_bac7,
            0x63_6e7b, 0xff_7b72, 0x8d_db8c, 0xea_c55f, 0x79_c0ff, 0xdc_bdfb, 0x6f_e3eb, 0xff_ffff,
        ],
    };
    /// Dark text on a light ground.
    pub const LIGHT: Self = Self {
        ground: 0xff_ffff,
        text: 0x1f_2328,
        colours: [
            0x24_292f, 0xcf_222e, 0x11_6329, 0x7d_4e00, 0x09_69da, 0x82_50df, 0x1b_7c83, 0x6e_7781,
            0x57_606a, 0xa4_0e26, 0x1a_7f37, 0x63_3c01, 0x21_8bff, 0xa4_75f9, 0x31_92aa, 0x8c_959f,
        ],
    };

    /// The colour of a cell's ink or ground; `None` is the palette's own.
    fn resolve(&self, colour: Color) -> Option<u32> {
        let place = match colour {
            Color::Reset => return None,
            Color::Rgb(red, green, blue) => return Some(u32::from_be_bytes([0, red, green, blue])),
            Color::Indexed(index) => return Some(self.indexed(index)),
            Color::Black => 0,
            Color::Red => 1,
            Color::Green => 2,
            Color::Yellow => 3,
            Color::Blue => 4,
            Color::Magenta => 5,
            Color::Cyan => 6,
            Color::Gray => 7,
            Color::DarkGray => 8,
            Color::LightRed => 9,
            Color::LightGreen => 10,
            Color::LightYellow => 11,
            Color::LightBlue => 12,
            Color::LightMagenta => 13,
            Color::LightCyan => 14,
            Color::White => 15,
        };
        Some(self.colours[place])
    }

    /// One of 256: the sixteen, a cube of six levels a channel, a ramp of greys.
    fn indexed(&self, index: u8) -> u32 {
        match index {
            0..16 => self.colours[usize::from(index)],
            16..232 => {
                let level = |step: u8| if step == 0 { 0 } else { 55 + 40 * step };
                let cube = index - 16;
                u32::from_be_bytes([0, level(cube / 36), level(cube / 6 % 6), level(cube % 6)])
            }
            232.. => {
                let grey = 8 + 10 * (index - 232);
                u32::from_be_bytes([0, grey, grey, grey])
            }
        }
    }
}

/// Returns the screen as the text of an SVG file. `title` is read out in place of the picture.
pub fn to_svg(screen: &Buffer, palette: &Palette, title: &str) -> String {
    let (columns, rows) = (u32::from(screen.area.width), u32::from(screen.area.height));
    let (width, height) = (tenths(columns * CELL_WIDTH), tenths(rows * CELL_HEIGHT));
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
         height=\"{height}\" role=\"img\" xml:space=\"preserve\" font-family=\"{FONTS}\" font-size=\"{FONT_SIZE}\" \
         fill=\"{}\">\n<title>{}</title>\n<rect width=\"{width}\" height=\"{height}\" fill=\"{}\"/>\n",
        hex(palette.text),
        escape(&shown(title)),
        hex(palette.ground)
    );
    for row in 0..rows {
        let glyphs = glyphs_of(screen, palette, row);
        grounds(&mut svg, &glyphs, row);
        inks(&mut svg, &glyphs, row);
    }
    svg.push_str("</svg>\n");
    svg
}

/// One glyph of a row with everything that decides how it looks.
struct Glyph<'a> {
    symbol: &'a str,
    column: u32,
    columns: u32,
    look: Look,
}

/// Colours after reversing; `None` is the picture's own.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Look {
    ink: Option<u32>,
    ground: Option<u32>,
    modifiers: Modifier,
}

impl Look {
    fn of(cell: &Cell, palette: &Palette) -> Self {
        let (ink, ground) = (palette.resolve(cell.fg), palette.resolve(cell.bg));
        if cell.modifier.contains(Modifier::REVERSED) {
            let (ink, ground) = (Some(ground.unwrap_or(palette.ground)), Some(ink.unwrap_or(palette.text)));
            return Self { ink, ground, modifiers: cell.modifier };
        }
        Self { ink, ground, modifiers: cell.modifier }
    }
}

impl Glyph<'_> {
    /// Glyphs whose width a font may see differently stand alone, so that an error cannot spread.
    fn stands_alone(&self) -> bool {
        // A character beyond the first plane counts as two places in SVG.
        self.columns != 1 || self.symbol.encode_utf16().count() != 1
    }

    /// Tells whether there is anything to draw besides the ground.
    fn has_ink(&self) -> bool {
        let lines = Modifier::UNDERLINED | Modifier::CROSSED_OUT;
        let hidden = self.look.modifiers.contains(Modifier::HIDDEN);
        !hidden && (!self.symbol.trim().is_empty() || self.look.modifiers.intersects(lines))
    }
}

/// The glyphs of a row; the cells behind a wide one are part of it.
fn glyphs_of<'a>(screen: &'a Buffer, palette: &Palette, row: u32) -> Vec<Glyph<'a>> {
    let width = usize::from(screen.area.width);
    let cells = screen.content.chunks(width.max(1)).nth(row as usize).unwrap_or_default();
    let mut glyphs = Vec::with_capacity(cells.len());
    let mut next = 0;
    for (column, cell) in (0_u32..).zip(cells) {
        if column < next {
            continue;
        }
        let columns = u32::from(cell.cell_width()).max(1);
        next = column + columns;
        glyphs.push(Glyph { symbol: cell.symbol(), column, columns, look: Look::of(cell, palette) });
    }
    glyphs
}

/// One rectangle for each run of the same ground.
fn grounds(svg: &mut String, glyphs: &[Glyph<'_>], row: u32) {
    for run in glyphs.chunk_by(|one, next| one.look.ground == next.look.ground) {
        let (Some(first), Some(last)) = (run.first(), run.last()) else { continue };
        let Some(ground) = first.look.ground else { continue };
        let columns = last.column + last.columns - first.column;
        let (x, y) = (tenths(first.column * CELL_WIDTH), tenths(row * CELL_HEIGHT));
        let (width, height) = (tenths(columns * CELL_WIDTH), tenths(CELL_HEIGHT));
        // Writing to a string cannot fail.
        let _ = writeln!(
            svg,
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"{}\"/>",
            hex(ground)
        );
    }
}

/// One text for each run of the same look, with a place for every glyph.
fn inks(svg: &mut String, glyphs: &[Glyph<'_>], row: u32) {
    let together = |one: &Glyph<'_>, next: &Glyph<'_>| {
        one.look == next.look
            && !one.stands_alone()
            && !next.stands_alone()
            && one.has_ink() == next.has_ink()
    };
    for run in glyphs.chunk_by(together).filter(|run| run.iter().any(Glyph::has_ink)) {
        let places = run.iter().map(|glyph| tenths(glyph.column * CELL_WIDTH)).collect::<Vec<_>>().join(" ");
        let symbols: String = run.iter().map(|glyph| escape(glyph.symbol)).collect();
        let y = tenths(row * CELL_HEIGHT + BASELINE);
        let look = run.first().map(|glyph| attributes(glyph.look)).unwrap_or_default();
        let _ = writeln!(svg, "<text x=\"{places}\" y=\"{y}\"{look}>{symbols}</text>");
    }
}

fn attributes(look: Look) -> String {
    let mut text = look.ink.map(|ink| format!(" fill=\"{}\"", hex(ink))).unwrap_or_default();
    for (modifier, attribute) in [
        (Modifier::BOLD, " font-weight=\"bold\""),
        (Modifier::ITALIC, " font-style=\"italic\""),
        (Modifier::DIM, " opacity=\"0.6\""),
    ] {
        if look.modifiers.contains(modifier) {
            text.push_str(attribute);
        }
    }
    let lines = [(Modifier::UNDERLINED, "underline"), (Modifier::CROSSED_OUT, "line-through")];
    let lines: Vec<&str> =
        lines.iter().filter(|(line, _)| look.modifiers.contains(*line)).map(|(_, name)| *name).collect();
    if !lines.is_empty() {
        let _ = write!(text, " text-decoration=\"{}\"", lines.join(" "));
    }
    text
}

/// Text as XML may hold it: its own signs escaped, characters it forbids replaced.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

fn hex(colour: u32) -> String {
    format!("#{colour:06x}")
}

/// Prints tenths of a pixel without a needless fraction.
fn tenths(value: u32) -> String {
    match value % 10 {
        0 => (value / 10).to_string(),
        rest => format!("{}.{rest}", value / 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use ratatui::layout::Rect;
    use ratatui::style::Style;

    fn picture(draw: impl FnOnce(&mut Buffer)) -> String {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 12, 1));
        draw(&mut buffer);
        to_svg(&buffer, &Palette::DARK, "A & B")
    }

    fn texts(svg: &str) -> Vec<&str> {
        svg.lines().filter(|line| line.starts_with("<text")).collect()
    }

    /// A small reader of XML that takes what we write and nothing sloppy.
    fn check_well_formed(svg: &str) -> Result<(), String> {
        let mut open: Vec<&str> = Vec::new();
        for (place, part) in svg.split('<').enumerate() {
            let (tag, text) = if place == 0 { ("", part) } else { part.split_once('>').ok_or(part)? };
            if text.contains('>') || text.chars().any(|c| c.is_control() && c != '\n') {
                return Err(text.into());
            }
            let entities = part.split('&').skip(1);
            for entity in entities {
                let known = ["amp;", "lt;", "gt;", "quot;"];
                known.iter().find(|name| entity.starts_with(**name)).ok_or(entity)?;
            }
            if tag.matches('"').count() % 2 != 0 {
                return Err(tag.into());
            }
            let name = tag.split(' ').next().unwrap_or_default();
            if let Some(closed) = tag.strip_prefix('/') {
                (open.pop() == Some(closed)).then_some(()).ok_or(closed)?;
            } else if !name.is_empty() && !tag.ends_with('/') {
                open.push(name);
            }
        }
        if open.is_empty() { Ok(()) } else { Err(open.join(" ")) }
    }

    #[test]
    fn a_run_has_one_text_and_a_place_for_each_cell() {
        let svg = picture(|buffer| {
            buffer.set_string(0, 0, "ab", Style::new());
            buffer.set_string(2, 0, "c<", Style::new().bold());
        });
        assert_eq!(
            texts(&svg),
            [
                "<text x=\"0 8.4\" y=\"13.6\">ab</text>",
                "<text x=\"16.8 25.2\" y=\"13.6\" font-weight=\"bold\">c&lt;</text>",
            ]
        );
        assert!(svg.contains("<title>A &amp; B</title>") && svg.contains("xml:space=\"preserve\""));
    }

    #[test]
    fn wide_and_joined_glyphs_stand_alone() {
        let svg = picture(|buffer| {
            buffer.set_string(0, 0, "a東b👩‍💻c", Style::new());
        });
        assert_eq!(texts(&svg).len(), 5);
        assert!(svg.contains("<text x=\"8.4\" y=\"13.6\">東</text>\n<text x=\"25.2\" y=\"13.6\">b</text>"));
        assert!(svg.contains("<text x=\"33.6\" y=\"13.6\">👩‍💻</text>"));
    }

    #[test]
    fn reversed_cells_swap_their_colours_and_cover_wide_glyphs() {
        let svg = picture(|buffer| {
            buffer.set_string(0, 0, "x東", Style::new().reversed());
            buffer.set_string(3, 0, "y", Style::new().red().reversed());
        });
        let text = hex(Palette::DARK.text);
        assert!(
            svg.contains(&format!("<rect x=\"0\" y=\"0\" width=\"25.2\" height=\"18\" fill=\"{text}\"/>"))
        );
        let red = hex(Palette::DARK.colours[1]);
        assert!(
            svg.contains(&format!("<rect x=\"25.2\" y=\"0\" width=\"8.4\" height=\"18\" fill=\"{red}\"/>"))
        );
        assert!(svg.contains(&format!("fill=\"{}\">x</text>", hex(Palette::DARK.ground))));
    }

    #[test]
    fn colours_of_every_kind_are_resolved() {
        let resolve = |colour| Palette::LIGHT.resolve(colour);
        assert_eq!(resolve(Color::Reset), None);
        assert_eq!(resolve(Color::Rgb(1, 2, 3)), Some(0x01_0203));
        assert_eq!(resolve(Color::Indexed(9)), resolve(Color::LightRed));
        assert_eq!((resolve(Color::Indexed(16)), resolve(Color::Indexed(231))), (Some(0), Some(0xff_ffff)));
        assert_eq!(
            (resolve(Color::Indexed(208)), resolve(Color::Indexed(255))),
            (Some(0xff_8700), Some(0xee_eeee))
        );
    }

    #[test]
    fn blanks_are_drawn_only_where_a_line_runs_through_them() {
        assert!(texts(&picture(|_| {})).is_empty());
        let svg = picture(|buffer| {
            buffer.set_string(0, 0, "a b", Style::new().underlined());
        });
        assert_eq!(
            texts(&svg),
            ["<text x=\"0 8.4 16.8\" y=\"13.6\" text-decoration=\"underline\">a b</text>"]
        );
    }

    #[test]
    fn an_empty_screen_is_a_picture_too() {
        assert_eq!(check_well_formed(&to_svg(&Buffer::empty(Rect::ZERO), &Palette::LIGHT, "")), Ok(()));
    }

    proptest! {
        #[test]
        fn any_screen_is_well_formed(rows in prop::collection::vec("[a-z東京👩‍💻🇩🇪&<>\"'\u{ffff}é\\PC]{0,30}", 1..4)) {
            let mut buffer = Buffer::empty(Rect::new(0, 0, 20, 4));
            for (y, row) in (0..).zip(&rows) {
                buffer.set_string(0, y, row, Style::new().fg(Color::Indexed(200)).italic());
            }
            // Cells can be given anything, past the filters of text.
            buffer[(19, 3)].set_symbol("\x1b<&");
            let svg = to_svg(&buffer, &Palette::LIGHT, &rows[0]);
            prop_assert_eq!(check_well_formed(&svg), Ok(()));
        }
    }
}
