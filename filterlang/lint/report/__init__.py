"""The formats of a lint's result: one file a format, each with ``write``."""
