//! Where a command's answer goes: to people on a terminal, to programs elsewhere. What strangers wrote is made
//! harmless before it gets here, or by the writers beside this file.

use std::io::{self, BufWriter, IsTerminal, Write};

/// Columns taken when the terminal does not tell how many it has.
const USUAL_WIDTH: usize = 80;

/// The standard output.
pub struct Out {
    writer: Box<dyn Write>,
    /// Columns of the terminal; nothing when it is none.
    width: Option<usize>,
}

impl Out {
    /// Returns the standard output, buffered.
    pub fn standard() -> Self {
        let width = io::stdout().is_terminal().then(|| {
            let columns = crossterm::terminal::size().map_or(0, |(columns, _)| usize::from(columns));
            if columns == 0 { USUAL_WIDTH } else { columns }
        });
        Self { writer: Box::new(BufWriter::new(io::stdout())), width }
    }

    /// Returns the columns of the terminal, or nothing when a program reads.
    pub fn width(&self) -> Option<usize> {
        self.width
    }

    /// Writes a line.
    pub fn line(&mut self, text: &str) -> io::Result<()> {
        self.write_all(text.as_bytes())?;
        self.write_all(b"\n")
    }
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

/// Says something to the user beside the answer. A closed standard error is nobody's loss.
pub fn say(text: &str) {
    let _ = writeln!(io::stderr(), "northstar: {text}");
}

/// Writes a line of a complaint that has its own form.
pub fn complain(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}

/// Says a continuation of what was just said.
pub fn say_more(text: &str) {
    let _ = writeln!(io::stderr(), "  {text}");
}
