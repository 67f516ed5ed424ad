//! Edits that more than one rule offers. A rule offers, the user makes.

use crate::domain::candidate::{Candidate, Horizon};
use crate::domain::edit::Edit;

/// Moves a candidate out of `now`, where it is not ready to be.
pub(super) fn to_next(candidate: &Candidate) -> (String, Vec<Edit>) {
    let mut next = candidate.clone();
    next.horizon = Horizon::Next;
    next.manual_rank = None;
    ("Move it to next".into(), vec![Edit::from(next)])
}
