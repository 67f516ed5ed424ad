//! What a user sets for themselves, not for a workspace: keys and looks. Read only; a mistake costs the setting
//! it is in, never the start.

use super::disk;
use super::error::reason;
use super::problem::Problem;
use super::read::flaw_of;
use super::scan::{self, Field};
use super::text::{is_blank, parse};
use crate::domain::nearest::did_you_mean;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::path::Path;

/// The settings of a user; each has a default.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings {
    /// Keys by command id, in place of the default ones.
    pub keys: BTreeMap<String, Vec<String>>,
    /// The name of a theme; empty for the usual one.
    pub theme: String,
}

const NAMES: [&str; 2] = ["keys", "theme"];

/// The largest settings file, in bytes.
const LARGEST: u64 = 1 << 20;

/// Reads the settings. A missing file means the defaults; whatever is wrong in it is told.
pub fn load(path: &Path) -> (Settings, Vec<Problem>) {
    let shown = path.to_string_lossy();
    let whole = |what: String| (Settings::default(), vec![Problem::of_file(&*shown, what)]);
    let bytes = match disk::read(path, LARGEST) {
        Ok(Some(bytes)) => bytes,
        Ok(None) => return (Settings::default(), Vec::new()),
        Err(error) => return whole(format!("The settings cannot be read: {}.", reason(&error))),
    };
    match std::str::from_utf8(&bytes) {
        Ok(_) if is_blank(&bytes) => (Settings::default(), Vec::new()),
        Ok(text) => read(&shown, text),
        Err(_) => whole("The settings are not UTF-8.".into()),
    }
}

fn read(path: &str, text: &str) -> (Settings, Vec<Problem>) {
    let mut settings = Settings::default();
    let Some(fields) = scan::fields(text) else {
        let what =
            "The settings are no RON struct such as `(theme: \"dark\")`: a bracket, quote or comma is amiss.";
        return (settings, vec![Problem::of_file(path, what)]);
    };
    let mut problems = Vec::new();
    for field in &fields {
        let done = match field.name {
            "keys" => set(&mut settings.keys, path, text, field),
            "theme" => set(&mut settings.theme, path, text, field),
            name => {
                let what = format!("There is no setting `{name}`.{}", did_you_mean(name, NAMES));
                Err(Box::new(Problem::at(path, text.as_bytes(), field.start, what)))
            }
        };
        problems.extend(done.err().map(|problem| *problem));
    }
    (settings, problems)
}

fn set<T: DeserializeOwned>(
    to: &mut T,
    path: &str,
    text: &str,
    field: &Field<'_>,
) -> Result<(), Box<Problem>> {
    let value = &text[field.value.clone()];
    let start = field.value.start;
    let problem = |error| flaw_of(&error, value).in_file(path, text.as_bytes(), start);
    *to = parse(value).map_err(|error| Box::new(problem(error)))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistake_costs_the_setting_it_is_in() {
        let text =
            "(\n  // mine\n  theme: 7,\n  keys: {\"list.down\": [\"j\", \"down\"]},\n  them: \"x\",\n)";
        let (settings, problems) = read("settings.ron", text);
        assert_eq!(settings.keys["list.down"], ["j", "down"]);
        assert_eq!((settings.theme.as_str(), problems.len()), ("", 2));
        assert_eq!((problems[0].line, problems[0].column), (Some(3), Some(10)));
        assert!(problems[1].to_string().ends_with("Did you mean `theme`?"), "{}", problems[1]);
    }

    #[test]
    fn no_file_and_no_sense_mean_the_defaults() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("settings.ron");
        assert_eq!(load(&path), (Settings::default(), vec![]));
        std::fs::write(&path, "(theme: \"dark\"").unwrap();
        let (settings, problems) = load(&path);
        assert_eq!((settings, problems.len()), (Settings::default(), 1));
        std::fs::write(&path, "(theme: \"dark\")").unwrap();
        assert_eq!(load(&path).0.theme, "dark");
    }
}
