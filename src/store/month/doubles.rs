//! Two signals with one id in a month file, as a damaged digit leaves them: neither is hidden. The one out of
//! order is open under an id made of what it says, the same at every start; the bytes stay as they are. In two
//! files they are versions of one: a move from one month to another that was interrupted leaves that.

use crate::domain::id::SignalId;
use crate::domain::signal::Signal;
use std::collections::HashMap;
use std::sync::Arc;

/// The signals of a walk through files, by the ids they have there.
#[derive(Debug, Default)]
pub struct Doubles {
    /// With the number of the file.
    seen: HashMap<SignalId, (usize, Arc<Signal>)>,
    file: usize,
    /// The id of the last signal of the present file.
    last: Option<SignalId>,
}

/// What a signal is to those before it.
#[derive(Debug, PartialEq)]
pub enum Turn {
    First,
    /// A version of one that was there.
    Again,
    /// Another signal with the id of one that was there.
    Other,
    /// The same, and the one that was there is out of order.
    Instead(Arc<Signal>),
}

impl Doubles {
    /// Begins another file.
    pub const fn begin(&mut self) {
        self.last = None;
        self.file += 1;
    }

    /// Tells whether a signal was there.
    pub fn has(&self, id: SignalId) -> bool {
        self.seen.contains_key(&id)
    }

    /// Takes the next signal of the file.
    pub fn take(&mut self, signal: &Arc<Signal>) -> Turn {
        let last = self.last.replace(signal.id);
        let Some((file, first)) = self.seen.get_mut(&signal.id) else {
            self.seen.insert(signal.id, (self.file, signal.clone()));
            return Turn::First;
        };
        if *file != self.file || !are_two(first, signal) {
            Turn::Again
        } else if last.is_some_and(|last| last < signal.id) {
            Turn::Instead(std::mem::replace(first, signal.clone()))
        } else {
            Turn::Other
        }
    }
}

/// Tells whether two signals of one id are two and not versions of one: neither words nor time agree.
pub fn are_two(one: &Signal, other: &Signal) -> bool {
    one.title != other.title && one.at != other.at
}

/// Returns a signal under an id made of what it says.
pub fn under_another_id(signal: &Signal) -> Signal {
    let key = format!("{} {} {}\n{}", signal.id, signal.at, signal.title, signal.body);
    Signal { id: SignalId::derived(&key), ..signal.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::channel::Channel;

    fn signal(id: u64, hour: i64) -> Arc<Signal> {
        let at = jiff::Timestamp::from_second(hour * 3600).unwrap();
        Arc::new(Signal::new(SignalId::from_bits(id), format!("said at {hour}"), Channel::Support, at))
    }

    #[test]
    fn the_one_out_of_order_gives_way() {
        let mut doubles = Doubles::default();
        let wrong = signal(3, 7);
        assert_eq!(doubles.take(&wrong), Turn::First);
        assert_eq!(doubles.take(&signal(2, 2)), Turn::First);
        assert_eq!(doubles.take(&signal(3, 3)), Turn::Instead(wrong));
        assert_eq!(doubles.take(&signal(4, 4)), Turn::First);
        assert_eq!(doubles.take(&signal(3, 8)), Turn::Other);
    }

    #[test]
    fn versions_of_one_signal_are_one() {
        let mut doubles = Doubles::default();
        let mut edited = Signal::clone(&signal(1, 1));
        edited.title = "other words".into();
        assert_eq!(doubles.take(&signal(1, 1)), Turn::First);
        assert_eq!(doubles.take(&Arc::new(edited)), Turn::Again);
        doubles.begin();
        assert_eq!(doubles.take(&signal(1, 7)), Turn::Again, "half of a move to another month");
    }

    #[test]
    fn the_other_id_is_the_same_every_time() {
        let (one, other) = (signal(1, 1), signal(1, 2));
        assert_eq!(under_another_id(&one).id, under_another_id(&one).id);
        assert_ne!(under_another_id(&one).id, under_another_id(&other).id);
    }
}
