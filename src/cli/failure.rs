//! Why a command ended without doing what it was asked: the exit code, a sentence, and what to do now.
//!
//! The codes are those of the manual: 0 done, 1 nothing found or the check found something, 2 wrong usage,
//! 3 locked, 4 workspace unreadable, 5 not saved, 6 newer format, 7 no terminal, 130 interrupted.

use crate::domain::edit::EditError;
use crate::domain::query::QueryError;
use crate::domain::workspace::PrefixError;
use crate::runtime::RunError;
use crate::runtime::external::EditError as EditorError;
use crate::runtime::files::InputError;
use crate::store::StoreError;
use std::io;

/// A command's end. Without a sentence everything was said already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    pub exit: u8,
    pub sentence: String,
    pub hint: String,
}

impl Failure {
    pub fn new(exit: u8, sentence: impl Into<String>) -> Self {
        Self { exit, sentence: sentence.into(), hint: String::new() }
    }

    /// Nothing was found.
    pub fn nothing(sentence: impl Into<String>) -> Self {
        Self::new(1, sentence)
    }

    /// The command was used wrongly.
    pub fn usage(sentence: impl Into<String>) -> Self {
        Self::new(2, sentence)
    }

    /// Ends with a code and says no more.
    pub fn silent(exit: u8) -> Self {
        Self::new(exit, "")
    }

    pub fn with_hint(self, hint: impl Into<String>) -> Self {
        Self { hint: hint.into(), ..self }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::new(error.exit_code(), error.to_string()).with_hint(error.hint())
    }
}

impl From<QueryError> for Failure {
    fn from(error: QueryError) -> Self {
        Self::usage(error.what).with_hint(error.hint)
    }
}

impl From<InputError> for Failure {
    fn from(error: InputError) -> Self {
        Self::usage(error.to_string()).with_hint("Nothing was imported.")
    }
}

impl From<PrefixError> for Failure {
    fn from(error: PrefixError) -> Self {
        Self::nothing(crate::domain::shown::shown(&error.to_string()))
            .with_hint("`northstar list` shows ids.")
    }
}

impl From<EditError> for Failure {
    fn from(error: EditError) -> Self {
        Self::usage(crate::domain::shown::shown(&error.to_string())).with_hint("Nothing was changed.")
    }
}

impl From<EditorError> for Failure {
    fn from(error: EditorError) -> Self {
        Self::new(5, error.to_string())
    }
}

/// Output that could not be written. A reader that has seen enough is no failure.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::silent(0),
            _ => Self::new(5, format!("The output could not be written: {error}.")),
        }
    }
}

/// What went wrong with the screen.
impl From<RunError> for Failure {
    fn from(error: RunError) -> Self {
        match error {
            RunError::Store(error) => error.into(),
            other => Self::new(other.exit_code(), crate::domain::shown::shown(&other.to_string())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::terminal::TerminalError;

    #[test]
    fn causes_become_their_codes() {
        let none = TerminalError::None { what: "standard input" };
        assert_eq!(Failure::from(RunError::Terminal(none)).exit, 7);
        assert_eq!(Failure::from(StoreError::Newer { format: 3, min_reader: 2 }).exit, 6);
        assert_eq!(
            Failure::from(RunError::Unsaved { labels: vec!["add x".into()], kept: String::new() }).exit,
            5
        );
    }

    #[test]
    fn a_closed_pipe_is_quiet() {
        let failure = Failure::from(io::Error::from(io::ErrorKind::BrokenPipe));
        assert_eq!(failure, Failure::silent(0));
    }
}
