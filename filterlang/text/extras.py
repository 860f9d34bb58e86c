"""The command that installs an optional dependency. filterlang is installed from a checkout only."""


def install(extra: str) -> str:
    """Returns the command that installs filterlang with an extra, and where to run it."""
    return f'pip install ".[{extra}]" in a checkout of filterlang'
