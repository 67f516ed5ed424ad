//! `northstar keys`: the command table with the user's own keys laid over it.

use super::args::Json;
use super::failure::Failure;
use super::json;
use super::out::{Out, say};
use super::place::variable;
use super::table::{self, fixed, flexible};
use crate::app::chord;
use crate::app::commands::{self, CommandSpec};
use crate::app::keymap::Keymap;
use crate::app::scope::Scope;
use crate::store::paths;
use crate::store::settings::{self, Settings};
use serde::Serialize;
use std::collections::BTreeMap;

/// A command in one scope, and the keys that run it there.
#[derive(Serialize)]
pub struct KeyRow {
    pub id: &'static str,
    pub title: &'static str,
    pub scope: &'static str,
    pub keys: Vec<String>,
}

/// Lists every command with its keys; what is wrong in the settings is told beside.
pub fn run(args: &Json, out: &mut Out) -> Result<(), Failure> {
    let (settings, mistakes) = settings();
    mistakes.iter().for_each(|mistake| say(mistake));
    let rows = rows(&settings.keys);
    if args.json {
        json::write_all(out, &rows)?;
    } else {
        let cells =
            |row: &KeyRow| vec![row.keys.join("  "), row.title.into(), row.scope.into(), row.id.into()];
        let columns = [fixed("keys"), flexible("title"), fixed("scope"), fixed("id")];
        table::write(out, &columns, &rows.iter().map(cells).collect::<Vec<_>>())?;
    }
    Ok(())
}

/// Reads the settings. Returns them with everything that is wrong in them, keys included.
pub fn settings() -> (Settings, Vec<String>) {
    let Some(file) = paths::settings_file(&variable) else { return (Settings::default(), Vec::new()) };
    let (settings, problems) = settings::load(&file);
    let mut mistakes: Vec<String> = problems.iter().map(ToString::to_string).collect();
    mistakes.extend(Keymap::new(&settings.keys).1);
    (settings, mistakes)
}

/// Returns a row for each command and scope, in the order of the table; a command without keys has one row.
pub fn rows(own: &BTreeMap<String, Vec<String>>) -> Vec<KeyRow> {
    commands::all().flat_map(|command| rows_of(command, own)).collect()
}

fn rows_of(command: &CommandSpec, own: &BTreeMap<String, Vec<String>>) -> Vec<KeyRow> {
    let mut scopes: Vec<Scope> = Vec::new();
    for bind in command.keys {
        if !scopes.contains(&bind.scope) {
            scopes.push(bind.scope);
        }
    }
    let row = |scope: &Scope| {
        let usual =
            || command.keys.iter().filter(|bind| bind.scope == *scope).map(|bind| bind.keys.into()).collect();
        let keys: Vec<String> = own.get(command.id).cloned().unwrap_or_else(usual);
        KeyRow { id: command.id, title: command.title, scope: scope.name(), keys: printed(&keys) }
    };
    if scopes.is_empty() {
        return vec![KeyRow { scope: Scope::Global.name(), ..row(&Scope::Global) }];
    }
    scopes.iter().map(row).collect()
}

/// Returns sequences in their one spelling; what is none is left out, as the screen does.
fn printed(keys: &[String]) -> Vec<String> {
    let read = keys.iter().filter_map(|text| chord::parse_sequence(text).ok());
    read.map(|chords| chord::print_sequence(&chords)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_and_every_binding_is_listed() {
        let rows = rows(&BTreeMap::new());
        for command in commands::all() {
            for bind in command.keys {
                let keys = printed(&[bind.keys.to_string()]);
                let is_listed = |row: &KeyRow| {
                    row.id == command.id && row.scope == bind.scope.name() && row.keys.contains(&keys[0])
                };
                assert!(rows.iter().any(is_listed), "{} {}", command.id, bind.keys);
            }
            assert!(rows.iter().any(|row| row.id == command.id));
        }
        let mut places: Vec<_> = rows.iter().map(|row| (row.id, row.scope)).collect();
        places.sort_unstable();
        let count = places.len();
        places.dedup();
        assert_eq!(places.len(), count, "one row a command and scope");
    }

    #[test]
    fn own_keys_replace_the_usual_ones() {
        let own = BTreeMap::from([("list.down".to_string(), vec!["ctrl-J".to_string(), "no-key".into()])]);
        let rows = rows(&own);
        let down: Vec<_> = rows.iter().filter(|row| row.id == "list.down").collect();
        assert!(!down.is_empty() && down.iter().all(|row| row.keys == ["ctrl-j"]), "{:?}", down[0].keys);
    }
}
