//! A month file: a RON list with one signal a line, ordered by id. Part of the file format.
//!
//! People and git may leave anything in it, so reading and changing it go through one splitter ([`Chunks`]):
//! what one takes for a record, the other does too. Bytes we do not understand stay where they are.

mod chunks;
mod doubles;
mod load;
mod update;

pub use chunks::Chunks;
pub use doubles::{Doubles, Turn, are_two, under_another_id};
pub use load::{Loaded, load, newest};
pub use update::{Update, update, update_but};

use crate::domain::id::SignalId;
use crate::store::scan;

/// How a line of ours starts.
const LINE_START: &[u8] = b"(id:\"s-";

/// Returns the id a line of ours starts with, without reading further.
pub fn leading_id(value: &[u8]) -> Option<SignalId> {
    let id = value.strip_prefix(b"(id:\"")?.get(..12)?;
    SignalId::parse(std::str::from_utf8(id).ok()?)
}

/// Returns the id in a record's text, whatever its order of fields; broken records often still have one.
pub fn id_in(value: &[u8]) -> Option<SignalId> {
    leading_id(value).or_else(|| {
        let text = std::str::from_utf8(value).ok()?;
        let field = scan::fields(text)?.into_iter().find(|field| field.name == "id")?;
        SignalId::parse(text[field.value].trim_matches('"'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::samples::signal;
    use crate::store::text::{Style, print_record};
    use proptest::prelude::*;
    use std::collections::{BTreeMap, BTreeSet};

    fn line(id: u64, title: &str) -> String {
        print_record(&signal(id, title), Style::Compact).unwrap()
    }

    /// What a reader makes of a file: the first record of each id counts.
    fn titles(bytes: &[u8]) -> BTreeMap<SignalId, String> {
        let (mut chunks, mut found) = (Chunks::new(bytes, 0), BTreeMap::new());
        while let Some(loaded) = load("m.ron", bytes, &mut chunks, |_| false) {
            if let Loaded::Signal { signal, .. } = loaded {
                found.entry(signal.id).or_insert_with(|| signal.title.clone());
            }
        }
        found
    }

    fn put(bytes: &[u8], id: SignalId, text: &str) -> Vec<u8> {
        let ids = BTreeSet::from([id]);
        let mut is_put = false;
        let updated = update(bytes, &ids, &mut |_, _, _| {
            if std::mem::replace(&mut is_put, true) { Update::Leave } else { Update::Replace(text.into()) }
        });
        updated.unwrap_or_else(|| bytes.to_vec())
    }

    /// A line somebody else may leave in a file, about the record or not.
    fn line_of_others(id: u64, kind: u8) -> String {
        let whole = line(id, &format!("title {id}"));
        match kind {
            0..4 => format!("{whole},"),
            4 => whole,
            5 => print_record(&signal(id, "pretty, ] )"), Style::Pretty).unwrap() + ",",
            6 => format!("{whole}, // note\n// more ["),
            7 => format!("/* (\n{whole},\n*/"),
            8 => whole.replace("title\":", "title:"),
            9 => whole.replacen('"', "", 1),
            10 => format!("{},", &whole[..whole.len() / 2]),
            11 => "<<<<<<< HEAD".into(),
            12 => "]\n[".into(),
            13 => format!("{whole}, {whole},"),
            14 => whole.replace("title ", "/* title "),
            15 => {
                let wrapped = "conflicts:[(field:\"f\",base:\"\",ours:\"\",theirs:\"\"),\n],channel";
                format!("{},", whole.replace("channel", wrapped))
            }
            _ => "\u{0}\u{0}\"(".into(),
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        #[test]
        fn whatever_a_file_holds_a_change_changes_one_record(
            lines in prop::collection::vec((0..6u64, 0..17u8), 0..8),
            flip in prop::option::of((any::<prop::sample::Index>(), any::<u8>())),
            id in 0..6u64,
        ) {
            let body: Vec<_> = lines.into_iter().map(|(id, kind)| line_of_others(id, kind)).collect();
            let mut bytes = format!("[\n{}\n]\n", body.join("\n")).into_bytes();
            if let Some((at, byte)) = flip {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            let id = SignalId::from_bits(id);
            let mut expected = titles(&bytes);
            expected.insert(id, "new".into());
            let after = put(&bytes, id, &line(id.bits(), "new"));
            prop_assert_eq!(titles(&after), expected, "{}\n---\n{}", String::from_utf8_lossy(&bytes), String::from_utf8_lossy(&after));
        }
    }
}
