//! Finds quotes in CSV that were opened and not closed properly. The csv crate reads such a file without a
//! word: everything up to the next quote, or to the end, becomes one cell.
//!
//! Follows the same rules as that crate: a quote opens a cell only at its very beginning.

/// Line ends in one cell above which a quote that closes oddly is taken for one that was never closed.
const LINES: usize = 200;

/// A quoted cell that is not to be trusted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Suspect {
    /// Byte offset and line of the opening quote.
    pub at: usize,
    pub line: usize,
    /// The line of the closing quote.
    pub closed: usize,
    pub ending: Ending,
    /// Longer than a cell may be, or of more lines.
    pub is_huge: bool,
}

/// How a quoted cell ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Ending {
    /// Before a delimiter or a line end.
    Clean,
    /// In the middle of text.
    InText,
    /// Not at all.
    Never,
}

/// Returns the cells that end oddly over several lines, never, or are huge.
pub fn suspects(text: &str, delimiter: u8) -> Vec<Suspect> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let (mut at, mut line, mut begins) = (0, 1, true);
    while at < bytes.len() {
        let byte = bytes[at];
        if begins && byte == b'"' {
            let cell = quoted(bytes, at, line, delimiter);
            let is_odd = cell.ending != Ending::Clean && line < cell.closed;
            if is_odd || cell.is_huge || cell.ending == Ending::Never {
                found.push(cell);
            }
            at = end_of(bytes, at);
            line = cell.closed;
            begins = false;
            continue;
        }
        line += usize::from(byte == b'\n');
        begins = byte == delimiter || byte == b'\n' || byte == b'\r';
        at += 1;
    }
    found
}

/// The offset behind the closing quote, or the end.
fn end_of(bytes: &[u8], opening: usize) -> usize {
    let mut at = opening + 1;
    while let Some(step) = memchr::memchr(b'"', &bytes[at..]) {
        at += step + 1;
        if bytes.get(at) != Some(&b'"') {
            return at;
        }
        at += 1;
    }
    bytes.len() + 1
}

fn quoted(bytes: &[u8], opening: usize, line: usize, delimiter: u8) -> Suspect {
    let end = end_of(bytes, opening);
    let cell = &bytes[opening..end.min(bytes.len())];
    let lines = memchr::memchr_iter(b'\n', cell).count();
    let ending = match bytes.get(end) {
        _ if bytes.len() < end => Ending::Never,
        None | Some(b'\n' | b'\r') => Ending::Clean,
        Some(byte) if *byte == delimiter => Ending::Clean,
        Some(_) => Ending::InText,
    };
    let is_huge = super::text::CELL < cell.len() || LINES < lines;
    Suspect { at: opening, line, closed: line + lines, ending, is_huge }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn endings(text: &str) -> Vec<(usize, usize, Ending)> {
        suspects(text, b',').iter().map(|found| (found.line, found.closed, found.ending)).collect()
    }

    #[test]
    fn proper_quotes_are_not_suspected() {
        for text in
            ["", "a,\"b\nc\",d\n", "\"a \"\"b\"\"\",c", "5\" pipe,\"x\"y\n", "\"\"", "a,\"\"\n\"\"\"\""]
        {
            assert_eq!(endings(text), [], "{text}");
        }
    }

    #[test]
    fn the_line_of_the_opening_quote_is_told() {
        assert_eq!(endings("t,n\n1,\"oops\n2,x\n"), [(2, 4, Ending::Never)]);
        assert_eq!(endings("t,n\n1,\"oops\n2,\"x\"\n3,y"), [(2, 3, Ending::InText)]);
    }

    #[test]
    fn huge_cells_are_told_even_when_closed() {
        let text = format!("a,\"{}\"\n", "x\n".repeat(300));
        assert_eq!(endings(&text), [(1, 301, Ending::Clean)]);
    }
}
