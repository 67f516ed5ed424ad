//! Pickers: what each offers, best guess first, and what taking a row or typing a new name does.

use super::details::{tag, tags_of};
use super::triage::{apply, triage};
use super::{CommandSpec, Group, all, always, on};
use crate::analysis::alike;
use crate::app::effect::Effects;
use crate::app::form::cells::Pick;
use crate::app::form::fields::{self, Shape};
use crate::app::model::Model;
use crate::app::notice::Notice;
use crate::app::overlay::Overlay;
use crate::app::picker::{Item, Picker, Purpose, Value, top};
use crate::app::scope::{self, Scope};
use crate::domain::candidate::Candidate;
use crate::domain::id::{CandidateId, StakeholderId};
use crate::domain::record::RecordId;
use crate::domain::stakeholder::Stakeholder;
use crate::domain::tag::Tag;
use crate::domain::verb::Verb;
use crate::domain::when;
use std::sync::Arc;

/// How many recent signals a merge offers beside the likely ones.
const RECENT: usize = 500;
/// How many candidates are offered as likely, with a reason.
const GUESSES: usize = 5;

macro_rules! nth_row {
    ($id:literal, $keys:literal, $place:literal) => {
        CommandSpec {
            id: $id,
            title: "Take that row",
            help: "Takes a row by its number from the top.",
            group: Group::Picker,
            hint: "",
            keys: &[on(Scope::Picker, $keys)],
            ready: always,
            run: |model| nth(model, $place),
        }
    };
}

pub(super) const ROWS: &[CommandSpec] = &[
    CommandSpec {
        id: "picker.take",
        title: "Take the row",
        help: "Takes the row under the cursor, or the new name.",
        group: Group::Picker,
        hint: "take",
        keys: &[on(Scope::Picker, "enter")],
        ready: always,
        run: take,
    },
    CommandSpec {
        id: "picker.down",
        title: "Next row",
        help: "Moves down, round the end.",
        group: Group::Picker,
        hint: "",
        keys: &[on(Scope::Picker, "down"), on(Scope::Picker, "ctrl-n")],
        ready: always,
        run: |model| step(model, 1),
    },
    CommandSpec {
        id: "picker.up",
        title: "Previous row",
        help: "Moves up, round the end.",
        group: Group::Picker,
        hint: "",
        keys: &[on(Scope::Picker, "up"), on(Scope::Picker, "ctrl-p")],
        ready: always,
        run: |model| step(model, -1),
    },
    CommandSpec {
        id: "picker.also",
        title: "Take and go on",
        help: "Takes a tag and stays for more.",
        group: Group::Picker,
        hint: "several",
        keys: &[on(Scope::Picker, "tab")],
        ready: |model| match model.overlays.last() {
            Some(Overlay::Picker(picker)) if picker.purpose == Purpose::Tags => super::Ready::Yes,
            _ => super::Ready::no("Only one can be taken here; enter takes it."),
        },
        run: also,
    },
    nth_row!("picker.first", "alt-1", 0),
    nth_row!("picker.second", "alt-2", 1),
    nth_row!("picker.third", "alt-3", 2),
    nth_row!("picker.fourth", "alt-4", 3),
    nth_row!("picker.fifth", "alt-5", 4),
    CommandSpec {
        id: "picker.cancel",
        title: "Leave the picker",
        help: "Takes nothing.",
        group: Group::Picker,
        hint: "leave",
        keys: &[on(Scope::Picker, "esc")],
        ready: always,
        run: |model| {
            model.overlays.pop();
            Vec::new()
        },
    },
];

fn open(model: &mut Model, picker: Picker) -> Effects {
    model.overlays.push(Overlay::Picker(picker));
    Vec::new()
}

fn item(label: impl Into<String>, detail: impl Into<String>, value: Value) -> Item {
    Item { label: label.into(), detail: detail.into(), value, unavailable: None }
}

/// Candidates, the likeliest for the signal first with the reason, then by title.
pub(super) fn open_link(model: &mut Model) -> Effects {
    let guesses = model
        .signal_targets()
        .first()
        .and_then(|id| model.workspace.signal(*id))
        .map(|signal| model.profiles.guess(signal, &model.workspace, GUESSES))
        .unwrap_or_default();
    let mut items = Vec::new();
    for guess in &guesses {
        if let Some(candidate) = model.workspace.candidate(guess.candidate) {
            let why = format!("{} · {}", candidate.horizon.name(), guess.reasons.join(", "));
            items.push(item(&candidate.title, why, Value::Candidate(candidate.id)));
        }
    }
    let mut others: Vec<_> = model
        .workspace
        .candidates()
        .filter(|candidate| guesses.iter().all(|guess| guess.candidate != candidate.id))
        .collect();
    others.sort_by_cached_key(|candidate| (candidate.horizon, candidate.title.to_lowercase()));
    for candidate in others {
        items.push(item(&candidate.title, candidate.horizon.name(), Value::Candidate(candidate.id)));
    }
    open(model, Picker::new("Link to", Purpose::Link, items))
}

