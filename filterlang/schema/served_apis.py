"""The APIs for queries of runs that a server can speak, as LangSmith does before v2, after v1, and in between.

Owns the invariant that a server answers an endpoint of an API exactly where its row here says so.
"""

from filterlang.text.frozen import dataclass


@dataclass(frozen=True, slots=True)
class SpokenApis:
    """The APIs of a server, and the version of LangSmith that speaks them."""

    v1: bool
    v2: bool
    version: str


SERVED_APIS: dict[str, SpokenApis] = {
    "v1": SpokenApis(v1=True, v2=False, version="0.15.0"),
    "v2": SpokenApis(v1=False, v2=True, version="0.16.0"),
    "both": SpokenApis(v1=True, v2=True, version="0.16.0"),
}
"""By name, ``names.ServedApis``. The SDKs' v2 clients need 0.16.0 (client.py, ``runs``)."""
