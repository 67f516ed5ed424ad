//! The two explanations of a candidate (METHODS 4.8): whether both are there and newer than the scope, and
//! what a reader of each would miss. Technical words are those of the user's own glossary.

use super::words::stem;
use crate::domain::candidate::Candidate;
use crate::domain::strategy::Term;
use crate::domain::when::days_between;

/// What a business text may promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Money,
    Time,
    Risk,
    Compliance,
    People,
}

/// Words that name an outcome or a mechanism, without the plural's `s`.
const MONEY: &[&str] = &[
    "budget", "cheaper", "cost", "deal", "discount", "euro", "margin", "money", "pay", "premium", "price",
    "profit", "renew", "renewal", "revenue",
];
const TIME: &[&str] = &[
    "day", "deadline", "earlier", "faster", "hour", "minute", "month", "quarter", "sooner", "time", "week",
    "year",
];
const RISK: &[&str] = &[
    "attack", "attacker", "breach", "failure", "incident", "loss", "outage", "risk", "safe", "safer",
    "secure", "trust",
];
const COMPLIANCE: &[&str] = &[
    "audit",
    "auditor",
    "certificate",
    "compliance",
    "compliant",
    "law",
    "legal",
    "regulated",
    "regulation",
    "regulator",
    "rule",
    "supervisor",
];
const PEOPLE: &[&str] =
    &["colleague", "customer", "employee", "nurse", "people", "person", "staff", "team", "user"];
const MECHANISM: &[&str] = &[
    "algorithm",
    "api",
    "archive",
    "batch",
    "cache",
    "constraint",
    "credential",
    "cursor",
    "depend",
    "dependency",
    "event",
    "failover",
    "hash",
    "index",
    "latency",
    "limit",
    "mechanism",
    "protocol",
    "queue",
    "region",
    "replica",
    "require",
    "schema",
    "service",
    "signature",
    "store",
    "stream",
    "token",
];

impl Outcome {
    pub const ALL: [Self; 5] = [Self::Money, Self::Time, Self::Risk, Self::Compliance, Self::People];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Money => "money",
            Self::Time => "time",
            Self::Risk => "risk",
            Self::Compliance => "compliance",
            Self::People => "people",
        }
    }

    const fn words(self) -> &'static [&'static str] {
        match self {
            Self::Money => MONEY,
            Self::Time => TIME,
            Self::Risk => RISK,
            Self::Compliance => COMPLIANCE,
            Self::People => PEOPLE,
        }
    }
}

/// What a business text says and how.
#[derive(Clone, Debug, PartialEq)]
pub struct Business {
    pub words: usize,
    /// Technical terms of the glossary in it, each as often as it stands there.
    pub jargon: Vec<String>,
    pub outcomes: Vec<Outcome>,
}

impl Business {
    /// Returns the technical terms in 100 words.
    pub fn per_hundred(&self) -> f64 {
        if self.words == 0 { 0.0 } else { 100.0 * self.jargon.len() as f64 / self.words as f64 }
    }
}

/// Reads a business text.
pub fn business(text: &str, glossary: &[Term]) -> Business {
    let words = stems(text);
    let is_named = |outcome: &Outcome| words.iter().any(|word| outcome.words().contains(&word.as_str()));
    let outcomes = Outcome::ALL.into_iter().filter(is_named).collect();
    Business { words: words.len(), jargon: jargon(&words, glossary), outcomes }
}

/// Tells whether a technical text names a mechanism, a constraint or a dependency.
pub fn names_mechanism(text: &str, glossary: &[Term]) -> bool {
    let words = stems(text);
    words.iter().any(|word| MECHANISM.contains(&word.as_str())) || !jargon(&words, glossary).is_empty()
}

fn jargon(words: &[String], glossary: &[Term]) -> Vec<String> {
    let times = |term: &Term| {
        let wanted = stems(&term.technical);
        let found = |at: usize| !wanted.is_empty() && words.get(at..at + wanted.len()) == Some(&wanted[..]);
        (0..words.len()).filter(|at| found(*at)).count()
    };
    glossary.iter().flat_map(|term| std::iter::repeat_n(term.technical.clone(), times(term))).collect()
}

/// Every word in lower case without the plural's `s`; all of them, since they are counted.
fn stems(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(|word| stem(word.to_lowercase())).collect()
}

/// What is still to be told of a candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Completeness {
    pub has_business: bool,
    pub has_technical: bool,
    /// Days the texts are older than the last change of scope; nothing when they are not.
    pub days_behind: Option<i32>,
}

impl Completeness {
    /// Tells whether both texts are there and tell the present scope.
    pub fn is_complete(self) -> bool {
        self.has_business && self.has_technical && self.days_behind.is_none()
    }
}

/// Returns what is still to be told. Texts without a day are taken for current: nothing says otherwise.
pub fn completeness(candidate: &Candidate) -> Completeness {
    let is_there = |text: &str| !text.trim().is_empty();
    let has_business = is_there(&candidate.business_text);
    let has_technical = is_there(&candidate.technical_text);
    let behind = candidate.texts_changed.zip(candidate.scope_changed).map(|(t, s)| days_between(t, s));
    let days_behind = behind.filter(|days| 0 < *days && (has_business || has_technical));
    Completeness { has_business, has_technical, days_behind }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::CandidateId;
    use jiff::civil::date;

    fn glossary() -> Vec<Term> {
        ["SSO", "session store", "webhook"]
            .map(|technical| Term { technical: technical.into(), plain: String::new() })
            .to_vec()
    }

    #[test]
    fn terms_are_counted_in_a_hundred_words() {
        let text =
            format!("SSO talks to the Session Stores, not to sso-like webhooks. {}", "word ".repeat(90));
        let read = business(&text, &glossary());
        assert_eq!((read.words, read.jargon.len()), (101, 4));
        assert_eq!(read.jargon, ["SSO", "SSO", "session store", "webhook"]);
        assert!((read.per_hundred() - 3.96).abs() < 0.01);
        assert_eq!(business("A session. A store.", &glossary()).jargon, ["session store"; 0]);
        assert_eq!(business("", &glossary()).per_hundred(), 0.0);
    }

    #[test]
    fn outcomes_and_mechanisms_are_recognised() {
        let read = business("It cuts the costs of every audit and saves a day.", &glossary());
        assert_eq!(read.outcomes, [Outcome::Money, Outcome::Time, Outcome::Compliance]);
        assert_eq!(business("It is very nice.", &glossary()).outcomes, []);
        assert!(names_mechanism("Depends on the archive.", &[]));
        assert!(names_mechanism("Behind SSO.", &glossary()) && !names_mechanism("Behind SSO.", &[]));
        assert!(!names_mechanism("It just works.", &glossary()));
    }

    #[test]
    fn texts_older_than_the_scope_are_behind() {
        let mut candidate = Candidate::new(CandidateId::derived("a"), "A");
        candidate.scope_changed = Some(date(2026, 10, 12));
        candidate.texts_changed = Some(date(2026, 10, 2));
        assert_eq!(completeness(&candidate).days_behind, None, "no text is not an old text");
        candidate.business_text = "It saves time.".into();
        assert_eq!(completeness(&candidate).days_behind, Some(10));
        candidate.technical_text = "A queue.".into();
        assert!(!completeness(&candidate).is_complete());
        candidate.texts_changed = Some(date(2026, 10, 12));
        assert!(completeness(&candidate).is_complete());
    }
}
