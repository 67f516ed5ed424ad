//! What a person sees: the home screen and every overlay at four sizes.

use crate::harness::TestApp;

#[test]
fn the_home_screen_shows_three_panes_and_the_detail() {
    let mut app = TestApp::demo();
    let screen = app.screen();
    for expected in ["Signals", "Stakeholders", "Candidates", "left"] {
        assert!(screen.contains(expected), "{expected} in\n{screen}");
    }
    assert!(!app.screen_at(30, 8).is_empty());
}
