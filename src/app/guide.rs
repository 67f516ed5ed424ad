//! What can be done here: the few hints of the status line and the continuations of pending keys. Read from
//! the table and from `ready`, so hints never lie.

use super::commands::{Ready, all};
use super::model::Model;
use super::scope;

/// A key and the word for what it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    pub key: String,
    pub word: &'static str,
}

/// Returns the hints of the innermost scopes, in the order of the table, only what can run now.
pub fn hints(model: &Model) -> Vec<Hint> {
    let scopes = scope::active(model);
    let mut hints = Vec::new();
    for scope in &scopes {
        for command in all().filter(|command| !command.hint.is_empty()) {
            let Some(bind) = command.keys.iter().find(|bind| bind.scope == *scope) else { continue };
            let listed = hints.iter().any(|hint: &Hint| hint.word == command.hint);
            if !listed && (command.ready)(model) == Ready::Yes {
                let key = model.keymap.keys_of(command.id).into_iter().next();
                hints.push(Hint { key: key.unwrap_or_else(|| bind.keys.to_string()), word: command.hint });
            }
        }
    }
    hints
}

/// Returns what can follow the pending keys: the next key, the title, and why it cannot run if so.
pub fn continuations(model: &Model) -> Vec<(String, &'static str, Option<String>)> {
    if model.pending.is_empty() {
        return Vec::new();
    }
    let scopes = scope::active(model);
    model
        .keymap
        .continuations(&scopes, &model.pending)
        .into_iter()
        .map(|(chord, command)| {
            let why = match (command.ready)(model) {
                Ready::Yes => None,
                Ready::No(why) => Some(why),
            };
            (chord.to_string(), command.title, why)
        })
        .collect()
}