/// People by name; the name the source gave stands ready as a new one.
pub(super) fn open_who(model: &mut Model) -> Effects {
    let mut people: Vec<_> = model.workspace.stakeholders().filter(|person| !person.archived).collect();
    people.sort_by_cached_key(|person| person.name.to_lowercase());
    let items = people
        .iter()
        .map(|person| {
            let account = person.account.and_then(|id| model.workspace.account(id));
            let detail = [person.title.as_str(), account.map_or("", |account| &account.name)];
            let detail =
                detail.iter().filter(|text| !text.is_empty()).copied().collect::<Vec<_>>().join(", ");
            item(&person.name, detail, Value::Person(person.id))
        })
        .collect();
    let said_by = model
        .signal_targets()
        .first()
        .and_then(|id| model.workspace.signal(*id))
        .map(|signal| sender(&signal.said_by).0)
        .unwrap_or_default();
    let mut picker = Picker::new("Said by", Purpose::Who, items);
    if !said_by.is_empty() {
        picker.field.set(&said_by);
        picker.narrow();
    }
    open(model, picker)
}

/// Tags by use; those all targets have are ticked.
pub(super) fn open_tags(model: &mut Model) -> Effects {
    let records: Vec<_> =
        model.list(model.focus).targets().iter().filter_map(|id| model.workspace.get(*id)).collect();
    let mut counts: std::collections::BTreeMap<Tag, u32> =
        model.workspace.index().tags().map(|(tag, count)| (tag.clone(), count)).collect();
    let others = model.workspace.candidates().flat_map(|candidate| candidate.tags.iter());
    let others = others.chain(model.workspace.stakeholders().flat_map(|person| person.tags.iter()));
    for tag in others {
        *counts.entry(tag.clone()).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let items = counts
        .into_iter()
        .map(|(tag, count)| {
            let on_all = records.iter().all(|record| tags_of(record).contains(&tag));
            let detail = if on_all { format!("{count} · on it, enter removes") } else { count.to_string() };
            item(tag.to_string(), detail, Value::Tag(tag))
        })
        .collect();
    open(model, Picker::new("Tag", Purpose::Tags, items))
}

/// Signals that look alike first, with the words they share, then recent ones.
pub(super) fn open_merge(model: &mut Model) -> Effects {
    let Some(signal) = model.signals.signal().and_then(|id| model.workspace.signal(id)).cloned() else {
        return Vec::new();
    };
    let alike = alike::likely_duplicates(&signal, &model.workspace, 10);
    let mut items: Vec<Item> = Vec::new();
    for found in &alike {
        if let Some(other) = model.workspace.signal(found.signal) {
            items.push(item(
                &other.title,
                format!("alike: {}", found.words.join(" ")),
                Value::Signal(other.id),
            ));
        }
    }
    let recent = model.workspace.index().by_time().take(RECENT);
    for other in recent.filter_map(|id| model.workspace.signal(id)) {
        if other.id != signal.id && alike.iter().all(|found| found.signal != other.id) {
            let detail = format!("{} · {}", other.channel, when::age(other.at, model.now));
            items.push(item(&other.title, detail, Value::Signal(other.id)));
        }
    }
    open(model, Picker::new("Same as", Purpose::Merge, items))
}

/// Reasons, the most used first.
pub(super) fn open_reason(model: &mut Model) -> Effects {
    let mut used: Vec<(String, u32)> =
        model.workspace.index().reasons().map(|(reason, count)| (reason.to_string(), count)).collect();
    used.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let usual = model.workspace.strategy().reasons().into_iter().map(|reason| (reason, 0));
    let mut items: Vec<Item> = Vec::new();
    for (reason, count) in used.into_iter().take(20).chain(usual) {
        if items.iter().all(|item| !item.label.eq_ignore_ascii_case(&reason)) {
            let detail = if count == 0 {
                String::new()
            } else {
                if count == 1 { "once".into() } else { format!("{count} times") }
            };
            items.push(item(&reason, detail, Value::Reason(reason.clone())));
        }
    }
    open(model, Picker::new("Decline: why", Purpose::Reason, items))
}

/// What the field with the focus may hold.
pub(super) fn open_field(model: &mut Model) -> Effects {
    let Some(Overlay::Form(form)) = model.overlays.last() else { return Vec::new() };
    let Some(field) = form.focused() else { return Vec::new() };
    let (workspace, label) = (&model.workspace, field.label);
    let text = |label: &str, detail: &str| item(label, detail, Value::Text(label.to_string()));
    let items: Vec<Item> = match field.shape {
        Shape::Choice(names) => {
            names().into_iter().filter(|name| !name.is_empty()).map(|name| text(name, "")).collect()
        }
        Shape::Pick(Pick::Person) => {
            let people = workspace.stakeholders().filter(|person| !person.archived);
            let named = |person: &Arc<Stakeholder>| {
                let value = Value::Text(fields::print_person(Some(person.id), workspace));
                item(&person.name, &person.title, value)
            };
            people.map(named).collect()
        }
        Shape::Pick(Pick::Candidate) => {
            let others = workspace.candidates().filter(|one| RecordId::Candidate(one.id) != form.id());
            let named = |one: &Arc<Candidate>| {
                let value = Value::Text(fields::print_candidate(Some(one.id), workspace));
                item(&one.title, one.horizon.name(), value)
            };
            others.map(named).collect()
        }
        Shape::Pick(Pick::Driver) => {
            workspace.strategy().drivers.iter().map(|driver| text(&driver.key, &driver.name)).collect()
        }
        Shape::Pick(Pick::Goal) => {
            workspace.strategy().goals.iter().map(|goal| text(&goal.key, &goal.text)).collect()
        }
        _ => Vec::new(),
    };
    if items.is_empty() {
        model.say(Notice::info("There is nothing to pick from yet."));
        return Vec::new();
    }
    open(model, Picker::new(label, Purpose::Field, items))
}

/// Puts what was picked into the field of the form below.
fn fill_field(model: &mut Model, text: &str) -> Effects {
    if let Some(Overlay::Form(form)) = model.overlays.last_mut() {
        form.set_focused(text);
    }
    super::forms::keep_draft(model)
}

/// Every command with its keys, or why it cannot run now.
pub(super) fn open_palette(model: &mut Model) -> Effects {
    let items = all()
        .filter(|command| command.keys.iter().any(|bind| !bind.scope.is_inside()))
        .map(|command| command_item(model, command))
        .collect();
    open(model, Picker::new("Do", Purpose::Palette, items))
}

/// The commands that work here, with what they do.
pub(super) fn open_help(model: &mut Model) -> Effects {
    let scopes = scope::active(model);
    let mut items = Vec::new();
    for scope in &scopes {
        for command in all() {
            let here = command.keys.iter().any(|bind| bind.scope == *scope);
            let listed = items.iter().any(|item: &Item| item.value == Value::Command(command.id));
            if here && !listed {
                items.push(command_item(model, command));
            }
        }
    }
    open(model, Picker::new("Keys that work here", Purpose::Help, items))
}

fn command_item(model: &Model, command: &'static super::CommandSpec) -> Item {
    let keys = model.keymap.keys_of(command.id).join(" ");
    let unavailable = match (command.ready)(model) {
        super::Ready::Yes => None,
        super::Ready::No(why) => Some(why),
    };
    let detail = format!("{keys} · {}", command.help);
    Item { label: command.title.into(), detail, value: Value::Command(command.id), unavailable }
}

fn step(model: &mut Model, by: isize) -> Effects {
    if let Some(picker) = top(model) {
        picker.step(by);
    }
    Vec::new()
}

fn nth(model: &mut Model, place: usize) -> Effects {
    let Some(picker) = top(model) else { return Vec::new() };
    if picker.rows() <= place {
        model.say(Notice::info("There is no such row."));
        return Vec::new();
    }
    picker.selected = place;
    take(model)
}

/// Ticks the row or the typed name and stays.
fn also(model: &mut Model) -> Effects {
    let Some(picker) = top(model) else { return Vec::new() };
    let value = match picker.current() {
        Some(item) => Some(item.value.clone()),
        None => picker.new_name().and_then(|name| Tag::new(&name)).map(Value::Tag),
    };
    if let Some(value) = value {
        match picker.taken.iter().position(|taken| *taken == value) {
            Some(place) => drop(picker.taken.remove(place)),
            None => picker.taken.push(value),
        }
        picker.field.set("");
        picker.narrow();
    }
    Vec::new()
}

fn take(model: &mut Model) -> Effects {
    let Some(Overlay::Picker(picker)) = model.overlays.pop() else { return Vec::new() };
    let value = picker.current().map(|item| item.value.clone());
    let name = if value.is_none() { picker.new_name() } else { None };
    match (picker.purpose, value, name) {
        (Purpose::Tags, value, name) => {
            let ticked_only = !picker.taken.is_empty() && picker.field.is_empty();
            let values: Vec<Value> =
                picker.taken.iter().cloned().chain(value.filter(|_| !ticked_only)).collect();
            take_tags(model, &values, &name.unwrap_or_default())
        }
        (Purpose::Backup, Some(Value::Text(name)), _) => {
            let damage = picker.current().and_then(|item| item.unavailable.clone());
            super::backups::take(model, name, damage)
        }
        (_, Some(value), _) => take_value(model, value),
        (Purpose::Link, None, Some(name)) => link_to_new(model, &name),
        (Purpose::Who, None, Some(name)) => said_by_new(model, &name),
        (Purpose::Reason, None, Some(reason)) => triage(model, Verb::Decline { reason }, Vec::new()),
        _ => {
            model.say(Notice::info("Nothing matches; nothing was taken."));
            Vec::new()
        }
    }
}

fn take_value(model: &mut Model, value: Value) -> Effects {
    match value {
        Value::Candidate(to) => triage(
            model,
            Verb::Link { to, importance: None, against: false, note: String::new() },
            Vec::new(),
        ),
        Value::Person(id) => {
            let account = model.workspace.stakeholder(id).and_then(|person| person.account);
            triage(model, Verb::Who { person: Some(id), account }, Vec::new())
        }
        Value::Signal(into) => triage(model, Verb::Merge { into }, Vec::new()),
        Value::Tag(tag_taken) => tag(model, vec![tag_taken], Vec::new()),
        Value::Reason(reason) => triage(model, Verb::Decline { reason }, Vec::new()),
        Value::Text(text) => fill_field(model, &text),
        Value::Command(id) => match super::find(id) {
            Some(command) => crate::app::update::run(model, command),
            None => Vec::new(),
        },
    }
}

/// Tags that all targets have are removed, others added; typed words are new tags, `-word` removes.
fn take_tags(model: &mut Model, values: &[Value], name: &str) -> Effects {
    let mut tags: Vec<Tag> = values
        .iter()
        .filter_map(|value| if let Value::Tag(tag) = value { Some(tag.clone()) } else { None })
        .collect();
    let mut remove = Vec::new();
    for word in name.split_whitespace() {
        match word.strip_prefix('-') {
            Some(gone) => remove.extend(Tag::new(gone)),
            None => tags.extend(Tag::new(word.trim_start_matches('+'))),
        }
    }
    let records: Vec<_> =
        model.list(model.focus).targets().iter().filter_map(|id| model.workspace.get(*id)).collect();
    let (on_all, add): (Vec<Tag>, Vec<Tag>) = tags
        .into_iter()
        .partition(|tag| !records.is_empty() && records.iter().all(|record| tags_of(record).contains(tag)));
    remove.extend(on_all);
    tag(model, add, remove)
}

fn link_to_new(model: &mut Model, title: &str) -> Effects {
    let candidate = Candidate::new(CandidateId::from_bits(model.draw_bits()), title);
    let verb = Verb::Link { to: candidate.id, importance: None, against: false, note: String::new() };
    let targets = model.signal_targets();
    let effects = apply(model, &verb, &targets, vec![candidate.into()]);
    if !effects.is_empty() {
        super::triage::finish(model, verb, &targets);
        model.say(Notice::done(format!("Linked to the new candidate “{title}”.")));
    }
    effects
}

fn said_by_new(model: &mut Model, name: &str) -> Effects {
    let mut person = Stakeholder::new(StakeholderId::from_bits(model.draw_bits()), name);
    let first = model.signal_targets().first().and_then(|id| model.workspace.signal(*id)).cloned();
    if let Some(signal) = first {
        person.channel = Some(signal.channel);
        person.account = signal.account;
        let (known_as, mail) = sender(&signal.said_by);
        if known_as.eq_ignore_ascii_case(name) {
            person.emails.extend(mail);
        }
    }
    let verb = Verb::Who { person: Some(person.id), account: person.account };
    triage(model, verb, vec![person.into()])
}

/// Splits `Jane Roe <jane@example.org>` into name and address.
fn sender(said_by: &str) -> (String, Option<String>) {
    match said_by.split_once('<') {
        Some((name, mail)) => {
            let mail = mail.trim_end_matches('>').trim().to_string();
            let name = name.trim().trim_matches('"').to_string();
            (if name.is_empty() { mail.clone() } else { name }, Some(mail).filter(|mail| mail.contains('@')))
        }
        None => (said_by.trim().to_string(), None),
    }
}
