//! A frame for terminals that do not speak UTF-8: borders and marks in ASCII, any other letter a `?`. Changes
//! only what is drawn, never a text.

use ratatui::buffer::Buffer;

/// Replaces what such a terminal would show as broken letters.
pub fn reduce(frame: &mut Buffer) {
    for cell in &mut frame.content {
        if !cell.symbol().is_ascii() {
            let symbol = plain(cell.symbol());
            cell.set_symbol(symbol);
        }
    }
}

fn plain(symbol: &str) -> &'static str {
    match symbol.chars().next().unwrap_or(' ') {
        '─' | '━' | '═' | '╌' | '–' | '—' => "-",
        '│' | '┃' | '║' | '▌' | '▏' | '▎' => "|",
        '\u{2500}'..='\u{257f}' => "+",
        '●' | '█' | '■' | '▪' | '•' | '✓' => "*",
        '○' | '□' | '◦' => "o",
        '·' | '…' => ".",
        '▲' | '↑' => "^",
        '▼' | '↓' => "v",
        '→' | '▶' | '›' | '»' => ">",
        '←' | '◀' | '‹' | '«' => "<",
        '×' => "x",
        '“' | '”' | '„' => "\"",
        '‘' | '’' => "'",
        '\u{2580}'..='\u{259f}' => "#",
        '\u{a0}' => " ",
        _ => "?",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn borders_become_ascii_and_columns_stay() {
        let mut frame = Buffer::with_lines(["╭ Zoë ─╮", "│東 ●○…│"]);
        reduce(&mut frame);
        assert_eq!(frame, Buffer::with_lines(["+ Zo? -+", "|?  *o.|"]));
    }
}
