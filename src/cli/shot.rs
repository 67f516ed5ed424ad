//! `northstar shot`: a screen as a picture, played without a terminal. Saves nothing.

use super::args::{Options, Shot};
use super::failure::Failure;
use super::out::Out;
use super::place::Place;
use super::views;
use crate::app::chord::parse_typed;
use crate::app::keymap::Keymap;
use crate::app::model::Beginnings;
use crate::app::{Effect, Message, Model, settle, update};
use crate::domain::edit::Transaction;
use crate::domain::workspace::Workspace;
use crate::exchange::demo;
use crate::runtime::clock;
use crate::ui::svg::{Palette, to_svg};
use crate::ui::{self, theme::Theme};
use jiff::civil::date;
use jiff::{Timestamp, tz::TimeZone};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use std::collections::BTreeMap;
use std::io::Write;
use std::sync::Arc;
use unicode_width::UnicodeWidthStr;

/// Same keys, same picture.
const SEED: u64 = 7;

/// Plays keys on a workspace and writes the last screen.
pub fn run(options: &Options, shot: &Shot, out: &mut Out) -> Result<(), Failure> {
    let model = play(options, shot)?;
    let picture = draw(&model, shot)?;
    match &shot.output {
        Some(file) if !shot.print => std::fs::write(file, picture).map_err(|error| {
            Failure::new(5, format!("{} could not be written: {error}.", super::place::shown_path(file)))
        }),
        _ => Ok(out.write_all(picture.as_bytes())?),
    }
}

/// Returns the model after the view was opened and the keys were pressed.
fn play(options: &Options, shot: &Shot) -> Result<Model, Failure> {
    let keys = shot.keys.as_deref().unwrap_or_default();
    let chords = parse_typed(keys).map_err(|error| Failure::usage(error.to_string()))?;
    let (workspace, now, zone, name) = subject(options)?;
    let mut player = Player::new(Model::new(Beginnings {
        workspace,
        now,
        zone,
        size: shot.size,
        next_number: 1,
        seed: SEED,
        device: String::new(),
        name,
        keymap: Keymap::new(&BTreeMap::new()).0,
    }));
    if let Some(command) = options.view.as_deref().and_then(views::command) {
        let effects = update::run(&mut player.model, command);
        player.answer(effects);
        player.model.notice = None;
    }
    for chord in chords {
        player.send(Message::Key(chord));
    }
    settle(&mut player.model);
    Ok(player.model)
}

/// Returns what is drawn: the sample on its one day, or a workspace as it is now.
fn subject(options: &Options) -> Result<(Workspace, Timestamp, TimeZone, String), Failure> {
    if options.workspace.is_some() {
        let opened = Place::of(options)?.read()?;
        return Ok((opened.workspace, clock::now(), clock::zone(), opened.name));
    }
    let day = date(2026, 11, 21);
    let wrong = |error: String| Failure::new(5, error);
    let records = demo::records(day).map_err(|error| wrong(error.to_string()))?;
    let mut workspace = Workspace::default();
    records.into_iter().for_each(|record| workspace.load(record));
    let morning = day.at(9, 0, 0, 0).to_zoned(TimeZone::UTC).map_err(|error| wrong(error.to_string()))?;
    Ok((workspace, morning.timestamp(), TimeZone::UTC, "demo".into()))
}

/// A program without terminal and disk: what it asks for is answered at once from memory.
struct Player {
    model: Model,
    journal: BTreeMap<u64, Arc<Transaction>>,
}

impl Player {
    fn new(model: Model) -> Self {
        Self { model, journal: BTreeMap::new() }
    }

    fn send(&mut self, message: Message) {
        let now = self.model.now;
        let effects = update(&mut self.model, now, message);
        self.answer(effects);
    }

    fn answer(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Save(transaction) => {
                    let number = transaction.number;
                    self.journal.insert(number, transaction);
                    self.send(Message::Saved { number });
                }
                Effect::Fetch(number) => {
                    if let Some(transaction) = self.journal.get(&number).cloned() {
                        self.send(Message::Fetched(transaction));
                    }
                }
                _ => {}
            }
        }
    }
}

/// Draws the model, as SVG or as plain text.
fn draw(model: &Model, shot: &Shot) -> Result<String, Failure> {
    let theme = Theme::named(&shot.theme, false).map_err(|error| Failure::usage(error.to_string()))?;
    let (columns, rows) = shot.size;
    let terminal = Terminal::new(TestBackend::new(columns, rows));
    let mut terminal = terminal.map_err(|never| Failure::new(5, never.to_string()))?;
    let drawn = terminal.draw(|frame| ui::view(frame, model, &theme));
    let buffer = drawn.map_err(|never| Failure::new(5, never.to_string()))?.buffer;
    if shot.print {
        return Ok(plain(buffer));
    }
    let palette = if shot.theme == "light" { &Palette::LIGHT } else { &Palette::DARK };
    Ok(to_svg(buffer, palette, "northstar"))
}

/// Returns the characters of a screen, line by line.
fn plain(buffer: &Buffer) -> String {
    let mut text = String::new();
    for row in buffer.content.chunks(usize::from(buffer.area.width.max(1))) {
        let mut line = String::new();
        let mut covered = 0;
        for cell in row {
            if covered == 0 {
                line.push_str(cell.symbol());
                covered = cell.symbol().width().max(1);
            }
            covered -= 1;
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shot(keys: &str) -> Shot {
        Shot { size: (100, 30), keys: Some(keys.into()), theme: "default".into(), output: None, print: true }
    }

    fn options(view: &str) -> Options {
        Options { workspace: None, read_only: false, view: Some(view.into()) }
    }

    #[test]
    fn keys_are_played_and_answered() {
        let model = play(&options("signals"), &shot("Ku")).unwrap();
        assert!(model.is_saved());
        assert_eq!(model.next_number, 3, "a verdict and its undo");
    }

    #[test]
    fn a_view_is_opened() {
        let model = play(&options("roadmap"), &shot("")).unwrap();
        assert_eq!(model.overlays.len(), 1);
        assert_eq!(play(&options("roadmap"), &shot("<nokey>")).err().unwrap().exit, 2);
    }

    #[test]
    fn the_same_keys_give_the_same_picture() {
        let picture = |print: bool| {
            let shot = Shot { print, ..shot("j") };
            draw(&play(&options("signals"), &shot).unwrap(), &shot).unwrap()
        };
        assert_eq!(picture(true).lines().count(), 30);
        assert!(picture(true).contains("Signals"));
        assert!(picture(false).starts_with("<svg") && picture(false) == picture(false));
        assert_eq!(
            draw(&play(&options("signals"), &shot("")).unwrap(), &Shot { theme: "x".into(), ..shot("") })
                .unwrap_err()
                .exit,
            2
        );
    }
}
