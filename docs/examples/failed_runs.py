"""A program with a filter that LangSmith refuses."""

from filterlang import Client


def failed(name: str) -> object:
    """Returns the failed runs with a name."""
    return Client().list_runs(
        project_name="support",
        filter=f'and(eq(status, error), eq(name, "{name}"))',
    )
