//! Cells that a spreadsheet would run. On the way out they get a quote in front, which spreadsheets take for
//! "this is text"; on the way in it is taken off again, so nothing changes by going out and coming back.

use std::borrow::Cow;

/// What begins a formula, also in the wide forms that some spreadsheets read alike.
const STARTS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// Returns a cell that no spreadsheet runs.
pub fn guarded(cell: &str) -> Cow<'_, str> {
    if is_formula(cell) { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// Returns a cell without the quote that [`guarded`] or a spreadsheet put in front of it.
pub fn unguarded(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| is_formula(rest)).unwrap_or(cell)
}

/// Tells whether a cell begins like a formula, also behind blanks, quotes and what cannot be seen: there are
/// programs that drop those first.
fn is_formula(cell: &str) -> bool {
    let is_dropped =
        |c: char| c.is_whitespace() || c.is_control() || matches!(c, '\'' | '"' | '\u{200b}' | '\u{feff}');
    let seen = cell.trim_start_matches(is_dropped);
    let before = &cell[..cell.len() - seen.len()];
    before.contains(['\t', '\r', '\n', '\0']) || seen.starts_with(STARTS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn formulas_are_guarded_and_words_are_not() {
        for cell in
            ["=1+1", "+49", "-x", "@SUM(A1)", "\t=1", "\r", "  =1", "\"=1", "'=1", "＝1", "\u{feff}=1"]
        {
            assert_eq!(guarded(cell), format!("'{cell}"), "{cell:?}");
        }
        for cell in ["", "Audit", "'tis", "a=b", "3-4", "\"x\"", "5 %"] {
            assert_eq!(guarded(cell), cell);
            assert_eq!(unguarded(cell), cell);
        }
    }

    proptest! {
        #[test]
        fn every_cell_survives_the_way_out_and_in(cell in "['\"=+@ \\t\r\u{ff1d}a-]{0,6}") {
            let out = guarded(&cell);
            prop_assert!(!is_formula(&cell) || out.starts_with('\''));
            prop_assert_eq!(unguarded(&out), cell.as_str());
        }
    }
}
