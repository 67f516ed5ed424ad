//! `Chord`: our own key type, so that the app knows nothing of the terminal library. Parses and prints the
//! names people write in key files (`ctrl-d`, `g g`) and the compact form of tests and `--keys`
//! (`jj<enter>`). A chord is always in one canonical form: two names of the same key are equal.

use crate::domain::nearest::did_you_mean;
use crate::domain::shown::shown;
use std::fmt;
use std::str::FromStr;

/// A key without its modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Key {
    /// The character as typed, Shift already in it: `J`, `?`, ` `.
    Char(char),
    Enter,
    Esc,
    Tab,
    /// Shift and Tab, which terminals send as a key of its own.
    BackTab,
    Backspace,
    Delete,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    PageUp,
    PageDown,
    Insert,
    /// A function key, 1 to 24.
    F(u8),
}

/// The names of keys that are no plain character; the first name of a key is the one printed.
const NAMES: [(&str, Key); 23] = [
    ("space", Key::Char(' ')),
    ("enter", Key::Enter),
    ("esc", Key::Esc),
    ("tab", Key::Tab),
    ("backspace", Key::Backspace),
    ("delete", Key::Delete),
    ("up", Key::Up),
    ("down", Key::Down),
    ("left", Key::Left),
    ("right", Key::Right),
    ("home", Key::Home),
    ("end", Key::End),
    ("pageup", Key::PageUp),
    ("pagedown", Key::PageDown),
    ("insert", Key::Insert),
    ("lt", Key::Char('<')),
    ("return", Key::Enter),
    ("escape", Key::Esc),
    ("backtab", Key::BackTab),
    ("del", Key::Delete),
    ("ins", Key::Insert),
    ("pgup", Key::PageUp),
    ("pgdn", Key::PageDown),
];

/// The highest function key a terminal can send.
const LAST_F: u8 = 24;

/// One key press with its modifiers, in canonical form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Chord {
    key: Key,
    ctrl: bool,
    alt: bool,
    shift: bool,
}

impl Chord {
    /// Returns the chord of a key and its modifiers, brought into the one form a terminal can tell apart:
    /// Shift becomes part of a character, Control has no case, `ctrl-i`, `ctrl-m` and `ctrl-[` are Tab,
    /// Enter and Esc.
    pub fn new(key: Key, ctrl: bool, alt: bool, shift: bool) -> Self {
        match (key, ctrl, shift) {
            (Key::Char('i' | 'I'), true, _) => Self::new(Key::Tab, false, alt, shift),
            (Key::Char('m' | 'M'), true, _) => Self::new(Key::Enter, false, alt, shift),
            (Key::Char('['), true, _) => Self::new(Key::Esc, false, alt, shift),
            (Key::Char(c), true, _) => {
                Self { key: Key::Char(c.to_ascii_lowercase()), ctrl, alt, shift: false }
            }
            (Key::Char(c), false, true) => Self { key: Key::Char(upper(c)), ctrl, alt, shift: false },
            (Key::Tab | Key::BackTab, _, true) | (Key::BackTab, _, false) => {
                Self { key: Key::BackTab, ctrl, alt, shift: false }
            }
            _ => Self { key, ctrl, alt, shift },
        }
    }

    /// Returns the chord of a key pressed alone.
    pub fn plain(key: Key) -> Self {
        Self::new(key, false, false, false)
    }

    /// Returns the chord of a typed character.
    pub fn char(c: char) -> Self {
        Self::plain(Key::Char(c))
    }

    /// Returns the chord of Control and a character.
    pub fn ctrl(c: char) -> Self {
        Self::new(Key::Char(c), true, false, false)
    }

    /// Returns the chord of Alt and a character.
    pub fn alt(c: char) -> Self {
        Self::new(Key::Char(c), false, true, false)
    }

    pub const fn key(self) -> Key {
        self.key
    }

    pub const fn has_ctrl(self) -> bool {
        self.ctrl
    }

    pub const fn has_alt(self) -> bool {
        self.alt
    }

    pub const fn has_shift(self) -> bool {
        self.shift
    }

    /// Returns the character the chord would insert into a text field, if it is one.
    pub const fn typed_char(self) -> Option<char> {
        match self.key {
            Key::Char(c) if !self.ctrl && !self.alt => Some(c),
            _ => None,
        }
    }
}

/// The upper case of a letter with a single one, else the character itself.
fn upper(c: char) -> char {
    let mut all = c.to_uppercase();
    match (all.next(), all.next()) {
        (Some(one), None) => one,
        _ => c,
    }
}

