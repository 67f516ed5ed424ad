//! Whether every signal is once in the file of its month, in order of ids.

use super::{Damage, Grade, Mend};
use crate::domain::id::SignalId;
use crate::domain::record::RecordId;
use crate::store::disk;
use crate::store::layout::month;
use crate::store::month::{Chunks, Loaded, load};
use crate::store::problem::Problem;
use crate::store::publish::{LARGEST_MONTH, month_files};
use crate::store::scan::skip_value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Looks at the month files; those that cannot be read are for others to tell.
pub fn look(dir: &Path) -> Vec<Damage> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    for path in month_files(dir) {
        let Ok(Some(bytes)) = disk::read(&dir.join(&path), LARGEST_MONTH) else { continue };
        let mut last: Option<SignalId> = None;
        let mut is_disordered = false;
        let mut here: BTreeMap<SignalId, Vec<u8>> = BTreeMap::new();
        let mut chunks = Chunks::new(&bytes, 0);
        while let Some(loaded) = load(&path, &bytes, &mut chunks, |_| false) {
            let Loaded::Signal { signal, place, .. } = loaded else { continue };
            let id = signal.id;
            let at = || super::place(&Problem::at(&path, &bytes, place, ""));
            let text = bytes[place..skip_value(&bytes, place).unwrap_or(bytes.len())].to_vec();
            let is_same = here.get(&id) == Some(&text);
            let is_again = here.contains_key(&id);
            here.entry(id).or_insert(text);
            let own = month(&signal);
            let sort = Some(Mend::Month { path: path.clone() });
            if is_again {
                let what = "The signal is in the file twice; the first one counts.".to_string();
                found.push(of_signal("duplicate", &at(), id, what, sort.filter(|_| is_same)));
            } else if own != path {
                let what = format!("The signal belongs in {own}.");
                found.push(of_signal("month", &at(), id, what, sort));
            } else if !seen.insert(id) {
                let what = "The signal is in two files, with two times of arrival.".to_string();
                found.push(of_signal("duplicate", &at(), id, what, None));
            }
            is_disordered |= !is_again && last.is_some_and(|last| id < last);
            last = last.max(Some(id));
        }
        if is_disordered {
            let what = "The signals are not in order of their ids.";
            let sort = Mend::Month { path: path.clone() };
            found.push(Damage::new("order", Grade::Note, &path, what).mended_by(sort));
        }
    }
    found
}

fn of_signal(kind: &'static str, place: &str, id: SignalId, what: String, mend: Option<Mend>) -> Damage {
    Damage { id: Some(RecordId::Signal(id)), mend, ..Damage::new(kind, Grade::Note, place, what) }
}
