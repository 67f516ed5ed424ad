//! Styles by meaning. No call site names a colour. Only the terminal's own sixteen colours are used, so the
//! user's scheme decides how they look; and colour only repeats what a word, a sign or a place already says,
//! so every screen reads the same without it.

use crate::domain::channel::{Channel, Family};
use crate::domain::nearest::did_you_mean;
use crate::domain::shown::shown;
use ratatui::style::{Color, Modifier, Style};

/// How everything on the screen looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    /// Running text.
    pub text: Style,
    /// What may be overlooked: ages, hints, counts.
    pub muted: Style,
    /// What stands out without being a warning.
    pub accent: Style,
    /// The row under the cursor in the focused pane.
    pub selected: Style,
    /// The row under the cursor in another pane.
    pub selected_idle: Style,
    /// A row marked for the next command.
    pub marked: Style,
    /// Headings of panes and records.
    pub title: Style,
    pub border: Style,
    pub border_focused: Style,
    pub warning: Style,
    pub error: Style,
    pub good: Style,
    /// Characters that match what was searched for.
    pub highlight: Style,
    /// A key in a hint or a menu.
    pub key: Style,
    /// The line between what fits and what does not.
    pub cut_line: Style,
    families: [Style; Family::ALL.len()],
}

/// The colours a theme is made of. Without one, the terminal's own text colour is used.
struct Hues {
    accent: Option<Color>,
    warning: Option<Color>,
    error: Option<Color>,
    good: Option<Color>,
    /// Customer, market, internal, competitive.
    families: [Option<Color>; Family::ALL.len()],
    /// What is muted is drawn dim; without, it looks like text.
    dims: bool,
}

/// Colours that most schemes keep legible on dark and on light ground alike.
const DEFAULT: Hues = Hues {
    accent: Some(Color::Cyan),
    warning: Some(Color::Magenta),
    error: Some(Color::Red),
    good: Some(Color::Green),
    families: [Some(Color::Cyan), Some(Color::LightBlue), Some(Color::Magenta), Some(Color::Red)],
    dims: true,
};
const DARK: Hues = Hues {
    accent: Some(Color::LightCyan),
    warning: Some(Color::LightYellow),
    error: Some(Color::LightRed),
    good: Some(Color::LightGreen),
    families: [
        Some(Color::LightCyan),
        Some(Color::LightBlue),
        Some(Color::LightYellow),
        Some(Color::LightRed),
    ],
    dims: true,
};
const LIGHT: Hues = Hues {
    accent: Some(Color::Blue),
    warning: Some(Color::Magenta),
    error: Some(Color::Red),
    good: Some(Color::Green),
    families: [Some(Color::Blue), Some(Color::Cyan), Some(Color::Magenta), Some(Color::Red)],
    dims: true,
};
const NO_HUE: Hues = Hues {
    accent: None,
    warning: None,
    error: None,
    good: None,
    families: [None; Family::ALL.len()],
    dims: false,
};
const PLAIN: Hues = Hues { dims: true, ..NO_HUE };

const THEMES: [(&str, &Hues); 5] = [
    ("default", &DEFAULT),
    ("dark", &DARK),
    ("light", &LIGHT),
    ("high-contrast", &NO_HUE),
    ("plain", &PLAIN),
];

/// A theme name that does not exist.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("There is no theme named `{}`.{hint} The themes are {}.", shown(name), Theme::names().collect::<Vec<_>>().join(", "))]
pub struct UnknownTheme {
    name: String,
    hint: String,
}

