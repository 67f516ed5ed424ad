//! The verdicts: keep, link, snooze, route, decline, merge and unmerge. All end in [`triage`], so marks,
//! labels, auto-advance and repeat hold for every one of them.

use super::{CommandSpec, Group, Ready, on, on_signal};
use crate::app::effect::Effects;
use crate::app::menu::{Choice, Menu, entry};
use crate::app::model::{Model, Pane};
use crate::app::notice::Notice;
use crate::app::overlay::{Ask, Overlay};
use crate::app::scope::Scope;
use crate::domain::edit::Edit;
use crate::domain::id::SignalId;
use crate::domain::verb::Verb;
use crate::domain::verdict::{Route, Verdict};
use crate::domain::when::parse_day;

pub(super) const ROWS: &[CommandSpec] = &[
    CommandSpec {
        id: "signal.keep",
        title: "Keep signal",
        help: "Keeps the signal as context, without a candidate.",
        group: Group::Triage,
        hint: "keep",
        keys: &[on(Scope::Signals, "K")],
        ready: on_signal,
        run: |model| triage(model, Verb::Keep, Vec::new()),
    },
    CommandSpec {
        id: "signal.link",
        title: "Link signal",
        help: "Links to a candidate; a new name makes a new one.",
        group: Group::Triage,
        hint: "link",
        keys: &[on(Scope::Signals, "l")],
        ready: on_signal,
        run: super::pickers::open_link,
    },
    CommandSpec {
        id: "signal.snooze_tomorrow",
        title: "Snooze until tomorrow",
        help: "Takes the signal out of the inbox until tomorrow.",
        group: Group::Triage,
        hint: "snooze",
        keys: &[on(Scope::Signals, "s")],
        ready: on_signal,
        run: |model| match model.today.tomorrow() {
            Ok(day) => snooze(model, Verb::Snooze { until: Some(day), on_activity: false }),
            Err(_) => Vec::new(),
        },
    },
    CommandSpec {
        id: "signal.snooze",
        title: "Snooze until …",
        help: "Snoozes to a day, or until they are heard again.",
        group: Group::Triage,
        hint: "",
        keys: &[on(Scope::Signals, "S")],
        ready: on_signal,
        run: open_snooze,
    },
    CommandSpec {
        id: "signal.decline",
        title: "Decline signal",
        help: "Declines with a reason, picked or typed.",
        group: Group::Triage,
        hint: "decline",
        keys: &[on(Scope::Signals, "x")],
        ready: on_signal,
        run: super::pickers::open_reason,
    },
    CommandSpec {
        id: "signal.route",
        title: "Route signal out",
        help: "Hands tactical work on; it leaves the counts.",
        group: Group::Triage,
        hint: "route",
        keys: &[on(Scope::Signals, "r")],
        ready: on_signal,
        run: open_route,
    },
    CommandSpec {
        id: "signal.merge",
        title: "Merge signal",
        help: "Joins signals that say the same; nothing is deleted.",
        group: Group::Triage,
        hint: "merge",
        keys: &[on(Scope::Signals, "m")],
        ready: on_signal,
        run: merge,
    },
    CommandSpec {
        id: "signal.unmerge",
        title: "Unmerge signal",
        help: "Takes a merge back, from either side.",
        group: Group::Triage,
        hint: "",
        keys: &[on(Scope::Signals, "M")],
        ready: can_unmerge,
        run: |model| {
            let parts = merged_parts(model);
            apply(model, &Verb::Unmerge, &parts, Vec::new())
        },
    },
    CommandSpec {
        id: "signal.reopen",
        title: "Back to the inbox",
        help: "Withdraws the verdict.",
        group: Group::Triage,
        hint: "",
        keys: &[on(Scope::Signals, "B")],
        ready: |model| match on_signal(model) {
            Ready::Yes => {
                let decided = |id: &SignalId| {
                    model.workspace.signal(*id).is_some_and(|signal| signal.verdict != Verdict::Inbox)
                };
                Ready::when(model.signal_targets().iter().any(decided), "It is in the inbox already.")
            }
            no => no,
        },
        run: |model| triage(model, Verb::Reopen, Vec::new()),
    },
    CommandSpec {
        id: "signal.focus",
        title: "Focus triage",
        help: "Shows one signal large and nothing else.",
        group: Group::Triage,
        hint: "",
        keys: &[on(Scope::Global, "g t")],
        ready: |model| {
            Ready::when(
                !model.signals.rows.is_empty(),
                "There is no signal to show; v shows all, a adds one.",
            )
        },
        run: |model| {
            open_focus(model);
            Vec::new()
        },
    },
];

/// Does a verb to the marked signals, else to the one under the cursor. `with` goes into the same step.
pub(crate) fn triage(model: &mut Model, verb: Verb, with: Vec<Edit>) -> Effects {
    let targets = model.signal_targets();
    let effects = apply(model, &verb, &targets, with);
    if !effects.is_empty() {
        finish(model, verb, &targets);
    }
    effects
}

/// What follows a verb that was done: marks go, the cursor moves on, repeat remembers.
pub(crate) fn finish(model: &mut Model, verb: Verb, targets: &[SignalId]) {
    if let Verb::Tag { add, .. } = &verb {
        model.last_tags.clone_from(add);
    }
    advance(model, &verb, targets);
    model.last_verb = Some(verb);
}

