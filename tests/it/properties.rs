//! Properties of edits: every one has an exact inverse, indexes always agree with the records, and undo
//! leads back to the start from anywhere.

use crate::harness::{TestApp, load, many, now};
use northstar::app::chord::parse_typed;
use northstar::app::{Message, update};
use northstar::domain::channel::Channel;
use northstar::domain::edit::Edit;
use northstar::domain::id::{CandidateId, SignalId};
use northstar::domain::signal::Signal;
use northstar::domain::stage::Stage;
use northstar::domain::tag::Tag;
use northstar::domain::verb::Verb;
use northstar::domain::verdict::Route;
use proptest::prelude::*;

fn any_verb() -> impl Strategy<Value = Verb> {
    let day = (0i32..60).prop_map(|days| jiff::civil::date(2026, 11, 1) + jiff::Span::new().days(days));
    let tag = "[a-c]{1,2}".prop_map(|text| Tag::new(&text).unwrap());
    prop_oneof![
        Just(Verb::Keep),
        Just(Verb::Reopen),
        Just(Verb::Unmerge),
        (0u64..3, any::<bool>()).prop_map(|(to, against)| Verb::Link {
            to: CandidateId::from_bits(to),
            importance: None,
            against,
            note: String::new(),
        }),
        (0u64..3).prop_map(|from| Verb::Unlink { from: CandidateId::from_bits(from) }),
        (proptest::option::of(day), any::<bool>())
            .prop_map(|(until, on_activity)| Verb::Snooze { until, on_activity }),
        (0usize..4).prop_map(|to| Verb::Route { to: Route::ALL[to] }),
        "[a-c ]{0,3}".prop_map(|reason| Verb::Decline { reason }),
        (0u64..6).prop_map(|into| Verb::Merge { into: SignalId::from_bits(into) }),
        (proptest::collection::vec(tag.clone(), 0..3), proptest::collection::vec(tag, 0..2))
            .prop_map(|(add, remove)| Verb::Tag { add, remove }),
        (0usize..10).prop_map(|channel| Verb::Channel(Channel::ALL[channel])),
        proptest::option::of((0usize..7).prop_map(|stage| Stage::ALL[stage])).prop_map(Verb::Stage),
        (0u8..5).prop_map(Verb::Importance),
        "[a-z]{1,4}".prop_map(Verb::SoWhat),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn edits_have_exact_inverses_and_indexes_agree(steps in proptest::collection::vec((0u64..6, any_verb()), 1..40)) {
        let records = (0..6).map(|n| Signal::new(SignalId::from_bits(n), format!("signal {n}"), Channel::Sales, now()).into());
        let start = load(records.collect());
        let mut workspace = start.clone();
        let mut done = Vec::new();
        for (id, verb) in steps {
            let Some(signal) = workspace.signal(SignalId::from_bits(id)).cloned() else { continue };
            let Ok(next) = verb.change(&signal, now()) else { continue };
            let before = workspace.clone();
            match workspace.apply(Edit::from(next)) {
                Ok(change) => done.push(change),
                Err(_) => prop_assert!(workspace == before, "a refused edit changes nothing"),
            }
            prop_assert_eq!(workspace.validate(), Ok(()));
        }
        for change in done.iter().rev() {
            workspace.apply(change.backward()).unwrap();
        }
        prop_assert!(workspace == start);
        for change in &done {
            workspace.apply(change.forward()).unwrap();
        }
        prop_assert_eq!(workspace.validate(), Ok(()));
    }

    #[test]
    fn any_keys_keep_the_program_sound_and_undo_leads_back(
        keys in proptest::collection::vec(proptest::sample::select(KEYS), 1..60)
    ) {
        let mut app = TestApp::new(load(many(12)));
        let start = app.model.workspace.clone();
        for key in keys {
            app.keys(key);
        }
        prop_assert_eq!(app.model.workspace.validate(), Ok(()));
        let rows = app.model.signals.rows.clone();
        app.model.refresh_lists();
        prop_assert_eq!(rows, app.model.signals.rows.clone(), "mended lists are what new ones would be");
        app.model.overlays.clear();
        while app.model.history.next_undo().is_some() {
            app.keys("<esc>");
            app.model.overlays.clear();
            for chord in parse_typed("u").unwrap() {
                update(&mut app.model, now(), Message::Key(chord));
            }
        }
        prop_assert!(app.model.workspace == start);
    }
}

/// Keys a person may hit in any order.
const KEYS: &[&str] = &[
    "j", "k", "gg", "G", "K", "s", "S", "x", "r", "b", "m", "M", "B", "l", "t", "T", "c", "i", "p", "w", "n",
    "o", ".", "u", "<ctrl-r>", "<space>", "V", "<esc>", "<enter>", "v", "f", "/", "e", "a", "1", "2", "3",
    "<tab>", "q", "J", "<lt>", ">", "gb", "gh", "gr", "export", "<ctrl-s>", "<down>", "<ctrl-x>", ":", "?",
    "P", "y",
];
