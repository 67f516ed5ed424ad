//! A month file: a RON list with one signal a line, ordered by id. Part of the file format.
//!
//! People and git may leave anything in it, so reading and changing it go through one splitter ([`Chunks`]):
//! what one takes for a record, the other does too. Bytes we do not understand stay where they are.

mod chunks;
mod load;
mod update;

pub use chunks::Chunks;
pub use load::{Loaded, load, newest};
pub use update::{Update, update};

use crate::domain::id::SignalId;
use crate::store::scan;

/// How a line of ours starts.
const LINE_START: &[u8] = b"(id:\"s-";

/// Returns the id a line of ours starts with, without reading further.
fn leading_id(value: &[u8]) -> Option<SignalId> {
    let id = value.strip_prefix(b"(id:\"")?.get(..12)?;
    SignalId::parse(std::str::from_utf8(id).ok()?)
}

/// Returns the id in a record's text, whatever its order of fields; broken records often still have one.
fn id_in(value: &[u8]) -> Option<SignalId> {
    leading_id(value).or_else(|| {
        let text = std::str::from_utf8(value).ok()?;
        let field = scan::fields(text)?.into_iter().find(|field| field.name == "id")?;
        SignalId::parse(text[field.value].trim_matches('"'))
    })
}
