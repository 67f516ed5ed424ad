//! From keys to commands, in a scope: the defaults of the table with the user's own laid over them. Every
//! mistake in the user's file is reported at once, with the nearest known name.

use super::chord::{self, Chord};
use super::commands::{COMMANDS, CommandSpec, find};
use super::scope::Scope;
use crate::domain::nearest::did_you_mean;
use std::collections::BTreeMap;

/// What a sequence of keys means in a scope.
#[derive(Clone, Copy)]
pub enum Meaning {
    Command(&'static CommandSpec),
    /// The beginning of something longer.
    Prefix,
    Nothing,
}

/// Which keys run which command.
#[derive(Clone, Debug, Default)]
pub struct Keymap {
    bindings: BTreeMap<(Scope, Vec<Chord>), &'static str>,
}

impl Keymap {
    /// Builds the map; `own` names commands and the keys that replace their usual ones. Returns what is
    /// wrong with `own` beside the map that works without it.
    pub fn new(own: &BTreeMap<String, Vec<String>>) -> (Self, Vec<String>) {
        let mut map = Self::default();
        let mut mistakes = Vec::new();
        for command in COMMANDS.iter().flat_map(|rows| rows.iter()) {
            for bind in command.keys {
                let keys = own.get(command.id).cloned().unwrap_or_else(|| vec![bind.keys.to_string()]);
                for text in keys {
                    map.bind(bind.scope, &text, command.id, &mut mistakes);
                }
            }
        }
        for id in own.keys().filter(|id| find(id).is_none()) {
            let names = COMMANDS.iter().flat_map(|rows| rows.iter()).map(|command| command.id);
            mistakes.push(format!("keys: there is no command `{id}`.{}", did_you_mean(id, names)));
        }
        mistakes.sort();
        mistakes.dedup();
        (map, mistakes)
    }

    fn bind(&mut self, scope: Scope, text: &str, id: &'static str, mistakes: &mut Vec<String>) {
        match chord::parse_sequence(text) {
            Ok(chords) => {
                if let Some(other) = self.bindings.insert((scope, chords), id).filter(|other| *other != id) {
                    mistakes
                        .push(format!("keys: `{text}` means both `{other}` and `{id}` in {}.", scope.name()));
                }
            }
            Err(error) => mistakes.push(format!("keys: `{id}`: {error}")),
        }
    }

    /// Returns what the keys mean in the innermost scope that knows them.
    pub fn resolve(&self, scopes: &[Scope], chords: &[Chord]) -> Meaning {
        for scope in scopes {
            if let Some(command) = self.bindings.get(&(*scope, chords.to_vec())).and_then(|id| find(id)) {
                return Meaning::Command(command);
            }
            if self.following(*scope, chords).next().is_some() {
                return Meaning::Prefix;
            }
        }
        Meaning::Nothing
    }

    /// Returns what can follow the keys pressed so far: the next key and its command.
    pub fn continuations(&self, scopes: &[Scope], chords: &[Chord]) -> Vec<(Chord, &'static CommandSpec)> {
        scopes
            .iter()
            .flat_map(|scope| self.following(*scope, chords))
            .filter_map(|(keys, id)| Some((*keys.get(chords.len())?, find(id)?)))
            .collect()
    }

    fn following<'a>(
        &'a self,
        scope: Scope,
        chords: &'a [Chord],
    ) -> impl Iterator<Item = (&'a Vec<Chord>, &'static str)> {
        self.bindings
            .iter()
            .filter(move |((at, keys), _)| {
                *at == scope && chords.len() < keys.len() && keys.starts_with(chords)
            })
            .map(|((_, keys), id)| (keys, *id))
    }

    /// Returns the keys of a command, in the order scopes are listed, as they are printed.
    pub fn keys_of(&self, id: &str) -> Vec<String> {
        let mut keys: Vec<String> = self
            .bindings
            .iter()
            .filter(|(_, bound)| **bound == id)
            .map(|((_, chords), _)| chord::print_sequence(chords))
            .collect();
        keys.dedup();
        keys
    }

    /// Returns a scope in which the keys mean something, with the command: to say where a key would work.
    pub fn elsewhere(&self, chords: &[Chord]) -> Option<(Scope, &'static CommandSpec)> {
        self.bindings
            .iter()
            .find(|((scope, keys), _)| keys == chords && !scope.is_text())
            .and_then(|((scope, _), id)| Some((*scope, find(id)?)))
    }
}
