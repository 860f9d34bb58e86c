"""Print the script that makes a shell complete filterlang's commands and options."""

import argparse

SUMMARY = "print a shell completion script"
EXAMPLES = """\
examples:
  eval "$(filterlang completion bash)"    # in ~/.bashrc
  eval "$(filterlang completion zsh)"     # in ~/.zshrc
  filterlang completion fish | source     # in config.fish
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of the command."""
    parser.add_argument("shell", choices=("bash", "zsh", "fish", "tcsh", "powershell"))


def run(options: argparse.Namespace) -> int:
    """Prints the script."""
    from argcomplete.shell_integration import shellcode

    print(shellcode(["filterlang"], shell=options.shell))
    return 0
