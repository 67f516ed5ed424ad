//! The form of a candidate and of the strategy, keys in and screen out: groups, lists, mistakes, drafts.

use crate::harness::TestApp;
use northstar::app::Message;
use northstar::app::overlay::Overlay;
use northstar::domain::candidate::{Candidate, Horizon};
use northstar::domain::record::{Record, RecordId};

/// The candidate under the cursor.
fn candidate(app: &TestApp) -> Candidate {
    match app.model.candidates.current().and_then(|id| app.model.workspace.get(id)) {
        Some(Record::Candidate(candidate)) => (*candidate).clone(),
        _ => panic!("no candidate is selected"),
    }
}

fn edit_first() -> TestApp {
    let mut app = TestApp::demo();
    app.keys("3e");
    app
}

#[test]
fn only_the_first_group_is_open_and_headings_say_how_much_is_told() {
    let mut app = TestApp::empty();
    app.keys("3aPasskeys");
    let screen = app.screen_at(80, 24);
    assert!(screen.contains("▾ The text · 2 of 9"), "{screen}");
    assert!(!screen.contains("In scope"), "{screen}");
    app.keys("<alt-n><alt-n>");
    let screen = app.screen_at(80, 24);
    assert!(screen.contains("▾ Scope and use cases · 0 of 5"), "{screen}");
    app.keys("log in on a phone<tab>login<tab>");
    assert!(app.screen_at(80, 24).contains("▾ Scope and use cases · 2 of 5"));
    app.keys("<alt-o>");
    assert!(app.screen_at(80, 24).contains("▸ Scope and use cases · 2 of 5"));
}

#[test]
fn the_approach_is_closed_until_problem_and_value_exist() {
    let mut app = TestApp::empty();
    app.keys("3aPasskeys<tab><tab><tab>zz");
    assert!(app.screen_at(80, 24).contains("Closed: say the problem and the value first"));
    app.keys("<shift-tab><shift-tab>Logins fail<tab>Fewer calls<tab>Use keys<ctrl-s>");
    assert_eq!(candidate(&app).approach, "Use keys");
}

#[test]
fn two_texts_stand_side_by_side_with_what_a_reader_would_miss() {
    let mut app = TestApp::empty();
    app.keys("3aT<tab><tab><tab><tab>It is nice.");
    let screen = app.screen_at(120, 40);
    let line = screen.lines().find(|line| line.contains("Business text")).unwrap();
    assert!(line.contains("Technical text"), "{screen}");
    assert!(screen.contains("! No outcome named"), "{screen}");
    app.keys(" It saves a day.<tab>A queue.");
    let screen = app.screen_at(120, 40);
    assert!(screen.contains("✓ Names time.") && screen.contains("✓ Names a mechanism"), "{screen}");
    assert!(
        !app.screen_at(80, 24)
            .lines()
            .any(|line| line.contains("Business text") && line.contains("Technical"))
    );
}

#[test]
fn rows_are_added_edited_and_removed_by_key() {
    let mut app = edit_first();
    let (before, number) = (candidate(&app), app.model.next_number);
    // Dependencies and options: two groups behind gates.
    app.keys("<alt-p><alt-p><alt-p>");
    assert!(app.screen().contains("▾ Unknowns, risks"), "{}", app.screen());
    app.keys("<tab>aVendor is late<ctrl-s>aNobody owns it<ctrl-s>");
    let screen = app.screen();
    assert!(screen.contains("Vendor is late") && screen.contains("Nobody owns it"), "{screen}");
    app.keys("k<enter> again<ctrl-s><ctrl-s>");
    let after = candidate(&app);
    let risks: Vec<&str> = after.risks.iter().map(|risk| risk.what.as_str()).collect();
    let kept = before.risks.len();
    assert_eq!(&risks[kept..], ["Vendor is late again", "Nobody owns it"]);
    assert_eq!(after.risks[kept].since, crate::harness::today());
    assert_eq!(app.model.next_number, number + 1, "one form is one step");
    app.keys("u");
    assert_eq!(candidate(&app), before);
}

