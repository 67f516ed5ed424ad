//! What may lie over the home screen. A stack: the last one takes the keys, all are drawn bottom to top.

use super::board::Board;
use super::field::TextField;
use super::form::Form;
use super::menu::Menu;
use super::message::ImportPlan;
use super::page::Page;
use super::picker::Picker;
use crate::domain::id::SignalId;

/// One layer.
#[derive(Clone, Debug)]
pub enum Overlay {
    Focus(Focus),
    Page(Page),
    Board(Board),
    Form(Box<Form>),
    Picker(Picker),
    Menu(Menu),
    Prompt(Prompt),
    Filter(FilterLine),
    Split(Box<Split>),
    Import(Box<ImportPlan>),
}

/// One signal large, nothing else; shows the row selected in the list of signals.
#[derive(Clone, Debug, Default)]
pub struct Focus {
    /// First line of the body on the screen.
    pub scroll: u16,
    /// How many signals the list had when the run began, for "7 of 32".
    pub of: usize,
}

/// A question answered in one line.
#[derive(Clone, Debug)]
pub struct Prompt {
    pub ask: Ask,
    pub title: String,
    pub field: TextField,
    /// What the answer means so far, or why it cannot be taken.
    pub echo: Result<String, String>,
}

/// What a prompt asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    SnoozeDay,
    ImportPath,
    CopyFolder,
    SoWhat,
    /// Why a candidate was placed by hand.
    PlaceReason,
    /// Why a finding is accepted.
    AcceptReason,
}

/// The filter line under a list, live while typing.
#[derive(Clone, Debug)]
pub struct FilterLine {
    pub field: TextField,
    /// The filter before, for Esc.
    pub before: String,
    /// Why the text is no filter, with the columns it is about.
    pub error: Option<(std::ops::Range<usize>, String)>,
}

/// Cutting one signal into several: passages are picked from its body.
#[derive(Clone, Debug)]
pub struct Split {
    pub signal: SignalId,
    pub field: TextField,
    /// Whether the selection is being drawn out.
    pub selecting: bool,
    pub pieces: Vec<String>,
}
