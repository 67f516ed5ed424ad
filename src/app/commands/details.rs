//! What a signal says about itself: channel, who, stage, importance, so-what; and tags of any record.

use super::{CommandSpec, Group, Ready, on, on_signal, writable};
use crate::app::effect::Effects;
use crate::app::menu::{Choice, Menu, entry};
use crate::app::model::{Model, Pane};
use crate::app::notice::Notice;
use crate::app::overlay::{Ask, Overlay};
use crate::app::scope::Scope;
use crate::domain::channel::Channel;
use crate::domain::edit::Edit;
use crate::domain::record::Record;
use crate::domain::stage::Stage;
use crate::domain::tag::Tag;
use crate::domain::verb::Verb;

pub(super) const ROWS: &[CommandSpec] = &[
    CommandSpec {
        id: "signal.channel",
        title: "Set channel",
        help: "Says through which of the ten channels it came.",
        group: Group::Triage,
        hint: "",
        keys: &[on(Scope::Signals, "c")],
        ready: on_signal,
        run: |model| {
            let entries = Channel::ALL
                .into_iter()
                .map(|c| entry(c.key(), c.name(), c.help(), Choice::Verb(Verb::Channel(c))))
                .collect();
            open_menu(model, Menu::new("Channel", "", entries))
        },
    },
    CommandSpec {
        id: "signal.who",
        title: "Set who said it",
        help: "Picks the person; a new name makes a stakeholder.",
        group: Group::Triage,
        hint: "",
        keys: &[on(Scope::Signals, "w")],
        ready: on_signal,
        run: super::pickers::open_who,
    },
    CommandSpec {
        id: "signal.stage",
        title: "Set stage",
        help: "Says where they stand in the pipeline.",
        group: Group::Triage,
        hint: "",
        keys: &[on(Scope::Signals, "p")],
        ready: on_signal,
        run: open_stage,
    },
    CommandSpec {
        id: "signal.importance",
        title: "Set importance",
        help: "0 to 3, for the signal and its links.",
        group: Group::Triage,
        hint: "",
        keys: &[on(Scope::Signals, "i")],
        ready: on_signal,
        run: |model| {
            const WORDS: [&str; 4] = ["not at all", "nice to have", "important", "they cannot go on without"];
            let entries = (0u8..=3)
                .zip(WORDS)
                .map(|(value, word)| {
                    let key = char::from(b'0' + value);
                    entry(key, dots(value), word, Choice::Verb(Verb::Importance(value)))
                })
                .collect();
            open_menu(model, Menu::new("Importance", "", entries))
        },
    },
    CommandSpec {
        id: "signal.so_what",
        title: "Note so what",
        help: "Adds a step of our reading: what it leads to.",
        group: Group::Triage,
        hint: "",
        keys: &[on(Scope::Signals, "n")],
        ready: on_signal,
        run: |model| super::prompts::open(model, Ask::SoWhat, "So what"),
    },
    CommandSpec {
        id: "record.tag",
        title: "Tag",
        help: "Adds or removes tags; several with tab.",
        group: Group::Records,
        hint: "tag",
        keys: &[on(Scope::List, "t")],
        ready: can_tag,
        run: super::pickers::open_tags,
    },
    CommandSpec {
        id: "record.retag",
        title: "Tag again",
        help: "Adds the tags used last.",
        group: Group::Records,
        hint: "",
        keys: &[on(Scope::List, "T")],
        ready: |model| match can_tag(model) {
            Ready::Yes => Ready::when(!model.last_tags.is_empty(), "No tag was added yet; t adds one."),
            no => no,
        },
        run: |model| {
            let add = model.last_tags.clone();
            tag(model, add, Vec::new())
        },
    },
];

fn open_menu(model: &mut Model, menu: Menu) -> Effects {
    model.overlays.push(Overlay::Menu(menu));
    Vec::new()
}

fn open_stage(model: &mut Model) -> Effects {
    let strategy = model.workspace.strategy().clone();
    let stages = Stage::ALL.into_iter().zip('1'..);
    let mut entries: Vec<_> = stages
        .map(|(stage, key)| {
            entry(key, strategy.stage_name(stage), stage.help(), Choice::Verb(Verb::Stage(Some(stage))))
        })
        .collect();
    entries.push(entry('0', "none", "not known", Choice::Verb(Verb::Stage(None))));
    open_menu(model, Menu::new("Stage", "", entries))
}

/// Importance as three dots.
pub fn dots(importance: u8) -> String {
    let full = usize::from(importance.min(3));
    format!("{}{}", "●".repeat(full), "○".repeat(3 - full))
}

fn can_tag(model: &Model) -> Ready {
    match writable(model) {
        Ready::Yes => Ready::when(
            model.list(model.focus).has_targets(),
            "There is nothing here to tag; a adds a record.",
        ),
        no => no,
    }
}

/// Adds and removes tags of what is marked or selected in the focused list, as one step.
pub(crate) fn tag(model: &mut Model, add: Vec<Tag>, remove: Vec<Tag>) -> Effects {
    if add.is_empty() && remove.is_empty() {
        model.say(Notice::info("No tag was picked."));
        return Vec::new();
    }
    if model.focus == Pane::Signals {
        return super::triage::triage(model, Verb::Tag { add, remove }, Vec::new());
    }
    let targets = model.list(model.focus).targets();
    let records: Vec<Record> = targets.iter().filter_map(|id| model.workspace.get(*id)).collect();
    let edits: Vec<Edit> = records.iter().filter_map(|record| tagged(record, &add, &remove)).collect();
    let what = match records.as_slice() {
        [one] => one.title().to_string(),
        many => format!("{} records", many.len()),
    };
    let signs = add.iter().map(|tag| format!("+{tag}")).chain(remove.iter().map(|tag| format!("-{tag}")));
    let label = format!("tag {what} {}", signs.collect::<Vec<_>>().join(" "));
    let effects = model.commit(label, edits);
    model.last_tags = add;
    model.list_mut(model.focus).marks.clear();
    effects
}

fn tagged(record: &Record, add: &[Tag], remove: &[Tag]) -> Option<Edit> {
    let next = |tags: &[Tag]| {
        let mut next: Vec<Tag> = tags.iter().filter(|tag| !remove.contains(tag)).cloned().collect();
        next.extend(add.iter().filter(|tag| !tags.contains(tag)).cloned());
        next
    };
    match record {
        Record::Stakeholder(person) => {
            let mut person = (**person).clone();
            person.tags = next(&person.tags);
            Some(person.into())
        }
        Record::Account(account) => {
            let mut account = (**account).clone();
            account.tags = next(&account.tags);
            Some(account.into())
        }
        Record::Candidate(candidate) => {
            let mut candidate = (**candidate).clone();
            candidate.tags = next(&candidate.tags);
            Some(candidate.into())
        }
        Record::Signal(_) | Record::Meeting(_) | Record::Strategy(_) => None,
    }
}

/// The tags of a record.
pub(crate) fn tags_of(record: &Record) -> &[Tag] {
    match record {
        Record::Signal(record) => &record.tags,
        Record::Stakeholder(record) => &record.tags,
        Record::Account(record) => &record.tags,
        Record::Candidate(record) => &record.tags,
        Record::Meeting(record) => &record.tags,
        Record::Strategy(_) => &[],
    }
}
