"""Writes filters into files of each host language, in every quoting style, and reads them back with its own tools."""
