"""How to install the libraries that parts of filterlang need, while it is installed from a checkout only."""


def install(extra: str) -> str:
    """The command that installs filterlang with an extra, and where it is run."""
    return f'pip install ".[{extra}]" in a checkout of filterlang'
