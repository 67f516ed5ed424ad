//! Values that can be read and mean nothing: numbers that are none, keys that are there twice, what is out of
//! its range. The parser takes them all.

use super::scan::{self, Field};
use crate::domain::record::Record;

/// The index of a field, a byte of the text, what is wrong there and what to do about it.
pub type Unsound = (usize, usize, String, String);

/// Returns what is unsound about a record that was read from a text with these fields, one a field at the most.
pub fn unsound(record: &Record, text: &str, fields: &[Field<'_>]) -> Vec<Unsound> {
    let has_floats = !matches!(record, Record::Signal(_));
    let mut found = Vec::new();
    for (at, field) in fields.iter().enumerate() {
        let value = &text[field.value.clone()];
        let is_made_of_parts = memchr::memchr(b'{', value.as_bytes()).is_some();
        let twice = if is_made_of_parts { scan::key_twice(value) } else { None };
        if let Some((place, key)) = twice {
            let what = format!("the key {key} is there twice");
            found.push((at, field.value.start + place, what, "Keep one of the two.".to_string()));
        } else if let Some(place) = has_floats.then(|| scan::no_number(value)).flatten() {
            let what = "it holds a number that is none".to_string();
            found.push((at, field.value.start + place, what, "Write a finite number.".to_string()));
        }
    }
    if let Some((name, allowed)) = record.out_of_range()
        && let Some(at) = fields.iter().position(|field| field.name == name)
    {
        let what = format!("it must be {allowed}");
        found.push((at, fields[at].value.start, what, String::new()));
    }
    found
}
