//! Starts the language server of filterlang, by the command on the path.

use zed_extension_api::{self as zed, Command, LanguageServerId, Result, Worktree};

struct FilterExtension;

impl zed::Extension for FilterExtension {
    fn new() -> Self {
        FilterExtension
    }

    fn language_server_command(&mut self, _id: &LanguageServerId, worktree: &Worktree) -> Result<Command> {
        let command = worktree
            .which("filterlang")
            .ok_or("filterlang is not on the path: pip install \".[lsp]\" in a checkout of filterlang")?;
        Ok(Command {
            command,
            args: vec!["lsp".into()],
            env: worktree.shell_env(),
        })
    }
}

zed::register_extension!(FilterExtension);