/// Does a verb to signals as one step; those it cannot be done to are left out, and if all are, why is said.
pub(crate) fn apply(model: &mut Model, verb: &Verb, signals: &[SignalId], mut edits: Vec<Edit>) -> Effects {
    let mut refused = None;
    let mut done = Vec::new();
    for id in signals {
        let Some(signal) = model.workspace.signal(*id) else { continue };
        match verb.change(signal, model.now) {
            Ok(next) => {
                edits.push(next.into());
                done.push(*id);
            }
            Err(why) => refused = Some(why),
        }
    }
    match (done.is_empty(), refused) {
        (true, Some(why)) => {
            model.say(Notice::error(why));
            Vec::new()
        }
        (true, None) => Vec::new(),
        _ => {
            let label = verb.label(&done, &model.workspace, &edits);
            model.commit(label, edits)
        }
    }
}

/// After a verdict the next signal is under the cursor: by itself where the row left, else by a step.
fn advance(model: &mut Model, verb: &Verb, targets: &[SignalId]) {
    model.signals.marks.clear();
    if !verb.is_verdict() {
        return;
    }
    let height = model.layout().rows(Pane::Signals);
    if model.signals.signal().is_some_and(|id| targets.contains(&id)) {
        model.signals.step(1, height);
    }
    model.signals.keep_in_window(height);
    model.detail_scroll = 0;
    if let Some(Overlay::Focus(focus)) = model.overlays.last_mut() {
        focus.scroll = 0;
        if model.signals.rows.is_empty() {
            model.overlays.pop();
            let said = model.notice.take().map(|notice| notice.text).unwrap_or_default();
            model.say(Notice::done(format!("{said} The inbox is empty.")));
        }
    }
}

/// Shows the selected signal large.
pub(crate) fn open_focus(model: &mut Model) {
    let focus = crate::app::overlay::Focus { of: model.signals.rows.len(), ..Default::default() };
    model.focus = Pane::Signals;
    model.overlays.push(Overlay::Focus(focus));
}

/// Snoozes, unless it was snoozed so often that a decision is due.
pub(crate) fn snooze(model: &mut Model, verb: Verb) -> Effects {
    let limit = model.workspace.strategy().limits().snoozes;
    let worn = |id: &SignalId| {
        model.workspace.signal(*id).is_some_and(|signal| limit <= signal.snoozes.saturating_add(1))
    };
    if !model.signal_targets().iter().any(worn) {
        return triage(model, verb, Vec::new());
    }
    let note = format!("This would be snooze number {limit}: what is put off so often is better decided.");
    let entries = vec![
        entry('K', "keep", "as context", Choice::Command("signal.keep")),
        entry('l', "link", "to a candidate", Choice::Command("signal.link")),
        entry('x', "decline", "with a reason", Choice::Command("signal.decline")),
        entry('r', "route", "out as tactical", Choice::Command("signal.route")),
        entry('z', "snooze all the same", "", Choice::Anyway(verb)),
    ];
    model.overlays.push(Overlay::Menu(Menu::new("Decide", note, entries)));
    Vec::new()
}

fn open_snooze(model: &mut Model) -> Effects {
    const DAYS: [(char, &str, &str); 7] = [
        ('t', "tomorrow", "tomorrow"),
        ('2', "two days", "2d"),
        ('f', "Friday", "fri"),
        ('w', "a week", "1w"),
        ('3', "three weeks", "3w"),
        ('m', "a month", "1m"),
        ('q', "end of the quarter", "end of quarter"),
    ];
    let today = model.today;
    let mut entries: Vec<_> = DAYS
        .iter()
        .filter_map(|(key, label, text)| {
            let until = parse_day(text, today)?;
            let help = format!("{} {}", until.strftime("%a"), until);
            Some(entry(
                *key,
                *label,
                help,
                Choice::Verb(Verb::Snooze { until: Some(until), on_activity: false }),
            ))
        })
        .collect();
    let activity = Verb::Snooze { until: None, on_activity: true };
    entries.push(entry('a', "until new activity", "from the same person or source", Choice::Verb(activity)));
    entries.push(entry('d', "another day …", "2d, fri, 3w, eoq, 2026-12-24", Choice::Ask(Ask::SnoozeDay)));
    model.overlays.push(Overlay::Menu(Menu::new("Snooze until", "", entries)));
    Vec::new()
}

fn open_route(model: &mut Model) -> Effects {
    let entries = Route::ALL
        .into_iter()
        .map(|to| entry(to.key(), to.name(), to.help(), Choice::Verb(Verb::Route { to })))
        .collect();
    let note = "Tactical work is not ours; routed signals count nowhere.";
    model.overlays.push(Overlay::Menu(Menu::new("Route to", note, entries)));
    Vec::new()
}

/// With marks, the others go into the one under the cursor; else the survivor is picked.
fn merge(model: &mut Model) -> Effects {
    let marked = model.signal_targets();
    if marked.len() < 2 {
        return super::pickers::open_merge(model);
    }
    let survivor = model.signals.signal().filter(|id| marked.contains(id)).unwrap_or(marked[0]);
    let others: Vec<SignalId> = marked.into_iter().filter(|id| *id != survivor).collect();
    let effects = apply(model, &Verb::Merge { into: survivor }, &others, Vec::new());
    if !effects.is_empty() {
        model.signals.marks.clear();
    }
    effects
}

fn can_unmerge(model: &Model) -> Ready {
    match on_signal(model) {
        Ready::Yes => {
            Ready::when(!merged_parts(model).is_empty(), "Nothing is merged here: neither into it nor away.")
        }
        no => no,
    }
}

/// What an unmerge is about: merged targets themselves, and signals merged into targets.
fn merged_parts(model: &Model) -> Vec<SignalId> {
    let mut parts = Vec::new();
    for id in model.signal_targets() {
        let Some(signal) = model.workspace.signal(id) else { continue };
        if matches!(signal.verdict, Verdict::Merged { .. }) {
            parts.push(id);
        }
        parts.extend(model.workspace.index().merged_into(id));
    }
    parts
}
