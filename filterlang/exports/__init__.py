"""Exported runs, on disk and in memory: recognising, reading and writing them, and ``list_runs`` on them."""
