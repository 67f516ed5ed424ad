//! The fields of a stakeholder's form.

use super::fields::{FieldSpec, Shape, account, account_name, choice, plain_field, required};
use crate::domain::channel::Channel;
use crate::domain::stakeholder::{DealRole, Level, Side, Stakeholder};

fn channels() -> Vec<&'static str> {
    std::iter::once("").chain(Channel::ALL.iter().map(|channel| channel.name())).collect()
}

fn levels() -> Vec<&'static str> {
    Level::ALL.iter().map(|level| level.name()).collect()
}

fn sides() -> Vec<&'static str> {
    Side::ALL.iter().map(|side| side.name()).collect()
}

fn roles() -> Vec<&'static str> {
    DealRole::ALL.iter().map(|role| role.name()).collect()
}

pub(super) const FIELDS: &[FieldSpec<Stakeholder>] = &[
    FieldSpec {
        key: "name",
        label: "Name",
        help: "As you would greet them.",
        shape: Shape::Line,
        get: |person, _| person.name.clone(),
        set: |person, text, _| required(&mut person.name, text, "The name"),
    },
    FieldSpec {
        key: "account",
        label: "Organisation",
        help: "A new name makes a new account.",
        shape: Shape::Line,
        get: |person, workspace| account_name(person.account, workspace),
        set: |person, text, context| {
            person.account = account(text, context);
            Ok(())
        },
    },
    plain_field!(line "title", "Title", "Their job.", title),
    FieldSpec {
        key: "level",
        label: "Level",
        help: "How high they sit.",
        shape: Shape::Choice(levels),
        get: |person, _| person.level.name().to_string(),
        set: |person, text, _| {
            person.level = choice(text, Level::parse, &levels())?.unwrap_or_default();
            Ok(())
        },
    },
    FieldSpec {
        key: "side",
        label: "Side",
        help: "Outside or inside our organisation.",
        shape: Shape::Choice(sides),
        get: |person, _| person.side.name().to_string(),
        set: |person, text, _| {
            person.side = choice(text, Side::parse, &sides())?.unwrap_or_default();
            Ok(())
        },
    },
    FieldSpec {
        key: "channel",
        label: "Channel",
        help: "The channel their signals come through.",
        shape: Shape::Choice(channels),
        get: |person, _| person.channel.map(|channel| channel.to_string()).unwrap_or_default(),
        set: |person, text, _| {
            person.channel = choice(text, Channel::parse, &channels()[1..])?;
            Ok(())
        },
    },
    FieldSpec {
        key: "roles",
        label: "Deal roles",
        help: "buyer champion gatekeeper influencer user coach",
        shape: Shape::Line,
        get: |person, _| person.roles.iter().map(|role| role.name()).collect::<Vec<_>>().join(" "),
        set: |person, text, _| {
            let names = text.split(|c: char| c.is_whitespace() || c == ',').filter(|name| !name.is_empty());
            let parsed: Result<Vec<_>, String> =
                names.map(|name| choice(name, DealRole::parse, &roles())).collect();
            person.roles = parsed?.into_iter().flatten().collect();
            Ok(())
        },
    },
    plain_field!(lines "emails", "Mail", "Addresses, one a line; senders are recognised by them.", emails),
    plain_field!(text "concern", "Concern", "What worries them, in their own words.", concern),
    plain_field!(text "perspective", "Perspective", "Their job, and how they see the product.", perspective),
    plain_field!(lines "constraints", "Constraints", "One a line.", constraints),
    plain_field!(line "schedule", "Schedule", "Budget rounds, freezes, holidays, in words.", schedule),
    FieldSpec {
        key: "cadence",
        label: "Cadence",
        help: "Days between contacts; empty for none.",
        shape: Shape::Line,
        get: |person, _| match person.cadence_days {
            0 => String::new(),
            days => days.to_string(),
        },
        set: |person, text, _| {
            let text = text.trim();
            person.cadence_days = match text {
                "" => 0,
                days => days.parse().map_err(|_| format!("`{days}` is no number of days."))?,
            };
            Ok(())
        },
    },
    plain_field!(day "last_contact", "Last contact", "A day: today, 2026-11-03.", last_contact),
    plain_field!(tags "tags", "Tags", "Words separated by spaces.", tags),
    plain_field!(private "private", "Private notes", "Hidden while presenting, never exported.", private_notes),
];
