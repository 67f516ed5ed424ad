//! The fields of a stakeholder's form.

use super::fields::{
    FieldSpec, Shape, account, account_name, choice, day, lines, print_day, print_tags, required, tags,
};
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
    FieldSpec {
        key: "title",
        label: "Title",
        help: "Their job.",
        shape: Shape::Line,
        get: |person, _| person.title.clone(),
        set: |person, text, _| {
            person.title = text.trim().to_string();
            Ok(())
        },
    },
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
    FieldSpec {
        key: "emails",
        label: "Mail",
        help: "Addresses, one a line; senders are recognised by them.",
        shape: Shape::Text,
        get: |person, _| person.emails.join("\n"),
        set: |person, text, _| {
            person.emails = lines(text);
            Ok(())
        },
    },
    FieldSpec {
        key: "concern",
        label: "Concern",
        help: "What worries them, in their own words.",
        shape: Shape::Text,
        get: |person, _| person.concern.clone(),
        set: |person, text, _| {
            person.concern = text.trim().to_string();
            Ok(())
        },
    },
    FieldSpec {
        key: "perspective",
        label: "Perspective",
        help: "Their job, and how they see the product.",
        shape: Shape::Text,
        get: |person, _| person.perspective.clone(),
        set: |person, text, _| {
            person.perspective = text.trim().to_string();
            Ok(())
        },
    },
    FieldSpec {
        key: "constraints",
        label: "Constraints",
        help: "One a line.",
        shape: Shape::Text,
        get: |person, _| person.constraints.join("\n"),
        set: |person, text, _| {
            person.constraints = lines(text);
            Ok(())
        },
    },
    FieldSpec {
        key: "schedule",
        label: "Schedule",
        help: "Budget rounds, freezes, holidays, in words.",
        shape: Shape::Line,
        get: |person, _| person.schedule.clone(),
        set: |person, text, _| {
            person.schedule = text.trim().to_string();
            Ok(())
        },
    },
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
    FieldSpec {
        key: "last_contact",
        label: "Last contact",
        help: "A day: today, 2026-11-03.",
        shape: Shape::Line,
        get: |person, _| print_day(person.last_contact),
        set: |person, text, context| {
            person.last_contact = day(text, context.today)?;
            Ok(())
        },
    },
    FieldSpec {
        key: "tags",
        label: "Tags",
        help: "Words separated by spaces.",
        shape: Shape::Line,
        get: |person, _| print_tags(&person.tags),
        set: |person, text, _| {
            person.tags = tags(text);
            Ok(())
        },
    },
    FieldSpec {
        key: "private",
        label: "Private notes",
        help: "Hidden while presenting, never exported.",
        shape: Shape::Private,
        get: |person, _| person.private_notes.clone(),
        set: |person, text, _| {
            person.private_notes = text.trim().to_string();
            Ok(())
        },
    },
];
