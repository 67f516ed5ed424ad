//! Merges fields: values, and what is made of named values. Knows records only as names and values.

use super::{lines, list};
use crate::domain::record::Conflict;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// Fields made of named values that mean something one by one. Every other value is taken as one.
const MAPS: [&str; 16] = [
    "capacity",
    "champion_test",
    "economics",
    "extra",
    "families",
    "gates",
    "north_star",
    "profiles",
    "readiness",
    "scores",
    "skills",
    "source",
    "stage_mix",
    "stage_names",
    "thresholds",
    "weights",
];

/// Pairs, not lists: one value.
const PAIRS: [&str; 2] = ["moves", "between"];

/// Merges, and remembers what could not be.
#[derive(Default)]
pub struct Merger {
    pub conflicts: Vec<Conflict>,
}

type Versions<'a> = [Option<&'a Value>; 3];

impl Merger {
    /// Merges values by name. `path` says where they are, with its dot.
    pub fn object(
        &mut self,
        path: &str,
        base: &Map<String, Value>,
        ours: &Map<String, Value>,
        theirs: &Map<String, Value>,
    ) -> Map<String, Value> {
        let names: BTreeSet<&String> = base.keys().chain(ours.keys()).chain(theirs.keys()).collect();
        let mut merged = Map::new();
        for name in names {
            let versions = [base.get(name), ours.get(name), theirs.get(name)];
            if let Some(value) = self.value(&format!("{path}{name}"), name, versions) {
                merged.insert(name.clone(), value);
            }
        }
        merged
    }

    /// Merges the versions of one value: base, ours, theirs. A missing one is empty.
    fn value(&mut self, path: &str, name: &str, versions: Versions<'_>) -> Option<Value> {
        let [base, ours, theirs] = versions;
        if ours == theirs || base == theirs {
            return ours.cloned();
        }
        if base == ours {
            return theirs.cloned();
        }
        let merged = match shape(name, versions) {
            Shape::Map => {
                let [base, ours, theirs] = versions.map(as_map);
                Some(Value::Object(self.object(&format!("{path}."), &base, &ours, &theirs)))
            }
            Shape::List => {
                let [base, ours, theirs] =
                    versions.map(|value| value.and_then(Value::as_array).map_or(&[][..], Vec::as_slice));
                list::merge(self, path, name, base, ours, theirs).map(Value::Array)
            }
            Shape::Text => {
                let [base, ours, theirs] =
                    versions.map(|value| value.and_then(Value::as_str).unwrap_or_default());
                lines::merge(base, ours, theirs).map(Value::String)
            }
            Shape::Single => None,
        };
        if merged.is_none() {
            let [base, ours, theirs] = versions.map(text);
            self.conflicts.push(Conflict { field: path.into(), base, ours, theirs });
        }
        merged.or_else(|| ours.cloned())
    }
}

enum Shape {
    Map,
    List,
    Text,
    Single,
}

fn shape(name: &str, versions: Versions<'_>) -> Shape {
    let all = |is: fn(&Value) -> bool| versions.iter().flatten().all(|value| is(value));
    if MAPS.contains(&name) && all(Value::is_object) {
        Shape::Map
    } else if !PAIRS.contains(&name) && all(Value::is_array) {
        Shape::List
    } else if all(Value::is_string) {
        Shape::Text
    } else {
        Shape::Single
    }
}

fn as_map(value: Option<&Value>) -> Map<String, Value> {
    value.and_then(Value::as_object).cloned().unwrap_or_default()
}

/// A value as a conflict shows it: a text bare, anything else as JSON, nothing as nothing.
pub fn text(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(value) => value.to_string(),
    }
}
