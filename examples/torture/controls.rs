//! Negative controls: stores that do not keep their promise, put through the same proofs. One that survives
//! shows that the proof proves nothing, and fails the campaign.

use super::disk::{self, Fault};
use super::report::{Outcome, Settings};
use northstar::store::Sabotage;

/// Everything a store might do wrong about syncing.
pub const FAULTS: [(&str, Fault); 5] = [
    ("lines of the journal not synced", Fault::Store(Sabotage::NoDataSync)),
    ("files not synced", Fault::Store(Sabotage::NoFileSync)),
    ("folders not synced", Fault::Store(Sabotage::NoFolderSync)),
    ("saved said before it is synced", Fault::Store(Sabotage::AcknowledgeFirst)),
    ("checkpoint noted before the files are written", Fault::CheckpointFirst),
];

/// Puts every faulty store through the simulated disk: each must fail within so many histories.
pub fn run(settings: Settings) -> Outcome {
    let mut outcome = Outcome::default();
    let mut found = Vec::new();
    for (name, fault) in FAULTS {
        let seen = disk::run(settings, Some(fault));
        outcome.cases += seen.cases;
        if seen.failed == 0 {
            outcome.take(settings.seed, Err(format!("not noticed in {} cases: {name}", seen.cases).into()));
        } else {
            found.push(format!("{name}: noticed in {} of {} histories", seen.failed, settings.rounds));
        }
    }
    outcome.note = found.join("; ");
    outcome
}
