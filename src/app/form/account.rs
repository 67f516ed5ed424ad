//! The fields of an account's form.

use super::fields::{FieldSpec, Shape, choice, day, lines, number, plain_field, required};
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
    plain_field!(line "segment", "Segment", "Your own word.", segment),
    plain_field!(lines "domains", "Mail domains", "One a line; senders are recognised by them.", domains),
    plain_field!(lines "pains", "Pains", "One a line.", pains),
    plain_field!(lines "constraints", "Constraints", "One a line.", constraints),
    plain_field!(day "budget", "Budget day", "When they decide on money.", budget),
    plain_field!(day "renewal", "Renewal", "When they decide to stay.", renewal),
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
    plain_field!(text "notes", "Notes", "What anybody may read.", notes),
    plain_field!(tags "tags", "Tags", "Words separated by spaces.", tags),
    plain_field!(private "private", "Private notes", "Hidden while presenting, never exported.", private_notes),
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
