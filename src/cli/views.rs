//! The names `--view` takes. They follow from the command table: what opens a screen or focuses a pane.

use crate::app::commands::{self, CommandSpec};

/// Commands that move the focus but name no pane.
const STEPS: [&str; 2] = ["focus.next", "focus.previous"];

/// Returns all names.
pub fn names() -> Vec<String> {
    commands::all().filter_map(name).collect()
}

/// Returns the command that leads to a view.
pub fn command(view: &str) -> Option<&'static CommandSpec> {
    commands::all().find(|command| name(command).is_some_and(|name| name == view))
}

fn name(command: &CommandSpec) -> Option<String> {
    let (object, verb) = command.id.split_once('.')?;
    let leads = matches!(object, "screen" | "focus") && !STEPS.contains(&command.id);
    leads.then(|| verb.replace('_', "-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panes_and_screens_have_names() {
        for name in ["signals", "stakeholders", "candidates", "roadmap", "north-star", "one-on-one"] {
            assert!(command(name).is_some(), "{name} is not in {:?}", names());
        }
        assert!(command("next").is_none());
    }
}