#[test]
fn a_row_being_typed_is_part_of_the_draft() {
    let mut app = edit_first();
    app.keys("<alt-p><alt-p><alt-p><tab>aVendor is late<esc>");
    assert!(app.screen().contains("Vendor is late"));
    app.keys("<esc>");
    assert!(app.notice().contains("draft"), "{}", app.notice());
    app.keys("e<alt-p><alt-p><alt-p>");
    assert!(app.screen().contains("Vendor is late"), "{}", app.screen());
    app.keys("<tab>a never mind<ctrl-x>");
    assert!(!app.screen().contains("never mind"));
}

#[test]
fn mistakes_get_a_sentence_at_the_field_and_the_draft_stays() {
    let cases = [
        ("<alt-n><enter><ctrl-a><ctrl-k>9..2<ctrl-s>", "is upside down"),
        ("<alt-n><enter><ctrl-a><ctrl-k>0.2..7<ctrl-s>", "is above 1"),
        ("<alt-n><enter><ctrl-a><ctrl-k>-1<ctrl-s>", "is below 0"),
        (
            "<alt-n><enter><ctrl-a><ctrl-k>.5<tab><tab><ctrl-a><ctrl-k>Nobody At All<ctrl-s>",
            "There is no stakeholder `Nobody At All` yet.",
        ),
        ("<alt-n><enter><ctrl-a><ctrl-k>.5<tab><tab><tab><ctrl-a><ctrl-k>someday<ctrl-s>", "is no day"),
        ("<alt-p><alt-p><tab><ctrl-a><ctrl-k>5..3<ctrl-s>", "upside down"),
        ("<alt-p><alt-p><tab><tab><tab><ctrl-a><ctrl-k>never<ctrl-s>", "is no day"),
        ("<alt-p><alt-p><ctrl-a><ctrl-k>G99<ctrl-s>", "There is no goal `"),
    ];
    for (keys, sentence) in cases {
        let mut app = edit_first();
        let before = candidate(&app);
        app.keys(keys);
        let screen = app.screen();
        assert!(screen.contains(sentence), "{keys}:\n{screen}");
        assert_eq!(candidate(&app), before);
        app.keys("<esc><esc>");
        assert!(!app.model.drafts.is_empty(), "{keys}");
    }
}

#[test]
fn a_circle_of_dependencies_is_refused_with_its_path() {
    let mut app = TestApp::empty();
    app.keys("3aAlpha<ctrl-s>aBeta<ctrl-s>");
    let need = |app: &mut TestApp, of: &str, on: &str| {
        app.keys(&format!(
            "/{of}<enter>e<alt-n><alt-n><alt-n><alt-n><alt-n>a<ctrl-l>{on}<enter><ctrl-s><ctrl-s>"
        ));
    };
    need(&mut app, "Alpha", "Beta");
    assert_eq!(candidate(&app).depends_on.len(), 1, "{}", app.screen());
    app.keys("<esc>");
    need(&mut app, "Beta", "Alpha");
    assert!(app.notice().contains("Beta → Alpha → Beta"), "{}", app.notice());
    assert!(app.screen().contains("Edit candidate · draft"));
}

#[test]
fn scores_gates_and_consent_are_reached_and_read_back() {
    let mut app = edit_first();
    app.keys("<alt-n><enter><ctrl-a><ctrl-k>.4..0.8<tab>interviews<ctrl-s>");
    app.keys("<alt-n><alt-n><alt-n><enter><ctrl-a><ctrl-k>open<tab>measured<ctrl-s><ctrl-s>");
    let after = candidate(&app);
    let driver = &app.model.workspace.strategy().drivers[0].key;
    assert_eq!((after.scores[driver].range.lo, after.scores[driver].range.hi), (0.4, 0.8));
    assert_eq!(after.scores[driver].on, Some(crate::harness::today()));
    let gate = after.gates.importance.unwrap();
    assert!(gate.open && gate.why.contains("measured"));
}

