//! Where the workspace and the settings are. `XDG_*` counts on every system; a relative one is ignored, as its
//! specification asks. The environment is handed in.

use super::error::StoreError;
use directories::ProjectDirs;
use std::path::{Path, PathBuf};

const NAME: &str = "northstar";

/// Looks up a variable of the environment.
pub type Env<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Returns the folder of the workspace: the flag, else `NORTHSTAR_HOME`, else the platform's data folder.
pub fn workspace_dir(flag: Option<&Path>, env: Env<'_>) -> Result<PathBuf, StoreError> {
    if let Some(dir) = flag {
        return Ok(dir.into());
    }
    if let Some(dir) = env("NORTHSTAR_HOME").filter(|dir| !dir.is_empty()) {
        return Ok(dir.into());
    }
    xdg("XDG_DATA_HOME", env)
        .or_else(|| project().map(|dirs| dirs.data_dir().into()))
        .ok_or(StoreError::NoHome)
}

/// Returns the file of the settings, or nothing when no home folder is known.
pub fn settings_file(env: Env<'_>) -> Option<PathBuf> {
    let folder = xdg("XDG_CONFIG_HOME", env).or_else(|| project().map(|dirs| dirs.config_dir().into()));
    folder.map(|folder| folder.join("settings.ron"))
}

/// Returns the folders to keep what could not be saved in, in the order they are tried.
pub fn rescue_folders(env: Env<'_>) -> Vec<PathBuf> {
    let state = project().map(|dirs| dirs.state_dir().unwrap_or(dirs.data_local_dir()).to_path_buf());
    let home = directories::BaseDirs::new().map(|dirs| dirs.home_dir().to_path_buf());
    [xdg("XDG_STATE_HOME", env), state, home, std::env::current_dir().ok()].into_iter().flatten().collect()
}

fn xdg(variable: &str, env: Env<'_>) -> Option<PathBuf> {
    env(variable).map(PathBuf::from).filter(|dir| dir.is_absolute()).map(|dir| dir.join(NAME))
}

fn project() -> Option<ProjectDirs> {
    ProjectDirs::from("", "", NAME)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flag_wins_then_the_variables() {
        let root = std::env::temp_dir();
        let data = root.join("data").to_string_lossy().into_owned();
        let env = |name: &str| match name {
            "NORTHSTAR_HOME" => Some("here".into()),
            "XDG_DATA_HOME" | "XDG_CONFIG_HOME" => Some(data.clone()),
            _ => None,
        };
        assert_eq!(workspace_dir(Some(Path::new("flag")), &env).unwrap(), Path::new("flag"));
        assert_eq!(workspace_dir(None, &env).unwrap(), Path::new("here"));
        let no_home = |name: &str| if name == "NORTHSTAR_HOME" { Some(String::new()) } else { env(name) };
        assert_eq!(workspace_dir(None, &no_home).unwrap(), root.join("data/northstar"));
        assert_eq!(settings_file(&env).unwrap(), root.join("data/northstar/settings.ron"));
    }

    #[test]
    fn relative_variables_are_ignored() {
        let env = |name: &str| name.starts_with("XDG").then(|| "data".to_string());
        assert_ne!(workspace_dir(None, &env).ok(), Some(PathBuf::from("data/northstar")));
    }
}
