"""Runs as tables: columns and their types, cells, Arrow tables, data frames, HTML."""
