//! Chooses between two values: of one disputed field, or of all fields two versions of a record differ in.

use super::fields::text;
use super::{list, merge, to_fields};
use crate::domain::record::{Conflict, Record};
use serde_json::{Map, Value};

/// Whose value stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Ours,
    Theirs,
}

/// Returns the record with one disagreement settled and its entry gone. Ours is what the field holds now. Nothing
/// when there is no such entry, or the field cannot take the other value any more.
pub fn settle(record: &Record, place: usize, side: Side) -> Option<Record> {
    let conflict = record.conflicts().get(place)?.clone();
    let mut settled = record.clone();
    settled.conflicts_mut().remove(place);
    match side {
        Side::Ours => Some(settled),
        Side::Theirs => with_value(&settled, &conflict.field, &conflict.theirs),
    }
}

/// Joins two versions of a record; where both say different things the chosen side's value stays. Without one
/// of them the other is all there is.
pub fn join(
    base: Option<&Record>,
    ours: Option<&Record>,
    theirs: Option<&Record>,
    side: Side,
) -> Option<Record> {
    let (Some(ours), Some(theirs)) = (ours, theirs) else { return ours.or(theirs).cloned() };
    // Without a common version every field that one of them lacks counts as added by the other.
    let (mine, other) = match side {
        Side::Ours => (ours, theirs),
        Side::Theirs => (theirs, ours),
    };
    let known = mine.conflicts().to_vec();
    let mut joined = merge(base, Some(mine), Some(other)).record?;
    joined.conflicts_mut().retain(|conflict| known.contains(conflict));
    Some(joined)
}

/// Returns the fields in which two versions differ, as conflicts without a common version.
pub fn differences(ours: &Record, theirs: &Record) -> Vec<Conflict> {
    let (Some(a), Some(b)) = (to_fields(ours), to_fields(theirs)) else { return Vec::new() };
    let names: std::collections::BTreeSet<&String> = a.keys().chain(b.keys()).collect();
    let different = names.into_iter().filter(|name| a.get(*name) != b.get(*name));
    different
        .map(|name| Conflict {
            field: name.clone(),
            base: String::new(),
            ours: text(a.get(name)),
            theirs: text(b.get(name)),
        })
        .collect()
}

/// Returns the record with the value at a path, said as a conflict says it.
fn with_value(record: &Record, path: &str, said: &str) -> Option<Record> {
    let fields = to_fields(record)?;
    let string = || Some(Value::String(said.into()));
    let json = || serde_json::from_str(said).ok();
    let wanted: [Option<Option<Value>>; 3] = match said {
        "" => [Some(None), string().map(Some), Some(Some(Value::Null))],
        _ => [string().map(Some), json().map(Some), None],
    };
    wanted.into_iter().flatten().find_map(|value| {
        let mut changed = fields.clone();
        put(&mut changed, "", path, value.as_ref())?;
        let read = super::from_fields(record, changed)?;
        let now = to_fields(&read)?;
        says(&now, "", path, said).then_some(read)
    })
}

/// Puts a value, or none, at a path. Names in it may hold dots and brackets, so it is walked by what is there.
fn put(fields: &mut Map<String, Value>, at: &str, path: &str, value: Option<&Value>) -> Option<()> {
    let names: Vec<String> = fields.keys().cloned().collect();
    for name in names {
        let here = format!("{at}{name}");
        if let Some(rest) = path.strip_prefix(&here) {
            match fields.get_mut(&name)? {
                Value::Object(inner) if rest.starts_with('.') => {
                    return put(inner, &format!("{here}."), path, value);
                }
                Value::Array(elements) if rest.starts_with('[') => {
                    return put_in(elements, &name, &here, path, value);
                }
                _ => {}
            }
        }
    }
    let name = path.strip_prefix(at).filter(|name| !name.is_empty())?;
    match value {
        Some(value) => drop(fields.insert(name.into(), value.clone())),
        None => drop(fields.remove(name)),
    }
    Some(())
}

fn put_in(elements: &mut [Value], list: &str, at: &str, path: &str, value: Option<&Value>) -> Option<()> {
    elements.iter_mut().find_map(|element| {
        let here = format!("{at}[{}].", list::name(list, element));
        let inner = element.as_object_mut().filter(|_| path.starts_with(&here))?;
        put(inner, &here, path, value)
    })
}

