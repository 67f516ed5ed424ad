//! Merges lists by element: what makes two elements the same one depends on the list.
//!
//! Additions of both are kept, removals of both are done, an element both changed is merged in turn, and one
//! that was removed here and changed there stays.

use super::fields::{Merger, text};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The fields that name an element of a list; where there are none, the element is its own name.
const fn names(list: &str) -> &'static [&'static str] {
    match list.as_bytes() {
        b"links" => &["to"],
        b"shared" => &["with"],
        b"influences" => &["on"],
        b"promises" => &["text", "made", "owed_by"],
        b"objections" => &["text", "on", "by"],
        b"perceived" => &["on"],
        b"reactions" => &["about", "on"],
        b"consent" => &["who"],
        b"depends_on" => &["on", "what"],
        b"parts" | b"options" | b"risks" => &["what"],
        b"unknowns" => &["question"],
        b"decisions" => &["what", "on"],
        b"seeds" => &["idea"],
        b"requirements" => &["requirement"],
        b"accepted" => &["rule", "facts"],
        b"goals" | b"drivers" => &["key"],
        b"lenses" | b"skills" => &["name"],
        b"glossary" => &["technical"],
        b"gaps" => &["between", "what"],
        b"told" => &["channel", "on", "what"],
        b"freezes" => &["from", "to"],
        _ => &[],
    }
}

/// A list by the names of its elements, and these in order.
struct Keyed<'a> {
    order: Vec<String>,
    elements: BTreeMap<String, &'a Value>,
}

impl<'a> Keyed<'a> {
    /// Returns nothing when two elements have one name: then nobody can tell which is which.
    fn new(list: &str, elements: &'a [Value]) -> Option<Self> {
        let order: Vec<String> = elements.iter().map(|element| name(list, element)).collect();
        let elements: BTreeMap<_, _> = order.iter().cloned().zip(elements).collect();
        (elements.len() == order.len()).then_some(Self { order, elements })
    }
}

/// Returns what an element of a list is called in the path of a conflict.
pub fn name(list: &str, element: &Value) -> String {
    match (names(list), element) {
        ([], _) | (_, Value::String(_)) => element.to_string(),
        (names, element) => {
            let values: Vec<_> = names.iter().map(|name| text(element.get(name))).collect();
            values.join(" ").trim().to_string()
        }
    }
}

/// Merges three versions of a list, or returns nothing when its elements cannot be told apart or put in an order
/// that merging again would keep. `path` says where it is.
pub fn merge(
    merger: &mut Merger,
    path: &str,
    list: &str,
    base: &[Value],
    ours: &[Value],
    theirs: &[Value],
) -> Option<Vec<Value>> {
    let merged = once(merger, path, list, base, ours, theirs)?;
    let stays = |side: &[Value]| {
        once(&mut Merger::default(), path, list, base, &merged, side).as_ref() == Some(&merged)
    };
    (stays(ours) && stays(theirs)).then_some(merged)
}

fn once(
    merger: &mut Merger,
    path: &str,
    list: &str,
    base: &[Value],
    ours: &[Value],
    theirs: &[Value],
) -> Option<Vec<Value>> {
    let keyed = |elements| Keyed::new(list, elements);
    let (base, ours, theirs) = (keyed(base)?, keyed(ours)?, keyed(theirs)?);
    let mut merged: BTreeMap<&String, Value> = BTreeMap::new();
    for key in ours.order.iter().chain(&theirs.order) {
        if merged.contains_key(key) {
            continue;
        }
        let versions = (base.elements.get(key), ours.elements.get(key), theirs.elements.get(key));
        let value = match versions {
            (base, Some(ours), Some(theirs)) => {
                Some(element(merger, &format!("{path}[{key}]"), base.copied(), ours, theirs))
            }
            (None, Some(one), None) | (None, None, Some(one)) => Some((*one).clone()),
            (Some(base), Some(one), None) | (Some(base), None, Some(one)) => {
                (base != one).then(|| (*one).clone())
            }
            (_, None, None) => None,
        };
        merged.extend(value.map(|value| (key, value)));
    }
    let order = order(&base, &ours, &theirs, &merged.keys().copied().collect());
    Some(order.into_iter().filter_map(|key| merged.remove(key)).collect())
}

fn element(merger: &mut Merger, path: &str, base: Option<&Value>, ours: &Value, theirs: &Value) -> Value {
    match (base, ours, theirs) {
        _ if ours == theirs || base == Some(theirs) => ours.clone(),
        _ if base == Some(ours) => theirs.clone(),
        (base, Value::Object(ours), Value::Object(theirs)) => {
            let base = base.and_then(Value::as_object).cloned().unwrap_or_default();
            Value::Object(merger.object(&format!("{path}."), &base, ours, theirs))
        }
        _ => ours.clone(),
    }
}

/// Returns the names that stay in an order that does not depend on who is called ours: what one has besides
/// goes behind what it follows there. Where the two contradict each other, the one that moved elements leads;
/// where both did, names are sorted.
fn order<'a>(
    base: &Keyed<'_>,
    ours: &'a Keyed<'_>,
    theirs: &'a Keyed<'_>,
    stay: &BTreeSet<&String>,
) -> Vec<&'a String> {
    let among = |keyed: &Keyed<'_>, others: &[&Keyed<'_>]| -> Vec<String> {
        let is_common = |key: &&String| others.iter().all(|other| other.elements.contains_key(*key));
        keyed.order.iter().filter(is_common).cloned().collect()
    };
    let unmoved = among(base, &[ours, theirs]);
    let ours_leads = if among(ours, &[theirs]) == among(theirs, &[ours]) {
        ours.order <= theirs.order
    } else {
        let has_moved = |side, other| among(side, &[base, other]) != unmoved;
        match (has_moved(ours, theirs), has_moved(theirs, ours)) {
            (true, false) => true,
            (false, true) => false,
            _ => {
                let all = ours.order.iter().chain(&theirs.order).filter(|key| stay.contains(key));
                return all.collect::<BTreeSet<_>>().into_iter().collect();
            }
        }
    };
    let (first, second) = if ours_leads { (ours, theirs) } else { (theirs, ours) };
    let mut ordered: Vec<&String> = first.order.iter().filter(|key| stay.contains(key)).collect();
    let mut place = 0;
    for key in second.order.iter().filter(|key| stay.contains(key)) {
        match ordered.iter().position(|known| *known == key) {
            Some(known) => place = known + 1,
            None => {
                ordered.insert(place, key);
                place += 1;
            }
        }
    }
    ordered
}
