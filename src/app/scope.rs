//! Where keys are looked up: the innermost thing on the screen first, then what lies around it.

use super::form::Stop;
use super::model::{Model, Pane};
use super::overlay::Overlay;

/// A set of bindings that holds together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// Holds everywhere, over text fields too.
    Always,
    /// Holds wherever no text is typed.
    Global,
    /// Any of the three lists.
    List,
    Signals,
    Stakeholders,
    Candidates,
    /// One signal large.
    Focus,
    /// A screen of lines: a record, balance, history …
    Page,
    /// The roadmap.
    Board,
    Form,
    /// A list inside a form.
    Rows,
    /// The heading of a group of a form.
    Heading,
    Picker,
    Menu,
    Prompt,
    Filter,
    Split,
    Import,
}

impl Scope {
    pub const ALL: [Self; 18] = [
        Self::Always,
        Self::Global,
        Self::List,
        Self::Signals,
        Self::Stakeholders,
        Self::Candidates,
        Self::Focus,
        Self::Page,
        Self::Board,
        Self::Form,
        Self::Rows,
        Self::Heading,
        Self::Picker,
        Self::Menu,
        Self::Prompt,
        Self::Filter,
        Self::Split,
        Self::Import,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Always => "always",
            Self::Global => "global",
            Self::List => "lists",
            Self::Signals => "signals",
            Self::Stakeholders => "stakeholders",
            Self::Candidates => "candidates",
            Self::Focus => "focus",
            Self::Page => "page",
            Self::Board => "board",
            Self::Form => "form",
            Self::Rows => "list of a form",
            Self::Heading => "heading of a form",
            Self::Picker => "picker",
            Self::Menu => "menu",
            Self::Prompt => "prompt",
            Self::Filter => "filter",
            Self::Split => "split",
            Self::Import => "import",
        }
    }

    /// Tells whether printable keys are text here, so that no plain letter may be bound.
    pub const fn is_text(self) -> bool {
        matches!(self, Self::Form | Self::Picker | Self::Prompt | Self::Filter | Self::Always)
    }

    /// Tells whether the keys work inside something that was opened first, so that the palette need not
    /// offer them.
    pub const fn is_inside(self) -> bool {
        matches!(
            self,
            Self::Form
                | Self::Rows
                | Self::Heading
                | Self::Picker
                | Self::Menu
                | Self::Prompt
                | Self::Filter
                | Self::Split
                | Self::Import
        )
    }
}

/// Returns the scopes that hold for a model, innermost first.
pub fn active(model: &Model) -> Vec<Scope> {
    match model.overlays.last() {
        None => vec![pane(model.focus), Scope::List, Scope::Global, Scope::Always],
        Some(Overlay::Focus(_)) => {
            vec![Scope::Focus, Scope::Signals, Scope::List, Scope::Global, Scope::Always]
        }
        Some(Overlay::Board(_)) => vec![Scope::Board, Scope::Global, Scope::Always],
        Some(Overlay::Page(_)) => vec![Scope::Page, Scope::Global, Scope::Always],
        Some(Overlay::Form(form)) => match form.focus {
            Stop::Heading(_) => vec![Scope::Heading, Scope::Form, Scope::Always],
            Stop::Field(_) if form.list().is_some() => vec![Scope::Rows, Scope::Form, Scope::Always],
            Stop::Field(_) => vec![Scope::Form, Scope::Always],
        },
        Some(Overlay::Picker(_)) => vec![Scope::Picker, Scope::Always],
        Some(Overlay::Menu(_)) => vec![Scope::Menu, Scope::Always],
        Some(Overlay::Prompt(_)) => vec![Scope::Prompt, Scope::Always],
        Some(Overlay::Filter(_)) => vec![Scope::Filter, Scope::Always],
        Some(Overlay::Split(_)) => vec![Scope::Split, Scope::Always],
        Some(Overlay::Import(_)) => vec![Scope::Import, Scope::Always],
    }
}

/// Returns the scope of a pane's own keys.
pub const fn pane(pane: Pane) -> Scope {
    match pane {
        Pane::Signals => Scope::Signals,
        Pane::Stakeholders => Scope::Stakeholders,
        Pane::Candidates => Scope::Candidates,
    }
}