impl fmt::Display for Chord {
    /// Prints `j`, `J`, `ctrl-d`, `shift-tab`, `space`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        for (held, prefix) in [(self.ctrl, "ctrl-"), (self.alt, "alt-"), (self.shift, "shift-")] {
            if held {
                text.push_str(prefix);
            }
        }
        match self.key {
            Key::BackTab => text.push_str("shift-tab"),
            Key::F(number) => text.push_str(&format!("f{number}")),
            Key::Char(c) if c != ' ' => text.push(c),
            key => text.push_str(NAMES.iter().find(|(_, known)| *known == key).map_or("", |(name, _)| name)),
        }
        out.pad(&text)
    }
}

/// Why a text names no key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChordError {
    #[error("There is no key named `{}`.{hint}", shown(name))]
    Unknown { name: String, hint: String },
    #[error("A key is missing after `{}`.", shown(after))]
    Missing { after: String },
    #[error(
        "`{}` opens a key name with `<` but does not close it with `>`. Write `<lt>` for the character `<`.",
        shown(text)
    )]
    Unclosed { text: String },
}

impl FromStr for Chord {
    type Err = ChordError;

    /// Reads one chord: modifiers and a character or a key name, as [`Chord`] prints them. Names are read
    /// in any case; a single character stands for itself.
    fn from_str(text: &str) -> Result<Self, ChordError> {
        let (mut ctrl, mut alt, mut shift) = (false, false, false);
        let mut rest = text;
        while 1 < rest.chars().count() {
            let Some((modifier, after)) = rest.split_once('-') else { break };
            match modifier.to_ascii_lowercase().as_str() {
                "ctrl" => ctrl = true,
                "alt" => alt = true,
                "shift" => shift = true,
                _ => break,
            }
            rest = after;
        }
        if rest.is_empty() {
            return Err(ChordError::Missing { after: text.into() });
        }
        Ok(Self::new(parse_key(rest)?, ctrl, alt, shift))
    }
}

fn parse_key(name: &str) -> Result<Key, ChordError> {
    let mut chars = name.chars();
    if let (Some(c), None) = (chars.next(), chars.next())
        && !c.is_control()
    {
        return Ok(Key::Char(c));
    }
    let lower = name.to_ascii_lowercase();
    let known = NAMES.iter().find(|(known, _)| *known == lower).map(|(_, key)| *key);
    known.or_else(|| function_key(&lower)).ok_or_else(|| {
        let names = NAMES.iter().map(|(known, _)| *known);
        ChordError::Unknown { name: name.into(), hint: did_you_mean(&lower, names) }
    })
}

/// Reads `f1` to `f24`, without sign or leading zero.
fn function_key(name: &str) -> Option<Key> {
    let digits =
        name.strip_prefix('f').filter(|digits| digits.starts_with(|c: char| c != '0' && c != '+'))?;
    digits.parse().ok().filter(|number| (1..=LAST_F).contains(number)).map(Key::F)
}

/// Reads chords parted by spaces, as key files hold them: `g g`. The space bar is `space`.
pub fn parse_sequence(text: &str) -> Result<Vec<Chord>, ChordError> {
    let chords: Vec<Chord> = text.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
    if chords.is_empty() {
        return Err(ChordError::Missing { after: text.into() });
    }
    Ok(chords)
}

/// Prints chords as [`parse_sequence`] reads them.
pub fn print_sequence(chords: &[Chord]) -> String {
    chords.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

/// Reads keys as they would be typed: characters stand for themselves, `<enter>` and `<ctrl-d>` name a
/// chord, `<lt>` is the character `<`.
pub fn parse_typed(text: &str) -> Result<Vec<Chord>, ChordError> {
    let mut chords = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if c != '<' {
            let (one, after) = rest.split_at(c.len_utf8());
            chords.push(one.parse()?);
            rest = after;
            continue;
        }
        let close = rest.find('>').ok_or_else(|| ChordError::Unclosed { text: rest.into() })?;
        // A chord on `>` itself ends in two of them; one on `-` before a plain `>` only looks like it.
        let (name, after) = (&rest[..close], &rest[close + 1..]);
        let is_on_close = after.starts_with('>') && name.ends_with('-') && !name.ends_with("--");
        let close = if is_on_close { close + 1 } else { close };
        chords.push(rest[1..close].parse()?);
        rest = &rest[close + 1..];
    }
    Ok(chords)
}

