//! The one list of filter keys. Errors, help, completion and the parser all read it; there is no other.

use super::test::{Age, Compare, Part, Status, Test};
use crate::domain::account::AccountKind;
use crate::domain::candidate::Horizon;
use crate::domain::channel::{Channel, Family};
use crate::domain::stage::Stage;
use crate::domain::stakeholder::{DealRole, Level, Side};
use crate::domain::tag::Tag;

/// One key of the filter language.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// The word before the colon.
    pub name: &'static str,
    /// What it filters by; ends the sentence "It filters by …".
    pub help: &'static str,
    /// A whole term, for help.
    pub example: &'static str,
    pub values: Values,
    /// Reads the value; nothing when there is no such value.
    pub(super) read: fn(Compare, &str) -> Option<Test>,
}

/// What may stand behind a key.
#[derive(Clone, Copy, Debug)]
pub enum Values {
    /// One word of a closed list.
    OneOf(fn() -> Vec<&'static str>),
    /// Any text.
    Text,
    /// A number from 0 to this, compared.
    Number(u8),
    /// A number and a unit, compared.
    Age,
}

impl Values {
    /// Returns the closed list, for completion; nothing when any value may stand there.
    pub fn names(&self) -> Vec<&'static str> {
        match self {
            Self::OneOf(names) => names(),
            Self::Text | Self::Number(_) | Self::Age => Vec::new(),
        }
    }

    /// Tells whether `<`, `<=`, `>=` and `>` may stand before the value.
    pub const fn is_compared(&self) -> bool {
        matches!(self, Self::Number(_) | Self::Age)
    }
}

impl Key {
    /// Finds a key by its name, in any case.
    pub fn find(name: &str) -> Option<&'static Self> {
        KEYS.iter().find(|key| key.name.eq_ignore_ascii_case(name))
    }
}

/// All keys, in the order of the help.
pub const KEYS: &[Key] = &[
    Key {
        name: "channel",
        help: "the channel it came through",
        example: "channel:sales",
        values: Values::OneOf(|| Channel::ALL.map(Channel::name).to_vec()),
        read: |_, text| Channel::parse(text).map(Test::Channel),
    },
    Key {
        name: "family",
        help: "the family of that channel",
        example: "family:market",
        values: Values::OneOf(|| Family::ALL.map(Family::name).to_vec()),
        read: |_, text| Family::parse(text).map(Test::Family),
    },
    Key {
        name: "status",
        help: "what triage decided",
        example: "status:inbox",
        values: Values::OneOf(|| Status::ALL.map(Status::name).to_vec()),
        read: |_, text| Status::parse(text).map(Test::Status),
    },
    Key {
        name: "tag",
        help: "a tag it carries",
        example: "tag:sso",
        values: Values::Text,
        read: |_, text| Tag::new(text).map(Test::Tag),
    },
    Key {
        name: "from",
        help: "part of the name of who said it",
        example: "from:ada",
        values: Values::Text,
        read: |_, text| Some(Test::From(text.into())),
    },
    Key {
        name: "account",
        help: "part of the name of the organisation",
        example: "account:acme",
        values: Values::Text,
        read: |_, text| Some(Test::Account(text.into())),
    },
    Key {
        name: "stage",
        help: "the stage of the pipeline",
        example: "stage:lead",
        values: Values::OneOf(|| Stage::ALL.map(Stage::name).to_vec()),
        read: |_, text| Stage::parse(text).map(Test::Stage),
    },
    Key {
        name: "to",
        help: "the candidate it is linked to, by id or part of the title",
        example: "to:c-7k2",
        values: Values::Text,
        read: |_, text| Some(Test::To(text.into())),
    },
    Key {
        name: "has",
        help: "a part that is not empty",
        example: "has:link",
        values: Values::OneOf(|| Part::ALL.map(Part::name).to_vec()),
        read: |_, text| Part::parse(text).map(Test::Has),
    },
    Key {
        name: "age",
        help: "how long ago it was said, met or last in touch, in d, w, m or y",
        example: "age>14d",
        values: Values::Age,
        read: |compare, text| Age::parse(text).map(|age| Test::Age(compare, age)),
    },
    Key {
        name: "importance",
        help: "its importance, 0 to 3",
        example: "importance>=2",
        values: Values::Number(3),
        read: |compare, text| {
            let number = text.parse().ok().filter(|number| *number <= 3)?;
            Some(Test::Importance(compare, number))
        },
    },
    Key {
        name: "horizon",
        help: "the horizon of the candidate",
        example: "horizon:now",
        values: Values::OneOf(|| Horizon::ALL.map(Horizon::name).to_vec()),
        read: |_, text| Horizon::parse(text).map(Test::Horizon),
    },
    Key {
        name: "level",
        help: "how high the person sits",
        example: "level:executive",
        values: Values::OneOf(|| Level::ALL.map(Level::name).to_vec()),
        read: |_, text| Level::parse(text).map(Test::Level),
    },
    Key {
        name: "side",
        help: "whether the person is one of us",
        example: "side:inside",
        values: Values::OneOf(|| Side::ALL.map(Side::name).to_vec()),
        read: |_, text| Side::parse(text).map(Test::Side),
    },
    Key {
        name: "role",
        help: "what the person is in a deal",
        example: "role:champion",
        values: Values::OneOf(|| DealRole::ALL.map(DealRole::name).to_vec()),
        read: |_, text| DealRole::parse(text).map(Test::Role),
    },
    Key {
        name: "kind",
        help: "what the organisation is to us",
        example: "kind:customer",
        values: Values::OneOf(|| AccountKind::ALL.map(AccountKind::name).to_vec()),
        read: |_, text| AccountKind::parse(text).map(Test::Kind),
    },
];
