//! Which fields a kind of record has, asked of the types themselves, so that there is no second list of them.

use crate::domain::account::Account;
use crate::domain::candidate::Candidate;
use crate::domain::meeting::Meeting;
use crate::domain::record::RecordId;
use crate::domain::signal::Signal;
use crate::domain::stakeholder::Stakeholder;
use crate::domain::strategy::Strategy;
use serde::de::value::Error;
use serde::de::{Deserialize, Deserializer, Error as _, Visitor};
use serde::forward_to_deserialize_any;

/// Returns the names of the fields a record of this kind may have.
pub fn fields_of(id: RecordId) -> &'static [&'static str] {
    match id {
        RecordId::Signal(_) => names::<Signal>(),
        RecordId::Stakeholder(_) => names::<Stakeholder>(),
        RecordId::Account(_) => names::<Account>(),
        RecordId::Candidate(_) => names::<Candidate>(),
        RecordId::Meeting(_) => names::<Meeting>(),
        RecordId::Strategy => names::<Strategy>(),
    }
}

fn names<'de, T: Deserialize<'de>>() -> &'static [&'static str] {
    let mut names: &'static [&'static str] = &[];
    drop(T::deserialize(Listener(&mut names)));
    names
}

/// Gives nothing to read and remembers what was asked for.
struct Listener<'a>(&'a mut &'static [&'static str]);

impl<'de> Deserializer<'de> for Listener<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
        Err(Error::custom(""))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Error> {
        *self.0 = fields;
        Err(Error::custom(""))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_names_its_fields() {
        for id in ["s-0000000001", "p-0000000001", "a-0000000001", "c-0000000001", "m-0000000001", "strategy"]
        {
            let names = fields_of(RecordId::parse(id).unwrap());
            assert!(names.contains(&"conflicts"), "{id}: {names:?}");
        }
    }
}