/// Prints chords as [`parse_typed`] reads them.
pub fn print_typed(chords: &[Chord]) -> String {
    chords
        .iter()
        .map(|chord| match chord.typed_char() {
            Some('<') => "<lt>".into(),
            Some(c) => c.to_string(),
            None => format!("<{chord}>"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn chord(text: &str) -> Chord {
        text.parse().unwrap()
    }

    #[test]
    fn names_are_read_and_printed() {
        for name in
            ["j", "J", "ctrl-d", "alt-1", "shift-tab", "space", "enter", "esc", "<", "+", "-", "ctrl--"]
        {
            assert_eq!(chord(name).to_string(), name);
        }
        for name in ["f12", "ctrl-alt-x", "shift-up", "ctrl-space", "alt-enter", "pageup", "?", "é"] {
            assert_eq!(chord(name).to_string(), name);
        }
    }

    #[test]
    fn two_names_of_one_key_are_equal() {
        for (one, other) in [
            ("shift-a", "A"),
            ("ctrl-D", "ctrl-d"),
            ("Ctrl-Shift-D", "ctrl-d"),
            ("ctrl-i", "tab"),
            ("ctrl-m", "enter"),
            ("ctrl-[", "esc"),
            ("shift-ctrl-i", "shift-tab"),
            ("Return", "enter"),
            ("pgdn", "pagedown"),
            ("shift-é", "É"),
        ] {
            assert_eq!(chord(one), chord(other), "{one} and {other}");
        }
        assert_ne!(chord("alt-j"), chord("alt-J"));
    }

    #[test]
    fn mistakes_name_the_nearest_key() {
        let mistake = |text: &str| text.parse::<Chord>().unwrap_err().to_string();
        assert_eq!(mistake("entre"), "There is no key named `entre`. Did you mean `enter`?");
        assert_eq!(mistake("ctrl-pagedwn"), "There is no key named `pagedwn`. Did you mean `pagedown`?");
        assert_eq!(mistake("ctrl-"), "A key is missing after `ctrl-`.");
        assert_eq!(mistake("f25"), "There is no key named `f25`.");
        assert_eq!(mistake("f+1"), "There is no key named `f+1`.");
        assert_eq!(mistake("\x1b"), "There is no key named `␛`.");
        assert!(parse_sequence("  ").is_err());
    }

    #[test]
    fn sequences_and_typed_keys() {
        assert_eq!(parse_sequence("g g").unwrap(), [chord("g"), chord("g")]);
        let typed = parse_typed("jj<enter>s <ctrl-d><lt>><ctrl->>").unwrap();
        let names = ["j", "j", "enter", "s", "space", "ctrl-d", "<", ">", "ctrl->"];
        assert_eq!(typed, names.map(chord));
        assert_eq!(parse_typed("j<enter").unwrap_err(), ChordError::Unclosed { text: "<enter".into() });
        assert!(parse_typed("<>").is_err());
    }

    #[test]
    fn only_plain_characters_are_text() {
        assert_eq!(chord("J").typed_char(), Some('J'));
        assert_eq!((chord("ctrl-j").typed_char(), chord("enter").typed_char()), (None, None));
    }

    fn any_chord() -> impl Strategy<Value = Chord> {
        let named = prop::sample::select(NAMES.map(|(_, key)| key).to_vec());
        let key = prop_oneof![
            any::<char>().prop_filter("typed", |c| !c.is_control() && !c.is_whitespace()).prop_map(Key::Char),
            prop::sample::select(vec![Key::Char('<'), Key::Char('>'), Key::Char('-'), Key::Char(' ')]),
            named,
            (1..=LAST_F).prop_map(Key::F),
        ];
        (key, any::<[bool; 3]>()).prop_map(|(key, [ctrl, alt, shift])| Chord::new(key, ctrl, alt, shift))
    }

    #[test]
    fn a_chord_on_minus_leaves_the_next_key_alone() {
        let chords = [Chord::alt('-'), Chord::char('>'), Chord::alt('>')];
        assert_eq!(print_typed(&chords), "<alt-->><alt->>");
        assert_eq!(parse_typed("<alt-->><alt->>").unwrap(), chords);
    }

    proptest! {
        #[test]
        fn what_is_printed_reads_back(chords in prop::collection::vec(any_chord(), 1..6)) {
            prop_assert_eq!(parse_sequence(&print_sequence(&chords)).unwrap(), chords.clone());
            prop_assert_eq!(parse_typed(&print_typed(&chords)).unwrap(), chords);
        }

        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            let _ = parse_typed(&text).map(|chords| print_typed(&chords));
            let _ = parse_sequence(&text);
        }
    }
}
