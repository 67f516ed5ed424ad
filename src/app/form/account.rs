//! The fields of an account's form.

use super::fields::{FieldSpec, Shape, choice, day, lines, number, print_day, print_tags, required, tags};
use crate::domain::account::{Account, AccountKind, Span};

fn kinds() -> Vec<&'static str> {
    AccountKind::ALL.iter().map(|kind| kind.name()).collect()
}

pub(super) const FIELDS: &[FieldSpec<Account>] = &[
    FieldSpec {
        key: "name",
        label: "Name",
        help: "The organisation.",
        shape: Shape::Line,
        get: |account, _| account.name.clone(),
        set: |account, text, _| required(&mut account.name, text, "The name"),
    },
    FieldSpec {
        key: "kind",
        label: "Kind",
        help: "What they are to us.",
        shape: Shape::Choice(kinds),
        get: |account, _| account.kind.name().to_string(),
        set: |account, text, _| {
            account.kind = choice(text, AccountKind::parse, &kinds())?.unwrap_or_default();
            Ok(())
        },
    },
    FieldSpec {
        key: "value",
        label: "Value a year",
        help: "In the currency of the strategy.",
        shape: Shape::Line,
        get: |account, _| if account.value == 0.0 { String::new() } else { account.value.to_string() },
        set: |account, text, _| {
            account.value = number(text)?.unwrap_or_default();
            Ok(())
        },
    },
    FieldSpec {
        key: "segment",
        label: "Segment",
        help: "Your own word.",
        shape: Shape::Line,
        get: |account, _| account.segment.clone(),
        set: |account, text, _| {
            account.segment = text.trim().to_string();
            Ok(())
        },
    },
    FieldSpec {
        key: "domains",
        label: "Mail domains",
        help: "One a line; senders are recognised by them.",
        shape: Shape::Text,
        get: |account, _| account.domains.join("\n"),
        set: |account, text, _| {
            account.domains = lines(text);
            Ok(())
        },
    },
    FieldSpec {
        key: "pains",
        label: "Pains",
        help: "One a line.",
        shape: Shape::Text,
        get: |account, _| account.pains.join("\n"),
        set: |account, text, _| {
            account.pains = lines(text);
            Ok(())
        },
    },
    FieldSpec {
        key: "constraints",
        label: "Constraints",
        help: "One a line.",
        shape: Shape::Text,
        get: |account, _| account.constraints.join("\n"),
        set: |account, text, _| {
            account.constraints = lines(text);
            Ok(())
        },
    },
    FieldSpec {
        key: "budget",
        label: "Budget day",
        help: "When they decide on money.",
        shape: Shape::Line,
        get: |account, _| print_day(account.budget),
        set: |account, text, context| {
            account.budget = day(text, context.today)?;
            Ok(())
        },
    },
    FieldSpec {
        key: "renewal",
        label: "Renewal",
        help: "When they decide to stay.",
        shape: Shape::Line,
        get: |account, _| print_day(account.renewal),
        set: |account, text, context| {
            account.renewal = day(text, context.today)?;
            Ok(())
        },
    },
    FieldSpec {
        key: "freezes",
        label: "Freezes",
        help: "One a line: 2026-12-15..2027-01-10 year end",
        shape: Shape::Text,
        get: |account, _| {
            let print =
                |span: &Span| format!("{}..{} {}", span.from, span.to, span.why).trim_end().to_string();
            account.freezes.iter().map(print).collect::<Vec<_>>().join("\n")
        },
        set: |account, text, context| {
            let spans: Result<Vec<Span>, String> =
                lines(text).iter().map(|line| freeze(line, context.today)).collect();
            account.freezes = spans?;
            Ok(())
        },
    },
    FieldSpec {
        key: "notes",
        label: "Notes",
        help: "What anybody may read.",
        shape: Shape::Text,
        get: |account, _| account.notes.clone(),
        set: |account, text, _| {
            account.notes = text.trim().to_string();
            Ok(())
        },
    },
    FieldSpec {
        key: "tags",
        label: "Tags",
        help: "Words separated by spaces.",
        shape: Shape::Line,
        get: |account, _| print_tags(&account.tags),
        set: |account, text, _| {
            account.tags = tags(text);
            Ok(())
        },
    },
    FieldSpec {
        key: "private",
        label: "Private notes",
        help: "Hidden while presenting, never exported.",
        shape: Shape::Private,
        get: |account, _| account.private_notes.clone(),
        set: |account, text, _| {
            account.private_notes = text.trim().to_string();
            Ok(())
        },
    },
];

/// Reads `from..to why`; the days in words or as dates.
fn freeze(line: &str, today: jiff::civil::Date) -> Result<Span, String> {
    let (days, why) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let wrong = || format!("`{line}` is no span; write 2026-12-15..2027-01-10 and why.");
    let (from, to) = days.split_once("..").ok_or_else(wrong)?;
    let (from, to) = (day(from, today)?.ok_or_else(wrong)?, day(to, today)?.ok_or_else(wrong)?);
    if to < from {
        return Err(format!("`{line}` ends before it begins."));
    }
    Ok(Span { from, to, why: why.trim().to_string() })
}
