//! Search over signals while a query is typed. Structured terms first, then words: a mask of letters rules
//! most titles out, plain substring search finds the sure hits, and only the best of the rest are matched
//! fuzzily. Lists keep their order; nothing here sorts by score.

mod bits;
mod index;
mod matcher;
mod word;

pub use index::SearchIndex;
pub use matcher::{Matcher, Skim};

use crate::domain::id::SignalId;
use crate::domain::query::filter::{Ask, Check, Filter, asks};
use crate::domain::query::fold::fold_char;
use crate::domain::query::needle::Needle;
use crate::domain::query::{Context, Query, Term, Test};
use bits::Bits;
use matcher::capped;
use word::Word;

/// What a query found, and what the next one may build on.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The signals that pass, newest first, ties by id.
    pub ids: Vec<SignalId>,
    version: u64,
    structured: Vec<Ask>,
    domain: Bits,
    words: Vec<Word>,
}

/// Finds the signals that pass a query. Hand in what the last query found: what still holds is reused, and
/// what does not is noticed (another index state, other names, another day).
pub fn filter(index: &SearchIndex, query: &Query, context: &Context<'_>, previous: Option<&Found>) -> Found {
    let (texts, structured): (Vec<_>, Vec<_>) =
        asks(query, context).into_iter().partition(|ask| matches!(ask.check, Check::Text { .. }));
    let previous =
        previous.filter(|found| found.version == index.version() && found.structured == structured);
    let domain = previous.map_or_else(|| index.passing(&structured), |found| found.domain.clone());
    let known = previous.map_or(&[][..], |found| &found.words);
    let mut words: Vec<_> = texts
        .into_iter()
        .filter_map(|ask| match ask.check {
            Check::Text { needle, fuzzy } => Some((needle, fuzzy, ask.negated)),
            _ => None,
        })
        .map(|asked| Word::search(index, asked, &domain, known))
        .collect();
    let mut rows = domain.clone();
    for word in words.iter().filter(|word| !word.negated) {
        word.narrow(&mut rows);
    }
    let matcher = Skim::default();
    for word in &mut words {
        word.apply(index, &mut rows, &matcher);
    }
    Found { ids: index.in_order(&rows), version: index.version(), structured, domain, words }
}

/// Returns a filter for the small lists (people, organisations, candidates, meetings) that matches titles
/// fuzzily, as [`filter`] does.
pub fn prepare<'a>(query: &Query, context: &'a Context<'a>) -> Filter<'a> {
    let skim = Skim::default();
    Filter::new(query, context).with_fuzzy(Box::new(move |word, title| skim.fits(title, word)))
}

/// Returns the places in a title to highlight, in characters, in order. For visible rows only.
pub fn positions(title: &str, query: &Query) -> Vec<usize> {
    let (folded, origin) = fold_with_origin(capped(title));
    let skim = Skim::default();
    let mut places: Vec<_> = query
        .terms
        .iter()
        .filter(|term| !term.negated)
        .flat_map(|term| places_of(term, &folded, &skim))
        .filter_map(|place| origin.get(place).copied())
        .collect();
    places.sort_unstable();
    places.dedup();
    places
}

/// Returns the folded title and, for each of its characters, the one it came from.
fn fold_with_origin(title: &str) -> (String, Vec<usize>) {
    let (mut folded, mut origin) = (String::with_capacity(title.len()), Vec::new());
    for (place, c) in title.chars().enumerate() {
        fold_char(c, |c| {
            folded.push(c);
            origin.push(place);
        });
    }
    (folded, origin)
}

