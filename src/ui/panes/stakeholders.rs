//! The list of people, with how long ago each was heard; in its other view, of organisations.

use super::{Drawn, Place, late};
use crate::analysis::search;
use crate::app::lists::View;
use crate::domain::account::Account;
use crate::domain::stakeholder::Stakeholder;
use crate::domain::when::days_between;
use crate::ui::Scene;
use crate::ui::text::fit_highlighted;
use crate::ui::widgets::row::{Row, capped};
use crate::ui::widgets::thousands;

/// Columns of the age at the right, gap included.
const AGE: usize = 6;
/// Columns of a deal role, gap included.
const ROLE: usize = 11;

pub fn titles(scene: &Scene<'_>) -> (String, String) {
    let (model, workspace) = (scene.model, &scene.model.workspace);
    if model.stakeholders.view == View::Other {
        return (format!("Accounts · {}", thousands(workspace.accounts().len())), String::new());
    }
    let late = workspace.stakeholders().filter(|person| person.overdue_days(model.today).is_some()).count();
    let title = match late {
        0 => "Stakeholders".to_string(),
        count => format!("Stakeholders · {} overdue", thousands(count)),
    };
    (title, String::new())
}

/// Columns of name, title, organisation and role; what does not fit well is left out.
fn columns(width: usize) -> [usize; 4] {
    let room = width.saturating_sub(AGE);
    let role = if 34 <= room { ROLE } else { 0 };
    let room = room - role;
    let title = if 40 <= room { room * 3 / 10 } else { 0 };
    let account = if 18 <= room { (room - title) * 2 / 5 } else { 0 };
    [room - title - account, title, account, role]
}

/// Builds the row of a person.
pub fn person(scene: &Scene<'_>, person: &Stakeholder, place: Place) -> Drawn {
    let (model, theme) = (scene.model, scene.theme);
    let [name, title, account, role] = columns(place.width);
    let organisation = person.account.and_then(|id| model.workspace.account(id));
    let organisation = organisation.map_or_else(Default::default, |one| scene.veil.account(one));
    let job = if scene.veil.is_on() { "" } else { person.title.as_str() };
    let overdue = person.overdue_days(model.today);
    let row = Row::default()
        .line(named(scene, &scene.veil.person(person), name), name)
        .left(&scene.veil.cover(capped(job)), title.saturating_sub(1), theme.muted)
        .gap(title.min(1))
        .left(&organisation, account.saturating_sub(1), theme.text)
        .gap(account.min(1))
        .left(person.roles.first().map_or("", |role| role.name()), role, theme.accent)
        .right(&age(person, overdue, model.today), AGE - 1, late(scene, overdue.is_some()))
        .left(if overdue.is_some() { "!" } else { "" }, 1, late(scene, true));
    Drawn { line: row.done(), title_at: 0 }
}

/// Days since the last contact; days over where it is overdue.
fn age(person: &Stakeholder, overdue: Option<i32>, today: jiff::civil::Date) -> String {
    match (overdue, person.last_contact) {
        (Some(days), _) => format!("{days}d"),
        (None, Some(day)) => match days_between(day, today) {
            ..=0 => "today".into(),
            days @ 1..=999 => format!("{days}d"),
            days => format!("{}y", days / 365),
        },
        (None, None) => "–".into(),
    }
}

/// A name in its column, a column of space behind it, with what was searched for in it.
fn named(scene: &Scene<'_>, name: &str, columns: usize) -> ratatui::text::Line<'static> {
    let theme = scene.theme;
    let name = capped(name);
    let hits = search::positions(name, &scene.model.stakeholders.query);
    let mut line = fit_highlighted(name, &hits, columns.saturating_sub(1), theme.text, theme.highlight);
    line.push_span(" ".repeat(columns.min(1)));
    line
}

/// Builds the row of an organisation: name, kind, value a year, renewal.
pub fn account(scene: &Scene<'_>, account: &Account, place: Place) -> Drawn {
    let theme = scene.theme;
    let currency = &scene.model.workspace.strategy().currency;
    let [kind, value, renewal] = match place.width {
        48.. => [11, 12, 11],
        34.. => [11, 0, 11],
        22.. => [11, 0, 0],
        _ => [0; 3],
    };
    let name = place.width - kind - value - renewal;
    let worth = match account.value {
        0.0 => String::new(),
        value => format!("{} {currency}", thousands(value.abs() as usize)),
    };
    let day = account.renewal.map(|day| day.to_string()).unwrap_or_default();
    let is_near = account.renewal.is_some_and(|day| (0..90).contains(&days_between(scene.model.today, day)));
    let row = Row::default()
        .line(named(scene, &scene.veil.account(account), name), name)
        .left(account.kind.name(), kind, theme.muted)
        .right(if scene.veil.is_on() { "" } else { worth.trim() }, value, theme.text)
        .right(&day, renewal, late(scene, is_near));
    Drawn { line: row.done(), title_at: 0 }
}
