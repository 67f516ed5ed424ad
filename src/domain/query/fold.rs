//! Folding: text reduced to what a search compares. Case and the accents of Latin letters go, `ß` is `ss`,
//! curly quotes are straight. Other scripts keep their letters. Must never be shown or stored.

/// Returns the text folded.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    fold_into(text, &mut out);
    out
}

/// Appends the folded text to `out`.
pub fn fold_into(text: &str, out: &mut String) {
    if text.is_ascii() {
        let start = out.len();
        out.push_str(text);
        return out[start..].make_ascii_lowercase();
    }
    for c in text.chars() {
        fold_char(c, |folded| out.push(folded));
    }
}

/// Hands on what one character folds to: usually one character, none for a combining mark, two for a ligature.
pub fn fold_char(c: char, mut push: impl FnMut(char)) {
    if c.is_ascii() {
        return push(c.to_ascii_lowercase());
    }
    for c in c.to_lowercase() {
        match c {
            '\u{300}'..='\u{36f}' => {}
            'ß' => both('s', 's', &mut push),
            'æ' => both('a', 'e', &mut push),
            'œ' => both('o', 'e', &mut push),
            'þ' => both('t', 'h', &mut push),
            'ĳ' => both('i', 'j', &mut push),
            _ => push(plain(c)),
        }
    }
}

fn both(first: char, second: char, push: &mut impl FnMut(char)) {
    push(first);
    push(second);
}

/// Returns the letter without its accent; `.` in a table stands for "as it is".
fn plain(c: char) -> char {
    match c {
        '\u{c0}'..='\u{17f}' => entry(LATIN, 0xc0, c),
        '\u{1cd}'..='\u{233}' => entry(EXTENDED, 0x1cd, c),
        '\u{1e00}'..='\u{1eff}' => entry(ADDITIONAL, 0x1e00, c),
        'ơ' => 'o',
        'ư' => 'u',
        'ς' => 'σ',
        '\u{2018}' | '\u{2019}' => '\'',
        '\u{201c}' | '\u{201d}' => '"',
        '\u{a0}' => ' ',
        // Full-width forms of ASCII.
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

fn entry(table: &str, first: u32, c: char) -> char {
    match table.as_bytes().get((c as u32 - first) as usize) {
        None | Some(b'.') => c,
        Some(letter) => char::from(*letter),
    }
}

const LATIN: &str = "\
    aaaaaa.ceeeeiiiidnooooo.ouuuuy..aaaaaa.ceeeeiiiidnooooo.ouuuuy.y\
    aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii..jjkkklllllll\
    lllnnnnnn.nnoooooo..rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

const EXTENDED: &str = "\
    aaiioouuuuuuuuuu.aaaa....ggkkoooo..jdddgg..nnaa....aaaaeeeeiiiio\
    ooorrrruuuusstt..hh......aaeeooooooooyy";

const ADDITIONAL: &str = "\
    aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmm\
    mmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvv\
    wwwwwwwwwwxxxxyyzzzzzzhtwya.....aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeee\
    eeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy......";

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn accents_case_and_ligatures_go() {
        for (text, folded) in [
            ("Müller", "muller"),
            ("STRASSE", "strasse"),
            ("Straße", "strasse"),
            ("Łódź", "lodz"),
            ("Nguyễn Thị Ơn", "nguyen thi on"),
            ("e\u{301}te\u{301}", "ete"),
            ("İstanbul", "istanbul"),
            ("Œuvre Ærø Þór", "oeuvre aero thor"),
            ("“it’s”", "\"it's\""),
            ("ＳＳＯ", "sso"),
            ("Ștefan Ōsaka", "stefan osaka"),
        ] {
            assert_eq!(fold(text), folded, "{text}");
        }
    }

    #[test]
    fn other_scripts_stay() {
        assert_eq!(fold("東京 ΣΟΦΙΑ Москва 👩‍💻"), "東京 σοφια москва 👩‍💻");
    }

    #[test]
    fn tables_cover_their_ranges() {
        assert_eq!((LATIN.len(), EXTENDED.len(), ADDITIONAL.len()), (0xc0, 0x233 - 0x1cd + 1, 0x100));
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text: String) {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }
    }
}