/// Tells whether the value at a path says what a conflict said.
fn says(fields: &Map<String, Value>, at: &str, path: &str, said: &str) -> bool {
    for (name, value) in fields {
        let here = format!("{at}{name}");
        let Some(rest) = path.strip_prefix(&here) else { continue };
        match value {
            Value::Object(inner) if rest.starts_with('.') => {
                return says(inner, &format!("{here}."), path, said);
            }
            Value::Array(elements) if rest.starts_with('[') => {
                return elements.iter().any(|element| {
                    let here = format!("{here}[{}].", list::name(name, element));
                    let inner = element.as_object().filter(|_| path.starts_with(&here));
                    inner.is_some_and(|inner| says(inner, &here, path, said))
                });
            }
            value if rest.is_empty() => return text(Some(value)) == said,
            _ => {}
        }
    }
    said.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::candidate::{Candidate, Horizon};
    use crate::domain::evidence::Range;
    use crate::domain::id::CandidateId;
    use crate::domain::strategy::{Goal, Strategy};

    fn candidate(edit: impl Fn(&mut Candidate)) -> Record {
        let mut one = Candidate::new(CandidateId::from_bits(1), "Audit");
        edit(&mut one);
        one.into()
    }

    /// Merges what two edits made of one record, checks that there is one conflict, and settles it.
    fn settled(base: &Record, ours: &Record, theirs: &Record, side: Side) -> Record {
        let merged = merge(Some(base), Some(ours), Some(theirs)).record.unwrap();
        assert_eq!(merged.conflicts().len(), 1, "{:?}", merged.conflicts());
        settle(&merged, 0, side).unwrap()
    }

    #[test]
    fn either_value_of_any_kind_of_field_can_be_chosen() {
        type Change = fn(&mut Candidate, bool);
        let changes: [Change; 9] = [
            |one, is_ours| one.title = if is_ours { "\"A\"" } else { "{\"B\": 7}" }.into(),
            |one, is_ours| one.problem = if is_ours { "7" } else { "null" }.into(),
            |one, is_ours| one.horizon = if is_ours { Horizon::Now } else { Horizon::Next },
            |one, is_ours| one.horizon = if is_ours { Horizon::Now } else { Horizon::Parked },
            |one, is_ours| one.window = Some(jiff::civil::date(2026, 1, if is_ours { 1 } else { 2 })),
            |one, is_ours| one.economics.capture = Some(if is_ours { 0.1 } else { 0.2 }),
            |one, is_ours| one.effort_weeks = Some(Range::point(if is_ours { 1.0 } else { 2.0 })),
            |one, is_ours| {
                one.skills.insert("a.b[c]".into(), if is_ours { 1.0 } else { 2.0 });
            },
            |one, is_ours| drop(one.extra.insert("x".into(), if is_ours { "1" } else { "2" }.into())),
        ];
        for (place, change) in changes.into_iter().enumerate() {
            let base = candidate(|_| ());
            let (ours, theirs) = (candidate(|one| change(one, true)), candidate(|one| change(one, false)));
            assert_eq!(settled(&base, &ours, &theirs, Side::Ours), ours, "{place}");
            assert_eq!(settled(&base, &ours, &theirs, Side::Theirs), theirs, "{place}");
        }
    }

    #[test]
    fn a_value_may_be_that_there_is_none() {
        let base = candidate(|one| one.problem = "p".into());
        let (ours, theirs) = (candidate(|one| one.problem = "q".into()), candidate(|_| ()));
        assert_eq!(settled(&base, &ours, &theirs, Side::Theirs), theirs);
        assert_eq!(settled(&base, &theirs, &ours, Side::Theirs), ours);
    }

    #[test]
    fn an_element_of_a_list_and_the_strategy_can_be_settled() {
        let goals = |text: &str| {
            let goal = |key: &str, text: &str| Goal {
                key: key.into(),
                text: text.into(),
                of_company: false,
                parent: String::new(),
            };
            Record::from(Strategy {
                goals: vec![goal("a.x[1]", "other"), goal("a.x[1].y", text)],
                ..Strategy::default()
            })
        };
        let (base, ours, theirs) = (goals("one"), goals("two"), goals("three"));
        assert_eq!(settled(&base, &ours, &theirs, Side::Theirs), theirs);
        assert_eq!(settled(&base, &ours, &theirs, Side::Ours), ours);
    }

    #[test]
    fn joining_takes_what_only_one_changed_and_one_side_of_the_rest() {
        let base = candidate(|_| ());
        let ours = candidate(|one| (one.title, one.problem) = ("Ours".into(), "p".into()));
        let theirs = candidate(|one| (one.title, one.value) = ("Theirs".into(), "v".into()));
        let joined = |base: Option<&Record>, side| join(base, Some(&ours), Some(&theirs), side).unwrap();
        let expected = |title: &str| {
            candidate(|one| (one.title, one.problem, one.value) = (title.into(), "p".into(), "v".into()))
        };
        for base in [Some(&base), None] {
            assert_eq!(joined(base, Side::Ours), expected("Ours"));
            assert_eq!(joined(base, Side::Theirs), expected("Theirs"));
        }
        assert_eq!(join(None, None, Some(&theirs), Side::Ours), Some(theirs.clone()));
        let fields: Vec<_> = differences(&ours, &theirs).into_iter().map(|one| one.field).collect();
        assert_eq!(fields, ["problem", "title", "value"]);
    }

    #[test]
    fn what_does_not_fit_any_more_is_refused() {
        let mut record = candidate(|_| ());
        let conflict = |field: &str, theirs: &str| Conflict {
            field: field.into(),
            base: String::new(),
            ours: String::new(),
            theirs: theirs.into(),
        };
        *record.conflicts_mut() = vec![conflict("record", "Candidate { … }"), conflict("horizon", "nova")];
        assert_eq!(settle(&record, 0, Side::Theirs), None);
        assert_eq!(settle(&record, 1, Side::Theirs), None);
        assert_eq!(settle(&record, 2, Side::Theirs), None);
        assert_eq!(settle(&record, 1, Side::Ours).unwrap().conflicts().len(), 1);
    }
}