impl Theme {
    /// Returns the names a user can choose from.
    pub fn names() -> impl Iterator<Item = &'static str> {
        THEMES.iter().map(|(name, _)| *name)
    }

    /// Returns a theme by its name. With `no_color`, which the caller reads from the environment, every
    /// theme but `high-contrast` is `plain`.
    pub fn named(name: &str, no_color: bool) -> Result<Self, UnknownTheme> {
        let found = THEMES.iter().find(|(known, _)| *known == name);
        let (_, hues) = found
            .ok_or_else(|| UnknownTheme { name: name.into(), hint: did_you_mean(name, Self::names()) })?;
        let has_colour = hues.accent.is_some();
        Ok(Self::of(if no_color && has_colour { &PLAIN } else { hues }))
    }

    /// Returns the theme without any colour.
    pub fn plain() -> Self {
        Self::of(&PLAIN)
    }

    /// Returns the style of a channel's letters: that of its usual family.
    pub fn channel(&self, channel: Channel) -> Style {
        self.family(channel.family())
    }

    /// Returns the style of a family's name and bar.
    pub fn family(&self, family: Family) -> Style {
        match family {
            Family::Customer => self.families[0],
            Family::Market => self.families[1],
            Family::Internal => self.families[2],
            Family::Competitive => self.families[3],
        }
    }

    fn of(hues: &Hues) -> Self {
        let base = Style::new();
        let coloured = |hue: Option<Color>| hue.map_or(base, |colour| base.fg(colour));
        let strong = |hue| coloured(hue).add_modifier(Modifier::BOLD);
        let muted = if hues.dims { base.add_modifier(Modifier::DIM) } else { base };
        Self {
            text: base,
            muted,
            accent: coloured(hues.accent),
            // One even bar: colours and dimness under it would leave patches.
            selected: base.fg(Color::Reset).add_modifier(Modifier::REVERSED).remove_modifier(Modifier::DIM),
            selected_idle: base.add_modifier(Modifier::BOLD | Modifier::ITALIC),
            marked: strong(hues.accent),
            title: base.add_modifier(Modifier::BOLD),
            border: muted,
            border_focused: strong(hues.accent),
            warning: strong(hues.warning),
            error: strong(hues.error),
            good: coloured(hues.good),
            highlight: strong(hues.accent).add_modifier(Modifier::UNDERLINED),
            key: strong(hues.accent),
            cut_line: strong(hues.warning),
            families: hues.families.map(coloured),
        }
    }

    /// Every style with its name, for checks that hold for all of them.
    #[cfg(test)]
    fn all(&self) -> Vec<Style> {
        let named = [
            self.text,
            self.muted,
            self.accent,
            self.selected,
            self.selected_idle,
            self.marked,
            self.title,
            self.border,
            self.border_focused,
            self.warning,
            self.error,
            self.good,
            self.highlight,
            self.key,
            self.cut_line,
        ];
        named.into_iter().chain(self.families).collect()
    }
}

impl Default for Theme {
    fn default() -> Self {
        Self::of(&DEFAULT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// White, black and grey vanish on one ground or another, and a background of ours may swallow text.
    #[test]
    fn no_theme_sets_a_ground_or_a_colour_that_vanishes() {
        let vanishing = [Color::White, Color::Black, Color::Gray, Color::DarkGray];
        for name in Theme::names() {
            for style in Theme::named(name, false).unwrap().all() {
                assert_eq!(style.bg, None, "{name}");
                assert!(style.fg.is_none_or(|colour| !vanishing.contains(&colour)), "{name}");
            }
        }
    }

    #[test]
    fn no_color_takes_every_colour_and_leaves_the_modifiers() {
        for name in Theme::names() {
            let theme = Theme::named(name, true).unwrap();
            // `Reset` is the terminal's own colour, not one of ours.
            assert!(theme.all().iter().all(|style| style.fg.is_none_or(|fg| fg == Color::Reset)), "{name}");
            assert!(theme.selected.add_modifier.contains(Modifier::REVERSED));
        }
        assert_eq!(Theme::named("dark", true).unwrap(), Theme::plain());
    }

    #[test]
    fn states_of_a_row_differ_without_colour() {
        for name in Theme::names() {
            let theme = Theme::named(name, true).unwrap();
            let rows = [theme.text, theme.selected, theme.selected_idle, theme.marked, theme.highlight];
            let looks: BTreeSet<u16> = rows.iter().map(|style| style.add_modifier.bits()).collect();
            assert_eq!(looks.len(), rows.len(), "{name}");
        }
    }

    #[test]
    fn families_differ_in_coloured_themes() {
        for name in ["default", "dark", "light"] {
            let theme = Theme::named(name, false).unwrap();
            let colours: BTreeSet<_> =
                Family::ALL.iter().map(|family| format!("{:?}", theme.family(*family).fg)).collect();
            assert_eq!(colours.len(), 4, "{name}");
            assert_eq!(theme.channel(Channel::Sales), theme.family(Family::Customer));
        }
    }

    #[test]
    fn an_unknown_theme_names_the_nearest() {
        assert_eq!(
            Theme::named("drak", false).unwrap_err().to_string(),
            "There is no theme named `drak`. Did you mean `dark`? The themes are default, dark, light, \
             high-contrast, plain."
        );
    }
}