fn places_of(term: &Term, title: &str, matcher: &impl Matcher) -> Vec<usize> {
    let (text, fuzzy) = match &term.test {
        Test::Word(text) => (text, true),
        Test::Phrase(text) => (text, false),
        _ => return Vec::new(),
    };
    let needle = Needle::new(text);
    match needle.title_finder().find(title) {
        Some(at) => {
            let start = title[..at].chars().count();
            (start..start + needle.chars()).collect()
        }
        None if fuzzy && matcher.fits(title, needle.as_str()) => matcher.positions(title, needle.as_str()),
        None => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::channel::Channel;
    use crate::domain::id::StakeholderId;
    use crate::domain::query::parse;
    use crate::domain::record::Record;
    use crate::domain::signal::Signal;
    use crate::domain::stakeholder::Stakeholder;
    use crate::domain::tag::Tag;
    use crate::domain::workspace::Workspace;
    use jiff::{Timestamp, civil::date, tz::TimeZone};
    use proptest::prelude::*;
    use std::sync::Arc;

    static ZONE: TimeZone = TimeZone::UTC;

    fn context(workspace: &Workspace) -> Context<'_> {
        Context { workspace, today: date(2026, 11, 21), zone: &ZONE }
    }

    /// Signals from (title, body), the first one newest.
    fn workspace(texts: &[(&str, &str)]) -> (Workspace, SearchIndex) {
        let (mut workspace, mut index) = (Workspace::default(), SearchIndex::default());
        for (number, (title, body)) in texts.iter().enumerate() {
            let at = Timestamp::from_second(1_790_000_000 - number as i64).unwrap();
            let mut signal =
                Signal::new(SignalId::from_bits(number as u64), *title, Channel::ALL[number % 10], at);
            signal.body = (*body).into();
            signal.tags.extend(title.split(' ').next().and_then(Tag::new));
            let signal = Arc::new(signal);
            index.put(&signal);
            workspace.load(Record::Signal(signal));
        }
        (workspace, index)
    }

    fn find(texts: &[(&str, &str)], query: &str) -> Vec<u64> {
        let (workspace, index) = workspace(texts);
        let found = filter(&index, &parse(query).unwrap(), &context(&workspace), None);
        found.ids.iter().map(|id| id.bits()).collect()
    }

    #[test]
    fn words_are_found_where_they_should_be() {
        let texts = [
            ("SSO login loops on Safari", "Every Monday half the floor waits."),
            ("Audit export for SOC 2", "Müller asks again."),
            ("regexp in the filter", "The lesson about SSO."),
        ];
        for (query, found) in [
            ("", &[0, 1, 2][..]),
            ("sso", &[0, 2]),
            ("sso login", &[0]),
            ("ex", &[1]),
            ("exp", &[1, 2]),
            ("exprt", &[1]),
            ("\"exprt\"", &[]),
            ("muller", &[1]),
            ("monda", &[]),
            ("\"half the floor\"", &[0]),
            ("!sso", &[1]),
            ("!exprt", &[0, 2]),
            ("channel:customer", &[1]),
            ("!channel:customer the", &[0, 2]),
            ("tag:sso", &[0]),
        ] {
            assert_eq!(find(&texts, query), found, "{query}");
        }
    }

    #[test]
    fn no_more_than_the_best_are_matched_fuzzily() {
        let mut texts = vec![("a dashbo x ard of sorts", ""); 50];
        texts.extend(vec![("the dashboard", ""); word::FUZZY_CAP]);
        let found = find(&texts, "dshbrd");
        assert_eq!(found, (50..50 + word::FUZZY_CAP as u64).collect::<Vec<_>>());
        // A word that is part of the title is found however often it is.
        assert_eq!(find(&texts, "dashb").len(), texts.len());
    }

    #[test]
    fn what_was_found_before_is_dropped_when_anything_changed() {
        let (mut workspace, mut index) = workspace(&[("Login loops", ""), ("Login again", "")]);
        let query = parse("login from:ada").unwrap();
        let before = filter(&index, &query, &context(&workspace), None);
        assert!(before.ids.is_empty());
        let ada = Stakeholder::new(StakeholderId::from_bits(1), "Ada");
        let mut signal = (**workspace.signal(SignalId::from_bits(1)).unwrap()).clone();
        signal.who = Some(ada.id);
        let signal = Arc::new(signal);
        index.put(&signal);
        workspace.load(Record::Signal(signal));
        let found = filter(&index, &query, &context(&workspace), Some(&before));
        assert!(found.ids.is_empty());
        workspace.load(Record::Stakeholder(Arc::new(ada)));
        let found = filter(&index, &query, &context(&workspace), Some(&found));
        assert_eq!(found.ids, [SignalId::from_bits(1)]);
    }

    #[test]
    fn small_lists_are_fuzzy_too() {
        let workspace = Workspace::default();
        let context = context(&workspace);
        let ada = Stakeholder::new(StakeholderId::from_bits(1), "Adalbert Öbinger");
        let passes = |text: &str| prepare(&parse(text).unwrap(), &context).stakeholder(&ada);
        assert!(passes("adlbert") && passes("obngr") && !passes("obnx"));
    }

    #[test]
    fn highlights_stand_on_the_characters_of_the_title() {
        for (title, query, places) in [
            ("Straße nach Müller", "muller", &[12, 13, 14, 15, 16, 17][..]),
            ("Straße", "strasse", &[0, 1, 2, 3, 4, 5]),
            ("regexp export", "ex", &[7, 8]),
            ("SSO export", "exprt !sso tag:x", &[4, 5, 6, 8, 9]),
            ("SSO export", "\"exprt\" invoice", &[]),
        ] {
            assert_eq!(positions(title, &parse(query).unwrap()), places, "{query} in {title}");
        }
    }

    fn text() -> impl Strategy<Value = String> {
        let word = "SSO|login|loops|export|exports|exprt|é?cole|東京|in|a|dashboard|x-ray|2fa";
        prop::collection::vec(word, 0..6).prop_map(|words| words.join(" "))
    }

    fn query_text() -> impl Strategy<Value = String> {
        let word = "!?(sso|lo|login|exp|exprt|dshbrd|ecole|京|in|a|x|\"login loops\"|tag:sso|family:market)";
        prop::collection::vec(word, 1..4).prop_map(|words| words.join(" "))
    }

    proptest! {
        #[test]
        fn the_index_finds_what_reading_every_signal_finds(
            texts in prop::collection::vec((text(), text()), 1..20),
            query in query_text(),
        ) {
            let texts: Vec<_> = texts.iter().map(|(title, body)| (title.as_str(), body.as_str())).collect();
            let (workspace, index) = workspace(&texts);
            let context = context(&workspace);
            let query = parse(&query).unwrap();
            let plain = prepare(&query, &context);
            let ids = workspace.index().by_time();
            let expected: Vec<_> = ids.filter(|id| plain.signal(workspace.signal(*id).unwrap())).collect();
            prop_assert_eq!(filter(&index, &query, &context, None).ids, expected);
        }

        #[test]
        fn typing_finds_what_asking_at_once_finds(
            texts in prop::collection::vec((text(), text()), 1..20),
            query in query_text(),
        ) {
            let texts: Vec<_> = texts.iter().map(|(title, body)| (title.as_str(), body.as_str())).collect();
            let (workspace, index) = workspace(&texts);
            let context = context(&workspace);
            let mut previous = Found::default();
            for (end, _) in query.char_indices().chain([(query.len(), ' ')]) {
                let Ok(query) = parse(&query[..end]) else { continue };
                previous = filter(&index, &query, &context, Some(&previous));
                prop_assert_eq!(&previous.ids, &filter(&index, &query, &context, None).ids);
            }
        }

        #[test]
        fn any_query_over_any_text_is_answered(
            texts in prop::collection::vec(any::<(String, String)>(), 1..4),
            query: String,
        ) {
            let texts: Vec<_> = texts.iter().map(|(title, body)| (title.as_str(), body.as_str())).collect();
            let (workspace, index) = workspace(&texts);
            if let Ok(query) = parse(&query) {
                let found = filter(&index, &query, &context(&workspace), None);
                prop_assert!(found.ids.len() <= texts.len());
                for (title, _) in texts {
                    prop_assert!(positions(title, &query).iter().all(|place| *place < title.chars().count()));
                }
            }
        }
    }
}
