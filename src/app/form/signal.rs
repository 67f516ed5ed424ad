//! The fields of a signal's form. The verdict is not among them: triage gives it.

use super::fields::{
    FieldSpec, Shape, account, account_name, choice, person, person_name, plain_field, required,
};
use crate::domain::channel::Channel;
use crate::domain::signal::{EvidenceClass, Signal};
use crate::domain::stage::Stage;

fn channels() -> Vec<&'static str> {
    Channel::ALL.iter().map(|channel| channel.name()).collect()
}

fn stages() -> Vec<&'static str> {
    std::iter::once("").chain(Stage::ALL.iter().map(|stage| stage.name())).collect()
}

fn classes() -> Vec<&'static str> {
    EvidenceClass::ALL.iter().map(|class| class.name()).collect()
}

fn zero_to_three() -> Vec<&'static str> {
    vec!["0", "1", "2", "3"]
}

pub(super) const FIELDS: &[FieldSpec<Signal>] = &[
    FieldSpec {
        key: "title",
        label: "Title",
        help: "Their words in one line. #tag and @person work here.",
        shape: Shape::Line,
        get: |signal, _| signal.title.clone(),
        set: |signal, text, _| required(&mut signal.title, text, "The title"),
    },
    FieldSpec {
        key: "body",
        label: "Verbatim",
        help: "Everything they said, unedited. ctrl-e opens your editor.",
        shape: Shape::Text,
        get: |signal, _| signal.body.clone(),
        set: |signal, text, _| {
            signal.body = text.to_string();
            Ok(())
        },
    },
    FieldSpec {
        key: "channel",
        label: "Channel",
        help: "Where it came from: ← → turn through the ten channels.",
        shape: Shape::Choice(channels),
        get: |signal, _| signal.channel.to_string(),
        set: |signal, text, _| {
            signal.channel =
                choice(text, Channel::parse, &channels())?.ok_or("A signal needs a channel.".to_string())?;
            Ok(())
        },
    },
    FieldSpec {
        key: "who",
        label: "Said by",
        help: "A stakeholder's name; another name is kept as text.",
        shape: Shape::Line,
        get: |signal, workspace| match signal.who {
            Some(_) => person_name(signal.who, workspace),
            None => signal.said_by.clone(),
        },
        set: |signal, text, context| {
            signal.who = person(text, context.workspace);
            signal.said_by = if signal.who.is_some() { String::new() } else { text.trim().to_string() };
            Ok(())
        },
    },
    FieldSpec {
        key: "account",
        label: "Account",
        help: "The organisation; a new name makes a new account.",
        shape: Shape::Line,
        get: |signal, workspace| account_name(signal.account, workspace),
        set: |signal, text, context| {
            signal.account = account(text, context);
            Ok(())
        },
    },
    FieldSpec {
        key: "stage",
        label: "Stage",
        help: "Where they stand in the pipeline.",
        shape: Shape::Choice(stages),
        get: |signal, _| signal.stage.map(|stage| stage.to_string()).unwrap_or_default(),
        set: |signal, text, _| {
            signal.stage = choice(text, Stage::parse, &stages()[1..])?;
            Ok(())
        },
    },
    FieldSpec {
        key: "evidence",
        label: "Evidence",
        help: "Their quote, relayed, a summary, or a number.",
        shape: Shape::Choice(classes),
        get: |signal, _| signal.evidence.name().to_string(),
        set: |signal, text, _| {
            signal.evidence = choice(text, EvidenceClass::parse, &classes())?.unwrap_or_default();
            Ok(())
        },
    },
    FieldSpec {
        key: "hops",
        label: "Hops",
        help: "Mouths it passed: 0 first-hand, 1 relayed, 2 and more.",
        shape: Shape::Line,
        get: |signal, _| signal.hops.to_string(),
        set: |signal, text, _| {
            let text = text.trim();
            signal.hops = if text.is_empty() {
                0
            } else {
                text.parse().map_err(|_| format!("`{text}` is no number of mouths from 0 to 255."))?
            };
            Ok(())
        },
    },
    FieldSpec {
        key: "importance",
        label: "Importance",
        help: "0 to 3; links take it.",
        shape: Shape::Choice(zero_to_three),
        get: |signal, _| signal.importance.to_string(),
        set: |signal, text, _| {
            let importance = text.trim().parse().ok().filter(|value| *value <= 3);
            signal.importance =
                importance.ok_or_else(|| format!("`{}` is not 0, 1, 2 or 3.", text.trim()))?;
            Ok(())
        },
    },
    plain_field!(tags "tags", "Tags", "Words separated by spaces.", tags),
    plain_field!(lines "so_what", "So what", "Our reading, a step a line: feature, capability, business outcome.", so_what),
];
