//! Leaving while the disk is slow: the screen stays, counts what is still on its way, and explains what a second
//! wish to leave would cost. A disk that keeps up is not noticed.

use super::clock;
use super::input::Input;
use super::session::{Event, Session};
use super::terminal::Screen;
use crate::app::chord::{Chord, Key};
use crate::app::notice::Notice;
use crate::app::{Message, Model, update};
use crate::domain::edit::Transaction;
use crate::store::StoreEvent;
use crate::ui::{self, theme::Theme};
use jiff::Timestamp;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

/// How long nothing is said, and how often the count is renewed then.
const UNNOTICED: Duration = Duration::from_millis(400);
const SECOND: Duration = Duration::from_secs(1);

/// How often the user asked to leave since the first time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Pressed(u32);

/// Saves what waits. Returns what was not saved when the disk refused it or the user would not wait.
pub fn save(
    session: &mut Session,
    receiver: &Receiver<Event>,
    model: &mut Model,
    screen: &mut Screen,
    theme: &Theme,
) -> Vec<Arc<Transaction>> {
    let (start, mut pressed) = (clock::now(), Pressed::default());
    session.begin_close();
    loop {
        let wait = UNNOTICED.checked_sub(elapsed(start)).unwrap_or(SECOND);
        match receiver.recv_timeout(wait) {
            Ok(Event::Closed(unsaved)) => return unsaved,
            Ok(Event::Store(StoreEvent::Saved { number })) => {
                session.saved(number);
                drop(update(model, clock::now(), Message::Saved { number }));
            }
            Ok(Event::Input(Input::Key(chord))) if asks_to_leave(chord) => {
                pressed.0 += 1;
                if gives_up(pressed, waiting(model)) {
                    return session.take_unsaved();
                }
            }
            Ok(Event::Input(Input::Gone | Input::Terminate(_))) | Err(RecvTimeoutError::Disconnected) => {
                return session.end_close();
            }
            Ok(_) => continue,
            Err(RecvTimeoutError::Timeout) => {}
        }
        if UNNOTICED <= elapsed(start) || Pressed(0) < pressed {
            model.say(Notice::warning(said(waiting(model), elapsed(start).as_secs(), pressed)));
            // A screen that cannot be drawn must not keep what waits from being saved.
            let _ = screen.draw(|frame| ui::view(frame, model, theme));
        }
    }
}

fn waiting(model: &Model) -> u64 {
    model.next_number.saturating_sub(model.saved + 1)
}

fn elapsed(start: Timestamp) -> Duration {
    Duration::try_from(clock::now().duration_since(start)).unwrap_or_default()
}

fn asks_to_leave(chord: Chord) -> bool {
    chord == Chord::ctrl('c') || chord.key() == Key::Char('q')
}

/// When all is saved only the files lag, which the next start makes good: then the first wish is enough.
fn gives_up(pressed: Pressed, waiting: u64) -> bool {
    if waiting == 0 { Pressed(1) <= pressed } else { Pressed(2) <= pressed }
}

fn said(waiting: u64, seconds: u64, pressed: Pressed) -> String {
    let actions = if waiting == 1 { "1 action".into() } else { format!("{waiting} actions") };
    match (waiting, pressed) {
        (0, _) => format!("Saved; the files are being brought up to date ({seconds} s). q leaves now."),
        (_, Pressed(0)) => format!("The disk is slow: saving {actions} … {seconds} s. q says more."),
        _ => format!(
            "{actions} not on the disk yet ({seconds} s). q again leaves them in a rescue file instead."
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_wish_is_explained_before_the_third_is_followed() {
        assert!(said(3, 2, Pressed(0)).contains("3 actions … 2 s"));
        assert!(!gives_up(Pressed(1), 3));
        assert!(said(1, 4, Pressed(1)).contains("1 action not on the disk yet (4 s). q again leaves"));
        assert!(gives_up(Pressed(2), 1));
    }

    #[test]
    fn when_only_the_files_lag_nothing_is_lost_by_leaving() {
        assert!(gives_up(Pressed(1), 0) && !gives_up(Pressed(0), 0));
        assert!(said(0, 1, Pressed(0)).starts_with("Saved;"));
    }

    #[test]
    fn only_the_keys_that_leave_ask_to_leave() {
        assert!(asks_to_leave(Chord::char('q')) && asks_to_leave(Chord::ctrl('c')));
        assert!(!asks_to_leave(Chord::char('c')));
    }
}