#[test]
fn an_unchanged_form_changes_nothing() {
    let mut app = TestApp::demo();
    app.keys("3");
    for _ in 0..app.model.candidates.rows.len() {
        let before = candidate(&app);
        app.keys("e<ctrl-s>");
        assert_eq!(candidate(&app), before);
        app.keys("j");
    }
    let before = app.model.workspace.strategy().clone();
    app.keys("gne<ctrl-s>");
    assert_eq!(app.model.workspace.strategy(), &before);
}

#[test]
fn every_list_reads_back_what_it_printed() {
    let mut app = TestApp::demo();
    app.keys("3");
    let today = crate::harness::today();
    for id in app.model.candidates.rows.clone() {
        let record = app.model.workspace.get(id).unwrap();
        let mut form = northstar::app::form::Form::open(record.clone(), false, &app.model.workspace, None);
        for field in &mut form.fields {
            // A field is only read when it changed.
            field.before = "\u{0}".into();
        }
        let mut context = northstar::app::form::fields::Context {
            workspace: &app.model.workspace,
            today,
            also: Vec::new(),
            bits: Box::new(|| 7),
        };
        let read = form.record(&mut context);
        let wrong: Vec<_> = form.fields.iter().filter_map(|field| field.error.clone()).collect();
        assert_eq!(read, Some(record), "{wrong:?}");
    }
}

#[test]
fn the_usual_drivers_are_offered_to_a_new_workspace() {
    let mut app = TestApp::empty();
    app.keys("gne");
    assert!(app.screen().contains("▾ North Star and goals"), "{}", app.screen());
    app.keys("Every login takes a second<alt-n>");
    assert!(app.screen().contains("reach · Reach"), "{}", app.screen());
    app.keys("<alt-n>8<tab>2<ctrl-s>");
    let strategy = app.model.workspace.strategy();
    assert_eq!((strategy.drivers.len(), strategy.lenses.len()), (5, 1), "{}", app.screen());
    assert_eq!((strategy.capacity.weeks, strategy.capacity.reserve), (8.0, 2.0));
    assert_eq!(strategy.north_star.statement, "Every login takes a second");
}

#[test]
fn the_form_stays_usable_on_small_screens() {
    for (columns, rows) in [(120, 40), (100, 30), (80, 24), (60, 20), (40, 10)] {
        let mut app = edit_first();
        app.send(Message::Resize(columns, rows));
        for _ in 0..9 {
            app.keys("<alt-n>");
            let screen = app.screen_at(columns, rows);
            assert_eq!(screen.lines().count(), usize::from(rows));
            for _ in 0..12 {
                app.keys("<tab>");
                let screen = app.screen_at(columns, rows);
                assert!(screen.contains('▌') || screen.contains('▾') || screen.contains('▸'), "{screen}");
            }
        }
    }
    assert!(matches!(edit_first().model.candidates.current(), Some(RecordId::Candidate(_))));
}

#[test]
fn the_form_keeps_out_of_now_what_its_key_keeps_out() {
    let mut app = TestApp::empty();
    app.keys("3aPasskeys<ctrl-s>");
    let mut next = candidate(&app);
    app.keys("e");
    let Some(Overlay::Form(form)) = app.model.overlays.last_mut() else { panic!("no form is open") };
    form.fields.iter_mut().find(|field| field.key == "horizon").unwrap().text.set("now");
    app.keys("<ctrl-s>");
    assert!(app.notice().contains("Nobody has judged its importance."), "{}", app.notice());
    assert!(matches!(app.model.overlays.last(), Some(Overlay::Form(_))));
    assert_ne!(candidate(&app).horizon, Horizon::Now);
    // What is in now already stays editable there.
    app.keys("<ctrl-x>");
    next.horizon = Horizon::Now;
    app.model.commit("bring it from elsewhere", vec![next.into()]);
    app.keys("e again<ctrl-s>");
    assert_eq!(candidate(&app).title, "Passkeys again", "{}", app.notice());
}
