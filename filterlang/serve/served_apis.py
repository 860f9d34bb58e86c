"""The APIs that a server speaks: those of a LangSmith before v2, of one without v1's queries, or both.

Owns the invariant that the answer by which clients choose between v1 and v2 says what the server does.
"""

from filterlang.schema.names import ServedApis
from filterlang.text.version import __version__

_VERSIONS: dict[ServedApis, str] = {"v1": "0.15.0", "v2": "0.16.0", "both": "0.16.0"}
"""The version of LangSmith whose APIs these are: 0.16.0 is the first that the SDKs' v2 clients take (client.py, ``runs``)."""


def speaks_v1(apis: ServedApis) -> bool:
    """Whether a server answers v1's queries."""
    return apis != "v2"


def speaks_v2(apis: ServedApis) -> bool:
    """Whether a server answers v2's queries."""
    return apis != "v1"


def info(apis: ServedApis) -> dict[str, object]:
    """Returns the answer by which the SDKs choose between v1 and v2, and how to send traces.

    The flags are those of ``_v2_migration_utils.py``: without v1's queries, an instance is "SmithDB-only".
    """
    return {
        "version": _VERSIONS[apis],
        "instance_flags": {
            "ch_query_enabled": speaks_v1(apis),
            "sdb_query_enabled": speaks_v2(apis),
            "filterlang": __version__,
        },
        "batch_ingest_config": {
            "use_multipart_endpoint": False,
            "size_limit": 100,
            "size_limit_bytes": 20 << 20,
            "scale_up_qsize_trigger": 1000,
            "scale_up_nthreads_limit": 16,
            "scale_down_nempty_trigger": 4,
        },
        "license_expiration_time": None,
        "customer_info": None,
    }
