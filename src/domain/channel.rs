//! The ten channels input comes through, and the four families they belong to. A closed list: an unknown
//! channel is an error, never an eleventh one.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Where a signal came from. The order is the order in which channels are listed everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Channel {
    /// SRE and support.
    Support,
    /// Customer leadership and engineering.
    Customer,
    /// Customer success.
    Success,
    /// Services and delivery.
    Services,
    /// Sales and sales engineering.
    Sales,
    /// Trends, influencers, analysts.
    Industry,
    /// What rivals do.
    Competitive,
    /// Executive staff.
    Executive,
    /// Product marketing, technical marketing, product management.
    Marketing,
    /// Our engineering.
    Engineering,
}

impl Channel {
    pub const ALL: [Self; 10] = [
        Self::Support,
        Self::Customer,
        Self::Success,
        Self::Services,
        Self::Sales,
        Self::Industry,
        Self::Competitive,
        Self::Executive,
        Self::Marketing,
        Self::Engineering,
    ];

    /// Returns the word used in files, filters and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Support => "support",
            Self::Customer => "customer",
            Self::Success => "success",
            Self::Services => "services",
            Self::Sales => "sales",
            Self::Industry => "industry",
            Self::Competitive => "competitive",
            Self::Executive => "executive",
            Self::Marketing => "marketing",
            Self::Engineering => "engineering",
        }
    }

    /// Returns the three letters of a list column.
    pub const fn short(self) -> &'static str {
        match self {
            Self::Support => "SUP",
            Self::Customer => "CUS",
            Self::Success => "CSM",
            Self::Services => "SRV",
            Self::Sales => "SAL",
            Self::Industry => "IND",
            Self::Competitive => "CMP",
            Self::Executive => "EXE",
            Self::Marketing => "MKT",
            Self::Engineering => "ENG",
        }
    }

    /// Returns the key that picks the channel in a menu.
    pub const fn key(self) -> char {
        match self {
            Self::Support => 's',
            Self::Customer => 'c',
            Self::Success => 'u',
            Self::Services => 'v',
            Self::Sales => 'a',
            Self::Industry => 'i',
            Self::Competitive => 'o',
            Self::Executive => 'e',
            Self::Marketing => 'm',
            Self::Engineering => 'n',
        }
    }

    /// Returns one line on who speaks here.
    pub const fn help(self) -> &'static str {
        match self {
            Self::Support => "SRE and support",
            Self::Customer => "customer leadership and engineering",
            Self::Success => "customer success",
            Self::Services => "services and delivery",
            Self::Sales => "sales and sales engineering",
            Self::Industry => "trends, influencers, analysts",
            Self::Competitive => "what rivals do",
            Self::Executive => "executive staff",
            Self::Marketing => "product marketing and management",
            Self::Engineering => "our engineering",
        }
    }

    /// Reads a channel's name or its three letters, in any case.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        Self::ALL.into_iter().find(|channel| {
            channel.name().eq_ignore_ascii_case(text) || channel.short().eq_ignore_ascii_case(text)
        })
    }

    /// Returns the family the channel belongs to unless the strategy says otherwise.
    pub const fn family(self) -> Family {
        match self {
            Self::Support | Self::Customer | Self::Success | Self::Services | Self::Sales => Family::Customer,
            Self::Industry => Family::Market,
            Self::Executive | Self::Marketing | Self::Engineering => Family::Internal,
            Self::Competitive => Family::Competitive,
        }
    }

    /// Tells whether two channels carry the same voice onward: equal, or joined by an edge of the function's
    /// picture (support-customer, customer-success, marketing-engineering). Symmetric.
    pub fn is_linked(self, other: Self) -> bool {
        const EDGES: [(Channel, Channel); 3] = [
            (Channel::Support, Channel::Customer),
            (Channel::Customer, Channel::Success),
            (Channel::Marketing, Channel::Engineering),
        ];
        self == other || EDGES.contains(&(self, other)) || EDGES.contains(&(other, self))
    }
}

impl fmt::Display for Channel {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.name())
    }
}

/// The four kinds of source that the balance of input is judged by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Family {
    Customer,
    Market,
    Internal,
    Competitive,
}

impl Family {
    pub const ALL: [Self; 4] = [Self::Customer, Self::Market, Self::Internal, Self::Competitive];

    /// Returns the word used in files, filters and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Market => "market",
            Self::Internal => "internal",
            Self::Competitive => "competitive",
        }
    }

    /// Reads a family's name, in any case.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|family| family.name().eq_ignore_ascii_case(text.trim()))
    }
}

impl fmt::Display for Family {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn names_keys_and_letters_are_unique() {
        let keys: BTreeSet<char> = Channel::ALL.iter().map(|c| c.key()).collect();
        let letters: BTreeSet<&str> = Channel::ALL.iter().map(|c| c.short()).collect();
        assert_eq!((keys.len(), letters.len()), (10, 10));
        for channel in Channel::ALL {
            assert_eq!(Channel::parse(channel.name()), Some(channel));
            assert_eq!(ron::to_string(&channel).unwrap(), channel.name());
        }
    }

    #[test]
    fn linked_is_symmetric_and_not_transitive() {
        assert!(
            Channel::Support.is_linked(Channel::Customer) && Channel::Customer.is_linked(Channel::Support)
        );
        assert!(!Channel::Support.is_linked(Channel::Success));
        assert!(!Channel::Sales.is_linked(Channel::Customer));
    }
}
